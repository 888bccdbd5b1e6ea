/* The rows of a notebook, one after the other, and which of them shows a place of the code. */
#include "tui/view_private.h"
#include "tui/wrap.h"

const Pane *view_pane_of(const View *view, size_t cell)
{
    PaneContext context = view->context;
    int width = view->board ? view_board_width(view, cell) : 0;
    context.width = width ? width : context.width;
    return pane_cache_get(view->panes, &context, cell);
}

static size_t block_rows(const Block *block)
{
    return block ? block->lines->len : 0;
}

bool view_shows_something(const Pane *pane)
{
    return pane->errors || pane->output || pane->console;
}

/* In an app a blank row parts what cells show, and a cell that shows nothing is not there; the first always is. */
static size_t rule_lines(const View *view, size_t cell, const Pane *pane)
{
    return !view->context.app || cell == 0 || (view_shows_something(pane) && cell != view->first_shown);
}

/* Lines of a part: of code unwrapped, of everything else rows. */
static size_t lines_of(const View *view, size_t cell, const Pane *pane, Part part)
{
    switch (part) {
    case PART_RULE: return rule_lines(view, cell, pane);
    case PART_CODE: return pane->shows_code ? text_line_count(cell_text(notebook_cell(view_notebook(view), cell))) : 0;
    case PART_HIDDEN: return !pane->shows_code && !pane->is_markdown && !pane->reads && !view->context.app;
    case PART_ERRORS: return block_rows(pane->errors);
    case PART_OUTPUT: return block_rows(pane->output);
    case PART_CONSOLE: return block_rows(pane->console);
    default: return 0;
    }
}

size_t view_part_lines(const View *view, size_t cell, Part part)
{
    return lines_of(view, cell, view_pane_of(view, cell), part);
}

TextLine view_code_line(const View *view, const Row *row)
{
    return text_line(cell_text(notebook_cell(view_notebook(view), row->cell)), row->line);
}

void view_set_code_row(const View *view, Row *row, size_t start)
{
    TextLine line = view_code_line(view, row);
    row->start = view->context.wrap ? start : wrap_byte_from(line, view->left, view->context.tab_stop);
    row->end = wrap_end(line, row->start, view->context.width, view->context.tab_stop);
    row->continued = view->context.wrap && start > 0;
}

/* Where the row begins that holds a byte of the line; and the last row of the line. */
size_t view_start_of(const View *view, const Row *row, size_t byte)
{
    return wrap_start(view_code_line(view, row), byte, view->context.width, view->context.tab_stop);
}

static size_t last_start(const View *view, const Row *row)
{
    return wrap_last(view_code_line(view, row), view->context.width, view->context.tab_stop);
}

/* The first, or the last, row of a part. */
Row view_part_edge(const View *view, size_t cell, Part part, bool last)
{
    Row row = {.cell = cell, .part = part, .line = last ? view_part_lines(view, cell, part) - 1 : 0};
    if (part == PART_CODE)
        view_set_code_row(view, &row, last ? last_start(view, &row) : 0);
    return row;
}

bool view_next_row(const View *view, Row *row)
{
    const Pane *pane = view_pane_of(view, row->cell);
    return view_step(view, row, &pane);
}

bool view_step(const View *view, Row *row, const Pane **pane)
{
    if (row->part == PART_CODE && view->context.wrap && row->end < view_code_line(view, row).length) {
        view_set_code_row(view, row, row->end);
        return true;
    }
    if (row->line + 1 < lines_of(view, row->cell, *pane, row->part)) {
        row->line++;
        if (row->part == PART_CODE)
            view_set_code_row(view, row, 0);
        return true;
    }
    size_t cells = MIN(notebook_cell_count(view_notebook(view)), view->strip->end);
    Part part = row->part + 1;
    for (size_t cell = row->cell; cell < cells; cell++, part = PART_RULE) {
        *pane = cell == row->cell ? *pane : view_pane_of(view, cell);
        for (; part < PART_COUNT; part++) {
            if (lines_of(view, cell, *pane, part) > 0) {
                *row = view_part_edge(view, cell, part, false);
                return true;
            }
        }
    }
    return false;
}

bool view_previous_row(const View *view, Row *row)
{
    if (row->part == PART_CODE && row->continued) {
        view_set_code_row(view, row, view_start_of(view, row, row->start - 1));
        return true;
    }
    if (row->line > 0) {
        row->line--;
        if (row->part == PART_CODE)
            view_set_code_row(view, row, last_start(view, row));
        return true;
    }
    int part = (int)row->part - 1;
    for (size_t cell = row->cell + 1; cell-- > view->strip->first; part = PART_COUNT - 1) {
        for (; part >= 0; part--) {
            if (view_part_lines(view, cell, (Part)part) > 0) {
                *row = view_part_edge(view, cell, (Part)part, true);
                return true;
            }
        }
    }
    return false;
}

Row view_first_row(const View *view, size_t cell)
{
    while (view_part_lines(view, cell, PART_RULE) == 0)
        cell--;
    return view_part_edge(view, cell, PART_RULE, false);
}

/* Moves by up to `count` rows, down if positive; returns how many it were. */
long view_walk(const View *view, Row *row, long count)
{
    long done = 0;
    for (; done < count && view_next_row(view, row); done++)
        ;
    for (; done > count && view_previous_row(view, row); done--)
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
    if (!view_pane_of(view, cell)->shows_code)
        return view_first_row(view, cell);
    Row row = {.cell = cell, .part = PART_CODE, .line = pos.line - notebook_first_line(notebook, cell)};
    view_set_code_row(view, &row, view_start_of(view, &row, pos.byte));
    return row;
}
