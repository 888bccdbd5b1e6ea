/* The modal editor: a notebook, a cursor, a mode, and what keys do to them.  No terminal, no Python.
 *
 *     Editor *editor = editor_new(notebook);
 *     editor_key(editor, key);                     // changes text, cursor, mode, registers
 *     while ((request = editor_next_request(editor))) ...   // what the editor wants of the world
 *
 * Everything that keys can do is an action (action.h).  The editor never waits: running, saving and
 * leaving are *requests* which the owner of the editor (the screen, or a test) carries out.
 * Main thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

#include "edit/key.h"
#include "base/json.h"
#include "notebook/completion.h"
#include "notebook/history_image.h"
#include "notebook/notebook_merge.h"
#include "notebook/widget.h"

typedef struct Editor Editor;
typedef enum {
    MODE_NORMAL,
    MODE_INSERT,
    MODE_REPLACE,
    MODE_VISUAL,
    MODE_VISUAL_LINE,
    MODE_VISUAL_BLOCK,
    MODE_PENDING, /* an operator waits for its motion */
    MODE_PROMPT,  /* a line is being typed at the bottom: ":", "/", "?" */
    MODE_CONSOLE, /* keys go to the console of the running cell */
    MODE_PANEL,   /* keys go through the rows of a panel: panel.h */
    MODE_PICK,    /* what is typed narrows a list: picker.h */
    MODE_MODELESS, /* the keymap has no modes: characters are text */
    MODE_WIDGET,  /* keys operate an element of mo.ui */
    MODE_MENU,    /* they choose among its options */
    MODE_ENTRY,   /* a value is being typed into it */
    MODE_OUTPUT,  /* the cursor is in what a cell shows */
    MODE_TABLE,   /* a table fills the screen */
} Mode;

/* Takes the notebook; adds an empty cell to one without cells. */
Editor *editor_new(Notebook *notebook);
void editor_free(Editor *editor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Editor, editor_free)

void editor_key(Editor *editor, Key key);

/* Text pasted into the terminal: inserted as it is, one undo step. */
void editor_paste(Editor *editor, const char *bytes, size_t length);

/* --- what the screen shows ------------------------------------------------------------------------ */

Notebook *editor_notebook(const Editor *editor); /* borrowed */
Mode editor_mode(const Editor *editor);
Pos editor_cursor(const Editor *editor);
/* Whether text is being typed just now: half-typed code is no mistake yet. */
bool editor_is_typing(const Editor *editor);
size_t editor_cell(const Editor *editor); /* index of the cell that holds the cursor */
bool editor_modified(const Editor *editor);

/* What is selected, in the visual modes or without modes: from its first to its last position, inclusive; for a block,
 * also the screen columns [left, right] (right is SIZE_MAX after `$`).  False if nothing is. */
typedef struct {
    Pos first, last;
    size_t left, right;
} Selection;
bool editor_selection(const Editor *editor, Selection *selection);

/* Keys typed so far of an unfinished command ("2d"), for the corner of the screen; owned by editor. */
const char *editor_pending(const Editor *editor);

/* Whether the keys typed so far only begin a command, and what may follow them: as a person reads it, an
 * array of KeyHint * that the caller unrefs, empty if no command is begun. */
typedef struct {
    char *keys; /* "<Space>o" after "<Space>": "o" */
    char *what; /* one line of help */
    char *name; /* the same in a word: "new-cell-below" */
} KeyHint;
/* key_words.c: the keys of an action that a person would type now, or else its command; the caller frees it. */
char *editor_keys_of(const Editor *editor, const char *action);
/* Words that name keys: "{u|undo} takes it back" is "u takes it back" with the keys of Vim, and "<C-z> takes it back" with a
 * keymap without modes, whose keys are those of the action.  Behind the bar may stand a command, too: "{:w!|:w!}"; or,
 * behind "=", other words: "{j/k|=<Up>/<Down>}".  `mode` is the one whose section counts.  The caller frees it. */
