/* CPython's syntax tree, read through the limited API.
 *
 * A Tree knows the classes of nodes once and for all: what to do with a node of each, and which of its
 * fields have nodes inside.  Attribute names are interned once.  Internal to the analyzer.
 */
#pragma once

#include <Python.h>

#include <stdbool.h>

#include <glib.h>

/* Attributes that are read by name. */
#define TREE_ATTRIBUTES(ATTRIBUTE) \
    ATTRIBUTE(annotation) ATTRIBUTE(arg) ATTRIBUTE(args) ATTRIBUTE(asname) ATTRIBUTE(attr) ATTRIBUTE(body) \
    ATTRIBUTE(bound) ATTRIBUTE(cases) ATTRIBUTE(co_flags) ATTRIBUTE(col_offset) ATTRIBUTE(ctx) ATTRIBUTE(decorator_list) \
    ATTRIBUTE(defaults) ATTRIBUTE(elt) ATTRIBUTE(elts) ATTRIBUTE(end_col_offset) ATTRIBUTE(end_lineno) \
    ATTRIBUTE(finalbody) ATTRIBUTE(func) ATTRIBUTE(generators) ATTRIBUTE(handlers) ATTRIBUTE(id) ATTRIBUTE(ifs) \
    ATTRIBUTE(iter) ATTRIBUTE(key) ATTRIBUTE(keys) ATTRIBUTE(keywords) ATTRIBUTE(kind) ATTRIBUTE(kwarg) ATTRIBUTE(kw_defaults) \
    ATTRIBUTE(kwonlyargs) ATTRIBUTE(left) ATTRIBUTE(level) ATTRIBUTE(lineno) ATTRIBUTE(module) ATTRIBUTE(msg) \
    ATTRIBUTE(name) ATTRIBUTE(names) ATTRIBUTE(offset) ATTRIBUTE(op) ATTRIBUTE(orelse) ATTRIBUTE(pattern) \
    ATTRIBUTE(patterns) ATTRIBUTE(posonlyargs) ATTRIBUTE(rest) ATTRIBUTE(returns) ATTRIBUTE(right) \
    ATTRIBUTE(slice) ATTRIBUTE(target) ATTRIBUTE(targets) ATTRIBUTE(type_params) ATTRIBUTE(value) \
    ATTRIBUTE(values) ATTRIBUTE(vararg) ATTRIBUTE(written)

#define AS_ENUM(name) AT_##name,
typedef enum { TREE_ATTRIBUTES(AS_ENUM) AT_COUNT } TreeAttribute;
#undef AS_ENUM

/* Classes that the analyzer asks for by name; one that this Python lacks is simply never met. */
#define TREE_CLASSES(CLASS) \
    CLASS(AnnAssign) CLASS(Assign) CLASS(AsyncFunctionDef) CLASS(Attribute) CLASS(AugAssign) CLASS(BinOp) \
    CLASS(BitOr) CLASS(Call) CLASS(ClassDef) CLASS(Constant) CLASS(Del) CLASS(DictComp) CLASS(Expr) \
    CLASS(FormattedValue) CLASS(FunctionDef) CLASS(GeneratorExp) CLASS(Global) CLASS(If) CLASS(Import) CLASS(ImportFrom) \
    CLASS(JoinedStr) CLASS(Lambda) CLASS(List) CLASS(ListComp) CLASS(Load) CLASS(Match) CLASS(MatchAs) CLASS(MatchMapping) \
    CLASS(MatchStar) CLASS(Name) CLASS(NamedExpr) CLASS(ParamSpec) CLASS(Pass) CLASS(Return) CLASS(SetComp) CLASS(Store) CLASS(Subscript) \
    CLASS(TemplateStr) \
    CLASS(Try) CLASS(TryStar) CLASS(Tuple) CLASS(TypeAlias) CLASS(TypeVar) CLASS(TypeVarTuple) CLASS(arg) \
    CLASS(arguments) CLASS(comprehension)

#define AS_ENUM(name) IS_##name,
typedef enum { IS_OTHER, TREE_CLASSES(AS_ENUM) IS_COUNT } TreeClass;
#undef AS_ENUM

enum { TREE_MAX_FIELDS = 8 };

/* What is known of one class of nodes. */
typedef struct {
    TreeClass is;
    bool plain;     /* what parses with it compiles, too; see walk_doubt() */
    bool generic;   /* has type_params (PEP 695) */
    PyObject *body; /* the field's name if it has one of this name, borrowed */
    int field_count;
    PyObject *fields[TREE_MAX_FIELDS]; /* those that may hold nodes, in CPython's order */
} TreeKind;

typedef struct Tree Tree;

/* NULL, with Python's exception set, if there is no `_ast`. */
Tree *tree_new(void);
void tree_free(Tree *tree);

/* Of a Python that is not ours: it knows no class before tree_define().  NULL as above. */
Tree *tree_new_foreign(void);

/* The class of this name, borrowed; made with these fields (a tuple of str) if there is none.  NULL as above. */
PyObject *tree_define(Tree *tree, const char *name, PyObject *fields);

/* NULL for what is no node: strings, numbers, None, lists, operators. */
const TreeKind *tree_kind(const Tree *tree, PyObject *object);
TreeClass tree_class(const Tree *tree, PyObject *object);

/* A new reference, or NULL with Python's exception set. */
PyObject *tree_get(const Tree *tree, PyObject *node, TreeAttribute attribute);

/* A number, or `otherwise` if the attribute is missing or None. */
long tree_integer(const Tree *tree, PyObject *node, TreeAttribute attribute, long otherwise);

/* Whether an attribute is a str with this text. */
bool tree_text_is(const Tree *tree, PyObject *node, TreeAttribute attribute, const char *text);

/* `PYREF PyObject *x = ...` owns a reference and lets go of it at the end of its block. */
#define PYREF __attribute__((cleanup(tree_let_go)))
static inline void tree_let_go(PyObject **object)
{
    Py_XDECREF(*object);
}
