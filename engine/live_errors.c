#include "engine/live_errors.h"

#include "engine/engine_event.h"

typedef struct {
    LivePlace *place;
    gpointer self;
} Pages;

static int place_of(const Pages *pages, uint64_t cell)
{
    return pages->place(pages->self, cell);
}

static char *cells_in_words(const Pages *pages, const GArray *cells)
{
    GString *words = g_string_new(cells->len == 1 ? "cell" : "cells");
    for (guint i = 0; i < cells->len; i++)
        g_string_append_printf(words, "%s %d", i ? "," : "", place_of(pages, g_array_index(cells, uint64_t, i)));
    return g_string_free(words, FALSE);
}

static char *edges_in_words(const Pages *pages, const GPtrArray *edges)
{
    GString *words = g_string_new(NULL);
    for (guint i = 0; i < edges->len; i++) {
        const GraphEdge *edge = g_ptr_array_index(edges, i);
        g_autofree char *names = g_strjoinv(", ", edge->names);
        g_string_append_printf(words, "%scell %d gives %s to cell %d", i ? "; " : "", place_of(pages, edge->from), names,
                               place_of(pages, edge->to));
    }
    return g_string_free(words, FALSE);
}

CellError *live_error_of_graph(const GraphError *error, LivePlace *place, gpointer self)
{
    Pages pages = {place, self};
    g_autofree char *names = g_strjoinv(", ", error->names);
    g_autofree char *message = NULL;
    if (error->kind == GRAPH_MULTIPLE_DEFS) {
        g_autofree char *cells = cells_in_words(&pages, error->cells);
        message = g_strdup_printf("%s is also defined in %s", names, cells);
        return cell_error_new("multiple-defs", message, error->names);
    }
    g_autofree char *edges = edges_in_words(&pages, error->edges);
    if (error->kind == GRAPH_CYCLE) {
        message = g_strdup_printf("a cycle: %s", edges);
        return cell_error_new("cycle", message, error->names);
    }
    message = g_strdup_printf("the setup cell needs other cells: %s", edges);
    return cell_error_new("setup-refs", message, error->names);
}

CellError *live_error_of_fault(const Analysis *analysis)
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
