/* An app whose cells are in columns, in a grid or on slides: what of it is on the screen, scrolling, turning slides. */
#include <string.h>

#include "tui/view_private.h"

enum { TOP = 1, RAIL = 2 }; /* a blank row above all; columns at the left of what a tile shows */

/* The rows of a tile, from top to bottom. */
static const Part PARTS[] = {PART_ERRORS, PART_OUTPUT, PART_CONSOLE};

struct Board {
    const AppLayout *layout; /* `made`, or the view's */
    AppLayout *made;         /* of the notebook's columns, or NULL */
    uint64_t structure;      /* the notebook's, of `made` and `order`... */
    int columns;             /* ...and the width that the screen had */
    GArray *order;           /* of Tile: all cells that are shown, without rows */
    GArray *widths;          /* of int: by cells */
    GArray *tiles;           /* of Tile: those on the board now, with rows */
    GArray *places;          /* of RowPlace, of the view's rows */
    GArray *slides;          /* of size_t: where in `order` each slide begins; of slides alone */
    size_t slide;
    uint64_t slide_cell;     /* the cell that it begins with: others may come before it */
    int rows, top;
    uint64_t followed_cell;  /* the element that was last brought into sight... */
    char *followed;          /* ...or NULL: whoever scrolls away from it is left alone */
};

static Board *board_new(void)
{
    Board *board = g_new0(Board, 1);
    board->widths = g_array_new(FALSE, TRUE, sizeof(int));
    board->tiles = g_array_new(FALSE, TRUE, sizeof(Tile));
    board->places = g_array_new(FALSE, TRUE, sizeof(RowPlace));
    board->slides = g_array_new(FALSE, TRUE, sizeof(size_t));
    return board;
}

void board_free(Board *board)
{
    g_clear_pointer(&board->made, app_layout_free);
    g_clear_pointer(&board->order, g_array_unref);
    g_array_unref(board->widths);
    g_array_unref(board->tiles);
    g_array_unref(board->places);
    g_array_unref(board->slides);
    g_free(board->followed);
    g_free(board);
}

/* --- which cells, and how wide ---------------------------------------------------------------------------------- */

static void arrange(View *view, Board *board)
{
    size_t cells = notebook_cell_count(view_notebook(view));
    g_clear_pointer(&board->order, g_array_unref);
    board->order = board_tiles(board->layout, cells, view->columns);
    g_array_set_size(board->widths, 0);
    g_array_set_size(board->widths, (guint)cells);
    for (guint i = 0; i < board->order->len; i++) {
        const Tile *tile = &g_array_index(board->order, Tile, i);
        g_array_index(board->widths, int, tile->cell) = MAX(tile->columns - RAIL - 1, 1);
    }
}

/* The board, made anew when the notebook's cells or the screen are others; false: the cells are one below the other. */
static bool ensure(View *view)
{
    uint64_t structure = notebook_structure_generation(view_notebook(view));
    Board *board = view->board;
    if (board && board->structure == structure && board->columns == view->columns)
        return true;
    g_autoptr(AppLayout) made = view->layout ? NULL : app_layout_columns(view_notebook(view));
    const AppLayout *layout = view->layout ? view->layout : made;
    if (!layout || layout->kind == APP_VERTICAL) {
        g_clear_pointer(&view->board, board_free);
        return false;
    }
    view->board = board = board ? board : board_new();
    g_clear_pointer(&board->made, app_layout_free);
    board->made = g_steal_pointer(&made);
    board->layout = layout;
    board->structure = structure;
    board->columns = view->columns;
    arrange(view, board);
    return true;
}

int view_board_width(const View *view, size_t cell)
{
    const GArray *widths = view->board->widths;
    return cell < widths->len ? g_array_index(widths, int, cell) : 0;
}

size_t view_cell_beside(const View *view, size_t cell, int step)
{
    const GArray *order = view->board ? view->board->order : NULL;
    size_t cells = notebook_cell_count(view_notebook(view));
    if (!order || order->len == 0)
        return (cell + (step > 0 ? 1 : cells - 1)) % cells;
    guint at = 0;
    while (at < order->len && g_array_index(order, Tile, at).cell != cell)
        at++;
    if (at == order->len)
        at = step > 0 ? order->len - 1 : 0;
    return g_array_index(order, Tile, (at + (step > 0 ? 1 : order->len - 1)) % order->len).cell;
}

size_t view_first_cell(const View *view)
{
    const GArray *tiles = view->board ? view->board->tiles : NULL;
    return tiles && tiles->len ? g_array_index(tiles, Tile, 0).cell : editor_cell(view->context.editor);
}

/* --- how high --------------------------------------------------------------------------------------------------- */

