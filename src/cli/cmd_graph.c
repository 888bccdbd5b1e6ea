/* tarn graph FILE [--json]: who defines what, who reads it, what is wrong, and in which order it would run. */
#include "cli/command.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "base/json.h"
#include "base/utf8.h"
#include "cli/exact.h"
#include "cli/why.h"
#include "engine/analyze.h"
#include "engine/graph.h"
#include "notebook/pyliteral.h"

typedef struct {
    const ExactNotebook *exact;
    Graph *graph;
    GHashTable *indices; /* id -> index + 1 */
} Drawn;

static const CellSnapshot *cell_at(const Drawn *drawn, guint index)
{
    return g_ptr_array_index(drawn->exact->notebook->cells, index);
}

static const Analysis *analysis_at(const Drawn *drawn, guint index)
{
    return g_ptr_array_index(drawn->exact->analyses, index);
}

static guint count(const Drawn *drawn)
{
    return drawn->exact->notebook->cells->len;
}

static int index_of(const Drawn *drawn, uint64_t cell)
{
    return GPOINTER_TO_INT(g_hash_table_lookup(drawn->indices, &cell)) - 1;
}

static void draw(Drawn *drawn)
{
    g_autoptr(GArray) page = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    for (guint i = 0; i < count(drawn); i++) {
        const CellSnapshot *cell = cell_at(drawn, i);
        g_array_append_val(page, cell->id);
        g_hash_table_insert(drawn->indices, g_memdup2(&cell->id, sizeof cell->id), GINT_TO_POINTER((int)i + 1));
        if (cell->kind == CELL_SETUP)
            graph_set_setup(drawn->graph, cell->id);
    }
    graph_set_order(drawn->graph, (const uint64_t *)(gpointer)page->data, page->len);
    for (guint i = 0; i < count(drawn); i++) {
        if (analysis_at(drawn, i)->fault == ANALYSIS_OK)
            graph_set(drawn->graph, g_ptr_array_index(drawn->exact->analyses, i));
    }
}

/* The cells that can run, in their order. */
static GArray *order_of(const Drawn *drawn)
{
    g_autoptr(GArray) valid = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    for (guint i = 0; i < count(drawn); i++) {
        uint64_t id = cell_at(drawn, i)->id;
        g_autoptr(GPtrArray) errors = graph_errors(drawn->graph, id);
        if (errors->len == 0 && graph_analysis(drawn->graph, id))
            g_array_append_val(valid, id);
    }
    return graph_order(drawn->graph, (const uint64_t *)(gpointer)valid->data, valid->len);
}

/* --- JSON ------------------------------------------------------------------------------------------------------------ */

static void write_sorted(JsonWriter *writer, GPtrArray *texts)
{
    g_ptr_array_sort(texts, json_compare_texts);
    json_writer_begin_array(writer);
    for (guint i = 0; i < texts->len; i++)
        json_writer_raw(writer, g_ptr_array_index(texts, i));
    json_writer_end_array(writer);
}

static void write_ids(const Drawn *drawn, JsonWriter *writer, const char *key, GArray *cells)
{
    json_writer_key(writer, key);
    json_writer_begin_array(writer);
    for (guint i = 0; i < cells->len; i++)
        json_writer_integer(writer, index_of(drawn, g_array_index(cells, uint64_t, i)));
    json_writer_end_array(writer);
    g_array_unref(cells);
}

static GPtrArray *edge_texts(const Drawn *drawn, const GraphError *error)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    for (guint i = 0; i < error->edges->len; i++) {
        const GraphEdge *edge = g_ptr_array_index(error->edges, i);
        json_writer_begin_array(writer);
        json_writer_integer(writer, index_of(drawn, edge->from));
        json_writer_strings(writer, edge->names);
        json_writer_integer(writer, index_of(drawn, edge->to));
        json_writer_end_array(writer);
        g_ptr_array_add(texts, json_writer_steal(writer));
    }
    return texts;
}

