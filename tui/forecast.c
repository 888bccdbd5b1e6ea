#include "tui/forecast.h"

typedef struct {
    const Model *model;
    GHashTable *seen; /* of const CellModel * */
    GPtrArray *found; /* the same, in the order of discovery */
    size_t limit;
} Walk;

static void find(Walk *walk, const CellModel *cell)
{
    bool runs = cell && !cell->status.blocked && (!cell->errors || cell->errors->len == 0);
    if (runs && walk->found->len < walk->limit && g_hash_table_add(walk->seen, (gpointer)cell))
        g_ptr_array_add(walk->found, (gpointer)cell);
}

static bool has_run(const Model *model, const CellModel *cell)
{
    return cell->status.result != RESULT_NONE && !(model_is_lazy(model) && cell->status.stale);
}

/* It runs only when it is asked for itself. */
static bool is_held(const CellModel *cell)
{
    return cell->analysis && cell->analysis->run_mode != RUN_MODE_AUTO;
}

/* Goes on from each cell found to its neighbours on one side, as far as they have run, or have not. */
static void spread(Walk *walk, bool to_children)
{
    for (guint i = 0; i < walk->found->len && walk->found->len < walk->limit; i++) {
        const CellModel *cell = g_ptr_array_index(walk->found, i);
        const GArray *next = to_children ? cell->children : cell->parents;
        for (guint k = 0; next && k < next->len; k++) {
            const CellModel *other = model_cell(walk->model, g_array_index(next, uint64_t, k));
            if (other && has_run(walk->model, other) == to_children && !is_held(other))
                find(walk, other);
        }
    }
}

CostEstimate forecast_run(const Model *model, uint64_t cell, size_t limit)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_direct_hash, g_direct_equal);
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    Walk walk = {model, seen, found, limit};
    find(&walk, model_cell(model, cell));
    spread(&walk, false);
    if (!model_is_lazy(model))
        spread(&walk, true);
    CostEstimate estimate = {0};
    for (guint i = 0; i < found->len; i++) {
        const CellModel *known = g_ptr_array_index(found, i);
        bool learned = known->status.result != RESULT_NONE && known->status.cost >= 0;
        estimate.seconds += learned ? known->status.cost : 0;
        estimate.known += learned;
        estimate.unknown += !learned;
    }
    return estimate;
}
