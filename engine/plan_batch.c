/* A run of many cells: everything they defined is forgotten first, then they run one after the other;
 * what fails takes its descendants with it; and when all is done, the readers of changed states run.
 */
#include "engine/plan_state.h"

#include <string.h>

static void raiser_free(gpointer data)
{
    Raiser *raiser = data;
    g_array_unref(raiser->starts);
    g_free(raiser);
}

void batch_init(Batch *batch)
{
    batch->order = ids_new();
    batch->queue = ids_new();
    batch->raisers = g_ptr_array_new_with_free_func(raiser_free);
}

void batch_clear(Batch *batch)
{
    g_array_unref(batch->order);
    g_array_unref(batch->queue);
    g_ptr_array_unref(batch->raisers);
}

/* Kept from running by what is disabled: itself, or an ancestor. */
static bool is_kept(Plan *plan, const PlanCell *cell)
{
    return cell->once != plan->batch.serial && plan_is_blocked(plan, cell);
}

static bool in_batch(const Plan *plan, const PlanCell *cell)
{
    return cell->batch == plan->batch.serial;
}

/* --- cancelling --------------------------------------------------------------------------------------------- */

static Raiser *raiser_of(Plan *plan, uint64_t cause, bool stopped, bool inside)
{
    for (guint i = plan->batch.raisers->len; i > 0; i--) {
        Raiser *raiser = g_ptr_array_index(plan->batch.raisers, i - 1);
        if (raiser->cause == cause)
            return raiser;
    }
    Raiser *raiser = g_new0(Raiser, 1);
    *raiser = (Raiser){.cause = cause, .stopped = stopped, .inside = inside, .starts = ids_new()};
    g_ptr_array_add(plan->batch.raisers, raiser);
    return raiser;
}

/* Cancels those of the walk from `start` that still wait.  Behind a cell that was cancelled before,
 * everything is cancelled already. */
static void cancel_from(Plan *plan, uint64_t start)
{
    g_autoptr(GArray) walk = ids_new();
    ids_add(walk, start);
    for (guint i = 0; i < walk->len; i++) {
        PlanCell *cell = plan_cell(plan, ids_get(walk, i));
        if (in_batch(plan, cell) && cell->waiting) {
            if (cell->cancelled)
                continue;
            cell->cancelled = true;
            plan_set_result(plan, cell, RESULT_CANCELLED);
        }
        g_autoptr(GArray) children = graph_children(plan->graph, cell->id);
        for (guint j = 0; j < children->len; j++) {
            PlanCell *child = plan_cell(plan, ids_get(children, j));
            if (child && child->mark != plan->marks) {
                child->mark = plan->marks;
                ids_add(walk, child->id);
            }
        }
    }
}

static void cancel_descendants(Plan *plan, PlanCell *raising, bool stopped)
{
    ids_add(raiser_of(plan, raising->id, stopped, true)->starts, raising->id);
    if (plan->batch.next >= plan->batch.queue->len)
        return;
    plan->marks++;
    raising->mark = plan->marks;
    cancel_from(plan, raising->id);
}

/* A cell outside of this run that failed, and that should have defined a name which the cell needs. */
static PlanCell *find_blocker(Plan *plan, const PlanCell *cell)
{
    for (char **name = cell->analysis->refs; *name; name++) {
        if (g_hash_table_contains(plan->present, *name))
            continue;
        g_autoptr(GArray) definers = graph_definers(plan->graph, *name);
        for (guint i = 0; i < definers->len; i++) {
            PlanCell *definer = plan_cell(plan, ids_get(definers, i));
            if (definer && !in_batch(plan, definer) && plan_failed(definer))
                return definer;
        }
    }
    return NULL;
}

/* --- the beginning -------------------------------------------------------------------------------------------- */

static void mark_descendants_stale(Plan *plan, const Ids *cells)
{
    g_autoptr(GArray) closure = plan_closure(plan, cells, true);
    for (guint i = cells->len; i < closure->len; i++)
        plan_set_stale(plan, plan_cell(plan, ids_get(closure, i)), true);
}

/* What is to be forgotten goes first: the interpreter does it while the rest is told. */
static void prepare(Plan *plan)
{
    Batch *batch = &plan->batch;
    if (plan->lazy)
        mark_descendants_stale(plan, batch->order);
    for (guint i = 0; i < batch->order->len; i++) {
        PlanCell *cell = plan_cell(plan, ids_get(batch->order, i));
        cell->batch = batch->serial;
        cell->position = i;
        cell->waiting = true;
        cell->cancelled = cell->left_out = cell->superseded = false;
        plan_forget(plan, cell, NULL);
    }
    for (guint i = 0; i < batch->order->len; i++) {
        PlanCell *cell = plan_cell(plan, ids_get(batch->order, i));
        bool blocked = is_kept(plan, cell);
        plan_set_stale(plan, cell, blocked);
        if (!blocked)
            plan_set_state(plan, cell, RUN_QUEUED);
    }
}

