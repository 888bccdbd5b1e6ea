/* Actions that ask for something outside of the text, most of all to run cells: requests, carried out by the
 * owner of the editor. */
#include "edit/ex_text.h"

#include <string.h>

#include "notebook/history.h"
#include "notebook/run_mode.h"

/* The ids of cells [first, last]. */
static GArray *ids_of(const Editor *editor, size_t first, size_t last)
{
    GArray *ids = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    for (size_t cell = first; cell <= last; cell++) {
        uint64_t id = cell_id(notebook_cell(editor->notebook, cell));
        g_array_append_val(ids, id);
    }
    return ids;
}

/* `once`: although they are disabled. */
static void run_cells(Editor *editor, size_t first, size_t last, bool once)
{
    editor_request(editor, (Request){.kind = REQUEST_RUN_CELLS, .cells = ids_of(editor, first, last), .force = once});
}

/* The cells of the selection, or `count` from the cursor's on. */
static void cells_meant(Editor *editor, const ActionCall *call, size_t *first, size_t *last)
{
    *first = editor_cell(editor);
    *last = MIN(*first + (size_t)call->count, editor_column_around(editor, *first).end) - 1;
    if (mode_is_visual(editor->mode)) {
        size_t other = notebook_cell_of_line(editor->notebook, editor->visual.anchor.line);
        *last = MAX(*first, other);
        *first = MIN(*first, other);
        visual_leave(editor);
    }
}

static bool run_and_stay(Editor *editor, const ActionCall *call)
{
    size_t first, last;
    cells_meant(editor, call, &first, &last);
    run_cells(editor, first, last, false);
    return true;
}

static bool run_and_go_on(Editor *editor, const ActionCall *call)
{
    size_t first, last;
    cells_meant(editor, call, &first, &last);
    run_cells(editor, first, last, false);
    if (last + 1 == editor_column_around(editor, last).end)
        notebook_insert_cell(editor->notebook, last + 1, "_", CELL_PLAIN, NULL, "", 0);
    editor_set_cursor(editor, (Pos){notebook_first_line(editor->notebook, last + 1), 0});
    return true;
}

static bool run_stale(Editor *editor, const ActionCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_RUN_STALE});
    return true;
}

static bool run_all(Editor *editor, const ActionCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_RUN_ALL});
    return true;
}

static bool interrupt(Editor *editor, const ActionCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_INTERRUPT});
    return true;
}

static bool restart(Editor *editor, const ActionCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_RESTART});
    return true;
}

static bool console(Editor *editor, const ActionCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_CONSOLE});
    return true;
}

static bool goto_frame(Editor *editor, const ActionCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_GOTO_FRAME});
    return true;
}

static bool next_finding(Editor *editor, const ActionCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_GOTO_FINDING, .code = (int)MIN(call->count, G_MAXINT)});
    return true;
}

static bool previous_finding(Editor *editor, const ActionCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_GOTO_FINDING, .code = -(int)MIN(call->count, G_MAXINT)});
    return true;
}

static bool goto_definition(Editor *editor, const ActionCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_GOTO_DEFINITION});
    return true;
}

static bool goto_declaration(Editor *editor, const ActionCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_GOTO_DEFINITION, .force = true});
    return true;
}

/* About what is selected, or the cursor's place. */
static bool code_action(Editor *editor, const ActionCall *call)
{
    Selection selection;
    bool selects = editor_selection(editor, &selection);
    Pos first = selects ? selection.first : editor->cursor, last = selects ? selection.last : first;
    if (selects)
        last.byte++; /* it is behind the last character */
    editor_request(editor, (Request){.kind = REQUEST_CODE_ACTION, .first = first, .last = last});
    if (mode_is_visual(editor->mode))
        visual_leave(editor);
    return true;
}

/* `:codeaction`, `:3,9codeaction quickfix`. */
bool ex_code_action(Editor *editor, ExCall *call)
{
    Pos first = editor->cursor, last = first;
    if (call->addresses > 0) {
        first = (Pos){ex_first(call), 0};
        last = (Pos){ex_last(call), editor_line_length(editor, ex_last(call))};
    }
    editor_request(editor, (Request){.kind = REQUEST_CODE_ACTION, .first = first, .last = last,
                                     .text = *call->argument ? (char *)call->argument : NULL});
    return true;
}

