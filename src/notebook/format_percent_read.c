#include "notebook/format_percent.h"

#include <string.h>

#include "base/json.h"
#include "notebook/format_ipynb.h"
#include "notebook/format_percent_line.h"
#include "notebook/pytext.h"

/* Lines [first, end) of the file are a cell, the mark included if it has one. */
typedef struct {
    char **lines;
    size_t count; /* of all lines */
    size_t first, end;
    JsonValue *metadata; /* NULL: the mark has none */
    bool marked;
} Chunk;

static char **split_lines(const GString *text)
{
    GPtrArray *lines = g_ptr_array_new();
    PySlice rest = {text->str, text->len}, line;
    while (pytext_next_line(&rest, &line)) {
        size_t length = line.length;
        const char *end = line.bytes + length;
        /* The line end, of whatever kind, is its last character. */
        const char *last = length ? g_utf8_find_prev_char(line.bytes, end) : NULL;
        gunichar c = last ? g_utf8_get_char(last) : 0;
        bool ended = c == '\n' || c == '\r' || c == '\v' || c == '\f' || (c >= 0x1c && c <= 0x1e) || c == 0x85 ||
                     c == 0x2028 || c == 0x2029;
        g_ptr_array_add(lines, g_strndup(line.bytes, ended ? (size_t)(last - line.bytes) : length));
    }
    g_ptr_array_add(lines, NULL);
    return (char **)g_ptr_array_free(lines, FALSE);
}

static bool is_blank(const char *line)
{
    return pytext_is_blank((PySlice){line, strlen(line)});
}

/* --- the header ------------------------------------------------------------------------------------------------- */

/* Where the cells begin: behind a shebang, an encoding, and Jupytext's own header in YAML. */
static size_t skip_header(char **lines)
{
    size_t at = 0, start = 0;
    if (lines[at] && g_str_has_prefix(lines[at], "#!"))
        start = ++at;
    if (lines[at] && *lines[at] == '#' && (strstr(lines[at], "coding:") || strstr(lines[at], "coding=")))
        start = ++at;
    size_t dashes = at;
    for (bool begun = false; lines[dashes] && *lines[dashes] == '#'; dashes++) {
        g_autofree char *line = percent_uncommented(lines[dashes]);
        bool fence = g_str_has_prefix(line, "---") && is_blank(line + 3);
        if (fence && begun)
            return dashes + 1 + (lines[dashes + 1] && is_blank(lines[dashes + 1]));
        if (!fence && !begun && !is_blank(line))
            break;
        begun |= fence;
    }
    return start;
}

/* --- cells ------------------------------------------------------------------------------------------------------------ */

static const char *type_of(const Chunk *chunk)
{
    const char *type = json_value_string(json_value_get(chunk->metadata, "cell_type"));
    return type ? type : "code";
}

/* A fence in the text of a Markdown cell: the length of the line's run of one mark, or 0. */
static size_t fence_run(const char *text, char *mark, const char **info)
{
    size_t blanks = strspn(text, " ");
    const char *at = text + blanks;
    if (blanks > 3 || (*at != '`' && *at != '~'))
        return 0;
    *mark = *at;
    size_t run = strspn(at, (char[]){*at, '\0'});
    *info = at + run;
    return run >= 3 ? run : 0;
}

static bool closes(const char *line, char mark, size_t length)
{
    g_autofree char *text = percent_uncommented(line);
    char own;
    const char *info;
    size_t run = fence_run(text, &own, &info);
    return run >= length && own == mark && is_blank(info);
}

/* The line behind the fence that opens at `at`, if it does and is closed at all; else `at`.  `hopeless` are the lengths
 * from which on fences of backticks and of tildes are known not to be closed. */
static size_t skip_fence(char **lines, size_t at, size_t hopeless[2])
{
    g_autofree char *text = percent_uncommented(lines[at]);
    char mark;
    const char *info;
    size_t run = fence_run(text, &mark, &info);
    if (!run || (mark == '`' && strchr(info, '`')) || run >= hopeless[mark == '~'])
        return at;
    for (size_t i = at + 1; lines[i]; i++) {
        if (closes(lines[i], mark, run))
            return i + 1;
    }
    hopeless[mark == '~'] = run;
    return at;
}

/* Finds the next mark; fences in a cell of text hide those in them. */
static size_t find_end(const Chunk *chunk)
{
    bool text = strcmp(type_of(chunk), "code") != 0;
    PercentQuotes quotes = {0};
    size_t hopeless[2] = {SIZE_MAX, SIZE_MAX};
    for (size_t i = chunk->first; chunk->lines[i]; i++) {
        bool quoted = quotes.triple;
        percent_quotes_read(&quotes, chunk->lines[i]);
        if (quoted)
            continue;
        size_t behind = text ? skip_fence(chunk->lines, i, hopeless) : i;
        if (behind > i) {
            i = behind - 1;
            continue;
        }
        const char *options;
        if (i > chunk->first && percent_is_mark(chunk->lines[i], &options))
            return i;
    }
    return chunk->count;
}

