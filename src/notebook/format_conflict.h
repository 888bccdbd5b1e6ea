/* Files in which a merge of Git was left undecided: their conflict markers, and the two files that they were.
 *
 *     int line = format_conflict_line(bytes, size);             // 0: none
 *     GBytes *ours = format_conflict_side(bytes, size, false);
 *
 * A conflict is a line that begins with seven "<", below it one of seven "=" (and before that, in the style of diff3, one
 * that begins with seven "|"), and one that begins with seven ">".  A line "<<<<<<<" alone is text.  Any thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/* The line of the first marker, from 1. */
int format_conflict_line(const char *bytes, size_t size);

/* The file as one side had it; the caller unrefs it. */
GBytes *format_conflict_side(const char *bytes, size_t size, bool theirs);

/* Fails with FORMAT_ERROR_CONFLICT and "NAME:LINE: ..." if there are markers. */
bool format_conflict_check(const char *bytes, size_t size, const char *name, GError **error);
