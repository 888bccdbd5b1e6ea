/* The state of the editor: its parts, and all of it.  Internal to src/edit; see editor_private.h. */
#pragma once

#include "edit/action.h"
#include "edit/keymap.h"
#include "edit/modeless.h"
#include "edit/prompt.h"
#include "edit/register.h"
#include "notebook/columns.h"

/* --- options: values that actions read; the table that sets them is option_list.c ----------------- */

typedef struct {
    unsigned shiftwidth, tabstop, softtabstop;
    bool expandtab, autoindent, smartindent, startofline;
    unsigned textwidth; /* 0: lines are not broken */
    bool ignorecase, smartcase, wrapscan, hlsearch, incsearch, gdefault;
    bool number, relativenumber, wrap, list;
    bool columns; /* those of the notebook are side by side... */
    unsigned columnwidth; /* ...each with so much room for text or more */
    bool reading; /* outputs alone */
    unsigned autoreload; /* AutoReload */
    unsigned pictures; /* PictureManner */
    bool formatonsave;
    bool autocomplete, signature; /* what could be typed, and what a call takes, is shown while typing */
    bool lazy; /* what depends on a cell that ran becomes stale, and does not run */
    bool reactivetests; /* cells of tests are tested when they run */
    unsigned sessionttl; /* hours */
    unsigned checkpoints, checkpointmemory, checkpointafter; /* copies, megabytes, seconds */
    unsigned undolevels; /* so many changes are in the undo tree */
    bool undofile; /* it is kept from one session to the next... */
    unsigned undosize; /* ...up to so many megabytes */
    bool runchanged; /* cells that another program changed run at once */
    bool termsync; /* frames may be synchronised */
    bool readonly; /* :w wants a bang */
    unsigned notify; /* seconds */
    unsigned ttimeoutlen; /* milliseconds that the rest of a terminal's sequence may take */
    unsigned timeoutlen; /* milliseconds that a key waits to become a mapping */
    long scroll; /* lines of <C-d>; 0: half a window */
    const char *keymap, *mouse, *lsp, *snippets; /* interned */
} EditorOptions;

/* --- parts of the editor ------------------------------------------------------------------------------ */

/* A command that is being typed. */
enum { DIGRAPH_BEGUN = 1 };
typedef struct {
    long count;           /* 0: none typed */
    long operator_count;  /* the one before the operator */
    uint32_t reg;         /* 0: none typed */
    const Action *operator;
    Key operator_keys[4]; /* as it was typed, to see it doubled */
    size_t operator_length;
    bool forced;
    Wise force;
    const Action *waiting; /* wants one more key, or the line of a prompt */
    uint32_t digraph;      /* of <C-k> in place of the key that `waiting` wants: its first key, or DIGRAPH_BEGUN */
    uint32_t letters[2];   /* of jump-to-letters, which wants more keys than one; 0: not typed yet */
    bool backward;         /* it led back */
    Mode mode_before;      /* the prompt */
    size_t want;           /* the wanted column before the motion */
    Wise last_wise;        /* of the last motion or selection: `go` takes it for its own */
    GArray *sequence;      /* of Key: unfinished in the keymap */
    GArray *typed;         /* of Key: of this command, without counts and register, for `.` */
    GString *shown;        /* for the corner of the screen */
} Pending;

/* What `.` repeats. */
typedef struct {
    GArray *keys; /* of Key; without counts and register */
    long count;
    uint32_t reg;
    bool backward; /* jump-to-letters led back */
    bool visual; /* on a range as large as the selection was */
    Mode visual_mode;
    size_t visual_lines, visual_columns; /* columns SIZE_MAX: to the end */
} Redo;

typedef struct {
    bool active; /* mode is one of the visual ones */
    Pos anchor;  /* the other end */
    bool cells;  /* whole cells were selected as objects */
    /* the last one, for gv */
    bool had;
    Pos last_anchor, last_cursor;
    Mode last_mode;
    size_t last_want;
} Visual;

