/* A text is read far more often than it is changed, and most cells of a large notebook are not even looked
 * at: it stays the bytes that it came as until somebody asks for a line.  Then it is an array of lines that
 * lie in one block, and a line that is changed gets bytes of its own.  An edit moves the bytes of one line
 * and, when lines come or go, the array behind it: a 5 000-line cell costs a move of 120 KB at worst.
 */
#include "notebook/text.h"

#include <string.h>

typedef struct {
    char *bytes; /* with a NUL behind them */
    size_t length;
    size_t room; /* of bytes of its own; 0: they lie in the block */
} Line;

enum { EDITS_KEPT = 8 };

struct Text {
    GBytes *whole; /* all of it, or NULL if it was changed since */
    size_t count;  /* of lines, at least 1 */
    Line *lines;   /* or NULL: nobody asked yet */
    size_t room;   /* of `lines` */
    char *block;   /* `whole` with a NUL for each newline */
    uint64_t edits;            /* so far */
    size_t edited[EDITS_KEPT]; /* the first line of each of the last */
};

static size_t count_newlines(const char *bytes, size_t length)
{
    size_t count = 0;
    const char *end = bytes + length;
    for (const char *at = bytes; (at = memchr(at, '\n', (size_t)(end - at))); at++)
        count++;
    return count;
}

Text *text_new(const char *bytes, gssize length)
{
    size_t size = length < 0 ? strlen(bytes) : (size_t)length;
    Text *text = g_new0(Text, 1);
    text->whole = g_bytes_new(bytes, size);
    text->count = 1 + (size ? count_newlines(bytes, size) : 0);
    return text;
}

void text_free(Text *text)
{
    for (size_t i = 0; text->lines && i < text->count; i++) {
        if (text->lines[i].room)
            g_free(text->lines[i].bytes);
    }
    g_clear_pointer(&text->whole, g_bytes_unref);
    g_free(text->lines);
    g_free(text->block);
    g_free(text);
}

size_t text_line_count(const Text *text)
{
    return text->count;
}

/* The lines are a cache until the first change: reading may fill it. */
static void split(Text *text)
{
    gsize size;
    const char *bytes = g_bytes_get_data(text->whole, &size);
    text->block = g_malloc(size + 1);
    if (size)
        memcpy(text->block, bytes, size);
    text->block[size] = '\0';
    text->lines = g_new(Line, text->count);
    text->room = text->count;
    char *at = text->block, *end = text->block + size;
    for (size_t i = 0; i < text->count; i++) {
        char *newline = memchr(at, '\n', (size_t)(end - at));
        char *stop = newline ? newline : end;
        *stop = '\0';
        text->lines[i] = (Line){at, (size_t)(stop - at), 0};
        at = stop + 1;
    }
}

static Line *line_at(const Text *text, size_t line)
{
    g_assert(line < text->count);
    if (!text->lines)
        split((Text *)text);
    return &text->lines[line];
}

TextLine text_line(const Text *text, size_t line)
{
    const Line *found = line_at(text, line);
    return (TextLine){found->bytes, found->length};
}

TextPos text_end(const Text *text)
{
    size_t last = text->count - 1;
    return (TextPos){last, line_at(text, last)->length};
}

/* --- changes -------------------------------------------------------------------------------------- */

/* Puts `added` bytes into a line in the place of `removed` bytes at `at`. */
static void splice(Line *line, size_t at, size_t removed, const char *bytes, size_t added)
{
    size_t length = line->length - removed + added, behind = line->length - at - removed;
    if (line->room <= length) {
        size_t room = MAX(length + length / 2 + 16, 32);
        char *own = g_malloc(room);
        memcpy(own, line->bytes, at);
        memcpy(own + at + added, line->bytes + at + removed, behind);
        if (line->room)
            g_free(line->bytes);
        line->bytes = own;
        line->room = room;
    } else {
        memmove(line->bytes + at + added, line->bytes + at + removed, behind);
    }
    if (added)
        memcpy(line->bytes + at, bytes, added);
    line->length = length;
    line->bytes[length] = '\0';
}

