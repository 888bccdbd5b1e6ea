/* The mouse, as far as it is no matter of rows and columns: what a press, a drag, the wheel do to the text. */
#include "edit/pointer.h"

#include <string.h>

#include "edit/output.h"
#include "edit/search.h"
#include "edit/widget.h"

/* Where a click may lead: not while a line is typed, nor while keys go to a cell. */
static bool takes_clicks(const Editor *editor)
{
    return editor->mode != MODE_PROMPT && editor->mode != MODE_CONSOLE && editor->mode != MODE_TABLE;
}

static Pos within(const Editor *editor, Pos pos)
{
    pos.line = MIN(pos.line, editor_line_count(editor) - 1);
    pos.byte = MIN(pos.byte, editor_line_length(editor, pos.line));
    return pos;
}

void pointer_leave_typing(Editor *editor)
{
    if (!mode_inserts(editor->mode) || editor->mode == MODE_MODELESS)
        return;
    editor->insert.count = 1; /* what was typed so far is all there is */
    insert_leave(editor);
}

/* In insert mode an arrow key does the same: the insertion begins anew. */
static void go_to(Editor *editor, Pos pos)
{
    Mode mode = editor->mode;
    bool inserts = mode == MODE_INSERT || mode == MODE_REPLACE;
    if (inserts) {
        pointer_leave_typing(editor);
        editor->mode = mode;
    } else if (mode_is_visual(mode)) {
        visual_leave(editor);
    }
    editor_undo_break(editor);
    editor_set_cursor(editor, pos);
    if (inserts)
        insert_start(editor, NULL, mode);
    editor_clamp_cursor(editor);
}

static void select_from(Editor *editor, Pos anchor, Pos pos)
{
    if (editor->mode == MODE_MODELESS) {
        modeless_select(editor, anchor, pos);
        return;
    }
    if (mode_inserts(editor->mode)) {
        editor_set_cursor(editor, anchor);
        pointer_leave_typing(editor);
    }
    if (!mode_is_visual(editor->mode)) {
        editor_set_cursor(editor, anchor);
        editor_clamp_cursor(editor);
        visual_start(editor, MODE_VISUAL);
    }
    editor_set_cursor(editor, pos);
    editor_clamp_cursor(editor);
}

/* The word at the cursor; false: there is none. */
static bool word_here(Editor *editor, Pos *start, Pos *end)
{
    size_t from, to, line = editor->cursor.line;
    bool is_word;
    if (!search_word_at_cursor(editor, &from, &to, &is_word) || from > editor->cursor.byte)
        return false;
    *start = (Pos){line, from};
    *end = (Pos){line, to};
    return true;
}

static void line_here(const Editor *editor, Pos *start, Pos *end)
{
    size_t line = editor->cursor.line;
    bool last = line + 1 == editor_line_count(editor);
    *start = (Pos){line, 0};
    *end = last ? (Pos){line, editor_line_length(editor, line)} : (Pos){line + 1, 0};
}

/* Where the cursor is at the end of a selection: behind it, or with modes on its last character. */
static Pos last_of(const Editor *editor, Pos end)
{
    if (editor->mode == MODE_MODELESS)
        return end;
    if (end.byte == 0 && end.line > 0)
        return (Pos){end.line - 1, editor_last_byte(editor, end.line - 1)};
    TextLine line = editor_line(editor, end.line);
    return (Pos){end.line, utf8_previous(line.bytes, line.length, end.byte)};
}

static void select_unit(Editor *editor, PointHow unit, Pos start, Pos end)
{
    editor->pointer.unit = unit;
    editor->pointer.from = start;
    editor->pointer.to = end;
    select_from(editor, start, last_of(editor, end));
}

static void select_word(Editor *editor, Pos pos)
{
    Pos start, end;
    go_to(editor, pos);
    if (word_here(editor, &start, &end))
        select_unit(editor, POINT_WORD, start, end);
}

static void select_line(Editor *editor, Pos pos)
{
    Pos start, end;
    go_to(editor, pos);
    line_here(editor, &start, &end);
    select_unit(editor, POINT_LINE, start, end);
    if (editor->mode == MODE_VISUAL)
        editor->mode = MODE_VISUAL_LINE;
    if (editor->mode == MODE_VISUAL_LINE)
        editor_set_cursor(editor, pos);
}

/* From the word, or line, that was clicked to the one that is here. */
static void drag_units(Editor *editor, Pos pos)
{
    Pointer *pointer = &editor->pointer;
    Pos start = pos, end = pos;
    editor_set_cursor(editor, pos);
    if (pointer->unit == POINT_LINE)
        line_here(editor, &start, &end);
    else
        word_here(editor, &start, &end);
    bool back = pos_compare(start, pointer->from) < 0;
    editor->visual.anchor = back ? last_of(editor, pointer->to) : pointer->from;
    bool forth = pos_compare(end, pointer->to) > 0;
    select_from(editor, editor->visual.anchor, back ? start : last_of(editor, forth ? end : pointer->to));
}

static void put(Editor *editor, Pos pos)
{
    go_to(editor, pos);
    const Register *what = editor_register(editor, '*');
    if (!what)
        what = editor_register(editor, '"');
    if (!what || what->wise == WISE_CELL)
        return;
    g_autofree char *text = g_strconcat(what->text, what->wise == WISE_LINE ? "\n" : NULL, NULL);
    Pos at = what->wise == WISE_LINE ? (Pos){editor->cursor.line, 0} : editor->cursor;
    editor_set_cursor(editor, editor_replace(editor, at, at, text, strlen(text)));
    editor_clamp_cursor(editor);
    editor_undo_break(editor);
}

