/* Actions for keymaps without modes: motions between characters, typing over a selection, selecting, counts. */
#include "edit/editor_private.h"

#include <string.h>

#include "edit/search.h"
#include "notebook/text_motion.h"

/* --- motions ------------------------------------------------------------------------------------------ */

/* One character on or back, also over the ends of lines; false at the end of the notebook. */
static bool step(const Editor *editor, Pos *pos, bool forward)
{
    TextLine line = editor_line(editor, pos->line);
    if (forward ? pos->byte < line.length : pos->byte > 0) {
        pos->byte = forward ? utf8_next(line.bytes, line.length, pos->byte)
                            : utf8_previous(line.bytes, line.length, pos->byte);
        return true;
    }
    if (forward ? pos->line + 1 >= editor_line_count(editor) : pos->line == 0)
        return false;
    *pos = forward ? (Pos){pos->line + 1, 0} : (Pos){pos->line - 1, editor_line_length(editor, pos->line - 1)};
    return true;
}

static bool steps(Editor *editor, const ActionCall *call, Motion *motion, bool forward)
{
    long done = 0;
    while (done < call->count && step(editor, &motion->to, forward))
        done++;
    return done > 0;
}

static bool char_right(Editor *editor, const ActionCall *call, Motion *motion)
{
    return steps(editor, call, motion, true);
}

static bool char_left(Editor *editor, const ActionCall *call, Motion *motion)
{
    return steps(editor, call, motion, false);
}

/* Whether the character behind a place, or before it, is a part of a word. */
static bool in_word(const Editor *editor, Pos pos, bool forward)
{
    TextLine line = editor_line(editor, pos.line);
    if (forward ? pos.byte >= line.length : pos.byte == 0)
        return false;
    size_t at = forward ? pos.byte : utf8_previous(line.bytes, line.length, pos.byte);
    return utf8_is_word(utf8_decode(line.bytes + at, line.length - at).code);
}

static bool words(Editor *editor, const ActionCall *call, Motion *motion, bool forward)
{
    for (long i = 0; i < call->count; i++) {
        while (!in_word(editor, motion->to, forward) && step(editor, &motion->to, forward))
            ;
        while (in_word(editor, motion->to, forward) && step(editor, &motion->to, forward))
            ;
    }
    return pos_compare(motion->from, motion->to) != 0;
}

static bool word_right(Editor *editor, const ActionCall *call, Motion *motion)
{
    return words(editor, call, motion, true);
}

static bool word_left(Editor *editor, const ActionCall *call, Motion *motion)
{
    return words(editor, call, motion, false);
}

/* From the first and the last line the next step is to the end of the text. */
static bool lines(Editor *editor, const ActionCall *call, Motion *motion, bool forward)
{
    const Action *action = action_find(forward ? "down" : "up");
    if (((MotionFunction)action->function)(editor, call, motion) && columns_hold(editor, action, motion))
        return true;
    motion->to = motion->from;
    motion->to.byte = forward ? editor_line_length(editor, motion->to.line) : 0;
    return true;
}

static bool line_down(Editor *editor, const ActionCall *call, Motion *motion)
{
    return lines(editor, call, motion, true);
}

static bool line_up(Editor *editor, const ActionCall *call, Motion *motion)
{
    return lines(editor, call, motion, false);
}

static bool text_home(Editor *editor, const ActionCall *call, Motion *motion)
{
    size_t indent = editor_indent_bytes(editor, motion->to.line);
    motion->to.byte = motion->to.byte == indent ? 0 : indent;
    return true;
}

static bool behind_line(Editor *editor, const ActionCall *call, Motion *motion)
{
    motion->to.byte = editor_line_length(editor, motion->to.line);
    editor->want = SIZE_MAX; /* going down or up from here leads to the ends of lines */
    editor->want_valid = motion->keep_want = true;
    return true;
}

/* What C-k kills: to the end of the line, or the line's end itself; with a count whole lines, but not over a
 * cell's border. */
