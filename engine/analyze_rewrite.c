#include <Python.h>

#include "engine/analyze_rewrite.h"

#include "engine/analyze_walk.h"
#include "engine/pyhost.h"

#include <string.h>

enum { MAX_DEPTH = 500 };

/* A module of the standard library, or NULL. */
static PyObject *library(const char *name)
{
    return pyhost_complete(NULL) ? PyImport_ImportModule(name) : NULL;
}

static char *unparse(PyObject *module)
{
    PYREF PyObject *ast = library("ast");
    PYREF PyObject *text = ast ? PyObject_CallMethod(ast, "unparse", "O", module) : NULL;
    return text ? names_utf8(text) : NULL;
}

/* --- names --------------------------------------------------------------------------------------------------- */

/* A name met on the walk, and what it is to become: NULL, nothing. */
typedef struct {
    PyObject *node; /* kept alive by the tree */
    TreeAttribute attribute;
    const char *become;
} Renaming;

typedef struct {
    const FormatRewrite *how;
    GArray *met; /* of Renaming */
    bool changed;
} Renamer;

static void meet_name(Walk *walk, PyObject *node, TreeAttribute attribute, const Name *name, bool reference)
{
    Renamer *renamer = walk->listener_data;
    if (name->local || (!reference && !scope_is_global(&walk->scope, name)))
        return;
    const char *text = name->text;
    Renaming renaming = {node, attribute, NULL};
    renaming.become = g_hash_table_lookup(reference ? renamer->how->references : renamer->how->definitions, text);
    if (renaming.become && strcmp(renaming.become, text) == 0)
        renaming.become = NULL;
    renamer->changed |= renaming.become != NULL;
    g_array_append_val(renamer->met, renaming);
}

/* A signature is walked twice, without and with the function's name known; what is met last counts. */
static bool rename_met(const Tree *tree, const GArray *met)
{
    static const char *const ATTRIBUTES[AT_COUNT] = {[AT_id] = "id", [AT_name] = "name", [AT_rest] = "rest"};
    g_autoptr(GHashTable) last = g_hash_table_new(g_direct_hash, g_direct_equal);
    for (guint i = 0; i < met->len; i++)
        g_hash_table_insert(last, g_array_index(met, Renaming, i).node, &g_array_index(met, Renaming, i));
    GHashTableIter iterator;
    gpointer value;
    g_hash_table_iter_init(&iterator, last);
    while (g_hash_table_iter_next(&iterator, NULL, &value)) {
        const Renaming *renaming = value;
        PYREF PyObject *name = renaming->become ? PyUnicode_FromString(renaming->become) : NULL;
        if (name && PyObject_SetAttrString(renaming->node, ATTRIBUTES[renaming->attribute], name) != 0)
            return false;
    }
    return true;
}

static char *rewrite_names(Analyzer *analyzer, PyObject *module, const FormatRewrite *how)
{
    const Tree *tree = analyzer_tree(analyzer);
    PYREF PyObject *body = tree_get(tree, module, AT_body);
    if (!body)
        return NULL;
    g_autoptr(GArray) met = g_array_new(FALSE, FALSE, sizeof(Renaming));
    Renamer renamer = {how, met, false};
    Walk walk = {.listener = meet_name, .listener_data = &renamer};
    walk_statements(&walk, tree, analyzer_names(analyzer), body, false);
    bool good = !walk_ended(&walk) && renamer.changed && rename_met(tree, met);
    walk_clear(&walk);
    return good ? unparse(module) : NULL;
}

/* --- statements ------------------------------------------------------------------------------------------------ */

/* What becomes of a node: itself, another (new), or NULL: it goes.  `changed` is set unless it stays as it is. */
typedef PyObject *(*Replace)(gpointer data, const Tree *tree, PyObject *node, bool *changed);

static bool replace_inside(const Tree *tree, PyObject *node, Replace replace, gpointer data, bool *changed, int depth);

static bool replace_in_list(const Tree *tree, PyObject *list, Replace replace, gpointer data, bool *changed, int depth)
{
    for (Py_ssize_t i = 0; i < PyList_Size(list);) {
        PyObject *item = PyList_GetItem(list, i);
        if (!tree_kind(tree, item)) {
            i++;
            continue;
        }
        bool replaced = false;
        PYREF PyObject *new = replace(data, tree, item, &replaced);
        *changed |= replaced;
        if (PyErr_Occurred())
            return false;
        if (!new) {
            if (PyList_SetSlice(list, i, i + 1, NULL) != 0)
                return false;
            continue;
        }
        if (new != item) {
            Py_INCREF(new);
            if (PyList_SetItem(list, i, new) != 0)
                return false;
        } else if (!replaced && !replace_inside(tree, item, replace, data, changed, depth + 1)) {
            return false;
        }
        i++;
    }
    return true;
}

/* Only statements are looked at; all of them are in lists. */
static bool replace_inside(const Tree *tree, PyObject *node, Replace replace, gpointer data, bool *changed, int depth)
{
    const TreeKind *kind = tree_kind(tree, node);
    if (!kind || depth > MAX_DEPTH)
        return kind == NULL;
    for (int i = 0; i < kind->field_count; i++) {
        PYREF PyObject *value = PyObject_GetAttr(node, kind->fields[i]);
        if (!value)
            return false;
        if (PyList_Check(value) && !replace_in_list(tree, value, replace, data, changed, depth))
            return false;
    }
    return true;
}

static PyObject *same(PyObject *node)
{
    Py_INCREF(node);
    return node;
}

