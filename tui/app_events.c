/* What the engine tells: into the model, and what a person should hear of it onto the status line. */
#include "tui/app_private.h"
#include "tui/lookups.h"
#include "tui/news.h"
#include "tui/rename.h"

static void take_saved(App *app, const EngineEvent *event)
{
    app->at->saves_pending -= app->at->saves_pending > 0;
    if (event->text) {
        app->at->quit_after_save = app->quit_all = false;
        app->at->save_refused = app->at->disk != NULL;
        bool said = strstr(event->text, "not saved") != NULL;
        editor_tell(app->at->editor, true, "%s%s", said ? "" : "not saved: ", event->text);
        if (app->at != app->shown)
            editor_tell(app->shown->editor, true, "%s: not saved: %s", event->path ? event->path : "", event->text);
        return;
    }
    bool new_path = !editor_path(app->at->editor) && !event->exported;
    bool own = new_path || (!event->exported && app_is_own_path(app, event->path));
    if (own)
        editor_saved(app->at->editor, event->generation, new_path ? event->path : NULL);
    if (own) {
        app_drop_disk(app);
        editor_forget_conflicts(app->at->editor); /* the file says now what was decided, if only by force */
    }
    g_autofree char *name = event->path ? g_path_get_basename(event->path) : g_strdup("");
    Notebook *notebook = editor_notebook(app->at->editor);
    size_t cells = notebook_cell_count(notebook);
    editor_tell(app->at->editor, false, "\"%s\" %zu cell%s written", name, cells, cells == 1 ? "" : "s");
    if (app->at->quit_after_save && app->at->saves_pending == 0) {
        app->at->quit_after_save = false;
        app_quit(app, app->at->quit_code);
    }
    if (app->quit_all && !app_saves(app)) {
        app->quit_all = false;
        app_quit_all(app, 0);
    }
}

/* A debugger, or a loop of questions, asks again at once: what is typed meanwhile is not for the notebook. */
enum { CONSOLE_LINGERS_MS = 400 };

int app_console_delay(const App *app)
{
    if (!app->at->console_until)
        return -1;
    return (int)MAX((app->at->console_until - g_get_monotonic_time() + 999) / 1000, 0);
}

void app_leave_console(App *app)
{
    app->at->console_until = 0;
    editor_leave_console(app->at->editor);
}

/* Says whose the keys are now: the cell may be far from the cursor. */
void app_enter_console(App *app)
{
    uint64_t cell = model_wants_input(app->at->model);
    size_t index;
    app->at->console_until = 0;
    editor_enter_console(app->at->editor);
    if (cell == ENGINE_SCRATCH)
        app_tell_scratch_asks(app);
    else if (notebook_find_cell(editor_notebook(app->at->editor), cell ? cell : model_running(app->at->model), &index))
        editor_tell(app->at->editor, false, "keys go to cell %zu; <C-\\><C-n> ends it", index + 1);
}

/* A cell began or ceased to wait for a line from its console.  A command that is being typed is not cut off. */
static void take_wanting(App *app, uint64_t cell, bool before, bool now)
{
    Mode mode = editor_mode(app->at->editor);
    size_t index;
    bool ended = before && !now;
    if (mode == MODE_CONSOLE && !model_running(app->at->model))
        app_leave_console(app);
    else if (mode == MODE_CONSOLE && ended)
        app->at->console_until = g_get_monotonic_time() + CONSOLE_LINGERS_MS * 1000;
    if (!now || before)
        return;
    app->at->console_until = 0;
    if (mode == MODE_CONSOLE)
        return; /* it asks again */
    bool found = notebook_find_cell(editor_notebook(app->at->editor), cell, &index);
    bool writes = mode == MODE_MODELESS && (!found || index != editor_cell(app->at->editor)); /* or is about to, elsewhere */
    bool may_go = mode == MODE_NORMAL || (mode == MODE_MODELESS && !writes && !editor_is_typing(app->at->editor));
    g_autofree char *keys = editor_keys_of(app->at->editor, "console");
    if (may_go && app_is_waited_for(app) && !*editor_pending(app->at->editor) && !editor_page(app->at->editor, NULL))
        app_enter_console(app);
    else if (cell == ENGINE_SCRATCH)
        editor_tell(app->at->editor, false, ":python waits for input: %s goes there", keys);
    else if (found) {
        editor_tell(app->at->editor, false, "cell %zu waits for input: %s goes there", index + 1, keys);
    }
}

