/* What language servers are sent. */
#include "engine/engine_lsp.h"

#include <string.h>
#include <unistd.h>

#include "engine/lsp_message.h"

static void send(LspServer *server, const char *json)
{
    g_autoptr(GString) stream = g_string_new(NULL);
    lsp_message_append(stream, json);
    child_send(server->child, stream->str, stream->len);
}

/* {"jsonrpc":"2.0","id":...,"method":...: the caller writes what is missing, and ends with end_and_send(). */
static JsonWriter *begin_bare(const char *method, int64_t id)
{
    JsonWriter *writer = json_writer_new(0);
    json_writer_begin_object(writer);
    json_writer_key(writer, "jsonrpc");
    json_writer_string(writer, "2.0");
    if (id > 0) {
        json_writer_key(writer, "id");
        json_writer_integer(writer, id);
    }
    json_writer_key(writer, "method");
    json_writer_string(writer, method);
    return writer;
}

/* The same up to "params":{ */
static JsonWriter *begin(const char *method, int64_t id)
{
    JsonWriter *writer = begin_bare(method, id);
    json_writer_key(writer, "params");
    json_writer_begin_object(writer);
    return writer;
}

static void end_and_send(LspServer *server, JsonWriter *writer)
{
    json_writer_end_object(writer);
    json_writer_end_object(writer);
    send(server, json_writer_text(writer));
}

static void begin_member(JsonWriter *writer, const char *name)
{
    json_writer_key(writer, name);
    json_writer_begin_object(writer);
}

static void put_string(JsonWriter *writer, const char *name, const char *text)
{
    json_writer_key(writer, name);
    json_writer_string(writer, text);
}

static void put_integer(JsonWriter *writer, const char *name, int64_t number)
{
    json_writer_key(writer, name);
    json_writer_integer(writer, number);
}

static void put_value(JsonWriter *writer, const char *name, const JsonValue *value)
{
    g_autofree char *json = json_value_to_text(value);
    json_writer_key(writer, name);
    json_writer_raw(writer, json);
}

static void put_place(JsonWriter *writer, const char *name, LspPlace place)
{
    begin_member(writer, name);
    put_integer(writer, "line", (int64_t)place.line);
    put_integer(writer, "character", (int64_t)place.character);
    json_writer_end_object(writer);
}

static void put_document(JsonWriter *writer, const LspServer *server)
{
    begin_member(writer, "textDocument");
    put_string(writer, "uri", server->uri);
    json_writer_end_object(writer);
}

/* --- the beginning ------------------------------------------------------------------------------------------------------ */

static const char CAPABILITIES[] =
    "{\"general\":{\"positionEncodings\":[\"utf-8\",\"utf-32\",\"utf-16\"]},"
    "\"workspace\":{\"applyEdit\":true,\"workspaceEdit\":{\"documentChanges\":true},\"configuration\":true,"
    "\"workspaceFolders\":true,\"executeCommand\":{}},"
    "\"textDocument\":{\"publishDiagnostics\":{\"versionSupport\":true,\"dataSupport\":true,\"codeDescriptionSupport\":true},"
    "\"synchronization\":{\"didSave\":true},"
    "\"completion\":{\"completionItem\":{\"snippetSupport\":true,\"documentationFormat\":[\"plaintext\"],\"labelDetailsSupport\":true,\"resolveSupport\":{\"properties\":[\"documentation\"]}}},"
    "\"hover\":{\"contentFormat\":[\"plaintext\",\"markdown\"]},"
    "\"signatureHelp\":{\"signatureInformation\":{\"documentationFormat\":[\"plaintext\"]}},"
    "\"definition\":{\"linkSupport\":true},\"declaration\":{\"linkSupport\":true},\"references\":{},"
    "\"rename\":{\"prepareSupport\":true},"
    "\"codeAction\":{\"codeActionLiteralSupport\":{\"codeActionKind\":{\"valueSet\":[\"\",\"quickfix\",\"refactor\","
    "\"refactor.extract\",\"refactor.inline\",\"refactor.rewrite\",\"source\",\"source.organizeImports\",\"source.fixAll\"]}},"
    "\"dataSupport\":true,\"disabledSupport\":true,\"resolveSupport\":{\"properties\":[\"edit\",\"command\"]}}}}";

