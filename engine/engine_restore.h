/* What cells showed when the notebook was open last: the outputs that marimo, or `tarn exec --save-session`, saved
 * beside it.  Told as restored, which is never fresh: nothing has run.  Engine thread.
 */
#pragma once

#include "engine/engine_worker_state.h"

/* Says nothing if there is no session, or one of other code. */
void worker_restore_outputs(Worker *worker, const NotebookSnapshot *notebook);
