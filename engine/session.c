/* The plan says what to do, the host is told, and what comes back goes to the plan.  There is one run at a
 * time, so the queue is the plan's and not the kernel's: an interrupt needs no chasing of packets.
 */
#include "engine/session_state.h"

#include <string.h>

#include "notebook/output_node.h"

/* Consoles are told of about so often. */
enum { CONSOLE_EVERY_MS = 33 };

/* --- telling ------------------------------------------------------------------------------------------------ */

SessionCell *session_cell(Session *session, uint64_t id)
{
    SessionCell *cell = g_hash_table_lookup(session->cells, &id);
    if (!cell) {
        cell = g_new0(SessionCell, 1);
        cell->id = id;
        g_hash_table_insert(session->cells, &cell->id, cell);
    }
    return cell;
}

static void session_cell_free(gpointer data)
{
    SessionCell *cell = data;
    g_clear_pointer(&cell->console, console_free);
    g_free(cell);
}

CellStatus session_status(Session *session, uint64_t id)
{
    const SessionCell *cell = session_cell(session, id);
    PlanStatus plan = plan_status(session->plan, id);
    CellStatus status = cell->status;
    status.state = plan.state;
    status.result = plan.invalid ? RESULT_INVALID : plan.result;
    status.stale = plan.stale;
    status.blocked = plan.blocked || plan.disabled;
    status.wants_input = cell->wants_input && plan.state == RUN_RUNNING;
    return status;
}

void session_tell_status(Session *session, SessionCell *cell)
{
    CellStatus status = session_status(session, cell->id);
    if (session->listener.status)
        session->listener.status(session->listener.self, cell->id, &status);
}

void session_tell_kernel(Session *session, KernelState state, const char *text)
{
    bool same = session->kernel == state && (!text || g_strcmp0(text, session->kernel_text) == 0);
    session->kernel = state;
    if (text && text != session->kernel_text) {
        g_free(session->kernel_text);
        session->kernel_text = g_strdup(text);
    }
    if (!same && session->listener.kernel)
        session->listener.kernel(session->listener.self, state, session->kernel_text ? session->kernel_text : "");
}

void session_say(Session *session, bool failed, const char *text)
{
    if (session->listener.message)
        session->listener.message(session->listener.self, failed, text);
}

void session_show(Session *session, uint64_t cell, Output *output)
{
    if (session->listener.output)
        session->listener.output(session->listener.self, cell, output);
    g_clear_pointer(&output, output_unref);
}

static void tell_console(Session *session, SessionCell *cell)
{
    cell->console_changed = false;
    g_autoptr(StyledText) text = cell->console ? console_text(cell->console) : NULL;
    if (session->listener.console)
        session->listener.console(session->listener.self, cell->id, text);
}

int session_tell_consoles(Session *session, bool all)
{
    if (session->changed->len == 0)
        return -1;
    gint64 now = g_get_monotonic_time() / 1000;
    if (!all && now - session->told_at < CONSOLE_EVERY_MS)
        return (int)(CONSOLE_EVERY_MS - (now - session->told_at));
    for (guint i = 0; i < session->changed->len; i++) {
        SessionCell *cell = g_ptr_array_index(session->changed, i);
        if (cell->console_changed)
            tell_console(session, cell);
    }
    g_ptr_array_set_size(session->changed, 0);
    session->told_at = now;
    return -1;
}

static void clear_console(Session *session, SessionCell *cell)
{
    bool had = cell->console != NULL;
    g_clear_pointer(&cell->console, console_free);
    if (had || cell->console_changed)
        tell_console(session, cell);
}

/* --- the interpreter ----------------------------------------------------------------------------------------- */

/* To the host. */
static WireWriter *out(Session *session)
{
    return host_link_out(session->host);
}

static void await_kernel(Session *session)
{
    wire_writer_free(&session->held);
    session->held = (WireWriter){0};
    session->awaited = true;
}

void session_started(Session *session)
{
    if (!session->awaited)
        return;
    session->awaited = false;
    if (session->held.length > 0)
        wire_write_raw(out(session), WIRE_BYTES(session->held.bytes, session->held.length));
    await_kernel(session);
    session->awaited = false;
}

