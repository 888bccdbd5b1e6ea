#include "tui/layout.h"

enum {
    STATUS_ROWS = 2,
    BESIDE_FROM = 110, /* columns of a screen that has room for both side by side */
    BESIDE_LEAST = 44,
    BESIDE_MOST = 72,
    BELOW_FROM = 16, /* rows of the notebook and the panel together */
    ROWS_LEAST = 3, COLUMNS_LEAST = 20, /* of the panel... */
    NOTEBOOK_ROWS = 5, NOTEBOOK_COLUMNS = 40, /* ...and what it leaves, if somebody draws at it */
    TABS_FROM = 6,
};

Layout layout_of(int rows, int columns, bool panel, bool tabs, PanelSize wanted)
{
    int top = tabs && rows >= TABS_FROM, height = MAX(rows - STATUS_ROWS - top, 1);
    Layout layout = {
        .tabs = {0, 0, top, columns},
        .notebook = {top, 0, height, columns},
    };
    if (!panel)
        return layout;
    if (columns >= BESIDE_FROM) {
        int width = wanted.columns ? CLAMP(wanted.columns, COLUMNS_LEAST, columns - NOTEBOOK_COLUMNS)
                                   : CLAMP(columns * 2 / 5, BESIDE_LEAST, BESIDE_MOST);
        layout.beside = true;
        layout.notebook.columns = columns - width;
        layout.panel = (Rect){top, columns - width, height, width};
    } else if (height >= BELOW_FROM) {
        int below = wanted.rows ? CLAMP(wanted.rows, ROWS_LEAST, height - NOTEBOOK_ROWS) : height * 2 / 5;
        layout.notebook.rows = height - below;
        layout.panel = (Rect){top + height - below, 0, below, columns};
    } else {
        layout.covered = true;
        layout.panel = layout.notebook;
    }
    return layout;
}
