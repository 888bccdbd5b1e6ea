/* Text over the notebook: help, messages, registers. */
#include "tui/draw.h"

#include <string.h>

void draw_page(const Scene *scene, Grid *grid, Rect area)
{
    const char *title = "";
    const char *text = editor_page(scene->editor, &title);
    Rect clip = {area.row, 2, area.rows, area.columns - 3};
    int column = grid_print(grid, clip, area.row, 2, title ? title : "", style_of(STYLE_PAGE_TITLE));
    grid_print(grid, clip, area.row, column + 2, "q closes", style_of(STYLE_DIM));
    size_t skip = view_page_top(scene->view);
    for (; skip > 0 && (text = strchr(text, '\n')); skip--)
        text++;
    for (int row = area.row + 2; text && row < area.row + area.rows; row++) {
        const char *end = strchrnul(text, '\n');
        grid_put(grid, clip, row, 2, text, (size_t)(end - text), style_of(STYLE_PAGE));
        text = *end ? end + 1 : NULL;
    }
}
