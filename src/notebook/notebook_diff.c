#include "notebook/notebook_diff.h"

#include <string.h>

#include "notebook/cell_match.h"
#include "notebook/line_diff.h"
#include "notebook/notebook_merge.h"

static void put_lines(GString *page, char sign, char **lines, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        g_string_append_printf(page, "%c %s\n", sign, lines[i]);
}

static char **lines_of(GBytes *code)
{
    gsize size;
    const char *bytes = g_bytes_get_data(code, &size);
    g_autofree char *text = g_utf8_make_valid(bytes ? bytes : "", (gssize)size);
    return *text ? g_strsplit(text, "\n", -1) : g_strdupv((char *[]){"", NULL});
}

/* Lines that both have are there to show the place of those that differ: of many the middle is left out. */
enum { CONTEXT = 3, WORTH_LEAVING_OUT = 4 };

static void put_same(GString *page, char **lines, size_t from, size_t to, bool first, bool last)
{
    size_t head = first ? 0 : CONTEXT, tail = last ? 0 : CONTEXT;
    if (to - from < head + tail + WORTH_LEAVING_OUT) {
        put_lines(page, ' ', lines, from, to);
        return;
    }
    put_lines(page, ' ', lines, from, from + head);
    g_string_append_printf(page, "  ... %zu lines are the same\n", to - from - head - tail);
    put_lines(page, ' ', lines, to - tail, to);
}

void cell_difference(GString *page, const CellSnapshot *before, const CellSnapshot *after)
{
    g_autoptr(LineDiff) diff = line_diff_new(before->code, after->code);
    g_auto(GStrv) old = lines_of(before->code);
    g_auto(GStrv) new = lines_of(after->code);
    if (strcmp(before->name, after->name) != 0)
        g_string_append_printf(page, "- name: %s\n+ name: %s\n", before->name, after->name);
    if (!cell_config_equal(&before->config, &after->config))
        g_string_append(page, "  the options of the cell are different, too\n");
    size_t shown = 0;
    for (LineHunk hunk = {0}; line_diff_next(diff, &hunk); shown = hunk.old_end) {
        put_same(page, old, shown, hunk.old, shown == 0, false);
        put_lines(page, '-', old, hunk.old, hunk.old_end);
        put_lines(page, '+', new, hunk.new, hunk.new_end);
    }
    put_same(page, old, shown, diff->old_count, shown == 0, true);
}

static void put_heading(GString *page, guint index, const CellSnapshot *cell, const char *what)
{
    bool named = *cell->name && strcmp(cell->name, "_") != 0;
    g_string_append_printf(page, "[cell %u%s%s%s]\n", index + 1, named ? " " : "", named ? cell->name : "", what);
}

static void put_cell(GString *page, char sign, const char *what, guint index, const CellSnapshot *cell)
{
    g_auto(GStrv) lines = lines_of(cell->code);
    put_heading(page, index, cell, what);
    put_lines(page, sign, lines, 0, g_strv_length(lines));
    g_string_append_c(page, '\n');
}

/* True: the ones that both have stand in another order. */
static bool put_common_and_new(GString *page, const NotebookSnapshot *before, const NotebookSnapshot *after, const GArray *matches)
{
    gint last = -1;
    bool moved = false;
    for (guint i = 0; i < after->cells->len; i++) {
        const CellSnapshot *now = g_ptr_array_index(after->cells, i);
        gint index = g_array_index(matches, gint, i);
        const CellSnapshot *was = index >= 0 ? g_ptr_array_index(before->cells, (guint)index) : NULL;
        moved |= was && index < last;
        last = was ? MAX(last, index) : last;
        if (!was) {
            put_cell(page, '+', ": new", i, now);
        } else if (!cell_snapshot_same(was, now)) {
            put_heading(page, i, now, "");
            cell_difference(page, was, now);
            g_string_append_c(page, '\n');
        }
    }
    return moved;
}

char *notebook_difference(const NotebookSnapshot *before, const NotebookSnapshot *after)
{
    GString *page = g_string_new(NULL);
    g_autoptr(GArray) matches = cell_match(before->cells, after->cells);
    g_autoptr(GHashTable) stay = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < matches->len; i++)
        g_hash_table_add(stay, GINT_TO_POINTER(g_array_index(matches, gint, i)));
    bool moved = put_common_and_new(page, before, after, matches);
    for (guint i = 0; i < before->cells->len; i++) {
        if (!g_hash_table_contains(stay, GINT_TO_POINTER((int)i)))
            put_cell(page, '-', ": deleted", i, g_ptr_array_index(before->cells, i));
    }
    if (moved)
        g_string_append(page, "Cells are in another order.\n\n");
    if (!notebook_header_says_same(before->header, after->header)) /* a version is what a save writes, not what a person does */
        g_string_append(page, "The header or the options of the notebook are different.\n\n");
    return g_string_free(page, FALSE);
}
