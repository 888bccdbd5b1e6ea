/* Selections, and the part of each line that a block covers. */
#include "edit/output.h"

bool mode_is_visual(Mode mode)
{
    return mode == MODE_VISUAL || mode == MODE_VISUAL_LINE || mode == MODE_VISUAL_BLOCK;
}

void visual_start(Editor *editor, Mode mode)
{
    editor->visual.anchor = editor->cursor;
    editor->visual.active = true;
    editor->visual.cells = false;
    editor->mode = mode;
}

void visual_remember(Editor *editor)
{
    Visual *visual = &editor->visual;
    visual->had = true;
    visual->last_anchor = visual->anchor;
    visual->last_cursor = editor->cursor;
    visual->last_mode = editor->mode;
    visual->last_want = editor_want(editor);
}

void visual_leave(Editor *editor)
{
    if (!mode_is_visual(editor->mode))
        return;
    if (!editor->input.repeating || !editor->redo.visual)
        visual_remember(editor);
    editor->visual.active = false;
    editor->visual.cells = false;
    editor->mode = MODE_NORMAL;
}

/* The columns of the character at a place, first and last. */
static void columns_of(const Editor *editor, Pos pos, size_t *first, size_t *last)
{
    TextLine line = editor_line(editor, pos.line);
    Utf8Display display = {.tab_stop = editor->options.tabstop};
    *first = editor_column(editor, pos);
    size_t width = pos.byte < line.length
                       ? utf8_width(line.bytes + pos.byte, line.length - pos.byte, *first, &display)
                       : 1;
    *last = *first + MAX(width, 1) - 1;
}

/* Without modes the end is exclusive: the last character is the one before it, or the line break. */
static bool selection_between(const Editor *editor, Selection *selection)
{
    Pos start, end;
    if (!modeless_selection(editor, &start, &end))
        return false;
    TextLine line = editor_line(editor, end.line);
    *selection = (Selection){.first = start, .last = {end.line, utf8_previous(line.bytes, line.length, end.byte)}};
    if (end.byte == 0)
        selection->last = (Pos){end.line - 1, editor_line_length(editor, end.line - 1)};
    return true;
}

bool visual_selection(const Editor *editor, Selection *selection)
{
    Mode mode = editor->mode == MODE_PROMPT ? editor->pending.mode_before
                : editor->mode == MODE_PICK ? picker_before(editor)
                                            : editor->mode;
    if (mode == MODE_MODELESS)
        return selection_between(editor, selection);
    if (!mode_is_visual(mode))
        return false;
    Pos anchor = editor->visual.anchor, cursor = editor->cursor;
    bool forward = pos_compare(anchor, cursor) <= 0;
    *selection = (Selection){.first = forward ? anchor : cursor, .last = forward ? cursor : anchor};
    if (mode == MODE_VISUAL_LINE) {
        selection->first.byte = 0;
        selection->last.byte = editor_last_byte(editor, selection->last.line);
    } else if (mode == MODE_VISUAL_BLOCK) {
        size_t from[2], to[2];
        columns_of(editor, anchor, &from[0], &to[0]);
        columns_of(editor, cursor, &from[1], &to[1]);
        selection->left = MIN(from[0], from[1]);
        selection->right = editor->want_valid && editor->want == SIZE_MAX ? SIZE_MAX : MAX(to[0], to[1]);
    }
    return true;
}

bool editor_selection(const Editor *editor, Selection *selection)
{
    bool elsewhere = output_has_keys(editor) && !editor->output->in_turn; /* in an output: see editor_output() */
    return !elsewhere && visual_selection(editor, selection);
}

/* --- blocks ------------------------------------------------------------------------------------------ */

size_t block_right(const Editor *editor, const Region *region)
{
    if (region->right != SIZE_MAX)
        return region->right;
    size_t right = region->left;
    for (size_t line = region->start.line; line <= region->end.line; line++) {
        size_t width = editor_column(editor, (Pos){line, editor_line_length(editor, line)});
        right = MAX(right, width ? width - 1 : 0);
    }
    return right;
}

