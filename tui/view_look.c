/* The wheel while keys go elsewhere, to a prompt or a cell that waits for input: the picture moves, the cursor stays,
 * and the next key leads back to it. */
#include "tui/view_private.h"

void view_look(View *view, long rows)
{
    if (!view->started)
        return;
    if (view->board) {
        view_scroll_board(view, SCROLL_LINES, rows);
        return;
    }
    view_settle_strips(view);
    view_settle_top(view);
    view_collect_rows(view);
    Row bottom = g_array_index(view->strip->rows, Row, view->strip->rows->len - 1), top = view->strip->top;
    if (rows > 0)
        rows = view_walk(view, &bottom, rows); /* the end stays at the bottom */
    view_walk(view, &top, rows);
    view_set_top(view, top);
    view_collect_rows(view);
    view->looks = true;
}

void view_look_back(View *view)
{
    view->looks = false;
}
