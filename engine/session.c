/* The plan says what to do, the host is told, and what comes back goes to the plan.  There is one run at a
 * time, and the queue is the plan's and not the kernel's: that one only gets some of it ahead (session_ahead.c).
 */
#include "engine/session_state.h"

#include <string.h>

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
    if (id == PLAN_SCRATCH) { /* of which the plan knows no more than that it runs */
        status.state = session->scratching ? RUN_RUNNING : RUN_IDLE;
        status.wants_input = cell->wants_input && session->scratching;
        return status;
    }
    status.state = plan.state;
    status.dead = cell->run && cell->life != session->life;
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
    bool same = session->kernel == state && (!text || g_strcmp0(text, session->kernel_text) == 0) && session->away == session->told_away;
    session->kernel = state;
    session->told_away = session->away;
    if (text && text != session->kernel_text) {
        g_free(session->kernel_text);
        session->kernel_text = g_strdup(text);
    }
    if (!same && session->listener.kernel)
        session->listener.kernel(session->listener.self, session->away ? KERNEL_AWAY : state, session->kernel_text ? session->kernel_text : "");
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

void session_tell_console(Session *session, SessionCell *cell)
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
            session_tell_console(session, cell);
    }
    g_ptr_array_set_size(session->changed, 0);
    session->told_at = now;
    return -1;
}

/* --- the interpreter ----------------------------------------------------------------------------------------- */

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
        wire_write_raw(to_host(session), WIRE_BYTES(session->held.bytes, session->held.length));
    await_kernel(session);
    session->awaited = false;
}

/* From now on the session outlives us; it is found by the notebook's path. */
static void tell_keep(Session *session)
{
    if (!session->path || session->script || session->app || session->pipes)
        return;
    g_autofree char *name = session_name(session->path, session->via != NULL);
    wire_write(to_host(session), WIRE_KEEP, WIRE_TEXT(name), session->outlive);
}

double session_elapsed(const Session *session)
{
    const SessionCell *cell = session->running ? g_hash_table_lookup(session->cells, &session->running) : NULL;
    return cell ? (double)(g_get_real_time() - cell->status.started) / 1e6 : 0;
}

void session_set_outlive(Session *session, int64_t seconds)
{
    session->outlive = seconds;
    if (session->host)
        tell_keep(session);
}

void session_tell_host(Session *session)
{
    session_tell_checkpoints(session);
    tell_keep(session);
}

static void tell_notebook(Session *session)
{
    WireWriter *writer = to_kernel(session);
    wire_begin(writer, WIRE_NOTEBOOK);
    const char *path = session->path ? session->path : "";
    wire_put_bytes(writer, WIRE_TEXT(path));
    wire_put_int(writer, session->script ? 1 : session->app ? 2 : 0);
    wire_put_bytes(writer, WIRE_TEXT(session->script ? session->script : path));
    for (char **argument = session->arguments; argument && *argument; argument++)
        wire_put_bytes(writer, WIRE_TEXT(*argument));
    wire_end(writer);
    session->told_definers = UINT64_MAX;
    session_tell_environment(session);
}

static void take_packets(Session *session)
{
    WirePacket packet;
    while (session->host && host_link_next(session->host, &packet)) {
        if (!session_collect(session, &packet))
            session_take_packet(session, &packet);
    }
}

void session_start(Session *session)
{
    bool absent = session->kernel == KERNEL_NONE || session->kernel == KERNEL_DEAD;
    if (session->no_kernel || (session->host && !absent))
        return;
    bool first = !session->host;
    if (!first) { /* it died, or no Python was found before and maybe there is one now */
        wire_write(to_host(session), WIRE_RESTART);
    } else if (!(session->host = session_first_host(session))) {
        return;
    }
    bool attached = first && host_link_hello(session->host)->attached;
    if (attached)
        session_begin_attached(session);
    else
        await_kernel(session);
    session_tell_kernel(session, host_link_is_away(session->host) ? KERNEL_CONNECTING : KERNEL_STARTING, "");
    session_tell_host(session);
    tell_notebook(session);
    session_tell_reload(session);
    host_link_flush(session->host);
    if (attached)
        take_packets(session); /* the first came with the answer, and no poll() tells of them */
}

