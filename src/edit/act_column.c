/* Actions on the columns of a notebook: from one to another, cells that go there, and what becomes of the columns. */
#include "edit/editor_private.h"

#include "notebook/app_layout.h"
#include "notebook/history.h"

static guint here(Editor *editor)
{
    return columns_find(editor_columns(editor), editor_cell(editor));
}

static bool refuse_without(Editor *editor)
{
    if (editor_columns(editor))
        return false;
    editor_error(editor, "the notebook has one column");
    return true;
}

/* The column `count` to the right of the cursor's; false, with a message, if there is none. */
static bool find_beside(Editor *editor, long count, guint *found)
{
    if (refuse_without(editor))
        return false;
    long own = (long)here(editor), most = (long)editor_columns(editor)->len - 1, target = CLAMP(own + count, 0, most);
    *found = (guint)target;
    if (target == own)
        editor_error(editor, count > 0 ? "this is the last column" : "this is the first column");
    return target != own;
}

/* --- from one to another --------------------------------------------------------------------------------------- */

/* To where the eye is: the line that is in sight beside the cursor. */
static void go_to_column(Editor *editor, guint index)
{
    size_t cell = columns_at(editor_columns(editor), index).first;
    size_t line = notebook_first_line(editor->notebook, cell);
    if (editor->view.beside)
        editor->view.beside(editor->view.self, cell, &line);
    editor_go_to_column(editor, MIN(line, editor_line_count(editor) - 1), editor_want(editor));
}

static bool go_beside(Editor *editor, long count)
{
    guint target;
    if (!find_beside(editor, count, &target))
        return false;
    go_to_column(editor, target);
    return true;
}

static bool left(Editor *editor, const ActionCall *call)
{
    return go_beside(editor, -call->count);
}

static bool right(Editor *editor, const ActionCall *call)
{
    return go_beside(editor, call->count);
}

/* Beyond the last column is the panel. */
static bool window_right(Editor *editor, const ActionCall *call)
{
    const GArray *columns = editor_columns(editor);
    if (columns && editor->options.columns && here(editor) + 1 < columns->len)
        return go_beside(editor, call->count);
    editor_request(editor, (Request){.kind = REQUEST_PANEL_FOCUS});
    return true;
}

/* --- what becomes of them -------------------------------------------------------------------------------------- */

/* A change of the columns: how many cells each is to have, from left to right, while the cells themselves are moved; the
 * cursor stays in its cell. */
typedef struct {
    GArray *sizes; /* of size_t */
    uint64_t cell;
    size_t offset, byte;
} Rearrangement;

static size_t *size_of(Rearrangement *change, guint column)
{
    return &g_array_index(change->sizes, size_t, column);
}

static Rearrangement begin(Editor *editor)
{
    Notebook *notebook = editor->notebook;
    const GArray *columns = editor_columns(editor);
    size_t cell = editor_cell(editor), cells = notebook_cell_count(notebook);
    Rearrangement change = {
        .sizes = g_array_new(FALSE, FALSE, sizeof(size_t)),
        .cell = cell_id(notebook_cell(notebook, cell)),
        .offset = editor->cursor.line - notebook_first_line(notebook, cell),
        .byte = editor->cursor.byte,
    };
    for (guint i = 0; columns && i < columns->len; i++)
        g_array_append_vals(change.sizes, &(size_t){columns_at(columns, i).end - columns_at(columns, i).first}, 1);
    if (!columns)
        g_array_append_val(change.sizes, cells);
    history_set_cursor(notebook_history(notebook), editor->cursor);
    return change;
}

/* Columns without cells are gone. */
static bool finish(Editor *editor, Rearrangement *change)
{
    Notebook *notebook = editor->notebook;
    g_autoptr(GArray) firsts = g_array_new(FALSE, FALSE, sizeof(size_t));
    size_t first = 0, cell;
    for (guint i = 0; i < change->sizes->len; i++) {
        if (*size_of(change, i) > 0)
            g_array_append_val(firsts, first);
        first += *size_of(change, i);
    }
    columns_set(notebook, firsts);
    columns_remember(editor);
    g_array_unref(change->sizes);
    if (!notebook_find_cell(notebook, change->cell, &cell))
        cell = editor_cell(editor);
    editor_set_cursor(editor, (Pos){notebook_first_line(notebook, cell) + change->offset, change->byte});
    editor_clamp_cursor(editor);
    return true;
}

