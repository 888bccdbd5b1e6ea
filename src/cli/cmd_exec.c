/* tarn exec FILE [OPTIONS] [-- ARGS]: runs a notebook without a screen. */
#include "cli/command.h"
#include "cli/exec.h"
#include "cli/exec_export.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/files.h"
#include "base/json.h"
#include "engine/analyze.h"

typedef struct {
    char *python;
    gboolean json, timing;
    char **until, **set;
    char *parameters;
    ExecExport export;
    char **files; /* the notebook, then its arguments */
} ExecOptions;

int exec_index(const Exec *exec, uint64_t cell)
{
    return GPOINTER_TO_INT(g_hash_table_lookup(exec->indices, &cell)) - 1;
}

bool exec_is_chosen(const Exec *exec, uint64_t cell)
{
    return !exec->chosen || g_hash_table_contains(exec->chosen, &cell);
}

char *exec_cell_name(const Exec *exec, uint64_t cell)
{
    int index = exec_index(exec, cell);
    const CellSnapshot *snapshot = g_ptr_array_index(exec->exact->notebook->cells, (guint)index);
    return strcmp(snapshot->name, "_") == 0 ? g_strdup_printf("cell %d", index + 1)
                                            : g_strdup_printf("cell %d (%s)", index + 1, snapshot->name);
}

static void label(gpointer self, uint64_t cell, JsonWriter *writer)
{
    json_writer_integer(writer, exec_index(self, cell));
}

