/* Actions on cells that were changed here and on the disk. */
#include "edit/ex_text.h"

#include <string.h>

#include "notebook/history.h"
#include "notebook/notebook_diff.h"

static void tell_rest(Editor *editor, const char *done)
{
    size_t left = editor_conflict_count(editor);
    if (left == 0)
        editor_tell(editor, false, "%s; no conflict is left, {:w|save} writes it", done);
    else
        editor_tell(editor, false, "%s; %zu conflict%s left, {]x|next-conflict} goes there", done, left, left == 1 ? "" : "s");
}

/* That of the cursor's cell; NULL after having told that there is none. */
static const CellConflict *conflict_here(Editor *editor)
{
    const CellConflict *conflict = editor_conflict(editor, cell_id(notebook_cell(editor->notebook, editor_cell(editor))));
    if (!conflict)
        editor_error(editor, editor_conflict_count(editor) ? "this cell is no conflict; {]x|next-conflict} goes to the next"
                                                           : "there is no conflict");
    return conflict;
}

/* --- going there ------------------------------------------------------------------------------------------------------ */

static bool go(Editor *editor, long step)
{
    size_t cells = notebook_cell_count(editor->notebook), cell = editor_cell(editor);
    for (size_t i = 0; i < cells; i++) {
        cell = (cell + (size_t)((long)cells + step)) % cells;
        if (editor_conflict(editor, cell_id(notebook_cell(editor->notebook, cell)))) {
            editor_move_to(editor, (Pos){notebook_first_line(editor->notebook, cell), 0});
            return true;
        }
    }
    editor_error(editor, "there is no conflict");
    return false;
}

static bool next_conflict(Editor *editor, const ActionCall *call)
{
    return go(editor, 1);
}

static bool previous_conflict(Editor *editor, const ActionCall *call)
{
    return go(editor, -1);
}

/* --- deciding ---------------------------------------------------------------------------------------------------------- */

static void before_change(Editor *editor)
{
    history_set_cursor(notebook_history(editor->notebook), editor->cursor);
}

static void drop_cell(Editor *editor)
{
    size_t cell = editor_cell(editor);
    before_change(editor);
    notebook_remove_cell(editor->notebook, cell);
    if (notebook_cell_count(editor->notebook) == 0)
        notebook_insert_cell(editor->notebook, 0, "_", CELL_PLAIN, NULL, "", 0);
    cell = MIN(cell, notebook_cell_count(editor->notebook) - 1);
    editor_cursor_to_indent(editor, notebook_first_line(editor->notebook, cell));
}

static void become_theirs(Editor *editor, const CellSnapshot *theirs)
{
    size_t cell = editor_cell(editor);
    gsize length;
    const char *code = g_bytes_get_data(theirs->code, &length);
    before_change(editor);
    notebook_set_cell_name(editor->notebook, cell, theirs->name);
    notebook_set_cell_config(editor->notebook, cell, &theirs->config);
    columns_forget(editor); /* it may say another column */
    size_t last = notebook_last_line(editor->notebook, cell);
    editor_replace(editor, (Pos){notebook_first_line(editor->notebook, cell), 0},
                   (Pos){last, editor_line_length(editor, last)}, code ? code : "", length);
    editor_cursor_to_indent(editor, notebook_first_line(editor->notebook, cell));
}

static bool take_theirs(Editor *editor, const ActionCall *call)
{
    const CellConflict *conflict = conflict_here(editor);
    if (!conflict)
        return false;
    switch (conflict->kind) {
    case CONFLICT_CHANGED: become_theirs(editor, conflict->theirs); break;
    case CONFLICT_DELETED_THERE: drop_cell(editor); break;
    case CONFLICT_DELETED_HERE: conflict_close(editor, conflict->cell); break;
    }
    tell_rest(editor, "taken as on disk");
    return true;
}

static bool keep_ours(Editor *editor, const ActionCall *call)
{
    const CellConflict *conflict = conflict_here(editor);
    if (!conflict)
        return false;
    if (conflict->kind == CONFLICT_DELETED_HERE)
        drop_cell(editor);
    else
        conflict_close(editor, conflict->cell);
    tell_rest(editor, "kept as yours");
    return true;
}

/* Theirs below ours; without a name that two cells would have. */
static bool keep_both(Editor *editor, const ActionCall *call)
{
    const CellConflict *conflict = conflict_here(editor);
    if (!conflict)
        return false;
    const CellSnapshot *theirs = conflict->theirs;
    if (conflict->kind == CONFLICT_CHANGED) {
        size_t cell = editor_cell(editor);
        gsize length;
        const char *code = g_bytes_get_data(theirs->code, &length);
        bool same_name = strcmp(theirs->name, cell_name(notebook_cell(editor->notebook, cell))) == 0;
        before_change(editor);
        Cell *other = notebook_insert_cell(editor->notebook, cell + 1, same_name ? "_" : theirs->name, CELL_PLAIN,
                                           &theirs->config, code ? code : "", (gssize)length);
        conflict_close_by(editor, conflict->cell, cell_id(other));
    } else {
        conflict_close(editor, conflict->cell);
    }
    tell_rest(editor, "kept both");
    return true;
}

/* --- looking ----------------------------------------------------------------------------------------------------------- */

static bool show_difference(Editor *editor, const ActionCall *call)
{
    const CellConflict *conflict = conflict_here(editor);
    if (!conflict)
        return false;
    g_autoptr(CellSnapshot) ours = cell_snapshot(notebook_cell(editor->notebook, editor_cell(editor)));
    g_autoptr(GString) page = g_string_new(NULL);
    switch (conflict->kind) {
    case CONFLICT_CHANGED:
        g_string_append(page, "- yours, + on disk\n\n");
        cell_difference(page, ours, conflict->theirs);
        break;
    case CONFLICT_DELETED_THERE: g_string_append(page, "You changed this cell; on disk it is deleted.\n"); break;
    case CONFLICT_DELETED_HERE: g_string_append(page, "You deleted this cell; on disk it was changed to this.\n"); break;
    }
    g_autofree char *how = editor_words(editor, MODE_MODELESS, "\n{gxt|take-theirs} takes what is on disk, {gxo|keep-ours} keeps yours, {gxb|keep-both} keeps both.\n");
    g_string_append(page, how);
    editor_show_difference(editor, "conflict", page->str);
    return true;
}

const Action ACTIONS_CONFLICT[] = {
    {"next-conflict", ACTION_COMMAND, "to the next cell that was changed here and on disk", false, next_conflict, 0},
    {"previous-conflict", ACTION_COMMAND, "to the previous cell that was changed here and on disk", false, previous_conflict, 0},
    {"take-theirs", ACTION_COMMAND, "of a conflict: the cell becomes what it is on disk", false, take_theirs, 0},
    {"keep-ours", ACTION_COMMAND, "of a conflict: the cell stays as it is here", false, keep_ours, 0},
    {"keep-both", ACTION_COMMAND, "of a conflict: what is on disk becomes a cell below", false, keep_both, 0},
    {"show-conflict", ACTION_COMMAND, "of a conflict: what is different on disk", false, show_difference, 0},
    {0},
};
