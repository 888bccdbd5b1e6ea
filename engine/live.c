/* Cells to look at wait in a queue; edited ones go to its front.  Each look changes the graph locally; the
 * neighbours whose links or errors changed are noted, and told of when the queue is empty.  An edit that
 * leaves the edges alone, as most do, costs the same however many neighbours the cell has.
 */
#include "engine/live_state.h"

#include <string.h>

#include "engine/engine_event.h"
#include "engine/live_errors.h"
#include "engine/live_findings.h"

LiveCell *live_find(const Live *live, uint64_t id)
{
    return g_hash_table_lookup(live->cells, &id);
}

static void live_cell_free(gpointer data)
{
    LiveCell *cell = data;
    cell_snapshot_unref(cell->code);
    g_clear_pointer(&cell->analysis, analysis_unref);
    g_free(cell);
}

Live *live_new(LiveTell *tell, gpointer self)
{
    Live *live = g_new0(Live, 1);
    live->tell = tell;
    live->self = self;
    live->graph = graph_new();
    live->cells = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, live_cell_free);
    live->page = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    g_queue_init(&live->queue);
    live->lingering = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    live->noted = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    live->faulty = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    live->findings = findings_new();
    live->found = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    return live;
}

void live_free(Live *live)
{
    graph_free(live->graph);
    g_hash_table_unref(live->cells);
    g_array_unref(live->page);
    g_array_unref(live->lingering);
    g_array_unref(live->faulty);
    g_array_unref(live->found);
    findings_free(live->findings);
    g_queue_clear_full(&live->queue, g_free);
    g_array_unref(live->noted);
    g_free(live);
}

void live_set_analyzer(Live *live, Analyzer *analyzer)
{
    live->analyzer = analyzer;
}

void live_set_known(Live *live, AnalysisStore *known)
{
    live->known = known;
}

guint live_analysed(const Live *live)
{
    return live->analysed;
}

/* --- the structure ------------------------------------------------------------------------------------------ */

static void enqueue(Live *live, LiveCell *cell, bool first)
{
    if (cell->queued)
        return;
    cell->queued = true;
    gpointer id = g_memdup2(&cell->code->id, sizeof cell->code->id);
    if (first)
        g_queue_push_head(&live->queue, id);
    else
        g_queue_push_tail(&live->queue, id);
}

static GArray *ids_new(void)
{
    return g_array_new(FALSE, FALSE, sizeof(uint64_t));
}

void live_change_clear(LiveChange *change)
{
    g_array_unref(change->removed);
    g_array_unref(change->changed);
    g_array_unref(change->absorbed);
    g_array_unref(change->enabled);
    g_array_unref(change->disabled);
}

static void replace_code(LiveCell *cell, CellSnapshot *code)
{
    cell_snapshot_unref(cell->code);
    cell->code = cell_snapshot_ref(code);
}

static void set_cell(Live *live, CellSnapshot *code, LiveChange *change)
{
    LiveCell *cell = live_find(live, code->id);
    bool was_disabled = cell && cell->code->config.disabled;
    if (!cell) {
        cell = g_new0(LiveCell, 1);
        cell->code = cell_snapshot_ref(code);
        g_hash_table_insert(live->cells, g_memdup2(&code->id, sizeof code->id), cell);
        enqueue(live, cell, false);
    } else {
        bool changed = cell->code->revision != code->revision;
        replace_code(cell, code);
        if (changed) {
            enqueue(live, cell, true);
            g_array_append_val(change->changed, code->id);
        }
    }
    if (code->config.disabled && !was_disabled)
        g_array_append_val(change->disabled, code->id);
    if (!code->config.disabled && was_disabled)
        g_array_append_val(change->enabled, code->id);
    cell->seen = live->sweep;
    g_array_append_val(live->page, code->id);
    cell->place = (int)live->page->len;
    if (code->kind == CELL_SETUP)
        live->setup = code->id;
}

/* As whole lines, but for empty ones at the ends. */
static bool holds_lines(GBytes *text, GBytes *lines)
{
    gsize length, size;
    const char *bytes = g_bytes_get_data(lines, &length), *all = g_bytes_get_data(text, &size);
    for (; length > 0 && *bytes == '\n'; length--)
        bytes++;
    while (length > 0 && bytes[length - 1] == '\n')
        length--;
    const char *end = all + size;
    for (const char *at = all; length > 0 && at < end; at++) {
        at = memmem(at, (size_t)(end - at), bytes, length);
        if (!at)
            return false;
        if ((at == all || at[-1] == '\n') && (at + length == end || at[length] == '\n'))
            return true;
    }
    return false;
}

