#include "notebook/format_conflict.h"

#include <string.h>

#include "notebook/format_marimo.h"

typedef enum { TEXT, OURS, BASE, THEIRS } Where;

/* A marker, where in a conflict it may stand, and where it leads; its bit says so. */
static const struct {
    char sign;
    unsigned from;
    Where to;
} MARKERS[] = {
    {'<', 1 << TEXT, OURS},
    {'|', 1 << OURS, BASE},
    {'=', 1 << OURS | 1 << BASE, THEIRS},
    {'>', 1 << THEIRS, TEXT},
};

typedef struct {
    const char *at, *end;
    const char *line; /* the one that was read last... */
    size_t length;    /* ...with its end */
    int number;
    Where where;      /* what it belongs to; a marker to what follows it */
    bool is_marker;
} Reader;

static bool is_marker(const Reader *reader, char sign)
{
    enum { SIGNS = 7 };
    if (reader->length < SIGNS)
        return false;
    for (int i = 0; i < SIGNS; i++) {
        if (reader->line[i] != sign)
            return false;
    }
    return reader->length == SIGNS || strchr(" \r\n", reader->line[SIGNS]);
}

static bool next_line(Reader *reader)
{
    if (reader->at == reader->end)
        return false;
    const char *newline = memchr(reader->at, '\n', (size_t)(reader->end - reader->at));
    reader->line = reader->at;
    reader->at = newline ? newline + 1 : reader->end;
    reader->length = (size_t)(reader->at - reader->line);
    reader->number++;
    reader->is_marker = false;
    for (size_t i = 0; i < G_N_ELEMENTS(MARKERS) && !reader->is_marker; i++) {
        if ((MARKERS[i].from & 1u << reader->where) && is_marker(reader, MARKERS[i].sign)) {
            reader->is_marker = true;
            reader->where = MARKERS[i].to;
        }
    }
    return true;
}

int format_conflict_line(const char *bytes, size_t size)
{
    Reader reader = {bytes, bytes + size};
    for (int first = 0; next_line(&reader);) {
        if (reader.is_marker && reader.where == OURS)
            first = reader.number;
        else if (reader.is_marker && reader.where == TEXT)
            return first;
    }
    return 0;
}

GBytes *format_conflict_side(const char *bytes, size_t size, bool theirs)
{
    GString *side = g_string_new(NULL);
    for (Reader reader = {bytes, bytes + size}; next_line(&reader);) {
        bool here = reader.where == TEXT || reader.where == (theirs ? THEIRS : OURS);
        if (here && !reader.is_marker)
            g_string_append_len(side, reader.line, (gssize)reader.length);
    }
    return g_string_free_to_bytes(side);
}

bool format_conflict_check(const char *bytes, size_t size, const char *name, GError **error)
{
    int line = format_conflict_line(bytes, size);
    if (line > 0)
        g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_CONFLICT,
                    "%s:%d: a conflict marker: a merge was left undecided (tarn edit %s lets you decide)", name, line, name);
    return line == 0;
}
