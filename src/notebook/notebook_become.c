/* Turning one notebook into another by as few changes as a person would make. */
#include "notebook/notebook.h"

#include <string.h>

#include "notebook/line_diff.h"

/* Is what the snapshot says of a cell what the cell is?  The kind does not count: the writer decides it. */
static bool says_same(Cell *cell, const CellSnapshot *want)
{
    g_autoptr(CellSnapshot) now = cell_snapshot(cell);
    return g_strcmp0(now->name, want->name) == 0 && cell_config_equal(&now->config, &want->config) &&
           g_bytes_equal(now->code, want->code);
}

static const CellSnapshot *wanted_cell(const NotebookSnapshot *want, size_t index)
{
    return g_ptr_array_index(want->cells, index);
}

static void become_code(Notebook *notebook, size_t index, const CellSnapshot *want)
{
    gsize length;
    const char *bytes = g_bytes_get_data(want->code, &length);
    g_autoptr(CellSnapshot) now = cell_snapshot(notebook_cell(notebook, index));
    if (g_bytes_equal(now->code, want->code))
        return;
    size_t last = notebook_last_line(notebook, index);
    notebook_replace(notebook, (Pos){notebook_first_line(notebook, index), 0},
                     (Pos){last, notebook_line(notebook, last).length}, bytes ? bytes : "", length);
}

static void become_frame(Notebook *notebook, size_t index, const CellSnapshot *want)
{
    Cell *cell = notebook_cell(notebook, index);
    if (strcmp(cell_name(cell), want->name) != 0)
        notebook_set_cell_name(notebook, index, want->name);
    if (!cell_config_equal(cell_config(cell), &want->config))
        notebook_set_cell_config(notebook, index, &want->config);
}

static void become_cell(Notebook *notebook, size_t index, const CellSnapshot *want)
{
    become_frame(notebook, index, want);
    become_code(notebook, index, want);
}

static void insert_wanted(Notebook *notebook, size_t index, const CellSnapshot *want)
{
    gsize length;
    const char *bytes = g_bytes_get_data(want->code, &length);
    notebook_insert_cell(notebook, index, want->name, want->kind, &want->config, bytes ? bytes : "", (gssize)length);
}

static void become_header(NotebookHeader *header, const NotebookHeader *want)
{
    g_autoptr(NotebookHeader) copy = notebook_header_copy(want);
    NotebookHeader old = *header;
    *header = *copy;
    *copy = old;
}

size_t notebook_become(Notebook *notebook, const NotebookSnapshot *want)
{
    size_t have = notebook_cell_count(notebook), wanted = want->cells->len, start = 0, end = 0, changed = 0;
    while (start < MIN(have, wanted) && says_same(notebook_cell(notebook, start), wanted_cell(want, start)))
        start++;
    while (end < MIN(have, wanted) - start &&
           says_same(notebook_cell(notebook, have - 1 - end), wanted_cell(want, wanted - 1 - end)))
        end++;
    size_t old = have - start - end, new = wanted - start - end, both = MIN(old, new);
    for (size_t i = start; i < start + both; i++) {
        changed += !says_same(notebook_cell(notebook, i), wanted_cell(want, i));
        become_cell(notebook, i, wanted_cell(want, i));
    }
    for (size_t i = both; i < new; i++)
        insert_wanted(notebook, start + i, wanted_cell(want, start + i));
    for (size_t i = old; i > both; i--)
        notebook_remove_cell(notebook, start + i - 1);
    become_header(notebook_header(notebook), want->header);
    return changed + (MAX(old, new) - both);
}

/* --- by ids --------------------------------------------------------------------------------------------------------- */

/* Where in the bytes of a text a line begins; behind its end for the line after the last. */
static size_t start_of_line(const char *bytes, size_t length, size_t line)
{
    const char *at = bytes, *end = bytes + length;
    for (; line > 0; line--) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        if (!newline)
            return length + 1;
        at = newline + 1;
    }
    return (size_t)(at - bytes);
}

/* Old lines [old, old_end) of a cell become the new ones; whole lines with their ends where there are such. */
static void change_lines(Notebook *notebook, size_t first, size_t count, const LineHunk *hunk, const char *bytes,
                         size_t length)
{
    size_t from = start_of_line(bytes, length, hunk->new), to = start_of_line(bytes, length, hunk->new_end);
    g_autoptr(GString) text = g_string_new_len(bytes + from, (gssize)(MIN(to, length) - MIN(from, length)));
    Pos start = {first + hunk->old, 0}, end = {first + hunk->old_end, 0};
    bool at_end = hunk->old_end == count;
    if (at_end) { /* no line follows whose start could be meant: the line end before goes or comes along */
        end = (Pos){first + count - 1, notebook_line(notebook, first + count - 1).length};
        bool none_left = hunk->new == hunk->new_end, all_new = hunk->old == count;
        if (hunk->old > 0 && (none_left || all_new)) {
            start = (Pos){first + hunk->old - 1, notebook_line(notebook, first + hunk->old - 1).length};
            if (all_new)
                g_string_prepend_c(text, '\n');
        }
    }
    notebook_replace(notebook, start, end, text->str, text->len);
}

static void take_code(Notebook *notebook, size_t index, const CellSnapshot *want)
{
    g_autoptr(CellSnapshot) now = cell_snapshot(notebook_cell(notebook, index));
    if (g_bytes_equal(now->code, want->code))
        return;
    gsize length;
    const char *bytes = g_bytes_get_data(want->code, &length);
    g_autoptr(LineDiff) diff = line_diff_new(now->code, want->code);
    g_autoptr(GArray) hunks = g_array_new(FALSE, FALSE, sizeof(LineHunk));
    for (LineHunk hunk = {0}; line_diff_next(diff, &hunk);)
        g_array_append_val(hunks, hunk);
    for (guint i = hunks->len; i > 0; i--) /* from below: the lines above keep their numbers */
        change_lines(notebook, notebook_first_line(notebook, index), diff->old_count,
                     &g_array_index(hunks, LineHunk, i - 1), bytes ? bytes : "", length);
}

static void remove_unwanted(Notebook *notebook, const NotebookSnapshot *want)
{
    g_autoptr(GHashTable) wanted = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < want->cells->len; i++)
        g_hash_table_add(wanted, &((CellSnapshot *)g_ptr_array_index(want->cells, i))->id);
    for (size_t i = notebook_cell_count(notebook); i > 0; i--) {
        uint64_t id = cell_id(notebook_cell(notebook, i - 1));
        if (!g_hash_table_contains(wanted, &id))
            notebook_remove_cell(notebook, i - 1);
    }
}

void notebook_take(Notebook *notebook, const NotebookSnapshot *want)
{
    remove_unwanted(notebook, want);
    for (size_t i = 0; i < want->cells->len; i++) {
        const CellSnapshot *cell = wanted_cell(want, i);
        size_t from = i;
        bool here = i < notebook_cell_count(notebook) && cell_id(notebook_cell(notebook, i)) == cell->id;
        if (!here && !notebook_find_cell(notebook, cell->id, &from)) {
            notebook_insert_snapshot(notebook, i, cell);
            continue;
        }
        if (from != i)
            notebook_move_cell(notebook, from, i);
        become_frame(notebook, i, cell);
        take_code(notebook, i, cell);
    }
    become_header(notebook_header(notebook), want->header);
}