static bool rest_of_line(Editor *editor, const ActionCall *call, Motion *motion)
{
    size_t length = editor_line_length(editor, motion->to.line);
    size_t last = notebook_last_line(editor->notebook, notebook_cell_of_line(editor->notebook, motion->to.line));
    if (!call->has_count && motion->to.byte < length) {
        motion->to.byte = length;
        return true;
    }
    size_t line = motion->to.line + (size_t)call->count;
    motion->to = line <= last ? (Pos){line, 0} : (Pos){last, editor_line_length(editor, last)};
    return pos_compare(motion->from, motion->to) != 0;
}

static bool notebook_start(Editor *editor, const ActionCall *call, Motion *motion)
{
    motion->to = (Pos){0};
    return true;
}

static bool notebook_end(Editor *editor, const ActionCall *call, Motion *motion)
{
    size_t last = editor_line_count(editor) - 1;
    motion->to = (Pos){last, editor_line_length(editor, last)};
    return true;
}

/* To the first line of another cell; from the last one to its end. */
static bool cells(Editor *editor, Motion *motion, long count)
{
    long cell = (long)notebook_cell_of_line(editor->notebook, motion->to.line) + count;
    if (cell >= (long)notebook_cell_count(editor->notebook))
        return notebook_end(editor, NULL, motion);
    motion->to = (Pos){notebook_first_line(editor->notebook, (size_t)MAX(cell, 0)), 0};
    return true;
}

static bool cell_down(Editor *editor, const ActionCall *call, Motion *motion)
{
    return cells(editor, motion, call->count);
}

static bool cell_up(Editor *editor, const ActionCall *call, Motion *motion)
{
    return cells(editor, motion, -call->count);
}

/* Over what brackets enclose, or else over a word. */
static bool brackets(Editor *editor, const ActionCall *call, Motion *motion, bool forward)
{
    for (long i = 0; i < call->count; i++) {
        Pos at = motion->to;
        while (motion_char_at(editor->notebook, at) <= ' ' && forward && step(editor, &at, true))
            ;
        if (!forward && !step(editor, &at, false))
            return false;
        uint32_t here = motion_char_at(editor->notebook, at);
        if (here && here < 128 && strchr(forward ? "([{" : ")]}", (int)here) && motion_match(editor->notebook, &at)) {
            motion->to = at;
            if (forward)
                step(editor, &motion->to, true);
        } else if (!words(editor, &(ActionCall){.count = 1}, motion, forward)) {
            return false;
        }
    }
    return true;
}

static bool bracket_right(Editor *editor, const ActionCall *call, Motion *motion)
{
    return brackets(editor, call, motion, true);
}

static bool bracket_left(Editor *editor, const ActionCall *call, Motion *motion)
{
    return brackets(editor, call, motion, false);
}

/* --- typing ------------------------------------------------------------------------------------------- */

static bool type_by(Editor *editor, const char *name, ModelessStep how)
{
    modeless_step(editor, how);
    const Action *action = action_find(name);
    ActionCall call = {.count = 1, .reg = '"'};
    return ((CommandFunction)action->function)(editor, &call);
}

static bool new_line(Editor *editor, const ActionCall *call)
{
    editor_undo_break(editor);
    modeless_make_room(editor);
    for (long i = 0; i < call->count; i++)
        type_by(editor, "insert-newline", DID_BLANK);
    return true;
}

static bool erase_by(Editor *editor, const ActionCall *call, const char *name)
{
    Pos start, end;
    if (modeless_selection(editor, &start, &end)) {
        editor_undo_break(editor);
        return modeless_erase_selection(editor);
    }
    bool done = true;
    for (long i = 0; i < call->count && done; i++)
        done = type_by(editor, name, DID_ERASE);
    return done;
}

static bool erase_left(Editor *editor, const ActionCall *call)
{
    return erase_by(editor, call, "insert-backspace");
}

static bool erase_right(Editor *editor, const ActionCall *call)
{
    return erase_by(editor, call, "insert-delete");
}

