/* Each field of an analysis is a row of a table here, and the tables are read from both sides.  A reader that ran out of
 * numbers or texts, or met a number that nobody wrote, has failed, and goes on with nothing.
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

/* --- writing ------------------------------------------------------------------------------------------------ */

typedef struct {
    GArray *numbers;
    GByteArray *texts;
} Writer;

static void add_number(Writer *writer, int number)
{
    gint32 kept = number;
    g_array_append_val(writer->numbers, kept);
}

static void add_text(Writer *writer, const char *text)
{
    g_byte_array_append(writer->texts, (const guint8 *)text, (guint)strlen(text) + 1);
}

static void add_maybe(Writer *writer, const char *text)
{
    add_number(writer, text != NULL);
    if (text)
        add_text(writer, text);
}

static void add_names(Writer *writer, char *const *names)
{
    add_number(writer, (int)g_strv_length((char **)names));
    for (; *names; names++)
        add_text(writer, *names);
}

static int number_of(const Analysis *analysis, const NumberRow *row)
{
    if (row->size == sizeof(bool))
        return G_STRUCT_MEMBER(bool, analysis, row->offset);
    return G_STRUCT_MEMBER(int, analysis, row->offset);
}

static void add_annotated(Writer *writer, const GPtrArray *annotated)
{
    add_number(writer, (int)annotated->len);
    for (guint i = 0; i < annotated->len; i++) {
        const AnnotatedDef *def = g_ptr_array_index(annotated, i);
        add_text(writer, def->name);
        add_text(writer, def->text);
        add_names(writer, def->refs);
    }
}

static void add_imports(Writer *writer, const Analysis *analysis)
{
    guint private = analysis->private_imports ? analysis->private_imports->len : 0;
    guint public = analysis->imports ? analysis->imports->len : 0;
    add_number(writer, (int)private);
    for (guint i = 0; i < private; i++) {
        const PrivateImport *import = &g_array_index(analysis->private_imports, PrivateImport, i);
        add_text(writer, import->what);
        add_text(writer, import->name);
        add_text(writer, import->alias);
        add_number(writer, import->line);
        add_number(writer, import->column);
    }
    add_number(writer, (int)public);
    for (guint i = 0; i < public; i++) {
        const ImportedName *import = &g_array_index(analysis->imports, ImportedName, i);
        add_text(writer, import->name);
        add_text(writer, import->package);
    }
}

static void add_tables(Writer *writer, const GPtrArray *tables)
{
    for (guint i = 0; i < tables->len; i++) { /* as many as there are names that stand for them */
        const SqlName *name = g_ptr_array_index(tables, i);
        add_number(writer, name->kind);
        add_maybe(writer, name->catalog);
        add_maybe(writer, name->schema);
        add_text(writer, name->table);
    }
}

bool analysis_record(const Analysis *analysis, GArray *numbers, GByteArray *texts)
{
    if (analysis->judged || analysis->fault == ANALYSIS_UNKNOWN)
        return false;
    Writer writer = {numbers, texts};
    for (size_t i = 0; i < G_N_ELEMENTS(NUMBERS); i++)
        add_number(&writer, number_of(analysis, &NUMBERS[i]));
    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++)
        add_number(&writer, (int)g_strv_length(G_STRUCT_MEMBER(char **, analysis, NAMES[i])));
    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        for (char **name = G_STRUCT_MEMBER(char **, analysis, NAMES[i]); *name; name++)
            add_text(&writer, *name);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(TEXTS); i++)
        add_maybe(&writer, G_STRUCT_MEMBER(char *, analysis, TEXTS[i]));
    add_annotated(&writer, analysis->annotated);
    add_imports(&writer, analysis);
    add_tables(&writer, analysis->tables_made);
    add_tables(&writer, analysis->tables_read);
    return true;
}

/* --- reading ------------------------------------------------------------------------------------------------- */

typedef struct {
    const gint32 *numbers, *numbers_end;
    const char *texts, *end;
    int places; /* an upper bound of lines and columns in the code, and one beyond */
    bool failed;
} Reader;

static int read_number(Reader *reader, int most)
{
    int number = reader->numbers < reader->numbers_end ? *reader->numbers++ : -1;
    if (number >= 0 && number <= (most == PLACE ? reader->places : most))
        return number;
    reader->failed = true;
    return 0;
}

/* How many of what has a text each. */
static int read_count(Reader *reader)
{
    return read_number(reader, (int)MIN(reader->end - reader->texts, G_MAXINT32));
}

/* Of the texts themselves. */
static char *read_text(Reader *reader)
{
    static const char NONE[] = "";
    if (reader->failed || reader->texts >= reader->end) {
        reader->failed = true;
        return (char *)NONE;
    }
    const char *text = reader->texts;
    reader->texts += strlen(text) + 1;
    return (char *)text;
}

static char *read_maybe(Reader *reader)
{
    return read_number(reader, 1) ? read_text(reader) : NULL;
}

static bool is_sorted(char *const *names)
{
    for (; names[0] && names[1]; names++) {
        if (strcmp(names[0], names[1]) >= 0)
            return false;
    }
    return true;
}

