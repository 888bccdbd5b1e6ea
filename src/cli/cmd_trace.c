/* tarn trace SCRIPT: what a notebook does when somebody edits and runs it, for the oracle.
 *
 * The script and the answer are JSON: {"mode", "cells", "actions"} in, {"steps"} out.
 */
#include "cli/command.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "base/json.h"
#include "engine/analyze.h"
#include "engine/headless.h"

typedef struct {
    char *name; /* the id in the script */
    uint64_t id;
    char *code;
    bool disabled;
} TraceCell;

typedef struct {
    Analyzer *analyzer;
    Headless *headless;
    GPtrArray *cells; /* of TraceCell *, in page order */
    GPtrArray *gone;  /* deleted ones: errors may still name them */
    uint64_t last;
    uint64_t revision;
    JsonWriter *writer;
} Trace;

static void trace_cell_free(gpointer data)
{
    TraceCell *cell = data;
    g_free(cell->name);
    g_free(cell->code);
    g_free(cell);
}

static TraceCell *find_named(const Trace *trace, const char *name)
{
    for (guint i = 0; name && i < trace->cells->len; i++) {
        TraceCell *cell = g_ptr_array_index(trace->cells, i);
        if (strcmp(cell->name, name) == 0)
            return cell;
    }
    return NULL;
}

static const char *name_of(const Trace *trace, uint64_t id)
{
    const GPtrArray *lists[] = {trace->cells, trace->gone};
    for (size_t list = 0; list < G_N_ELEMENTS(lists); list++) {
        for (guint i = 0; i < lists[list]->len; i++) {
            const TraceCell *cell = g_ptr_array_index(lists[list], i);
            if (cell->id == id)
                return cell->name;
        }
    }
    return "?";
}

static void label(gpointer self, uint64_t cell, JsonWriter *writer)
{
    json_writer_string(writer, name_of(self, cell));
}

static void tell_page(Trace *trace)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    uint64_t setup = 0;
    for (guint i = 0; i < trace->cells->len; i++) {
        const TraceCell *cell = g_ptr_array_index(trace->cells, i);
        g_array_append_val(ids, cell->id);
        if (strcmp(cell->name, "setup") == 0)
            setup = cell->id;
    }
    session_set_order(headless_session(trace->headless), (const uint64_t *)(gpointer)ids->data, ids->len);
    plan_set_setup(headless_plan(trace->headless), setup);
}

static void set_code(Trace *trace, const char *name, const char *code)
{
    TraceCell *cell = find_named(trace, name);
    if (!cell) {
        cell = g_new0(TraceCell, 1);
        cell->name = g_strdup(name ? name : "");
        cell->id = ++trace->last;
        g_ptr_array_add(trace->cells, cell);
        tell_page(trace);
    }
    g_free(cell->code);
    cell->code = g_strdup(code ? code : "");
}

/* --- submitting ------------------------------------------------------------------------------------------------ */

static GArray *codes_new(void)
{
    return g_array_new(FALSE, FALSE, sizeof(PlanCode));
}

static void add_code(Trace *trace, GArray *codes, const TraceCell *cell)
{
    if (!cell)
        return;
    CellConfig config = {.disabled = cell->disabled};
    PlanCode code = {.code = cell_snapshot_new(cell->id, ++trace->revision, "_", CELL_PLAIN, &config, cell->code, -1)};
    code.analysis = analyzer_analyze(trace->analyzer, code.code);
    g_array_append_val(codes, code);
}

static GArray *all_codes(Trace *trace)
{
    GArray *codes = codes_new();
    for (guint i = 0; i < trace->cells->len; i++)
        add_code(trace, codes, g_ptr_array_index(trace->cells, i));
    return codes;
}

static void codes_free(GArray *codes)
{
    for (guint i = 0; i < codes->len; i++) {
        cell_snapshot_unref(g_array_index(codes, PlanCode, i).code);
        analysis_unref(g_array_index(codes, PlanCode, i).analysis);
    }
    g_array_unref(codes);
}

static const PlanCode *items(const GArray *codes)
{
    return (const PlanCode *)(gconstpointer)codes->data;
}

static Plan *plan_of(Trace *trace)
{
    return headless_plan(trace->headless);
}

/* --- what a user does --------------------------------------------------------------------------------------------- */

static void do_instantiate(Trace *trace, const JsonValue *action)
{
    GArray *codes = all_codes(trace);
    plan_instantiate(plan_of(trace), items(codes), codes->len, json_value_bool(json_value_get(action, "auto_run"), true));
    codes_free(codes);
}