/* Empty lines before the next mark belong to no cell: one, or two if there are just two. */
static size_t content_end(const Chunk *chunk)
{
    char **lines = chunk->lines;
    size_t end = chunk->end, count = end - chunk->first;
    if (count >= 3 && !is_blank(lines[end - 3]) && is_blank(lines[end - 2]) && is_blank(lines[end - 1]))
        return end - 2;
    return count > 0 && !*lines[end - 1] ? end - 1 : end;
}

/* The text of a Markdown cell that is written as a string in triple quotes; NULL if it is not. */
static char *quoted_text(const char *content)
{
    static const char *const PREFIXES[] = {"", "r", "R"}, *const QUOTES[] = {"\"\"\"", "'''"};
    PySlice stripped = pytext_strip((PySlice){content, strlen(content)});
    g_autofree char *text = g_strndup(stripped.bytes, stripped.length);
    for (size_t p = 0; p < G_N_ELEMENTS(PREFIXES); p++) {
        for (size_t q = 0; q < G_N_ELEMENTS(QUOTES); q++) {
            g_autofree char *left = g_strconcat(PREFIXES[p], QUOTES[q], NULL);
            if (!g_str_has_prefix(text, left) || !g_str_has_suffix(text, QUOTES[q]) ||
                strlen(text) < strlen(left) + 3)
                continue;
            g_autofree char *inside = g_strndup(text + strlen(left), strlen(text) - strlen(left) - 3);
            size_t length = strlen(inside), skip = *inside == '\n';
            if (length > skip && inside[length - 1] == '\n')
                inside[length - 1] = '\0';
            return g_strdup(inside + skip);
        }
    }
    return NULL;
}

/* `# # +`: what a light script would take for the start of a cell was commented once more. */
static void uncomment_starts(char **lines)
{
    PercentQuotes quotes = {0};
    for (char **line = lines; *line; line++) {
        bool quoted = quotes.triple;
        percent_quotes_read(&quotes, *line);
        if (quoted || **line != '#')
            continue;
        g_autofree char *once = percent_uncommented(*line);
        const char *at = once;
        bool marked = false;
        for (; *at == '#'; marked = true)
            at += 1 + (at[1] == ' ');
        if (marked && *at == '+') {
            g_free(*line);
            *line = g_steal_pointer(&once);
        }
    }
}

static char *source_of(const Chunk *chunk)
{
    size_t first = chunk->first + chunk->marked, end = MAX(content_end(chunk), first);
    g_auto(GStrv) lines = g_new0(char *, end - first + 1);
    for (size_t i = first; i < end; i++)
        lines[i - first] = g_strdup(chunk->lines[i]);
    bool code = strcmp(type_of(chunk), "code") == 0;
    g_autofree char *joined = code ? NULL : g_strjoinv("\n", lines);
    char *quoted = joined ? quoted_text(joined) : NULL;
    if (quoted)
        return quoted;
    percent_uncomment_magics(lines);
    if (code) {
        uncomment_starts(lines);
        return g_strjoinv("\n", lines);
    }
    for (char **line = lines; *line; line++) {
        char *text = percent_uncommented(*line);
        g_free(*line);
        *line = text;
    }
    return g_strjoinv("\n", lines);
}

/* A cell in another language is a magic to Jupyter. */
static char *in_language(const Chunk *chunk, char *source)
{
    const char *language = json_value_string(json_value_get(chunk->metadata, "language"));
    if (!language || !*language || g_ascii_strcasecmp(language, "python") == 0 ||
        strcmp(type_of(chunk), "markdown") == 0)
        return source;
    g_auto(GStrv) lines = g_strsplit(source, "\n", -1);
    for (char **line = lines; *line; line++) {
        char *text = percent_uncommented(*line);
        g_free(*line);
        *line = text;
    }
    g_autofree char *body = g_strjoinv("\n", lines);
    g_free(source);
    return g_strdup_printf("%%%%%s\n%s", language, body);
}

FormatRead *format_percent_read(const char *bytes, size_t size, const char *name, const FormatPython *python,
                                GError **error)
{
    g_autoptr(GString) text = format_text(bytes, size, name, error);
    if (!text)
        return NULL;
    g_auto(GStrv) lines = split_lines(text);
    g_autoptr(JupyterNotebook) notebook = jupyter_notebook_new();
    notebook->script = true;
    size_t count = g_strv_length(lines);
    for (size_t at = skip_header(lines); at < count;) {
        Chunk chunk = {.lines = lines, .count = count, .first = at};
        const char *options;
        chunk.marked = percent_is_mark(lines[at], &options);
        g_autoptr(JsonValue) metadata = options ? percent_read_options(options) : NULL;
        chunk.metadata = metadata;
        at = chunk.end = find_end(&chunk);
        g_autofree char *source = in_language(&chunk, source_of(&chunk));
        jupyter_notebook_add(notebook, source, strcmp(type_of(&chunk), "markdown") == 0, metadata);
    }
    return jupyter_notebook_convert(notebook, python);
}
