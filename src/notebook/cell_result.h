/* What a cell has to show, and where that comes from: for the formats that hold outputs.
 *
 *     g_autoptr(CellResult) result = cell_result_new();
 *     result->outcome = OUTCOME_OK;
 *     result->output = output_ref(output);
 *
 * Plain data; a notebook's results are an array with one for each of its cells, in the order of the page.
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

#include "notebook/output.h"

typedef enum { OUTCOME_NONE, OUTCOME_OK, OUTCOME_FAILED, OUTCOME_SKIPPED } CellOutcome;

typedef struct {
    CellOutcome outcome;
    char *reason;        /* in words why it did not run, or not to its end; or NULL */
    gint64 started;      /* microseconds since 1970; 0: unknown */
    double seconds;      /* negative: unknown */
    bool restored;       /* saved by an earlier session: no run of now */
    Output *output;      /* or NULL */
    StyledText *console; /* or NULL */
    char *printed;       /* the same as it was printed, UTF-8; or NULL */
} CellResult;

CellResult *cell_result_new(void);
void cell_result_free(CellResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CellResult, cell_result_free)

/* An array that owns its results. */
GPtrArray *cell_results_new(void);

/* An output tree as lines of text: what a pager or a log can show of it.  Appends. */
void cell_result_add_text(GString *text, const Node *node);