static void do_run(Trace *trace, const JsonValue *action)
{
    const JsonValue *ids = json_value_get(action, "ids");
    GArray *codes = codes_new();
    for (size_t i = 0; i < json_value_length(ids); i++)
        add_code(trace, codes, find_named(trace, json_value_string(json_value_at(ids, i))));
    plan_run(plan_of(trace), items(codes), codes->len);
    codes_free(codes);
}

static void do_run_all(Trace *trace, const JsonValue *action)
{
    GArray *codes = all_codes(trace);
    plan_run(plan_of(trace), items(codes), codes->len);
    codes_free(codes);
}

static void do_run_stale(Trace *trace, const JsonValue *action)
{
    plan_run_stale(plan_of(trace));
}

static void do_edit(Trace *trace, const JsonValue *action)
{
    set_code(trace, json_value_string(json_value_get(action, "id")), json_value_string(json_value_get(action, "code")));
}

static void remove_cell(Trace *trace, TraceCell *cell)
{
    guint index;
    if (g_ptr_array_find(trace->cells, cell, &index))
        g_ptr_array_add(trace->gone, g_ptr_array_steal_index(trace->cells, index));
    tell_page(trace);
}

static void do_delete(Trace *trace, const JsonValue *action)
{
    TraceCell *cell = find_named(trace, json_value_string(json_value_get(action, "id")));
    if (!cell)
        return;
    remove_cell(trace, cell);
    plan_delete(plan_of(trace), cell->id);
}

static void set_disabled(Trace *trace, const char *name, bool disabled)
{
    TraceCell *cell = find_named(trace, name);
    if (!cell)
        return;
    cell->disabled = disabled;
    plan_disable(plan_of(trace), cell->id, disabled);
}

static void do_disable(Trace *trace, const JsonValue *action)
{
    bool disabled = strcmp(json_value_string(json_value_get(action, "op")), "disable") == 0;
    set_disabled(trace, json_value_string(json_value_get(action, "id")), disabled);
}

static void do_apply(Trace *trace, const JsonValue *action)
{
    const JsonValue *deleted = json_value_get(action, "delete");
    GArray *codes = codes_new();
    g_autoptr(GArray) gone = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    for (JsonMember member = {0}; json_value_next(json_value_get(action, "codes"), &member);) {
        set_code(trace, member.key, json_value_string(member.value));
        add_code(trace, codes, find_named(trace, member.key));
    }
    for (size_t i = 0; i < json_value_length(deleted); i++) {
        TraceCell *cell = find_named(trace, json_value_string(json_value_at(deleted, i)));
        if (!cell)
            continue;
        g_array_append_val(gone, cell->id);
        remove_cell(trace, cell);
    }
    plan_apply(plan_of(trace), items(codes), codes->len, (const uint64_t *)(gpointer)gone->data, gone->len);
    for (JsonMember member = {0}; json_value_next(json_value_get(action, "configs"), &member);)
        set_disabled(trace, member.key, json_value_bool(json_value_get(member.value, "disabled"), false));
    codes_free(codes);
}

static void do_widget(Trace *trace, const JsonValue *action)
{
    const char *name = json_value_string(json_value_get(action, "name"));
    g_autofree char *id = name ? headless_widget_of(trace->headless, name) : NULL;
    g_autofree char *json = json_value_to_text(json_value_get(action, "value"));
    if (id)
        plan_widget(plan_of(trace), id, json);
}

static void do_mode(Trace *trace, const JsonValue *action)
{
    plan_set_lazy(plan_of(trace), g_strcmp0(json_value_string(json_value_get(action, "mode")), "lazy") == 0);
}

typedef struct {
    const char *op;
    void (*act)(Trace *trace, const JsonValue *action);
} Deed;

static const Deed DEEDS[] = {
    {"instantiate", do_instantiate}, {"run", do_run},         {"run_all", do_run_all}, {"run_stale", do_run_stale},
    {"edit", do_edit},               {"create", do_edit},     {"apply", do_apply},     {"delete", do_delete},
    {"disable", do_disable},         {"enable", do_disable},  {"ui", do_widget},       {"mode", do_mode},
};

/* --- answers -------------------------------------------------------------------------------------------------------- */

