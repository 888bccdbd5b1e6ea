/* Edges are not stored.  u -> v if u defines what v refers to, or if v deletes what u refers to; both can be
 * looked up in the index of names from either end, for the price of the neighbours.
 */
#include "engine/graph_state.h"

#include <string.h>

/* --- indices -------------------------------------------------------------------------------------- */

static void nodes_add(Nodes *nodes, Node *node)
{
    guint room = nodes->more ? nodes->room : (guint)G_N_ELEMENTS(nodes->few);
    if (nodes->len == room) {
        bool first = !nodes->more;
        nodes->room = 2 * room;
        nodes->more = g_renew(Node *, nodes->more, nodes->room);
        if (first)
            memcpy(nodes->more, nodes->few, sizeof nodes->few);
    }
    (nodes->more ? nodes->more : nodes->few)[nodes->len++] = node;
}

static void nodes_remove(Nodes *nodes, const Node *node)
{
    Node **all = nodes->more ? nodes->more : nodes->few;
    for (guint i = 0; i < nodes->len; i++) {
        if (all[i] == node) {
            all[i] = all[--nodes->len];
            return;
        }
    }
}

static void name_free(gpointer data)
{
    Name *name = data;
    g_free(name->definers.more);
    g_free(name->readers.more);
    g_free(name->deleters.more);
    g_free(name);
}

static void node_free(gpointer data)
{
    Node *node = data;
    analysis_unref(node->analysis);
    g_free(node);
}

static void unref_cycle(gpointer cycle)
{
    g_array_unref(cycle);
}

Graph *graph_new(void)
{
    Graph *graph = g_new0(Graph, 1);
    graph->nodes = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, node_free);
    graph->names = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, name_free);
    graph->part_makers = graph_part_index_new();
    graph->part_readers = graph_part_index_new();
    graph->page = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    graph->places = g_hash_table_new(g_int64_hash, g_int64_equal);
    graph->cycles = g_ptr_array_new_with_free_func(unref_cycle);
    graph->changed = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    graph->found = g_ptr_array_new();
    return graph;
}

void graph_free(Graph *graph)
{
    g_hash_table_unref(graph->names);
    g_hash_table_unref(graph->nodes);
    g_hash_table_unref(graph->part_makers);
    g_hash_table_unref(graph->part_readers);
    g_hash_table_unref(graph->places);
    g_array_unref(graph->page);
    g_ptr_array_unref(graph->cycles);
    g_array_unref(graph->changed);
    g_ptr_array_unref(graph->found);
    g_free(graph);
}

Node *graph_node(const Graph *graph, uint64_t id)
{
    return g_hash_table_lookup(graph->nodes, &id);
}

const Name *graph_name(const Graph *graph, const char *name)
{
    return g_hash_table_lookup(graph->names, name);
}

void graph_note(Graph *graph, uint64_t id)
{
    Node *node = graph_node(graph, id);
    if (!node || !node->noted)
        g_array_append_val(graph->changed, id);
    if (node)
        node->noted = true;
}

static Name *name_made(Graph *graph, const char *text)
{
    Name *name = g_hash_table_lookup(graph->names, text);
    if (!name) {
        size_t size = strlen(text) + 1;
        name = g_malloc0(sizeof *name + size);
        memcpy(name->text, text, size);
        g_hash_table_insert(graph->names, name->text, name);
    }
    return name;
}

static Node *node_new(Analysis *analysis)
{
    guint names = g_strv_length(analysis->defs) + g_strv_length(analysis->refs) + g_strv_length(analysis->deletes);
    Node *node = g_malloc0(sizeof *node + names * sizeof *node->names);
    node->id = analysis->cell;
    node->analysis = analysis;
    return node;
}

static void index_node(Graph *graph, Node *node)
{
    Name **made = node->defs = node->names;
    for (char **name = node->analysis->defs; *name; name++)
        nodes_add(&(*made++ = name_made(graph, *name))->definers, node);
    node->refs = made;
    for (char **name = node->analysis->refs; *name; name++)
        nodes_add(&(*made++ = name_made(graph, *name))->readers, node);
    node->deletes = made;
    for (char **name = node->analysis->deletes; *name; name++)
        nodes_add(&(*made++ = name_made(graph, *name))->deleters, node);
    graph_index_tables(graph, node, true);
}

