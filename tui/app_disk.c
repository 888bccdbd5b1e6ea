/* Another program wrote the notebook's file: what it wrote is merged into what is edited, when nobody is in the middle
 * of a command. */
#include "tui/app_private.h"

#include "notebook/cell_match.h"
#include "notebook/notebook_diff.h"

/* A save under way decides first what the file holds. */
static bool may_merge(const App *app)
{
    return app->at->saves_pending == 0 && editor_is_at_rest(app->at->editor);
}

void app_take_disk(App *app, EngineEvent *event)
{
    app_drop_disk(app);
    app->at->disk = g_new0(EngineEvent, 1);
    *app->at->disk = *event;
    *event = (EngineEvent){.kind = event->kind};
    if (!may_merge(app) && app->at->saves_pending == 0)
        editor_tell(app->at->editor, false, "another program changed the file: taken in when {you are back in normal mode|=what you are about is done}");
}

void app_drop_disk(App *app)
{
    g_clear_pointer(&app->at->disk, engine_event_free);
}

static void tell_merge(App *app, const NotebookMerge *merge)
{
    size_t conflicts = merge->conflicts->len;
    g_autofree char *words = notebook_merge_describe(merge);
    const char *refused = app->at->save_refused ? "not saved: " : "";
    const char *again = app->at->save_refused && !conflicts ? "; :w again" : "";
    if (conflicts > 0)
        editor_tell(app->at->editor, true, "%s%zu cell%s changed on disk and here: {]x|next-conflict} goes there, {:w!|:w!} writes yours%s%s", refused,
                    conflicts, conflicts == 1 ? "" : "s", *words ? "; besides " : "", words);
    else
        editor_tell(app->at->editor, app->at->save_refused, "%schanged on disk: %s%s", refused,
                    *words ? words : "nothing that is new here", again);
    app->at->save_refused = false;
}

/* Lines that were joined are nobody's code yet: they do not run by themselves. */
static void run_taken(App *app, const NotebookMerge *merge)
{
    if (editor_option(app->at->editor, "runchanged") <= 0 || merge->taken->len == 0 || app->at->trust != TRUST_GIVEN)
        return;
    model_set_busy(app->at->model);
    engine_run(app->at->engine, ENGINE_RUN_CELLS, (const uint64_t *)(gpointer)merge->taken->data, merge->taken->len);
}

void app_merge_disk(App *app)
{
    if (!app->at->disk || !app->at->engine || !may_merge(app))
        return;
    Notebook *notebook = editor_notebook(app->at->editor);
    g_autoptr(NotebookSnapshot) ours = notebook_snapshot(notebook);
    g_autoptr(NotebookMerge) merge = notebook_merge(app->at->disk->base, ours, app->at->disk->theirs, app->at->disk->matches);
    editor_merge(app->at->editor, merge);
    app_send_edits(app);
    g_autoptr(NotebookSnapshot) now = notebook_snapshot(notebook);
    bool unsaved = merge->conflicts->len > 0 || !notebook_snapshot_same(now, merge->base);
    editor_saved(app->at->editor, unsaved ? EDITOR_NEVER_SAVED : notebook_generation(notebook), NULL);
    model_set_busy(app->at->model);
    engine_reread(app->at->engine, app->at->disk->read, notebook_snapshot_ref(merge->base), editor_conflict_origins(app->at->editor),
                  unsaved);
    app->at->sent_conflicts = editor_conflict_count(app->at->editor);
    g_clear_pointer(&app->at->read, g_bytes_unref);
    app->at->read = g_bytes_ref(app->at->disk->read);
    tell_merge(app, merge);
    if (app->options->is_app)
        app_read_layout(app);
    run_taken(app, merge);
    app_drop_disk(app);
    app->news = app->worked = true;
}

/* The editor may have ids of its own for the cells; what is in it is in no file yet. */
void app_take_conflicts(App *app, const NotebookSnapshot *read, const GPtrArray *conflicts)
{
    Notebook *notebook = editor_notebook(app->at->editor);
    for (guint i = 0; i < read->cells->len && i < notebook_cell_count(notebook); i++) {
        uint64_t id = ((CellSnapshot *)g_ptr_array_index(read->cells, i))->id;
        for (guint k = 0; k < conflicts->len; k++) {
            CellConflict *conflict = g_ptr_array_index(conflicts, k);
            if (conflict->cell == id)
                editor_add_conflict(app->at->editor, cell_id(notebook_cell(notebook, i)), conflict);
        }
    }
    editor_saved(app->at->editor, EDITOR_NEVER_SAVED, NULL);
}

void app_send_conflicts(App *app)
{
    size_t count = editor_conflict_count(app->at->editor);
    if (!app->at->engine || count == app->at->sent_conflicts)
        return;
    engine_set_conflicts(app->at->engine, editor_conflict_origins(app->at->editor));
    app->at->sent_conflicts = count;
}

/* --- what an earlier session left ---------------------------------------------------------------------------------- */

void app_drop_recovery(App *app)
{
    g_clear_pointer(&app->at->recovered, notebook_snapshot_unref);
    g_clear_pointer(&app->at->recovered_base, notebook_snapshot_unref);
}

static bool is_empty(const NotebookSnapshot *notebook)
{
    for (guint i = 0; i < notebook->cells->len; i++) {
        const CellSnapshot *cell = g_ptr_array_index(notebook->cells, i);
        if (g_bytes_get_size(cell->code) > 0)
            return false;
    }
    return true;
}

/* Another program may have written the file after that, or before and nobody had decided yet: what is in the editor is
 * theirs then, and the session is merged with it.  A file that is gone, or has nothing in it, says nothing of cells. */
static size_t merge_recovered(App *app)
{
    g_autoptr(NotebookSnapshot) theirs = notebook_snapshot(editor_notebook(app->at->editor));
    if (is_empty(theirs))
        return editor_become(app->at->editor, app->at->recovered);
    g_autoptr(GArray) matches = cell_match(app->at->recovered_base->cells, theirs->cells);
    g_autoptr(NotebookMerge) merge = notebook_merge(app->at->recovered_base, app->at->recovered, theirs, matches);
    size_t changed = editor_become(app->at->editor, merge->notebook);
    if (merge->conflicts->len > 0)
        app_take_conflicts(app, merge->notebook, merge->conflicts);
    return changed;
}

void app_show_recovery(App *app)
{
    g_autoptr(NotebookSnapshot) now = notebook_snapshot(editor_notebook(app->at->editor));
    g_autofree char *difference = notebook_difference(now, app->at->recovered);
    g_autofree char *page = g_strconcat("- what is here, + what :recover brings; :recover! throws it away\n\n",
                                        *difference ? difference : "Nothing is different.\n", NULL);
    editor_show_difference(app->at->editor, ":recover", page);
}

void app_recover(App *app)
{
    size_t changed = app->at->recovered_base ? merge_recovered(app) : editor_become(app->at->editor, app->at->recovered);
    size_t conflicts = editor_conflict_count(app->at->editor);
    const char *s = changed == 1 ? "" : "s";
    if (conflicts == 0)
        editor_tell(app->at->editor, false, "%zu cell%s recovered; {u|undo} takes it back, {:w|save} keeps it", changed, s);
    else
        editor_tell(app->at->editor, true, "%zu cell%s recovered, %zu changed on disk and here: {]x|next-conflict} goes there, {:w!|:w!} writes yours",
                    changed, s, conflicts);
    engine_answer_recovery(app->at->engine, true);
    app_drop_recovery(app);
}
