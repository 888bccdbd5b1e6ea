/* tarn exec FILE [--json] [-o OUT] [-- ARGS]: runs a notebook without a screen.
 *
 * What cells print and show goes to standard output in the order of the page, each as soon as all before it
 * are done; tracebacks go to standard error.  With -o all of it goes into a file (exec_export.h).
 */
#include "cli/command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/files.h"
#include "base/json.h"
#include "cli/exact.h"
#include "cli/exec_export.h"
#include "engine/analyze.h"
#include "engine/headless.h"
#include "notebook/cell_result.h"

typedef struct {
    char *python;
    gboolean json;
    ExecExport export;
    char **files; /* the notebook, then its arguments */
} ExecOptions;

/* What is kept of a cell until those before it are done. */
typedef struct {
    GString *text;
    bool done;
} Pending;

typedef struct {
    ExactNotebook *exact;
    const char *name; /* of the file, for messages */
    GPtrArray *pending; /* of Pending *, by the page; NULL with --json */
    guint first;        /* the first that is not done */
    bool failed;
} Exec;

static int index_of(const Exec *exec, uint64_t cell)
{
    for (guint i = 0; i < exec->exact->notebook->cells->len; i++) {
        if (((const CellSnapshot *)g_ptr_array_index(exec->exact->notebook->cells, i))->id == cell)
            return (int)i;
    }
    return -1;
}

static void label(gpointer self, uint64_t cell, JsonWriter *writer)
{
    json_writer_integer(writer, index_of(self, cell));
}

/* --- for people --------------------------------------------------------------------------------------------------- */

static void pending_free(gpointer data)
{
    Pending *pending = data;
    g_string_free(pending->text, TRUE);
    g_free(pending);
}

static void flush_text(Pending *pending)
{
    fwrite(pending->text->str, 1, pending->text->len, stdout);
    fflush(stdout);
    g_string_truncate(pending->text, 0);
}

static void print_done(Exec *exec)
{
    for (; exec->first < exec->pending->len; exec->first++) {
        Pending *pending = g_ptr_array_index(exec->pending, exec->first);
        flush_text(pending);
        if (!pending->done)
            return;
    }
}

static void take_bytes(gpointer self, uint64_t cell, const char *bytes, size_t length)
{
    Exec *exec = self;
    int index = cell ? index_of(exec, cell) : -1;
    if (index < 0) {
        fwrite(bytes, 1, length, stdout);
        return;
    }
    g_string_append_len(((Pending *)g_ptr_array_index(exec->pending, index))->text, bytes, (gssize)length);
    if (exec->first == (guint)index)
        print_done(exec);
}

static void print_traceback(const Exec *exec, uint64_t cell, const Node *error)
{
    fflush(stdout);
    int line = 0;
    for (guint i = 0; i < error->frames->len; i++) {
        const ErrorFrame *frame = g_ptr_array_index(error->frames, i);
        line = frame->cell == cell ? frame->line : line;
    }
    fprintf(stderr, "tarn: %s: cell %d, line %d: %s: %s\n", exec->name, index_of(exec, cell) + 1, line,
            error->name ? error->name : "error", error->text);
    for (guint i = 0; i < error->frames->len; i++) {
        const ErrorFrame *frame = g_ptr_array_index(error->frames, i);
        if (frame->cell)
            fprintf(stderr, "  cell %d, line %d, in %s\n", index_of(exec, frame->cell) + 1, frame->line, frame->name);
        else
            fprintf(stderr, "  %s:%d, in %s\n", frame->file ? frame->file : "?", frame->line, frame->name);
        if (frame->source)
            fprintf(stderr, "    %s\n", frame->source + strspn(frame->source, " \t"));
    }
}

static void take_done(gpointer self, uint64_t cell, RunResult result, Output *output)
{
    Exec *exec = self;
    int index = index_of(exec, cell);
    Pending *pending = g_ptr_array_index(exec->pending, index);
    pending->done = true;
    const Node *error = output && result == RESULT_ERROR ? node_find_error(output->root) : NULL;
    if (output && output->root && !error && result != RESULT_INTERRUPTED)
        cell_result_add_text(pending->text, output->root);
    print_done(exec);
    if (error)
        print_traceback(exec, cell, error);
    exec->failed |= result == RESULT_ERROR || result == RESULT_INTERRUPTED;
}

