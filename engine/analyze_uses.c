/* Where code speaks of a name of the notebook's, and not of one of a function, a class or a comprehension. */
#include <Python.h>

#include "engine/analyze_rewrite.h"

#include "engine/analyze_walk.h"

#include <string.h>

typedef struct {
    const char *name;
    GHashTable *nodes; /* met so far: a signature is walked twice */
    GArray *uses;      /* of NameUse... */
    GPtrArray *blocks; /* ...and of the Block * in which each of them is */
} Uses;

/* A function that gives the name a value has it for itself from its beginning: what was met before was that. */
static void take_back(Uses *uses, const Block *function)
{
    for (guint i = uses->blocks->len; i-- > 0;) {
        const Block *block = g_ptr_array_index(uses->blocks, i);
        while (block && block != function)
            block = block->parent;
        if (!block)
            continue;
        g_ptr_array_remove_index(uses->blocks, i);
        g_array_remove_index(uses->uses, i);
    }
}

static void meet_name(Walk *walk, PyObject *node, TreeAttribute attribute, const Name *name, bool reference)
{
    Uses *uses = walk->listener_data;
    if (name->local || g_strcmp0(name->text, uses->name) != 0)
        return;
    if (!reference && !scope_is_global(&walk->scope, name)) {
        if (walk->scope.top->kind == BLOCK_FUNCTION)
            take_back(uses, walk->scope.top);
        return;
    }
    if (!g_hash_table_add(uses->nodes, node))
        return;
    NameUse use = {
        .line = (int)tree_integer(walk->tree, node, AT_lineno, 0),
        .column = (int)tree_integer(walk->tree, node, AT_col_offset, 0),
        .behind = attribute != AT_id,
    };
    g_array_append_val(uses->uses, use);
    g_ptr_array_add(uses->blocks, walk->scope.top);
}

GArray *analyzer_uses(Analyzer *analyzer, const char *code, size_t length, const char *name)
{
    if (!analyzer_start(analyzer))
        return NULL;
    PyGILState_STATE held = PyGILState_Ensure();
    const Tree *tree = analyzer_tree(analyzer);
    PyObject *module = analyzer_parse(analyzer, code, length);
    PyObject *body = module ? tree_get(tree, module, AT_body) : NULL;
    g_autoptr(GHashTable) nodes = g_hash_table_new(NULL, NULL);
    g_autoptr(GPtrArray) blocks = g_ptr_array_new();
    Uses uses = {name, nodes, g_array_new(FALSE, FALSE, sizeof(NameUse)), blocks};
    bool good = body != NULL;
    if (body) {
        Walk walk = {.listener = meet_name, .listener_data = &uses};
        walk_statements(&walk, tree, analyzer_names(analyzer), body, false);
        good = !walk_ended(&walk);
        walk_clear(&walk);
    }
    PyErr_Clear();
    names_reset(analyzer_names(analyzer));
    Py_XDECREF(body);
    Py_XDECREF(module);
    PyGILState_Release(held);
    if (!good)
        g_clear_pointer(&uses.uses, g_array_unref);
    return uses.uses;
}
