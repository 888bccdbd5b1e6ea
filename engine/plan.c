/* Requests come into a queue; plan_next() first hands out the steps that are due, then tells of changed
 * statuses, and only then does the next thing: the next cell of the run, or the next request.  So the
 * graph never gets ahead of the steps that tell of it.
 */
#include "engine/plan_state.h"

#include <string.h>

#include "engine/plan_request.h"

/* --- cells ------------------------------------------------------------------------------------------------ */

static void plan_cell_free(gpointer data)
{
    PlanCell *cell = data;
    g_clear_pointer(&cell->code, cell_snapshot_unref);
    g_clear_pointer(&cell->analysis, analysis_unref);
    g_clear_pointer(&cell->pending_code, cell_snapshot_unref);
    g_clear_pointer(&cell->pending, analysis_unref);
    g_clear_pointer(&cell->fault, analysis_unref);
    g_clear_pointer(&cell->fault_code, cell_snapshot_unref);
    g_clear_pointer(&cell->imported, g_hash_table_unref);
    g_strfreev(cell->widgets);
    g_free(cell);
}

PlanCell *plan_cell(const Plan *plan, uint64_t id)
{
    return g_hash_table_lookup(plan->cells, &id);
}

PlanCell *plan_cell_made(Plan *plan, uint64_t id)
{
    PlanCell *cell = plan_cell(plan, id);
    if (!cell) {
        cell = g_new0(PlanCell, 1);
        cell->id = id;
        g_hash_table_insert(plan->cells, &cell->id, cell);
    }
    return cell;
}

void plan_touch(Plan *plan, PlanCell *cell)
{
    if (cell->dirty)
        return;
    cell->dirty = true;
    ids_add(plan->dirty, cell->id);
}

void plan_set_stale(Plan *plan, PlanCell *cell, bool stale)
{
    if (stale && cell->analysis)
        g_hash_table_add(plan->stale, &cell->id);
    else
        g_hash_table_remove(plan->stale, &cell->id);
    if (cell->status.stale == stale)
        return;
    cell->status.stale = stale;
    plan_touch(plan, cell);
}

void plan_set_result(Plan *plan, PlanCell *cell, RunResult result)
{
    cell->status.result = result;
    cell->opaque = false;
    plan_touch(plan, cell);
}

void plan_set_state(Plan *plan, PlanCell *cell, RunState state)
{
    cell->status.state = state;
    cell->status.has_state = true;
    cell->status.blocked = false;
    plan_touch(plan, cell);
}

void plan_set_blocked(Plan *plan, PlanCell *cell)
{
    plan_set_state(plan, cell, RUN_IDLE);
    cell->status.blocked = true;
}

bool plan_failed(const PlanCell *cell)
{
    return cell->status.result == RESULT_ERROR || cell->status.result == RESULT_STOPPED;
}

static void forget_names(Plan *plan, char *const *names, GHashTable *except, GPtrArray *forgotten)
{
    for (char *const *name = names; *name; name++) {
        if (except && g_hash_table_contains(except, *name))
            continue;
        g_hash_table_remove(plan->present, *name);
        g_ptr_array_add(forgotten, g_strdup(*name));
    }
}

void plan_forget(Plan *plan, PlanCell *cell, GHashTable *except)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    bool bound = cell->touched;
    for (char **name = cell->analysis->defs; *name && !bound; name++)
        bound = g_hash_table_contains(plan->present, *name);
    g_clear_pointer(&cell->imported, g_hash_table_unref);
    g_clear_pointer(&cell->widgets, g_strfreev);
    if (!bound)
        return;
    forget_names(plan, cell->analysis->defs, except, names);
    forget_names(plan, cell->analysis->locals, NULL, names);
    g_ptr_array_add(names, NULL);
    PlanStep *step = plan_push(plan, PLAN_DO_FORGET, cell->id);
    step->names = g_strdupv((char **)names->pdata);
    step->analysis = analysis_ref(cell->analysis);
    cell->touched = false;
}

/* --- life --------------------------------------------------------------------------------------------------- */

static void state_update_free(gpointer data)
{
    StateUpdate *update = data;
    g_strfreev(update->names);
    g_free(update);
}

static void unref_analysis(gpointer analysis)
{
    analysis_unref(analysis);
}

static GHashTable *new_id_set(void)
{
    return g_hash_table_new(g_int64_hash, g_int64_equal);
}

