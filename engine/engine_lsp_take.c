/* What a language server says. */
#include "engine/engine_lsp.h"

#include <string.h>

/* --- findings ------------------------------------------------------------------------------------------------------------- */

static void append_copies(GPtrArray *list, const GPtrArray *more)
{
    for (guint i = 0; more && i < more->len; i++) {
        const CellError *one = g_ptr_array_index(more, i);
        CellError *copy = cell_error_new(one->kind, one->message, one->names);
        copy->line = one->line;
        copy->column = one->column;
        g_ptr_array_add(list, copy);
    }
}

void lsp_tell_findings(Worker *worker, uint64_t cell)
{
    EngineEvent *event = engine_event_new(ENGINE_FINDINGS, cell);
    event->errors = cell_errors_new();
    append_copies(event->errors, g_hash_table_lookup(worker->lsp->own, &cell));
    append_copies(event->errors, g_hash_table_lookup(worker->lsp->theirs, &cell));
    worker_tell(worker, event);
}

void worker_lsp_add_findings(Worker *worker, EngineEvent *event)
{
    EngineLsp *lsp = worker->lsp;
    GPtrArray *own = cell_errors_new();
    append_copies(own, event->errors);
    g_hash_table_insert(lsp->own, g_memdup2(&event->cell, sizeof event->cell), own);
    append_copies(event->errors, g_hash_table_lookup(lsp->theirs, &event->cell));
}

/* "F401", 401, or what says so. */
static char *kind_of(const JsonValue *diagnostic)
{
    const JsonValue *code = json_value_get(diagnostic, "code");
    const char *text = json_value_string(code), *source = json_value_string(json_value_get(diagnostic, "source"));
    if (text)
        return g_strdup(text);
    if (json_value_kind(code) == JSON_KIND_INTEGER)
        return g_strdup_printf("%" G_GINT64_FORMAT, json_value_integer(code, 0));
    return g_strdup(source ? source : "lsp");
}

static LspPlace place_at(const JsonValue *position)
{
    int64_t line = json_value_integer(json_value_get(position, "line"), 0);
    int64_t character = json_value_integer(json_value_get(position, "character"), 0);
    return (LspPlace){(size_t)MAX(line, 0), (size_t)MAX(character, 0)};
}

static void add_diagnostic(EngineLsp *lsp, GHashTable *found, const JsonValue *diagnostic)
{
    LspSpot spot;
    const char *message = json_value_string(json_value_get(diagnostic, "message"));
    LspPlace place = place_at(json_value_get(json_value_get(diagnostic, "range"), "start"));
    if (!message || !lsp_page_cell_of(lsp->page, place, &spot))
        return;
    GPtrArray *list = g_hash_table_lookup(found, &spot.cell);
    if (!list) {
        list = cell_errors_new();
        g_hash_table_insert(found, g_memdup2(&spot.cell, sizeof spot.cell), list);
    }
    g_autofree char *kind = kind_of(diagnostic), *first = g_strndup(message, strcspn(message, "\r\n"));
    CellError *error = cell_error_new(kind, first, NULL);
    error->line = (int)spot.line + 1;
    error->column = (int)spot.byte + 1;
    g_ptr_array_add(list, error);
}

static void unref_list(gpointer list)
{
    g_ptr_array_unref(list);
}

static void tell_all_of(Worker *worker, GHashTable *lists, GHashTable *but)
{
    GHashTableIter all;
    g_hash_table_iter_init(&all, lists);
    for (gpointer id; g_hash_table_iter_next(&all, &id, NULL);) {
        if (!but || !g_hash_table_contains(but, id))
            lsp_tell_findings(worker, *(uint64_t *)id);
    }
}

/* Of an older text its lines would be wrong. */
static void take_diagnostics(Worker *worker, const JsonValue *params)
{
    EngineLsp *lsp = worker->lsp;
    g_autofree char *uri = lsp_uri(worker);
    int64_t version = json_value_integer(json_value_get(params, "version"), lsp->version);
    if (!lsp->page || version != lsp->version || g_strcmp0(json_value_string(json_value_get(params, "uri")), uri) != 0)
        return;
    const JsonValue *list = json_value_get(params, "diagnostics");
    g_autoptr(GHashTable) before = lsp->theirs;
    lsp->theirs = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, unref_list);
    for (size_t i = 0; i < json_value_length(list); i++)
        add_diagnostic(lsp, lsp->theirs, json_value_at(list, i));
    tell_all_of(worker, lsp->theirs, NULL);
    tell_all_of(worker, before, lsp->theirs);
}

/* --- answers -------------------------------------------------------------------------------------------------------------- */

