/* What the output of a cell is: of which run, how long ago, on which code, and whether that still holds. */
#pragma once

#include "notebook/notebook.h"
#include "tui/model.h"

/* One line for a person, of cell `index`; `now` as g_get_real_time().  To be freed. */
char *provenance_describe(const Notebook *notebook, const Model *model, size_t index, gint64 now);
