/* The columns of a notebook of App(width="columns"): runs of cells that stand side by side.
 *
 *     g_autoptr(GArray) columns = notebook_columns(notebook);   // of Column; NULL: the notebook is one list
 *     guint at = columns_find(columns, cell);
 *
 * A cell says in which column it stands, and one that says nothing goes on in that of the cell before it.  marimo writes
 * cells column by column, and the number at the first of each; where a person wrote another order, a column is what
 * stands together in the file.
 *
 * Who puts cells in and takes them out need not think of columns: what each cell stood in before is kept, and mended then.
 * Plain data; any thread.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

#include "notebook/notebook.h"

typedef struct {
    size_t first, end; /* its cells are [first, end) */
} Column;

/* At least two; NULL: the notebook is of another width, or has but one. */
GArray *notebook_columns(Notebook *notebook);
/* The column of a cell by its index. */
guint columns_find(const GArray *columns, size_t cell);
static inline Column columns_at(const GArray *columns, guint index)
{
    return g_array_index(columns, Column, index);
}

/* Makes these cells (size_t, ascending) the first ones of the columns, the first cell of all being one of them, as marimo
 * writes it: each has its number, and no other cell has any; of a single column none has. */
void columns_set(Notebook *notebook, const GArray *firsts);

/* Which cell stood in which column, by ids. */
typedef struct ColumnsKept ColumnsKept;

/* NULL: there are none. */
ColumnsKept *columns_keep(Notebook *notebook);
void columns_kept_free(ColumnsKept *kept);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ColumnsKept, columns_kept_free)
/* Cells have come, gone or moved since: those that are still there stand in their columns, and new ones in that of the
 * cells around them; between two columns in that of `near`, the id of a cell that was there.  Columns without cells are
 * gone.  `moved`: the id of a cell that counts as a new one; or 0. */
void columns_mend(Notebook *notebook, const ColumnsKept *kept, uint64_t near, uint64_t moved);
