/* What the analyzer asks of the text of a cell, not of its tree.  Pure; any thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/* A copy with U+00A0 as a plain space, as browsers send it; the caller frees it. */
char *code_without_nbsp(const char *code, size_t length, size_t *new_length);

/* The place of a line (from 1, ended by \n, \r or \r\n) and of a byte (from 0) in it; at most the end. */
const char *code_at(const char *code, size_t length, long line, long byte);

/* The byte in a line (both from 1) at which the `character`th character (from 1) begins. */
long code_byte_of_character(const char *code, size_t length, long line, long character);

/* Whether the statement that ends at `place` is closed by a semicolon. */
bool code_semicolon_follows(const char *place, const char *end);

/* The number of lines without the blank end, counting \n alone. */
long code_line_count(const char *code, size_t length);

/* Whether a comment in column 0 is the last thing, on a line behind `last_line`, that of the last statement. */
bool code_ends_with_comment(const char *code, size_t length, long last_line);

/* Whether words are in it (in whatever place: in a string, too) that may keep what parses from compiling, or make a
 * coroutine of it.  Together with walk_doubt(): where neither has a doubt, it compiles, and as no coroutine. */
bool code_is_doubtful(const char *code);

/* Markdown in a cell: the first line and the rest lose their indentation apart; blanks at line ends and around
 * the whole go.  The caller frees it. */
char *markdown_dedent(const char *text);

/* The string literals of an annotation in double quotes, where no quote inside forbids it; the caller frees it. */
char *annotation_double_quotes(const char *annotation);
