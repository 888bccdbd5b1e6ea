#include "notebook/format_percent.h"

#include <string.h>

#include "base/json.h"
#include "notebook/format_markdown.h"
#include "notebook/format_percent_line.h"
#include "notebook/format_script.h"
#include "notebook/pytext.h"

static bool is_blank(const char *line)
{
    return pytext_is_blank((PySlice){line, strlen(line)});
}

/* --- the mark ---------------------------------------------------------------------------------------------------- */

/* What the cell has besides its code, as marimo's metadata; NULL if nothing.  `usual_hidden`: how it would be read. */
static char *metadata_of(const CellSnapshot *cell, const char *prefix)
{
    const CellConfig *config = &cell->config;
    bool named = strcmp(cell->name, "_") != 0 && strcmp(cell->name, "__") != 0;
    bool markdown = prefix != NULL;
    bool configured = config->has_column || config->disabled || config->expand_output ||
                      (markdown ? !config->hide_code || strcmp(prefix, "r") != 0 : config->hide_code);
    if (!named && !configured)
        return NULL;
    g_autoptr(JsonWriter) json = json_writer_new(0);
    json_writer_begin_object(json);
    if (configured) {
        json_writer_key(json, "config");
        json_writer_begin_object(json);
        if (config->has_column) {
            json_writer_key(json, "column");
            json_writer_integer(json, config->column);
        }
        if (config->disabled) {
            json_writer_key(json, "disabled");
            json_writer_bool(json, true);
        }
        if (config->expand_output) {
            json_writer_key(json, "expand_output");
            json_writer_bool(json, true);
        }
        json_writer_key(json, "hide_code");
        json_writer_bool(json, config->hide_code);
        json_writer_end_object(json);
    } else if (markdown) { /* a cell with a name is not hidden otherwise */
        json_writer_key(json, "config");
        json_writer_raw(json, "{\"hide_code\": true}");
    }
    if (markdown) {
        json_writer_key(json, "md_prefix");
        json_writer_string(json, prefix);
    }
    if (named) {
        bool starred = cell->kind == CELL_FUNCTION || cell->kind == CELL_CLASS;
        g_autofree char *name = g_strconcat(starred ? "*" : "", cell->name, NULL);
        json_writer_key(json, "name");
        json_writer_string(json, name);
    }
    json_writer_end_object(json);
    return json_writer_steal(json);
}

/* The letters before the string of mo.md(...). */
static char *prefix_of(const char *code)
{
    const char *call = strstr(code, "mo.md(");
    size_t letters = call ? strspn(call + 6, "fFrR") : 0;
    g_autofree char *prefix = g_strndup(call ? call + 6 : "", letters);
    return g_ascii_strdown(prefix, -1);
}

/* --- empty lines between cells, as Jupytext leaves them for PEP 8 -------------------------------------------------- */

static bool begins_definition(const char *line)
{
    return g_str_has_prefix(line, "def ") || g_str_has_prefix(line, "async ") || g_str_has_prefix(line, "class ");
}

static bool is_inside(const char *line)
{
    return *line == '#' || *line == ' ' || *line == ')';
}

/* Whether the first thing in the lines is a function or a class. */
static bool definition_follows(char *const *lines, size_t count)
{
    PercentQuotes quotes = {0};
    for (size_t i = 0; i < count; i++) {
        bool quoted = quotes.triple;
        percent_quotes_read(&quotes, lines[i]);
        if (quoted)
            continue;
        if (is_blank(lines[i])) {
            if (i > 0 && is_blank(lines[i - 1]))
                return false;
            continue;
        }
        if (begins_definition(lines[i]))
            return true;
        if (!is_inside(lines[i]) && *lines[i] != '@')
            return false;
    }
    return false;
}

/* Whether the last thing in the lines is one. */
static bool ends_definition(char *const *lines, size_t count)
{
    g_autoptr(GPtrArray) plain = g_ptr_array_new();
    PercentQuotes quotes = {0};
    for (size_t i = 0; i < count; i++) {
        if (!quotes.triple)
            g_ptr_array_add(plain, lines[i]);
        percent_quotes_read(&quotes, lines[i]);
    }
    for (guint i = plain->len; i > 0; i--) {
        const char *line = g_ptr_array_index(plain, i - 1);
        if (is_blank(line)) {
            if (i < plain->len && is_blank(g_ptr_array_index(plain, i)))
                return false;
            continue;
        }
        if (!is_inside(line))
            return begins_definition(line);
    }
    return false;
}

