#include "cli/tutorial.h"

#include <string.h>

#include "cli/load.h"

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
