/* The panel beside or below the notebook, or in its place. */
#include "tui/draw.h"

#include <string.h>

static void draw_title(const Scene *scene, Grid *grid, Rect area, bool focused)
{
    const Panel *panel = scene->panel;
    grid_repeat(grid, area, area.row, area.column, area.columns, "─", style_of(STYLE_RULE));
    g_autofree char *title = g_strdup_printf(" %s ", panel_title(panel));
    int column = grid_print(grid, area, area.row, area.column + 2, title,
                            style_of(focused ? STYLE_PAGE_TITLE : STYLE_NAME));
    bool sources = panel_shown(panel) == PANEL_SOURCES;
    bool scratch = panel_shown(panel) == PANEL_SCRATCH;
    const char *words = focused && scratch ? " <A-CR> a cell  <C-l> clears  {q closes|panel-focus}{|= code} "
                        : !focused  ? " {<C-w>w|panel-focus} "
                        : sources ? " <CR> a cell  {l h|=<Right> <Left>} fold  {q|=<Esc>} closes "
                                  : " <CR> goes there  {q|=<Esc>} closes ";
    g_autofree char *hint = editor_words(scene->editor, focused ? MODE_PANEL : MODE_MODELESS, words);
    int from = area.column + area.columns - 1 - text_columns(hint, strlen(hint));
    if (from > column)
        grid_print(grid, area, area.row, from, hint, style_of(STYLE_DIM));
}

static void draw_rows(const Scene *scene, Grid *grid, Rect area, bool focused)
{
    const GPtrArray *rows = panel_rows(scene->panel);
    int count = (int)rows->len, chosen = (int)panel_chosen(scene->panel);
    int top = (int)panel_top(scene->panel);
    for (int i = 0; i < area.rows && top + i < count; i++) {
        const PanelRow *row = g_ptr_array_index(rows, top + i);
        Rect clip = {area.row + i, area.column + 2, 1, MAX(area.columns - 2, 0)};
        draw_block_line(grid, clip, clip.row, row->line, NULL, 0);
        if (top + i != chosen || (!row->cell && !row->source))
            continue;
        grid_print(grid, area, clip.row, area.column, "▸", style_of(STYLE_MARK));
        if (focused)
            grid_overlay(grid, clip.row, area.column, area.column + area.columns, STYLE_MENU_CHOSEN);
    }
    if (focused)
        grid_set_cursor(grid, (GridCursor){area.row + CLAMP(chosen - top, 0, MAX(area.rows - 1, 0)), area.column, true,
                                           CURSOR_BLOCK});
}

void draw_panel(const Scene *scene, Grid *grid)
{
    if (!scene->panel || panel_shown(scene->panel) == PANEL_NONE)
        return;
    Layout layout = panel_layout(scene->panel);
    Rect area = layout.panel;
    bool focused = editor_mode(scene->editor) == MODE_PANEL;
    grid_fill(grid, area, style_of(STYLE_PAGE));
    if (layout.beside) {
        for (int row = area.row; row < area.row + area.rows; row++)
            grid_print(grid, area, row, area.column, "│", style_of(STYLE_RULE));
        area = (Rect){area.row, area.column + 1, area.rows, area.columns - 1};
    }
    draw_title(scene, grid, area, focused);
    if (panel_shown(scene->panel) == PANEL_SCRATCH && scene->scratch)
        draw_scratch(scene, grid);
    else
        draw_rows(scene, grid, (Rect){area.row + 1, area.column, area.rows - 1, area.columns}, focused);
}
