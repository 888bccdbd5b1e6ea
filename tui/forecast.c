#include "tui/forecast.h"

typedef struct {
    const Model *model;
    GHashTable *seen; /* ids (uint64_t *, owned) */
    GArray *found;    /* of uint64_t, in the order of discovery */
    size_t limit;
} Walk;

static void find(Walk *walk, uint64_t id)
{
    const CellModel *cell = model_cell(walk->model, id);
    bool runs = cell && !cell->status.blocked && (!cell->errors || cell->errors->len == 0);
    if (!runs || walk->found->len >= walk->limit)
        return;
    if (!g_hash_table_contains(walk->seen, &id)) {
        g_hash_table_add(walk->seen, g_memdup2(&id, sizeof id));
        g_array_append_val(walk->found, id);
    }
}

static bool has_run(const Model *model, uint64_t id)
{
    const CellModel *cell = model_cell(model, id);
    return cell && cell->status.result != RESULT_NONE && !(model_is_lazy(model) && cell->status.stale);
}

/* It runs only when it is asked for itself. */
static bool is_held(const Model *model, uint64_t id)
{
    const CellModel *cell = model_cell(model, id);
    return cell && cell->analysis && cell->analysis->run_mode != RUN_MODE_AUTO;
}

/* Goes on from each cell found to its neighbours on one side, as far as they have run, or have not. */
static void spread(Walk *walk, bool to_children)
{
    for (guint i = 0; i < walk->found->len; i++) {
        const CellModel *cell = model_cell(walk->model, g_array_index(walk->found, uint64_t, i));
        const GArray *next = to_children ? cell->children : cell->parents;
        for (guint k = 0; next && k < next->len; k++) {
            uint64_t id = g_array_index(next, uint64_t, k);
            if (has_run(walk->model, id) == to_children && !is_held(walk->model, id))
                find(walk, id);
        }
    }
}

CostEstimate forecast_run(const Model *model, uint64_t cell, size_t limit)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    Walk walk = {model, seen, found, limit};
    find(&walk, cell);
    spread(&walk, false);
    if (!model_is_lazy(model))
        spread(&walk, true);
    CostEstimate estimate = {0};
    for (guint i = 0; i < found->len; i++) {
        const CellModel *known = model_cell(model, g_array_index(found, uint64_t, i));
        bool learned = known->status.result != RESULT_NONE && known->status.cost >= 0;
        estimate.seconds += learned ? known->status.cost : 0;
        estimate.known += learned;
        estimate.unknown += !learned;
    }
    return estimate;
}
