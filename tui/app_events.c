/* What the engine tells: into the model, and what a person should hear of it onto the status line. */
#include "tui/app_private.h"
#include "tui/lookups.h"
#include "tui/news.h"

static void take_saved(App *app, const EngineEvent *event)
{
    app->saves_pending -= app->saves_pending > 0;
    if (event->text) {
        app->quit_after_save = false;
        app->save_refused = app->disk != NULL;
        editor_tell(app->editor, true, "not saved: %s", event->text);
        return;
    }
    bool new_path = !editor_path(app->editor), own = new_path || app_is_own_path(app, event->path);
    if (own)
        editor_saved(app->editor, event->generation, new_path ? event->path : NULL);
    if (own) {
        app_drop_disk(app);
        editor_forget_conflicts(app->editor); /* the file says now what was decided, if only by force */
    }
    g_autofree char *name = event->path ? g_path_get_basename(event->path) : g_strdup("");
    Notebook *notebook = editor_notebook(app->editor);
    size_t cells = notebook_cell_count(notebook);
    editor_tell(app->editor, false, "\"%s\" %zu cell%s written", name, cells, cells == 1 ? "" : "s");
    if (app->quit_after_save && app->saves_pending == 0) {
        app->quit_after_save = false;
        app_quit(app, app->quit_code);
    }
}

/* A debugger, or a loop of questions, asks again at once: what is typed meanwhile is not for the notebook. */
enum { CONSOLE_LINGERS_MS = 400 };

int app_console_delay(const App *app)
{
    if (!app->console_until)
        return -1;
    return (int)MAX((app->console_until - g_get_monotonic_time() + 999) / 1000, 0);
}

void app_leave_console(App *app)
{
    app->console_until = 0;
    editor_leave_console(app->editor);
}

/* Says whose the keys are now: the cell may be far from the cursor. */
void app_enter_console(App *app)
{
    uint64_t cell = model_wants_input(app->model);
    size_t index;
    app->console_until = 0;
    editor_enter_console(app->editor);
    if (cell == ENGINE_SCRATCH)
        app_tell_scratch_asks(app);
    else if (notebook_find_cell(editor_notebook(app->editor), cell ? cell : model_running(app->model), &index))
        editor_tell(app->editor, false, "keys go to cell %zu; <C-\\><C-n> ends it", index + 1);
}

/* A cell began or ceased to wait for a line from its console.  A command that is being typed is not cut off. */
static void take_wanting(App *app, uint64_t cell, bool before, bool now)
{
    Mode mode = editor_mode(app->editor);
    size_t index;
    bool ended = before && !now;
    if (mode == MODE_CONSOLE && !model_running(app->model))
        app_leave_console(app);
    else if (mode == MODE_CONSOLE && ended)
        app->console_until = g_get_monotonic_time() + CONSOLE_LINGERS_MS * 1000;
    if (!now || before)
        return;
    app->console_until = 0;
    if (mode == MODE_CONSOLE)
        return; /* it asks again */
    bool may_go = mode == MODE_NORMAL || (mode == MODE_MODELESS && !editor_is_typing(app->editor));
    if (may_go && !*editor_pending(app->editor) && !editor_page(app->editor, NULL))
        app_enter_console(app);
    else if (notebook_find_cell(editor_notebook(app->editor), cell, &index)) {
        g_autofree char *keys = editor_keys_of(app->editor, "console");
        editor_tell(app->editor, false, "cell %zu waits for input: %s goes there", index + 1, keys);
    }
}

static void take_recovery(App *app, EngineEvent *event)
{
    g_clear_pointer(&app->recovered, notebook_snapshot_unref);
    app->recovered = g_steal_pointer(&event->recovered);
    long minutes = (long)(event->seconds / 60);
    g_autofree char *age = minutes < 1     ? g_strdup("just now")
                           : minutes < 120 ? g_strdup_printf("%ld min ago", minutes)
                                           : g_strdup_printf("%ld h ago", minutes / 60);
    editor_tell(app->editor, true, "unsaved edits of a session that broke off (%s): :recover or :recover!", age);
}

static void take_event(App *app, EngineEvent *event)
{
    const CellModel *known = event->cell ? model_cell(app->model, event->cell) : NULL;
    app->news |= event_shows(app->model, event);
    bool wanted = known && known->status.wants_input;
    RunState before = known ? known->status.state : RUN_IDLE;
    KernelState kernel = model_kernel(app->model);
    model_apply(app->model, event);
    switch (event->kind) {
    case ENGINE_STATUS:
        take_wanting(app, event->cell, wanted, event->status.wants_input);
        if (event->cell == ENGINE_SCRATCH && before == RUN_RUNNING && event->status.state == RUN_IDLE)
            app_show_scratch(app);
        break;
    case ENGINE_CONSOLE:
        if (event->cell == ENGINE_SCRATCH && model_wants_input(app->model) == ENGINE_SCRATCH)
            app_tell_scratch_asks(app);
        break;
    case ENGINE_SAVED:
        take_saved(app, event);
        break;
    case ENGINE_MESSAGE:
        editor_tell(app->editor, event->failed, "%s", event->text);
        break;
    case ENGINE_KERNEL:
        if (event->kernel == KERNEL_DEAD && kernel != KERNEL_DEAD) {
            editor_tell(app->editor, true, "the interpreter died%s%s; :restart starts a new one",
                        *model_kernel_text(app->model) ? ": " : "", model_kernel_text(app->model));
            if (editor_mode(app->editor) == MODE_CONSOLE)
                editor_leave_console(app->editor);
        }
        break;
    case ENGINE_WIDGET:
        if (!event->output)
            editor_tell(app->editor, true, "the interpreter does not know this widget: run the cell that makes it");
        break;
    case ENGINE_FORMATTED:
        app_take_formatted(app, event);
        break;
    case ENGINE_FOUND:
        lookups_take(app->editor, app->model, event);
        break;
    case ENGINE_RECOVERY:
        take_recovery(app, event);
        break;
    case ENGINE_DISK:
        app_take_disk(app, event);
        break;
    default:
        break;
    }
}

/* So many at a time: keys must not wait behind a flood. */
enum { EVENTS_A_TURN = 2000 };

void app_take_events(App *app)
{
    EngineEvent *event;
    for (int i = 0; app->engine && i < EVENTS_A_TURN && (event = engine_receive(app->engine)); i++) {
        take_event(app, event);
        engine_event_free(event);
        app->worked = true;
    }
}
