/* What graph.c (indices, walks, order) and graph_errors.c (cycles, errors) share. */
#pragma once

#include "engine/graph.h"

typedef struct Node Node;

/* Nodes in no order, of which there are mostly one or two. */
typedef struct {
    Node **more; /* NULL: they are in `few` */
    guint len, room;
    Node *few[2];
} Nodes;

/* Who has to do with a name. */
typedef struct {
    Nodes definers, readers, deleters;
    char text[];
} Name;

struct Node {
    uint64_t id;
    Analysis *analysis;
    int place;    /* on the page, from 1; G_MAXINT: not on it */
    guint serial; /* grows with each registration: marimo's order of registration */
    guint mark;   /* == graph->marks: seen by the walk under way */
    guint degree; /* of the sort under way */
    gsize cycles; /* how many known cycles go through it */
    bool noted;   /* in graph->changed already */
    Name **defs, **refs, **deletes; /* of the analysis, in its order; borrowed from graph->names */
    Name *names[];                  /* where these lists are */
};

static inline Node *nodes_get(const Nodes *nodes, guint index)
{
    return nodes->more ? nodes->more[index] : nodes->few[index];
}

struct Graph {
    GHashTable *nodes;   /* id -> Node, owned */
    GHashTable *names;   /* name, the Name's -> Name, owned */
    GHashTable *part_makers;  /* a table's, schema's or catalog's name, in lower case -> GPtrArray of Node * */
    GHashTable *part_readers; /* each part of the names of the tables read, likewise */
    GArray *page;        /* of ids, in order */
    GHashTable *places;  /* id, one of these -> its place there, from 1 */
    GPtrArray *cycles;   /* of GArray of uint64_t: the cells of a cycle, in order */
    GArray *changed;     /* of ids; those of cells that left may come twice */
    uint64_t setup;
    guint serial;
    guint marks;
    GPtrArray *found; /* of Node *: for the search under way */
};

Node *graph_node(const Graph *graph, uint64_t id); /* or NULL */
const Name *graph_name(const Graph *graph, const char *name);
void graph_note(Graph *graph, uint64_t id); /* its errors may have changed */

/* Neighbours as Node *, without repeats, by order of registration; the caller unrefs. */
GPtrArray *graph_child_nodes(const Graph *graph, const Node *node);
GPtrArray *graph_parent_nodes(const Graph *graph, const Node *node);
bool graph_has_child(const Graph *graph, const Node *node);
gint graph_compare_places(gconstpointer a, gconstpointer b); /* of Node *const *: by the page */

/* --- graph_tables.c ------------------------------------------------------------------------------- */

GHashTable *graph_part_index_new(void);
void graph_index_tables(Graph *graph, Node *node, bool add);
void graph_add_table_children(const Graph *graph, const Node *node, GPtrArray *children); /* with repeats */
void graph_add_table_parents(const Graph *graph, const Node *node, GPtrArray *parents);
bool graph_reaches(const Node *definer, const char *name, const Node *reader); /* both have the name */
bool graph_conflicts(const Node *a, const Node *b, const char *name);          /* both define it */
const SqlName *graph_table_made(const Node *node, const char *name);           /* or NULL */
bool graph_same_tables(const Analysis *a, const Analysis *b);

/* --- graph_errors.c ------------------------------------------------------------------------------- */

/* A cell was just entered, or is about to leave. */
void graph_find_cycles(Graph *graph, Node *node);
void graph_drop_cycles(Graph *graph, Node *node);
void graph_note_errors(Graph *graph, const Node *node);