static void read_annotated(Reader *reader, Analysis *analysis)
{
    for (int count = read_count(reader); count > 0 && !reader->failed; count--) {
        AnnotatedDef *def = g_new0(AnnotatedDef, 1);
        def->name = g_strdup(read_text(reader));
        def->text = g_strdup(read_text(reader));
        int refs = read_count(reader);
        def->refs = g_new0(char *, (gsize)refs + 1);
        for (int i = 0; i < refs; i++)
            def->refs[i] = g_strdup(read_text(reader));
        g_ptr_array_add(analysis_annotated(analysis), def);
    }
}

static void read_private_imports(Reader *reader, Analysis *analysis)
{
    int count = read_count(reader);
    if (count > 0)
        analysis->private_imports = private_imports_new();
    for (; count > 0 && !reader->failed; count--) {
        PrivateImport import = {.what = g_strdup(read_text(reader))};
        import.name = g_strdup(read_text(reader));
        import.alias = g_strdup(read_text(reader));
        import.line = read_number(reader, PLACE);
        import.column = read_number(reader, PLACE);
        g_array_append_val(analysis->private_imports, import);
    }
}

static void read_imports(Reader *reader, Analysis *analysis)
{
    int count = read_count(reader);
    if (count > 0)
        analysis->imports = imported_names_new();
    for (; count > 0 && !reader->failed; count--) {
        ImportedName import = {.name = g_strdup(read_text(reader))};
        import.package = g_strdup(read_text(reader));
        g_array_append_val(analysis->imports, import);
    }
}

static void read_tables(Reader *reader, GPtrArray **tables, char *const *names)
{
    for (; *names && !reader->failed; names++) {
        SqlKind kind = (SqlKind)read_number(reader, SQL_KIND_CATALOG);
        const char *catalog = read_maybe(reader), *schema = read_maybe(reader);
        g_ptr_array_add(analysis_tables(tables), sql_name_new(kind, catalog, schema, read_text(reader)));
    }
}

/* What analysis.h says of each field beside the others. */
static bool is_consistent(const Analysis *analysis)
{
    if (analysis->toplevel != TOPLEVEL_NONE && !analysis->toplevel_name)
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        if (!is_sorted(G_STRUCT_MEMBER(char **, analysis, NAMES[i])))
            return false;
    }
    if (analysis->fault == ANALYSIS_OK)
        return true;
    bool nothing = analysis->annotated->len == 0 && !analysis->imports && !analysis->markdown;
    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++)
        nothing &= !*G_STRUCT_MEMBER(char **, analysis, NAMES[i]);
    return nothing && analysis->message;
}

static void read_names(Reader *reader, Analysis *analysis, const int *counts, char **room)
{
    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        if (counts[i] == 0)
            continue;
        G_STRUCT_MEMBER(char **, analysis, NAMES[i]) = room;
        for (int name = 0; name < counts[i]; name++)
            *room++ = read_text(reader);
        *room++ = NULL;
    }
}

static Analysis *read_all(Reader *reader, GBytes *within, const CellSnapshot *cell)
{
    int numbers[G_N_ELEMENTS(NUMBERS)], counts[G_N_ELEMENTS(NAMES)];
    gint64 pointers = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(NUMBERS); i++)
        numbers[i] = read_number(reader, NUMBERS[i].most);
    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        counts[i] = read_count(reader);
        pointers += counts[i] ? counts[i] + 1 : 0;
    }
    if (reader->failed || pointers > 2 * (reader->end - reader->texts))
        return NULL;
    char **room;
    Analysis *analysis = analysis_new_within(cell->id, cell->revision, within, (size_t)pointers, &room);
    for (size_t i = 0; i < G_N_ELEMENTS(NUMBERS); i++) {
        if (NUMBERS[i].size == sizeof(bool))
            G_STRUCT_MEMBER(bool, analysis, NUMBERS[i].offset) = numbers[i];
        else
            G_STRUCT_MEMBER(int, analysis, NUMBERS[i].offset) = numbers[i];
    }
    read_names(reader, analysis, counts, room);
    for (size_t i = 0; i < G_N_ELEMENTS(TEXTS); i++)
        G_STRUCT_MEMBER(char *, analysis, TEXTS[i]) = read_maybe(reader);
    read_annotated(reader, analysis);
    read_private_imports(reader, analysis);
    read_imports(reader, analysis);
    read_tables(reader, &analysis->tables_made, analysis->sql_defs);
    read_tables(reader, &analysis->tables_read, analysis->sql_refs);
    return analysis;
}

Analysis *analysis_of_record(const AnalysisRecord *record, const CellSnapshot *cell)
{
    gsize length;
    const char *code = g_bytes_get_data(cell->code, &length);
    Reader reader = {
        .numbers = record->numbers,
        .numbers_end = record->numbers + record->count,
        .texts = record->texts,
        .end = record->end,
        .places = (int)MIN(length + 2, (gsize)G_MAXINT32),
    };
    g_autoptr(Analysis) analysis = read_all(&reader, record->within, cell);
    if (!analysis || reader.failed || !is_consistent(analysis))
        return NULL;
    analysis->run_mode = run_mode_of(code ? code : "", length);
    return g_steal_pointer(&analysis);
}
