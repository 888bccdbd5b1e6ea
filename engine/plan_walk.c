/* Walks over the graph.  A walk marks what it has seen with a number of its own, so it costs what it
 * visits and nothing needs to be cleaned up behind it.
 */
#include "engine/plan_state.h"

#include "notebook/analysis.h"

Ids *ids_new(void)
{
    return g_array_new(FALSE, FALSE, sizeof(uint64_t));
}

void ids_add(Ids *ids, uint64_t id)
{
    g_array_append_val(ids, id);
}

/* Adds the cell to the walk if it is new to it. */
static void visit(Plan *plan, Ids *seen, uint64_t id)
{
    PlanCell *cell = plan_cell(plan, id);
    if (!cell || !cell->analysis || cell->mark == plan->marks)
        return;
    cell->mark = plan->marks;
    ids_add(seen, id);
}

static void visit_all(Plan *plan, Ids *seen, Ids *ids)
{
    for (guint i = 0; i < ids->len; i++)
        visit(plan, seen, ids_get(ids, i));
    g_array_unref(ids);
}

/* Has a reader of an import that was bound before the cell not run since? */
static bool reader_missed_it(const PlanCell *reader)
{
    switch (reader->status.result) {
    case RESULT_NONE:
    case RESULT_CANCELLED:
    case RESULT_INVALID:
    case RESULT_INTERRUPTED:
    case RESULT_DEAD:
        return true;
    default:
        return false;
    }
}

/* Of an import block: those who read new names, and those who did not get round to read the old ones. */
static void visit_import_children(Plan *plan, Ids *seen, const PlanCell *cell)
{
    for (char **name = cell->analysis->defs; *name; name++) {
        g_autoptr(GArray) readers = graph_readers(plan->graph, *name);
        bool known = cell->imported && g_hash_table_contains(cell->imported, *name);
        for (guint i = 0; i < readers->len; i++) {
            const PlanCell *reader = plan_cell(plan, ids_get(readers, i));
            if (reader && (!known || reader_missed_it(reader)))
                visit(plan, seen, reader->id);
        }
    }
}

static Ids *start_walk(Plan *plan, const Ids *roots)
{
    Ids *seen = ids_new();
    plan->marks++;
    for (guint i = 0; i < roots->len; i++)
        visit(plan, seen, ids_get(roots, i));
    return seen;
}

Ids *plan_closure(Plan *plan, const Ids *roots, bool prune)
{
    Ids *seen = start_walk(plan, roots);
    for (guint i = 0; i < seen->len; i++) {
        const PlanCell *cell = plan_cell(plan, ids_get(seen, i));
        if (prune && cell->analysis->imports_only)
            visit_import_children(plan, seen, cell);
        else
            visit_all(plan, seen, graph_children(plan->graph, cell->id));
    }
    return seen;
}

void plan_mark_stale(Plan *plan, const Ids *roots, bool prune)
{
    g_autoptr(GArray) cells = plan_closure(plan, roots, prune);
    for (guint i = 0; i < cells->len; i++)
        plan_set_stale(plan, plan_cell(plan, ids_get(cells, i)), true);
}

Ids *plan_stale_ancestors(Plan *plan, const Ids *roots)
{
    Ids *stale = ids_new();
    if (g_hash_table_size(plan->stale) == 0)
        return stale;
    g_autoptr(GArray) seen = start_walk(plan, roots);
    guint inclusive = seen->len;
    for (guint i = 0; i < seen->len; i++) {
        const PlanCell *cell = plan_cell(plan, ids_get(seen, i));
        if (i >= inclusive && plan_is_held(plan, cell))
            continue; /* neither it nor what it alone needs */
        if (i >= inclusive && cell->status.stale)
            ids_add(stale, cell->id);
        visit_all(plan, seen, graph_parents(plan->graph, cell->id));
    }
    return stale;
}

void plan_mark_below(Plan *plan, const Ids *cells)
{
    g_autoptr(GArray) seen = ids_new();
    plan->marks++;
    for (guint i = 0; i < cells->len; i++)
        visit_all(plan, seen, graph_children(plan->graph, ids_get(cells, i)));
    for (guint i = 0; i < seen->len; i++)
        visit_all(plan, seen, graph_children(plan->graph, ids_get(seen, i)));
}

