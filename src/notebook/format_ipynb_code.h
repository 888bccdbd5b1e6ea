/* The steps that make Python of Jupyter's cells.  Internal to format_ipynb.
 *
 * `sources` are GPtrArrays of char *, owned; a step replaces those that it changes.
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

#include "notebook/format_marimo.h"

/* str.strip of each. */
void code_strip(GPtrArray *sources);

/* `%magic` and `%%magic`: format_ipynb_magic.c. */
void code_replace_magics(GPtrArray *sources);

/* `!command`: format_ipynb_shell.c.  Packages that pip would install are added to `packages` (of char *, owned);
 * tells whether a cell needs `subprocess` now. */
bool code_replace_commands(GPtrArray *sources, GPtrArray *packages, const FormatPython *python);

/* Imports made again, names defined again: format_ipynb_names.c. */
void code_make_names_unique(GPtrArray *sources, const FormatPython *python);

/* Comments that a rewritten cell has lost come back to the lines where they were: format_ipynb_comments.c. */
typedef struct CodeComments CodeComments;
CodeComments *code_comments_new(const GPtrArray *sources);
void code_comments_free(CodeComments *comments);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CodeComments, code_comments_free)
void code_comments_restore(CodeComments *comments, GPtrArray *sources);

/* Puts `text`, which it takes, into the place of a source. */
static inline void code_set(GPtrArray *sources, guint index, char *text)
{
    g_free(g_ptr_array_index(sources, index));
    g_ptr_array_index(sources, index) = text;
}
