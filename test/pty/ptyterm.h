/* The terminal of the tests: what its three parts share.  ptyterm.c runs the program and moves the bytes, ptyterm_screen.c
 * shows them and answers questions, ptyterm_commands.c does what the test asks for.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <glib.h>
#include <jansson.h>
#include <vterm.h>

typedef struct {
    /* options */
    bool silent, synchronised, clusters, wide, kitty, keyboard, sixel, naive;
    const char *name, *background;
    int rows, columns, cell_width, cell_height;

    /* the program */
    pid_t pid;
    int master; /* -1: hung up */
    int sync;   /* -1: the program has closed it */
    int children; /* signalfd of SIGCHLD */
    int status;
    bool exited, stopped, finished; /* finished: nobody holds the other end any more */

    /* the screen */
    VTerm *vterm;
    VTermScreen *screen;
    bool cursor_visible, alternate;
    int cursor_shape;
    GString *title;
    char *folder; /* where a new window would begin (OSC 7), or NULL */
    GPtrArray *behind; /* rows that left the screen at its top, of char * */
    GPtrArray *titles;  /* pushed by CSI 22 t, of char * */
    GString *begun; /* of a character, not shown yet */
    GString *output;    /* all that the program wrote */
    GPtrArray *unknown; /* of what libvterm does not know, of char * */
    bool probing, brackets;
    bool mouse; /* the program wants to be told of it */
    int keyboards[2]; /* of the screen, and the alternate one: how often kitty's keys were begun */
    int other_keys;   /* xterm's modifyOtherKeys */

    /* typing */
    GString *typed;    /* not yet taken by the pseudo-terminal */
    uint64_t sent;     /* bytes it took */
    GString *said;     /* an unfinished line of the sync pipe */
    uint64_t base;     /* what was sent but never reached the program's count */
    uint64_t said_read;
    int said_rows, said_columns;
    bool reading;      /* false: the terminal is stuck */
    size_t mouthful;   /* bytes a read */
} Terminal;

/* --- ptyterm_screen.c ---------------------------------------------------------------------------------------- */

void screen_start(Terminal *terminal);
/* What the program wrote; pieces of characters and commands wait for the rest. */
void screen_feed(Terminal *terminal, const char *bytes, size_t length);

/* --- ptyterm.c ----------------------------------------------------------------------------------------------- */

/* Waits until something happens, and takes it; false if nothing does in time. */
bool terminal_turn(Terminal *terminal, int milliseconds);
void terminal_take_output(Terminal *terminal);
void terminal_take_sync(Terminal *terminal);
void terminal_give_input(Terminal *terminal);
/* Whether the program has read all that it was sent, and says that nothing more will happen. */
bool terminal_is_quiet(const Terminal *terminal);

/* --- ptyterm_commands.c -------------------------------------------------------------------------------------- */

/* The answer to a line, to be dereferenced. */
json_t *terminal_obey(Terminal *terminal, const char *line);
