/* Filling lines up to a width, as `gq` and typing with 'textwidth' do (`:help gq`).  For the files of src/edit alone. */
#pragma once

#include "edit/editor_private.h"

/* How many bytes at the start of a line are its indent and the sign of a comment with the blanks behind it; 0 if it is
 * no comment. */
size_t fill_comment_bytes(TextLine line);

/* Where a line that is wider than `width` is to be broken, looking at its first `length` bytes: [*start, *end) are the
 * blanks that the line break replaces.  False if nowhere, or if it is not too wide. */
bool fill_break(const Editor *editor, TextLine line, size_t length, size_t width, size_t *start, size_t *end);

/* 'textwidth', or what Vim takes without one. */
size_t fill_width(const Editor *editor);

/* Before a character is inserted at the cursor: breaks the line if it would be too wide. */
void fill_typed(Editor *editor, const char *bytes, size_t length);
