/* The register "=.  For the files of src/edit alone. */
#pragma once

#include "edit/editor_private.h"

/* Makes an expression that of the register; nothing typed is the last one.  `insert`: an answer that comes later is to be
 * inserted at the cursor.  False, and told, if it cannot be evaluated. */
bool expression_set(Editor *editor, const char *text, bool insert);

/* A put of its value: as soon as there is one, if nothing is done in between.  False: nothing is waited for. */
bool expression_put_later(Editor *editor, PutWhere where, long count, int flags);

/* NULL: there is none, or it has not come yet. */
const char *expression_value(const Editor *editor);
