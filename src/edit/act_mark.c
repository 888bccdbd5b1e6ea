/* Marks, the jump list and the change list as actions. */
#include "edit/editor_private.h"

#include <string.h>

static bool set_mark(Editor *editor, const ActionCall *call)
{
    return !call->argument.modifiers && marks_set(editor, call->argument.code, editor->cursor);
}

static bool to_mark(Editor *editor, const ActionCall *call, Motion *motion)
{
    if (!call->argument.modifiers && marks_find(editor, call->argument.code, &motion->to))
        return true;
    editor_error(editor, "E20: Mark not set");
    return false;
}

static bool to_mark_line(Editor *editor, const ActionCall *call, Motion *motion)
{
    if (!to_mark(editor, call, motion))
        return false;
    motion->to.byte = MIN(editor_indent_bytes(editor, motion->to.line), editor_last_byte(editor, motion->to.line));
    return true;
}

/* --- lists ---------------------------------------------------------------------------------------- */

static void go(Editor *editor, Pos pos)
{
    pos.line = MIN(pos.line, editor_line_count(editor) - 1);
    pos.byte = MIN(pos.byte, editor_line_length(editor, pos.line));
    editor_set_cursor(editor, pos);
    editor_clamp_cursor(editor);
}

static bool jump_by(Editor *editor, long by)
{
    Marks *marks = &editor->marks;
    if (marks->jump >= marks->jumps->len && by < 0) {
        marks_push_jump(editor);
        marks->jump = marks->jumps->len - 1;
    }
    long to = (long)marks->jump + by;
    if (to < 0 || to >= (long)marks->jumps->len)
        return false;
    marks->jump = (size_t)to;
    go(editor, g_array_index(marks->jumps, Pos, to));
    return true;
}

static bool jump_back(Editor *editor, const ActionCall *call)
{
    return jump_by(editor, -call->count);
}

static bool jump_on(Editor *editor, const ActionCall *call)
{
    return jump_by(editor, call->count);
}

static bool change_by(Editor *editor, long by)
{
    Marks *marks = &editor->marks;
    long to = (long)marks->change + by, last = (long)marks->changes->len - 1;
    if (!marks->changes->len || (by < 0 && marks->change == 0) || (by > 0 && (long)marks->change >= last)) {
        editor_error(editor, !marks->changes->len ? "E664: Changelist is empty"
                             : by < 0             ? "E662: At start of changelist" : "E663: At end of changelist");
        return false;
    }
    to = CLAMP(to, 0, last);
    marks->change = (size_t)to;
    go(editor, g_array_index(marks->changes, Pos, to));
    return true;
}

static bool change_back(Editor *editor, const ActionCall *call)
{
    return change_by(editor, -call->count);
}

static bool change_on(Editor *editor, const ActionCall *call)
{
    return change_by(editor, call->count);
}

const Action ACTIONS_MARK[] = {
    {"set-mark", ACTION_COMMAND, "set a mark", .takes_key = true, .function = set_mark,
     .flags = ACTION_KEEP_VISUAL | ACTION_IN_TEXT},
    {"to-mark", ACTION_MOTION, "to a mark", .takes_key = true, .function = to_mark, .flags = MOTION_JUMP | MOTION_BIG},
    {"to-mark-line", ACTION_MOTION, "to the line of a mark", .takes_key = true, .function = to_mark_line,
     .flags = MOTION_LINEWISE | MOTION_JUMP},
    {"jump-back", ACTION_COMMAND, "to where the cursor jumped from", .function = jump_back,
     .flags = ACTION_KEEP_VISUAL},
    {"jump-on", ACTION_COMMAND, "on in the list of jumps", .function = jump_on, .flags = ACTION_KEEP_VISUAL},
    {"change-back", ACTION_COMMAND, "to the place of an older change", .function = change_back,
     .flags = ACTION_KEEP_VISUAL},
    {"change-on", ACTION_COMMAND, "to the place of a newer change", .function = change_on,
     .flags = ACTION_KEEP_VISUAL},
    {NULL},
};
