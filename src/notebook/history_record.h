/* A step of the undo tree as bytes: its changes, and what must be kept to take them back or do them again.
 *
 * A step that is done keeps the cells that it took away, one that is undone the cells that it would put there; so a
 * record is that of a step in one of the two states.  Pure; believes no byte that it reads.
 */
#pragma once

#include "notebook/history_state.h"

GBytes *history_record_write(const Step *step);

/* Fills cursor and changes of an empty step.  False: the record is none of a step in that state, and the step is to be
 * freed. */
bool history_record_read(GBytes *record, bool done, Step *step);
