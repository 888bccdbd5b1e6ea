/* Which cells show what is no longer true while their text, or that of a cell before them, is being edited.
 *
 * The plan knows what the kernel was given; the editor is ahead of it.  A cell is *edited* if its text is not
 * what the kernel has, and *behind* if an edited cell can be reached against the edges, as they are or as they
 * were when it ran.  Only edited cells and those behind them are ever walked, so a notebook's size costs nothing.
 */
#include "engine/engine_worker_state.h"

#include "engine/graph.h"
#include "notebook/run_mode.h"

/* What the kernel was given is another text than a cell has by now. */
static bool is_other(const CellSnapshot *given, const PlanCode *live)
{
    return given && live->analysis && given != live->code && !run_mode_is_all_that_differs(given->code, live->code->code);
}

static bool differs(Worker *worker, uint64_t cell)
{
    PlanCode live = live_code(worker->live, cell);
    return is_other(plan_code(session_plan(worker->session), cell), &live);
}

bool worker_is_edited(Worker *worker, uint64_t cell)
{
    PlanCode live = live_code(worker->live, cell);
    if (!live.analysis)
        return false;
    const Plan *plan = session_plan(worker->session);
    const CellSnapshot *given = plan_code(plan, cell);
    PlanStatus status = plan_status(plan, cell);
    bool cleared = live.analysis->judged && live.analysis->fault == ANALYSIS_OK; /* it was no syntax error after all */
    if (given)
        return is_other(given, &live) || (cleared && !status.registered && !status.pending);
    return !live.analysis->empty && !status.rendered;
}

uint64_t worker_ran_revision(Worker *worker, uint64_t cell, uint64_t revision)
{
    if (!revision) /* it never ran */
        return 0;
    PlanCode live = live_code(worker->live, cell);
    if (!live.analysis || live.code->revision == revision)
        return revision;
    const CellSnapshot *given = plan_code(session_plan(worker->session), cell);
    return given && !is_other(given, &live) ? live.code->revision : revision;
}

static bool has(GHashTable *set, uint64_t cell)
{
    return g_hash_table_contains(set, &cell);
}

static bool add(GHashTable *set, uint64_t cell)
{
    return !has(set, cell) && g_hash_table_add(set, g_memdup2(&cell, sizeof cell));
}

static GHashTable *set_new(void)
{
    return g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
}

static void append_ids(GArray *ids, GArray *more)
{
    g_array_append_vals(ids, more->data, more->len);
    g_array_unref(more);
}

static GArray *children_of(Worker *worker, uint64_t cell)
{
    GArray *children = graph_children(live_graph(worker->live), cell);
    append_ids(children, graph_children(plan_graph(session_plan(worker->session)), cell));
    return children;
}

/* All cells behind those that are edited. */
static GHashTable *find_behind(Worker *worker)
{
    GHashTable *behind = set_new();
    g_autoptr(GArray) todo = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    GHashTableIter all;
    g_hash_table_iter_init(&all, worker->edited);
    for (gpointer key; g_hash_table_iter_next(&all, &key, NULL);)
        append_ids(todo, children_of(worker, *(uint64_t *)key));
    while (todo->len > 0) {
        uint64_t cell = g_array_index(todo, uint64_t, todo->len - 1);
        g_array_set_size(todo, todo->len - 1);
        if (add(behind, cell))
            append_ids(todo, children_of(worker, cell));
    }
    return behind;
}

static gboolean is_edited_no_more(gpointer key, gpointer value, gpointer worker)
{
    return !differs(worker, *(uint64_t *)key);
}

/* Tells the status of cells that are in one set and not in the other. */
static void tell_difference(Worker *worker, GHashTable *set, GHashTable *other)
{
    GHashTableIter all;
    g_hash_table_iter_init(&all, set);
    for (gpointer key; g_hash_table_iter_next(&all, &key, NULL);) {
        uint64_t cell = *(uint64_t *)key;
        if (has(other, cell) || !live_code(worker->live, cell).analysis)
            continue;
        CellStatus status = session_status(worker->session, cell);
        worker_tell_status(worker, cell, &status);
    }
}

/* Of a list of cells: equal as long as they are the same ones. */
static guint64 digest(const GArray *cells)
{
    guint64 sum = 14695981039346656037u; /* FNV-1a, a word at a time */
    for (guint i = 0; cells && i < cells->len; i++)
        sum = (sum ^ g_array_index(cells, uint64_t, i)) * 1099511628211u;
    return sum;
}

/* Links are told whenever a neighbour comes or goes.  What is behind others changes only with the children of a cell
 * that is edited or behind: of each new link both ends are told, so that parents need no look. */
void worker_note_links(Worker *worker, const EngineEvent *event)
{
    if (worker->opened) {
        worker->restale = true;
        return;
    }
    guint64 now = digest(event->children);
    const guint64 *before = g_hash_table_lookup(worker->links, &event->cell);
    if (before && *before == now)
        return;
    g_hash_table_insert(worker->links, g_memdup2(&event->cell, sizeof event->cell), g_memdup2(&now, sizeof now));
    worker->restale |= has(worker->edited, event->cell) || has(worker->behind, event->cell);
}

/* What is behind it changes only if it becomes edited, or is no more; that edges change is told by ENGINE_LINKS. */
void worker_note_edited(Worker *worker, uint64_t cell)
{
    if (differs(worker, cell))
        worker->restale |= add(worker->edited, cell);
    else
        worker->restale |= g_hash_table_remove(worker->edited, &cell);
}

void worker_settle_stale(Worker *worker)
{
    uint64_t generation = plan_generation(session_plan(worker->session));
    if (!live_is_current(worker->live) || (!worker->restale && generation == worker->stale_generation))
        return; /* what has not been looked at yet would be, and told, in the midst of this */
    worker->restale = false;
    worker->stale_generation = generation;
    g_hash_table_foreach_remove(worker->edited, is_edited_no_more, worker);
    g_autoptr(GHashTable) before = worker->behind;
    worker->behind = find_behind(worker);
    tell_difference(worker, before, worker->behind);
    tell_difference(worker, worker->behind, before);
}

bool worker_is_stale(Worker *worker, uint64_t cell)
{
    worker_settle_stale(worker);
    return worker_is_edited(worker, cell) || has(worker->behind, cell);
}

void worker_stale_init(Worker *worker)
{
    worker->edited = set_new();
    worker->behind = set_new();
    worker->links = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
}

void worker_stale_clear(Worker *worker)
{
    g_hash_table_unref(worker->edited);
    g_hash_table_unref(worker->behind);
    g_hash_table_unref(worker->links);
}
