/* What a change of code sets off.  Cells are registered and deleted; then errors of the graph are looked
 * at, but a cell that was valid stays so unless it is below a cell that was just submitted ("no action at
 * a distance"); and the cells that must run are the submitted ones and those that lost or regained an
 * ancestor.
 */
#include "engine/plan_state.h"

#include "engine/import_list.h"

/* Notes of one change. */
typedef struct {
    Plan *plan;
    bool stale;
    bool quiet;      /* what would run of itself is stale instead */
    Ids *registered; /* submitted and compiled */
    Ids *entered;    /* those of them whose code is new */
    Ids *broken;     /* submitted and not compiled */
    GHashTable *fresh; /* submitted and not registered before */
    Ids *orphans;    /* former children of what was replaced or deleted */
} Change;

/* --- cells that wait for their first run -------------------------------------------------------------- */

void plan_pend(Plan *plan, CellSnapshot *code, Analysis *analysis)
{
    PlanCell *cell = plan_cell_made(plan, code->id);
    plan_unpend(plan, cell);
    cell->pending_code = cell_snapshot_ref(code);
    cell->pending = analysis_ref(analysis);
    cell->mode = analysis->run_mode;
    g_hash_table_add(plan->waiting, &cell->id);
    if (!plan->known) {
        plan->known = graph_new();
        graph_set_order(plan->known, (const uint64_t *)plan->page->data, plan->page->len);
    }
    g_ptr_array_add(plan->unlinked, analysis_ref(analysis));
}

Graph *plan_known(Plan *plan)
{
    for (guint i = 0; i < plan->unlinked->len; i++)
        graph_set(plan->known, g_ptr_array_index(plan->unlinked, i));
    g_ptr_array_set_size(plan->unlinked, 0);
    return plan->known;
}

void plan_drop_known(Plan *plan)
{
    g_ptr_array_set_size(plan->unlinked, 0);
    g_clear_pointer(&plan->known, graph_free);
}

void plan_unpend(Plan *plan, PlanCell *cell)
{
    g_clear_pointer(&cell->pending_code, cell_snapshot_unref);
    g_clear_pointer(&cell->pending, analysis_unref);
    g_hash_table_remove(plan->waiting, &cell->id);
}

void plan_forget_known(Plan *plan, uint64_t cell)
{
    if (plan->known)
        graph_remove(plan_known(plan), cell);
}

/* --- registering ----------------------------------------------------------------------------------------- */

/* marimo takes a cell of comments for changed whenever it is submitted. */
static bool same_code(const PlanCell *cell, CellSnapshot *code)
{
    if (!cell->code || !g_bytes_equal(cell->code->code, code->code))
        return false;
    return !cell->analysis->empty || g_bytes_get_size(code->code) == 0;
}

static bool is_stale(const PlanCell *cell)
{
    return cell->status.stale;
}

static bool is_disabled(const PlanCell *cell)
{
    return cell->disabled;
}

/* `any`: all registered cells that are so. */
static bool has_ancestor(Plan *plan, uint64_t cell, GHashTable *any, bool (*is)(const PlanCell *cell))
{
    if (g_hash_table_size(any) == 0)
        return false;
    g_autoptr(GArray) walk = ids_new();
    plan->marks++;
    plan_cell(plan, cell)->mark = plan->marks; /* on a cycle it is no ancestor of itself */
    ids_add(walk, cell);
    for (guint i = 0; i < walk->len; i++) {
        g_autoptr(GArray) parents = graph_parents(plan->graph, ids_get(walk, i));
        for (guint j = 0; j < parents->len; j++) {
            PlanCell *parent = plan_cell(plan, ids_get(parents, j));
            if (!parent || parent->mark == plan->marks)
                continue;
            if (is(parent))
                return true;
            parent->mark = plan->marks;
            ids_add(walk, parent->id);
        }
    }
    return false;
}

/* What is registered below a stale cell is stale, and what is below it; what is registered as stale, it alone. */
static void inherit_staleness(Change *change, PlanCell *cell, bool itself)
{
    plan_set_stale(change->plan, cell, false);
    if (has_ancestor(change->plan, cell->id, change->plan->stale, is_stale)) {
        g_autoptr(GArray) heirs = ids_new();
        ids_add(heirs, cell->id);
        plan_mark_stale(change->plan, heirs, false);
    }
    if (itself)
        plan_set_stale(change->plan, cell, true);
}

/* Takes the cell out of the graph and its names out of the kernel; who read them, unless it was in error
 * (then it has no names there, and another cell may). */
