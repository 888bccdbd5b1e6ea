/* What is different between two readings of a notebook, for a person: lines with "- " and "+ " below headings
 * in brackets.  Pure: any thread. */
#pragma once

#include "notebook/notebook.h"

/* Appends the lines of both cells, those that both have with two blanks before them; of
 * many in a row only those next to a difference. */
void cell_difference(GString *page, const CellSnapshot *before, const CellSnapshot *after);

/* Cells that are the same are left out; "" if all are.  They have their numbers of `after`, those that are not in it the
 * ones that they had.  The caller frees it. */
char *notebook_difference(const NotebookSnapshot *before, const NotebookSnapshot *after);
