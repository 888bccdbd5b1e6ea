/* What the interpreter did before this plan was made, by the word of others: it is registered as if it had run here. */
#include "engine/plan_state.h"

void plan_adopt(Plan *plan, const PlanAdopted *cells, guint count)
{
    g_autoptr(GPtrArray) codes = g_ptr_array_new(), analyses = g_ptr_array_new();
    for (guint i = 0; i < count; i++) {
        g_ptr_array_add(codes, cells[i].code.code);
        g_ptr_array_add(analyses, cells[i].code.analysis);
    }
    g_array_unref(plan_mutate(plan, &(Request){.codes = codes, .analyses = analyses}, false));
    for (guint i = 0; i < count; i++) {
        PlanCell *cell = plan_cell(plan, cells[i].code.code->id);
        if (!cell->analysis)
            continue;
        plan_set_stale(plan, cell, cells[i].unrun);
        if (cells[i].cancelled)
            plan_set_result(plan, cell, RESULT_CANCELLED);
    }
}

void plan_adopt_run(Plan *plan, uint64_t id)
{
    PlanCell *cell = plan_cell(plan, id);
    plan->phase = PLAN_RUNNING;
    plan->running = id;
    cell->touched = true;
    cell->loaded = plan->loaded;
}

void plan_adopt_queue(Plan *plan, const uint64_t *cells, guint count, uint64_t running)
{
    Batch *batch = &plan->batch;
    if (!running)
        plan->phase = PLAN_READY;
    batch->interrupted = false;
    g_ptr_array_set_size(batch->raisers, 0);
    if (count == 0)
        return;
    batch->serial++;
    batch->next = batch->handed = running ? 1 : 0;
    batch->begun = 0;
    batch->active = true;
    g_array_set_size(batch->order, 0);
    g_array_append_vals(batch->order, cells, count);
    g_array_set_size(batch->queue, 0);
    g_array_append_vals(batch->queue, cells, count);
    for (guint i = 0; i < count; i++) {
        PlanCell *cell = plan_cell(plan, cells[i]);
        cell->batch = batch->serial;
        cell->position = i;
        cell->waiting = cells[i] != running;
        cell->cancelled = cell->left_out = cell->superseded = false;
        plan_set_state(plan, cell, cell->waiting ? RUN_QUEUED : RUN_RUNNING);
    }
}

void plan_pause(Plan *plan, bool paused)
{
    plan->paused = paused;
}

/* Did what the cell reads run after it, or never?  Imports that ran again are what they were. */
static bool is_behind(Plan *plan, const PlanAdopted *cell, GHashTable *orders)
{
    g_autoptr(GArray) parents = graph_parents(plan->graph, cell->code.code->id);
    for (guint i = 0; i < parents->len; i++) {
        const PlanCell *parent = plan_cell(plan, ids_get(parents, i));
        const PlanAdopted *before = parent ? g_hash_table_lookup(orders, &parent->id) : NULL;
        if (before && parent->analysis && !parent->analysis->imports_only && before->order > cell->order)
            return true;
    }
    if (!plan->known)
        return false;
    g_autoptr(GArray) known = graph_parents(plan_known(plan), cell->code.code->id);
    for (guint i = 0; i < known->len; i++) {
        const PlanCell *parent = plan_cell(plan, ids_get(known, i));
        if (parent && parent->pending)
            return true;
    }
    return false;
}

void plan_settle_adopted(Plan *plan, const PlanAdopted *cells, guint count)
{
    g_autoptr(GHashTable) orders = g_hash_table_new(g_int64_hash, g_int64_equal);
    g_autoptr(GArray) behind = ids_new();
    for (guint i = 0; i < count; i++)
        g_hash_table_insert(orders, &cells[i].code.code->id, (gpointer)&cells[i]);
    for (guint i = 0; i < count; i++) {
        if (cells[i].order != G_MAXINT64 && is_behind(plan, &cells[i], orders))
            ids_add(behind, cells[i].code.code->id);
    }
    g_autoptr(GArray) stale = plan_closure(plan, behind, true);
    for (guint i = 0; i < stale->len; i++) {
        PlanCell *cell = plan_cell(plan, ids_get(stale, i));
        const PlanAdopted *adopted = g_hash_table_lookup(orders, &cell->id);
        if (cell->status.state == RUN_IDLE && (!adopted || adopted->order != G_MAXINT64))
            plan_set_stale(plan, cell, true);
    }
}

Ids *plan_rest(const Plan *plan)
{
    Ids *rest = ids_new();
    const Batch *batch = &plan->batch;
    for (guint i = batch->next; batch->active && i < batch->queue->len; i++) {
        const PlanCell *cell = plan_cell(plan, ids_get(batch->queue, i));
        if (!cell->cancelled && !cell->superseded)
            ids_add(rest, cell->id);
    }
    return rest;
}

guint plan_serial(const Plan *plan)
{
    return plan->batch.serial;
}
