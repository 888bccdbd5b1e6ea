/* What a run of a cell will set off: "runs 7 cells".
 *
 * marimo's rule, seen from what the engine has told: a run takes the cell, the cells before it that have not run
 * yet, and the cells behind it that have.  Main thread.
 */
#pragma once

#include "tui/model.h"

/* How many cells that is, the cell itself included; counts to `limit` and no further. */
size_t forecast_run(const Model *model, uint64_t cell, size_t limit);
