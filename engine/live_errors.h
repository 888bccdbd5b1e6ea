/* What is wrong with a cell, in words.  Pure. */
#pragma once

#include "engine/engine.h"
#include "engine/graph.h"

/* The place of a cell on the page, from 1. */
typedef int LivePlace(gpointer self, uint64_t cell);

/* The caller owns them. */
CellError *live_error_of_graph(const GraphError *error, LivePlace *place, gpointer self);
CellError *live_error_of_fault(const Analysis *analysis); /* one that has a fault */
