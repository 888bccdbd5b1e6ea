/* What host and kernel say, one function a packet. */
#include "engine/session_state.h"

#include <stdio.h>
#include <string.h>

#include "engine/import_list.h"

static char *text_of(WireBytes bytes)
{
    return bytes.length > 0 ? g_utf8_make_valid(bytes.bytes, (gssize)bytes.length) : g_strdup("");
}

static GPtrArray *strings_of(WirePacket *packet)
{
    GPtrArray *strings = g_ptr_array_new_with_free_func(g_free);
    while (wire_more(packet))
        g_ptr_array_add(strings, text_of(wire_bytes(packet)));
    g_ptr_array_add(strings, NULL);
    return strings;
}

static Output *output_of(const Session *session, WireBytes json)
{
    if (json.length == 0)
        return NULL;
    g_autoptr(GError) error = NULL;
    Output *output = output_parse(json.bytes, json.length, &error);
    if (output)
        session_unwire_node(session, output->root);
    return output ? output : output_new_error("tarn", error->message);
}

static void take_ready(Session *session, WirePacket *packet)
{
    session_started(session);
    if (wire_int(packet) != WIRE_PROTOCOL)
        session_say(session, true, "the kernel speaks another protocol: is there another tarn in the way?");
    g_autofree char *version = text_of(wire_bytes(packet));
    g_autofree char *executable = text_of(wire_bytes(packet));
    g_autofree char *text = g_strdup_printf("Python %s %s", version, executable);
    int major = 0, minor = 0;
    if (sscanf(version, "%d.%d", &major, &minor) == 2)
        session->version = major << 8 | minor;
    session_tell_kernel(session, session->running ? KERNEL_BUSY : KERNEL_IDLE, text);
    if (session->running)
        session_hand_ahead(session);
}

static void take_output(Session *session, WirePacket *packet)
{
    int64_t run = wire_int(packet);
    uint64_t id = session_unwire(session, wire_int(packet));
    const SessionCell *cell = g_hash_table_lookup(session->cells, &id);
    if (cell && cell->run == run)
        session_show(session, id, output_of(session, wire_bytes(packet)));
}

/* Failures that are no subclass of Exception. */
static bool is_base_exception(const char *type)
{
    static const char *const TYPES[] = {"SystemExit", "GeneratorExit", "BaseException", "BaseExceptionGroup", NULL};
    return type && g_strv_contains(TYPES, type);
}

/* The underscore name that a NameError is about, or NULL. */
static char *missing_local(const Node *error)
{
    static const char BEGIN[] = "name '";
    if (g_strcmp0(error->name, "NameError") != 0 || !g_str_has_prefix(error->text, BEGIN))
        return NULL;
    const char *name = error->text + strlen(BEGIN);
    return *name == '_' ? g_strndup(name, strcspn(name, "'")) : NULL;
}

/* An underscore name belongs to its cell alone; if another cell has one like it, that is what was meant, and
 * most of all if the other cell imports it. */
static uint64_t owner_of_local(Session *session, const char *name, uint64_t asking)
{
    uint64_t owner = 0;
    for (guint i = 0; i < session->page->len; i++) {
        uint64_t id = g_array_index(session->page, uint64_t, i);
        const Analysis *analysis = graph_analysis(plan_graph(session->plan), id);
        if (id == asking || !analysis || !names_contain(analysis->locals, name))
            continue;
        g_autoptr(GHashTable) imports = import_list(plan_code(session->plan, id)->code);
        if (g_hash_table_contains(imports, name))
            return id;
        owner = owner ? owner : id;
    }
    return owner;
}

static void blame(Session *session, uint64_t cell, Node *error)
{
    g_autofree char *name = error->cell == 0 ? missing_local(error) : NULL;
    if (name)
        error->cell = owner_of_local(session, name, cell);
}

static void show_done(Session *session, uint64_t cell, RunResult result, Output *output)
{
    if (session->listener.done)
        session->listener.done(session->listener.self, cell, result, output);
    session_show(session, cell, output ? output_ref(output) : NULL);
}

