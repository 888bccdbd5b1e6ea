/* Which cell of a notebook became which cell of another reading of it, as marimo decides it when a file changed on the
 * disk (its _utils/cell_matching.py): the same code first, the nearest one if there are several; what is left by the
 * cheapest assignment, where it costs what lies between a common beginning and a common end.
 *
 *     g_autoptr(GArray) matches = cell_match(before->cells, after->cells);
 *     gint old = g_array_index(matches, gint, 3);   // the index before of cell 3, or -1: it is new
 *
 * With up to fifty cells left the assignment is the best one (Jonker and Volgenant), with more marimo's heuristic.
 * Beyond four hundred, where marimo's takes minutes, cells are taken for those that stand in their place.  Any thread.
 */
#pragma once

#include <glib.h>

/* Both of CellSnapshot *; the caller unrefs it. */
GArray *cell_match(const GPtrArray *before, const GPtrArray *after);
