#include "notebook/pydedent.h"

#include <string.h>

#include "notebook/pytext.h"
#include "notebook/pytoken.h"

/* A text as lines; `protected` lines lie inside a multi-line string. */
typedef struct {
    GArray *lines; /* of PySlice, without their ends */
    const bool *protected;
    bool *own;   /* `protected`, if it is not borrowed */
    bool faulty; /* the text could not be scanned to its end */
} Block;

static GArray *split_lines(const char *text, size_t length)
{
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(PySlice));
    const char *end = text + length;
    for (;;) {
        const char *at = memchr(text, '\n', (size_t)(end - text));
        PySlice line = {text, (size_t)((at ? at : end) - text)};
        g_array_append_val(lines, line);
        if (!at)
            return lines;
        text = at + 1;
    }
}

static PySlice line_of(const Block *block, guint index)
{
    return g_array_index(block->lines, PySlice, index);
}

/* Without quotes of three and backslashes at line ends no string spans lines. */
static bool may_span_lines(const char *text, size_t length)
{
    const char *end = text + length;
    for (const char *at = text; (at = memchr(at, '\n', (size_t)(end - at))); at++) {
        if (at > text && at[-1] == '\\')
            return true;
    }
    return g_strstr_len(text, (gssize)length, "\"\"\"") || g_strstr_len(text, (gssize)length, "'''");
}

static void block_open(Block *block, const char *text, size_t length, const bool *inside)
{
    *block = (Block){.lines = split_lines(text, length), .protected = inside};
    if (inside)
        return;
    block->protected = block->own = g_new0(bool, block->lines->len);
    g_autoptr(TokenList) tokens = pytoken_scan(text, length);
    block->faulty = tokens->fault != TOKEN_FAULT_NONE;
    if (block->faulty || !may_span_lines(text, length))
        return;
    for (guint i = 0; i < tokens->count; i++) {
        const Token *token = &tokens->all[i];
        if (token->kind != TOKEN_STRING)
            continue;
        uint32_t last = pytoken_end_line(tokens, i);
        for (uint32_t line = token->line + 1; line <= last; line++)
            block->own[line] = true;
    }
}

static void block_close(Block *block)
{
    g_array_unref(block->lines);
    g_free(block->own);
}

static size_t indent_length(PySlice line)
{
    return line.length - pytext_lstrip(line).length;
}

static size_t indent_characters(PySlice line)
{
    return pytext_characters((PySlice){line.bytes, indent_length(line)});
}

static bool starts_with(PySlice line, PySlice prefix)
{
    return prefix.length == 0 ||
           (line.length >= prefix.length && memcmp(line.bytes, prefix.bytes, prefix.length) == 0);
}

/* The indentation of the first line of code, or false if all is blank. */
static bool first_indent(const Block *block, PySlice *indent)
{
    for (guint i = 0; i < block->lines->len; i++) {
        PySlice line = line_of(block, i);
        if (block->protected[i] || pytext_is_blank(line))
            continue;
        *indent = (PySlice){line.bytes, indent_length(line)};
        return true;
    }
    return false;
}

/* Fills up what is indented less than the first line; `moved` tells whether any code or comment was. */
static GString *refill(const Block *block, PySlice indent, bool *moved)
{
    GString *out = g_string_new(NULL);
    guint count = block->lines->len;
    if (count > 1 && line_of(block, count - 1).length == 0)
        count--;
    *moved = false;
    for (guint i = 0; i < count; i++) {
        PySlice line = line_of(block, i);
        if (!block->protected[i] && !starts_with(line, indent)) {
            g_string_append_len(out, indent.bytes, (gssize)indent.length);
            *moved |= !pytext_is_blank(line);
        }
        g_string_append_len(out, line.bytes, (gssize)line.length);
        if (i + 1 < count)
            g_string_append_c(out, '\n');
    }
    return out;
}

/* Marks, by `keep`, the strings that reach left of the code around them. */
static void find_strings_to_keep(const Block *block, size_t shift, bool *keep)
{
    guint count = block->lines->len;
    for (guint i = 0; i < count; i++) {
        if (!block->protected[i])
            continue;
        guint end = i;
        bool reaches_left = false;
        for (; end < count && block->protected[end]; end++) {
            PySlice line = line_of(block, end);
            reaches_left |= !pytext_is_blank(line) && indent_characters(line) < shift;
        }
        for (guint k = i; reaches_left && k < end; k++)
            keep[k] = true;
        i = end - 1;
    }
}

static PySlice strip_indent(PySlice line, size_t shift)
{
    size_t at = 0;
    while (at < shift && at < line.length && (line.bytes[at] == ' ' || line.bytes[at] == '\t'))
        at++;
    return (PySlice){line.bytes + at, line.length - at};
}

/* The least indentation of code, in characters; 0 if there is none. */
static size_t least_indent(const Block *block)
{
    size_t least = SIZE_MAX;
    for (guint i = 0; i < block->lines->len; i++) {
        PySlice line = line_of(block, i);
        if (!block->protected[i] && !pytext_is_blank(line))
            least = MIN(least, indent_characters(line));
    }
    return least == SIZE_MAX ? 0 : least;
}

