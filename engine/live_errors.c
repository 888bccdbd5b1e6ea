/* The errors of a cell in words: that of its text, and those of the graph. */
#include "engine/live_errors.h"

#include "engine/engine_event.h"

typedef struct {
    LivePlace *place;
    gpointer self;
} Page;

static int place_of(const Page *page, uint64_t cell)
{
    return page->place(page->self, cell);
}

/* So many are named: where a thousand cells define a name each of them has a message. */
enum { MOST_NAMED = 8 };

static char *cells_in_words(const Page *page, const GArray *cells)
{
    GString *words = g_string_new(cells->len == 1 ? "cell" : "cells");
    guint named = cells->len > MOST_NAMED + 1 ? MOST_NAMED : cells->len;
    for (guint i = 0; i < named; i++)
        g_string_append_printf(words, "%s %d", i ? "," : "", place_of(page, g_array_index(cells, uint64_t, i)));
    if (named < cells->len)
        g_string_append_printf(words, " and %u more", cells->len - named);
    return g_string_free(words, FALSE);
}

static char *edges_in_words(const Page *page, const GPtrArray *edges)
{
    GString *words = g_string_new(NULL);
    for (guint i = 0; i < edges->len; i++) {
        const GraphEdge *edge = g_ptr_array_index(edges, i);
        g_autofree char *names = g_strjoinv(", ", edge->names);
        g_string_append_printf(words, "%scell %d gives %s to cell %d", i ? "; " : "", place_of(page, edge->from), names,
                               place_of(page, edge->to));
    }
    return g_string_free(words, FALSE);
}

static CellError *describe(const Page *page, const GraphError *error)
{
    g_autofree char *names = g_strjoinv(", ", error->names);
    g_autofree char *message = NULL;
    if (error->kind == GRAPH_MULTIPLE_DEFS) {
        g_autofree char *cells = cells_in_words(page, error->cells);
        message = g_strdup_printf("%s is also defined in %s", names, cells);
        return cell_error_new("multiple-defs", message, error->names);
    }
    g_autofree char *edges = edges_in_words(page, error->edges);
    if (error->kind == GRAPH_CYCLE) {
        message = g_strdup_printf("a cycle: %s", edges);
        return cell_error_new("cycle", message, error->names);
    }
    message = g_strdup_printf("the setup cell needs other cells: %s", edges);
    return cell_error_new("setup-refs", message, error->names);
}

static CellError *describe_fault(const Analysis *analysis)
{
    static const char *const KINDS[] = {
        [ANALYSIS_SYNTAX] = "syntax",
        [ANALYSIS_IMPORT_STAR] = "import-star",
        [ANALYSIS_UNKNOWN] = "unknown",
    };
    CellError *error = cell_error_new(KINDS[analysis->fault], analysis->message ? analysis->message : "", NULL);
    error->line = analysis->line;
    error->column = analysis->column;
    return error;
}

GPtrArray *live_errors(const Graph *graph, const Analysis *analysis, LivePlace *place, gpointer self)
{
    Page page = {place, self};
    GPtrArray *all = cell_errors_new();
    if (analysis->fault != ANALYSIS_OK)
        g_ptr_array_add(all, describe_fault(analysis));
    g_autoptr(GPtrArray) errors = graph_errors(graph, analysis->cell);
    for (guint i = 0; i < errors->len; i++)
        g_ptr_array_add(all, describe(&page, g_ptr_array_index(errors, i)));
    return all;
}
