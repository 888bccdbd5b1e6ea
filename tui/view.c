#include "tui/view.h"

#include <stdlib.h>
#include <string.h>

#include "tui/view_private.h"
#include "tui/wrap.h"

/* Below this width the rail drops what can be told elsewhere. */
enum { NARROW = 60, TINY = 20, LEAST_WIDTH = 4 };

View *view_new(void)
{
    View *view = g_new0(View, 1);
    view->panes = pane_cache_new();
    view->rows = g_array_new(FALSE, TRUE, sizeof(Row));
    return view;
}

void view_free(View *view)
{
    pane_cache_free(view->panes);
    g_array_unref(view->rows);
    g_free(view);
}

Notebook *view_notebook(const View *view)
{
    return editor_notebook(view->context.editor);
}

static const Pane *pane_of(const View *view, size_t cell)
{
    return pane_cache_get(view->panes, &view->context, cell);
}

/* --- walking rows ---------------------------------------------------------------------------------- */

static size_t block_rows(const Block *block)
{
    return block ? block->lines->len : 0;
}

/* Lines of a part: of code unwrapped, of everything else rows. */
static size_t part_lines(const View *view, size_t cell, Part part)
{
    const Pane *pane = pane_of(view, cell);
    switch (part) {
    case PART_RULE: return 1;
    case PART_CODE: return pane->shows_code ? text_line_count(cell_text(notebook_cell(view_notebook(view), cell))) : 0;
    case PART_HIDDEN: return !pane->shows_code && !pane->is_markdown;
    case PART_ERRORS: return block_rows(pane->errors);
    case PART_OUTPUT: return block_rows(pane->output);
    case PART_CONSOLE: return block_rows(pane->console);
    default: return 0;
    }
}

TextLine view_code_line(const View *view, const Row *row)
{
    return text_line(cell_text(notebook_cell(view_notebook(view), row->cell)), row->line);
}

static void set_code_row(const View *view, Row *row, size_t start)
{
    row->start = start;
    row->end = wrap_end(view_code_line(view, row), start, view->context.width);
}

/* The first, or the last, row of a part. */
static Row part_edge(const View *view, size_t cell, Part part, bool last)
{
    Row row = {.cell = cell, .part = part, .line = last ? part_lines(view, cell, part) - 1 : 0};
    if (part == PART_CODE)
        set_code_row(view, &row, last ? wrap_last(view_code_line(view, &row), view->context.width) : 0);
    return row;
}

static bool next_row(const View *view, Row *row)
{
    if (row->part == PART_CODE && row->end < view_code_line(view, row).length) {
        set_code_row(view, row, row->end);
        return true;
    }
    if (row->line + 1 < part_lines(view, row->cell, row->part)) {
        row->line++;
        if (row->part == PART_CODE)
            set_code_row(view, row, 0);
        return true;
    }
    for (Part part = row->part + 1; part < PART_COUNT; part++) {
        if (part_lines(view, row->cell, part) > 0) {
            *row = part_edge(view, row->cell, part, false);
            return true;
        }
    }
    if (row->cell + 1 >= notebook_cell_count(view_notebook(view)))
        return false;
    *row = part_edge(view, row->cell + 1, PART_RULE, false);
    return true;
}

static bool previous_row(const View *view, Row *row)
{
    if (row->part == PART_CODE && row->start > 0) {
        set_code_row(view, row, wrap_start(view_code_line(view, row), row->start - 1, view->context.width));
        return true;
    }
    if (row->line > 0) {
        row->line--;
        if (row->part == PART_CODE)
            set_code_row(view, row, wrap_last(view_code_line(view, row), view->context.width));
        return true;
    }
    for (int part = (int)row->part - 1; part >= 0; part--) {
        if (part_lines(view, row->cell, (Part)part) > 0) {
            *row = part_edge(view, row->cell, (Part)part, true);
            return true;
        }
    }
    if (row->cell == 0)
        return false;
    size_t cell = row->cell - 1;
    for (int part = PART_COUNT - 1; part >= 0; part--) {
        if (part_lines(view, cell, (Part)part) > 0) {
            *row = part_edge(view, cell, (Part)part, true);
            return true;
        }
    }
    return false;
}

