#include "test/screen/desk.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "tui/fixes.h"
#include "tui/lookups.h"
#include "tui/picks.h"

enum { DEADLINE_MS = 60000 };

/* When the engine's clock is that of the case. */
static const gint64 EPOCH = 1000000000;
static const double A_RUN = 0.012;

Desk *desk_new(Notebook *notebook)
{
    Desk *desk = g_new0(Desk, 1);
    desk->editor = editor_new(notebook);
    desk->view = view_new();
    desk->model = model_new();
    desk->panel = panel_new();
    desk->scratch = scratch_new();
    desk->tools = tools_new();
    desk->rows = 24;
    desk->columns = 80;
    desk->grid = grid_new(desk->rows, desk->columns);
    desk->before = grid_new(desk->rows, desk->columns);
    desk->anew = grid_new(desk->rows, desk->columns);
    desk->memo = draw_memo_new();
    EditorView view = view_interface(desk->view);
    editor_set_view(desk->editor, &view);
    return desk;
}

void desk_free(Desk *desk)
{
    g_clear_pointer(&desk->engine, engine_stop);
    g_clear_pointer(&desk->theme, theme_free);
    scratch_free(desk->scratch);
    editor_free(desk->editor);
    view_free(desk->view);
    model_free(desk->model);
    panel_free(desk->panel);
    tools_free(desk->tools);
    g_strfreev(desk->tabs);
    grid_free(desk->grid);
    grid_free(desk->before);
    grid_free(desk->anew);
    draw_memo_free(desk->memo);
    g_free(desk);
}

/* --- to the engine ----------------------------------------------------------------------------------- */

static void send_edits(Desk *desk)
{
    Notebook *notebook = editor_notebook(desk->editor);
    if (!desk->engine || notebook_generation(notebook) == desk->sent_generation)
        return;
    engine_restructure(desk->engine, notebook_snapshot(notebook));
    desk->sent_generation = notebook_generation(notebook);
    model_set_busy(desk->model);
}

void desk_start_engine(Desk *desk, bool python)
{
    Notebook *notebook = editor_notebook(desk->editor);
    EngineOptions options = {
        .program = g_getenv("TARN"),
        .python = g_getenv("TARN_TEST_PYTHON"),
        .no_kernel = !python,
        .prestart = python,
    };
    desk->engine = engine_start(&options);
    engine_open(desk->engine, notebook_snapshot(notebook), editor_path(desk->editor));
    desk->sent_generation = notebook_generation(notebook);
    model_set_busy(desk->model);
}

void desk_start_server(Desk *desk, const char *options)
{
    g_autofree char *command = g_strdup_printf("python3 " LSP_FAKE " %s", options);
    g_auto(GStrv) words = g_strsplit(command, " ", -1);
    g_autofree char *escaped = g_strjoinv("\\ ", words), *line = g_strdup_printf("set lsp=%s", escaped);
    editor_source(desk->editor, "server", line, NULL);
    engine_set_lsp(desk->engine, editor_lsp(desk->editor));
}

static ToolsDesk tools_desk(Desk *desk)
{
    return (ToolsDesk){.editor = desk->editor, .model = desk->model, .panel = desk->panel, .engine = desk->engine};
}

static void choose_theme(Desk *desk, const char *name)
{
    g_autoptr(GError) error = NULL;
    Theme *theme = theme_find(name, &error);
    if (!theme) {
        editor_tell(desk->editor, true, "%s", error->message);
        return;
    }
    g_clear_pointer(&desk->theme, theme_free);
    desk->theme = theme;
    desk->depth = COLOUR_TRUE;
}

static void run(Desk *desk, const Request *request, EngineRun what)
{
    send_edits(desk);
    engine_run(desk->engine, what, request->cells ? (const uint64_t *)request->cells->data : NULL,
               request->cells ? request->cells->len : 0);
}

