/* Why a cell cannot run, in words for those who see no page.
 *
 *     g_autofree char *why = why_invalid(graph, analysis, place, self);
 */
#pragma once

#include "engine/live_errors.h"

/* "x is also defined in cell 2"; "line 2, column 5: invalid syntax"; several with semicolons.  The caller frees it. */
char *why_invalid(const Graph *graph, const Analysis *analysis, LivePlace *place, gpointer self);

/* "line 2, column 5: invalid syntax" of a cell that does not compile; the caller frees it. */
char *why_fault(const Analysis *analysis);
