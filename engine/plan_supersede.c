/* A widget moves while cells run that read it: what they compute is out of date already.  They are taken out of the run,
 * the one that runs is interrupted, and all of them run with the newest value.
 *
 * Which cells these are the plan knows from what the kernel said of the widgets that a cell left bound (PlanRan.widgets).
 * A cell that is taken out is owed a run: it gets it when the widget was set, whatever is bound to the widget then.
 */
#include "engine/plan_state.h"

#include <string.h>

void plan_add_readers(Plan *plan, const char *name, Ids *readers)
{
    g_autoptr(GArray) all = graph_readers(plan->graph, name);
    for (guint i = 0; i < all->len; i++) {
        const PlanCell *reader = plan_cell(plan, ids_get(all, i));
        if (reader && reader->analysis && !names_contain(reader->analysis->defs, name))
            ids_add(readers, reader->id);
    }
}

const char *plan_widget_of(Plan *plan, const char *name)
{
    g_autoptr(GArray) definers = graph_definers(plan->graph, name);
    for (guint i = 0; i < definers->len; i++) {
        const PlanCell *cell = plan_cell(plan, ids_get(definers, i));
        for (char **pair = cell ? cell->widgets : NULL; pair && pair[0] && pair[1]; pair += 2) {
            if (strcmp(pair[1], name) == 0)
                return pair[0];
        }
    }
    return NULL;
}

/* A cell that waits for its run has bound nothing. */
GArray *plan_widget_cells(Plan *plan, const char *id)
{
    g_autoptr(GArray) readers = ids_new();
    GHashTableIter all;
    g_hash_table_iter_init(&all, plan->cells);
    for (gpointer value; g_hash_table_iter_next(&all, NULL, &value);) {
        const PlanCell *cell = value;
        for (char **pair = cell->widgets; pair && pair[0] && pair[1]; pair += 2) {
            if (strcmp(pair[0], id) == 0)
                plan_add_readers(plan, pair[1], readers);
        }
    }
    return plan_cells_to_run(plan, readers, NULL);
}

static bool runs_now(const Plan *plan, const PlanCell *cell)
{
    return plan->phase == PLAN_RUNNING && plan->running == cell->id;
}

/* Is it a part of the run under way that is not done yet? */
static bool goes_on(const Plan *plan, const PlanCell *cell)
{
    return cell->batch == plan->batch.serial && !cell->superseded && (runs_now(plan, cell) || cell->waiting) && !cell->cancelled;
}

/* Whether these are done soon: to run them anew with each value of a widget that goes on moving would never end. */
static bool are_quick(Plan *plan, const Ids *cells)
{
    const double QUICK = 1.0; /* seconds that nobody minds, nor a value that is so old */
    double seconds = plan->elapsed > QUICK ? plan->elapsed : 0;
    for (guint i = 0; i < cells->len && seconds <= QUICK; i++) {
        const PlanCell *cell = plan_cell(plan, ids_get(cells, i));
        if (goes_on(plan, cell))
            seconds += cell->seconds > 0 ? cell->seconds : 2 * QUICK;
    }
    return seconds <= QUICK;
}

void plan_set_elapsed(Plan *plan, double seconds)
{
    plan->elapsed = seconds;
}

void plan_supersede(Plan *plan, const char *id)
{
    if (!plan->supersedes || plan->lazy || !plan->batch.active || plan->batch.interrupted)
        return;
    g_autoptr(GArray) cells = plan_widget_cells(plan, id);
    if (are_quick(plan, cells))
        return;
    bool early = false;
    for (guint i = 0; i < cells->len; i++) {
        PlanCell *cell = plan_cell(plan, ids_get(cells, i));
        bool runs = runs_now(plan, cell);
        if (!goes_on(plan, cell))
            continue;
        cell->superseded = true;
        cell->waiting = false;
        ids_add(plan->owed, cell->id);
        if (runs)
            plan_push(plan, PLAN_DO_SUPERSEDE, cell->id);
        early = early || !runs;
    }
    if (early && plan->batch.handed > plan->batch.next)
        plan_push(plan, PLAN_DO_WITHDRAW, 0);
}

bool plan_is_superseded(const Plan *plan, uint64_t id)
{
    const PlanCell *cell = plan_cell(plan, id);
    return cell && cell->superseded && !plan->batch.interrupted;
}

void plan_take_owed(Plan *plan, Ids *roots)
{
    for (guint i = 0; i < plan->owed->len; i++) {
        PlanCell *cell = plan_cell(plan, ids_get(plan->owed, i));
        if (!cell)
            continue;
        cell->superseded = false;
        if (cell->analysis)
            ids_add(roots, cell->id);
    }
    g_array_set_size(plan->owed, 0);
}
