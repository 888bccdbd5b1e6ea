#include "notebook/format_preview.h"

#include <string.h>

#include "notebook/format_marimo.h"

enum {
    WORTHWHILE = 256 << 10, /* bytes; what is smaller is read before a person could notice */
    ENOUGH = 64 << 10,      /* for any screen */
};

/* What a cell begins with, behind a line end. */
static const char CELL[] = "\n@app.";

/* Where the last cell that begins before ENOUGH begins, or 0. */
static size_t find_cut(const char *bytes)
{
    for (size_t at = ENOUGH; at-- > 0;) {
        if (bytes[at] == CELL[0] && memcmp(bytes + at, CELL, strlen(CELL)) == 0)
            return at + 1;
    }
    return 0;
}

static size_t count_cells(const char *bytes, size_t size)
{
    size_t count = 0;
    const char *end = bytes + size;
    for (const char *at = bytes; (at = memmem(at, (size_t)(end - at), CELL, strlen(CELL))); at++)
        count++;
    return count;
}

Notebook *format_marimo_preview(const char *bytes, size_t size, size_t *cells)
{
    size_t cut = size >= WORTHWHILE ? find_cut(bytes) : 0;
    if (cut == 0)
        return NULL;
    g_autoptr(FormatRead) read = format_marimo_read(bytes, cut, "", NULL);
    /* A string that looks like a cell would be cut in two. */
    if (!read || read->status == FORMAT_HAS_ERRORS || notebook_cell_count(read->notebook) == 0)
        return NULL;
    *cells = count_cells(bytes, size);
    return format_read_steal_notebook(read);
}
