#include "cli/marimo_config.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/trust.h"

/* Metadata stand in the header: no more of a notebook is read. */
enum { HEADER_BYTES = 64 << 10 };

static const char *const WATCHER_NAMES[] = {"lazy", "autorun", NULL};

typedef struct {
    MarimoConfig *config;
    const char *path;
    const char *root; /* what stands before the keys in this kind of file */
    bool trusted;     /* the user's own, or in a folder that the user trusts */
    bool script;      /* lines count between "# /// script" and "# ///", without their "# " */
} Reading;

void marimo_config_clear(MarimoConfig *config)
{
    g_clear_pointer(&config->fault, g_free);
}

/* --- the little of TOML that is needed --------------------------------------------------------------------- */

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
    const char *table, *name;
    const char *const *values;
    void (*take)(MarimoConfig *config, int value, bool trusted);
} KEYS[] = {
    {"runtime", "auto_reload", AUTO_RELOAD_NAMES, take_auto_reload},
    {"runtime", "auto_instantiate", SWITCH_NAMES, take_instantiate},
    {"runtime", "watcher_on_save", WATCHER_NAMES, take_watcher},
    {"runtime", "on_cell_change", CELL_CHANGE_NAMES, take_cell_change},
    {"runtime", "reactive_tests", SWITCH_NAMES, take_tests},
    {"completion", "activate_on_typing", SWITCH_NAMES, take_autocomplete},
    {"completion", "signature_hint_on_typing", SWITCH_NAMES, take_signature},
};

static void take_value(const Reading *reading, const struct Key *key, int line, const char *text)
{
    MarimoConfig *config = reading->config;
    for (int value = 0; key->values[value]; value++) {
        g_autofree char *basic = g_strdup_printf("\"%s\"", key->values[value]);
        g_autofree char *literal = g_strdup_printf("'%s'", key->values[value]);
        bool bare = key->values == SWITCH_NAMES; /* true is no string */
        if (bare ? strcmp(text, key->values[value]) == 0 : strcmp(text, basic) == 0 || strcmp(text, literal) == 0) {
            key->take(config, value, reading->trusted);
            return;
        }
    }
    g_autofree char *choices = g_strjoinv(", ", (char **)key->values);
    if (!config->fault)
        config->fault = g_strdup_printf("%s:%d: %s = %s: it is one of %s", reading->path, line, key->name, text, choices);
}

/* A name with dots, with or without blanks around these. */
static char *without_blanks(const char *text, size_t length)
{
    GString *name = g_string_new(NULL);
    for (size_t i = 0; i < length; i++) {
        if (!g_ascii_isspace(text[i]))
            g_string_append_c(name, text[i]);
    }
    return g_string_free(name, FALSE);
}

static const struct Key *find_key(const Reading *reading, const char *table, const char *key)
{
    g_autofree char *name = *table ? g_strconcat(table, ".", key, NULL) : g_strdup(key);
    for (size_t i = 0; i < G_N_ELEMENTS(KEYS); i++) {
        g_autofree char *wanted = g_strconcat(reading->root, KEYS[i].table, ".", KEYS[i].name, NULL);
        if (strcmp(name, wanted) == 0)
            return &KEYS[i];
    }
    return NULL;
}

/* Neither a name nor a value that is wanted has a '#' or a '='. */
static void take_line(const Reading *reading, int number, const char *line, char **table)
{
    g_autofree char *plain = g_strstrip(g_strndup(line, strcspn(line, "#")));
    const char *equals = strchr(plain, '=');
    if (*plain == '[') {
        g_free(*table);
        *table = without_blanks(plain + 1, strcspn(plain + 1, "]"));
    } else if (equals) {
        g_autofree char *key = without_blanks(plain, (size_t)(equals - plain));
        const struct Key *wanted = find_key(reading, *table, key);
        if (wanted && !(reading->script && wanted->take == take_instantiate))
            take_value(reading, wanted, number, equals + 1 + strspn(equals + 1, " \t"));
    }
}

static void take_text(const Reading *reading, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autofree char *table = g_strdup("");
    bool inside = !reading->script;
    for (int i = 0; lines[i]; i++) {
        const char *line = g_strchomp(lines[i]);
        if (!reading->script)
            take_line(reading, i + 1, line, &table);
        else if (!inside)
            inside = strcmp(line, "# /// script") == 0;
        else if (*line != '#' || strcmp(line, "# ///") == 0)
            return;
        else
            take_line(reading, i + 1, line + 1, &table);
    }
}

/* --- the files ------------------------------------------------------------------------------------------------- */

/* False if it is not there. */
static bool read_file(const Reading *reading)
{
    FILE *file = fopen(reading->path, "re");
    if (!file)
        return false;
    g_autofree char *text = g_malloc(HEADER_BYTES + 1);
    text[fread(text, 1, HEADER_BYTES, file)] = '\0';
    fclose(file);
    take_text(reading, text);
    return true;
}

static bool is_trusted(const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);
    return trust_of(folder) == TRUST_GIVEN;
}

/* The nearest file of this name in the folder or above it, NULL: there is none. */
static char *find_above(const char *folder, const char *name)
{
    g_autofree char *at = g_strdup(folder);
    for (;;) {
        g_autofree char *path = g_build_filename(at, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
            return g_steal_pointer(&path);
        if (strcmp(at, "/") == 0)
            return NULL;
        char *above = g_path_get_dirname(at);
        g_free(at);
        at = above;
    }
}

static void read_user(MarimoConfig *config)
{
    g_autofree char *here = g_get_current_dir();
    g_autofree char *near = find_above(here, ".marimo.toml");
    g_autofree char *home = g_build_filename(g_get_home_dir(), ".marimo.toml", NULL);
    g_autofree char *xdg = g_build_filename(g_get_user_config_dir(), "marimo", "marimo.toml", NULL);
    bool own = !near || strcmp(near, home) == 0;
    if (!own && read_file(&(Reading){.config = config, .path = near, .root = "", .trusted = is_trusted(near)}))
        return;
    Reading reading = {.config = config, .path = home, .root = "", .trusted = true};
    if (read_file(&reading))
        return;
    reading.path = xdg;
    read_file(&reading);
}

MarimoConfig marimo_config_read(const char *notebook)
{
    MarimoConfig config = {0};
    read_user(&config);
    g_autofree char *path = notebook ? g_canonicalize_filename(notebook, NULL) : NULL;
    g_autofree char *folder = path ? g_path_get_dirname(path) : g_get_current_dir();
    g_autofree char *project = find_above(folder, "pyproject.toml");
    if (project)
        read_file(&(Reading){.config = &config, .path = project, .root = "tool.marimo.", .trusted = is_trusted(project)});
    if (path && g_file_test(path, G_FILE_TEST_IS_REGULAR))
        read_file(&(Reading){.config = &config, .path = path, .root = "tool.marimo.", .trusted = is_trusted(path), .script = true});
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
    g_string_append_printf(commands, "set autoreload=%s\n", AUTO_RELOAD_NAMES[config->auto_reload]);
    return g_string_free(commands, FALSE);
}
