/* One loop: take requests, do those that can be done, look at cells for a few milliseconds, wait.
 *
 * Requests are done in order, but a run or a save waits until every cell has been looked at, and what is
 * typed meanwhile to stop or answer a running cell does not wait behind it.  When nothing is left to do the
 * thread sleeps in poll() without a timer.
 */
#include "engine/engine_worker.h"

#include <poll.h>
#include <string.h>

#include "engine/engine_event.h"
#include "engine/engine_file.h"
#include "engine/live.h"
#include "engine/session.h"

enum { SLICE_MS = 8 };

struct EngineWorkerSetup {
    EngineOptions options; /* with strings of its own */
    Channel *requests;
    Channel *events;
};

typedef struct {
    const EngineWorkerSetup *setup;
    Analyzer *analyzer;
    FormatPython python;
    Live *live;
    Session *session;
    EngineFile file;
    GQueue held;          /* of EngineRequest *, owned, that wait their turn */
    GHashTable *stale;    /* id -> whether it was last told to be stale (GINT) */
    bool opened;          /* the plan does not know the notebook yet */
    bool worked;          /* since ENGINE_IDLE was told */
    bool stopping;
} Worker;

EngineWorkerSetup *engine_worker_setup(const EngineOptions *options, Channel *requests, Channel *events)
{
    EngineWorkerSetup *setup = g_new0(EngineWorkerSetup, 1);
    setup->options = *options;
    setup->options.python = g_strdup(options->python);
    setup->options.program = g_strdup(options->program);
    setup->options.arguments = g_strdupv(options->arguments);
    setup->requests = requests;
    setup->events = events;
    return setup;
}

static void setup_free(EngineWorkerSetup *setup)
{
    g_free((char *)setup->options.python);
    g_free((char *)setup->options.program);
    g_strfreev(setup->options.arguments);
    g_free(setup);
}

/* --- telling ------------------------------------------------------------------------------------------------- */

static void tell(gpointer self, EngineEvent *event)
{
    Worker *worker = self;
    worker->worked = true;
    channel_send(worker->setup->events, event);
}

static void tell_message(gpointer self, bool failed, const char *text)
{
    EngineEvent *event = engine_event_new(ENGINE_MESSAGE, 0);
    event->text = g_strdup(text);
    event->failed = failed;
    tell(self, event);
}

/* Not what the kernel was given last, or never given to it. */
static bool is_edited(Worker *worker, uint64_t cell)
{
    PlanCode live = live_code(worker->live, cell);
    if (!live.analysis)
        return false;
    const Plan *plan = session_plan(worker->session);
    PlanStatus status = plan_status(plan, cell);
    const CellSnapshot *given = plan_code(plan, cell);
    if (given)
        return !g_bytes_equal(given->code, live.code->code);
    return !live.analysis->empty && !status.rendered && status.result != RESULT_INVALID;
}

static void tell_status(gpointer self, uint64_t cell, const CellStatus *status)
{
    Worker *worker = self;
    EngineEvent *event = engine_event_new(ENGINE_STATUS, cell);
    event->status = *status;
    event->status.stale |= status->state == RUN_IDLE && is_edited(worker, cell);
    g_hash_table_insert(worker->stale, g_memdup2(&cell, sizeof cell), GINT_TO_POINTER(event->status.stale));
    tell(worker, event);
}

static void tell_output(gpointer self, uint64_t cell, Output *output)
{
    EngineEvent *event = engine_event_new(ENGINE_OUTPUT, cell);
    event->output = output ? output_ref(output) : NULL;
    tell(self, event);
}

static void tell_console(gpointer self, uint64_t cell, StyledText *console)
{
    EngineEvent *event = engine_event_new(ENGINE_CONSOLE, cell);
    event->console = console ? styled_text_ref(console) : NULL;
    tell(self, event);
}

static void tell_kernel(gpointer self, KernelState state, const char *text)
{
    EngineEvent *event = engine_event_new(ENGINE_KERNEL, 0);
    event->kernel = state;
    event->text = g_strdup(text);
    tell(self, event);
}

