/* The `:` line: ranges, commands, and what they are called with.  For the files of src/edit alone.
 *
 * A command is a row of ex_list.c: its name, how far it may be shortened, what it takes, and a function.
 * Lines are counted as a person does, from 1 and through all cells; 0 is "above the first".
 */
#pragma once

#include "base/regex.h"
#include "edit/editor_private.h"

typedef struct ExCommand ExCommand;

typedef struct {
    const ExCommand *command;
    long first, last;      /* the range; the cursor's line if none was given */
    unsigned addresses;    /* how many were given: 0, 1 or 2 (a third pushes the first out) */
    bool bang;
    uint32_t reg;          /* EX_REGISTER: 0 if none was typed */
    long count;            /* EX_COUNT: 0 if none was typed; the range is already adjusted */
    const char *argument;  /* what follows the name, without blanks around it */
    const char *rest;      /* EX_OWN_BAR: to be set to what follows a `|`, or left NULL */
} ExCall;

typedef bool (*ExFunction)(Editor *editor, ExCall *call);

enum {
    EX_RANGE = 1 << 0,     /* takes lines */
    EX_ALL = 1 << 1,       /* all lines, if none are given */
    EX_ZERO = 1 << 2,      /* line 0 is allowed */
    EX_BANG = 1 << 3,
    EX_REGISTER = 1 << 4,
    EX_COUNT = 1 << 5,     /* a number after the name: that many lines from the last one */
    EX_ARGUMENT = 1 << 6,  /* the rest of the command may be something */
    EX_NEEDED = 1 << 7,    /* and must be */
    EX_REST = 1 << 8,      /* the argument is the whole rest of the line, `|` and all */
    EX_OWN_BAR = 1 << 9,   /* the command itself looks where its argument ends */
    EX_NUMBER = 1 << 10,   /* the range is a number that need not be a line */
    EX_FILE = 1 << 11,     /* completes file names */
    EX_NOTEBOOK = 1 << 12, /* from the scratchpad it is done for the notebook beside it */
};

struct ExCommand {
    const char *name;
    size_t shortest; /* how many letters are enough */
    int flags;
    ExFunction function;
    const char *help; /* one line */
};

extern const ExCommand EX_COMMANDS[]; /* ends with a row without a name */
const ExCommand *ex_find(const char *name, size_t length);

/* ":[range]d[elete] [x] [count]"; the caller frees it. */
char *ex_synopsis(const ExCommand *command);
/* One line of help on what keys do; "" for keys that stand for keys other than a command. */
const char *ex_binding_help(const Binding *binding);
/* What `:help` knows and begins with `prefix`, added to `words` (of char *), some twice. */
void ex_help_topics(const Editor *editor, const char *prefix, GPtrArray *words);

struct ExState {
    char *last_command;   /* for ": and `@:`; or NULL */
    char *last_shell;     /* for `:!!`; or NULL */
    bool sub_global, sub_confirm, sub_count_only; /* flags of the last `:s`, for `:&&` */
    char sub_case;
    const RegexMatch *submatch; /* what `\=` is evaluated for, ... */
    const char *submatch_subject; /* ...in this; or NULL */
    char *sub_pattern;    /* of the last `:s` or `:g`; or NULL */
    char *sub_typed;      /* the replacement of the last `:s`, as it was typed; or NULL */
    GString *page;        /* shown over the notebook, or NULL */
    char *page_title;
    char *expression;       /* of the register "=, as it was typed; or NULL */
    char *expression_value; /* or NULL: there is none, or the interpreter has not answered yet */
    unsigned asked;         /* expressions that it has still to answer, the last one from... */
    bool asked_to_insert;   /* ...insert mode, ... */
    long asked_to_put;      /* ...or so many times by `p`, 0: not, ... */
    PutWhere put_where;
    int put_flags;
    Pos asked_at;           /* ...at this place... */
    uint64_t asked_generation; /* ...of this text */
    size_t page_line;     /* that is to be in sight first */
    bool page_differs;    /* it shows a difference */
    uint64_t page_cell;   /* whose output the page shows, instead of a text; or 0 */
    GArray *marked;       /* of long: lines that `:g` still has to visit, from 0; NULL if none is busy */
    guint marked_next;
    long marked_shift;    /* what is to be added to those from marked_next on */
    char *marked_command; /* what `:g` does there */
    long marked_before;   /* how many lines there were */
    bool marked_unasked;  /* an answer was "all": `c` asks no more on those lines */
    bool global_moves;    /* `:g` ends on the first character that is not blank */
    unsigned depth;       /* of nested execution */
    unsigned sourcing;    /* files that are being sourced */
    bool lacks;           /* the last command was one that Vim has and tarn has not; while sourcing that is no error */
    bool sources_itself; /* files do so, without end: all of them end there */
    struct Confirm *confirm; /* a `:s///c` that waits for an answer; or NULL */
};

ExState *ex_state_of(Editor *editor); /* made on first use */

/* Executes a whole line, several commands separated by `|`.  False if one failed; it stops there. */
bool ex_execute(Editor *editor, const char *line);

/* The first command of a line alone; `*rest` is what stands behind its `|`, or NULL; to be freed. */
bool ex_execute_first(Editor *editor, const char *line, char **rest);

/* The line `first` from 0 of a call, and the last; for commands that need existing lines. */
static inline size_t ex_first(const ExCall *call)
{
    return (size_t)MAX(call->first - 1, 0);
}

static inline size_t ex_last(const ExCall *call)
{
    return (size_t)MAX(call->last - 1, 0);
}

/* ex_range.c: reads one address at `*at`; false and a message if it is wrong.  `*found`: there was one. */
bool ex_read_address(Editor *editor, const char **at, long *line, bool *found);
/* Reads a whole range into `call`. */
bool ex_read_range(Editor *editor, const char **at, ExCall *call);

/* Lines changed: `:g` keeps its marks on the right ones.  Called by the listener of the notebook. */
void ex_lines_changed(Editor *editor, size_t at, size_t before, size_t after);

/* A `:s///c` that `:g` waits for is through: `:g` goes on with its next line, or (`enough`) ends here. */
void ex_global_go_on(Editor *editor, bool enough);

/* Shows a text over the notebook; takes it. */
void ex_show_page(Editor *editor, const char *title, GString *text);

/* The output of a cell, over the notebook, as it is while it is looked at. */
void ex_show_output(Editor *editor, size_t cell);

/* ex_confirm.c: an answer to `replace with ...?`; true if one is awaited and the key was taken. */
bool ex_confirm_key(Editor *editor, Key key);
bool ex_confirms(const Editor *editor);
void ex_confirm_free(struct Confirm *confirm);

/* ex_complete.c: what the word before `cursor` could become; `*start` is its first byte. */
GPtrArray *ex_complete(Editor *editor, const char *line, size_t cursor, size_t *start);

/* One line on a word that was completed there, or "". */
const char *ex_word_help(const Editor *editor, const char *line, size_t start, const char *word);

/* Puts the cursor somewhere without changing the wanted column (Vim's w_cursor without w_set_curswant). */
void ex_place_cursor(Editor *editor, Pos pos);

/* Columns are kept where they were wanted, as Vim's 'nostartofline' has it for commands that move. */
void ex_cursor_to_line(Editor *editor, long line);

/* A command or an option that Vim has and tarn has not: an error, unless a file is being sourced.  True: it was none. */
bool ex_lack(Editor *editor, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Whether programs may be run and files read (editor_restrict); tells if not. */
bool ex_may_touch_world(Editor *editor);

/* Adds up and down what a line command did: "3 fewer lines". */
void ex_report(Editor *editor, long lines, const char *what);