Plan *plan_new(void)
{
    Plan *plan = g_new0(Plan, 1);
    plan->graph = graph_new();
    plan->page = ids_new();
    plan->unlinked = g_ptr_array_new_with_free_func(unref_analysis);
    plan->cells = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, plan_cell_free);
    plan->present = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    plan->invalid = new_id_set();
    plan->erroneous = new_id_set();
    plan->stale = new_id_set();
    plan->disabled = new_id_set();
    plan->waiting = new_id_set();
    g_queue_init(&plan->requests);
    g_queue_init(&plan->steps);
    plan->dirty = ids_new();
    batch_init(&plan->batch);
    plan->updates = g_ptr_array_new_with_free_func(state_update_free);
    plan->failed_blocked = ids_new();
    plan->owed = ids_new();
    plan->outdated = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    plan->asks = 1; /* and no cell was asked for */
    return plan;
}

static void free_step(gpointer step)
{
    plan_step_free(step);
}

void plan_free(Plan *plan)
{
    g_queue_clear_full(&plan->requests, plan_request_free);
    g_queue_clear_full(&plan->steps, free_step);
    g_hash_table_unref(plan->invalid);
    g_hash_table_unref(plan->erroneous);
    g_hash_table_unref(plan->stale);
    g_hash_table_unref(plan->disabled);
    g_hash_table_unref(plan->waiting);
    g_hash_table_unref(plan->present);
    g_hash_table_unref(plan->cells);
    graph_free(plan->graph);
    plan_drop_known(plan);
    g_ptr_array_unref(plan->unlinked);
    g_array_unref(plan->page);
    g_array_unref(plan->dirty);
    batch_clear(&plan->batch);
    g_ptr_array_unref(plan->updates);
    g_clear_pointer(&plan->blocked, g_array_unref);
    g_array_unref(plan->failed_blocked);
    g_array_unref(plan->owed);
    g_hash_table_unref(plan->outdated);
    g_free(plan);
}

void plan_set_lazy(Plan *plan, bool lazy)
{
    plan->lazy = lazy;
}

void plan_set_supersedes(Plan *plan, bool supersedes)
{
    plan->supersedes = supersedes;
}

void plan_set_order(Plan *plan, const uint64_t *cells, size_t count)
{
    g_array_set_size(plan->page, 0);
    g_array_append_vals(plan->page, cells, (guint)count);
    graph_set_order(plan->graph, cells, count);
    if (plan->known)
        graph_set_order(plan->known, cells, count);
}

void plan_set_run_mode(Plan *plan, uint64_t id, RunMode mode)
{
    PlanCell *cell = plan_cell(plan, id);
    if (cell)
        cell->mode = mode;
}

void plan_set_setup(Plan *plan, uint64_t cell)
{
    plan->setup = cell;
    graph_set_setup(plan->graph, cell);
    if (plan->known)
        graph_set_setup(plan->known, cell);
}

/* --- what the kernel says ------------------------------------------------------------------------------------- */

void plan_done(Plan *plan, uint64_t cell, const PlanRan *ran)
{
    if (plan->phase != PLAN_RUNNING || plan->running != cell)
        return;
    plan->phase = PLAN_READY;
    if (cell == PLAN_SCRATCH)
        return;
    plan_finish_cell(plan, plan_cell(plan, cell), ran);
    plan_note_begun(plan, ran->next);
    if (plan->batch.interrupted)
        plan_drop_runs(plan);
}

void plan_state_set(Plan *plan, uint64_t setter, char *const *names, bool self_loops)
{
    StateUpdate *update = g_new0(StateUpdate, 1);
    *update = (StateUpdate){g_strdupv((char **)names), setter, self_loops};
    for (guint i = 0; i < plan->updates->len; i++) { /* only the last setter of a state counts */
        const StateUpdate *other = g_ptr_array_index(plan->updates, i);
        if (g_strv_equal((const char *const *)other->names, (const char *const *)update->names)) {
            g_ptr_array_remove_index(plan->updates, i);
            break;
        }
    }
    g_ptr_array_add(plan->updates, update);
}

void plan_widget_bound(Plan *plan, char *const *names)
{
    if (plan->phase != PLAN_SETTING_WIDGET)
        return;
    plan->phase = PLAN_READY;
    g_autoptr(GArray) readers = ids_new();
    for (char *const *name = names; *name; name++)
        plan_add_readers(plan, *name, readers);
    plan_take_owed(plan, readers);
    if (plan->lazy) {
        plan_mark_stale(plan, readers, false);
        g_array_set_size(readers, 0);
    }
    plan->settling = true;
    plan_start_run(plan, readers);
}

void plan_interrupt(Plan *plan)
{
    if (plan->batch.active)
        plan->batch.interrupted = true;
    plan_drop_runs(plan);
}