static size_t width_at(const Editor *editor, TextLine line, size_t byte, size_t column)
{
    Utf8Display display = {.tab_stop = editor->options.tabstop};
    return utf8_width(line.bytes + byte, line.length - byte, column, &display);
}

BlockPart block_part(const Editor *editor, size_t line_number, size_t left, size_t right, bool deleting)
{
    TextLine line = editor_line(editor, line_number);
    BlockPart part = {0};
    size_t column = 0, at = 0, width = 0, before = 0;
    while (at < line.length && column < left) {
        width = width_at(editor, line, at, column);
        before = at;
        column += width;
        at = utf8_next(line.bytes, line.length, at);
    }
    part.start = part.end = at;
    part.column = column;
    if (column < left || (at >= line.length && column <= left && deleting)) {
        part.is_short = true;
        if (!deleting)
            part.blanks_behind = right - left + 1;
        return part;
    }
    if (at >= line.length && column == left) {
        part.is_short = true;
        return part;
    }
    part.blanks_before = column - left;
    if (deleting && part.blanks_before)
        part.blanks_before = width - part.blanks_before;
    if (column > right) { /* all in one wide character */
        part.blanks_before = deleting ? width - (column - left) : right - left + 1;
        part.blanks_behind = deleting ? column - right - 1 : 0;
        if (deleting)
            part.start = before;
        return part;
    }
    size_t last = at;
    while (column <= right && at < line.length) {
        last = at;
        width = width_at(editor, line, at, column);
        column += width;
        at = utf8_next(line.bytes, line.length, at);
    }
    part.end = at;
    if (column <= right) {
        part.is_short = true;
    } else {
        part.blanks_behind = column - right - 1;
        if (!deleting && part.blanks_behind) {
            part.blanks_behind = width - part.blanks_behind;
            part.end = last;
        }
    }
    if (deleting && part.blanks_before)
        part.start = before;
    return part;
}

/* --- actions ------------------------------------------------------------------------------------------- */

/* v in characterwise mode leaves, in another visual mode changes the kind; with a count it takes the
 * size of the last selection. */
static bool select_mode(Editor *editor, const ActionCall *call, Mode mode)
{
    if (editor->mode == mode) {
        visual_leave(editor);
        return true;
    }
    if (mode_is_visual(editor->mode)) {
        editor->mode = mode;
        return true;
    }
    visual_start(editor, mode);
    size_t lines_there = editor_line_count(editor);
    bool can_repeat = editor->visual.had && editor->visual.last_anchor.line < lines_there &&
                      editor->visual.last_cursor.line < lines_there;
    if (call->has_count && can_repeat) {
        const Visual *visual = &editor->visual;
        bool forward = pos_compare(visual->last_anchor, visual->last_cursor) <= 0;
        Pos first = forward ? visual->last_anchor : visual->last_cursor;
        Pos last = forward ? visual->last_cursor : visual->last_anchor;
        editor->mode = visual->last_mode;
        size_t lines = (last.line - first.line + 1) * (size_t)call->count - 1;
        size_t line = MIN(editor->cursor.line + lines, editor_line_count(editor) - 1);
        size_t column = editor_column(editor, last);
        if (editor->mode == MODE_VISUAL_BLOCK || first.line == last.line)
            column = editor_want(editor) + (column - editor_column(editor, first) + 1) * (size_t)call->count - 1;
        editor_go_to_column(editor, line, column);
    } else if (call->has_count && call->count > 1 && mode != MODE_VISUAL_LINE) {
        TextLine line = editor_line(editor, editor->cursor.line);
        for (long i = 1; i < call->count; i++)
            editor->cursor.byte = utf8_next(line.bytes, line.length, editor->cursor.byte);
        editor_set_cursor(editor, editor->cursor);
        if (editor->cursor.byte >= line.length)
            editor->cursor.byte = editor_last_byte(editor, editor->cursor.line);
    } else if (call->has_count && call->count > 1) {
        size_t last = editor_line_count(editor) - 1;
        editor_go_to_column(editor, MIN(editor->cursor.line + (size_t)call->count - 1, last), editor_want(editor));
    }
    return true;
}

