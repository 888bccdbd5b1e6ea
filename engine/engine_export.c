/* The notebook in a file that is not its own, in any format: nothing that is known of its own file changes. */
#include "engine/engine_worker_state.h"

#include "engine/run_order.h"
#include "notebook/cell_result.h"
#include "notebook/format.h"

static bool is_same_file(const char *one, const char *other)
{
    FileStamp a, b;
    return file_stamp_read(one, &a) && file_stamp_read(other, &b) && a.exists && b.exists && a.device == b.device &&
           a.inode == b.inode;
}

static bool may_export(const Worker *worker, const EngineRequest *request, const char *path, GError **error)
{
    g_autofree char *name = g_path_get_basename(path);
    const char *own = worker->file.path;
    if (own && (g_strcmp0(path, own) == 0 || is_same_file(path, own))) {
        g_set_error(error, ENGINE_FILE_ERROR, ENGINE_FILE_ERROR_EXISTS,
                    "%s is the notebook itself, which keeps its format; give another name", name);
        return false;
    }
    return engine_file_may_replace(path, request->flag, error);
}

/* What is left out of a file is left out only if somebody wants it so. */
static bool put_in_order(NotebookSnapshot *notebook, GPtrArray *analyses, bool force, const char *name, GError **error)
{
    g_autoptr(RunOrder) order = run_order_new(notebook, analyses);
    if (!run_order_exists(order, name, error))
        return false;
    if (run_order_left_out(order) > 0 && !force) {
        g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_WOULD_LOSE_TEXT, "cell %u does not parse (:w! writes the others)",
                    run_order_first_left_out(order));
        return false;
    }
    run_order_sort(order, notebook, analyses);
    return true;
}

/* The one who asked may not have heard yet what an edit set off. */
static void leave_out_stale(Worker *worker, const EngineRequest *request)
{
    for (guint i = 0; request->results && i < request->results->len; i++) {
        uint64_t id = ((CellSnapshot *)g_ptr_array_index(request->notebook->cells, i))->id;
        CellResult *result = g_ptr_array_index(request->results, i);
        CellStatus status = session_status(worker->session, id);
        bool waits = status.state != RUN_IDLE, ran = result->outcome != OUTCOME_NONE && !result->restored;
        if (!waits && !(ran && (status.stale || worker_is_stale(worker, id))))
            continue;
        cell_result_free(result);
        g_ptr_array_index(request->results, i) = result = cell_result_new();
        result->reason = g_strdup(status.state == RUN_RUNNING ? "it runs" : waits ? "it waits to run"
                                                                        : "it or what it reads changed since it ran");
    }
}

static GString *write_text(Worker *worker, const EngineRequest *request, const char *name, GError **error)
{
    const Format *format = format_find(request->text);
    g_autoptr(GPtrArray) analyses = live_analyses(worker->live, request->notebook);
    NotebookSnapshot notebook = *request->notebook;
    notebook.cells = g_ptr_array_ref(request->notebook->cells);
    g_autoptr(GArray) page = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    for (guint i = 0; i < notebook.cells->len; i++)
        g_array_append_val(page, ((CellSnapshot *)g_ptr_array_index(notebook.cells, i))->id);
    const char *version = notebook.header->version;
    FormatWriting writing = {
        .notebook = &notebook,
        .analyses = analyses,
        .python = &worker->python,
        .file = worker->file.path ? worker->file.path : name,
        .version = version && *version ? version : FORMAT_MARIMO_VERSION,
        .page = page,
        .results = format->outputs ? request->results : NULL,
    };
    leave_out_stale(worker, request);
    bool good = !format->flat || put_in_order(&notebook, analyses, request->flag, name, error);
    GString *text = good ? format->write(&writing, error) : NULL;
    g_ptr_array_unref(notebook.cells);
    return text;
}

void worker_do_export(Worker *worker, EngineRequest *request)
{
    worker_send_told(worker); /* a disk may take long */
    g_autofree char *path = g_canonicalize_filename(request->path, NULL), *name = g_path_get_basename(path);
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) text = NULL;
    if (!worker_analyzer(worker))
        g_set_error_literal(&error, FORMAT_ERROR, FORMAT_ERROR_NO_PYTHON, "no Python for the signatures of cells");
    else if (may_export(worker, request, path, &error))
        text = write_text(worker, request, name, &error);
    EngineEvent *event = engine_event_new(ENGINE_SAVED, 0);
    event->path = g_strdup(request->path);
    event->generation = request->notebook->generation;
    event->exported = true;
    event->failed = !text || !file_save(path, text->str, text->len, NULL, &error);
    event->text = event->failed ? g_strdup(error->message) : NULL;
    worker_tell(worker, event);
}
