/* Actions on whole cells: making, splitting, merging, moving, folding, naming them; and the `:` commands
 * that need an argument. */
#include "edit/ex_text.h"
#include "edit/output.h"

#include <stdlib.h>
#include <string.h>

#include "notebook/history.h"

static void before_change(Editor *editor)
{
    history_set_cursor(notebook_history(editor->notebook), editor->cursor);
}

static size_t cell_total(const Editor *editor)
{
    return notebook_cell_count(editor->notebook);
}

/* The cursor into a cell: to its first line, or as far down as it was. */
static void go_to_cell(Editor *editor, size_t cell, size_t offset)
{
    size_t line = notebook_first_line(editor->notebook, cell) + offset;
    editor_cursor_to_indent(editor, MIN(line, notebook_last_line(editor->notebook, cell)));
}

/* --- motions ------------------------------------------------------------------------------------------ */

static bool move_to_cell(Editor *editor, Motion *motion, long cell)
{
    cell = CLAMP(cell, 0, (long)cell_total(editor) - 1);
    motion->to = (Pos){notebook_first_line(editor->notebook, (size_t)cell), 0};
    motion->wise = WISE_LINE;
    return true;
}

static bool first_cell(Editor *editor, const ActionCall *call, Motion *motion)
{
    return move_to_cell(editor, motion, call->has_count ? call->count - 1 : 0);
}

static bool last_cell(Editor *editor, const ActionCall *call, Motion *motion)
{
    return move_to_cell(editor, motion, call->has_count ? call->count - 1 : (long)cell_total(editor) - 1);
}

/* --- making and unmaking ------------------------------------------------------------------------------ */

static void insert_cells(Editor *editor, size_t index, long count)
{
    before_change(editor);
    for (long i = 0; i < count; i++)
        notebook_insert_cell(editor->notebook, index, "_", CELL_PLAIN, NULL, "", 0);
    go_to_cell(editor, index, 0);
}

static bool cell_below(Editor *editor, const ActionCall *call)
{
    insert_cells(editor, editor_cell(editor) + 1, call->count);
    return true;
}

static bool cell_above(Editor *editor, const ActionCall *call)
{
    insert_cells(editor, editor_cell(editor), call->count);
    return true;
}

/* The region of `count` cells from the cursor's on. */
static Region region_of_cells(Editor *editor, long count)
{
    size_t first = editor_cell(editor);
    size_t last = MIN(first + (size_t)count, editor_column_around(editor, first).end) - 1;
    size_t start = notebook_first_line(editor->notebook, first), end = notebook_last_line(editor->notebook, last);
    return (Region){
        .start = {start, 0},
        .end = {end, editor_line_length(editor, end)},
        .wise = WISE_CELL,
        .lines = end - start + 1,
    };
}

static bool delete_cells(Editor *editor, const ActionCall *call)
{
    Region region = region_of_cells(editor, call->count);
    return editor_delete_region(editor, &region, call->reg, false);
}

static bool yank_cells(Editor *editor, const ActionCall *call)
{
    Region region = region_of_cells(editor, call->count);
    editor_yank_region(editor, &region, call->reg);
    return true;
}

/* The cursor's line and those below it become a cell of their own; on the first line, an empty one is
 * put above. */
static bool split_cell(Editor *editor, const ActionCall *call)
{
    Notebook *notebook = editor->notebook;
    size_t cell = editor_cell(editor), line = editor->cursor.line;
    size_t last = notebook_last_line(notebook, cell);
    before_change(editor);
    if (line == notebook_first_line(notebook, cell)) {
        notebook_insert_cell(notebook, cell, "_", CELL_PLAIN, NULL, "", 0);
        go_to_cell(editor, cell + 1, 0);
        return true;
    }
    Pos end = {last, editor_line_length(editor, last)};
    g_autoptr(GString) code = notebook_slice(notebook, (Pos){line, 0}, end);
    MarkCopies *marks = marks_copy(editor);
    editor_replace(editor, (Pos){line - 1, editor_line_length(editor, line - 1)}, end, "", 0);
    notebook_insert_cell(notebook, cell + 1, "_", CELL_PLAIN, NULL, code->str, (gssize)code->len);
    marks_stay(editor, marks);
    go_to_cell(editor, cell + 1, 0);
    return true;
}