static void do_request(Desk *desk, const Request *request)
{
    if (request->kind == REQUEST_THEME && request->text)
        choose_theme(desk, request->text);
    Walk *walk = NULL;
    ToolsDesk tools = tools_desk(desk);
    send_edits(desk);
    bool done = tools_do(desk->tools, &tools, request) || fixes_do(desk->editor, desk->model, request) ||
                lookups_do(desk->editor, desk->model, desk->engine, request) ||
                panel_do(desk->panel, desk->editor, desk->model, request) ||
                picks_do(desk->editor, desk->model, request, &walk);
    while (walk)
        picks_go_on(desk->editor, &walk);
    if (done || !desk->engine)
        return;
    if (request->kind == REQUEST_WIDGET && !model_choose(desk->model, request->text, request->value))
        return;
    model_set_busy(desk->model);
    switch (request->kind) {
    case REQUEST_RUN_CELLS: run(desk, request, request->force ? ENGINE_RUN_ONCE : ENGINE_RUN_CELLS); break;
    case REQUEST_RUN_STALE: run(desk, request, ENGINE_RUN_STALE); break;
    case REQUEST_RUN_ALL: run(desk, request, ENGINE_RUN_ALL); break;
    case REQUEST_INTERRUPT: engine_interrupt(desk->engine); break;
    case REQUEST_WIDGET: engine_set_widget(desk->engine, request->text, request->value); break;
    case REQUEST_CONSOLE: editor_enter_console(desk->editor); break;
    case REQUEST_RESTART: engine_restart(desk->engine); break;
    case REQUEST_TABLE:
        engine_ask_table(desk->engine, view_table_number(desk->view), request->text, request->value);
        break;
    case REQUEST_TYPE: engine_type(desk->engine, request->text, strlen(request->text)); break;
    default: break;
    }
}

static void follow(Desk *desk)
{
    for (Request *request; (request = editor_next_request(desk->editor)); request_free(request))
        do_request(desk, request);
    ToolsDesk tools = tools_desk(desk);
    tools_keep(desk->tools, &tools);
    send_edits(desk);
}

/* What runs there is sent at once: nothing else does. */
static void follow_scratch(Desk *desk)
{
    Editor *editor = scratch_editor(desk->scratch);
    for (Request *request; (request = editor_next_request(editor)); request_free(request)) {
        if (request->kind != REQUEST_RUN_CELLS)
            do_request(desk, request);
        else if (desk->engine && scratch_run(desk->scratch, g_array_index(request->cells, uint64_t, 0)))
            engine_scratch(desk->engine, scratch_next(desk->scratch)), model_set_busy(desk->model);
    }
}

void desk_key(Desk *desk, Key key)
{
    desk_draw(desk); /* the editor scrolls what was seen when the key was pressed */
    if (editor_mode(desk->editor) == MODE_PANEL && panel_shows(desk->panel, PANEL_SCRATCH)) {
        editor_key(scratch_editor(desk->scratch), key);
        follow_scratch(desk);
    } else {
        editor_key(desk->editor, key);
    }
    follow(desk);
}

void desk_paste(Desk *desk, const char *text)
{
    editor_paste(desk->editor, text, strlen(text));
    follow(desk);
}

/* --- from the engine --------------------------------------------------------------------------------- */

static void normalise(const Desk *desk, EngineEvent *event)
{
    if (event->kind == ENGINE_STATUS) {
        event->status.started = EPOCH;
        event->status.seconds = event->status.seconds > 0 ? A_RUN : 0;
        event->status.cost = event->status.cost >= 0 ? desk->cost : -1;
    }
    if (event->kind == ENGINE_KERNEL && event->text && g_str_has_prefix(event->text, "Python 3")) {
        g_free(event->text);
        event->text = g_strdup("Python 3.11.2 /usr/bin/python3");
    }
}

static void take(Desk *desk, EngineEvent *event)
{
    normalise(desk, event);
    if (!scratch_take(desk->scratch, event))
        model_apply(desk->model, event);
    if (event->kind == ENGINE_KERNEL)
        scratch_know(desk->scratch, desk->model);
    if (event->kind == ENGINE_STATUS && event->status.wants_input && editor_mode(desk->editor) == MODE_NORMAL)
        editor_enter_console(desk->editor);
    if (event->kind == ENGINE_STATUS && !event->status.wants_input && editor_mode(desk->editor) == MODE_CONSOLE &&
        !model_wants_input(desk->model))
        editor_leave_console(desk->editor);
    if (event->kind == ENGINE_TABLE && !view_take_table(desk->view, event->generation, event->text))
        editor_table_answer(desk->editor, event->text);
    if (event->kind == ENGINE_FOUND)
        lookups_take(desk->editor, desk->model, event);
    ToolsDesk tools = tools_desk(desk);
    if (event->kind >= ENGINE_PLACES && event->kind <= ENGINE_TOOL_FAILED)
        tools_take(desk->tools, &tools, event);
    if (event->kind == ENGINE_MESSAGE)
        editor_tell(desk->editor, event->failed, "%s", event->text);
    engine_event_free(event);
}

