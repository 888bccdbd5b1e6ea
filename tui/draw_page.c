/* Text over the notebook: help, messages, registers. */
#include "tui/draw.h"

#include <string.h>

/* "12-34 of 200" if not all of it is visible. */
static void draw_extent(const Scene *scene, Grid *grid, Rect area, int from)
{
    size_t top = view_page_top(scene->view), lines = view_page(scene->view)->lines->len;
    size_t room = (size_t)MAX(area.rows - 2, 0);
    if (lines <= room)
        return;
    g_autofree char *extent = g_strdup_printf("%zu-%zu of %zu", top + 1, MIN(top + room, lines), lines);
    int column = area.columns - 2 - (int)strlen(extent);
    if (column > from)
        grid_print(grid, area, area.row, column, extent, style_of(STYLE_DIM));
}

void draw_page(const Scene *scene, Grid *grid, Rect area)
{
    const char *title = "";
    const Block *page = view_page(scene->view);
    editor_page(scene->editor, &title);
    Rect clip = {area.row, 2, area.rows, area.columns - 3};
    int column = grid_print(grid, clip, area.row, 2, title ? title : "", style_of(STYLE_PAGE_TITLE));
    if (view_page_has_pictures(scene->view)) {
        g_autofree char *zoom = g_strdup_printf("%.0f %%, + - zoom", 100 * view_page_scale(scene->view));
        column = grid_print(grid, clip, area.row, column + 2, zoom, style_of(STYLE_DIM));
    }
    const char *words = area.columns < 60 ? "{q|=<Esc>} closes" : "{j k scroll, q|=<PageDown> scrolls, <Esc>} closes";
    g_autofree char *hint = editor_words(scene->editor, MODE_MODELESS, words);
    column = grid_print(grid, clip, area.row, column + 2, hint, style_of(STYLE_DIM));
    draw_extent(scene, grid, area, column);
    size_t line = view_page_top(scene->view);
    for (int row = area.row + 2; row < area.row + area.rows && line < page->lines->len; row++, line++)
        draw_block_line(grid, clip, row, g_ptr_array_index(page->lines, line), page->links, 0);
}
