#include "tui/view.h"

#include <stdlib.h>
#include <string.h>

#include "tui/forecast.h"
#include "tui/view_private.h"
#include "tui/wrap.h"

/* Below this width the rail drops what can be told elsewhere. */
enum { NARROW = 60, TINY = 20, LEAST_WIDTH = 4 };

enum { KEPT_CELLS = 100 };

View *view_new(void)
{
    View *view = g_new0(View, 1);
    view->panes = pane_cache_new();
    view->tables = tables_new();
    view->page_zoom = (PictureZoom){1, 0.5, 0.5};
    view->whole = (Strip){.end = SIZE_MAX, .rows = g_array_new(FALSE, TRUE, sizeof(Row))};
    view->strip = &view->whole;
    view->kept = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    return view;
}

void view_free(View *view)
{
    pane_cache_free(view->panes);
    tables_free(view->tables);
    g_clear_pointer(&view->page, block_free);
    g_clear_pointer(&view->page_rows, g_array_unref);
    g_clear_pointer(&view->output, output_text_free);
    g_clear_pointer(&view->board, board_free);
    g_clear_pointer(&view->layout, app_layout_free);
    g_clear_pointer(&view->strips, strips_free);
    g_array_unref(view->whole.rows);
    g_free(view->arranged_width);
    g_array_unref(view->kept);
    g_free(view);
}

void view_set_app(View *view, bool app)
{
    view->app = app;
}

bool view_is_app(const View *view)
{
    return view->app;
}

void view_set_layout(View *view, AppLayout *layout)
{
    g_clear_pointer(&view->board, board_free); /* it borrows the layout */
    g_clear_pointer(&view->layout, app_layout_free);
    view->layout = layout;
}

void view_set_cells(View *view, const Notebook *cells)
{
    view->cells = cells;
}

void view_set_look(View *view, PictureLook look)
{
    pane_cache_set_look(view->panes, look);
}

Notebook *view_notebook(const View *view)
{
    return editor_notebook(view->context.editor);
}

/* --- which cells are open ------------------------------------------------------------------------------ */

static uint64_t cursor_cell(const View *view)
{
    return cell_id(notebook_cell(view_notebook(view), editor_cell(view->context.editor)));
}

/* What keys go to besides the code: an element, or what a cell shows. */
static uint64_t elsewhere_now(const View *view)
{
    OutputFocus focus;
    if (view_goes_to_widget(view))
        return UINT64_MAX;
    return editor_output(view->context.editor, &focus) ? focus.cell : 0;
}

void view_settle_focus(View *view)
{
    uint64_t now = cursor_cell(view);
    view->context.kept = view->kept;
    view->context.focus = editor_cell(view->context.editor);
    if (view->operates != elsewhere_now(view))
        view->operates = 0;
    if ((view->held || view->operates) && notebook_find_cell(view_notebook(view), view->focus, &view->context.focus))
        return;
    if (now != view->focus)
        g_array_set_size(view->kept, 0);
    view->focus = now;
}

void view_note_pointer(View *view, bool down)
{
    if (!view->started)
        return;
    uint64_t now = cursor_cell(view);
    view->held = down;
    view->operates = elsewhere_now(view);
    if (down || view->operates)
        return;
    if (now != view->focus && view->kept->len < KEPT_CELLS)
        g_array_append_val(view->kept, view->focus);
    view->focus = now;
}

/* --- the top and what follows from it ---------------------------------------------------------------- */

void view_set_top(View *view, Row top)
{
    view->strip->top = top;
    view->strip->top_cell = cell_id(notebook_cell(view_notebook(view), top.cell));
}

/* The notebook may have changed under the top: finds the row that is nearest to it. */
void view_settle_top(View *view)
{
    Notebook *notebook = view_notebook(view);
    size_t count = notebook_cell_count(notebook), index = view->strip->top.cell;
    if (!view->started || index >= count || cell_id(notebook_cell(notebook, index)) != view->strip->top_cell) {
        if (!view->started || !notebook_find_cell(notebook, view->strip->top_cell, &index)) {
            index = CLAMP(view->strip->top.cell, view->strip->first, MIN(view->strip->end, count) - 1);
            view->strip->top = (Row){.part = PART_RULE};
        }
    }
    Row top = view->strip->top;
    top.cell = index;
    size_t lines = view_part_lines(view, index, top.part);
    if (lines == 0)
        top = view_first_row(view, index);
    else if (top.line >= lines)
        top = view_part_edge(view, index, top.part, true);
    else if (top.part == PART_CODE)
        view_set_code_row(view, &top, view_start_of(view, &top, top.start));
    view_set_top(view, top);
}

