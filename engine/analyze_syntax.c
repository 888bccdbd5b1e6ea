#include "engine/analyze_syntax.h"

#include <string.h>

#include "engine/analyze.h"
#include "engine/analyze_names.h"
#include "engine/analyze_statement.h"

/* Deeper trees are not looked into: the analysis refuses them. */
enum { MAX_DEPTH = 1500 };

/* --- outputs that nobody sees ---------------------------------------------------------------------------- */

static bool is_mo(const Tree *tree, PyObject *node)
{
    return node && tree_class(tree, node) == IS_Name && tree_text_is(tree, node, AT_id, "mo");
}

/* Of all calls only mo.md() and its like are made for their value; not mo.stop() and mo.output.append(). */
static bool is_output_call(const Tree *tree, PyObject *call)
{
    PYREF PyObject *function = tree_get(tree, call, AT_func);
    if (!function || tree_class(tree, function) != IS_Attribute)
        return false;
    PYREF PyObject *owner = tree_get(tree, function, AT_value);
    if (is_mo(tree, owner))
        return !tree_text_is(tree, function, AT_attr, "stop");
    if (!owner || tree_class(tree, owner) != IS_Attribute)
        return false;
    PYREF PyObject *module = tree_get(tree, owner, AT_value);
    return is_mo(tree, module) && !tree_text_is(tree, owner, AT_attr, "output");
}

/* Whether a list of statements ends with a value that would be shown if it stood at the top level. */
static bool ends_with_output(const Tree *tree, PyObject *statements)
{
    Py_ssize_t count = statements && PyList_Check(statements) ? PyList_Size(statements) : 0;
    PyObject *last = count ? PyList_GetItem(statements, count - 1) : NULL;
    if (!last || tree_class(tree, last) != IS_Expr)
        return false;
    PYREF PyObject *value = tree_get(tree, last, AT_value);
    return value && (tree_class(tree, value) != IS_Call || is_output_call(tree, value));
}

static bool part_ends_with_output(const Tree *tree, PyObject *node, TreeAttribute attribute)
{
    PYREF PyObject *statements = tree_get(tree, node, attribute);
    return ends_with_output(tree, statements);
}

/* The cases of a match, the handlers of a try. */
static bool any_ends_with_output(const Tree *tree, PyObject *node, TreeAttribute attribute)
{
    PYREF PyObject *parts = tree_get(tree, node, attribute);
    for (Py_ssize_t i = 0; parts && i < PyList_Size(parts); i++) {
        if (part_ends_with_output(tree, PyList_GetItem(parts, i), AT_body))
            return true;
    }
    return false;
}

/* Down the chain of `elif`. */
static bool if_hides_output(const Tree *tree, PyObject *node)
{
    Py_INCREF(node);
    for (;;) {
        bool found = part_ends_with_output(tree, node, AT_body);
        PyObject *rest = tree_get(tree, node, AT_orelse);
        Py_DECREF(node);
        bool chained = rest && PyList_Size(rest) == 1 && tree_class(tree, PyList_GetItem(rest, 0)) == IS_If;
        node = chained ? PyList_GetItem(rest, 0) : NULL;
        Py_XINCREF(node);
        found = found || (!chained && ends_with_output(tree, rest));
        Py_XDECREF(rest);
        if (found || !node) {
            Py_XDECREF(node);
            return found;
        }
    }
}

static HiddenOutput hidden_output(const Tree *tree, PyObject *statement)
{
    switch (tree_class(tree, statement)) {
    case IS_If:
        return if_hides_output(tree, statement) ? HIDDEN_IF : HIDDEN_NONE;
    case IS_Match:
        return any_ends_with_output(tree, statement, AT_cases) ? HIDDEN_MATCH : HIDDEN_NONE;
    case IS_Try:
        return part_ends_with_output(tree, statement, AT_body) || any_ends_with_output(tree, statement, AT_handlers) ||
                       part_ends_with_output(tree, statement, AT_orelse) ||
                       part_ends_with_output(tree, statement, AT_finalbody)
                   ? HIDDEN_TRY
                   : HIDDEN_NONE;
    default:
        return HIDDEN_NONE;
    }
}

/* --- private imports -------------------------------------------------------------------------------------- */

/* As marimo has it: "_x", but not "__x"; "__" itself is. */
static bool is_private(const char *name)
{
    return name[0] == '_' && (name[1] != '_' || name[2] == '\0');
}

