/* One loop: take requests, do those that can be done, look at cells for a few milliseconds, wait.
 *
 * Requests are done in order, but a run or a save waits until every cell has been looked at, and what is
 * typed meanwhile to stop or answer a running cell does not wait behind it.  When nothing is left to do the
 * thread sleeps in poll() without a timer.
 */
#include "engine/engine_attach.h"
#include "engine/engine_disk.h"

#include <poll.h>
#include <sched.h>
#include <string.h>

enum { SLICE_MS = 8 };

EngineWorkerSetup *engine_worker_setup(const EngineOptions *options, Channel *requests, Channel *events, Channel *kept)
{
    EngineWorkerSetup *setup = g_new0(EngineWorkerSetup, 1);
    setup->options = *options;
    setup->options.python = g_strdup(options->python);
    setup->options.via = g_strdup(options->via);
    setup->options.program = g_strdup(options->program);
    setup->options.arguments = g_strdupv(options->arguments);
    setup->requests = requests;
    setup->events = events;
    setup->kept = kept;
    return setup;
}

static void setup_free(EngineWorkerSetup *setup)
{
    g_free((char *)setup->options.python);
    g_free((char *)setup->options.via);
    g_free((char *)setup->options.program);
    g_strfreev(setup->options.arguments);
    g_free(setup);
}

static void tell_output(gpointer self, uint64_t cell, Output *output)
{
    EngineEvent *event = engine_event_new(ENGINE_OUTPUT, cell);
    event->output = output ? output_ref(output) : NULL;
    worker_tell(self, event);
}

static void tell_console(gpointer self, uint64_t cell, StyledText *console)
{
    EngineEvent *event = engine_event_new(ENGINE_CONSOLE, cell);
    event->console = console ? styled_text_ref(console) : NULL;
    worker_tell(self, event);
}

static void tell_variables(gpointer self, char *const *rows)
{
    EngineEvent *event = engine_event_new(ENGINE_VARIABLES, 0);
    event->variables = g_strdupv((char **)rows);
    worker_tell(self, event);
}

static void tell_sources(gpointer self, char *const *rows)
{
    EngineEvent *event = engine_event_new(ENGINE_SOURCES, 0);
    event->variables = g_strdupv((char **)rows);
    worker_tell(self, event);
}

static void tell_widget(gpointer self, const char *id, const char *json, Output *output)
{
    EngineEvent *event = engine_event_new(ENGINE_WIDGET, 0);
    event->path = g_strdup(id);
    event->text = g_strdup(json);
    event->output = output ? output_ref(output) : NULL;
    worker_tell(self, event);
}

static void tell_table(gpointer self, int64_t request, const char *id, const char *json)
{
    EngineEvent *event = engine_event_new(ENGINE_TABLE, 0);
    event->generation = (uint64_t)request;
    event->path = g_strdup(id);
    event->text = g_strdup(json);
    worker_tell(self, event);
}

static void tell_kernel(gpointer self, KernelState state, const char *text)
{
    EngineEvent *event = engine_event_new(ENGINE_KERNEL, 0);
    event->kernel = state;
    event->text = g_strdup(text);
    worker_tell(self, event);
    if (state == KERNEL_AWAY) /* it knows what it knew */
        return;
    worker_note_kernel(self, state);
    if (state != KERNEL_IDLE && state != KERNEL_BUSY)
        worker_forget_modules(self);
}

static void receive(Worker *worker)
{
    for (gpointer message; (message = channel_receive(worker->setup->requests));) {
        EngineRequest *request = message;
        worker->received++;
        worker->worked = true;
        if (engine_request_row(request->kind)->at_once) {
            engine_request_row(request->kind)->act(worker, request);
            engine_request_free(request);
        } else {
            g_queue_push_tail(&worker->held, request);
        }
    }
}

/* Without Python there is nothing to look at cells with. */
static bool can_look(const Worker *worker)
{
    return worker->analyzer || !worker->started;
}

/* Has everything been looked at that the plan must know of? */
static bool is_current(const Worker *worker)
{
    return !worker->opened && (!can_look(worker) || live_is_current(worker->live));
}

