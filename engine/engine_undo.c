/* The engine keeps the undo tree with each save, and gives what earlier sessions kept to the editor when somebody goes
 * back so far.  Nothing is read when a notebook is opened: which text the tree must belong to is remembered.
 */
#include "engine/engine_worker_state.h"

#include "engine/undo_file.h"
#include "notebook/format.h"
#include "notebook/notebook_merge.h"

static void forget(WorkerUndo *undo)
{
    g_clear_pointer(&undo->path, g_free);
    g_clear_pointer(&undo->text, notebook_snapshot_unref);
    g_clear_pointer(&undo->kept, history_image_unref);
    g_clear_pointer(&undo->why, g_free);
}

/* Read once: a save replaces the file, but not what came before this session. */
static void read_kept(WorkerUndo *undo)
{
    g_autoptr(GError) error = NULL;
    if (!undo->text)
        return;
    if (undo->path)
        undo->kept = undo_file_read(undo->path, undo->text, &error);
    g_clear_pointer(&undo->text, notebook_snapshot_unref);
    if (g_error_matches(error, HISTORY_ERROR, HISTORY_ERROR_OTHER_TEXT))
        undo->why = g_strdup("another program has changed the file since it was kept");
    else if (error)
        undo->why = g_strdup_printf("what was kept cannot be read: %s", error->message);
}

static void answer(Worker *worker)
{
    WorkerUndo *undo = &worker->undo;
    undo->asked = false;
    read_kept(undo);
    KeptTree *kept = g_new0(KeptTree, 1);
    kept->image = undo->kept ? history_image_ref(undo->kept) : NULL;
    kept->why = g_strdup(undo->why);
    channel_send(worker->setup->kept, kept);
}

void worker_undo_open(Worker *worker, NotebookSnapshot *notebook)
{
    forget(&worker->undo);
    worker->undo.path = worker->setup->options.journal ? g_strdup(worker->file.path) : NULL;
    worker->undo.text = notebook_snapshot_ref(notebook);
    worker->undo.open = true;
    if (worker->undo.asked)
        answer(worker);
}

void worker_undo_clear(Worker *worker)
{
    forget(&worker->undo);
}

void worker_do_undo(Worker *worker, EngineRequest *request)
{
    worker->undo.asked = true;
    if (worker->undo.open)
        answer(worker);
}

/* What will be opened next: a format may leave out what nobody sees, as blank lines at the end of a cell.  NULL: that
 * cannot be told. */
static NotebookSnapshot *read_back(const EngineFile *file)
{
    gsize size = 0;
    const char *bytes = file->original ? g_bytes_get_data(file->original, &size) : NULL;
    g_autoptr(FormatRead) read = format_for_file(file->path)->read(bytes ? bytes : "", size, file->path, NULL, NULL);
    if (!read)
        return NULL;
    if (notebook_cell_count(read->notebook) == 0)
        notebook_insert_cell(read->notebook, 0, "_", CELL_PLAIN, NULL, "", 0);
    return notebook_snapshot(read->notebook);
}

static bool same_cells(const NotebookSnapshot *a, const NotebookSnapshot *b)
{
    bool same = a->cells->len == b->cells->len;
    for (guint i = 0; same && i < a->cells->len; i++)
        same = cell_snapshot_same(g_ptr_array_index(a->cells, i), g_ptr_array_index(b->cells, i));
    return same;
}

static bool keep(Worker *worker, const EngineRequest *request, GError **error)
{
    if (!request->whole)
        read_kept(&worker->undo);
    const HistoryImage *before = request->whole ? NULL : worker->undo.kept;
    g_autoptr(HistoryImage) image = before ? history_image_join(before, request->undo) : history_image_ref(request->undo);
    g_autoptr(NotebookSnapshot) text = read_back(&worker->file);
    if (!text || history_image_is_empty(image)) {
        undo_file_remove(worker->file.path);
        return true;
    }
    if (same_cells(request->notebook, text))
        return undo_file_write(worker->file.path, image, text, error);
    g_autoptr(HistoryImage) longer = history_image_lead_on(image, request->notebook, text);
    return undo_file_write(worker->file.path, longer, text, error);
}

/* Tells only the first of several failures. */
void worker_keep_undo(Worker *worker, const EngineRequest *request)
{
    g_autoptr(GError) error = NULL;
    if (!worker->setup->options.journal)
        return;
    worker_send_told(worker); /* that it is saved */
    if (!request->undo) {
        read_kept(&worker->undo);
        undo_file_remove(worker->file.path); /* it is of another text by now */
        return;
    }
    bool kept = keep(worker, request, &error);
    if (!kept && !worker->undo.failed) {
        g_autofree char *text = g_strdup_printf("saved, but undo cannot be kept: %s", error->message);
        worker_tell_message(worker, true, text);
    }
    worker->undo.failed = !kept;
}
