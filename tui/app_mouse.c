/* The mouse: what is under it, and what that means. */
#include "tui/app_private.h"

#include "edit/panel.h"
#include "edit/pointer.h"

enum { CLICKS_MS = 400, WHEEL_LINES = 3, STATUS_FROM_END = 2 };

/* Presses at one place right after each other, of what was there at the first of them: that may have opened a cell. */
static int count_clicks(App *app, const MouseInput *mouse, const Spot *spot)
{
    gint64 now = g_get_monotonic_time();
    bool same = spot->kind == app->clicked_spot.kind && spot->cell == app->clicked_spot.cell &&
                pos_compare(spot->pos, app->clicked_spot.pos) == 0;
    bool again = same && now - app->clicked < CLICKS_MS * 1000 && mouse->row == app->clicked_row &&
                 mouse->column == app->clicked_column;
    app->clicked_spot = *spot;
    app->clicks = again ? app->clicks % 3 + 1 : 1;
    app->clicked = now;
    app->clicked_row = mouse->row;
    app->clicked_column = mouse->column;
    return app->clicks;
}

static bool is_wheel(const MouseInput *mouse)
{
    return mouse->kind == MOUSE_PRESS && (mouse->button == WHEEL_UP || mouse->button == WHEEL_DOWN);
}

static void wheel(App *app, int column, long lines)
{
    if (editor_page(app->at->editor, NULL))
        view_scroll_page(app->at->view, lines);
    else if (!view_scroll_beside(app->at->view, column, lines))
        editor_scroll(app->at->editor, lines);
}

/* What runs, or waits for it, is not run once more by a click. */
static bool tell_that_it_runs(App *app, size_t cell)
{
    Editor *editor = app->at->editor;
    const CellModel *known = model_cell(app->at->model, cell_id(notebook_cell(editor_notebook(editor), cell)));
    if (!known || (known->status.state != RUN_RUNNING && known->status.state != RUN_QUEUED))
        return false;
    bool runs = known->status.state == RUN_RUNNING;
    g_autofree char *keys = editor_keys_of(editor, "interrupt");
    editor_tell(editor, false, "cell %zu %s already: %s interrupts what runs", cell + 1, runs ? "runs" : "waits to run", keys);
    return true;
}

/* Beside the text: what the sign stands for is done to its cell.  The code of the cell with the cursor is always
 * shown, so that there is nothing to be hidden; there, and where no sign is, the cursor goes to the line. */
static void press_sign(App *app, const Spot *spot, int clicks)
{
    if (spot->kind == SPOT_RUN && (tell_that_it_runs(app, spot->cell) || clicks > 1))
        return; /* a second click is none: once is enough */
    static const char *const ACTIONS[] = {
        [SPOT_RUN] = "run-cell", [SPOT_CODE_BAR] = "toggle-code", [SPOT_OUTPUT_BAR] = "toggle-output",
        [SPOT_HIDDEN] = "unfold-code", [SPOT_CELL] = NULL,
    };
    bool shown = spot->kind == SPOT_CODE_BAR && spot->cell == editor_cell(app->at->editor);
    if (ACTIONS[spot->kind] && !shown)
        editor_act(app->at->editor, ACTIONS[spot->kind], spot->cell);
    else
        editor_point(app->at->editor, POINT_PRESS, spot->pos);
}

/* Below the last cell, of the notebook or of a column: twice makes one more. */
static void press_below(App *app, const MouseInput *mouse, size_t last, int clicks)
{
    Editor *editor = app->at->editor;
    if (mouse->button != BUTTON_LEFT || clicks != 2 || editor_page(editor, NULL))
        return;
    editor_act(editor, "new-cell-below", last);
    size_t line = notebook_first_line(editor_notebook(editor), last + 1);
    editor_point(editor, POINT_PRESS, (Pos){line, 0});
}

/* On the menu of a widget, of which all else waits. */
static bool on_menu(App *app, const MouseInput *mouse)
{
    Editor *editor = app->at->editor;
    Scene scene = {.view = app->at->view, .editor = editor, .model = app->at->model};
    int option = 0, first = 0, shown = 1;
    if (editor_mode(editor) != MODE_MENU)
        return false;
    PickerSpot spot = draw_widget_spot(&scene, view_area(app->at->view), mouse->row, mouse->column, &option, &first, &shown);
    if (is_wheel(mouse))
        editor_scroll_options(editor, mouse->button == WHEEL_UP ? -WHEEL_LINES : WHEEL_LINES, first, shown);
    if (mouse->kind != MOUSE_PRESS || mouse->button != BUTTON_LEFT)
        return true;
    if (spot != PICKER_FRAME)
        editor_point_option(editor, spot == PICKER_ENTRY ? option : -1, first);
    return true;
}