/* Indents what is selected over several lines, else goes to the next stop. */
static bool tab(Editor *editor, const ActionCall *call)
{
    Pos start, end;
    bool selected = modeless_selection(editor, &start, &end);
    if (selected && start.line != end.line) {
        modeless_run(editor, NULL, action_find("shift-right"), &(ActionCall){.count = 1, .reg = '"'});
        return true;
    }
    modeless_step(editor, DID_BLANK);
    modeless_make_room(editor);
    insert_tab(editor);
    return true;
}

/* A line break behind the cursor. */
static bool open_line(Editor *editor, const ActionCall *call)
{
    Pos at = editor->cursor;
    for (long i = 0; i < call->count; i++)
        editor_replace(editor, at, at, "\n", 1);
    return true;
}

/* --- selecting ---------------------------------------------------------------------------------------- */

static bool extend_selection(Editor *editor, const ActionCall *call, Region *region)
{
    return true; /* only as the first of a pair, where modeless.c moves the end */
}

static bool set_anchor(Editor *editor, const ActionCall *call)
{
    if (!editor->modeless.on)
        return false;
    modeless_select(editor, editor->cursor, editor->cursor);
    editor->modeless.sticky = true;
    return true;
}

static bool to_anchor(Editor *editor, const ActionCall *call)
{
    if (!editor->modeless.on || editor->visual.anchor.line >= editor_line_count(editor))
        return false;
    modeless_select(editor, editor->cursor, editor->visual.anchor);
    editor->modeless.sticky = true;
    return true;
}

/* The cell, and if that is selected already the notebook. */
static bool select_all(Editor *editor, const ActionCall *call)
{
    size_t cell = editor_cell(editor), last = notebook_last_line(editor->notebook, cell);
    Pos from = {notebook_first_line(editor->notebook, cell), 0}, to = {last, editor_line_length(editor, last)};
    Pos start, end;
    bool selected = modeless_selection(editor, &start, &end);
    if (!editor->modeless.on)
        return false;
    if ((selected && pos_compare(start, from) <= 0 && pos_compare(end, to) >= 0) || pos_compare(from, to) == 0) {
        last = editor_line_count(editor) - 1;
        from = (Pos){0};
        to = (Pos){last, editor_line_length(editor, last)};
    }
    modeless_select(editor, from, to);
    return true;
}

/* Ends whatever can be ended. */
static bool cancel(Editor *editor, const ActionCall *call)
{
    modeless_end_selection(editor);
    editor->modeless.counting = false;
    search_of(editor)->silenced = true;
    return true;
}

/* --- counts, and one command of Vim ------------------------------------------------------------------- */

/* Four, four times as many for each time, or the digits that follow. */
static bool count(Editor *editor, const ActionCall *call)
{
    Modeless *modeless = &editor->modeless;
    long before = modeless->counting && editor->pending.count ? editor->pending.count : 1;
    modeless->counted = modeless->counting = true;
    editor->pending.count = MIN(before * 4, 4096);
    modeless->counted = false;
    return true;
}

static bool normal_command(Editor *editor, const ActionCall *call)
{
    if (!editor->modeless.on)
        return false;
    Selection selection;
    bool selected = editor_selection(editor, &selection);
    normal_clear_pending(editor);
    modeless_visit(editor, VISIT_COMMAND);
    if (selected) {
        editor_set_cursor(editor, selection.first);
        visual_start(editor, MODE_VISUAL);
        editor_set_cursor(editor, selection.last);
    }
    return true;
}

/* --- macros under one name ---------------------------------------------------------------------------- */

enum { MACRO = 'q' };

static bool record_keys(Editor *editor, const ActionCall *call)
{
    editor->input.recording = MACRO;
    g_array_set_size(editor->input.recorded, 0);
    return true;
}

static bool stop_recording(Editor *editor, const ActionCall *call)
{
    Input *input = &editor->input;
    if (input->recording != MACRO)
        return false;
    guint own = (guint)MIN(editor->modeless.row_keys, input->recorded->len); /* the keys of this very command */
    g_autofree char *text = text_of_keys((const Key *)input->recorded->data, input->recorded->len - own);
    registers_record(editor->registers, MACRO, &(Register){.wise = WISE_CHAR, .text = text});
    input->recording = 0;
    return true;
}