static void tell_notebook(Session *session)
{
    WireWriter *writer = to_kernel(session);
    wire_begin(writer, WIRE_NOTEBOOK);
    wire_put_bytes(writer, WIRE_TEXT(session->path ? session->path : ""));
    for (char **argument = session->arguments; argument && *argument; argument++)
        wire_put_bytes(writer, WIRE_TEXT(*argument));
    wire_end(writer);
    session->told_definers = UINT64_MAX;
}

void session_start(Session *session)
{
    bool absent = session->kernel == KERNEL_NONE || session->kernel == KERNEL_DEAD;
    if (session->no_kernel || (session->host && !absent))
        return;
    if (session->host) { /* it died, or no Python was found before and maybe there is one now */
        wire_write(out(session), WIRE_RESTART);
    } else if (!(session->host = session_first_host(session))) {
        return;
    }
    await_kernel(session);
    tell_notebook(session);
    session_tell_reload(session);
    session_tell_kernel(session, KERNEL_STARTING, "");
    wire_flush(out(session), host_link_fd(session->host));
}

/* Who defines what.  Of several definers of a name the first on the page is blamed: it comes last. */
static void tell_definers(Session *session)
{
    if (session->told_definers == plan_generation(session->plan))
        return;
    session->told_definers = plan_generation(session->plan);
    WireWriter *writer = to_kernel(session);
    wire_begin(writer, WIRE_DEFINERS);
    for (guint i = session->page->len; i > 0; i--) {
        uint64_t id = g_array_index(session->page, uint64_t, i - 1);
        const Analysis *analysis = graph_analysis(plan_graph(session->plan), id);
        char number[24];
        g_snprintf(number, sizeof number, "%" G_GUINT64_FORMAT, id);
        for (char **name = analysis ? analysis->defs : NULL; name && *name; name++) {
            wire_put_bytes(writer, WIRE_TEXT(*name));
            wire_put_bytes(writer, WIRE_TEXT(number));
        }
    }
    wire_end(writer);
}

void session_lost_kernel(Session *session)
{
    session->version = 0;
    session->running = 0;
    session->interrupts = 0;
    GHashTableIter all;
    g_hash_table_iter_init(&all, session->cells);
    for (gpointer value; g_hash_table_iter_next(&all, NULL, &value);)
        ((SessionCell *)value)->wants_input = false;
    session_tell_consoles(session, true);
    g_hash_table_remove_all(session->runs);
    plan_reset(session->plan);
}

/* --- the plan's steps --------------------------------------------------------------------------------------------- */

static void do_run(Session *session, const PlanStep *step)
{
    session_start(session);
    if (!session->host) { /* nobody can run it: as if it had been interrupted at once */
        plan_done(session->plan, step->cell, &(PlanRan){.result = RESULT_INTERRUPTED});
        plan_reset(session->plan);
        return;
    }
    tell_definers(session);
    SessionCell *cell = session_cell(session, step->cell);
    clear_console(session, cell);
    if (cell->run)
        g_hash_table_remove(session->runs, &cell->run);
    cell->run = ++session->last_run;
    g_hash_table_insert(session->runs, &cell->run, cell);
    cell->status.revision = step->code->revision;
    cell->status.started = g_get_real_time();
    cell->status.seconds = 0;
    session->running = step->cell;
    session->interrupts = 0;
    g_ptr_array_set_size(session->unbound, 0);
    gsize size;
    const char *code = g_bytes_get_data(step->code->code, &size);
    g_autofree char *name =
        g_strdup_printf("<cell %d>", GPOINTER_TO_INT(g_hash_table_lookup(session->numbers, &step->cell)));
    wire_write(to_kernel(session), WIRE_RUN, cell->run, (int64_t)cell->id, WIRE_TEXT(name),
               WIRE_BYTES(code ? code : "", size), (int64_t)0);
    if (session->kernel == KERNEL_IDLE)
        session_tell_kernel(session, KERNEL_BUSY, NULL);
}

static void do_forget(Session *session, const PlanStep *step)
{
    if (!session->host)
        return;
    WireWriter *writer = to_kernel(session);
    wire_begin(writer, WIRE_FORGET);
    wire_put_int(writer, (int64_t)step->cell);
    for (char **name = step->names; *name; name++)
        wire_put_bytes(writer, WIRE_TEXT(*name));
    wire_end(writer);
}

