/* The requests of a plan: taking them, dropping them, doing them.  For plan.c alone. */
#pragma once

#include "engine/plan_state.h"

void plan_request_free(gpointer request);

/* Drops the runs that wait, and says so of their cells. */
void plan_drop_runs(Plan *plan);

/* Does the next request; false if there is none. */
bool plan_do_request(Plan *plan);

/* Nothing but blanks: never stale. */
bool plan_is_blank(const CellSnapshot *code);
