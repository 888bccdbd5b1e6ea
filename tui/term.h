/* The terminal: what it can do (terminfo), its modes, and the bytes that go to it.
 *
 *     Term *term = term_open(STDIN_FILENO, STDOUT_FILENO, false, &error);    // refuses what cannot show a screen
 *     term_show(term, grid, theme);                                   // sends what differs from the last
 *     term_close(term);                                               // leaves it as it was
 *
 * We use the terminfo half of ncurses and compare grids ourselves: its windows cannot show true colour
 * on ordinary terminals, nor be told to send a frame in one synchronised write.  A guard process restores
 * the terminal when we die without a chance to (SIGKILL, a crash).  Main thread.
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

#include "tui/answers.h"
#include "tui/grid.h"
#include "tui/raster.h"
#include "tui/theme.h"

typedef struct Term Term;

/* The least that the editor can be drawn on. */
enum { TERM_LEAST_ROWS = 5, TERM_LEAST_COLUMNS = 20 };

/* Switches to the alternate screen (`in_line`: pushes what is on the screen up, and stays there) and raw input.  Fails,
 * with nothing touched, if there is no terminal, or if it is dumb, unknown or too small. */
Term *term_open(int input, int output, bool in_line, GError **error);
void term_close(Term *term);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Term, term_close)

/* Gives the terminal back for a while (job control, a shell command) and takes it again. */
void term_leave(Term *term);
void term_enter(Term *term);

/* The terminal may be in any state: we were stopped, and somebody else had it.  Takes it as if anew. */
void term_retake(Term *term);

void term_size(const Term *term, int *rows, int *columns);
ColourDepth term_depth(const Term *term);
const char *term_name(const Term *term);

/* Sends what differs from the last picture, in one write. */
void term_show(Term *term, const Grid *grid, const Theme *theme);

/* Forgets what is on the screen: the next picture is sent whole. */
void term_forget(Term *term);

/* The window's title; the old one comes back when the terminal is left. */
void term_set_title(Term *term, const char *title);

/* To the clipboard of the terminal (OSC 52). */
void term_copy(Term *term, const char *bytes, size_t length);

/* A line on the desktop, for somebody who does not look here (OSC 9, OSC 777). */
void term_notify(Term *term, const char *text);

/* Whether frames are synchronised if the terminal knows how. */
void term_set_synchronised(Term *term, bool on);

/* Whether the terminal tells of the mouse: else it selects by itself. */
void term_set_mouse(Term *term, bool on);

/* Asks the terminal what it knows; the answers come as input.  Once, after the first picture. */
void term_probe(Term *term);
/* How many milliseconds answers may still take; -1: none is awaited (any more). */
int term_answer_ms(const Term *term);
void term_take_answer(Term *term, const Answer *answer);

/* The best way of showing pictures as pixels that it was found to know; PICTURES_AUTO: none. */
PictureManner term_best_pictures(const Term *term);
/* How they are shown: as pixels, if it is a way of that. */
void term_set_pictures(Term *term, PictureManner manner);
PictureManner term_pictures(const Term *term);
/* Those that grids shown here may hold; borrowed. */
Rasters *term_rasters(const Term *term);
/* Of a glyph, in pixels; 0: it is not known. */
void term_cell_size(const Term *term, int *width, int *height);

/* What is known of the terminal, a line each, for `tarn doctor`: works without opening one. */
char *term_describe(int output);

#define TERM_ERROR (term_error_quark())
GQuark term_error_quark(void);
enum { TERM_ERROR_UNUSABLE };

/* --- for paint.c: capabilities as bytes ----------------------------------------------------------------- */

enum { MOST_SIXEL_COLOURS = 256 };

typedef struct {
    bool erases_with_background; /* bce */
    bool scrolls;                /* has scroll regions */
    bool ascii;                  /* the locale has no UTF-8 */
    bool plain_signs;            /* ours take two columns there: plain ones stand for them */
    bool synchronised;
    bool cursor_shapes;
    bool returns;     /* CR and LF move its cursor, and do nothing else */
    bool wraps_late;  /* behind the last column of a row it stays in that row until there is more (xenl) */
    bool clusters;    /* a cluster is one glyph, as wide as it is to us */
    bool links;       /* a text may lead to an address (OSC 8) */
    bool repeats;     /* it was seen to write a sign again (REP), also one that is not ASCII */
    bool tmux;         /* our terminal is one of tmux, which has another */
    int sixel_colours; /* that a picture may have */
    ColourDepth depth;
} TermCaps;

const TermCaps *term_caps(const Term *term);
/* Where its cursor is; -1: nobody knows. */
typedef struct {
    int row, column;
} TermPlace;
extern const TermPlace TERM_ANYWHERE;

/* By the shortest way. */
void term_add_move(const Term *term, GString *bytes, TermPlace from, TermPlace to);
void term_add_erase_line(const Term *term, GString *bytes);
/* So many blanks of the face in force, without moving; false: there is no such command. */
bool term_add_erase(const Term *term, GString *bytes, int count);
/* The last sign again, if it `repeats`. */
void term_add_repeat(const Term *term, GString *bytes, int count);
void term_add_clear(const Term *term, GString *bytes);
void term_add_scroll(const Term *term, GString *bytes, int first, int last, int rows, int height);
void term_add_cursor(const Term *term, GString *bytes, bool visible);
/* From one face to another; one that is not known is SGR_UNKNOWN. */
void term_add_face(const Term *term, GString *bytes, Face from, Face to);