char *editor_words(const Editor *editor, Mode mode, const char *words);
/* The words that `:theme` takes; ends with NULL, and stays where it is. */
void editor_set_themes(Editor *editor, const char *const *names);
typedef char **(*EditorNotebooks)(gpointer self); /* the names that `:buffer` takes: a list that the editor frees */
void editor_set_notebooks(Editor *editor, EditorNotebooks notebooks, gpointer self);
bool editor_has_modes(const Editor *editor); /* the keymap has */
bool editor_awaits_key(const Editor *editor);
GPtrArray *editor_key_hints(const Editor *editor);
int editor_hint_page(const Editor *editor); /* how often <PageDown> asked for the rest of them */
void key_hint_free(KeyHint *hint);

/* Milliseconds after the last key at which keys that only begin a mapping count as themselves, and
 * editor_timeout() is due; -1: none wait, or forever. */
int editor_timeout_ms(const Editor *editor);
void editor_timeout(Editor *editor);

/* Whether keys are recorded (`q`), and the register they go to, as UTF-8. */
bool editor_recording(const Editor *editor, char name[8]);

/* The prompt line while in MODE_PROMPT: its sign (':', '/', '?'), its text and the cursor's byte. */
typedef struct {
    char sign;
    const char *label; /* shown instead of the sign; or NULL */
    const char *text;
    size_t cursor;
    bool whole; /* the text is chosen: what is typed replaces it */
} PromptView;
bool editor_prompt(const Editor *editor, PromptView *view);

/* The last message for the status line, or NULL; and all of them for `:messages`. */
const char *editor_message(const Editor *editor, bool *is_error);
void editor_tell(Editor *editor, bool is_error, const char *format, ...) G_GNUC_PRINTF(3, 4);
const GPtrArray *editor_messages(const Editor *editor); /* of char *, oldest first */
void editor_clear_message(Editor *editor);

/* The pattern whose matches are to be seen, or NULL; and how it is read (REGEX_*). */
const char *editor_marked_pattern(const Editor *editor, int *flags);
/* Matches of the last search pattern in a line, for highlighting: calls back with byte ranges. */
typedef void (*MatchFunc)(size_t start, size_t end, gpointer data);
void editor_each_match(const Editor *editor, TextLine line, MatchFunc func, gpointer data);

/* While `:s` is typed: what a line of its range would become, `func` getting the bytes that are new; before the
 * replacement is typed those that match.  NULL: nothing is typed about this line. */
GString *editor_preview_line(const Editor *editor, size_t number, TextLine line, MatchFunc func, gpointer data);

/* Which cells have their output folded, and which show all of it however long it is. */
bool editor_output_folded(const Editor *editor, uint64_t cell);
bool editor_output_whole(const Editor *editor, uint64_t cell);

/* Where the cursor is in what a cell shows (its errors, output and console: one text of lines), and what is selected
 * there; false if it is in the code.  The cursor of the code stays in that cell. */
typedef struct {
    uint64_t cell;
    Pos cursor;
    bool selects;
    Selection selection;
} OutputFocus;
bool editor_output(const Editor *editor, OutputFocus *focus);

/* The table that fills the screen, and how it is to be shown; false if there is none.  Columns and rows are numbered
 * from 0, rows as they are sorted and filtered.  Borrowed. */
typedef struct {
    size_t column;
    bool descending;
} TableSort;
typedef struct {
    const char *id;    /* by which the kernel knows it */
    const char *title; /* or NULL: the kernel has one */
    const char *element, *selection; /* of mo.ui.table, or NULL */
    bool edited;         /* it is that of mo.ui.data_editor, `element` */
    uint64_t row;
    size_t column;
    size_t frozen;       /* the columns before this one stay in sight... */
    size_t frozen_right; /* ...and so many at the right end */
    const GArray *sorts; /* of TableSort; the first counts most */
    const char *filter;  /* or "" */
    GHashTable *hidden;  /* of columns (GSIZE_TO_POINTER) */
    GHashTable *widths;  /* of columns that were given one */
    bool picks_cells;
    GHashTable *picked;  /* of rows (uint64_t *), or of cells: table_cell_key() */
} TableFocus;
bool editor_table(const Editor *editor, TableFocus *focus);
uint64_t table_cell_key(uint64_t row, size_t column); /* a cell as a number */
/* "sort" and "filter", members of each question about it (tarn-kernel(7)). */
void table_focus_write(const TableFocus *focus, JsonWriter *writer);
/* The answer to a REQUEST_TABLE. */
void editor_table_answer(Editor *editor, const char *json);

