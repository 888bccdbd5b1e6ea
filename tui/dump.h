/* A grid as text, for tests and for eyes: the characters, then a sign for each position that is not plain,
 * then what the signs mean.
 *
 *      1|  1 ╭───────────|
 *      2|  · │ import os |
 *     cursor 2,6 block
 *     styles
 *      1|  r -----------|
 *      2|  r - kkkkkk   |
 *     legend
 *       -  rule
 *       k  keyword
 *       r  rail
 *
 * A role has always the same sign; what is laid over another or coloured by a program gets a Greek letter,
 * in the order of appearance.
 */
#pragma once

#include <glib.h>

#include "tui/grid.h"
#include "tui/theme.h"

/* The caller frees it.  With a theme (not NULL) the legend tells what each style looks like at that depth. */
GString *dump(const Grid *grid, const Theme *theme, ColourDepth depth);