void plan_reset(Plan *plan)
{
    g_autoptr(GPtrArray) registered = g_ptr_array_new();
    GHashTableIter all;
    g_hash_table_iter_init(&all, plan->cells);
    for (gpointer value; g_hash_table_iter_next(&all, NULL, &value);) {
        PlanCell *cell = value;
        if (plan->phase == PLAN_RUNNING && cell->id == plan->running)
            cell->status.result = RESULT_DEAD;
        if (cell->status.state != RUN_IDLE)
            plan_set_state(plan, cell, RUN_IDLE);
        if (cell->analysis)
            g_ptr_array_add(registered, cell);
    }
    plan->batch.active = false;
    plan->batch.begun = 0;
    plan->phase = PLAN_READY;
    g_ptr_array_set_size(plan->updates, 0);
    plan_drop_runs(plan);
    g_hash_table_remove_all(plan->present);
    g_hash_table_remove_all(plan->invalid);
    g_hash_table_remove_all(plan->erroneous);
    g_hash_table_remove_all(plan->stale);
    g_hash_table_remove_all(plan->disabled);
    g_hash_table_remove_all(plan->outdated);
    plan->generation++;
    plan->settling = false;
    g_autoptr(GArray) owed = ids_new(); /* everything waits for its first run now */
    plan_take_owed(plan, owed);
    plan->blocked_valid = false;
    graph_free(plan->graph);
    plan->graph = graph_new();
    graph_set_order(plan->graph, (const uint64_t *)plan->page->data, plan->page->len);
    graph_set_setup(plan->graph, plan->setup);
    for (guint i = 0; i < registered->len; i++) {
        PlanCell *cell = g_ptr_array_index(registered, i);
        g_autoptr(CellSnapshot) code = g_steal_pointer(&cell->code);
        g_autoptr(Analysis) analysis = g_steal_pointer(&cell->analysis);
        g_clear_pointer(&cell->imported, g_hash_table_unref);
        g_clear_pointer(&cell->widgets, g_strfreev);
        cell->touched = false;
        cell->status.has_state = false;
        plan_pend(plan, code, analysis);
        plan_set_stale(plan, cell, !plan_is_blank(code));
        plan_touch(plan, cell);
    }
}

/* --- answers -------------------------------------------------------------------------------------------------- */

PlanStep *plan_push(Plan *plan, PlanDo kind, uint64_t cell)
{
    PlanStep *step = g_new0(PlanStep, 1);
    step->kind = kind;
    step->cell = cell;
    g_queue_push_tail(&plan->steps, step);
    return step;
}

void plan_step_free(PlanStep *step)
{
    g_strfreev(step->names);
    g_clear_pointer(&step->code, cell_snapshot_unref);
    g_clear_pointer(&step->analysis, analysis_unref);
    g_free(step->id);
    g_free(step->json);
    g_free(step);
}

static void tell_statuses(Plan *plan)
{
    for (guint i = 0; i < plan->dirty->len; i++) {
        PlanCell *cell = plan_cell(plan, ids_get(plan->dirty, i));
        if (!cell || !cell->dirty)
            continue;
        cell->dirty = false;
        plan_push(plan, PLAN_DO_STATUS, cell->id);
    }
    g_array_set_size(plan->dirty, 0);
}

PlanStep *plan_next(Plan *plan)
{
    for (;;) {
        PlanStep *step = g_queue_pop_head(&plan->steps);
        if (step)
            return step;
        if (plan->dirty->len > 0) {
            tell_statuses(plan);
            continue;
        }
        if (plan->phase != PLAN_READY || (plan->paused && plan->batch.active && !plan->batch.interrupted))
            return NULL;
        if (plan->batch.active)
            plan_continue_run(plan);
        else if (plan->settling)
            plan_push(plan, PLAN_DO_SETTLED, 0), plan->settling = false;
        else if (plan->updates->len > 0)
            plan_settle_states(plan);
        else if (!plan_do_request(plan))
            return NULL;
    }
}

bool plan_is_idle(const Plan *plan)
{
    return plan->phase == PLAN_READY && !plan->batch.active && !plan->settling && plan->requests.length == 0 &&
           plan->steps.length == 0 && plan->dirty->len == 0 && plan->updates->len == 0;
}

bool plan_has_requests(const Plan *plan)
{
    return plan->requests.length > 0;
}

PlanStatus plan_status(const Plan *plan, uint64_t id)
{
    const PlanCell *cell = plan_cell(plan, id);
    if (!cell)
        return (PlanStatus){0};
    PlanStatus status = cell->status;
    status.registered = cell->analysis != NULL;
    status.pending = cell->pending != NULL;
    status.disabled = cell->disabled;
    status.invalid = g_hash_table_contains(plan->invalid, &id);
    return status;
}

const Graph *plan_graph(const Plan *plan)
{
    return plan->graph;
}

uint64_t plan_generation(const Plan *plan)
{
    return plan->generation;
}

CellSnapshot *plan_code(const Plan *plan, uint64_t id)
{
    const PlanCell *cell = plan_cell(plan, id);
    if (!cell)
        return NULL;
    return cell->code ? cell->code : cell->pending_code ? cell->pending_code : cell->fault_code;
}
