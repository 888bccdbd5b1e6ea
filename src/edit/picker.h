/* The picker: a list over the notebook that gets shorter with every letter typed, and of which one entry is taken.
 *
 *     GPtrArray *entries = pick_entries_new();
 *     g_ptr_array_add(entries, pick_entry_new(PICK_PLACE, "load", "  x = 1"));
 *     editor_pick(editor, "cells", entries);
 *
 * All that is picked in tarn is picked here: commands, cells, headings, files, notebooks.  What an entry does is told by
 * its kind.  Main thread.
 */
#pragma once

#include "edit/editor.h"

typedef enum {
    PICK_ACTION,  /* target: the name of an action, run by its keys or by its name */
    PICK_COMMAND, /* target: a `:` command... */
    PICK_LINE,    /* ...or its beginning, which is shown at the prompt */
    PICK_PATTERN, /* target: is shown at the prompt of a search, forwards or (line: 1) backwards */
    PICK_PLACE,   /* cell, line: goes there */
    PICK_FILE,    /* target: a path, opened */
    PICK_SNIPPET, /* target: the name of one, put at the cursor... */
    PICK_SNIPPET_CELL, /* ...or as a cell */
    PICK_ANSWER,  /* target, line: REQUEST_PICKED tells whoever asked */
} PickKind;

typedef struct {
    PickKind kind;
    char *text;    /* what is compared with what is typed... */
    size_t name;   /* ...of which so many bytes are the name, and count more */
    char *keys;    /* shown at the right, or NULL */
    char *target;  /* or NULL */
    char *preview; /* shown beside the list while it is chosen, or NULL */
    const char *words; /* that are not shown, but fit as they are: static; or NULL */
    uint64_t cell; /* id */
    size_t line;   /* of the cell, from 0 */
    size_t byte;   /* of the line */
} PickEntry;

GPtrArray *pick_entries_new(void);
/* `name`, and behind two blanks `more` (may be NULL). */
PickEntry *pick_entry_new(PickKind kind, const char *name, const char *more);

/* Opens the picker; takes the entries. */
void editor_pick(Editor *editor, const char *title, GPtrArray *entries);
/* More entries of the same title, if the picker is still open: takes them.  `done`: these are the last. */
void editor_pick_more(Editor *editor, const char *title, GPtrArray *entries, bool done);
/* More will come. */
void editor_pick_expect(Editor *editor);

typedef struct {
    const char *title, *typed;
    size_t cursor;            /* byte in `typed` */
    const GPtrArray *entries; /* of PickEntry * */
    const GArray *shown;      /* of guint: indices of those that fit, the best first */
    guint chosen;             /* index in `shown` */
    bool expects;             /* more entries will come */
} PickView;

/* Questions, whose answers are picked: what to do with changes that are not saved; whether the folder is trusted. */
void editor_ask_quit(Editor *editor);
void editor_ask_trust(Editor *editor);
bool question_before_quit(Editor *editor, const PickEntry *entry); /* it was asked, instead of leaving */

/* For the mouse: the choice goes down so many rows; an entry of `shown` is taken, or (below 0) the picker is closed. */
void editor_pick_move(Editor *editor, long rows);
void editor_pick_take(Editor *editor, long row);

/* How well an entry fits (base/fuzzy.h), and which bytes of its text do: of size_t, or NULL. */
int pick_entry_score(const PickEntry *entry, const char *typed, GArray *places);
bool editor_picker(const Editor *editor, PickView *view);
