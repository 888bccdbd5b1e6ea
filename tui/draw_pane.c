/* One row of a pane: a rule, an output line or a console line; code is in draw_code.c. */
#include "tui/draw_row.h"

#include <string.h>

#include "base/utf8.h"
#include "notebook/run_mode.h"

/* --- the rule -------------------------------------------------------------------------------------- */

/* That of the file, but code that was no Python when it was saved may have been mended since. */
static CellKind kind_of(const CellModel *known, const Cell *cell)
{
    bool mended = known && known->analysis && known->analysis->fault == ANALYSIS_OK;
    return cell_kind(cell) == CELL_UNPARSABLE && mended ? CELL_PLAIN : cell_kind(cell);
}

static void add_word(GString *words, const char *word, const char *between)
{
    g_string_append(words, words->len ? between : "");
    g_string_append(words, word);
}

/* Name, kind and run mode, as "train · manual"; marimo's cells without a name are called "_". */
char *draw_rule_title(const DrawnRow *drawn)
{
    const Cell *cell = drawn->cell;
    CellKind kind = kind_of(drawn->known, cell);
    const char *name = cell_name(cell);
    bool named = strcmp(name, "_") != 0 && *name;
    static const char *const KINDS[] = {
        [CELL_PLAIN] = "", [CELL_SETUP] = "setup", [CELL_FUNCTION] = "function", [CELL_CLASS] = "class",
        [CELL_UNPARSABLE] = "not Python",
    };
    GString *title = g_string_new(named ? name : "");
    if (kind != CELL_PLAIN && strcmp(title->str, KINDS[kind]) != 0)
        add_word(title, KINDS[kind], " · ");
    TextLine line = text_line(cell_text(cell), 0);
    RunMode mode = run_mode_of(line.bytes, line.length);
    if (mode != RUN_MODE_AUTO)
        add_word(title, RUN_MODE_NAMES[mode], " · ");
    return g_string_free(title, FALSE);
}

/* "→ a, b, c +2": what a cell gives to others; nothing if that is its name. */
char *draw_rule_definitions(const DrawnRow *drawn)
{
    enum { SHOWN = 4 };
    char *const *names = drawn->known && drawn->known->analysis ? drawn->known->analysis->defs : NULL;
    if (!names || !names[0] || (!names[1] && strcmp(names[0], cell_name(drawn->cell)) == 0))
        return NULL;
    GString *text = g_string_new(NULL);
    guint count = g_strv_length((char **)names);
    for (guint i = 0; i < count && i < SHOWN; i++)
        add_word(text, names[i], ", ");
    if (count > SHOWN)
        g_string_append_printf(text, " +%u", count - SHOWN);
    g_string_prepend(text, "→ ");
    return g_string_free(text, FALSE);
}

/* Puts " text " so that it ends at `right`, if it leaves a rest of the rule; returns where it begins. */
static int put_on_rule(Grid *grid, Rect clip, int right, const char *text, StyleRole role)
{
    int from = right - text_columns(text, strlen(text)) - 2;
    if (!*text || from < clip.column + 4)
        return right;
    grid_print(grid, clip, clip.row, from, " ", style_of(role));
    int behind = grid_print(grid, clip, clip.row, from + 1, text, style_of(role));
    grid_print(grid, clip, clip.row, behind, " ", style_of(role));
    return from - 1;
}

static void draw_rule(const Scene *scene, Grid *grid, const DrawnRow *drawn)
{
    RowPlace place = view_place(scene->view, drawn->row);
    int row = place.row, bar = place.column + view_rail(scene->view).bar;
    Rect clip = {row, bar + 1, 1, place.column + place.columns - bar - 2};
    const CellLook *look = &drawn->look;
    grid_repeat(grid, clip, row, clip.column, clip.columns, "─", style_of(draw_bar_role(look)));
    g_autofree char *title = draw_rule_title(drawn);
    int left = bar + 2;
    if (*title) {
        left = grid_print(grid, clip, row, left, " ", style_of(STYLE_NAME));
        left = grid_print(grid, clip, row, left, title, style_of(STYLE_NAME));
        left = grid_print(grid, clip, row, left, " ", style_of(STYLE_NAME));
    }
    clip = (Rect){row, left, 1, MAX(clip.column + clip.columns - left, 0)};
    bool clock = look->role == STYLE_RUNNING && *look->time;
    g_autofree char *word = g_strdup_printf("%s%s%s", look->word, clock ? " " : "", clock ? look->time : "");
    int right = put_on_rule(grid, clip, clip.column + clip.columns - 1, word, look->role);
    g_autofree char *given = draw_rule_definitions(drawn);
    if (given)
        put_on_rule(grid, clip, right, given, STYLE_RAIL);
}

/* --- the parts ------------------------------------------------------------------------------------- */

static void draw_hidden(const Scene *scene, Grid *grid, const DrawnRow *drawn)
{
    size_t lines = text_line_count(cell_text(drawn->cell));
    g_autofree char *note = g_strdup_printf("▸ %zu line%s of code hidden", lines, lines == 1 ? "" : "s");
    RowPlace place = view_place(scene->view, drawn->row);
    grid_print(grid, (Rect){place.row, place.column, 1, place.columns}, place.row, place.text, note, style_of(STYLE_FOLD));
}

