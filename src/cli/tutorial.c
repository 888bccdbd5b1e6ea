#include "cli/tutorial.h"

#include <string.h>

#include "cli/load.h"
#include "edit/editor.h"

static Notebook *load(const char *path, const char *text, AppRead *read, GError **error)
{
    if (path)
        return load_notebook(path, read, error);
    g_autoptr(GBytes) tutorial = g_bytes_new_static(text, strlen(text));
    return load_bytes(tutorial, "tutorial.py", read, error);
}

static Notebook *load_tour(const char *path, AppRead *read, GError **error)
{
    return load(path, TUTORIAL_TOUR, read, error);
}

/* Its words name actions: each keymap has keys of its own for them. */
static Notebook *load_with_keys(const char *path, const char *keymap, AppRead *read, GError **error)
{
    g_autoptr(Editor) editor = editor_new(notebook_new());
    if (path)
        return load_notebook(path, read, error);
    if (!editor_choose_keymap(editor, keymap, error))
        return NULL;
    g_autofree char *text = editor_words(editor, MODE_MODELESS, TUTORIAL_FIRST);
    g_autoptr(GBytes) tutorial = g_bytes_new(text, strlen(text));
    return load_bytes(tutorial, "tutorial.py", read, error);
}

static Notebook *load_plain(const char *path, AppRead *read, GError **error)
{
    return load_with_keys(path, "plain", read, error);
}

static Notebook *load_emacs(const char *path, AppRead *read, GError **error)
{
    return load_with_keys(path, "emacs", read, error);
}

static const Tutorial OF_KEYMAPS[] = {
    {"plain", "tutorial: tour", "", load_plain},
    {"emacs", "tutorial: tour", "", load_emacs},
};

const Tutorial *tutorial_for_keymap(const char *keymap)
{
    for (size_t i = 0; keymap && i < G_N_ELEMENTS(OF_KEYMAPS); i++) {
        if (strcmp(OF_KEYMAPS[i].name, keymap) == 0)
            return &OF_KEYMAPS[i];
    }
    return NULL;
}

static Notebook *load_api(const char *path, AppRead *read, GError **error)
{
    return load(path, TUTORIAL_API, read, error);
}

static Notebook *load_frames(const char *path, AppRead *read, GError **error)
{
    return load(path, TUTORIAL_FRAMES, read, error);
}

static Notebook *load_machine(const char *path, AppRead *read, GError **error)
{
    return load(path, TUTORIAL_MACHINE, read, error);
}

const Tutorial TUTORIALS[] = {
    {"tour", "tutorial: tour", "tarn itself, key by key", load_tour},
    {"api", "tutorial: api", "a web service under load: rate, latency, errors, each second (fastapi, uvicorn, polars)", load_api},
    {"frames", "tutorial: frames", "the same questions to pandas and to polars (and vega_datasets)", load_frames},
    {"machine", "tutorial: machine", "processors, memory and processes of this machine", load_machine},
    {NULL, NULL, NULL, NULL},
};

const Tutorial *tutorial_find(const char *name)
{
    for (const Tutorial *tutorial = TUTORIALS; tutorial->name; tutorial++) {
        if (strcmp(tutorial->name, name) == 0)
            return tutorial;
    }
    return NULL;
}

char *tutorial_names(void)
{
    GString *names = g_string_new(NULL);
    for (const Tutorial *tutorial = TUTORIALS; tutorial->name; tutorial++)
        g_string_append_printf(names, "%s%s", names->len ? ", " : "", tutorial->name);
    return g_string_free(names, FALSE);
}
