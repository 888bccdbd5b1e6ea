/* What the editor asks of names: answered from what is known of the cells at once, and by the interpreter if it is idle.
 *
 *     if (lookups_do(editor, model, engine, request)) ...        // it was such a question
 *     lookups_take(editor, model, event);                        // ENGINE_FOUND
 *
 * Main thread.
 */
#pragma once

#include "edit/editor.h"
#include "tui/model.h"

/* False: the request asks nothing of this kind.  `engine` may be NULL. */
/* What the cells define; the caller's. */
CompletionSet *lookups_names(const Editor *editor, const Model *model);

bool lookups_do(Editor *editor, const Model *model, Engine *engine, const Request *request);
void lookups_take(Editor *editor, const Model *model, const EngineEvent *event);
