/* What `:s` will do, while it is typed.  For the files of src/edit alone. */
#pragma once

#include "edit/editor_private.h"

void preview_free(Preview *preview);
/* The line at the ":" prompt has become this; NULL: the prompt is closed. */
void preview_typed(Editor *editor, const char *line);
