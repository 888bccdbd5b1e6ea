/* Cycles and the other errors of the graph.  A new cell can only close cycles through itself, so nothing is
 * looked for unless it has parents and children, and one of the children leads back to it.
 */
#include "engine/graph_state.h"

#include <string.h>

/* --- cycles --------------------------------------------------------------------------------------------- */

/* The shortest way from `start` to `goal`, breadth first, children in order of registration: ids with both
 * ends, or NULL. */
static GArray *shortest_path(Graph *graph, Node *start, const Node *goal)
{
    g_autoptr(GPtrArray) walk = g_ptr_array_new();
    g_autoptr(GArray) from = g_array_new(FALSE, FALSE, sizeof(guint)); /* whose child it was, as an index */
    guint none = G_MAXUINT, reached = G_MAXUINT;
    graph->marks++;
    start->mark = graph->marks;
    g_ptr_array_add(walk, start);
    g_array_append_val(from, none);
    for (guint i = 0; i < walk->len && reached == none; i++) {
        g_autoptr(GPtrArray) children = graph_child_nodes(graph, g_ptr_array_index(walk, i));
        for (guint j = 0; j < children->len && reached == none; j++) {
            Node *child = g_ptr_array_index(children, j);
            if (child->mark == graph->marks)
                continue;
            child->mark = graph->marks;
            g_ptr_array_add(walk, child);
            g_array_append_val(from, i);
            if (child == goal)
                reached = walk->len - 1;
        }
    }
    if (reached == none)
        return NULL;
    GArray *path = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    for (guint i = reached; i != none; i = g_array_index(from, guint, i))
        g_array_prepend_val(path, ((const Node *)g_ptr_array_index(walk, i))->id);
    return path;
}

/* The nodes that lead to `node`, marked. */
static void mark_ancestors(Graph *graph, const Node *node)
{
    g_autoptr(GPtrArray) walk = graph_parent_nodes(graph, node);
    graph->marks++;
    for (guint i = 0; i < walk->len; i++)
        ((Node *)g_ptr_array_index(walk, i))->mark = graph->marks;
    for (guint i = 0; i < walk->len; i++) {
        g_autoptr(GPtrArray) parents = graph_parent_nodes(graph, g_ptr_array_index(walk, i));
        for (guint j = 0; j < parents->len; j++) {
            Node *parent = g_ptr_array_index(parents, j);
            if (parent->mark != graph->marks) {
                parent->mark = graph->marks;
                g_ptr_array_add(walk, parent);
            }
        }
    }
}

/* `cells`: each leads to the next, the last to the first.  Takes it. */
static void add_cycle(Graph *graph, GArray *cells)
{
    for (guint i = 0; i < cells->len; i++) {
        Node *node = graph_node(graph, g_array_index(cells, uint64_t, i));
        node->cycles++;
        graph_note(graph, node->id);
    }
    g_ptr_array_add(graph->cycles, cells);
}

void graph_find_cycles(Graph *graph, Node *node)
{
    if (!graph_has_child(graph, node))
        return;
    g_autoptr(GPtrArray) children = graph_child_nodes(graph, node);
    mark_ancestors(graph, node);
    g_autoptr(GPtrArray) back = g_ptr_array_new(); /* children that lead back */
    for (guint i = 0; i < children->len; i++) {
        Node *child = g_ptr_array_index(children, i);
        if (child->mark == graph->marks)
            g_ptr_array_add(back, child);
    }
    for (guint i = 0; i < back->len; i++) {
        GArray *path = shortest_path(graph, g_ptr_array_index(back, i), node);
        if (!path)
            continue;
        g_array_set_size(path, path->len - 1); /* the node itself, which comes first */
        g_array_prepend_val(path, node->id);
        add_cycle(graph, path);
    }
}

static bool goes_through(const GArray *cycle, uint64_t id)
{
    for (guint i = 0; i < cycle->len; i++) {
        if (g_array_index(cycle, uint64_t, i) == id)
            return true;
    }
    return false;
}

void graph_drop_cycles(Graph *graph, Node *node)
{
    for (guint i = graph->cycles->len; i > 0 && node->cycles > 0; i--) {
        GArray *cycle = g_ptr_array_index(graph->cycles, i - 1);
        if (!goes_through(cycle, node->id))
            continue;
        for (guint j = 0; j < cycle->len; j++) {
            Node *member = graph_node(graph, g_array_index(cycle, uint64_t, j));
            member->cycles--;
            graph_note(graph, member->id);
        }
        g_ptr_array_remove_index(graph->cycles, i - 1);
    }
}

/* --- what a change may have changed ----------------------------------------------------------------------- */

void graph_note_errors(Graph *graph, const Node *node)
{
    graph_note(graph, node->id);
    for (Name **all = node->defs; all < node->refs; all++) {
        const Name *name = *all;
        for (guint i = 0; name->definers.len > 1 && i < name->definers.len; i++)
            graph_note(graph, nodes_get(&name->definers, i)->id);
    }
    const Node *setup = graph->setup ? graph_node(graph, graph->setup) : NULL;
    if (!setup || setup == node)
        return;
    for (char **text = setup->analysis->refs; *text; text++) {
        if (names_contain(node->analysis->defs, *text)) {
            graph_note(graph, setup->id);
            return;
        }
    }
    if (node->analysis->tables_made->len > 0 && setup->analysis->tables_read->len > 0)
        graph_note(graph, setup->id);
}

/* --- errors of a cell ------------------------------------------------------------------------------------------ */