static void take_private_import(const Tree *tree, PyObject *import, PyObject *alias, GArray **found)
{
    PYREF PyObject *bound = tree_get(tree, alias, AT_asname);
    g_autofree char *as = bound && PyUnicode_Check(bound) ? names_utf8(bound) : NULL;
    PYREF PyObject *imported = as && is_private(as) ? tree_get(tree, alias, AT_name) : NULL;
    if (!imported)
        return;
    g_autofree char *name = names_utf8(imported);
    GString *what = g_string_new(NULL);
    if (tree_class(tree, import) == IS_ImportFrom) {
        PYREF PyObject *module = tree_get(tree, import, AT_module);
        g_autofree char *text = module && PyUnicode_Check(module) ? names_utf8(module) : g_strdup("");
        g_string_append(what, "from ");
        for (long level = tree_integer(tree, import, AT_level, 0); level > 0; level--)
            g_string_append_c(what, '.');
        g_string_append_printf(what, "%s ", text);
    }
    g_string_append_printf(what, "import %s as %s", name, as);
    PrivateImport entry = {g_string_free(what, FALSE), g_steal_pointer(&name), g_steal_pointer(&as),
                           (int)tree_integer(tree, alias, AT_lineno, 1), (int)tree_integer(tree, alias, AT_col_offset, 0)};
    if (!*found)
        *found = private_imports_new();
    g_array_append_val(*found, entry);
}

static void queue_value(GPtrArray *queue, const Tree *tree, PyObject *value)
{
    for (Py_ssize_t i = 0; PyList_Check(value) && i < PyList_Size(value); i++) {
        PyObject *element = PyList_GetItem(value, i);
        if (tree_kind(tree, element)) {
            Py_INCREF(element);
            g_ptr_array_add(queue, element);
        }
    }
    if (tree_kind(tree, value)) {
        Py_INCREF(value);
        g_ptr_array_add(queue, value);
    }
}

static void let_go(gpointer object)
{
    Py_DECREF((PyObject *)object);
}

/* Breadth first, which is the order in which marimo tells them. */
static void find_private_imports(const Tree *tree, PyObject *statements, GArray **found)
{
    g_autoptr(GPtrArray) queue = g_ptr_array_new_with_free_func(let_go);
    queue_value(queue, tree, statements);
    for (guint at = 0; at < queue->len; at++) {
        PyObject *node = g_ptr_array_index(queue, at);
        const TreeKind *kind = tree_kind(tree, node);
        if (statement_is_import(kind->is)) {
            PYREF PyObject *names = tree_get(tree, node, AT_names);
            for (Py_ssize_t i = 0; names && i < PyList_Size(names); i++)
                take_private_import(tree, node, PyList_GetItem(names, i), found);
            continue;
        }
        for (int i = 0; i < kind->field_count; i++) {
            PYREF PyObject *value = PyObject_GetAttr(node, kind->fields[i]);
            if (value)
                queue_value(queue, tree, value);
        }
    }
    PyErr_Clear();
}

/* " as _" with any blanks: few cells have it, and only these are looked through. */
bool syntax_may_import_privately(const char *code)
{
    for (const char *at = code; (at = strstr(at, "as")); at += 2) {
        const char *next = at + 2;
        while (*next == ' ' || *next == '\t' || *next == '\\' || *next == '\n' || *next == '\r' || *next == '\f')
            next++;
        if (next > at + 2 && *next == '_')
            return strstr(code, "import") != NULL;
    }
    return false;
}

/* --- imported packages --------------------------------------------------------------------------------------- */

/* Relative imports of no module have no package. */
void syntax_take_imports(const NameMap *defs, Analysis *analysis)
{
    for (guint i = 0; i < defs->count; i++) {
        const NameEntry *entry = &defs->entries[i];
        for (const Variable *variable = entry->value; variable && !entry->name->local; variable = variable->next) {
            if (variable->kind != VARIABLE_IMPORT || !variable->module)
                continue;
            ImportedName import = {g_strdup(entry->name->text), g_strdup(variable->module->text)};
            import.package[strcspn(import.package, ".")] = '\0';
            if (!analysis->imports)
                analysis->imports = imported_names_new();
            g_array_append_val(analysis->imports, import);
        }
    }
}

/* --- all of it ---------------------------------------------------------------------------------------------- */

void syntax_take(const Tree *tree, PyObject *statements, const char *code, Analysis *analysis)
{
    Py_ssize_t count = PyList_Size(statements);
    analysis->empty = count == 0;
    analysis->only_passes = true;
    for (Py_ssize_t i = 0; i < count && analysis->only_passes; i++)
        analysis->only_passes = tree_class(tree, PyList_GetItem(statements, i)) == IS_Pass;
    if (count == 0)
        return;
    PyObject *last = PyList_GetItem(statements, count - 1);
    analysis->hidden = hidden_output(tree, last);
    if (analysis->hidden != HIDDEN_NONE) {
        analysis->hidden_line = (int)tree_integer(tree, last, AT_lineno, 1);
        analysis->hidden_column = (int)tree_integer(tree, last, AT_col_offset, 0);
    }
    if (syntax_may_import_privately(code))
        find_private_imports(tree, statements, &analysis->private_imports);
    PyErr_Clear();
}