static void take_done(Session *session, WirePacket *packet)
{
    static const RunResult RESULTS[] = {
        [WIRE_RUN_OK] = RESULT_OK,
        [WIRE_RUN_ERROR] = RESULT_ERROR,
        [WIRE_RUN_STOPPED] = RESULT_STOPPED,
        [WIRE_RUN_INTERRUPTED] = RESULT_INTERRUPTED,
    };
    int64_t run = wire_int(packet);
    uint64_t id = session_unwire(session, wire_int(packet));
    int64_t status = wire_int(packet);
    WireBytes json = wire_bytes(packet);
    int64_t nanoseconds = wire_int(packet), waited = wire_int(packet), next = wire_int(packet);
    SessionCell *cell = g_hash_table_lookup(session->cells, &id);
    if (!cell || id != session->running || cell->run != run)
        return;
    g_autoptr(Output) output = output_of(session, json);
    Node *root = output ? output->root : NULL;
    if (root && root->kind == NODE_ERROR)
        blame(session, id, root);
    g_ptr_array_add(session->unbound, NULL);
    g_ptr_array_add(session->widgets, NULL);
    PlanRan ran = {
        .result = status >= 0 && status < (int64_t)G_N_ELEMENTS(RESULTS) ? RESULTS[status] : RESULT_ERROR,
        .opaque = root && root->kind == NODE_ERROR && (root->cell != 0 || is_base_exception(root->name)),
        .missing = (char *const *)session->unbound->pdata,
        .widgets = (char *const *)session->widgets->pdata,
        .seconds = MAX((double)(nanoseconds - waited), 1) / 1e9,
        .next = next ? session_note_begun(session, next) : 0,
    };
    cell->status.seconds = (double)nanoseconds / 1e9;
    cell->status.waited = (double)waited / 1e9;
    cell->status.result = ran.result; /* of what the plan does not know */
    cell->wants_input = false;
    session->running = 0;
    session->interrupts = 0;
    if (ran.result != RESULT_INTERRUPTED || !plan_is_superseded(session->plan, id))
        show_done(session, id, ran.result, output);
    session_end_scratch(session);
    if (ran.result == RESULT_OK && !session->replaying)
        session_give_moved(session, cell);
    plan_done(session->plan, id, &ran);
    g_ptr_array_set_size(session->unbound, 0);
    g_ptr_array_set_size(session->widgets, 0);
    if (session->next_run) /* what is said of it may have come already */
        session_do_steps(session);
}

static void take_skipped(Session *session, WirePacket *packet)
{
    session_take_skipped(session, wire_int(packet));
}

static void take_state(Session *session, WirePacket *packet, bool loops)
{
    wire_int(packet);
    uint64_t cell = session_unwire(session, wire_int(packet));
    g_autoptr(GPtrArray) names = strings_of(packet);
    plan_state_set(session->plan, cell, (char *const *)names->pdata, loops);
}

static void take_state_set(Session *session, WirePacket *packet)
{
    take_state(session, packet, false);
}

static void take_state_loops(Session *session, WirePacket *packet)
{
    take_state(session, packet, true);
}

static void take_unbound(Session *session, WirePacket *packet)
{
    wire_int(packet);
    if (session_unwire(session, wire_int(packet)) != session->running)
        return;
    while (wire_more(packet))
        g_ptr_array_add(session->unbound, text_of(wire_bytes(packet)));
}

/* An element that the interpreter does not know has shown nothing. */
void session_tell_widget(Session *session)
{
    if (session->widget && session->listener.widget)
        session->listener.widget(session->listener.self, session->widget, session->widget_json, session->widget_shown);
    g_clear_pointer(&session->widget, g_free);
    g_clear_pointer(&session->widget_json, g_free);
    g_clear_pointer(&session->widget_shown, output_unref);
}

/* A value that it was given long ago. */
static void take_widget_was(Session *session, WirePacket *packet)
{
    session_tell_widget(session);
    session->widget = text_of(wire_bytes(packet));
    session->widget_json = text_of(wire_bytes(packet));
}

static void take_widget_shown(Session *session, WirePacket *packet)
{
    wire_bytes(packet);
    g_clear_pointer(&session->widget_shown, output_unref);
    session->widget_shown = output_of(session, wire_bytes(packet));
}

/* Of an element that is still at it: the value that was chosen stays chosen. */
static void take_widget_drawn(Session *session, WirePacket *packet)
{
    g_autofree char *id = text_of(wire_bytes(packet));
    g_autoptr(Output) output = output_of(session, wire_bytes(packet));
    if (output)
        session->listener.widget(session->listener.self, id, NULL, output);
}