/* On the box in which lines are typed, which covers what is below. */
static bool on_entry(App *app, const MouseInput *mouse)
{
    Scene scene = {.view = app->at->view, .editor = app->at->editor, .model = app->at->model};
    size_t byte;
    if (mouse->kind != MOUSE_PRESS || is_wheel(mouse) ||
        !draw_widget_entry(&scene, view_area(app->at->view), mouse->row, mouse->column, &byte))
        return false;
    editor_point_entry(app->at->editor, byte);
    return true;
}

/* Elements of mo.ui are operated where they are; the button may be moved along a slider. */
static bool on_widget(App *app, const MouseInput *mouse)
{
    uint64_t cell;
    WidgetPlace within;
    app->sliding &= mouse->kind == MOUSE_DRAG;
    if (app->sliding)
        editor_drag_widget(app->at->editor, mouse->column - app->slides_from);
    bool pressed = mouse->kind == MOUSE_PRESS && mouse->button == BUTTON_LEFT;
    Scene scene = {.view = app->at->view, .editor = app->at->editor, .model = app->at->model};
    int arrow = pressed ? draw_widget_arrow(&scene, mouse->row, mouse->column) : 0;
    if (arrow != 0) {
        editor_step_widget(app->at->editor, arrow);
        return true;
    }
    g_autofree char *id = pressed ? view_widget_at(app->at->view, mouse->row, mouse->column, &cell, &within) : NULL;
    if (!id)
        return app->sliding;
    editor_point_widget(app->at->editor, id, cell, within.row, within.column);
    app->sliding = true;
    app->slides_from = mouse->column - within.column;
    return true;
}

static const PointHow CLICKS[] = {POINT_PRESS, POINT_PRESS, POINT_WORD, POINT_LINE};

static bool is_extending(const MouseInput *mouse)
{
    return mouse->modifiers & MOD_SHIFT || mouse->button == BUTTON_RIGHT;
}

/* On what a cell shows: it is text, as code is.  Beside it only if the code that the cursor would go to is out of sight. */
static bool press_output(App *app, const MouseInput *mouse, const Spot *spot, int clicks)
{
    Editor *editor = app->at->editor;
    OutputFocus focus;
    Pos pos;
    if (spot->kind != SPOT_CELL || !spot->below || (spot->rail && spot->sees) || mouse->button == BUTTON_MIDDLE)
        return false;
    uint64_t cell = cell_id(notebook_cell(editor_notebook(editor), spot->cell));
    bool there = editor_output(editor, &focus) && focus.cell == cell;
    if (!there && !editor_enter_output(editor, cell))
        return false;
    view_hold_spot(app->at->view, spot, mouse->row);
    if (view_output_spot(app->at->view, spot, &pos))
        editor_point_output(editor, there && is_extending(mouse) ? POINT_EXTEND : CLICKS[clicks], pos);
    app->dragging = app->drags_output = mouse->button == BUTTON_LEFT;
    return true;
}

static void press_code(App *app, const MouseInput *mouse, const Spot *spot, int clicks)
{
    bool left_output = editor_output(app->at->editor, &(OutputFocus){0});
    editor_point(app->at->editor, is_extending(mouse) ? POINT_EXTEND : CLICKS[clicks], spot->pos);
    if (left_output)
        view_hold_spot(app->at->view, spot, mouse->row); /* it may be shorter now */
    app->dragging = mouse->button == BUTTON_LEFT;
}

static void press(App *app, const MouseInput *mouse)
{
    Spot spot = {0};
    bool on_cell = view_spot(app->at->view, mouse->row, mouse->column, &spot);
    int clicks = count_clicks(app, mouse, &spot);
    app->dragging = app->drags_output = false;
    if (!on_cell) {
        press_below(app, mouse, spot.cell, clicks);
        return;
    }
    bool beside = spot.kind != SPOT_TEXT || spot.rail;
    if (mouse->button == BUTTON_RIGHT && beside) {
        editor_point(app->at->editor, POINT_PRESS, spot.pos);
        editor_act(app->at->editor, "cell-menu", spot.cell);
        return;
    }
    if (mouse->button == BUTTON_MIDDLE) {
        editor_point(app->at->editor, POINT_PUT, spot.pos);
        return;
    }
    if (press_output(app, mouse, &spot, clicks))
        return;
    if (spot.kind != SPOT_TEXT)
        press_sign(app, &spot, clicks);
    else
        press_code(app, mouse, &spot, clicks);
}

