#include "engine/headless_state.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "engine/headless_text.h"

/* What a cell shows now: of an earlier run until something replaces it. */
typedef struct {
    GPtrArray *errors; /* of JSON texts */
    char *output;      /* JSON, or NULL */
    Output *shown;     /* the same, or an error; or NULL */
    GString *console;
} View;

G_DEFINE_QUARK(tarn-headless-error-quark, headless_error)

static void view_free(gpointer data)
{
    View *view = data;
    g_ptr_array_unref(view->errors);
    g_free(view->output);
    g_clear_pointer(&view->shown, output_unref);
    g_string_free(view->console, TRUE);
    g_free(view);
}

static View *view_of(Headless *headless, uint64_t cell)
{
    View *view = g_hash_table_lookup(headless->views, &cell);
    if (!view) {
        view = g_new0(View, 1);
        view->errors = g_ptr_array_new_with_free_func(g_free);
        view->console = g_string_new(NULL);
        g_hash_table_insert(headless->views, g_memdup2(&cell, sizeof cell), view);
    }
    return view;
}

static void clear_view(View *view, bool console)
{
    g_ptr_array_set_size(view->errors, 0);
    g_clear_pointer(&view->output, g_free);
    g_clear_pointer(&view->shown, output_unref);
    if (console)
        g_string_truncate(view->console, 0);
}

/* --- errors as JSON ------------------------------------------------------------------------------------------ */

/* Members are written sorted by their keys, since errors are sorted by their JSON text: between the object's
 * begin and this come "cells" and "edges", behind it only "type". */
static void write_kind(JsonWriter *writer, const char *kind, const char *message, char *const *names)
{
    json_writer_key(writer, "kind");
    json_writer_string(writer, kind);
    if (message) {
        json_writer_key(writer, "msg");
        json_writer_string(writer, message);
    }
    json_writer_key(writer, "names");
    json_writer_strings(writer, names);
}

static void end_error(View *view, JsonWriter *writer)
{
    json_writer_end_object(writer);
    g_ptr_array_add(view->errors, json_writer_steal(writer));
}

static void write_cells(Headless *headless, JsonWriter *writer, const uint64_t *cells, size_t count)
{
    g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(JsonWriter) one = json_writer_new(0);
    for (size_t i = 0; i < count; i++) {
        headless->listener.label(headless->listener.self, cells[i], one);
        g_ptr_array_add(labels, json_writer_steal(one));
    }
    g_ptr_array_sort(labels, json_compare_texts);
    json_writer_key(writer, "cells");
    json_writer_begin_array(writer);
    for (guint i = 0; i < labels->len; i++)
        json_writer_raw(writer, g_ptr_array_index(labels, i));
    json_writer_end_array(writer);
}

static void add_plain_error(Headless *headless, View *view, const char *kind, uint64_t cause)
{
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    json_writer_begin_object(writer);
    if (cause)
        write_cells(headless, writer, &cause, 1);
    write_kind(writer, kind, NULL, NULL);
    end_error(view, writer);
}

static void write_edge(Headless *headless, JsonWriter *writer, const GraphEdge *edge)
{
    json_writer_begin_array(writer);
    headless->listener.label(headless->listener.self, edge->from, writer);
    json_writer_strings(writer, edge->names);
    headless->listener.label(headless->listener.self, edge->to, writer);
    json_writer_end_array(writer);
}

static char *edge_text(Headless *headless, const GraphEdge *edge)
{
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    write_edge(headless, writer, edge);
    return json_writer_steal(writer);
}

/* Of a cycle from its smallest edge on; of a setup cell sorted. */
static void write_edges(Headless *headless, JsonWriter *writer, const GraphError *error)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    guint first = 0;
    for (guint i = 0; i < error->edges->len; i++) {
        g_ptr_array_add(texts, edge_text(headless, g_ptr_array_index(error->edges, i)));
        if (strcmp(texts->pdata[i], texts->pdata[first]) < 0)
            first = i;
    }
    if (error->kind == GRAPH_SETUP_REFS) {
        g_ptr_array_sort(texts, json_compare_texts);
        first = 0;
    }
    json_writer_key(writer, "edges");
    json_writer_begin_array(writer);
    for (guint i = 0; i < texts->len; i++)
        json_writer_raw(writer, g_ptr_array_index(texts, (first + i) % texts->len));
    json_writer_end_array(writer);
}