/* Of a cell that goes, and of so many that changed at once. */
enum { MOST_LOOKED_AT = 100 };

static void note_absorbed(Live *live, LiveChange *change, const LiveCell *gone)
{
    for (guint i = 0; i < change->changed->len && change->changed->len <= MOST_LOOKED_AT; i++) {
        const LiveCell *cell = live_find(live, g_array_index(change->changed, uint64_t, i));
        if (!holds_lines(cell->code->code, gone->code->code))
            continue;
        g_array_append_val(change->absorbed, gone->code->id);
        return;
    }
}

static void remove_unseen(Live *live, LiveChange *change)
{
    GHashTableIter all;
    g_hash_table_iter_init(&all, live->cells);
    for (gpointer key, value; g_hash_table_iter_next(&all, &key, &value);) {
        if (((const LiveCell *)value)->seen != live->sweep)
            g_array_append_val(change->removed, *(uint64_t *)key);
    }
    for (guint i = 0; i < change->removed->len; i++) {
        uint64_t id = g_array_index(change->removed, uint64_t, i);
        live_note_around(live, id);
        note_absorbed(live, change, live_find(live, id));
        findings_change(live->findings, live_find(live, id)->analysis, NULL, live->found);
        graph_remove(live->graph, id);
        g_hash_table_remove(live->cells, &id);
    }
}

LiveChange live_set(Live *live, NotebookSnapshot *notebook)
{
    LiveChange change = {ids_new(), ids_new(), ids_new(), ids_new(), ids_new()};
    live->sweep++;
    live->setup = 0;
    g_array_set_size(live->page, 0);
    for (guint i = 0; i < notebook->cells->len; i++)
        set_cell(live, g_ptr_array_index(notebook->cells, i), &change);
    graph_set_order(live->graph, live_page(live), live->page->len);
    graph_set_setup(live->graph, live->setup);
    remove_unseen(live, &change);
    return change;
}

void live_edit(Live *live, CellSnapshot *code)
{
    LiveCell *cell = live_find(live, code->id);
    if (!cell || cell->code->revision >= code->revision)
        return;
    replace_code(cell, code);
    enqueue(live, cell, true);
}

/* --- looking --------------------------------------------------------------------------------------------------- */

/* Takes the analysis. */
static void set_analysis(Live *live, LiveCell *cell, Analysis *analysis)
{
    uint64_t id = cell->code->id;
    g_autoptr(Analysis) before = g_steal_pointer(&cell->analysis);
    cell->analysis = analysis;
    live->unnoted += !before && !cell->links_noted;
    if ((before && before->fault != ANALYSIS_OK) || cell->analysis->fault != ANALYSIS_OK)
        g_array_append_val(live->faulty, id);
    findings_change(live->findings, before, analysis, live->found);
    if (!live_linger(live, cell))
        live_link(live, cell);
    EngineEvent *event = engine_event_new(ENGINE_ANALYSIS, id);
    event->analysis = analysis_ref(cell->analysis);
    live->tell(live->self, event);
}

/* NULL: it is not known, and there is no analyzer. */
static Analysis *analyse(Live *live, const CellSnapshot *code)
{
    Analysis *known = live->known ? analysis_store_find(live->known, code) : NULL;
    if (known || !live->analyzer)
        return known;
    live->analysed++;
    return analyzer_analyze(live->analyzer, code);
}

/* Whether that could be done. */
static bool look_at(Live *live, LiveCell *cell)
{
    if (!cell->analysis || cell->analysis->revision != cell->code->revision) {
        Analysis *analysis = analyse(live, cell->code);
        if (!analysis)
            return false;
        set_analysis(live, cell, analysis);
    }
    cell->queued = false;
    return true;
}

void live_take(Live *live, Analysis *analysis)
{
    LiveCell *cell = live_find(live, analysis->cell);
    if (cell && cell->code->revision == analysis->revision)
        set_analysis(live, cell, analysis);
    else
        analysis_unref(analysis);
}

static int place_of(const Live *live, uint64_t id)
{
    const LiveCell *cell = live_find(live, id);
    return cell ? cell->place : 0;
}

