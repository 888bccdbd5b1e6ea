/* A file that is no notebook, to be looked at: a page of its lines around one of them.  Main thread; reads the disk, as
 * opening a notebook does.
 */
#pragma once

#include "edit/editor.h"

/* `line` counts from 0.  False, and a message: it cannot be read. */
bool source_page_show(Editor *editor, const char *path, size_t line);