/* A cycle begins with its smallest edge; the other edges are sorted. */
static void write_edges(const Drawn *drawn, JsonWriter *writer, const GraphError *error)
{
    g_autoptr(GPtrArray) texts = edge_texts(drawn, error);
    json_writer_key(writer, "edges");
    if (error->kind != GRAPH_CYCLE) {
        write_sorted(writer, texts);
        return;
    }
    guint first = 0;
    for (guint i = 1; i < texts->len; i++)
        first = strcmp(texts->pdata[i], texts->pdata[first]) < 0 ? i : first;
    json_writer_begin_array(writer);
    for (guint i = 0; i < texts->len; i++)
        json_writer_raw(writer, g_ptr_array_index(texts, (first + i) % texts->len));
    json_writer_end_array(writer);
}

/* A number from 0 on, and its digits with as many 0 behind them as make them as long as those of others: 10 stands before 9. */
typedef struct {
    int64_t digits;
    int number;
} ByDigits;

static ByDigits by_digits(int number)
{
    const int64_t LONGEST = INT64_C(1000000000);
    ByDigits made = {number, number};
    while (made.digits && made.digits < LONGEST)
        made.digits *= 10;
    return made;
}

static gint compare_digits(gconstpointer a, gconstpointer b)
{
    const ByDigits *one = a, *other = b;
    return one->digits != other->digits ? (one->digits > other->digits) - (one->digits < other->digits)
                                        : (one->number > other->number) - (one->number < other->number);
}

/* In the order of their texts, as all that is told of an error, without making them: where many cells define a name,
 * each tells of all others. */
static void write_definers(const Drawn *drawn, JsonWriter *writer, const GraphError *error)
{
    g_autoptr(GArray) cells = g_array_sized_new(FALSE, FALSE, sizeof(ByDigits), error->cells->len);
    for (guint i = 0; i < error->cells->len; i++) {
        ByDigits cell = by_digits(index_of(drawn, g_array_index(error->cells, uint64_t, i)));
        g_array_append_val(cells, cell);
    }
    g_array_sort(cells, compare_digits);
    json_writer_key(writer, "cells");
    json_writer_begin_array(writer);
    for (guint i = 0; i < cells->len; i++)
        json_writer_integer(writer, g_array_index(cells, ByDigits, i).number);
    json_writer_end_array(writer);
}

/* Members in the order of their keys: errors are sorted by their text. */
static char *error_text(const Drawn *drawn, const GraphError *error)
{
    static const char *const KINDS[] = {
        [GRAPH_MULTIPLE_DEFS] = "multiple-defs",
        [GRAPH_CYCLE] = "cycle",
        [GRAPH_SETUP_REFS] = "setup-refs",
    };
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    json_writer_begin_object(writer);
    if (error->kind == GRAPH_MULTIPLE_DEFS)
        write_definers(drawn, writer, error);
    else
        write_edges(drawn, writer, error);
    json_writer_key(writer, "kind");
    json_writer_string(writer, KINDS[error->kind]);
    json_writer_key(writer, "names");
    json_writer_strings(writer, error->names);
    json_writer_end_object(writer);
    return json_writer_steal(writer);
}

static char *fault_text(const Analysis *analysis)
{
    static const char *const KINDS[] = {
        [ANALYSIS_SYNTAX] = "syntax",
        [ANALYSIS_IMPORT_STAR] = "import-star",
        [ANALYSIS_UNKNOWN] = "unknown",
    };
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    json_writer_begin_object(writer);
    json_writer_key(writer, "kind");
    json_writer_string(writer, KINDS[analysis->fault]);
    json_writer_key(writer, "msg");
    json_writer_string(writer, analysis->message ? analysis->message : "");
    json_writer_key(writer, "names");
    json_writer_strings(writer, NULL);
    json_writer_end_object(writer);
    return json_writer_steal(writer);
}