/* --- places -------------------------------------------------------------------------------------------------- */

/* Definitions around a node: inside of one, its own name is not looked for. */
typedef struct Around Around;
struct Around {
    PyObject *name;
    const Around *outer;
};

typedef struct {
    const Tree *tree;
    GHashTable *places; /* name -> NamePlace *, owned by it */
    int depth;
} Search;

static void note(Search *search, PyObject *name, PyObject *node, const Around *around)
{
    for (; around; around = around->outer) {
        if (PyUnicode_Compare(around->name, name) == 0)
            return;
    }
    NamePlace *place = g_new0(NamePlace, 1);
    place->name = names_utf8(name);
    place->line = (int)tree_integer(search->tree, node, AT_lineno, 1);
    place->column = (int)tree_integer(search->tree, node, AT_col_offset, 0);
    g_hash_table_replace(search->places, place->name, place);
}

static void note_imports(Search *search, PyObject *node, const Around *around)
{
    PYREF PyObject *names = tree_get(search->tree, node, AT_names);
    for (Py_ssize_t i = 0; names && i < PyList_Size(names); i++) {
        PYREF PyObject *name = tree_get(search->tree, PyList_GetItem(names, i), AT_name);
        PYREF PyObject *as = tree_get(search->tree, PyList_GetItem(names, i), AT_asname);
        if (name && PyUnicode_Check(name))
            note(search, name, node, around);
        if (as && PyUnicode_Check(as))
            note(search, as, node, around);
    }
}

static void search_value(Search *search, PyObject *value, const Around *around);

static void search_node(Search *search, PyObject *node, const Around *around)
{
    const TreeKind *kind = tree_kind(search->tree, node);
    if (!kind || search->depth >= MAX_DEPTH)
        return;
    if (statement_is_import(kind->is)) {
        note_imports(search, node, around);
        return;
    }
    Around inside = {NULL, around};
    bool named = kind->is == IS_FunctionDef || kind->is == IS_ClassDef; /* marimo forgot async functions */
    PYREF PyObject *name = named ? tree_get(search->tree, node, AT_name)
                           : kind->is == IS_Name ? tree_get(search->tree, node, AT_id) : NULL;
    PYREF PyObject *use = name && !named ? tree_get(search->tree, node, AT_ctx) : NULL;
    if (name && (named || tree_class(search->tree, use) == IS_Store || tree_class(search->tree, use) == IS_Del))
        note(search, name, node, around);
    if (named && name) {
        inside.name = name;
        around = &inside;
    }
    search->depth++;
    for (int i = 0; i < kind->field_count; i++) {
        PYREF PyObject *value = PyObject_GetAttr(node, kind->fields[i]);
        if (value)
            search_value(search, value, around);
    }
    search->depth--;
}

static void search_value(Search *search, PyObject *value, const Around *around)
{
    if (!PyList_Check(value))
        search_node(search, value, around);
    for (Py_ssize_t i = 0; PyList_Check(value) && i < PyList_Size(value); i++)
        search_node(search, PyList_GetItem(value, i), around);
}

static int compare_places(gconstpointer a, gconstpointer b)
{
    return strcmp(((const NamePlace *)a)->name, ((const NamePlace *)b)->name);
}

GArray *syntax_places(const Tree *tree, PyObject *statements)
{
    g_autoptr(GHashTable) places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    Search search = {tree, places, 0};
    search_value(&search, statements, NULL);
    PyErr_Clear();
    GArray *sorted = name_places_new();
    GHashTableIter all;
    g_hash_table_iter_init(&all, places);
    for (gpointer value; g_hash_table_iter_next(&all, NULL, &value);) {
        NamePlace place = *(const NamePlace *)value;
        place.name = g_strdup(place.name);
        g_array_append_val(sorted, place);
    }
    g_array_sort(sorted, compare_places);
    return sorted;
}

const NamePlace *name_places_find(const GArray *places, const char *name)
{
    for (guint i = 0; i < places->len; i++) {
        const NamePlace *place = &g_array_index(places, NamePlace, i);
        if (strcmp(place->name, name) == 0)
            return place;
    }
    return NULL;
}
