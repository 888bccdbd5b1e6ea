/* What the engine tells: of runs, findings, and what went wrong. */
#include "engine/engine_worker_state.h"

void worker_tell(gpointer self, EngineEvent *event)
{
    Worker *worker = self;
    enum { MANY = 512 };
    worker->worked = true;
    g_queue_push_tail(&worker->told, event);
    if (worker->told.length >= MANY)
        worker_send_told(worker);
}

void worker_send_told(Worker *worker)
{
    channel_send_all(worker->setup->events, &worker->told);
}

void worker_tell_found(gpointer self, int64_t request, int64_t what, char *const *strings)
{
    EngineEvent *event = engine_event_new(ENGINE_FOUND, 0);
    event->ticket = (int)request;
    event->lookup = (Lookup)what;
    event->found = g_strdupv((char **)strings);
    worker_tell(self, event);
}

void worker_tell_message(gpointer self, bool failed, const char *text)
{
    EngineEvent *event = engine_event_new(ENGINE_MESSAGE, 0);
    event->text = g_strdup(text);
    event->failed = failed;
    worker_tell(self, event);
}

/* What the next run will take, but for the time that somebody takes to answer it; runs that did not come to their end teach nothing. */
static double learn_cost(Worker *worker, uint64_t cell, const CellStatus *status)
{
    if (status->state == RUN_RUNNING) {
        worker->timed = cell;
    } else if (worker->timed == cell) {
        worker->timed = 0;
        if (status->result == RESULT_OK && status->state == RUN_IDLE)
            cost_book_record(worker->costs, cell, MAX(status->seconds - status->waited, 0), NULL);
    }
    CostEstimate estimate = cost_book_estimate(worker->costs, &cell, 1);
    return estimate.known ? estimate.seconds : -1;
}

void worker_tell_status(gpointer self, uint64_t cell, const CellStatus *status)
{
    Worker *worker = self;
    EngineEvent *event = engine_event_new(ENGINE_STATUS, cell);
    event->status = *status;
    event->status.revision = worker_ran_revision(worker, cell, status->revision);
    event->status.cost = learn_cost(worker, cell, status);
    event->status.stale = status->stale || (status->state == RUN_IDLE && worker_is_stale(worker, cell));
    if (status->state != RUN_IDLE)
        g_hash_table_remove(worker->asked, &cell);
    else if (g_hash_table_contains(worker->asked, &cell))
        event->status.state = RUN_QUEUED;
    if (!event->status.stale)
        g_hash_table_remove(worker->stale, &cell);
    else if (!g_hash_table_contains(worker->stale, &cell))
        g_hash_table_add(worker->stale, g_memdup2(&cell, sizeof cell));
    worker_tell(worker, event);
}

static void tell_present_status(Worker *worker, uint64_t cell)
{
    CellStatus status = session_status(worker->session, cell);
    worker_tell_status(worker, cell, &status);
}

static void note_asked(Worker *worker, uint64_t cell)
{
    g_hash_table_add(worker->asked, g_memdup2(&cell, sizeof cell));
    tell_present_status(worker, cell);
}

/* The plan takes them up when what runs is done, and who asked sees at once that they wait. */
void worker_note_asked(Worker *worker, const GArray *codes)
{
    for (guint i = 0; i < codes->len; i++)
        note_asked(worker, g_array_index(codes, PlanCode, i).code->id);
}

/* A widget moved while something else runs: what reads it shows that of the value before. */
void worker_note_owed(Worker *worker, const char *widget)
{
    if (!plan_has_requests(session_plan(worker->session)))
        return;
    g_autoptr(GArray) cells = plan_widget_cells(session_plan(worker->session), widget);
    for (guint i = 0; i < cells->len; i++)
        note_asked(worker, g_array_index(cells, uint64_t, i));
}

void worker_settle_asked(Worker *worker)
{
    if (g_hash_table_size(worker->asked) == 0 || plan_has_requests(session_plan(worker->session)))
        return;
    g_autoptr(GHashTable) asked = worker->asked;
    worker->asked = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    GHashTableIter all;
    g_hash_table_iter_init(&all, asked);
    for (gpointer key; g_hash_table_iter_next(&all, &key, NULL);)
        tell_present_status(worker, *(uint64_t *)key);
}

/* What Live tells goes on; and a cell that was looked at anew may be stale by that. */
void worker_tell_live(gpointer self, EngineEvent *event)
{
    Worker *worker = self;
    uint64_t cell = event->kind == ENGINE_ANALYSIS ? event->cell : 0;
    if (event->kind == ENGINE_LINKS)
        worker_note_links(worker, event);
    if (cell) {
        worker_note_syntax(worker, event->analysis);
        plan_set_run_mode(session_plan(worker->session), cell, event->analysis->run_mode);
    }
    if (event->kind == ENGINE_FINDINGS)
        worker_lsp_add_findings(worker, event);
    worker_tell(worker, event);
    if (!cell || worker->opened)
        return;
    worker_note_edited(worker, cell);
    CellStatus status = session_status(worker->session, cell);
    bool stale = status.stale || worker_is_edited(worker, cell);
    bool told = g_hash_table_contains(worker->stale, &cell);
    bool same_again = worker_ran_revision(worker, cell, status.revision) != status.revision;
    if (stale != told || same_again)
        worker_tell_status(worker, cell, &status);
}
