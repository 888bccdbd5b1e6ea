/* An editor beside another one, with the same keys: what a person has chosen, mapped and copied there counts here, too.
 *
 *     editor_borrow(editor);                 // its own keymap, mappings, abbreviations, commands and registers go
 *     editor_lend(notebook_editor, editor);  // before each key
 *
 * Main thread.
 */
#pragma once

#include "edit/editor.h"

void editor_borrow(Editor *editor);

/* The lender, which lives longer, stays as it is; what it chooses anew later is lent again. */
void editor_lend(const Editor *lender, Editor *borrower);
