/* An editor of cells, keys typed into it, and what became of the cells. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

#include "edit/editor.h"

/* Over cells, separated by "\n---\n" in `text`. */
Editor *editor_of(const char *text);
void type(Editor *editor, const char *keys);
char *text_of(Editor *editor); /* in the same form; to be freed */
void assert_cells(Editor *editor, const char *expected);

/* Keys typed into cells leave other cells. */
void check(const char *before, const char *keys, const char *after);

void assert_message(Editor *editor, const char *start);
void check_message(const char *keys, const char *message); /* and no cell was changed */
