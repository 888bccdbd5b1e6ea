/* What language servers would change: their actions, and edits that wait for somebody to agree.  Nothing is changed that
 * nobody has asked for. */
#include "engine/engine_lsp.h"

#include <string.h>

#include "base/files.h"
#include "engine/lsp_edit.h"

/* --- actions --------------------------------------------------------------------------------------------------------------- */

void lsp_action_free(gpointer data)
{
    LspAction *action = data;
    lsp_page_unref(action->page);
    json_value_unref(action->json);
    g_free(action);
}

static void tell_actions(Worker *worker, int ticket)
{
    EngineEvent *event = engine_event_new(ENGINE_ACTIONS, 0);
    GStrvBuilder *strings = g_strv_builder_new();
    for (guint i = 0; i < worker->lsp->actions->len; i++) {
        const LspAction *action = g_ptr_array_index(worker->lsp->actions, i);
        const char *kind, *title = lsp_read_action(action->json, &kind);
        g_strv_builder_add_many(strings, title, kind, action->server->name, NULL);
    }
    event->ticket = ticket;
    event->found = g_strv_builder_end(strings);
    g_strv_builder_unref(strings);
    worker_tell(worker, event);
}

/* Some servers do not care which kinds are asked for. */
static bool is_wanted(const char *kind, const char *wanted)
{
    size_t length = wanted ? strlen(wanted) : 0;
    return strncmp(kind, wanted ? wanted : "", length) == 0 && (length == 0 || !kind[length] || kind[length] == '.');
}

void lsp_take_actions(Worker *worker, LspServer *server, const LspQuestion *question, const JsonValue *result)
{
    EngineLsp *lsp = worker->lsp;
    if (question->ticket != lsp->actions_ticket || lsp->actions_due == 0)
        return;
    for (size_t i = 0; json_value_kind(result) == JSON_KIND_ARRAY && i < json_value_length(result); i++) {
        const JsonValue *json = json_value_at(result, i);
        const char *kind;
        if (!lsp_read_action(json, &kind) || !is_wanted(kind, question->text) || lsp->actions->len >= LSP_MOST_ACTIONS)
            continue;
        LspAction *action = g_new0(LspAction, 1);
        *action = (LspAction){server, lsp_page_ref(question->page), json_value_ref((JsonValue *)json)};
        g_ptr_array_add(lsp->actions, action);
    }
    if (--lsp->actions_due == 0)
        tell_actions(worker, question->ticket);
}

static void fail(Worker *worker, int ticket, const char *why)
{
    LspQuestion question = {.what = ASK_RESOLVE, .ticket = ticket};
    lsp_tell_trouble(worker, &question, why);
}

/* The page that it speaks of has to be the one that is there: what else changed since, nobody looked at. */
static void do_action(Worker *worker, const LspAction *action, int ticket, bool resolved)
{
    const char *kind, *title = lsp_read_action(action->json, &kind);
    const JsonValue *edit = json_value_get(action->json, "edit"), *command = json_value_get(action->json, "command");
    bool bare = json_value_kind(command) == JSON_KIND_STRING;
    if (edit) {
        lsp_take_edit(worker, action->server, action->page, ticket, edit, title ? title : "", NULL);
    } else if (!resolved && !bare && (!command || json_value_get(action->json, "data")) && (action->server->ability.skills & LSP_RESOLVE_ACTION)) {
        lsp_ask_about(worker, action, ASK_RESOLVE, ticket);
    } else if (command && (action->server->ability.skills & LSP_COMMANDS)) {
        worker->lsp->commanded = action->server;
        worker->lsp->commanded_ticket = ticket;
        lsp_ask_about(worker, action, ASK_COMMAND, ticket);
    } else {
        fail(worker, ticket, "the language server does not say what this would change");
    }
}

void lsp_take_action(Worker *worker, LspServer *server, const LspQuestion *question, const JsonValue *action)
{
    LspAction resolved = {server, question->page, (JsonValue *)action};
    do_action(worker, &resolved, question->ticket, true);
}