/* The setup cell stays at the beginning of the first column. */
static size_t setup_cells(const Editor *editor)
{
    return cell_kind(notebook_cell(editor->notebook, 0)) == CELL_SETUP ? 1 : 0;
}

/* As marimo does it: to the top of the other column. */
static bool move_cell(Editor *editor, long count)
{
    guint target, own;
    size_t cell = editor_cell(editor);
    if (!find_beside(editor, count, &target))
        return false;
    if (cell < setup_cells(editor)) {
        editor_error(editor, "the setup cell stays in the first column");
        return false;
    }
    own = here(editor);
    size_t top = columns_at(editor_columns(editor), target).first;
    Rearrangement change = begin(editor);
    top = target > own ? top - 1 : target == 0 ? top + setup_cells(editor) : top;
    notebook_move_cell(editor->notebook, cell, top);
    --*size_of(&change, own);
    ++*size_of(&change, target);
    return finish(editor, &change);
}

static bool move_cell_left(Editor *editor, const ActionCall *call)
{
    return move_cell(editor, -call->count);
}

static bool move_cell_right(Editor *editor, const ActionCall *call)
{
    return move_cell(editor, call->count);
}

/* In one step of undo with what follows. */
static void want_columns(Editor *editor)
{
    if (app_layout_wants_columns(editor->notebook))
        return;
    history_set_cursor(notebook_history(editor->notebook), editor->cursor);
    notebook_set_option(editor->notebook, "width", "\"columns\"");
    columns_forget(editor);
}

static bool new_column(Editor *editor, bool right)
{
    if (!right && setup_cells(editor) > 0 && (!editor_columns(editor) || here(editor) == 0)) {
        editor_error(editor, "the setup cell stays in the first column");
        return false;
    }
    want_columns(editor);
    guint own = editor_columns(editor) ? here(editor) : 0;
    Rearrangement change = begin(editor);
    size_t at = 0;
    for (guint i = 0; i < own + right; i++)
        at += *size_of(&change, i);
    Cell *cell = notebook_insert_cell(editor->notebook, at, "_", CELL_PLAIN, NULL, "", 0);
    change.cell = cell_id(cell);
    change.offset = change.byte = 0;
    g_array_insert_val(change.sizes, own + right, (size_t){1});
    return finish(editor, &change);
}

static bool new_column_left(Editor *editor, const ActionCall *call)
{
    return new_column(editor, false);
}

static bool new_column_right(Editor *editor, const ActionCall *call)
{
    return new_column(editor, true);
}

static bool split_column(Editor *editor, const ActionCall *call)
{
    size_t cell = editor_cell(editor);
    if (cell == (editor_columns(editor) ? columns_at(editor_columns(editor), here(editor)).first : 0)) {
        editor_error(editor, "no cell of this column is above this one");
        return false;
    }
    want_columns(editor);
    const GArray *columns = editor_columns(editor);
    guint own = columns ? here(editor) : 0;
    size_t first = columns ? columns_at(columns, own).first : 0;
    Rearrangement change = begin(editor);
    size_t rest = *size_of(&change, own) - (cell - first);
    *size_of(&change, own) = cell - first;
    g_array_insert_val(change.sizes, own + 1, rest);
    return finish(editor, &change);
}

static bool is_blank(Editor *editor, Column column)
{
    for (size_t cell = column.first; cell < column.end; cell++) {
        size_t line = notebook_first_line(editor->notebook, cell);
        if (line != notebook_last_line(editor->notebook, cell) || editor_line_length(editor, line) > 0)
            return false;
    }
    return true;
}

/* The cells [first, end) go to `to`, before them, in their order. */
static void move_cells_up(Editor *editor, size_t first, size_t end, size_t to)
{
    for (; first < end; first++, to++)
        notebook_move_cell(editor->notebook, first, to);
}

/* Where an empty column was, the cursor goes to the one beside it. */
static void remove_blank(Editor *editor, Rearrangement *change, guint own, Column column)
{
    size_t beside = own > 0 ? column.first - 1 : column.end;
    change->cell = cell_id(notebook_cell(editor->notebook, beside));
    change->offset = change->byte = 0;
    for (size_t cell = column.end; cell-- > column.first;)
        notebook_remove_cell(editor->notebook, cell);
    g_array_remove_index(change->sizes, own);
}