/* What Live tells goes on; and a cell that was looked at anew may be stale by that. */
static void tell_live(gpointer self, EngineEvent *event)
{
    Worker *worker = self;
    uint64_t cell = event->kind == ENGINE_ANALYSIS ? event->cell : 0;
    tell(worker, event);
    if (!cell || worker->opened)
        return;
    CellStatus status = session_status(worker->session, cell);
    bool stale = status.stale || is_edited(worker, cell);
    gpointer told = g_hash_table_lookup(worker->stale, &cell);
    if (stale != GPOINTER_TO_INT(told))
        tell_status(worker, cell, &status);
}

/* --- requests --------------------------------------------------------------------------------------------------- */

static void set_page(Worker *worker)
{
    session_set_order(worker->session, live_page(worker->live), live_count(worker->live));
    plan_set_setup(session_plan(worker->session), live_setup(worker->live));
}

static void apply_change(Worker *worker, LiveChange *change)
{
    Plan *plan = session_plan(worker->session);
    set_page(worker);
    for (guint i = 0; i < change->disabled->len; i++)
        plan_disable(plan, g_array_index(change->disabled, uint64_t, i), true);
    for (guint i = 0; i < change->enabled->len; i++)
        plan_disable(plan, g_array_index(change->enabled, uint64_t, i), false);
    for (guint i = 0; i < change->removed->len; i++)
        plan_delete(plan, g_array_index(change->removed, uint64_t, i));
    session_advance(worker->session);
    for (guint i = 0; i < change->removed->len; i++) {
        session_forget_cell(worker->session, g_array_index(change->removed, uint64_t, i));
        g_hash_table_remove(worker->stale, &g_array_index(change->removed, uint64_t, i));
    }
    live_change_clear(change);
}

static void do_restructure(Worker *worker, EngineRequest *request)
{
    LiveChange change = live_set(worker->live, request->notebook);
    apply_change(worker, &change);
}

static void do_open(Worker *worker, EngineRequest *request)
{
    engine_file_open(&worker->file, request->path);
    session_set_path(worker->session, worker->file.path);
    do_restructure(worker, request);
    worker->opened = true;
}

static void do_edit(Worker *worker, EngineRequest *request)
{
    live_edit(worker->live, request->cell);
}

static GArray *all_codes(Worker *worker, bool only_edited)
{
    GArray *codes = g_array_new(FALSE, FALSE, sizeof(PlanCode));
    for (size_t i = 0; i < live_count(worker->live); i++) {
        uint64_t id = live_page(worker->live)[i];
        PlanCode code = live_code(worker->live, id);
        if (code.analysis && (!only_edited || is_edited(worker, id)))
            g_array_append_val(codes, code);
    }
    return codes;
}

/* Edits of cells that wait for their first run: they will run as they are now. */
static void apply_pending(Worker *worker)
{
    const Plan *plan = session_plan(worker->session);
    g_autoptr(GArray) codes = all_codes(worker, true);
    for (guint i = codes->len; i > 0; i--) {
        if (!plan_status(plan, g_array_index(codes, PlanCode, i - 1).code->id).pending)
            g_array_remove_index(codes, i - 1);
    }
    if (codes->len > 0)
        plan_apply(session_plan(worker->session), (PlanCode *)(gpointer)codes->data, codes->len, NULL, 0);
}

static void do_run(Worker *worker, EngineRequest *request)
{
    Plan *plan = session_plan(worker->session);
    if (!worker->analyzer || worker->setup->options.no_kernel) {
        tell_message(worker, true, "nothing can run here");
        return;
    }
    apply_pending(worker);
    g_autoptr(GArray) codes = NULL;
    if (request->run == ENGINE_RUN_CELLS) {
        codes = g_array_new(FALSE, FALSE, sizeof(PlanCode));
        for (guint i = 0; i < request->cells->len; i++) {
            PlanCode code = live_code(worker->live, g_array_index(request->cells, uint64_t, i));
            if (code.analysis)
                g_array_append_val(codes, code);
        }
    } else {
        codes = all_codes(worker, request->run == ENGINE_RUN_STALE);
    }
    if (codes->len > 0)
        plan_run(plan, (PlanCode *)(gpointer)codes->data, codes->len);
    if (request->run == ENGINE_RUN_STALE)
        plan_run_stale(plan);
    session_advance(worker->session);
}

