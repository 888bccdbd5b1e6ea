/* The mouse in what a cell shows, besides elements of mo.ui; and in the menu of what could be typed. */
#include "tui/app_private.h"

enum { CLICKS_MS = 400 };

/* A table that nothing is chosen in is only opened by two clicks: one leads to its cell, as in any output. */
static bool is_second(const App *app, const MouseInput *mouse)
{
    bool soon = g_get_monotonic_time() - app->clicked < CLICKS_MS * 1000;
    return soon && mouse->row == app->clicked_row && mouse->column == app->clicked_column;
}

static bool press_table(App *app, const MouseInput *mouse, Pointed *found)
{
    Editor *editor = app->at->editor;
    bool own = found->table.element || found->spot.part == TABLE_HEAD;
    bool taken = own || editor_is_read_only(editor) || is_second(app, mouse);
    if (taken)
        editor_point_shown_table(editor, &found->table, found->cell, &found->spot);
    g_free(found->table.id);
    g_free(found->table.element);
    g_free(found->table.selection);
    return taken;
}

bool app_mouse_output(App *app, const MouseInput *mouse)
{
    Editor *editor = app->at->editor;
    Pointed found;
    bool left = mouse->kind == MOUSE_PRESS && mouse->button == BUTTON_LEFT && !(mouse->modifiers & MOD_SHIFT);
    Scene scene = {.view = app->at->view, .editor = editor, .model = app->at->model};
    Rect area = view_area(app->at->view);
    int entry = left ? draw_completion_at(&scene, area, mouse->row, mouse->column) : -1;
    if (entry >= 0) {
        editor_point_completion(editor, (guint)entry);
        return true;
    }
    switch (left ? view_point_at(app->at->view, mouse->row, mouse->column, &found) : POINTED_NOTHING) {
    case POINTED_TABLE: return press_table(app, mouse, &found);
    case POINTED_NOTE:
        editor_act(editor, "unfold-output", found.index);
        return true;
    case POINTED_FRAME:
        if (editor_is_read_only(editor))
            return false;
        editor_point(editor, POINT_PRESS, (Pos){notebook_first_line(editor_notebook(editor), found.index), 0});
        editor_go_to_frame(editor, found.frame);
        return true;
    case POINTED_NOTHING: break;
    }
    return false;
}
