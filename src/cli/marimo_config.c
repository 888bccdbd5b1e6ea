#include "cli/marimo_config.h"

#include <string.h>

#include "base/toml.h"

#include "engine/marimo_files.h"

static const char *const WATCHER_NAMES[] = {"lazy", "autorun", NULL};

void marimo_config_clear(MarimoConfig *config)
{
    g_clear_pointer(&config->fault, g_free);
    g_clear_pointer(&config->snippets, g_free);
    g_clear_pointer(&config->vimrc, g_free);
}

/* What may run cells by itself only if the user's own files say so, too. */
static void take_auto_reload(MarimoConfig *config, int mode, bool trusted)
{
    bool allowed = trusted || config->auto_reload == AUTO_RELOAD_AUTORUN;
    config->auto_reload = allowed ? (AutoReload)mode : MIN((AutoReload)mode, AUTO_RELOAD_LAZY);
}

static void take_watcher(MarimoConfig *config, int mode, bool trusted)
{
    config->run_changed = mode == 1 && (trusted || config->run_changed);
}

static const char *const CELL_CHANGE_NAMES[] = {"autorun", "lazy", NULL};

static void take_cell_change(MarimoConfig *config, int mode, bool trusted)
{
    config->lazy = mode == 1 || (config->lazy && !trusted);
}

static const char *const SWITCH_NAMES[] = {"false", "true", NULL};

static void take_tests(MarimoConfig *config, int on, bool trusted)
{
    config->untested = !on || (config->untested && !trusted);
}

static void take_instantiate(MarimoConfig *config, int on, bool trusted)
{
    config->instantiate = on && (trusted || config->instantiate);
}

static void take_autocomplete(MarimoConfig *config, int on, bool trusted)
{
    config->autocomplete = on;
}

static void take_signature(MarimoConfig *config, int on, bool trusted)
{
    config->signature = on;
}

static const struct Key {
    const char *name;
    const char *const *values;
    void (*take)(MarimoConfig *config, int value, bool trusted);
} KEYS[] = {
    {"runtime.auto_reload", AUTO_RELOAD_NAMES, take_auto_reload},
    {"runtime.auto_instantiate", SWITCH_NAMES, take_instantiate},
    {"runtime.watcher_on_save", WATCHER_NAMES, take_watcher},
    {"runtime.on_cell_change", CELL_CHANGE_NAMES, take_cell_change},
    {"runtime.reactive_tests", SWITCH_NAMES, take_tests},
    {"completion.activate_on_typing", SWITCH_NAMES, take_autocomplete},
    {"completion.signature_hint_on_typing", SWITCH_NAMES, take_signature},
};

static void take_value(MarimoConfig *config, const MarimoFile *file, const struct Key *key, int line, const char *text)
{
    for (int value = 0; key->values[value]; value++) {
        g_autofree char *basic = g_strdup_printf("\"%s\"", key->values[value]);
        g_autofree char *literal = g_strdup_printf("'%s'", key->values[value]);
        bool bare = key->values == SWITCH_NAMES; /* true is no string */
        if (bare ? strcmp(text, key->values[value]) == 0 : strcmp(text, basic) == 0 || strcmp(text, literal) == 0) {
            key->take(config, value, file->trusted);
            return;
        }
    }
    const char *name = strrchr(key->name, '.') + 1;
    g_autofree char *choices = g_strjoinv(", ", (char **)key->values);
    if (!config->fault)
        config->fault = g_strdup_printf("%s:%d: %s = %s: it is one of %s", file->path, line, name, text, choices);
}

/* A path becomes a part of a command: signs that would be more than that are in none. */
static bool is_plain_path(const char *path)
{
    return *path && !strpbrk(path, ",|\"\\\n\r\t");
}

/* They are only read, so that those of a project need no trust; what is not absolute is beside the file. */
static void take_snippets(MarimoConfig *config, const MarimoFile *file, const char *value)
{
    g_auto(GStrv) paths = toml_strings(value);
    g_autofree char *folder = g_path_get_dirname(file->path);
    g_autoptr(GString) all = g_string_new(NULL);
    for (char **path = paths; path && *path; path++) {
        bool from_home = g_str_has_prefix(*path, "~/");
        g_autofree char *full = from_home ? g_strdup(*path) : g_canonicalize_filename(*path, folder);
        if (is_plain_path(full))
            g_string_append_printf(all, "%s%s", all->len ? "," : "", full);
    }
    g_free(config->snippets);
    config->snippets = g_strdup(all->str);
}

/* Of several the last, as for the others; one that cannot be a part of a command is told. */
static void take_vimrc(MarimoConfig *config, const MarimoFile *file, int line, const char *value)
{
    g_autofree char *array = g_strdup_printf("[%s]", value), *folder = g_path_get_dirname(file->path);
    g_auto(GStrv) path = toml_strings(array);
    g_clear_pointer(&config->vimrc, g_free);
    if (path && path[0] && !path[1] && is_plain_path(path[0]) && !strpbrk(path[0], "%#`$*"))
        config->vimrc = g_str_has_prefix(path[0], "~/") ? g_strdup(path[0]) : g_canonicalize_filename(path[0], folder);
    else if (!config->fault)
        config->fault = g_strdup_printf("%s:%d: vimrc = %s: it is the path of a file", file->path, line, value);
}

static void take(gpointer self, const MarimoFile *file, int line, const char *name, const char *value)
{
    if (strcmp(name, "snippets.custom_paths") == 0)
        take_snippets(self, file, value);
    if (strcmp(name, "keymap.vimrc") == 0 && file->own)
        take_vimrc(self, file, line, value);
    for (size_t i = 0; i < G_N_ELEMENTS(KEYS); i++) {
        bool never = file->kind == MARIMO_SCRIPT && KEYS[i].take == take_instantiate;
        if (strcmp(name, KEYS[i].name) == 0 && !never)
            take_value(self, file, &KEYS[i], line, value);
    }
}

MarimoConfig marimo_config_read(const char *notebook)
{
    MarimoConfig config = {0};
    marimo_files_each(notebook, take, &config);
    return config;
}

char *marimo_config_commands(const MarimoConfig *config)
{
    GString *commands = g_string_new(NULL);
    if (config->autocomplete)
        g_string_append(commands, "set autocomplete\n");
    if (config->signature)
        g_string_append(commands, "set signature\n");
    if (config->run_changed)
        g_string_append(commands, "set runchanged\n");
    if (config->lazy)
        g_string_append(commands, "set lazy\n");
    if (config->untested)
        g_string_append(commands, "set noreactivetests\n");
    g_auto(GStrv) parts = g_strsplit(config->snippets ? config->snippets : "", " ", -1);
    g_autofree char *paths = g_strjoinv("\\ ", parts);
    if (*paths)
        g_string_append_printf(commands, "set snippets=%s\n", paths);
    g_string_append_printf(commands, "set autoreload=%s\n", AUTO_RELOAD_NAMES[config->auto_reload]);
    if (config->vimrc)
        g_string_append_printf(commands, "source %s\n", config->vimrc);
    return g_string_free(commands, FALSE);
}
