/* `:w FILE` in a format that the notebook is not edited in: with what the cells show, where that has a place. */
#include "tui/app_private.h"

#include "notebook/cell_result.h"
#include "notebook/format.h"

static char *printed_of(const StyledText *console)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < console->lines->len; i++)
        g_string_append_printf(text, "%s\n", ((const StyledLine *)g_ptr_array_index(console->lines, i))->text);
    return g_string_free(text, FALSE);
}

static CellResult *result_of(const CellModel *cell)
{
    CellResult *result = cell_result_new();
    if (!cell)
        return result;
    const CellStatus *status = &cell->status;
    bool restored = cell->output_restored || cell->console_restored;
    result->outcome = restored ? OUTCOME_OK : run_result_outcome(status->result);
    result->restored = restored;
    result->reason = g_strdup(run_result_reason(status->result));
    result->started = status->started;
    result->seconds = status->started ? status->seconds : -1;
    result->output = cell->output ? output_ref(cell->output) : NULL;
    result->console = cell->console ? styled_text_ref(cell->console) : NULL;
    result->printed = cell->console ? printed_of(cell->console) : NULL;
    return result;
}

/* Markdown is for being opened again, which would make text cells of outputs. */
static GPtrArray *results_of(const App *app, const Format *format)
{
    if (!format->outputs || format_can_be_edited(format))
        return NULL;
    Notebook *notebook = editor_notebook(app->at->editor);
    GPtrArray *results = cell_results_new();
    for (size_t i = 0; i < notebook_cell_count(notebook); i++)
        g_ptr_array_add(results, result_of(model_cell(app->at->model, cell_id(notebook_cell(notebook, i)))));
    return results;
}

void app_export(App *app, const Request *request)
{
    const Format *format = format_find(request->value);
    NotebookSnapshot *notebook = notebook_snapshot(editor_notebook(app->at->editor));
    engine_export(app->at->engine, notebook, request->text, format->name, results_of(app, format), request->force);
}