void view_collect_rows(View *view)
{
    g_array_set_size(view->strip->rows, 0);
    Row row = view->strip->top;
    const Pane *pane = view_pane_of(view, row.cell);
    do {
        g_array_append_val(view->strip->rows, row);
    } while ((int)view->strip->rows->len < view->height && view_step(view, &row, &pane));
}

/* The screen's row that shows `row`, or -1. */
int view_find_row(const View *view, const Row *row)
{
    for (guint i = 0; i < view->strip->rows->len; i++) {
        if (view_compare_rows(&g_array_index(view->strip->rows, Row, i), row) == 0)
            return (int)i;
    }
    return -1;
}

/* With the first line of a cell its border comes into sight. */
Row view_with_rule(const View *view, Row row)
{
    Row above = row;
    if (row.part == PART_CODE && row.line == 0 && !row.continued && view->height > 2 && view_previous_row(view, &above))
        return above;
    return row;
}

/* Moves a top up as long as there is nothing to show in the last rows. */
static void fill_below(const View *view, Row *top)
{
    Row last = *top;
    long missing = view->height - 1 - view_walk(view, &last, view->height - 1);
    view_walk(view, top, -missing);
}

/* Goes down to the last row of the cell, but not farther than half a screen: who enters a cell wants to see it. */
static void reveal_cell(const View *view, Row *row)
{
    Row next = *row;
    for (int left = view->height / 2; left > 0 && view_next_row(view, &next) && next.cell == row->cell; left--)
        *row = next;
}

bool view_console_cell(const View *view, size_t *cell)
{
    const Model *model = view->context.model;
    uint64_t id = model_wants_input(model);
    return editor_mode(view->context.editor) == MODE_CONSOLE &&
           notebook_find_cell(view_notebook(view), id ? id : model_running(model), cell);
}

/* Scrolls as little as needed; from farther than a screen away, puts the cursor into the middle.  While keys go to
 * a cell it is the last row of its console. */
static void follow_cursor(View *view)
{
    Pos pos;
    Row cursor = view_cursor_row(view, &pos);
    size_t cell;
    bool console = view_console_cell(view, &cell);
    bool loose = view->loose && pos_compare(pos, view->loose_at) == 0;
    if ((loose || editor_is_scrolled(view->context.editor)) && !console)
        return;
    view->loose = false;
    if (console)
        cursor = view_part_lines(view, cell, PART_CONSOLE) ? view_part_edge(view, cell, PART_CONSOLE, true) : view_first_row(view, cell);
    if (view_find_row(view, &cursor) >= 0)
        return;
    Row top = view_with_rule(view, cursor), probe = cursor;
    bool below = view_compare_rows(&cursor, &view->strip->top) > 0;
    long limit = console ? 0 : below ? 2L * view->height : view->height, steps = 0;
    while (steps < limit && view_compare_rows(&probe, &view->strip->top) != 0 &&
           (below ? view_previous_row(view, &probe) : view_next_row(view, &probe)))
        steps++;
    if (steps >= limit) {
        top = cursor;
        view_walk(view, &top, -(view->height / 2));
        fill_below(view, &top);
    } else if (below) {
        top = cursor;
        if (steps > view->height) /* not the next row: a jump, or a step over an output */
            reveal_cell(view, &top);
        view_walk(view, &top, -(view->height - 1));
    } else if (notebook_structure_generation(view_notebook(view)) != view->structure) {
        fill_below(view, &top); /* the cell at the top went down */
    }
    view_set_top(view, top);
    view_collect_rows(view);
}

