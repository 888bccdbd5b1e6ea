/* The part of a table that is on the screen: which rows and columns are asked for, and what came.
 *
 *     tables_lay_out(tables, &focus, 22, 80);                        // before each frame
 *     while (tables_ask(tables, &focus, &number, &question)) ...     // to the engine; answered by tables_take()
 *
 * A few screens of rows are kept, no more: the rest stays in the kernel.  One question is on its way at a time.  Main
 * thread.
 */
#pragma once

#include "edit/editor.h"

typedef struct {
    size_t at;         /* among all columns */
    char *name, *type;
    bool right;        /* numbers */
    int width;         /* columns of the screen */
    int place;         /* where it is drawn, or -1 */
    char *bars;        /* a small histogram, or NULL: not known yet */
    int64_t nulls;
    bool whole;        /* that and the histogram are of all rows */
} TableColumn;

typedef struct Tables Tables;

Tables *tables_new(void);
void tables_free(Tables *tables);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Tables, tables_free)

/* The data may be other than it was: all is asked for anew. */
void tables_forget(Tables *tables);
/* The same of a table that a person edits: what is here is shown until the answer has come. */
void tables_outdate(Tables *tables);

/* `rows`, `columns`: of the screen, the head not counted. */
void tables_lay_out(Tables *tables, const TableFocus *focus, int rows, int columns);

/* By so many rows; which are in sight then. */
void tables_scroll(Tables *tables, long rows, uint64_t *first, uint64_t *last);

/* What is to be asked now; the caller frees it.  False: nothing, or an answer is awaited. */
bool tables_ask(Tables *tables, const TableFocus *focus, uint64_t *number, char **question);
/* A number for a question of the editor's; and whether an answer is to one of those, or else taken in here. */
uint64_t tables_number(Tables *tables);
bool tables_take(Tables *tables, uint64_t number, const char *json);

/* What there is to see. */
bool tables_wait(const Tables *tables);          /* for an answer */
const char *tables_error(const Tables *tables);  /* or NULL */
const char *tables_title(const Tables *tables);  /* or NULL */
TableShape tables_shape(const Tables *tables, const TableFocus *focus);
uint64_t tables_top(const Tables *tables);
const GPtrArray *tables_columns(const Tables *tables); /* of TableColumn *, those with a place are drawn */
/* The histogram, and how many values are missing. */
char *tables_head(const TableColumn *column);
/* The text of a row in the i-th of them: NULL for nothing; `known`: it has come. */
const char *tables_text(const Tables *tables, uint64_t row, guint column, bool *known);
