/* The engine's side of engine_beside.py: bench_engine WHAT FILE ROUNDS, with $TARN and $BENCH_PYTHON.
 *
 * Prints a line "NAME: MILLISECONDS..." for each thing that it measured.  WHAT is one of the rows at the end.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "engine/analyze.h"
#include "engine/engine.h"
#include "notebook/format_marimo.h"

typedef struct {
    const char *path;
    int rounds;
    Notebook *notebook;
    Engine *engine;
    uint64_t requests;
    char *widget; /* the id of the last one that was shown, or NULL */
} Bench;

static double now(void)
{
    return (double)g_get_monotonic_time() / 1e3;
}

static void print(const char *name, const double *figures, int count)
{
    printf("%s:", name);
    for (int i = 0; i < count; i++)
        printf(" %.4f", figures[i]);
    puts("");
}

static void die(const char *why)
{
    fprintf(stderr, "bench_engine: %s\n", why);
    exit(1);
}

/* Until all that was asked for is done, or a file was written if `saved`. */
static void settle(Bench *bench, bool saved)
{
    enum { DEADLINE_MS = 300000 };
    for (;;) {
        g_autoptr(EngineEvent) event = engine_receive(bench->engine);
        struct pollfd wait = {.fd = engine_fd(bench->engine), .events = POLLIN};
        if (!event && poll(&wait, 1, DEADLINE_MS) != 1)
            die("the engine says nothing");
        if (!event)
            continue;
        if (event->kind == ENGINE_STATUS && event->status.state == RUN_IDLE && event->status.result == RESULT_ERROR)
            die("a cell failed");
        if (event->kind == ENGINE_OUTPUT && event->output && event->output->root && event->output->root->id)
            g_free(bench->widget), bench->widget = g_strdup(event->output->root->id);
        if (event->kind == ENGINE_SAVED && event->failed)
            die(event->text);
        if (saved ? event->kind == ENGINE_SAVED : event->kind == ENGINE_IDLE && event->requests == bench->requests)
            return;
    }
}

/* From nothing to a graph of all cells. */
static double open_file(Bench *bench)
{
    double begun = now();
    EngineOptions options = {
        .program = g_getenv("TARN"), .python = g_getenv("BENCH_PYTHON"), .keep_analyses = g_getenv("BENCH_KEEP") != NULL};
    bench->engine = engine_start(&options);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = file_read(bench->path, NULL, &error);
    gsize size = 0;
    const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
    g_autoptr(FormatRead) read = text ? format_marimo_read(text, size, bench->path, &error) : NULL;
    if (!read)
        die(error->message);
    bench->notebook = format_read_steal_notebook(read);
    engine_open_read(bench->engine, notebook_snapshot(bench->notebook), bench->path, bytes);
    bench->requests = 1;
    settle(bench, false);
    return now() - begun;
}

static void measure_open(Bench *bench)
{
    double figure = open_file(bench);
    print("open", &figure, 1);
}

static void append(Bench *bench, size_t index, const char *text)
{
    size_t last = notebook_last_line(bench->notebook, index);
    Pos end = {last, notebook_line(bench->notebook, last).length};
    notebook_replace(bench->notebook, end, end, text, strlen(text));
}

/* One cell in the middle gets another line. */
static void edit(Bench *bench, int round)
{
    size_t middle = notebook_cell_count(bench->notebook) / 2;
    g_autofree char *line = g_strdup_printf("\n_edited = %d", round);
    append(bench, middle, line);
    engine_edit(bench->engine, cell_snapshot(notebook_cell(bench->notebook, middle)));
    bench->requests++;
}

static void measure_edit(Bench *bench)
{
    open_file(bench);
    double figures[bench->rounds];
    for (int i = 0; i < bench->rounds; i++) {
        double begun = now();
        edit(bench, i);
        settle(bench, false);
        figures[i] = now() - begun;
    }
    print("edit", figures, bench->rounds);
}