/* The element that keys operate, in MODE_WIDGET, MODE_MENU and MODE_ENTRY; false in others.  Borrowed. */
typedef struct {
    const char *id;
    uint64_t cell;      /* that shows it: more than one may */
    unsigned part;      /* of its parts: which one keys change */
    const char *entry;  /* MODE_ENTRY: the text as it is being typed, and the cursor's byte; else NULL */
    size_t entry_cursor;
    bool entry_has_lines;
    /* MODE_MENU: places of the options in sight of the filter, the one that is chosen, and the filter */
    const GArray *options; /* of size_t; else NULL */
    guint option;
    long top; /* the first one shown; -1: that is as the screen likes */
    const char *filter;
    bool filtering; /* keys are typed into the filter */
} WidgetFocus;
/* The interpreter has told what an element shows now: its menu may have other options. */
void editor_widget_shown(Editor *editor, const char *id);
bool editor_widget(const Editor *editor, WidgetFocus *focus);

/* The menu of what could be typed over the word [start, ...) of the cursor's line; false if there is none to be shown. */
typedef struct {
    size_t start;
    guint count;
    int chosen; /* -1: none */
} CompletionMenu;
bool editor_completion(const Editor *editor, CompletionMenu *menu);
/* One of its entries, borrowed until the next key or answer. */
Completion editor_completion_entry(const Editor *editor, guint index);
/* A click on one of them: it is taken. */
void editor_point_completion(Editor *editor, guint index);
/* The answer to REQUEST_COMPLETE; there may be several, and one that is too late changes nothing. */
void editor_take_completions(Editor *editor, int ticket, const CompletionSet *more);

/* What the call takes that is being typed, or NULL; and the answer to REQUEST_SIGNATURE (NULL: nobody knows). */
const char *editor_signature(const Editor *editor);
void editor_take_signature(Editor *editor, int ticket, const char *text);

/* The name that REQUEST_HOVER asked about, NULL if nobody wants to know any more; and the answer, a page. */
const char *editor_hover(const Editor *editor, int ticket);
void editor_show_hover(Editor *editor, int ticket, const char *text);

/* Text that the editor wants shown over the notebook (`:help`, `:messages`, `:reg`), or NULL. */
const char *editor_page(const Editor *editor, const char **title);
uint64_t editor_page_cell(const Editor *editor); /* the page is what this cell shows; 0: it is a text */
void editor_show_page(Editor *editor, const char *title, const char *text);
/* The same, of which that line (from 0) is to be in sight; and the line, 0: the first. */
void editor_show_page_at(Editor *editor, const char *title, const char *text, size_t line);
size_t editor_page_line(const Editor *editor);
/* The same: its lines are those of notebook_diff.h. */
void editor_show_difference(Editor *editor, const char *title, const char *text);
bool editor_page_is_difference(const Editor *editor);
/* Any key that is typed closes the page; the screen may too. */
void editor_close_page(Editor *editor);

/* --- what the world tells the editor ----------------------------------------------------------------- */

/* The screen, for the keys that depend on it (<C-d>, H, zz); without a view the editor assumes
 * a window of 24 lines over the text alone. */
