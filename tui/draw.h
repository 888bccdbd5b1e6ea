/* The picture: a pure function from what the editor, the engine and the view hold to a grid.
 *
 *     view_update(view, editor, model, draw_pane_rows(24), 80);
 *     draw(&(Scene){.view = view, .editor = editor, .model = model, .now = g_get_real_time()}, grid);
 *
 * Called from one place, once per turn of the loop; changes nothing but the grid.  Main thread.
 */
#pragma once

#include "edit/editor.h"
#include "edit/picker.h"
#include "tui/grid.h"
#include "tui/model.h"
#include "tui/panel.h"
#include "tui/scratch.h"
#include "tui/view.h"

/* Knows which rows of the last picture can stay as they are: draw_memo.c. */
typedef struct DrawMemo DrawMemo;

DrawMemo *draw_memo_new(void);
void draw_memo_free(DrawMemo *memo);
/* What the picture was of is gone. */
void draw_memo_forget(DrawMemo *memo);

typedef struct {
    const View *view;
    const Editor *editor;
    const Model *model;
    gint64 now; /* as g_get_real_time(): how long a cell has been running */
    bool hints; /* a command was begun a while ago: show what may follow */
    bool recovery; /* an earlier session left edits that were neither taken nor thrown away */
    const Panel *panel; /* or NULL */
    char *const *tabs;  /* the names of the notebooks, if there are several; else NULL */
    size_t tab;         /* which of them is shown */
    bool untrusted;     /* nothing of the folder runs by itself */
    bool rests;         /* nobody types or moves: what the cell at the cursor needs, and what needs it, is marked */
    const char *same;   /* the name at the cursor, to be marked wherever cells speak of it; or NULL */
    DrawMemo *memo;     /* of what is drawn into this grid and nothing else is; or NULL: all is drawn anew */
    const Scratch *scratch; /* that the panel shows if it shows one; or NULL */
} Scene;

/* Rows of a screen that the notebook gets: the last two are the status line and the messages. */
int draw_pane_rows(int rows);

/* The grid has the size of the screen; what was in it is gone, or drawn again. */
void draw(const Scene *scene, Grid *grid);

/* --- the pieces, for draw.c -------------------------------------------------------------------------- */

void draw_heads(const Scene *scene, Grid *grid); /* of columns that are side by side */
void draw_status(const Scene *scene, Grid *grid, int row);
void draw_message(const Scene *scene, Grid *grid, int row);
void draw_hints(const Scene *scene, Grid *grid, Rect area);
/* What could be typed, and what the call takes that is being typed. */
void draw_completion(const Scene *scene, Grid *grid, Rect area);
int draw_completion_at(const Scene *scene, Rect area, int row, int column); /* the entry at a place; -1: there is none */
/* Where such a frame would be. */
Rect draw_box_place(Rect area, WidgetPlace place, int rows, int columns);
/* A frame with its upper left corner at the place, or above it where there is no room below; what is in it. */
Rect draw_open_box(Grid *grid, Rect area, WidgetPlace place, int rows, int columns);
/* Arrows at its left edge, where a list has entries above or below the rows that it has room for. */
void draw_more(Grid *grid, Rect list, int column, int above, int below);
/* Moves what is drawn down by a row, and puts the names of the notebooks above it. */
void draw_tabs(const Scene *scene, Grid *grid);
/* Which of them is at a column; -1: none. */
int draw_tab_at(char *const *tabs, size_t shown, int columns, int column);
void draw_panel(const Scene *scene, Grid *grid);
/* The scratchpad in the panel; whether keys go there, and the scene that it is of itself. */
void draw_scratch(const Scene *scene, Grid *grid);
bool draw_scratch_has_keys(const Scene *scene);
Scene draw_scratch_scene(const Scene *scene);
void draw_cursor(const Scene *scene, Grid *grid); /* where the view has it, or a console */
/* What the word of the `:` line could become, if somebody asked. */
void draw_prompt_menu(const Scene *scene, Grid *grid, Rect area);
/* The lines typed before, if a person edits them (edit/line_window.h); the place of them that is at one of the screen. */
void draw_line_window(const Scene *scene, Grid *grid, Rect area);
bool draw_line_window_spot(const Scene *scene, Rect area, int row, int column, Pos *pos);
/* The picker, if it is open. */
void draw_picker(const Scene *scene, Grid *grid, Rect area);

/* What of a list that was drawn into an area is at a place of the screen; `*entry`: which of those shown. */
typedef enum { PICKER_OUTSIDE, PICKER_FRAME, PICKER_ENTRY } PickerSpot;
bool draw_widget_entry(const Scene *scene, Rect area, int row, int column, size_t *byte); /* of the box in which lines are typed */
PickerSpot draw_widget_spot(const Scene *scene, Rect area, int row, int column, int *option, int *first, int *shown); /* of the menu of a widget */
PickerSpot draw_picker_spot(const PickView *pick, Rect area, int row, int column, int *entry);
/* -1 or 1: an arrow is there beside the part of an element that keys change; 0: none is. */
int draw_widget_arrow(const Scene *scene, int row, int column);
/* Over the notebook: the value that is being typed, the menu of options, the letters to jump by. */
void draw_widget(const Scene *scene, Grid *grid, Rect area);
void draw_letters(const Scene *scene, Grid *grid); /* labels over code, to jump by */
/* What keys do to the element that they operate; false if they operate none. */
bool draw_widget_keys(const Scene *scene, Grid *grid, Rect area);
/* What lies over a part of a row: the element that keys operate, or one that waits to be confirmed; 0: nothing. */
StyleRole draw_widget_role(const Scene *scene, const char *id, uint64_t cell);

/* The table that fills the screen; and how many of so many rows its own rows get. */
void draw_table(const Scene *scene, Grid *grid, Rect area);
int draw_table_rows(int rows);
/* What of it is at a place of the screen; false: nothing. */
bool draw_table_spot(const Scene *scene, Rect area, int row, int column, TableSpot *spot);
/* The byte of a prompt's text that is at a column of its line. */
size_t draw_prompt_byte(const PromptView *prompt, int columns, int column);

void draw_page(const Scene *scene, Grid *grid, Rect area);

/* A laid-out line at the left edge of a clip, with a role laid over it (or 0). */
/* `links`: of the block; or NULL. */
void draw_block_line(Grid *grid, Rect clip, int row, const BlockLine *line, const GPtrArray *links, StyleRole over);

/* What the frame says about a cell: a glyph and a word, their role, and how long it ran; each may be "". */
typedef struct {
    const char *glyph;
    const char *word; /* only of what a person should notice: nothing of a cell that is all right */
    StyleRole role;
    char time[8]; /* "12ms", "3m" or "" */
} CellLook;
CellLook draw_cell_look(const Scene *scene, size_t cell);
StyleRole draw_bar_role(const CellLook *look); /* of the bar and the rule */

/* "12ms", "1.2s", "42s", "3m", "2h": at most four characters. */
void draw_duration(double seconds, char text[8]);
/* "3s", "75s", "2m": of what is not over yet; "" within the first second. */
void draw_elapsed(double seconds, char text[8]);
