#include "engine/cost.h"

#include <math.h>

/* How much the newest run counts: after three runs a change has all but arrived. */
static const double NEWEST_WEIGHT = 0.6;

/* Below this an estimate says nothing to a person. */
static const double WORTH_TELLING_SECONDS = 0.1;

struct CostBook {
    GHashTable *means; /* cell id (uint64_t *) -> mean seconds (double *); owns both */
};

G_DEFINE_QUARK(tarn-cost-error-quark, cost_error)

CostBook *cost_book_new(void)
{
    CostBook *book = g_new(CostBook, 1);
    book->means = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    return book;
}

void cost_book_free(CostBook *book)
{
    g_hash_table_unref(book->means);
    g_free(book);
}

bool cost_book_record(CostBook *book, uint64_t cell, double seconds, GError **error)
{
    if (!isfinite(seconds) || seconds < 0) {
        g_set_error(error, COST_ERROR, COST_ERROR_NOT_A_DURATION, "%g s is not a duration", seconds);
        return false;
    }

    double *mean = g_hash_table_lookup(book->means, &cell);
    if (mean)
        *mean += NEWEST_WEIGHT * (seconds - *mean);
    else
        g_hash_table_insert(book->means, g_memdup2(&cell, sizeof cell), g_memdup2(&seconds, sizeof seconds));
    return true;
}

void cost_book_forget(CostBook *book, uint64_t cell)
{
    g_hash_table_remove(book->means, &cell);
}

CostEstimate cost_book_estimate(const CostBook *book, const uint64_t *cells, size_t count)
{
    CostEstimate estimate = {0};
    for (size_t i = 0; i < count; i++) {
        const double *mean = g_hash_table_lookup(book->means, &cells[i]);
        if (mean) {
            estimate.seconds += *mean;
            estimate.known++;
        } else {
            estimate.unknown++;
        }
    }
    return estimate;
}

char *cost_estimate_describe(const CostEstimate *estimate)
{
    size_t cells = estimate->known + estimate->unknown;
    const char *noun = cells == 1 ? "cell" : "cells";
    if (estimate->seconds < WORTH_TELLING_SECONDS)
        return g_strdup_printf("%zu %s", cells, noun);

    const char *how_sure = estimate->unknown ? "at least" : "about";
    return g_strdup_printf("%zu %s, %s %.1f s", cells, noun, how_sure, estimate->seconds);
}
