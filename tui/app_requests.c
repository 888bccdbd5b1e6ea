/* What the editor wants of the world, one function a kind of request. */
#include <string.h>

#include "tui/app_private.h"
#include "tui/fixes.h"
#include "tui/lookups.h"
#include "tui/picks.h"
#include "tui/provenance.h"
#include "tui/rename.h"

static void run_cells(App *app, EngineRun what, const Request *request)
{
    app_send_options(app); /* one may have been set by the same keys */
    app_send_edits(app); /* the engine runs what is on the screen */
    const GArray *cells = request->cells;
    model_set_busy(app->at->model);
    engine_run(app->at->engine, what, cells ? (const uint64_t *)(gpointer)cells->data : NULL, cells ? cells->len : 0);
}

/* It was asked for, and nothing will happen. */
static void tell_of_disabled(App *app, uint64_t id)
{
    Notebook *notebook = editor_notebook(app->at->editor);
    size_t index;
    if (notebook_find_cell(notebook, id, &index) && cell_config(notebook_cell(notebook, index))->disabled)
        editor_tell(app->at->editor, false, "cell %zu is disabled: {:run once|:run once} runs it all the same", index + 1);
}

static void do_run_cells(App *app, const Request *request)
{
    if (!request->force && request->cells->len == 1)
        tell_of_disabled(app, g_array_index(request->cells, uint64_t, 0));
    run_cells(app, request->force ? ENGINE_RUN_ONCE : ENGINE_RUN_CELLS, request);
}

static void do_run_stale(App *app, const Request *request)
{
    run_cells(app, ENGINE_RUN_STALE, request);
}

static void do_run_all(App *app, const Request *request)
{
    run_cells(app, ENGINE_RUN_ALL, request);
}

/* Whether pytest would look for tests in it, or the cell is one itself. */
static bool has_tests(const App *app, size_t index)
{
    Cell *cell = notebook_cell(editor_notebook(app->at->editor), index);
    const CellModel *known = model_cell(app->at->model, cell_id(cell));
    if (g_str_has_prefix(cell_name(cell), "test_"))
        return true;
    for (char **name = known && known->analysis ? known->analysis->defs : NULL; name && *name; name++) {
        if (g_str_has_prefix(*name, "test") || g_str_has_prefix(*name, "Test"))
            return true;
    }
    return false;
}

/* Those before it that never ran, or are stale, first. */
static void add_with_needed(const App *app, uint64_t id, GArray *cells, GHashTable *seen)
{
    const CellModel *known = model_cell(app->at->model, id);
    if (!g_hash_table_add(seen, g_memdup2(&id, sizeof id)))
        return;
    for (guint i = 0; known && known->parents && i < known->parents->len; i++) {
        uint64_t parent = g_array_index(known->parents, uint64_t, i);
        const CellModel *before = model_cell(app->at->model, parent);
        if (before && (before->status.result == RESULT_NONE || before->status.stale))
            add_with_needed(app, parent, cells, seen);
    }
    g_array_append_val(cells, id);
}

static void do_test(App *app, const Request *request)
{
    g_autoptr(GArray) cells = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    app_send_edits(app);
    for (guint i = 0; i < request->cells->len; i++) {
        uint64_t id = g_array_index(request->cells, uint64_t, i);
        size_t index;
        if (notebook_find_cell(editor_notebook(app->at->editor), id, &index) && has_tests(app, index))
            add_with_needed(app, id, cells, seen);
    }
    if (cells->len == 0) {
        editor_tell(app->at->editor, true, request->cells->len == 1 ? "this cell has no test; {:%%test|:%%test} runs those of all"
                                                                : "no cell here has a test");
        return;
    }
    model_set_busy(app->at->model);
    engine_test(app->at->engine, (const uint64_t *)(gpointer)cells->data, cells->len);
}

static void do_interrupt(App *app, const Request *request)
{
    engine_interrupt(app->at->engine);
}

static void do_restart(App *app, const Request *request)
{
    model_set_busy(app->at->model);
    engine_restart(app->at->engine);
}

static void do_checkpoint(App *app, const Request *request)
{
    app_send_options(app); /* one may have been set by the same keys */
    model_set_busy(app->at->model);
    (request->force ? engine_roll_back : engine_checkpoint)(app->at->engine);
}

static void do_scratch(App *app, const Request *request)
{
    if (!*request->text) {
        app_show_scratch_again(app);
        return;
    }
    if (model_running(app->at->model))
        editor_tell(app->at->editor, false, "waits for what is running");
    model_set_busy(app->at->model);
    engine_scratch(app->at->engine, request->text);
}