static void add_graph_error(Headless *headless, View *view, const GraphError *error)
{
    static const char *const KINDS[] = {
        [GRAPH_MULTIPLE_DEFS] = "multiple-defs",
        [GRAPH_CYCLE] = "cycle",
        [GRAPH_SETUP_REFS] = "setup-refs",
    };
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    json_writer_begin_object(writer);
    if (error->kind == GRAPH_MULTIPLE_DEFS)
        write_cells(headless, writer, (const uint64_t *)(gconstpointer)error->cells->data, error->cells->len);
    else
        write_edges(headless, writer, error);
    write_kind(writer, KINDS[error->kind], NULL, error->names);
    end_error(view, writer);
}

static void add_fault(View *view, const Analysis *analysis)
{
    static const char *const KINDS[] = {
        [ANALYSIS_SYNTAX] = "syntax",
        [ANALYSIS_IMPORT_STAR] = "import-star",
        [ANALYSIS_UNKNOWN] = "unknown",
    };
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    json_writer_begin_object(writer);
    write_kind(writer, KINDS[analysis->fault], analysis->message ? analysis->message : "", NULL);
    end_error(view, writer);
}

static void add_exception(Headless *headless, View *view, const Node *error)
{
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    g_autofree char *message = error->cell ? NULL : headless_text(error->text, -1);
    json_writer_begin_object(writer);
    if (error->cell)
        write_cells(headless, writer, &error->cell, 1);
    write_kind(writer, "exception", message, NULL);
    json_writer_key(writer, "type");
    json_writer_string(writer, error->name ? error->name : "");
    end_error(view, writer);
}

/* --- what the session tells ------------------------------------------------------------------------------------ */

static void write_shown(JsonWriter *writer, const char *mime, const char *repr, const char *parts)
{
    json_writer_begin_object(writer);
    json_writer_key(writer, "mimetype");
    json_writer_string(writer, mime ? mime : "text/plain");
    bool source = g_strcmp0(mime, "text/markdown") == 0; /* of Markdown, which is no representation of it */
    g_autofree char *plain = !repr ? NULL : source ? headless_text(repr, -1) : headless_repr(repr);
    json_writer_key(writer, "text");
    json_writer_string(writer, plain);
    if (parts) {
        g_autoptr(JsonValue) list = json_value_parse(parts, -1, NULL);
        json_writer_key(writer, "parts");
        json_writer_begin_array(writer);
        for (size_t i = 0; i < json_value_length(list); i++) {
            const JsonValue *part = json_value_at(list, i);
            write_shown(writer, json_value_string(json_value_get(part, "mime")),
                        json_value_string(json_value_get(part, "repr")), NULL);
        }
        json_writer_end_array(writer);
    }
    json_writer_end_object(writer);
}

static void show_output(View *view, Output *output)
{
    if (!output || (!output->root && !output->mime))
        return;
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    write_shown(writer, output->mime, output->repr, output->parts);
    view->output = json_writer_steal(writer);
    view->shown = output_ref(output);
}

static void note_done(gpointer self, uint64_t cell, RunResult result, Output *output)
{
    Headless *headless = self;
    View *view = view_of(headless, cell);
    clear_view(view, false);
    const Node *error = output && result == RESULT_ERROR ? node_find_error(output->root) : NULL;
    if (result == RESULT_INTERRUPTED)
        add_plain_error(headless, view, "interruption", 0);
    else if (error)
        add_exception(headless, view, error);
    else
        show_output(view, output);
    if (error && !view->shown)
        view->shown = output_ref(output);
    if (headless->listener.done)
        headless->listener.done(headless->listener.self, cell, result, output);
}

static void note_invalid(Headless *headless, View *view, const PlanStep *step)
{
    clear_view(view, true);
    if (step->analysis && step->analysis->fault != ANALYSIS_OK) {
        add_fault(view, step->analysis);
        return;
    }
    g_autoptr(GPtrArray) errors = graph_errors(plan_graph(headless_plan(headless)), step->cell);
    for (guint i = 0; i < errors->len; i++)
        add_graph_error(headless, view, g_ptr_array_index(errors, i));
}

