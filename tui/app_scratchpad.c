/* The scratchpad in the panel: whose the keys are, and what it asks for. */
#include "tui/app_private.h"
#include "tui/lookups.h"

#include <string.h>

/* Answers to its questions are told from those of the notebook by their tickets. */
enum { OWN_TICKET = 1 << 30 };

static bool is_entered(const App *app)
{
    const Buffer *at = app->at;
    return editor_mode(at->editor) == MODE_PANEL && panel_shows(at->panel, PANEL_SCRATCH) && !editor_page(at->editor, NULL);
}

bool app_scratch_has_keys(const App *app)
{
    return app->at->scratch && is_entered(app);
}

Editor *app_keyed(const App *app)
{
    return app_scratch_has_keys(app) ? scratch_editor(app->at->scratch) : app->at->editor;
}

/* Made when it is first wanted. */
static void ensure(App *app)
{
    if (app->at->scratch)
        return;
    app->at->scratch = scratch_new();
    Editor *editor = scratch_editor(app->at->scratch);
    editor_lend(app->at->editor, editor);
    editor_set_interrupted(editor, app_interrupted, app);
    scratch_know(app->at->scratch, app->at->model);
}

void app_update_scratch(App *app)
{
    Buffer *at = app->at;
    if (panel_shown(at->panel) != PANEL_SCRATCH)
        return;
    ensure(app);
    Rect area = panel_content(at->panel);
    scratch_update(at->scratch, at->editor, area.rows, area.columns);
}

/* Keys came to the scratchpad: code that reads a line gets them. */
static bool enter_console(App *app)
{
    Editor *editor = scratch_editor(app->at->scratch);
    bool wants = scratch_is_sent(app->at->scratch) && model_wants_input(app->at->model) == ENGINE_SCRATCH;
    if (wants && editor_mode(editor) != MODE_CONSOLE)
        editor_enter_console(editor);
    return wants;
}

bool app_do_panel(App *app, const Request *request)
{
    if (!panel_do(app->at->panel, app->at->editor, app->at->model, request))
        return false;
    if (request->kind == REQUEST_PANEL_FOCUS && app_scratch_has_keys(app))
        enter_console(app);
    if (request->kind != REQUEST_PANEL || !is_entered(app))
        return true;
    ensure(app);
    editor_lend(app->at->editor, scratch_editor(app->at->scratch));
    if (!enter_console(app))
        editor_scratch_type(scratch_editor(app->at->scratch));
    return true;
}

/* What a page or a command line would show there has the whole screen. */
static void hand_out(App *app, bool prompted)
{
    Editor *editor = scratch_editor(app->at->scratch);
    const char *title = "", *page = editor_page(editor, &title);
    PromptView prompt;
    if (page) {
        editor_show_page(app->at->editor, title, page);
        editor_close_page(editor);
    }
    if (prompted || !editor_prompt(editor, &prompt) || prompt.sign != ':' || *prompt.text || prompt.label)
        return;
    editor_leave_prompt(editor);
    editor_begin_command(app->at->editor);
}

void app_key(App *app, Key key)
{
    if (!app_scratch_has_keys(app)) {
        editor_key(app->at->editor, key);
        return;
    }
    Editor *editor = scratch_editor(app->at->scratch);
    bool prompted = editor_mode(editor) == MODE_PROMPT;
    editor_lend(app->at->editor, editor);
    editor_clear_message(app->at->editor);
    editor_key(editor, key);
    hand_out(app, prompted);
}

/* --- running ----------------------------------------------------------------------------------------------------- */

static void tell_waiting(App *app)
{
    size_t index;
    uint64_t running = model_running(app->at->model);
    Editor *editor = scratch_editor(app->at->scratch);
    if (!running || running == ENGINE_SCRATCH)
        return;
    if (notebook_find_cell(editor_notebook(app->at->editor), running, &index))
        editor_tell(editor, false, "waits for cell %zu, which runs; {<C-c>|interrupt} gives it up", index + 1);
}

static void run(App *app, const Request *request)
{
    if (!app->at->engine || app_holds_back(app, &(Request){.kind = REQUEST_SCRATCH}))
        return;
    for (guint i = 0; request->cells && i < request->cells->len; i++) {
        if (!scratch_run(app->at->scratch, g_array_index(request->cells, uint64_t, i)))
            editor_tell(scratch_editor(app->at->scratch), false, "there is nothing to run");
    }
    if (scratch_waits(app->at->scratch))
        tell_waiting(app);
}

/* One at a time, when the engine has nothing else to do: what waits can be taken back. */
void app_keep_scratch(App *app)
{
    for (guint i = 0; i < app->buffers->len; i++) {
        Buffer *buffer = g_ptr_array_index(app->buffers, i);
        if (!buffer->scratch || !buffer->engine || !model_idle(buffer->model))
            continue;
        if (scratch_is_sent(buffer->scratch))
            scratch_lose(buffer->scratch);
        const char *code = scratch_next(buffer->scratch);
        if (!code)
            continue;
        model_set_busy(buffer->model);
        engine_scratch(buffer->engine, code);
        app->worked = app->news = true;
    }
}

static void interrupt(App *app)
{
    Scratch *scratch = app->at->scratch;
    bool waits = scratch_waits(scratch);
    scratch_give_up(scratch);
    if (!waits || scratch_is_sent(scratch))
        engine_interrupt(app->at->engine);
}

static void add_cell(App *app, const Request *request)
{
    Editor *editor = app->at->editor;
    if (editor_add_cell(editor, request->text, NULL))
        editor_tell(scratch_editor(app->at->scratch), false, "it is cell %zu of the notebook now", editor_cell(editor) + 1);
}

