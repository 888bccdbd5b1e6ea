#include "cli/exec_export.h"

#include <stdio.h>
#include <string.h>

#include "base/files.h"
#include "cli/command.h"
#include "cli/why.h"
#include "engine/console.h"
#include "notebook/cell_result.h"
#include "notebook/format_save.h"
#include "notebook/format_session.h"

bool exec_export_check(const ExecExport *export, const char *name, GError **error)
{
    const Format *format = export->output ? format_for_file(export->output) : NULL;
    if (format && (!format->outputs || !strrchr(export->output, '.'))) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "%s: outputs have a place in .html, .ipynb, .md and .qmd", export->output);
        return false;
    }
    FileStamp from, to;
    if (format && file_stamp_read(name, &from) && file_stamp_read(export->output, &to) && from.exists && to.exists &&
        from.device == to.device && from.inode == to.inode) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: it is the notebook itself", export->output);
        return false;
    }
    if (export->session && strcmp(name, "-") == 0) {
        g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                            "standard input: a session is saved beside a file");
        return false;
    }
    return true;
}

/* --- what became of the cells ---------------------------------------------------------------------------------------- */

/* Cells have their numbers by the page. */
static int place(gpointer self, uint64_t cell)
{
    const GPtrArray *cells = ((const ExecRun *)self)->exact->notebook->cells;
    for (guint i = 0; i < cells->len; i++) {
        if (((const CellSnapshot *)g_ptr_array_index(cells, i))->id == cell)
            return (int)i + 1;
    }
    return 0;
}

static char *reason_of(const ExecRun *run, RunResult result, const Analysis *analysis)
{
    if (result == RESULT_INVALID)
        return why_invalid(plan_graph(headless_plan(run->headless)), analysis, place, (gpointer)run);
    return g_strdup(run_result_reason(result));
}

/* The error of a cell that could not run, by marimo's names. */
static Output *error_of(const Analysis *analysis, const char *reason)
{
    static const char *const NAMES[] = {
        [ANALYSIS_OK] = "invalid",
        [ANALYSIS_SYNTAX] = "syntax",
        [ANALYSIS_IMPORT_STAR] = "import-star",
        [ANALYSIS_UNKNOWN] = "unknown",
    };
    return output_new_error(NAMES[analysis->fault], reason);
}

static CellResult *result_of(const ExecRun *run, guint index)
{
    const CellSnapshot *cell = g_ptr_array_index(run->exact->notebook->cells, index);
    const Analysis *analysis = g_ptr_array_index(run->exact->analyses, index);
    const CellStatus status = session_status(headless_session(run->headless), cell->id);
    const char *word = headless_cell_status(run->headless, cell->id);
    const GString *printed = headless_cell_console(run->headless, cell->id);
    RunResult became = strcmp(word, "invalid") == 0 ? RESULT_INVALID : status.result;
    CellResult *result = cell_result_new();
    result->outcome = run_result_outcome(became);
    result->reason = reason_of(run, became, analysis);
    result->started = status.started;
    result->seconds = status.started ? status.seconds : -1;
    Output *output = headless_cell_output(run->headless, cell->id);
    result->output = became == RESULT_INVALID ? error_of(analysis, result->reason) : output ? output_ref(output) : NULL;
    result->console = console_text_of(printed->str, printed->len);
    result->printed = printed->len ? g_utf8_make_valid(printed->str, (gssize)printed->len) : NULL;
    return result;
}

static GPtrArray *results_of(const ExecRun *run)
{
    GPtrArray *results = cell_results_new();
    for (guint i = 0; i < run->exact->notebook->cells->len; i++)
        g_ptr_array_add(results, result_of(run, i));
    return results;
}

/* What would have been said while they ran. */
static bool say_failures(const ExecRun *run, const GPtrArray *results)
{
    bool failed = false;
    for (guint i = 0; i < results->len; i++) {
        const CellResult *result = g_ptr_array_index(results, i);
        const Node *error = result->output ? node_find_error(result->output->root) : NULL;
        if (result->outcome != OUTCOME_FAILED && result->outcome != OUTCOME_SKIPPED)
            continue;
        if (result->outcome == OUTCOME_FAILED && error)
            command_say("tarn: %s: cell %u: %s: %s\n", run->name, i + 1, error->name ? error->name : "error",
                    error->text);
        else
            command_say("tarn: %s: cell %u: %s%s\n", run->name, i + 1,
                    result->outcome == OUTCOME_SKIPPED ? "not run: " : "", result->reason ? result->reason : "failed");
        failed |= result->outcome == OUTCOME_FAILED;
    }
    return failed;
}

/* --- files ------------------------------------------------------------------------------------------------------------ */

static bool write_output(const ExecExport *export, const ExecRun *run, const GPtrArray *results, GError **error)
{
    FormatPython python = exact_python(run->analyzer);
    FormatWriting writing = {
        .notebook = run->exact->notebook,
        .analyses = run->exact->analyses,
        .python = &python,
        .file = strcmp(run->name, "-") == 0 ? NULL : run->name,
        .version = FORMAT_MARIMO_VERSION,
        .as_marimo = true,
        .leftovers = run->exact->read->leftovers,
        .results = results,
        .no_code = export->no_code,
    };
    g_autoptr(GString) text = format_for_file(export->output)->write(&writing, error);
    return text && file_save(export->output, text->str, text->len, NULL, error);
}

static bool write_session(const ExecRun *run, const GPtrArray *results, GError **error)
{
    g_autofree char *path = format_session_path(run->name);
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *hash = exact_metadata_hash(run->exact);
    SessionKey key = {run->exact->notebook, FORMAT_MARIMO_VERSION, hash};
    g_autoptr(GString) text = format_session_write(&key, results);
    g_mkdir_with_parents(folder, 0777); /* if it fails, so does the next */
    return file_save(path, text->str, text->len, NULL, error);
}

bool exec_export(const ExecExport *export, const ExecRun *run, bool *failed, GError **error)
{
    if (!export->output && !export->session)
        return true;
    g_autoptr(GPtrArray) results = results_of(run);
    if (export->session && !write_session(run, results, error))
        return false;
    if (!export->output)
        return true;
    *failed |= say_failures(run, results);
    return write_output(export, run, results, error);
}