/* A session that was found tells what it did: what is asked of it meanwhile comes after that. */
static bool is_being_told(const Worker *worker)
{
    return session_is_attaching(worker->session) || session_wants_adoption(worker->session);
}

/* A save does not wait for a cell that runs, though that keeps the interpreter from judging the syntax of another. */
static bool may_do(Worker *worker, const EngineRequest *request)
{
    if (!engine_request_row(request->kind)->current)
        return true;
    if (!is_current(worker))
        return false;
    worker->restrained &= request->kind != ENGINE_DO_RUN; /* who runs a cell has asked for an interpreter */
    worker_call_judge(worker);
    bool saves = request->kind == ENGINE_DO_SAVE || request->kind == ENGINE_DO_EXPORT;
    if (!saves && is_being_told(worker))
        return false;
    bool saves_now = saves && session_kernel(worker->session) == KERNEL_BUSY;
    return saves_now || !worker_waits_for_judge(worker);
}

/* The next request that can be done, not in the queue any more; NULL: there is none. */
static EngineRequest *take_held(Worker *worker)
{
    for (GList *link = worker->held.head; link; link = link->next) {
        EngineRequest *request = link->data;
        bool first = link == worker->held.head;
        bool overtakes = request->kind == ENGINE_DO_SAVE || request->kind == ENGINE_DO_EXPORT || request->kind == ENGINE_DO_RESTART;
        if ((first || overtakes) && may_do(worker, request)) {
            g_queue_delete_link(&worker->held, link);
            return request;
        }
        if (!worker_waits_for_judge(worker))
            return NULL;
    }
    return NULL;
}

static void do_held(Worker *worker)
{
    EngineRequest *request;
    while (!worker->stopping && (request = take_held(worker))) {
        engine_request_row(request->kind)->act(worker, request);
        engine_request_free(request);
    }
}

/* --- the loop ---------------------------------------------------------------------------------------------------- */

static bool parses(gpointer self, const char *code, size_t length)
{
    return analyzer_parses(self, code, length);
}

Analyzer *worker_analyzer(Worker *worker)
{
    if (worker->started)
        return worker->analyzer;
    worker->started = true;
    if (!analyzer_start(worker->analyzer)) {
        worker_tell_message(worker, true, analyzer_failure(worker->analyzer));
        live_set_analyzer(worker->live, NULL);
        g_clear_pointer(&worker->analyzer, analyzer_free);
        return NULL;
    }
    worker->python = (FormatPython){worker->analyzer, parses, analyzer_builtins(worker->analyzer)};
    return worker->analyzer;
}

/* All cells of a notebook that was opened have been looked at: the plan may know them. */
static void finish_open(Worker *worker)
{
    worker->opened = false;
    worker_close_known(worker);
    g_autoptr(GArray) codes = worker_codes(worker, false);
    plan_instantiate(session_plan(worker->session), (PlanCode *)(gpointer)codes->data, codes->len, false);
    session_advance(worker->session);
    worker_adopt(worker);
}

/* While somebody types in a cell of thousands of lines it is not analysed for each key, only the first time: that alone
 * makes stale what reads from it.  What costs little is done at once. */
enum { CHEAP_US = 2000, REST_FACTOR = 8, REST_US = 120000, REST_MOST_US = 300000, TYPING_US = 500000 };

void worker_note_edit(Worker *worker)
{
    gint64 now = g_get_monotonic_time();
    if (worker->look_cost < CHEAP_US || now - worker->looked > TYPING_US)
        return;
    if (!worker->look_at_last)
        worker->look_at_last = now + REST_MOST_US;
    worker->look_after = MIN(now + MIN(REST_FACTOR * worker->look_cost, REST_US), worker->look_at_last);
}

/* Milliseconds until cells are to be looked at, -1: they may be now, or there is nothing to look at. */
static int rest(const Worker *worker)
{
    gint64 left = worker->look_after - g_get_monotonic_time();
    bool wanted = worker->opened || worker->held.length > 0;
    return wanted || left <= 0 || live_is_current(worker->live) ? -1 : (int)(left / 1000) + 1;
}

static void look(Worker *worker)
{
    gint64 begun = g_get_monotonic_time();
    live_work(worker->live, SLICE_MS); /* most cells, and what an earlier session found out, need no Python */
    worker->looked = g_get_monotonic_time();
    worker->look_cost = worker->looked - begun;
    worker->look_after = worker->look_at_last = 0;
}