static void format_cells(Editor *editor, size_t first, size_t last)
{
    GArray *cells = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    for (size_t i = first; i <= last; i++) {
        uint64_t id = cell_id(notebook_cell(editor->notebook, i));
        g_array_append_val(cells, id);
    }
    editor_request(editor, (Request){.kind = REQUEST_FORMAT, .cells = cells});
}

static bool format_cell(Editor *editor, const ActionCall *call)
{
    size_t first = editor_cell(editor), count = notebook_cell_count(editor->notebook);
    format_cells(editor, first, MIN(first + (size_t)call->count, count) - 1);
    return true;
}

/* Another editor for the cell. */
bool ex_external(Editor *editor, ExCall *call)
{
    if (!editor_may_change(editor) || !ex_may_touch_world(editor))
        return false;
    editor_request(editor, (Request){.kind = REQUEST_EXTERNAL});
    return true;
}

static bool edit_externally(Editor *editor, const ActionCall *call)
{
    return ex_external(editor, NULL);
}

bool ex_lsp(Editor *editor, ExCall *call)
{
    if (!*editor->options.lsp) {
        editor_error(editor, "E474: no language server is named: :set lsp=COMMAND");
        return false;
    }
    editor_request(editor, (Request){.kind = REQUEST_LSP});
    return true;
}

/* `:fmt` all cells, `:3,9fmt` those of the lines. */
bool ex_format(Editor *editor, ExCall *call)
{
    if (call->addresses > 0)
        format_cells(editor, notebook_cell_of_line(editor->notebook, ex_first(call)),
                     notebook_cell_of_line(editor->notebook, ex_last(call)));
    else
        editor_request(editor, (Request){.kind = REQUEST_FORMAT});
    return true;
}

/* `:fix local`, `:fix other`, `:fix merge`, `:fix rename NAME`; without a word the first. */
bool ex_fix(Editor *editor, ExCall *call)
{
    static const char *const WAYS[] = {"", "local", "other", "merge", NULL};
    if (!g_strv_contains(WAYS, call->argument) && !g_str_has_prefix(call->argument, FIX_RENAME)) {
        editor_error(editor, "E475: Invalid argument: %s: local, other, merge and rename NAME are what :fix knows", call->argument);
        return false;
    }
    editor_request(editor, (Request){.kind = REQUEST_FIX, .text = *call->argument ? (char *)call->argument : NULL});
    return true;
}

bool ex_rename(Editor *editor, ExCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_RENAME, .text = (char *)call->argument});
    return true;
}

/* `:run`, `:3,9run` the cells of these lines, `:run once` those that are disabled, too; `:run all`, `:run stale`, `:run!`. */
bool ex_run(Editor *editor, ExCall *call)
{
    bool all = strcmp(call->argument, "all") == 0, stale = strcmp(call->argument, "stale") == 0;
    bool once = strcmp(call->argument, "once") == 0;
    if (*call->argument && !all && !stale && !once) {
        editor_error(editor, "E475: Invalid argument: %s: all, stale and once are what :run knows", call->argument);
        return false;
    }
    if (all)
        editor_request(editor, (Request){.kind = REQUEST_RUN_ALL});
    else if (stale || call->bang)
        editor_request(editor, (Request){.kind = REQUEST_RUN_STALE});
    else
        run_cells(editor, notebook_cell_of_line(editor->notebook, ex_first(call)),
                  notebook_cell_of_line(editor->notebook, ex_last(call)), once);
    return true;
}

/* `:test` in the cell, `:%test` in all. */
bool ex_test(Editor *editor, ExCall *call)
{
    GArray *cells = ids_of(editor, notebook_cell_of_line(editor->notebook, ex_first(call)),
                           notebook_cell_of_line(editor->notebook, ex_last(call)));
    editor_request(editor, (Request){.kind = REQUEST_TEST, .cells = cells});
    return true;
}

/* `:py CODE`, and `:3,9py` for lines that are there; `:py` alone shows once more what the last one printed. */
bool ex_python(Editor *editor, ExCall *call)
{
    g_autoptr(GString) code = g_string_new(call->argument);
    for (long line = call->first; !*call->argument && call->addresses > 0 && line <= call->last; line++) {
        TextLine text = editor_line(editor, (size_t)MAX(line - 1, 0));
        g_string_append_len(code, text.bytes, (gssize)text.length);
        g_string_append_c(code, '\n');
    }
    editor_request(editor, (Request){.kind = REQUEST_SCRATCH, .text = code->str});
    return true;
}

