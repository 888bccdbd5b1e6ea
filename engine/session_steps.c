/* The plan's steps, one function each: what the interpreter is told, and what the cell shows. */
#include "engine/session_state.h"

#include <string.h>

#include "notebook/output_node.h"

static void clear_console(Session *session, SessionCell *cell)
{
    bool had = cell->console != NULL;
    g_clear_pointer(&cell->console, console_free);
    if (had || cell->console_changed)
        session_tell_console(session, cell);
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
        g_snprintf(number, sizeof number, "%" G_GINT64_FORMAT, session_wire(session, id));
        for (char **name = analysis ? analysis->defs : NULL; name && *name; name++) {
            wire_put_bytes(writer, WIRE_TEXT(*name));
            wire_put_bytes(writer, WIRE_TEXT(number));
        }
    }
    wire_end(writer);
}

/* Is there an interpreter, or about to be one?  If not it is as if the cell had been interrupted at once. */
static bool can_run(Session *session, uint64_t cell)
{
    session_start(session);
    if (session->host)
        return true;
    plan_done(session->plan, cell, &(PlanRan){.result = RESULT_INTERRUPTED});
    plan_reset(session->plan);
    return false;
}

SessionCell *session_begin_cell(Session *session, uint64_t id, int64_t run)
{
    SessionCell *cell = session_cell(session, id);
    clear_console(session, cell);
    if (cell->run)
        g_hash_table_remove(session->runs, &cell->run);
    cell->run = run;
    cell->life = session->life;
    g_hash_table_insert(session->runs, &cell->run, cell);
    return cell;
}

/* A run of the cell begins. */
static SessionCell *begin_run(Session *session, uint64_t id, int64_t run)
{
    tell_definers(session);
    SessionCell *cell = session_begin_cell(session, id, run);
    cell->status.started = g_get_real_time();
    cell->status.seconds = cell->status.waited = 0;
    cell->wants_input = false;
    session->running = id;
    session->interrupts = 0;
    g_ptr_array_set_size(session->unbound, 0);
    g_ptr_array_set_size(session->widgets, 0);
    return cell;
}

static void send_run(Session *session, const SessionCell *cell, const char *name, WireBytes code, int64_t flags)
{
    wire_write(to_kernel(session), WIRE_RUN, cell->run, session_wire(session, cell->id), WIRE_TEXT(name), code, flags);
    if (session->kernel == KERNEL_IDLE)
        session_tell_kernel(session, KERNEL_BUSY, NULL);
}

void session_set_tests(Session *session, bool tests)
{
    session_withdraw(session);
    session->tests = tests;
}

void session_test_cell(Session *session, uint64_t cell)
{
    session_withdraw(session);
    g_hash_table_add(session->tested, g_memdup2(&cell, sizeof cell));
}

/* WIRE_RUN_...: what is asked once is asked by the run itself, not by its place in the queue. */
static int64_t flags_of_run(Session *session, uint64_t cell)
{
    bool asked = g_hash_table_remove(session->tested, &cell);
    return (session->tests ? WIRE_RUN_TESTS : 0) | (asked ? WIRE_RUN_ALL_TESTS : 0);
}

char *session_shown_name(Session *session, uint64_t cell)
{
    return g_strdup_printf("<cell %d>", GPOINTER_TO_INT(g_hash_table_lookup(session->numbers, &cell)));
}

static void put_number(WireWriter *writer, int64_t number)
{
    char digits[24];
    g_snprintf(digits, sizeof digits, "%" G_GINT64_FORMAT, number);
    wire_put_bytes(writer, WIRE_TEXT(digits));
}