typedef enum {
    SCROLL_LINES,   /* by count lines; negative is up */
    SCROLL_PAGES,   /* by count pages */
    SCROLL_HALVES,  /* by count half pages */
    SCROLL_TOP,     /* the cursor's line to the top */
    SCROLL_CENTRE,
    SCROLL_BOTTOM,
} Scroll;
/* An element of mo.ui as the screen shows it. */
typedef struct {
    Widget widget; /* borrowed */
    char *trouble; /* why it cannot be operated now, NULL if it can; the caller frees it */
} EditorWidget;
/* A table in what a cell shows; the caller frees the strings. */
typedef struct {
    char *id, *element, *selection; /* the last two of mo.ui.table, or NULL */
    bool edited;                    /* `element` is a mo.ui.data_editor */
    const JsonValue *args, *value;  /* how it is to be shown at first; of the element, or NULL.  Borrowed */
} EditorTable;
/* What the screen knows of the table that fills it. */
typedef struct {
    int64_t rows;    /* -1: nobody has counted them */
    size_t columns;
    size_t page;     /* rows that fit the screen */
    size_t drawn;    /* columns that are drawn beside those that stay */
    size_t width;    /* of the cursor's column */
    const char *name, *text; /* of that, and what is at the cursor: NULL if it is nothing or has not come; borrowed */
} TableShape;
typedef struct {
    gpointer self;
    /* Scrolls, and returns the line on which the cursor should be now. */
    size_t (*scroll)(gpointer self, Scroll how, long count, size_t cursor_line);
    /* First and last line that are (partly) visible. */
    void (*visible)(gpointer self, size_t *first, size_t *last);
    /* Calls back with each part [start, end) of a line of code that is a row in sight. */
    void (*code_in_sight)(gpointer self, void (*func)(size_t line, size_t start, size_t end, gpointer data), gpointer data);
    /* The line a screen row above or below, and the byte at the same column (gj, gk). */
    Pos (*screen_row)(gpointer self, Pos from, long rows);
    /* The line in sight in the column of a cell, as high as the cursor; false: columns are not side by side. */
    bool (*beside)(gpointer self, size_t cell, size_t *line);
    /* The element of that id, as the cell shows it; false if it does not. */
    bool (*widget)(gpointer self, const char *id, uint64_t cell, EditorWidget *found);
    /* The id of the element `count` behind `id` in `cell`, or (NULL) of the first in the cursor's cell or behind it,
     * and the cell that shows it; NULL if there is none.  The caller frees it. */
    char *(*next_widget)(gpointer self, const char *id, uint64_t *cell, long count);
    /* The same of the element that is in sight behind `number` others. */
    char *(*visible_widget)(gpointer self, size_t number, uint64_t *cell);
    /* What a cell shows as text, its lines joined by newlines; false if it shows nothing.  `stamp` is 0 or what the
     * text had that the editor knows: NULL if it is still the same, else the caller frees it.  While the cursor is
     * in an output, lines and places of the functions above are the output's. */
    bool (*output)(gpointer self, uint64_t cell, uint64_t *stamp, char **text);
    /* The first table that a cell shows, or (at_cursor) the one at the cursor in its output, or that of an `element`. */
    bool (*table_at)(gpointer self, uint64_t cell, bool at_cursor, const char *element, EditorTable *found);
    /* The how many-th table that is in sight, from 0. */
    bool (*visible_table)(gpointer self, size_t number, EditorTable *found);
    void (*table)(gpointer self, TableShape *shape);
    /* Shows the slide that is `count` further, or as far as there are some; false: there are none. */
    bool (*turn)(gpointer self, long count);
} EditorView;
void editor_set_view(Editor *editor, const EditorView *view);

/* Asked now and then while keys run keys: true ends them, as <C-c> does in Vim. */
typedef bool (*EditorInterrupted)(gpointer self);
void editor_set_interrupted(Editor *editor, EditorInterrupted interrupted, gpointer self);

/* The mouse: what happens at a place of the text. */
typedef enum {
    POINT_PRESS,  /* the cursor goes there; a selection ends */
    POINT_DRAG,   /* from where it was pressed to here is selected */
    POINT_EXTEND, /* from the cursor, or the selection's other end, to here */
    POINT_WORD,   /* the word here is selected; dragging goes on by words */
    POINT_LINE,
    POINT_PUT,    /* the selection's register is put here */
} PointHow;
void editor_point(Editor *editor, PointHow how, Pos pos);
/* The wheel: by lines, down if positive. */
void editor_scroll(Editor *editor, long lines);
/* What is in sight is what the wheel led to, and cursor and text are as they were then: nothing calls the eye elsewhere. */
bool editor_is_scrolled(const Editor *editor);
/* The pointer chose what is in sight, and no key came since. */
bool editor_is_pointed(const Editor *editor);
/* A button goes down where it means nothing to the text: what keys have begun is given up, and what is being typed into
 * an element is taken. */
void editor_press(Editor *editor);
/* A click on an element of mo.ui that a cell shows, so many rows and columns behind its beginning: it is operated, and keys go
 * to it.  The button is moved then, to another column of the row. */
