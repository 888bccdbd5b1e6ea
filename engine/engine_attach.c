#include "engine/engine_attach.h"

#include <stdio.h>
#include <string.h>

#include "engine/wire_list.h"
#include "notebook/cell_match.h"

/* Where the cell stood on the page when it ran. */
static int place_of(const SessionKept *kept)
{
    int place = 0;
    return sscanf(kept->name, "<cell %d>", &place) == 1 ? place : G_MAXINT;
}

static gint by_place(gconstpointer a, gconstpointer b)
{
    const SessionKept *left = *(SessionKept *const *)a, *right = *(SessionKept *const *)b;
    int before = place_of(left), after = place_of(right);
    return before != after ? (before > after) - (before < after) : (left->cell > right->cell) - (left->cell < right->cell);
}

static void unref_snapshot(gpointer snapshot)
{
    cell_snapshot_unref(snapshot);
}

static CellSnapshot *snapshot_of(const SessionKept *kept, uint64_t id, CellKind kind)
{
    gsize size;
    const char *code = g_bytes_get_data(kept->code, &size);
    return cell_snapshot_new(id, UINT64_MAX, "_", kind, &(CellConfig){0}, code ? code : "", (gssize)size);
}

/* Half of the longer one stands in the other, at its beginning or end: it was edited. */
static bool is_alike(GBytes *a, GBytes *b)
{
    gsize left, right, head = 0, tail = 0;
    const char *one = g_bytes_get_data(a, &left), *other = g_bytes_get_data(b, &right);
    gsize shorter = MIN(left, right);
    while (head < shorter && one[head] == other[head])
        head++;
    while (tail < shorter - head && one[left - 1 - tail] == other[right - 1 - tail])
        tail++;
    return shorter > 0 && (head + tail) * 2 >= MAX(left, right);
}

/* What the kernel was given as this cell; no analysis: it is not this cell, or cannot be told. */
static PlanCode code_of(Worker *worker, const SessionKept *kept, PlanCode live, bool exact)
{
    bool same = g_bytes_equal(kept->code, live.code->code);
    if (same && live.analysis->fault == ANALYSIS_OK)
        return (PlanCode){cell_snapshot_ref(live.code), analysis_ref(live.analysis)};
    if (same || exact || !is_alike(kept->code, live.code->code))
        return (PlanCode){0};
    PlanCode code = {snapshot_of(kept, live.code->id, live.code->kind), NULL};
    code.analysis = analyzer_analyze(worker_analyzer(worker), code.code);
    if (code.analysis->fault == ANALYSIS_OK)
        return code;
    cell_snapshot_unref(code.code);
    analysis_unref(code.analysis);
    return (PlanCode){0};
}

/* Cells that the plan has not registered, and the runs that nobody knows. */
static GArray *find_matches(Worker *worker, GPtrArray *kept, bool exact)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(SessionMatch));
    g_autoptr(GPtrArray) before = g_ptr_array_new_with_free_func(unref_snapshot), after = g_ptr_array_new();
    for (guint i = 0; i < kept->len; i++)
        g_ptr_array_add(before, snapshot_of(g_ptr_array_index(kept, i), i + 1, CELL_PLAIN));
    for (size_t i = 0; i < live_count(worker->live); i++) {
        PlanCode live = live_code(worker->live, live_page(worker->live)[i]);
        if (live.analysis && !plan_status(session_plan(worker->session), live.code->id).registered)
            g_ptr_array_add(after, live.code);
    }
    g_autoptr(GArray) matches = cell_match(before, after);
    for (guint i = 0; i < after->len; i++) {
        gint index = g_array_index(matches, gint, i);
        const CellSnapshot *cell = g_ptr_array_index(after, i);
        SessionMatch match = {.kept = index < 0 ? NULL : g_ptr_array_index(kept, index)};
        if (match.kept)
            match.code = code_of(worker, match.kept, live_code(worker->live, cell->id), exact);
        if (match.code.analysis)
            g_array_append_val(found, match);
    }
    return found;
}

