#include "engine/analyze_walk.h"

#include <string.h>

#include "engine/analyze_sql.h"
#include "engine/analyze_sql_call.h"

/* Deeper trees are refused; marimo's own walk gives up at about a third of this. */
enum { MAX_DEPTH = 1500 };

/* --- moving about ---------------------------------------------------------------------------------- */

bool walk_ended(const Walk *walk)
{
    return walk->end != WALK_DONE;
}

/* A new reference, or NULL, and then the walk is over. */
PyObject *walk_get(Walk *walk, PyObject *node, TreeAttribute attribute)
{
    PyObject *value = tree_get(walk->tree, node, attribute);
    if (!value)
        walk->end = WALK_EXCEPTION;
    return value;
}

/* A node, a list of nodes, or anything else, which is passed over. */
void walk_value(Walk *walk, PyObject *value)
{
    if (!PyList_Check(value)) {
        walk_node(walk, value);
        return;
    }
    Py_ssize_t count = PyList_Size(value);
    for (Py_ssize_t i = 0; i < count && !walk_ended(walk); i++)
        walk_node(walk, PyList_GetItem(value, i));
}

void walk_attribute(Walk *walk, PyObject *node, TreeAttribute attribute)
{
    if (walk_ended(walk))
        return;
    PYREF PyObject *value = walk_get(walk, node, attribute);
    if (value)
        walk_value(walk, value);
}

/* All fields in CPython's order, those named in `skip` left out. */
void walk_fields(Walk *walk, PyObject *node, const TreeKind *kind, PyObject *skip)
{
    for (int i = 0; i < kind->field_count && !walk_ended(walk); i++) {
        if (kind->fields[i] == skip)
            continue;
        PYREF PyObject *value = PyObject_GetAttr(node, kind->fields[i]);
        if (value)
            walk_value(walk, value);
        else
            walk->end = WALK_EXCEPTION;
    }
}

/* The name that an attribute holds, or NULL for None. */
Name *walk_name(Walk *walk, PyObject *node, TreeAttribute attribute)
{
    PYREF PyObject *identifier = walk_get(walk, node, attribute);
    return identifier && PyUnicode_Check(identifier) ? names_get(walk->names, identifier) : NULL;
}

Name *walk_mangled_name(Walk *walk, PyObject *node, TreeAttribute attribute)
{
    Name *name = walk_name(walk, node, attribute);
    return name ? scope_mangle(&walk->scope, name, false) : NULL;
}

/* --- assignments: the value first ---------------------------------------------------------------------- */

static void visit_assign(Walk *walk, PyObject *node, const TreeKind *kind)
{
    scope_begin_reads(&walk->scope);
    walk_attribute(walk, node, AT_value);
    walk_attribute(walk, node, kind->is == IS_Assign ? AT_targets : AT_target);
    scope_end_reads(&walk->scope);
}

static void visit_annotated_assign(Walk *walk, PyObject *node, const TreeKind *kind)
{
    Scope *scope = &walk->scope;
    scope_begin_reads(scope);
    walk_attribute(walk, node, AT_value);
    scope_begin_reads(scope);
    walk_attribute(walk, node, AT_annotation);
    NameMap *annotation_refs = scope_end_reads(scope);

    PYREF PyObject *target = walk_get(walk, node, AT_target);
    if (!target)
        return;
    Name *name = tree_class(walk->tree, target) == IS_Name ? walk_name(walk, target, AT_id) : NULL;
    const NameMap *globals = &scope->module->defs;
    bool first = name && scope->top == scope->module && !first_variable(name_map_find(globals, name));
    walk_node(walk, target);

    Variable *variable = first ? first_variable(name_map_find(globals, name)) : NULL;
    if (variable) {
        PYREF PyObject *annotation = walk_get(walk, node, AT_annotation);
        variable->annotation = annotation; /* the tree keeps it alive */
        variable->annotation_refs = annotation_refs;
    }
    scope_end_reads(scope);
}

