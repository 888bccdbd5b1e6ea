#include "engine/engine_lsp.h"

#include <string.h>

#include "engine/lsp_message.h"

/* So many at once; and how often one that ends is started again, after how long, four times as long each time, unless it
 * has lived for a while. */
enum { MOST_SERVERS = LSP_SERVERS, MOST_ENDS = 3, RETRY_MS = 250, LONG_LIFE_S = 300 };
/* Who says so much in a second says nothing. */
enum { FLOOD_MESSAGES = 10000 };
/* Who does not answer so many questions in a row answers none. */
enum { MOST_SILENT = 3 };

/* --- life ------------------------------------------------------------------------------------------------------------- */

static void unref_list(gpointer list)
{
    g_ptr_array_unref(list);
}

static void unref_cell(gpointer cell)
{
    cell_snapshot_unref(cell);
}

GHashTable *lsp_findings_new(void)
{
    return g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, unref_list);
}

/* "ruff server": the words of a command before its options, without their folders. */
static char *name_of(const char *command)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GString) name = g_string_new(NULL);
    if (!g_shell_parse_argv(command, NULL, &words, NULL))
        return g_strdup(command);
    for (char **word = words; *word && **word != '-'; word++) {
        g_autofree char *last = g_path_get_basename(*word);
        g_string_append_printf(name, "%s%s", name->len ? " " : "", last);
    }
    return g_strdup(name->str);
}

static LspServer *server_new(const char *command)
{
    LspServer *server = g_new0(LspServer, 1);
    server->command = g_strdup(command);
    server->name = name_of(command);
    server->questions = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, lsp_question_free);
    server->findings = lsp_findings_new();
    return server;
}

static void server_free(gpointer data)
{
    LspServer *server = data;
    g_clear_pointer(&server->child, child_free);
    g_clear_pointer(&server->page, lsp_page_unref);
    g_clear_pointer(&server->diagnostics, json_value_unref);
    g_clear_pointer(&server->names, json_value_unref);
    g_clear_pointer(&server->judged, lsp_page_unref);
    g_clear_pointer(&server->unread, json_value_unref);
    g_hash_table_unref(server->questions);
    g_hash_table_unref(server->findings);
    g_free(server->uri);
    g_free(server->command);
    g_free(server->name);
    g_free(server);
}

void worker_lsp_init(Worker *worker)
{
    EngineLsp *lsp = worker->lsp = g_new0(EngineLsp, 1);
    lsp->command = g_strdup("");
    lsp->servers = g_ptr_array_new_with_free_func(server_free);
    lsp->cells = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, unref_cell);
    lsp->own = lsp_findings_new();
    lsp->actions = g_ptr_array_new_with_free_func(lsp_action_free);
}

/* What it said is not known any more. */
static void forget(Worker *worker, LspServer *server, const char *why)
{
    g_clear_pointer(&server->child, child_free);
    g_clear_pointer(&server->page, lsp_page_unref);
    g_clear_pointer(&server->uri, g_free);
    g_clear_pointer(&server->diagnostics, json_value_unref);
    g_clear_pointer(&server->names, json_value_unref);
    g_clear_pointer(&server->judged, lsp_page_unref);
    g_clear_pointer(&server->unread, json_value_unref);
    server->ready = false;
    server->silent = server->messages = 0;
    lsp_forget_server(worker, server);
    g_autoptr(GHashTable) questions = g_steal_pointer(&server->questions);
    server->questions = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, lsp_question_free);
    GHashTableIter all;
    g_hash_table_iter_init(&all, questions);
    for (gpointer question; g_hash_table_iter_next(&all, NULL, &question);)
        lsp_drop_question(worker, question, why);
    g_autoptr(GHashTable) findings = g_steal_pointer(&server->findings);
    server->findings = lsp_findings_new();
    lsp_tell_all_of(worker, findings);
}

void worker_lsp_clear(Worker *worker)
{
    EngineLsp *lsp = worker->lsp;
    for (guint i = 0; i < lsp->servers->len; i++)
        lsp_forget_server(worker, lsp_server(lsp, i));
    g_ptr_array_unref(lsp->actions);
    g_ptr_array_unref(lsp->servers);
    g_clear_pointer(&lsp->page, lsp_page_unref);
    g_clear_pointer(&lsp->looked, lsp_question_free);
    g_hash_table_unref(lsp->cells);
    g_hash_table_unref(lsp->own);
    g_free(lsp->command);
    g_free(lsp);
}

