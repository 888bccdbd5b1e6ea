/* The scratchpad: a notebook of its own, drawn apart and put into the panel. */
#include "tui/draw_row.h"

#include <string.h>

bool draw_scratch_has_keys(const Scene *scene)
{
    return scene->scratch && scratch_is_entered(scene->editor, scene->panel);
}

Scene draw_scratch_scene(const Scene *scene)
{
    return (Scene){scratch_view(scene->scratch), scratch_editor(scene->scratch), scratch_model(scene->scratch), scene->now,
                   .hints = scene->hints};
}

static void copy_glyphs(Grid *grid, Rect area, const Grid *source)
{
    for (int row = 0; row < MIN(area.rows, grid_rows(source)); row++) {
        const Glyph *glyphs = grid_row(source, row);
        for (int column = 0; column < MIN(area.columns, grid_columns(source)); column++) {
            const char *text = grid_text(source, glyphs + column), *address = grid_address(source, glyphs[column].style.link);
            Style style = glyphs[column].style;
            style.link = address ? grid_link(grid, address) : 0;
            grid_put(grid, area, area.row + row, area.column + column, text, strlen(text), style);
        }
    }
}

void draw_scratch(const Scene *scene, Grid *grid)
{
    Rect area = panel_content(scene->panel);
    g_autoptr(Grid) own = grid_new(area.rows, area.columns);
    Scene inside = draw_scratch_scene(scene);
    Rect all = grid_area(own);
    DrawnRow drawn = {0};
    for (int row = 0; row < view_rows(inside.view); row++) {
        draw_find_row(&inside, row, &drawn);
        if (view_place(inside.view, row).row < area.rows)
            draw_pane_row(&inside, own, &drawn);
    }
    draw_cursor(&inside, own);
    draw_letters(&inside, own);
    draw_widget(&inside, own, all);
    draw_completion(&inside, own, all);
    copy_glyphs(grid, area, own);
    GridCursor cursor = grid_cursor(own);
    cursor.row += area.row;
    cursor.column += area.column;
    if (draw_scratch_has_keys(scene))
        grid_set_cursor(grid, cursor);
}
