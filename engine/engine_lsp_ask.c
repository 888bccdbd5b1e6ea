/* What language servers are asked.  A newer question of a kind takes the place of an older one, which is cancelled; and one
 * that is not answered in time is given up. */
#include "engine/engine_lsp.h"

#include <string.h>

enum { PATIENCE_MS = 5000 };

static const LspSkill SKILLS[ASK_KINDS] = {
    [ASK_NAMES] = LSP_COMPLETION,       [ASK_HELP] = LSP_HOVER,          [ASK_SIGNATURE] = LSP_SIGNATURE,
    [ASK_NAMED] = LSP_RESOLVE_NAME,
    [ASK_DEFINITION] = LSP_DEFINITION,  [ASK_DECLARATION] = LSP_DECLARATION, [ASK_REFERENCES] = LSP_REFERENCES,
    [ASK_ACTIONS] = LSP_ACTIONS,        [ASK_PREPARE] = LSP_PREPARE_RENAME, [ASK_RENAME] = LSP_RENAME,
    [ASK_RESOLVE] = LSP_RESOLVE_ACTION, [ASK_COMMAND] = LSP_COMMANDS,
};

/* One that a person asked, and waits for. */
static bool is_persons(LspAsk what)
{
    return what >= ASK_DEFINITION && what < ASK_INITIALIZE;
}

void lsp_question_free(gpointer data)
{
    LspQuestion *question = data;
    g_clear_pointer(&question->page, lsp_page_unref);
    g_free(question->text);
    g_free(question);
}

LspQuestion *lsp_question_copy(const LspQuestion *question)
{
    LspQuestion *copy = g_memdup2(question, sizeof *question);
    copy->text = g_strdup(question->text);
    copy->page = question->page ? lsp_page_ref(question->page) : NULL;
    return copy;
}

void lsp_drop_question(Worker *worker, const LspQuestion *question, const char *why)
{
    if (question->what == ASK_ACTIONS)
        lsp_take_actions(worker, NULL, question, NULL); /* the others may have some */
    else if (is_persons(question->what))
        lsp_tell_trouble(worker, question, why);
    else if (question->what == ASK_HELP || question->what == ASK_SIGNATURE)
        worker_tell_found(worker, question->ticket, (int64_t)question->what, NULL);
}

/* Of the same kind, or of a person's, of which there is one at a time: nobody wants to know them any more. */
static void cancel_older(LspServer *server, const LspQuestion *question)
{
    GHashTableIter all;
    g_hash_table_iter_init(&all, server->questions);
    for (gpointer id, value; g_hash_table_iter_next(&all, &id, &value);) {
        const LspQuestion *old = value;
        bool same = old->what == question->what || (is_persons(old->what) && is_persons(question->what));
        if (!same || (old->ticket == question->ticket && old->what != question->what))
            continue;
        lsp_send_cancel(server, *(int64_t *)id);
        g_hash_table_iter_remove(&all);
    }
}

static void ask(LspServer *server, LspQuestion *question, const LspAction *action) /* takes the question */
{
    int64_t id = ++server->last_id;
    question->due = g_get_monotonic_time() + PATIENCE_MS * 1000;
    g_hash_table_insert(server->questions, g_memdup2(&id, sizeof id), question);
    lsp_send_question(server, id, question, action);
}

/* It knows the text that is on the screen, and takes what it is sent. */
static bool is_up_to_date(const EngineLsp *lsp, const LspServer *server)
{
    return server->ready && server->page && server->page == lsp->page && !lsp->dirty && !child_is_behind(server->child);
}

static bool ask_one(Worker *worker, LspServer *server, const LspQuestion *question)
{
    if (!is_up_to_date(worker->lsp, server) || !(server->ability.skills & SKILLS[question->what]) ||
        !lsp_page_cell(server->page, question->span.cell))
        return false;
    LspQuestion *own = lsp_question_copy(question);
    g_clear_pointer(&own->page, lsp_page_unref);
    own->page = lsp_page_ref(server->page);
    cancel_older(server, own);
    ask(server, own, NULL);
    return true;
}

