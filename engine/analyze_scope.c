#include "engine/analyze_scope.h"

void scope_init(Scope *scope, Names *names)
{
    *scope = (Scope){.names = names};
    scope_push(scope, BLOCK_MODULE);
    scope->module = scope->top;
    scope_begin_reads(scope);
}

void scope_push(Scope *scope, BlockKind kind)
{
    Block *block = names_allocate(scope->names, sizeof *block);
    block->parent = scope->top;
    block->kind = kind;
    scope->top = block;
}

void scope_pop(Scope *scope)
{
    scope->top = scope->top->parent;
}

void scope_begin_reads(Scope *scope)
{
    Reads *reads = names_allocate(scope->names, sizeof *reads);
    reads->names = names_allocate(scope->names, sizeof *reads->names);
    reads->below = scope->reads;
    scope->reads = reads;
}

NameMap *scope_end_reads(Scope *scope)
{
    NameMap *read = scope->reads->names;
    scope->reads = scope->reads->below;
    name_map_add_all(scope->names, scope->reads->names, read);
    return read;
}

bool scope_is_global(const Scope *scope, const Name *name)
{
    if (name_map_find(&scope->top->globals, name))
        return true;
    for (const Block *block = scope->top; block != scope->module; block = block->parent) {
        if (name_map_find(&block->defs, name))
            return false;
    }
    return name_map_find(&scope->module->defs, name) != NULL;
}

bool scope_is_defined(const Scope *scope, const Name *name)
{
    for (const Block *block = scope->top; block; block = block->parent) {
        if (name_map_find(&block->defs, name))
            return true;
    }
    return false;
}

Name *scope_mangle(Scope *scope, Name *name, bool in_any_block)
{
    if (name->local && !name->written && (in_any_block || scope->top == scope->module))
        return names_mangle(scope->names, name);
    return name;
}

/* --- blocks that look the same ----------------------------------------------------------------- */

static bool same_names(const NameMap *a, const NameMap *b)
{
    return a == b || (a && b && name_map_same_names(a, b));
}

static bool same_variables(const Variable *a, const Variable *b)
{
    for (; a && b; a = a->next, b = b->next) {
        bool same_import = a->module == b->module && a->symbol == b->symbol && a->level == b->level;
        if (a->kind != b->kind || !same_import || !same_names(a->required, b->required) ||
            !same_names(a->unbounded, b->unbounded))
            return false;
    }
    return !a && !b;
}

static bool blocks_look_the_same(const Block *a, const Block *b)
{
    if (a == b)
        return true;
    if (a->kind != b->kind || !name_map_same_names(&a->defs, &b->defs) ||
        !name_map_same_names(&a->globals, &b->globals))
        return false;
    for (guint i = 0; i < a->defs.count; i++) {
        NameEntry *entry = &a->defs.entries[i];
        if (!same_variables(entry->value, first_variable(name_map_find(&b->defs, entry->name))))
            return false;
    }
    return true;
}

static bool is_inside(const Block *block, const Block *outer)
{
    for (const Block *around = block->parent; around; around = around->parent) {
        if (blocks_look_the_same(around, outer))
            return true;
    }
    return false;
}

/* --- definitions and references ------------------------------------------------------------------ */

/* References made inside `block` before the name was defined there were captures. */
static void take_back_captures(Scope *scope, const Name *name, const Block *block)
{
    NameEntry *entry = name_map_find(&scope->refs, name);
    if (!entry)
        return;
    Reference *kept = NULL, **last = &kept;
    for (Reference *reference = entry->value; reference; reference = reference->next) {
        if (!is_inside(reference->block, block)) {
            *last = reference;
            last = &reference->next;
        }
    }
    *last = NULL;
    entry->value = kept;
}

Variable *scope_define_in(Scope *scope, Name *name, VariableKind kind, NameMap *required, Block *block)
{
    Variable *variable = names_allocate(scope->names, sizeof *variable);
    variable->kind = kind;
    variable->required = required ? required : names_allocate(scope->names, sizeof *required);

    NameEntry *entry = name_map_add(scope->names, &block->defs, name);
    Variable *first = entry->value;
    if (first)
        first->last->next = variable;
    else
        entry->value = first = variable;
    first->last = variable;

    if (kind != VARIABLE_METHOD)
        take_back_captures(scope, name, block);
    return variable;
}

Variable *scope_define(Scope *scope, Name *name, VariableKind kind, NameMap *required)
{
    Block *block = name_map_find(&scope->top->globals, name) ? scope->module : scope->top;
    return scope_define_in(scope, name, kind, required, block);
}

void scope_add_ref(Scope *scope, Name *name, bool deleted)
{
    NameEntry *entry = name_map_add(scope->names, &scope->refs, name);
    Reference *reference = entry->value;
    while (reference && !blocks_look_the_same(reference->block, scope->top))
        reference = reference->next;
    if (!reference) {
        reference = names_allocate(scope->names, sizeof *reference);
        reference->block = scope->top;
        reference->next = entry->value;
        entry->value = reference;
    }
    reference->deleted = reference->deleted || deleted;
    name_map_add(scope->names, scope->reads->names, name);
}

/* --- closures -------------------------------------------------------------------------------------- */

/* Functions and classes read their names when they are called, and so does what a lambda is in. */
static bool reads_later(const Variable *variable, const Name *lambda)
{
    return variable->kind == VARIABLE_FUNCTION || variable->kind == VARIABLE_METHOD ||
           variable->kind == VARIABLE_CLASS || name_map_find(variable->required, lambda);
}

static void add_later_reads(Names *names, NameMap *found, const Variable *variable, const Name *lambda)
{
    for (; variable; variable = variable->next) {
        if (reads_later(variable, lambda))
            name_map_add_all(names, found, variable->required);
    }
}

NameMap *scope_closure_names(const Scope *scope)
{
    NameMap *found = names_allocate(scope->names, sizeof *found);
    const Name *lambda = names_get_text(scope->names, "_lambda");
    const NameMap *defs = &scope->module->defs;
    for (guint i = 0; i < defs->count; i++)
        add_later_reads(scope->names, found, defs->entries[i].value, lambda);
    for (guint i = 0; i < found->count; i++) /* it grows meanwhile */
        add_later_reads(scope->names, found, first_variable(name_map_find(defs, found->entries[i].name)), lambda);
    return found;
}