/* What comes out of the cursor's cell comes into sight, as far as the cursor stays there.  `elsewhere`: it does not. */
static void follow_output(View *view, bool elsewhere)
{
    uint64_t id = cell_id(notebook_cell(view_notebook(view), view->context.focus));
    const CellModel *known = model_cell(view->context.model, id);
    uint64_t version = known ? known->version : 0;
    bool news = id == view->seen_cell && version != view->seen_version;
    view->seen_cell = id;
    view->seen_version = version;
    Mode mode = editor_mode(view->context.editor);
    if (!news || elsewhere || view->loose || view->held || view->context.app || (mode != MODE_NORMAL && mode != MODE_MODELESS))
        return;
    Row cursor = view_row_of(view, editor_cursor(view->context.editor)), last = cursor;
    int left = view->height; /* more does not fit, however long the cell is */
    for (Row next = last; left > 0 && view_next_row(view, &next) && next.cell == cursor.cell; left--)
        last = next;
    Row top = last, highest = view_with_rule(view, cursor);
    view_walk(view, &top, -(view->height - 1));
    if (view_compare_rows(&top, &highest) > 0)
        top = highest;
    if (view_compare_rows(&top, &view->strip->top) <= 0)
        return;
    view_set_top(view, top);
    view_collect_rows(view);
}

static int digits_of(size_t number, int least)
{
    int digits = 1;
    for (; number >= 10; number /= 10)
        digits++;
    return MAX(digits, least);
}

/* `line_width`: columns of the numbers of lines, or 0. */
static Rail make_rail(size_t cells, int columns, int line_width, bool app)
{
    if (app)
        return (Rail){.text = 2};
    if (columns < TINY) /* every column is wanted for the text */
        return (Rail){.bar = 1, .line = 2, .line_width = line_width, .text = 2 + (line_width ? line_width + 1 : 0)};
    bool narrow = columns < NARROW;
    int digits = digits_of(cells, narrow ? 2 : 4);
    Rail rail = {.mark = 0, .number = 1, .number_width = digits, .glyph = digits + 1 + !narrow};
    rail.bar = rail.glyph + 1 + !narrow;
    rail.line = rail.bar + 2;
    rail.line_width = line_width;
    rail.text = rail.bar + 2 + (line_width ? line_width + 1 : 0);
    return rail;
}

static void measure(View *view, const Editor *editor, const Model *model, int rows, int columns)
{
    Notebook *notebook = editor_notebook(editor);
    bool numbers = editor_option(editor, "number") > 0 || editor_option(editor, "relativenumber") > 0;
    int line_width = numbers ? digits_of(notebook_line_count(notebook), 2) : 0;
    size_t cells = MAX(view->expected, notebook_cell_count(notebook));
    view->context.editor = editor;
    view->context.model = model;
    int least = (int)editor_option(editor, "columnwidth") + make_rail(cells, NARROW - 1, line_width, false).text + 1;
    columns = view_arrange_strips(view, rows, columns, least);
    view->rail = make_rail(cells, columns, line_width, view->app);
    /* One column stays free: the cursor stands there behind a full row. */
    int width = MAX(columns - view->rail.text - 1, LEAST_WIDTH);
    view->context = (PaneContext){
        .editor = editor,
        .model = model,
        .cells = view->cells,
        .width = width,
        .tab_stop = (unsigned)editor_option(editor, "tabstop"),
        .wrap = editor_option(editor, "wrap") != 0,
        .output_limit = MAX(view->height * 45 / 100, 3),
        .picture_limit = MAX(view->height * 70 / 100, 3),
        .console_limit = MAX(view->height * 30 / 100, 3),
        .app = view->app,
        .reading = editor_option(editor, "reading") > 0,
    };
    view_settle_focus(view);
}

/* Of use to who may run something next; who inserts text pays nothing for it. */
static void update_forecast(View *view)
{
    Mode mode = editor_mode(view->context.editor);
    if (mode != MODE_NORMAL && mode != MODE_MODELESS)
        return;
    uint64_t cell = cell_id(notebook_cell(view_notebook(view), view->context.focus));
    uint64_t course = model_course(view->context.model);
    if (cell == view->forecast_cell && course == view->forecast_course)
        return;
    view->forecast_cell = cell;
    view->forecast_course = course;
    view->forecast = forecast_run(view->context.model, cell, VIEW_FORECAST);
}

