/* What a terminal is; for the term*.c files alone. */
#pragma once

#include <termios.h>

#include "tui/guard.h"
#include "tui/paint.h"
#include "tui/term.h"

/* A terminal that has not answered by then does not answer; and what we wait for an answer when we leave. */
enum { ANSWER_MS = 1000, LATE_ANSWER_MS = 100 };

/* How keys are told: as ever, or so that <C-i> is not <Tab>. */
typedef enum { KEYBOARD_PLAIN, KEYBOARD_KITTY, KEYBOARD_OTHER_KEYS, KEYBOARDS } Keyboard;

struct Term {
    int input, output;
    struct termios before, raw;
    bool entered;
    bool alternate; /* it has a screen for us alone, and we want it */
    gint64 asked; /* g_get_monotonic_time() of the questions */
    TermCaps caps;
    bool xterm_like; /* understands titles, cursor shapes, questions */
    bool has_title;
    bool mouse; /* we are told of it */
    bool awaits_answers;
    bool knows_frames; /* it can synchronise them */
    bool plain_frames; /* they are not to be */
    bool sets_clusters; /* it was asked to take a cluster for a glyph, and is asked to leave that when we go */
    bool tells_keys; /* it knows kitty's way */
    Keyboard keyboard; /* that is used */
    bool kitty, sixel, iterm;    /* whose pictures it knows */
    int cell_width, cell_height; /* as it said; 0: it did not */
    PictureManner pictures;      /* that are shown now */
    Rasters *rasters;            /* shown, or that may be */
    int colours;
    char *name;
    Painter *painter;
    Guard *guard;
    GString *bytes;
};

/* term.c: what waits in `bytes`. */
void term_send(Term *term);
/* The guard learns what has to be undone by now. */
void term_tell_guard(Term *term);

/* term_bytes.c: a string of terminfo's, which may be NULL. */
void term_add_capability(GString *bytes, const char *string);

/* term_ask.c */
void term_ask_early(Term *term); /* what has to be asked before there is anything on the screen */
/* What begins the keyboard that is used (`again`: it may have begun), and what ends one. */
void term_add_keyboard(const Term *term, GString *bytes, bool again);
void term_add_keyboard_end(Keyboard keyboard, GString *bytes);
/* Waits a moment for answers on their way; they must not end up on the shell's line. */
void term_swallow_answers(Term *term);
