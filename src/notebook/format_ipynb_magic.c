#include "notebook/format_ipynb_code.h"

#include <string.h>

#include "notebook/pytext.h"
#include "notebook/pyvalue.h"

static char *repr(const char *text)
{
    GString *out = g_string_new(NULL);
    pyvalue_append_repr(out, text, strlen(text));
    return g_string_free(out, FALSE);
}

static bool is_double(const char *command)
{
    return g_str_has_prefix(command, "%%");
}

/* --- one function a magic: its arguments, or the rest of the cell, and the magic itself ------------------------ */

static char *explain(const char *first, const char *command, const char *source)
{
    if (!is_double(command))
        return g_strdup_printf("%s\n# %s %s", first, command, source);
    return g_strdup_printf("%s\n# %s%s%s", first, command, *source ? "\n" : "", source);
}

static char *not_supported(const char *source, const char *command)
{
    return explain("# magic command not supported in marimo; please file an issue to add support", command, source);
}

static char *supported(const char *source, const char *command)
{
    g_autofree char *line = is_double(command) ? g_strdup(command) : g_strconcat(command, " ", source, NULL);
    g_autofree char *quoted = repr(line);
    bool more = is_double(command) && *source;
    return g_strdup_printf("# %s command supported automatically in marimo%s%s", quoted, more ? "\n" : "",
                           more ? source : "");
}

static char *sql(const char *source, const char *command)
{
    PySlice query = pytext_strip((PySlice){source, strlen(source)});
    return g_strdup_printf("_df = mo.sql(\"\"\"\n%.*s\n\"\"\")", (int)query.length, query.bytes);
}

static char *call(const char *format, const char *source)
{
    g_autofree char *argument = repr(source);
    g_auto(GStrv) parts = g_strsplit(format, "@", 2);
    return g_strconcat(parts[0], argument, parts[1], NULL);
}

static char *mkdir_(const char *source, const char *command)
{
    return call("import os\nos.makedirs(@, exist_ok=True)", source);
}

static char *cd(const char *source, const char *command)
{
    return call("import os\nos.chdir(@)", source);
}

static char *html(const char *source, const char *command)
{
    return call("mo.Html(@)", source);
}

static char *ls(const char *source, const char *command)
{
    return g_strdup("import os\nos.listdir()");
}

static char *bash(const char *source, const char *command)
{
    return call("import subprocess\nsubprocess.run(@, shell=True)", source);
}

static char *env(const char *source, const char *command)
{
    const char *equals = strchr(source, '=');
    if (!equals)
        return not_supported(source, command);
    PySlice key = pytext_strip((PySlice){source, (size_t)(equals - source)});
    PySlice value = pytext_strip((PySlice){equals + 1, strlen(equals + 1)});
    char first = value.length ? *value.bytes : '\0';
    if (value.length >= 2 && (first == '"' || first == '\'') && value.bytes[value.length - 1] == first)
        value = (PySlice){value.bytes + 1, value.length - 2};
    GString *out = g_string_new("import os\nos.environ[");
    pyvalue_append_repr(out, key.bytes, key.length);
    g_string_append(out, "] = ");
    pyvalue_append_repr(out, value.bytes, value.length);
    return g_string_free(out, FALSE);
}

/* Magics without a row are commented out. */
static const struct {
    const char *name;
    char *(*replace)(const char *source, const char *command);
} MAGICS[] = {
    {"sql", sql},
    {"mkdir", mkdir_},
    {"cd", cd},
    {"html", html},
    {"bash", bash},
    {"!", bash},
    {"ls", ls},
    {"load_ext", not_supported},
    {"env", env},
    {"pip", supported},
    {"matplotlib", supported},
    {"autoreload", supported},
    {"timeit", not_supported},
    {"time", not_supported},
};

static char *replace(const char *name, const char *source, const char *command, bool *known)
{
    for (size_t i = 0; i < G_N_ELEMENTS(MAGICS); i++) {
        if (strcmp(MAGICS[i].name, name) == 0) {
            *known = true;
            return MAGICS[i].replace(source, command);
        }
    }
    *known = false;
    return NULL;
}

/* --- cells ------------------------------------------------------------------------------------------------------- */

static char *comment_out(const char *source)
{
    if (pytext_is_blank((PySlice){source, strlen(source)}))
        return g_strdup(source);
    g_auto(GStrv) lines = g_strsplit(source, "\n", -1);
    GString *out = g_string_new(NULL);
    for (char **line = lines; *line; line++)
        g_string_append_printf(out, "%s# %s", line == lines ? "" : "\n", *line);
    return g_string_free(out, FALSE);
}

/* str.split(), the words joined by single blanks from the second on. */
static char *split_words(const char *text, char **rest)
{
    GString *first = g_string_new(NULL), *others = g_string_new(NULL);
    guint words = 0;
    bool inside = false;
    for (; *text; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);
        if (pytext_is_space(c)) {
            inside = false;
            continue;
        }
        if (!inside && words++ > 1)
            g_string_append_c(others, ' ');
        inside = true;
        g_string_append_unichar(words > 1 ? others : first, c);
    }
    *rest = g_string_free(others, FALSE);
    return g_string_free(first, FALSE);
}

static char *replace_line(const char *line)
{
    PySlice text = pytext_strip((PySlice){line, strlen(line)});
    while (text.length && *text.bytes == '%')
        text = (PySlice){text.bytes + 1, text.length - 1};
    g_autofree char *stripped = g_strndup(text.bytes, text.length);
    g_autofree char *rest = NULL;
    g_autofree char *name = split_words(stripped, &rest);
    if (!*name)
        return comment_out(line);
    g_autofree char *command = g_strconcat("%", name, NULL);
    bool known;
    char *replaced = replace(name, rest, command, &known);
    return known ? replaced : not_supported(rest, command);
}

static char *replace_lines(const char *cell)
{
    g_auto(GStrv) lines = g_strsplit(cell, "\n", -1);
    for (char **line = lines; *line; line++) {
        if (**line != '%')
            continue;
        char *replaced = replace_line(*line);
        g_free(*line);
        *line = replaced;
    }
    return g_strjoinv("\n", lines);
}

static char *replace_cell(const char *cell)
{
    const char *newline = strchr(cell, '\n'); /* marimo's converter gives up if there is none */
    PySlice line = pytext_strip((PySlice){cell, newline ? (size_t)(newline - cell) : strlen(cell)});
    const char *rest = newline ? newline + 1 : "";
    g_autofree char *command = g_strndup(cell, newline ? (size_t)(newline - cell) : strlen(cell));
    g_autofree char *name = g_strndup(line.bytes, line.length);
    name[strcspn(name, " ")] = '\0';
    bool known;
    char *replaced = replace(name + strspn(name, "%"), rest, command, &known);
    if (known)
        return replaced;
    g_autofree char *commented = comment_out(rest);
    return not_supported(commented, command);
}

void code_replace_magics(GPtrArray *sources)
{
    for (guint i = 0; i < sources->len; i++) {
        const char *cell = g_ptr_array_index(sources, i);
        if (is_double(cell))
            code_set(sources, i, replace_cell(cell));
        else if (*cell == '%' || strstr(cell, "\n%"))
            code_set(sources, i, replace_lines(cell));
    }
}

void code_strip(GPtrArray *sources)
{
    for (guint i = 0; i < sources->len; i++) {
        const char *cell = g_ptr_array_index(sources, i);
        PySlice text = pytext_strip((PySlice){cell, strlen(cell)});
        code_set(sources, i, g_strndup(text.bytes, text.length));
    }
}
