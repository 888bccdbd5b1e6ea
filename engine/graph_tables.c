/* Edges and conflicts between tables of SQL, whose names have parts: `schema.name` may be meant by `name`.  marimo's rules
 * for a cell that comes after the one that it reads from.
 */
#include "engine/graph_state.h"

#include <string.h>

static bool same(const char *a, const char *b)
{
    return a && b && g_ascii_strcasecmp(a, b) == 0;
}

/* The row of a sorted list of names, and of the array beside it. */
static const SqlName *find_name(char *const *names, const GPtrArray *rows, const char *name)
{
    for (guint i = 0; i < rows->len && names[i]; i++) {
        if (strcmp(names[i], name) == 0)
            return g_ptr_array_index(rows, i);
    }
    return NULL;
}

const SqlName *graph_table_made(const Node *node, const char *name)
{
    return find_name(node->analysis->sql_defs, node->analysis->tables_made, name);
}

static bool reads_table(const SqlName *made, const SqlName *read)
{
    if (!same(made->table, read->table))
        return false;
    if (made->catalog && read->catalog)
        return same(made->catalog, read->catalog) && same(made->schema, read->schema);
    if (made->catalog)
        return !read->schema;
    if (made->schema && read->schema)
        return same(made->schema, read->schema) || same(made->schema, read->catalog);
    return true;
}

static bool reads(const SqlName *made, const SqlName *read)
{
    if (made->kind == SQL_KIND_CATALOG)
        return same(made->table, read->catalog ? read->catalog : read->schema);
    return made->kind != SQL_KIND_SCHEMA && reads_table(made, read);
}

bool graph_reaches(const Node *definer, const char *name, const Node *reader)
{
    const SqlName *made = graph_table_made(definer, name);
    if (!made)
        return true;
    const SqlName *read = find_name(reader->analysis->sql_refs, reader->analysis->tables_read, name);
    return reader->analysis->language == LANGUAGE_SQL && (!read || reads(made, read));
}

bool graph_conflicts(const Node *a, const Node *b, const char *name)
{
    const SqlName *left = graph_table_made(a, name), *right = graph_table_made(b, name);
    return strcmp(left ? left->qualified : name, right ? right->qualified : name) == 0;
}

/* --- the index of parts ------------------------------------------------------------------------------------- */

static void unref_nodes(gpointer nodes)
{
    g_ptr_array_unref(nodes);
}

GHashTable *graph_part_index_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, unref_nodes);
}

static void get_parts(const SqlName *name, char *parts[3])
{
    parts[0] = g_utf8_strdown(name->table, -1);
    parts[1] = name->schema ? g_utf8_strdown(name->schema, -1) : NULL;
    parts[2] = name->catalog ? g_utf8_strdown(name->catalog, -1) : NULL;
}

void graph_add_table_children(const Graph *graph, const Node *node, GPtrArray *children)
{
    const GPtrArray *made = node->analysis->tables_made;
    for (guint i = 0; i < made->len; i++) {
        const SqlName *table = g_ptr_array_index(made, i);
        g_autofree char *part = g_utf8_strdown(table->table, -1);
        const GPtrArray *readers = g_hash_table_lookup(graph->part_readers, part);
        for (guint j = 0; readers && j < readers->len; j++) {
            Node *reader = g_ptr_array_index(readers, j);
            const GPtrArray *read = reader->analysis->tables_read;
            for (guint k = 0; reader != node && k < read->len; k++) {
                if (reads(table, g_ptr_array_index(read, k))) {
                    g_ptr_array_add(children, reader);
                    break;
                }
            }
        }
    }
}

void graph_add_table_parents(const Graph *graph, const Node *node, GPtrArray *parents)
{
    const GPtrArray *all = node->analysis->tables_read;
    for (guint i = 0; i < all->len; i++) {
        const SqlName *read = g_ptr_array_index(all, i);
        char *parts[3];
        get_parts(read, parts);
        for (int part = 0; part < 3; part++) {
            const GPtrArray *makers = parts[part] ? g_hash_table_lookup(graph->part_makers, parts[part]) : NULL;
            for (guint j = 0; makers && j < makers->len; j++) {
                Node *maker = g_ptr_array_index(makers, j);
                const GPtrArray *made = maker->analysis->tables_made;
                for (guint k = 0; maker != node && k < made->len; k++) {
                    if (reads(g_ptr_array_index(made, k), read))
                        g_ptr_array_add(parents, maker);
                }
            }
            g_free(parts[part]);
        }
    }
}

static void index_part(GHashTable *index, const char *part, Node *node, bool add)
{
    GPtrArray *nodes = g_hash_table_lookup(index, part);
    if (!nodes && add) {
        nodes = g_ptr_array_new();
        g_hash_table_insert(index, g_strdup(part), nodes);
    }
    if (!nodes)
        return;
    if (add && !g_ptr_array_find(nodes, node, NULL))
        g_ptr_array_add(nodes, node);
    else if (!add)
        g_ptr_array_remove_fast(nodes, node);
    if (nodes->len == 0)
        g_hash_table_remove(index, part);
}

void graph_index_tables(Graph *graph, Node *node, bool add)
{
    const GPtrArray *made = node->analysis->tables_made, *read = node->analysis->tables_read;
    for (guint i = 0; i < made->len; i++) {
        g_autofree char *part = g_utf8_strdown(((const SqlName *)g_ptr_array_index(made, i))->table, -1);
        index_part(graph->part_makers, part, node, add);
    }
    for (guint i = 0; i < read->len; i++) {
        char *parts[3];
        get_parts(g_ptr_array_index(read, i), parts);
        for (int part = 0; part < 3; part++) {
            if (parts[part])
                index_part(graph->part_readers, parts[part], node, add);
            g_free(parts[part]);
        }
    }
}

/* --- comparing ------------------------------------------------------------------------------------------------ */

static bool same_rows(const GPtrArray *a, const GPtrArray *b)
{
    if (a->len != b->len)
        return false;
    for (guint i = 0; i < a->len; i++) {
        const SqlName *left = g_ptr_array_index(a, i), *right = g_ptr_array_index(b, i);
        if (left->kind != right->kind || g_strcmp0(left->catalog, right->catalog) != 0 ||
            g_strcmp0(left->schema, right->schema) != 0 || strcmp(left->table, right->table) != 0)
            return false;
    }
    return true;
}

bool graph_same_tables(const Analysis *a, const Analysis *b)
{
    return same_rows(a->tables_made, b->tables_made) && same_rows(a->tables_read, b->tables_read);
}
