#include "notebook/line_diff.h"

#include <stdint.h>
#include <string.h>

/* The largest table: a cell of two thousand lines changed throughout. */
static const size_t LARGEST_TABLE = 4 << 20;

typedef struct {
    const char *bytes;
    size_t length;
} Line;

/* The lines of a text as they are between its newlines; never none. */
static GArray *lines_of(GBytes *text)
{
    gsize size;
    const char *at = g_bytes_get_data(text, &size), *end = at ? at + size : at;
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(Line));
    for (;;) {
        const char *stop = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
        Line line = {at ? at : "", (size_t)((stop ? stop : end) - at)};
        g_array_append_val(lines, line);
        if (!stop)
            return lines;
        at = stop + 1;
    }
}

static bool same_line(const GArray *a, size_t i, const GArray *b, size_t j)
{
    const Line *one = &g_array_index(a, Line, i), *other = &g_array_index(b, Line, j);
    return one->length == other->length && memcmp(one->bytes, other->bytes, one->length) == 0;
}

/* --- two texts --------------------------------------------------------------------------------------------------- */

/* Lengths of the longest common subsequences of what follows each pair of lines, row by row. */
static void match_middle(LineDiff *diff, const GArray *old, const GArray *new, LineHunk middle)
{
    size_t rows = middle.old_end - middle.old, columns = middle.new_end - middle.new;
    if (rows == 0 || columns == 0 || rows > LARGEST_TABLE / (columns + 1))
        return;
    size_t width = columns + 1;
    g_autofree uint32_t *longest = g_new0(uint32_t, (rows + 1) * width);
    for (size_t i = rows; i-- > 0;) {
        for (size_t j = columns; j-- > 0;) {
            bool same = same_line(old, middle.old + i, new, middle.new + j);
            longest[i * width + j] = same ? longest[(i + 1) * width + j + 1] + 1
                                          : MAX(longest[(i + 1) * width + j], longest[i * width + j + 1]);
        }
    }
    for (size_t i = 0, j = 0; i < rows && j < columns;) {
        if (same_line(old, middle.old + i, new, middle.new + j))
            diff->match[middle.old + i++] = (gssize)(middle.new + j++);
        else if (longest[(i + 1) * width + j] >= longest[i * width + j + 1])
            i++;
        else
            j++;
    }
}

static LineDiff *diff_of(const GArray *old, const GArray *new)
{
    LineDiff *diff = g_new(LineDiff, 1);
    *diff = (LineDiff){old->len, new->len, g_new(gssize, old->len)};
    for (size_t i = 0; i < old->len; i++)
        diff->match[i] = -1;
    LineHunk middle = {0, old->len, 0, new->len};
    while (middle.old < middle.old_end && middle.new < middle.new_end && same_line(old, middle.old, new, middle.new))
        diff->match[middle.old++] = (gssize)middle.new++;
    while (middle.old < middle.old_end && middle.new < middle.new_end &&
           same_line(old, middle.old_end - 1, new, middle.new_end - 1))
        diff->match[--middle.old_end] = (gssize)--middle.new_end;
    match_middle(diff, old, new, middle);
    return diff;
}

LineDiff *line_diff_new(GBytes *old, GBytes *new)
{
    g_autoptr(GArray) before = lines_of(old);
    g_autoptr(GArray) after = lines_of(new);
    return diff_of(before, after);
}

void line_diff_free(LineDiff *diff)
{
    g_free(diff->match);
    g_free(diff);
}

bool line_diff_next(const LineDiff *diff, LineHunk *hunk)
{
    size_t old = hunk->old_end, new = hunk->new_end;
    while (old < diff->old_count && diff->match[old] == (gssize)new)
        old++, new++;
    if (old == diff->old_count && new == diff->new_count)
        return false;
    *hunk = (LineHunk){old, old, new, diff->new_count};
    while (hunk->old_end < diff->old_count && diff->match[hunk->old_end] < 0)
        hunk->old_end++;
    if (hunk->old_end < diff->old_count)
        hunk->new_end = (size_t)diff->match[hunk->old_end];
    return true;
}

size_t line_diff_follow(const LineDiff *diff, size_t line)
{
    LineHunk hunk = {0};
    size_t shifted = line;
    while (line_diff_next(diff, &hunk) && hunk.old <= line) {
        if (line < hunk.old_end) /* changed: as far into what it became as it was in what it was */
            return MIN(hunk.new + MIN(line - hunk.old, MAX(hunk.new_end - hunk.new, 1) - 1), diff->new_count - 1);
        shifted = line - hunk.old_end + hunk.new_end;
    }
    return MIN(shifted, diff->new_count - 1);
}

/* --- three texts ------------------------------------------------------------------------------------------------- */

typedef struct {
    const GArray *lines;
    size_t at, end;
} Part;

static bool same_part(const Part *a, const Part *b)
{
    if (a->end - a->at != b->end - b->at)
        return false;
    for (size_t i = 0; i < a->end - a->at; i++) {
        if (!same_line(a->lines, a->at + i, b->lines, b->at + i))
            return false;
    }
    return true;
}

static void put_part(GString *text, const Part *part)
{
    for (size_t i = part->at; i < part->end; i++) {
        const Line *line = &g_array_index(part->lines, Line, i);
        g_string_append_len(text, line->bytes, (gssize)line->length);
        g_string_append_c(text, '\n');
    }
}

/* Of three parts that begin together: where the next line is that all have, or their ends. */
static void find_common(const LineDiff *ours, const LineDiff *theirs, Part *base, Part *our, Part *their)
{
    for (base->end = base->at; base->end < ours->old_count; base->end++) {
        if (ours->match[base->end] >= 0 && theirs->match[base->end] >= 0)
            break;
    }
    bool found = base->end < ours->old_count;
    our->end = found ? (size_t)ours->match[base->end] : ours->new_count;
    their->end = found ? (size_t)theirs->match[base->end] : theirs->new_count;
}

GBytes *lines_merge(GBytes *base, GBytes *ours, GBytes *theirs)
{
    g_autoptr(GArray) base_lines = lines_of(base);
    g_autoptr(GArray) our_lines = lines_of(ours);
    g_autoptr(GArray) their_lines = lines_of(theirs);
    g_autoptr(LineDiff) our_diff = diff_of(base_lines, our_lines);
    g_autoptr(LineDiff) their_diff = diff_of(base_lines, their_lines);
    g_autoptr(GString) text = g_string_new(NULL);
    Part b = {base_lines}, o = {our_lines}, t = {their_lines};
    for (;;) {
        find_common(our_diff, their_diff, &b, &o, &t);
        bool we_changed = !same_part(&b, &o), they_changed = !same_part(&b, &t);
        if (we_changed && they_changed && !same_part(&o, &t))
            return NULL;
        put_part(text, we_changed ? &o : &t);
        if (b.end == base_lines->len)
            break;
        b.at = b.end, o.at = o.end, t.at = t.end;
        put_part(text, &(Part){base_lines, b.at, b.at + 1});
        b.at++, o.at++, t.at++;
    }
    g_string_truncate(text, text->len - 1); /* each line was ended; the last one has no end */
    return g_bytes_new(text->str, text->len);
}
