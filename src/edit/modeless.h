/* Editing without modes, as keymaps like keymaps/plain.keys want it; for the files of src/edit alone. */
#pragma once

#include "edit/action.h"

/* Without modes: what the last command did, as far as the next one goes on with it. */
typedef enum { DID_OTHER, DID_TYPE, DID_BLANK, DID_ERASE, DID_CUT, DID_PASTE } ModelessStep;

/* Normal mode is entered for a while: for the keys of a row, or for one command of the person. */
typedef enum { AT_HOME, VISIT_KEYS, VISIT_COMMAND } Visit;

typedef struct {
    bool on; /* the keymap has no modes */
    bool sticky; /* motions move the end of the selection */
    bool counting; /* digits are a count... */
    bool counted;  /* ...and some were typed */
    bool backward; /* the operator's motion led back */
    ModelessStep step, before; /* of this command, and of the one before */
    const Action *operator; /* of a pair whose motion waits for its key */
    size_t row_keys; /* how many keys the row has that is carried out */
    Pos pasted; /* where the last paste begins; its end is the cursor */
    unsigned older; /* how far `paste-older` has gone back */
    char *sought; /* by `replace`, while it asks by what; or NULL */
    /* before a visit, and right behind its beginning */
    Visit visit;
    bool away, left_selecting;
    Pos left, left_anchor, landed;
    uint64_t left_generation;
} Modeless;

/* The keymap has modes, or none. */
void modeless_set(Editor *editor, bool on);
void modeless_key(Editor *editor, Key key);
/* Back from normal mode, if nothing is left to do there. */
void modeless_settle(Editor *editor);
void modeless_visit(Editor *editor, Visit how);
/* An action with its call complete. */
void modeless_run(Editor *editor, const Action *operator, const Action *action, ActionCall *call);
/* What is selected, ordered, its end exclusive; false if nothing is. */
bool modeless_selection(const Editor *editor, Pos *start, Pos *end);
void modeless_select(Editor *editor, Pos anchor, Pos cursor);
void modeless_end_selection(Editor *editor);
/* Deletes what is selected, into no register; false if nothing is. */
bool modeless_erase_selection(Editor *editor);
/* Before something is typed or pasted: what is selected goes, unless it is a region that motions made. */
void modeless_make_room(Editor *editor);
/* Tells what the command does; a step of undo begins unless it goes on with what the one before did. */
void modeless_step(Editor *editor, ModelessStep step);
/* Puts a text at the cursor, as one step; the selection makes room for it. */
void modeless_insert(Editor *editor, const char *bytes, size_t length);

/* modeless_away.c: whether keys are those of a keymap without modes, and of no command of Vim's. */
bool modeless_at_home(const Editor *editor);
/* Whether a row of the mode there is goes on with a key: <C-c><C-c> is no Escape then. */
bool modeless_goes_on(const Editor *editor, Key key);
/* That keys do nothing, unless something was told of them already. */
void modeless_tell_unbound(Editor *editor, const char *keys);
void modeless_tell_unknown(Editor *editor, Key key);
/* Whether a key leads elsewhere in the text, and changes nothing. */
bool modeless_moves(const Editor *editor, Key key);
/* A key for a list, a menu's filter or an element's text becomes what [prompt] makes of it; true: that is done. */
bool modeless_typed(Editor *editor, Key *key);