LspServer *lsp_server(const EngineLsp *lsp, guint index)
{
    return g_ptr_array_index(lsp->servers, index);
}

char *lsp_uri(const Worker *worker)
{
    g_autofree char *path = worker->file.path ? g_strdup(worker->file.path) : g_canonicalize_filename("notebook.py", NULL);
    return g_filename_to_uri(path, NULL, NULL);
}

static void start(Worker *worker, LspServer *server)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = worker->file.path ? g_path_get_dirname(worker->file.path) : g_get_current_dir();
    server->retry = 0;
    server->started = g_get_monotonic_time();
    if (g_shell_parse_argv(server->command, NULL, &words, &error))
        server->child = child_start(words, folder, &error);
    if (server->child) {
        lsp_send_initialize(worker, server);
        return;
    }
    g_autofree char *text = g_strdup_printf("the language server does not start: %s", error->message);
    worker_tell_message(worker, true, text);
}

/* The first end and the last are told; those between are the same again. */
void lsp_fail(Worker *worker, LspServer *server, const char *why)
{
    gint64 now = g_get_monotonic_time();
    if (now - server->started > LONG_LIFE_S * G_USEC_PER_SEC)
        server->ends = 0;
    bool gives_up = server->ends == MOST_ENDS;
    g_autofree char *what = g_strdup_printf("%s %s", server->name, why);
    g_autofree char *text = g_strdup_printf("%s%s", what, gives_up ? "; :lsp starts it anew" : ", and is started again");
    if (gives_up || server->ends == 0)
        worker_tell_message(worker, true, text);
    gint64 delay = (gint64)RETRY_MS * 1000 << (2 * server->ends);
    server->ends++;
    forget(worker, server, what);
    server->retry = gives_up ? 0 : now + delay;
}

/* Commands with semicolons between them that stand in no quotes. */
static GPtrArray *commands_of(const char *line)
{
    GPtrArray *commands = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) one = g_string_new(NULL);
    char quote = 0;
    for (const char *at = line;; at++) {
        if (*at == '\0' || (*at == ';' && !quote)) {
            g_autofree char *command = g_strdup(g_strstrip(one->str));
            if (*command)
                g_ptr_array_add(commands, g_steal_pointer(&command));
            g_string_truncate(one, 0);
            if (*at == '\0')
                return commands;
            continue;
        }
        quote = quote == *at ? 0 : !quote && (*at == '"' || *at == '\'') ? *at : quote;
        g_string_append_c(one, *at);
    }
}

static void start_all(Worker *worker)
{
    EngineLsp *lsp = worker->lsp;
    g_autoptr(GPtrArray) commands = commands_of(lsp->command);
    lsp->started = true;
    if (commands->len > MOST_SERVERS)
        worker_tell_message(worker, true, "only the first four language servers are started");
    for (guint i = 0; i < MIN(commands->len, MOST_SERVERS); i++) {
        g_ptr_array_add(lsp->servers, server_new(g_ptr_array_index(commands, i)));
        start(worker, lsp_server(lsp, i));
    }
}

void worker_do_lsp(Worker *worker, EngineRequest *request)
{
    EngineLsp *lsp = worker->lsp;
    for (guint i = 0; i < lsp->servers->len; i++)
        forget(worker, lsp_server(lsp, i), "the language server is started anew");
    g_ptr_array_set_size(lsp->servers, 0);
    g_free(lsp->command);
    lsp->command = g_strdup(request->text ? request->text : "");
    lsp->started = false;
}

/* --- what it is told ---------------------------------------------------------------------------------------------------- */

void worker_lsp_note_cell(Worker *worker, CellSnapshot *cell)
{
    EngineLsp *lsp = worker->lsp;
    g_hash_table_insert(lsp->cells, g_memdup2(&cell->id, sizeof cell->id), cell_snapshot_ref(cell));
    lsp->dirty = true;
}

void worker_lsp_note_page(Worker *worker, const NotebookSnapshot *notebook)
{
    g_hash_table_remove_all(worker->lsp->cells);
    for (guint i = 0; i < notebook->cells->len; i++)
        worker_lsp_note_cell(worker, g_ptr_array_index(notebook->cells, i));
    worker->lsp->dirty = true;
}

void worker_lsp_note_saved(Worker *worker)
{
    for (guint i = 0; i < worker->lsp->servers->len; i++) {
        LspServer *server = lsp_server(worker->lsp, i);
        if (server->ready && server->page && server->ability.wants_saves)
            lsp_send_saved(server);
    }
}

