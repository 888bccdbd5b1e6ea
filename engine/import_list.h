/* What each name of a cell of imports stands for, so that "the same import as before" can be told.
 *
 *     GHashTable *imports = import_list(code);   // "np" -> "numpy", "sqrt" -> "math:sqrt"
 *
 * Only for code that consists of import statements: no parser, a reader of words.
 */
#pragma once

#include <glib.h>

/* Name -> what it is; both owned by the table, which the caller unrefs. */
GHashTable *import_list(GBytes *code);
