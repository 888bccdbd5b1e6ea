/* The pictures of a grid as pixels on the terminal: the bytes that lead from what it shows to what it should.
 *
 * Sixels and iTerm's pictures belong to the positions that they are painted on: what is written there later erases
 * them, so only positions that changed are painted.  Kitty's lie over the text, as pieces with names: those that
 * are where they were stay, the others are placed or taken away.  Main thread; part of the painter.
 */
#pragma once

#include "tui/grid.h"
#include "tui/raster.h"
#include "tui/term.h"

typedef struct Pixels Pixels;

Pixels *pixels_new(void);
void pixels_free(Pixels *pixels);

/* The screen is unknown from now on, and what the terminal keeps. */
void pixels_forget(Pixels *pixels);

/* The glyph of a picture at a place where another may be: as text, or nothing if what is painted will cover it. */
typedef enum { PIXELS_TEXT, PIXELS_BLANK, PIXELS_KEPT } PixelsUnder;
PixelsUnder pixels_under(Pixels *pixels, const Term *term, const Glyph *shown, const Glyph *glyph);
/* Of PIXELS_TEXT: what is written, and the colour that it has to have; kitty's placeholder, or RASTER_SIGN. */
int pixels_add_text(const Term *term, Style style, GString *bytes);

/* Appends what pictures need besides text; whether that is anything, after which the cursor may be anywhere. */
bool pixels_add(Pixels *pixels, const Term *term, const Grid *shown, const Grid *grid, GString *bytes);

/* Whether there is a picture in it. */
bool pixels_show(const Grid *grid);

/* Takes away whatever the terminal keeps. */
void pixels_clear(Pixels *pixels, const Term *term, GString *bytes);