static void write_errors(const Drawn *drawn, JsonWriter *writer, guint index)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) errors = graph_errors(drawn->graph, cell_at(drawn, index)->id);
    for (guint i = 0; i < errors->len; i++)
        g_ptr_array_add(texts, error_text(drawn, g_ptr_array_index(errors, i)));
    if (analysis_at(drawn, index)->fault != ANALYSIS_OK)
        g_ptr_array_add(texts, fault_text(analysis_at(drawn, index)));
    json_writer_key(writer, "errors");
    write_sorted(writer, texts);
}

static void write_bool(JsonWriter *writer, const char *key, bool truth)
{
    json_writer_key(writer, key);
    json_writer_bool(writer, truth);
}

static void write_names(JsonWriter *writer, const char *key, char *const *names)
{
    json_writer_key(writer, key);
    json_writer_strings(writer, names);
}

/* Without those that no other cell can define, as a table of a query may be named. */
static void write_public_names(JsonWriter *writer, const char *key, char *const *names)
{
    g_autoptr(GPtrArray) public = g_ptr_array_new();
    for (; *names; names++) {
        if (**names != '_' || (g_str_has_prefix(*names, "__") && (*names)[2]))
            g_ptr_array_add(public, *names);
    }
    g_ptr_array_add(public, NULL);
    write_names(writer, key, (char *const *)public->pdata);
}

static void write_config(JsonWriter *writer, const CellConfig *config)
{
    json_writer_key(writer, "config");
    json_writer_begin_object(writer);
    json_writer_key(writer, "column");
    if (config->has_column)
        json_writer_integer(writer, config->column);
    else
        json_writer_null(writer);
    write_bool(writer, "disabled", config->disabled);
    write_bool(writer, "expand_output", config->expand_output);
    write_bool(writer, "hide_code", config->hide_code);
    json_writer_end_object(writer);
}

static void write_cell(const Drawn *drawn, JsonWriter *writer, guint index)
{
    static const char *const KINDS[] = {
        [CELL_PLAIN] = "cell",  [CELL_SETUP] = "setup",           [CELL_FUNCTION] = "function",
        [CELL_CLASS] = "class", [CELL_UNPARSABLE] = "unparsable",
    };
    static const char *const LANGUAGES[] = {
        [LANGUAGE_PYTHON] = "python", [LANGUAGE_SQL] = "sql", [LANGUAGE_MARKDOWN] = "markdown"};
    const CellSnapshot *cell = cell_at(drawn, index);
    const Analysis *analysis = analysis_at(drawn, index);
    gsize size;
    const char *code = g_bytes_get_data(cell->code, &size);
    json_writer_begin_object(writer);
    json_writer_key(writer, "index");
    json_writer_integer(writer, index);
    json_writer_key(writer, "kind");
    json_writer_string(writer, KINDS[cell->kind]);
    json_writer_key(writer, "name");
    json_writer_string(writer, cell->name);
    json_writer_key(writer, "code");
    g_autoptr(GString) plain = g_string_new_len(code ? code : "", (gssize)size);
    if (analysis->fault == ANALYSIS_OK) /* marimo compiles non-breaking spaces as spaces */
        g_string_replace(plain, "\u00a0", " ", 0);
    json_writer_bytes(writer, plain->str, (gssize)plain->len);
    write_config(writer, &cell->config);
    json_writer_key(writer, "language");
    json_writer_string(writer, LANGUAGES[analysis->language]);
    write_bool(writer, "async", analysis->async);
    write_bool(writer, "imports_only", analysis->imports_only);
    write_names(writer, "defs", analysis->defs);
    write_public_names(writer, "refs", analysis->refs);
    write_names(writer, "deletes", analysis->deletes);
    write_names(writer, "locals", analysis->locals);
    write_ids(drawn, writer, "parents", graph_parents(drawn->graph, cell->id));
    write_ids(drawn, writer, "children", graph_children(drawn->graph, cell->id));
    write_errors(drawn, writer, index);
    json_writer_end_object(writer);
}