/* One turn of work; false if there is none. */
static bool work(Worker *worker)
{
    do_held(worker);
    if (can_look(worker) && !live_is_current(worker->live)) {
        if (rest(worker) >= 0)
            return false;
        look(worker);
        return true;
    }
    worker_ask_syntax(worker);
    if (worker->opened)
        worker_call_judge(worker);
    if (worker_waits_for_judge(worker) || (worker->opened && session_is_attaching(worker->session)))
        return false;
    if (session_wants_adoption(worker->session) && !worker->opened)
        worker_adopt(worker); /* a connection was lost, and found again */
    if (worker->readopt && plan_is_idle(session_plan(worker->session))) {
        worker->readopt = false;
        worker_adopt_more(worker);
    }
    if (worker->opened) {
        finish_open(worker);
        return true;
    }
    worker_settle_stale(worker);
    return !g_queue_is_empty(&worker->held);
}

static void tell_idle(Worker *worker)
{
    if (!worker->worked || worker->formatter || worker->git || worker->packages || rest(worker) >= 0 || !plan_is_idle(session_plan(worker->session)) || !g_queue_is_empty(&worker->held) ||
        worker_waits_for_judge(worker))
        return;
    session_tell_consoles(worker->session, true);
    EngineEvent *event = engine_event_new(ENGINE_IDLE, 0);
    event->requests = worker->received;
    worker_tell(worker, event);
    worker->worked = false;
}

/* Of two times to wait, of which -1 is forever. */
static int sooner(int a, int b)
{
    return a < 0 ? b : b < 0 ? a : MIN(a, b);
}

static void wait(Worker *worker, bool busy)
{
    worker_settle_asked(worker);
    int consoles = session_tell_consoles(worker->session, false); /* whatever is told, that all is done is told behind it */
    if (!busy)
        tell_idle(worker);
    worker_send_told(worker);
    if (!busy && worker->received > 0 && worker_analyzer(worker)) /* the first edit shall not wait for it */
        worker_keep_known(worker);
    int servers = busy || rest(worker) >= 0 ? -1 : worker_lsp_keep(worker);
    int timeout = sooner(sooner(consoles, worker_keep_journal(worker)), worker_keep_modules(worker));
    timeout = sooner(sooner(timeout, servers), sooner(live_keep_links(worker->live), rest(worker)));
    timeout = g_queue_is_empty(&worker->told) ? sooner(timeout, session_timeout(worker->session)) : 0;
    worker_send_told(worker);
    enum { FORMATTER = 5, GIT = FORMATTER + CHILD_FDS, PACKAGES = GIT + CHILD_FDS, SERVERS = PACKAGES + CHILD_FDS };
    struct pollfd fds[SERVERS + LSP_FDS] = {
        {.fd = channel_fd(worker->setup->requests), .events = POLLIN},
        {.fd = session_fd(worker->session), .events = session_wants(worker->session)},
        {.fd = worker_modules_fd(worker), .events = POLLIN},
        {.fd = engine_watch_fd(worker->watch), .events = POLLIN},
        {.fd = worker_journal_fd(worker), .events = POLLIN},
    };
    worker_lsp_poll(worker, fds + SERVERS);
    child_poll(worker->formatter, fds + FORMATTER);
    child_poll(worker->git, fds + GIT);
    child_poll(worker->packages, fds + PACKAGES);
    poll(fds, G_N_ELEMENTS(fds), busy ? 0 : timeout);
    if (fds[1].revents || session_timeout(worker->session) == 0)
        session_serve(worker->session);
    worker_lsp_serve(worker, fds + SERVERS);
    if (fds[FORMATTER].revents || fds[FORMATTER + 1].revents)
        worker_format_serve(worker);
    if (fds[GIT].revents || fds[GIT + 1].revents)
        worker_compare_serve(worker);
    if (fds[PACKAGES].revents || fds[PACKAGES + 1].revents)
        worker_packages_serve(worker);
    if (fds[3].revents && engine_watch_read(worker->watch))
        worker_disk_check(worker);
    if (fds[4].revents)
        worker_serve_journal(worker);
}

