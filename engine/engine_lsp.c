#include "engine/engine_lsp.h"

#include <string.h>
#include <unistd.h>

#include "engine/lsp_message.h"

static void unref_list(gpointer list)
{
    g_ptr_array_unref(list);
}

static void unref_bytes(gpointer bytes)
{
    g_bytes_unref(bytes);
}

void worker_lsp_init(Worker *worker)
{
    EngineLsp *lsp = worker->lsp = g_new0(EngineLsp, 1);
    lsp->command = g_strdup("");
    lsp->codes = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, unref_bytes);
    lsp->questions = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    lsp->own = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, unref_list);
    lsp->theirs = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, unref_list);
}

/* What it said is not known any more. */
static void forget(Worker *worker)
{
    EngineLsp *lsp = worker->lsp;
    g_clear_pointer(&lsp->child, child_free);
    g_clear_pointer(&lsp->page, lsp_page_free);
    g_hash_table_remove_all(lsp->questions);
    lsp->ready = false;
    g_autoptr(GHashTable) theirs = g_steal_pointer(&lsp->theirs);
    lsp->theirs = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, unref_list);
    GHashTableIter all;
    g_hash_table_iter_init(&all, theirs);
    for (gpointer id; g_hash_table_iter_next(&all, &id, NULL);)
        lsp_tell_findings(worker, *(uint64_t *)id);
}

void worker_lsp_clear(Worker *worker)
{
    EngineLsp *lsp = worker->lsp;
    g_clear_pointer(&lsp->child, child_free);
    g_clear_pointer(&lsp->page, lsp_page_free);
    g_clear_pointer(&lsp->notebook, notebook_snapshot_unref);
    g_hash_table_unref(lsp->codes);
    g_hash_table_unref(lsp->questions);
    g_hash_table_unref(lsp->own);
    g_hash_table_unref(lsp->theirs);
    g_free(lsp->command);
    g_free(lsp);
}

/* --- what is sent ------------------------------------------------------------------------------------------------------ */

char *lsp_uri(Worker *worker)
{
    g_autofree char *path = worker->file.path ? g_strdup(worker->file.path) : g_canonicalize_filename("notebook.py", NULL);
    return g_filename_to_uri(path, NULL, NULL);
}

void lsp_send(EngineLsp *lsp, const char *json)
{
    g_autoptr(GString) stream = g_string_new(NULL);
    lsp_message_append(stream, json);
    child_send(lsp->child, stream->str, stream->len);
}

/* {"jsonrpc":"2.0","id":...,"method":...,"params":{: the caller writes the members, and ends with end_and_send(). */
static JsonWriter *begin(const char *method, int64_t id)
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
    json_writer_key(writer, "params");
    json_writer_begin_object(writer);
    return writer;
}