static void take_widgets(Session *session, WirePacket *packet)
{
    wire_int(packet);
    if (session_unwire(session, wire_int(packet)) != session->running)
        return;
    while (wire_more(packet))
        g_ptr_array_add(session->widgets, text_of(wire_bytes(packet)));
}

static void take_widget_bound(Session *session, WirePacket *packet)
{
    uint64_t cell = session_unwire(session, wire_int(packet));
    wire_bytes(packet);
    if (!session->replaying && session_take_given(session))
        return;
    if (session->widget)
        session_note_moved(session, cell, session->widget, session->widget_json);
    session_tell_widget(session);
    session->interrupts = 0;
    g_autoptr(GPtrArray) names = strings_of(packet);
    plan_widget_bound(session->plan, (char *const *)names->pdata);
}

static void take_globals(Session *session, WirePacket *packet)
{
    wire_int(packet);
    g_autoptr(GPtrArray) strings = strings_of(packet);
    if (session->listener.globals)
        session->listener.globals(session->listener.self, (char *const *)strings->pdata);
}

static void take_found(Session *session, WirePacket *packet)
{
    int64_t request = wire_int(packet), what = wire_int(packet);
    g_autoptr(GPtrArray) strings = strings_of(packet);
    if (session->listener.found)
        session->listener.found(session->listener.self, request, what, (char *const *)strings->pdata);
}

static void take_variables(Session *session, WirePacket *packet)
{
    wire_int(packet);
    g_autoptr(GPtrArray) strings = strings_of(packet);
    if (session->listener.variables)
        session->listener.variables(session->listener.self, (char *const *)strings->pdata);
}

static void take_sources(Session *session, WirePacket *packet)
{
    wire_int(packet);
    g_autoptr(GPtrArray) strings = strings_of(packet);
    if (session->listener.sources)
        session->listener.sources(session->listener.self, (char *const *)strings->pdata);
}

static void take_modules_are(Session *session, WirePacket *packet)
{
    g_autoptr(GPtrArray) strings = strings_of(packet);
    if (session->listener.modules)
        session->listener.modules(session->listener.self, (char *const *)strings->pdata);
}

static void take_outdated(Session *session, WirePacket *packet)
{
    g_autofree char *wrong = text_of(wire_bytes(packet));
    g_autofree char *what = text_of(wire_bytes(packet));
    g_autoptr(GPtrArray) modules = strings_of(packet);
    session_take_outdated(session, wrong, what, (char *const *)modules->pdata);
}

static void take_reloaded(Session *session, WirePacket *packet)
{
    g_autoptr(GPtrArray) modules = strings_of(packet);
    plan_modules_loaded(session->plan, (char *const *)modules->pdata);
}

static void take_parsed(Session *session, WirePacket *packet)
{
    int64_t request = wire_int(packet);
    bool parses = wire_int(packet) != 0;
    SessionSyntax syntax = {.line = (int)wire_int(packet)};
    syntax.character = (int)wire_int(packet);
    g_autofree char *message = text_of(wire_bytes(packet));
    g_autofree char *tree = text_of(wire_bytes(packet));
    syntax.message = message;
    syntax.tree = parses ? tree : NULL;
    if (session->listener.parsed)
        session->listener.parsed(session->listener.self, request, &syntax);
}

static void take_table(Session *session, WirePacket *packet)
{
    int64_t request = wire_int(packet);
    g_autofree char *id = text_of(wire_bytes(packet)), *json = text_of(wire_bytes(packet));
    for (guint i = 0; i < session->asked->len; i++) {
        if (g_array_index(session->asked, int64_t, i) == request) {
            g_array_remove_index(session->asked, i);
            session->interrupts = session->running ? session->interrupts : 0;
            if (session->listener.table)
                session->listener.table(session->listener.self, request, id, json);
            return;
        }
    }
}

static void take_input_wanted(Session *session, WirePacket *packet)
{
    int64_t run = wire_int(packet);
    bool wanted = wire_int(packet) != 0;
    SessionCell *cell = g_hash_table_lookup(session->runs, &run);
    if (!cell || cell->run != run)
        return;
    cell->wants_input = wanted;
    session_tell_consoles(session, true); /* the prompt is seen before one is asked to answer it */
    session_tell_status(session, cell);
}