void worker_do_take_action(Worker *worker, EngineRequest *request)
{
    EngineLsp *lsp = worker->lsp;
    int ticket = request->ticket;
    bool known = ticket == lsp->actions_ticket && request->number < lsp->actions->len;
    const LspAction *action = known ? g_ptr_array_index(lsp->actions, (guint)request->number) : NULL;
    worker_lsp_keep(worker);
    if (!action || !action->server || !action->server->child)
        fail(worker, ticket, "the language server that offered this has ended");
    else if (action->server->page != action->page)
        fail(worker, ticket, "the text has changed meanwhile");
    else
        do_action(worker, action, ticket, false);
}

/* --- edits that wait ---------------------------------------------------------------------------------------------------------- */

static void clear_pending(LspPending *pending)
{
    g_clear_pointer(&pending->paths, g_ptr_array_unref);
    g_clear_pointer(&pending->contents, g_ptr_array_unref);
    g_clear_pointer(&pending->olds, g_ptr_array_unref);
    g_clear_pointer(&pending->asked, json_value_unref);
    *pending = (LspPending){0};
}

static void answer_applied(LspServer *server, const JsonValue *id, bool applied)
{
    lsp_send_answer(server, id, applied ? "{\"applied\":true}" : "{\"applied\":false}");
}

static void settle(LspPending *pending, bool applied)
{
    if (pending->asked)
        answer_applied(pending->server, pending->asked, applied);
    clear_pending(pending);
}

void lsp_forget_server(Worker *worker, LspServer *server)
{
    EngineLsp *lsp = worker->lsp;
    if (lsp->pending.ticket && lsp->pending.server == server)
        clear_pending(&lsp->pending);
    if (lsp->commanded == server)
        lsp->commanded = NULL;
    for (guint i = 0; i < lsp->actions->len; i++) {
        LspAction *action = g_ptr_array_index(lsp->actions, i);
        action->server = action->server == server ? NULL : action->server;
    }
}

static void free_string(gpointer string)
{
    g_string_free(string, TRUE);
}

static void unref_bytes(gpointer bytes)
{
    g_bytes_unref(bytes);
}

enum { MOST_LINES = 50 };

/* What it makes of another file; "" : nothing is wrong, else why it cannot be done, to be freed. */
static char *take_file(LspPending *pending, LspUnits units, const LspFileEdit *file, EngineEdits *edits)
{
    g_autofree char *path = g_filename_from_uri(file->uri, NULL, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) old = path ? file_read(path, NULL, &error) : NULL;
    if (!old)
        return g_strdup_printf("%s", error ? error->message : "it would change what is no file");
    gsize size;
    guint places;
    const char *why, *bytes = g_bytes_get_data(old, &size);
    g_autoptr(LspText) text = lsp_text_new();
    lsp_text_append(text, bytes ? bytes : "", (gssize)size);
    g_autoptr(GString) now = g_utf8_validate_len(bytes ? bytes : "", size, NULL)
                                 ? lsp_edit_text(text, units, file->edits, &places, &why) : NULL;
    if (!now)
        return g_strdup_printf("%s cannot be changed", path);
    EngineFileEdits *one = g_new0(EngineFileEdits, 1);
    g_autoptr(GPtrArray) lines = lsp_edit_lines(text, now, MOST_LINES);
    g_ptr_array_add(lines, NULL);
    *one = (EngineFileEdits){g_strdup(path), places, g_strdupv((char **)lines->pdata)};
    g_ptr_array_add(edits->files, one);
    g_ptr_array_add(pending->paths, g_steal_pointer(&path));
    g_ptr_array_add(pending->contents, g_steal_pointer(&now));
    g_ptr_array_add(pending->olds, g_steal_pointer(&old));
    return g_strdup("");
}

static char *take_own(const LspServer *server, const LspPage *page, const LspFileEdit *file, EngineEdits *edits)
{
    const char *why;
    guint places;
    if (page != server->page || (file->version >= 0 && file->version != server->version))
        return g_strdup("the text has changed meanwhile");
    g_autoptr(GPtrArray) cells = lsp_edit_cells(page, server->ability.units, file->edits, &places, &why);
    if (!cells)
        return g_strdup(why);
    edits->places += places;
    g_ptr_array_extend_and_steal(edits->cells, g_steal_pointer(&cells));
    return g_strdup("");
}

/* Twice the same: which of them comes first matters, and no server does so. */
static bool is_again(const GArray *files, guint at)
{
    for (guint i = 0; i < at; i++) {
        if (strcmp(g_array_index(files, LspFileEdit, i).uri, g_array_index(files, LspFileEdit, at).uri) == 0)
            return true;
    }
    return false;
}

