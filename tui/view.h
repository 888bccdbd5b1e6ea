/* Which rows of the notebook are on the screen: scrolling, wrapping, and following the cursor.
 *
 *     View *view = view_new();
 *     view_update(view, editor, model, 22, 80);      // before each frame
 *     for (int i = 0; i < view_rows(view); i++)
 *         draw_row(view_row(view, i));
 *
 * The notebook is one column of rows: for each cell a rule, its wrapped lines of code, its output and
 * console.  The view keeps the row at its top and walks from there; what is not visible costs nothing, so
 * ten thousand cells scroll like ten.  Main thread.
 */
#pragma once

#include "edit/editor.h"
#include "notebook/app_layout.h"
#include "tui/find.h"
#include "tui/grid.h"
#include "tui/model.h"
#include "tui/pane.h"
#include "tui/tables.h"

/* One row. */
typedef struct {
    size_t cell; /* index */
    Part part;
    size_t line;  /* of PART_CODE: the line of the cell; else the row in the part */
    size_t start; /* of PART_CODE: its first byte on this row... */
    size_t end;   /* ...and the byte behind its last */
    bool continued; /* a row of the same line stands before it */
} Row;

/* Columns at the left of the panes. */
typedef struct {
    int mark;   /* column of the cursor's mark */
    int number; /* columns [number, number + number_width) */
    int number_width;
    int glyph;  /* column of the state */
    int bar;
    int line, line_width; /* columns of the numbers of lines; width 0: none */
    int text;   /* where code begins; the column before it is for the sign of a wrapped line */
} Rail;

typedef struct View View;

