#include "engine/run_order.h"

#include "engine/graph.h"
#include "notebook/format.h"

struct RunOrder {
    const GPtrArray *cells;    /* of CellSnapshot *, borrowed */
    const GPtrArray *analyses; /* the same, of Analysis * */
    Graph *graph;
    GArray *page; /* of uint64_t: ids of the cells that compile, in the order of the page */
};

RunOrder *run_order_new(const NotebookSnapshot *notebook, const GPtrArray *analyses)
{
    RunOrder *order = g_new0(RunOrder, 1);
    order->cells = notebook->cells;
    order->analyses = analyses;
    order->graph = graph_new();
    order->page = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    for (guint i = 0; i < analyses->len; i++) {
        const CellSnapshot *cell = g_ptr_array_index(notebook->cells, i);
        const Analysis *analysis = g_ptr_array_index(analyses, i);
        if (analysis->fault == ANALYSIS_OK)
            g_array_append_val(order->page, cell->id);
        if (cell->kind == CELL_SETUP)
            graph_set_setup(order->graph, cell->id);
    }
    graph_set_order(order->graph, (const uint64_t *)(gpointer)order->page->data, order->page->len);
    for (guint i = 0; i < analyses->len; i++) {
        Analysis *analysis = g_ptr_array_index(analyses, i);
        if (analysis->fault == ANALYSIS_OK)
            graph_set(order->graph, analysis);
    }
    return order;
}

void run_order_free(RunOrder *order)
{
    graph_free(order->graph);
    g_array_unref(order->page);
    g_free(order);
}

bool run_order_exists(const RunOrder *order, const char *name, GError **error)
{
    for (guint i = 0; i < order->analyses->len; i++) {
        const Analysis *analysis = g_ptr_array_index(order->analyses, i);
        g_autoptr(GPtrArray) errors = graph_errors(order->graph, analysis->cell);
        const GraphError *first = errors->len ? g_ptr_array_index(errors, 0) : NULL;
        const CellSnapshot *cell = g_ptr_array_index(order->cells, i);
        if (cell->kind == CELL_UNPARSABLE)
            g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_CANNOT_SAY, "%s: cell %u: it does not parse", name, i + 1);
        else if (first && first->kind == GRAPH_MULTIPLE_DEFS)
            g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_CANNOT_SAY, "%s: cell %u: another cell defines %s, too", name,
                        i + 1, first->names[0]);
        else if (first && first->kind == GRAPH_CYCLE)
            g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_CANNOT_SAY, "%s: cell %u: it is on a cycle", name, i + 1);
        else
            continue;
        return false;
    }
    return true;
}

guint run_order_left_out(const RunOrder *order)
{
    return order->cells->len - order->page->len;
}

guint run_order_first_left_out(const RunOrder *order)
{
    for (guint i = 0; i < order->analyses->len; i++) {
        if (((Analysis *)g_ptr_array_index(order->analyses, i))->fault != ANALYSIS_OK)
            return i + 1;
    }
    return 0;
}

static guint index_of(const RunOrder *order, uint64_t id)
{
    guint i = 0;
    while (((CellSnapshot *)g_ptr_array_index(order->cells, i))->id != id)
        i++;
    return i;
}

void run_order_sort(const RunOrder *order, NotebookSnapshot *notebook, GPtrArray *analyses)
{
    g_autoptr(GArray) ids = graph_order(order->graph, (const uint64_t *)(gpointer)order->page->data, order->page->len);
    g_autoptr(GPtrArray) sorted = g_ptr_array_new_with_free_func((GDestroyNotify)analysis_unref);
    GPtrArray *cells = g_ptr_array_new_with_free_func((GDestroyNotify)cell_snapshot_unref);
    for (guint i = 0; i < ids->len; i++) {
        guint at = index_of(order, g_array_index(ids, uint64_t, i));
        g_ptr_array_add(cells, cell_snapshot_ref(g_ptr_array_index(order->cells, at)));
        g_ptr_array_add(sorted, analysis_ref(g_ptr_array_index(analyses, at)));
    }
    g_ptr_array_unref(notebook->cells);
    notebook->cells = cells;
    g_ptr_array_set_size(analyses, 0);
    for (guint i = 0; i < sorted->len; i++)
        g_ptr_array_add(analyses, analysis_ref(g_ptr_array_index(sorted, i)));
}
