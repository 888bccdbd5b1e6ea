/* A notebook as lines: for a pipe, or for a terminal that keeps what is written to it.
 *
 *     g_autoptr(GString) text = printout(notebook, results, &(PrintoutLook){.columns = 80, .code = true});
 *
 * What a cell shows stands there whole, and nothing is operated.  Main thread.
 */
#pragma once

#include "notebook/cell_result.h"
#include "notebook/notebook.h"
#include "tui/theme.h"

typedef struct {
    int columns;
    bool code;          /* else what cells show alone, as tarn run does */
    const Theme *theme; /* NULL: text alone; else with the escapes of colours... */
    ColourDepth depth;  /* ...as many as that */
} PrintoutLook;

/* Takes the notebook.  `results` has a CellResult for each of its cells, or is NULL. */
GString *printout(Notebook *notebook, const GPtrArray *results, const PrintoutLook *look);
