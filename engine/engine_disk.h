/* The notebook's file while the notebook is open: another program's hand on it is noticed, read, and told.
 *
 * What is found is compared with what the file held last (EngineFile) and, if it is a notebook, told as ENGINE_DISK: the
 * editor merges, and answers with engine_reread().  Until then nothing more is told.  What cannot be taken for a notebook
 * (gone, empty, no notebook, with conflict markers) is told once in words; the text in the editor is then nobody's
 * business.  Engine thread; waits for the disk.
 */
#pragma once

#include "engine/engine_worker_state.h"

/* The notebook of `worker->file` is this, as far as anybody knows. */
void worker_disk_open(Worker *worker, NotebookSnapshot *notebook);
void worker_disk_close(Worker *worker);
/* Looks at the file.  True: what is there is another notebook, of which the editor has been told. */
bool worker_disk_check(Worker *worker);
/* The file holds this now, and we know it. */
void worker_disk_settle(Worker *worker, NotebookSnapshot *base);
