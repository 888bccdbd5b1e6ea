/* mo.ui.refresh: what ticks while it is shown.
 *
 * An element that a cell of the notebook on the screen shows, and that has an interval, is given its next value when
 * that is over; not while the last one is on its way, so that slow cells are late rather than behind. */
#include "tui/app_private.h"

typedef struct {
    gint64 due; /* g_get_monotonic_time() */
    double interval;
    bool shown;
} Tick;

static GHashTable *ticks_of(App *app)
{
    if (!app->shown->ticks)
        app->shown->ticks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return app->shown->ticks;
}

static void collect(const char *id, uint64_t cell, const Widget *widget, gpointer self)
{
    App *app = self;
    EditorWidget found;
    double interval = widget_interval(widget);
    EditorView view = view_interface(app->shown->view);
    if (interval <= 0 || !view_shows_widget(app->shown->view, id, cell) || !view.widget(view.self, id, cell, &found))
        return;
    bool trouble = found.trouble != NULL;
    g_free(found.trouble);
    Tick *tick = g_hash_table_lookup(ticks_of(app), id);
    if (trouble)
        return;
    if (!tick) {
        tick = g_new0(Tick, 1);
        g_hash_table_insert(ticks_of(app), g_strdup(id), tick);
    }
    if (tick->interval != interval)
        tick->due = g_get_monotonic_time() + (gint64)(interval * 1e6);
    tick->interval = interval;
    tick->shown = true;
}

static gboolean is_gone(gpointer id, gpointer tick, gpointer data)
{
    return !((Tick *)tick)->shown;
}

static void find_ticks(App *app)
{
    GHashTableIter all;
    gpointer tick;
    g_hash_table_iter_init(&all, ticks_of(app));
    while (g_hash_table_iter_next(&all, NULL, &tick))
        ((Tick *)tick)->shown = false;
    if (app->shown->engine)
        widgets_each_value(model_widgets(app->shown->model), collect, app);
    g_hash_table_foreach_remove(ticks_of(app), is_gone, NULL);
}

/* The interpreter has not taken the last value, or is at work: what comes now would wait. */
static bool must_wait(const App *app, const char *id)
{
    return widgets_is_pending(model_widgets(app->shown->model), id) || model_running(app->shown->model);
}

int app_tick_delay(const App *app)
{
    GHashTableIter all;
    gpointer id, value;
    gint64 nearest = -1, now = g_get_monotonic_time();
    if (!app->shown->ticks)
        return -1;
    g_hash_table_iter_init(&all, app->shown->ticks);
    while (g_hash_table_iter_next(&all, &id, &value)) {
        gint64 left = MAX(((Tick *)value)->due - now, 0);
        if (!must_wait(app, id) && (nearest < 0 || left < nearest))
            nearest = left;
    }
    return nearest < 0 ? -1 : (int)MIN((nearest + 999) / 1000, G_MAXINT);
}

static void tick(App *app, const char *id, Tick *tick, gint64 now)
{
    const Widgets *widgets = model_widgets(app->shown->model);
    const Node *node = widgets_find(widgets, id);
    Widget widget = node ? widgets_value(widgets, node) : (Widget){0};
    g_autofree char *value = node ? widget_press(&widget) : NULL;
    gint64 interval = (gint64)(tick->interval * 1e6);
    tick->due += interval; /* by the clock: a little late each time would miss one in the end */
    if (tick->due <= now)
        tick->due = now + interval;
    if (value)
        app_set_widget(app, app->at->model, id, value);
}

void app_tick(App *app)
{
    GHashTableIter all;
    gpointer id, value;
    gint64 now = g_get_monotonic_time();
    const Model *model = app->shown->model;
    uint64_t changes = model_changes(model) + widgets_changes(model_widgets(model));
    if (app->shown->ticks_changes != changes) {
        app->shown->ticks_changes = changes;
        find_ticks(app);
    }
    if (app_tick_delay(app) != 0)
        return;
    g_hash_table_iter_init(&all, app->shown->ticks);
    while (g_hash_table_iter_next(&all, &id, &value)) {
        if (((Tick *)value)->due <= now && !must_wait(app, id))
            tick(app, id, value, now);
    }
}
