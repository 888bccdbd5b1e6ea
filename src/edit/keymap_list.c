/* The keymaps that tarn comes with, and those of the user. */
#include "edit/keymap.h"

#include <string.h>

#include "base/files.h"
#include "base/settings.h"

static const struct {
    const char *name, *text;
} BUILTIN[] = {{"vim", KEYMAP_VIM}, {"plain", KEYMAP_PLAIN}, {"emacs", KEYMAP_EMACS},
             {"widgets", KEYMAP_WIDGETS}, {"app", KEYMAP_APP}, {"app-plain", KEYMAP_APP_PLAIN}, {"app-emacs", KEYMAP_APP_EMACS}};

const char *const KEYMAP_NAMES[] = {"vim", "plain", "emacs", NULL};

static const char *builtin_text(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(BUILTIN); i++) {
        if (strcmp(BUILTIN[i].name, name) == 0)
            return BUILTIN[i].text;
    }
    return NULL;
}

bool keymap_is_builtin(const char *name)
{
    return builtin_text(name) != NULL;
}

/* A path as it is, or a name: NAME.keys among the user's. */
static char *path_of(const char *name)
{
    if (g_str_has_prefix(name, "~/"))
        return g_build_filename(g_get_home_dir(), name + 2, NULL);
    if (strchr(name, '/'))
        return g_strdup(name);
    g_autofree char *folder = folder_path(FOLDER_CONFIG), *file = g_strconcat(name, ".keys", NULL);
    return g_build_filename(folder, "keymaps", file, NULL);
}

bool keymap_add(Keymap *keymap, const char *name, GError **error)
{
    const char *text = builtin_text(name);
    if (text) {
        g_autofree char *file = g_strconcat(name, ".keys", NULL);
        return keymap_read(keymap, text, file, error);
    }
    g_autofree char *path = path_of(name);
    g_autoptr(GError) reading = NULL;
    g_autoptr(GString) content = settings_read(path, &reading);
    if (!content && reading->domain != SETTINGS_ERROR) {
        g_set_error(error, KEYMAP_ERROR, KEYMAP_ERROR_UNKNOWN, "E484: Can't open file %s", path);
        return false;
    }
    if (!content) {
        g_propagate_error(error, g_steal_pointer(&reading));
        return false;
    }
    return keymap_read(keymap, content->str, path, error);
}

Keymap *keymap_load(const char *name, GError **error)
{
    g_autoptr(Keymap) keymap = keymap_new();
    return keymap_add(keymap, name, error) ? g_steal_pointer(&keymap) : NULL;
}