/* The next cell's code goes below this one's; its name and configuration are gone. */
static bool merge_cells(Editor *editor, const ActionCall *call)
{
    Notebook *notebook = editor->notebook;
    size_t cell = editor_cell(editor);
    size_t below = editor_column_around(editor, cell).end - cell - 1;
    if (below == 0) {
        editor_error(editor, "there is no cell below");
        return false;
    }
    before_change(editor);
    for (long i = 0; i < MAX(call->count - 1, 1) && (size_t)i < below; i++) {
        size_t last = notebook_last_line(notebook, cell);
        size_t from = notebook_first_line(notebook, cell + 1), to = notebook_last_line(notebook, cell + 1);
        g_autoptr(GString) code = notebook_slice(notebook, (Pos){from, 0}, (Pos){to, editor_line_length(editor, to)});
        MarkCopies *marks = marks_copy(editor);
        notebook_remove_cell(notebook, cell + 1);
        editor_insert_lines(editor, last, true, code->str, code->len);
        marks_stay(editor, marks);
        editor_cursor_to_indent(editor, last + 1);
    }
    return true;
}

/* --- moving ------------------------------------------------------------------------------------------- */

static bool move_cell_to(Editor *editor, long target)
{
    size_t cell = editor_cell(editor);
    size_t offset = editor->cursor.line - notebook_first_line(editor->notebook, cell);
    target = CLAMP(target, 0, (long)cell_total(editor) - 1);
    if ((size_t)target == cell)
        return false;
    Pos old = editor->cursor;
    before_change(editor);
    uint64_t there = cell_id(notebook_cell(editor->notebook, (size_t)target)), id = cell_id(notebook_cell(editor->notebook, cell));
    notebook_move_cell(editor->notebook, cell, (size_t)target);
    if (editor->columns.kept)
        columns_mend(editor->notebook, editor->columns.kept, there, id);
    columns_remember(editor);
    editor_set_cursor(editor, (Pos){notebook_first_line(editor->notebook, (size_t)target) + offset, old.byte});
    editor_clamp_cursor(editor);
    return true;
}

/* Within its column. */
static bool move_cell_by(Editor *editor, long count)
{
    size_t cell = editor_cell(editor);
    Column column = editor_column_around(editor, cell);
    return move_cell_to(editor, CLAMP((long)cell + count, (long)column.first, (long)column.end - 1));
}

static bool move_down(Editor *editor, const ActionCall *call)
{
    return move_cell_by(editor, call->count);
}

static bool move_up(Editor *editor, const ActionCall *call)
{
    return move_cell_by(editor, -call->count);
}

/* --- configuration ------------------------------------------------------------------------------------ */

typedef enum { OFF, ON, TOGGLE } Switch;

static bool switched(bool now, Switch how)
{
    return how == TOGGLE ? !now : how == ON;
}

static void set_config(Editor *editor, size_t cell, const CellConfig *config)
{
    if (cell_config_equal(config, cell_config(notebook_cell(editor->notebook, cell))))
        return;
    before_change(editor);
    notebook_set_cell_config(editor->notebook, cell, config);
}

static bool hide_code(Editor *editor, size_t cell, Switch how)
{
    CellConfig config = cell_config_copy(cell_config(notebook_cell(editor->notebook, cell)));
    config.hide_code = switched(config.hide_code, how);
    set_config(editor, cell, &config);
    cell_config_clear(&config);
    return true;
}

