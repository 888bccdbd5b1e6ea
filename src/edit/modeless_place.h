/* Where the cursor and the anchor are when an operator has changed what lies behind them; for the files of src/edit alone. */
#pragma once

#include "edit/editor_private.h"

/* A place that keeps its distance from the end of its line, and its line from the end of the text; one in front of all that
 * changes stays. */
typedef struct {
    size_t below, behind;
    bool at_start, before;
    Pos pos;
} ModelessPlace;

/* Before the operator does something to what the motion tells. */
ModelessPlace modeless_keep(const Editor *editor, Pos pos, const Motion *motion);
/* And behind that; `stays_at_start`: at the start of its line whatever was inserted there. */
Pos modeless_kept(const Editor *editor, ModelessPlace place, bool stays_at_start);
