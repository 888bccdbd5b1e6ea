/* What language servers say. */
#include "engine/engine_lsp.h"

#include <string.h>

#include "base/files.h"
#include "engine/lsp_edit.h"
#include "notebook/line_diff.h"

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

/* In a cell that was edited since: of lines that are still there, where they are now. */
static void append_moved(GPtrArray *list, const GPtrArray *more, GBytes *judged, GBytes *now)
{
    g_autoptr(LineDiff) diff = line_diff_new(judged, now);
    guint first = list->len;
    append_copies(list, more);
    for (guint i = list->len; i > first; i--) {
        CellError *one = g_ptr_array_index(list, i - 1);
        size_t line = (size_t)MAX(one->line - 1, 0);
        if (line < diff->old_count && diff->match[line] >= 0)
            one->line = (int)diff->match[line] + 1;
        else
            g_ptr_array_remove_index(list, i - 1);
    }
}

static void append_theirs(const EngineLsp *lsp, uint64_t cell, GPtrArray *list)
{
    const CellSnapshot *now = g_hash_table_lookup(lsp->cells, &cell);
    for (guint i = 0; i < lsp->servers->len; i++) {
        const LspServer *server = lsp_server(lsp, i);
        const GPtrArray *theirs = g_hash_table_lookup(server->findings, &cell);
        const CellSnapshot *judged = theirs && server->judged ? lsp_page_cell(server->judged, cell) : NULL;
        if (judged && now && judged->revision != now->revision)
            append_moved(list, theirs, judged->code, now->code);
        else
            append_copies(list, theirs);
    }
}

void lsp_tell_edited(Worker *worker)
{
    EngineLsp *lsp = worker->lsp;
    for (guint i = 0; i < lsp->servers->len; i++) {
        const LspServer *server = lsp_server(lsp, i);
        GHashTableIter all;
        g_hash_table_iter_init(&all, server->findings);
        for (gpointer id; g_hash_table_iter_next(&all, &id, NULL);) {
            const CellSnapshot *now = g_hash_table_lookup(lsp->cells, id);
            const CellSnapshot *judged = server->judged ? lsp_page_cell(server->judged, *(uint64_t *)id) : NULL;
            if (now && judged && now->revision != judged->revision)
                lsp_tell_findings(worker, *(uint64_t *)id);
        }
    }
}

void lsp_tell_findings(Worker *worker, uint64_t cell)
{
    EngineEvent *event = engine_event_new(ENGINE_FINDINGS, cell);
    event->errors = cell_errors_new();
    append_copies(event->errors, g_hash_table_lookup(worker->lsp->own, &cell));
    append_theirs(worker->lsp, cell, event->errors);
    worker_tell(worker, event);
}

