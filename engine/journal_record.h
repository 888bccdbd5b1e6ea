/* The records of a journal: what was there before, a whole notebook, the new code of one cell; each with its length and
 * a sum.
 *
 *     journal_write_notebook(bytes, snapshot);  journal_write_edit(bytes, cell);
 *     NotebookSnapshot *notebook = journal_read(data, size, &base);   // as far as the records are whole
 *
 * Pure; believes no byte that it reads.
 */
#pragma once

#include <stddef.h>

#include <glib.h>

#include "notebook/notebook.h"

void journal_write_begin(GByteArray *bytes); /* what each journal begins with */
void journal_write_base(GByteArray *bytes, const NotebookSnapshot *base); /* what the notebook came of; before it */
void journal_write_notebook(GByteArray *bytes, const NotebookSnapshot *notebook);
void journal_write_edit(GByteArray *bytes, const CellSnapshot *cell);

/* The notebook after the last whole record, its cells with new ids; NULL if there is none.  `base` (or NULL) gets what
 * it came of, a cell that is in both with the same id; NULL if that is not written there. */
NotebookSnapshot *journal_read(const void *data, size_t size, NotebookSnapshot **base);