/* A cell's analysis, nothing else: all cells, and then a cell's share. */
static void measure_analysis(Bench *bench)
{
    open_file(bench);
    g_autoptr(Analyzer) analyzer = analyzer_new(NULL);
    size_t count = notebook_cell_count(bench->notebook);
    double figures[bench->rounds];
    for (int i = 0; i < bench->rounds; i++) {
        double begun = now();
        for (size_t cell = 0; cell < count; cell++) {
            g_autoptr(CellSnapshot) code = cell_snapshot(notebook_cell(bench->notebook, cell));
            g_autoptr(Analysis) analysis = analyzer_analyze(analyzer, code);
            if (analysis->fault != ANALYSIS_OK)
                die(analysis->message);
        }
        figures[i] = (now() - begun) / (double)count;
    }
    print("analysis", figures, bench->rounds);
}

static void measure_save(Bench *bench)
{
    open_file(bench);
    g_autofree char *path = g_strconcat(bench->path, ".saved.py", NULL);
    double figures[bench->rounds];
    for (int i = 0; i < bench->rounds; i++) {
        edit(bench, i);
        settle(bench, false);
        double begun = now();
        engine_save(bench->engine, notebook_snapshot(bench->notebook), path, true);
        bench->requests++;
        settle(bench, true);
        figures[i] = now() - begun;
    }
    print("save", figures, bench->rounds);
}

static double run(Bench *bench, EngineRun what, size_t cell)
{
    double begun = now();
    uint64_t id = cell_id(notebook_cell(bench->notebook, cell));
    engine_run(bench->engine, what, &id, what == ENGINE_RUN_CELLS ? 1 : 0);
    bench->requests++;
    settle(bench, false);
    return now() - begun;
}

/* All, once the interpreter is there; the first cell with what follows from it; the last alone. */
static void measure_run(Bench *bench)
{
    open_file(bench);
    size_t last = notebook_cell_count(bench->notebook) - 1;
    double start = run(bench, ENGINE_RUN_ALL, 0), all[bench->rounds], root[bench->rounds], leaf[bench->rounds];
    for (int i = 0; i < bench->rounds; i++) {
        all[i] = run(bench, ENGINE_RUN_ALL, 0);
        root[i] = run(bench, ENGINE_RUN_CELLS, 0);
        leaf[i] = run(bench, ENGINE_RUN_CELLS, last);
    }
    print("first run", &start, 1);
    print("run all", all, bench->rounds);
    print("root", root, bench->rounds);
    print("leaf", leaf, bench->rounds);
}

static void measure_widget(Bench *bench)
{
    open_file(bench);
    run(bench, ENGINE_RUN_ALL, 0);
    if (!bench->widget)
        die("no widget is shown");
    double figures[bench->rounds];
    for (int i = 0; i < bench->rounds; i++) {
        g_autofree char *value = g_strdup_printf("%d", i + 1);
        double begun = now();
        engine_set_widget(bench->engine, bench->widget, value);
        bench->requests++;
        settle(bench, false);
        figures[i] = now() - begun;
    }
    print("widget", figures, bench->rounds);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *what;
        void (*measure)(Bench *bench);
    } ROWS[] = {
        {"open", measure_open}, {"edit", measure_edit}, {"analysis", measure_analysis},
        {"save", measure_save}, {"run", measure_run},   {"widget", measure_widget},
    };
    if (argc != 4 || !g_getenv("TARN"))
        die("usage: bench_engine WHAT FILE ROUNDS");
    Bench bench = {.path = argv[2], .rounds = atoi(argv[3])};
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        if (strcmp(argv[1], ROWS[i].what) == 0)
            ROWS[i].measure(&bench);
    }
    engine_stop(bench.engine); /* what it keeps is written now */
    notebook_free(bench.notebook);
    g_free(bench.widget);
    return 0;
}