/* Names that nobody has to do with any more are forgotten. */
static void unindex_node(Graph *graph, Node *node)
{
    graph_index_tables(graph, node, false);
    char **const lists[] = {node->analysis->defs, node->analysis->refs, node->analysis->deletes};
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
        for (char **text = lists[i]; *text; text++) {
            Name *name = g_hash_table_lookup(graph->names, *text);
            if (!name)
                continue;
            nodes_remove(&name->definers, node);
            nodes_remove(&name->readers, node);
            nodes_remove(&name->deleters, node);
            if (name->definers.len + name->readers.len + name->deleters.len == 0)
                g_hash_table_remove(graph->names, *text);
        }
    }
}

/* From 1; cells that are not on the page come last. */
static int find_place(const Graph *graph, uint64_t id)
{
    int place = GPOINTER_TO_INT(g_hash_table_lookup(graph->places, &id));
    return place ? place : G_MAXINT;
}

bool graph_same_children(const Analysis *a, const Analysis *b)
{
    return a->language == b->language && g_strv_equal((const char *const *)a->defs, (const char *const *)b->defs) &&
           g_strv_equal((const char *const *)a->deletes, (const char *const *)b->deletes) &&
           g_strv_equal((const char *const *)a->sql_defs, (const char *const *)b->sql_defs) &&
           graph_same_tables(a, b);
}

bool graph_same_edges(const Analysis *a, const Analysis *b)
{
    return graph_same_children(a, b) && g_strv_equal((const char *const *)a->refs, (const char *const *)b->refs);
}

void graph_set(Graph *graph, Analysis *analysis)
{
    analysis_ref(analysis);
    Node *known = graph_node(graph, analysis->cell);
    if (known && known->cycles == 0 && graph_same_edges(known->analysis, analysis)) {
        /* Most edits: nobody's neighbours and nobody's errors change. */
        analysis_unref(known->analysis);
        known->analysis = analysis;
        known->serial = ++graph->serial;
        return;
    }
    /* A name that nobody defines is being typed: who has the same neighbours is in the same cycles, in none. */
    bool calm = known && known->cycles == 0 && graph_same_children(known->analysis, analysis);
    g_autoptr(GArray) before = calm ? graph_parents(graph, analysis->cell) : NULL;
    graph_remove(graph, analysis->cell);
    Node *node = node_new(analysis);
    node->serial = ++graph->serial;
    node->place = find_place(graph, node->id);
    g_hash_table_insert(graph->nodes, &node->id, node);
    index_node(graph, node);
    g_autoptr(GArray) after = calm ? graph_parents(graph, node->id) : NULL;
    bool same = calm && before->len == after->len &&
                (before->len == 0 || memcmp(before->data, after->data, before->len * sizeof(uint64_t)) == 0);
    if (!same)
        graph_find_cycles(graph, node);
    graph_note_errors(graph, node);
}

void graph_remove(Graph *graph, uint64_t cell)
{
    Node *node = graph_node(graph, cell);
    if (!node)
        return;
    graph_note_errors(graph, node);
    graph_drop_cycles(graph, node);
    unindex_node(graph, node);
    g_hash_table_remove(graph->nodes, &cell);
}

void graph_set_order(Graph *graph, const uint64_t *cells, size_t count)
{
    g_hash_table_remove_all(graph->places);
    g_array_set_size(graph->page, 0);
    g_array_append_vals(graph->page, cells, (guint)count);
    for (guint i = 0; i < graph->page->len; i++)
        g_hash_table_insert(graph->places, &g_array_index(graph->page, uint64_t, i), GINT_TO_POINTER((int)i + 1));
    GHashTableIter all;
    g_hash_table_iter_init(&all, graph->nodes);
    for (gpointer id, node; g_hash_table_iter_next(&all, &id, &node);)
        ((Node *)node)->place = find_place(graph, *(uint64_t *)id);
}

const Analysis *graph_analysis(const Graph *graph, uint64_t cell)
{
    const Node *node = graph_node(graph, cell);
    return node ? node->analysis : NULL;
}

/* --- neighbours ------------------------------------------------------------------------------------- */

static gint compare_serials(gconstpointer a, gconstpointer b)
{
    const Node *left = *(const Node *const *)a, *right = *(const Node *const *)b;
    return (left->serial > right->serial) - (left->serial < right->serial);
}

