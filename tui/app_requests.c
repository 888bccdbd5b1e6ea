/* What the editor wants of the world, one function a kind of request. */
#include <string.h>

#include "tui/app_private.h"
#include "tui/fixes.h"
#include "tui/lookups.h"

static void run_cells(App *app, EngineRun what, const Request *request)
{
    app_send_edits(app); /* the engine runs what is on the screen */
    const GArray *cells = request->cells;
    model_set_busy(app->model);
    engine_run(app->engine, what, cells ? (const uint64_t *)(gpointer)cells->data : NULL, cells ? cells->len : 0);
}

static void do_run_cells(App *app, const Request *request)
{
    run_cells(app, ENGINE_RUN_CELLS, request);
}

static void do_run_stale(App *app, const Request *request)
{
    run_cells(app, ENGINE_RUN_STALE, request);
}

static void do_run_all(App *app, const Request *request)
{
    run_cells(app, ENGINE_RUN_ALL, request);
}

static void do_interrupt(App *app, const Request *request)
{
    engine_interrupt(app->engine);
}

static void do_restart(App *app, const Request *request)
{
    model_set_busy(app->model);
    engine_restart(app->engine);
}

static void do_scratch(App *app, const Request *request)
{
    if (model_running(app->model))
        editor_tell(app->editor, false, "waits for what is running");
    model_set_busy(app->model);
    engine_scratch(app->engine, request->text);
}

void app_save(App *app, const Request *request)
{
    const char *path = request->text ? request->text : editor_path(app->editor);
    if (!path) {
        editor_tell(app->editor, true, "E32: no file name");
        return;
    }
    app_send_edits(app);
    app->saves_pending++;
    app->quit_after_save = request->then_quit;
    app->quit_code = request->code;
    model_set_busy(app->model);
    engine_save(app->engine, notebook_snapshot(editor_notebook(app->editor)), path, request->force);
}

static void do_lsp(App *app, const Request *request)
{
    engine_set_lsp(app->engine, app->sent_lsp ? app->sent_lsp : "");
}

static void do_format(App *app, const Request *request)
{
    app_format(app, request->cells);
}

/* With 'formatonsave' when the cells are formatted, which may take a moment; what cannot be formatted is saved as it is. */
static void do_save(App *app, const Request *request)
{
    bool formats = editor_option(app->editor, "formatonsave") > 0 && (request->text || editor_path(app->editor));
    if (!formats) {
        app_save(app, request);
        return;
    }
    if (app->save_formatted)
        request_free(app->save_formatted);
    app->save_formatted = g_memdup2(request, sizeof *request);
    app->save_formatted->cells = NULL;
    app->save_formatted->text = g_strdup(request->text);
    app->save_formatted->value = NULL;
    app_format(app, NULL);
}

/* Leaves, unless something would be lost. */
void app_quit(App *app, int code)
{
    if (editor_modified(app->editor)) {
        editor_tell(app->editor, true, "E37: there are changes that are not saved (:q! leaves without them)");
        return;
    }
    app->leaving = true;
    app->status = code;
}

static void do_quit(App *app, const Request *request)
{
    if (request->force) {
        app->leaving = true;
        app->status = request->code;
    } else if (app->save_formatted) {
        app->save_formatted->then_quit = true;
        app->save_formatted->code = request->code;
    } else if (app->saves_pending > 0) {
        app->quit_after_save = true; /* ":w" then ":q": leave when it is written */
        app->quit_code = request->code;
    } else {
        app_quit(app, request->code);
    }
}

static void do_suspend(App *app, const Request *request)
{
    app_suspend(app);
}

static void do_redraw(App *app, const Request *request)
{
    term_forget(app->term);
}

static void do_open(App *app, const Request *request)
{
    const char *path = request->text ? request->text : editor_path(app->editor);
    if (!request->force && editor_modified(app->editor)) {
        editor_tell(app->editor, true, "E37: there are changes that are not saved (:e! reads the file without them)");
        return;
    }
    g_autofree char *own_path = g_strdup(path);
    g_autoptr(GError) error = NULL;
    if (!app_open_file(app, own_path, &error))
        editor_tell(app->editor, true, "%s", error->message);
}

static void do_shell(App *app, const Request *request)
{
    app_shell(app, request->text);
}

static void do_console(App *app, const Request *request)
{
    if (model_wants_input(app->model) || model_running(app->model))
        app_enter_console(app);
    else
        editor_tell(app->editor, true, "no cell is running");
}

static void do_type(App *app, const Request *request)
{
    if (request->text)
        engine_type(app->engine, request->text, strlen(request->text));
}

/* --- jumping through a traceback ------------------------------------------------------------------- */

static const Output *output_with_error(const App *app, uint64_t cell)
{
    const CellModel *known = model_cell(app->model, cell);
    return known && known->output && node_find_error(known->output->root) ? known->output : NULL;
}

/* The traceback of the cursor's cell; elsewhere the one whose frames led there goes on. */
static const Node *error_to_follow(App *app)
{
    uint64_t cell = cell_id(notebook_cell(editor_notebook(app->editor), editor_cell(app->editor)));
    const Output *output = output_with_error(app, cell);
    if (!output && app->frame_output && output_with_error(app, app->frame_cell) == app->frame_output)
        return node_find_error(app->frame_output->root);
    if (output && output != app->frame_output) {
        app->frame_cell = cell;
        app->frame_output = output;
        app->frame_next = 0;
    }
    return output ? node_find_error(output->root) : NULL;
}