/* Cells in the order in which they run; those that the graph does not know behind the others. */
static LspPage *page_of(Worker *worker)
{
    LspPage *page = lsp_page_new();
    g_autoptr(GArray) order = graph_order(live_graph(worker->live), live_page(worker->live), live_count(worker->live));
    for (int turn = 0; turn < 2; turn++) {
        guint count = turn == 0 ? order->len : (guint)live_count(worker->live);
        const uint64_t *ids = turn == 0 ? (const uint64_t *)(gpointer)order->data : live_page(worker->live);
        for (guint i = 0; i < count; i++) {
            CellSnapshot *cell = g_hash_table_lookup(worker->lsp->cells, &ids[i]);
            if (cell && !lsp_page_cell(page, ids[i]))
                lsp_page_add(page, cell);
        }
    }
    return page;
}

/* Not before the last text is out: a server that does not read is not told more and more. */
static void keep_text(Worker *worker, LspServer *server)
{
    EngineLsp *lsp = worker->lsp;
    if (!server->ready || child_is_behind(server->child))
        return;
    if (lsp->dirty || !lsp->page) {
        lsp->dirty = false;
        g_clear_pointer(&lsp->page, lsp_page_unref);
        lsp->page = page_of(worker);
        lsp_tell_edited(worker);
    }
    if (server->page != lsp->page)
        lsp_send_text(worker, server, lsp->page);
}

/* Of two times to wait, of which -1 is forever. */
static int sooner(int a, int b)
{
    return a < 0 ? b : b < 0 ? a : MIN(a, b);
}

static int keep_server(Worker *worker, LspServer *server)
{
    gint64 now = g_get_monotonic_time();
    if (server->retry && now >= server->retry && !worker->restrained)
        start(worker, server);
    if (server->retry)
        return (int)MAX((server->retry - now + 999) / 1000, 1);
    if (!server->child)
        return -1;
    keep_text(worker, server);
    int due = sooner(lsp_keep_findings(worker, server), lsp_keep_questions(worker, server));
    if (server->child && server->silent >= MOST_SILENT) {
        lsp_fail(worker, server, "does not answer");
        return RETRY_MS;
    }
    return due;
}

/* Starts them, or tells them what changed, when there is nothing else to do. */
int worker_lsp_keep(Worker *worker)
{
    EngineLsp *lsp = worker->lsp;
    int due = -1;
    if (!lsp->started && !worker->restrained && !worker->opened && live_count(worker->live) > 0)
        start_all(worker);
    for (guint i = 0; i < lsp->servers->len; i++)
        due = sooner(due, keep_server(worker, lsp_server(lsp, i)));
    return due;
}

/* --- what it says ------------------------------------------------------------------------------------------------------- */

void worker_lsp_poll(const Worker *worker, struct pollfd *fds)
{
    for (guint i = 0; i < MOST_SERVERS; i++)
        child_poll(i < worker->lsp->servers->len ? lsp_server(worker->lsp, i)->child : NULL, fds + i * CHILD_FDS);
}

/* False: it floods us. */
static bool count_message(LspServer *server)
{
    gint64 now = g_get_monotonic_time();
    if (now - server->second > G_USEC_PER_SEC) {
        server->second = now;
        server->messages = 0;
    }
    server->silent = 0;
    return ++server->messages <= FLOOD_MESSAGES;
}

static void serve(Worker *worker, LspServer *server)
{
    bool lives = child_serve(server->child), broken = false, floods = false;
    GString *stream = child_received(server->child);
    size_t at = 0;
    JsonValue *message = NULL;
    while (!floods && server->child && (message = lsp_message_take(stream, &at, &broken))) {
        floods = !count_message(server);
        if (!floods)
            lsp_take(worker, server, message);
        json_value_unref(message);
    }
    if (!server->child)
        return; /* what it said was too bad */
    g_string_erase(stream, 0, (gssize)at);
    if (broken || floods || !lives)
        lsp_fail(worker, server, broken ? "says what is no message" : floods ? "does not stop talking" : "has ended");
}

void worker_lsp_serve(Worker *worker, const struct pollfd *fds)
{
    for (guint i = 0; i < worker->lsp->servers->len; i++) {
        LspServer *server = lsp_server(worker->lsp, i);
        if (server->child && (fds[i * CHILD_FDS].revents || fds[i * CHILD_FDS + 1].revents))
            serve(worker, server);
    }
}
