#include "tui/board.h"

#include <math.h>

enum {
    LEAST_COLUMN = 30, /* of the glyphs that make a column worth reading */
    LEAST_TILE = 12,
    LEAST_GRID = 60, /* a narrower screen has no room for things side by side */
    GAP = 1, /* rows between tiles */
};

/* --- which columns ---------------------------------------------------------------------------------------------- */

typedef struct {
    size_t cell;
    AppPlace place;
} Placed;

static int compare_reals(double a, double b)
{
    return (a > b) - (a < b);
}

static gint by_rows(gconstpointer a, gconstpointer b)
{
    const Placed *left = a, *right = b;
    int order = compare_reals(left->place.y, right->place.y);
    order = order ? order : compare_reals(left->place.x, right->place.x);
    return order ? order : (left->cell > right->cell) - (left->cell < right->cell);
}

static gint by_columns(gconstpointer a, gconstpointer b)
{
    const Placed *left = a, *right = b;
    int order = compare_reals(left->place.x, right->place.x);
    return order ? order : (left->cell > right->cell) - (left->cell < right->cell);
}

static GArray *shown_cells(const AppLayout *layout, size_t cells)
{
    GArray *shown = g_array_new(FALSE, FALSE, sizeof(Placed));
    for (size_t i = 0; i < cells; i++) {
        Placed placed = {i, app_layout_place(layout, i)};
        if (placed.place.shown)
            g_array_append_val(shown, placed);
    }
    if (layout->kind == APP_GRID || layout->kind == APP_COLUMNS)
        g_array_sort(shown, layout->kind == APP_GRID ? by_rows : by_columns);
    return shown;
}

static int edge_of(double x, int of, int columns)
{
    return (int)lround(x * columns / of);
}

/* As many columns side by side as fit, the others below them. */
static void place_in_columns(const GArray *shown, int count, int columns, GArray *tiles)
{
    int fit = CLAMP(columns / LEAST_COLUMN, 1, count), band = 0;
    for (guint i = 0; i < shown->len; i++) {
        const Placed *placed = &g_array_index(shown, Placed, i);
        int at = (int)placed->place.x, from = edge_of(at % fit, fit, columns);
        Tile tile = {.cell = placed->cell, .column = from, .columns = edge_of(at % fit + 1, fit, columns) - from, .group = -1};
        tile.below = at / fit > band;
        band = MAX(band, at / fit);
        g_array_append_val(tiles, tile);
    }
}

static bool grid_fits(const GArray *shown, int of, int columns)
{
    if (columns < LEAST_GRID)
        return false;
    for (guint i = 0; i < shown->len; i++) {
        AppPlace place = g_array_index(shown, Placed, i).place;
        if (edge_of(place.x + place.width, of, columns) - edge_of(place.x, of, columns) < LEAST_TILE)
            return false;
    }
    return true;
}

static void place_in_grid(const GArray *shown, int of, int columns, GArray *tiles)
{
    int group = 0;
    for (guint i = 0; i < shown->len; i++) {
        const Placed *placed = &g_array_index(shown, Placed, i);
        int from = edge_of(placed->place.x, of, columns);
        group += i > 0 && placed->place.y > placed[-1].place.y;
        Tile tile = {.cell = placed->cell, .column = from, .group = group,
                     .columns = edge_of(placed->place.x + placed->place.width, of, columns) - from};
        g_array_append_val(tiles, tile);
    }
}

static void place_below(const GArray *shown, int columns, GArray *tiles)
{
    for (guint i = 0; i < shown->len; i++) {
        Tile tile = {.cell = g_array_index(shown, Placed, i).cell, .columns = columns, .group = -1};
        g_array_append_val(tiles, tile);
    }
}

GArray *board_tiles(const AppLayout *layout, size_t cells, int columns)
{
    GArray *tiles = g_array_new(FALSE, FALSE, sizeof(Tile)), *shown = shown_cells(layout, cells);
    if (layout->kind == APP_COLUMNS)
        place_in_columns(shown, layout->columns, columns, tiles);
    else if (layout->kind == APP_GRID && grid_fits(shown, layout->columns, columns))
        place_in_grid(shown, layout->columns, columns, tiles);
    else
        place_below(shown, columns, tiles);
    g_array_unref(shown);
    return tiles;
}

/* --- which rows ------------------------------------------------------------------------------------------------- */

/* The first row that is free in all columns of a tile. */
static int free_row(const int *bottoms, const Tile *tile)
{
    int row = 0;
    for (int i = 0; i < tile->columns; i++)
        row = MAX(row, bottoms[tile->column + i]);
    return row;
}

static void take_rows(int *bottoms, Tile *tile, int row)
{
    tile->row = row;
    for (int i = 0; tile->rows > 0 && i < tile->columns; i++)
        bottoms[tile->column + i] = row + tile->rows + GAP;
}

int board_stack(GArray *tiles, int columns)
{
    g_autofree int *bottoms = g_new0(int, (gsize)MAX(columns, 1));
    int rows = 0;
    for (guint i = 0, next; i < tiles->len; i = next) {
        Tile *first = &g_array_index(tiles, Tile, i);
        int row = first->below ? rows + (rows ? GAP : 0) : 0;
        next = i + 1;
        while (first->group >= 0 && next < tiles->len && g_array_index(tiles, Tile, next).group == first->group)
            next++;
        for (guint k = i; k < next; k++) {
            const Tile *tile = &g_array_index(tiles, Tile, k);
            row = MAX(row, tile->rows ? free_row(bottoms, tile) : 0);
        }
        for (guint k = i; k < next; k++) {
            Tile *tile = &g_array_index(tiles, Tile, k);
            take_rows(bottoms, tile, tile->rows ? MAX(row, free_row(bottoms, tile)) : row); /* a file may lay one over another */
            rows = MAX(rows, tile->rows ? tile->row + tile->rows : 0);
        }
    }
    return rows;
}
