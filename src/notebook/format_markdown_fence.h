/* Where the fenced code blocks of a Markdown text are.  Internal to format_markdown.
 *
 * marimo finds them with the "superfences" of pymdownx, so what counts is what that counts: an indented fence
 * ends at a line that is indented less, a fence whose header it does not understand is text, one that is never
 * closed is text, too.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "notebook/pytext.h"

typedef struct {
    size_t first, last; /* its lines, both fences included */
    bool quoted;        /* in a block quote */
    char *head;         /* the first line, tabs made spaces */
    char *body;         /* the lines between, tabs made spaces */
    char *foot;
} MarkdownFence;

/* The lines of a text, without their '\n': a GArray of PySlice. */
GArray *markdown_lines(const char *text, size_t length);

/* In order, of MarkdownFence *; owned by the array. */
GPtrArray *markdown_fences(const GArray *lines);

/* What stands behind the fence, if `line` is the head of one in column 0: its language ("" if it has none), and
 * what is between the braces ("" too).  The caller frees both; false if it is no head. */
bool markdown_fence_head(const char *line, size_t length, char **language, char **attributes);

/* Whether a fence holds a cell: its head names python, sql or marimo in braces. */
bool markdown_fence_is_cell(const MarkdownFence *fence);

/* Whether marimo reads the text of a Markdown cell back as that one cell: nothing in it looks like code of a cell or
 * like an end of one. */
bool markdown_is_harmless(const char *text);
