#include "tui/paint_rows.h"

#include <string.h>

#include "tui/paint_scroll.h"

int paint_changed_rows(const Grid *shown, const Grid *grid, bool again, int first[PAINT_FEW_ROWS])
{
    int changed = 0;
    for (int row = 0; row < grid_rows(grid); row++) {
        if ((again && !grid_row_changed(grid, row)) || grid_row_equal(grid, row, shown, row))
            continue;
        if (changed < PAINT_FEW_ROWS)
            first[changed] = row;
        changed++;
    }
    return changed;
}

int paint_margin(const Grid *grid, int row)
{
    const Glyph *glyphs = grid_row(grid, row);
    if (grid_columns(grid) <= 2 * PAINT_MARGIN)
        return 0;
    for (int column = 0; column <= PAINT_MARGIN; column++) {
        if (paint_width_doubtful(grid_text(grid, glyphs + column), glyphs[column].width))
            return 0;
    }
    return PAINT_MARGIN;
}

int paint_run_length(const Grid *grid, int row, int column, int to)
{
    const Glyph *glyphs = grid_row(grid, row);
    int end = column + 1;
    while (end < to && memcmp(glyphs + end, glyphs + column, sizeof *glyphs) == 0)
        end++;
    return end - column;
}

bool paint_width_doubtful(const char *text, int width)
{
    return width == 2 || strlen(text) > 4;
}