static void end_and_send(EngineLsp *lsp, JsonWriter *writer)
{
    json_writer_end_object(writer);
    json_writer_end_object(writer);
    lsp_send(lsp, json_writer_text(writer));
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

static const char CAPABILITIES[] =
    "{\"general\":{\"positionEncodings\":[\"utf-16\"]},\"textDocument\":{\"publishDiagnostics\":{\"versionSupport\":true},"
    "\"synchronization\":{},\"completion\":{\"completionItem\":{\"documentationFormat\":[\"plaintext\"]}},"
    "\"hover\":{\"contentFormat\":[\"plaintext\",\"markdown\"]}}}";

static void send_initialize(Worker *worker)
{
    EngineLsp *lsp = worker->lsp;
    g_autofree char *folder = worker->file.path ? g_path_get_dirname(worker->file.path) : g_get_current_dir();
    g_autofree char *root = g_filename_to_uri(folder, NULL, NULL), *name = g_path_get_basename(folder);
    lsp->initialize = ++lsp->last_id;
    g_autoptr(JsonWriter) writer = begin("initialize", lsp->initialize);
    put_integer(writer, "processId", getpid());
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
    end_and_send(lsp, writer);
}

/* Cells in the order in which they run; those that the graph does not know behind the others. */
static LspPage *page_of(Worker *worker)
{
    EngineLsp *lsp = worker->lsp;
    LspPage *page = lsp_page_new();
    g_autoptr(GArray) order = graph_order(live_graph(worker->live), live_page(worker->live), live_count(worker->live));
    g_autoptr(GHashTable) done = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (int turn = 0; turn < 2; turn++) {
        guint count = turn == 0 ? order->len : (guint)live_count(worker->live);
        const uint64_t *ids = turn == 0 ? (const uint64_t *)(gpointer)order->data : live_page(worker->live);
        for (guint i = 0; i < count; i++) {
            gsize size;
            GBytes *code = g_hash_table_lookup(lsp->codes, &ids[i]);
            const char *bytes = code ? g_bytes_get_data(code, &size) : NULL;
            if (code && g_hash_table_add(done, (gpointer)&ids[i]))
                lsp_page_add(page, ids[i], bytes ? bytes : "", bytes ? size : 0);
        }
    }
    return page;
}

static void send_text(Worker *worker, bool first)
{
    EngineLsp *lsp = worker->lsp;
    g_autofree char *uri = lsp_uri(worker);
    g_autoptr(JsonWriter) writer = begin(first ? "textDocument/didOpen" : "textDocument/didChange", 0);
    begin_member(writer, "textDocument");
    put_string(writer, "uri", uri);
    put_integer(writer, "version", ++lsp->version);
    if (first)
        put_string(writer, "languageId", "python");
    if (first)
        put_string(writer, "text", lsp_page_text(lsp->page));
    json_writer_end_object(writer);
    if (!first) {
        json_writer_key(writer, "contentChanges");
        json_writer_begin_array(writer);
        json_writer_begin_object(writer);
        put_string(writer, "text", lsp_page_text(lsp->page));
        json_writer_end_object(writer);
        json_writer_end_array(writer);
    }
    end_and_send(lsp, writer);
}

void lsp_send_initialized(Worker *worker)
{
    EngineLsp *lsp = worker->lsp;
    g_autoptr(JsonWriter) writer = begin("initialized", 0);
    end_and_send(lsp, writer);
    lsp->ready = lsp->dirty = true;
}

static void start(Worker *worker)
{
    EngineLsp *lsp = worker->lsp;
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = worker->file.path ? g_path_get_dirname(worker->file.path) : g_get_current_dir();
    lsp->started = true;
    if (!*lsp->command)
        return;
    if (g_shell_parse_argv(lsp->command, NULL, &words, &error))
        lsp->child = child_start(words, folder, &error);
    if (lsp->child) {
        send_initialize(worker);
        return;
    }
    g_autofree char *text = g_strdup_printf("the language server does not start: %s", error->message);
    worker_tell_message(worker, true, text);
}

/* --- for the worker ------------------------------------------------------------------------------------------------------ */

void worker_lsp_set(Worker *worker, const char *command)
{
    forget(worker);
    g_free(worker->lsp->command);
    worker->lsp->command = g_strdup(command ? command : "");
    worker->lsp->started = false;
}

void worker_lsp_note_cell(Worker *worker, const CellSnapshot *cell)
{
    EngineLsp *lsp = worker->lsp;
    g_hash_table_insert(lsp->codes, g_memdup2(&cell->id, sizeof cell->id), g_bytes_ref(cell->code));
    lsp->dirty = true;
}

void worker_lsp_note_page(Worker *worker, const NotebookSnapshot *notebook)
{
    g_hash_table_remove_all(worker->lsp->codes);
    for (guint i = 0; i < notebook->cells->len; i++)
        worker_lsp_note_cell(worker, g_ptr_array_index(notebook->cells, i));
}

/* Starts it, or tells it what changed, when there is nothing else to do; not before the last text is out. */
void worker_lsp_keep(Worker *worker)
{
    EngineLsp *lsp = worker->lsp;
    if (!lsp->started && !worker->restrained && !worker->opened && live_count(worker->live) > 0)
        start(worker);
    if (!lsp->ready || !lsp->dirty || child_is_behind(lsp->child))
        return;
    lsp->dirty = false;
    g_autoptr(LspPage) page = page_of(worker);
    bool first = !lsp->page;
    if (!first && strcmp(lsp_page_text(lsp->page), lsp_page_text(page)) == 0)
        return;
    g_clear_pointer(&lsp->page, lsp_page_free);
    lsp->page = g_steal_pointer(&page);
    send_text(worker, first);
}

/* False: it cannot be asked. */
bool worker_lsp_look_up(Worker *worker, uint64_t cell, Lookup what, int ticket, const char *code)
{
    static const char *const METHODS[] = {[LOOKUP_NAMES] = "textDocument/completion", [LOOKUP_HELP] = "textDocument/hover"};
    EngineLsp *lsp = worker->lsp;
    worker_lsp_keep(worker);
    const char *last = strrchr(code, '\n');
    size_t line = 0, byte = strlen(last ? last + 1 : code);
    for (const char *at = code; *at; at++)
        line += *at == '\n';
    if (what == LOOKUP_HELP && byte > 0)
        byte--; /* on the name, not behind it */
    LspPlace place;
    if (!lsp->page || lsp->dirty || what == LOOKUP_SIGNATURE || !lsp_page_place_of(lsp->page, cell, line, byte, &place))
        return false;
    int64_t id = ++lsp->last_id;
    LspQuestion *question = g_new(LspQuestion, 1);
    *question = (LspQuestion){what, ticket};
    g_hash_table_insert(lsp->questions, g_memdup2(&id, sizeof id), question);
    g_autofree char *uri = lsp_uri(worker);
    g_autoptr(JsonWriter) writer = begin(METHODS[what], id);
    begin_member(writer, "textDocument");
    put_string(writer, "uri", uri);
    json_writer_end_object(writer);
    begin_member(writer, "position");
    put_integer(writer, "line", (int64_t)place.line);
    put_integer(writer, "character", (int64_t)place.character);
    json_writer_end_object(writer);
    end_and_send(lsp, writer);
    return true;
}

void worker_lsp_poll(const Worker *worker, struct pollfd *fds)
{
    child_poll(worker->lsp->child, fds);
}

void worker_lsp_serve(Worker *worker)
{
    EngineLsp *lsp = worker->lsp;
    if (!lsp->child)
        return;
    bool lives = child_serve(lsp->child), broken = false;
    for (JsonValue *message; (message = lsp_message_take(child_received(lsp->child), &broken)); json_value_unref(message))
        lsp_take(worker, message);
    if (lives && !broken)
        return;
    forget(worker);
    g_autofree char *text = g_strdup_printf("the language server %s; :lsp starts it anew: %s",
                                            broken ? "says what is no message" : "has ended", lsp->command);
    worker_tell_message(worker, true, text);
}
