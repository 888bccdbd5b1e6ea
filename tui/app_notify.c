#include "tui/app_private.h"

#include <string.h>

void app_take_focus(App *app, bool focused)
{
    if (focused && app->unfocused)
        app->focused = g_get_monotonic_time();
    app->unfocused = !focused;
}

/* The first cell that failed in the run that began then, from 1; 0: none did. */
static size_t find_failed(const Buffer *buffer, gint64 since)
{
    Notebook *notebook = editor_notebook(buffer->editor);
    for (size_t i = 0; i < notebook_cell_count(notebook); i++) {
        const CellModel *known = model_cell(buffer->model, cell_id(notebook_cell(notebook, i)));
        bool failed = known && (known->status.result == RESULT_ERROR || known->status.result == RESULT_DEAD);
        if (failed && known->status.started >= since)
            return i + 1;
    }
    return 0;
}

static void tell_end(App *app, const Buffer *buffer, double seconds)
{
    const char *path = editor_path(buffer->editor);
    g_autofree char *name = path ? g_path_get_basename(path) : g_strdup("notebook");
    size_t failed = find_failed(buffer, buffer->busy_since);
    g_autofree char *took = seconds < 60 ? g_strdup_printf("%.0f s", seconds) : g_strdup_printf("%.0f min", seconds / 60);
    g_autofree char *text = failed ? g_strdup_printf("%s: cell %zu failed, after %s", name, failed, took)
                                   : g_strdup_printf("%s: done, after %s", name, took);
    term_notify(app->term, text);
}

/* When the cell began that runs: before we heard of it. */
static gint64 began(const Buffer *buffer, gint64 now)
{
    uint64_t running = model_running(buffer->model);
    const CellModel *known = running ? model_cell(buffer->model, running) : NULL;
    return known && known->status.started ? MIN(known->status.started, now) : now;
}

static void look_at(App *app, Buffer *buffer)
{
    gint64 now = g_get_real_time(), least = editor_option(buffer->editor, "notify");
    bool busy = model_running(buffer->model) || model_queued(buffer->model) > 0;
    if (busy && !buffer->busy_since)
        buffer->busy_since = began(buffer, now);
    if (busy || !buffer->busy_since || !model_idle(buffer->model))
        return;
    double seconds = (double)(now - buffer->busy_since) / G_USEC_PER_SEC;
    if (app->unfocused && least > 0 && seconds >= (double)least)
        tell_end(app, buffer, seconds);
    buffer->busy_since = 0;
}

void app_notify(App *app)
{
    for (guint i = 0; i < app->buffers->len; i++) {
        Buffer *buffer = g_ptr_array_index(app->buffers, i);
        if (buffer->engine)
            look_at(app, buffer);
    }
}