/* A place of the code also where none is: over what a cell shows the end of its code, over a rule what is on this side. */
static Pos dragged_to(App *app, const MouseInput *mouse, const Spot *spot)
{
    Notebook *notebook = editor_notebook(app->at->editor);
    size_t cell = spot->cell;
    bool rule = spot->kind == SPOT_CELL && !spot->below;
    bool before = rule && mouse->row > app->clicked_row && cell > 0;
    if (!spot->below && !before)
        return spot->pos;
    size_t line = notebook_last_line(notebook, before ? cell - 1 : cell);
    return (Pos){line, notebook_line(notebook, line).length};
}

static bool is_selecting(const Editor *editor)
{
    OutputFocus focus;
    return editor_selection(editor, &(Selection){0}) || (editor_output(editor, &focus) && focus.selects);
}

/* Beyond the edge the text comes along; the first row is the edge where nothing is above, unless the drag began there. */
static void drag(App *app, const MouseInput *mouse)
{
    int last = view_last_row(app->at->view, mouse->column), row = CLAMP(mouse->row, 0, MAX(last, 0));
    int above = panel_layout(app->at->panel).notebook.row > 0 || app->clicked_row == 0 ? -1 : 0;
    Spot spot;
    bool moved = mouse->row != app->clicked_row || mouse->column != app->clicked_column;
    if (!app->dragging || (!moved && !is_selecting(app->at->editor)))
        return;
    if (mouse->row > last || mouse->row <= above)
        editor_scroll(app->at->editor, mouse->row <= above ? -1 : 1);
    if (!view_spot(app->at->view, row, mouse->column, &spot))
        return;
    if (app->drags_output)
        editor_point_output(app->at->editor, POINT_DRAG, view_output_near(app->at->view, &spot));
    else
        editor_point(app->at->editor, POINT_DRAG, dragged_to(app, mouse, &spot));
}

static bool holds(Rect area, const MouseInput *mouse)
{
    return rect_holds(area, mouse->row, mouse->column);
}

/* On the picker: a click takes an entry, one beside it closes it. */
static void on_picker(App *app, const PickView *pick, const MouseInput *mouse)
{
    int entry;
    if (is_wheel(mouse)) {
        editor_pick_move(app->at->editor, mouse->button == WHEEL_UP ? -WHEEL_LINES : WHEEL_LINES);
        return;
    }
    if (mouse->kind != MOUSE_PRESS || mouse->button != BUTTON_LEFT)
        return;
    Rect area = {0, 0, draw_pane_rows(grid_rows(app->grid)), grid_columns(app->grid)};
    switch (draw_picker_spot(pick, area, mouse->row, mouse->column, &entry)) {
    case PICKER_OUTSIDE: editor_pick_take(app->at->editor, -1); break;
    case PICKER_ENTRY: editor_pick_take(app->at->editor, entry); break;
    case PICKER_FRAME: break;
    }
}

/* The status line leads to all that can be done. */
static void press_status(App *app)
{
    editor_act(app->at->editor, "pick-command", editor_cell(app->at->editor));
}

