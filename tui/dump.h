/* A grid as text, for tests and for eyes: the characters, then which runs of columns have which style.
 *
 *     1| import marimo as mo          |
 *      |                              |
 *     cursor 0,1 block
 *     styles
 *     1| 1-6 keyword, 15-16 keyword
 */
#pragma once

#include <glib.h>

#include "tui/grid.h"

/* The caller frees it. */
GString *dump(const Grid *grid);