/* Where lines are not wrapped the cursor's column has to be in sight: else it goes to the middle, as in Vim. */
static void update_left(View *view)
{
    Pos pos = editor_cursor(view->context.editor);
    TextLine line = notebook_line(view_notebook(view), pos.line);
    int column = view->context.wrap ? 0 : wrap_columns(line, 0, pos.byte, view->context.tab_stop);
    if (column < view->left || column >= view->left + view->context.width)
        view->left = column < view->context.width ? 0 : column - view->context.width / 2;
}

static void update_first_shown(View *view)
{
    size_t cells = notebook_cell_count(view_notebook(view));
    view->first_shown = 0;
    while (view->app && view->first_shown < cells && !view_shows_something(view_pane_of(view, view->first_shown)))
        view->first_shown++;
}

/* What the wheel led to stays in sight; what a person looks for is not pulled away by what happens elsewhere. */
static void follow(View *view)
{
    bool pointed = editor_is_pointed(view->context.editor);
    if (view->looks) {
        return;
    } else if (!view_goes_to_widget(view)) {
        follow_cursor(view);
        follow_output(view, pointed && editor_is_scrolled(view->context.editor));
    } else if (!pointed) {
        view_follow_widget(view);
    }
}

void view_update(View *view, const Editor *editor, const Model *model, int rows, int columns)
{
    pane_cache_trim(view->panes);
    measure(view, editor, model, rows, columns);
    update_forecast(view);
    update_first_shown(view);
    update_left(view);
    if (!view_update_board(view)) {
        view_settle_top(view);
        view->started = true;
        view_collect_rows(view);
        follow(view);
        view_collect_beside(view);
    }
    view->structure = notebook_structure_generation(view_notebook(view));
    view_update_page(view, columns);
    view_update_table(view, rows, columns);
}

int view_columns(const View *view)
{
    return view->columns;
}

CostEstimate view_forecast(const View *view)
{
    return view->forecast;
}

bool view_wraps(const View *view)
{
    return view->context.wrap;
}

unsigned view_tab_stop(const View *view)
{
    return view->context.tab_stop;
}

void view_expect(View *view, size_t cells)
{
    view->expected = cells;
}

size_t view_cells(const View *view)
{
    return MAX(view->expected, notebook_cell_count(view_notebook(view)));
}

Rect view_area(const View *view)
{
    return (Rect){0, 0, view->height + view->head, view_columns(view)};
}

int view_rows(const View *view)
{
    return (int)view_shown_rows(view)->len;
}

const Row *view_row(const View *view, int row)
{
    return &g_array_index(view_shown_rows(view), Row, row);
}

const Pane *view_pane(const View *view, int row)
{
    return view_pane_of(view, view_row(view, row)->cell);
}

Rail view_rail(const View *view)
{
    return view->rail;
}

int view_width(const View *view)
{
    return view->context.width;
}

RowPlace view_place(const View *view, int row)
{
    if (view->board)
        return view_board_place(view, row);
    return view->strips ? view_strip_place(view, row) : (RowPlace){row, 0, view->columns, view->rail.text};
}

int view_percent(const View *view)
{
    if (view->board)
        return view_board_percent(view);
    Notebook *notebook = view_notebook(view);
    Row last = g_array_index(view->strip->rows, Row, view->strip->rows->len - 1), first = view->strip->top;
    bool at_end = !view_next_row(view, &last), at_start = !view_previous_row(view, &first);
    if (at_end && at_start)
        return -1;
    if (at_end)
        return 100;
    size_t above = notebook_first_line(notebook, view->strip->first), cells = notebook_cell_count(notebook);
    size_t lines = notebook_last_line(notebook, MIN(view->strip->end, cells) - 1) + 1 - above;
    size_t line = notebook_first_line(notebook, view->strip->top.cell) + (view->strip->top.part == PART_CODE ? view->strip->top.line : 0);
    return at_start ? 0 : (int)CLAMP((line - above) * 100 / lines, 1, 99);
}

size_t view_layout_work(const View *view)
{
    return pane_cache_work(view->panes);
}
