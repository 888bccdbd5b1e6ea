/* An array of lines, each a string of its own.  Cells are small (a screen or two), so an edit moves
 * the bytes of one line and, when lines come or go, the pointers behind it: a 5 000-line cell costs a
 * move of 40 KB at worst.
 */
#include "notebook/text.h"

#include <string.h>

struct Text {
    GPtrArray *lines; /* of GString *, owned; never empty */
};

static void line_free(gpointer line)
{
    g_string_free(line, TRUE);
}

Text *text_new(const char *bytes, gssize length)
{
    Text *text = g_new(Text, 1);
    text->lines = g_ptr_array_new_with_free_func(line_free);
    g_ptr_array_add(text->lines, g_string_new(NULL));
    text_replace(text, (TextPos){0, 0}, (TextPos){0, 0}, bytes, length < 0 ? strlen(bytes) : (size_t)length);
    return text;
}

void text_free(Text *text)
{
    g_ptr_array_unref(text->lines);
    g_free(text);
}

size_t text_line_count(const Text *text)
{
    return text->lines->len;
}

static GString *line_at(const Text *text, size_t line)
{
    g_assert(line < text->lines->len);
    return g_ptr_array_index(text->lines, line);
}

TextLine text_line(const Text *text, size_t line)
{
    const GString *string = line_at(text, line);
    return (TextLine){string->str, string->len};
}

TextPos text_end(const Text *text)
{
    size_t last = text->lines->len - 1;
    return (TextPos){last, line_at(text, last)->len};
}

/* Makes room for `count` new, empty lines behind `line`. */
static void open_lines(Text *text, size_t line, size_t count)
{
    guint old = text->lines->len;
    g_ptr_array_set_size(text->lines, (gint)(old + count));
    gpointer *lines = text->lines->pdata;
    memmove(lines + line + 1 + count, lines + line + 1, (old - line - 1) * sizeof *lines);
    for (size_t i = 0; i < count; i++)
        lines[line + 1 + i] = g_string_new(NULL);
}

static size_t count_newlines(const char *bytes, size_t length)
{
    size_t count = 0;
    const char *end = bytes + length;
    for (const char *at = bytes; (at = memchr(at, '\n', (size_t)(end - at))); at++)
        count++;
    return count;
}

static TextPos insert_lines(Text *text, TextPos at, const char *bytes, size_t length, size_t newlines)
{
    GString *first = line_at(text, at.line);
    g_autoptr(GString) tail = g_string_new_len(first->str + at.byte, (gssize)(first->len - at.byte));
    g_string_truncate(first, at.byte);
    open_lines(text, at.line, newlines);

    const char *end = bytes + length;
    GString *line = first;
    size_t number = at.line;
    for (const char *newline; (newline = memchr(bytes, '\n', (size_t)(end - bytes))); bytes = newline + 1) {
        g_string_append_len(line, bytes, newline - bytes);
        line = line_at(text, ++number);
    }
    g_string_append_len(line, bytes, end - bytes);
    TextPos after = {number, line->len};
    g_string_append_len(line, tail->str, (gssize)tail->len);
    return after;
}

TextPos text_replace(Text *text, TextPos start, TextPos end, const char *bytes, size_t length)
{
    g_assert(text_pos_compare(start, end) <= 0);
    GString *first = line_at(text, start.line);
    GString *last = line_at(text, end.line);
    g_assert(start.byte <= first->len && end.byte <= last->len);

    if (start.line == end.line) {
        g_string_erase(first, (gssize)start.byte, (gssize)(end.byte - start.byte));
    } else {
        g_string_truncate(first, start.byte);
        g_string_append_len(first, last->str + end.byte, (gssize)(last->len - end.byte));
        g_ptr_array_remove_range(text->lines, (guint)start.line + 1, (guint)(end.line - start.line));
    }

    size_t newlines = length ? count_newlines(bytes, length) : 0;
    if (newlines)
        return insert_lines(text, start, bytes, length, newlines);
    if (length)
        g_string_insert_len(first, (gssize)start.byte, bytes, (gssize)length);
    return (TextPos){start.line, start.byte + length};
}

GString *text_slice(const Text *text, TextPos start, TextPos end)
{
    GString *slice = g_string_new(NULL);
    for (size_t line = start.line; line <= end.line; line++) {
        const GString *string = line_at(text, line);
        size_t from = line == start.line ? start.byte : 0;
        size_t to = line == end.line ? end.byte : string->len;
        g_string_append_len(slice, string->str + from, (gssize)(to - from));
        if (line < end.line)
            g_string_append_c(slice, '\n');
    }
    return slice;
}

GBytes *text_snapshot(const Text *text)
{
    return g_string_free_to_bytes(text_slice(text, (TextPos){0, 0}, text_end(text)));
}