/* --- disabled cells -------------------------------------------------------------------------------------- */

const Ids *plan_blocked(Plan *plan)
{
    if (plan->blocked_valid)
        return plan->blocked;
    g_autoptr(GArray) disabled = ids_new();
    GHashTableIter all;
    g_hash_table_iter_init(&all, plan->disabled);
    for (gpointer id; g_hash_table_iter_next(&all, &id, NULL);)
        ids_add(disabled, *(uint64_t *)id);

    g_clear_pointer(&plan->blocked, g_array_unref);
    plan->blocked = plan_closure(plan, disabled, false);
    plan->blocked_marks++;
    for (guint i = 0; i < plan->blocked->len; i++)
        plan_cell(plan, ids_get(plan->blocked, i))->blocked_mark = plan->blocked_marks;
    plan->blocked_valid = true;
    return plan->blocked;
}

bool plan_is_blocked(Plan *plan, const PlanCell *cell)
{
    if (g_hash_table_size(plan->disabled) == 0)
        return false;
    plan_blocked(plan);
    return cell->blocked_mark == plan->blocked_marks;
}

/* --- what a run takes along ------------------------------------------------------------------------------- */

bool plan_is_held(const Plan *plan, const PlanCell *cell)
{
    return cell->mode != RUN_MODE_AUTO && cell->asked != plan->asks;
}

void plan_ask_for(Plan *plan, uint64_t cell)
{
    plan_cell_made(plan, cell)->asked = plan->asks;
}

/* Takes the cells out that a run mode keeps back, and what is below them: it would run with values that are out of
 * date. */
static void hold_back(Plan *plan, Ids *cells, Ids *held)
{
    g_autoptr(GArray) kept_back = ids_new();
    for (guint i = 0; i < cells->len; i++) {
        const PlanCell *cell = plan_cell(plan, ids_get(cells, i));
        if (plan_is_held(plan, cell))
            ids_add(kept_back, cell->id);
    }
    if (kept_back->len == 0)
        return;
    plan_mark_below(plan, kept_back);
    guint left = 0;
    for (guint i = 0; i < cells->len; i++) {
        const PlanCell *cell = plan_cell(plan, ids_get(cells, i));
        bool stays = !plan_is_held(plan, cell) &&
                     (cell->mark != plan->marks || cell->asked == plan->asks);
        if (stays)
            g_array_index(cells, uint64_t, left++) = cell->id;
        else if (held)
            ids_add(held, cell->id);
    }
    g_array_set_size(cells, left);
}

Ids *plan_cells_to_run(Plan *plan, const Ids *roots, Ids *held)
{
    g_autoptr(GArray) wanted = ids_new();
    g_array_append_vals(wanted, roots->data, roots->len);
    g_autoptr(GArray) stale = plan_stale_ancestors(plan, roots);
    g_array_append_vals(wanted, stale->data, stale->len);

    g_autoptr(GArray) cells = plan->lazy ? start_walk(plan, wanted) : plan_closure(plan, wanted, true);
    g_autoptr(GArray) valid = ids_new();
    for (guint i = 0; i < cells->len; i++) {
        uint64_t id = ids_get(cells, i);
        if (!g_hash_table_contains(plan->invalid, &id))
            ids_add(valid, id);
    }
    hold_back(plan, valid, held);
    return graph_order(plan->graph, (const uint64_t *)valid->data, valid->len);
}

GArray *plan_preview(Plan *plan, const uint64_t *cells, size_t count)
{
    g_autoptr(GArray) roots = ids_new();
    g_array_append_vals(roots, cells, (guint)count);
    for (size_t i = 0; i < count; i++) {
        PlanCell *cell = plan_cell(plan, cells[i]);
        if (cell)
            cell->asked = plan->asks;
    }
    GArray *order = plan_cells_to_run(plan, roots, NULL);
    plan->asks++;
    return order;
}
