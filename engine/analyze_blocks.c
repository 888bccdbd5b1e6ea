#include "engine/analyze_walk.h"

/* --- definitions that have a block: functions, classes, lambdas, comprehensions ------------------------ */

static void visit_block(Walk *walk, PyObject *node, const TreeKind *kind, bool with_body)
{
    bool class = kind->is == IS_ClassDef;
    scope_push(&walk->scope, class ? BLOCK_CLASS : BLOCK_FUNCTION);
    if (kind->generic && !class)
        walk_attribute(walk, node, AT_type_params); /* before the parameters, which may refer to them */
    walk_fields(walk, node, kind, with_body ? NULL : kind->body);
    scope_pop(&walk->scope);
}

/* What a class body needs when it is executed: what is read outside of methods and not yet defined there. */
static NameMap *find_class_needs(Walk *walk, PyObject *node)
{
    NameMap *needs = g_hash_table_lookup(walk->unbounded, node);
    PYREF PyObject *body = needs ? NULL : walk_get(walk, node, AT_body);
    if (!body)
        return needs;
    needs = names_allocate(walk->names, sizeof *needs);

    Walk inner = {.unbounded = g_hash_table_ref(walk->unbounded), .depth = walk->depth, .opaque_sql = walk->opaque_sql};
    walk_statements(&inner, walk->tree, walk->names, body, true);
    NameMap ignored = {0}, defined = {0};
    const NameMap *defs = &inner.scope.module->defs;
    for (guint i = 0; i < defs->count; i++) {
        Name *name = defs->entries[i].name;
        for (Variable *variable = defs->entries[i].value; variable; variable = variable->next) {
            bool callable = variable->kind == VARIABLE_FUNCTION || variable->kind == VARIABLE_METHOD ||
                            variable->kind == VARIABLE_CLASS;
            const NameMap *needed = callable ? variable->unbounded : variable->required;
            for (guint n = 0; needed && n < needed->count; n++) {
                Name *need = needed->entries[n].name;
                if (!name_map_find(&defined, need) && (callable || need != name))
                    name_map_add(walk->names, needs, need);
            }
            if (callable)
                name_map_add_all(walk->names, &ignored, variable->required);
            name_map_add(walk->names, &defined, name);
        }
    }
    for (guint i = 0; i < inner.scope.refs.count; i++) {
        NameEntry *entry = &inner.scope.refs.entries[i];
        if (entry->value && !name_map_find(&ignored, entry->name))
            name_map_add(walk->names, needs, entry->name);
    }
    if (walk_ended(&inner)) {
        walk->end = inner.end;
        walk->line = inner.line;
        walk->column = inner.column;
    }
    walk_clear(&inner);
    g_hash_table_insert(walk->unbounded, node, needs);
    return needs;
}

/* PEP 695: the parameters of a generic are its own. */
static NameMap *without_type_params(Walk *walk, PyObject *node, const TreeKind *kind, NameMap *set)
{
    if (!kind->generic)
        return set;
    PYREF PyObject *params = walk_get(walk, node, AT_type_params);
    if (!params || PyList_Size(params) < 1)
        return set;
    NameMap own = {0};
    for (Py_ssize_t i = 0; i < PyList_Size(params); i++) {
        Name *name = walk_name(walk, PyList_GetItem(params, i), AT_name);
        if (name)
            name_map_add(walk->names, &own, name);
    }
    NameMap *rest = names_allocate(walk->names, sizeof *rest);
    for (guint i = 0; i < set->count; i++) {
        if (!name_map_find(&own, set->entries[i].name))
            name_map_add(walk->names, rest, set->entries[i].name);
    }
    return rest;
}

Definition walk_begin_definition(Walk *walk, Name *name)
{
    Scope *scope = &walk->scope;
    Definition definition = {scope_mangle(scope, name, false), names_allocate(walk->names, sizeof(NameMap))};
    scope_begin_reads(scope);
    scope_push(scope, BLOCK_FUNCTION);
    return definition;
}

/* The signature counts twice: once without the body, for what the definition itself needs, and once with it, when a
 * function may already call itself. */
static void end_signature(Walk *walk, const Definition *definition, bool names_itself)
{
    Scope *scope = &walk->scope;
    name_map_add_all(walk->names, definition->unbounded, scope->reads->names);
    if (names_itself)
        name_map_add(walk->names, &scope->top->defs, definition->name);
}

void walk_begin_body(Walk *walk, const Definition *definition)
{
    scope_pop(&walk->scope);
    end_signature(walk, definition, true);
    scope_push(&walk->scope, BLOCK_FUNCTION);
}