typedef struct {
    Pos start;        /* where typing began; <C-w> and <C-u> stop there once */
    GArray *keys;     /* of Key: what was typed, for `.` and counts */
    GString *text;    /* what was inserted, for the "." register */
    char *last_text;  /* of the insertion before, for "." and <C-a> */
    long count;       /* how often it is to be inserted */
    bool opens_line;  /* each time on a new line (o, O) */
    bool has_changed; /* something was typed since it began */
    bool auto_indent; /* the line holds nothing but automatic indent */
    bool typed_space; /* the last key: a softtabstop is not deleted as a whole then */
    bool one_command; /* <C-o>: back to insert mode after a command */
    bool resumed;     /* it was */
    bool was_at_end;  /* <C-o> at the end of its line */
    Mode mode;        /* MODE_INSERT or MODE_REPLACE, to come back to */
    const Action *waiting; /* <C-r>, <C-v> want a key */
    GString *number;  /* digits after <C-v> */
    GPtrArray *replaced; /* of char *, "" for none: what <BS> puts back in replace mode */
    /* of a block: what is typed in the first line goes to the others */
    bool block;
    size_t block_line, block_last, block_column, block_left, block_length;
    bool block_append, block_to_end, block_change;
    /* <C-n>: the words and last what was typed, the one shown, where it begins and ends */
    GPtrArray *words;
    size_t word, word_start, word_end;
} Insert;

typedef struct {
    Pos pos;
    bool set;
} Mark;

/* Marks and lists that follow changes of the text. */
typedef struct {
    Mark letters[26];
    Mark change_start, change_end; /* '[ '] */
    Mark last_change;              /* '. */
    Mark last_insert;              /* '^ */
    Mark before_jump;              /* '' */
    Mark before_that;              /* what it was before */
    Pos jump_pending;
    GArray *jumps;   /* of Pos, oldest first */
    size_t jump;     /* where <C-o> stands; == jumps->len: at the end */
    GArray *changes; /* of Pos, oldest first */
    size_t change;
} Marks;

/* Where a key comes from: failures drop those of macros, mappings and `.`. */
typedef enum { FROM_PERSON, FROM_MACRO, END_OF_REPEAT, END_OF_VISIT } KeyOrigin;

typedef struct {
    GArray *stack;      /* of QueuedKey, the next one last */
    GArray *waiting;    /* of Key: they may become a mapping */
    KeyOrigin waiting_origin;
    gsize waiting_shown; /* what the corner of the screen had before them */
    unsigned map_depth; /* mappings since the last key that was none */
    bool plain;         /* the key that is worked off was not to be mapped */
    bool busy;          /* keys are being worked off */
    bool from_person;   /* the key that is worked off was typed */
    bool failed;        /* the command failed: the rest of macros is dropped */
    uint32_t recording; /* register of `q`, or 0 */
    GArray *recorded;   /* of Key */
    uint32_t last_macro;
    bool repeating;     /* `.` is at work */
    unsigned depth;     /* of editor_run_keys */
    unsigned worked;    /* keys, for the last one typed: many are a macro, about which now and then the question goes... */
    gint64 asked_at;    /* when it was asked last */
    size_t lines_before; /* of the text, when that key was typed */
    EditorInterrupted interrupted; /* ...to this, or NULL */
    gpointer interrupted_self;
    int hint_page;     /* of what may follow the keys typed */
    bool from_panel;   /* the `:` line that is typed was begun in a panel */
    bool console_prefix; /* in console mode: <C-\> was typed, and nothing yet behind it */
} Input;

/* For U: a line as it was before it was changed. */
typedef struct {
    char *text; /* NULL: nothing to undo */
    size_t line, byte; /* where, and where the cursor was in it */
    bool paused; /* changes of several lines at once do not count */
} LineUndo;

/* The last f, t, F, T. */
typedef struct {
    uint32_t character;
    bool forward, till;
} FindChar;

/* The text that gets a pair when the key comes that names it. */
typedef struct {
    Pos start, end;       /* with the pair that is there */
    Pos inner, inner_end; /* without it */
    bool lines;           /* whole lines */
    uint64_t generation;  /* of the notebook in which this is so; 0: nothing was chosen */
} Surround;

/* Belong to files of their own; made and freed by these pairs, NULL until then. */
typedef struct Search Search;   /* search.c */
typedef struct Letters Letters; /* act_letters.c: places that have labels */
typedef struct Picker Picker;   /* picker.c: a list over the notebook */
typedef struct WidgetState WidgetState; /* widget.h: the element of mo.ui that keys operate */
typedef struct TableState TableState; /* table.h: a table that fills the screen */
typedef struct OutputState OutputState; /* output.h: the cursor in what a cell shows */
typedef struct CompleteMenu CompleteMenu; /* complete_menu.c: what could be typed */
typedef struct LookupState LookupState; /* act_lookup.c: what was asked about names */
typedef struct Abbreviations Abbreviations; /* abbreviation.h */
typedef struct UserCommands UserCommands; /* ex_user.h */
typedef struct Preview Preview; /* preview.c: of a `:s` that is being typed */
typedef struct ScratchState ScratchState; /* scratch.c */
typedef struct ExState ExState; /* ex_*.c: last substitution, last command, history, page */

