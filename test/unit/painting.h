/* A terminal on a pty that nobody reads much of, our painter, and the emulator that gets the painter's bytes. */
#pragma once

#include "tui/paint.h"

#include <vterm.h>

typedef struct {
    int master, slave;
    Term *term;
    Theme *theme;
    Painter *painter;
    VTerm *vterm;
    VTermScreen *screen; /* not reset yet: callbacks are set before */
} Painting;

/* By what $TERM and the like say.  A test fails if there is none. */
Painting painting_open(int rows, int columns);
void painting_close(Painting *painting);
