/* Rows and columns of nodes: widths, gaps, alignment, as mo.hstack and mo.vstack say it.
 *
 *     {"node": "hstack", "children": [...],
 *      "args": {"justify": S, "align": S, "wrap": true, "gap": rem, "widths": "equal" or weights}}
 *
 * Each member of "args" may be missing.  What is not aligned stands at the left and at the top, whatever the screen's width;
 * so does what is justified by "space-between", which is what marimo's rows are if nothing is said: a terminal may be
 * very wide.  Main thread.
 */
#pragma once

#include "tui/output_block.h"

/* Lays a child out, at the end of the block. */
typedef void (*OutputChild)(Block *block, const Node *node, const OutputContext *context);

void output_row(Block *block, const Node *node, const OutputContext *around, OutputChild add);
void output_column(Block *block, const Node *node, const OutputContext *around, OutputChild add);
