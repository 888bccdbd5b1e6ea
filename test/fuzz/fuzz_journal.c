/* A journal of any bytes: reading it ends, and what it gives can be written and read again. */
#include "test/fuzz/replay.h"

#include <stdlib.h>

#include "engine/journal_record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    NotebookSnapshot *notebook = journal_read(data, size);
    if (!notebook)
        return 0;
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    journal_write_begin(bytes);
    journal_write_notebook(bytes, notebook);
    NotebookSnapshot *again = journal_read(bytes->data, bytes->len);
    if (!again || again->cells->len != notebook->cells->len)
        abort();
    notebook_snapshot_unref(again);
    notebook_snapshot_unref(notebook);
    return 0;
}
