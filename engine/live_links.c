/* Half of what one types does not parse.  Then the cell keeps the links of its last text that did, until it parses
 * again, runs, or is left alone for a moment: they would all go and come back with every bracket.
 */
#include "engine/live_state.h"

enum { LINGER_MS = 700 };

static void note(Live *live, uint64_t id)
{
    LiveCell *cell = live_find(live, id);
    if (!cell || cell->links_noted)
        return;
    cell->links_noted = true;
    live->unnoted -= cell->analysis != NULL;
    g_array_append_val(live->noted, id);
}

static void note_all(Live *live, GArray *ids)
{
    for (guint i = 0; i < ids->len; i++)
        note(live, g_array_index(ids, uint64_t, i));
    g_array_unref(ids);
}

void live_note_around(Live *live, uint64_t id)
{
    note(live, id);
    note_all(live, graph_parents(live->graph, id));
    note_all(live, graph_children(live->graph, id));
}

/* Notes the cells that are in one of two lists only, and tells whether there are any; takes the lists, which are in
 * page order. */
static bool note_difference(Live *live, GArray *before, GArray *after)
{
    bool any = false;
    g_autoptr(GHashTable) kept = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < before->len; i++)
        g_hash_table_add(kept, &g_array_index(before, uint64_t, i));
    for (guint i = 0; i < after->len; i++) {
        if (g_hash_table_remove(kept, &g_array_index(after, uint64_t, i)))
            continue;
        note(live, g_array_index(after, uint64_t, i));
        any = true;
    }
    any |= g_hash_table_size(kept) > 0;
    GHashTableIter gone;
    g_hash_table_iter_init(&gone, kept);
    for (gpointer id; g_hash_table_iter_next(&gone, &id, NULL);)
        note(live, *(uint64_t *)id);
    g_array_unref(before);
    g_array_unref(after);
    return any;
}

/* While a name is being typed its cell refers to another one with each letter, and has the same neighbours.  What it
 * defines decides who its children are, and they may be many: they are not even looked at then. */
void live_link(Live *live, LiveCell *cell)
{
    uint64_t id = cell->code->id;
    const Analysis *before = graph_analysis(live->graph, id);
    cell->lingers = false;
    if (before && graph_same_edges(before, cell->analysis)) {
        graph_set(live->graph, cell->analysis);
        return;
    }
    if (!before && live->unnoted == 1 && !cell->links_noted) { /* itself: a notebook is being opened, all will be told */
        graph_set(live->graph, cell->analysis);
        note(live, id);
        return;
    }
    bool is_new = !before, same_children = before && graph_same_children(before, cell->analysis);
    GArray *parents = graph_parents(live->graph, id), *children = same_children ? NULL : graph_children(live->graph, id);
    graph_set(live->graph, cell->analysis);
    bool differ = note_difference(live, parents, graph_parents(live->graph, id));
    if (children)
        differ |= note_difference(live, children, graph_children(live->graph, id));
    if (differ || is_new)
        note(live, id);
}

bool live_linger(Live *live, LiveCell *cell)
{
    const Analysis *linked = graph_analysis(live->graph, cell->code->id);
    if (cell->analysis->fault != ANALYSIS_SYNTAX || !linked || linked->fault != ANALYSIS_OK)
        return false;
    live->linger_until = g_get_monotonic_time() + LINGER_MS * 1000;
    if (!cell->lingers)
        g_array_append_val(live->lingering, cell->code->id);
    cell->lingers = true;
    return true;
}

void live_settle_links(Live *live)
{
    for (guint i = 0; i < live->lingering->len; i++) {
        LiveCell *cell = live_find(live, g_array_index(live->lingering, uint64_t, i));
        if (!cell || !cell->lingers)
            continue;
        live_link(live, cell);
        g_array_append_val(live->faulty, cell->code->id); /* and errors of others went with its names: they are told */
    }
    g_array_set_size(live->lingering, 0);
}

int live_keep_links(Live *live)
{
    if (live->lingering->len == 0)
        return -1;
    gint64 left = live->linger_until - g_get_monotonic_time();
    if (left > 0)
        return (int)(left / 1000) + 1;
    live_settle_links(live);
    return live_is_current(live) ? -1 : 0;
}

void live_tell_links(Live *live, uint64_t id)
{
    LiveCell *cell = live_find(live, id);
    if (!cell)
        return;
    cell->links_noted = false;
    live->unnoted += cell->analysis != NULL;
    EngineEvent *event = engine_event_new(ENGINE_LINKS, id);
    event->parents = graph_parents(live->graph, id);
    event->children = graph_children(live->graph, id);
    live->tell(live->self, event);
}
