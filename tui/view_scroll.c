/* What the editor asks of the view: scrolling, what is visible, rows above and below; and what the mouse asks. */
#include <stdlib.h>

#include "tui/view_private.h"
#include "tui/wrap.h"

static void refresh(View *view)
{
    view_settle_focus(view);
    view_settle_strips(view);
    view_settle_top(view);
    view_collect_rows(view);
}

static const Row *row_at(const View *view, int row)
{
    return &g_array_index(view->strip->rows, Row, row);
}

static size_t line_of(const View *view, const Row *row)
{
    return notebook_first_line(view_notebook(view), row->cell) + row->line;
}

/* The line that a row shows of the text that the cursor is in: of the code or of an output. */
static bool line_shown(const View *view, const Row *row, size_t *line)
{
    size_t cell;
    Pos cursor;
    OutputPlace place;
    bool output = view_output_cell(view, &cell, &cursor);
    if (output ? !view_output_place(view, row, &place) : row->part != PART_CODE)
        return false;
    *line = output ? place.line : line_of(view, row);
    return true;
}

static size_t last_line_of(const View *view)
{
    Notebook *notebook = view_notebook(view);
    size_t cell;
    Pos cursor;
    if (view_output_cell(view, &cell, &cursor))
        return view_output_lines(view, cell) - 1;
    return notebook_last_line(notebook, MIN(view->strip->end, notebook_cell_count(notebook)) - 1);
}

static size_t first_line_of(const View *view)
{
    size_t cell;
    Pos cursor;
    return view_output_cell(view, &cell, &cursor) ? 0 : notebook_first_line(view_notebook(view), view->strip->first);
}

static Row row_of_line(const View *view, size_t line)
{
    size_t cell;
    Pos cursor;
    bool output = view_output_cell(view, &cell, &cursor);
    return output ? view_output_row(view, cell, (Pos){line, 0}) : view_row_of(view, (Pos){line, 0});
}

/* The line shown on a row of the screen or the nearest one, first looking in `direction`. */
static bool line_near(const View *view, int at, int direction, size_t *line)
{
    int count = (int)view->strip->rows->len;
    for (int pass = 0; pass < 2; pass++, direction = -direction) {
        for (int i = CLAMP(at, 0, count - 1); i >= 0 && i < count; i += direction) {
            if (line_shown(view, row_at(view, i), line))
                return true;
        }
    }
    return false;
}

/* Moves the top, but not so far that the end of the notebook leaves the bottom of the screen. */
static long walk_top_to_end(View *view, long count)
{
    Row bottom = g_array_index(view->strip->rows, Row, view->strip->rows->len - 1), top = view->strip->top;
    if (count > 0)
        count = view_walk(view, &bottom, count);
    count = view_walk(view, &top, count);
    view_set_top(view, top);
    return count;
}

/* The last place of the top: the last line of code, or further on so that all that its cell shows can be seen, and a
 * row below it, for a click. */
static Row last_top(View *view)
{
    enum { TO_THE_END = 1 << 30 };
    size_t cell;
    Pos cursor;
    Row last = row_of_line(view, last_line_of(view)), end = last;
    if (view_output_cell(view, &cell, &cursor))
        return last;
    view_walk(view, &end, TO_THE_END);
    view_walk(view, &end, -MAX(view->height - 2, 0));
    return view_compare_rows(&end, &last) > 0 ? end : last;
}

/* Moves the top. */
static long walk_top(View *view, long count)
{
    Row top = view->strip->top;
    Row last = count > 0 ? last_top(view) : top;
    long moved = view_walk(view, &top, count);
    if (count > 0 && view_compare_rows(&top, &last) > 0)
        top = last;
    view_set_top(view, top);
    return moved;
}

static void put_cursor_at(View *view, size_t line, int row)
{
    Row top = row_of_line(view, line);
    if (row == 0)
        top = view_with_rule(view, top);
    else
        view_walk(view, &top, -row);
    view_set_top(view, top);
}

/* An app has no cursor that would have to be in sight. */
static void scroll_app(View *view, Scroll how, long count)
{
    const long rows[] = {[SCROLL_LINES] = 1, [SCROLL_PAGES] = MAX(view->height - 2, 1),
                         [SCROLL_HALVES] = MAX(view->height / 2, 1), [SCROLL_BOTTOM] = 0};
    walk_top_to_end(view, count * rows[how]);
    view->loose = true;
    view->loose_at = editor_cursor(view->context.editor);
}

