/* The reader of saved sessions on any bytes, for a notebook of three cells; and the page of what it found. */
#include "test/fuzz/replay.h"

#include "notebook/format.h"
#include "notebook/format_session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(Notebook) notebook = notebook_new();
    g_autoptr(GPtrArray) analyses = g_ptr_array_new_with_free_func((GDestroyNotify)analysis_unref);
    for (size_t i = 0; i < 3; i++) {
        notebook_insert_cell(notebook, i, "_", CELL_PLAIN, NULL, "1", -1);
        g_ptr_array_add(analyses, analysis_new(0, 0));
    }
    g_autoptr(NotebookSnapshot) snapshot = notebook_snapshot(notebook);
    SessionKey key = {snapshot, "1", NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) results = format_session_read(&key, (const char *)data, size, "fuzz", &error);
    if (!results != (error != NULL))
        abort();
    if (!results)
        return 0;
    FormatWriting writing = {.notebook = snapshot, .analyses = analyses, .version = "1", .results = results};
    g_string_free(format_find("html")->write(&writing, NULL), TRUE);
    g_string_free(format_session_write(&key, results), TRUE);
    return 0;
}