/* Innermost frame first; the next `gf` goes to the next one outwards. */
static void do_goto_frame(App *app, const Request *request)
{
    Notebook *notebook = editor_notebook(app->editor);
    const Node *error = error_to_follow(app);
    if (!error) {
        editor_tell(app->editor, true, "this cell shows no error");
        return;
    }
    for (guint tried = 0; tried < error->frames->len; tried++) {
        guint at = error->frames->len - 1 - (app->frame_next + tried) % error->frames->len;
        const ErrorFrame *frame = g_ptr_array_index(error->frames, at);
        size_t cell;
        if (!frame->cell || !notebook_find_cell(notebook, frame->cell, &cell))
            continue;
        app->frame_next = (app->frame_next + tried + 1) % error->frames->len;
        size_t line = notebook_first_line(notebook, cell) + (size_t)MAX(frame->line - 1, 0);
        line = MIN(line, notebook_last_line(notebook, cell));
        TextLine text = notebook_line(notebook, line);
        size_t indent = strspn(text.bytes, " \t");
        editor_move_to(app->editor, (Pos){line, MIN(indent, text.length)});
        return;
    }
    size_t blamed;
    if (error->cell && notebook_find_cell(notebook, error->cell, &blamed))
        editor_move_to(app->editor, (Pos){notebook_first_line(notebook, blamed), 0});
    else
        editor_tell(app->editor, true, "no frame of this error lies in a cell");
}

static void do_clipboard(App *app, const Request *request)
{
    if (request->text)
        term_copy(app->term, request->text, strlen(request->text));
}

static void do_theme(App *app, const Request *request)
{
    g_autoptr(GError) error = NULL;
    Theme *theme = request->text ? theme_find(request->text, &error) : NULL;
    if (!theme) {
        editor_tell(app->editor, true, "%s", error ? error->message : "which theme?");
        return;
    }
    theme_free(app->theme);
    app->theme = theme;
    term_forget(app->term);
}

/* `:recover`: the edits become one step that undo takes back; they stay in the journal until a save. */
static void do_recover(App *app, const Request *request)
{
    if (!app->recovered) {
        editor_tell(app->editor, true, "there is nothing to recover");
        return;
    }
    if (request->force) {
        engine_discard_recovery(app->engine);
        editor_tell(app->editor, false, "the edits are thrown away");
    } else {
        size_t changed = editor_become(app->editor, app->recovered);
        editor_tell(app->editor, false, "%zu cell%s recovered; u takes it back, :w keeps it", changed,
                    changed == 1 ? "" : "s");
    }
    g_clear_pointer(&app->recovered, notebook_snapshot_unref);
}

static void do_widget(App *app, const Request *request)
{
    app->news = true;
    if (!model_choose(app->model, request->text, request->value))
        return;
    model_set_busy(app->model);
    engine_set_widget(app->engine, request->text, request->value);
}

/* One row a kind; `engine`: needs one. */
static const struct {
    void (*function)(App *app, const Request *request);
    bool engine;
} REQUESTS[] = {
    [REQUEST_RUN_CELLS] = {do_run_cells, true},
    [REQUEST_RUN_STALE] = {do_run_stale, true},
    [REQUEST_RUN_ALL] = {do_run_all, true},
    [REQUEST_INTERRUPT] = {do_interrupt, true},
    [REQUEST_RESTART] = {do_restart, true},
    [REQUEST_SCRATCH] = {do_scratch, true},
    [REQUEST_LSP] = {do_lsp, true},
    [REQUEST_FORMAT] = {do_format, true},
    [REQUEST_SAVE] = {do_save, true},
    [REQUEST_QUIT] = {do_quit, false},
    [REQUEST_SUSPEND] = {do_suspend, false},
    [REQUEST_REDRAW] = {do_redraw, false},
    [REQUEST_OPEN] = {do_open, false},
    [REQUEST_SHELL] = {do_shell, false},
    [REQUEST_CONSOLE] = {do_console, true},
    [REQUEST_TYPE] = {do_type, true},
    [REQUEST_GOTO_FRAME] = {do_goto_frame, false},
    [REQUEST_CLIPBOARD] = {do_clipboard, false},
    [REQUEST_THEME] = {do_theme, false},
    [REQUEST_WIDGET] = {do_widget, true},
    [REQUEST_RECOVER] = {do_recover, true},
};

void app_do_requests(App *app)
{
    Request *next;
    while (!app->leaving && (next = editor_next_request(app->editor))) {
        g_autoptr(Request) request = next;
        app->worked = true;
        if (request->kind == REQUEST_COMPLETE || request->kind == REQUEST_HOVER)
            app_send_edits(app); /* what is asked about is there before the question */
        if (fixes_do(app->editor, app->model, request) || lookups_do(app->editor, app->model, app->engine, request))
            continue;
        if ((size_t)request->kind < G_N_ELEMENTS(REQUESTS) && REQUESTS[request->kind].function &&
            (app->engine || !REQUESTS[request->kind].engine))
            REQUESTS[request->kind].function(app, request);
    }
}
