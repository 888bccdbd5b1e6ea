/* What was found out about the cells of a notebook, kept from one session to the next, so that it opens with its graph
 * and nothing has to be parsed.
 *
 *     AnalysisStore *store = analysis_store_open(path);
 *     Analysis *known = analysis_store_find(store, cell);          // or NULL: it has to be analysed
 *     analysis_store_write(path, cells, analyses, &error);         // replaces all that was known
 *
 * One file a notebook in the user's own cache folder, read in one piece.  It is GVariant's and no database: it is
 * replaced as a whole, and nothing is ever asked of it but all that it has.  A cell is known by its code: the same
 * code has the same analysis wherever it stands.  The file is not believed: one that was written by other rules,
 * for another Python, that is cut off or spoilt is no file, and what no analyzer could have found is not read.  It can be
 * deleted at any time.
 *
 * Any thread, one at a time for each store.
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

#include "notebook/analysis.h"
#include "notebook/cell.h"

typedef struct AnalysisStore AnalysisStore;

/* All files together have no more bytes: those not used for longest go first. */
#define ANALYSIS_STORE_LIMIT ((size_t)64 << 20)

/* Never fails: of a notebook that nobody knows it knows nothing. */
AnalysisStore *analysis_store_open(const char *path);
void analysis_store_free(AnalysisStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AnalysisStore, analysis_store_free)

/* The analysis of a cell with this code, as of this cell and revision; NULL: none is known.  The caller unrefs it. */
Analysis *analysis_store_find(AnalysisStore *store, const CellSnapshot *cell);

/* `cells` of CellSnapshot * and their `analyses` of Analysis *.  Does not wait for the disk.  After an error it is
 * known what was known before, or nothing. */
bool analysis_store_write(const char *path, const GPtrArray *cells, const GPtrArray *analyses, GError **error);

/* What tells a spoilt file from a whole one; against whoever spoils it by design, a file is not believed anyway. */
guint64 analysis_store_sum(const void *bytes, size_t size);

/* The file of a notebook; the caller frees it. */
char *analysis_store_file(const char *path);