/* marimo's smart_dedent of a text that was split and scanned. */
static GString *shift_left(const Block *block, const char *text, size_t length)
{
    if (block->faulty)
        return pydedent_margin(text, length);
    size_t shift = least_indent(block);
    if (shift == 0)
        return g_string_new_len(text, (gssize)length);

    guint count = block->lines->len;
    g_autofree bool *keep = g_new0(bool, count);
    find_strings_to_keep(block, shift, keep);
    GString *out = g_string_sized_new(length);
    for (guint i = 0; i < count; i++) {
        PySlice line = line_of(block, i);
        PySlice rest = keep[i] ? line : strip_indent(line, shift);
        g_string_append_len(out, rest.bytes, (gssize)rest.length);
        if (i + 1 < count)
            g_string_append_c(out, '\n');
    }
    return out;
}

/* Takes the next line, without its end, off `rest`; false at the end. */
static bool next_line(PySlice *rest, PySlice *line)
{
    if (!rest->bytes)
        return false;
    const char *newline = memchr(rest->bytes, '\n', rest->length);
    *line = (PySlice){rest->bytes, newline ? (size_t)(newline - rest->bytes) : rest->length};
    *rest = newline ? (PySlice){newline + 1, rest->length - line->length - 1} : (PySlice){NULL, 0};
    return true;
}

/* Nearly every cell: blanks and tabs before all code, no strings over lines (`inside` tells).  Then filling up
 * and shifting back is taking the first line's indentation off.  NULL if it is not so simple. */
static GString *dedent_simple(const char *text, size_t length, const bool *inside)
{
    PySlice rest = {text, length}, line, indent = {0};
    g_autoptr(GString) out = g_string_sized_new(length + 1); /* no more, and not by g_string_append(): this is most of a file */
    char *end = out->str;
    bool found = false;
    for (size_t i = 0; next_line(&rest, &line); i++) {
        bool blank = pytext_is_blank(line);
        if (inside[i])
            return NULL;
        if (!found && !blank) {
            found = true;
            indent = (PySlice){line.bytes, indent_length(line)};
            if (i > 0 || strip_indent(indent, SIZE_MAX).length > 0)
                return NULL;
        }
        bool indented = starts_with(line, indent);
        if (!indented && !blank)
            return NULL;
        if (i > 0 && (rest.bytes || line.length > 0))
            *end++ = '\n';
        size_t cut = indented ? indent.length : 0;
        if (line.length > cut)
            end = (char *)memcpy(end, line.bytes + cut, line.length - cut) + (line.length - cut);
    }
    out->len = (gsize)(end - out->str);
    *end = '\0';
    return found ? g_steal_pointer(&out) : NULL;
}

GString *pydedent(const char *text, size_t length, const bool *inside)
{
    GString *simple = inside ? dedent_simple(text, length, inside) : NULL;
    if (simple)
        return simple;
    Block block, filled_block;
    block_open(&block, text, length, inside);
    PySlice indent;
    if (!first_indent(&block, &indent)) {
        block_close(&block);
        return pydedent_margin(text, length);
    }
    bool moved;
    g_autoptr(GString) filled = refill(&block, indent, &moved);
    bool scan_again = moved || block.faulty; /* the tokens may have changed */
    block_open(&filled_block, filled->str, filled->len, scan_again ? NULL : block.protected);
    GString *out = shift_left(&filled_block, filled->str, filled->len);
    block_close(&filled_block);
    block_close(&block);
    return out;
}

static size_t common_length(PySlice a, PySlice b)
{
    size_t length = 0;
    while (length < a.length && length < b.length && a.bytes[length] == b.bytes[length])
        length++;
    return length;
}

/* Blanks and tabs are what textwrap counts; a line of nothing else becomes empty. */
GString *pydedent_margin(const char *text, size_t length)
{
    g_autoptr(GArray) lines = split_lines(text, length);
    PySlice margin = {0};
    bool found = false;
    for (guint i = 0; i < lines->len; i++) {
        PySlice *line = &g_array_index(lines, PySlice, i);
        size_t blanks = line->length - strip_indent(*line, SIZE_MAX).length;
        if (blanks == line->length) {
            line->length = 0;
            continue;
        }
        PySlice indent = {line->bytes, blanks};
        if (!found)
            margin = indent;
        margin.length = found ? common_length(margin, indent) : indent.length;
        found = true;
    }
    GString *out = g_string_sized_new(length);
    for (guint i = 0; i < lines->len; i++) {
        PySlice line = g_array_index(lines, PySlice, i);
        size_t cut = MIN(margin.length, line.length);
        g_string_append_len(out, line.bytes + cut, (gssize)(line.length - cut));
        if (i + 1 < lines->len)
            g_string_append_c(out, '\n');
    }
    return out;
}