static void note_step(gpointer self, const PlanStep *step)
{
    Headless *headless = self;
    if (step->kind == PLAN_DO_STATUS || step->kind == PLAN_DO_FORGET || !step->cell)
        return;
    View *view = view_of(headless, step->cell);
    switch (step->kind) {
    case PLAN_DO_RUN:
        g_array_append_val(headless->ran, step->cell);
        g_string_truncate(view->console, 0);
        if (headless->listener.started)
            headless->listener.started(headless->listener.self, step->cell);
        return;
    case PLAN_DO_CANCEL:
        clear_view(view, true);
        add_plain_error(headless, view, step->stopped ? "ancestor-stopped" : "ancestor-raised", step->cause);
        break;
    case PLAN_DO_INTERRUPT:
        clear_view(view, !step->keep);
        add_plain_error(headless, view, "interruption", 0);
        break;
    case PLAN_DO_INVALID:
        note_invalid(headless, view, step);
        break;
    case PLAN_DO_CLEAR:
        clear_view(view, false);
        return;
    case PLAN_DO_RENDER:
        clear_view(view, false);
        view->output = g_strdup("{\"mimetype\": \"text/markdown\", \"text\": null}");
        return;
    default:
        return;
    }
    if (headless->listener.skipped)
        headless->listener.skipped(headless->listener.self, step);
}

static void note_bytes(gpointer self, uint64_t cell, const char *bytes, size_t length)
{
    Headless *headless = self;
    if (cell)
        g_string_append_len(view_of(headless, cell)->console, bytes, (gssize)length);
    if (headless->listener.bytes)
        headless->listener.bytes(headless->listener.self, cell, bytes, length);
}

static void note_globals(gpointer self, char *const *names_and_reprs)
{
    Headless *headless = self;
    headless->asked = false;
    g_ptr_array_set_size(headless->globals, 0);
    for (char *const *text = names_and_reprs; *text; text++)
        g_ptr_array_add(headless->globals, g_strdup(*text));
}

static void note_kernel(gpointer self, KernelState state, const char *text)
{
    Headless *headless = self;
    if (state == KERNEL_DEAD && !headless->failure)
        headless->failure = g_error_new(HEADLESS_ERROR, HEADLESS_ERROR_DIED, "the interpreter died: %s", text);
    else if (state == KERNEL_NONE && *text && !headless->failure)
        headless->failure = g_error_new_literal(HEADLESS_ERROR, HEADLESS_ERROR_NO_INTERPRETER, text);
}

static void note_message(gpointer self, bool failed, const char *text)
{
    Headless *headless = self;
    if (failed && !headless->failure && !headless->stopped)
        headless->failure = g_error_new_literal(HEADLESS_ERROR, HEADLESS_ERROR_NO_INTERPRETER, text);
}

/* --- life --------------------------------------------------------------------------------------------------------- */

Headless *headless_new(const SessionOptions *options, const HeadlessListener *listener)
{
    Headless *headless = g_new0(Headless, 1);
    headless->listener = *listener;
    headless->views = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, view_free);
    headless->ran = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    headless->globals = g_ptr_array_new_with_free_func(g_free);
    SessionListener session = {
        .self = headless,
        .step = note_step,
        .done = note_done,
        .bytes = note_bytes,
        .globals = note_globals,
        .kernel = note_kernel,
        .message = note_message,
        .parsed = headless_take_syntax,
    };
    headless->session = session_new(options, &session);
    return headless;
}

void headless_free(Headless *headless)
{
    session_free(headless->session);
    g_hash_table_unref(headless->views);
    g_array_unref(headless->ran);
    g_ptr_array_unref(headless->globals);
    g_clear_error(&headless->failure);
    g_free(headless);
}

Session *headless_session(Headless *headless)
{
    return headless->session;
}

Plan *headless_plan(Headless *headless)
{
    return session_plan(headless->session);
}

char *headless_widget_of(Headless *headless, const char *name)
{
    return g_strdup(plan_widget_of(headless_plan(headless), name));
}

void headless_forget_cell(Headless *headless, uint64_t cell)
{
    g_hash_table_remove(headless->views, &cell);
    session_forget_cell(headless->session, cell);
}

/* --- running -------------------------------------------------------------------------------------------------------- */

static void interrupt(Headless *headless, int stop)
{
    char bytes[128]; /* a signalfd gives nothing to a smaller one */
    if (read(stop, bytes, sizeof bytes) <= 0)
        return;
    headless->stopped = true;
    session_interrupt(headless->session);
}

