/* Which rows of a picture are rows of the last one that only moved up or down.  Grids only.
 *
 * Rows are the same if they are from PAINT_MARGIN on: what stands before that (which cell is at the cursor, which runs)
 * changes with each step, and is soon written.
 */
#pragma once

#include "tui/grid.h"

enum { PAINT_MARGIN = 9 };

typedef struct {
    int first, last; /* the rows of the screen that move */
    int rows;        /* up if positive; 0: it is not worth while */
} PaintScroll;

PaintScroll paint_scroll_find(const Grid *shown, const Grid *grid);

/* What is shown when they have moved; consumes `shown`. */
Grid *paint_scroll_apply(Grid *shown, PaintScroll scroll);
