/* What stands behind `:map <expr>`, `:if` and `:let mapleader`: the part of Vim's expressions that asks nothing but the
 * editor, and changes nothing (`:help expression-syntax`).  So it may stand in any file that is sourced.
 *
 *     nnoremap <expr> j v:count ? 'j' : 'gj'
 *     inoremap <expr> <Tab> pumvisible() ? "\<C-n>" : "\<Tab>"
 *
 * Strings, numbers, `? : || && == != < <= > >= =~ !~ + - . .. * / % !`, `[i]` and `[i:j]`, `&option`, v:count, v:count1,
 * v:register, v:hlsearch, v:searchforward, and the functions of the table.  No variables of one's own, no lists.
 */
#pragma once

#include "edit/editor.h"

/* The value as a text, in which a key is written as keys_parse() reads it; the caller frees it.  NULL: it is none that can be
 * evaluated, whatever the editor's state is. */
char *map_expression(const Editor *editor, const char *text, GError **error);

/* The same as the text it is: a key is what it sends, "\<Tab>" a tab. */
char *map_expression_text(const Editor *editor, const char *text, GError **error);

/* Whether it is true, as for `:if`. */
bool map_condition(const Editor *editor, const char *text, bool *value, GError **error);

/* "%" with its ":p:h:t:r:e", and what stands behind them: "%:h/other.py".  Empty for what stands for no file; the caller frees it. */
char *map_expand(const Editor *editor, const char *name_of);

#define MAP_EXPRESSION_ERROR (map_expression_error_quark())
GQuark map_expression_error_quark(void);
