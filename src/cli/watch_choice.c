#include "cli/watch_choice.h"

#include <string.h>

#include <glib.h>

#include "base/files.h"

/* A line without its comment, and without the `# ` that script metadata has before each. */
static char *plain_line(const char *line, const char *prefix)
{
    if (g_str_has_prefix(line, prefix))
        line += strlen(prefix);
    return g_strstrip(g_strndup(line, strcspn(line, "#\r")));
}

/* True: the table of this name is there and says it; then `*runs` is what it says. */
static bool says(const char *text, const char *table, const char *prefix, bool *runs)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    bool inside = false;
    for (char **at = lines; *at; at++) {
        g_autofree char *line = plain_line(*at, prefix);
        if (*line == '[')
            inside = strcmp(line, table) == 0;
        g_auto(GStrv) sides = g_strsplit(line, "=", 2);
        if (!inside || g_strv_length(sides) != 2 || strcmp(g_strchomp(sides[0]), "watcher_on_save") != 0)
            continue;
        const char *value = g_strstrip(sides[1]);
        *runs = strcmp(value, "\"autorun\"") == 0 || strcmp(value, "'autorun'") == 0;
        return true;
    }
    return false;
}

static bool file_says(const char *path, const char *table, const char *prefix, bool *runs)
{
    g_autoptr(GBytes) bytes = file_read(path, NULL, NULL);
    gsize size;
    const char *data = bytes ? g_bytes_get_data(bytes, &size) : NULL;
    g_autofree char *text = data ? g_strndup(data, size) : NULL;
    const char *script = text && *prefix ? strstr(text, "# /// script") : text;
    char *end = script && *prefix ? strstr(script + 1, "\n# ///") : NULL;
    if (end)
        *end = '\0';
    return script && says(script, table, prefix, runs);
}

/* The nearest one decides, whether it says it or not. */
static bool project_says(const char *path, bool *runs)
{
    g_autofree char *absolute = g_canonicalize_filename(path, NULL);
    g_autofree char *folder = g_path_get_dirname(absolute);
    for (;;) {
        g_autofree char *project = g_build_filename(folder, "pyproject.toml", NULL);
        if (g_file_test(project, G_FILE_TEST_IS_REGULAR))
            return file_says(project, "[tool.marimo.runtime]", "", runs);
        char *above = g_path_get_dirname(folder);
        bool top = strcmp(above, folder) == 0;
        g_free(folder);
        folder = above;
        if (top)
            return false;
    }
}

static bool user_says(bool *runs)
{
    g_autofree char *home = g_build_filename(g_get_home_dir(), ".marimo.toml", NULL);
    g_autofree char *config = g_build_filename(g_get_user_config_dir(), "marimo", "marimo.toml", NULL);
    return file_says(home, "[runtime]", "", runs) || file_says(config, "[runtime]", "", runs);
}

bool watch_choice_runs(const char *path)
{
    bool wanted = false, allowed = true;
    if (!user_says(&wanted) || !wanted)
        return false;
    if (path && !file_says(path, "[tool.marimo.runtime]", "# ", &allowed))
        project_says(path, &allowed);
    return allowed;
}