static const char *status_word(FormatStatus status)
{
    static const char *const WORDS[] = {
        [FORMAT_VALID] = "valid",     [FORMAT_HAS_WARNINGS] = "has_warnings", [FORMAT_HAS_ERRORS] = "has_errors",
        [FORMAT_INVALID] = "invalid", [FORMAT_EMPTY] = "empty",
    };
    return WORDS[status];
}

static void write_literal(JsonWriter *writer, const Literal *value)
{
    if (value->kind == LITERAL_BOOL) {
        json_writer_bool(writer, value->number != 0);
    } else if (value->kind == LITERAL_INT) {
        json_writer_integer(writer, value->number);
    } else if (value->kind == LITERAL_STRING) {
        json_writer_bytes(writer, value->string->str, (gssize)value->string->len);
    } else if (value->kind == LITERAL_LIST) {
        json_writer_begin_array(writer);
        for (guint i = 0; i < value->list->len; i++)
            write_literal(writer, g_ptr_array_index(value->list, i));
        json_writer_end_array(writer);
    } else {
        json_writer_null(writer);
    }
}

/* The options of the app that marimo knows, where they are not as they are anyway. */
static void write_app(const NotebookHeader *header, JsonWriter *writer)
{
    static const struct {
        const char *name;
        const char *plain; /* the source of the default */
    } OPTIONS[] = {
        {"width", "compact"}, {"app_title", NULL},    {"layout_file", NULL},  {"css_file", NULL},
        {"html_head_file", NULL}, {"auto_download", NULL}, {"sql_output", "auto"},
    };
    json_writer_begin_object(writer);
    for (size_t i = 0; i < G_N_ELEMENTS(OPTIONS); i++) {
        const char *source = notebook_header_option(header, OPTIONS[i].name);
        if (!source)
            continue;
        g_autoptr(TokenList) tokens = pytoken_scan(source, strlen(source));
        guint end = tokens->count;
        while (end > 0 && (tokens->all[end - 1].kind == TOKEN_END || tokens->all[end - 1].kind == TOKEN_NEWLINE))
            end--;
        g_autoptr(Literal) value = pyliteral_evaluate(tokens, 0, end);
        bool text = value->kind == LITERAL_STRING;
        bool plain = value->kind == LITERAL_NONE || value->kind == LITERAL_EXPRESSION ||
                     (value->kind == LITERAL_LIST && value->list->len == 0) ||
                     (text && OPTIONS[i].plain && strcmp(value->string->str, OPTIONS[i].plain) == 0);
        if (plain)
            continue;
        json_writer_key(writer, OPTIONS[i].name);
        write_literal(writer, value);
    }
    json_writer_end_object(writer);
}

static void print_json(const Drawn *drawn)
{
    const NotebookHeader *header = drawn->exact->notebook->header;
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    json_writer_begin_object(writer);
    json_writer_key(writer, "status");
    json_writer_string(writer, status_word(drawn->exact->read->status));
    json_writer_key(writer, "header");
    json_writer_string(writer, header->text);
    json_writer_key(writer, "generated_with");
    json_writer_string(writer, header->version);
    json_writer_key(writer, "app");
    write_app(header, writer);
    write_ids(drawn, writer, "order", order_of(drawn));
    json_writer_key(writer, "cells");
    json_writer_begin_array(writer);
    for (guint i = 0; i < count(drawn); i++)
        write_cell(drawn, writer, i);
    json_writer_end_array(writer);
    json_writer_end_object(writer);
    puts(json_writer_text(writer));
}

/* --- for people ------------------------------------------------------------------------------------------------------ */

static void print_numbers(const Drawn *drawn, const char *before, GArray *cells)
{
    for (guint i = 0; i < cells->len; i++)
        printf("%s%d", i ? ", " : before, index_of(drawn, g_array_index(cells, uint64_t, i)) + 1);
    g_array_unref(cells);
}

