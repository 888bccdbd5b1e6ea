#include "tui/wrap.h"

#include <stdbool.h>

#include "base/utf8.h"

/* Columns of one character; plain ASCII, nearly all of code, needs no tables. */
static int width_at(TextLine line, size_t at, size_t *next, int column, unsigned tab_stop)
{
    unsigned char c = (unsigned char)line.bytes[at];
    bool alone = at + 1 >= line.length || (unsigned char)line.bytes[at + 1] < 0x80;
    if (c >= 0x20 && c < 0x7f && alone) {
        *next = at + 1;
        return 1;
    }
    *next = utf8_next(line.bytes, line.length, at);
    return (int)utf8_width(line.bytes + at, *next - at, (size_t)column, &(Utf8Display){.tab_stop = tab_stop});
}

/* How many bytes from `at` on are plain ASCII, of a column each, and nothing that combines with the last one follows. */
static size_t plain_run(TextLine line, size_t at, size_t most)
{
    size_t end = at, limit = at + MIN(line.length - at, most);
    while (end < limit && line.bytes[end] >= 0x20 && line.bytes[end] < 0x7f)
        end++;
    bool alone = end >= line.length || (unsigned char)line.bytes[end] < 0x80;
    return end - at - (!alone && end > at);
}

size_t wrap_end(TextLine line, size_t start, int width, unsigned tab_stop)
{
    int column = 0;
    size_t at = start;
    if (at < line.length && width > 0) {
        at += plain_run(line, at, (size_t)width);
        column = (int)(at - start);
    }
    while (at < line.length) {
        size_t next;
        int columns = width_at(line, at, &next, column, tab_stop);
        if (column + columns > width && at > start)
            return at;
        column += columns;
        at = next;
    }
    return at;
}

size_t wrap_start(TextLine line, size_t byte, int width, unsigned tab_stop)
{
    size_t start = 0;
    for (;;) {
        size_t end = wrap_end(line, start, width, tab_stop);
        if (byte < end || end >= line.length)
            return start;
        start = end;
    }
}

size_t wrap_last(TextLine line, int width, unsigned tab_stop)
{
    return wrap_start(line, line.length, width, tab_stop);
}

int wrap_columns(TextLine line, size_t start, size_t byte, unsigned tab_stop)
{
    int column = 0;
    for (size_t at = start, next; at < byte && at < line.length; at = next)
        column += width_at(line, at, &next, column, tab_stop);
    return column;
}

size_t wrap_byte_at(TextLine line, size_t start, int wanted, int width, unsigned tab_stop)
{
    size_t end = wrap_end(line, start, width, tab_stop), at = start, last = start;
    for (int column = 0; at < end;) {
        size_t next;
        column += width_at(line, at, &next, column, tab_stop);
        last = at;
        if (column > wanted)
            return at;
        at = next;
    }
    return last;
}

size_t wrap_byte_from(TextLine line, int wanted, unsigned tab_stop)
{
    size_t at = 0;
    for (int column = 0; column < wanted && at < line.length;) {
        size_t next;
        column += width_at(line, at, &next, column, tab_stop);
        at = next;
    }
    return at;
}