/* In a comprehension a walrus defines outside of it. */
static void visit_walrus(Walk *walk, PyObject *node, const TreeKind *kind)
{
    Scope *scope = &walk->scope;
    walk_attribute(walk, node, AT_value);
    PYREF PyObject *target = walk_get(walk, node, AT_target);
    if (!target)
        return;
    if (scope->top->kind != BLOCK_COMPREHENSION || tree_class(walk->tree, target) != IS_Name) {
        walk_node(walk, target);
        return;
    }
    Block *block = scope->top;
    while (block->kind == BLOCK_COMPREHENSION)
        block = block->parent;
    Name *name = walk_name(walk, target, AT_id);
    if (name)
        scope_define_in(scope, scope_mangle(scope, name, block == scope->module), VARIABLE_PLAIN, NULL, block);
}

/* --- names --------------------------------------------------------------------------------------------- */

/* A local name belongs to the innermost block that defines it, else to the module, where it is mangled,
 * unless an import brought it in as it is ("from m import _c"). */
static Name *resolve_local(Walk *walk, Name *name)
{
    Scope *scope = &walk->scope;
    for (Block *block = scope->top; block != scope->module; block = block->parent) {
        if (name_map_find(&block->defs, name))
            return name;
    }
    name_map_add(walk->names, &walk->local_refs, name);
    Name *mangled = scope_mangle(scope, name, true);
    bool raw = name_map_find(&scope->module->defs, name) && !name_map_find(&scope->module->defs, mangled);
    return raw ? name : mangled;
}

/* Reads of what is defined count for the definition around, but not those of parameters and the like. */
static void note_read(Walk *walk, Name *name)
{
    Scope *scope = &walk->scope;
    for (Block *block = scope->top; block != scope->module; block = block->parent) {
        if (name_map_find(&block->defs, name))
            return;
    }
    if (name_map_find(&scope->module->defs, name))
        name_map_add(walk->names, scope->reads->names, name);
}

/* Whether the name is not defined, so that it is a reference; of a local name always false. */
bool walk_use_name(Walk *walk, Name *name, TreeClass use)
{
    Scope *scope = &walk->scope;
    if (use == IS_Store) {
        scope_define(scope, scope_mangle(scope, name, false), VARIABLE_PLAIN, scope->reads->names);
        return false;
    }
    bool reference = !name->local && !scope_is_defined(scope, name);
    if (name->local)
        name = resolve_local(walk, name);
    else if (reference)
        scope_add_ref(scope, name, use == IS_Del);
    if (use == IS_Load)
        note_read(walk, name);
    return reference;
}

static void visit_name(Walk *walk, PyObject *node, const TreeKind *kind)
{
    Name *name = walk_name(walk, node, AT_id);
    PYREF PyObject *context = name ? walk_get(walk, node, AT_ctx) : NULL;
    if (!context)
        return;
    for (Obscured *obscured = walk->obscured; obscured; obscured = obscured->around) {
        if (obscured->name == name)
            return;
    }
    TreeClass use = tree_class(walk->tree, context);
    bool reference = walk_use_name(walk, name, use);
    if (use == IS_Store || !name->local)
        walk_tell(walk, node, AT_id, name, reference);
}

static void visit_global(Walk *walk, PyObject *node, const TreeKind *kind)
{
    Scope *scope = &walk->scope;
    PYREF PyObject *names = walk_get(walk, node, AT_names);
    for (Py_ssize_t i = 0; names && i < PyList_Size(names); i++) {
        Name *name = names_get(walk->names, PyList_GetItem(names, i));
        name = scope_mangle(scope, name, true);
        name_map_add(walk->names, &scope->top->globals, name);
        if (!name_map_find(&scope->module->defs, name))
            scope_add_ref(scope, name, false);
    }
}

/* --- imports ------------------------------------------------------------------------------------------- */

/* What `import a.b` binds: a.  Never mangled: its name is not the user's choice. */
static Name *first_part(Walk *walk, Name *dotted)
{
    const char *dot = strchr(dotted->text, '.');
    return dot ? names_get_part(walk->names, dotted->text, (size_t)(dot - dotted->text)) : dotted;
}

static void note_module(Walk *walk, char *name)
{
    if (!walk->modules)
        walk->modules = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_add(walk->modules, name);
}

/* A notebook is in no package: relative imports fail. */
static void note_imported(Walk *walk, const Variable *variable)
{
    if (variable->level > 0 || !variable->module)
        return;
    if (variable->symbol)
        note_module(walk, g_strconcat(variable->module->text, ".", variable->symbol->text, NULL));
    note_module(walk, g_strdup(variable->module->text));
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char **walk_modules(const Walk *walk)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    GHashTableIter all;
    if (walk->modules)
        g_hash_table_iter_init(&all, walk->modules);
    for (gpointer name; walk->modules && g_hash_table_iter_next(&all, &name, NULL);)
        g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, compare_names);
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}