void app_save(App *app, const Request *request)
{
    const char *path = request->text ? request->text : editor_path(app->at->editor);
    if (!path) {
        editor_tell(app->at->editor, true, "E32: no file name");
        return;
    }
    app_send_edits(app);
    app->at->saves_pending++;
    app->at->quit_after_save = request->then_quit;
    app->at->quit_code = request->code;
    model_set_busy(app->at->model);
    if (request->value) {
        app_export(app, request);
        return;
    }
    bool whole;
    HistoryImage *undo = editor_undo_image(app->at->editor, &whole);
    engine_save_with_undo(app->at->engine, notebook_snapshot(editor_notebook(app->at->editor)), path, request->force, undo,
                          whole);
}

static void do_lsp(App *app, const Request *request)
{
    engine_set_lsp(app->at->engine, app->at->sent_lsp ? app->at->sent_lsp : "");
}

static void do_format(App *app, const Request *request)
{
    app_format(app, request->cells);
}

/* With 'formatonsave' when the cells are formatted, which may take a moment; what cannot be formatted is saved as it is. */
static void do_save(App *app, const Request *request)
{
    Buffer *at = app->at;
    bool formats = at->engine && editor_option(at->editor, "formatonsave") > 0 && (request->text || editor_path(at->editor));
    if (!formats) {
        app_save(app, request);
        return;
    }
    if (at->save_formatted)
        request_free(at->save_formatted);
    at->save_formatted = g_memdup2(request, sizeof *request);
    at->save_formatted->cells = NULL;
    at->save_formatted->text = g_strdup(request->text);
    at->save_formatted->value = g_strdup(request->value);
    app_format(app, NULL);
}

static void do_save_all(App *app, const Request *request)
{
    Buffer *at = app->at;
    app->quit_all = request->then_quit;
    for (guint i = 0; i < app->buffers->len; i++) {
        app->at = g_ptr_array_index(app->buffers, i);
        if (!editor_modified(app->at->editor))
            continue;
        const char *path = editor_path(app->at->editor);
        size_t conflicts = editor_conflict_count(app->at->editor);
        bool read_only = path && !request->force && editor_option(app->at->editor, "readonly") > 0;
        if (path && !read_only && (conflicts == 0 || request->force)) {
            do_save(app, &(Request){.kind = REQUEST_SAVE, .force = request->force});
            continue;
        }
        app->quit_all = false;
        editor_tell(at->editor, true, read_only ? "%s: not saved: 'readonly' is set (:wa! writes it)"
                                      : path    ? "%s: not saved: cells changed here and on disk (:wa! writes yours)"
                                           : "E141: no file name for a notebook%s", path ? path : "");
    }
    app->at = at;
    if (app->quit_all && !app_saves(app))
        app_quit_all(app, 0);
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
    const char *path = request->text ? request->text : editor_path(app->at->editor);
    if (!request->force && editor_modified(app->at->editor) && (!path || app_is_own_path(app, path))) {
        editor_tell(app->at->editor, true, "E37: there are changes that are not saved (:e! reads the file without them)");
        return;
    }
    g_autofree char *own_path = g_strdup(path);
    g_autoptr(GError) error = NULL;
    if (!app_open_file(app, own_path, &error))
        editor_tell(app->at->editor, true, "%s", error->message);
}

static void do_shell(App *app, const Request *request)
{
    app_shell(app, request->text);
}

static void do_external(App *app, const Request *request)
{
    app_edit_externally(app);
}

static void do_console(App *app, const Request *request)
{
    if (model_wants_input(app->at->model) || model_running(app->at->model))
        app_enter_console(app);
    else
        editor_tell(app->at->editor, true, "no cell is running");
}

static void do_type(App *app, const Request *request)
{
    if (request->text)
        engine_type(app->at->engine, request->text, strlen(request->text));
}

/* --- jumping through a traceback ------------------------------------------------------------------- */

static const Output *output_with_error(const App *app, uint64_t cell)
{
    const CellModel *known = model_cell(app->at->model, cell);
    return known && known->output && node_find_error(known->output->root) ? known->output : NULL;
}

