/* A notebook file with its analyses, read exactly as marimo reads it: for the headless commands.
 *
 *     g_autoptr(ExactNotebook) exact = exact_notebook_read(bytes, name, analyzer, &error);
 *
 * Reading needs no Python as long as all cells parse; when some do not, the file is read once more with
 * Python's help, so that it falls into the same pieces as in marimo (format_marimo_read_exact).
 */
#pragma once

#include <glib.h>

#include "engine/analysis_store.h"
#include "engine/analyze.h"
#include "notebook/format.h"

typedef struct {
    FormatRead *read;
    NotebookSnapshot *notebook;
    GPtrArray *analyses; /* of Analysis *, one a cell */
} ExactNotebook;

/* A second opinion on a cell whose syntax is wrong to the analyzer: that of a newer Python.  NULL: there is none. */
typedef struct {
    gpointer self;
    Analysis *(*judge)(gpointer self, const CellSnapshot *cell);
} ExactJudge;

/* The format is that of the name.  Fails for what marimo refuses, too.  An empty file is a notebook without cells.
 * `judge` may be NULL. */
ExactNotebook *exact_notebook_read(GBytes *bytes, const char *name, Analyzer *analyzer, const ExactJudge *judge,
                                   GError **error);
/* Another code for the cell at `index`; takes `cell`. */
void exact_notebook_replace(ExactNotebook *exact, guint index, CellSnapshot *cell, Analyzer *analyzer,
                            const ExactJudge *judge);
/* A file of any format: marimo's as above, others by their reader.  A file that is no notebook of the format fails. */
ExactNotebook *exact_notebook_read_as(const Format *format, GBytes *bytes, const char *name, Analyzer *analyzer,
                                      const ExactJudge *judge, GError **error);
/* The same without an analyzer: a notebook in marimo's format of whose cells all is known from an earlier time.  NULL if
 * it is not, or if only Python can tell. */
ExactNotebook *exact_notebook_known(GBytes *bytes, const char *name, AnalysisStore *store);

void exact_notebook_free(ExactNotebook *exact);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ExactNotebook, exact_notebook_free)

/* What the writer and the reader ask of Python, answered by the analyzer. */
FormatPython exact_python(Analyzer *analyzer);

/* Of the script metadata in the header, for format_session.h; NULL if there are none.  The caller frees it. */
char *exact_metadata_hash(const ExactNotebook *exact);