static void put_queued(Session *session, WireWriter *writer, uint64_t id)
{
    g_autofree char *name = session_shown_name(session, id);
    g_autoptr(GString) needs = g_string_new(NULL);
    g_autoptr(GArray) parents = graph_parents(plan_graph(session->plan), id);
    for (guint i = 0; i < parents->len; i++)
        g_string_append_printf(needs, "%s%" G_GINT64_FORMAT, i ? " " : "",
                               session_wire(session, g_array_index(parents, uint64_t, i)));
    gsize size;
    const char *code = g_bytes_get_data(plan_code(session->plan, id)->code, &size);
    put_number(writer, session_wire(session, id));
    wire_put_bytes(writer, WIRE_TEXT(name));
    wire_put_bytes(writer, WIRE_BYTES(code ? code : "", size));
    put_number(writer, session->tests ? WIRE_RUN_TESTS : 0);
    wire_put_bytes(writer, WIRE_BYTES(needs->str, needs->len));
}

/* Should we not be there to say it, the host goes on with what follows. */
static void tell_queue(Session *session)
{
    if (!session->outlive || session->told_queue == plan_serial(session->plan))
        return;
    session->told_queue = plan_serial(session->plan);
    g_autoptr(GArray) rest = plan_rest(session->plan);
    if (rest->len == 0)
        return;
    WireWriter *writer = to_kernel(session); /* not before what is held back for the kernel */
    wire_begin(writer, WIRE_QUEUE);
    for (guint i = 0; i < rest->len; i++)
        put_queued(session, writer, g_array_index(rest, uint64_t, i));
    wire_end(writer);
}

static void do_run(Session *session, const PlanStep *step)
{
    if (!can_run(session, step->cell))
        return;
    tell_queue(session);
    int64_t begun = session_take_begun(session);
    SessionCell *cell = begin_run(session, step->cell, begun ? begun : ++session->last_run);
    cell->status.revision = step->code->revision;
    if (!begun) {
        gsize size;
        const char *code = g_bytes_get_data(step->code->code, &size);
        g_autofree char *name = session_shown_name(session, step->cell);
        send_run(session, cell, name, WIRE_BYTES(code ? code : "", size), flags_of_run(session, step->cell));
    }
    session_hand_ahead(session);
}

void session_end_scratch(Session *session)
{
    if (!session->scratching)
        return;
    session->scratching = false;
    session_tell_consoles(session, true);
    session_tell_status(session, session_cell(session, PLAN_SCRATCH));
}

static void do_scratch(Session *session, const PlanStep *step)
{
    if (!can_run(session, PLAN_SCRATCH))
        return;
    WireWriter *writer = to_kernel(session);
    wire_begin(writer, WIRE_FORGET); /* what the run before made: elements, and what they call */
    wire_put_int(writer, (int64_t)PLAN_SCRATCH);
    wire_end(writer);
    SessionCell *cell = begin_run(session, PLAN_SCRATCH, ++session->last_run);
    session_show(session, PLAN_SCRATCH, NULL);
    session->scratching = true;
    session_tell_status(session, cell);
    send_run(session, cell, "<scratchpad>", WIRE_TEXT(step->json), WIRE_RUN_SCRATCH);
}

/* Tables, views and databases that the cell made: DuckDB has them, not the module of the notebook. */
static void tell_drop(Session *session, const PlanStep *step)
{
    static const char *const KINDS[] = {
        [SQL_KIND_TABLE] = "table", [SQL_KIND_VIEW] = "view", [SQL_KIND_SCHEMA] = "schema", [SQL_KIND_CATALOG] = "catalog"};
    const GPtrArray *made = step->analysis->tables_made;
    if (made->len == 0)
        return;
    WireWriter *writer = to_kernel(session);
    wire_begin(writer, WIRE_DROP);
    for (guint i = 0; i < made->len; i++) {
        const SqlName *name = g_ptr_array_index(made, i);
        if (!g_strv_contains((const char *const *)step->names, step->analysis->sql_defs[i]))
            continue; /* another cell's by now */
        const char *const fields[] = {KINDS[name->kind], name->catalog, name->schema, name->table};
        for (size_t k = 0; k < G_N_ELEMENTS(fields); k++)
            wire_put_bytes(writer, WIRE_TEXT(fields[k] ? fields[k] : ""));
    }
    wire_end(writer);
}