/* Behind `line`, in the place of `removed` lines, come `added` empty ones. */
static void replace_lines(Text *text, size_t line, size_t removed, size_t added)
{
    for (size_t i = line + 1; i <= line + removed; i++) {
        if (text->lines[i].room)
            g_free(text->lines[i].bytes);
    }
    size_t count = text->count - removed + added, behind = text->count - line - 1 - removed;
    if (count > text->room) {
        text->room = count + count / 2;
        text->lines = g_renew(Line, text->lines, text->room);
    }
    memmove(text->lines + line + 1 + added, text->lines + line + 1 + removed, behind * sizeof(Line));
    for (size_t i = line + 1; i <= line + added; i++)
        text->lines[i] = (Line){(char *)"", 0, 0};
    text->count = count;
}

/* The pieces between newlines go to `first` and the lines behind it. */
static TextPos put_lines(Text *text, TextPos at, const char *bytes, size_t length)
{
    const char *end = bytes + length;
    for (const char *newline; (newline = memchr(bytes, '\n', (size_t)(end - bytes))); bytes = newline + 1) {
        splice(&text->lines[at.line], at.byte, 0, bytes, (size_t)(newline - bytes));
        at = (TextPos){at.line + 1, 0};
    }
    splice(&text->lines[at.line], at.byte, 0, bytes, (size_t)(end - bytes));
    return (TextPos){at.line, at.byte + (size_t)(end - bytes)};
}

TextPos text_replace(Text *text, TextPos start, TextPos end, const char *bytes, size_t length)
{
    g_assert(text_pos_compare(start, end) <= 0);
    Line *first = line_at(text, start.line);
    const Line *last = line_at(text, end.line);
    g_assert(start.byte <= first->length && end.byte <= last->length);

    g_clear_pointer(&text->whole, g_bytes_unref);
    text->edited[text->edits++ % EDITS_KEPT] = start.line;
    size_t newlines = length ? count_newlines(bytes, length) : 0;
    if (newlines == 0 && start.line == end.line) {
        splice(first, start.byte, end.byte - start.byte, bytes, length);
        return (TextPos){start.line, start.byte + length};
    }
    size_t tail_length = last->length - end.byte;
    g_autofree char *tail = g_memdup2(last->bytes + end.byte, tail_length);
    splice(first, start.byte, first->length - start.byte, NULL, 0);
    replace_lines(text, start.line, end.line - start.line, newlines);
    TextPos after = put_lines(text, start, length ? bytes : "", length);
    splice(&text->lines[after.line], after.byte, 0, tail, tail_length);
    return after;
}

uint64_t text_edits(const Text *text)
{
    return text->edits;
}

size_t text_same_lines(const Text *text, uint64_t edits)
{
    size_t same = text->count;
    if (edits > text->edits || text->edits - edits > EDITS_KEPT)
        return 0;
    for (; edits < text->edits; edits++)
        same = MIN(same, text->edited[edits % EDITS_KEPT]);
    return same;
}

/* --- copies --------------------------------------------------------------------------------------- */

GString *text_slice(const Text *text, TextPos start, TextPos end)
{
    size_t size = end.byte - start.byte; /* may be less than nothing, until the lines between them are added */
    for (size_t line = start.line; line < end.line; line++)
        size += line_at(text, line)->length + 1;
    GString *slice = g_string_sized_new(size);
    char *at = slice->str;
    for (size_t line = start.line; line <= end.line; line++) {
        const Line *found = line_at(text, line);
        size_t from = line == start.line ? start.byte : 0;
        size_t to = line == end.line ? end.byte : found->length;
        memcpy(at, found->bytes + from, to - from);
        at += to - from;
        if (line < end.line)
            *at++ = '\n';
    }
    *at = '\0';
    slice->len = (gsize)(at - slice->str);
    return slice;
}

GBytes *text_snapshot(const Text *text)
{
    if (text->whole)
        return g_bytes_ref(text->whole);
    return g_string_free_to_bytes(text_slice(text, (TextPos){0, 0}, text_end(text)));
}
