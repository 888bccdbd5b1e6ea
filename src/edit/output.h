/* Being in what a cell shows: for the files of src/edit alone.
 *
 * The text of an output is a notebook of one cell that nobody sees as such.  While a key is worked off that was typed
 * in an output, this notebook and the cursor in it stand in the editor in the place of the code's ("a turn"), so that
 * every motion, object and yank is the one of the code.  Between keys, and for commands that are about the cell, the
 * code stands there.
 */
#pragma once

#include "edit/editor_private.h"

/* What belongs to a text, and changes its place with that of the other. */
typedef struct {
    Notebook *notebook;
    Pos cursor;
    size_t want;
    bool want_valid;
    uint64_t emptied;
    Visual visual;
    Marks marks;
    LineUndo line_undo;
} TextContext;

struct OutputState {
    uint64_t cell;      /* that shows it; 0: keys go to the code */
    uint64_t stamp;     /* of the text, see EditorView */
    TextContext other;  /* the output's; during a turn the code's */
    bool in_turn;
    bool away;          /* a command is at work that is about the code */
};

bool output_is_entered(const Editor *editor);
/* Keys mean the output's text just now, not the code. */
bool output_has_keys(const Editor *editor);

/* Goes into what a cell shows, to its first line or its last; false if it shows nothing. */
bool output_enter(Editor *editor, uint64_t cell, bool last);
void output_leave(Editor *editor);
void output_free(Editor *editor);

/* Around a key.  False if the keys go to the code. */
bool output_begin_turn(Editor *editor);
void output_end_turn(Editor *editor);

/* Why an action is not to be done to an output, or NULL. */
const char *output_refuses(const Editor *editor, const Action *action);

/* Of keys that are none in an output, but are in the code. */
void output_tell_unbound(Editor *editor);

/* Runs a command: one about the cell sees the code, and what moves there leaves the output. */
bool output_run_command(Editor *editor, const Action *action, ActionCall *call);
/* Before a motion between cells: it begins in the code. */
void output_before_motion(Editor *editor, const Action *action);

/* "yio" from the code: an operator on all of what the cursor's cell shows. */
bool output_operate(Editor *editor, const Action *operator, const ActionCall *call);
bool output_is_object(const Action *action);