static bool fold_code(Editor *editor, const ActionCall *call)
{
    return hide_code(editor, editor_cell(editor), ON);
}

static bool unfold_code(Editor *editor, const ActionCall *call)
{
    return hide_code(editor, editor_cell(editor), OFF);
}

static bool toggle_code(Editor *editor, const ActionCall *call)
{
    return hide_code(editor, editor_cell(editor), TOGGLE);
}

static bool fold_output(Editor *editor, size_t cell, Switch how)
{
    uint64_t id = cell_id(notebook_cell(editor->notebook, cell));
    g_hash_table_remove(editor->whole, &id);
    if (switched(editor_output_folded(editor, id), how))
        g_hash_table_add(editor->folded, g_memdup2(&id, sizeof id));
    else
        g_hash_table_remove(editor->folded, &id);
    return true;
}

/* A step less of an output: whole, cut short, folded; or a step more. */
static bool step_output(Editor *editor, bool more)
{
    uint64_t id = cell_id(notebook_cell(editor->notebook, editor_cell(editor)));
    if (more && !editor_output_folded(editor, id))
        return g_hash_table_add(editor->whole, g_memdup2(&id, sizeof id));
    if (!more && g_hash_table_remove(editor->whole, &id) && !output_is_entered(editor))
        return true;
    return fold_output(editor, editor_cell(editor), more ? OFF : ON);
}

static bool fold_this_output(Editor *editor, const ActionCall *call)
{
    return step_output(editor, false);
}

static bool unfold_this_output(Editor *editor, const ActionCall *call)
{
    return step_output(editor, true);
}

static bool toggle_output(Editor *editor, const ActionCall *call)
{
    return fold_output(editor, editor_cell(editor), TOGGLE);
}

static bool fold_all(Editor *editor, const ActionCall *call)
{
    for (size_t cell = 0; cell < cell_total(editor); cell++) {
        hide_code(editor, cell, ON);
        fold_output(editor, cell, ON);
    }
    return true;
}

static bool unfold_all(Editor *editor, const ActionCall *call)
{
    for (size_t cell = 0; cell < cell_total(editor); cell++) {
        hide_code(editor, cell, OFF);
        fold_output(editor, cell, OFF);
    }
    return true;
}

static bool disable(Editor *editor, Switch how)
{
    size_t cell = editor_cell(editor);
    CellConfig config = cell_config_copy(cell_config(notebook_cell(editor->notebook, cell)));
    config.disabled = switched(config.disabled, how);
    set_config(editor, cell, &config);
    cell_config_clear(&config);
    return true;
}

static bool disable_cell(Editor *editor, const ActionCall *call)
{
    return disable(editor, ON);
}

static bool enable_cell(Editor *editor, const ActionCall *call)
{
    return disable(editor, OFF);
}

static bool toggle_disabled(Editor *editor, const ActionCall *call)
{
    return disable(editor, TOGGLE);
}

/* --- `:` commands ------------------------------------------------------------------------------------- */

/* `:cell N`, `:3cell`. */
bool ex_cell(Editor *editor, ExCall *call)
{
    long number = call->addresses ? call->last : strtol(call->argument, NULL, 10);
    if (strcmp(call->argument, "$") == 0)
        number = (long)cell_total(editor);
    if (number < 1 || number > (long)cell_total(editor)) {
        size_t cells = cell_total(editor);
        editor_error(editor, cells == 1 ? "there is %zu cell" : "there are %zu cells", cells);
        return false;
    }
    marks_push_jump(editor);
    go_to_cell(editor, (size_t)number - 1, 0);
    return true;
}

bool ex_cell_new(Editor *editor, ExCall *call)
{
    insert_cells(editor, editor_cell(editor) + (call->bang ? 0 : 1), 1);
    return true;
}

