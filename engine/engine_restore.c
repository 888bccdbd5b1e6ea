#include "engine/engine_restore.h"

#include <string.h>

#include "base/files.h"
#include "engine/analyze_metadata.h"
#include "engine/console.h"
#include "notebook/format_save.h"
#include "notebook/format_session.h"

static char *metadata_hash(const NotebookSnapshot *notebook)
{
    g_autofree char *metadata = analyzer_metadata(notebook->header->text);
    return metadata ? format_session_hash(metadata, strlen(metadata)) : NULL;
}

static void tell(Worker *worker, uint64_t cell, const CellResult *result)
{
    if (result->output) {
        EngineEvent *event = engine_event_new(ENGINE_OUTPUT, cell);
        event->output = output_ref(result->output);
        event->restored = true;
        worker_tell(worker, event);
    }
    if (result->printed) {
        EngineEvent *event = engine_event_new(ENGINE_CONSOLE, cell);
        event->console = console_text_of(result->printed, strlen(result->printed));
        event->restored = true;
        worker_tell(worker, event);
    }
}

void worker_restore_outputs(Worker *worker, const NotebookSnapshot *notebook)
{
    g_autofree char *path = worker->file.path ? format_session_path(worker->file.path) : NULL;
    g_autoptr(GBytes) bytes = path ? file_read(path, NULL, NULL) : NULL;
    if (!bytes)
        return;
    gsize size;
    const char *text = g_bytes_get_data(bytes, &size);
    g_autofree char *hash = metadata_hash(notebook);
    SessionKey key = {notebook, FORMAT_MARIMO_VERSION, hash};
    g_autoptr(GPtrArray) results = format_session_read(&key, text ? text : "", size, path, NULL);
    for (guint i = 0; results && i < results->len; i++)
        tell(worker, ((CellSnapshot *)g_ptr_array_index(notebook->cells, i))->id, g_ptr_array_index(results, i));
}
