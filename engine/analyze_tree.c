#include "engine/analyze_tree.h"

#include <string.h>

struct Tree {
    PyObject *attributes[AT_COUNT];
    GHashTable *kinds; /* a node's type -> TreeKind *, owned; the types are owned, too */
};

#define AS_TEXT(name) #name,
static const char *const ATTRIBUTES[] = {TREE_ATTRIBUTES(AS_TEXT)};
static const char *const CLASSES[] = {"", TREE_CLASSES(AS_TEXT)};
#undef AS_TEXT

/* Fields that never have anything inside that defines or refers; not looking there is half of the speed. */
static const char *const DULL_FIELDS[] = {
    "ctx", "op", "ops", "kind", "type_comment", "type_ignores", "simple", "level", "conversion", "is_async", "attr",
};

/* Classes without any field worth a look. */
static const char *const DULL_BASES[] = {"operator", "unaryop", "boolop", "cmpop", "expr_context", "type_ignore"};

/* Nodes that CPython's compiler and its tables of symbols have nothing against, once its parser has taken them; with the
 * exceptions that walk_doubt() knows.  A class that is not here only costs time. */
static const char *const PLAIN[] = {
    "AnnAssign", "Assert", "Assign", "Attribute", "AugAssign", "BinOp", "BoolOp", "Call", "ClassDef", "Compare", "Constant",
    "Delete", "Dict", "DictComp", "Expr", "For", "FormattedValue", "FunctionDef", "GeneratorExp", "If", "IfExp", "Import",
    "ImportFrom", "JoinedStr", "Lambda", "List", "ListComp", "Name", "Pass", "Raise", "Return", "Set", "SetComp", "Slice",
    "Subscript", "Tuple", "UnaryOp", "While", "With", "alias", "arg", "arguments", "comprehension", "keyword", "withitem",
};

static bool is_among(const char *const *list, size_t count, PyObject *text)
{
    for (size_t i = 0; i < count; i++) {
        if (PyUnicode_CompareWithASCIIString(text, list[i]) == 0)
            return true;
    }
    return false;
}

static TreeKind *kind_new(PyObject *name, PyObject *fields)
{
    TreeKind *kind = g_new0(TreeKind, 1);
    for (guint i = 1; i < G_N_ELEMENTS(CLASSES) && !kind->is; i++) {
        if (PyUnicode_CompareWithASCIIString(name, CLASSES[i]) == 0)
            kind->is = (TreeClass)i;
    }
    kind->plain = is_among(PLAIN, G_N_ELEMENTS(PLAIN), name);
    for (Py_ssize_t i = 0; i < PyTuple_Size(fields) && kind->field_count < TREE_MAX_FIELDS; i++) {
        PyObject *field = PyTuple_GetItem(fields, i);
        if (is_among(DULL_FIELDS, G_N_ELEMENTS(DULL_FIELDS), field))
            continue;
        Py_INCREF(field);
        PyUnicode_InternInPlace(&field);
        kind->fields[kind->field_count++] = field;
        if (PyUnicode_CompareWithASCIIString(field, "body") == 0)
            kind->body = field;
        kind->generic = kind->generic || PyUnicode_CompareWithASCIIString(field, "type_params") == 0;
    }
    return kind;
}

static void kind_free(gpointer data)
{
    TreeKind *kind = data;
    for (int i = 0; i < kind->field_count; i++)
        Py_DECREF(kind->fields[i]);
    g_free(kind);
}

static void type_free(gpointer type)
{
    Py_DECREF((PyObject *)type);
}

static bool is_dull(PyObject *module, PyObject *class)
{
    for (size_t i = 0; i < G_N_ELEMENTS(DULL_BASES); i++) {
        PYREF PyObject *base = PyObject_GetAttrString(module, DULL_BASES[i]);
        if (base && PyObject_IsSubclass(class, base) == 1)
            return true;
    }
    return false;
}

