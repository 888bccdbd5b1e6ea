#include "desk.h"

#include <poll.h>
#include <string.h>

#include <glib/gstdio.h>

enum { DEADLINE_MS = 60000 };

static void free_event(gpointer event)
{
    engine_event_free(event);
}

Desk *desk_new_with(const char *const *cells, const EngineOptions *wanted)
{
    Desk *desk = g_new0(Desk, 1);
    desk->notebook = notebook_new();
    for (size_t i = 0; cells[i]; i++)
        notebook_insert_cell(desk->notebook, i, "_", CELL_PLAIN, NULL, cells[i], -1);
    EngineOptions options = wanted ? *wanted : (EngineOptions){0};
    options.program = g_getenv("TARN");
    assert_non_null(options.program); /* else the test would be started as the host, and that one again, ... */
    if (!options.python)
        options.python = g_getenv("TARN_TEST_PYTHON");
    desk->engine = engine_start(&options);
    desk->events = g_ptr_array_new_with_free_func(free_event);
    desk->folder = g_dir_make_tmp("tarn-engine-XXXXXX", NULL);
    desk->path = g_build_filename(desk->folder, "nb.py", NULL);
    engine_open(desk->engine, notebook_snapshot(desk->notebook), desk->path);
    return desk;
}

Desk *desk_new(const char *const *cells)
{
    return desk_new_with(cells, NULL);
}

void desk_free(Desk *desk)
{
    engine_stop(desk->engine);
    notebook_free(desk->notebook);
    g_ptr_array_unref(desk->events);
    g_unlink(desk->path);
    g_rmdir(desk->folder);
    g_free(desk->path);
    g_free(desk->folder);
    g_free(desk);
}

uint64_t id(const Desk *desk, size_t index)
{
    return cell_id(notebook_cell(desk->notebook, index));
}

EngineEvent *next(Desk *desk)
{
    EngineEvent *event;
    while (!(event = engine_receive(desk->engine))) {
        struct pollfd wait = {.fd = engine_fd(desk->engine), .events = POLLIN};
        if (poll(&wait, 1, DEADLINE_MS) != 1)
            fail_msg("the engine says nothing");
    }
    g_ptr_array_add(desk->events, event);
    return event;
}

void settle(Desk *desk)
{
    g_ptr_array_set_size(desk->events, 0);
    while (next(desk)->kind != ENGINE_IDLE)
        ;
}

const EngineEvent *last(const Desk *desk, EngineEventKind kind, uint64_t cell)
{
    for (guint i = desk->events->len; i > 0; i--) {
        const EngineEvent *event = g_ptr_array_index(desk->events, i - 1);
        if (event->kind == kind && event->cell == cell)
            return event;
    }
    return NULL;
}

void run(Desk *desk, size_t index)
{
    uint64_t cell = id(desk, index);
    engine_run(desk->engine, ENGINE_RUN_CELLS, &cell, 1);
}

void edit(Desk *desk, size_t index, const char *code)
{
    size_t first = notebook_first_line(desk->notebook, index), end = notebook_last_line(desk->notebook, index);
    Pos from = {first, 0}, to = {end, notebook_line(desk->notebook, end).length};
    notebook_replace(desk->notebook, from, to, code, strlen(code));
    engine_edit(desk->engine, cell_snapshot(notebook_cell(desk->notebook, index)));
}

void assert_result(const Desk *desk, size_t index, RunResult result, bool stale)
{
    const EngineEvent *event = last(desk, ENGINE_STATUS, id(desk, index));
    if (!event)
        fail_msg("nothing was told of cell %zu", index);
    assert_int_equal(event->status.result, result);
    assert_int_equal(event->status.state, RUN_IDLE);
    assert_int_equal(event->status.stale, stale);
    if (!stale && result != RESULT_CANCELLED) /* or the screen calls it stale all the same */
        assert_int_equal(event->status.revision, cell_revision(notebook_cell(desk->notebook, index)));
}

const char *shown(const Desk *desk, size_t index)
{
    const EngineEvent *event = last(desk, ENGINE_OUTPUT, id(desk, index));
    return event && event->output && event->output->root ? event->output->root->text : NULL;
}