void walk_end_definition(Walk *walk, const Definition *definition)
{
    scope_pop(&walk->scope);
    NameMap *required = scope_end_reads(&walk->scope);
    scope_define(&walk->scope, definition->name, VARIABLE_FUNCTION, required)->unbounded = definition->unbounded;
}

void visit_definition(Walk *walk, PyObject *node, const TreeKind *kind)
{
    Scope *scope = &walk->scope;
    bool class = kind->is == IS_ClassDef, in_class = scope->top->kind == BLOCK_CLASS;
    Name *name = walk_mangled_name(walk, node, AT_name);
    if (!name)
        return;
    scope_begin_reads(scope);
    Definition definition = {name, names_allocate(walk->names, sizeof(NameMap))};
    if (class && walk->wants_unbounded) {
        NameMap *needs = find_class_needs(walk, node);
        if (needs)
            name_map_add_all(walk->names, definition.unbounded, needs);
    }
    visit_block(walk, node, kind, false);
    end_signature(walk, &definition, !class && !in_class);
    visit_block(walk, node, kind, true);
    NameMap *required = without_type_params(walk, node, kind, scope_end_reads(scope));

    VariableKind variable_kind = class ? VARIABLE_CLASS : in_class ? VARIABLE_METHOD : VARIABLE_FUNCTION;
    Variable *variable = scope_define(scope, name, variable_kind, required);
    variable->unbounded = without_type_params(walk, node, kind, definition.unbounded);
    walk_tell(walk, node, AT_name, name, false);
}

/* Whoever reads the marker has something to call later. */
static void mark_lambda(Walk *walk)
{
    name_map_add(walk->names, walk->scope.reads->names, names_get_text(walk->names, "_lambda"));
}

void walk_begin_lambda(Walk *walk)
{
    mark_lambda(walk);
    scope_push(&walk->scope, BLOCK_FUNCTION);
}

void visit_lambda(Walk *walk, PyObject *node, const TreeKind *kind)
{
    mark_lambda(walk);
    visit_block(walk, node, kind, true);
}

void visit_comprehension_expression(Walk *walk, PyObject *node, const TreeKind *kind)
{
    scope_push(&walk->scope, BLOCK_COMPREHENSION);
    walk_attribute(walk, node, AT_generators);
    if (kind->is == IS_DictComp) {
        walk_attribute(walk, node, AT_value);
        walk_attribute(walk, node, AT_key);
    } else {
        walk_attribute(walk, node, AT_elt);
    }
    scope_pop(&walk->scope);
}

void visit_comprehension(Walk *walk, PyObject *node, const TreeKind *kind)
{
    walk_attribute(walk, node, AT_iter);
    walk_attribute(walk, node, AT_target);
    walk_attribute(walk, node, AT_ifs);
}

void visit_type_alias(Walk *walk, PyObject *node, const TreeKind *kind)
{
    walk_attribute(walk, node, AT_name);
    scope_push(&walk->scope, BLOCK_ANNOTATION);
    walk_attribute(walk, node, AT_type_params);
    walk_attribute(walk, node, AT_value);
    scope_pop(&walk->scope);
}

/* TypeVar, ParamSpec, TypeVarTuple */
void visit_type_parameter(Walk *walk, PyObject *node, const TreeKind *kind)
{
    Name *name = walk_name(walk, node, AT_name);
    if (name) {
        scope_define(&walk->scope, name, VARIABLE_PLAIN, walk->scope.reads->names);
        walk_tell(walk, node, AT_name, name, false);
    }
    if (kind->is == IS_TypeVar)
        walk_attribute(walk, node, AT_bound);
}

/* --- parameters: defaults first, since they are read outside ------------------------------------------- */

void visit_arguments(Walk *walk, PyObject *node, const TreeKind *kind)
{
    static const TreeAttribute IN_ORDER[] = {AT_kw_defaults, AT_defaults, AT_posonlyargs, AT_args,
                                             AT_kwonlyargs,  AT_vararg,   AT_kwarg};
    for (size_t i = 0; i < G_N_ELEMENTS(IN_ORDER); i++)
        walk_attribute(walk, node, IN_ORDER[i]);
}

void walk_parameter(Walk *walk, Name *name)
{
    scope_define(&walk->scope, scope_mangle(&walk->scope, name, false), VARIABLE_PLAIN, NULL);
}

void visit_arg(Walk *walk, PyObject *node, const TreeKind *kind)
{
    Name *name = walk_name(walk, node, AT_arg);
    walk->doubtful |= name && name_map_find(&walk->scope.top->defs, name); /* two of the same name */
    if (name)
        walk_parameter(walk, name);
    walk_attribute(walk, node, AT_annotation);
}