/* --- run modes -------------------------------------------------------------------------------------------- */

/* The comment that says the mode becomes the cell's first line, or no longer is; the cursor stays on its text. */
static bool set_run_mode(Editor *editor, RunMode mode)
{
    size_t cell = editor_cell(editor), first = notebook_first_line(editor->notebook, cell);
    TextLine line = notebook_line(editor->notebook, first);
    bool said = run_mode_is_said(line.bytes, line.length), alone = first == notebook_last_line(editor->notebook, cell);
    bool gone = said && mode == RUN_MODE_AUTO;
    if (!said && mode == RUN_MODE_AUTO)
        return true;
    history_set_cursor(notebook_history(editor->notebook), editor->cursor);
    Pos end = gone && !alone ? (Pos){first + 1, 0} : (Pos){first, said ? line.length : 0};
    g_autofree char *comment = gone ? g_strdup("")
                                    : g_strdup_printf("# tarn: run=%s%s", RUN_MODE_NAMES[mode], said ? "" : "\n");
    Pos cursor = editor->cursor;
    notebook_replace(editor->notebook, (Pos){first, 0}, end, comment, strlen(comment));
    if (!said)
        cursor.line++;
    else if (gone && cursor.line > first)
        cursor.line--;
    editor_set_cursor(editor, cursor);
    return true;
}

static bool run_mode_auto(Editor *editor, const ActionCall *call)
{
    return set_run_mode(editor, RUN_MODE_AUTO);
}

static bool run_mode_manual(Editor *editor, const ActionCall *call)
{
    return set_run_mode(editor, RUN_MODE_MANUAL);
}

static bool run_mode_confirm(Editor *editor, const ActionCall *call)
{
    return set_run_mode(editor, RUN_MODE_CONFIRM);
}

const Action ACTIONS_RUN[] = {
    {"run-cell", ACTION_COMMAND, "run the cell and stay", false, run_and_stay, 0},
    {"run-cell-and-go-on", ACTION_COMMAND, "run the cell and go to the next, made if there is none", false,
     run_and_go_on, 0},
    {"run-stale", ACTION_COMMAND, "run all cells that are stale", false, run_stale, 0},
    {"run-all", ACTION_COMMAND, "run all cells", false, run_all, 0},
    {"interrupt", ACTION_COMMAND, "interrupt the cell that is running", false, interrupt, 0},
    {"console", ACTION_COMMAND, "type to the running cell; <C-\\><C-n> ends it", false, console, 0},
    {"restart", ACTION_COMMAND, "restart the interpreter: all variables are gone", false, restart, 0},
    {"run-mode-auto", ACTION_COMMAND, "the cell runs when what it reads changes", false, run_mode_auto, ACTION_REPEAT},
    {"run-mode-manual", ACTION_COMMAND, "the cell runs only when asked for, else it becomes stale", false,
     run_mode_manual, ACTION_REPEAT},
    {"run-mode-confirm", ACTION_COMMAND, "the same, and a message asks when it would have run", false, run_mode_confirm,
     ACTION_REPEAT},
    {"goto-frame", ACTION_COMMAND, "to the next frame of the cell's traceback", false, goto_frame, 0},
    {"next-finding", ACTION_COMMAND, "to the next cell with something wrong", false, next_finding, 0},
    {"previous-finding", ACTION_COMMAND, "to the previous cell with something wrong", false, previous_finding, 0},
    {"format-cell", ACTION_COMMAND, "format the cell with ruff or black of its Python", false, format_cell, 0},
    {"goto-declaration", ACTION_COMMAND, "to where the name at the cursor is declared, if a language server knows", false,
     goto_declaration, 0},
    {"code-action", ACTION_COMMAND, "choose what a language server offers to do about this place", false, code_action, 0},
    {"edit-externally", ACTION_COMMAND, "edit the cell in the editor of $VISUAL or $EDITOR", false, edit_externally, 0},
    {"goto-definition", ACTION_COMMAND, "to where the name at the cursor is defined", false, goto_definition, 0},
    {0},
};
