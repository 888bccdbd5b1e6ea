/* Definitions that other files may import, and those that only their order keeps from it.
 *
 * The reader of a whole notebook asks this for `tarn check`: marimo's rule looks at the cells that compile, by number
 * and without their names.
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

#include "notebook/analysis.h"
#include "notebook/notebook.h"

typedef struct {
    guint cell;        /* its index in the notebook */
    const char *name;  /* borrowed from its analysis */
    bool out_of_order; /* else it is importable */
    GPtrArray *needs;  /* of char *, borrowed from the analyses: definitions it waits or waited for, sorted */
} Reusable;

/* Of Reusable, in the order of the page; owns what is in it.  `compiles(cell)` tells which cells count. */
GArray *reusables_find(const NotebookSnapshot *notebook, GPtrArray *analyses, char *const *builtins,
                       bool (*compiles)(const CellSnapshot *cell, const Analysis *analysis));

/* The places of the cells (guint) after a move that puts each reusable definition behind those it needs, the others
 * staying where they are; NULL if they need each other in a circle. */
GArray *reusables_order(const GArray *reusables, guint cells);