/* CompletionItemKind, as the kernel calls them. */
static const char *const KINDS[] = {"", "", "function", "function", "function", "instance", "instance", "class", "class",
                                    "module", "property", "", "instance", "class", "keyword", "snippet"};

static const char *text_of(const JsonValue *value)
{
    const char *text = json_value_string(value);
    return text ? text : json_value_string(json_value_get(value, "value"));
}

static void add_name(GPtrArray *strings, const JsonValue *item)
{
    const char *name = json_value_string(json_value_get(item, "insertText"));
    const char *label = json_value_string(json_value_get(item, "label")), *doc = text_of(json_value_get(item, "documentation"));
    int64_t kind = json_value_integer(json_value_get(item, "kind"), 0);
    name = name ? name : label;
    size_t length = 0;
    while (name && (g_ascii_isalnum(name[length]) || name[length] == '_' || (name[length] & 0x80)))
        length++;
    if (length == 0)
        return;
    g_ptr_array_add(strings, g_strndup(name, length));
    g_ptr_array_add(strings, g_strdup(kind > 0 && kind < (int64_t)G_N_ELEMENTS(KINDS) ? KINDS[kind] : ""));
    g_ptr_array_add(strings, g_strdup(""));
    g_ptr_array_add(strings, doc ? g_strndup(doc, strcspn(doc, "\n")) : g_strdup(""));
}

static GPtrArray *names_of(const JsonValue *result)
{
    GPtrArray *strings = g_ptr_array_new_with_free_func(g_free);
    const JsonValue *items = json_value_get(result, "items");
    items = items ? items : result;
    for (size_t i = 0; i < json_value_length(items); i++)
        add_name(strings, json_value_at(items, i));
    g_ptr_array_add(strings, NULL);
    return strings;
}

/* A string, a {"value"}, or several. */
static GPtrArray *help_of(const JsonValue *result)
{
    const JsonValue *contents = json_value_get(result, "contents");
    g_autoptr(GString) text = g_string_new(text_of(contents));
    for (size_t i = 0; json_value_kind(contents) == JSON_KIND_ARRAY && i < json_value_length(contents); i++)
        g_string_append_printf(text, "%s\n", text_of(json_value_at(contents, i)) ?: "");
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) words = g_strsplit(g_strstrip(text->str), "\n", -1);
    for (size_t i = 0; words[i]; i++) {
        if (!g_str_has_prefix(words[i], "```"))
            g_ptr_array_add(lines, g_strdup(words[i]));
    }
    g_ptr_array_add(lines, NULL);
    return lines;
}

static void take_answer(Worker *worker, int64_t id, const JsonValue *message)
{
    EngineLsp *lsp = worker->lsp;
    const JsonValue *result = json_value_get(message, "result");
    if (id == lsp->initialize) {
        lsp_send_initialized(worker);
        return;
    }
    LspQuestion *question = g_hash_table_lookup(lsp->questions, &id);
    if (!question)
        return;
    g_autoptr(GPtrArray) strings = question->what == LOOKUP_NAMES ? names_of(result) : help_of(result);
    EngineEvent *event = engine_event_new(ENGINE_FOUND, 0);
    event->ticket = question->ticket;
    event->lookup = question->what;
    event->found = g_strdupv((char **)strings->pdata);
    event->by_tool = true;
    worker_tell(worker, event);
    g_hash_table_remove(lsp->questions, &id);
}

/* Whatever it asks for, we have none: of configuration as many times as it asks. */
static void answer(EngineLsp *lsp, const char *method, const JsonValue *id, const JsonValue *params)
{
    g_autofree char *number = json_value_to_text(id);
    g_autoptr(GString) result = g_string_new("null");
    if (strcmp(method, "workspace/configuration") == 0) {
        g_string_assign(result, "[");
        for (size_t i = 0; i < json_value_length(json_value_get(params, "items")); i++)
            g_string_append(result, i ? ",null" : "null");
        g_string_append_c(result, ']');
    }
    g_autofree char *json = g_strdup_printf("{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":%s}", number, result->str);
    lsp_send(lsp, json);
}

void lsp_take(Worker *worker, const JsonValue *message)
{
    const JsonValue *id = json_value_get(message, "id"), *params = json_value_get(message, "params");
    const char *method = json_value_string(json_value_get(message, "method"));
    if (!method)
        take_answer(worker, json_value_integer(id, -1), message);
    else if (id)
        answer(worker->lsp, method, id, params);
    else if (strcmp(method, "textDocument/publishDiagnostics") == 0)
        take_diagnostics(worker, params);
}
