/* Going to what is wrong, to where a name comes from, and putting right a name that two cells define.
 *
 * These need both the text and what the engine said of it, so they are requests of the editor (editor.h) that whoever
 * has a Model does.  Main thread.
 */
#pragma once

#include <stdbool.h>

#include "edit/editor.h"
#include "tui/model.h"

/* Does REQUEST_GOTO_FINDING, REQUEST_GOTO_DEFINITION and REQUEST_FIX; false: it is another request. */
bool fixes_do(Editor *editor, const Model *model, const Request *request);

/* To the line of what keeps the cursor's cell from running.  False: nothing does. */
bool fixes_goto_fault(Editor *editor, const Model *model);

/* The code of a cell in which a name is another: not what stands behind a dot, nor names of arguments in calls; in the
 * braces of f-strings, too.  The caller frees it. */
GString *fixes_renamed(const char *code, size_t length, const char *name, const char *to);

/* Where it stands in code, which ends with a NUL: bytes, of size_t, in order; the caller unrefs it. */
GArray *fixes_find_uses(const char *code, size_t length, const char *name);

/* The name at the cursor or behind it on its line, "" if there is none; the caller frees it. */
char *fixes_name_at_cursor(const Editor *editor);

/* The name at the cursor, if a cell defines it and others or this one use it: to be marked.  NULL: nothing is.  The caller
 * frees it. */
char *fixes_name_to_mark(const Editor *editor, const Model *model);

/* Whether the graph knows the name at the cursor: it is one of this cell's, not behind a dot, and some cell defines it. */
bool fixes_is_known(const Editor *editor, const Model *model);

/* Whether a cell defines or uses the name that the cursor's cell calls so: where no cell defines it, only that cell. */
bool fixes_cell_uses(const Editor *editor, const Model *model, size_t cell, const char *name);

/* Where a cell defines a name. */
Pos fixes_definition_place(const Editor *editor, size_t cell, const char *name);

/* Where code defines a name: the byte at which it stands, or -1. */
gssize fixes_find_definition(const char *code, size_t length, const char *name);
