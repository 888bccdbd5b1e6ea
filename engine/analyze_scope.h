/* Which names a cell defines and which it refers to: marimo's rules, without the syntax tree.
 *
 * The walker (analyze_walk.c) tells what it meets: blocks that begin and end, names defined, read, deleted.
 * This keeps marimo's books of it: the stack of blocks, the references with the block in which each was
 * made, and the reads that a definition needs (its `required` names), which decide what a closure keeps.
 *
 * Two rules look odd and are marimo's: a definition at an outer level takes back references made in the
 * blocks inside of it ("it was a capture"); and blocks are compared by what they define, not by identity,
 * so that a reference from a block that looks like an earlier one is not counted again.
 * Internal to the analyzer; everything lives in the arena of `Names`.
 */
#pragma once

#include "engine/analyze_names.h"
#include "notebook/analysis.h"

typedef enum { BLOCK_MODULE, BLOCK_FUNCTION, BLOCK_CLASS, BLOCK_COMPREHENSION, BLOCK_ANNOTATION } BlockKind;

typedef enum { VARIABLE_PLAIN, VARIABLE_FUNCTION, VARIABLE_METHOD, VARIABLE_CLASS, VARIABLE_IMPORT, VARIABLE_TABLE } VariableKind;

/* One definition of a name. */
typedef struct Variable Variable;
struct Variable {
    VariableKind kind;
    NameMap *required;  /* names that were read to make it; shared with others, grows until its statement ends */
    NameMap *unbounded; /* of a def or class: names needed when it is executed; or NULL */
    PyObject *annotation; /* of the first definition of a global, borrowed from the tree; or NULL */
    NameMap *annotation_refs;
    const Name *module; /* of an import; NULL: `from . import` */
    const Name *symbol;
    long level;
    const SqlName *made; /* of what a query makes; owned by the walk */
    Variable *next; /* the same name's next definition in the same block */
    Variable *last; /* of the first one alone: the end of that list */
};

typedef struct Block Block;
struct Block {
    Block *parent;
    BlockKind kind;
    NameMap defs;    /* name -> its first Variable, or NULL for a function whose body is being walked */
    NameMap globals; /* declared `global` here */
};

/* Names read since a statement or definition began; `below` is the statement around it. */
typedef struct Reads Reads;
struct Reads {
    NameMap *names;
    Reads *below;
};

typedef struct Reference Reference;
struct Reference {
    Block *block;
    bool deleted;
    Reference *next; /* the same name, an earlier block */
};

typedef struct {
    Names *names;
    Block *module;
    Block *top;
    Reads *reads;
    NameMap refs; /* name -> its newest Reference; NULL: all were taken back */
} Scope;

void scope_init(Scope *scope, Names *names);

void scope_push(Scope *scope, BlockKind kind);
void scope_pop(Scope *scope);
void scope_begin_reads(Scope *scope);
NameMap *scope_end_reads(Scope *scope); /* also adds them to those of the statement around */

bool scope_is_defined(const Scope *scope, const Name *name); /* in any open block */

/* Is it the module's here: no block in between has it for itself? */
bool scope_is_global(const Scope *scope, const Name *name);

/* Defines a name in the innermost block, or in the module if it is declared global there. */
Variable *scope_define(Scope *scope, Name *name, VariableKind kind, NameMap *required);
Variable *scope_define_in(Scope *scope, Name *name, VariableKind kind, NameMap *required, Block *block);

void scope_add_ref(Scope *scope, Name *name, bool deleted);

/* A local name at the top level becomes its mangled twin. */
Name *scope_mangle(Scope *scope, Name *name, bool in_any_block);

/* Local names that closures, transitively, still need after the run. */
NameMap *scope_closure_names(const Scope *scope);

static inline Variable *first_variable(const NameEntry *entry)
{
    return entry ? entry->value : NULL;
}