static int part_rows(const Pane *pane, Part part)
{
    const Block *block = part == PART_ERRORS ? pane->errors : part == PART_OUTPUT ? pane->output : pane->console;
    return block ? (int)block->lines->len : 0;
}

static int rows_of(const View *view, size_t cell)
{
    const Pane *pane = view_pane_of(view, cell);
    int rows = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(PARTS); i++)
        rows += part_rows(pane, PARTS[i]);
    return rows;
}

/* A slide begins with each cell that shows something, unless it joins the one before it. */
static void find_slides(View *view, Board *board)
{
    g_array_set_size(board->slides, 0);
    for (guint i = 0; i < board->order->len; i++) {
        size_t cell = g_array_index(board->order, Tile, i).cell, at = i;
        bool joins = app_layout_place(board->layout, cell).joins && board->slides->len > 0;
        if (!joins && rows_of(view, cell) > 0)
            g_array_append_val(board->slides, at);
    }
    size_t index;
    for (guint i = 0; i < board->slides->len; i++) {
        size_t cell = g_array_index(board->order, Tile, g_array_index(board->slides, size_t, i)).cell;
        if (notebook_find_cell(view_notebook(view), board->slide_cell, &index) && index == cell)
            board->slide = i;
    }
    board->slide = MIN(board->slide, board->slides->len ? board->slides->len - 1 : 0);
}

static void go_to_slide(View *view, size_t slide)
{
    Board *board = view->board;
    size_t first = g_array_index(board->slides, size_t, slide);
    board->slide = slide;
    board->slide_cell = cell_id(notebook_cell(view_notebook(view), g_array_index(board->order, Tile, first).cell));
    board->top = 0;
}

/* The places in `order` of what is on the board: all, or one slide. */
static void part_of_order(const Board *board, guint *first, guint *end)
{
    *first = 0;
    *end = board->order->len;
    if (board->layout->kind != APP_SLIDES || board->slides->len == 0)
        return;
    *first = (guint)g_array_index(board->slides, size_t, board->slide);
    if (board->slide + 1 < board->slides->len)
        *end = (guint)g_array_index(board->slides, size_t, board->slide + 1);
}

static void stack(View *view, Board *board)
{
    guint first, end;
    if (board->layout->kind == APP_SLIDES)
        find_slides(view, board);
    part_of_order(board, &first, &end);
    g_array_set_size(board->tiles, 0);
    for (guint i = first; i < end; i++) {
        Tile tile = g_array_index(board->order, Tile, i);
        tile.rows = rows_of(view, tile.cell);
        g_array_append_val(board->tiles, tile);
    }
    board->rows = TOP + board_stack(board->tiles, view->columns);
    board->top = CLAMP(board->top, 0, MAX(board->rows - view->height, 0));
}

/* --- what is on the screen -------------------------------------------------------------------------------------- */

static void collect_tile(View *view, const Board *board, const Tile *tile)
{
    const Pane *pane = view_pane_of(view, tile->cell);
    int row = TOP + tile->row - board->top;
    for (size_t i = 0; i < G_N_ELEMENTS(PARTS); i++) {
        int lines = part_rows(pane, PARTS[i]);
        for (int line = MAX(-row, 0); line < lines && row + line < view->height; line++) {
            Row shown = {.cell = tile->cell, .part = PARTS[i], .line = (size_t)line};
            RowPlace place = {row + line, tile->column, tile->columns, tile->column + RAIL};
            g_array_append_val(view->strip->rows, shown);
            g_array_append_val(board->places, place);
        }
        row += lines;
    }
}

static void collect(View *view)
{
    const Board *board = view->board;
    g_array_set_size(view->strip->rows, 0);
    g_array_set_size(board->places, 0);
    for (guint i = 0; i < board->tiles->len; i++)
        collect_tile(view, board, &g_array_index(board->tiles, Tile, i));
}

RowPlace view_board_place(const View *view, int row)
{
    return g_array_index(view->board->places, RowPlace, row);
}

/* --- into sight ------------------------------------------------------------------------------------------------- */

/* Turns to the slide that a cell is on. */
static void turn_to_cell(View *view, size_t cell)
{
    Board *board = view->board;
    size_t found = board->slide;
    for (guint slide = 0; slide < board->slides->len; slide++) {
        guint first = (guint)g_array_index(board->slides, size_t, slide);
        guint end = slide + 1 < board->slides->len ? (guint)g_array_index(board->slides, size_t, slide + 1) : board->order->len;
        for (guint i = first; i < end; i++)
            found = g_array_index(board->order, Tile, i).cell == cell ? slide : found;
    }
    if (found != board->slide) {
        go_to_slide(view, found);
        stack(view, board);
    }
}