void worker_lsp_add_findings(Worker *worker, EngineEvent *event)
{
    EngineLsp *lsp = worker->lsp;
    GPtrArray *own = cell_errors_new();
    append_copies(own, event->errors);
    g_hash_table_insert(lsp->own, g_memdup2(&event->cell, sizeof event->cell), own);
    append_theirs(lsp, event->cell, event->errors);
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

/* What a cell shows stands alone at its end, and is no mistake there. */
static bool is_shown_value(const LspPage *page, LspUnits units, const JsonValue *range, const char *kind)
{
    static const char *const KINDS[] = {"reportUnusedExpression", "reportUnusedCallResult", "B018", "pointless-statement", NULL};
    LspSpot end;
    if (!g_strv_contains(KINDS, kind) || !lsp_page_spot_of(page, units, lsp_read_place(json_value_get(range, "end")), &end))
        return false;
    gsize size;
    const char *code = g_bytes_get_data(lsp_page_cell(page, end.cell)->code, &size);
    g_autofree char *text = g_strchomp(g_strndup(code ? code : "", size));
    size_t lines = 0;
    for (const char *at = text; *at; at++)
        lines += *at == '\n';
    return end.line >= lines;
}

/* ruff tells with a finding how it would put it right: if that changes no cell, only the lines between cells are wrong. */
static bool is_about_nothing(const LspServer *server, const JsonValue *diagnostic)
{
    const char *why;
    guint places;
    const JsonValue *edits = json_value_get(json_value_get(diagnostic, "data"), "edits");
    if (json_value_length(edits) == 0)
        return false;
    g_autoptr(GPtrArray) cells = lsp_edit_cells(server->page, server->ability.units, edits, &places, &why);
    return cells && cells->len == 0;
}

enum { SEVERITY_ERROR = 1, SEVERITY_HINT = 4 };

static void add_diagnostic(const LspServer *server, GHashTable *found, const JsonValue *diagnostic)
{
    LspSpot spot;
    const JsonValue *range = json_value_get(diagnostic, "range");
    const char *message = json_value_string(json_value_get(diagnostic, "message"));
    bool hint = json_value_integer(json_value_get(diagnostic, "severity"), SEVERITY_ERROR) >= SEVERITY_HINT;
    LspPlace place = lsp_read_place(json_value_get(range, "start"));
    if (!message || hint || !lsp_page_spot_of(server->page, server->ability.units, place, &spot) ||
        is_about_nothing(server, diagnostic))
        return;
    g_autofree char *kind = kind_of(diagnostic), *first = g_strndup(message, strcspn(message, "\r\n"));
    if (is_shown_value(server->page, server->ability.units, range, kind))
        return;
    GPtrArray *list = g_hash_table_lookup(found, &spot.cell);
    if (!list) {
        list = cell_errors_new();
        g_hash_table_insert(found, g_memdup2(&spot.cell, sizeof spot.cell), list);
    }
    CellError *error = cell_error_new(kind, first, NULL);
    error->line = (int)spot.line + 1;
    error->column = (int)spot.byte + 1;
    g_ptr_array_add(list, error);
}

void lsp_tell_all_of(Worker *worker, GHashTable *findings)
{
    GHashTableIter all;
    g_hash_table_iter_init(&all, findings);
    for (gpointer id; g_hash_table_iter_next(&all, &id, NULL);)
        lsp_tell_findings(worker, *(uint64_t *)id);
}

static bool same_findings(const GPtrArray *a, const GPtrArray *b)
{
    if (!a || !b || a->len != b->len)
        return false;
    for (guint i = 0; i < a->len; i++) {
        const CellError *one = g_ptr_array_index(a, i), *other = g_ptr_array_index(b, i);
        if (one->line != other->line || one->column != other->column || strcmp(one->kind, other->kind) != 0 ||
            strcmp(one->message, other->message) != 0)
            return false;
    }
    return true;
}

static bool same_code(const LspPage *a, const LspPage *b, uint64_t id)
{
    const CellSnapshot *one = a ? lsp_page_cell(a, id) : NULL, *other = lsp_page_cell(b, id);
    return one && other && one->revision == other->revision;
}

/* Of the cells that are in `findings`, those that are not in the others (skip: nor told with them) or are told otherwise. */
static void tell_differences(Worker *worker, const LspServer *server, GHashTable *findings, GHashTable *others,
                             const LspPage *before, bool skip)
{
    GHashTableIter all;
    g_hash_table_iter_init(&all, findings);
    for (gpointer id, list; g_hash_table_iter_next(&all, &id, &list);) {
        const GPtrArray *other = g_hash_table_lookup(others, id);
        bool same = same_findings(list, other) && same_code(before, server->judged, *(uint64_t *)id);
        if (!same && !(skip && other))
            lsp_tell_findings(worker, *(uint64_t *)id);
    }
}

enum { MOST_DIAGNOSTICS = 2000 };

/* Of an older text its lines would be wrong. */
static bool is_of_now(const LspServer *server, const JsonValue *params)
{
    int64_t version = json_value_integer(json_value_get(params, "version"), server->version);
    const char *uri = json_value_string(json_value_get(params, "uri"));
    return server->page && version == server->version && g_strcmp0(uri, server->uri) == 0;
}

static void read_diagnostics(Worker *worker, LspServer *server, JsonValue *params)
{
    const JsonValue *list = json_value_get(params, "diagnostics");
    g_autoptr(GHashTable) before = server->findings;
    g_autoptr(LspPage) judged = server->judged;
    g_clear_pointer(&server->diagnostics, json_value_unref);
    server->diagnostics = json_value_ref(params);
    server->judged = lsp_page_ref(server->page);
    server->findings = lsp_findings_new();
    for (size_t i = 0; i < MIN(json_value_length(list), MOST_DIAGNOSTICS); i++)
        add_diagnostic(server, server->findings, json_value_at(list, i));
    tell_differences(worker, server, server->findings, before, judged, false);
    tell_differences(worker, server, before, server->findings, judged, true);
}

/* The last ones of a burst are enough, and each list is of all cells. */
int lsp_keep_findings(Worker *worker, LspServer *server)
{
    enum { PAUSE_MS = 100 };
    gint64 now = g_get_monotonic_time(), due = server->read + PAUSE_MS * 1000;
    if (!server->unread)
        return -1;
    if (now < due)
        return (int)((due - now + 999) / 1000);
    g_autoptr(JsonValue) params = g_steal_pointer(&server->unread);
    server->read = now;
    if (is_of_now(server, params))
        read_diagnostics(worker, server, params);
    return -1;
}

static void take_diagnostics(Worker *worker, LspServer *server, const JsonValue *params)
{
    if (!is_of_now(server, params))
        return;
    g_clear_pointer(&server->unread, json_value_unref);
    server->unread = json_value_ref((JsonValue *)params);
    lsp_keep_findings(worker, server);
}

/* --- answers -------------------------------------------------------------------------------------------------------------- */

static guint index_of(const EngineLsp *lsp, const LspServer *server)
{
    guint at = 0;
    g_ptr_array_find(lsp->servers, server, &at);
    return at;
}

static void tell_found(Worker *worker, const LspQuestion *question, Lookup what, const GPtrArray *strings)
{
    EngineEvent *event = engine_event_new(ENGINE_FOUND, 0);
    event->ticket = question->ticket;
    event->lookup = what;
    event->found = g_strdupv((char **)strings->pdata);
    event->by_tool = true;
    worker_tell(worker, event);
}

/* More of a name is told as that name again. */
static void take_named(Worker *worker, const LspQuestion *question, const JsonValue *item)
{
    g_autoptr(GPtrArray) strings = lsp_read_named(item);
    tell_found(worker, question, LOOKUP_NAMES, strings);
}

static void take_found(Worker *worker, LspServer *server, const LspQuestion *question, const JsonValue *result)
{
    static GPtrArray *(*const READERS[])(const JsonValue *) = {
        [ASK_NAMES] = lsp_read_names, [ASK_HELP] = lsp_read_help, [ASK_SIGNATURE] = lsp_read_signature,
    };
    g_autoptr(GPtrArray) strings = READERS[question->what](result);
    bool nothing = strings->len == 1 && question->what != ASK_NAMES;
    if (nothing && lsp_ask_from(worker, question, index_of(worker->lsp, server) + 1))
        return;
    if (question->what == ASK_NAMES && server->ability.skills & LSP_RESOLVE_NAME) {
        g_clear_pointer(&server->names, json_value_unref);
        server->names = json_value_ref((JsonValue *)result);
        server->names_ticket = question->ticket;
    }
    tell_found(worker, question, (Lookup)question->what, strings);
}

static const ToolQuestion TOOLS[ASK_KINDS] = {
    [ASK_DEFINITION] = TOOL_DEFINITION, [ASK_DECLARATION] = TOOL_DECLARATION, [ASK_REFERENCES] = TOOL_REFERENCES,
    [ASK_PREPARE] = TOOL_RENAME,        [ASK_RENAME] = TOOL_RENAME,           [ASK_ACTIONS] = TOOL_ACTIONS,
    [ASK_RESOLVE] = TOOL_ACTIONS,       [ASK_COMMAND] = TOOL_ACTIONS,
};

void lsp_tell_trouble(Worker *worker, const LspQuestion *question, const char *why)
{
    EngineEvent *event = engine_event_new(ENGINE_TOOL_FAILED, 0);
    event->ticket = question->ticket;
    event->tool = TOOLS[question->what];
    event->text = g_strdup(why);
    worker_tell(worker, event);
}

/* The line of another file, for a list of places; NULL: it cannot be read.  The caller frees it. */
static char *line_of_file(GHashTable *texts, const char *path, size_t number)
{
    LspText *text = g_hash_table_lookup(texts, path);
    if (!text) {
        gsize size = 0;
        g_autoptr(GBytes) bytes = g_file_test(path, G_FILE_TEST_IS_REGULAR) ? file_read(path, NULL, NULL) : NULL;
        const char *start = bytes ? g_bytes_get_data(bytes, &size) : NULL;
        text = lsp_text_new();
        lsp_text_append(text, start ? start : "", (gssize)size);
        g_hash_table_insert(texts, g_strdup(path), text);
    }
    if (number >= lsp_text_line_count(text))
        return NULL;
    char *line = g_strndup(lsp_text_bytes(text) + lsp_text_line_start(text, number), lsp_text_line_length(text, number));
    return g_strstrip(line);
}

static void free_text(gpointer text)
{
    lsp_text_free(text);
}

static GPtrArray *places_of(const LspServer *server, const LspPage *page, const GArray *locations)
{
    GPtrArray *places = engine_places_new();
    g_autoptr(GHashTable) texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_text);
    for (guint i = 0; i < locations->len; i++) {
        const LspLocation *location = &g_array_index(locations, LspLocation, i);
        EnginePlace place = {.line = location->place.line};
        LspSpot spot;
        if (strcmp(location->uri, server->uri) != 0)
            place.path = g_filename_from_uri(location->uri, NULL, NULL);
        else if (lsp_page_spot_of(page, server->ability.units, location->place, &spot))
            place = (EnginePlace){spot.cell, lsp_page_cell(page, spot.cell)->revision, spot.line, spot.byte, NULL, NULL};
        if (place.path)
            place.text = line_of_file(texts, place.path, place.line);
        if (place.path || place.cell)
            g_ptr_array_add(places, g_memdup2(&place, sizeof place));
    }
    return places;
}

