/* U: gives a line back as it was before the changes made to it one after another (`:help U`).
 *
 * The line is remembered by the first change within it; changes of other kinds (whole lines, several lines at
 * once, :s) do not touch what is remembered, as in Vim.  While the line is the same, later changes add nothing.
 */
#include "edit/editor_private.h"

#include <string.h>

void line_undo_clear(Editor *editor)
{
    g_clear_pointer(&editor->line_undo.text, g_free);
}

void line_undo_remember(Editor *editor, size_t line)
{
    LineUndo *saved = &editor->line_undo;
    if (saved->paused || (saved->text && saved->line == line))
        return;
    bool typing = mode_inserts(editor->mode);
    if (typing && editor->insert.has_changed) /* only the line in which typing began */
        return;
    TextLine text = editor_line(editor, line);
    line_undo_clear(editor);
    saved->text = g_strndup(text.bytes, text.length);
    saved->line = line;
    saved->byte = editor->cursor.line == line ? editor->cursor.byte : 0;
}

bool line_undo(Editor *editor, const ActionCall *call)
{
    LineUndo *saved = &editor->line_undo;
    if (!saved->text || saved->line >= editor_line_count(editor))
        return false;
    TextLine line = editor_line(editor, saved->line);
    char *now = g_strndup(line.bytes, line.length);
    g_autofree char *before = g_steal_pointer(&saved->text);
    size_t number = saved->line, byte = saved->byte;
    editor_undo_touch(editor);
    saved->paused = true;
    editor_replace(editor, (Pos){number, 0}, (Pos){number, line.length}, before, strlen(before));
    saved->paused = false;
    saved->text = now;
    if (editor->cursor.line == number)
        saved->byte = editor->cursor.byte;
    editor_set_cursor(editor, (Pos){number, byte});
    editor_clamp_cursor(editor);
    return true;
}
