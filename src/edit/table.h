/* Looking at a table that a cell shows: what keys have made of the view of it; for the files of src/edit alone.
 *
 * The data is in the kernel, its rows in sight are the screen's: the editor knows where the cursor is, how the rows are
 * sorted and filtered, and which of them are picked.  What it wants to be done with the data is a REQUEST_TABLE, whose
 * answer comes back through editor_table_answer().  Tables that are made of a table (the frequencies of a column) lie
 * over it, as pages of a stack.
 */
#pragma once

#include "edit/editor_private.h"

typedef struct {
    char *id, *title;
    char *element, *selection; /* of mo.ui.table, or NULL */
    uint64_t row;      /* of the cursor, among the rows that are shown */
    size_t column;     /* of the cursor, among all columns */
    size_t frozen;     /* columns that stay at the left: those before this one */
    GArray *sorts;     /* of TableSort */
    char *filter;      /* or "" */
    GHashTable *hidden; /* of columns, as pointers */
    GHashTable *widths; /* column -> the width that it was given */
    GHashTable *picked; /* of rows, uint64_t */
    char *sought;      /* or NULL */
    bool backward;
} TablePage;

struct TableState {
    GPtrArray *pages; /* of TablePage *, the one in front last */
};

void table_state_free(TableState *state);
TablePage *table_page(const Editor *editor); /* in front, or NULL */
void table_push(Editor *editor, const char *id, const char *title, const char *element, const char *selection);
void table_close(Editor *editor); /* all of them */
/* What is asked in the prompt of an action. */
const char *table_label(const Action *action);
