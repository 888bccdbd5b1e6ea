/* What re-running a cell is expected to cost.
 *
 * The editor announces what a run will set off before it starts ("runs 7 cells, about 3.2 s").
 * A CostBook remembers how long each cell took and estimates the next time from it: the latest
 * runs weigh most (an exponentially weighted mean, Roberts 1959), because notebooks change.
 *
 * A book belongs to the engine thread; an estimate is plain data.  Cells are named by their id; a cell
 * that was never seen costs nothing and is counted apart, so that the editor can say "at least".
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

typedef struct CostBook CostBook;

/* An estimate for a set of cells. */
typedef struct {
    double seconds; /* sum of the estimates of the cells that have run before */
    size_t known;   /* how many those are */
    size_t unknown; /* how many never ran: `seconds` is a lower bound if any */
} CostEstimate;

CostBook *cost_book_new(void);
void cost_book_free(CostBook *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CostBook, cost_book_free)

/* Takes note of one finished run.  Fails, and changes nothing, if `seconds` is not a duration. */
bool cost_book_record(CostBook *book, uint64_t cell, double seconds, GError **error);

/* Forgets a deleted cell; unknown cells are fine. */
void cost_book_forget(CostBook *book, uint64_t cell);

CostEstimate cost_book_estimate(const CostBook *book, const uint64_t *cells, size_t count);

/* "7 cells, about 3.2 s", "7 cells, at least 3.2 s", "7 cells"; the caller frees it. */
char *cost_estimate_describe(const CostEstimate *estimate);

#define COST_ERROR (cost_error_quark())
GQuark cost_error_quark(void);
enum { COST_ERROR_NOT_A_DURATION };