/* Sorts out what cannot run; the rest is the queue. */
static void sort_out(Plan *plan)
{
    Batch *batch = &plan->batch;
    for (guint i = 0; i < batch->order->len; i++) {
        PlanCell *cell = plan_cell(plan, ids_get(batch->order, i));
        PlanCell *blocker = find_blocker(plan, cell);
        if (blocker) {
            bool stopped = blocker->status.result == RESULT_STOPPED || blocker->opaque;
            ids_add(raiser_of(plan, blocker->id, stopped, false)->starts, cell->id);
            plan->marks++;
            cell->mark = plan->marks;
            cancel_from(plan, cell->id);
        }
        cell->left_out = cell->cancelled;
        if (cell->cancelled) {
            plan_set_state(plan, cell, RUN_IDLE);
        } else if (!is_kept(plan, cell)) {
            ids_add(batch->queue, cell->id);
        } else if (cell->disabled) {
            plan_set_result(plan, cell, RESULT_DISABLED);
            plan_set_state(plan, cell, RUN_IDLE);
        } else {
            plan_set_result(plan, cell, RESULT_DISABLED);
            plan_set_blocked(plan, cell);
        }
    }
    for (guint i = 0; i < batch->order->len; i++)
        plan_cell(plan, ids_get(batch->order, i))->waiting = false;
    for (guint i = 0; i < batch->queue->len; i++)
        plan_cell(plan, ids_get(batch->queue, i))->waiting = true;
}

/* Cells that a run mode keeps back are as they are when a run is lazy. */
static void note_held(Plan *plan, const Ids *held)
{
    for (guint i = 0; i < held->len; i++) {
        PlanCell *cell = plan_cell(plan, ids_get(held, i));
        bool asks = cell->mode == RUN_MODE_CONFIRM && !cell->status.stale && !plan_is_blocked(plan, cell);
        plan_set_stale(plan, cell, true);
        if (asks)
            plan_push(plan, PLAN_DO_ASK, cell->id);
    }
}

static void start_batch(Plan *plan, const Ids *roots)
{
    Batch *batch = &plan->batch;
    g_autoptr(GArray) held = ids_new();
    g_array_unref(batch->order);
    batch->order = plan_cells_to_run(plan, roots, held);
    note_held(plan, held);
    plan->asks++; /* what this run sets off was not asked for */
    g_array_set_size(batch->queue, 0);
    g_ptr_array_set_size(batch->raisers, 0);
    batch->serial++;
    batch->next = batch->handed = 0;
    batch->begun = 0;
    batch->active = true;
    batch->interrupted = false;
    prepare(plan);
    sort_out(plan);
}

/* --- the end ----------------------------------------------------------------------------------------------------- */

static void tell_interrupted(Plan *plan)
{
    for (guint i = plan->batch.next; i < plan->batch.queue->len; i++) {
        PlanCell *cell = plan_cell(plan, ids_get(plan->batch.queue, i));
        if (cell->superseded)
            continue; /* it was not this run any more that would have run it */
        plan_set_state(plan, cell, RUN_IDLE);
        plan_push(plan, PLAN_DO_INTERRUPT, cell->id);
    }
}

/* Below a cell that was told all are told, as long as no way led through a cell that is not of this run (`*whole`): what
 * is behind such a cell may have run before. */
static void tell_cancelled(Plan *plan, const Raiser *raiser, GArray *steps, bool *whole)
{
    const PlanCell *cause = plan_cell(plan, raiser->cause);
    bool prune = *whole;
    g_autoptr(GArray) walk = ids_new();
    g_array_append_vals(walk, raiser->starts->data, raiser->starts->len);
    plan->walks++;
    for (guint i = 0; i < walk->len; i++) {
        PlanCell *cell = plan_cell(plan, ids_get(walk, i));
        if (raiser->inside && cell->left_out) /* and all behind it */
            continue;
        bool behind = !raiser->inside || cell->position > cause->position;
        cell->walked = plan->walks;
        *whole &= in_batch(plan, cell);
        if (in_batch(plan, cell) && cell->cancelled && behind && cell->mark != plan->marks) {
            cell->mark = plan->marks;
            PlanStep step = {.cell = cell->id, .cause = raiser->cause, .stopped = raiser->stopped};
            g_array_append_val(steps, step);
        }
        g_autoptr(GArray) children = graph_children(plan->graph, cell->id);
        for (guint j = 0; j < children->len; j++) {
            PlanCell *child = plan_cell(plan, ids_get(children, j));
            if (!child || child->walked == plan->walks || (prune && child->mark == plan->marks))
                continue;
            child->walked = plan->walks;
            ids_add(walk, child->id);
        }
    }
}

