/* The columns of the notebook, for the commands: motions stay in theirs, and whatever puts cells in or takes them out
 * leaves the others where they were. */
#include "edit/editor_private.h"

#include <string.h>

/* In an output the text is another one. */
static bool in_output(const Editor *editor)
{
    return editor_notebook(editor) != editor->notebook;
}

const GArray *editor_columns(Editor *editor)
{
    KeptColumns *state = &editor->columns;
    uint64_t structure = notebook_structure_generation(editor->notebook);
    if (in_output(editor))
        return NULL;
    if (!state->known || state->listed != structure) {
        g_clear_pointer(&state->list, g_array_unref);
        state->list = notebook_columns(editor->notebook);
        state->listed = structure;
    }
    if (!state->known)
        columns_remember(editor);
    return state->list;
}

Column editor_column_around(Editor *editor, size_t cell)
{
    const GArray *columns = editor->options.columns ? editor_columns(editor) : NULL;
    if (!columns)
        return (Column){0, notebook_cell_count(editor->notebook)};
    return columns_at(columns, columns_find(columns, cell));
}

size_t editor_last_line_around(Editor *editor, size_t line)
{
    if (in_output(editor))
        return editor_line_count(editor) - 1;
    return notebook_last_line(editor->notebook, editor_column_around(editor, notebook_cell_of_line(editor->notebook, line)).end - 1);
}

/* --- what commands do to them ---------------------------------------------------------------------------------- */

void columns_forget(Editor *editor)
{
    g_clear_pointer(&editor->columns.list, g_array_unref);
    g_clear_pointer(&editor->columns.kept, columns_kept_free);
    editor->columns.known = false;
}

void columns_remember(Editor *editor)
{
    KeptColumns *state = &editor->columns;
    columns_forget(editor);
    state->known = true;
    state->structure = state->listed = notebook_structure_generation(editor->notebook);
    state->list = notebook_columns(editor->notebook);
    state->kept = state->list ? columns_keep(editor->notebook) : NULL;
    state->cell = state->list ? cell_id(notebook_cell(editor->notebook, editor_cell(editor))) : 0;
}

void columns_settle(Editor *editor)
{
    KeptColumns *state = &editor->columns;
    if (in_output(editor))
        return;
    if (!state->known) {
        columns_remember(editor);
    } else if (state->structure != notebook_structure_generation(editor->notebook)) {
        if (state->kept)
            columns_mend(editor->notebook, state->kept, state->cell, 0);
        columns_remember(editor);
    } else if (state->list) {
        state->cell = cell_id(notebook_cell(editor->notebook, editor_cell(editor)));
    }
}

/* --- motions --------------------------------------------------------------------------------------------------- */

/* Up or down: to the last line that there is. */
static bool to_edge_line(Editor *editor, Motion *motion, size_t line)
{
    if (motion->from.line == line)
        return false;
    size_t byte = motion->keep_want ? editor_byte_at_column(editor, line, editor_want(editor)) : editor_indent_bytes(editor, line);
    bool behind = mode_is_visual(editor->mode) || mode_inserts(editor->mode);
    motion->to = (Pos){line, behind ? byte : MIN(byte, editor_last_byte(editor, line))};
    return true;
}

bool columns_hold(Editor *editor, const Action *action, Motion *motion)
{
    if (!(action->flags & MOTION_STAYS) || motion->to.line == motion->from.line || !editor->options.columns)
        return true;
    if (!editor_columns(editor))
        return true;
    Column column = editor_column_around(editor, notebook_cell_of_line(editor->notebook, motion->from.line));
    size_t first = notebook_first_line(editor->notebook, column.first), last = notebook_last_line(editor->notebook, column.end - 1);
    if (motion->to.line >= first && motion->to.line <= last)
        return true;
    bool on = motion->to.line > last;
    if (motion->wise == WISE_LINE)
        return to_edge_line(editor, motion, on ? last : first);
    bool behind = mode_is_visual(editor->mode) || mode_inserts(editor->mode);
    motion->to = on ? (Pos){last, behind ? editor_line_length(editor, last) : editor_last_byte(editor, last)} : (Pos){first, 0};
    motion->inclusive = on && !behind;
    bool operates = editor->pending.operator && on && editor_line_length(editor, last) > 0;
    return operates || pos_compare(motion->to, motion->from) != 0;
}