static void take_skipped(gpointer self, const PlanStep *step)
{
    Exec *exec = self;
    int index = index_of(exec, step->cell);
    ((Pending *)g_ptr_array_index(exec->pending, index))->done = true;
    print_done(exec);
    if (step->kind == PLAN_DO_INVALID) {
        const Analysis *analysis = step->analysis;
        bool fault = analysis && analysis->fault != ANALYSIS_OK;
        fprintf(stderr, "tarn: %s: cell %d: %s\n", exec->name, index + 1,
                fault ? analysis->message : "cannot run: see tarn graph");
        exec->failed = true;
    } else if (step->kind == PLAN_DO_CANCEL) {
        fprintf(stderr, "tarn: %s: cell %d: not run, since cell %d %s\n", exec->name, index + 1,
                index_of(exec, step->cause) + 1, step->stopped ? "stopped" : "failed");
    }
}

/* --- for machines -------------------------------------------------------------------------------------------------- */

static const char *status_word(FormatStatus status)
{
    static const char *const WORDS[] = {
        [FORMAT_VALID] = "valid",     [FORMAT_HAS_WARNINGS] = "has_warnings", [FORMAT_HAS_ERRORS] = "has_errors",
        [FORMAT_INVALID] = "invalid", [FORMAT_EMPTY] = "empty",
    };
    return WORDS[status];
}

static bool write_report(Exec *exec, Headless *headless, GError **error)
{
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    g_autoptr(GArray) ran = headless_take_ran(headless);
    json_writer_begin_object(writer);
    json_writer_key(writer, "status");
    json_writer_string(writer, status_word(exec->exact->read->status));
    json_writer_key(writer, "order");
    json_writer_begin_array(writer);
    for (guint i = 0; i < ran->len; i++)
        label(exec, g_array_index(ran, uint64_t, i), writer);
    json_writer_end_array(writer);
    json_writer_key(writer, "cells");
    json_writer_begin_array(writer);
    for (guint i = 0; i < exec->exact->notebook->cells->len; i++) {
        const CellSnapshot *cell = g_ptr_array_index(exec->exact->notebook->cells, i);
        const char *status = headless_cell_status(headless, cell->id);
        exec->failed |= strcmp(status, "error") == 0 || strcmp(status, "invalid") == 0;
        json_writer_begin_object(writer);
        json_writer_key(writer, "index");
        json_writer_integer(writer, i);
        json_writer_key(writer, "name");
        json_writer_string(writer, cell->name);
        headless_write_cell(headless, cell->id, writer, false);
        json_writer_end_object(writer);
    }
    json_writer_end_array(writer);
    json_writer_key(writer, "defs");
    if (!headless_write_globals(headless, writer, error))
        return false;
    json_writer_end_object(writer);
    puts(json_writer_text(writer));
    exec->failed = false; /* the report says it */
    return true;
}

static int report_unreadable(const char *status)
{
    printf("{\"status\": \"%s\", \"cells\": [], \"order\": [], \"defs\": {}}\n", status);
    return EXIT_DONE;
}

/* --- running -------------------------------------------------------------------------------------------------------- */

static void submit_all(const Exec *exec, Headless *headless)
{
    Plan *plan = headless_plan(headless);
    guint count = exec->exact->notebook->cells->len;
    g_autofree PlanCode *codes = g_new0(PlanCode, count + 1);
    g_autofree uint64_t *ids = g_new0(uint64_t, count + 1);
    uint64_t setup = 0;
    for (guint i = 0; i < count; i++) {
        codes[i].code = g_ptr_array_index(exec->exact->notebook->cells, i);
        codes[i].analysis = g_ptr_array_index(exec->exact->analyses, i);
        ids[i] = codes[i].code->id;
        if (codes[i].code->kind == CELL_SETUP)
            setup = ids[i];
    }
    session_set_order(headless_session(headless), ids, count);
    plan_set_setup(plan, setup);
    for (guint i = 0; i < count; i++) {
        if (codes[i].code->config.disabled)
            plan_disable(plan, ids[i], true);
    }
    plan_run(plan, codes, count);
}

/* Nothing runs any more: what a cell that did not run (it is disabled, say) kept back is due. */
static void finish_all(Exec *exec)
{
    for (guint i = 0; exec->pending && i < exec->pending->len; i++)
        ((Pending *)g_ptr_array_index(exec->pending, i))->done = true;
}

/* A descriptor that becomes readable at an interrupt. */
static int catch_interrupts(void)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

