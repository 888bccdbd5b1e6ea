/* One row of a pane: the rail at its left, and a rule, an output line or a console line. */
#include "tui/draw.h"

#include <math.h>
#include <string.h>

#include "tui/output_block.h"

/* --- the rail -------------------------------------------------------------------------------------- */

void draw_duration(double seconds, char text[8])
{
    if (!(seconds >= 0))
        text[0] = '\0';
    else if (seconds < 0.0995)
        g_snprintf(text, 8, "%dms", (int)lround(seconds * 1000));
    else if (seconds < 9.95)
        g_snprintf(text, 8, "%.1fs", seconds);
    else if (seconds < 99.5)
        g_snprintf(text, 8, "%ds", (int)lround(seconds));
    else if (seconds < 5970)
        g_snprintf(text, 8, "%dm", (int)(seconds / 60));
    else
        g_snprintf(text, 8, "%dh", (int)MIN(lround(seconds / 3600), 999));
}

/* How a finished run looks when its result is up to date. */
static const struct {
    const char *glyph;
    StyleRole role;
} RESULTS[] = {
    [RESULT_NONE] = {"·", STYLE_RAIL},          [RESULT_OK] = {"✓", STYLE_OK},
    [RESULT_ERROR] = {"✗", STYLE_FAILED},       [RESULT_STOPPED] = {"■", STYLE_DIM},
    [RESULT_CANCELLED] = {"-", STYLE_STALE},    [RESULT_INVALID] = {"✗", STYLE_FAILED},
    [RESULT_INTERRUPTED] = {"!", STYLE_FAILED}, [RESULT_DISABLED] = {"⊘", STYLE_DISABLED},
    [RESULT_DEAD] = {"✗", STYLE_FAILED},
};

static bool failed(RunResult result)
{
    return result == RESULT_ERROR || result == RESULT_INVALID || result == RESULT_DEAD || result == RESULT_INTERRUPTED;
}

CellLook draw_cell_look(const Scene *scene, size_t index)
{
    const Cell *cell = notebook_cell(editor_notebook(scene->editor), index);
    const CellModel *known = model_cell(scene->model, cell_id(cell));
    CellLook look = {"", STYLE_RAIL, ""};
    if (!known) {
        if (cell_config(cell)->disabled)
            look = (CellLook){"⊘", STYLE_DISABLED, ""};
        return look;
    }
    const CellStatus *status = &known->status;
    if (status->state == RUN_RUNNING) {
        look = (CellLook){"▶", STYLE_RUNNING, ""};
        draw_duration((double)(scene->now - status->started) / 1e6, look.time);
        return look;
    }
    if (status->result != RESULT_NONE && status->seconds > 0)
        draw_duration(status->seconds, look.time);
    if (status->state == RUN_QUEUED) {
        look.glyph = "…";
        look.role = STYLE_QUEUED;
    } else if (status->blocked || cell_config(cell)->disabled) {
        look.glyph = "⊘";
        look.role = STYLE_DISABLED;
    } else if (cell_model_is_stale(known, cell_revision(cell)) && status->result != RESULT_NONE &&
               !failed(status->result)) {
        look.glyph = "●";
        look.role = STYLE_STALE;
    } else if ((size_t)status->result < G_N_ELEMENTS(RESULTS)) {
        look.glyph = RESULTS[status->result].glyph;
        look.role = RESULTS[status->result].role;
    }
    return look;
}

/* The colour of the bar tells of the states that matter also far from the first row. */
static StyleRole bar_role(const CellLook *look)
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

static const char *const BARS[] = {
    [PART_RULE] = "╭", [PART_CODE] = "│", [PART_HIDDEN] = "│", [PART_ERRORS] = "┊", [PART_OUTPUT] = "┊",
    [PART_CONSOLE] = "┊",
};

/* The row that carries the state: the first one below the rule. */
static bool carries_state(const Scene *scene, int row)
{
    const Row *here = view_row(scene->view, row);
    const Pane *pane = view_pane(scene->view, row);
    if (here->part == PART_RULE || here->line != 0 || here->start != 0)
        return false;
    if (here->part == PART_CODE || here->part == PART_HIDDEN)
        return true;
    return !pane->shows_code && pane->is_markdown && here->part == PART_OUTPUT;
}

static void draw_rail(const Scene *scene, Grid *grid, int row)
{
    const Row *here = view_row(scene->view, row);
    Rail rail = view_rail(scene->view);
    Rect clip = {row, 0, 1, rail.text};
    bool current = here->cell == editor_cell(scene->editor);
    CellLook look = draw_cell_look(scene, here->cell);
    if (current)
        grid_print(grid, clip, row, rail.mark, "▌", style_of(STYLE_MARK));
    if (here->part == PART_RULE) {
        char number[24];
        g_snprintf(number, sizeof number, "%zu", here->cell + 1);
        put_right(grid, clip, row, rail.number + rail.number_width, number,
                  style_of(current ? STYLE_RAIL_CURRENT : STYLE_RAIL));
    } else if (carries_state(scene, row)) {
        if (rail.number_width >= 4)
            put_right(grid, clip, row, rail.number + rail.number_width, look.time,
                      style_of(look.role == STYLE_RUNNING ? STYLE_RUNNING : STYLE_RAIL));
        grid_print(grid, clip, row, rail.glyph, look.glyph, style_of(look.role));
    }
    grid_print(grid, clip, row, rail.bar, BARS[here->part], style_of(bar_role(&look)));
}