static bool has_code(char *const *lines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        PySlice text = pytext_strip((PySlice){lines[i], strlen(lines[i])});
        if (text.length == 0) {
            if (i > 0 && is_blank(lines[i - 1]))
                return false;
        } else if (*text.bytes != '#') {
            return true;
        }
    }
    return false;
}

static int empty_lines(char *const *before, size_t count, char *const *after, size_t rest)
{
    if (rest == 0)
        return 1;
    if (ends_definition(before, count))
        return has_code(after, rest) ? 2 : 1;
    const char *last = before[count - 1];
    if (!is_blank(last) && *last != '#' && definition_follows(after, rest))
        return 2;
    return 1;
}

/* --- cells --------------------------------------------------------------------------------------------------------------- */

static void add_lines(GPtrArray *out, const char *text, bool comment)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    if (!comment)
        percent_comment_magics(lines);
    for (char **line = lines; *line; line++) {
        if (!comment)
            g_ptr_array_add(out, g_strdup(*line));
        else
            g_ptr_array_add(out, g_strconcat(**line ? "# " : "#", *line, NULL));
    }
}

/* A string that the cell does not end would hide the next mark: then all lines are written as comments. */
static bool leaves_string_open(const char *code)
{
    PercentQuotes quotes = {0};
    g_auto(GStrv) lines = g_strsplit(code, "\n", -1);
    for (char **line = lines; *line; line++)
        percent_quotes_read(&quotes, *line);
    return quotes.triple != '\0';
}

/* The lines of a cell, its mark first. */
static GPtrArray *cell_lines(const CellSnapshot *cell, const Analysis *analysis)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    gsize size;
    const char *bytes = g_bytes_get_data(cell->code, &size);
    bool replaced;
    g_autoptr(GString) code = size ? pytext_decode(bytes, size, &replaced) : g_string_new(NULL);
    while (code->len && code->str[code->len - 1] == '\n') /* empty lines between cells belong to none */
        g_string_truncate(code, code->len - 1);
    g_autofree char *markdown = format_markdown_of_cell(cell, analysis);
    g_autofree char *prefix = markdown ? prefix_of(code->str) : NULL;
    g_autofree char *metadata = metadata_of(cell, prefix);
    bool raw = !markdown && leaves_string_open(code->str);
    size_t indent = markdown || raw || is_blank(code->str) ? 0 : strspn(code->str, " \t");
    const char *type = markdown ? " [markdown]" : raw ? " [raw]" : "";
    g_ptr_array_add(lines, g_strdup_printf("%.*s# %%%%%s%s%s", (int)indent, code->str, type,
                                           metadata ? " marimo=" : "", metadata ? metadata : ""));
    if (markdown)
        add_lines(lines, markdown, true);
    else if (code->len)
        add_lines(lines, code->str, raw);
    return lines;
}

GString *format_percent_write(const FormatWriting *writing, GError **error)
{
    const NotebookSnapshot *notebook = writing->notebook;
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    for (guint i = 0; i < notebook->cells->len; i++)
        g_ptr_array_add(cells, cell_lines(g_ptr_array_index(notebook->cells, i),
                                          g_ptr_array_index(writing->analyses, i)));
    g_autofree char *header = format_script_header(notebook->header->text);
    g_strchomp(header);
    GString *out = g_string_new(header);
    if (out->len)
        g_string_append(out, "\n\n");
    for (guint i = 0; i < cells->len; i++) {
        const GPtrArray *lines = g_ptr_array_index(cells, i);
        for (guint n = 0; n < lines->len; n++)
            g_string_append_printf(out, "%s\n", (char *)g_ptr_array_index(lines, n));
        if (i + 1 == cells->len)
            continue;
        const GPtrArray *next = g_ptr_array_index(cells, i + 1);
        int gap = empty_lines((char *const *)lines->pdata, lines->len, (char *const *)next->pdata, next->len);
        for (int n = 0; n < gap; n++)
            g_string_append_c(out, '\n');
    }
    return out;
}