/* On what is not the notebook; a drag that began in the text goes on over it. */
static bool beside_notebook(App *app, const MouseInput *mouse)
{
    Layout layout = panel_layout(app->at->panel);
    bool pressed = mouse->kind == MOUSE_PRESS && mouse->button == BUTTON_LEFT;
    PickView pick;
    if (editor_picker(app->at->editor, &pick)) {
        on_picker(app, &pick, mouse);
        return true;
    }
    if (app->dragging || editor_page(app->at->editor, NULL))
        return false;
    app->sizing &= mouse->kind == MOUSE_DRAG;
    if (pressed && !holds(layout.notebook, mouse))
        editor_press(app->at->editor);
    if (app->sizing) {
        panel_draw_border(app->at->panel, mouse->row, mouse->column);
        return true;
    }
    if (pressed && panel_has_border(app->at->panel, mouse->row, mouse->column)) {
        app->sizing = true;
        return true;
    }
    if (holds(layout.panel, mouse)) {
        if (panel_shows(app->at->panel, PANEL_SCRATCH) && pressed && !is_wheel(mouse))
            editor_enter_panel(app->at->editor); /* its title */
        else if (panel_shows(app->at->panel, PANEL_SCRATCH))
            return true;
        else if (is_wheel(mouse))
            panel_wheel(app->at->panel, mouse->button == WHEEL_UP ? -WHEEL_LINES : WHEEL_LINES);
        else if (pressed)
            panel_press(app->at->panel, app->at->editor, mouse->row - layout.panel.row);
        return true;
    }
    if (pressed && mouse->row == grid_rows(app->grid) - STATUS_FROM_END) {
        press_status(app);
        return true;
    }
    if (pressed && holds(layout.tabs, mouse))
        app_press_tab(app, mouse->column);
    return holds(layout.tabs, mouse);
}

/* The click that gives the window the keys is meant for no more than that. */
static bool is_for_focus(App *app, const MouseInput *mouse)
{
    enum { TOGETHER_US = 100000 };
    if (mouse->kind == MOUSE_PRESS)
        app->swallows = !is_wheel(mouse) && app->focused && g_get_monotonic_time() - app->focused < TOGETHER_US;
    return app->swallows;
}

static void take_in_notebook(App *app, const MouseInput *mouse)
{
    bool down = mouse->kind == MOUSE_PRESS;
    bool shown = !editor_page(app->at->editor, NULL);
    if (shown && (on_menu(app, mouse) || on_entry(app, mouse) || on_widget(app, mouse) || app_mouse_output(app, mouse)))
        return;
    if (down && !is_wheel(mouse) && shown)
        editor_press(app->at->editor);
    if (is_wheel(mouse))
        wheel(app, mouse->column, mouse->button == WHEEL_UP ? -WHEEL_LINES : WHEEL_LINES);
    else if (editor_page(app->at->editor, NULL) || editor_is_read_only(app->at->editor))
        ; /* there is nothing to be pointed at */
    else if (down && mouse->button >= BUTTON_LEFT && mouse->button <= BUTTON_RIGHT)
        press(app, mouse);
    else if (mouse->kind == MOUSE_DRAG)
        drag(app, mouse);
    else if (mouse->kind == MOUSE_RELEASE)
        app->dragging = false;
}

/* In the scratchpad the mouse does what it does in the notebook; and keys go there from then on. */
static bool take_in_scratch(App *app, const MouseInput *real)
{
    Buffer *at = app->at;
    if (!at->scratch || panel_shown(at->panel) != PANEL_SCRATCH || editor_picker(at->editor, &(PickView){0}))
        return false;
    Rect area = panel_content(at->panel);
    bool there = holds(area, real), pressed = real->kind == MOUSE_PRESS;
    if (pressed && !there)
        app->in_scratch = false;
    if (pressed ? !there : !app->in_scratch) /* a drag goes on where it began */
        return false;
    if (pressed && !is_wheel(real)) {
        editor_press(at->editor);
        editor_enter_panel(at->editor);
        app->in_scratch = true;
    }
    MouseInput inside = *real;
    inside.row -= area.row;
    inside.column -= area.column;
    Buffer apart = *at; /* a notebook like any other, for a moment */
    apart.editor = scratch_editor(at->scratch);
    apart.view = scratch_view(at->scratch);
    apart.model = scratch_model(at->scratch);
    app->at = &apart;
    if (!app_mouse_apart(app, &inside))
        take_in_notebook(app, &inside);
    view_note_pointer(apart.view, app->dragging);
    app->at = at;
    return true;
}

static void take_mouse(App *app, const MouseInput *real)
{
    if (take_in_scratch(app, real) || app_mouse_apart(app, real) || beside_notebook(app, real))
        return;
    MouseInput inside = *real;
    inside.row -= panel_layout(app->at->panel).notebook.row;
    take_in_notebook(app, &inside);
}

void app_mouse(App *app, const MouseInput *mouse)
{
    if (editor_option(app->at->editor, "mouse") <= 0)
        return; /* sent before the terminal heard that it need not */
    if (is_for_focus(app, mouse))
        return;
    take_mouse(app, mouse);
    view_note_pointer(app->at->view, app->dragging);
}