/* Moves by up to `count` rows, down if positive; returns how many it were. */
long view_walk(const View *view, Row *row, long count)
{
    long done = 0;
    for (; done < count && next_row(view, row); done++)
        ;
    for (; done > count && previous_row(view, row); done--)
        ;
    return done;
}

int view_compare_rows(const Row *a, const Row *b)
{
    const size_t left[] = {a->cell, a->part, a->line, a->start}, right[] = {b->cell, b->part, b->line, b->start};
    for (size_t i = 0; i < G_N_ELEMENTS(left); i++) {
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    }
    return 0;
}

/* The row of a place in the code. */
Row view_row_of(const View *view, Pos pos)
{
    Notebook *notebook = view_notebook(view);
    size_t cell = notebook_cell_of_line(notebook, pos.line);
    if (!pane_of(view, cell)->shows_code)
        return part_edge(view, cell, PART_RULE, false);
    Row row = {.cell = cell, .part = PART_CODE, .line = pos.line - notebook_first_line(notebook, cell)};
    set_code_row(view, &row, wrap_start(view_code_line(view, &row), pos.byte, view->context.width));
    return row;
}

/* --- the top and what follows from it ---------------------------------------------------------------- */

void view_set_top(View *view, Row top)
{
    view->top = top;
    view->top_cell = cell_id(notebook_cell(view_notebook(view), top.cell));
}

/* The notebook may have changed under the top: finds the row that is nearest to it. */
void view_settle_top(View *view)
{
    Notebook *notebook = view_notebook(view);
    size_t count = notebook_cell_count(notebook), index = view->top.cell;
    if (!view->started || index >= count || cell_id(notebook_cell(notebook, index)) != view->top_cell) {
        if (!view->started || !notebook_find_cell(notebook, view->top_cell, &index)) {
            index = MIN(view->top.cell, count - 1);
            view->top = (Row){.part = PART_RULE};
        }
    }
    Row top = view->top;
    top.cell = index;
    size_t lines = part_lines(view, index, top.part);
    if (lines == 0)
        top = part_edge(view, index, PART_RULE, false);
    else if (top.line >= lines)
        top = part_edge(view, index, top.part, true);
    else if (top.part == PART_CODE)
        set_code_row(view, &top, wrap_start(view_code_line(view, &top), top.start, view->context.width));
    view_set_top(view, top);
}

void view_collect_rows(View *view)
{
    g_array_set_size(view->rows, 0);
    Row row = view->top;
    do {
        g_array_append_val(view->rows, row);
    } while ((int)view->rows->len < view->height && next_row(view, &row));
}

/* The screen's row that shows `row`, or -1. */
int view_find_row(const View *view, const Row *row)
{
    for (guint i = 0; i < view->rows->len; i++) {
        if (view_compare_rows(&g_array_index(view->rows, Row, i), row) == 0)
            return (int)i;
    }
    return -1;
}

/* With the first line of a cell its border comes into sight. */
Row view_with_rule(const View *view, Row row)
{
    Row above = row;
    if (row.part == PART_CODE && row.line == 0 && row.start == 0 && view->height > 2 && previous_row(view, &above))
        return above;
    return row;
}

/* Scrolls as little as needed; from farther than a screen away, puts the cursor into the middle. */
static void follow_cursor(View *view)
{
    Pos pos = editor_cursor(view->context.editor);
    if (view->loose && pos_compare(pos, view->loose_at) == 0)
        return;
    view->loose = false;
    Row cursor = view_row_of(view, pos);
    if (view_find_row(view, &cursor) >= 0)
        return;
    Row top = view_with_rule(view, cursor), probe = cursor;
    bool below = view_compare_rows(&cursor, &view->top) > 0;
    long limit = below ? 2L * view->height : view->height, steps = 0;
    while (steps < limit && view_compare_rows(&probe, &view->top) != 0 &&
           (below ? previous_row(view, &probe) : next_row(view, &probe)))
        steps++;
    if (steps >= limit) {
        top = cursor;
        view_walk(view, &top, -(view->height / 2));
    } else if (below) {
        top = cursor;
        view_walk(view, &top, -(view->height - 1));
    }
    view_set_top(view, top);
    view_collect_rows(view);
}

