/* The indent of lines of Python that one types, if 'smartindent' is on.  For the files of src/edit alone. */
#pragma once

#include "edit/editor_private.h"

/* `width` columns of blanks, or of tabs, as 'expandtab' says; to be freed. */
char *indent_of_width(const Editor *editor, size_t width);

/* The columns of indent of a line that begins behind the first `length` bytes of another. */
size_t indent_behind(const Editor *editor, size_t line, size_t length);

/* After `code` was typed before the cursor: a line that begins with a closing bracket moves to where its bracket was
 * opened, one that has become `else:` or the like to what it belongs to. */
void indent_typed(Editor *editor, uint32_t code);