/* Those that were entered in their order are. */
static bool are_sorted(const GPtrArray *nodes, GCompareFunc compare)
{
    for (guint i = 1; i < nodes->len; i++) {
        if (compare(&nodes->pdata[i - 1], &nodes->pdata[i]) > 0)
            return false;
    }
    return true;
}

/* Also drops repeats. */
static void sort_nodes(GPtrArray *nodes, GCompareFunc compare)
{
    if (nodes->len < 2)
        return;
    if (!are_sorted(nodes, compare))
        g_ptr_array_sort(nodes, compare);
    guint kept = 0;
    for (guint i = 0; i < nodes->len; i++) {
        if (kept == 0 || nodes->pdata[i] != nodes->pdata[kept - 1])
            nodes->pdata[kept++] = nodes->pdata[i];
    }
    g_ptr_array_set_size(nodes, (gint)kept);
}

/* Adds them in no order, with repeats. */
typedef void Neighbours(const Graph *graph, const Node *node, GPtrArray *found);

static void collect_children(const Graph *graph, const Node *node, GPtrArray *children)
{
    const char *const *text = (const char *const *)node->analysis->defs;
    for (Name **all = node->defs; all < node->refs; all++, text++) {
        const Name *name = *all;
        for (guint i = 0; i < name->readers.len; i++) {
            Node *reader = nodes_get(&name->readers, i);
            if (reader != node && graph_reaches(node, *text, reader))
                g_ptr_array_add(children, reader);
        }
    }
    for (Name **name = node->refs; name < node->deletes; name++) {
        for (guint i = 0; i < (*name)->deleters.len; i++) {
            if (nodes_get(&(*name)->deleters, i) != node)
                g_ptr_array_add(children, nodes_get(&(*name)->deleters, i));
        }
    }
    graph_add_table_children(graph, node, children);
}

GPtrArray *graph_child_nodes(const Graph *graph, const Node *node)
{
    GPtrArray *children = g_ptr_array_new();
    collect_children(graph, node, children);
    sort_nodes(children, compare_serials);
    return children;
}

bool graph_has_child(const Graph *graph, const Node *node)
{
    g_ptr_array_set_size(graph->found, 0);
    collect_children(graph, node, graph->found);
    return graph->found->len > 0;
}

static void collect_parents(const Graph *graph, const Node *node, GPtrArray *parents)
{
    const char *const *text = (const char *const *)node->analysis->refs;
    for (Name **all = node->refs; all < node->deletes; all++, text++) {
        const Name *name = *all;
        for (guint i = 0; i < name->definers.len; i++) {
            Node *definer = nodes_get(&name->definers, i);
            if (definer != node && graph_reaches(definer, *text, node))
                g_ptr_array_add(parents, definer);
        }
    }
    Name **name = node->deletes;
    for (char **deleted = node->analysis->deletes; *deleted; deleted++, name++) {
        for (guint i = 0; i < (*name)->readers.len; i++) {
            if (nodes_get(&(*name)->readers, i) != node)
                g_ptr_array_add(parents, nodes_get(&(*name)->readers, i));
        }
    }
    graph_add_table_parents(graph, node, parents);
}

GPtrArray *graph_parent_nodes(const Graph *graph, const Node *node)
{
    GPtrArray *parents = g_ptr_array_new();
    collect_parents(graph, node, parents);
    sort_nodes(parents, compare_serials);
    return parents;
}

/* --- lists for others: ids by the page ----------------------------------------------------------------- */

gint graph_compare_places(gconstpointer a, gconstpointer b)
{
    const Node *left = *(const Node *const *)a, *right = *(const Node *const *)b;
    if (left->place != right->place)
        return left->place < right->place ? -1 : 1;
    return (left->id > right->id) - (left->id < right->id);
}

static GArray *ids_by_page(GPtrArray *nodes)
{
    sort_nodes(nodes, graph_compare_places);
    GArray *ids = g_array_sized_new(FALSE, FALSE, sizeof(uint64_t), nodes->len);
    g_array_set_size(ids, nodes->len);
    for (guint i = 0; i < nodes->len; i++)
        g_array_index(ids, uint64_t, i) = ((const Node *)g_ptr_array_index(nodes, i))->id;
    return ids;
}