/* --- the parts ------------------------------------------------------------------------------------- */

/* "setup" and names; marimo's cells without a name are called "_". */
static char *rule_title(const Cell *cell)
{
    const char *name = cell_name(cell);
    bool named = strcmp(name, "_") != 0 && *name;
    static const char *const KINDS[] = {
        [CELL_PLAIN] = "", [CELL_SETUP] = "setup", [CELL_FUNCTION] = "function", [CELL_CLASS] = "class",
        [CELL_UNPARSABLE] = "not Python",
    };
    GString *title = g_string_new(named ? name : "");
    if (cell_kind(cell) != CELL_PLAIN && strcmp(title->str, KINDS[cell_kind(cell)]) != 0)
        g_string_append_printf(title, "%s%s", title->len ? " · " : "", KINDS[cell_kind(cell)]);
    if (cell_config(cell)->disabled)
        g_string_append_printf(title, "%sdisabled", title->len ? " · " : "");
    return g_string_free(title, FALSE);
}

static void draw_rule(const Scene *scene, Grid *grid, int row)
{
    const Row *here = view_row(scene->view, row);
    Rail rail = view_rail(scene->view);
    Rect clip = {row, rail.bar + 1, 1, grid_columns(grid) - rail.bar - 2};
    const Cell *cell = notebook_cell(editor_notebook(scene->editor), here->cell);
    CellLook look = draw_cell_look(scene, here->cell);
    StyleRole role = bar_role(&look) == STYLE_RULE ? STYLE_RULE : look.role;
    grid_repeat(grid, clip, row, clip.column, clip.columns, "─", style_of(role));
    g_autofree char *title = rule_title(cell);
    if (*title) {
        int behind = grid_print(grid, clip, row, rail.text, " ", style_of(STYLE_NAME));
        behind = grid_print(grid, clip, row, behind, title, style_of(STYLE_NAME));
        grid_print(grid, clip, row, behind, " ", style_of(STYLE_NAME));
    }
}

static void draw_hidden(const Scene *scene, Grid *grid, int row)
{
    const Row *here = view_row(scene->view, row);
    const Text *text = cell_text(notebook_cell(editor_notebook(scene->editor), here->cell));
    size_t lines = text_line_count(text);
    g_autofree char *note = g_strdup_printf("▸ %zu line%s of code hidden", lines, lines == 1 ? "" : "s");
    grid_print(grid, grid_area(grid), row, view_rail(scene->view).text, note, style_of(STYLE_FOLD));
}

/* The word at the right of the first row of a result that is not that of the code above it. */
static void draw_stale_word(const Scene *scene, Grid *grid, int row)
{
    Rail rail = view_rail(scene->view);
    const char *word = " stale";
    int column = grid_columns(grid) - 1 - (int)strlen(word);
    if (column > rail.text + 10)
        grid_print(grid, grid_area(grid), row, column, word, style_of(STYLE_STALE));
}

static void draw_block_row(const Scene *scene, Grid *grid, int row, const Block *block, bool stale)
{
    const Row *here = view_row(scene->view, row);
    Rail rail = view_rail(scene->view);
    Rect clip = {row, rail.text, 1, grid_columns(grid) - rail.text};
    const BlockLine *line = g_ptr_array_index(block->lines, here->line);
    int column = rail.text;
    for (guint i = 0; i < line->spans->len; i++) {
        BlockSpan span = g_array_index(line->spans, BlockSpan, i);
        Style style = span.style;
        if (stale)
            style.over = STYLE_STALE_VEIL;
        column = grid_put(grid, clip, row, column, line->text->str + span.start, span.length, style);
    }
    if (stale && here->line == 0)
        draw_stale_word(scene, grid, row);
}

void draw_pane_row(const Scene *scene, Grid *grid, int row)
{
    const Row *here = view_row(scene->view, row);
    const Pane *pane = view_pane(scene->view, row);
    draw_rail(scene, grid, row);
    switch (here->part) {
    case PART_RULE: draw_rule(scene, grid, row); break;
    case PART_CODE: draw_code_row(scene, grid, row); break;
    case PART_HIDDEN: draw_hidden(scene, grid, row); break;
    case PART_ERRORS: draw_block_row(scene, grid, row, pane->errors, false); break;
    case PART_OUTPUT: draw_block_row(scene, grid, row, pane->output, pane->output_stale); break;
    case PART_CONSOLE: draw_block_row(scene, grid, row, pane->console, false); break;
    default: break;
    }
}
