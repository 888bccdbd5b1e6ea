/* The engine keeps the journal of the notebook that is open: begins it, offers what an earlier one holds, writes it
 * when it is due, and tries again where the disk did not let it.
 */
#include "engine/engine_worker_state.h"

enum { RETRY_MS = 1000 };

static void offer_recovery(Worker *worker)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JournalRecovery) found = journal_recover(worker->journal, &error);
    if (error) {
        g_autofree char *text = g_strdup_printf("edits of an earlier session cannot be read: %s", error->message);
        worker_tell_message(worker, true, text);
        worker->offered = true; /* a save must not take it away */
    }
    if (!found)
        return;
    if (worker->file.original && format_save_is_unchanged(found->notebook, worker->file.original, worker->file.path)) {
        journal_discard_recovery(worker->journal);
        return;
    }
    worker->offered = true;
    EngineEvent *event = engine_event_new(ENGINE_RECOVERY, 0);
    event->recovered = notebook_snapshot_ref(found->notebook);
    event->base = found->base ? notebook_snapshot_ref(found->base) : NULL;
    event->seconds = found->seconds;
    event->text = g_strdup("there are edits of an earlier session that were not saved");
    worker_tell(worker, event);
}

/* Tells only the first of several failures, and that they are over. */
static void note(Worker *worker, const GError *error)
{
    if (error && !worker->journal_failed) {
        g_autofree char *text = g_strdup_printf("the journal cannot be kept: %s", error->message);
        worker_tell_message(worker, true, text);
    }
    if (!error && worker->journal_failed)
        worker_tell_message(worker, false, "the journal is kept again");
    worker->journal_failed = error != NULL;
}

/* False: there is none yet.  That of another editor is not asked for again, unless its notebook was taken over: what it leaves
 * would be taken for ours. */
static bool begin(Worker *worker, bool take)
{
    g_autoptr(GError) error = NULL;
    worker->journal = take ? journal_take(worker->file.path, &error) : journal_open(worker->file.path, &error);
    bool locked = g_error_matches(error, JOURNAL_ERROR, JOURNAL_ERROR_LOCKED);
    bool for_good = worker->journal || (locked && !worker->journal_taken);
    worker->journal_retry = for_good ? 0 : g_get_monotonic_time() + RETRY_MS * 1000;
    if (!locked) {
        note(worker, error);
    } else if (take || !worker->journal_taken) {
        worker_tell_message(worker, true, error->message);
        worker->journal_failed = worker->journal_taken; /* when it is let go, that is told */
    }
    if (worker->journal)
        offer_recovery(worker);
    return worker->journal;
}

void worker_close_journal(Worker *worker, bool discard)
{
    g_clear_pointer(&worker->page, notebook_snapshot_unref);
    worker->journal_retry = 0;
    worker->journal_failed = worker->journal_taken = false;
    if (worker->journal)
        journal_close(worker->journal, discard);
    worker->journal = NULL;
}

void worker_open_journal(Worker *worker, NotebookSnapshot *notebook)
{
    worker_close_journal(worker, true);
    if (!worker->setup->options.journal)
        return;
    worker->page = notebook_snapshot_ref(notebook);
    worker->journal_taken = worker->takes;
    if (begin(worker, worker->takes))
        journal_set(worker->journal, notebook);
    worker->takes = false;
}

void worker_restructure_journal(Worker *worker, NotebookSnapshot *notebook)
{
    if (!worker->page)
        return;
    notebook_snapshot_unref(worker->page);
    worker->page = notebook_snapshot_ref(notebook);
    if (worker->journal)
        journal_restructure(worker->journal, notebook);
}

/* What was typed while there was no journal comes from the cells as they are now. */
static void begin_late(Worker *worker)
{
    if (!begin(worker, false))
        return;
    if (worker->base)
        journal_set_file(worker->journal, worker->base, NULL);
    journal_restructure(worker->journal, worker->page);
    for (size_t i = 0; i < live_count(worker->live); i++)
        journal_edit(worker->journal, live_code(worker->live, live_page(worker->live)[i]).code);
}

/* The old one goes when the new one is on the disk.  Where none can be had the old one stays: better by the old name
 * than not at all. */
void worker_move_journal(Worker *worker)
{
    Journal *old = g_steal_pointer(&worker->journal);
    worker->journal_taken = false; /* it was the other file's */
    if (worker->page)
        begin_late(worker);
    if (!old)
        return;
    if (worker->journal) {
        bool kept = journal_sync(worker->journal, NULL);
        journal_close(old, kept);
    } else {
        worker->journal = old;
        worker->journal_retry = 0;
    }
}

int worker_journal_fd(const Worker *worker)
{
    return worker->journal ? journal_fd(worker->journal) : -1;
}

/* Another editor takes the notebook over, and there is no session by which it could: or it is ours alone. */
void worker_serve_journal(Worker *worker)
{
    if (worker->journal && journal_is_asked(worker->journal))
        session_take_taken(worker->session);
}

void worker_sync_journal(Worker *worker)
{
    if (worker->journal && journal_due(worker->journal) >= 0)
        journal_sync(worker->journal, NULL);
}

int worker_keep_journal(Worker *worker)
{
    gint64 now = g_get_monotonic_time();
    if (worker->journal_retry && now >= worker->journal_retry)
        begin_late(worker);
    if (worker->journal_retry)
        return (int)((MAX(worker->journal_retry - now, 0) + 999) / 1000);
    int due = worker->journal ? journal_due(worker->journal) : -1;
    if (due != 0)
        return due;
    g_autoptr(GError) error = NULL;
    journal_sync(worker->journal, &error);
    note(worker, error);
    return journal_due(worker->journal);
}