static void do_widget(Session *session, const PlanStep *step)
{
    if (session->host && (session->kernel == KERNEL_IDLE || session->kernel == KERNEL_BUSY)) {
        tell_definers(session);
        wire_write(to_kernel(session), WIRE_WIDGET, WIRE_TEXT(step->id), WIRE_TEXT(step->json));
    } else {
        char *nothing[] = {NULL};
        plan_widget_bound(session->plan, nothing);
    }
}

static void do_status(Session *session, const PlanStep *step)
{
    session_tell_status(session, session_cell(session, step->cell));
}

static void do_cancel(Session *session, const PlanStep *step)
{
    clear_console(session, session_cell(session, step->cell));
    int place = GPOINTER_TO_INT(g_hash_table_lookup(session->numbers, &step->cause));
    g_autofree char *text = g_strdup_printf("not run: cell %d %s", place, step->stopped ? "stopped" : "failed");
    Output *output = output_new_error(step->stopped ? "AncestorStopped" : "AncestorFailed", text);
    output->root->cell = step->cause;
    session_show(session, step->cell, output);
}

static void do_interrupt(Session *session, const PlanStep *step)
{
    if (!step->keep)
        clear_console(session, session_cell(session, step->cell));
    session_show(session, step->cell, output_new_error("Interrupted", "not run: interrupted before its turn"));
    session_tell_status(session, session_cell(session, step->cell));
}

static void do_invalid(Session *session, const PlanStep *step)
{
    clear_console(session, session_cell(session, step->cell));
    session_show(session, step->cell, NULL); /* its errors are told apart */
}

static void do_clear(Session *session, const PlanStep *step)
{
    session_show(session, step->cell, NULL);
}

static void do_render(Session *session, const PlanStep *step)
{
    Output *output = output_new(node_new(NODE_MARKDOWN, step->analysis->markdown ? step->analysis->markdown : ""));
    output->mime = g_strdup("text/markdown");
    session_show(session, step->cell, output);
}

static void do_ask(Session *session, const PlanStep *step)
{
    const CellSnapshot *code = plan_code(session->plan, step->cell);
    int place = GPOINTER_TO_INT(g_hash_table_lookup(session->numbers, &step->cell));
    bool named = code && strcmp(code->name, "_") != 0;
    g_autofree char *text = g_strdup_printf("cell %d%s%s%s is out of date and waits to be asked for: g<CR> in it runs it", place,
                                            named ? " (" : "", named ? code->name : "", named ? ")" : "");
    session_say(session, false, text);
}

static void do_settled(Session *session, const PlanStep *step)
{
    if (session->host)
        wire_write(to_kernel(session), WIRE_SETTLED);
}

static void (*const DOING[])(Session *, const PlanStep *) = {
    [PLAN_DO_FORGET] = do_forget,       [PLAN_DO_RUN] = do_run,         [PLAN_DO_WIDGET] = do_widget,
    [PLAN_DO_STATUS] = do_status,       [PLAN_DO_CANCEL] = do_cancel,   [PLAN_DO_INTERRUPT] = do_interrupt,
    [PLAN_DO_INVALID] = do_invalid,     [PLAN_DO_CLEAR] = do_clear,     [PLAN_DO_RENDER] = do_render,
    [PLAN_DO_SETTLED] = do_settled,     [PLAN_DO_ASK] = do_ask,         [PLAN_DO_CHANGED] = session_do_changed,
};

void session_advance(Session *session)
{
    for (;;) {
        g_autoptr(PlanStep) step = plan_next(session->plan);
        if (!step)
            break;
        if (session->listener.step)
            session->listener.step(session->listener.self, step);
        DOING[step->kind](session, step);
    }
    if (plan_is_idle(session->plan) && session->kernel == KERNEL_BUSY)
        session_tell_kernel(session, KERNEL_IDLE, NULL);
    if (session->host)
        wire_flush(out(session), host_link_fd(session->host));
}

/* --- life, and requests --------------------------------------------------------------------------------------------- */

Session *session_new(const SessionOptions *options, const SessionListener *listener)
{
    Session *session = g_new0(Session, 1);
    session->listener = *listener;
    session->python = session_python_path(options->python);
    session->program = g_strdup(options->program);
    session->arguments = g_strdupv((char **)options->arguments);
    session->no_kernel = options->no_kernel;
    session->pipes = options->pipes;
    session->alone = options->alone;
    session->prepared = options->host;
    session->plan = plan_new();
    session->cells = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, session_cell_free);
    session->numbers = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    session->page = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    session->runs = g_hash_table_new(g_int64_hash, g_int64_equal);
    session->changed = g_ptr_array_new();
    session->unbound = g_ptr_array_new_with_free_func(g_free);
    session->columns = SESSION_COLUMNS;
    session->rows = SESSION_ROWS;
    return session;
}

