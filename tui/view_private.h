/* The inside of a view; for view.c and view_scroll.c alone. */
#pragma once

#include "tui/board.h"
#include "tui/view.h"

typedef struct OutputText OutputText; /* view_output.c */
typedef struct Board Board; /* view_board.c */
typedef struct Strips Strips; /* view_strips.c: columns side by side */

/* A run of cells that is scrolled by itself: the whole notebook, or a column of it. */
typedef struct {
    size_t first, end; /* its cells: [first, end), and no more than there are */
    uint64_t top_cell; /* id: the cell at `top` may get another index */
    Row top;
    GArray *rows; /* of Row: what is visible, at most the view's height */
    int left;     /* the column of the screen where it begins */
    Row home;     /* the top, before a line was typed at the prompt */
    uint64_t home_cell;
} Strip;

struct View {
    PaneCache *panes;
    PaneContext context;
    const Notebook *cells; /* view_set_cells() */
    int height, columns; /* of what a strip has; of the screen */
    int head; /* rows above the strips */
    int left; /* columns of code that are left of the edge, where lines are not wrapped */
    Rail rail;
    Strip *strip;   /* that all functions here speak of: the one that keys go to */
    Strip whole;    /* the only one of a notebook without columns */
    Strips *strips; /* or NULL */
    uint64_t arranged;    /* the structure that these are of... */
    char *arranged_width; /* ...and App(width=...), */
    bool arranged_wanted; /* and the option */
    bool started; /* there was a first frame */
    bool app;
    AppLayout *layout; /* or NULL */
    Board *board;      /* view_board.c: how cells are arranged now; NULL: one below the other */
    size_t first_shown; /* in an app: the first cell that shows something; above it is one blank row */
    bool loose;   /* scrolled to where no code is visible: the cursor is not followed... */
    Pos loose_at; /* ...as long as it stays here */
    uint64_t focus; /* id: the cell that is open because the cursor is there... */
    GArray *kept;   /* of uint64_t: ...or was, when the pointer took it away: nothing moves under a pointer */
    bool held;      /* a button is down: no cell opens before it is up... */
    uint64_t operates; /* ...nor before keys no longer go to the element, or into the output, that was clicked; 0: none */
    bool looks;   /* view_look.c: what keys go to is not followed */
    uint64_t structure;  /* generation of the notebook's in the last picture */
    uint64_t seen_cell;  /* the cursor's cell in the last picture... */
    uint64_t seen_version; /* ...and what it showed */
    Block *page; /* or NULL */
    size_t page_top;
    Found page_found; /* view_find.c: what is sought in it... */
    bool page_selects; /* ...and what is selected: rows from one to the other */
    size_t page_anchor, page_line;
    GArray *page_rows; /* of size_t: the first row of each line of its text; or NULL */
    PictureZoom page_zoom;
    bool page_homes; /* the next picture of a page begins where it is to be read first */
    size_t expected; /* cells; see view_expect */
    OutputText *output; /* of the cell asked for last; or NULL */
    Tables *tables;
    uint64_t table_version; /* of what the cell of the table shows */
    CostEstimate forecast; /* as of... */
    uint64_t forecast_cell, forecast_course;
};

/* view_strips.c: the columns of a notebook, side by side. */
void strips_free(Strips *strips);
/* Before a picture: which there are, and how wide (of `least` columns or more), the one that keys go to being in sight.
 * Returns the width of each. */
int view_arrange_strips(View *view, int rows, int columns, int least);
void view_settle_strips(View *view); /* the same between two pictures: it may be another one that keys go to */
void view_collect_beside(View *view); /* what the others show */
const GArray *view_shown_rows(const View *view);
RowPlace view_strip_place(const View *view, int row);
Strip *view_strip_at(const View *view, int column); /* that is at a column of the screen */
void view_strip_interface(EditorView *interface);

/* view_widget.c: the element that keys operate comes into sight. */
void view_follow_widget(View *view);
bool view_row_of_widget(const View *view, size_t cell, const char *id, Row *row);
void view_widget_interface(EditorView *interface);
bool view_goes_to_widget(const View *view); /* and not to the text */

/* view_board.c: an app whose cells are not one below the other. */
void board_free(Board *board);
bool view_update_board(View *view); /* false: there is no board */
void view_board_interface(EditorView *interface);
int view_board_width(const View *view, size_t cell); /* of what it shows; 0: it is not on the board */
RowPlace view_board_place(const View *view, int row);
void view_scroll_board(View *view, Scroll how, long count);
int view_board_percent(const View *view);
/* The cell that follows in the order in which they are read, round to where it began. */
size_t view_cell_beside(const View *view, size_t cell, int step);
size_t view_first_cell(const View *view); /* that with the cursor; of a board the first one on it */

/* view_output.c: the cursor in what a cell shows. */
void output_text_free(OutputText *text);
void view_output_interface(EditorView *interface);
bool view_output_cell(const View *view, size_t *cell, Pos *cursor); /* that the cursor is in */
size_t view_output_lines(const View *view, size_t cell);
bool view_output_mark(const View *view, guint *mark); /* of what the cursor is on in an output */
Row view_output_row(const View *view, size_t cell, Pos pos);
size_t view_output_byte(const OutputPlace *place, int column);
Row view_row_now(const View *view, const Spot *spot); /* that shows what the spot was on */

/* view_table.c: the table that fills the screen. */
void view_update_table(View *view, int rows, int columns);
const Node *view_find_table(const View *view, uint64_t cell, const char *id); /* or NULL */
EditorTable view_describe_table(const View *view, const Node *node);
void view_table_interface(EditorView *interface);

/* view_find.c: another page is shown. */
void view_find_forget(View *view);

/* view_page.c: folds the page to the screen, if there is one. */
void view_update_page(View *view, int columns);

Notebook *view_notebook(const View *view);
const Pane *view_pane_of(const View *view, size_t cell);

/* --- view_rows.c ----------------------------------------------------------------------------------------- */

TextLine view_code_line(const View *view, const Row *row);
bool view_shows_something(const Pane *pane); /* besides code */
size_t view_part_lines(const View *view, size_t cell, Part part);
Row view_part_edge(const View *view, size_t cell, Part part, bool last); /* of one that has lines */
Row view_first_row(const View *view, size_t cell); /* of the cell, or of the last one before it that has any */
void view_set_code_row(const View *view, Row *row, size_t start);
size_t view_start_of(const View *view, const Row *row, size_t byte);
bool view_next_row(const View *view, Row *row);
bool view_step(const View *view, Row *row, const Pane **pane); /* the same, from the pane of one cell to that of the next */
bool view_previous_row(const View *view, Row *row);

/* Moves by up to `count` rows, down if positive; returns how many it were. */
long view_walk(const View *view, Row *row, long count);
int view_compare_rows(const Row *a, const Row *b);
Row view_row_of(const View *view, Pos pos); /* the row of a place in the code */
Row view_cursor_row(const View *view, Pos *cursor); /* in the code or in an output */

/* --- view.c ---------------------------------------------------------------------------------------------- */

/* Which cells are open now. */
void view_settle_focus(View *view);
/* The cell that keys go to if they do not go to the text. */
bool view_console_cell(const View *view, size_t *cell);

Row view_with_rule(const View *view, Row row);

void view_set_top(View *view, Row top);
void view_settle_top(View *view);
void view_collect_rows(View *view);
int view_find_row(const View *view, const Row *row); /* on the screen, or -1 */