/* The row of the board that shows a row of a cell; -1: none does. */
static int board_row(const View *view, const Row *wanted)
{
    const Board *board = view->board;
    for (guint i = 0; i < board->tiles->len; i++) {
        const Tile *tile = &g_array_index(board->tiles, Tile, i);
        if (tile->cell != wanted->cell)
            continue;
        int row = TOP + tile->row;
        for (size_t part = 0; PARTS[part] != wanted->part; part++)
            row += part_rows(view_pane_of(view, tile->cell), PARTS[part]);
        return row + (int)wanted->line;
    }
    return -1;
}

static void bring_into_sight(View *view, const Row *wanted)
{
    Board *board = view->board;
    turn_to_cell(view, wanted->cell);
    int row = board_row(view, wanted);
    if (row >= 0 && (row < board->top || row >= board->top + view->height))
        board->top = CLAMP(row - view->height / 2, 0, MAX(board->rows - view->height, 0));
}

/* The element that keys operate; once, so that a slide can be turned or scrolled away from it. */
static void follow_element(View *view)
{
    Board *board = view->board;
    WidgetFocus focus;
    Row row;
    size_t cell;
    bool operates = view_goes_to_widget(view) && editor_widget(view->context.editor, &focus);
    if (operates && g_strcmp0(focus.id, board->followed) == 0 && focus.cell == board->followed_cell)
        return;
    g_clear_pointer(&board->followed, g_free);
    if (!operates || !notebook_find_cell(view_notebook(view), focus.cell, &cell) ||
        !view_row_of_widget(view, cell, focus.id, &row))
        return;
    board->followed = g_strdup(focus.id);
    board->followed_cell = focus.cell;
    bring_into_sight(view, &row);
}

/* The cell that asks for a line. */
static void follow_console(View *view)
{
    const Model *model = view->context.model;
    uint64_t id = model_wants_input(model);
    size_t cell;
    if (editor_mode(view->context.editor) != MODE_CONSOLE ||
        !notebook_find_cell(view_notebook(view), id ? id : model_running(model), &cell) || view_board_width(view, cell) == 0)
        return;
    turn_to_cell(view, cell);
    int lines = part_rows(view_pane_of(view, cell), PART_CONSOLE);
    if (lines > 0)
        bring_into_sight(view, &(Row){.cell = cell, .part = PART_CONSOLE, .line = (size_t)lines - 1});
}

bool view_update_board(View *view)
{
    if (!view->app || !ensure(view)) {
        g_clear_pointer(&view->board, board_free);
        return false;
    }
    view->started = true;
    stack(view, view->board);
    follow_element(view);
    follow_console(view);
    collect(view);
    return true;
}

/* --- scrolling and turning -------------------------------------------------------------------------------------- */

static bool turn(gpointer self, long count)
{
    View *view = self;
    Board *board = view->board;
    if (!board || board->layout->kind != APP_SLIDES || board->slides->len == 0)
        return false;
    long wanted = CLAMP((long)board->slide + count, 0, (long)board->slides->len - 1);
    if ((size_t)wanted != board->slide)
        go_to_slide(view, (size_t)wanted);
    return true;
}

/* At the end of a slide a page further is the next slide; backward it is the end of the one before. */
void view_scroll_board(View *view, Scroll how, long count)
{
    Board *board = view->board;
    const long rows[] = {[SCROLL_LINES] = 1, [SCROLL_PAGES] = MAX(view->height - 2, 1),
                         [SCROLL_HALVES] = MAX(view->height / 2, 1), [SCROLL_BOTTOM] = 0};
    long end = MAX(board->rows - view->height, 0), before = board->top, slide = (long)board->slide;
    board->top = (int)CLAMP(before + count * rows[how], 0, end);
    if (how != SCROLL_PAGES || board->top != before || !turn(view, count > 0 ? 1 : -1))
        return;
    if (count < 0 && (long)board->slide != slide)
        board->top = G_MAXINT / 2; /* its last rows: the next picture knows how many it has */
}

int view_board_percent(const View *view)
{
    const Board *board = view->board;
    int end = board->rows - view->height;
    if (end <= 0)
        return -1;
    return board->top == 0 ? 0 : board->top >= end ? 100 : CLAMP(board->top * 100 / board->rows, 1, 99);
}

bool view_slide(const View *view, size_t *slide, size_t *slides)
{
    const Board *board = view->board;
    if (!board || board->layout->kind != APP_SLIDES)
        return false;
    *slides = board->slides->len;
    *slide = *slides ? board->slide + 1 : 0;
    return true;
}

void view_board_interface(EditorView *interface)
{
    interface->turn = turn;
}