/* --- what keys ask ------------------------------------------------------------------------------------------------ */

/* What is typed may be a name of any cell. */
static bool look_up(App *app, const Request *request)
{
    static const Lookup LOOKUPS[] = {
        [REQUEST_COMPLETE] = LOOKUP_NAMES, [REQUEST_HOVER] = LOOKUP_HELP, [REQUEST_SIGNATURE] = LOOKUP_SIGNATURE,
    };
    bool asks = request->kind == REQUEST_COMPLETE || request->kind == REQUEST_HOVER || request->kind == REQUEST_SIGNATURE;
    if (!asks)
        return false;
    Editor *editor = scratch_editor(app->at->scratch);
    if (request->kind == REQUEST_COMPLETE && !request->force) {
        g_autoptr(CompletionSet) set = lookups_names(app->at->editor, app->at->model);
        editor_take_completions(editor, request->code, set);
    }
    if (app->at->engine)
        engine_look_up(app->at->engine, LOOKUPS[request->kind], request->code | OWN_TICKET, ENGINE_SCRATCH, request->text);
    return true;
}

static const RequestKind OF_ALL[] = {
    REQUEST_PANEL, REQUEST_PANEL_FOCUS, REQUEST_CLIPBOARD, REQUEST_SUSPEND, REQUEST_REDRAW, REQUEST_THEME, REQUEST_QUIT,
    REQUEST_SAVE, REQUEST_SAVE_ALL, REQUEST_DETACH, REQUEST_TAKE_OVER, REQUEST_BUFFER, REQUEST_BUFFER_CLOSE, REQUEST_BUFFER_LIST, REQUEST_OPEN,
    REQUEST_RESTART, REQUEST_RUN_ALL, REQUEST_RUN_STALE, REQUEST_SHELL, REQUEST_TRUST, REQUEST_CHECKPOINT, REQUEST_PICK,
    REQUEST_TYPE,
};

static bool is_of_all(RequestKind kind)
{
    for (size_t i = 0; i < G_N_ELEMENTS(OF_ALL); i++) {
        if (OF_ALL[i] == kind)
            return true;
    }
    return false;
}

static void set_widget(App *app, const Request *request)
{
    if (model_choose(scratch_model(app->at->scratch), request->text, request->value) && app->at->engine) {
        model_set_busy(app->at->model);
        engine_set_widget(app->at->engine, request->text, request->value);
    }
}

static void do_own(App *app, const Request *request)
{
    Editor *editor = scratch_editor(app->at->scratch);
    if (look_up(app, request) || request->kind == REQUEST_DESCRIBE)
        return;
    switch (request->kind) {
    case REQUEST_RUN_CELLS: run(app, request); break;
    case REQUEST_INTERRUPT: interrupt(app); break;
    case REQUEST_SCRATCH_CELL: add_cell(app, request); break;
    case REQUEST_SCRATCH_CLEAR: scratch_clear(app->at->scratch); break;
    case REQUEST_NOTEBOOK: editor_do_command(app->at->editor, request->text); break;
    case REQUEST_WIDGET: set_widget(app, request); break;
    case REQUEST_CONSOLE:
        if (!enter_console(app))
            editor_tell(editor, true, "nothing here waits for input");
        break;
    default:
        if (is_of_all(request->kind))
            app_do_request(app, request);
        else
            editor_tell(editor, true, "this is for the cells of the notebook: {<C-w>w|panel-focus} leads there");
    }
}

bool app_do_scratch_request(App *app)
{
    g_autoptr(Request) request = app->at->scratch ? editor_next_request(scratch_editor(app->at->scratch)) : NULL;
    if (request)
        do_own(app, request);
    return request != NULL;
}

/* --- events ------------------------------------------------------------------------------------------------------- */

/* It reads a line: keys go there, if they go to the scratchpad at all. */
static void take_wanting(App *app, bool wants)
{
    Editor *editor = scratch_editor(app->at->scratch);
    bool reads = editor_mode(editor) == MODE_CONSOLE;
    if (wants && !reads && app_scratch_has_keys(app))
        editor_enter_console(editor);
    else if (wants && !reads)
        editor_tell(app->at->editor, false, "the scratchpad waits for input: {<C-w>w|panel-focus} leads there");
    else if (!wants && reads) {
        editor_leave_console(editor);
        editor_scratch_type(editor);
    }
}

static bool take_found(App *app, EngineEvent *event)
{
    if (event->kind != ENGINE_FOUND || !(event->ticket & OWN_TICKET))
        return false;
    event->ticket &= ~OWN_TICKET;
    if (app->at->scratch) {
        lookups_take(scratch_editor(app->at->scratch), app->at->model, event);
        hand_out(app, true);
        app->news = true;
    }
    return true;
}

void app_tell_scratch(App *app, const EngineEvent *event)
{
    if (app->at->scratch && event->kind == ENGINE_KERNEL)
        scratch_know(app->at->scratch, app->at->model);
}

bool app_take_scratch(App *app, EngineEvent *event)
{
    Scratch *scratch = app->at->scratch;
    if (take_found(app, event))
        return true;
    bool own = scratch && scratch_is_sent(scratch) && event->cell == ENGINE_SCRATCH;
    bool taken = scratch && scratch_take(scratch, event);
    if (!own || event->kind != ENGINE_STATUS) {
        app->news |= taken;
        return taken;
    }
    model_apply(app->at->model, event);
    take_wanting(app, event->status.wants_input);
    app->news = true;
    return true;
}
