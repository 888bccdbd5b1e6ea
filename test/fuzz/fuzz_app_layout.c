/* Any bytes as a layout file: a place for every cell, in the grid, or an error with the line; and no tile lies over
 * another, however narrow the screen. */
#include "test/fuzz/replay.h"

#include <stdlib.h>
#include <string.h>

#include "tui/board.h"

enum { CELLS = 64 };

static bool overlap(const Tile *a, const Tile *b)
{
    return a->rows && b->rows && a->row < b->row + b->rows && b->row < a->row + a->rows && a->column < b->column + b->columns &&
           b->column < a->column + a->columns;
}

static void stack(const AppLayout *layout, int columns)
{
    g_autoptr(GArray) tiles = board_tiles(layout, CELLS, columns);
    for (guint i = 0; i < tiles->len; i++)
        g_array_index(tiles, Tile, i).rows = 1 + (int)(i % 3);
    int rows = board_stack(tiles, columns);
    for (guint i = 0; i < tiles->len; i++) {
        const Tile *tile = &g_array_index(tiles, Tile, i);
        if (tile->column < 0 || tile->columns < 1 || tile->column + tile->columns > columns || tile->row < 0 ||
            tile->row + tile->rows > rows)
            abort();
        for (guint k = 0; k < i; k++) {
            if (overlap(tile, &g_array_index(tiles, Tile, k)))
                abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autoptr(AppLayout) layout = app_layout_read(text, strlen(text), "x", &error);
    if (!layout) {
        if (!error || !g_str_has_prefix(error->message, "x:") || !g_ascii_isdigit(error->message[2]))
            abort();
        return 0;
    }
    stack(layout, 80);
    stack(layout, 7);
    return 0;
}