void editor_point_widget(Editor *editor, const char *id, uint64_t cell, int row, int column);
void editor_drag_widget(Editor *editor, int column);
void editor_point_entry(Editor *editor, size_t byte); /* in the lines that are typed into it: the cursor goes there */
/* An arrow beside the part that keys change: a step of it. */
void editor_step_widget(Editor *editor, long count);
/* On the options of its menu: a click takes one (below 0: closes the menu), the wheel goes through them.
 * `top`: the first of them that is drawn, of `shown`. */
void editor_point_option(Editor *editor, long option, long top);
void editor_scroll_options(Editor *editor, long rows, long top, long shown);
/* In the line of the prompt: its cursor goes to the byte.  And elsewhere: it is left. */
void editor_point_prompt(Editor *editor, size_t byte);
void editor_leave_prompt(Editor *editor);
/* In a table that fills the screen: its title is left by, a head sorts, the rest leads there, and picks the row (or the cell)
 * of a mo.ui.table or begins to edit the cell of a mo.ui.data_editor. */
typedef struct {
    enum { TABLE_TITLE, TABLE_HEAD, TABLE_SIGN, TABLE_CELL } part;
    uint64_t row;  /* of TABLE_SIGN, TABLE_CELL */
    size_t column; /* of TABLE_HEAD, TABLE_CELL */
} TableSpot;
void editor_point_table(Editor *editor, const TableSpot *spot);
/* In a table that a cell shows: a row of a mo.ui.table is picked there, or no longer; else the table fills the screen, sorted
 * by the column of a head. */
void editor_point_shown_table(Editor *editor, const EditorTable *table, uint64_t cell, const TableSpot *spot);
void editor_go_to_frame(Editor *editor, unsigned frame); /* of the traceback of the cursor's cell, from 1 */
/* It was scrolled: the cursor stays within these rows. */
void editor_keep_table_row(Editor *editor, uint64_t first, uint64_t last);
/* Does an action to a cell, wherever the cursor is: what was begun is given up. */
void editor_act(Editor *editor, const char *action, size_t cell);

/* A new cell below the cursor's, or in the place of it if that is empty, and the cursor into it; and above all another cell
 * that it `needs`, or NULL.  One step of undo.  False, with a message: the notebook is not to be changed. */
bool editor_add_cell(Editor *editor, const char *code, const char *needs);
void editor_move_to(Editor *editor, Pos pos); /* leaves a mark in the jump list */
/* Makes the notebook what the snapshot says, as one undo step; returns how many cells differ. */
size_t editor_become(Editor *editor, const NotebookSnapshot *want);
void editor_saved(Editor *editor, uint64_t generation, const char *path);
/* Of no content that the notebook ever had: whatever is there is modified. */
#define EDITOR_NEVER_SAVED UINT64_MAX

/* Takes in what another program wrote, as one undo step that leaves cursor and marks where they were; the conflicts
 * wait to be decided.  `merge` began with what the notebook is now. */
void editor_merge(Editor *editor, const NotebookMerge *merge);
/* Makes cells what the snapshot says, as one undo step that leaves cursor and marks on their text; its other cells go. */
void editor_take(Editor *editor, const NotebookSnapshot *want);
/* No command is begun: a good moment for that. */
bool editor_is_at_rest(const Editor *editor);
void editor_add_conflict(Editor *editor, uint64_t cell, const CellConflict *conflict);
void editor_forget_conflicts(Editor *editor); /* the file was read anew */
const CellConflict *editor_conflict(const Editor *editor, uint64_t cell); /* that is not decided; or NULL */
size_t editor_conflict_count(const Editor *editor);
/* Of those that are not decided, what both sides began with, by the ids of the editor's cells: of CellSnapshot *. */
GPtrArray *editor_conflict_origins(const Editor *editor);
/* What a person has chosen, copied, searched and typed at the prompt goes along to another notebook. */
void editor_hand_over(Editor *from, Editor *to);
/* What the code of the last REQUEST_SCRATCH has printed: false if it was none of the register "=. */
bool editor_evaluated(Editor *editor, const char *text, bool failed);
void editor_set_path(Editor *editor, const char *path);
const char *editor_path(const Editor *editor); /* or NULL */
/* What a notebook without a path is called ("tutorial: tour"), for people; and what it is to be called: the name of its
 * file, or that, or "[no name]". */