void walk_import(Walk *walk, Name *as, Name *imported, Name *module, long level)
{
    bool from = level >= 0;
    Name *name = as ? scope_mangle(&walk->scope, as, false) : first_part(walk, imported);
    Variable *variable = scope_define(&walk->scope, name, VARIABLE_IMPORT, NULL);
    variable->module = from ? module : imported;
    variable->symbol = from ? imported : NULL;
    variable->level = level;
    note_imported(walk, variable);
}

static void visit_alias(Walk *walk, PyObject *import, PyObject *alias, bool from)
{
    PYREF PyObject *imported = walk_get(walk, alias, AT_name);
    if (!imported)
        return;
    Name *as = walk_name(walk, alias, AT_asname);
    if (!as && PyUnicode_CompareWithASCIIString(imported, "*") == 0) {
        walk->end = WALK_IMPORT_STAR;
        walk->line = tree_integer(walk->tree, import, AT_lineno, 0);
        walk->column = tree_integer(walk->tree, import, AT_col_offset, 0);
        return;
    }
    Name *module = from ? walk_name(walk, import, AT_module) : NULL;
    long level = from ? MAX(tree_integer(walk->tree, import, AT_level, 0), 0) : -1;
    walk_import(walk, as, names_get(walk->names, imported), module, level);
}

static void visit_import(Walk *walk, PyObject *node, const TreeKind *kind)
{
    PYREF PyObject *names = walk_get(walk, node, AT_names);
    for (Py_ssize_t i = 0; names && i < PyList_Size(names) && !walk_ended(walk); i++)
        visit_alias(walk, node, PyList_GetItem(names, i), kind->is == IS_ImportFrom);
}

/* --- patterns, handlers, calls ------------------------------------------------------------------------- */

static void visit_pattern(Walk *walk, PyObject *node, const TreeKind *kind)
{
    TreeAttribute attribute = kind->is == IS_MatchMapping ? AT_rest : AT_name;
    Name *name = walk_mangled_name(walk, node, attribute);
    if (name) {
        scope_define(&walk->scope, name, VARIABLE_PLAIN, NULL);
        walk_tell(walk, node, attribute, name, false);
    }
    if (kind->is == IS_MatchAs)
        walk_attribute(walk, node, AT_pattern);
    if (kind->is == IS_MatchMapping) {
        walk_attribute(walk, node, AT_keys);
        walk_attribute(walk, node, AT_patterns);
    }
}

/* The name of a handler is nobody's in all of the handler, its type included. */
static void visit_try(Walk *walk, PyObject *node, const TreeKind *kind)
{
    walk_attribute(walk, node, AT_body);
    PYREF PyObject *handlers = walk_ended(walk) ? NULL : walk_get(walk, node, AT_handlers);
    for (Py_ssize_t i = 0; handlers && i < PyList_Size(handlers) && !walk_ended(walk); i++) {
        PyObject *handler = PyList_GetItem(handlers, i);
        Name *name = walk_name(walk, handler, AT_name);
        Obscured obscured = {.name = name, .around = walk->obscured};
        walk->obscured = &obscured;
        walk_node(walk, handler);
        walk->obscured = obscured.around;
    }
    walk_attribute(walk, node, AT_orelse);
    walk_attribute(walk, node, AT_finalbody);
}

static void visit_call(Walk *walk, PyObject *node, const TreeKind *kind)
{
    visit_sql_call(walk, node);
    walk_fields(walk, node, kind, NULL);
}

/* --- what may not compile ------------------------------------------------------------------------------- */

/* CPython nests 20 blocks at most, and ends its recursion somewhere; both is far from here. */
enum { CERTAIN_BLOCKS = 12, CERTAIN_DEPTH = 60, CERTAIN_KEYWORDS = 12 };

