/* Where things are on the screen: the notebook, a panel beside or below it, the line of tabs.  Pure arithmetic.
 *
 *     Layout layout = layout_of(24, 80, true, false);
 */
#pragma once

#include <stdbool.h>

#include "tui/grid.h"

typedef struct {
    Rect tabs;     /* no rows: there are none */
    Rect notebook;
    Rect panel;    /* no rows: there is none */
    bool beside;   /* the panel is at the right of the notebook, not below it */
    bool covered;  /* the screen is too small for both: the panel is where the notebook was */
} Layout;

/* Of a screen; the last two rows are the status line and the messages. */
Layout layout_of(int rows, int columns, bool panel, bool tabs);