void editor_set_title(Editor *editor, const char *title);
char *editor_title(const Editor *editor); /* the caller frees it */
void editor_enter_console(Editor *editor);
void editor_leave_console(Editor *editor);

/* Who has what earlier sessions kept to undo (`self` is given back): asked once somebody goes back behind what was
 * opened.  False: not yet.  True: `*image` is the caller's, or NULL; `*why`, to be freed, tells why a tree that is there
 * is not taken. */
typedef bool (*EditorKeeper)(gpointer self, HistoryImage **image, char **why);
void editor_set_keeper(Editor *editor, EditorKeeper keeper, gpointer self);
/* What is to be kept with a save of the text as it is now; NULL: nothing ('noundofile').  `*whole`: what earlier sessions
 * kept is in it, or not wanted. */
HistoryImage *editor_undo_image(Editor *editor, bool *whole);

/* From here on no programs are run and no files are read, as in `vim -Z`: for keys that nobody has looked at. */
void editor_restrict(Editor *editor);

/* From here on commands that change text are refused; what the owner takes in (editor_merge, editor_become) is not. */
void editor_set_read_only(Editor *editor);
bool editor_is_read_only(const Editor *editor);

/* Runs the `:` commands of a file like tarnrc.  What fails does not keep the rest from being done; the error is "NAME:LINE: why" of
 * the first, and how many more there are. */
bool editor_source(Editor *editor, const char *name, const char *text, GError **error);

/* Chooses what keys do: the name of a keymap that tarn comes with ("vim", "plain", "emacs") or of one of the user's,
 * or a path.  An error changes nothing. */
bool editor_choose_keymap(Editor *editor, const char *name, GError **error);
const char *editor_keymap(const Editor *editor); /* the name of the one chosen, the editor's own */

/* The value of an option by its full name ("number", "tabstop"; 0 and 1 for switches, for texts whether
 * there is one); -1: there is none. */
long editor_option(const Editor *editor, const char *name);

/* The commands of language servers ('lsp'), interned; "" for none. */
const char *editor_lsp(const Editor *editor);

/* --- requests --------------------------------------------------------------------------------------- */
#define FIX_RENAME "rename " /* REQUEST_FIX */

