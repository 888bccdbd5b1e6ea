/* Lines that two texts share, and three texts made one, line by line.
 *
 *     g_autoptr(LineDiff) diff = line_diff_new(old, new);
 *     size_t line = line_diff_follow(diff, 7);               // where the cursor of line 7 is in the new text
 *     g_autoptr(GBytes) both = lines_merge(base, ours, theirs); // NULL: they touch the same lines
 *
 * The longest common subsequence, by a table; a pair of texts whose changed parts are too large for one shares
 * only its ends.  A merge is clean only if at least one line that nobody touched lies between a change of one
 * side and a change of the other (as with git), or if both made the same change.  That says nothing about sense:
 * who merges marks what came of it as not run.  Any thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

typedef struct {
    size_t old_count, new_count;
    gssize *match; /* of each old line: its line in the new text, growing, or -1 */
} LineDiff;

LineDiff *line_diff_new(GBytes *old, GBytes *new);
void line_diff_free(LineDiff *diff);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LineDiff, line_diff_free)

/* The line of the new text that stands where the old one stood. */
size_t line_diff_follow(const LineDiff *diff, size_t line);

/* The part of the new lines before which all of the old lines before `*old` and of the new ones before `*new` are told:
 * old lines [*old, *old_end) became new lines [*new, *new_end).  The first call has zeros in all; false: no more. */
typedef struct {
    size_t old, old_end, new, new_end;
} LineHunk;
bool line_diff_next(const LineDiff *diff, LineHunk *hunk);

/* The caller unrefs it; NULL if the sides cannot both have their way. */
GBytes *lines_merge(GBytes *base, GBytes *ours, GBytes *theirs);
