/* What `tarn exec` prints for people: consoles and outputs on standard output in the order of the page, each as soon as
 * all before it are done; tracebacks on standard error.
 */
#include "cli/command.h"
#include "cli/exec.h"
#include "cli/why.h"
#include "notebook/cell_result.h"

#include <stdio.h>
#include <string.h>

/* What is kept of a cell until those before it are done. */
typedef struct {
    GString *text;
    bool done;
} Pending;

static void pending_free(gpointer data)
{
    Pending *pending = data;
    g_string_free(pending->text, TRUE);
    g_free(pending);
}

static void flush_text(const Exec *exec, Pending *pending)
{
    if (pending->text->len == 0)
        return;
    exec_progress_hide(exec->progress);
    fwrite(pending->text->str, 1, pending->text->len, stdout);
    fflush(stdout);
    g_string_truncate(pending->text, 0);
}

static void print_done(Exec *exec)
{
    for (; exec->first < exec->pending->len; exec->first++) {
        Pending *pending = g_ptr_array_index(exec->pending, exec->first);
        flush_text(exec, pending);
        if (!pending->done)
            return;
    }
}

void exec_print_bytes(gpointer self, uint64_t cell, const char *bytes, size_t length)
{
    Exec *exec = self;
    int index = cell ? exec_index(exec, cell) : -1;
    if (index < 0 || (guint)index < exec->first) { /* of no cell, or of a thread that outlived its cell */
        exec_progress_hide(exec->progress);
        fwrite(bytes, 1, length, stdout);
        return;
    }
    g_string_append_len(((Pending *)g_ptr_array_index(exec->pending, index))->text, bytes, (gssize)length);
    if (exec->first == (guint)index)
        print_done(exec);
}

static void print_frames(const Exec *exec, const Node *error)
{
    for (guint i = 0; i < error->frames->len; i++) {
        const ErrorFrame *frame = g_ptr_array_index(error->frames, i);
        if (frame->cell)
            command_say("  cell %d, line %d, in %s\n", exec_index(exec, frame->cell) + 1, frame->line, frame->name);
        else
            command_say("  %s:%d, in %s\n", frame->file ? frame->file : "?", frame->line, frame->name);
        if (frame->source)
            command_say("    %s\n", frame->source + strspn(frame->source, " \t"));
    }
    for (guint i = 0; i < error->children->len; i++) {
        const Node *inner = g_ptr_array_index(error->children, i);
        if (inner->kind != NODE_ERROR) {
            command_say("%s\n", inner->text);
            continue;
        }
        command_say("%s %s: %s\n", error_lead(inner), inner->name ? inner->name : "error", inner->text);
        print_frames(exec, inner);
    }
}

static void print_traceback(const Exec *exec, uint64_t cell, const Node *error)
{
    fflush(stdout);
    exec_progress_hide(exec->progress);
    int line = 0;
    for (guint i = 0; i < error->frames->len; i++) {
        const ErrorFrame *frame = g_ptr_array_index(error->frames, i);
        line = frame->cell == cell ? frame->line : line;
    }
    command_say("tarn: %s: cell %d, line %d: %s: %s\n", exec->name, exec_index(exec, cell) + 1, line,
            error->name ? error->name : "error", error->text);
    if (error->cell) {
        g_autofree char *title = exec_cell_name(exec, error->cell);
        g_autofree char *blame = error_blame(error);
        command_say("  %s %s\n", title, blame);
    }
    print_frames(exec, error);
}

/* sys.exit(): None is 0, a number is the code, and anything else is printed. */
static void end_run(Exec *exec, const Node *exit)
{
    exec->ended = true;
    exec->code = EXIT_INTERRUPTED;
    plan_interrupt(exec->plan);
    if (!exit)
        return;
    char *end;
    exec->code = (int)g_ascii_strtoll(exit->text, &end, 10) & 0xff;
    if (*end) {
        exec->code = EXIT_NOTEBOOK_FAILED;
        fflush(stdout);
        exec_progress_hide(exec->progress);
        command_say("%s\n", exit->text);
    }
}

void exec_print_done(gpointer self, uint64_t cell, RunResult result, Output *output)
{
    Exec *exec = self;
    int index = exec_index(exec, cell);
    Pending *pending = g_ptr_array_index(exec->pending, index);
    pending->done = true;
    exec_progress_done(exec->progress);
    const Node *error = output && result == RESULT_ERROR ? node_find_error(output->root) : NULL;
    if (output && output->root && !error && result != RESULT_INTERRUPTED)
        cell_result_add_text(pending->text, output->root);
    print_done(exec);
    bool exits = error && g_strcmp0(error->name, "SystemExit") == 0;
    if (exits || result == RESULT_INTERRUPTED)
        end_run(exec, error);
    else if (error)
        print_traceback(exec, cell, error);
    exec->failed |= result == RESULT_ERROR;
}

static int place(gpointer self, uint64_t cell)
{
    return exec_index(self, cell) + 1;
}

/* The line that does not compile, and where in it. */
static void print_line(const Exec *exec, int index, const Analysis *analysis)
{
    const CellSnapshot *cell = g_ptr_array_index(exec->exact->notebook->cells, (guint)index);
    gsize size;
    const char *code = g_bytes_get_data(cell->code, &size);
    g_autofree char *text = g_strndup(code ? code : "", size);
    const char *line = text;
    for (int i = 1; line && i < analysis->line; i++) {
        line = strchr(line, '\n');
        line += line != NULL;
    }
    if (!line || analysis->line <= 0)
        return;
    size_t blank = strspn(line, " \t");
    command_say("    %.*s\n", (int)(strcspn(line, "\n") - blank), line + blank);
    if (analysis->character > (int)blank)
        command_say("    %*s\n", analysis->character - (int)blank, "^");
}

void exec_print_skipped(gpointer self, const PlanStep *step)
{
    Exec *exec = self;
    int index = exec_index(exec, step->cell);
    ((Pending *)g_ptr_array_index(exec->pending, index))->done = true;
    print_done(exec);
    exec_progress_hide(exec->progress);
    if (step->kind == PLAN_DO_INVALID) {
        const Analysis *analysis = g_ptr_array_index(exec->exact->analyses, (guint)index);
        g_autofree char *why = why_invalid(plan_graph(exec->plan), analysis, place, exec);
        bool fault = analysis->fault != ANALYSIS_OK;
        command_say("tarn: %s: cell %d%s %s\n", exec->name, index + 1, fault ? "," : ":", why);
        if (fault)
            print_line(exec, index, analysis);
        exec->failed = true;
    } else if (step->kind == PLAN_DO_CANCEL) {
        command_say("tarn: %s: cell %d: not run, since cell %d %s\n", exec->name, index + 1,
                exec_index(exec, step->cause) + 1, step->stopped ? "stopped" : "failed");
    }
}

void exec_print_begin(Exec *exec)
{
    exec->pending = g_ptr_array_new_with_free_func(pending_free);
    for (guint i = 0; i < exec->exact->notebook->cells->len; i++) {
        const CellSnapshot *cell = g_ptr_array_index(exec->exact->notebook->cells, i);
        Pending *pending = g_new0(Pending, 1);
        pending->text = g_string_new(NULL);
        pending->done = cell->config.disabled || !exec_is_chosen(exec, cell->id); /* nothing waits for it */
        g_ptr_array_add(exec->pending, pending);
    }
}

void exec_print_end(Exec *exec)
{
    for (guint i = 0; i < exec->pending->len; i++)
        ((Pending *)g_ptr_array_index(exec->pending, i))->done = true;
    print_done(exec);
    exec_progress_hide(exec->progress);
}
