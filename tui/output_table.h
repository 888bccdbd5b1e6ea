/* The first rows of a table among what a cell shows: as many columns as there is room for.  Main thread. */
#pragma once

#include "notebook/output_node.h"
#include "tui/block.h"

/* The node's text is lines of columns, two blanks apart, below a rule that says how wide they are; lines behind them tell of
 * what is not shown.  Its lines know the table, for the keys that open it. */
void output_table(Block *block, const Node *node);