bool ex_cell_name(Editor *editor, ExCall *call)
{
    const char *name = call->argument;
    if (!*name) {
        editor_tell(editor, false, "%s", cell_name(notebook_cell(editor->notebook, editor_cell(editor))));
        return true;
    }
    bool good = !g_ascii_isdigit(*name);
    for (const char *at = name; *at && good;) {
        Utf8Char c = utf8_decode(at, strlen(at));
        good = c.valid && (c.code >= 0x80 ? utf8_is_word(c.code) : g_ascii_isalnum((char)c.code) || c.code == '_');
        at += c.length;
    }
    if (!good) {
        editor_error(editor, "%s is no name for a function in Python", name);
        return false;
    }
    before_change(editor);
    g_autofree char *normal = utf8_nfkc(name, strlen(name));
    notebook_set_cell_name(editor->notebook, editor_cell(editor), normal);
    return true;
}

/* `:mc N`: this cell becomes the N-th; `:mc +1`, `:mc -1`. */
bool ex_cell_move(Editor *editor, ExCall *call)
{
    char *end;
    long number = strtol(call->argument, &end, 10);
    bool relative = *call->argument == '+' || *call->argument == '-';
    if (*end || (!relative && number < 1)) {
        editor_error(editor, "E475: Invalid argument: %s", call->argument);
        return false;
    }
    if (relative)
        move_cell_by(editor, number);
    else
        move_cell_to(editor, number - 1);
    return true;
}

enum { CELL_MOTION = MOTION_LINEWISE | MOTION_JUMP };

const Action ACTIONS_CELL[] = {
    {"first-cell", ACTION_MOTION, "to the first cell, or the count-th", false, first_cell, CELL_MOTION},
    {"last-cell", ACTION_MOTION, "to the last cell, or the count-th", false, last_cell, CELL_MOTION},
    {"new-cell-below", ACTION_COMMAND, "an empty cell below", false, cell_below, ACTION_REPEAT},
    {"new-cell-above", ACTION_COMMAND, "an empty cell above", false, cell_above, ACTION_REPEAT},
    {"delete-cell", ACTION_COMMAND, "delete the cell into a register", false, delete_cells, ACTION_REPEAT},
    {"yank-cell", ACTION_COMMAND, "yank the cell", false, yank_cells, 0},
    {"split-cell", ACTION_COMMAND, "the cursor's line and those below become a cell", false, split_cell, ACTION_REPEAT},
    {"merge-cells", ACTION_COMMAND, "take the next cell's code into this one", false, merge_cells, ACTION_REPEAT},
    {"move-cell-down", ACTION_COMMAND, "move the cell down", false, move_down, ACTION_REPEAT},
    {"move-cell-up", ACTION_COMMAND, "move the cell up", false, move_up, ACTION_REPEAT},
    {"fold-code", ACTION_COMMAND, "hide the code of the cell", false, fold_code, 0},
    {"unfold-code", ACTION_COMMAND, "show the code of the cell", false, unfold_code, 0},
    {"toggle-code", ACTION_COMMAND, "hide or show the code of the cell", false, toggle_code, 0},
    {"fold-output", ACTION_COMMAND, "show less of the cell's output: its first lines, then nothing", false,
     fold_this_output, 0},
    {"unfold-output", ACTION_COMMAND, "show more of the cell's output: its first lines, then all of it", false,
     unfold_this_output, 0},
    {"toggle-output", ACTION_COMMAND, "fold or unfold the output of the cell", false, toggle_output, 0},
    {"fold-all", ACTION_COMMAND, "hide all code and outputs", false, fold_all, 0},
    {"unfold-all", ACTION_COMMAND, "show all code and outputs", false, unfold_all, 0},
    {"disable-cell", ACTION_COMMAND, "the cell and what depends on it no longer run", false, disable_cell, 0},
    {"enable-cell", ACTION_COMMAND, "the cell runs again", false, enable_cell, 0},
    {"toggle-disabled", ACTION_COMMAND, "disable or enable the cell", false, toggle_disabled, 0},
    {0},
};
