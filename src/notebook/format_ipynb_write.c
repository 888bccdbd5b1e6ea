#include "notebook/format_ipynb.h"

#include <string.h>

#include "notebook/format_ipynb_ids.h"
#include "notebook/format_ipynb_shown.h"
#include "notebook/format_markdown.h"
#include "notebook/format_marimo_text.h"
#include "notebook/pytext.h"
#include "notebook/pyvalue.h"

/* All objects have their keys sorted, as nbformat writes them. */
typedef struct {
    const FormatWriting *writing;
    JsonWriter *json;
    GHashTable *ids;  /* id of a cell -> marimo's for its place, owned */
    GHashTable *used; /* ids of cells that were written, owned */
} Writer;

static void write_flag(JsonWriter *json, const char *key, bool value)
{
    if (!value)
        return;
    json_writer_key(json, key);
    json_writer_bool(json, true);
}

/* As a list of lines. */
static void write_source(JsonWriter *json, const char *text)
{
    json_writer_key(json, "source");
    json_writer_begin_array(json);
    PySlice rest = {text, strlen(text)}, line;
    while (pytext_next_line(&rest, &line))
        json_writer_bytes(json, line.bytes, (gssize)line.length);
    json_writer_end_array(json);
}

static void write_raw(JsonWriter *json, const char *key, const JsonValue *value)
{
    g_autofree char *text = json_value_to_text(value);
    json_writer_key(json, key);
    json_writer_raw(json, text);
}

/* --- the metadata of a cell -------------------------------------------------------------------------------------- */

static bool is_named(const CellSnapshot *cell)
{
    bool starred = cell->kind == CELL_FUNCTION || cell->kind == CELL_CLASS;
    return starred || (strcmp(cell->name, "_") != 0 && strcmp(cell->name, "__") != 0);
}

static bool is_configured(const CellConfig *config)
{
    return config->has_column || config->disabled || config->hide_code || config->expand_output;
}

/* The `marimo` object, which nobody else reads; `prefix` of the string of a Markdown cell, or NULL. */
static void write_marimo(JsonWriter *json, const CellSnapshot *cell, const char *prefix)
{
    const CellConfig *config = &cell->config;
    json_writer_key(json, "marimo");
    json_writer_begin_object(json);
    if (is_configured(config)) {
        json_writer_key(json, "config");
        json_writer_begin_object(json);
        if (config->has_column) {
            json_writer_key(json, "column");
            json_writer_integer(json, config->column);
        }
        write_flag(json, "disabled", config->disabled);
        write_flag(json, "expand_output", config->expand_output);
        write_flag(json, "hide_code", config->hide_code);
        json_writer_end_object(json);
    }
    if (prefix) {
        json_writer_key(json, "md_prefix");
        json_writer_string(json, prefix);
    }
    if (is_named(cell)) { /* marimo marks what is importable */
        bool starred = cell->kind == CELL_FUNCTION || cell->kind == CELL_CLASS;
        g_autofree char *name = g_strconcat(starred ? "*" : "", cell->name, NULL);
        json_writer_key(json, "name");
        json_writer_string(json, name);
    }
    json_writer_end_object(json);
}