static bool write_step(Trace *trace, const char *op, GError **error)
{
    JsonWriter *writer = trace->writer;
    g_autoptr(GArray) ran = headless_take_ran(trace->headless);
    json_writer_begin_object(writer);
    json_writer_key(writer, "op");
    json_writer_string(writer, op);
    json_writer_key(writer, "ran");
    json_writer_begin_array(writer);
    for (guint i = 0; i < ran->len; i++)
        label(trace, g_array_index(ran, uint64_t, i), writer);
    json_writer_end_array(writer);
    json_writer_key(writer, "cells");
    json_writer_begin_object(writer);
    for (guint i = 0; i < trace->cells->len; i++) {
        const TraceCell *cell = g_ptr_array_index(trace->cells, i);
        json_writer_key(writer, cell->name);
        json_writer_begin_object(writer);
        headless_write_cell(trace->headless, cell->id, writer, true);
        json_writer_end_object(writer);
    }
    json_writer_end_object(writer);
    json_writer_key(writer, "globals");
    bool done = headless_write_globals(trace->headless, writer, error);
    json_writer_end_object(writer);
    return done;
}

static bool play_action(Trace *trace, const JsonValue *action, GError **error)
{
    const char *op = json_value_string(json_value_get(action, "op"));
    for (size_t i = 0; op && i < G_N_ELEMENTS(DEEDS); i++) {
        if (strcmp(DEEDS[i].op, op) != 0)
            continue;
        DEEDS[i].act(trace, action);
        return headless_settle(trace->headless, -1, error) && write_step(trace, op, error);
    }
    g_set_error(error, JSON_ERROR, JSON_ERROR_SYNTAX, "no such action: %s", op ? op : "(none)");
    return false;
}

static bool play(Trace *trace, const JsonValue *script, GError **error)
{
    const JsonValue *cells = json_value_get(script, "cells");
    const JsonValue *actions = json_value_get(script, "actions");
    do_mode(trace, script);
    for (size_t i = 0; i < json_value_length(cells); i++) {
        const JsonValue *cell = json_value_at(cells, i);
        const char *name = json_value_string(json_value_get(cell, "id"));
        set_code(trace, name, json_value_string(json_value_get(cell, "code")));
        if (json_value_bool(json_value_get(json_value_get(cell, "config"), "disabled"), false))
            set_disabled(trace, name, true);
    }
    json_writer_begin_object(trace->writer);
    json_writer_key(trace->writer, "steps");
    json_writer_begin_array(trace->writer);
    for (size_t i = 0; i < json_value_length(actions); i++) {
        if (!play_action(trace, json_value_at(actions, i), error))
            return false;
    }
    json_writer_end_array(trace->writer);
    json_writer_end_object(trace->writer);
    return true;
}

static bool run(const char *path, const char *python, GError **error)
{
    bool standard = strcmp(path, "-") == 0;
    g_autoptr(GBytes) bytes =
        standard ? file_read_descriptor(STDIN_FILENO, "standard input", error) : file_read(path, NULL, error);
    if (!bytes)
        return false;
    gsize size;
    const char *text = g_bytes_get_data(bytes, &size);
    g_autoptr(JsonValue) script = json_value_parse(text ? text : "", (gssize)size, error);
    g_autoptr(Analyzer) analyzer = script ? analyzer_new(error) : NULL;
    if (!analyzer)
        return false;
    Trace trace = {.analyzer = analyzer};
    SessionOptions options = {.python = python, .pipes = true};
    HeadlessListener listener = {.self = &trace, .label = label};
    g_autoptr(Headless) headless = headless_new(&options, &listener);
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(trace_cell_free);
    g_autoptr(GPtrArray) gone = g_ptr_array_new_with_free_func(trace_cell_free);
    trace.headless = headless;
    trace.writer = writer;
    trace.cells = cells;
    trace.gone = gone;
    if (!play(&trace, script, error))
        return false;
    puts(json_writer_text(writer));
    return true;
}

int cmd_trace(int argc, char **argv)
{
    g_autofree char *python = NULL;
    g_auto(GStrv) scripts = NULL;
    const GOptionEntry entries[] = {
        {"python", 0, 0, G_OPTION_ARG_FILENAME, &python, "the interpreter", "PYTHON"},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &scripts, NULL, "SCRIPT"},
        {NULL},
    };
    g_setenv("TARN_KEEP_VALUES", "0", FALSE); /* a script says what marimo would do */
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_add_main_entries(context, entries, NULL);
    g_autoptr(GError) error = NULL;
    if (!g_option_context_parse(context, &argc, &argv, &error))
        return command_fail("trace", error->message);
    if (!scripts || scripts[1])
        return command_fail("trace", "wants one script: tarn trace SCRIPT");
    if (!run(scripts[0], python, &error))
        return error->domain == FILE_SYSTEM_ERROR ? command_refuse(error->message) /* it names the file */
                                                  : command_fail(scripts[0], error->message);
    return EXIT_DONE;
}
