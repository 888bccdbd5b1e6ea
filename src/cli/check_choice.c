/* Which rules are asked: options, pyproject.toml, the header of a file. */
#include "cli/check.h"

#include <string.h>

void check_choice_clear(CheckChoice *choice)
{
    g_clear_pointer(&choice->select, g_ptr_array_unref);
    g_clear_pointer(&choice->ignore, g_ptr_array_unref);
}

static void append(GPtrArray **list, const char *const *prefixes)
{
    if (!*list) {
        *list = g_ptr_array_new_null_terminated(4, g_free, TRUE);
    }
    for (; *prefixes; prefixes++) {
        char *prefix = g_strstrip(g_strdup(*prefixes));
        if (*prefix)
            g_ptr_array_add(*list, prefix);
        else
            g_free(prefix);
    }
}

static void append_list(GPtrArray **list, const char *text)
{
    g_auto(GStrv) prefixes = g_strsplit(text, ",", -1);
    append(list, (const char *const *)prefixes);
}

void check_choice_select(CheckChoice *choice, const char *list)
{
    g_clear_pointer(&choice->select, g_ptr_array_unref);
    append_list(&choice->select, list);
}

void check_choice_ignore(CheckChoice *choice, const char *list)
{
    append_list(&choice->ignore, list);
}

/* --- the little of TOML that is needed --------------------------------------------------------------------- */

/* The strings in quotes up to the bracket that closes; lines are joined before. */
static void append_array(GPtrArray **list, const char *text)
{
    append(list, (const char *const[]){NULL});
    for (; *text && *text != ']'; text++) {
        if (*text != '"' && *text != '\'')
            continue;
        const char *end = strchr(text + 1, *text);
        if (!end)
            return;
        g_autofree char *prefix = g_strndup(text + 1, (gsize)(end - text - 1));
        append(list, (const char *const[]){prefix, NULL});
        text = end;
    }
}

/* Without its comment; no code of a rule has a '#'. */
static char *plain_line(const char *line)
{
    const char *end = line + strcspn(line, "#\r");
    return g_strstrip(g_strndup(line, (gsize)(end - line)));
}

/* `KEY = [` with the lines behind it, up to the one with its end, which *line is then; NULL: it is another line. */
static char *value_of(char *const **line, const char *text, const char *key)
{
    if (!g_str_has_prefix(text, key))
        return NULL;
    const char *rest = text + strlen(key);
    rest += strspn(rest, " \t");
    if (*rest != '=')
        return NULL;
    GString *value = g_string_new(rest + 1);
    for (bool closed = strchr(rest, ']'); !closed && (*line)[1];) {
        g_autofree char *next = plain_line(*++*line);
        g_string_append(value, next);
        closed = strchr(next, ']');
    }
    const char *open = strchr(value->str, '[');
    g_string_erase(value, 0, open ? open + 1 - value->str : (gssize)value->len);
    return g_string_free(value, FALSE);
}

static void read_lint_table(CheckChoice *choice, char *const *lines)
{
    bool inside = false;
    for (char *const *line = lines; *line; line++) {
        g_autofree char *text = plain_line(*line);
        if (*text == '[')
            inside = strcmp(text, "[tool.marimo.lint]") == 0;
        g_autofree char *select = inside ? value_of(&line, text, "select") : NULL;
        g_autofree char *ignore = inside && !select ? value_of(&line, text, "ignore") : NULL;
        if (select)
            append_array(&choice->select, select);
        if (ignore)
            append_array(&choice->ignore, ignore);
    }
}

/* --- where it is said ----------------------------------------------------------------------------------------- */

void check_choice_read_project(CheckChoice *choice)
{
    g_autofree char *folder = g_get_current_dir();
    for (;;) {
        g_autofree char *path = g_build_filename(folder, "pyproject.toml", NULL);
        g_autofree char *text = NULL;
        if (g_file_get_contents(path, &text, NULL, NULL)) {
            g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
            read_lint_table(choice, lines);
            return;
        }
        if (strcmp(folder, "/") == 0)
            return;
        char *above = g_path_get_dirname(folder);
        g_free(folder);
        folder = above;
    }
}

/* The lines of `# /// script` without "# ", or NULL. */
static char **script_lines(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(GPtrArray) block = g_ptr_array_new_null_terminated(8, g_free, TRUE);
    bool inside = false;
    for (char **line = lines; *line; line++) {
        g_strchomp(*line);
        if (!inside)
            inside = strcmp(*line, "# /// script") == 0;
        else if (strcmp(*line, "# ///") == 0)
            return (char **)g_ptr_array_steal(block, NULL);
        else if (**line == '#')
            g_ptr_array_add(block, g_strdup(*line + ((*line)[1] == ' ' ? 2 : 1)));
        else
            return NULL;
    }
    return NULL;
}

CheckChoice check_choice_of_file(const CheckChoice *base, const char *text, size_t size)
{
    CheckChoice choice = {0};
    if (base->select)
        append(&choice.select, (const char *const *)base->select->pdata);
    if (base->ignore)
        append(&choice.ignore, (const char *const *)base->ignore->pdata);
    if (!g_strstr_len(text, (gssize)size, "[tool.marimo.lint]"))
        return choice;
    g_autofree char *copy = g_strndup(text, size);
    g_auto(GStrv) lines = script_lines(copy);
    if (lines)
        read_lint_table(&choice, lines);
    return choice;
}