static Headless *headless_of(Exec *exec, const ExecOptions *options)
{
    SessionOptions session = {.python = options->python, .arguments = options->files + 1, .pipes = true};
    HeadlessListener listener = {.self = exec, .label = label};
    if (!options->json && !options->export.output) {
        listener.bytes = take_bytes;
        listener.done = take_done;
        listener.skipped = take_skipped;
    }
    Headless *headless = headless_new(&session, &listener);
    session_set_path(headless_session(headless), options->files[0]);
    return headless;
}

static int execute(Exec *exec, Headless *headless, const ExecOptions *options, Analyzer *analyzer, GError **error)
{
    submit_all(exec, headless);
    int stop = catch_interrupts();
    bool done = headless_settle(headless, stop, error);
    if (done && options->json)
        done = write_report(exec, headless, error);
    ExecRun run_of = {exec->name, exec->exact, analyzer, headless};
    bool exported = !done || exec_export(&options->export, &run_of, &exec->failed, error);
    bool stopped = headless_was_stopped(headless);
    finish_all(exec);
    close(stop);
    if (!options->json)
        print_done(exec);
    if (!exported)
        return EXIT_WRONG_USE;
    if (stopped)
        return EXIT_INTERRUPTED;
    return !done || exec->failed ? EXIT_NOTEBOOK_FAILED : EXIT_DONE;
}

typedef struct {
    Headless *headless;
    Analyzer *analyzer;
} Opinion;

static Analysis *judge(gpointer self, const CellSnapshot *cell)
{
    const Opinion *opinion = self;
    return headless_judge(opinion->headless, opinion->analyzer, cell);
}

static GPtrArray *pending_cells(const ExactNotebook *exact)
{
    GPtrArray *pending = g_ptr_array_new_with_free_func(pending_free);
    for (guint i = 0; i < exact->notebook->cells->len; i++) {
        Pending *cell = g_new0(Pending, 1);
        cell->text = g_string_new(NULL);
        g_ptr_array_add(pending, cell);
    }
    return pending;
}

static int run(const ExecOptions *options)
{
    const char *name = options->files[0];
    bool standard = strcmp(name, "-") == 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes =
        standard ? file_read_descriptor(STDIN_FILENO, "standard input", &error) : file_read(name, NULL, &error);
    g_autoptr(Analyzer) analyzer = bytes ? analyzer_new(&error) : NULL;
    Exec exec = {.name = name};
    g_autoptr(Headless) headless = headless_of(&exec, options);
    Opinion opinion = {headless, analyzer};
    ExactJudge judged = {&opinion, judge};
    g_autoptr(ExactNotebook) exact = analyzer ? exact_notebook_read(bytes, name, analyzer, &judged, &error) : NULL;
    if (!exact && options->json && analyzer)
        return report_unreadable("invalid");
    if (!exact)
        return command_refuse(error->message);
    if (options->json && exact->read->status == FORMAT_EMPTY)
        return report_unreadable("empty");
    g_autoptr(GPtrArray) pending = pending_cells(exact);
    exec.exact = exact;
    exec.pending = pending;
    int code = execute(&exec, headless, options, analyzer, &error);
    if (error)
        fprintf(stderr, "tarn: %s: %s\n", name, error->message);
    return code;
}

int cmd_exec(int argc, char **argv)
{
    ExecOptions options = {0};
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &options.json, "a report of everything as JSON", NULL},
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options.export.output, "write code and outputs to OUT instead", "OUT"},
        {"no-code", 0, 0, G_OPTION_ARG_NONE, &options.export.no_code, "without the code, where OUT is a page", NULL},
        {"save-session", 0, 0, G_OPTION_ARG_NONE, &options.export.session, "save the outputs as marimo does", NULL},
        {"python", 0, 0, G_OPTION_ARG_FILENAME, &options.python, "the interpreter", "PYTHON"},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.files, NULL, "FILE [-- ARGS]"},
        {NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_add_main_entries(context, entries, NULL);
    g_option_context_set_strict_posix(context, FALSE);
    g_autoptr(GError) error = NULL;
    int code;
    if (!g_option_context_parse(context, &argc, &argv, &error))
        code = command_fail("exec", error->message);
    else if (!options.files)
        code = command_fail("exec", "wants a notebook: tarn exec FILE [--json] [-o OUT] [-- ARGS]");
    else if (!exec_export_check(&options.export, options.files[0], &error))
        code = command_fail("exec", error->message);
    else
        code = run(&options);
    g_strfreev(options.files);
    g_free(options.python);
    g_free(options.export.output);
    return code;
}