/* What the interpreter does not know a language server may. */
static void tell_found(gpointer self, int64_t request, int64_t what, char *const *strings)
{
    if (!worker_lsp_knows_more(self, request, what, strings))
        worker_tell_found(self, request, what, strings);
}

static void worker_init(Worker *worker, const EngineWorkerSetup *setup)
{
    worker->setup = setup;
    worker->live = live_new(worker_tell_live, worker);
    worker->analyzer = analyzer_new_idle();
    live_set_analyzer(worker->live, worker->analyzer);
    SessionListener listener = {
        .self = worker,
        .status = worker_tell_status,
        .output = tell_output,
        .console = tell_console,
        .variables = tell_variables,
        .sources = tell_sources,
        .kernel = tell_kernel,
        .widget = tell_widget,
        .table = tell_table,
        .message = worker_tell_message,
        .parsed = worker_take_syntax,
        .found = tell_found,
        .modules = worker_take_modules,
        .taken = worker_lose_session,
    };
    SessionOptions options = {
        .python = setup->options.python,
        .program = setup->options.program,
        .arguments = setup->options.arguments,
        .app = setup->options.app,
        .clean = setup->options.clean,
        .no_kernel = setup->options.no_kernel,
        .pipes = setup->options.pipes,
        .host = setup->options.prepared,
        .outlive = setup->options.outlive,
        .take = setup->options.take,
        .via = setup->options.via,
    };
    worker->refusal = setup->options.refusal;
    worker->restrained = setup->options.restrained;
    worker->takes = setup->options.take;
    worker->session = session_new(&options, &listener);
    session_set_auto_reload(worker->session, setup->options.auto_reload);
    session_set_tests(worker->session, setup->options.tests);
    plan_set_lazy(session_plan(worker->session), setup->options.lazy);
    plan_set_supersedes(session_plan(worker->session), !setup->options.let_finish);
    g_queue_init(&worker->told);
    g_queue_init(&worker->held);
    worker_stale_init(worker);
    worker->asked = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    worker->costs = cost_book_new();
    worker_lsp_init(worker);
    worker_judge_init(worker);
    worker->stale = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
}

static void worker_clear(Worker *worker)
{
    session_free(worker->session);
    live_free(worker->live);
    g_clear_pointer(&worker->known, analysis_store_free);
    g_clear_pointer(&worker->analyzer, analyzer_free);
    worker_disk_close(worker);
    worker_undo_clear(worker);
    engine_file_clear(&worker->file);
    g_queue_clear_full(&worker->held, engine_request_free);
    g_hash_table_unref(worker->stale);
    g_hash_table_unref(worker->asked);
    worker_format_clear(worker);
    worker_compare_clear(worker);
    worker_packages_clear(worker);
    worker_lsp_clear(worker);
    worker_forget_modules(worker);
    worker_stale_clear(worker);
    cost_book_free(worker->costs);
    worker_judge_clear(worker);
}

/* The notebook is mostly there by now: its interpreter starts beside the Python of the analysis. */
static void open_first(Worker *worker)
{
    enum { PATIENCE_MS = 5 };
    struct pollfd request = {.fd = channel_fd(worker->setup->requests), .events = POLLIN};
    poll(&request, 1, PATIENCE_MS);
    receive(worker);
    do_held(worker);
}

/* Where there are not enough processors, an edit that wakes this thread does not take the one away that is about to
 * paint the key.  What is started from here is as anything else. */
static void let_keys_go_first(void)
{
    struct sched_param none = {0};
    sched_setscheduler(0, SCHED_BATCH | SCHED_RESET_ON_FORK, &none);
}

gpointer engine_worker_run(gpointer data)
{
    EngineWorkerSetup *setup = data;
    let_keys_go_first();
    Worker worker = {0};
    worker_init(&worker, setup);
    open_first(&worker);
    worker_send_told(&worker);
    while (!worker.stopping) {
        receive(&worker);
        bool busy = work(&worker);
        if (!worker.stopping)
            wait(&worker, busy);
    }
    worker_clear(&worker);
    worker_send_told(&worker);
    setup_free(setup);
    return NULL;
}
