/* From one picture to the next: the fewest bytes that change the terminal from what it shows to a grid.
 *
 * Main thread.
 */
#pragma once

#include "tui/grid.h"
#include "tui/term.h"
#include "tui/theme.h"

typedef struct Painter Painter;

Painter *painter_new(void);
void painter_free(Painter *painter);

/* Appends the bytes.  Nothing is appended if nothing differs.  Of a grid that is painted again, the rows that have not
 * changed are not looked at: who settles it does so after each painting. */
void painter_paint(Painter *painter, const Term *term, const Grid *grid, const Theme *theme, GString *bytes);

/* The terminal's screen is unknown from now on. */
void painter_forget(Painter *painter);

/* The same, if clusters are shown on it: the terminal draws them in another way from now on. */
void painter_forget_clusters(Painter *painter);

/* Takes away what the terminal keeps besides the screen. */
void painter_leave(Painter *painter, const Term *term, GString *bytes);