static gint compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What the cell's own metadata and those that it came with have, by name. */
static void write_metadata(JsonWriter *json, const CellSnapshot *cell, const char *prefix, const JsonValue *others)
{
    bool hidden = cell->config.hide_code && !prefix;
    bool marimo = prefix || is_configured(&cell->config) || is_named(cell);
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    for (JsonMember member = {0}; json_value_next(others, &member);)
        g_ptr_array_add(keys, (gpointer)member.key);
    if (hidden) {
        g_ptr_array_add(keys, "jupyter");
        g_ptr_array_add(keys, "tags");
    }
    if (marimo)
        g_ptr_array_add(keys, "marimo");
    g_ptr_array_sort(keys, compare_texts);
    json_writer_key(json, "metadata");
    json_writer_begin_object(json);
    for (guint i = 0; i < keys->len; i++) {
        const char *key = g_ptr_array_index(keys, i);
        if (hidden && strcmp(key, "jupyter") == 0) {
            json_writer_key(json, key);
            json_writer_begin_object(json);
            write_flag(json, "source_hidden", true);
            json_writer_end_object(json);
        } else if (hidden && strcmp(key, "tags") == 0) {
            json_writer_key(json, key);
            json_writer_strings(json, (char *[]){"remove-input", NULL});
        } else if (marimo && strcmp(key, "marimo") == 0) {
            write_marimo(json, cell, prefix);
        } else {
            write_raw(json, key, json_value_get(others, key));
        }
    }
    json_writer_end_object(json);
}

/* --- Markdown -------------------------------------------------------------------------------------------------------- */

/* Replaces what is between `open` and `close`, delimiters included, by it stripped and between `mark`s. */
static void replace_delimiters(GString *text, const char *open, const char *close, const char *mark)
{
    g_autoptr(GString) out = g_string_new(NULL);
    const char *at = text->str;
    for (;;) {
        const char *start = strstr(at, open), *end = start ? strstr(start + 2, close) : NULL;
        if (!end)
            break;
        PySlice inside = pytext_strip((PySlice){start + 2, (size_t)(end - start) - 2});
        g_string_append_len(out, at, start - at);
        g_string_append_printf(out, "%s%.*s%s", mark, (int)inside.length, inside.bytes, mark);
        at = end + 2;
    }
    g_string_append(out, at);
    g_string_assign(text, out->str);
}

/* The letters before the string in mo.md(...). */
static char *markdown_prefix(const CellSnapshot *cell)
{
    gsize size;
    const char *bytes = g_bytes_get_data(cell->code, &size);
    g_autofree char *code = g_strndup(bytes, size);
    for (const char *at = code; (at = strstr(at, "mo.md("));) {
        at += strlen("mo.md(");
        size_t letters = strspn(at, "fFrR");
        if (at[letters] == '"' || at[letters] == '\'') {
            g_autofree char *prefix = g_strndup(at, letters);
            return g_ascii_strdown(prefix, -1);
        }
    }
    return g_strdup("");
}

/* --- cells ------------------------------------------------------------------------------------------------------------- */

/* The id that the cell came with, or marimo's for its place. */
static void write_id(Writer *writer, const CellSnapshot *cell, const JsonValue *leftover)
{
    const char *own = json_value_string(json_value_get(leftover, "id"));
    const char *wanted = own && *own ? own : g_hash_table_lookup(writer->ids, &cell->id);
    g_autofree char *unique = g_strdup(wanted);
    for (int n = 1; !g_hash_table_add(writer->used, g_strdup(unique)); n++) {
        g_free(unique);
        unique = g_strdup_printf("%.50s-%d", wanted, n);
    }
    json_writer_key(writer->json, "id");
    json_writer_string(writer->json, unique);
}

static void write_markdown_cell(Writer *writer, const CellSnapshot *cell, const char *markdown,
                                const JsonValue *leftover)
{
    JsonWriter *json = writer->json;
    g_autofree char *prefix = markdown_prefix(cell);
    g_autoptr(GString) text = g_string_new(markdown);
    replace_delimiters(text, "\\[", "\\]", "$$");
    replace_delimiters(text, "\\(", "\\)", "$");
    if (json_value_get(leftover, "attachments"))
        write_raw(json, "attachments", json_value_get(leftover, "attachments"));
    json_writer_key(json, "cell_type");
    json_writer_string(json, "markdown");
    write_id(writer, cell, leftover);
    write_metadata(json, cell, prefix, json_value_get(leftover, "metadata"));
    write_source(json, text->str);
}

