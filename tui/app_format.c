/* Cells are formatted by a program of their Python's (`:fmt`, 'formatonsave'); what comes back is taken in when nobody is in
 * the middle of a command, and only into cells that are still what they were. */
#include <string.h>

#include "tui/app_private.h"

/* Only the cells that are asked for. */
static NotebookSnapshot *chosen(App *app, const GArray *cells)
{
    NotebookSnapshot *all = notebook_snapshot(editor_notebook(app->at->editor));
    if (!cells)
        return all;
    NotebookSnapshot *some = g_new0(NotebookSnapshot, 1);
    some->references = 1;
    some->header = notebook_header_copy(all->header);
    some->cells = g_ptr_array_new_with_free_func((GDestroyNotify)cell_snapshot_unref);
    for (guint i = 0; i < all->cells->len; i++) {
        CellSnapshot *cell = g_ptr_array_index(all->cells, i);
        for (guint k = 0; k < cells->len; k++) {
            if (g_array_index(cells, uint64_t, k) == cell->id)
                g_ptr_array_add(some->cells, cell_snapshot_ref(cell));
        }
    }
    notebook_snapshot_unref(all);
    return some;
}

void app_format(App *app, const GArray *cells)
{
    app_send_edits(app);
    model_set_busy(app->at->model);
    app_drop_formatted(app);
    engine_format(app->at->engine, chosen(app, cells));
}

void app_drop_formatted(App *app)
{
    g_clear_pointer(&app->at->formatted, engine_event_free);
}

void app_take_formatted(App *app, EngineEvent *event)
{
    app_drop_formatted(app);
    app->at->formatted = g_new0(EngineEvent, 1);
    *app->at->formatted = *event;
    *event = (EngineEvent){.kind = event->kind};
    if (app->at->save_formatted)
        app_merge_formatted(app); /* a save waits for it, even of a notebook that is not shown */
}

static CellSnapshot *formatted_cell(const EngineEvent *event, const CellSnapshot *now)
{
    for (guint i = 0; event->theirs && i < event->theirs->cells->len; i++) {
        CellSnapshot *cell = g_ptr_array_index(event->theirs->cells, i);
        if (cell->id == now->id && cell->revision == now->revision && !g_bytes_equal(cell->code, now->code))
            return cell;
    }
    return NULL;
}

/* Returns how many cells changed. */
static guint take_in(App *app)
{
    guint changed = 0;
    NotebookSnapshot *want = notebook_snapshot(editor_notebook(app->at->editor));
    for (guint i = 0; i < want->cells->len; i++) {
        CellSnapshot **cell = (CellSnapshot **)&g_ptr_array_index(want->cells, i);
        CellSnapshot *formatted = formatted_cell(app->at->formatted, *cell);
        if (!formatted)
            continue;
        cell_snapshot_unref(*cell);
        *cell = cell_snapshot_ref(formatted);
        changed++;
    }
    if (changed)
        editor_take(app->at->editor, want);
    notebook_snapshot_unref(want);
    return changed;
}

static void tell(App *app, guint changed)
{
    const char *wrong = app->at->formatted->text;
    bool nothing = app->at->formatted->theirs == NULL;
    if (nothing)
        editor_tell(app->at->editor, true, "nothing is formatted: %s", wrong ? wrong : "no answer");
    else
        editor_tell(app->at->editor, wrong != NULL, "%u cell%s formatted%s%s", changed, changed == 1 ? "" : "s",
                    wrong ? "; " : "", wrong ? wrong : "");
}

void app_merge_formatted(App *app)
{
    bool rests = editor_is_at_rest(app->at->editor);
    if (!app->at->formatted || (!rests && !app->at->save_formatted))
        return;
    guint changed = rests ? take_in(app) : 0;
    if (!app->at->save_formatted || changed || !app->at->formatted->theirs)
        tell(app, changed);
    app_drop_formatted(app);
    app->news = app->worked = true;
    app_send_edits(app);
    Request *save = g_steal_pointer(&app->at->save_formatted);
    if (save) {
        app_save(app, save);
        request_free(save);
    }
}
