/* Any bytes as a notebook: read for the editor and as marimo reads them, and once more what was understood of it.
 * Whatever comes, the reader ends, and what it keeps of a file that it accepts can be saved unchanged. */
#include <stdint.h>
#include <stdlib.h>

#include "test/fuzz/replay.h"
#include "notebook/format_marimo.h"
#include "notebook/format_save.h"

static bool never_parses(gpointer self, const char *code, size_t length)
{
    return false;
}

static void read_once(const char *bytes, size_t size, bool exact, const FormatPython *python)
{
    g_autoptr(FormatRead) read = exact ? format_marimo_read_exact(bytes, size, "fuzz", python, NULL)
                                       : format_marimo_read(bytes, size, "fuzz", NULL);
    if (!read || exact || read->status == FORMAT_EMPTY)
        return;
    g_autoptr(NotebookSnapshot) snapshot = notebook_snapshot(read->notebook);
    g_autoptr(GBytes) original = g_bytes_new(bytes, size);
    if (!format_save_is_unchanged(snapshot, original, "nb.py"))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char *const BUILTINS[] = {NULL};
    const FormatPython pedant = {NULL, never_parses, BUILTINS};
    const char *bytes = (const char *)data;
    read_once(bytes, size, false, NULL);
    read_once(bytes, size, true, NULL);
    read_once(bytes, size, true, &pedant);
    return 0;
}