void lsp_send_initialize(Worker *worker, LspServer *server)
{
    g_autofree char *folder = worker->file.path ? g_path_get_dirname(worker->file.path) : g_get_current_dir();
    g_autofree char *root = g_filename_to_uri(folder, NULL, NULL), *name = g_path_get_basename(folder);
    int64_t id = ++server->last_id;
    enum { PATIENCE_S = 60 };
    LspQuestion *question = g_new0(LspQuestion, 1);
    question->what = ASK_INITIALIZE;
    question->due = g_get_monotonic_time() + PATIENCE_S * G_USEC_PER_SEC;
    g_hash_table_insert(server->questions, g_memdup2(&id, sizeof id), question);
    g_autoptr(JsonWriter) writer = begin("initialize", id);
    put_integer(writer, "processId", getpid());
    begin_member(writer, "clientInfo");
    put_string(writer, "name", "tarn");
    json_writer_end_object(writer);
    put_string(writer, "rootUri", root);
    json_writer_key(writer, "capabilities");
    json_writer_raw(writer, CAPABILITIES);
    json_writer_key(writer, "workspaceFolders");
    json_writer_begin_array(writer);
    json_writer_begin_object(writer);
    put_string(writer, "uri", root);
    put_string(writer, "name", name);
    json_writer_end_object(writer);
    json_writer_end_array(writer);
    end_and_send(server, writer);
}

void lsp_send_initialized(LspServer *server)
{
    g_autoptr(JsonWriter) writer = begin("initialized", 0);
    end_and_send(server, writer);
}

/* --- the text ------------------------------------------------------------------------------------------------------------ */

static void put_text(JsonWriter *writer, const char *bytes, size_t length)
{
    json_writer_key(writer, "text");
    json_writer_bytes(writer, bytes, (gssize)length);
}

static void send_open(LspServer *server)
{
    const LspText *text = lsp_page_text(server->page);
    g_autoptr(JsonWriter) writer = begin("textDocument/didOpen", 0);
    begin_member(writer, "textDocument");
    put_string(writer, "uri", server->uri);
    put_integer(writer, "version", ++server->version);
    put_string(writer, "languageId", "python");
    put_text(writer, lsp_text_bytes(text), lsp_text_size(text));
    json_writer_end_object(writer);
    end_and_send(server, writer);
}

static void put_change(JsonWriter *writer, const LspServer *server, const LspText *before, const LspText *now)
{
    LspChange change;
    if (server->ability.sync != LSP_SYNC_CHANGES) {
        put_text(writer, lsp_text_bytes(now), lsp_text_size(now));
        return;
    }
    lsp_text_change(before, now, &change);
    begin_member(writer, "range");
    put_place(writer, "start", lsp_text_place(before, server->ability.units, change.start));
    put_place(writer, "end", lsp_text_place(before, server->ability.units, change.end));
    json_writer_end_object(writer);
    put_text(writer, change.bytes, change.length);
}

static void send_change(LspServer *server, const LspText *before, const LspText *now)
{
    g_autoptr(JsonWriter) writer = begin("textDocument/didChange", 0);
    begin_member(writer, "textDocument");
    put_string(writer, "uri", server->uri);
    put_integer(writer, "version", ++server->version);
    json_writer_end_object(writer);
    json_writer_key(writer, "contentChanges");
    json_writer_begin_array(writer);
    json_writer_begin_object(writer);
    put_change(writer, server, before, now);
    json_writer_end_object(writer);
    json_writer_end_array(writer);
    end_and_send(server, writer);
}

static void send_close(LspServer *server)
{
    g_autoptr(JsonWriter) writer = begin("textDocument/didClose", 0);
    put_document(writer, server);
    end_and_send(server, writer);
}

void lsp_send_text(Worker *worker, LspServer *server, LspPage *page)
{
    g_autofree char *uri = lsp_uri(worker);
    g_autoptr(LspPage) before = server->page;
    LspChange change;
    server->page = lsp_page_ref(page);
    if (server->uri && strcmp(server->uri, uri) != 0) {
        send_close(server); /* the notebook has another name */
        g_clear_pointer(&server->uri, g_free);
    }
    if (!server->uri) {
        server->uri = g_steal_pointer(&uri);
        send_open(server);
    } else if (lsp_text_change(lsp_page_text(before), lsp_page_text(page), &change)) {
        send_change(server, lsp_page_text(before), lsp_page_text(page));
    }
}

void lsp_send_saved(LspServer *server)
{
    g_autoptr(JsonWriter) writer = begin("textDocument/didSave", 0);
    put_document(writer, server);
    end_and_send(server, writer);
}

/* --- questions and answers ----------------------------------------------------------------------------------------------- */