bool lsp_ask_from(Worker *worker, const LspQuestion *question, guint first)
{
    for (guint i = first; i < worker->lsp->servers->len; i++) {
        if (ask_one(worker, lsp_server(worker->lsp, i), question))
            return true;
    }
    return false;
}

static guint ask_all(Worker *worker, const LspQuestion *question)
{
    guint count = 0;
    for (guint i = 0; i < worker->lsp->servers->len; i++)
        count += ask_one(worker, lsp_server(worker->lsp, i), question);
    return count;
}

void lsp_ask_about(Worker *worker, const LspAction *action, LspAsk what, int ticket)
{
    LspQuestion *question = g_new0(LspQuestion, 1);
    question->what = what;
    question->ticket = ticket;
    question->page = lsp_page_ref(action->page);
    ask(action->server, question, action);
}

int lsp_keep_questions(Worker *worker, LspServer *server)
{
    gint64 now = g_get_monotonic_time(), next = 0;
    g_autoptr(GPtrArray) late = g_ptr_array_new_with_free_func(lsp_question_free);
    GHashTableIter all;
    g_hash_table_iter_init(&all, server->questions);
    for (gpointer id, value; g_hash_table_iter_next(&all, &id, &value);) {
        LspQuestion *question = value;
        if (question->due > now) {
            next = next ? MIN(next, question->due) : question->due;
            continue;
        }
        lsp_send_cancel(server, *(int64_t *)id);
        g_hash_table_iter_steal(&all);
        g_free(id);
        g_ptr_array_add(late, question);
    }
    for (guint i = 0; i < late->len; i++) {
        const LspQuestion *question = g_ptr_array_index(late, i);
        g_autofree char *why = g_strdup_printf("%s does not answer", server->name);
        server->silent += question->what == ASK_INITIALIZE ? 3 : 1;
        lsp_drop_question(worker, question, why);
    }
    return next ? (int)((next - now + 999) / 1000) : -1;
}

/* --- for the worker ------------------------------------------------------------------------------------------------------ */

/* The place behind the last byte of a cell's code. */
static EngineSpan span_behind(uint64_t cell, const char *code)
{
    const char *last = strrchr(code, '\n');
    EngineSpan span = {.cell = cell, .byte = strlen(last ? last + 1 : code)};
    for (const char *at = code; *at; at++)
        span.line += *at == '\n';
    return span;
}

/* False: none can be asked. */
static bool look_up(Worker *worker, uint64_t cell, Lookup what, int ticket, const char *code)
{
    worker_lsp_keep(worker);
    LspQuestion question = {.what = (LspAsk)what, .ticket = ticket, .span = span_behind(cell, code)};
    if (what == LOOKUP_HELP && question.span.byte > 0)
        question.span.byte--; /* on the name, not behind it */
    return what == LOOKUP_NAMES ? ask_all(worker, &question) > 0 : lsp_ask_from(worker, &question, 0);
}

/* The interpreter was asked that. */
static void note_lookup(Worker *worker, uint64_t cell, Lookup what, int ticket, const char *code)
{
    EngineLsp *lsp = worker->lsp;
    g_clear_pointer(&lsp->looked, lsp_question_free);
    lsp->looked = g_new0(LspQuestion, 1);
    lsp->looked->what = (LspAsk)what;
    lsp->looked->ticket = ticket;
    lsp->looked->span.cell = cell;
    lsp->looked->text = g_strdup(code);
}