static int place_on_page(gpointer live, uint64_t id)
{
    return place_of(live, id);
}

/* Nothing, if it had none and has none. */
static void tell_errors(Live *live, uint64_t id)
{
    LiveCell *cell = live_find(live, id);
    if (!cell || !cell->analysis)
        return;
    if (!cell->has_errors && cell->analysis->fault == ANALYSIS_OK && !graph_may_have_errors(live->graph, id))
        return;
    g_autoptr(GPtrArray) errors = live_errors(live->graph, cell->analysis, place_on_page, live);
    if (errors->len == 0 && !cell->has_errors)
        return;
    cell->has_errors = errors->len > 0;
    EngineEvent *event = engine_event_new(ENGINE_ERRORS, id);
    event->errors = g_steal_pointer(&errors);
    live->tell(live->self, event);
}

static void tell_findings(Live *live, uint64_t id)
{
    const LiveCell *cell = live_find(live, id);
    if (!cell || !cell->analysis)
        return;
    EngineEvent *event = engine_event_new(ENGINE_FINDINGS, id);
    event->errors = findings_of(live->findings, cell->analysis, place_on_page, live);
    live->tell(live->self, event);
}

static void tell_all_errors(Live *live)
{
    g_autoptr(GArray) changed = graph_take_changed(live->graph);
    for (guint i = 0; i < changed->len; i++)
        tell_errors(live, g_array_index(changed, uint64_t, i));
    for (guint i = 0; i < live->faulty->len; i++)
        tell_errors(live, g_array_index(live->faulty, uint64_t, i));
    g_array_set_size(live->faulty, 0);
    for (guint i = 0; i < live->found->len; i++)
        tell_findings(live, g_array_index(live->found, uint64_t, i));
    g_array_set_size(live->found, 0);
}

bool live_work(Live *live, int milliseconds)
{
    gint64 end = g_get_monotonic_time() + (gint64)milliseconds * 1000;
    while (!g_queue_is_empty(&live->queue)) {
        g_autofree uint64_t *id = g_queue_pop_head(&live->queue);
        LiveCell *cell = live_find(live, *id);
        bool stuck = cell && !look_at(live, cell);
        if (stuck)
            g_queue_push_head(&live->queue, g_steal_pointer(&id)); /* it waits on */
        if (stuck || g_get_monotonic_time() >= end)
            return true;
    }
    tell_all_errors(live);
    while (live->told < live->noted->len) {
        live_tell_links(live, g_array_index(live->noted, uint64_t, live->told++));
        if (g_get_monotonic_time() >= end)
            break;
    }
    if (live->told < live->noted->len)
        return true;
    g_array_set_size(live->noted, 0);
    live->told = 0;
    return false;
}

bool live_is_current(const Live *live)
{
    return live->queue.length == 0 && live->noted->len == 0 && live->faulty->len == 0 &&
           live->found->len == 0;
}

/* --- asking ------------------------------------------------------------------------------------------------------ */

const Graph *live_graph(const Live *live)
{
    return live->graph;
}

size_t live_count(const Live *live)
{
    return live->page->len;
}

const uint64_t *live_page(const Live *live)
{
    return (const uint64_t *)(gconstpointer)live->page->data;
}

uint64_t live_setup(const Live *live)
{
    return live->setup;
}

PlanCode live_code(Live *live, uint64_t id)
{
    LiveCell *cell = live_find(live, id);
    if (!cell || !look_at(live, cell))
        return (PlanCode){0};
    return (PlanCode){cell->code, cell->analysis};
}

static void unref_analysis(gpointer analysis)
{
    analysis_unref(analysis);
}

GPtrArray *live_analyses(Live *live, const NotebookSnapshot *notebook)
{
    GPtrArray *analyses = g_ptr_array_new_full(notebook->cells->len, unref_analysis);
    for (guint i = 0; i < notebook->cells->len; i++) {
        CellSnapshot *code = g_ptr_array_index(notebook->cells, i);
        const LiveCell *cell = live_find(live, code->id);
        if (cell && cell->analysis && cell->analysis->revision == code->revision)
            g_ptr_array_add(analyses, analysis_ref(cell->analysis));
        else
            g_ptr_array_add(analyses, analyzer_analyze(live->analyzer, code));
    }
    return analyses;
}