/* As marimo does it: its cells go below those at its left; of the first column below those at its right. */
static bool delete_column(Editor *editor, const ActionCall *call)
{
    if (refuse_without(editor))
        return false;
    guint own = here(editor);
    Column column = columns_at(editor_columns(editor), own), next = columns_at(editor_columns(editor), own > 0 ? own : 1);
    Rearrangement change = begin(editor);
    if (is_blank(editor, column)) {
        remove_blank(editor, &change, own, column);
        return finish(editor, &change);
    }
    if (own == 0)
        move_cells_up(editor, next.first, next.end, setup_cells(editor));
    guint into = own > 0 ? own - 1 : 0;
    *size_of(&change, into) += *size_of(&change, into + 1);
    g_array_remove_index(change.sizes, into + 1);
    return finish(editor, &change);
}

static bool join_columns(Editor *editor, const ActionCall *call)
{
    if (refuse_without(editor))
        return false;
    Rearrangement change = begin(editor);
    g_array_set_size(change.sizes, 1);
    return finish(editor, &change);
}

/* The column at `left` and the one right of it change places. */
static void swap_columns(Editor *editor, Rearrangement *change, guint left)
{
    size_t first = 0, setup = left == 0 ? setup_cells(editor) : 0;
    for (guint i = 0; i < left; i++)
        first += *size_of(change, i);
    size_t *one = size_of(change, left), *other = size_of(change, left + 1), before = *one;
    move_cells_up(editor, first + *one, first + *one + *other, first + setup);
    *one = *other + setup;
    *other = before - setup;
}

static bool move_column(Editor *editor, long count)
{
    guint target;
    if (!find_beside(editor, count, &target))
        return false;
    guint own = here(editor);
    size_t setup = setup_cells(editor);
    if (setup > 0 && MIN(own, target) == 0 && columns_at(editor_columns(editor), 0).end == setup) {
        editor_error(editor, "the setup cell stays in the first column");
        return false;
    }
    Rearrangement change = begin(editor);
    for (; own < target; own++)
        swap_columns(editor, &change, own);
    for (; own > target; own--)
        swap_columns(editor, &change, own - 1);
    return finish(editor, &change);
}

static bool move_column_left(Editor *editor, const ActionCall *call)
{
    return move_column(editor, -call->count);
}

static bool move_column_right(Editor *editor, const ActionCall *call)
{
    return move_column(editor, call->count);
}

const Action ACTIONS_COLUMN[] = {
    {"column-left", ACTION_COMMAND, "to the column at the left", .function = left},
    {"column-right", ACTION_COMMAND, "to the column at the right", .function = right},
    {"window-right", ACTION_COMMAND, "to the column at the right, or the panel", .function = window_right},
    {"move-cell-left", ACTION_COMMAND, "move the cell to the top of the column at the left", .function = move_cell_left,
     .flags = ACTION_REPEAT},
    {"move-cell-right", ACTION_COMMAND, "move the cell to the top of the column at the right", .function = move_cell_right,
     .flags = ACTION_REPEAT},
    {"new-column-left", ACTION_COMMAND, "a column with an empty cell at the left", .function = new_column_left,
     .flags = ACTION_REPEAT},
    {"new-column-right", ACTION_COMMAND, "a column with an empty cell at the right", .function = new_column_right,
     .flags = ACTION_REPEAT},
    {"split-column", ACTION_COMMAND, "the cell and those below become a column", .function = split_column,
     .flags = ACTION_REPEAT},
    {"delete-column", ACTION_COMMAND, "the column's cells go to the one at the left; if they are empty they are deleted",
     .function = delete_column, .flags = ACTION_REPEAT},
    {"join-columns", ACTION_COMMAND, "all columns become one", .function = join_columns, .flags = ACTION_REPEAT},
    {"move-column-left", ACTION_COMMAND, "move the column to the left", .function = move_column_left,
     .flags = ACTION_REPEAT},
    {"move-column-right", ACTION_COMMAND, "move the column to the right", .function = move_column_right,
     .flags = ACTION_REPEAT},
    {NULL},
};