static void take_recovery(App *app, EngineEvent *event)
{
    app_drop_recovery(app);
    app->at->recovered = g_steal_pointer(&event->recovered);
    app->at->recovered_base = g_steal_pointer(&event->base);
    long minutes = (long)(event->seconds / 60);
    g_autofree char *age = minutes < 1     ? g_strdup("just now")
                           : minutes < 120 ? g_strdup_printf("%ld min ago", minutes)
                                           : g_strdup_printf("%ld h ago", minutes / 60);
    editor_tell(app->at->editor, true, "unsaved edits of a session that broke off (%s): {:recover|:recover}, or {:recover diff|:recover diff}", age);
}

static void take_death(App *app)
{
    const char *why = model_kernel_text(app->at->model);
    editor_tell(app->at->editor, true, "the interpreter died%s%s; {:restart|restart} starts a new one", *why ? ": " : "", why);
    if (editor_mode(app->at->editor) == MODE_CONSOLE)
        editor_leave_console(app->at->editor);
}

static void take_taken(App *app)
{
    app->at->taken = true;
    editor_tell(app->at->editor, true, "another tarn took this notebook over: nothing runs or is saved until {:takeover|:takeover}");
}

static void take_widget(App *app, const EngineEvent *event)
{
    if (event->output)
        editor_widget_shown(app->at->editor, event->path);
    else
        editor_tell(app->at->editor, true, "the interpreter does not know this widget: run the cell that makes it");
}

/* `wanted`, `before`: whether its cell waited for input, and how it was, before the model knew the event. */
static void take_status(App *app, const EngineEvent *event, bool wanted, RunState before)
{
    take_wanting(app, event->cell, wanted, event->status.wants_input);
    if (event->cell == ENGINE_SCRATCH && before == RUN_RUNNING && event->status.state == RUN_IDLE)
        app_show_scratch(app);
}

/* A page of a table for the view, or an answer for who asked. */
static void take_table(App *app, const EngineEvent *event)
{
    if (!view_take_table(app->at->view, event->generation, event->text))
        editor_table_answer(app->at->editor, event->text);
    app_do_requests(app);
}

static void take_event(App *app, EngineEvent *event)
{
    if (app_take_scratch(app, event))
        return;
    const CellModel *known = event->cell ? model_cell(app->at->model, event->cell) : NULL;
    bool in_tabs = event->kind == ENGINE_SAVED || event->kind == ENGINE_DISK;
    app->news |= app->at == app->shown ? event_shows(app->at->model, event) : in_tabs;
    bool wanted = known && known->status.wants_input;
    RunState before = known ? known->status.state : RUN_IDLE;
    KernelState kernel = model_kernel(app->at->model);
    model_apply(app->at->model, event);
    app_tell_scratch(app, event);
    switch (event->kind) {
    case ENGINE_STATUS:
        take_status(app, event, wanted, before);
        break;
    case ENGINE_CONSOLE:
        if (event->cell == ENGINE_SCRATCH && model_wants_input(app->at->model) == ENGINE_SCRATCH)
            app_tell_scratch_asks(app);
        break;
    case ENGINE_TABLE: take_table(app, event); break;
    case ENGINE_USES: rename_apply(app->at->editor, event); break;
    case ENGINE_SAVED:
        take_saved(app, event);
        break;
    case ENGINE_MESSAGE:
        editor_tell(app->at->editor, event->failed, "%s", event->text);
        break;
    case ENGINE_KERNEL:
        if (event->kernel == KERNEL_DEAD && kernel != KERNEL_DEAD)
            take_death(app);
        break;
    case ENGINE_TAKEN:
        take_taken(app);
        break;
    case ENGINE_WIDGET:
        take_widget(app, event);
        break;
    case ENGINE_FORMATTED:
        app_take_formatted(app, event);
        break;
    case ENGINE_FOUND:
        lookups_take(app->at->editor, app->at->model, event);
        break;
    case ENGINE_DIFFERENCE:
        app_take_difference(app, event);
        break;
    case ENGINE_RECOVERY:
        take_recovery(app, event);
        break;
    case ENGINE_DISK:
        app_take_disk(app, event);
        break;
    default:
        app_take_tool(app, event);
    }
}

/* So many at a time: keys must not wait behind a flood. */
enum { EVENTS_A_TURN = 2000 };

void app_take_events(App *app)
{
    for (guint b = 0; b < app->buffers->len; b++) {
        EngineEvent *event;
        app->at = g_ptr_array_index(app->buffers, b);
        for (int i = 0; app->at->engine && i < EVENTS_A_TURN && (event = engine_receive(app->at->engine)); i++) {
            take_event(app, event);
            engine_event_free(event);
            app->worked = true;
        }
        if (app->at != app->shown)
            app_merge_disk(app);
    }
    app->at = app->shown;
}