/* The traceback of the cursor's cell; elsewhere the one whose frames led there goes on. */
static const Node *error_to_follow(App *app)
{
    uint64_t cell = cell_id(notebook_cell(editor_notebook(app->at->editor), editor_cell(app->at->editor)));
    const Output *output = output_with_error(app, cell);
    if (!output && app->at->frame_output && output_with_error(app, app->at->frame_cell) == app->at->frame_output)
        return node_find_error(app->at->frame_output->root);
    if (output && output != app->at->frame_output) {
        app->at->frame_cell = cell;
        app->at->frame_output = output;
        app->at->frame_next = 0;
    }
    return output ? node_find_error(output->root) : NULL;
}

static bool go_to_frame(App *app, const ErrorFrame *frame)
{
    Notebook *notebook = editor_notebook(app->at->editor);
    size_t cell;
    if (!frame->cell || !notebook_find_cell(notebook, frame->cell, &cell))
        return false;
    size_t line = notebook_first_line(notebook, cell) + (size_t)MAX(frame->line - 1, 0);
    line = MIN(line, notebook_last_line(notebook, cell));
    TextLine text = notebook_line(notebook, line);
    size_t indent = strspn(text.bytes, " \t");
    editor_move_to(app->at->editor, (Pos){line, MIN(indent, text.length)});
    return true;
}

/* Innermost frame first; the next `gf` goes to the next one outwards.  With the cursor on a frame it is that one. */
static void do_goto_frame(App *app, const Request *request)
{
    Notebook *notebook = editor_notebook(app->at->editor);
    const Node *error = error_to_follow(app);
    if (!error) {
        if (!fixes_goto_fault(app->at->editor, app->at->model))
            editor_tell(app->at->editor, true, "this cell shows no error");
        return;
    }
    unsigned here = request->code ? (unsigned)request->code : view_output_frame(app->at->view);
    const ErrorFrame *pointed = here ? error_frame(error, here - 1) : NULL;
    if (pointed) {
        if (!go_to_frame(app, pointed))
            editor_tell(app->at->editor, true, "this frame does not lie in a cell");
        return;
    }
    for (guint tried = 0; tried < error->frames->len; tried++) {
        guint at = error->frames->len - 1 - (app->at->frame_next + tried) % error->frames->len;
        if (!go_to_frame(app, g_ptr_array_index(error->frames, at)))
            continue;
        app->at->frame_next = (app->at->frame_next + tried + 1) % error->frames->len;
        return;
    }
    size_t blamed;
    if (error->cell && notebook_find_cell(notebook, error->cell, &blamed))
        editor_move_to(app->at->editor, (Pos){notebook_first_line(notebook, blamed), 0});
    else
        editor_tell(app->at->editor, true, "no frame of this error lies in a cell");
}

static void do_rename(App *app, const Request *request)
{
    g_autofree char *name = NULL, *to = NULL;
    if (rename_refuse(app->at->editor, app->at->model, request, &name, &to))
        return;
    app_send_edits(app);
    model_set_busy(app->at->model);
    engine_find_uses(app->at->engine, notebook_snapshot(editor_notebook(app->at->editor)), name, to);
}

static void do_table(App *app, const Request *request)
{
    engine_ask_table(app->at->engine, view_table_number(app->at->view), request->text, request->value);
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
        editor_tell(app->at->editor, true, "%s", error ? error->message : "which theme?");
        return;
    }
    app->theme_name = NULL;
    app_set_theme(app, theme);
}

void app_set_theme(App *app, Theme *theme)
{
    theme_free(app->theme);
    app->theme = theme;
    if (app->ground != GROUND_UNKNOWN)
        theme_stand_on(theme, app->ground == GROUND_LIGHT);
    term_forget(app->term);
}

/* `:recover`: the edits become one step that undo takes back; they stay in the journal until a save. */
static void do_recover(App *app, const Request *request)
{
    if (!app->at->recovered) {
        editor_tell(app->at->editor, true, "there is nothing to recover");
        return;
    }
    if (request->force) {
        engine_answer_recovery(app->at->engine, false);
        app_drop_recovery(app);
        editor_tell(app->at->editor, false, "the edits are thrown away");
    } else if (request->text) {
        app_show_recovery(app);
    } else {
        app_recover(app);
    }
}

static bool is_of_another(const App *app, const char *path)
{
    g_autofree char *absolute = g_canonicalize_filename(path, NULL);
    for (guint i = 0; i < app->buffers->len; i++) {
        const Buffer *buffer = g_ptr_array_index(app->buffers, i);
        const char *other = buffer == app->at ? NULL : editor_path(buffer->editor);
        g_autofree char *its = other ? g_canonicalize_filename(other, NULL) : NULL;
        if (g_strcmp0(its, absolute) == 0)
            return true;
    }
    return false;
}

