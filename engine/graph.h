/* The dependency graph of a notebook: who defines what, who reads it, what is wrong, in which order.
 *
 *     graph_set(graph, analysis);                   // a cell came or its code changed
 *     graph_set_order(graph, ids, count);           // the page
 *     graph_order(graph, ids, count)                // topological, ties by page
 *
 * Two indices, from a name to the cells that define it and to those that refer to it, make every
 * question local: setting one cell costs what its own neighbours cost, never a pass over the notebook.
 * marimo's rules: edges, deleters, cycles, multiple definitions, setup (features.md 2.3).
 * Pure data; one thread at a time.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

#include "notebook/analysis.h"

typedef struct Graph Graph;

Graph *graph_new(void);
void graph_free(Graph *graph);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Graph, graph_free)

/* Registers a cell or replaces what was known of it.  Keeps a reference.  An analysis with a fault
 * leaves the cell without defs, refs and edges. */
void graph_set(Graph *graph, Analysis *analysis);
void graph_remove(Graph *graph, uint64_t cell);

/* Whether a cell has the same neighbours by one analysis as by the other. */
bool graph_same_edges(const Analysis *a, const Analysis *b);
bool graph_same_children(const Analysis *a, const Analysis *b); /* the same but for what they refer to */

void graph_set_setup(Graph *graph, uint64_t cell); /* which cell is `app.setup`; 0: none */

/* The order of the page; cells that are not named come last. */
void graph_set_order(Graph *graph, const uint64_t *cells, size_t count);

const Analysis *graph_analysis(const Graph *graph, uint64_t cell); /* or NULL */

/* Lists of cell ids (uint64_t) in page order; the caller unrefs the array. */
GArray *graph_parents(const Graph *graph, uint64_t cell);
GArray *graph_children(const Graph *graph, uint64_t cell);
GArray *graph_ancestors(const Graph *graph, const uint64_t *cells, size_t count);   /* without themselves */
GArray *graph_descendants(const Graph *graph, const uint64_t *cells, size_t count); /* without themselves */
GArray *graph_definers(const Graph *graph, const char *name);
GArray *graph_readers(const Graph *graph, const char *name);

/* The cells of a set in the order in which they run: topological over edges within the set, ties by page. */
GArray *graph_order(const Graph *graph, const uint64_t *cells, size_t count);

typedef enum { GRAPH_MULTIPLE_DEFS, GRAPH_CYCLE, GRAPH_SETUP_REFS } GraphErrorKind;

typedef struct {
    uint64_t from, to;
    char **names;
} GraphEdge;

typedef struct {
    GraphErrorKind kind;
    char **names;     /* sorted */
    GArray *cells;    /* of uint64_t: the other definers, for MULTIPLE_DEFS */
    GPtrArray *edges; /* of GraphEdge *, for CYCLE and SETUP_REFS */
} GraphError;

/* The errors of one cell (of GraphError *, owned by the array); empty if it may run. */
GPtrArray *graph_errors(const Graph *graph, uint64_t cell);
bool graph_may_have_errors(const Graph *graph, uint64_t cell); /* false: it has none, for the price of its names */

/* Cells whose errors may have changed since the last call; the caller unrefs it. */
GArray *graph_take_changed(Graph *graph);
