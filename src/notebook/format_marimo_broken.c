#include "notebook/format_marimo_broken.h"

#include <string.h>

#include "notebook/pydedent.h"

static GArray *lines_of(PySlice source)
{
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(PySlice));
    PySlice line;
    while (pytext_next_line(&source, &line))
        g_array_append_val(lines, line);
    return lines;
}

static PySlice line_at(const GArray *lines, guint index)
{
    return g_array_index(lines, PySlice, index);
}

static bool is_word_start(PySlice line, size_t at)
{
    unsigned char byte = (unsigned char)line.bytes[at];
    return g_ascii_isalnum(byte) || byte == '_' || (byte >= 0x80 && g_unichar_isalnum(g_utf8_get_char(line.bytes + at)));
}

static char *word_at(PySlice line, size_t at)
{
    size_t end = at;
    while (end < line.length && is_word_start(line, end))
        end += (size_t)g_utf8_skip[(unsigned char)line.bytes[end]];
    return end > at ? g_strndup(line.bytes + at, end - at) : NULL;
}

static size_t skip_spaces(PySlice line, size_t at)
{
    PySlice rest = {line.bytes + at, line.length - at};
    return at + (rest.length - pytext_lstrip(rest).length);
}

/* Behind `word` and at least one space at `at`; 0 if they are not there. */
static size_t skip_word(PySlice line, size_t at, const char *word)
{
    size_t length = strlen(word);
    if (line.length - at < length || memcmp(line.bytes + at, word, length) != 0)
        return 0;
    size_t next = skip_spaces(line, at + length);
    return next > at + length ? next : 0;
}

static char *name_in_head(PySlice line)
{
    size_t at = skip_spaces(line, 0), next;
    if ((next = skip_word(line, at, "async")))
        at = next;
    if (!(next = skip_word(line, at, "def")))
        next = skip_word(line, at, "class");
    return next && next < line.length ? word_at(line, next) : NULL;
}

/* name="..." in a call. */
static char *name_in_call(PySlice line)
{
    for (size_t at = 0; at + 4 < line.length; at++) {
        if (memcmp(line.bytes + at, "name", 4) != 0)
            continue;
        size_t next = skip_spaces(line, at + 4);
        if (next >= line.length || line.bytes[next] != '=')
            continue;
        next = skip_spaces(line, next + 1);
        if (next + 1 >= line.length || (line.bytes[next] != '"' && line.bytes[next] != '\''))
            continue;
        g_autofree char *name = word_at(line, next + 1);
        size_t close = next + 1 + (name ? strlen(name) : 0);
        if (name && close < line.length && (line.bytes[close] == '"' || line.bytes[close] == '\''))
            return g_steal_pointer(&name);
    }
    return NULL;
}

char *broken_name(PySlice source, BrokenKind kind)
{
    if (kind == BROKEN_SETUP)
        return NULL;
    g_autoptr(GArray) lines = lines_of(source);
    for (guint i = kind == BROKEN_CELL ? 1 : 0; i < lines->len; i++) {
        char *name = kind == BROKEN_CELL ? name_in_head(line_at(lines, i)) : name_in_call(line_at(lines, i));
        if (name)
            return name;
    }
    return NULL;
}

guint broken_arguments(const TokenList *tokens)
{
    bool decorator = tokens->count > 4 && pytoken_is_op(tokens, 0, '@') && pytoken_is(tokens, 1, "app");
    return decorator && pytoken_is_op(tokens, 4, '(') ? 4 : 0;
}

/* Behind the string that begins at `at`, in its line. */
static size_t skip_string(PySlice line, size_t at)
{
    char quote = line.bytes[at++];
    if (line.length - at >= 2 && line.bytes[at] == quote && line.bytes[at + 1] == quote) {
        for (at += 2; at + 2 < line.length; at++) {
            if (line.bytes[at] == quote && line.bytes[at + 1] == quote && line.bytes[at + 2] == quote)
                return at + 3;
        }
        return line.length;
    }
    for (; at < line.length && line.bytes[at] != quote; at++) {
        if (line.bytes[at] == '\\')
            at++;
    }
    return at + 1;
}

/* Adds up the brackets of a line; true at the colon that is outside of them. */
static bool find_colon(PySlice line, int *depth, bool stop_at_colon)
{
    for (size_t at = 0; at < line.length;) {
        char c = line.bytes[at];
        if (c == '"' || c == '\'') {
            at = skip_string(line, at);
            continue;
        }
        if (c == '#')
            return false;
        *depth += (c == '(' || c == '[' || c == '{') - (c == ')' || c == ']' || c == '}');
        if (c == ':' && *depth == 0 && stop_at_colon)
            return true;
        at++;
    }
    return false;
}

/* The first line of the body.  marimo does not expect decorators of several lines; we do. */
static guint find_body(const GArray *lines, BrokenKind kind, bool as_marimo)
{
    guint at = 0;
    int depth = 0;
    for (; kind == BROKEN_CELL && at < lines->len; at++) {
        PySlice line = pytext_lstrip(line_at(lines, at));
        if (depth <= 0 && line.length > 0 && line.bytes[0] != '@')
            break;
        if (!as_marimo)
            find_colon(line, &depth, false);
    }
    depth = 0;
    for (; at < lines->len; at++) {
        if (find_colon(line_at(lines, at), &depth, true))
            return at + 1;
    }
    return 0;
}

static PySlice indent_of(PySlice line)
{
    return (PySlice){line.bytes, line.length - pytext_lstrip(line).length};
}

static bool is_return(PySlice line)
{
    PySlice text = pytext_strip(line);
    if (text.length < 6 || memcmp(text.bytes, "return", 6) != 0)
        return false;
    return text.length == 6 || text.bytes[6] == ' ' || text.bytes[6] == '\t' || text.bytes[6] == '(';
}

/* How many lines are left when a return at the body's own indentation, and what follows, are taken off. */
static guint without_return(const GArray *lines, guint first)
{
    guint start = first, end = lines->len;
    while (start < end && pytext_is_blank(line_at(lines, start)))
        start++;
    while (end > first && pytext_is_blank(line_at(lines, end - 1)))
        end--;
    if (start >= end)
        return lines->len;
    PySlice body = indent_of(line_at(lines, start)), last = indent_of(line_at(lines, end - 1));
    bool same = body.length == last.length && memcmp(body.bytes, last.bytes, body.length) == 0;
    return same && is_return(line_at(lines, end - 1)) ? end - 1 : lines->len;
}

char *broken_code(PySlice source, BrokenKind kind, bool as_marimo)
{
    if (kind == BROKEN_UNPARSABLE)
        return g_strndup(source.bytes, source.length);
    g_autoptr(GArray) lines = lines_of(source);
    guint first = find_body(lines, kind, as_marimo);
    if (first >= lines->len)
        return g_strdup("");
    guint end = without_return(lines, first);
    const char *start = line_at(lines, first).bytes;
    const char *stop = end < lines->len ? line_at(lines, end).bytes : source.bytes + source.length;
    g_autoptr(GString) code = pydedent(start, (size_t)(stop - start), NULL);
    PySlice stripped = pytext_strip((PySlice){code->str, code->len});
    return g_strndup(stripped.bytes, stripped.length);
}
