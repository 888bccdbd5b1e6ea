/* A journal of any bytes: reading it ends, and what it gives can be written, read again, and merged with what it came of. */
#include "test/fuzz/replay.h"

#include <stdlib.h>

#include "engine/journal_record.h"
#include "notebook/cell_match.h"
#include "notebook/notebook_merge.h"

static void merge(NotebookSnapshot *base, NotebookSnapshot *notebook)
{
    g_autoptr(GArray) matches = cell_match(base->cells, base->cells);
    g_autoptr(NotebookMerge) merged = notebook_merge(base, notebook, base, matches);
    if (merged->notebook->cells->len < notebook->cells->len)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    NotebookSnapshot *base, *notebook = journal_read(data, size, &base);
    if (!notebook)
        return 0;
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    journal_write_begin(bytes);
    if (base)
        journal_write_base(bytes, base);
    journal_write_notebook(bytes, notebook);
    NotebookSnapshot *base_again, *again = journal_read(bytes->data, bytes->len, &base_again);
    if (!again || again->cells->len != notebook->cells->len || !base_again != !base)
        abort();
    if (base) {
        merge(base_again, again);
        notebook_snapshot_unref(base_again);
        notebook_snapshot_unref(base);
    }
    notebook_snapshot_unref(again);
    notebook_snapshot_unref(notebook);
    return 0;
}
