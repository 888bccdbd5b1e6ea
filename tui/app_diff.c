/* `:diff`: what is different here from the file, or from what Git has of it. */
#include "tui/app_private.h"

void app_do_diff(App *app, const Request *request)
{
    app->at->asked = g_get_monotonic_time();
    model_set_busy(app->at->model);
    engine_compare(app->at->engine, notebook_snapshot(editor_notebook(app->at->editor)), request->text);
}

void app_take_difference(App *app, const EngineEvent *event)
{
    Editor *editor = app->at->editor;
    if (event->failed) {
        editor_tell(editor, true, "%s", event->text);
    } else if (!*event->text) {
        editor_tell(editor, false, "nothing is different from %s", event->path);
    } else if (!app_page_may_come(app)) {
        editor_tell(editor, false, "there are differences from %s: :diff again shows them", event->path);
    } else {
        g_autofree char *page = g_strdup_printf("- %s, + what is here\n\n%s", event->path, event->text);
        editor_show_difference(editor, ":diff", page);
    }
}
