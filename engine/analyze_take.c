#include "engine/analyze_take.h"

#include <string.h>

#include "engine/analyze_code.h"
#include "engine/analyze_sql_call.h"
#include "engine/analyze_statement.h"
#include "engine/analyze_syntax.h"
#include "engine/analyze_unparse.h"

/* --- facts from the statements ----------------------------------------------------------------------- */

static void find_markdown(CellShape *shape, const Tree *tree, PyObject *statement)
{
    PYREF PyObject *text = statement_markdown(tree, statement);
    if (!text)
        return;
    shape->markdown = true;
    /* A NUL cannot be kept in a C string: then the writer leaves the cell as it is. */
    if (PyUnicode_FindChar(text, 0, 0, PyUnicode_GetLength(text), 1) < 0)
        shape->text = names_utf8(text);
}

CellShape shape_of_tree(const Tree *tree, PyObject *body, const char *code, size_t length)
{
    CellShape shape = {.count = PyList_Size(body), .imports_only = true, .test_only = true};
    for (Py_ssize_t i = 0; i < shape.count; i++) {
        PyObject *statement = PyList_GetItem(body, i);
        shape.imports_only = shape.imports_only && statement_is_import(tree_class(tree, statement));
        shape.test_only = shape.test_only && statement_is_test(tree, statement);
    }
    PyObject *last = PyList_GetItem(body, shape.count - 1);
    shape.last = tree_class(tree, last);
    shape.end_line = tree_integer(tree, last, AT_end_lineno, 0);
    shape.end = code_at(code, length, shape.end_line, tree_integer(tree, last, AT_end_col_offset, 0));
    if (shape.count == 1 && shape.last == IS_Expr)
        find_markdown(&shape, tree, last);
    if (shape.count == 1 && statement_is_definition(shape.last)) {
        PYREF PyObject *name = tree_get(tree, last, AT_name);
        shape.name = name && PyUnicode_Check(name) ? names_utf8(name) : NULL;
        shape.line = tree_integer(tree, last, AT_lineno, 1);
    }
    return shape;
}

void shape_clear(CellShape *shape)
{
    g_free(shape->text);
    g_free(shape->name);
}

void take_shape(Analysis *analysis, const CellShape *shape, const char *code, size_t length)
{
    analysis->imports_only = shape->imports_only;
    analysis->test_only = shape->test_only;
    analysis->has_output = shape->last == IS_Expr && !code_semicolon_follows(shape->end, code + length);
    analysis->trailing_comment = code_ends_with_comment(code, length, shape->end_line);
    analysis->blank_before_return = (statement_is_import(shape->last) || statement_is_definition(shape->last)) &&
                                    shape->end_line == code_line_count(code, length);
    if (!shape->markdown)
        return;
    analysis->language = LANGUAGE_MARKDOWN;
    if (shape->text)
        analysis->markdown = markdown_dedent(shape->text);
}

/* --- names ------------------------------------------------------------------------------------------- */

static bool is_defined_public(const NameEntry *entry, gpointer data)
{
    return entry->value && !entry->name->local;
}

static bool is_defined_local(const NameEntry *entry, gpointer data)
{
    return entry->value && entry->name->local;
}

/* Local, and not in the set of names that closures need. */
static bool is_temporary(const NameEntry *entry, gpointer closures)
{
    return is_defined_local(entry, NULL) && !name_map_find(closures, entry->name);
}

/* Names of tables are never local. */
static bool is_public_ref(const NameEntry *entry, gpointer tables_read)
{
    return entry->value && (!entry->name->local || name_map_find(tables_read, entry->name));
}

static bool is_global_local(const NameEntry *entry, gpointer data)
{
    return entry->value && entry->name->written;
}

static bool is_deleted(const NameEntry *entry, gpointer data)
{
    for (const Reference *reference = entry->value; reference; reference = reference->next) {
        if (reference->deleted)
            return !entry->name->local;
    }
    return false;
}