static void edge_free(gpointer data)
{
    GraphEdge *edge = data;
    g_strfreev(edge->names);
    g_free(edge);
}

static void error_free(gpointer data)
{
    GraphError *error = data;
    g_strfreev(error->names);
    g_array_unref(error->cells);
    g_ptr_array_unref(error->edges);
    g_free(error);
}

static GraphError *error_new(GPtrArray *errors, GraphErrorKind kind)
{
    GraphError *error = g_new0(GraphError, 1);
    error->kind = kind;
    error->cells = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    error->edges = g_ptr_array_new_with_free_func(edge_free);
    g_ptr_array_add(errors, error);
    return error;
}

/* Sorted, without repeats; takes the set of names. */
static char **names_of_set(GHashTable *set)
{
    g_autoptr(GHashTable) names = set;
    guint count;
    g_autofree char **keys = (char **)g_hash_table_get_keys_as_array(names, &count);
    char **sorted = g_new0(char *, count + 1);
    for (guint i = 0; i < count; i++) {
        guint at = i;
        for (; at > 0 && strcmp(sorted[at - 1], keys[i]) > 0; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = keys[i];
    }
    for (guint i = 0; i < count; i++)
        sorted[i] = g_strdup(sorted[i]);
    return sorted;
}

static char **names_between(const Node *from, const Node *to)
{
    GHashTable *names = g_hash_table_new(g_str_hash, g_str_equal);
    for (char **name = from->analysis->defs; *name; name++) {
        if (names_contain(to->analysis->refs, *name))
            g_hash_table_add(names, *name);
    }
    for (char **name = to->analysis->deletes; *name; name++) {
        if (names_contain(from->analysis->refs, *name))
            g_hash_table_add(names, *name);
    }
    return names_of_set(names);
}

static void add_edge(GraphError *error, const Node *from, const Node *to)
{
    GraphEdge *edge = g_new0(GraphEdge, 1);
    *edge = (GraphEdge){from->id, to->id, names_between(from, to)};
    g_ptr_array_add(error->edges, edge);
}

/* The names of all its edges. */
static void name_error(GraphError *error)
{
    GHashTable *names = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < error->edges->len; i++) {
        const GraphEdge *edge = g_ptr_array_index(error->edges, i);
        for (char **name = edge->names; *name; name++)
            g_hash_table_add(names, *name);
    }
    error->names = names_of_set(names);
}

static void add_multiple_definitions(const Graph *graph, const Node *node, GPtrArray *errors)
{
    Name **name = node->defs;
    for (char **text = node->analysis->defs; *text; text++, name++) {
        if ((*name)->definers.len < 2)
            continue;
        g_autoptr(GArray) cells = graph_definers(graph, *text);
        for (guint i = 0; i < cells->len; i++) {
            const Node *other = graph_node(graph, g_array_index(cells, uint64_t, i));
            if (other == node || !graph_conflicts(node, other, *text))
                g_array_remove_index(cells, i--);
        }
        if (cells->len == 0)
            continue;
        GraphError *error = error_new(errors, GRAPH_MULTIPLE_DEFS);
        error->names = g_new0(char *, 2);
        error->names[0] = g_strdup(*text);
        g_array_unref(error->cells);
        error->cells = g_steal_pointer(&cells);
    }
}

static void add_cycles(const Graph *graph, const Node *node, GPtrArray *errors)
{
    for (guint i = 0; i < graph->cycles->len && node->cycles > 0; i++) {
        const GArray *cycle = g_ptr_array_index(graph->cycles, i);
        if (!goes_through(cycle, node->id))
            continue;
        GraphError *error = error_new(errors, GRAPH_CYCLE);
        for (guint j = 0; j < cycle->len; j++) {
            uint64_t from = g_array_index(cycle, uint64_t, j), to = g_array_index(cycle, uint64_t, (j + 1) % cycle->len);
            add_edge(error, graph_node(graph, from), graph_node(graph, to));
        }
        name_error(error);
    }
}

static void add_setup_refs(const Graph *graph, const Node *node, GPtrArray *errors)
{
    if (node->id != graph->setup)
        return;
    g_autoptr(GPtrArray) parents = graph_parent_nodes(graph, node);
    if (parents->len == 0)
        return;
    GraphError *error = error_new(errors, GRAPH_SETUP_REFS);
    for (guint i = 0; i < parents->len; i++)
        add_edge(error, g_ptr_array_index(parents, i), node);
    name_error(error);
}

GPtrArray *graph_errors(const Graph *graph, uint64_t cell)
{
    GPtrArray *errors = g_ptr_array_new_with_free_func(error_free);
    const Node *node = graph_node(graph, cell);
    if (!node)
        return errors;
    add_multiple_definitions(graph, node, errors);
    add_cycles(graph, node, errors);
    add_setup_refs(graph, node, errors);
    return errors;
}

bool graph_may_have_errors(const Graph *graph, uint64_t cell)
{
    const Node *node = graph_node(graph, cell);
    if (!node)
        return false;
    bool may = node->cycles > 0 || node->id == graph->setup;
    for (Name **name = node->defs; name < node->refs && !may; name++)
        may = (*name)->definers.len > 1;
    return may;
}

/* What may stand in it is judged by other rules. */
void graph_set_setup(Graph *graph, uint64_t cell)
{
    if (graph->setup == cell)
        return;
    if (graph->setup)
        graph_note(graph, graph->setup);
    graph->setup = cell;
    if (cell)
        graph_note(graph, cell);
}