/* In the code, or during a turn in an output. */
static void point(Editor *editor, PointHow how, Pos pos)
{
    editor->modeless.step = DID_OTHER;
    pos = within(editor, pos);
    bool selecting = editor->mode == MODE_MODELESS ? editor->visual.active : mode_is_visual(editor->mode);
    if (how != POINT_DRAG)
        editor->pointer.unit = POINT_PRESS;
    if (how != POINT_DRAG && how != POINT_EXTEND)
        modeless_end_selection(editor);
    switch (how) {
    case POINT_PRESS: go_to(editor, pos); break;
    case POINT_DRAG:
        if (selecting && editor->pointer.unit) {
            drag_units(editor, pos);
            break;
        }
        select_from(editor, selecting ? editor->visual.anchor : editor->cursor, pos);
        break;
    case POINT_EXTEND:
        select_from(editor, selecting ? editor->visual.anchor : editor->cursor, pos);
        break;
    case POINT_WORD: select_word(editor, pos); break;
    case POINT_LINE: select_line(editor, pos); break;
    case POINT_PUT: put(editor, pos); break;
    }
}

void editor_point(Editor *editor, PointHow how, Pos pos)
{
    editor_timeout(editor);
    if (!takes_clicks(editor))
        return;
    normal_clear_pending(editor);
    output_leave(editor);
    modeless_settle(editor);
    widget_settle(editor);
    point(editor, how, pos);
}

bool editor_enter_output(Editor *editor, uint64_t cell)
{
    editor_timeout(editor);
    if (!takes_clicks(editor))
        return false;
    normal_clear_pending(editor);
    output_leave(editor);
    modeless_settle(editor);
    widget_settle(editor);
    pointer_leave_typing(editor);
    if (mode_is_visual(editor->mode))
        visual_leave(editor);
    modeless_end_selection(editor);
    editor_undo_break(editor);
    return output_enter(editor, cell, false);
}

bool editor_point_output(Editor *editor, PointHow how, Pos pos)
{
    editor_timeout(editor);
    if (!takes_clicks(editor) || !output_begin_turn(editor))
        return false;
    normal_clear_pending(editor);
    point(editor, how, pos);
    output_end_turn(editor);
    return true;
}

void editor_press(Editor *editor)
{
    editor_timeout(editor);
    if (!takes_clicks(editor))
        return;
    normal_clear_pending(editor);
    editor->insert.waiting = NULL;
    editor->modeless.counting = false;
    widget_settle(editor);
}

void editor_act(Editor *editor, const char *name, size_t cell)
{
    editor_timeout(editor);
    if (!takes_clicks(editor) || cell >= notebook_cell_count(editor->notebook))
        return;
    const Action *action = action_find(name);
    bool stays = action->flags & ACTION_KEEP_VISUAL && cell == editor_cell(editor);
    if (stays && (mode_is_visual(editor->mode) || editor->mode == MODE_MODELESS)) {
        normal_clear_pending(editor);
        ((CommandFunction)action->function)(editor, &(ActionCall){.count = 1, .reg = '"'});
        return;
    }
    output_leave(editor);
    go_to(editor, editor->cursor);
    normal_clear_pending(editor);
    Pos before = editor->cursor;
    editor->cursor = (Pos){notebook_first_line(editor->notebook, cell), 0};
    ((CommandFunction)action->function)(editor, &(ActionCall){.count = 1, .reg = '"'});
    editor->cursor = before;
    editor_undo_break(editor);
    editor_clamp_cursor(editor);
}

/* --- what the eye is on ------------------------------------------------------------------------------- */

static Pos cursor_now(const Editor *editor)
{
    OutputFocus focus;
    return editor_output(editor, &focus) ? focus.cursor : editor->cursor;
}

bool editor_is_scrolled(const Editor *editor)
{
    const Pointer *pointer = &editor->pointer;
    return pointer->scrolled && pos_compare(pointer->at, cursor_now(editor)) == 0 &&
           pointer->generation == notebook_generation(editor->notebook);
}

bool editor_is_pointed(const Editor *editor)
{
    return editor->pointer.chose;
}

/* The cursor comes along, but not while keys go to an element: it has none. */
static void scroll(Editor *editor, long lines)
{
    if (output_begin_turn(editor)) {
        size_t line = editor->view.scroll(editor->view.self, SCROLL_LINES, lines, editor->cursor.line);
        editor_go_to_column(editor, MIN(line, editor_line_count(editor) - 1), editor_want(editor));
        output_end_turn(editor);
        return;
    }
    size_t column = editor_want(editor), before = editor->cursor.line;
    size_t to = editor->view.scroll(editor->view.self, SCROLL_LINES, lines, before);
    if (MIN(to, editor_line_count(editor) - 1) == before || mode_is_widget(editor->mode))
        return;
    if (mode_inserts(editor->mode))
        go_to(editor, editor->cursor);
    editor_go_to_column(editor, MIN(to, editor_line_count(editor) - 1), column);
}

void editor_scroll(Editor *editor, long lines)
{
    if (!takes_clicks(editor) || !editor->view.scroll)
        return;
    scroll(editor, lines);
    editor->pointer.chose = editor->pointer.scrolled = true;
    editor->pointer.at = cursor_now(editor);
    editor->pointer.generation = notebook_generation(editor->notebook);
}
