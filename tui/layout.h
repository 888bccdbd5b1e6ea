/* Where things are on the screen: the notebook, a panel beside or below it, the line of tabs.  Pure arithmetic.
 *
 *     Layout layout = layout_of(24, 80, true, false, (PanelSize){0});
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

/* How large somebody wants the panel beside or below the notebook; 0: as it comes. */
typedef struct {
    int rows, columns;
} PanelSize;

/* Of a screen; the last two rows are the status line and the messages.  As much of what is wanted as leaves room for the
 * notebook. */
Layout layout_of(int rows, int columns, bool panel, bool tabs, PanelSize wanted);