/* `:f NAME`: what was read is not what is there. */
static void do_name(App *app, const Request *request)
{
    if (is_of_another(app, request->text)) {
        editor_set_path(app->at->editor, request->value);
        editor_tell(app->at->editor, true, "E95: Buffer with this name already exists");
        return;
    }
    g_clear_pointer(&app->at->read, g_bytes_unref);
    app_drop_disk(app);
    editor_forget_conflicts(app->at->editor);
    if (app->at->engine)
        engine_set_path(app->at->engine, request->text);
}

void app_set_widget(App *app, const char *id, const char *json)
{
    app->news = true;
    if (!model_choose(app->at->model, id, json))
        return;
    model_set_busy(app->at->model);
    engine_set_widget(app->at->engine, id, json);
}

static void do_widget(App *app, const Request *request)
{
    app_set_widget(app, request->text, request->value);
}

static void do_ran(App *app, const Request *request)
{
    Editor *editor = app->at->editor;
    g_autofree char *text = provenance_describe(editor_notebook(editor), app->at->model, editor_cell(editor), g_get_real_time());
    editor_tell(editor, false, "%s", text);
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
    [REQUEST_SAVE_ALL] = {do_save_all, false},
    [REQUEST_QUIT] = {app_do_quit, false},
    [REQUEST_DETACH] = {app_do_detach, false},
    [REQUEST_TAKE_OVER] = {app_do_take_over, false},
    [REQUEST_SUSPEND] = {do_suspend, false},
    [REQUEST_REDRAW] = {do_redraw, false},
    [REQUEST_OPEN] = {do_open, false},
    [REQUEST_SHELL] = {do_shell, false},
    [REQUEST_EXTERNAL] = {do_external, false},
    [REQUEST_CONSOLE] = {do_console, true},
    [REQUEST_TYPE] = {do_type, true},
    [REQUEST_TABLE] = {do_table, true},
    [REQUEST_GOTO_FRAME] = {do_goto_frame, false},
    [REQUEST_RENAME] = {do_rename, true},
    [REQUEST_CLIPBOARD] = {do_clipboard, false},
    [REQUEST_THEME] = {do_theme, false},
    [REQUEST_WIDGET] = {do_widget, true},
    [REQUEST_SAVE_OUTPUT] = {app_do_save_output, true},
    [REQUEST_NAME] = {do_name, false},
    [REQUEST_TEST] = {do_test, true},
    [REQUEST_DIFF] = {app_do_diff, true},
    [REQUEST_RECOVER] = {do_recover, true},
    [REQUEST_CHECKPOINT] = {do_checkpoint, true},
    [REQUEST_TRUST] = {app_do_trust, false},
    [REQUEST_RAN] = {do_ran, false},
};

void app_do_request(App *app, const Request *request)
{
    Buffer *at = app->at;
    if (request->kind == REQUEST_COMPLETE || request->kind == REQUEST_HOVER)
        app_send_edits(app); /* what is asked about is there before the question */
    if (app_ask_tool(app, request) || fixes_do(at->editor, at->model, request) || lookups_do(at->editor, at->model, at->engine, request) || app_do_panel(app, request) || app_do_find(app, request) ||
        picks_do(at->editor, at->model, request, &app->walk) || app_do_buffers(app, request))
        return;
    if (app_holds_back(app, request))
        return;
    if (app_sets_off_runs(request) || request->kind == REQUEST_TYPE)
        at->asked = g_get_monotonic_time();
    if ((size_t)request->kind < G_N_ELEMENTS(REQUESTS) && REQUESTS[request->kind].function &&
        (at->engine || !REQUESTS[request->kind].engine))
        REQUESTS[request->kind].function(app, request);
}

/* Those of all editors: a request may have been left by one that is no longer shown. */
void app_do_requests(App *app)
{
    for (guint i = 0; i < app->buffers->len && !app->leaving; i++) {
        Buffer *buffer = g_ptr_array_index(app->buffers, i);
        while (!app->leaving && g_ptr_array_find(app->buffers, buffer, NULL)) {
            app->at = buffer;
            g_autoptr(Request) request = editor_next_request(buffer->editor);
            if (!request && !app_do_scratch_request(app))
                break;
            app->worked = true;
            if (request)
                app_do_request(app, request);
        }
    }
    app->at = app->shown;
}
