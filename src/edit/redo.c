/* What `.` will repeat. */
#include "edit/editor_private.h"

void redo_remember(Editor *editor, const ActionCall *call)
{
    Redo *redo = &editor->redo;
    if (editor->input.repeating)
        return;
    const Pending *pending = &editor->pending;
    g_array_set_size(redo->keys, 0);
    g_array_append_vals(redo->keys, pending->typed->data, pending->typed->len);
    redo->count = call->has_count ? call->count : 0;
    redo->reg = pending->reg;
    redo->backward = pending->backward;
    redo->visual = false;
}

void redo_as_insert(Editor *editor)
{
    Key i = {'i', 0};
    if (editor->input.repeating)
        return;
    g_array_set_size(editor->redo.keys, 0);
    g_array_append_val(editor->redo.keys, i);
}

void redo_remember_selection(Editor *editor, const ActionCall *call)
{
    Redo *redo = &editor->redo;
    if (editor->input.repeating)
        return;
    redo_remember(editor, call);
    Pos first = editor->visual.anchor, last = editor->cursor;
    if (pos_compare(first, last) > 0) {
        first = editor->cursor;
        last = editor->visual.anchor;
    }
    Selection selection;
    editor_selection(editor, &selection);
    redo->visual = true;
    redo->visual_mode = editor->mode;
    redo->visual_lines = last.line - first.line + 1;
    if (editor_want(editor) == SIZE_MAX)
        redo->visual_columns = SIZE_MAX;
    else if (editor->mode == MODE_VISUAL_BLOCK)
        redo->visual_columns = selection.right - selection.left + 1;
    else if (redo->visual_lines == 1)
        redo->visual_columns = editor_column(editor, last) - editor_column(editor, first) + 1;
    else
        redo->visual_columns = editor_column(editor, last);
}
