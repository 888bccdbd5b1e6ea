#include "engine/engine_event.h"

static void cell_error_free(gpointer data)
{
    CellError *error = data;
    g_free(error->kind);
    g_free(error->message);
    g_strfreev(error->names);
    g_free(error);
}

CellError *cell_error_new(const char *kind, const char *message, char *const *names)
{
    CellError *error = g_new0(CellError, 1);
    error->kind = g_strdup(kind);
    error->message = g_strdup(message);
    error->names = names ? g_strdupv((char **)names) : g_new0(char *, 1);
    return error;
}

GPtrArray *cell_errors_new(void)
{
    return g_ptr_array_new_with_free_func(cell_error_free);
}

static void place_free(gpointer data)
{
    EnginePlace *place = data;
    g_free(place->path);
    g_free(place->text);
    g_free(place);
}

GPtrArray *engine_places_new(void)
{
    return g_ptr_array_new_with_free_func(place_free);
}

static void file_edits_free(gpointer data)
{
    EngineFileEdits *edits = data;
    g_free(edits->path);
    g_strfreev(edits->lines);
    g_free(edits);
}

EngineEdits *engine_edits_new(const char *title)
{
    EngineEdits *edits = g_new0(EngineEdits, 1);
    edits->title = g_strdup(title);
    edits->cells = g_ptr_array_new_with_free_func((GDestroyNotify)cell_snapshot_unref);
    edits->files = g_ptr_array_new_with_free_func(file_edits_free);
    return edits;
}

void engine_edits_free(EngineEdits *edits)
{
    g_free(edits->title);
    g_ptr_array_unref(edits->cells);
    g_ptr_array_unref(edits->files);
    g_free(edits);
}

EngineEvent *engine_event_new(EngineEventKind kind, uint64_t cell)
{
    EngineEvent *event = g_new0(EngineEvent, 1);
    event->kind = kind;
    event->cell = cell;
    return event;
}

void engine_event_free(EngineEvent *event)
{
    g_clear_pointer(&event->analysis, analysis_unref);
    g_clear_pointer(&event->errors, g_ptr_array_unref);
    g_clear_pointer(&event->parents, g_array_unref);
    g_clear_pointer(&event->children, g_array_unref);
    g_clear_pointer(&event->output, output_unref);
    g_clear_pointer(&event->console, styled_text_unref);
    g_clear_pointer(&event->recovered, notebook_snapshot_unref);
    g_clear_pointer(&event->base, notebook_snapshot_unref);
    g_clear_pointer(&event->theirs, notebook_snapshot_unref);
    g_clear_pointer(&event->matches, g_array_unref);
    g_clear_pointer(&event->read, g_bytes_unref);
    g_strfreev(event->found);
    g_clear_pointer(&event->uses, g_ptr_array_unref);
    g_strfreev(event->variables);
    g_clear_pointer(&event->places, g_ptr_array_unref);
    g_clear_pointer(&event->edits, engine_edits_free);
    g_free(event->path);
    g_free(event->text);
    g_free(event);
}

CellOutcome run_result_outcome(RunResult result)
{
    switch (result) {
    case RESULT_OK:
    case RESULT_STOPPED: return OUTCOME_OK;
    case RESULT_ERROR:
    case RESULT_INTERRUPTED:
    case RESULT_DEAD:
    case RESULT_INVALID: return OUTCOME_FAILED;
    case RESULT_CANCELLED: return OUTCOME_SKIPPED;
    default: return OUTCOME_NONE;
    }
}

const char *run_result_reason(RunResult result)
{
    switch (result) {
    case RESULT_STOPPED: return "stopped";
    case RESULT_INTERRUPTED: return "interrupted";
    case RESULT_DEAD: return "the interpreter died";
    case RESULT_CANCELLED: return "a cell that it reads from failed or stopped";
    case RESULT_DISABLED: return "disabled";
    default: return NULL;
    }
}

void kept_tree_free(gpointer data)
{
    KeptTree *tree = data;
    g_clear_pointer(&tree->image, history_image_unref);
    g_free(tree->why);
    g_free(tree);
}

EngineRequest *engine_request_new(EngineDo kind)
{
    EngineRequest *request = g_new0(EngineRequest, 1);
    request->kind = kind;
    return request;
}

void engine_request_free(gpointer data)
{
    EngineRequest *request = data;
    g_clear_pointer(&request->notebook, notebook_snapshot_unref);
    g_clear_pointer(&request->cell, cell_snapshot_unref);
    g_clear_pointer(&request->cells, g_array_unref);
    g_clear_pointer(&request->origins, g_ptr_array_unref);
    g_clear_pointer(&request->results, g_ptr_array_unref);
    g_clear_pointer(&request->read, g_bytes_unref);
    g_clear_pointer(&request->undo, history_image_unref);
    g_free(request->path);
    g_free(request->text);
    g_free(request->id);
    g_strfreev(request->strings);
    g_free(request);
}
