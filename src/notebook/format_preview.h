/* The first cells of a large file, so that its first screen need not wait for the rest to be read.
 *
 *     size_t cells;
 *     Notebook *notebook = format_marimo_preview(bytes, size, &cells);
 *
 * Any thread; needs no disk.
 */
#pragma once

#include <stddef.h>

#include "notebook/notebook.h"

/* NULL if the file is small enough to be read at once, or its beginning is not a sound notebook.  `cells`: how many
 * the whole file seems to have.  The caller frees the notebook. */
Notebook *format_marimo_preview(const char *bytes, size_t size, size_t *cells);