static void do_save(Worker *worker, EngineRequest *request)
{
    EngineEvent *event = engine_event_new(ENGINE_SAVED, 0);
    event->path = g_strdup(request->path);
    event->generation = request->notebook->generation;
    g_autoptr(GError) error = NULL;
    if (!worker->analyzer) {
        event->text = g_strdup("no Python for the signatures of cells");
    } else {
        g_autoptr(GPtrArray) analyses = live_analyses(worker->live, request->notebook);
        bool had_path = worker->file.path != NULL;
        if (!engine_file_save(&worker->file, request->notebook, analyses, &worker->python, request->path,
                              request->flag, &error))
            event->text = g_strdup(error->message);
        if (!had_path && !event->text)
            session_set_path(worker->session, worker->file.path);
    }
    event->failed = event->text != NULL;
    tell(worker, event);
}

static void do_widget(Worker *worker, EngineRequest *request)
{
    plan_widget(session_plan(worker->session), request->id, request->text);
    session_advance(worker->session);
}

static void do_interrupt(Worker *worker, EngineRequest *request)
{
    session_interrupt(worker->session);
}

static void do_restart(Worker *worker, EngineRequest *request)
{
    session_restart(worker->session);
}

static void do_type(Worker *worker, EngineRequest *request)
{
    session_type(worker->session, request->text, request->length);
    session_advance(worker->session);
}

static void do_resize(Worker *worker, EngineRequest *request)
{
    session_resize(worker->session, request->columns, request->rows);
    session_advance(worker->session);
}

static void do_discard(Worker *worker, EngineRequest *request)
{
}

static void do_stop(Worker *worker, EngineRequest *request)
{
    worker->stopping = true;
}

typedef struct {
    void (*act)(Worker *worker, EngineRequest *request);
    bool at_once; /* does not wait behind what waits */
    bool current; /* waits until every cell has been looked at */
} RequestRow;

static const RequestRow ROWS[] = {
    [ENGINE_DO_OPEN] = {do_open, false, false},
    [ENGINE_DO_EDIT] = {do_edit, false, false},
    [ENGINE_DO_RESTRUCTURE] = {do_restructure, false, false},
    [ENGINE_DO_RUN] = {do_run, false, true},
    [ENGINE_DO_INTERRUPT] = {do_interrupt, true, false},
    [ENGINE_DO_RESTART] = {do_restart, false, false},
    [ENGINE_DO_SAVE] = {do_save, false, true},
    [ENGINE_DO_TYPE] = {do_type, true, false},
    [ENGINE_DO_WIDGET] = {do_widget, false, true},
    [ENGINE_DO_RESIZE] = {do_resize, true, false},
    [ENGINE_DO_DISCARD] = {do_discard, false, false},
    [ENGINE_DO_STOP] = {do_stop, false, false},
};

static void receive(Worker *worker)
{
    for (gpointer message; (message = channel_receive(worker->setup->requests));) {
        EngineRequest *request = message;
        worker->worked = true;
        if (ROWS[request->kind].at_once) {
            ROWS[request->kind].act(worker, request);
            engine_request_free(request);
        } else {
            g_queue_push_tail(&worker->held, request);
        }
    }
}

/* Has everything been looked at that the plan must know of? */
static bool is_current(const Worker *worker)
{
    return !worker->opened && (!worker->analyzer || live_is_current(worker->live));
}

