#include "engine/analyze_sql_call.h"

#include <string.h>

#include "engine/analyze_sql.h"

enum { MAX_NESTING = 50 };

/* The only positional argument, new, or NULL: it is no such call. */
static PyObject *query_argument(Walk *walk, PyObject *node)
{
    static const struct {
        const char *module, *function;
    } CALLS[] = {{"mo", "sql"}, {"marimo", "sql"}, {"duckdb", "sql"}, {"duckdb", "execute"}};
    const Tree *tree = walk->tree;
    PYREF PyObject *function = walk_get(walk, node, AT_func);
    if (!function || tree_class(tree, function) != IS_Attribute)
        return NULL;
    PYREF PyObject *module = walk_get(walk, function, AT_value);
    if (!module || tree_class(tree, module) != IS_Name)
        return NULL;
    bool found = false;
    for (size_t i = 0; i < G_N_ELEMENTS(CALLS) && !found; i++)
        found = tree_text_is(tree, function, AT_attr, CALLS[i].function) &&
                tree_text_is(tree, module, AT_id, CALLS[i].module);
    PYREF PyObject *arguments = found ? walk_get(walk, node, AT_args) : NULL;
    if (!arguments || PyList_Size(arguments) != 1)
        return NULL;
    PyObject *only = PyList_GetItem(arguments, 0);
    Py_XINCREF(only);
    return only;
}

static void append_text(GString *text, PyObject *value)
{
    PYREF PyObject *string = PyObject_Str(value);
    if (!string) {
        PyErr_Clear();
        return;
    }
    g_autofree char *utf8 = names_utf8(string);
    g_string_append(text, utf8);
}

/* An f-string: what is only known at run time becomes 1, which may stand nearly anywhere. */
static void append_part(Walk *walk, GString *text, PyObject *node, int nesting)
{
    TreeClass is = tree_class(walk->tree, node);
    if (is == IS_FormattedValue && nesting < MAX_NESTING) {
        PYREF PyObject *value = walk_get(walk, node, AT_value);
        if (value)
            append_part(walk, text, value, nesting + 1);
    } else if (is == IS_JoinedStr && nesting < MAX_NESTING) {
        PYREF PyObject *values = walk_get(walk, node, AT_values);
        for (Py_ssize_t i = 0; values && i < PyList_Size(values); i++)
            append_part(walk, text, PyList_GetItem(values, i), nesting + 1);
    } else if (is == IS_Constant) {
        PYREF PyObject *value = walk_get(walk, node, AT_value);
        if (value)
            append_text(text, value);
    } else {
        g_string_append_c(text, '1');
    }
}

static bool is_text(Walk *walk, PyObject *argument)
{
    if (tree_class(walk->tree, argument) == IS_JoinedStr)
        return true;
    if (tree_class(walk->tree, argument) != IS_Constant)
        return false;
    PYREF PyObject *value = walk_get(walk, argument, AT_value);
    return value && PyUnicode_Check(value);
}

static void define_table(Walk *walk, SqlName *made)
{
    Name *name = names_get_text(walk->names, made->table);
    if (name)
        scope_define(&walk->scope, name, VARIABLE_TABLE, NULL)->made = made;
}

/* The first reference to a name tells what it is. */
static void refer_to_table(Walk *walk, SqlName *read)
{
    Name *name = names_get_text(walk->names, read->qualified);
    if (!name)
        return;
    const NameEntry *known = name_map_find(&walk->scope.refs, name);
    if (!known || !known->value)
        name_map_add(walk->names, &walk->tables_read, name)->value = read;
    scope_add_ref(&walk->scope, name, false);
}

void visit_sql_call(Walk *walk, PyObject *node)
{
    PYREF PyObject *argument = query_argument(walk, node);
    if (!argument)
        return;
    walk->sql = true;
    if (walk->opaque_sql || !is_text(walk, argument))
        return;
    g_autoptr(GString) text = g_string_new(NULL);
    append_part(walk, text, argument, 0);
    SqlNames *names = sql_names_new(text->str, text->len);
    g_ptr_array_add(walk->queries, names);
    for (guint i = 0; i < names->defs->len; i++)
        define_table(walk, g_ptr_array_index(names->defs, i));
    for (guint i = 0; i < names->refs->len; i++)
        refer_to_table(walk, g_ptr_array_index(names->refs, i));
}

/* --- what they come to ------------------------------------------------------------------------------------------- */

static bool is_table_read(const NameEntry *entry, gpointer tables_read)
{
    return entry->value && name_map_find(tables_read, entry->name);
}

/* The last definition tells what it is. */
static bool is_table_made(const NameEntry *entry, gpointer data)
{
    return entry->value && !entry->name->local && first_variable(entry)->last->made;
}

static bool is_table_first(const NameEntry *entry, gpointer data)
{
    return entry->value && !entry->name->local && first_variable(entry)->made;
}

static void add_copy(GPtrArray *names, const SqlName *name)
{
    g_ptr_array_add(names, sql_name_new(name->kind, name->catalog, name->schema, name->table));
}

void sql_calls_take_tables(const Walk *walk, Analysis *analysis)
{
    const NameMap *defs = &walk->scope.module->defs, *reads = &walk->tables_read;
    analysis_set_names(&analysis->sql_defs, name_map_texts(defs, is_table_made, NULL));
    analysis_set_names(&analysis->sql_first, name_map_texts(defs, is_table_first, NULL));
    analysis_set_names(&analysis->sql_refs, name_map_texts(&walk->scope.refs, is_table_read, (gpointer)reads));
    for (char **text = analysis->sql_defs; *text; text++)
        add_copy(analysis_tables(&analysis->tables_made), first_variable(name_map_find(defs, names_get_text(walk->names, *text)))->last->made);
    for (char **text = analysis->sql_refs; *text; text++)
        add_copy(analysis_tables(&analysis->tables_read), name_map_find(reads, names_get_text(walk->names, *text))->value);
}