static void take_places(Worker *worker, LspServer *server, const LspQuestion *question, const JsonValue *result)
{
    g_autoptr(GArray) locations = lsp_read_locations(result);
    if (locations->len == 0 && lsp_ask_from(worker, question, index_of(worker->lsp, server) + 1))
        return;
    EngineEvent *event = engine_event_new(ENGINE_PLACES, 0);
    event->ticket = question->ticket;
    event->tool = TOOLS[question->what];
    event->places = places_of(server, question->page, locations);
    worker_tell(worker, event);
}

/* Anything but null: it can be renamed. */
static void take_prepared(Worker *worker, LspServer *server, const LspQuestion *question, const JsonValue *result)
{
    LspQuestion rename = *question;
    rename.what = ASK_RENAME;
    if (json_value_kind(result) == JSON_KIND_NULL)
        lsp_tell_trouble(worker, question, "what is here cannot be renamed");
    else if (!lsp_ask_from(worker, &rename, index_of(worker->lsp, server)))
        lsp_tell_trouble(worker, question, "the text has changed meanwhile");
}

static void take_ability(Worker *worker, LspServer *server, const JsonValue *result)
{
    if (!lsp_read_ability(result, &server->ability)) {
        lsp_fail(worker, server, "counts in units that nobody knows");
        return;
    }
    server->ready = true;
    lsp_send_initialized(server);
}