static GArray *no_ids(void)
{
    return g_array_new(FALSE, FALSE, sizeof(uint64_t));
}

static GArray *neighbour_ids(const Graph *graph, uint64_t cell, Neighbours *neighbours)
{
    const Node *node = graph_node(graph, cell);
    if (!node)
        return no_ids();
    g_ptr_array_set_size(graph->found, 0);
    neighbours(graph, node, graph->found);
    return ids_by_page(graph->found);
}

GArray *graph_parents(const Graph *graph, uint64_t cell)
{
    return neighbour_ids(graph, cell, collect_parents);
}

GArray *graph_children(const Graph *graph, uint64_t cell)
{
    return neighbour_ids(graph, cell, collect_children);
}

static GArray *reach(const Graph *constant, const uint64_t *cells, size_t count, Neighbours *neighbours)
{
    Graph *graph = (Graph *)constant; /* marks are nobody's business */
    g_autoptr(GPtrArray) seen = g_ptr_array_new();
    graph->marks++;
    for (size_t i = 0; i < count; i++) {
        Node *node = graph_node(graph, cells[i]);
        if (node && node->mark != graph->marks) {
            node->mark = graph->marks;
            g_ptr_array_add(seen, node);
        }
    }
    guint roots = seen->len;
    for (guint i = 0; i < seen->len; i++) {
        GPtrArray *next = graph->found;
        g_ptr_array_set_size(next, 0);
        neighbours(graph, g_ptr_array_index(seen, i), next);
        for (guint j = 0; j < next->len; j++) {
            Node *node = g_ptr_array_index(next, j);
            if (node->mark != graph->marks) {
                node->mark = graph->marks;
                g_ptr_array_add(seen, node);
            }
        }
    }
    if (roots > 0)
        g_ptr_array_remove_range(seen, 0, roots);
    return ids_by_page(seen);
}

GArray *graph_ancestors(const Graph *graph, const uint64_t *cells, size_t count)
{
    return reach(graph, cells, count, collect_parents);
}

GArray *graph_descendants(const Graph *graph, const uint64_t *cells, size_t count)
{
    return reach(graph, cells, count, collect_children);
}

static GArray *ids_of_list(const Nodes *list)
{
    g_autoptr(GPtrArray) nodes = g_ptr_array_sized_new(list->len);
    for (guint i = 0; i < list->len; i++)
        g_ptr_array_add(nodes, nodes_get(list, i));
    return ids_by_page(nodes);
}

GArray *graph_definers(const Graph *graph, const char *name)
{
    const Name *known = graph_name(graph, name);
    return known ? ids_of_list(&known->definers) : no_ids();
}

GArray *graph_readers(const Graph *graph, const char *name)
{
    const Name *known = graph_name(graph, name);
    return known ? ids_of_list(&known->readers) : no_ids();
}

/* --- changes ----------------------------------------------------------------------------------------------------- */

typedef struct {
    uint64_t id;
    int place;
} Placed;

static gint compare_placed(gconstpointer a, gconstpointer b)
{
    const Placed *left = a, *right = b;
    if (left->place != right->place)
        return left->place < right->place ? -1 : 1;
    return (left->id > right->id) - (left->id < right->id);
}

/* Some of them may have left the graph. */
GArray *graph_take_changed(Graph *graph)
{
    g_autoptr(GArray) placed = g_array_new(FALSE, FALSE, sizeof(Placed));
    for (guint i = 0; i < graph->changed->len; i++) {
        uint64_t id = g_array_index(graph->changed, uint64_t, i);
        Node *node = graph_node(graph, id);
        Placed cell = {id, node ? node->place : find_place(graph, id)};
        if (node)
            node->noted = false;
        g_array_append_val(placed, cell);
    }
    g_array_set_size(graph->changed, 0);
    bool sorted = true;
    for (guint i = 1; i < placed->len && sorted; i++)
        sorted = compare_placed(&g_array_index(placed, Placed, i - 1), &g_array_index(placed, Placed, i)) <= 0;
    if (!sorted)
        g_array_sort(placed, compare_placed);
    GArray *changed = no_ids();
    for (guint i = 0; i < placed->len; i++) {
        const Placed *cell = &g_array_index(placed, Placed, i);
        if (i == 0 || cell->id != cell[-1].id)
            g_array_append_val(changed, cell->id);
    }
    return changed;
}
