/* Each field of an analysis is a row of a table here, and the tables are read from both sides.  GVariant sees to it that
 * malformed bytes are a value of the type all the same; whether it is one that an analyzer could have made is looked
 * at after that.
 */
#include "engine/analyze_record.h"

#include <string.h>

#include "notebook/run_mode.h"

enum { PLACE = -1 }; /* the most is what the code has: no line or column is beyond its end */

/* Fields that are numbers, and the largest that they may be. */
typedef struct {
    size_t offset;
    int size; /* of bool, or of int and an enumeration */
    int most;
} NumberRow;

#define NUMBER(field, most) {G_STRUCT_OFFSET(Analysis, field), sizeof(((Analysis *)0)->field), (most)}

static const NumberRow NUMBERS[] = {
    NUMBER(empty, 1),
    NUMBER(only_passes, 1),
    NUMBER(hidden, HIDDEN_TRY),
    NUMBER(hidden_line, PLACE),
    NUMBER(hidden_column, PLACE),
    NUMBER(fault, ANALYSIS_IMPORT_STAR),
    NUMBER(line, PLACE),
    NUMBER(column, PLACE),
    NUMBER(character, PLACE),
    NUMBER(language, LANGUAGE_MARKDOWN),
    NUMBER(async, 1),
    NUMBER(imports_only, 1),
    NUMBER(test_only, 1),
    NUMBER(has_output, 1),
    NUMBER(toplevel, TOPLEVEL_TEMPORARY),
    NUMBER(toplevel_line, PLACE),
    NUMBER(trailing_comment, 1),
    NUMBER(blank_before_return, 1),
};

#define FIELD(field) G_STRUCT_OFFSET(Analysis, field)

static const size_t NAMES[] = {
    FIELD(defs),          FIELD(refs),     FIELD(deletes),   FIELD(locals),   FIELD(local_refs),     FIELD(temporaries),
    FIELD(global_locals), FIELD(sql_defs), FIELD(sql_first), FIELD(sql_refs), FIELD(unbounded_refs),
    FIELD(modules),
};

static const size_t TEXTS[] = {FIELD(message), FIELD(markdown), FIELD(toplevel_name)};

/* Where each kind of field is in a record. */
enum { AT_NUMBERS, AT_NAMES, AT_TEXTS, AT_ANNOTATED, AT_PRIVATE_IMPORTS, AT_IMPORTS, AT_TABLES_MADE, AT_TABLES_READ };

/* --- writing ------------------------------------------------------------------------------------------------ */

static int number_of(const Analysis *analysis, const NumberRow *row)
{
    if (row->size == sizeof(bool))
        return G_STRUCT_MEMBER(bool, analysis, row->offset);
    return G_STRUCT_MEMBER(int, analysis, row->offset);
}

static void add_numbers(GVariantBuilder *record, const Analysis *analysis)
{
    gint32 numbers[G_N_ELEMENTS(NUMBERS)];
    for (size_t i = 0; i < G_N_ELEMENTS(NUMBERS); i++)
        numbers[i] = number_of(analysis, &NUMBERS[i]);
    g_variant_builder_add_value(
        record, g_variant_new_fixed_array(G_VARIANT_TYPE_INT32, numbers, G_N_ELEMENTS(numbers), sizeof *numbers));
}

static void add_names_and_texts(GVariantBuilder *record, const Analysis *analysis)
{
    g_variant_builder_open(record, G_VARIANT_TYPE("aas"));
    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++)
        g_variant_builder_add_value(record, g_variant_new_strv(G_STRUCT_MEMBER(const char **, analysis, NAMES[i]), -1));
    g_variant_builder_close(record);
    g_variant_builder_open(record, G_VARIANT_TYPE("ams"));
    for (size_t i = 0; i < G_N_ELEMENTS(TEXTS); i++)
        g_variant_builder_add(record, "ms", G_STRUCT_MEMBER(char *, analysis, TEXTS[i]));
    g_variant_builder_close(record);
}

