/* `:rename`: a name of the notebook becomes another one in all cells, where it is that name and not a local one, a
 * string or an attribute; one step of undo.
 *
 * The engine says where it stands (engine_find_uses); from that the new code is made.  Main thread.
 */
#pragma once

#include "edit/editor.h"
#include "tui/model.h"

/* Does REQUEST_RENAME as far as it can be done at once: false, the name is to be looked for, and `name` and `to` are
 * what is to be renamed, the caller's; else it was refused, and said why. */
bool rename_refuse(Editor *editor, const Model *model, const Request *request, char **name, char **to);

/* A word that can name something. */
bool rename_is_name(const char *name);

/* The first cell that speaks of a name: as one that it defines, if `defines`. */
bool rename_find_cell(const Editor *editor, const Model *model, const char *name, bool defines, size_t *cell);

/* What ENGINE_USES found. */
void rename_apply(Editor *editor, const EngineEvent *event);

/* The code with the name replaced where it is used, or NULL: it cannot be done, and `why` is the reason (static).  The
 * caller frees it. */
char *rename_in_code(const char *code, const GArray *uses, const char *name, const char *to, const char **why);