/* column.c: the columns of the notebook. */
typedef struct {
    bool known;
    uint64_t structure; /* the notebook's, when all was right... */
    ColumnsKept *kept;  /* ...and the cells were there; NULL: it has no columns */
    uint64_t cell;      /* id of the cursor's cell then */
    uint64_t listed;    /* the structure of... */
    GArray *list;       /* ...these, of Column; NULL: none */
} KeptColumns;

/* Where the pointer has led the eye. */
typedef struct {
    bool chose;    /* no key came since: what keys go to is not brought into sight */
    bool scrolled; /* the wheel was the last to do so... */
    Pos at;        /* ...while the cursor was here... */
    uint64_t generation; /* ...and that was the notebook */
    PointHow unit; /* POINT_WORD, POINT_LINE: dragging goes on by these... */
    Pos from, to;  /* ...from the one that was clicked, to the end of it */
} Pointer;

struct Editor {
    Notebook *notebook; /* owned */
    char *path;
    char *title; /* of a notebook without a path, or NULL */
    char *folder, *folder_before; /* of `:cd`, where relative paths begin; NULL: where the program was started */
    bool folder_is_local; /* of `:lcd` */
    bool path_is_new; /* `:f` gave it, and nothing was written there yet */
    bool restricted; /* neither programs nor files */
    const char *const *theme_names; /* that :theme takes, for <Tab>; ends with NULL.  NULL: nobody told them */
    EditorNotebooks notebooks; /* has the names that :buffer takes, or NULL */
    gpointer notebooks_self;
    bool warned;     /* that the file is not to be written */
    bool read_only;  /* no command changes the notebook */
    Mode mode;
    Pos cursor;
    size_t want;     /* screen column that j and k aim at; SIZE_MAX after $ */
    bool want_valid; /* false: it is the cursor's own */
    uint64_t saved_content; /* the generation that first had it */
    uint64_t saving_generation; /* what the last `:w` asked to save; 0: nothing yet */
    uint64_t emptied; /* the generation in which all lines were deleted: there is nothing to delete then */

    EditorOptions options;
    GStringChunk *option_texts; /* values of them, each once: who compares pointers compares these */
    EditorKeeper keeper; /* has what earlier sessions kept to undo; NULL: it is here, or there is none */
    gpointer keeper_self;
    Keymap *keymap;   /* what keys do */
    Keymap *mappings; /* what they stand for before that: keys alone, see mapping.c */
    Keymap *local_mappings; /* the same of this notebook alone (<buffer>): they come first */
    char *leaders[2]; /* what <Leader> and <LocalLeader> are (`:let mapleader`); NULL: a backslash */
    Abbreviations *abbreviations;
    UserCommands *user_commands;
    Registers *registers;
    Pending pending;
    Redo redo;
    Visual visual;
    Insert insert;
    Marks marks;
    Input input;
    FindChar find;
    Surround surround;
    Pos operator_from; /* the cursor before the operator that is at work */
    EditorView view;
    GQueue requests;    /* of Request * */
    GPtrArray *messages; /* of char * */
    bool message_shown, message_is_error;
    GHashTable *folded; /* ids of cells whose output is folded... */
    GHashTable *whole;  /* ...and of those whose output is shown to its end */
    GHashTable *conflicts; /* conflict.c: cells that were changed here and on disk */
    Register computed;  /* what editor_register() made last */
    LineUndo line_undo;
    Modeless modeless;
    Pointer pointer;
    KeptColumns columns;

    Prompt *prompt;
    Preview *preview;
    Search *search;
    ExState *ex;
    Letters *letters;
    WidgetState *widget;
    OutputState *output;
    TableState *table;
    CompleteMenu *complete;
    LookupState *lookup;
    Picker *picker;
    struct SnippetState *snippets; /* snippets.h; or NULL */
    ScratchState *scratch; /* NULL: this is no scratchpad */
    bool scratch_busy;     /* it runs something, or waits for that */
    bool is_line_window;   /* line_window.h */
    bool borrows;          /* lend.h: keymap, mappings, abbreviations and registers are another's */
};
