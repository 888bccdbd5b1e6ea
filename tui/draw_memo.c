/* Which rows of panes are in the grid already, as they were drawn into it last.
 *
 * A row stays if all that its drawing reads is what it was, and nothing was laid over it since.  What all rows read is
 * compared once (Ground), what one row reads for each (Slot).  In doubt all is drawn: while something is selected, asked
 * for, previewed, entered; and in an app.  The screen suite and the soup compare each picture with one that was drawn
 * without this. */
#include <string.h>

#include "tui/draw.h"
#include "tui/draw_row.h"

typedef struct {
    const View *view;
    const Editor *editor;
    const Model *model;
    int columns, width;
    Rail rail;
    unsigned tab_stop;
    size_t cell, cursor; /* that with the cursor; its line, if others count from it */
    uint64_t structure;
    uint64_t places; /* where rows are, if they are not one below the other */
    int search; /* how its pattern is read */
    bool wraps, list, numbers;
} Ground;

typedef struct {
    bool drawn;
    Row row;
    uint64_t cell, revision;
    size_t layout, names, number;
    LexState lex;
    CellLook look;
    int mistake;
    bool finding, at_cursor; /* at_cursor: where lines have numbers, that of this one is the cursor's */
    GString *text; /* of the line of code (of a long one the revision tells), or what the rule says */
} Slot;

struct DrawMemo {
    bool valid; /* `ground` and the slots tell what is in the grid */
    Ground ground;
    char *search;  /* matches of this are marked; or NULL */
    GArray *slots; /* of Slot */
    Slot now;      /* of the row that is asked for */
};

static void slot_clear(gpointer data)
{
    g_string_free(((Slot *)data)->text, TRUE);
}

DrawMemo *draw_memo_new(void)
{
    DrawMemo *memo = g_new0(DrawMemo, 1);
    memo->slots = g_array_new(FALSE, TRUE, sizeof(Slot));
    g_array_set_clear_func(memo->slots, slot_clear);
    memo->now.text = g_string_new(NULL);
    return memo;
}

void draw_memo_free(DrawMemo *memo)
{
    g_array_unref(memo->slots);
    slot_clear(&memo->now);
    g_free(memo->search);
    g_free(memo);
}

void draw_memo_forget(DrawMemo *memo)
{
    memo->valid = false;
}

/* --- what all rows read ------------------------------------------------------------------------------ */

/* Whether rows show nothing but cells, and nothing of what keys are about to do. */
static bool is_plain(const Scene *scene)
{
    Selection selection;
    OutputFocus output;
    TableFocus table;
    Mode mode = editor_mode(scene->editor);
    bool types = mode == MODE_NORMAL || mode == MODE_PENDING || mode == MODE_INSERT || mode == MODE_REPLACE || mode == MODE_MODELESS;
    return types && !scene->same && !scene->rests && !scene->tabs && !view_is_app(scene->view) && !view_page(scene->view) &&
           !editor_selection(scene->editor, &selection) && !editor_output(scene->editor, &output) &&
           !editor_table(scene->editor, &table) && !(scene->panel && panel_layout(scene->panel).covered);
}

static uint64_t places_of(const View *view)
{
    uint64_t all = 1;
    for (int row = 0; view_is_side_by_side(view) && row < view_rows(view); row++) {
        RowPlace place = view_place(view, row);
        all = all * 1000003 + (uint64_t)place.row * 4096 + (uint64_t)place.column;
    }
    return all;
}

static Ground ground_of(const Scene *scene, const char **search)
{
    const Editor *editor = scene->editor;
    Ground ground;
    memset(&ground, 0, sizeof ground); /* to be compared byte by byte */
    ground.view = scene->view;
    ground.editor = editor;
    ground.model = scene->model;
    ground.columns = view_columns(scene->view);
    ground.width = view_width(scene->view);
    ground.rail = view_rail(scene->view);
    ground.tab_stop = view_tab_stop(scene->view);
    ground.cell = editor_cell(editor);
    ground.cursor = ground.rail.line_width > 0 && editor_option(editor, "relativenumber") > 0 ? editor_cursor(editor).line : 0;
    ground.numbers = editor_option(editor, "number") > 0;
    ground.structure = notebook_structure_generation(editor_notebook(editor));
    ground.places = places_of(scene->view);
    ground.wraps = view_wraps(scene->view);
    ground.list = editor_option(editor, "list") > 0;
    *search = editor_marked_pattern(editor, &ground.search);
    return ground;
}

static void size_slots(DrawMemo *memo, guint rows)
{
    while (memo->slots->len > rows)
        g_array_remove_index(memo->slots, memo->slots->len - 1);
    while (memo->slots->len < rows) {
        Slot slot = {.text = g_string_new(NULL)};
        g_array_append_val(memo->slots, slot);
    }
}