static bool run_keys(Editor *editor, const ActionCall *call)
{
    ActionCall with = *call;
    with.argument = (Key){MACRO, 0};
    return ((CommandFunction)action_find("run-macro")->function)(editor, &with);
}

#define KEEPS ACTION_KEEP_VISUAL

const Action ACTIONS_MODELESS[] = {
    {"char-left", ACTION_MOTION, "one character back, also to the line before", .function = char_left,
     .flags = MOTION_COLLAPSES},
    {"char-right", ACTION_MOTION, "one character on, also to the next line", .function = char_right,
     .flags = MOTION_COLLAPSES},
    {"word-left", ACTION_MOTION, "to the start of a word", .function = word_left},
    {"word-right", ACTION_MOTION, "behind the end of a word", .function = word_right},
    {"line-up", ACTION_MOTION, "a line up, from the first to its start", .function = line_up},
    {"line-down", ACTION_MOTION, "a line down, from the last to its end", .function = line_down},
    {"text-home", ACTION_MOTION, "to the line's first character, from there to its start", .function = text_home},
    {"text-end", ACTION_MOTION, "behind the line's last character", .function = behind_line},
    {"rest-of-line", ACTION_MOTION, "to the end of the line, from there to the next", .function = rest_of_line},
    {"notebook-start", ACTION_MOTION, "to the very start", .function = notebook_start, .flags = MOTION_JUMP},
    {"notebook-end", ACTION_MOTION, "to the very end", .function = notebook_end, .flags = MOTION_JUMP},
    {"cell-up", ACTION_MOTION, "to the cell above", .function = cell_up, .flags = MOTION_JUMP},
    {"cell-down", ACTION_MOTION, "to the cell below", .function = cell_down, .flags = MOTION_JUMP},
    {"bracket-right", ACTION_MOTION, "behind what brackets enclose, or a word", .function = bracket_right},
    {"bracket-left", ACTION_MOTION, "before what brackets enclose, or a word", .function = bracket_left},
    {"new-line", ACTION_COMMAND, "break the line", .function = new_line, .flags = ACTION_TYPES},
    {"erase-left", ACTION_COMMAND, "delete the selection, or the character before the cursor", .function = erase_left,
     .flags = ACTION_TYPES},
    {"erase-right", ACTION_COMMAND, "delete the selection, or the character behind the cursor", .function = erase_right,
     .flags = ACTION_TYPES},
    {"tab", ACTION_COMMAND, "indent the selected lines, or go to the next stop", .function = tab,
     .flags = ACTION_TYPES | KEEPS},
    {"open-line", ACTION_COMMAND, "break the line behind the cursor", .function = open_line},
    {"extend-selection", ACTION_OPERATOR, "select", .function = extend_selection,
     .flags = OPERATOR_EXTENDS | OPERATOR_NO_REPEAT},
    {"set-anchor", ACTION_COMMAND, "select from here to where motions lead", .function = set_anchor, .flags = KEEPS},
    {"to-anchor", ACTION_COMMAND, "go to the other end of the selection, or of the last one", .function = to_anchor,
     .flags = KEEPS},
    {"select-all", ACTION_COMMAND, "select the cell, then the notebook", .function = select_all, .flags = KEEPS},
    {"cancel", ACTION_COMMAND, "end the selection and what else is shown", .function = cancel},
    {"count", ACTION_COMMAND, "how often: four times, or the digits that follow", .function = count,
     .flags = ACTION_PREFIX},
    {"normal-command", ACTION_COMMAND, "one command of Vim's normal mode", .function = normal_command,
     .flags = ACTION_PREFIX},
    {"record-keys", ACTION_COMMAND, "record what is typed", .function = record_keys, .flags = KEEPS},
    {"stop-recording", ACTION_COMMAND, "end the recording", .function = stop_recording, .flags = KEEPS},
    {"run-keys", ACTION_COMMAND, "type what was recorded", .function = run_keys, .flags = KEEPS},
    {0},
};
