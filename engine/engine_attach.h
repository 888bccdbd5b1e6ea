/* The notebook finds a session that was there before: whose are the results? */
#pragma once

#include "engine/engine_worker_state.h"
#include "engine/session_attach.h"

/* Every cell has been looked at, and the plan knows the notebook. */
void worker_adopt(Worker *worker);

/* Cells came or changed (edits of an earlier session were recovered): some of what nobody knew may be theirs. */
void worker_adopt_more(Worker *worker);

/* Something is asked to run: what nobody knows by now is let go. */
void worker_drop_kept(Worker *worker);

/* Another editor has the session: for the session's listener. */
void worker_lose_session(gpointer self);