static Rail make_rail(size_t cells, int columns)
{
    int digits = 2;
    for (size_t left = cells; left >= 100; left /= 10)
        digits++;
    if (columns < TINY) /* every column is wanted for the text */
        return (Rail){0, 0, 0, 0, 1, 2};
    if (columns < NARROW)
        return (Rail){0, 1, digits, digits + 1, digits + 2, digits + 4};
    digits = MAX(digits, 4);
    return (Rail){0, 1, digits, digits + 2, digits + 4, digits + 6};
}

static void measure(View *view, const Editor *editor, const Model *model, int rows, int columns)
{
    Notebook *notebook = editor_notebook(editor);
    view->height = MAX(rows, 1);
    view->rail = make_rail(notebook_cell_count(notebook), columns);
    /* One column stays free: the cursor stands there behind a full row. */
    int width = MAX(columns - view->rail.text - 1, LEAST_WIDTH);
    view->context = (PaneContext){
        .editor = editor,
        .model = model,
        .width = width,
        .output_limit = MAX(view->height * 45 / 100, 3),
        .console_limit = MAX(view->height * 30 / 100, 3),
        .focus = editor_cell(editor),
    };
}

void view_update(View *view, const Editor *editor, const Model *model, int rows, int columns)
{
    pane_cache_trim(view->panes);
    measure(view, editor, model, rows, columns);
    view_settle_top(view);
    view->started = true;
    view_collect_rows(view);
    follow_cursor(view);
}

int view_rows(const View *view)
{
    return (int)view->rows->len;
}

const Row *view_row(const View *view, int row)
{
    return &g_array_index(view->rows, Row, row);
}

const Pane *view_pane(const View *view, int row)
{
    return pane_of(view, view_row(view, row)->cell);
}

Rail view_rail(const View *view)
{
    return view->rail;
}

int view_width(const View *view)
{
    return view->context.width;
}

bool view_cursor(const View *view, int *row, int *column)
{
    Pos pos = editor_cursor(view->context.editor);
    Row cursor = view_row_of(view, pos);
    *row = view_find_row(view, &cursor);
    if (*row < 0)
        return false;
    int columns = cursor.part == PART_CODE ? wrap_columns(view_code_line(view, &cursor), cursor.start, pos.byte) : 0;
    *column = view->rail.text + columns;
    return true;
}

int view_percent(const View *view)
{
    Notebook *notebook = view_notebook(view);
    Row last = g_array_index(view->rows, Row, view->rows->len - 1), first = view->top;
    bool at_end = !next_row(view, &last), at_start = !previous_row(view, &first);
    if (at_end && at_start)
        return -1;
    if (at_end)
        return 100;
    size_t line = notebook_first_line(notebook, view->top.cell) + (view->top.part == PART_CODE ? view->top.line : 0);
    return at_start ? 0 : (int)(line * 100 / MAX(notebook_line_count(notebook), 1));
}

size_t view_layout_work(const View *view)
{
    return pane_cache_work(view->panes);
}

size_t view_page_top(const View *view)
{
    return view->page_top;
}

void view_page_home(View *view)
{
    view->page_top = 0;
}

void view_scroll_page(View *view, long rows)
{
    const char *title, *text = editor_page(view->context.editor, &title);
    long lines = 1, room = view->height - 2;
    for (const char *at = text; at && (at = strchr(at, '\n')); at++)
        lines++;
    view->page_top = (size_t)CLAMP((long)view->page_top + rows, 0, MAX(lines - room, 0));
}
