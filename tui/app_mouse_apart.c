/* The mouse while keys go to something else than the notebook: a page, a prompt, a table, a console.  Whoever has no
 * keyboard at hand gets out of each by a click on the status line, and looks around by the wheel. */
#include "edit/line_window.h"
#include "tui/app_private.h"

enum { WHEEL_LINES = 3, STATUS_FROM_END = 2, PROMPT_FROM_END = 1, PAGE_TITLE = 2, PAGE_MARGIN = 2 };

typedef struct {
    App *app;
    const MouseInput *mouse;
    long wheel;   /* rows down, 0: it is no wheel */
    bool pressed; /* any button... */
    bool left;    /* ...that one */
    bool status;  /* on the status line */
} Apart;

/* A picture that fills the page is made larger and smaller where the wheel is, and moved by a drag. */
static void on_page(const Apart *at)
{
    const double FACTOR = 1.25;
    App *app = at->app;
    View *view = app->at->view;
    const MouseInput *mouse = at->mouse;
    if (at->wheel && view_page_is_picture(view))
        view_zoom_page_at(view, at->wheel < 0 ? FACTOR : 1 / FACTOR, mouse->row - PAGE_TITLE, mouse->column - PAGE_MARGIN);
    else if (at->wheel)
        view_scroll_page(view, at->wheel);
    else if (at->left && (at->status || mouse->row == 0)) /* "q closes" */
        editor_close_page(app->at->editor);
    if (mouse->kind == MOUSE_DRAG && app->drags_page)
        view_drag_page(view, mouse->row - app->dragged_row, mouse->column - app->dragged_column);
    app->drags_page = at->left ? !at->status && mouse->row > 0 : app->drags_page && mouse->kind == MOUSE_DRAG;
    app->dragged_row = mouse->row;
    app->dragged_column = mouse->column;
}

static void on_table(const Apart *at)
{
    Editor *editor = at->app->at->editor;
    Rect area = {0, 0, draw_pane_rows(grid_rows(at->app->grid)), grid_columns(at->app->grid)};
    Scene scene = {.view = at->app->at->view, .editor = editor, .model = at->app->at->model};
    TableSpot spot;
    if (at->wheel) {
        uint64_t first, last;
        view_scroll_table(at->app->at->view, at->wheel, &first, &last);
        editor_keep_table_row(editor, first, last);
        return;
    }
    if (!at->left)
        return;
    if (at->status || at->mouse->row == 0)
        editor_point_table(editor, &(TableSpot){.part = TABLE_TITLE});
    else if (draw_table_spot(&scene, area, at->mouse->row, at->mouse->column, &spot))
        editor_point_table(editor, &spot);
}

/* A click in its line moves its cursor; elsewhere it leaves, and what is there is clicked.  True: that was all. */
static bool on_prompt(const Apart *at)
{
    App *app = at->app;
    Editor *editor = app->at->editor;
    PromptView prompt;
    editor_prompt(editor, &prompt);
    if (at->wheel && editor_page(editor, NULL))
        view_scroll_page(app->at->view, at->wheel);
    else if (at->wheel && !editor_table(editor, &(TableFocus){0}))
        view_look(app->at->view, at->wheel);
    if (!at->pressed)
        return true;
    if (at->mouse->row == grid_rows(app->grid) - PROMPT_FROM_END) {
        editor_point_prompt(editor, draw_prompt_byte(&prompt, grid_columns(app->grid), at->mouse->column));
        return true;
    }
    view_look_back(app->at->view);
    editor_leave_prompt(editor);
    return at->status;
}

/* In the lines typed before it moves the cursor; elsewhere it leaves them. */
static bool on_line_window(const Apart *at, Editor *lines)
{
    App *app = at->app;
    Scene scene = {.editor = app->at->editor};
    Rect area = {0, 0, draw_pane_rows(grid_rows(app->grid)), grid_columns(app->grid)};
    Pos pos;
    if (at->wheel)
        editor_scroll(lines, at->wheel);
    else if (at->left && draw_line_window_spot(&scene, area, at->mouse->row, at->mouse->column, &pos))
        editor_point(lines, POINT_PRESS, pos);
    else if (at->pressed)
        editor_leave_line_window(app->at->editor);
    return true;
}

static bool on_console(const Apart *at)
{
    if (at->wheel)
        view_look(at->app->at->view, at->wheel);
    if (!at->pressed)
        return true;
    editor_leave_console(at->app->at->editor);
    return at->status;
}

/* A message that asks: the answers, to be clicked. */
static bool on_message(const Apart *at)
{
    Editor *editor = at->app->at->editor;
    const char *message = editor_message(editor, NULL);
    bool asked = message && at->left && at->mouse->row == grid_rows(at->app->grid) - PROMPT_FROM_END;
    if (asked && g_str_has_prefix(message, "E37:"))
        editor_ask_quit(editor);
    else if (asked && at->app->at->trust == TRUST_OPEN && g_str_has_prefix(message, ":trust"))
        editor_ask_trust(editor);
    else
        return false;
    return true;
}

bool app_mouse_apart(App *app, const MouseInput *mouse)
{
    Editor *editor = app->at->editor;
    bool down = mouse->kind == MOUSE_PRESS, up = mouse->button == WHEEL_UP;
    Apart at = {app, mouse, .status = mouse->row == grid_rows(app->grid) - STATUS_FROM_END};
    at.wheel = !down || (!up && mouse->button != WHEEL_DOWN) ? 0 : up ? -WHEEL_LINES : WHEEL_LINES;
    at.pressed = down && mouse->button >= BUTTON_LEFT && mouse->button <= BUTTON_RIGHT;
    at.left = at.pressed && mouse->button == BUTTON_LEFT;
    Editor *lines = editor_line_window(editor, NULL);
    if (lines)
        return on_line_window(&at, lines);
    if (editor_mode(editor) == MODE_PROMPT && on_prompt(&at))
        return true;
    if (editor_page(editor, NULL) && !editor_picker(editor, &(PickView){0})) {
        on_page(&at);
        return true;
    }
    if (editor_mode(editor) == MODE_TABLE) {
        on_table(&at);
        return true;
    }
    return (editor_mode(editor) == MODE_CONSOLE && on_console(&at)) || on_message(&at);
}
