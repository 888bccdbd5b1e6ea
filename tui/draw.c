#include "tui/draw.h"

#include <string.h>

#include "edit/line_window.h"
#include "tui/draw_row.h"

enum { STATUS_ROWS = 2 };

int draw_pane_rows(int rows)
{
    return MAX(rows - STATUS_ROWS, 1);
}

static CursorShape cursor_shape(Mode mode)
{
    switch (mode) {
    case MODE_INSERT: case MODE_PROMPT: case MODE_CONSOLE: case MODE_ENTRY: case MODE_MODELESS: case MODE_PICK:
        return CURSOR_BAR;
    case MODE_REPLACE: case MODE_PENDING: return CURSOR_UNDERLINE;
    default: return CURSOR_BLOCK;
    }
}

/* While a cell reads from its console, the cursor stands behind the last thing it printed. */
static bool console_cursor(const Scene *scene, const Grid *grid, GridCursor *cursor)
{
    if (editor_mode(scene->editor) != MODE_CONSOLE)
        return false;
    uint64_t id = model_wants_input(scene->model);
    id = id ? id : model_running(scene->model);
    for (int row = view_rows(scene->view) - 1; row >= 0; row--) {
        const Row *here = view_row(scene->view, row);
        const Pane *pane = view_pane(scene->view, row);
        if (here->part != PART_CONSOLE || pane->cell != id || here->line + 1 != pane->console->lines->len)
            continue;
        RowPlace place = view_place(scene->view, row);
        const Glyph *glyphs = grid_row(grid, place.row);
        int column = MIN(place.column + place.columns, grid_columns(grid)) - 1;
        while (column > place.column && glyphs[column - 1].width == 1 && glyphs[column - 1].text[0] == ' ')
            column--;
        const BlockLine *line = g_ptr_array_index(pane->console->lines, here->line);
        int end = place.text + text_columns(line->text->str, line->text->len);
        *cursor = (GridCursor){place.row, MAX(column, end), true, CURSOR_BAR};
        return true;
    }
    return false;
}

void draw_cursor(const Scene *scene, Grid *grid)
{
    GridCursor cursor = {.shape = cursor_shape(editor_mode(scene->editor))};
    if (!console_cursor(scene, grid, &cursor))
        cursor.visible = view_cursor(scene->view, &cursor.row, &cursor.column);
    grid_set_cursor(grid, cursor);
}

static int notebook_rows(const Scene *scene, int rows)
{
    return scene->panel ? panel_layout(scene->panel).notebook.rows : draw_pane_rows(rows);
}

static bool says_something(const Editor *editor)
{
    PromptView prompt;
    return editor_prompt(editor, &prompt) || editor_message(editor, NULL) || *editor_pending(editor);
}

/* Columns: a row of the screen is drawn anew if what one of them shows there is another one. */
static void draw_side_by_side(const Scene *scene, Grid *grid, DrawMemo *memo, bool stays)
{
    int rows = grid_rows(grid), end = draw_pane_rows(rows);
    g_autofree bool *anew = g_new(bool, rows);
    DrawnRow drawn = {0};
    for (int row = 0; row < rows; row++)
        anew[row] = !stays || grid_row_watched(grid, row);
    for (int i = 0; memo && i < view_rows(scene->view); i++) {
        int row = view_place(scene->view, i).row;
        draw_find_row(scene, i, &drawn);
        if (!draw_memo_holds(memo, scene, grid, &drawn, stays) && row < end)
            anew[row] = true;
    }
    for (int row = 0; stays && row < rows; row++) {
        if (anew[row])
            grid_clear_row(grid, row);
    }
    drawn = (DrawnRow){0};
    for (int i = 0; i < view_rows(scene->view); i++) {
        int row = view_place(scene->view, i).row;
        if (row >= end || !anew[row])
            continue;
        draw_find_row(scene, i, &drawn);
        draw_pane_row(scene, grid, &drawn);
    }
}

/* The rows of the notebook, as far as they are not there already; the others are blank. */
static void draw_notebook(const Scene *scene, Grid *grid)
{
    bool stays = false, remembers = scene->memo && draw_memo_begin(scene->memo, scene, grid, &stays);
    DrawMemo *memo = remembers ? scene->memo : NULL;
    DrawnRow drawn = {0};
    int row = 0, end = draw_pane_rows(grid_rows(grid));
    if (!stays)
        grid_reset(grid, grid_rows(grid), grid_columns(grid));
    if (view_is_side_by_side(scene->view)) {
        draw_side_by_side(scene, grid, memo, stays);
        grid_watch(grid);
        return;
    }
    for (; row < view_rows(scene->view); row++) {
        if (view_place(scene->view, row).row >= end)
            continue;
        draw_find_row(scene, row, &drawn);
        if (memo && draw_memo_holds(memo, scene, grid, &drawn, stays))
            continue;
        if (stays)
            grid_clear_row(grid, row);
        draw_pane_row(scene, grid, &drawn);
    }
    for (; memo && row < grid_rows(grid); row++) {
        if (!draw_memo_is_blank(memo, grid, row, stays) && stays)
            grid_clear_row(grid, row);
    }
    grid_watch(grid);
}

static void draw_blank(const Scene *scene, Grid *grid)
{
    if (scene->memo)
        draw_memo_forget(scene->memo);
    grid_reset(grid, grid_rows(grid), grid_columns(grid));
}

void draw(const Scene *scene, Grid *grid)
{
    int rows = grid_rows(grid), columns = grid_columns(grid);
    bool apart = draw_scratch_has_keys(scene);
    Scene scratch = apart ? draw_scratch_scene(scene) : *scene;
    const Scene *keyed = apart ? &scratch : scene; /* that the keys go to */
    Scene lines = *scene;
    lines.editor = editor_line_window(scene->editor, NULL);
    keyed = lines.editor ? &lines : keyed;
    bool covered = scene->panel && panel_layout(scene->panel).covered;
    bool table = !view_page(scene->view) && editor_table(scene->editor, &(TableFocus){0});
    grid_set_cursor(grid, (GridCursor){0});
    if (covered || table || view_page(scene->view))
        draw_blank(scene, grid);
    else
        draw_notebook(scene, grid);
    if (view_page(scene->view)) {
        draw_page(scene, grid, (Rect){0, 0, draw_pane_rows(rows), columns});
    } else if (table) {
        draw_table(scene, grid, (Rect){0, 0, draw_pane_rows(rows), columns});
        if (scene->hints)
            draw_hints(scene, grid, (Rect){0, 0, draw_pane_rows(rows), columns});
    } else {
        if (!covered) {
            draw_heads(scene, grid);
            draw_cursor(scene, grid);
            Rect area = {0, 0, notebook_rows(scene, rows), view_columns(scene->view)};
            draw_letters(scene, grid);
            draw_widget(scene, grid, area);
            draw_completion(scene, grid, area);
        }
        draw_tabs(scene, grid);
        draw_panel(scene, grid);
        if (scene->hints)
            draw_hints(keyed, grid, (Rect){0, 0, draw_pane_rows(rows), columns});
    }
    draw_line_window(scene, grid, (Rect){0, 0, draw_pane_rows(rows), columns});
    draw_picker(keyed, grid, (Rect){0, 0, draw_pane_rows(rows), columns});
    draw_prompt_menu(keyed, grid, (Rect){0, 0, draw_pane_rows(rows), columns});
    if (rows >= 2)
        draw_status(keyed, grid, rows - 2);
    draw_message(says_something(keyed->editor) ? keyed : scene, grid, rows - 1);
}
