/* Language servers are asked with the text that is on the screen. */
#include "tui/app_private.h"

static bool is_modified(gpointer self, const char *path)
{
    Buffer *buffer = app_find_path(self, path);
    return buffer && editor_modified(buffer->editor);
}

static ToolsDesk desk_of(App *app)
{
    Buffer *at = app->at;
    return (ToolsDesk){at->editor, at->model, at->panel, at->engine, is_modified, app};
}

static const RequestKind ASKS[] = {REQUEST_GOTO_DEFINITION, REQUEST_REFERENCES, REQUEST_RENAME, REQUEST_CODE_ACTION,
                                   REQUEST_PICKED};

bool app_ask_tool(App *app, const Request *request)
{
    ToolsDesk desk = desk_of(app);
    for (size_t i = 0; i < G_N_ELEMENTS(ASKS); i++) {
        if (request->kind != ASKS[i])
            continue;
        app_send_edits(app);
        return tools_do(app->at->tools, &desk, request);
    }
    return false;
}

void app_take_tool(App *app, EngineEvent *event)
{
    ToolsDesk desk = desk_of(app);
    if (event->kind < ENGINE_PLACES || event->kind > ENGINE_TOOL_FAILED)
        return;
    tools_take(app->at->tools, &desk, event);
    app->news = true;
}

void app_keep_tools(App *app)
{
    ToolsDesk desk = desk_of(app);
    if (tools_keep(app->at->tools, &desk))
        app->news = app->worked = true;
}