static const char *const METHODS[ASK_KINDS] = {
    [ASK_NAMES] = "textDocument/completion",
    [ASK_HELP] = "textDocument/hover",
    [ASK_SIGNATURE] = "textDocument/signatureHelp",
    [ASK_NAMED] = "completionItem/resolve",
    [ASK_DEFINITION] = "textDocument/definition",
    [ASK_DECLARATION] = "textDocument/declaration",
    [ASK_REFERENCES] = "textDocument/references",
    [ASK_ACTIONS] = "textDocument/codeAction",
    [ASK_PREPARE] = "textDocument/prepareRename",
    [ASK_RENAME] = "textDocument/rename",
    [ASK_RESOLVE] = "codeAction/resolve",
    [ASK_COMMAND] = "workspace/executeCommand",
};

static LspPlace place_of(const LspServer *server, const LspQuestion *question, size_t line, size_t byte)
{
    LspPlace place = {0, 0};
    lsp_page_place_of(question->page, server->ability.units, question->span.cell, line, byte, &place);
    return place;
}

/* The diagnostics of the lines, as they came: some servers keep in them how they can be put right. */
static void put_diagnostics(JsonWriter *writer, const LspServer *server, LspPlace first, LspPlace last)
{
    const JsonValue *list = json_value_get(server->diagnostics, "diagnostics");
    json_writer_key(writer, "diagnostics");
    json_writer_begin_array(writer);
    for (size_t i = 0; i < json_value_length(list); i++) {
        const JsonValue *range = json_value_get(json_value_at(list, i), "range");
        LspPlace start = lsp_read_place(json_value_get(range, "start")), end = lsp_read_place(json_value_get(range, "end"));
        if (end.line < first.line || start.line > last.line)
            continue;
        g_autofree char *json = json_value_to_text(json_value_at(list, i));
        json_writer_raw(writer, json);
    }
    json_writer_end_array(writer);
}

static void put_actions(JsonWriter *writer, const LspServer *server, const LspQuestion *question)
{
    const EngineSpan *span = &question->span;
    LspPlace first = place_of(server, question, span->line, span->byte);
    LspPlace last = place_of(server, question, span->end_line, span->end_byte);
    begin_member(writer, "range");
    put_place(writer, "start", first);
    put_place(writer, "end", last);
    json_writer_end_object(writer);
    begin_member(writer, "context");
    put_diagnostics(writer, server, first, last);
    if (question->text && *question->text) {
        const char *only[] = {question->text, NULL};
        json_writer_key(writer, "only");
        json_writer_strings(writer, (char *const *)only);
    }
    put_integer(writer, "triggerKind", 1);
    json_writer_end_object(writer);
}

static void put_params(JsonWriter *writer, const LspServer *server, const LspQuestion *question)
{
    put_document(writer, server);
    if (question->what == ASK_ACTIONS) {
        put_actions(writer, server, question);
        return;
    }
    put_place(writer, "position", place_of(server, question, question->span.line, question->span.byte));
    if (question->what == ASK_REFERENCES) {
        begin_member(writer, "context");
        json_writer_key(writer, "includeDeclaration");
        json_writer_bool(writer, true);
        json_writer_end_object(writer);
    } else if (question->what == ASK_RENAME) {
        put_string(writer, "newName", question->text);
    }
}

/* A bare Command is one itself, a CodeAction has one. */
static const JsonValue *command_of(const JsonValue *action)
{
    const JsonValue *command = json_value_get(action, "command");
    return json_value_kind(command) == JSON_KIND_OBJECT ? command : action;
}

void lsp_send_question(LspServer *server, int64_t id, const LspQuestion *question, const LspAction *action)
{
    if (question->what == ASK_RESOLVE || question->what == ASK_NAMED) {
        g_autoptr(JsonWriter) writer = begin_bare(METHODS[question->what], id);
        put_value(writer, "params", action->json);
        json_writer_end_object(writer);
        send(server, json_writer_text(writer));
        return;
    }
    g_autoptr(JsonWriter) writer = begin(METHODS[question->what], id);
    if (question->what == ASK_COMMAND) {
        const JsonValue *command = command_of(action->json), *arguments = json_value_get(command, "arguments");
        put_string(writer, "command", json_value_string(json_value_get(command, "command")));
        if (arguments)
            put_value(writer, "arguments", arguments);
    } else {
        put_params(writer, server, question);
    }
    end_and_send(server, writer);
}

void lsp_send_cancel(LspServer *server, int64_t id)
{
    g_autoptr(JsonWriter) writer = begin("$/cancelRequest", 0);
    put_integer(writer, "id", id);
    end_and_send(server, writer);
}

void lsp_send_answer(LspServer *server, const JsonValue *id, const char *result)
{
    g_autofree char *number = json_value_to_text(id);
    g_autofree char *json = g_strdup_printf("{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":%s}", number, result);
    send(server, json);
}