static void submit_all(const Exec *exec, Headless *headless)
{
    Plan *plan = headless_plan(headless);
    guint count = exec->exact->notebook->cells->len;
    g_autofree PlanCode *codes = g_new0(PlanCode, count + 1);
    g_autofree uint64_t *ids = g_new0(uint64_t, count + 1);
    uint64_t setup = 0;
    guint chosen = 0;
    for (guint i = 0; i < count; i++) {
        CellSnapshot *cell = g_ptr_array_index(exec->exact->notebook->cells, i);
        ids[i] = cell->id;
        if (cell->kind == CELL_SETUP)
            setup = cell->id;
        if (exec_is_chosen(exec, cell->id))
            codes[chosen++] = (PlanCode){cell, g_ptr_array_index(exec->exact->analyses, i)};
    }
    session_set_order(headless_session(headless), ids, count);
    plan_set_setup(plan, setup);
    for (guint i = 0; i < count; i++) {
        const CellSnapshot *cell = g_ptr_array_index(exec->exact->notebook->cells, i);
        if (cell->config.disabled)
            plan_disable(plan, ids[i], true);
    }
    plan_run(plan, codes, chosen);
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

/* --- meanwhile -------------------------------------------------------------------------------------------------------- */

static void note_started(gpointer self, uint64_t cell)
{
    const Exec *exec = self;
    if (!exec->progress)
        return;
    g_autofree char *name = exec_cell_name(exec, cell);
    exec_progress_started(exec->progress, name);
}

static int tick(gpointer self)
{
    const Exec *exec = self;
    return exec->progress ? exec_progress_tick(exec->progress) : -1;
}

/* --- one run ---------------------------------------------------------------------------------------------------------- */

/* The interpreter starts at once, beside the analysis: it takes the longer of the two. */
static Headless *headless_of(Exec *exec, const ExecOptions *options)
{
    SessionOptions session = {.python = options->python, .arguments = options->files + 1, .script = options->files[0],
                              .pipes = true, .alone = true};
    HeadlessListener listener = {.self = exec, .label = label, .started = note_started, .tick = tick};
    if (!options->json && !options->export.output) {
        listener.bytes = exec_print_bytes;
        listener.done = exec_print_done;
        listener.skipped = exec_print_skipped;
    }
    const Format *format = options->export.output ? format_for_file(options->export.output) : NULL;
    if (format && strcmp(format->name, "html") == 0)
        g_setenv("TARN_PICTURES", "1", TRUE); /* for the interpreter: pictures have a place there */
    Headless *headless = headless_new(&session, &listener);
    if (strcmp(options->files[0], "-") != 0)
        session_set_path(headless_session(headless), options->files[0]);
    session_start(headless_session(headless));
    return headless;
}

/* Of an interpreter that died, as a shell tells it of a script: who runs it again on a cluster looks for 137 or 143.  One that
 * ended with 0 has not run all cells. */
static int code_of_death(const Headless *headless)
{
    int status = session_wait_status(headless_session((Headless *)headless));
    if (WIFSIGNALED(status))
        return 128 + WTERMSIG(status);
    return WIFEXITED(status) && WEXITSTATUS(status) ? WEXITSTATUS(status) : EXIT_NOTEBOOK_FAILED;
}

static int execute(Exec *exec, Headless *headless, const ExecOptions *options, Analyzer *analyzer, GError **error)
{
    exec->plan = headless_plan(headless);
    submit_all(exec, headless);
    session_advance(headless_session(headless));
    if (exec->fresh) /* while they run; what cannot be kept is found out again */
        analysis_store_write(exec->name, exec->exact->notebook->cells, exec->exact->analyses, NULL);
    int stop = catch_interrupts();
    bool done = headless_settle(headless, stop, error);
    if (done && options->json)
        done = exec_report(exec, headless, options->timing, error);
    ExecRun run_of = {exec->name, exec->exact, analyzer, headless};
    bool exported = !done || exec_export(&options->export, &run_of, &exec->failed, error);
    if (!options->json)
        exec_print_end(exec);
    if (done)
        headless_finish(headless, stop);
    fflush(stdout);
    bool stopped = headless_was_stopped(headless);
    close(stop);
    if (options->timing && !options->json)
        exec_print_timing(exec, headless);
    if (!exported)
        return EXIT_WRONG_USE;
    if (stopped)
        return EXIT_INTERRUPTED;
    if (done && exec->ended)
        return exec->code;
    if (!done && error && g_error_matches(*error, HEADLESS_ERROR, HEADLESS_ERROR_DIED))
        return code_of_death(headless);
    return !done || exec->failed ? EXIT_NOTEBOOK_FAILED : EXIT_DONE;
}

typedef struct {
    Headless *headless;
    Analyzer *analyzer; /* owned; NULL: none was needed */
} Opinion;

static void opinion_clear(Opinion *opinion)
{
    g_clear_pointer(&opinion->analyzer, analyzer_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Opinion, opinion_clear)

static Analysis *judge(gpointer self, const CellSnapshot *cell)
{
    const Opinion *opinion = self;
    return headless_judge(opinion->headless, opinion->analyzer, cell);
}

/* Where all is known of the notebook and nothing else is to be asked, Python need not start a second time; nor if all its
 * cells are simple.  `opinion` gets the analyzer if all is not known. */
static bool read_notebook(Exec *exec, const ExecOptions *options, GBytes *bytes, Opinion *opinion, GError **error)
{
    bool changes = options->set || options->parameters, exports = options->export.output || options->export.session;
    bool standard = strcmp(exec->name, "-") == 0;
    g_autoptr(AnalysisStore) store = standard || changes ? NULL : analysis_store_open(exec->name);
    exec->exact = store && !exports ? exact_notebook_known(bytes, exec->name, store) : NULL;
    if (exec->exact)
        return true;
    exec->fresh = store;
    bool idle = !changes && !exports && strcmp(format_for_file(exec->name)->name, "marimo") == 0;
    opinion->analyzer = idle ? analyzer_new_idle() : analyzer_new(error);
    if (!opinion->analyzer)
        return false;
    ExactJudge judged = {opinion, judge};
    exec->exact = exact_notebook_read(bytes, exec->name, opinion->analyzer, &judged, error);
    return exec->exact;
}

static GHashTable *indices_of(const ExactNotebook *exact)
{
    GHashTable *indices = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    for (guint i = 0; i < exact->notebook->cells->len; i++) {
        const CellSnapshot *cell = g_ptr_array_index(exact->notebook->cells, i);
        g_hash_table_insert(indices, g_memdup2(&cell->id, sizeof cell->id), GINT_TO_POINTER((int)i + 1));
    }
    return indices;
}

/* What is asked for is checked before anything runs. */
static bool prepare(Exec *exec, const ExecOptions *options, Analyzer *analyzer, const ExactJudge *judge, GError **error)
{
    exec->indices = indices_of(exec->exact);
    if (!exec_set_parameters(exec, options->set, options->parameters, analyzer, judge, error) ||
        !exec_choose(exec, options->until, error))
        return false;
    exec_print_begin(exec);
    if (!options->json && isatty(STDERR_FILENO))
        exec->progress = exec_progress_new(exec->chosen ? g_hash_table_size(exec->chosen) : exec->pending->len);
    return true;
}

static void exec_clear(Exec *exec)
{
    g_clear_pointer(&exec->progress, exec_progress_free);
    g_clear_pointer(&exec->pending, g_ptr_array_unref);
    g_clear_pointer(&exec->chosen, g_hash_table_unref);
    g_clear_pointer(&exec->indices, g_hash_table_unref);
    g_clear_pointer(&exec->exact, exact_notebook_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Exec, exec_clear)

/* Descriptors 0 to 2 are never anything else, whoever closed them. */
static void hold_standard_descriptors(void)
{
    int fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO)
        fd = dup(fd);
    close(fd);
}

static int run(const ExecOptions *options)
{
    hold_standard_descriptors();
    const char *name = options->files[0];
    bool standard = strcmp(name, "-") == 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes =
        standard ? file_read_descriptor(STDIN_FILENO, "standard input", &error) : file_read(name, NULL, &error);
    if (!bytes)
        return command_refuse(error->message);
    g_auto(Exec) exec = {.name = name};
    g_autoptr(Headless) headless = headless_of(&exec, options);
    g_auto(Opinion) opinion = {headless, NULL};
    ExactJudge judged = {&opinion, judge};
    if (!read_notebook(&exec, options, bytes, &opinion, &error)) {
        if (options->json)
            exec_report_unreadable("invalid");
        return command_refuse(error->message);
    }
    if (!prepare(&exec, options, opinion.analyzer, &judged, &error))
        return command_fail(name, error->message);
    if (options->json && exec.exact->read->status == FORMAT_EMPTY) {
        exec_report_unreadable("empty");
        return EXIT_DONE;
    }
    int code = execute(&exec, headless, options, opinion.analyzer, &error);
    if (error)
        command_say("tarn: %s: %s\n", name, error->message);
    return code;
}

int cmd_exec(int argc, char **argv)
{
    ExecOptions options = {0};
    const GOptionEntry entries[] = {
        {"until", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.until, "run these cells and what they need", "NAMES"},
        {"parameter", 'p', 0, G_OPTION_ARG_STRING_ARRAY, &options.set, "in place of the literal", "NAME=VALUE"},
        {"parameters", 'f', 0, G_OPTION_ARG_FILENAME, &options.parameters, "the same from an object", "FILE.json"},
        {"timing", 0, 0, G_OPTION_ARG_NONE, &options.timing, "the slowest cells; with --json, the time of each", NULL},
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
    int code, given = argc;
    g_autofree char **typed = g_memdup2(argv, (gsize)argc * sizeof *argv); /* the parser takes out what it knows */
    if (!g_option_context_parse(context, &argc, &argv, &error))
        code = command_fail("exec", error->message);
    else if (!options.files)
        code = command_fail("exec", "wants a notebook: tarn exec FILE [-p NAME=VALUE] [--until NAMES] [-- ARGS]");
    else if (command_files(given, typed, options.files) > 1)
        code = command_fail(options.files[1], "one notebook is run at a time; its arguments follow --");
    else if (!exec_export_check(&options.export, options.files[0], &error))
        code = command_fail("exec", error->message);
    else
        code = run(&options);
    g_strfreev(options.files);
    g_free(options.export.output);
    g_strfreev(options.until);
    g_strfreev(options.set);
    g_free(options.parameters);
    g_free(options.python);
    return code;
}