static void take_result(Worker *worker, LspServer *server, const LspQuestion *question, const JsonValue *result)
{
    switch (question->what) {
    case ASK_NAMES:
    case ASK_HELP:
    case ASK_SIGNATURE: take_found(worker, server, question, result); break;
    case ASK_NAMED: take_named(worker, question, result); break;
    case ASK_DEFINITION:
    case ASK_DECLARATION:
    case ASK_REFERENCES: take_places(worker, server, question, result); break;
    case ASK_ACTIONS: lsp_take_actions(worker, server, question, result); break;
    case ASK_PREPARE: take_prepared(worker, server, question, result); break;
    case ASK_RENAME:
        lsp_take_edit(worker, server, question->page, question->ticket, result, "rename", NULL);
        break;
    case ASK_RESOLVE: lsp_take_action(worker, server, question, result); break;
    case ASK_INITIALIZE: take_ability(worker, server, result); break;
    default: break; /* ASK_COMMAND: what it did it has asked us to do */
    }
}

static void take_answer(Worker *worker, LspServer *server, int64_t id, const JsonValue *message)
{
    gpointer key, value;
    if (!g_hash_table_steal_extended(server->questions, &id, &key, &value))
        return; /* nobody wants to know any more */
    g_autoptr(LspQuestion) question = value;
    g_free(key);
    const JsonValue *error = json_value_get(message, "error");
    const char *why = json_value_string(json_value_get(error, "message"));
    if (json_value_kind(error) == JSON_KIND_NULL) {
        take_result(worker, server, question, json_value_get(message, "result"));
    } else if (question->what == ASK_INITIALIZE) {
        lsp_fail(worker, server, "refuses to work");
    } else {
        g_autofree char *first = why && *why ? g_strndup(why, strcspn(why, "\r\n")) : g_strdup("it does not say why");
        g_autofree char *text = g_strdup_printf("%s: %s", server->name, first);
        lsp_drop_question(worker, question, text);
    }
}

