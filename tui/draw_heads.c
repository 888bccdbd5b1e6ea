/* The heads of columns that are side by side: which each is, how many cells it has, and that there are more. */
#include "tui/draw.h"

#include <string.h>

static void draw_head(Grid *grid, const StripHead *head, const Rail *rail)
{
    Rect clip = {0, head->column, 1, head->columns - 1};
    StyleRole role = head->current ? STYLE_RAIL_CURRENT : STYLE_RAIL;
    size_t cells = head->end - head->first, behind = head->count - head->number;
    if (head->current)
        grid_print(grid, clip, 0, head->column + rail->mark, "▌", style_of(STYLE_MARK));
    if (head->leftmost && head->number > 1)
        grid_print(grid, clip, 0, head->column + rail->mark + 1, "‹", style_of(STYLE_MARK));
    g_autofree char *title = g_strdup_printf("column %zu of %zu · %zu cell%s", head->number, head->count, cells,
                                             cells == 1 ? "" : "s");
    grid_print(grid, clip, 0, head->column + rail->bar, title, style_of(role));
    g_autofree char *more = g_strdup_printf(" %zu more ›", behind);
    if (head->rightmost && behind > 0)
        grid_print(grid, clip, 0, clip.column + clip.columns - text_columns(more, strlen(more)), more, style_of(STYLE_MARK));
}

void draw_heads(const Scene *scene, Grid *grid)
{
    StripHead head;
    Rail rail = view_rail(scene->view);
    for (size_t i = 0; view_strip_head(scene->view, i, &head); i++)
        draw_head(grid, &head, &rail);
}