static Ids *deactivate(Plan *plan, PlanCell *cell)
{
    Ids *children;
    if (g_hash_table_contains(plan->invalid, &cell->id)) {
        children = ids_new();
    } else {
        children = graph_children(plan->graph, cell->id);
        plan_forget(plan, cell, NULL);
    }
    graph_remove(plan->graph, cell->id);
    plan->generation++;
    plan->blocked_valid = false;
    g_hash_table_remove(plan->erroneous, &cell->id);
    g_hash_table_remove(plan->stale, &cell->id);
    g_hash_table_remove(plan->disabled, &cell->id);
    g_clear_pointer(&cell->code, cell_snapshot_unref);
    g_clear_pointer(&cell->analysis, analysis_unref);
    return children;
}

/* The imports of the old cell that the new one makes just the same, and that are bound. */
static GHashTable *carry_imports(Plan *plan, const PlanCell *old, const PlanCode *new)
{
    if (!old->analysis || !old->analysis->imports_only || !old->imported || !new->analysis->imports_only)
        return NULL;
    g_autoptr(GHashTable) before = import_list(old->code->code);
    g_autoptr(GHashTable) after = import_list(new->code->code);
    GHashTable *carried = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (char **name = new->analysis->defs; *name; name++) {
        const char *was = g_hash_table_lookup(before, *name);
        if (was && g_hash_table_contains(old->imported, *name) && g_hash_table_contains(plan->present, *name) &&
            g_strcmp0(was, g_hash_table_lookup(after, *name)) == 0)
            g_hash_table_add(carried, g_strdup(*name));
    }
    return carried;
}

static void enter(Change *change, PlanCell *cell, const PlanCode *code, GHashTable *carried, bool was_pending)
{
    Plan *plan = change->plan;
    cell->code = cell_snapshot_ref(code->code);
    cell->analysis = analysis_ref(code->analysis);
    cell->mode = code->analysis->run_mode;
    g_clear_pointer(&cell->imported, g_hash_table_unref);
    cell->imported = carried;
    cell->status.has_state = false;
    cell->status.rendered = false;
    cell->status.blocked = false;
    cell->status.result = RESULT_NONE;
    graph_set(plan->graph, code->analysis);
    plan->generation++;
    plan->blocked_valid = false;
    if (cell->disabled)
        g_hash_table_add(plan->disabled, &cell->id);
    inherit_staleness(change, cell, change->stale || was_pending);
    if (has_ancestor(plan, cell->id, plan->disabled, is_disabled))
        plan_set_blocked(plan, cell); /* though it is disabled itself */
    plan_touch(plan, cell);
}

/* Those who were children and are no more. */
static void note_orphans(Change *change, uint64_t cell, const Ids *before)
{
    Plan *plan = change->plan;
    g_autoptr(GArray) now = graph_children(plan->graph, cell);
    plan->marks++;
    for (guint i = 0; i < now->len; i++)
        plan_cell(plan, ids_get(now, i))->mark = plan->marks;
    for (guint i = 0; i < before->len; i++) {
        const PlanCell *child = plan_cell(plan, ids_get(before, i));
        if (child && child->mark != plan->marks)
            ids_add(change->orphans, child->id);
    }
}

static void submit(Change *change, const PlanCode *code)
{
    Plan *plan = change->plan;
    PlanCell *cell = plan_cell_made(plan, code->code->id);
    bool was_pending = cell->pending != NULL;
    plan_unpend(plan, cell);
    g_clear_pointer(&cell->fault, analysis_unref);
    g_clear_pointer(&cell->fault_code, cell_snapshot_unref);
    if (plan->known)
        graph_set(plan_known(plan), code->analysis);
    if (same_code(cell, code->code)) {
        ids_add(change->registered, cell->id);
        return;
    }
    bool fresh = !cell->analysis;
    if (fresh)
        g_hash_table_add(change->fresh, &cell->id);
    GHashTable *carried = carry_imports(plan, cell, code);
    g_autoptr(GArray) before = fresh ? ids_new() : deactivate(plan, cell);
    if (code->analysis->fault == ANALYSIS_OK) {
        enter(change, cell, code, carried, was_pending);
        ids_add(change->registered, cell->id);
        ids_add(change->entered, cell->id);
        note_orphans(change, cell->id, before);
        return;
    }
    g_clear_pointer(&carried, g_hash_table_unref);
    g_array_append_vals(change->orphans, before->data, before->len);
    ids_add(change->broken, cell->id);
    cell->fault = analysis_ref(code->analysis);
    cell->fault_code = cell_snapshot_ref(code->code);
    if (!fresh)
        plan_set_stale(plan, cell, false);
    plan_touch(plan, cell);
}

