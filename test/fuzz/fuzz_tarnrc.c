/* Any bytes as a tarnrc: its commands are done, or the first that fails is told with its line.  No programs are run
 * and no files are read.
 */
#include "test/fuzz/replay.h"

#include <stdlib.h>
#include <string.h>

#include "base/settings.h"
#include "edit/editor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GString) text = settings_text("tarnrc", (const char *)data, MIN(size, 4000), NULL);
    if (!text)
        return 0;
    Notebook *notebook = notebook_new();
    notebook_insert_cell(notebook, 0, "_", CELL_PLAIN, NULL, "x = 1\ny = 2", -1);
    g_autoptr(Editor) editor = editor_new(notebook);
    editor_restrict(editor);
    g_autoptr(GError) error = NULL;
    if (!editor_source(editor, "tarnrc", text->str, &error) && !g_str_has_prefix(error->message, "tarnrc:"))
        abort();
    for (Request *request; (request = editor_next_request(editor));)
        request_free(request);
    return 0;
}