void headless_turn(Headless *headless, int stop)
{
    struct pollfd fds[] = {
        {.fd = session_fd(headless->session), .events = session_wants(headless->session)},
        {.fd = stop, .events = POLLIN},
    };
    int wait = headless->listener.tick ? headless->listener.tick(headless->listener.self) : -1;
    if (poll(fds, G_N_ELEMENTS(fds), wait) <= 0)
        return;
    if (fds[0].revents)
        session_serve(headless->session);
    if (fds[1].revents)
        interrupt(headless, stop);
}

bool headless_settle(Headless *headless, int stop, GError **error)
{
    session_advance(headless->session);
    while (!headless->failure && (!plan_is_idle(headless_plan(headless)) || headless->asked))
        headless_turn(headless, stop);
    if (!headless->failure)
        return true;
    g_propagate_error(error, g_steal_pointer(&headless->failure));
    return false;
}

void headless_finish(Headless *headless, int stop)
{
    session_finish(headless->session);
    session_advance(headless->session);
    while (session_is_finishing(headless->session))
        headless_turn(headless, stop);
}

bool headless_was_stopped(const Headless *headless)
{
    return headless->stopped;
}

GArray *headless_take_ran(Headless *headless)
{
    GArray *ran = headless->ran;
    headless->ran = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    return ran;
}

/* --- answers ----------------------------------------------------------------------------------------------------------- */

const char *headless_cell_status(Headless *headless, uint64_t cell)
{
    static const char *const WORDS[] = {
        [RESULT_NONE] = "new",         [RESULT_OK] = "ok",
        [RESULT_ERROR] = "error",      [RESULT_STOPPED] = "stopped",
        [RESULT_CANCELLED] = "cancelled", [RESULT_INVALID] = "invalid",
        [RESULT_INTERRUPTED] = "interrupted", [RESULT_DISABLED] = "disabled",
        [RESULT_DEAD] = "error",
    };
    const View *view = view_of(headless, cell);
    PlanStatus status = plan_status(headless_plan(headless), cell);
    if (status.registered)
        return status.invalid ? "invalid" : WORDS[status.result];
    if (view->errors->len > 0)
        return "invalid";
    return status.pending ? "pending" : view->output ? "rendered" : "new";
}

Output *headless_cell_output(Headless *headless, uint64_t cell)
{
    return view_of(headless, cell)->shown;
}

const GString *headless_cell_console(Headless *headless, uint64_t cell)
{
    return view_of(headless, cell)->console;
}

static void write_runtime(Headless *headless, uint64_t cell, JsonWriter *writer)
{
    PlanStatus status = plan_status(headless_plan(headless), cell);
    json_writer_key(writer, "runtime");
    if (!status.registered || !status.has_state)
        json_writer_null(writer);
    else
        json_writer_string(writer, status.blocked ? "disabled-transitively" : "idle");
    json_writer_key(writer, "stale");
    json_writer_bool(writer, status.stale);
}

void headless_write_cell(Headless *headless, uint64_t cell, JsonWriter *writer, bool runtime)
{
    View *view = view_of(headless, cell);
    json_writer_key(writer, "status");
    json_writer_string(writer, headless_cell_status(headless, cell));
    if (runtime)
        write_runtime(headless, cell, writer);
    json_writer_key(writer, "errors");
    json_writer_begin_array(writer);
    g_ptr_array_sort(view->errors, json_compare_texts);
    for (guint i = 0; i < view->errors->len; i++)
        json_writer_raw(writer, g_ptr_array_index(view->errors, i));
    json_writer_end_array(writer);
    json_writer_key(writer, "output");
    if (view->output && view->errors->len == 0)
        json_writer_raw(writer, view->output);
    else
        json_writer_null(writer);
    json_writer_key(writer, "stdout");
    g_autofree char *plain = headless_text(view->console->str, (gssize)view->console->len);
    json_writer_bytes(writer, plain, -1);
}

bool headless_write_globals(Headless *headless, JsonWriter *writer, GError **error)
{
    if (session_fd(headless->session) >= 0) {
        headless->asked = true;
        session_ask_globals(headless->session);
        if (!headless_settle(headless, -1, error))
            return false;
    }
    json_writer_begin_object(writer);
    for (guint i = 0; i + 1 < headless->globals->len; i += 2) {
        g_autofree char *repr = headless_repr(g_ptr_array_index(headless->globals, i + 1));
        json_writer_key(writer, g_ptr_array_index(headless->globals, i));
        json_writer_string(writer, repr);
    }
    json_writer_end_object(writer);
    return true;
}