/* Takes what waits, or waits for more and takes that. */
static bool take_some(Desk *desk)
{
    EngineEvent *event = engine_receive(desk->engine);
    if (!event) {
        struct pollfd wait = {.fd = engine_fd(desk->engine), .events = POLLIN};
        return poll(&wait, 1, DEADLINE_MS) == 1;
    }
    for (; event; event = engine_receive(desk->engine))
        take(desk, event);
    return true;
}

static void require_same_row(const Grid *grid, const Grid *other, int row, const char *what)
{
    if (grid_row_equal(grid, row, other, row))
        return;
    GString *texts = g_string_new(NULL);
    for (int i = 0; i < 2; i++) {
        const Grid *one = i ? other : grid;
        for (int column = 0; column < grid_columns(one); column++)
            g_string_append(texts, grid_text(one, grid_row(one, row) + column));
        g_string_append_c(texts, '\n');
    }
    g_error("row %d %s:\n%s", row, what, texts->str);
}

/* What stayed of the picture before must be what would be drawn; and what is not said to have changed must not have. */
static void draw_both_ways(Desk *desk, Scene *scene)
{
    if (grid_rows(desk->grid) != desk->rows || grid_columns(desk->grid) != desk->columns)
        grid_reset(desk->grid, desk->rows, desk->columns);
    grid_copy(desk->before, desk->grid);
    scene->memo = desk->memo;
    draw(scene, desk->grid);
    scene->memo = NULL;
    grid_reset(desk->anew, desk->rows, desk->columns);
    draw(scene, desk->anew);
    for (int row = 0; row < desk->rows; row++) {
        require_same_row(desk->grid, desk->anew, row, "stayed, and would be drawn otherwise");
        if (!grid_row_changed(desk->grid, row))
            require_same_row(desk->grid, desk->before, row, "changed, and is said not to have");
    }
    GridCursor cursor = grid_cursor(desk->grid), anew = grid_cursor(desk->anew);
    g_assert(cursor.row == anew.row && cursor.column == anew.column && cursor.visible == anew.visible && cursor.shape == anew.shape);
    grid_settle(desk->grid);
}

const Grid *desk_draw(Desk *desk)
{
    panel_update(desk->panel, desk->editor, desk->model, desk->rows, desk->columns, desk->tabs != NULL);
    Layout layout = panel_layout(desk->panel);
    Rect area = panel_content(desk->panel);
    scratch_update(desk->scratch, desk->editor, area.rows, area.columns);
    view_update(desk->view, desk->editor, desk->model, layout.notebook.rows, layout.notebook.columns);
    if (desk->engine && panel_ask(desk->panel, desk->model, desk->engine))
        model_set_busy(desk->model);
    Scene scene = {desk->view, desk->editor, desk->model, EPOCH + (gint64)(desk->elapsed * 1e6), .panel = desk->panel, .tabs = desk->tabs, .scratch = desk->scratch};
    scene.hints = desk->marks && editor_awaits_key(desk->editor);
    g_autofree char *same = desk->marks ? fixes_name_to_mark(desk->editor, desk->model) : NULL;
    scene.same = same;
    scene.rests = desk->marks;
    draw_both_ways(desk, &scene);
    uint64_t number;
    g_autofree char *table = NULL, *question = NULL;
    if (desk->engine && view_ask_table(desk->view, &number, &table, &question))
        engine_ask_table(desk->engine, number, table, question);
    if (desk->engine && view_width(desk->view) != desk->sent_columns) {
        desk->sent_columns = view_width(desk->view);
        engine_resize(desk->engine, desk->sent_columns, layout.notebook.rows);
        model_set_busy(desk->model);
    }
    return desk->grid;
}

bool desk_await_idle(Desk *desk)
{
    desk_draw(desk);
    while (!model_idle(desk->model) || model_kernel(desk->model) == KERNEL_STARTING || tables_wait(view_tables(desk->view))) {
        if (!take_some(desk))
            return false;
        follow(desk);    /* what an answer leads to */
        desk_draw(desk); /* asks for what is to be shown next */
    }
    return true;
}

static bool shows(Desk *desk, const char *text)
{
    const Grid *grid = desk_draw(desk);
    for (int row = 0; row < grid_rows(grid); row++) {
        g_autoptr(GString) line = g_string_new(NULL);
        for (int column = 0; column < grid_columns(grid); column++)
            g_string_append(line, grid_text(grid, grid_row(grid, row) + column));
        if (strstr(line->str, text))
            return true;
    }
    return false;
}

bool desk_await_text(Desk *desk, const char *text)
{
    while (!shows(desk, text)) {
        if (!take_some(desk))
            return false;
        follow(desk);
    }
    return true;
}