void session_free(Session *session)
{
    g_clear_pointer(&session->host, host_link_free);
    g_clear_pointer(&session->prepared, host_link_free);
    wire_writer_free(&session->held);
    g_free(session->python);
    g_free(session->program);
    g_free(session->path);
    g_free(session->kernel_text);
    g_strfreev(session->arguments);
    plan_free(session->plan);
    g_hash_table_unref(session->runs);
    g_hash_table_unref(session->cells);
    g_hash_table_unref(session->numbers);
    g_array_unref(session->page);
    g_ptr_array_unref(session->changed);
    g_ptr_array_unref(session->unbound);
    g_free(session);
}

Plan *session_plan(Session *session)
{
    return session->plan;
}

void session_set_path(Session *session, const char *path)
{
    g_free(session->path);
    session->path = path ? g_canonicalize_filename(path, NULL) : NULL;
    if (session->host)
        tell_notebook(session);
}

void session_set_order(Session *session, const uint64_t *cells, size_t count)
{
    plan_set_order(session->plan, cells, count);
    g_array_set_size(session->page, 0);
    g_array_append_vals(session->page, cells, (guint)count);
    g_hash_table_remove_all(session->numbers);
    for (size_t i = 0; i < count; i++)
        g_hash_table_insert(session->numbers, g_memdup2(&cells[i], sizeof cells[i]), GINT_TO_POINTER((int)i + 1));
}

int session_fd(const Session *session)
{
    return session->host ? host_link_fd(session->host) : -1;
}

short session_wants(const Session *session)
{
    return session->host ? host_link_wants(session->host) : 0;
}

void session_serve(Session *session)
{
    if (!session->host)
        return;
    bool there = host_link_serve(session->host);
    WirePacket packet;
    while (host_link_next(session->host, &packet))
        session_take_packet(session, &packet);
    bool sane = host_link_is_sane(session->host);
    if (!there || !sane) {
        g_clear_pointer(&session->host, host_link_free);
        if (session->finishing)
            return;
        session_died(session, sane ? "its host is gone" : "its host sent what is no packet");
    }
    session_advance(session);
}

void session_interrupt(Session *session)
{
    plan_interrupt(session->plan);
    if ((session->running || session->finishing) && session->host) {
        session->interrupts = MIN(session->interrupts + 1, 3);
        wire_write(out(session), WIRE_INTERRUPT, (int64_t)session->interrupts);
        if (session->interrupts == 2)
            session_say(session, true, "the interpreter is asked to end; once more kills it");
    }
    session_advance(session);
}

void session_restart(Session *session)
{
    bool wanted = session->host || session->kernel == KERNEL_DEAD;
    session_lost_kernel(session);
    if (session->awaited) /* it has not even begun with what it was asked for before */
        g_clear_pointer(&session->host, host_link_kill);
    session->kernel = KERNEL_NONE;
    if (wanted)
        session_start(session);
    session_advance(session);
}

void session_type(Session *session, const char *bytes, size_t length)
{
    if (session->host)
        wire_write(out(session), WIRE_TYPE, WIRE_BYTES(bytes, length));
}

void session_resize(Session *session, int columns, int rows)
{
    if (columns <= 0 || rows <= 0 || (columns == session->columns && rows == session->rows))
        return;
    session->columns = columns;
    session->rows = rows;
    SessionCell *running = session->running ? session_cell(session, session->running) : NULL;
    if (running && running->console)
        console_resize(running->console, columns, rows);
    if (session->host)
        wire_write(out(session), WIRE_RESIZE, (int64_t)columns, (int64_t)rows);
}

void session_forget_cell(Session *session, uint64_t id)
{
    SessionCell *cell = g_hash_table_lookup(session->cells, &id);
    if (!cell || id == session->running)
        return;
    g_ptr_array_remove(session->changed, cell);
    if (cell->run)
        g_hash_table_remove(session->runs, &cell->run);
    g_hash_table_remove(session->cells, &id);
}

KernelState session_kernel(const Session *session)
{
    return session->kernel;
}
