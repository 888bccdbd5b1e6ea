/* What language servers are asked, beyond what the cells and the interpreter know: where something is, what it would be
 * called, what could be done about it.
 *
 *     if (tools_do(tools, &desk, request)) ...    // it was asked
 *     tools_take(tools, &desk, event);            // ENGINE_PLACES, ENGINE_ACTIONS, ENGINE_EDITS, ENGINE_TOOL_FAILED
 *     tools_keep(tools, &desk);                   // once a turn
 *
 * An answer that comes when something else was asked, or the cursor is elsewhere, changes nothing.  What would be changed
 * in cells becomes one step of undo; other files are only changed when somebody has said so, and seen what.  Main thread.
 */
#pragma once

#include "edit/editor.h"
#include "tui/model.h"
#include "tui/panel.h"

typedef struct Tools Tools;

/* Who takes part. */
typedef struct {
    Editor *editor;
    const Model *model;
    Panel *panel;
    Engine *engine; /* NULL: nothing can be asked */
    /* Whether a file is open with changes that are not saved; NULL: none is. */
    bool (*is_modified)(gpointer self, const char *path);
    gpointer self;
} ToolsDesk;

Tools *tools_new(void);
void tools_free(Tools *tools);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Tools, tools_free)

/* False: the request is none of a server's, or the cells know the answer.  The engine has to know the text as it is. */
bool tools_do(Tools *tools, const ToolsDesk *desk, const Request *request);
void tools_take(Tools *tools, const ToolsDesk *desk, EngineEvent *event); /* takes what the event carries */
bool tools_keep(Tools *tools, const ToolsDesk *desk); /* true: something happened */