/* `x += 1` -> `x = x + 1` */
static PyObject *replace_augmented(gpointer ast, const Tree *tree, PyObject *node, bool *changed)
{
    if (tree_class(tree, node) != IS_AugAssign)
        return same(node);
    *changed = true;
    PYREF PyObject *target = tree_get(tree, node, AT_target);
    PYREF PyObject *value = tree_get(tree, node, AT_value);
    PYREF PyObject *operator = tree_get(tree, node, AT_op);
    PYREF PyObject *sum = target && value && operator
                              ? PyObject_CallMethod(ast, "BinOp", "OOO", target, operator, value)
                              : NULL;
    PYREF PyObject *targets = sum ? PyList_New(0) : NULL;
    if (!targets || PyList_Append(targets, target) != 0)
        return NULL;
    PyObject *assign = PyObject_CallMethod(ast, "Assign", "OO", targets, sum);
    PYREF PyObject *located =
        assign ? PyObject_CallMethod(ast, "copy_location", "OO", assign, node) : NULL;
    return located ? assign : NULL;
}

typedef struct {
    const char *name;
    bool keep_one;
} ImportDrop;

/* Whether an alias brings in the name: by `as`, or as it is written, dots and all. */
static bool brings(const Tree *tree, PyObject *alias, const char *name)
{
    PYREF PyObject *as = tree_get(tree, alias, AT_asname);
    PYREF PyObject *whole = as && as == Py_None ? tree_get(tree, alias, AT_name) : NULL;
    PyObject *brought = whole ? whole : as;
    g_autofree char *text = brought ? names_utf8(brought) : NULL;
    return text && strcmp(text, name) == 0;
}

static PyObject *drop_import(gpointer data, const Tree *tree, PyObject *node, bool *changed)
{
    ImportDrop *drop = data;
    TreeClass is = tree_class(tree, node);
    if (is != IS_Import && is != IS_ImportFrom)
        return same(node);
    *changed = true;
    PYREF PyObject *names = tree_get(tree, node, AT_names);
    PYREF PyObject *kept = names ? PyList_New(0) : NULL;
    for (Py_ssize_t i = 0; kept && i < PyList_Size(names); i++) {
        PyObject *alias = PyList_GetItem(names, i);
        if (!brings(tree, alias, drop->name) && PyList_Append(kept, alias) != 0)
            return NULL;
    }
    if (!kept)
        return NULL;
    if (PyList_Size(kept) == 0) {
        if (!drop->keep_one)
            return NULL;
        drop->keep_one = false;
        return same(node);
    }
    if (PyList_Size(kept) < PyList_Size(names) && PyObject_SetAttrString(node, "names", kept) != 0)
        return NULL;
    return same(node);
}

static char *rewrite_statements(Analyzer *analyzer, PyObject *module, const FormatRewrite *how)
{
    const Tree *tree = analyzer_tree(analyzer);
    bool changed = false;
    if (how->kind == REWRITE_AUGMENTED) {
        PYREF PyObject *ast = library("ast");
        bool good = ast && replace_inside(tree, module, replace_augmented, ast, &changed, 0);
        return good && changed ? unparse(module) : NULL;
    }
    ImportDrop drop = {how->name, how->keep_one};
    if (!replace_inside(tree, module, drop_import, &drop, &changed, 0))
        return NULL;
    char *text = unparse(module);
    return text ? g_strstrip(text) : NULL;
}

char *analyzer_rewrite(Analyzer *analyzer, const char *code, size_t length, const FormatRewrite *how)
{
    if (!analyzer_start(analyzer))
        return NULL;
    PyGILState_STATE held = PyGILState_Ensure();
    PyObject *module = analyzer_parse(analyzer, code, length);
    char *text = NULL;
    if (module && how->kind == REWRITE_NAMES)
        text = rewrite_names(analyzer, module, how);
    else if (module)
        text = rewrite_statements(analyzer, module, how);
    PyErr_Clear();
    names_reset(analyzer_names(analyzer));
    Py_XDECREF(module);
    PyGILState_Release(held);
    return text;
}

/* --- what a cell defines ---------------------------------------------------------------------------------------- */

static void binding_free(gpointer data)
{
    FormatBinding *binding = data;
    g_free(binding->name);
    g_free(binding);
}

static GPtrArray *list_bindings(const NameMap *defs)
{
    GPtrArray *found = g_ptr_array_new_with_free_func(binding_free);
    for (guint i = 0; i < defs->count; i++) {
        const NameEntry *entry = &defs->entries[i];
        const Variable *variable = first_variable(entry);
        if (!variable)
            continue;
        FormatBinding *binding = g_new0(FormatBinding, 1);
        binding->name = g_strdup(entry->name->text);
        binding->local = entry->name->local;
        binding->imported = variable->kind == VARIABLE_IMPORT;
        while ((variable = variable->next))
            binding->imported_again |= variable->kind == VARIABLE_IMPORT;
        g_ptr_array_add(found, binding);
    }
    return found;
}

GPtrArray *analyzer_bindings(Analyzer *analyzer, const char *code, size_t length)
{
    if (!analyzer_start(analyzer))
        return NULL;
    PyGILState_STATE held = PyGILState_Ensure();
    const Tree *tree = analyzer_tree(analyzer);
    PyObject *module = analyzer_parse(analyzer, code, length);
    PyObject *body = module ? tree_get(tree, module, AT_body) : NULL;
    GPtrArray *found = NULL;
    if (body) {
        Walk walk = {0};
        walk_statements(&walk, tree, analyzer_names(analyzer), body, false);
        if (!walk_ended(&walk))
            found = list_bindings(&walk.scope.module->defs);
        walk_clear(&walk);
    }
    PyErr_Clear();
    names_reset(analyzer_names(analyzer));
    Py_XDECREF(body);
    Py_XDECREF(module);
    PyGILState_Release(held);
    return found;
}