static size_t scroll(gpointer self, Scroll how, long count, size_t cursor_line)
{
    View *view = self;
    if (!view->started)
        return cursor_line;
    if (view->board) {
        view_scroll_board(view, how, count);
        return cursor_line;
    }
    refresh(view);
    if (view->app) {
        scroll_app(view, how, count);
        return cursor_line;
    }
    Row cursor = row_of_line(view, cursor_line);
    int at = MAX(view_find_row(view, &cursor), 0);
    int direction = count < 0 ? -1 : 1;
    size_t line = cursor_line, last_line = last_line_of(view);
    bool found = true;
    switch (how) {
    case SCROLL_LINES:
        walk_top(view, count);
        view_collect_rows(view);
        if (view_find_row(view, &cursor) < 0)
            found = line_near(view, direction > 0 ? 0 : view->height - 1, direction, &line);
        break;
    case SCROLL_PAGES:
        walk_top(view, count * MAX(view->height - 2, 1));
        view_collect_rows(view);
        found = line_near(view, direction > 0 ? 0 : view->height - 1, direction, &line);
        break;
    case SCROLL_HALVES:
        if (walk_top_to_end(view, count * MAX(view->height / 2, 1)) == 0)
            line = direction > 0 ? last_line : first_line_of(view);
        else {
            view_collect_rows(view);
            found = line_near(view, at, direction, &line);
        }
        break;
    case SCROLL_TOP: put_cursor_at(view, cursor_line, 0); break;
    case SCROLL_CENTRE: put_cursor_at(view, cursor_line, view->height / 2); break;
    case SCROLL_BOTTOM: put_cursor_at(view, cursor_line, view->height - 1); break;
    }
    view->loose = !found;
    view_cursor_row(view, &view->loose_at);
    return MIN(line, last_line);
}

static void visible(gpointer self, size_t *first, size_t *last)
{
    View *view = self;
    if (!view->started || view->board) {
        *first = *last = editor_cursor(view->context.editor).line;
        return;
    }
    Pos cursor;
    view_cursor_row(view, &cursor);
    *first = *last = cursor.line;
    refresh(view);
    line_near(view, 0, 1, first);
    line_near(view, view->height - 1, -1, last);
}

static void code_in_sight(gpointer self, void (*func)(size_t line, size_t start, size_t end, gpointer data), gpointer data)
{
    View *view = self;
    if (!view->started || view->board)
        return;
    refresh(view);
    for (int i = 0; i < view_rows(view); i++) {
        const Row *row = view_row(view, i);
        if (row->part == PART_CODE)
            func(line_of(view, row), row->start, row->end, data);
    }
}

/* The same in an output, of which every row is one of the screen. */
static Pos output_screen_row(View *view, size_t cell, Pos from, long rows)
{
    Row row = view_output_row(view, cell, from), next;
    OutputPlace place;
    view_output_place(view, &row, &place);
    int column = view_output_column(&place, from.byte);
    for (; rows != 0; rows -= rows < 0 ? -1 : 1) {
        next = row;
        if (view_walk(view, &next, rows < 0 ? -1 : 1) == 0 || !view_output_place(view, &next, &place))
            break;
        row = next;
    }
    view_output_place(view, &row, &place);
    return (Pos){place.line, view_output_byte(&place, column)};
}

/* The place a number of rows of code above or below, at the same column. */
static Pos screen_row(gpointer self, Pos from, long rows)
{
    View *view = self;
    size_t cell;
    Pos cursor;
    if (view_output_cell(view, &cell, &cursor))
        return output_screen_row(view, cell, from, rows);
    Row row = view_row_of(view, from), target = row;
    unsigned tab_stop = view->context.tab_stop;
    int column = row.part == PART_CODE ? wrap_columns(view_code_line(view, &row), row.start, from.byte, tab_stop) : 0;
    long left = labs(rows);
    while (left > 0 && view_walk(view, &row, rows < 0 ? -1 : 1) != 0) {
        if (row.part == PART_CODE) {
            target = row;
            left--;
        }
    }
    if (target.part != PART_CODE)
        return from;
    size_t byte = wrap_byte_at(view_code_line(view, &target), target.start, column, view->context.width, tab_stop);
    return (Pos){line_of(view, &target), byte};
}

