/* The analyses of a notebook are read when it is opened, and written when the engine has nothing to do: after it was
 * opened, and after a save, for that is what the next session will read.  A few new ones are not worth it: they are
 * made again sooner than all are written.
 */
#include "engine/engine_worker_state.h"

enum { WORTH_ONE_IN = 16 };

void worker_open_known(Worker *worker)
{
    worker_close_known(worker);
    if (worker->setup->options.keep_analyses && worker->file.path)
        worker->known = analysis_store_open(worker->file.path);
    live_set_known(worker->live, worker->known);
    worker->kept = live_analysed(worker->live);
}

/* Every cell was looked at: the rest of what is known is of cells that are not there. */
void worker_close_known(Worker *worker)
{
    live_set_known(worker->live, NULL);
    g_clear_pointer(&worker->known, analysis_store_free);
    worker->keep = true;
}

static void write_all(Worker *worker)
{
    g_autoptr(GPtrArray) cells = g_ptr_array_new(), analyses = g_ptr_array_new();
    for (size_t i = 0; i < live_count(worker->live); i++) {
        PlanCode code = live_code(worker->live, live_page(worker->live)[i]);
        if (!code.analysis)
            continue;
        g_ptr_array_add(cells, code.code);
        g_ptr_array_add(analyses, code.analysis);
    }
    analysis_store_write(worker->file.path, cells, analyses, NULL); /* what cannot be kept is found out again */
}

void worker_keep_known(Worker *worker)
{
    if (!worker->keep || worker->opened || !live_is_current(worker->live))
        return;
    worker->keep = false;
    guint fresh = live_analysed(worker->live) - worker->kept;
    if (!worker->setup->options.keep_analyses || !worker->file.path ||
        fresh <= live_count(worker->live) / WORTH_ONE_IN)
        return;
    write_all(worker);
    worker->kept += fresh;
}