static void take_console(Session *session, WirePacket *packet)
{
    int64_t run = wire_int(packet);
    WireBytes bytes = wire_bytes(packet);
    int64_t lost = wire_int(packet), lines = wire_int(packet);
    SessionCell *cell = g_hash_table_lookup(session->runs, &run);
    if (session->pipes) {
        if (session->listener.bytes)
            session->listener.bytes(session->listener.self, cell ? cell->id : 0, bytes.bytes, bytes.length);
        return;
    }
    if (run == 0) /* a thread that goes on after its run: to be seen where one looks, under what ran last */
        cell = g_hash_table_lookup(session->runs, &session->last_run);
    if (!cell)
        return;
    if (!cell->console)
        cell->console = console_new(session->columns, session->rows);
    console_feed(cell->console, bytes.bytes, bytes.length, lost > 0 ? (uint64_t)MAX(lines, 1) : 0);
    g_autoptr(GBytes) answers = console_take_answers(cell->console);
    if (answers && cell->id == session->running && !session->replaying)
        session_type(session, g_bytes_get_data(answers, NULL), g_bytes_get_size(answers));
    if (!cell->console_changed) {
        cell->console_changed = true;
        g_ptr_array_add(session->changed, cell);
    }
}

int session_wait_status(const Session *session)
{
    return session->wait_status;
}

void session_died(Session *session, const char *why)
{
    uint64_t victim = session->running;
    session_lost_kernel(session);
    if (victim) {
        g_autofree char *text = g_strdup_printf("the interpreter died: %s", why);
        session_show(session, victim, output_new_error("InterpreterDied", text));
        session_end_scratch(session);
    }
    session_tell_kernel(session, KERNEL_DEAD, why);
}

static void take_died(Session *session, WirePacket *packet)
{
    session->wait_status = (int)wire_int(packet);
    g_autofree char *why = text_of(wire_bytes(packet));
    if (!session->awaited && !session->finishing) /* else it is the one before that which starts */
        session_died(session, why);
}

static void take_no_python(Session *session, WirePacket *packet)
{
    g_autofree char *why = text_of(wire_bytes(packet));
    if (session->running) /* it never ran, so nothing died */
        plan_done(session->plan, session->running, &(PlanRan){.result = RESULT_INTERRUPTED});
    session_lost_kernel(session);
    session_end_scratch(session);
    session_tell_kernel(session, KERNEL_NONE, why);
    session_say(session, true, why);
}

static void take_taken(Session *session, WirePacket *packet)
{
    session_take_taken(session);
}

typedef struct {
    int type;
    void (*take)(Session *session, WirePacket *packet);
} PacketRow;

static const PacketRow ROWS[] = {
    {WIRE_READY, take_ready},
    {WIRE_OUTPUT, take_output},
    {WIRE_DONE, take_done},
    {WIRE_SKIPPED, take_skipped},
    {WIRE_STATE_SET, take_state_set},
    {WIRE_STATE_LOOPS, take_state_loops},
    {WIRE_UNBOUND, take_unbound},
    {WIRE_WIDGET_WAS, take_widget_was},
    {WIRE_WIDGET_SHOWN, take_widget_shown},
    {WIRE_WIDGET_DRAWN, take_widget_drawn},
    {WIRE_WIDGETS, take_widgets},
    {WIRE_WIDGET_BOUND, take_widget_bound},
    {WIRE_GLOBALS_ARE, take_globals},
    {WIRE_FOUND, take_found},
    {WIRE_VARIABLES_ARE, take_variables},
    {WIRE_SOURCES_ARE, take_sources},
    {WIRE_PARSED, take_parsed},
    {WIRE_TABLE_IS, take_table},
    {WIRE_MODULES_ARE, take_modules_are},
    {WIRE_OUTDATED, take_outdated},
    {WIRE_RELOADED, take_reloaded},
    {WIRE_INPUT_WANTED, take_input_wanted},
    {WIRE_CONSOLE, take_console},
    {WIRE_DIED, take_died},
    {WIRE_NO_PYTHON, take_no_python},
    {WIRE_TAKEN, take_taken},
    {WIRE_CHECKPOINTED, session_take_checkpointed},
    {WIRE_ROLLED_BACK, session_take_rolled_back},
};

void session_take_packet(Session *session, WirePacket *packet)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        if (ROWS[i].type == packet->type) {
            ROWS[i].take(session, packet);
            return;
        }
    }
}
