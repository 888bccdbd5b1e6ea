/* Elements of mo.ui as a cell shows them: as a piece of a line, or, of numbers in rows and text in lines, as lines.  Each
 * knows its element, for keys and clicks.  Main thread.
 */
#pragma once

#include "tui/output_block.h"

void output_widget(Block *block, const Node *node, const OutputContext *shown);

/* Whether it holds text of several lines, which is no word of a sentence. */
bool output_widget_has_lines(const Node *node, const OutputContext *shown);

/* The element on one line, with its label; the caller's. */
BlockLine *output_widget_piece(Block *block, const Node *node, const OutputContext *shown);
