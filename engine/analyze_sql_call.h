/* Calls of mo.sql and the like: what their queries define and refer to.  Internal to the analyzer. */
#pragma once

#include "engine/analyze_walk.h"
#include "notebook/analysis.h"

/* Tells the walk's scope, if it is such a call; its arguments are for the walk to visit. */
void visit_sql_call(Walk *walk, PyObject *node);

/* What all calls that the walk met have made and read. */
void sql_calls_take_tables(const Walk *walk, Analysis *analysis);