/* Those that the file came with. */
static void write_old_outputs(JsonWriter *json, const JsonValue *outputs)
{
    json_writer_key(json, "outputs");
    json_writer_begin_array(json);
    for (size_t i = 0; i < json_value_length(outputs); i++) {
        g_autofree char *output = json_value_to_text(json_value_at(outputs, i));
        json_writer_raw(json, output);
    }
    json_writer_end_array(json);
}

static void write_code_cell(Writer *writer, const CellSnapshot *cell, const Analysis *analysis,
                            const JsonValue *leftover, const CellResult *result)
{
    JsonWriter *json = writer->json;
    json_writer_key(json, "cell_type");
    json_writer_string(json, "code");
    write_raw(json, "execution_count", result ? NULL : json_value_get(leftover, "execution_count"));
    write_id(writer, cell, leftover);
    write_metadata(json, cell, NULL, json_value_get(leftover, "metadata"));
    if (result)
        format_ipynb_write_outputs(json, result);
    else
        write_old_outputs(json, json_value_get(leftover, "outputs"));
    g_autoptr(GString) code = text_of_cell(cell, analysis);
    write_source(json, code->str);
}

static void write_cell(Writer *writer, guint index)
{
    const FormatWriting *writing = writer->writing;
    const CellSnapshot *cell = g_ptr_array_index(writing->notebook->cells, index);
    const Analysis *analysis = g_ptr_array_index(writing->analyses, index);
    const CellResult *result = writing->results ? g_ptr_array_index(writing->results, index) : NULL;
    const char *text = writing->leftovers ? g_hash_table_lookup(writing->leftovers, &cell->id) : NULL;
    g_autoptr(JsonValue) leftover = text ? json_value_parse(text, -1, NULL) : NULL;
    g_autofree char *markdown = format_markdown_of_cell(cell, analysis);
    json_writer_begin_object(writer->json);
    if (markdown)
        write_markdown_cell(writer, cell, markdown, leftover);
    else
        write_code_cell(writer, cell, analysis, leftover, result);
    json_writer_end_object(writer->json);
}

/* --- the notebook -------------------------------------------------------------------------------------------------------- */

static void write_language(JsonWriter *json)
{
    static const char LANGUAGE[] =
        "{\n   \"codemirror_mode\": {\n    \"name\": \"ipython\",\n    \"version\": 3\n   },\n"
        "   \"file_extension\": \".py\",\n   \"mimetype\": \"text/x-python\",\n   \"name\": \"python\",\n"
        "   \"nbconvert_exporter\": \"python\",\n   \"pygments_lexer\": \"ipython3\"\n  }";
    json_writer_key(json, "language_info");
    json_writer_raw(json, LANGUAGE);
}

/* What the notebook came with, and the language, if it did not say it. */
static void write_others(const Writer *writer)
{
    static const uint64_t NOTEBOOK = 0;
    GHashTable *leftovers = writer->writing->leftovers;
    const char *text = leftovers ? g_hash_table_lookup(leftovers, &NOTEBOOK) : NULL;
    g_autoptr(JsonValue) others = text ? json_value_parse(text, -1, NULL) : NULL;
    if (!json_value_get(others, "language_info"))
        write_language(writer->json);
    for (JsonMember member = {0}; json_value_next(others, &member);)
        write_raw(writer->json, member.key, member.value);
}

static int compare_options(gconstpointer a, gconstpointer b)
{
    const AppOption *first = *(AppOption *const *)a, *second = *(AppOption *const *)b;
    return strcmp(first->name, second->name);
}

static bool is_unusual(const AppOption *option, const Literal *value)
{
    if (value->kind == LITERAL_STRING)
        return !((strcmp(option->name, "width") == 0 && strcmp(value->string->str, "compact") == 0) ||
                 (strcmp(option->name, "sql_output") == 0 && strcmp(value->string->str, "auto") == 0));
    return value->kind != LITERAL_NONE && value->kind != LITERAL_EXPRESSION &&
           !(value->kind == LITERAL_LIST && value->list->len == 0);
}