static void do_held(Worker *worker)
{
    while (!g_queue_is_empty(&worker->held) && !worker->stopping) {
        EngineRequest *request = g_queue_peek_head(&worker->held);
        if (ROWS[request->kind].current && !is_current(worker))
            return;
        g_queue_pop_head(&worker->held);
        ROWS[request->kind].act(worker, request);
        engine_request_free(request);
    }
}

/* --- the loop ---------------------------------------------------------------------------------------------------- */

static bool parses(gpointer self, const char *code, size_t length)
{
    return analyzer_parses(self, code, length);
}

static void start_python(Worker *worker)
{
    g_autoptr(GError) error = NULL;
    worker->analyzer = analyzer_new(&error);
    if (!worker->analyzer) {
        tell_message(worker, true, error->message);
        return;
    }
    worker->python = (FormatPython){worker->analyzer, parses, analyzer_builtins(worker->analyzer)};
    live_set_analyzer(worker->live, worker->analyzer);
}

/* All cells of a notebook that was opened have been looked at: the plan may know them. */
static void finish_open(Worker *worker)
{
    worker->opened = false;
    g_autoptr(GArray) codes = all_codes(worker, false);
    plan_instantiate(session_plan(worker->session), (PlanCode *)(gpointer)codes->data, codes->len, false);
    session_advance(worker->session);
    if (worker->setup->options.prestart)
        session_start(worker->session);
}

/* One turn of work; false if there is none. */
static bool work(Worker *worker)
{
    do_held(worker);
    if (worker->analyzer && !live_is_current(worker->live)) {
        live_work(worker->live, SLICE_MS);
        return true;
    }
    if (worker->opened) {
        finish_open(worker);
        return true;
    }
    return !g_queue_is_empty(&worker->held);
}

static void tell_idle(Worker *worker)
{
    if (!worker->worked || !plan_is_idle(session_plan(worker->session)) || !g_queue_is_empty(&worker->held))
        return;
    session_tell_consoles(worker->session, true);
    tell(worker, engine_event_new(ENGINE_IDLE, 0));
    worker->worked = false;
}

static void wait(Worker *worker, bool busy)
{
    if (!busy)
        tell_idle(worker);
    int timeout = session_tell_consoles(worker->session, false);
    struct pollfd fds[] = {
        {.fd = channel_fd(worker->setup->requests), .events = POLLIN},
        {.fd = session_fd(worker->session), .events = session_wants(worker->session)},
    };
    poll(fds, G_N_ELEMENTS(fds), busy ? 0 : timeout);
    if (fds[1].revents)
        session_serve(worker->session);
}

static void worker_init(Worker *worker, const EngineWorkerSetup *setup)
{
    worker->setup = setup;
    worker->live = live_new(tell_live, worker);
    SessionListener listener = {
        .self = worker,
        .status = tell_status,
        .output = tell_output,
        .console = tell_console,
        .kernel = tell_kernel,
        .message = tell_message,
    };
    SessionOptions options = {
        .python = setup->options.python,
        .program = setup->options.program,
        .arguments = setup->options.arguments,
        .no_kernel = setup->options.no_kernel,
        .pipes = setup->options.pipes,
    };
    worker->session = session_new(&options, &listener);
    plan_set_lazy(session_plan(worker->session), setup->options.lazy);
    g_queue_init(&worker->held);
    worker->stale = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
}

static void worker_clear(Worker *worker)
{
    session_free(worker->session);
    live_free(worker->live);
    g_clear_pointer(&worker->analyzer, analyzer_free);
    engine_file_clear(&worker->file);
    g_queue_clear_full(&worker->held, engine_request_free);
    g_hash_table_unref(worker->stale);
}

gpointer engine_worker_run(gpointer data)
{
    EngineWorkerSetup *setup = data;
    Worker worker = {0};
    worker_init(&worker, setup);
    start_python(&worker);
    while (!worker.stopping) {
        receive(&worker);
        bool busy = work(&worker);
        if (!worker.stopping)
            wait(&worker, busy);
    }
    worker_clear(&worker);
    setup_free(setup);
    return NULL;
}