static bool select_chars(Editor *editor, const ActionCall *call)
{
    return select_mode(editor, call, MODE_VISUAL);
}

static bool select_lines(Editor *editor, const ActionCall *call)
{
    return select_mode(editor, call, MODE_VISUAL_LINE);
}

static bool select_block(Editor *editor, const ActionCall *call)
{
    return select_mode(editor, call, MODE_VISUAL_BLOCK);
}

static bool leave(Editor *editor, const ActionCall *call)
{
    visual_leave(editor);
    return true;
}

static bool swap_ends(Editor *editor, const ActionCall *call)
{
    Pos cursor = editor->cursor;
    editor_set_cursor(editor, editor->visual.anchor);
    editor->visual.anchor = cursor;
    return true;
}

/* One end of the selection to a column of its line, the cursor to another of its own. */
static void go_to_corner(Editor *editor, size_t anchor_line, size_t anchor_column, size_t line, size_t column)
{
    editor_go_to_column(editor, anchor_line, anchor_column);
    editor->visual.anchor = editor->cursor;
    editor_go_to_column(editor, line, column);
}

/* O: in a block to the other corner of the line. */
static bool swap_sides(Editor *editor, const ActionCall *call)
{
    if (editor->mode != MODE_VISUAL_BLOCK)
        return swap_ends(editor, call);
    Pos old = editor->cursor;
    size_t line = editor->visual.anchor.line, from[2], to[2];
    columns_of(editor, old, &from[0], &to[0]);
    columns_of(editor, editor->visual.anchor, &from[1], &to[1]);
    size_t left = MIN(from[0], from[1]), right = MAX(to[0], to[1]);
    go_to_corner(editor, line, left, old.line, right);
    if (editor->cursor.byte == old.byte) /* it was there, or its line is too short */
        go_to_corner(editor, line, right, old.line, left);
    return true;
}

static bool reselect(Editor *editor, const ActionCall *call)
{
    Visual *visual = &editor->visual;
    if (!visual->had || visual->last_anchor.line >= editor_line_count(editor) ||
        visual->last_cursor.line >= editor_line_count(editor))
        return false;
    Pos anchor = visual->last_anchor, cursor = visual->last_cursor;
    Mode mode = visual->last_mode;
    size_t want = visual->last_want;
    if (mode_is_visual(editor->mode))
        visual_remember(editor);
    editor->mode = mode;
    visual->active = true;
    visual->anchor = anchor;
    visual->anchor.byte = MIN(anchor.byte, editor_line_length(editor, anchor.line));
    editor->cursor = cursor;
    editor->want = want;
    editor->want_valid = true;
    editor_clamp_cursor(editor);
    return true;
}

const Action ACTIONS_VISUAL[] = {
    {"select", ACTION_COMMAND, "select characters", .function = select_chars, .flags = ACTION_KEEP_VISUAL | ACTION_IN_TEXT},
    {"select-lines", ACTION_COMMAND, "select lines", .function = select_lines, .flags = ACTION_KEEP_VISUAL | ACTION_IN_TEXT},
    {"select-block", ACTION_COMMAND, "select a block", .function = select_block, .flags = ACTION_KEEP_VISUAL | ACTION_IN_TEXT},
    {"select-again", ACTION_COMMAND, "select what was selected last", .function = reselect,
     .flags = ACTION_KEEP_VISUAL | ACTION_IN_TEXT},
    {"leave-selection", ACTION_COMMAND, "end the selection", .function = leave, .flags = ACTION_IN_TEXT},
    {"swap-ends", ACTION_COMMAND, "go to the other end of the selection", .function = swap_ends,
     .flags = ACTION_KEEP_VISUAL | ACTION_IN_TEXT},
    {"swap-sides", ACTION_COMMAND, "go to the other side of a block", .function = swap_sides,
     .flags = ACTION_KEEP_VISUAL | ACTION_IN_TEXT},
    {NULL},
};
