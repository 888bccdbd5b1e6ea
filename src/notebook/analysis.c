#include "notebook/analysis.h"

#include <string.h>

static void annotated_def_free(gpointer data)
{
    AnnotatedDef *def = data;
    g_free(def->name);
    g_free(def->text);
    g_strfreev(def->refs);
    g_free(def);
}

static void private_import_clear(gpointer data)
{
    PrivateImport *import = data;
    g_free(import->what);
    g_free(import->name);
    g_free(import->alias);
}

static void imported_name_clear(gpointer data)
{
    ImportedName *import = data;
    g_free(import->name);
    g_free(import->package);
}

static void name_place_clear(gpointer data)
{
    g_free(((NamePlace *)data)->name);
}

static GArray *array_of(guint size, GDestroyNotify clear)
{
    GArray *array = g_array_new(FALSE, FALSE, size);
    g_array_set_clear_func(array, clear);
    return array;
}

GArray *private_imports_new(void)
{
    return array_of(sizeof(PrivateImport), private_import_clear);
}

GArray *imported_names_new(void)
{
    return array_of(sizeof(ImportedName), imported_name_clear);
}

GArray *name_places_new(void)
{
    return array_of(sizeof(NamePlace), name_place_clear);
}

SqlName *sql_name_new(SqlKind kind, const char *catalog, const char *schema, const char *table)
{
    SqlName *name = g_new0(SqlName, 1);
    name->kind = kind;
    name->catalog = g_strdup(catalog);
    name->schema = g_strdup(schema);
    name->table = g_strdup(table);
    g_autofree char *all = g_strjoin(".", catalog ? catalog : schema ? schema : table,
                                     catalog ? schema : schema ? table : NULL, catalog ? table : NULL, NULL);
    bool exact = kind == SQL_KIND_SCHEMA || kind == SQL_KIND_CATALOG;
    name->qualified = exact ? g_strdup(all) : g_utf8_strdown(all, -1);
    return name;
}

void sql_name_free(SqlName *name)
{
    g_free(name->catalog);
    g_free(name->schema);
    g_free(name->table);
    g_free(name->qualified);
    g_free(name);
}

static void free_sql_name(gpointer name)
{
    sql_name_free(name);
}

/* The lists of names of an analysis, for making and freeing them alike. */
static const size_t NAME_LISTS[] = {
    G_STRUCT_OFFSET(Analysis, defs),           G_STRUCT_OFFSET(Analysis, refs),
    G_STRUCT_OFFSET(Analysis, deletes),        G_STRUCT_OFFSET(Analysis, locals),
    G_STRUCT_OFFSET(Analysis, local_refs),     G_STRUCT_OFFSET(Analysis, temporaries),
    G_STRUCT_OFFSET(Analysis, sql_defs),       G_STRUCT_OFFSET(Analysis, sql_refs),
    G_STRUCT_OFFSET(Analysis, sql_first),      G_STRUCT_OFFSET(Analysis, modules),
    G_STRUCT_OFFSET(Analysis, unbounded_refs), G_STRUCT_OFFSET(Analysis, global_locals),
};

/* What every empty list is; never written to. */
static char *const NO_NAMES[] = {NULL};
static const GPtrArray NOTHING = {NULL, 0};

static void init(Analysis *analysis, uint64_t cell, uint64_t revision)
{
    analysis->cell = cell;
    analysis->revision = revision;
    for (size_t i = 0; i < G_N_ELEMENTS(NAME_LISTS); i++)
        G_STRUCT_MEMBER(char **, analysis, NAME_LISTS[i]) = (char **)NO_NAMES;
    analysis->annotated = analysis->tables_made = analysis->tables_read = (GPtrArray *)&NOTHING;
    analysis->references = 1;
}

Analysis *analysis_new(uint64_t cell, uint64_t revision)
{
    Analysis *analysis = g_new0(Analysis, 1);
    init(analysis, cell, revision);
    return analysis;
}

Analysis *analysis_new_within(uint64_t cell, uint64_t revision, GBytes *within, size_t pointers, char ***room)
{
    Analysis *analysis = g_malloc0(sizeof *analysis + pointers * sizeof **room);
    init(analysis, cell, revision);
    analysis->within = g_bytes_ref(within);
    *room = (char **)(analysis + 1);
    return analysis;
}

void analysis_set_names(char ***list, char **names)
{
    if (*list != NO_NAMES)
        g_strfreev(*list);
    *list = names;
}

static GPtrArray *array_made(GPtrArray **array, GDestroyNotify free)
{
    if (*array == &NOTHING)
        *array = g_ptr_array_new_with_free_func(free);
    return *array;
}

GPtrArray *analysis_annotated(Analysis *analysis)
{
    return array_made(&analysis->annotated, annotated_def_free);
}

GPtrArray *analysis_tables(GPtrArray **tables)
{
    return array_made(tables, free_sql_name);
}

Analysis *analysis_ref(Analysis *analysis)
{
    g_atomic_int_inc(&analysis->references);
    return analysis;
}

static void clear_own(Analysis *analysis)
{
    for (size_t i = 0; i < G_N_ELEMENTS(NAME_LISTS); i++)
        analysis_set_names(&G_STRUCT_MEMBER(char **, analysis, NAME_LISTS[i]), NULL);
    g_free(analysis->message);
    g_free(analysis->markdown);
    g_free(analysis->toplevel_name);
}

void analysis_unref(Analysis *analysis)
{
    if (!g_atomic_int_dec_and_test(&analysis->references))
        return;
    if (analysis->within)
        g_bytes_unref(analysis->within);
    else
        clear_own(analysis);
    GPtrArray *const arrays[] = {analysis->annotated, analysis->tables_made, analysis->tables_read};
    for (size_t i = 0; i < G_N_ELEMENTS(arrays); i++) {
        if (arrays[i] != &NOTHING)
            g_ptr_array_unref(arrays[i]);
    }
    g_clear_pointer(&analysis->private_imports, g_array_unref);
    g_clear_pointer(&analysis->imports, g_array_unref);
    g_free(analysis);
}

bool names_contain(char *const *names, const char *name)
{
    size_t low = 0, high = g_strv_length((char **)names);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(names[middle], name);
        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static void cell_uses_free(gpointer data)
{
    CellUses *found = data;
    g_clear_pointer(&found->uses, g_array_unref);
    g_free(found);
}

GPtrArray *cell_uses_new(void)
{
    return g_ptr_array_new_with_free_func(cell_uses_free);
}
