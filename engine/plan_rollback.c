/* The interpreter died, and an earlier state of it has taken its place. */
#include "engine/plan_state.h"

#include "engine/plan_request.h"

/* Of names that it binds nobody knows whether they are bound now, and to what. */
static void doubt(Plan *plan, PlanCell *cell)
{
    for (char **name = cell->analysis->defs; *name; name++)
        g_hash_table_remove(plan->present, *name);
    g_clear_pointer(&cell->imported, g_hash_table_unref);
    g_clear_pointer(&cell->widgets, g_strfreev);
    cell->touched = true;
}

static void stop(Plan *plan)
{
    GHashTableIter all;
    g_hash_table_iter_init(&all, plan->cells);
    for (gpointer value; g_hash_table_iter_next(&all, NULL, &value);) {
        PlanCell *cell = value;
        if (plan->phase == PLAN_RUNNING && cell->id == plan->running)
            plan_set_result(plan, cell, RESULT_DEAD);
        if (cell->status.state != RUN_IDLE)
            plan_set_state(plan, cell, RUN_IDLE);
    }
    plan->batch.active = false;
    plan->phase = PLAN_READY;
    plan->settling = false;
    g_ptr_array_set_size(plan->updates, 0);
    plan_drop_runs(plan);
    g_autoptr(GArray) owed = ids_new(); /* what a widget was to set off is stale with the rest */
    plan_take_owed(plan, owed);
    plan_mark_stale(plan, owed, false);
}

void plan_roll_back(Plan *plan, const uint64_t *cells, size_t count)
{
    g_autoptr(GArray) roots = ids_new();
    stop(plan);
    for (size_t i = 0; i < count; i++) {
        PlanCell *cell = plan_cell(plan, cells[i]);
        if (!cell || !cell->analysis)
            continue;
        doubt(plan, cell);
        ids_add(roots, cell->id);
    }
    plan_mark_stale(plan, roots, false);
    for (guint i = 0; i < roots->len; i++)
        plan_touch(plan, plan_cell(plan, ids_get(roots, i)));
    plan->generation++;
}
