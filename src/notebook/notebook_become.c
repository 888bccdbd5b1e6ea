/* Turning one notebook into another by as few changes as a person would make. */
#include "notebook/notebook.h"

#include <string.h>

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

static void become_cell(Notebook *notebook, size_t index, const CellSnapshot *want)
{
    Cell *cell = notebook_cell(notebook, index);
    if (strcmp(cell_name(cell), want->name) != 0)
        notebook_set_cell_name(notebook, index, want->name);
    if (!cell_config_equal(cell_config(cell), &want->config))
        notebook_set_cell_config(notebook, index, &want->config);
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
