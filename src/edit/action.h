/* Actions: everything a key, a `:` command, the palette or a keymap file can name.
 *
 * Each action is one row: its name, what argument it takes, one line of help, and a function.  The rows
 * stand in the act_*.c files by subject and are gathered by action_list.c; the help, the manual page of
 * keys, completion and the keymaps are made from them.
 */
#pragma once

#include "edit/editor.h"

/* What an action is for the grammar of keys. */
typedef enum {
    ACTION_COMMAND,     /* does something: "delete-char", "run-cell" */
    ACTION_MOTION,      /* moves, or gives an operator its range */
    ACTION_TEXT_OBJECT, /* gives an operator or a selection its range */
    ACTION_OPERATOR,    /* takes a motion, an object or a selection */
} ActionKind;

/* What an action is called with. */
typedef struct {
    long count;           /* 1 if none was typed */
    bool has_count;
    uint32_t reg;         /* register name, '"' if none was typed */
    Key argument;         /* the key after `f`, `r`, `m`, `q`..., if the action takes one */
    const char *text;     /* the rest of a `:` line, if called from one; or NULL */
    bool bang;
} ActionCall;

typedef struct Action Action;
struct Action {
    const char *name; /* "word-forward": lower case and hyphens */
    ActionKind kind;
    const char *help; /* one line */
    bool takes_key;   /* reads one more key into `argument` */
    /* What it does.  The precise types of motions and operators are private to src/edit. */
    gpointer function;
    int flags;
};

const Action *action_find(const char *name);
const Action *const *actions_all(size_t *count); /* sorted by name */
