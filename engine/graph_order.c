/* The order of a run: topological, and of what may come next, the first of the page. */
#include "engine/graph_state.h"

/* A heap of nodes, the first of the page on top. */
typedef struct {
    GPtrArray *nodes;
} Heap;

static bool comes_before(const Heap *heap, guint a, guint b)
{
    return graph_compare_places(&heap->nodes->pdata[a], &heap->nodes->pdata[b]) < 0;
}

static void swap(Heap *heap, guint a, guint b)
{
    gpointer kept = heap->nodes->pdata[a];
    heap->nodes->pdata[a] = heap->nodes->pdata[b];
    heap->nodes->pdata[b] = kept;
}

static void heap_push(Heap *heap, Node *node)
{
    g_ptr_array_add(heap->nodes, node);
    for (guint i = heap->nodes->len - 1; i > 0 && comes_before(heap, i, (i - 1) / 2); i = (i - 1) / 2)
        swap(heap, i, (i - 1) / 2);
}

static Node *heap_pop(Heap *heap)
{
    Node *top = g_ptr_array_index(heap->nodes, 0);
    swap(heap, 0, heap->nodes->len - 1);
    g_ptr_array_set_size(heap->nodes, (gint)heap->nodes->len - 1);
    for (guint i = 0;;) {
        guint least = i;
        for (guint child = 2 * i + 1; child <= 2 * i + 2 && child < heap->nodes->len; child++) {
            if (comes_before(heap, child, least))
                least = child;
        }
        if (least == i)
            return top;
        swap(heap, i, least);
        i = least;
    }
}

/* How many parents of each node of the set are in the set. */
static void count_degrees(Graph *graph, const uint64_t *cells, size_t count)
{
    graph->marks++;
    for (size_t i = 0; i < count; i++) {
        Node *node = graph_node(graph, cells[i]);
        if (node)
            node->mark = graph->marks;
    }
    for (size_t i = 0; i < count; i++) {
        Node *node = graph_node(graph, cells[i]);
        if (!node)
            continue;
        g_autoptr(GPtrArray) parents = graph_parent_nodes(graph, node);
        node->degree = 0;
        for (guint j = 0; j < parents->len; j++)
            node->degree += ((const Node *)g_ptr_array_index(parents, j))->mark == graph->marks;
    }
}

GArray *graph_order(const Graph *constant, const uint64_t *cells, size_t count)
{
    Graph *graph = (Graph *)constant;
    count_degrees(graph, cells, count);
    g_autoptr(GPtrArray) nodes = g_ptr_array_new();
    Heap ready = {nodes};
    for (size_t i = 0; i < count; i++) {
        Node *node = graph_node(graph, cells[i]);
        if (node && node->degree == 0 && node->mark == graph->marks) {
            node->mark = graph->marks - 1; /* named twice, it comes once */
            heap_push(&ready, node);
        }
    }
    GArray *order = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    while (nodes->len > 0) {
        const Node *node = heap_pop(&ready);
        g_array_append_val(order, node->id);
        g_autoptr(GPtrArray) children = graph_child_nodes(graph, node);
        for (guint i = 0; i < children->len; i++) {
            Node *child = g_ptr_array_index(children, i);
            if (child->mark == graph->marks && --child->degree == 0)
                heap_push(&ready, child);
        }
    }
    return order;
}

GArray *graph_difference(GArray *before, GArray *after)
{
    GArray *changed = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    g_autoptr(GHashTable) kept = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < before->len; i++)
        g_hash_table_add(kept, &g_array_index(before, uint64_t, i));
    for (guint i = 0; i < after->len; i++) {
        if (!g_hash_table_remove(kept, &g_array_index(after, uint64_t, i)))
            g_array_append_val(changed, g_array_index(after, uint64_t, i));
    }
    GHashTableIter gone;
    g_hash_table_iter_init(&gone, kept);
    for (gpointer id; g_hash_table_iter_next(&gone, &id, NULL);)
        g_array_append_val(changed, *(uint64_t *)id);
    g_array_unref(before);
    g_array_unref(after);
    return changed;
}
