/* Labels over places of the code, by which keys go there. */
#include "tui/draw.h"

#include "edit/letters.h"
#include "tui/wrap.h"

typedef struct {
    const Scene *scene;
    Grid *grid;
} LabelPaint;

/* Behind the letters; at the end of a row over the last of them. */
static void draw_label(Pos pos, size_t behind, char label, gpointer data)
{
    const LabelPaint *paint = data;
    const View *view = paint->scene->view;
    const Notebook *notebook = editor_notebook(paint->scene->editor);
    for (int row = 0; row < view_rows(view); row++) {
        const Row *here = view_row(view, row);
        if (here->part != PART_CODE || notebook_first_line(notebook, here->cell) + here->line != pos.line ||
            pos.byte < here->start || pos.byte >= here->end)
            continue;
        RowPlace place = view_place(view, row);
        TextLine line = text_line(cell_text(notebook_cell(notebook, here->cell)), here->line);
        int from = place.text + wrap_columns(line, here->start, pos.byte, view_tab_stop(view));
        int to = place.text + wrap_columns(line, here->start, MIN(behind, here->end), view_tab_stop(view));
        grid_overlay(paint->grid, place.row, from, to, STYLE_SEARCH);
        grid_put(paint->grid, grid_area(paint->grid), place.row, MIN(to, place.text + view_width(view) - 1), &label, 1,
                 style_of(STYLE_LABEL));
    }
}

void draw_letters(const Scene *scene, Grid *grid)
{
    editor_each_label(scene->editor, draw_label, &(LabelPaint){scene, grid});
}