/* Of several cells that kept one from running, the last is shown: from the last to the first, each takes
 * what no later one has taken. */
static void tell_all_cancelled(Plan *plan)
{
    g_autoptr(GArray) steps = g_array_new(FALSE, FALSE, sizeof(PlanStep));
    bool whole = true;
    plan->marks++;
    for (guint i = plan->batch.raisers->len; i > 0; i--)
        tell_cancelled(plan, g_ptr_array_index(plan->batch.raisers, i - 1), steps, &whole);
    for (guint i = 0; i < steps->len; i++) {
        const PlanStep *told = &g_array_index(steps, PlanStep, i);
        plan_set_state(plan, plan_cell(plan, told->cell), RUN_IDLE);
        PlanStep *step = plan_push(plan, PLAN_DO_CANCEL, told->cell);
        step->cause = told->cause;
        step->stopped = told->stopped;
    }
}

/* Must the reader run since a state was set? */
static bool is_reached(const Plan *plan, const PlanCell *reader, const StateUpdate *update)
{
    const PlanCell *setter = plan_cell(plan, update->setter);
    if (reader->id == update->setter && !update->self_loops)
        return false;
    if (setter && in_batch(plan, setter) && in_batch(plan, reader) && reader->position > setter->position)
        return false;
    return !g_hash_table_contains(plan->invalid, &reader->id) && !(in_batch(plan, reader) && reader->cancelled);
}

static Ids *resolve_updates(Plan *plan)
{
    Ids *roots = ids_new();
    plan->marks++;
    for (guint i = 0; i < plan->updates->len && !plan->batch.interrupted; i++) {
        const StateUpdate *update = g_ptr_array_index(plan->updates, i);
        for (char **name = update->names; *name; name++) {
            g_autoptr(GArray) readers = graph_readers(plan->graph, *name);
            for (guint j = 0; j < readers->len; j++) {
                PlanCell *reader = plan_cell(plan, ids_get(readers, j));
                if (!reader || reader->mark == plan->marks || !is_reached(plan, reader, update))
                    continue;
                reader->mark = plan->marks;
                ids_add(roots, reader->id);
            }
        }
    }
    g_ptr_array_set_size(plan->updates, 0);
    return roots;
}

static void remember_failed_blocked(Plan *plan)
{
    g_array_set_size(plan->failed_blocked, 0);
    if (g_hash_table_size(plan->disabled) == 0)
        return;
    const Ids *blocked = plan_blocked(plan);
    for (guint i = 0; i < blocked->len; i++) {
        const PlanCell *cell = plan_cell(plan, ids_get(blocked, i));
        RunResult result = cell->status.result;
        if (plan_failed(cell) || result == RESULT_INVALID || result == RESULT_CANCELLED)
            ids_add(plan->failed_blocked, cell->id);
    }
}

/* A blocked cell that had failed is only disabled again, if no ancestor is in error. */
static void reset_failed_blocked(Plan *plan)
{
    if (plan->failed_blocked->len == 0)
        return;
    g_autoptr(GArray) failed = ids_new();
    GHashTableIter all;
    g_hash_table_iter_init(&all, plan->cells);
    for (gpointer value; g_hash_table_iter_next(&all, NULL, &value);) {
        const PlanCell *cell = value;
        if (cell->analysis && (plan_failed(cell) || cell->status.result == RESULT_INVALID))
            ids_add(failed, cell->id);
    }
    plan_mark_below(plan, failed);
    for (guint i = 0; i < plan->failed_blocked->len; i++) {
        PlanCell *cell = plan_cell(plan, ids_get(plan->failed_blocked, i));
        if (!cell || !cell->analysis || cell->mark == plan->marks)
            continue;
        plan_set_result(plan, cell, RESULT_DISABLED);
        if (cell->disabled)
            plan_set_state(plan, cell, RUN_IDLE);
        else
            plan_set_blocked(plan, cell);
        plan_push(plan, PLAN_DO_CLEAR, cell->id);
    }
    g_array_set_size(plan->failed_blocked, 0);
}

static void end_batch(Plan *plan)
{
    if (plan->batch.interrupted)
        tell_interrupted(plan);
    tell_all_cancelled(plan);
    g_autoptr(GArray) roots = resolve_updates(plan);
    if (roots->len > 0 && !plan->lazy) {
        start_batch(plan, roots);
        return;
    }
    if (roots->len > 0)
        plan_mark_stale(plan, roots, true);
    reset_failed_blocked(plan);
    plan_mark_outdated(plan);
    plan->batch.active = false;
}

/* --- in between ----------------------------------------------------------------------------------------------------- */