View *view_new(void);
void view_free(View *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(View, view_free)

/* The editor that asks for scrolling through `view_interface` afterwards is the same. */
void view_update(View *view, const Editor *editor, const Model *model, int rows, int columns);

/* As an app: what cells show and nothing else; no code, no rail, and the cursor is nowhere. */
void view_set_app(View *view, bool app);
bool view_is_app(const View *view);

/* How an app's cells are arranged, which the view takes; NULL: in columns if the notebook has them, else one below the
 * other. */
void view_set_layout(View *view, AppLayout *layout);
/* Which slide is shown, from 1, and of how many; false: it has none. */
bool view_slide(const View *view, size_t *slide, size_t *slides);

/* Tracebacks are about cells of that notebook, not of the one in view. */
void view_set_cells(View *view, const Notebook *cells);

/* What the terminal can show of pictures: at first all colours, in UTF-8. */
void view_set_look(View *view, PictureLook look);

/* The notebook is only the beginning of one with so many cells: what is drawn is the picture of that.  0: it is not. */
void view_expect(View *view, size_t cells);
size_t view_cells(const View *view);

/* For editor_set_view. */
EditorView view_interface(View *view);

/* The room that it was given, from its own corner. */
Rect view_area(const View *view);
/* Rows in use (fewer than the height at the end of the notebook); where cells are side by side more. */
int view_rows(const View *view);
const Row *view_row(const View *view, int row);
const Pane *view_pane(const View *view, int row);
/* Where such a row is on the screen: several may be side by side.  `text` is the column where what it shows begins. */
typedef struct {
    int row, column, columns, text;
} RowPlace;
RowPlace view_place(const View *view, int row);
Rail view_rail(const View *view);
int view_columns(const View *view); /* of the screen that the notebook has */
int view_width(const View *view); /* of code and outputs */
unsigned view_tab_stop(const View *view);
bool view_wraps(const View *view); /* else long lines go on behind the edge */

/* Where an element of mo.ui is on the screen: its first row and the columns there; false if it is out of sight. */
typedef struct {
    int row, column, columns;
} WidgetPlace;
bool view_widget_place(const View *view, const char *id, uint64_t cell, WidgetPlace *place);
/* Whether the cell shows it, and not in a tab or a section that is closed. */
bool view_shows_widget(const View *view, const char *id, uint64_t cell);
/* The element that is drawn at a place of the pane; its id, the caller's, or NULL.  `*within`: rows and columns behind its
 * beginning. */
char *view_widget_at(View *view, int row, int column, uint64_t *cell, WidgetPlace *within);
char *view_visible_widget(const View *view, size_t number, uint64_t *cell); /* as EditorView's */

/* A row of what a cell shows while the cursor is in it: bytes [start, start + length) of a line of its text. */
typedef struct {
    size_t line, start, length;
    const char *bytes; /* on the row, from `start` on */
    int column;        /* of `start` on the row, from where outputs begin */
    unsigned frame;    /* of a traceback, from 1; 0: none */
} OutputPlace;
bool view_output_place(const View *view, const Row *row, OutputPlace *place); /* false: the cursor is not in there */
int view_output_column(const OutputPlace *place, size_t byte); /* on the row */
unsigned view_output_frame(const View *view); /* at the cursor */
int view_output_cursor(const View *view); /* the column of the cursor in its line */

/* The table that fills the screen: what is in sight of it; what is to be asked of the kernel, which the caller sends and
 * frees, false if nothing; a number for a question of the editor's; and whether an answer was the screen's. */
const Tables *view_tables(const View *view);
bool view_ask_table(View *view, uint64_t *number, char **id, char **question);
uint64_t view_table_number(View *view);
/* By so many rows; which are in sight then. */
void view_scroll_table(View *view, long rows, uint64_t *first, uint64_t *last);
bool view_take_table(View *view, uint64_t number, const char *json);

/* What a run of the cursor's cell would set off (forecast_run); counts to VIEW_FORECAST. */
enum { VIEW_FORECAST = 1000 };
CostEstimate view_forecast(const View *view);

/* The heads of the columns that are side by side, the `index`-th from the left; false: there are no more. */
typedef struct {
    int column, columns; /* of the screen */
    size_t number, count; /* the how many-th it is, from 1, of how many */
    size_t first, end;    /* its cells */
    bool current;         /* keys go to it */
    bool leftmost, rightmost; /* of those in sight */
} StripHead;
bool view_is_side_by_side(const View *view);
bool view_strip_head(const View *view, size_t index, StripHead *head);
/* Another column than the one that keys go to is at a column of the screen: it is scrolled.  False: there is none. */
bool view_scroll_beside(View *view, int column, long rows);
int view_last_row(const View *view, int column); /* in use at a column of the screen */

/* Where the cursor is, in rows and columns of the view; false if it is out of sight. */
bool view_cursor(const View *view, int *row, int *column);

/* What is at a row and a column of the view; false below the end of the notebook. */
typedef enum {
    SPOT_TEXT, /* code, or beside it */
    SPOT_RUN,  /* the sign of a cell's state */
    SPOT_CODE_BAR, SPOT_OUTPUT_BAR, /* the line beside code; beside what came out of it */
    SPOT_HIDDEN, /* "3 lines of code hidden" */
    SPOT_CELL, /* anything else of a cell */
} SpotKind;
typedef struct {
    SpotKind kind;
    size_t cell; /* below the end: the last one */
    Pos pos; /* the place in the code that is nearest; of what is not code the cell's first */
    bool below; /* the row is below the code */
    bool rail;  /* the place is left of the text */
    bool sees;  /* the first row of the code is in sight */
    Row row;    /* that is there; in its part so many rows are behind it... */
    size_t behind;
    int column; /* ...and the place is so far from where the text begins */
} Spot;
bool view_spot(View *view, int row, int column, Spot *spot);
/* What was at a row of the screen when it was clicked is to be there still, though it may be longer or shorter now. */
void view_hold_spot(View *view, const Spot *spot, int row);
/* The place in the output that the cursor is in: what is there, or what is nearest. */
bool view_output_spot(const View *view, const Spot *spot, Pos *pos);
Pos view_output_near(const View *view, const Spot *spot);

/* What was done since the last picture was done by the pointer; `down`: a button still is, on text.  What is on the screen
 * stays where it is: a cell that the cursor left stays open until a key takes it to another one. */
void view_note_pointer(View *view, bool down);
/* The wheel while keys go elsewhere: nothing is followed until one comes. */
void view_look(View *view, long rows);
void view_look_back(View *view);

/* What else is at a place of the pane; the caller frees the strings of a table. */
typedef enum { POINTED_NOTHING, POINTED_NOTE, POINTED_FRAME, POINTED_TABLE } PointedKind;
typedef struct {
    uint64_t cell;
    size_t index;   /* the same, its place */
    unsigned frame; /* of a traceback, from 1 */
    EditorTable table;
    TableSpot spot;
} Pointed;
PointedKind view_point_at(View *view, int row, int column, Pointed *found);

/* Part of the notebook above the top, 0-100; -1: all of it is visible. */
int view_percent(const View *view);

/* The page (editor_page) folded to the screen, or NULL; and its first row shown, scrolled within the page. */
const Block *view_page(const View *view);
size_t view_page_top(const View *view);
void view_scroll_page(View *view, long rows);
void view_page_heading(View *view, int step); /* 1: to the next heading, -1: to the one before, 0: stays */
void view_page_home(View *view);
/* Pictures on it: larger by a factor (0: as large as the screen), and another part of them; false: there is no more of it. */
bool view_page_has_pictures(const View *view);
double view_page_scale(const View *view);
void view_zoom_page(View *view, double factor);
bool view_pan_page(View *view, int right, int down);
/* By the mouse: what is at a row and a column of the page stays there; and the page comes along with a drag, also one without
 * pictures. */
void view_zoom_page_at(View *view, double factor, int row, int column);
void view_drag_page(View *view, int rows, int columns);
bool view_page_is_picture(const View *view); /* and has nothing to be scrolled */

/* Does REQUEST_FIND in the page; what is found. */
void view_find_page(View *view, Editor *editor, const Request *request);
const Found *view_page_found(const View *view);
/* Rows of it are selected, from the match in sight or the first one in sight on; more of them; is one?  And the text of
 * their lines, or of that with the match; the caller frees it, NULL: there are none. */
bool view_page_selects(const View *view);
void view_page_select(View *view, bool selects);
void view_page_extend(View *view, long rows);
bool view_page_selected(const View *view, size_t line);
char *view_page_text(const View *view);

size_t view_layout_work(const View *view); /* pane_cache_work */
