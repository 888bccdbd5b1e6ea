/* Three notebooks out of any bytes (\x1e ends one, \x1f a cell, \x1d a name): whatever they are, the merge ends, says the
 * same again, loses no line of ours, leaves what one side left alone, and the editor becomes what it says. */
#include <stdlib.h>
#include <string.h>

#include "notebook/cell_match.h"
#include "notebook/notebook_merge.h"
#include "test/fuzz/replay.h"

static void must(bool holds)
{
    if (!holds)
        abort();
}

static Notebook *notebook_of(const char *bytes, size_t length)
{
    Notebook *notebook = notebook_new();
    for (const char *at = bytes, *end = bytes + length; at < end;) {
        const char *stop = memchr(at, '\x1f', (size_t)(end - at));
        const char *behind = stop ? stop : end, *named = memchr(at, '\x1d', (size_t)(behind - at));
        g_autofree char *name = named ? g_strndup(at, (gsize)(named - at)) : NULL;
        CellConfig config = {.disabled = named && named > at && (*at & 1)};
        const char *code = named ? named + 1 : at;
        notebook_insert_cell(notebook, notebook_cell_count(notebook), name ? name : "_", CELL_PLAIN, &config, code,
                             behind - code);
        at = stop ? stop + 1 : end;
    }
    return notebook;
}

/* Gives ours the ids of the cells of base that it came of. */
static NotebookSnapshot *descend(const NotebookSnapshot *base, NotebookSnapshot *ours)
{
    g_autoptr(GArray) matches = cell_match(base->cells, ours->cells);
    for (guint i = 0; i < ours->cells->len; i++) {
        gint match = g_array_index(matches, gint, i);
        CellSnapshot *cell = g_ptr_array_index(ours->cells, i);
        if (match >= 0)
            cell->id = ((CellSnapshot *)g_ptr_array_index(base->cells, (guint)match))->id;
    }
    return ours;
}

/* Every line of all cells. */
static GHashTable *lines_of(const NotebookSnapshot *notebook)
{
    GHashTable *lines = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
    for (guint i = 0; i < notebook->cells->len; i++) {
        gsize size;
        const char *at = g_bytes_get_data(((CellSnapshot *)g_ptr_array_index(notebook->cells, i))->code, &size);
        for (const char *end = at ? at + size : at; at < end;) {
            const char *stop = memchr(at, '\n', (size_t)(end - at));
            g_hash_table_add(lines, g_bytes_new(at, (gsize)((stop ? stop : end) - at)));
            at = stop ? stop + 1 : end;
        }
    }
    return lines;
}

/* What we wrote, and was not there before, is there afterwards. */
static void check_lines(const NotebookSnapshot *base, const NotebookSnapshot *ours, const NotebookSnapshot *merged)
{
    g_autoptr(GHashTable) before = lines_of(base);
    g_autoptr(GHashTable) mine = lines_of(ours);
    g_autoptr(GHashTable) after = lines_of(merged);
    GHashTableIter all;
    g_hash_table_iter_init(&all, mine);
    for (gpointer line; g_hash_table_iter_next(&all, &line, NULL);)
        must(g_hash_table_contains(before, line) || g_hash_table_contains(after, line));
}

static NotebookMerge *merge(const NotebookSnapshot *base, const NotebookSnapshot *ours, const NotebookSnapshot *theirs)
{
    g_autoptr(GArray) matches = cell_match(base->cells, theirs->cells);
    return notebook_merge(base, ours, theirs, matches);
}

static void check(const NotebookSnapshot *base, Notebook *notebook, const NotebookSnapshot *ours,
                  const NotebookSnapshot *theirs)
{
    g_autoptr(NotebookMerge) all = merge(base, ours, theirs);
    g_autoptr(NotebookMerge) again = merge(base, ours, theirs);
    g_autoptr(NotebookMerge) only_ours = merge(base, ours, base);
    g_autoptr(NotebookMerge) only_theirs = merge(base, base, theirs);
    g_autoptr(NotebookMerge) no_origin = notebook_merge_two(ours, theirs);
    must(notebook_snapshot_same(all->notebook, again->notebook) && all->conflicts->len == again->conflicts->len);
    must(notebook_snapshot_same(all->base, theirs));
    must(notebook_snapshot_same(only_ours->notebook, ours) && only_ours->conflicts->len == 0);
    must(notebook_snapshot_same(only_theirs->notebook, theirs) && only_theirs->conflicts->len == 0);
    check_lines(base, ours, all->notebook);
    for (guint i = 0; i < no_origin->conflicts->len; i++)
        must(((CellConflict *)g_ptr_array_index(no_origin->conflicts, i))->theirs != NULL);
    notebook_take(notebook, only_theirs->notebook);
    g_autoptr(NotebookSnapshot) now = notebook_snapshot(notebook);
    must(notebook_snapshot_same(now, theirs));
}

/* The next notebook of the input. */
static Notebook *take_notebook(const char **at, const char *end)
{
    const char *stop = *at < end ? memchr(*at, '\x1e', (size_t)(end - *at)) : NULL;
    Notebook *notebook = notebook_of(*at, (size_t)((stop ? stop : end) - *at));
    *at = stop ? stop + 1 : end;
    return notebook;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *at = (const char *)data, *end = at + size;
    g_autoptr(Notebook) first = take_notebook(&at, end);
    g_autoptr(Notebook) second = take_notebook(&at, end);
    g_autoptr(Notebook) third = take_notebook(&at, end);
    g_autoptr(NotebookSnapshot) base = notebook_snapshot(first);
    g_autoptr(NotebookSnapshot) theirs = notebook_snapshot(third);
    g_autoptr(NotebookSnapshot) mine = notebook_snapshot(second);
    check(base, first, descend(base, mine), theirs);
    return 0;
}