void plan_start_run(Plan *plan, const Ids *roots)
{
    remember_failed_blocked(plan);
    start_batch(plan, roots);
}

/* By a thread, or by who watches a file. */
void plan_settle_states(Plan *plan)
{
    plan->batch.interrupted = false; /* that was the run before */
    g_autoptr(GArray) roots = resolve_updates(plan);
    if (roots->len > 0 && plan->lazy)
        plan_mark_stale(plan, roots, true);
    else if (roots->len > 0)
        plan_start_run(plan, roots);
}

static void begin_cell(Plan *plan, PlanCell *cell)
{
    plan_set_state(plan, cell, RUN_RUNNING);
    cell->touched = true;
    cell->loaded = plan->loaded;
    PlanStep *step = plan_push(plan, PLAN_DO_RUN, cell->id);
    step->code = cell_snapshot_ref(cell->code);
    step->analysis = analysis_ref(cell->analysis);
    if (cell->superseded) /* it began all the same */
        plan_push(plan, PLAN_DO_SUPERSEDE, cell->id);
    plan->phase = PLAN_RUNNING;
    plan->running = cell->id;
}

void plan_continue_run(Plan *plan)
{
    Batch *batch = &plan->batch;
    while (batch->next < batch->queue->len && (!batch->interrupted || batch->begun)) {
        PlanCell *cell = plan_cell(plan, ids_get(batch->queue, batch->next));
        bool begun = batch->begun == cell->id;
        batch->next++;
        batch->handed = MAX(batch->handed, batch->next);
        cell->waiting = false;
        if (cell->superseded && !begun)
            continue;
        if (cell->cancelled && !begun) {
            plan_set_state(plan, cell, RUN_IDLE);
            continue;
        }
        batch->begun = 0;
        begin_cell(plan, cell);
        return;
    }
    end_batch(plan);
}

/* --- ahead ---------------------------------------------------------------------------------------------------------- */

CellSnapshot *plan_hand_ahead(Plan *plan)
{
    Batch *batch = &plan->batch;
    if (!batch->active || batch->interrupted || plan->phase != PLAN_RUNNING)
        return NULL;
    for (batch->handed = MAX(batch->handed, batch->next); batch->handed < batch->queue->len;) {
        const PlanCell *cell = plan_cell(plan, ids_get(batch->queue, batch->handed++));
        if (!cell->superseded && !cell->cancelled)
            return cell->code;
    }
    return NULL;
}

void plan_take_back(Plan *plan)
{
    plan->batch.handed = plan->batch.next;
}

/* What the kernel says is believed of what it was handed. */
void plan_note_begun(Plan *plan, uint64_t cell)
{
    Batch *batch = &plan->batch;
    batch->begun = 0;
    for (guint i = batch->next; cell && i < batch->handed; i++) {
        if (ids_get(batch->queue, i) == cell)
            batch->begun = cell;
    }
}

static bool is_listed(char *const *names, const char *name)
{
    return names && g_strv_contains((const char *const *)names, name);
}

static void note_names(Plan *plan, PlanCell *cell, const PlanRan *ran)
{
    const Analysis *analysis = cell->analysis;
    bool all_missing = ran->result != RESULT_OK && !ran->missing;
    for (char **name = analysis->defs; *name && !all_missing; name++) {
        if (!is_listed(ran->missing, *name))
            g_hash_table_add(plan->present, g_strdup(*name));
    }
    for (char **name = analysis->deletes; *name && ran->result == RESULT_OK; name++)
        g_hash_table_remove(plan->present, *name);
    g_strfreev(cell->widgets);
    cell->widgets = g_strdupv((char **)ran->widgets);
    if (!analysis->imports_only)
        return;
    g_clear_pointer(&cell->imported, g_hash_table_unref);
    cell->imported = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (char **name = analysis->defs; *name; name++) {
        if (g_hash_table_contains(plan->present, *name))
            g_hash_table_add(cell->imported, g_strdup(*name));
    }
}

void plan_finish_cell(Plan *plan, PlanCell *cell, const PlanRan *ran)
{
    note_names(plan, cell, ran);
    if (ran->result == RESULT_INTERRUPTED && plan_is_superseded(plan, cell->id)) {
        plan_set_state(plan, cell, RUN_QUEUED); /* until the widget is set, and it runs again */
        return;
    }
    plan_set_result(plan, cell, ran->result);
    plan_set_state(plan, cell, RUN_IDLE);
    cell->seconds = ran->result == RESULT_OK ? ran->seconds : 0;
    cell->opaque = ran->opaque;
    if (ran->result == RESULT_INTERRUPTED)
        plan->batch.interrupted = true;
    if (ran->result != RESULT_OK)
        cancel_descendants(plan, cell, ran->result == RESULT_STOPPED);
}