uint64_t session_stop_runs(Session *session)
{
    uint64_t victim = session->running;
    session->running = 0;
    session_lose_ahead(session);
    session->interrupts = 0;
    GHashTableIter all;
    g_hash_table_iter_init(&all, session->cells);
    for (gpointer value; g_hash_table_iter_next(&all, NULL, &value);)
        ((SessionCell *)value)->wants_input = false;
    session_tell_consoles(session, true);
    session_tell_widget(session);
    session_lose_given(session);
    session_lose_questions(session);
    return victim;
}

/* What they show is of an interpreter that is gone. */
static void tell_dead(Session *session)
{
    GHashTableIter all;
    g_hash_table_iter_init(&all, session->cells);
    for (gpointer value; g_hash_table_iter_next(&all, NULL, &value);) {
        SessionCell *cell = value;
        if (cell->id != PLAN_SCRATCH && cell->run)
            session_tell_status(session, cell);
    }
}

void session_lost_kernel(Session *session)
{
    session->life++;
    if (session->kept)
        session_end_attached(session);
    session->version = 0;
    session_stop_runs(session);
    g_hash_table_remove_all(session->runs);
    plan_reset(session->plan);
    tell_dead(session);
}

/* --- life, and requests --------------------------------------------------------------------------------------------- */

Session *session_new(const SessionOptions *options, const SessionListener *listener)
{
    Session *session = g_new0(Session, 1);
    session->listener = *listener;
    session->python = session_python_path(options->python);
    session->program = g_strdup(options->program);
    session->script = g_strdup(options->script);
    session->arguments = g_strdupv((char **)options->arguments);
    session->app = options->app;
    session->clean = options->clean;
    session->no_kernel = options->no_kernel;
    session->pipes = options->pipes;
    session->alone = options->alone;
    session->outlive = options->outlive;
    session->take = options->take;
    session->via = g_strdup(options->via);
    session->prepared = options->host;
    session->plan = plan_new();
    session->cells = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, session_cell_free);
    session->numbers = g_hash_table_new(g_int64_hash, g_int64_equal);
    session->page = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    session->runs = g_hash_table_new(g_int64_hash, g_int64_equal);
    session->tested = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    session->changed = g_ptr_array_new();
    session->ahead = g_array_new(FALSE, FALSE, sizeof(SessionAhead));
    session->unbound = g_ptr_array_new_with_free_func(g_free);
    session->widgets = g_ptr_array_new_with_free_func(g_free);
    session->moved = session_moved_new();
    g_queue_init(&session->given);
    session->asked = g_array_new(FALSE, FALSE, sizeof(int64_t));
    session->columns = SESSION_COLUMNS;
    session->rows = SESSION_ROWS;
    return session;
}

void session_set_python(Session *session, const char *python)
{
    char *before = session->python;
    session->python = session_python_path(python);
    session->other_python = session->host && g_strcmp0(before, session->python) != 0;
    g_free(before);
    if (session->host)
        session_tell_environment(session);
}