static void print_cell(const Drawn *drawn, guint index)
{
    const CellSnapshot *cell = cell_at(drawn, index);
    const Analysis *analysis = analysis_at(drawn, index);
    g_autofree char *defs = g_strjoinv(" ", analysis->defs);
    g_autofree char *name = utf8_printable(strcmp(cell->name, "_") ? cell->name : "");
    printf("%u%s%s%s%s", index + 1, *name ? " " : "", name,
           *defs ? ": " : "", defs);
    print_numbers(drawn, "  <- ", graph_parents(drawn->graph, cell->id));
    print_numbers(drawn, "  -> ", graph_children(drawn->graph, cell->id));
    putchar('\n');
    if (analysis->fault != ANALYSIS_OK) {
        g_autofree char *fault = why_fault(analysis);
        printf("    %s\n", fault);
    }
    g_autoptr(GPtrArray) errors = graph_errors(drawn->graph, cell->id);
    for (guint i = 0; i < errors->len; i++) {
        static const char *const WHAT[] = {
            [GRAPH_MULTIPLE_DEFS] = "is defined elsewhere, too",
            [GRAPH_CYCLE] = "goes round in a cycle",
            [GRAPH_SETUP_REFS] = "comes from other cells, which the setup cell may not need",
        };
        const GraphError *error = g_ptr_array_index(errors, i);
        g_autofree char *names = g_strjoinv(", ", error->names);
        printf("    %s %s", names, WHAT[error->kind]);
        print_numbers(drawn, ": cell ", g_array_ref(error->cells));
        putchar('\n');
    }
}

/* --- the command ------------------------------------------------------------------------------------------------------ */

static void report_status(const char *status)
{
    printf("{\"status\": \"%s\", \"cells\": [], \"order\": []}\n", status);
}

/* What marimo has a word for is an answer; what is no Python is none. */
static int fail(const GError *error, bool json)
{
    bool told = error->domain == FORMAT_ERROR &&
                (error->code == FORMAT_ERROR_NOT_A_NOTEBOOK || error->code == FORMAT_ERROR_NO_APP ||
                 error->code == FORMAT_ERROR_BROKEN);
    if (json && told)
        report_status("invalid");
    int code = command_refuse(error->message);
    return json && told ? EXIT_DONE : code;
}

static int run(const char *name, bool json)
{
    g_autoptr(GError) error = NULL;
    bool standard = strcmp(name, "-") == 0;
    g_autoptr(GBytes) bytes =
        standard ? file_read_descriptor(STDIN_FILENO, "standard input", &error) : file_read(name, NULL, &error);
    g_autoptr(Analyzer) analyzer = bytes ? analyzer_new(&error) : NULL;
    g_autoptr(ExactNotebook) exact = analyzer ? exact_notebook_read(bytes, name, analyzer, NULL, &error) : NULL;
    if (!exact)
        return fail(error, json);
    if (json && exact->read->status == FORMAT_EMPTY) {
        report_status("empty");
        return EXIT_DONE;
    }
    g_autoptr(Graph) graph = graph_new();
    g_autoptr(GHashTable) indices = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    Drawn drawn = {exact, graph, indices};
    draw(&drawn);
    if (json)
        print_json(&drawn);
    for (guint i = 0; i < count(&drawn) && !json; i++)
        print_cell(&drawn, i);
    return EXIT_DONE;
}

int cmd_graph(int argc, char **argv)
{
    gboolean json = FALSE;
    g_auto(GStrv) files = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "everything, as JSON", NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, "FILE"},
        {NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_add_main_entries(context, entries, NULL);
    g_autoptr(GError) error = NULL;
    if (!g_option_context_parse(context, &argc, &argv, &error))
        return command_fail("graph", error->message);
    if (!files || files[1])
        return command_fail("graph", "wants one notebook: tarn graph FILE [--json]");
    return run(files[0], json);
}
