#include "engine/script_python.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include <glib.h>

/* The header stands at the top of the file: there is no need to read more of it. */
enum { HEADER_BYTES = 64 << 10 };

static char *read_beginning(const char *path)
{
    g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, NULL);
    const char *bytes = file ? g_mapped_file_get_contents(file) : NULL;
    return bytes ? g_strndup(bytes, MIN(g_mapped_file_get_length(file), HEADER_BYTES)) : NULL;
}

/* The lines of the block without "# ", or NULL if there is none. */
static char **script_block(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(GPtrArray) block = g_ptr_array_new_with_free_func(g_free);
    bool inside = false;
    for (char **line = lines; *line; line++) {
        g_strchomp(*line);
        if (!inside) {
            inside = strcmp(*line, "# /// script") == 0;
        } else if (strcmp(*line, "# ///") == 0) {
            g_ptr_array_add(block, NULL);
            return (char **)g_ptr_array_steal(block, NULL);
        } else if (**line == '#') {
            g_ptr_array_add(block, g_strdup(*line + ((*line)[1] == ' ' ? 2 : 1)));
        } else {
            return NULL;
        }
    }
    return NULL;
}

/* The text between the quotes of `path = "..."`, or NULL. */
static char *value_of_path(const char *line)
{
    line += strspn(line, " \t");
    if (!g_str_has_prefix(line, "path"))
        return NULL;
    line += strlen("path");
    line += strspn(line, " \t");
    if (*line != '=')
        return NULL;
    line++;
    line += strspn(line, " \t");
    const char *end = *line == '"' || *line == '\'' ? strchr(line + 1, *line) : NULL;
    return end ? g_strndup(line + 1, (gsize)(end - line - 1)) : NULL;
}

static char *environment_of(char *const *block)
{
    bool inside = false;
    for (; *block; block++) {
        const char *line = *block + strspn(*block, " \t");
        if (*line == '[')
            inside = g_str_has_prefix(line, "[tool.marimo.venv]");
        char *path = inside ? value_of_path(line) : NULL;
        if (path)
            return path;
    }
    return NULL;
}

static char *program_or_null(char *path)
{
    if (g_file_test(path, G_FILE_TEST_IS_REGULAR) && access(path, X_OK) == 0)
        return path;
    g_free(path);
    return NULL;
}

static char *ask_uv(const char *notebook)
{
    g_autofree char *uv = g_find_program_in_path("uv");
    if (!uv)
        return NULL;
    char *arguments[] = {uv, (char *)"python", (char *)"find", (char *)"--offline", (char *)"--script",
                         (char *)notebook, NULL};
    g_autofree char *answer = NULL;
    int status;
    if (!g_spawn_sync(NULL, arguments, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &answer, NULL, &status, NULL) ||
        !g_spawn_check_wait_status(status, NULL))
        return NULL;
    return program_or_null(g_strdup(g_strstrip(answer)));
}

static char *python_in(const char *environment, const char *notebook)
{
    g_autofree char *folder = g_path_get_dirname(notebook);
    g_autofree char *home = g_canonicalize_filename(environment, folder);
    return program_or_null(g_build_filename(home, "bin", "python", NULL));
}

char *script_python(const char *notebook)
{
    g_autofree char *text = read_beginning(notebook);
    g_auto(GStrv) block = text ? script_block(text) : NULL;
    g_autofree char *environment = block ? environment_of(block) : NULL;
    if (environment)
        return python_in(environment, notebook);
    return block ? ask_uv(notebook) : NULL;
}

char *script_named_python(const char *notebook)
{
    g_autofree char *text = read_beginning(notebook);
    g_auto(GStrv) block = text ? script_block(text) : NULL;
    g_autofree char *environment = block ? environment_of(block) : NULL;
    return environment ? python_in(environment, notebook) : NULL;
}