/* --- what it asks ------------------------------------------------------------------------------------------------------------ */

/* Where the notebook's own Python is, for those who look for the modules that it imports; of anything else we know nothing. */
static void answer_configuration(Worker *worker, LspServer *server, const JsonValue *id, const JsonValue *items)
{
    g_autofree char *python = worker_tool_python(worker);
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    json_writer_begin_array(writer);
    for (size_t i = 0; i < json_value_length(items); i++) {
        bool asks_python = g_strcmp0(json_value_string(json_value_get(json_value_at(items, i), "section")), "python") == 0;
        if (!asks_python || !python) {
            json_writer_null(writer);
            continue;
        }
        json_writer_begin_object(writer);
        json_writer_key(writer, "pythonPath");
        json_writer_string(writer, python);
        json_writer_end_object(writer);
    }
    json_writer_end_array(writer);
    lsp_send_answer(server, id, json_writer_text(writer));
}

static void answer(Worker *worker, LspServer *server, const char *method, const JsonValue *id, const JsonValue *params)
{
    if (strcmp(method, "workspace/configuration") == 0)
        answer_configuration(worker, server, id, json_value_get(params, "items"));
    else if (strcmp(method, "workspace/applyEdit") == 0)
        lsp_apply_edit(worker, server, id, params);
    else
        lsp_send_answer(server, id, "null");
}

void lsp_take(Worker *worker, LspServer *server, const JsonValue *message)
{
    const JsonValue *id = json_value_get(message, "id"), *params = json_value_get(message, "params");
    const char *method = json_value_string(json_value_get(message, "method"));
    if (!method)
        take_answer(worker, server, json_value_integer(id, -1), message);
    else if (id)
        answer(worker, server, method, id, params);
    else if (strcmp(method, "textDocument/publishDiagnostics") == 0)
        take_diagnostics(worker, server, params);
}