void draw_block_line(Grid *grid, Rect clip, int row, const BlockLine *line, const GPtrArray *links, StyleRole over)
{
    int column = clip.column;
    for (guint i = 0; i < line->spans->len; i++) {
        BlockSpan span = g_array_index(line->spans, BlockSpan, i);
        Style style = span.style;
        bool leads = style.link && links && style.link <= links->len;
        style.link = leads ? grid_link(grid, g_ptr_array_index(links, style.link - 1)) : 0;
        if (over && style.role != STYLE_PICTURE)
            style.over = (uint8_t)over;
        column = grid_put(grid, clip, row, column, line->text->str + span.start, span.length, style);
    }
}

const Block *draw_block_of(const DrawnRow *drawn)
{
    switch (drawn->here->part) {
    case PART_ERRORS: return drawn->pane->errors;
    case PART_OUTPUT: return drawn->pane->output;
    case PART_CONSOLE: return drawn->pane->console;
    default: return NULL;
    }
}

static void draw_block_row(const Scene *scene, Grid *grid, const DrawnRow *drawn, bool stale)
{
    RowPlace place = view_place(scene->view, drawn->row);
    Rect clip = {place.row, place.text, 1, place.column + place.columns - place.text};
    const Block *block = draw_block_of(drawn);
    const BlockLine *line = g_ptr_array_index(block->lines, drawn->here->line);
    draw_block_line(grid, clip, place.row, line, block->links, stale ? STYLE_STALE_VEIL : 0);
    int column = clip.column;
    for (guint i = 0; block->marks->len && i < line->spans->len; i++) {
        BlockSpan span = g_array_index(line->spans, BlockSpan, i);
        int behind = column + text_columns(line->text->str + span.start, span.length);
        const char *id = span.mark ? g_ptr_array_index(block->marks, span.mark - 1) : NULL;
        StyleRole role = id ? draw_widget_role(scene, id, drawn->pane->cell) : 0;
        if (role)
            grid_overlay(grid, place.row, column, MIN(behind, clip.column + clip.columns), role);
        column = behind;
    }
}

/* What the cursor in an output adds: what is selected, and where the last search matches. */
typedef struct {
    Grid *grid;
    int row, text;
    OutputPlace place;
} EnteredRow;

static void overlay_bytes(const EnteredRow *entered, size_t from, size_t to, StyleRole role)
{
    grid_overlay(entered->grid, entered->row, entered->text + view_output_column(&entered->place, from),
                 entered->text + view_output_column(&entered->place, to), role);
}

static void overlay_match(size_t start, size_t end, gpointer data)
{
    const EnteredRow *entered = data;
    overlay_bytes(entered, entered->place.start + start, entered->place.start + end, STYLE_SEARCH);
}

static void overlay_selected(const EnteredRow *entered, const Selection *selection, Mode mode)
{
    const OutputPlace *place = &entered->place;
    size_t end = place->start + place->length, from = place->start, to = end;
    if (place->line < selection->first.line || place->line > selection->last.line)
        return;
    if (mode == MODE_VISUAL_BLOCK) {
        int left = (int)MIN(selection->left, 100000), right = (int)MIN(selection->right, 100000) + 1;
        int last = view_output_column(place, end) - place->column;
        grid_overlay(entered->grid, entered->row, entered->text + place->column + MIN(left, last),
                     entered->text + place->column + MIN(right, last), STYLE_SELECTION);
        return;
    }
    if (mode == MODE_VISUAL && place->line == selection->first.line)
        from = MAX(from, selection->first.byte);
    if (mode == MODE_VISUAL && place->line == selection->last.line && selection->last.byte < end)
        to = selection->last.byte < place->start ? from
           : place->start + utf8_next(place->bytes, place->length, selection->last.byte - place->start);
    overlay_bytes(entered, from, to, STYLE_SELECTION);
}

static void draw_entered(const Scene *scene, Grid *grid, int row)
{
    OutputFocus focus;
    RowPlace place = view_place(scene->view, row);
    EnteredRow entered = {.grid = grid, .row = place.row, .text = place.text};
    if (!view_output_place(scene->view, view_row(scene->view, row), &entered.place) ||
        !editor_output(scene->editor, &focus))
        return;
    editor_each_match(scene->editor, (TextLine){entered.place.bytes, entered.place.length}, overlay_match, &entered);
    if (focus.selects)
        overlay_selected(&entered, &focus.selection, editor_mode(scene->editor));
}

void draw_find_row(const Scene *scene, int row, DrawnRow *drawn)
{
    size_t before = drawn->here ? drawn->here->cell : SIZE_MAX;
    drawn->row = row;
    drawn->here = view_row(scene->view, row);
    if (drawn->here->cell == before)
        return;
    drawn->pane = view_pane(scene->view, row);
    drawn->cell = notebook_cell(editor_notebook(scene->editor), drawn->here->cell);
    drawn->known = model_cell(scene->model, cell_id(drawn->cell));
    drawn->look = draw_cell_look(scene, drawn->here->cell);
}

void draw_pane_row(const Scene *scene, Grid *grid, const DrawnRow *drawn)
{
    Part part = drawn->here->part;
    draw_rail(scene, grid, drawn);
    if (view_is_app(scene->view) && part == PART_RULE)
        return; /* a blank row */
    switch (part) {
    case PART_RULE: draw_rule(scene, grid, drawn); break;
    case PART_CODE: draw_code_row(scene, grid, drawn); break;
    case PART_HIDDEN: draw_hidden(scene, grid, drawn); break;
    case PART_ERRORS: draw_block_row(scene, grid, drawn, false); break;
    case PART_OUTPUT: draw_block_row(scene, grid, drawn, drawn->pane->output_stale); break;
    case PART_CONSOLE: draw_block_row(scene, grid, drawn, drawn->pane->console_stale); break;
    default: break;
    }
    draw_entered(scene, grid, drawn->row);
}
