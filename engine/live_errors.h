/* What is wrong with a cell, in the words that the editor shows.  Any thread; it keeps nothing. */
#pragma once

#include <stdint.h>

#include <glib.h>

#include "engine/engine.h"
#include "engine/graph.h"

/* Where a cell is on the page, from 1. */
typedef int LivePlace(gpointer self, uint64_t cell);

/* Of CellError *: first that of its text, if there is one, then those of the graph.  The caller unrefs it. */
GPtrArray *live_errors(const Graph *graph, const Analysis *analysis, LivePlace *place, gpointer self);