static void add_annotated(GVariantBuilder *record, const Analysis *analysis)
{
    g_variant_builder_open(record, G_VARIANT_TYPE("a(ssas)"));
    for (guint i = 0; i < analysis->annotated->len; i++) {
        const AnnotatedDef *def = g_ptr_array_index(analysis->annotated, i);
        g_variant_builder_add(record, "(ss^as)", def->name, def->text, def->refs);
    }
    g_variant_builder_close(record);
}

static void add_imports(GVariantBuilder *record, const Analysis *analysis)
{
    g_variant_builder_open(record, G_VARIANT_TYPE("a(sssii)"));
    for (guint i = 0; analysis->private_imports && i < analysis->private_imports->len; i++) {
        const PrivateImport *import = &g_array_index(analysis->private_imports, PrivateImport, i);
        g_variant_builder_add(record, "(sssii)", import->what, import->name, import->alias, import->line, import->column);
    }
    g_variant_builder_close(record);
    g_variant_builder_open(record, G_VARIANT_TYPE("a(ss)"));
    for (guint i = 0; analysis->imports && i < analysis->imports->len; i++) {
        const ImportedName *import = &g_array_index(analysis->imports, ImportedName, i);
        g_variant_builder_add(record, "(ss)", import->name, import->package);
    }
    g_variant_builder_close(record);
}

static void add_tables(GVariantBuilder *record, const GPtrArray *tables)
{
    g_variant_builder_open(record, G_VARIANT_TYPE("a(imsmss)"));
    for (guint i = 0; i < tables->len; i++) {
        const SqlName *name = g_ptr_array_index(tables, i);
        g_variant_builder_add(record, "(imsmss)", name->kind, name->catalog, name->schema, name->table);
    }
    g_variant_builder_close(record);
}

GVariant *analysis_record(const Analysis *analysis)
{
    if (analysis->judged || analysis->fault == ANALYSIS_UNKNOWN)
        return NULL;
    GVariantBuilder record;
    g_variant_builder_init(&record, G_VARIANT_TYPE(ANALYSIS_RECORD));
    add_numbers(&record, analysis);
    add_names_and_texts(&record, analysis);
    add_annotated(&record, analysis);
    add_imports(&record, analysis);
    add_tables(&record, analysis->tables_made);
    add_tables(&record, analysis->tables_read);
    return g_variant_builder_end(&record);
}

/* --- reading ------------------------------------------------------------------------------------------------- */

/* An upper bound of lines and columns in a code, and one beyond. */
static int places_in(const CellSnapshot *cell)
{
    return (int)MIN(g_bytes_get_size(cell->code) + 2, (size_t)G_MAXINT32);
}

static bool read_numbers(GVariant *record, Analysis *analysis, int places)
{
    g_autoptr(GVariant) value = g_variant_get_child_value(record, AT_NUMBERS);
    gsize count;
    const gint32 *numbers = g_variant_get_fixed_array(value, &count, sizeof *numbers);
    if (count != G_N_ELEMENTS(NUMBERS))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (numbers[i] < 0 || numbers[i] > (NUMBERS[i].most == PLACE ? places : NUMBERS[i].most))
            return false;
        if (NUMBERS[i].size == sizeof(bool))
            G_STRUCT_MEMBER(bool, analysis, NUMBERS[i].offset) = numbers[i];
        else
            G_STRUCT_MEMBER(int, analysis, NUMBERS[i].offset) = numbers[i];
    }
    return true;
}

static bool is_sorted(char *const *names)
{
    for (; names[0] && names[1]; names++) {
        if (strcmp(names[0], names[1]) >= 0)
            return false;
    }
    return true;
}

static bool read_names(GVariant *record, Analysis *analysis)
{
    g_autoptr(GVariant) lists = g_variant_get_child_value(record, AT_NAMES);
    if (g_variant_n_children(lists) != G_N_ELEMENTS(NAMES))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        g_autoptr(GVariant) list = g_variant_get_child_value(lists, i);
        char ***field = &G_STRUCT_MEMBER(char **, analysis, NAMES[i]);
        if (g_variant_n_children(list) == 0)
            continue;
        g_strfreev(*field);
        *field = g_variant_dup_strv(list, NULL);
        if (!is_sorted(*field))
            return false;
    }
    return true;
}

