/* The notebook is written, and what follows from that. */
#include "engine/engine_disk.h"
#include "engine/engine_worker_state.h"

static bool is_own(const Worker *worker, const EngineRequest *request)
{
    g_autofree char *path = g_canonicalize_filename(request->path, NULL);
    return g_strcmp0(path, worker->file.path) == 0;
}

/* The notebook is safe in its own file: the journal may begin anew. */
static void note_saved(Worker *worker, EngineRequest *request, bool had_path)
{
    worker->offered = false;
    if (worker->journal && is_own(worker, request))
        journal_forget(worker->journal);
    if (!had_path) {
        session_set_path(worker->session, worker->file.path);
        worker_open_journal(worker, request->notebook);
        worker_disk_open(worker, request->notebook);
    } else if (is_own(worker, request)) {
        if (!worker->watch)
            worker_disk_open(worker, request->notebook); /* the name is new */
        worker_disk_settle(worker, request->notebook);
    }
}

/* Where nobody tells of changes they are found here, before they are overwritten. */
static bool changed_meanwhile(Worker *worker, const EngineRequest *request)
{
    return !request->flag && is_own(worker, request) && worker_disk_check(worker);
}

void worker_do_save(Worker *worker, EngineRequest *request)
{
    worker_send_told(worker); /* a disk may take long */
    worker_sync_journal(worker); /* if we die while the file is written, what was typed last is there */
    EngineEvent *event = engine_event_new(ENGINE_SAVED, 0);
    event->path = g_strdup(request->path);
    event->generation = request->notebook->generation;
    g_autoptr(GError) error = NULL;
    if (!worker_analyzer(worker)) {
        event->text = g_strdup("no Python for the signatures of cells");
    } else if (worker->refusal && !request->flag) {
        event->text = g_strdup_printf("%s (:w! writes all the same)", worker->refusal);
    } else if (changed_meanwhile(worker, request)) {
        event->text = g_strdup("another program changed the file meanwhile; look at what it wrote, and :w again");
    } else {
        g_autoptr(GPtrArray) analyses = live_analyses(worker->live, request->notebook);
        bool had_path = worker->file.path != NULL;
        if (!engine_file_save(&worker->file, request->notebook, analyses, &worker->python, request->path,
                              request->flag, &error))
            event->text = g_strdup(error->message);
        else
            note_saved(worker, request, had_path);
        worker->keep = true;
    }
    event->failed = event->text != NULL;
    bool keeps = !event->failed && is_own(worker, request);
    worker_tell(worker, event);
    if (keeps)
        worker_keep_undo(worker, request);
}