bool draw_memo_begin(DrawMemo *memo, const Scene *scene, const Grid *grid, bool *stays)
{
    const char *search;
    Ground ground = ground_of(scene, &search);
    guint rows = (guint)(view_is_side_by_side(scene->view) ? view_rows(scene->view) : grid_rows(grid));
    bool plain = is_plain(scene) && !(search && strchr(search, '~'));
    *stays = memo->valid && plain && grid_is_apart(grid) && rows == memo->slots->len &&
             memcmp(&ground, &memo->ground, sizeof ground) == 0 && g_strcmp0(search, memo->search) == 0;
    memo->ground = ground;
    memo->valid = plain;
    if (g_strcmp0(search, memo->search) != 0) {
        g_free(memo->search);
        memo->search = g_strdup(search);
    }
    size_slots(memo, rows);
    return plain;
}

/* --- what one row reads ------------------------------------------------------------------------------ */

static void note_code(Slot *slot, const Scene *scene, const DrawnRow *drawn)
{
    enum { LONG = 512 };
    TextLine line = text_line(cell_text(drawn->cell), drawn->here->line);
    slot->lex = lex_cache_state(drawn->pane->lexer, cell_text(drawn->cell), cell_revision(drawn->cell), drawn->here->line);
    slot->names = drawn->pane->names;
    slot->mistake = draw_mistake(scene, drawn);
    slot->finding = draw_has_finding(drawn);
    if (view_rail(scene->view).line_width > 0) {
        slot->number = notebook_first_line(editor_notebook(scene->editor), drawn->here->cell) + drawn->here->line;
        slot->at_cursor = slot->number == editor_cursor(scene->editor).line;
    }
    if (line.length > LONG)
        slot->revision = cell_revision(drawn->cell);
    else
        g_string_append_len(slot->text, line.bytes, (gssize)line.length);
}

static void note_rule(Slot *slot, const DrawnRow *drawn)
{
    g_autofree char *title = draw_rule_title(drawn), *given = draw_rule_definitions(drawn);
    g_string_append(slot->text, title);
    g_string_append_c(slot->text, '\n');
    g_string_append(slot->text, given ? given : "");
}

static void note(Slot *slot, const Scene *scene, const DrawnRow *drawn)
{
    g_string_truncate(slot->text, 0);
    *slot = (Slot){.drawn = true, .row = *drawn->here, .cell = cell_id(drawn->cell), .look = drawn->look, .text = slot->text};
    switch (drawn->here->part) {
    case PART_RULE: note_rule(slot, drawn); break;
    case PART_CODE: note_code(slot, scene, drawn); break;
    case PART_HIDDEN: slot->revision = cell_revision(drawn->cell); break;
    default: slot->layout = drawn->pane->layout;
    }
}

static bool same_slot(const Slot *a, const Slot *b)
{
    const Row *here = &a->row, *there = &b->row;
    return a->drawn == b->drawn && here->cell == there->cell && here->part == there->part && here->line == there->line &&
           here->start == there->start && here->end == there->end && here->continued == there->continued &&
           a->cell == b->cell && a->revision == b->revision && a->layout == b->layout &&
           a->names == b->names && a->number == b->number && a->lex == b->lex && a->mistake == b->mistake &&
           a->finding == b->finding && a->at_cursor == b->at_cursor && a->look.glyph == b->look.glyph && a->look.word == b->look.word &&
           a->look.role == b->look.role && strcmp(a->look.time, b->look.time) == 0 && g_string_equal(a->text, b->text);
}

/* Elements have a look that changes while they are operated, and pictures are more than the glyphs of a grid. */
static bool may_stay(const DrawnRow *drawn)
{
    const Block *block = draw_block_of(drawn);
    return !block || (block->marks->len == 0 && !block->pictured);
}

bool draw_memo_holds(DrawMemo *memo, const Scene *scene, const Grid *grid, const DrawnRow *drawn, bool stays)
{
    Slot *slot = &g_array_index(memo->slots, Slot, drawn->row);
    note(&memo->now, scene, drawn);
    memo->now.drawn = may_stay(drawn);
    bool holds = stays && slot->drawn && same_slot(slot, &memo->now) &&
                 !grid_row_watched(grid, view_place(scene->view, drawn->row).row);
    Slot before = *slot;
    *slot = memo->now;
    memo->now = before; /* its text is used again */
    return holds;
}

bool draw_memo_is_blank(DrawMemo *memo, const Grid *grid, int row, bool stays)
{
    Slot *slot = &g_array_index(memo->slots, Slot, row);
    bool blank = stays && !slot->drawn && slot->row.part == PART_COUNT && !grid_row_watched(grid, row);
    slot->drawn = false;
    slot->row.part = PART_COUNT;
    return blank;
}
