/* The walk over a cell's syntax tree that finds its names by marimo's rules.  Internal to the analyzer. */
#pragma once

#include "engine/analyze_scope.h"
#include "engine/analyze_tree.h"

typedef enum { WALK_DONE, WALK_IMPORT_STAR, WALK_TOO_DEEP, WALK_EXCEPTION } WalkEnd;

typedef struct Walk Walk;

/* What stays hidden in a handler: `except E as name`. */
typedef struct Obscured Obscured;
struct Obscured {
    const Name *name;
    Obscured *around;
};

/* Told of every name that the user could rename: in `attribute` of `node`, a definition or use of a name defined here,
 * or a reference to one that is not. */
typedef void (*WalkListener)(Walk *walk, PyObject *node, TreeAttribute attribute, const Name *name, bool reference);

struct Walk {
    const Tree *tree;
    Names *names;
    Scope scope;
    Obscured *obscured;
    NameMap local_refs;     /* local names read or deleted at the level of the module, wherever defined */
    bool opaque_sql;        /* the text of queries is not looked into */
    bool sql;               /* met a call of mo.sql and the like */
    NameMap tables_read;    /* the references that are tables: name -> SqlName in `queries` */
    GPtrArray *queries;     /* of SqlNames: what the queries met have to do with; owned */
    GHashTable *modules;    /* what is imported: full names, a set; NULL: nothing */
    bool wants_unbounded;   /* whether to find out what classes need when they are executed: costs a second walk */
    GHashTable *unbounded;  /* of classes already looked at: node -> NameMap *; shared with inner walks */
    int depth;
    bool doubtful; /* met something that parses and may not compile */
    WalkEnd end;
    long line, column; /* of the star, from 1 and from 0 */
    WalkListener listener; /* or NULL */
    gpointer listener_data;
};

/* What is imported, sorted, the caller's; see Analysis.modules. */
char **walk_modules(const Walk *walk);

/* Walks a list of statements as a module.  The tree must outlive what was found. */
void walk_statements(Walk *walk, const Tree *tree, Names *names, PyObject *statements, bool wants_unbounded);
void walk_clear(Walk *walk);

/* --- for whoever walks without a tree (analyze_quick.c) --------------------------------------------------------- */

void walk_begin(Walk *walk, Names *names);
bool walk_use_name(Walk *walk, Name *name, TreeClass use); /* Load, Store or Del */

/* `import imported as as`, whose level is -1; or from `module`, which is NULL for `from . import`.  `as` may be NULL. */
void walk_import(Walk *walk, Name *as, Name *imported, Name *module, long level);

/* A function: its signature; then that once more and its body; then the end. */
typedef struct {
    Name *name;
    NameMap *unbounded;
} Definition;

Definition walk_begin_definition(Walk *walk, Name *name);
void walk_begin_body(Walk *walk, const Definition *definition);
void walk_end_definition(Walk *walk, const Definition *definition);

void walk_begin_lambda(Walk *walk); /* ends with scope_pop() */
void walk_parameter(Walk *walk, Name *name);

/* --- for the visitors, which are in analyze_walk.c and, for all that opens a block, analyze_blocks.c -------- */

/* Visits a node, or a value that is a node, a list of nodes or anything else (which is passed over), or what
 * an attribute holds, or all fields in CPython's order but one. */
void walk_node(Walk *walk, PyObject *node);
void walk_value(Walk *walk, PyObject *value);
void walk_attribute(Walk *walk, PyObject *node, TreeAttribute attribute);
void walk_fields(Walk *walk, PyObject *node, const TreeKind *kind, PyObject *skip);

bool walk_ended(const Walk *walk);
void walk_doubt(Walk *walk, PyObject *node, const TreeKind *kind); /* notes whether the node is doubtful */
static inline void walk_tell(Walk *walk, PyObject *node, TreeAttribute attribute, const Name *name, bool reference)
{
    if (walk->listener)
        walk->listener(walk, node, attribute, name, reference);
}
PyObject *walk_get(Walk *walk, PyObject *node, TreeAttribute attribute); /* new, or NULL: the walk is over */
Name *walk_name(Walk *walk, PyObject *node, TreeAttribute attribute);    /* NULL for None */
Name *walk_mangled_name(Walk *walk, PyObject *node, TreeAttribute attribute);

void visit_definition(Walk *walk, PyObject *node, const TreeKind *kind);
void visit_lambda(Walk *walk, PyObject *node, const TreeKind *kind);
void visit_comprehension_expression(Walk *walk, PyObject *node, const TreeKind *kind);
void visit_comprehension(Walk *walk, PyObject *node, const TreeKind *kind);
void visit_type_alias(Walk *walk, PyObject *node, const TreeKind *kind);
void visit_type_parameter(Walk *walk, PyObject *node, const TreeKind *kind);
void visit_arguments(Walk *walk, PyObject *node, const TreeKind *kind);
void visit_arg(Walk *walk, PyObject *node, const TreeKind *kind);