/* In the order of the runs, and then of the queue: that of `kept`. */
static void sort(GArray *matches, const GPtrArray *kept)
{
    g_autoptr(GArray) sorted = g_array_new(FALSE, FALSE, sizeof(SessionMatch));
    g_autoptr(GHashTable) of = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < matches->len; i++) {
        SessionMatch *match = &g_array_index(matches, SessionMatch, i);
        g_hash_table_insert(of, (gpointer)match->kept, match);
    }
    for (guint i = 0; i < kept->len; i++) {
        const SessionMatch *match = g_hash_table_lookup(of, g_ptr_array_index(kept, i));
        if (match)
            g_array_append_vals(sorted, match, 1);
    }
    g_array_set_size(matches, 0);
    g_array_append_vals(matches, sorted->data, sorted->len);
}

static guint adopt(Worker *worker, bool exact)
{
    const GPtrArray *all = session_kept(worker->session);
    g_autoptr(GPtrArray) kept = g_ptr_array_new();
    for (guint i = 0; i < all->len; i++)
        g_ptr_array_add(kept, g_ptr_array_index(all, i));
    g_ptr_array_sort(kept, by_place);
    g_autoptr(GArray) matches = find_matches(worker, kept, exact);
    sort(matches, all);
    guint count = matches->len;
    if (count > 0 || !exact)
        session_adopt(worker->session, (SessionMatch *)(gpointer)matches->data, count);
    for (guint i = 0; i < count; i++) {
        cell_snapshot_unref(g_array_index(matches, SessionMatch, i).code.code);
        analysis_unref(g_array_index(matches, SessionMatch, i).code.analysis);
    }
    worker->restale = true;
    return count;
}

void worker_adopt(Worker *worker)
{
    const GPtrArray *all = session_kept(worker->session);
    if (!all)
        return;
    guint ran = all->len, known = adopt(worker, false);
    const char *runs = session_runs_unknown(worker->session) ? ", one of which runs" : "";
    g_autofree char *rest = ran > known ? g_strdup_printf("; %u of cells that are not here%s", ran - known, runs) : g_strdup("");
    g_autofree char *text = g_strdup_printf("back in the session that went on: results of %u cell%s%s", known,
                                            known == 1 ? "" : "s", rest);
    worker_tell_message(worker, false, text);
}

void worker_adopt_more(Worker *worker)
{
    const GPtrArray *all = session_kept(worker->session);
    if (all && all->len > 0 && plan_is_idle(session_plan(worker->session)))
        adopt(worker, true);
}

/* The names of a cell that nobody knows, but for those that cells of the notebook define. */
static char **names_alone(Worker *worker, const SessionKept *kept)
{
    g_autoptr(GPtrArray) alone = g_ptr_array_new();
    g_autoptr(CellSnapshot) snapshot = snapshot_of(kept, UINT64_MAX - 1, CELL_PLAIN);
    g_autoptr(Analysis) analysis = analyzer_analyze(worker_analyzer(worker), snapshot);
    for (char **name = analysis->defs; *name; name++) {
        g_autoptr(GArray) definers = graph_definers(plan_graph(session_plan(worker->session)), *name);
        if (definers->len == 0)
            g_ptr_array_add(alone, *name);
    }
    g_ptr_array_add(alone, NULL);
    return g_strdupv((char **)alone->pdata);
}

void worker_drop_kept(Worker *worker)
{
    const GPtrArray *all = session_kept(worker->session);
    for (guint i = all ? all->len : 0; i > 0; i--) {
        const SessionKept *kept = g_ptr_array_index(all, i - 1);
        if (kept->far == WIRE_RAN_RUNNING)
            continue;
        g_auto(GStrv) names = names_alone(worker, kept);
        session_drop_kept(worker->session, kept, names);
    }
}

/* What is not saved stays in the journal, for whom it is whose notebook this is now. */
void worker_lose_session(gpointer self)
{
    Worker *worker = self;
    worker_sync_journal(worker);
    worker_close_journal(worker, false);
    worker->refusal = "another tarn took this notebook over";
    worker_tell(worker, engine_event_new(ENGINE_TAKEN, 0));
}
