/* Abbreviations: words that become other words when the key behind them is typed (`:help abbreviations`).
 * For the files of src/edit alone; which there are is shared by the notebooks of a session. */
#pragma once

#include "edit/editor_private.h"

Abbreviations *abbreviations_new(void);
void abbreviations_free(Abbreviations *all);

/* Whether the word before the cursor is one and the key ends it; then keys that replace it, and the key, come next. */
bool abbreviation_expand(Editor *editor, Key key);
/* The same at the prompt, whose cursor is behind `length` bytes of `text`. */
bool abbreviation_expand_at_prompt(Editor *editor, const char *text, size_t length, Key key);
