/* The rail: the columns at the left of a pane. */
#include "tui/draw_row.h"

#include <string.h>

/* The colour of the bar tells of the states that matter also far from the first row. */
StyleRole draw_bar_role(const CellLook *look)
{
    switch (look->role) {
    case STYLE_RUNNING: case STYLE_QUEUED: case STYLE_STALE: case STYLE_FAILED:
        return look->role;
    default:
        return STYLE_RULE;
    }
}

static void put_right(Grid *grid, Rect clip, int row, int right, const char *text, Style style)
{
    grid_print(grid, clip, row, right - text_columns(text, strlen(text)), text, style);
}

/* What a cell printed looks different from what it shows, also without colours. */
static const char *const BARS[] = {
    [PART_RULE] = "╭", [PART_CODE] = "│", [PART_HIDDEN] = "│", [PART_ERRORS] = "┊", [PART_OUTPUT] = "┊",
    [PART_CONSOLE] = "›",
};

/* The row that carries the state: the first one below the rule. */
static bool carries_state(const Row *here, const Pane *pane)
{
    if (here->part == PART_RULE || here->line != 0 || here->continued)
        return false;
    if (here->part == PART_CODE || here->part == PART_HIDDEN)
        return true;
    return !pane->shows_code && pane->is_markdown && here->part == PART_OUTPUT;
}

/* Whether this row is the first of something that is no longer true. */
static bool begins_stale(const Row *here, const Pane *pane)
{
    bool output = here->part == PART_OUTPUT && pane->output_stale;
    return here->line == 0 && (output || (here->part == PART_CONSOLE && pane->console_stale));
}

static void draw_line_number(const Scene *scene, Grid *grid, int row)
{
    const Row *here = view_row(scene->view, row);
    Rail rail = view_rail(scene->view);
    if (rail.line_width == 0 || here->part != PART_CODE || here->continued)
        return;
    size_t line = notebook_first_line(editor_notebook(scene->editor), here->cell) + here->line;
    size_t cursor = editor_cursor(scene->editor).line, shown = line + 1;
    if (line != cursor && editor_option(scene->editor, "relativenumber") > 0)
        shown = line > cursor ? line - cursor : cursor - line;
    else if (line == cursor && editor_option(scene->editor, "number") <= 0)
        shown = 0;
    g_autofree char *number = g_strdup_printf("%zu", shown);
    RowPlace place = view_place(scene->view, row);
    Rect clip = {place.row, place.column, 1, rail.text};
    put_right(grid, clip, place.row, place.column + rail.line + rail.line_width, number,
              style_of(line == cursor ? STYLE_RAIL_CURRENT : STYLE_RAIL));
}

bool draw_has_finding(const DrawnRow *drawn)
{
    const Row *here = drawn->here;
    const CellModel *known = drawn->known;
    if (here->part != PART_CODE || here->continued || !known || !known->findings)
        return false;
    if (known->analysis && known->analysis->revision != cell_revision(drawn->cell)) /* it may be about another line */
        return false;
    for (guint i = 0; i < known->findings->len; i++) {
        const CellError *finding = g_ptr_array_index(known->findings, i);
        if (finding->line == (int)here->line + 1)
            return true;
    }
    return false;
}

/* A result that asks for nothing makes room for it. */
static bool is_quiet(const CellLook *look)
{
    return look->role == STYLE_OK || look->role == STYLE_RAIL;
}

/* Of an app: a bar beside what is about to change, or went wrong. */
static void draw_thin_rail(const Scene *scene, Grid *grid, const DrawnRow *drawn)
{
    Part part = drawn->here->part;
    RowPlace place = view_place(scene->view, drawn->row);
    if (part != PART_RULE && draw_bar_role(&drawn->look) != STYLE_RULE)
        grid_print(grid, grid_area(grid), place.row, place.column, BARS[part], style_of(drawn->look.role));
}

static bool has_id(const GArray *ids, uint64_t id)
{
    for (guint i = 0; ids && i < ids->len; i++) {
        if (g_array_index(ids, uint64_t, i) == id)
            return true;
    }
    return false;
}

/* What the cell of the cursor reads from (↑), and what reads from it (↓), on the first row of each that is in sight. */
static void draw_link(const Scene *scene, Grid *grid, Rect clip, int row)
{
    const Row *here = view_row(scene->view, row);
    Notebook *notebook = editor_notebook(scene->editor);
    const CellModel *cursor = model_cell(scene->model, cell_id(notebook_cell(notebook, editor_cell(scene->editor))));
    RowPlace place = view_place(scene->view, row);
    bool first = place.row == view_place(scene->view, 0).row;
    if (!scene->rests || !cursor || (here->part != PART_RULE && !first))
        return;
    uint64_t id = cell_id(notebook_cell(notebook, here->cell));
    bool needed = has_id(cursor->parents, id), needs = has_id(cursor->children, id);
    if (needed || needs)
        grid_print(grid, clip, place.row, place.column + view_rail(scene->view).mark, needed ? "↑" : "↓", style_of(STYLE_MARK));
}

void draw_rail(const Scene *scene, Grid *grid, const DrawnRow *drawn)
{
    if (view_is_app(scene->view)) {
        draw_thin_rail(scene, grid, drawn);
        return;
    }
    int row = drawn->row;
    const Row *here = drawn->here;
    const CellLook *look = &drawn->look;
    Rail rail = view_rail(scene->view);
    RowPlace place = view_place(scene->view, row);
    int y = place.row, x = place.column;
    Rect clip = {y, x, 1, rail.text};
    bool current = here->cell == editor_cell(scene->editor);
    if (current)
        grid_print(grid, clip, y, x + rail.mark, "▌", style_of(STYLE_MARK));
    else
        draw_link(scene, grid, clip, row);
    if (here->part == PART_RULE) {
        g_autofree char *number = g_strdup_printf("%zu", here->cell + 1);
        put_right(grid, clip, y, x + rail.number + rail.number_width, number,
                  style_of(current ? STYLE_RAIL_CURRENT : STYLE_RAIL));
    } else if (carries_state(here, drawn->pane)) {
        if (rail.number_width >= 4)
            put_right(grid, clip, y, x + rail.number + rail.number_width, look->time,
                      style_of(look->role == STYLE_RUNNING ? STYLE_RUNNING : STYLE_RAIL));
        grid_print(grid, clip, y, x + rail.glyph, look->glyph, style_of(look->role));
        if (is_quiet(look) && draw_has_finding(drawn))
            grid_print(grid, clip, y, x + rail.glyph, "▴", style_of(STYLE_WARNING));
    } else if (draw_has_finding(drawn)) {
        grid_print(grid, clip, y, x + rail.glyph, "▴", style_of(STYLE_WARNING));
    } else if (begins_stale(here, drawn->pane)) {
        grid_print(grid, clip, y, x + rail.glyph, "●", style_of(STYLE_STALE));
    }
    StyleRole bar = draw_bar_role(look);
    bool quiet_console = here->part == PART_CONSOLE && bar == STYLE_RULE; /* a thin sign, so not the faintest colour */
    grid_print(grid, clip, y, x + rail.bar, BARS[here->part], style_of(quiet_console ? STYLE_DIM : bar));
    draw_line_number(scene, grid, row);
    if (here->part == PART_CODE && here->start > 0)
        grid_print(grid, clip, y, x + rail.text - 1, here->continued ? "↪" : "‹", style_of(STYLE_RULE));
}