static void remove_cell(Change *change, uint64_t id)
{
    Plan *plan = change->plan;
    PlanCell *cell = plan_cell(plan, id);
    plan_forget_known(plan, id);
    if (!cell)
        return;
    plan_unpend(plan, cell);
    if (cell->analysis) {
        g_autoptr(GArray) children = deactivate(plan, cell);
        g_array_append_vals(change->orphans, children->data, children->len);
    }
    g_hash_table_remove(plan->invalid, &id);
    g_hash_table_remove(plan->cells, &id);
}

static void show_blocked(Change *change)
{
    Plan *plan = change->plan;
    for (guint i = 0; i < change->entered->len && g_hash_table_size(plan->disabled) > 0; i++) {
        PlanCell *cell = plan_cell(plan, ids_get(change->entered, i));
        if (cell && cell->analysis && !cell->disabled && plan_is_blocked(plan, cell))
            plan_set_blocked(plan, cell);
    }
}

/* --- errors ------------------------------------------------------------------------------------------------- */

static void refresh_erroneous(Plan *plan)
{
    g_autoptr(GArray) changed = graph_take_changed(plan->graph);
    for (guint i = 0; i < changed->len; i++) {
        PlanCell *cell = plan_cell(plan, ids_get(changed, i));
        if (!cell)
            continue;
        g_autoptr(GPtrArray) errors = graph_errors(plan->graph, cell->id);
        if (cell->analysis && errors->len > 0)
            g_hash_table_add(plan->erroneous, &cell->id);
        else
            g_hash_table_remove(plan->erroneous, &cell->id);
    }
}

/* The cells that are in error after the change; `alive` gets the names of those that stay valid. */
static GHashTable *find_invalid(Change *change, GHashTable *alive)
{
    Plan *plan = change->plan;
    GHashTable *invalid = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < change->broken->len; i++)
        g_hash_table_add(invalid, &plan_cell(plan, ids_get(change->broken, i))->id);
    if (g_hash_table_size(plan->erroneous) == 0)
        return invalid;

    plan_mark_below(plan, change->registered);
    guint below = plan->marks;
    for (guint i = 0; i < change->registered->len; i++) { /* submitted cells count as below themselves */
        PlanCell *cell = plan_cell(plan, ids_get(change->registered, i));
        if (cell)
            cell->mark = below;
    }
    GHashTableIter all;
    g_hash_table_iter_init(&all, plan->erroneous);
    for (gpointer id; g_hash_table_iter_next(&all, &id, NULL);) {
        PlanCell *cell = plan_cell(plan, *(uint64_t *)id);
        if (cell->mark == below || g_hash_table_contains(plan->invalid, id)) {
            g_hash_table_add(invalid, &cell->id);
            continue;
        }
        for (char **name = cell->analysis->defs; *name; name++)
            g_hash_table_add(alive, *name);
    }
    return invalid;
}

