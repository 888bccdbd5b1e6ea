/* Output trees as blocks. */
#pragma once

#include "notebook/notebook.h"
#include "tui/block.h"
#include "tui/widgets.h"

/* Lays an output out.  `notebook` (or NULL) tells the numbers and names of the cells in a traceback;
 * elements are drawn as `widgets` knows them now.  The block's marks are their ids. */
void output_block(Block *block, const Output *output, const Notebook *notebook, const Widgets *widgets);

/* Whether it only tells why the cell did not run: that is true now, whatever became stale. */
bool output_is_notice(const Output *output);

/* "cell 3" or "cell 3 (load)"; the caller frees it. */
char *cell_title(const Notebook *notebook, uint64_t cell);