/* Why not, or "". */
static char *take_files(LspPending *pending, LspServer *server, const LspPage *page, const JsonValue *edit, EngineEdits *edits)
{
    g_autoptr(GArray) files = lsp_edit_files(edit);
    for (guint i = 0; i < files->len; i++) {
        const LspFileEdit *file = &g_array_index(files, LspFileEdit, i);
        if (file->operation)
            return g_strdup_printf("it would %s a file: %s", file->operation, file->uri);
        if (is_again(files, i))
            return g_strdup("it would change a file twice");
        bool own = strcmp(file->uri, server->uri) == 0;
        g_autofree char *why = own ? take_own(server, page, file, edits) : take_file(pending, server->ability.units, file, edits);
        if (*why)
            return g_steal_pointer(&why);
    }
    return g_strdup(edits->cells->len + edits->files->len > 0 ? "" : "there is nothing to be changed");
}

void lsp_take_edit(Worker *worker, LspServer *server, LspPage *page, int ticket, const JsonValue *edit, const char *title,
                   const JsonValue *asked)
{
    LspPending *pending = &worker->lsp->pending;
    settle(pending, false); /* nobody wants that any more */
    EngineEdits *edits = engine_edits_new(title);
    pending->ticket = ticket;
    pending->server = server;
    pending->asked = asked ? json_value_ref((JsonValue *)asked) : NULL;
    pending->paths = g_ptr_array_new_with_free_func(g_free);
    pending->contents = g_ptr_array_new_with_free_func(free_string);
    pending->olds = g_ptr_array_new_with_free_func(unref_bytes);
    g_autofree char *why = take_files(pending, server, page, edit, edits);
    if (*why) {
        g_autofree char *text = g_strdup_printf("nothing is changed: %s", why);
        engine_edits_free(edits);
        settle(pending, false);
        fail(worker, ticket, text);
        return;
    }
    EngineEvent *event = engine_event_new(ENGINE_EDITS, 0);
    event->ticket = ticket;
    event->edits = edits;
    worker_tell(worker, event);
}

void lsp_apply_edit(Worker *worker, LspServer *server, const JsonValue *id, const JsonValue *params)
{
    EngineLsp *lsp = worker->lsp;
    const char *label = json_value_string(json_value_get(params, "label"));
    bool wanted = lsp->commanded == server && lsp->commanded_ticket && server->page;
    int ticket = lsp->commanded_ticket;
    lsp->commanded = NULL; /* once for each time that somebody asked */
    if (wanted)
        lsp_take_edit(worker, server, server->page, ticket, json_value_get(params, "edit"), label ? label : "", id);
    else
        answer_applied(server, id, false);
}

/* --- agreed ------------------------------------------------------------------------------------------------------------------- */

/* Only over what the edits were made for.  Stops at the first file that cannot be written. */
static void write_files(Worker *worker, const LspPending *pending)
{
    for (guint i = 0; i < pending->paths->len; i++) {
        const char *path = g_ptr_array_index(pending->paths, i);
        const GString *now = g_ptr_array_index(pending->contents, i);
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) there = file_read(path, NULL, &error);
        bool same = there && g_bytes_equal(there, g_ptr_array_index(pending->olds, i));
        if (same && file_save(path, now->str, now->len, NULL, &error))
            continue;
        g_autofree char *name = g_path_get_basename(path);
        g_autofree char *text = error ? g_strdup(error->message) : g_strdup_printf("%s has changed meanwhile", name);
        g_autofree char *message = g_strdup_printf("%s; %u of %u other files written", text, i, pending->paths->len);
        worker_tell_message(worker, true, message);
        return;
    }
    g_autofree char *message = g_strdup_printf("%u other file%s written", pending->paths->len, pending->paths->len == 1 ? " is" : "s are");
    worker_tell_message(worker, false, message);
}

void worker_do_settle_edits(Worker *worker, EngineRequest *request)
{
    LspPending *pending = &worker->lsp->pending;
    if (!pending->ticket || pending->ticket != request->ticket)
        return;
    if (request->taken == EDITS_ALL && pending->paths->len > 0)
        write_files(worker, pending);
    settle(pending, request->taken != EDITS_NONE);
}
