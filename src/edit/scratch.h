/* A scratchpad: an editor of its own whose last cell is the input, and whose other cells are what ran before.
 *
 *     editor_make_scratch(editor);
 *     editor_lend(notebook_editor, editor);             // keys, options and registers are the other's
 *     uint64_t entry = editor_scratch_begin(editor, cell, &code);   // REQUEST_RUN_CELLS: `code` is to run as that cell
 *
 * Keys of the section [scratch] come before those of the mode.  It knows no interpreter: what it wants is a request.
 * Main thread.
 */
#pragma once

#include "edit/lend.h"

void editor_make_scratch(Editor *editor);
bool editor_is_scratch(const Editor *editor);

/* What is in the cell is to run: as itself if it is the input, else as a new entry, and the old one says again what it said
 * when it ran.  A new input is there afterwards, with the cursor.  Returns the id of the entry, its code to be freed; 0:
 * there is nothing to run. */
uint64_t editor_scratch_begin(Editor *editor, uint64_t cell, char **code);
/* Nothing but the input is left. */
void editor_scratch_clear(Editor *editor);

/* Whether something of it runs, or waits to: an interrupt is for that. */
void editor_set_scratch_busy(Editor *editor, bool busy);

/* The command line of the notebook is opened for who is in the scratchpad, and leads back there. */
void editor_begin_command(Editor *editor);

/* A command of it that is for the notebook. */
void editor_do_command(Editor *editor, const char *line);

/* It was opened: an input that is empty is typed into. */
void editor_scratch_type(Editor *editor);

/* What was run, of char *, oldest first; add one (copied). */
const GPtrArray *editor_scratch_history(const Editor *editor);
void editor_scratch_remember(Editor *editor, const char *code);

/* Whether Enter behind this code runs it: no bracket, string or block is open. */
bool scratch_is_complete(const char *code);
