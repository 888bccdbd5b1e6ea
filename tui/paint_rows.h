/* Rows of pictures, as the painter looks at them.  Grids only. */
#pragma once

#include "tui/grid.h"

/* Up to this many rows are written without ceremony: they come in one small write. */
enum { PAINT_FEW_ROWS = 2 };

/* How many rows changed, and the first few of them.  `again`: `shown` is what this grid was before its last
 * grid_settle(). */
int paint_changed_rows(const Grid *shown, const Grid *grid, bool again, int first[PAINT_FEW_ROWS]);

/* The columns of a row that are painted before the others; 0: all at once, for of clusters nobody knows where they end. */
int paint_margin(const Grid *grid, int row);

/* How often the glyph stands there in a row, the same in the same face. */
int paint_run_length(const Grid *grid, int row, int column, int to);

/* Terminals disagree about the width of clusters and emoji: after one, we say again where we are. */
bool paint_width_doubtful(const char *text, int width);