static bool read_texts(GVariant *record, Analysis *analysis)
{
    g_autoptr(GVariant) texts = g_variant_get_child_value(record, AT_TEXTS);
    if (g_variant_n_children(texts) != G_N_ELEMENTS(TEXTS))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(TEXTS); i++)
        g_variant_get_child(texts, i, "ms", &G_STRUCT_MEMBER(char *, analysis, TEXTS[i]));
    return true;
}

static void read_annotated(GVariant *record, Analysis *analysis)
{
    g_autoptr(GVariant) list = g_variant_get_child_value(record, AT_ANNOTATED);
    for (gsize i = 0, count = g_variant_n_children(list); i < count; i++) {
        AnnotatedDef *def = g_new0(AnnotatedDef, 1);
        g_variant_get_child(list, i, "(ss^as)", &def->name, &def->text, &def->refs);
        g_ptr_array_add(analysis->annotated, def);
    }
}

static bool read_private_imports(GVariant *record, Analysis *analysis, int places)
{
    g_autoptr(GVariant) list = g_variant_get_child_value(record, AT_PRIVATE_IMPORTS);
    gsize count = g_variant_n_children(list);
    bool within = true;
    if (count > 0)
        analysis->private_imports = private_imports_new();
    for (gsize i = 0; i < count; i++) {
        PrivateImport import = {0};
        g_variant_get_child(list, i, "(sssii)", &import.what, &import.name, &import.alias, &import.line, &import.column);
        g_array_append_val(analysis->private_imports, import);
        within &= import.line >= 0 && import.line <= places && import.column >= 0 && import.column <= places;
    }
    return within;
}

static void read_imports(GVariant *record, Analysis *analysis)
{
    g_autoptr(GVariant) list = g_variant_get_child_value(record, AT_IMPORTS);
    gsize count = g_variant_n_children(list);
    if (count > 0)
        analysis->imports = imported_names_new();
    for (gsize i = 0; i < count; i++) {
        ImportedName import = {0};
        g_variant_get_child(list, i, "(ss)", &import.name, &import.package);
        g_array_append_val(analysis->imports, import);
    }
}

/* As many as there are names that stand for them. */
static bool read_tables(GVariant *record, int at, GPtrArray *tables, char *const *names)
{
    g_autoptr(GVariant) list = g_variant_get_child_value(record, at);
    gsize count = g_variant_n_children(list);
    if (count != g_strv_length((char **)names))
        return false;
    for (gsize i = 0; i < count; i++) {
        int kind;
        const char *catalog, *schema, *table;
        g_variant_get_child(list, i, "(im&sm&s&s)", &kind, &catalog, &schema, &table);
        if (kind < 0 || kind > SQL_KIND_CATALOG)
            return false;
        g_ptr_array_add(tables, sql_name_new((SqlKind)kind, catalog, schema, table));
    }
    return true;
}

/* What analysis.h says of each field beside the others. */
static bool is_consistent(const Analysis *analysis)
{
    if (analysis->toplevel != TOPLEVEL_NONE && !analysis->toplevel_name)
        return false;
    if (analysis->fault == ANALYSIS_OK)
        return true;
    bool nothing = analysis->annotated->len == 0 && !analysis->imports && !analysis->markdown;
    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++)
        nothing &= !*G_STRUCT_MEMBER(char **, analysis, NAMES[i]);
    return nothing && analysis->message;
}

Analysis *analysis_of_record(GVariant *record, const CellSnapshot *cell)
{
    gsize length;
    const char *code = g_bytes_get_data(cell->code, &length);
    int places = places_in(cell);
    g_autoptr(Analysis) analysis = analysis_new(cell->id, cell->revision);
    analysis->run_mode = run_mode_of(code ? code : "", length);
    if (!read_numbers(record, analysis, places) || !read_names(record, analysis) || !read_texts(record, analysis) ||
        !read_private_imports(record, analysis, places))
        return NULL;
    read_annotated(record, analysis);
    read_imports(record, analysis);
    if (!read_tables(record, AT_TABLES_MADE, analysis->tables_made, analysis->sql_defs) ||
        !read_tables(record, AT_TABLES_READ, analysis->tables_read, analysis->sql_refs) || !is_consistent(analysis))
        return NULL;
    return g_steal_pointer(&analysis);
}