/* `f(a=1, a=2)` parses. */
static bool repeats_keywords(Walk *walk, PyObject *node)
{
    PYREF PyObject *keywords = walk_get(walk, node, AT_keywords);
    Py_ssize_t count = keywords ? PyList_Size(keywords) : 0;
    PyObject *names[CERTAIN_KEYWORDS];
    if (count > CERTAIN_KEYWORDS)
        return true;
    bool again = false;
    for (Py_ssize_t i = 0; count > 1 && i < count; i++) {
        names[i] = walk_get(walk, PyList_GetItem(keywords, i), AT_arg);
        for (Py_ssize_t j = 0; names[i] && names[i] != Py_None && j < i; j++)
            again |= names[j] && PyObject_RichCompareBool(names[i], names[j], Py_EQ) != 0;
    }
    for (Py_ssize_t i = 0; count > 1 && i < count; i++)
        Py_XDECREF(names[i]);
    return again;
}

/* With code_is_doubtful(), for the words. */
void walk_doubt(Walk *walk, PyObject *node, const TreeKind *kind)
{
    if (!kind->plain || walk->depth > (kind->body ? CERTAIN_BLOCKS : CERTAIN_DEPTH) ||
        (kind->is == IS_Return && walk->scope.top->kind != BLOCK_FUNCTION) ||
        ((kind->is == IS_Call || kind->is == IS_ClassDef) && repeats_keywords(walk, node)))
        walk->doubtful = true;
}

/* --- all of it ------------------------------------------------------------------------------------------ */

typedef void (*Visitor)(Walk *walk, PyObject *node, const TreeKind *kind);

/* Nodes without a row have nothing of their own: their fields are visited. */
static const Visitor VISITORS[IS_COUNT] = {
    [IS_AnnAssign] = visit_annotated_assign,
    [IS_Assign] = visit_assign,
    [IS_AsyncFunctionDef] = visit_definition,
    [IS_AugAssign] = visit_assign,
    [IS_Call] = visit_call,
    [IS_ClassDef] = visit_definition,
    [IS_DictComp] = visit_comprehension_expression,
    [IS_FunctionDef] = visit_definition,
    [IS_GeneratorExp] = visit_comprehension_expression,
    [IS_Global] = visit_global,
    [IS_Import] = visit_import,
    [IS_ImportFrom] = visit_import,
    [IS_Lambda] = visit_lambda,
    [IS_ListComp] = visit_comprehension_expression,
    [IS_MatchAs] = visit_pattern,
    [IS_MatchMapping] = visit_pattern,
    [IS_MatchStar] = visit_pattern,
    [IS_Name] = visit_name,
    [IS_NamedExpr] = visit_walrus,
    [IS_ParamSpec] = visit_type_parameter,
    [IS_SetComp] = visit_comprehension_expression,
    [IS_Try] = visit_try,
    [IS_TryStar] = visit_try,
    [IS_TypeAlias] = visit_type_alias,
    [IS_TypeVar] = visit_type_parameter,
    [IS_TypeVarTuple] = visit_type_parameter,
    [IS_arg] = visit_arg,
    [IS_arguments] = visit_arguments,
    [IS_comprehension] = visit_comprehension,
};

void walk_node(Walk *walk, PyObject *node)
{
    const TreeKind *kind = tree_kind(walk->tree, node);
    if (!kind || kind->is == IS_Constant || walk_ended(walk))
        return;
    if (!walk->doubtful)
        walk_doubt(walk, node, kind);
    if (++walk->depth > MAX_DEPTH)
        walk->end = WALK_TOO_DEEP;
    else if (VISITORS[kind->is])
        VISITORS[kind->is](walk, node, kind);
    else
        walk_fields(walk, node, kind, NULL);
    walk->depth--;
}

static void free_query(gpointer query)
{
    sql_names_free(query);
}

void walk_begin(Walk *walk, Names *names)
{
    walk->names = names;
    scope_init(&walk->scope, names);
}

void walk_statements(Walk *walk, const Tree *tree, Names *names, PyObject *statements, bool wants_unbounded)
{
    walk->tree = tree;
    walk->wants_unbounded = wants_unbounded;
    if (!walk->unbounded)
        walk->unbounded = g_hash_table_new(g_direct_hash, g_direct_equal);
    if (!walk->queries)
        walk->queries = g_ptr_array_new_with_free_func(free_query);
    walk_begin(walk, names);
    walk_value(walk, statements);
}

void walk_clear(Walk *walk)
{
    g_clear_pointer(&walk->unbounded, g_hash_table_unref);
    g_clear_pointer(&walk->queries, g_ptr_array_unref);
    g_clear_pointer(&walk->modules, g_hash_table_unref);
}
