/* The cells of a notebook in the order in which they run, for formats that are read from top to bottom.
 *
 *     g_autoptr(RunOrder) order = run_order_new(snapshot, analyses);
 *     if (run_order_exists(order, "nb.py", &error))
 *         run_order_sort(order, snapshot, analyses);    // without the cells that do not compile
 *
 * Any thread.
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

#include "notebook/analysis.h"
#include "notebook/notebook.h"

typedef struct RunOrder RunOrder;

/* Borrows the cells and their analyses (of Analysis *, one a cell), which stay as they are while it is asked. */
RunOrder *run_order_new(const NotebookSnapshot *notebook, const GPtrArray *analyses);
void run_order_free(RunOrder *order);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RunOrder, run_order_free)

/* Whether the cells could run: none is marked as broken, no name is defined twice, none waits for itself.  If not, the
 * error is one of FORMAT_ERROR and begins with `name`. */
bool run_order_exists(const RunOrder *order, const char *name, GError **error);

/* How many cells do not compile, and the number of the first one, from 1; 0: none. */
guint run_order_left_out(const RunOrder *order);
guint run_order_first_left_out(const RunOrder *order);

/* Puts the cells that compile into that order, in the notebook and in the array; nothing is to be asked afterwards. */
void run_order_sort(const RunOrder *order, NotebookSnapshot *notebook, GPtrArray *analyses);