static bool is_marimos(const char *name)
{
    static const char *const OPTIONS[] = {"width",          "app_title",     "layout_file", "css_file",
                                          "html_head_file", "auto_download", "sql_output",  NULL};
    return g_strv_contains(OPTIONS, name);
}

static void write_app(const Writer *writer, const NotebookHeader *header)
{
    JsonWriter *json = writer->json;
    g_autoptr(GPtrArray) options = g_ptr_array_copy(header->options, NULL, NULL);
    g_ptr_array_set_free_func(options, NULL);
    g_ptr_array_sort(options, compare_options);
    bool begun = false;
    for (guint i = 0; i < options->len; i++) {
        const AppOption *option = g_ptr_array_index(options, i);
        g_autoptr(Literal) value = pyvalue_parse(option->value);
        if (!is_unusual(option, value) || (writer->writing->as_marimo && !is_marimos(option->name)))
            continue;
        if (!begun) {
            json_writer_key(json, "app_config");
            json_writer_begin_object(json);
            begun = true;
        }
        json_writer_key(json, option->name);
        pyvalue_write_json(json, value, option->value);
    }
    if (begun)
        json_writer_end_object(json);
}

static void write_notebook_metadata(const Writer *writer)
{
    JsonWriter *json = writer->json;
    const NotebookHeader *header = writer->writing->notebook->header;
    json_writer_key(json, "metadata");
    json_writer_begin_object(json);
    write_others(writer);
    json_writer_key(json, "marimo");
    json_writer_begin_object(json);
    write_app(writer, header);
    if (*header->text) {
        json_writer_key(json, "header");
        json_writer_string(json, header->text);
    }
    json_writer_key(json, "marimo_version");
    json_writer_string(json, writer->writing->version);
    json_writer_end_object(json);
    json_writer_end_object(json);
}

/* marimo's ids for all cells, by their places on the page. */
static GHashTable *place_ids(const FormatWriting *writing)
{
    GHashTable *found = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    g_autoptr(CellIds) ids = cell_ids_new();
    const GPtrArray *cells = writing->notebook->cells;
    guint count = writing->page ? writing->page->len : cells->len;
    for (guint i = 0; i < cells->len; i++) {
        const CellSnapshot *cell = g_ptr_array_index(cells, i);
        if (cell->kind == CELL_SETUP)
            g_hash_table_insert(found, g_memdup2(&cell->id, sizeof cell->id), g_strdup("setup"));
    }
    for (guint i = 0; i < count; i++) {
        uint64_t cell = writing->page ? g_array_index(writing->page, uint64_t, i)
                                      : ((CellSnapshot *)g_ptr_array_index(cells, i))->id;
        char id[5];
        if (g_hash_table_contains(found, &cell))
            continue;
        cell_ids_next(ids, id);
        g_hash_table_insert(found, g_memdup2(&cell, sizeof cell), g_strdup(id));
    }
    return found;
}

GString *format_ipynb_write(const FormatWriting *writing, GError **error)
{
    g_autoptr(JsonWriter) json = json_writer_new(1);
    g_autoptr(GHashTable) ids = place_ids(writing);
    g_autoptr(GHashTable) used = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Writer writer = {writing, json, ids, used};
    json_writer_begin_object(json);
    json_writer_key(json, "cells");
    json_writer_begin_array(json);
    for (guint i = 0; i < writing->notebook->cells->len; i++)
        write_cell(&writer, i);
    json_writer_end_array(json);
    write_notebook_metadata(&writer);
    json_writer_key(json, "nbformat");
    json_writer_integer(json, 4);
    json_writer_key(json, "nbformat_minor");
    json_writer_integer(json, 5);
    json_writer_end_object(json);
    g_autofree char *text = json_writer_steal(json);
    GString *out = g_string_new(text);
    g_string_append_c(out, '\n');
    return out;
}