typedef enum {
    REQUEST_RUN_CELLS,  /* cells; force: those that are disabled, too */
    REQUEST_RUN_STALE, REQUEST_RUN_ALL,
    REQUEST_INTERRUPT,
    REQUEST_RESTART,
    REQUEST_SCRATCH,    /* text: code that is no cell's; empty: what the last printed is shown again */
    REQUEST_SCRATCH_CELL, REQUEST_SCRATCH_CLEAR, /* of the scratchpad: text becomes a cell of the notebook; all that it shows goes */
    REQUEST_NOTEBOOK,   /* of the scratchpad: text is a command for the notebook beside it */
    REQUEST_SAVE,       /* text: path or NULL; value: the name of a format, in which that file is not the notebook's own;
                           force; then_quit */
    REQUEST_SAVE_ALL,   /* what is not saved of all notebooks; force; then_quit */
    REQUEST_QUIT,       /* code: exit status; text: "all" notebooks, not this one alone */
    REQUEST_DETACH, REQUEST_TAKE_OVER, /* leave, and let what runs run; who only watches becomes the one that has the notebook: force */
    REQUEST_BUFFER,     /* another notebook that is open: text: number or name; else code: how many on; 0: the last one */
    REQUEST_BUFFER_CLOSE, /* text: number or name, or NULL: this one; force */
    REQUEST_BUFFER_LIST,
    REQUEST_SUSPEND,
    REQUEST_REDRAW,
    REQUEST_OPEN,       /* text: path; force */
    REQUEST_SHELL,      /* text: command line, for `:!cmd` */
    REQUEST_EXTERNAL,   /* the cell at the cursor, in the editor of $VISUAL or $EDITOR */
    REQUEST_CONSOLE,    /* keys are to go to the running cell from now on */
    REQUEST_TYPE,       /* text: bytes for the console of the running cell */
    REQUEST_GOTO_FRAME, /* `gf` on an error: the next frame of the traceback of the cursor's cell */
    REQUEST_GOTO_FINDING, /* the next cell with something wrong; code: how many on, negative: back */
    REQUEST_GOTO_DEFINITION, /* of the name at the cursor; force: where it is declared */
    REQUEST_CODE_ACTION, /* what a language server offers for the text from `first` to `last`; text: a kind, or NULL: any */
    REQUEST_PICKED,     /* text: the target of an entry of PICK_ANSWER; code: its line */
    REQUEST_COMPLETE,   /* text: the code of the cell up to the cursor; code: the ticket of the answer; force: it is
                           an attribute that is being typed */
    REQUEST_HOVER,      /* what is the name at the end of text? value: the name with what stands before its dots; code:
                           the ticket */
    REQUEST_DESCRIBE,   /* the documentation of the name text, an entry of the menu; code: the ticket of that.  Answered by
                           editor_take_completions() */
    REQUEST_SIGNATURE,  /* what does the call take at the end of text? code: the ticket */
    REQUEST_LSP,        /* start the language server anew */
    REQUEST_FORMAT,     /* cells; NULL: all */
    REQUEST_PANEL,      /* text: the panel to be shown, "list": the one that the steps go through; NULL: none; force:
                           hide it if it is shown */
    REQUEST_PANEL_FOCUS, /* keys go to the panel, or back */
    REQUEST_PANEL_MOVE, /* code: rows down; INT_MAX and INT_MIN to its ends */
    REQUEST_PANEL_GO,   /* to what the row speaks of; code: 1: keys stay in the panel */
    REQUEST_PANEL_FOLD, /* code: 1: what is below the row is shown; -1: it is not, or if it is not, to the row above it */
    REQUEST_PANEL_SELECT, REQUEST_PANEL_COPY, /* rows from here on; code: so many more, 0: or no longer */
    REQUEST_FIND,       /* in a page or a panel (apart.h): text: begin, typed, step or leave; code: by how many; force: no more is typed */
    REQUEST_LIST_STEP,  /* code: how many errors or references on; force: to that one, from 1; 0: the present one */
    REQUEST_REFERENCES, /* of the name at the cursor */
    REQUEST_PICK,       /* text: cells, outline, notebooks, buffers: what editor_pick() is to offer */
    REQUEST_RENAME,     /* the name at the cursor, in all cells; text: what it becomes */
    REQUEST_FIX,        /* a name that another cell defines, too; text: local, other, merge, or FIX_RENAME and a name */
    REQUEST_CLIPBOARD,  /* text: to the terminal's clipboard */
    REQUEST_THEME,      /* text: name */
    REQUEST_WIDGET,     /* text: id of an element; value: JSON */
    REQUEST_TABLE,      /* text: id of a table; value: a question as JSON, answered by editor_table_answer() */
    REQUEST_SAVE_OUTPUT, /* of the one of cells; text: a path; value: what it shows as text; force: over what is there */
    REQUEST_NAME,       /* the notebook has another path now: text; value: it had before, or NULL */
    REQUEST_TEST,       /* these cells and the tests in them: cells */
    REQUEST_CHECKPOINT, /* of the interpreter; force: back to the last one */
    REQUEST_RAN,        /* what is known of the run of the cell at the cursor */
    REQUEST_TRUST,      /* text: the folder, or NULL: that of the notebook; force: it is not trusted */
    REQUEST_DIFF,       /* what is different here from the file; text: from that revision of it in Git */
    REQUEST_RECOVER,    /* take what an earlier session left; force: throw it away; text: "diff": look at it */
} RequestKind;

typedef struct {
    RequestKind kind;
    GArray *cells; /* of uint64_t, or NULL */
    char *text;    /* or NULL */
    char *value;   /* or NULL */
    int code;
    bool force;
    bool then_quit;
    Pos first, last;
} Request;

Request *editor_next_request(Editor *editor); /* the caller frees it; NULL if there is none */
void request_free(Request *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Request, request_free)
