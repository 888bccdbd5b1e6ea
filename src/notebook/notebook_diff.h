/* What is different between two readings of a notebook, for a person: lines with "- " and "+ ".  Pure: any thread. */
#pragma once

#include "notebook/notebook.h"

/* Appends the lines of both cells, those that both have with two blanks before them. */
void cell_difference(GString *page, const CellSnapshot *before, const CellSnapshot *after);

/* Cells that are the same are left out; "" if all are.  The caller frees it. */
char *notebook_difference(const NotebookSnapshot *before, const NotebookSnapshot *after);
