/* How lines of code are broken into rows of the screen; a tab leads to the next multiple of `tab_stop` columns. */
#pragma once

#include <stddef.h>

#include "notebook/text.h"

/* The byte behind the row that begins at `start`: where `width` columns are used up, or the end. */
size_t wrap_end(TextLine line, size_t start, int width, unsigned tab_stop);

/* The first byte of the row that holds `byte` (the end of the line counts to its last row). */
size_t wrap_start(TextLine line, size_t byte, int width, unsigned tab_stop);

/* The first byte of the last row. */
size_t wrap_last(TextLine line, int width, unsigned tab_stop);

/* Columns between a row's first byte and another byte of it. */
int wrap_columns(TextLine line, size_t start, size_t byte, unsigned tab_stop);

/* The first byte of a line that stands at a column or behind it; its length if it is shorter. */
size_t wrap_byte_from(TextLine line, int column, unsigned tab_stop);

/* The byte of the row [start, ...) that covers a column; its last character if the row is shorter. */
size_t wrap_byte_at(TextLine line, size_t start, int column, int width, unsigned tab_stop);