static bool is_undefined(const NameEntry *entry, gpointer data)
{
    const NameMap *defs = data;
    return !name_map_find(defs, entry->name) && !(entry->name->mangled && name_map_find(defs, entry->name->mangled));
}

static bool is_no_marker(const NameEntry *entry, gpointer data)
{
    return strcmp(entry->name->text, "_lambda") != 0;
}

static void set_names(char ***list, const NameMap *map, bool (*keep)(const NameEntry *, gpointer), gpointer data)
{
    if (map->count > 0)
        analysis_set_names(list, name_map_texts(map, keep, data));
}

static void set_annotated(Analysis *analysis, const Tree *tree, const NameMap *defs)
{
    for (guint i = 0; i < defs->count; i++) {
        const NameEntry *entry = &defs->entries[i];
        const Variable *variable = first_variable(entry);
        if (entry->name->local || !variable || !variable->annotation)
            continue;
        char *text = unparse_annotation(tree, variable->annotation);
        if (!text)
            continue;
        AnnotatedDef *annotated = g_new0(AnnotatedDef, 1);
        annotated->name = g_strdup(entry->name->text);
        annotated->text = text;
        annotated->refs = name_map_texts(variable->annotation_refs, NULL, NULL);
        g_ptr_array_add(analysis_annotated(analysis), annotated);
    }
}

/* The cell's only definition, if that is a single def or class: what may stand at the top of the file. */
static void find_toplevel(Analysis *analysis, const CellShape *shape, const NameMap *defs)
{
    if (shape->count != 1 || !statement_is_definition(shape->last) || !shape->name)
        return;
    const NameEntry *only = NULL;
    for (guint i = 0; i < defs->count; i++) {
        if (defs->entries[i].value && only)
            return;
        if (defs->entries[i].value)
            only = &defs->entries[i];
    }
    if (!only || strcmp(shape->name, only->name->text) != 0)
        return;
    const Variable *variable = only->value;
    bool underscore = shape->name[0] == '_';
    if (!underscore && variable->next)
        return;
    analysis->toplevel = underscore                            ? TOPLEVEL_TEMPORARY
                         : variable->kind == VARIABLE_CLASS    ? TOPLEVEL_CLASS
                         : variable->kind == VARIABLE_FUNCTION ? TOPLEVEL_FUNCTION
                                                               : TOPLEVEL_NONE;
    analysis->toplevel_name = g_strdup(shape->name);
    analysis->toplevel_line = (int)shape->line;
    if (variable->unbounded)
        set_names(&analysis->unbounded_refs, variable->unbounded, is_no_marker, NULL);
}

void take_names(Analysis *analysis, const Walk *walk, const CellShape *shape)
{
    const Scope *scope = &walk->scope;
    const NameMap *defs = &scope->module->defs;
    set_names(&analysis->defs, defs, is_defined_public, NULL);
    set_names(&analysis->refs, &scope->refs, is_public_ref, (gpointer)&walk->tables_read);
    set_names(&analysis->deletes, &scope->refs, is_deleted, NULL);
    set_names(&analysis->locals, defs, is_defined_local, NULL);
    set_names(&analysis->local_refs, &walk->local_refs, is_undefined, (gpointer)defs);
    set_names(&analysis->global_locals, &scope->refs, is_global_local, NULL);
    if (*analysis->locals)
        set_names(&analysis->temporaries, defs, is_temporary, scope_closure_names(scope));
    if (walk->sql)
        sql_calls_take_tables(walk, analysis);
    set_annotated(analysis, walk->tree, defs);
    syntax_take_imports(defs, analysis);
    if (walk->modules)
        analysis_set_names(&analysis->modules, walk_modules(walk));
    find_toplevel(analysis, shape, defs);
    if (walk->sql && analysis->language == LANGUAGE_PYTHON)
        analysis->language = LANGUAGE_SQL;
}