static SpotKind kind_of(const View *view, const Row *row, int column)
{
    Rail rail = view->rail;
    bool code = row->part == PART_CODE || row->part == PART_HIDDEN;
    bool first = code && row->line == 0 && !row->continued;
    if (row->part == PART_RULE)
        return SPOT_CELL;
    if (first && rail.number_width > 0 && column >= rail.glyph && column < rail.bar)
        return SPOT_RUN;
    if (column == rail.bar)
        return code ? SPOT_CODE_BAR : SPOT_OUTPUT_BAR;
    if (row->part == PART_HIDDEN && column >= rail.text)
        return SPOT_HIDDEN;
    return row->part == PART_CODE ? SPOT_TEXT : SPOT_CELL;
}

/* In the strip at work; `column` counts from where it begins. */
static bool spot_in_strip(View *view, int row, int column, Spot *spot)
{
    Notebook *notebook = view_notebook(view);
    view_settle_top(view); /* what was typed before the click may not be drawn yet */
    view_collect_rows(view);
    bool above = row < 0, below = row >= (int)view->strip->rows->len;
    *spot = (Spot){.cell = MIN(view->strip->end, notebook_cell_count(notebook)) - 1};
    if (below || (above && view->head == 0))
        return false;
    int first = 0;
    while (above && first + 1 < (int)view->strip->rows->len && row_at(view, first)->part != PART_CODE)
        first++;
    const Row *here = row_at(view, above ? first : row);
    *spot = (Spot){above ? SPOT_CELL : kind_of(view, here, column), here->cell, {notebook_first_line(notebook, here->cell), 0}};
    spot->below = !above && here->part > PART_CODE;
    spot->rail = column < view->rail.text;
    spot->row = *here;
    spot->behind = view_part_lines(view, here->cell, here->part) - 1 - here->line;
    spot->column = MAX(column - view->rail.text, 0);
    Row code = view_row_of(view, spot->pos);
    spot->sees = view_find_row(view, &code) >= 0;
    if (here->part != PART_CODE)
        return true;
    TextLine line = view_code_line(view, here);
    int width = view->context.width, wanted = MAX(column - view->rail.text, 0);
    spot->pos = (Pos){line_of(view, here), wrap_byte_at(line, here->start, wanted, width, view->context.tab_stop)};
    bool behind = wanted >= wrap_columns(line, here->start, here->end, view->context.tab_stop);
    if (behind && here->end >= line.length)
        spot->pos.byte = line.length;
    return true;
}

bool view_spot(View *view, int row, int column, Spot *spot)
{
    if (!view->started || view->board)
        return false;
    view_settle_focus(view);
    view_settle_strips(view);
    Strip *own = view->strip;
    view->strip = view_strip_at(view, column);
    bool found = spot_in_strip(view, row - view->head, column - view->strip->left, spot);
    view->strip = own;
    return found;
}

void view_hold_spot(View *view, const Spot *spot, int row)
{
    if (!view->started || view->board)
        return;
    view->held = true; /* the button is down: no cell opens yet */
    refresh(view);
    Row here = view_row_now(view, spot);
    int at = view_part_lines(view, here.cell, here.part) ? view_find_row(view, &here) : row - view->head;
    if (row < view->head || at == row - view->head)
        return;
    view_walk(view, &here, view->head - row);
    view_set_top(view, here);
    view_collect_rows(view);
}

bool view_scroll_beside(View *view, int column, long rows)
{
    if (!view->started || view->board || !view->strips)
        return false;
    view_settle_focus(view);
    view_settle_strips(view);
    Strip *own = view->strip;
    view->strip = view_strip_at(view, column);
    bool other = view->strip != own;
    if (other) {
        view_settle_top(view);
        view_collect_rows(view);
        walk_top_to_end(view, rows);
    }
    view->strip = own;
    return other;
}

EditorView view_interface(View *view)
{
    EditorView interface = {.self = view, .scroll = scroll, .visible = visible, .code_in_sight = code_in_sight,
                            .screen_row = screen_row};
    view_widget_interface(&interface);
    view_output_interface(&interface);
    view_table_interface(&interface);
    view_board_interface(&interface);
    view_strip_interface(&interface);
    return interface;
}