void session_free(Session *session)
{
    g_clear_pointer(&session->host, host_link_free);
    g_clear_pointer(&session->prepared, host_link_free);
    session_end_attached(session);
    g_clear_pointer(&session->wire_ids, g_hash_table_unref);
    g_clear_pointer(&session->cell_ids, g_hash_table_unref);
    wire_writer_free(&session->held);
    g_free(session->python);
    g_free(session->program);
    g_free(session->path);
    g_free(session->script);
    g_free(session->via);
    g_free(session->kernel_text);
    g_free(session->no_checkpoint);
    g_free(session->in_the_way);
    g_free(session->widget);
    g_free(session->widget_json);
    g_clear_pointer(&session->widget_shown, output_unref);
    g_strfreev(session->arguments);
    plan_free(session->plan);
    g_hash_table_unref(session->runs);
    g_hash_table_unref(session->tested);
    g_hash_table_unref(session->cells);
    g_hash_table_unref(session->numbers);
    g_array_unref(session->page);
    g_array_unref(session->ahead);
    g_ptr_array_unref(session->changed);
    g_ptr_array_unref(session->unbound);
    g_ptr_array_unref(session->widgets);
    g_ptr_array_unref(session->moved);
    session_lose_given(session);
    g_array_unref(session->asked);
    g_free(session);
}

Plan *session_plan(Session *session)
{
    return session->plan;
}

/* As Python does it to the name of a script: "." and ".." stay. */
static char *absolute(const char *path)
{
    g_autofree char *directory = g_get_current_dir();
    return g_path_is_absolute(path) ? g_strdup(path) : g_build_filename(directory, path, NULL);
}

void session_set_path(Session *session, const char *path)
{
    g_free(session->path);
    session->path = path ? (session->script ? absolute(path) : g_canonicalize_filename(path, NULL)) : NULL;
    if (!session->host)
        return;
    g_autofree char *name = session_name(path ? path : "", true);
    host_link_set_name(session->host, name);
    tell_keep(session);
    tell_notebook(session);
}

void session_set_order(Session *session, const uint64_t *cells, size_t count)
{
    session_withdraw(session); /* they are called by their places */
    plan_set_order(session->plan, cells, count);
    g_hash_table_remove_all(session->numbers); /* whose keys are those of the page */
    g_array_set_size(session->page, 0);
    g_array_append_vals(session->page, cells, (guint)count);
    for (guint i = 0; i < session->page->len; i++)
        g_hash_table_insert(session->numbers, &g_array_index(session->page, uint64_t, i), GINT_TO_POINTER((int)i + 1));
}

int session_timeout(const Session *session)
{
    return session->host ? host_link_timeout(session->host) : -1;
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
    session_follow_line(session); /* first: what came by it is not what was before */
    take_packets(session);
    if (!session->host) /* it was taken */
        return;
    bool sane = host_link_is_sane(session->host);
    if (!there || !sane) {
        session->away = false;
        g_clear_pointer(&session->host, host_link_free);
        if (session->finishing)
            return;
        session->take = true; /* what we come back to is ours, though its host may not know yet that we were gone */
        session_died(session, !sane ? "its host sent what is no packet" : session->via ? "the connection is lost" : "its host is gone");
    }
    session_advance(session);
}

void session_restart(Session *session)
{
    if (session->away && session->host) { /* it runs, and only cannot be heard */
        host_link_hurry(session->host);
        g_clear_pointer(&session->in_the_way, g_free); /* it is said again */
        session_say(session, false, "the connection is tried again");
        return;
    }
    bool wanted = session->host || session->kernel == KERNEL_DEAD;
    if (session->kernel != KERNEL_DEAD) /* who restarts what lives begins anew */
        g_ptr_array_set_size(session->moved, 0);
    session_lost_kernel(session);
    session_end_scratch(session);
    if (session->awaited) /* it has not even begun with what it was asked for before */
        g_clear_pointer(&session->host, host_link_kill);
    else if (session->other_python) /* the host knows the old one alone */
        g_clear_pointer(&session->host, host_link_free);
    session->other_python = false;
    session->kernel = KERNEL_NONE;
    if (wanted)
        session_start(session);
    session_advance(session);
}

void session_type(Session *session, const char *bytes, size_t length)
{
    if (session->host)
        wire_write(to_host(session), WIRE_TYPE, WIRE_BYTES(bytes, length));
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
        wire_write(to_host(session), WIRE_RESIZE, (int64_t)columns, (int64_t)rows);
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