/* Takes in a class of the module `_ast`; whatever else the module holds is no class of nodes. */
static void add_class(Tree *tree, PyObject *module, PyObject *name, PyObject *node_class, PyObject *class)
{
    if (!PyType_Check(class) || PyObject_IsSubclass(class, node_class) != 1)
        return;
    static const char *const CONTEXTS[] = {"Load", "Store", "Del", "BitOr"};
    if (is_dull(module, class) && !is_among(CONTEXTS, G_N_ELEMENTS(CONTEXTS), name))
        return;
    PYREF PyObject *fields = PyObject_GetAttrString(class, "_fields");
    if (!fields || !PyTuple_Check(fields)) {
        PyErr_Clear();
        return;
    }
    Py_INCREF(class);
    g_hash_table_insert(tree->kinds, class, kind_new(name, fields));
}

Tree *tree_new_foreign(void)
{
    Tree *tree = g_new0(Tree, 1);
    for (int i = 0; i < AT_COUNT; i++)
        tree->attributes[i] = PyUnicode_InternFromString(ATTRIBUTES[i]);
    tree->kinds = g_hash_table_new_full(g_direct_hash, g_direct_equal, type_free, kind_free);
    return tree;
}

Tree *tree_new(void)
{
    PYREF PyObject *module = PyImport_ImportModule("_ast");
    PYREF PyObject *members = module ? PyObject_GetAttrString(module, "__dict__") : NULL;
    PYREF PyObject *node_class = module ? PyObject_GetAttrString(module, "AST") : NULL;
    if (!members || !node_class)
        return NULL;
    Tree *tree = tree_new_foreign();
    PyObject *name, *class;
    for (Py_ssize_t position = 0; PyDict_Next(members, &position, &name, &class);)
        add_class(tree, module, name, node_class, class);
    return tree;
}

/* A class is found by its name: there are few, and one analysis uses them. */
PyObject *tree_define(Tree *tree, const char *name, PyObject *fields)
{
    GHashTableIter all;
    g_hash_table_iter_init(&all, tree->kinds);
    for (gpointer type; g_hash_table_iter_next(&all, &type, NULL);) {
        PYREF PyObject *known = PyObject_GetAttrString(type, "__name__");
        if (known && PyUnicode_CompareWithASCIIString(known, name) == 0)
            return type;
    }
    PyObject *type = PyObject_CallFunction((PyObject *)&PyType_Type, "s(O){}", name, &PyBaseObject_Type);
    PYREF PyObject *text = type ? PyUnicode_FromString(name) : NULL;
    if (!text)
        return NULL;
    g_hash_table_insert(tree->kinds, type, kind_new(text, fields));
    return type;
}

void tree_free(Tree *tree)
{
    for (int i = 0; i < AT_COUNT; i++)
        Py_XDECREF(tree->attributes[i]);
    g_hash_table_unref(tree->kinds);
    g_free(tree);
}

const TreeKind *tree_kind(const Tree *tree, PyObject *object)
{
    return g_hash_table_lookup(tree->kinds, Py_TYPE(object));
}

TreeClass tree_class(const Tree *tree, PyObject *object)
{
    const TreeKind *kind = tree_kind(tree, object);
    return kind ? kind->is : IS_OTHER;
}

PyObject *tree_get(const Tree *tree, PyObject *node, TreeAttribute attribute)
{
    return PyObject_GetAttr(node, tree->attributes[attribute]);
}

long tree_integer(const Tree *tree, PyObject *node, TreeAttribute attribute, long otherwise)
{
    PYREF PyObject *number = tree_get(tree, node, attribute);
    long value = number && PyLong_Check(number) ? PyLong_AsLong(number) : otherwise;
    if (PyErr_Occurred()) {
        PyErr_Clear();
        return otherwise;
    }
    return value;
}

bool tree_text_is(const Tree *tree, PyObject *node, TreeAttribute attribute, const char *text)
{
    PYREF PyObject *value = tree_get(tree, node, attribute);
    if (!value)
        PyErr_Clear();
    return value && PyUnicode_Check(value) && PyUnicode_CompareWithASCIIString(value, text) == 0;
}
