/* What a run of a cell will set off: "runs 7 cells, about 3.2 s".
 *
 * marimo's rule, seen from what the engine has told: a run takes the cell, the cells before it that have not run
 * yet, and the cells behind it that have.  Main thread.
 */
#pragma once

#include "tui/model.h"

/* Which cells that are, the cell itself included, and how long they took before; counts to `limit` and no further. */
CostEstimate forecast_run(const Model *model, uint64_t cell, size_t limit);