static void do_forget(Session *session, const PlanStep *step)
{
    if (!session->host)
        return;
    tell_drop(session, step);
    WireWriter *writer = to_kernel(session);
    wire_begin(writer, WIRE_FORGET);
    wire_put_int(writer, session_wire(session, step->cell));
    for (char **name = step->names; *name; name++) {
        if (!names_contain(step->analysis->sql_defs, *name))
            wire_put_bytes(writer, WIRE_TEXT(*name));
    }
    wire_end(writer);
}

static void do_widget(Session *session, const PlanStep *step)
{
    session_tell_widget(session); /* of an interpreter that died under it */
    session->widget = g_strdup(step->id);
    session->widget_json = g_strdup(step->json);
    if (session->host && (session->kernel == KERNEL_IDLE || session->kernel == KERNEL_BUSY)) {
        tell_definers(session);
        wire_write(to_kernel(session), WIRE_WIDGET, WIRE_TEXT(step->id), WIRE_TEXT(step->json));
    } else {
        char *nothing[] = {NULL};
        session_tell_widget(session);
        plan_widget_bound(session->plan, nothing);
    }
}

static void do_status(Session *session, const PlanStep *step)
{
    session_tell_status(session, session_cell(session, step->cell));
}

void session_show_cancelled(Session *session, uint64_t cell, uint64_t cause, bool stopped)
{
    clear_console(session, session_cell(session, cell));
    int place = GPOINTER_TO_INT(g_hash_table_lookup(session->numbers, &cause));
    g_autofree char *text = g_strdup_printf("not run: cell %d %s", place, stopped ? "stopped" : "failed");
    Output *output = output_new_error(stopped ? "AncestorStopped" : "AncestorFailed", text);
    output->root->cell = cause;
    session_show(session, cell, output);
}

static void do_cancel(Session *session, const PlanStep *step)
{
    session_show_cancelled(session, step->cell, step->cause, step->stopped);
}

static void do_supersede(Session *session, const PlanStep *step)
{
    if (session->host && session->running == step->cell)
        wire_write(to_host(session), WIRE_SUPERSEDE, session_cell(session, step->cell)->run);
}

static void do_withdraw(Session *session, const PlanStep *step)
{
    session_withdraw(session);
}

void session_show_interrupted(Session *session, uint64_t cell)
{
    session_show(session, cell, output_new_error("Interrupted", "not run: interrupted before its turn"));
}

static void do_interrupt(Session *session, const PlanStep *step)
{
    if (!step->keep)
        clear_console(session, session_cell(session, step->cell));
    session_show_interrupted(session, step->cell);
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
    g_autofree char *text = g_strdup_printf("cell %d%s%s%s is out of date and waits to be asked for", place,
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
    [PLAN_DO_SETTLED] = do_settled,     [PLAN_DO_ASK] = do_ask,
    [PLAN_DO_SUPERSEDE] = do_supersede, [PLAN_DO_SCRATCH] = do_scratch,
    [PLAN_DO_CHANGED] = session_do_changed, [PLAN_DO_WITHDRAW] = do_withdraw,
};

/* What is much is sent on the way, so that others can begin with it. */
static void send_much(Session *session)
{
    enum { MUCH = 32 << 10 };
    if (session->host && wire_waiting(to_host(session)) >= MUCH)
        host_link_flush(session->host);
}

void session_do_steps(Session *session)
{
    while (!session_is_undecided(session)) {
        send_much(session);
        g_autoptr(PlanStep) step = plan_next(session->plan);
        if (!step)
            return;
        if (session->listener.step)
            session->listener.step(session->listener.self, step);
        DOING[step->kind](session, step);
    }
}

void session_advance(Session *session)
{
    session_do_steps(session);
    if (session->foreign && session->host)
        tell_queue(session);
    if (plan_is_idle(session->plan) && !session->foreign && session->kernel == KERNEL_BUSY)
        session_tell_kernel(session, KERNEL_IDLE, NULL);
    if (session->host)
        host_link_flush(session->host);
}
