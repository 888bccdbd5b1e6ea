/* What the screen shows of a snippet that is being filled in. */
#pragma once

#include "edit/editor.h"

/* The place whose text goes with the next letter, while it is not selected: [start, end). */
bool editor_snippet_place(const Editor *editor, Pos *start, Pos *end);