static gint compare_ids(gconstpointer a, gconstpointer b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

static void show_invalid(Plan *plan)
{
    g_autoptr(GArray) ids = ids_new(); /* sorted, so that events come in an order that can be told */
    GHashTableIter all;
    g_hash_table_iter_init(&all, plan->invalid);
    for (gpointer id; g_hash_table_iter_next(&all, &id, NULL);)
        ids_add(ids, *(uint64_t *)id);
    g_array_sort(ids, compare_ids);
    for (guint i = 0; i < ids->len; i++) {
        PlanCell *cell = plan_cell(plan, ids_get(ids, i));
        if (cell->analysis && !cell->disabled && plan_is_blocked(plan, cell))
            plan_set_blocked(plan, cell);
        plan_set_stale(plan, cell, false);
        plan_touch(plan, cell);
        PlanStep *step = plan_push(plan, PLAN_DO_INVALID, cell->id);
        Analysis *known = cell->analysis ? cell->analysis : cell->fault;
        step->analysis = known ? analysis_ref(known) : NULL;
    }
}

/* The registered cells that were invalid and are no more. */
static Ids *find_healed(Plan *plan, GHashTable *after)
{
    Ids *healed = ids_new();
    GHashTableIter all;
    g_hash_table_iter_init(&all, plan->invalid);
    for (gpointer id; g_hash_table_iter_next(&all, &id, NULL);) {
        const PlanCell *cell = plan_cell(plan, *(uint64_t *)id);
        if (cell && cell->analysis && !g_hash_table_contains(after, id))
            ids_add(healed, cell->id);
    }
    return healed;
}

/* The children of cells that fell into error now. */
static void note_children_of_fallen(Change *change, GHashTable *after)
{
    Plan *plan = change->plan;
    GHashTableIter all;
    g_hash_table_iter_init(&all, after);
    for (gpointer id; g_hash_table_iter_next(&all, &id, NULL);) {
        if (g_hash_table_contains(plan->invalid, id) || g_hash_table_contains(change->fresh, id))
            continue;
        g_autoptr(GArray) children = graph_children(plan->graph, *(uint64_t *)id);
        for (guint i = 0; i < children->len; i++) {
            uint64_t child = ids_get(children, i);
            if (!g_hash_table_contains(after, &child))
                ids_add(change->orphans, child);
        }
    }
}

/* --- all of it --------------------------------------------------------------------------------------------------- */

static Ids *collect_roots(Change *change, const Ids *healed)
{
    Plan *plan = change->plan;
    Ids *roots = ids_new();
    plan->marks++;
    for (guint i = 0; i < change->registered->len; i++) {
        PlanCell *cell = plan_cell(plan, ids_get(change->registered, i));
        if (!cell || cell->mark == plan->marks || g_hash_table_contains(plan->invalid, &cell->id))
            continue;
        cell->mark = plan->marks;
        ids_add(roots, cell->id);
    }
    g_autoptr(GArray) stale = ids_new();
    g_array_append_vals(change->orphans, healed->data, healed->len);
    for (guint i = 0; i < change->orphans->len; i++) {
        PlanCell *cell = plan_cell(plan, ids_get(change->orphans, i));
        if (!cell || !cell->analysis || cell->mark == plan->marks)
            continue;
        cell->mark = plan->marks;
        ids_add(stale, cell->id);
    }
    const PlanCell *setup = plan->setup && !(change->quiet && !plan->lazy) ? plan_cell(plan, plan->setup) : NULL;
    if (setup && setup->analysis && setup->status.stale && setup->mark != plan->marks)
        ids_add(roots, setup->id);
    if (change->quiet)
        plan_mark_stale(plan, stale, true);
    else
        g_array_append_vals(roots, stale->data, stale->len);
    return roots;
}

static void apply_change(Change *change, const Request *request)
{
    Plan *plan = change->plan;
    for (guint i = 0; request->codes && i < request->codes->len; i++) {
        PlanCode code = {g_ptr_array_index(request->codes, i), g_ptr_array_index(request->analyses, i)};
        submit(change, &code);
    }
    for (guint i = 0; request->deleted && i < request->deleted->len; i++)
        remove_cell(change, ids_get(request->deleted, i));
    show_blocked(change);
    if (plan->known && g_hash_table_size(plan->waiting) == 0)
        plan_drop_known(plan);
    refresh_erroneous(plan);
}

Ids *plan_mutate(Plan *plan, const Request *request, bool stale)
{
    g_autoptr(GArray) registered = ids_new(), entered = ids_new(), broken = ids_new(), orphans = ids_new();
    g_autoptr(GHashTable) fresh = g_hash_table_new(g_int64_hash, g_int64_equal);
    bool quiet = plan->lazy || (request->kind == REQUEST_DELETE && request->flag);
    Change change = {plan, stale, quiet, registered, entered, broken, fresh, orphans};
    apply_change(&change, request);

    g_autoptr(GHashTable) alive = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) invalid = find_invalid(&change, alive);
    g_autoptr(GArray) healed = find_healed(plan, invalid);
    for (guint i = 0; i < healed->len && !quiet; i++)
        plan_push(plan, PLAN_DO_CLEAR, ids_get(healed, i));
    note_children_of_fallen(&change, invalid);

    GHashTableIter all;
    g_hash_table_iter_init(&all, invalid);
    for (gpointer id; g_hash_table_iter_next(&all, &id, NULL);) {
        PlanCell *cell = plan_cell(plan, *(uint64_t *)id);
        if (!cell->analysis)
            continue;
        plan_set_result(plan, cell, RESULT_INVALID);
        plan_forget(plan, cell, alive);
    }
    g_hash_table_unref(plan->invalid);
    plan->invalid = g_steal_pointer(&invalid);
    show_invalid(plan);
    return collect_roots(&change, healed);
}
