/* The heads of columns that are side by side: which each is, its first heading, how many cells it has; and that there are more. */
#include "tui/draw.h"
#include "tui/outline.h"

#include <string.h>

static void draw_head(const Scene *scene, Grid *grid, const StripHead *head, const Rail *rail)
{
    Rect clip = {0, head->column, 1, head->columns - 1};
    StyleRole role = head->current ? STYLE_RAIL_CURRENT : STYLE_RAIL;
    size_t cells = head->end - head->first, behind = head->count - head->number;
    if (head->current)
        grid_print(grid, clip, 0, head->column + rail->mark, "▌", style_of(STYLE_MARK));
    if (head->leftmost && head->number > 1)
        grid_print(grid, clip, 0, head->column + rail->mark + 1, "‹", style_of(STYLE_MARK));
    g_autofree char *heading = outline_title(editor_notebook(scene->editor), scene->model, head->first, head->end);
    g_autofree char *title = g_strdup_printf("column %zu of %zu%s%s · %zu cell%s", head->number, head->count,
                                             heading ? " · " : "", heading ? heading : "", cells, cells == 1 ? "" : "s");
    g_autofree char *more = g_strdup_printf(" %zu more ›", behind);
    if (head->rightmost && behind > 0) {
        int end = clip.column + clip.columns - text_columns(more, strlen(more));
        grid_print(grid, clip, 0, end, more, style_of(STYLE_MARK));
        clip.columns = MAX(end - clip.column - 1, 0);
    }
    int end = clip.column + clip.columns;
    if (grid_print(grid, clip, 0, head->column + rail->bar, title, style_of(role)) > end && clip.columns > 0)
        grid_print(grid, clip, 0, end - 1, "…", style_of(role));
}

void draw_heads(const Scene *scene, Grid *grid)
{
    StripHead head;
    Rail rail = view_rail(scene->view);
    for (size_t i = 0; view_strip_head(scene->view, i, &head); i++)
        draw_head(scene, grid, &head, &rail);
}