bool worker_lsp_knows_more(Worker *worker, int64_t ticket, int64_t what, char *const *found)
{
    g_autoptr(LspQuestion) looked = NULL;
    if (!worker->lsp->looked || worker->lsp->looked->ticket != ticket || what == LOOKUP_NAMES)
        return false;
    looked = g_steal_pointer(&worker->lsp->looked);
    bool nothing = !found || !found[0];
    return nothing && look_up(worker, looked->span.cell, (Lookup)looked->what, looked->ticket, looked->text);
}

/* An answer that comes later than a run would is no use. */
void worker_do_describe(Worker *worker, EngineRequest *request)
{
    for (guint i = 0; i < worker->lsp->servers->len; i++) {
        LspServer *server = lsp_server(worker->lsp, i);
        bool told = server->names && server->names_ticket == request->ticket && server->page;
        const JsonValue *item = told ? lsp_find_name(server->names, request->text) : NULL;
        LspAction about = {server, server->page, (JsonValue *)item};
        if (item && !child_is_behind(server->child))
            lsp_ask_about(worker, &about, ASK_NAMED, request->ticket);
    }
}

void worker_do_look_up(Worker *worker, EngineRequest *request)
{
    Lookup what = request->lookup;
    bool asked = plan_is_idle(session_plan(worker->session)) &&
                 session_look_up(worker->session, request->ticket, (int)what, request->text);
    if (asked)
        note_lookup(worker, request->cell_id, what, request->ticket, request->text);
    if (what == LOOKUP_NAMES || !asked)
        asked |= look_up(worker, request->cell_id, what, request->ticket, request->text);
    if (!asked)
        worker_tell_found(worker, request->ticket, what, NULL);
}

/* Why a person's question can be asked nobody; NULL: they are there, but cannot do that. */
static const char *why_not(const EngineLsp *lsp, LspSkill skill)
{
    bool any = false, ready = true, lives = false;
    for (guint i = 0; i < lsp->servers->len; i++) {
        const LspServer *server = lsp_server(lsp, i);
        lives |= server->child != NULL || server->retry;
        ready &= server->ready || !server->child;
        any |= (server->ability.skills & skill) != 0;
    }
    if (lsp->servers->len == 0)
        return *lsp->command ? "the language server is not started: this folder is not trusted (:trust)" : "no language server is named: :set lsp=COMMAND";
    if (!lives)
        return "the language server has ended; :lsp starts it anew";
    return !ready ? "the language server is not ready yet" : any ? "the language server has not read the last change yet" : NULL;
}

void worker_do_ask_tool(Worker *worker, EngineRequest *request)
{
    static const LspAsk ASKS[] = {
        [TOOL_DEFINITION] = ASK_DEFINITION, [TOOL_DECLARATION] = ASK_DECLARATION, [TOOL_REFERENCES] = ASK_REFERENCES,
        [TOOL_RENAME] = ASK_PREPARE,        [TOOL_ACTIONS] = ASK_ACTIONS,
    };
    EngineLsp *lsp = worker->lsp;
    ToolQuestion what = request->tool;
    LspQuestion question = {.what = ASKS[what], .ticket = request->ticket, .span = request->span, .text = request->text};
    worker_lsp_keep(worker);
    g_ptr_array_set_size(lsp->actions, 0);
    lsp->actions_ticket = what == TOOL_ACTIONS ? request->ticket : 0;
    lsp->actions_due = G_MAXUINT; /* an answer to the first is not the last */
    guint asked = what == TOOL_ACTIONS ? ask_all(worker, &question) : lsp_ask_from(worker, &question, 0);
    LspAsk instead = what == TOOL_DECLARATION ? ASK_DEFINITION : ASK_RENAME;
    if (!asked && (what == TOOL_DECLARATION || what == TOOL_RENAME)) {
        question.what = instead; /* most servers know no declarations in Python, and some cannot prepare a new name */
        asked = lsp_ask_from(worker, &question, 0);
    }
    lsp->actions_due = asked;
    if (!asked)
        lsp_tell_trouble(worker, &question, why_not(lsp, SKILLS[question.what]));
}
