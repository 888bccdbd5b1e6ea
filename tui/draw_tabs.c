/* The names of the notebooks above the one that is shown. */
#include "tui/draw.h"

#include <string.h>

enum { GAP = 2 };

static int tab_width(const char *tab)
{
    return text_columns(tab, strlen(tab)) + GAP;
}

/* The first one drawn, so that the shown one is in sight. */
static size_t first_tab(char *const *tabs, size_t shown, int columns)
{
    size_t first = 0;
    int used = 0;
    for (size_t i = 0; i <= shown; i++) {
        used += tab_width(tabs[i]);
        for (; used > columns && first < i; first++)
            used -= tab_width(tabs[first]);
    }
    return first;
}

int draw_tab_at(char *const *tabs, size_t shown, int columns, int column)
{
    int behind = 0;
    for (size_t i = first_tab(tabs, shown, columns); tabs[i]; i++) {
        behind += tab_width(tabs[i]);
        if (column < behind)
            return (int)i;
    }
    return -1;
}

void draw_tabs(const Scene *scene, Grid *grid)
{
    Rect area = scene->panel ? panel_layout(scene->panel).tabs : (Rect){0};
    if (!scene->tabs || area.rows == 0)
        return;
    for (int row = grid_rows(grid) - 1; row > 0; row--)
        grid_copy_row(grid, row, grid, row - 1);
    GridCursor cursor = grid_cursor(grid);
    cursor.row++;
    grid_set_cursor(grid, cursor);
    grid_fill(grid, area, style_of(STYLE_STATUS));
    int column = 0;
    for (size_t i = first_tab(scene->tabs, scene->tab, area.columns); scene->tabs[i] && column < area.columns; i++) {
        Style style = style_of(i == scene->tab ? STYLE_TEXT : STYLE_STATUS_DIM);
        grid_fill(grid, (Rect){area.row, column, 1, MIN(tab_width(scene->tabs[i]), area.columns - column)}, style);
        grid_print(grid, area, area.row, column + 1, scene->tabs[i], style);
        column += tab_width(scene->tabs[i]);
    }
}
