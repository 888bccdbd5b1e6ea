/* What depends on the screen: scrolling, H M L, gj gk.  Without a view a window of 24 lines is assumed. */
#include "edit/ex_text.h"

enum { ASSUMED_LINES = 24 };

void editor_visible_lines(const Editor *editor, size_t *first, size_t *last)
{
    if (editor->view.visible) {
        editor->view.visible(editor->view.self, first, last);
        return;
    }
    size_t lines = editor_line_count(editor), cursor = editor->cursor.line;
    *first = cursor / ASSUMED_LINES * ASSUMED_LINES;
    *last = MIN(*first + ASSUMED_LINES, lines) - 1;
}

static size_t scrolled(Editor *editor, Scroll how, long count)
{
    size_t line = editor->cursor.line, last = editor_line_count(editor) - 1;
    if (editor->view.scroll) {
        size_t to = editor->view.scroll(editor->view.self, how, count, line); /* once: MIN would ask twice */
        return MIN(to, last);
    }
    long by = how == SCROLL_PAGES ? count * (ASSUMED_LINES - 2) : how == SCROLL_HALVES ? count * ASSUMED_LINES / 2 : 0;
    return (size_t)CLAMP((long)line + by, 0, (long)last);
}

static bool scroll(Editor *editor, Scroll how, long count, bool must_move)
{
    size_t column = editor_want(editor), before = editor->cursor.line;
    size_t line = scrolled(editor, how, count);
    if (line != before)
        editor_go_to_column(editor, line, column);
    return !must_move || line != before || editor->view.scroll;
}

static bool half_down(Editor *editor, const ActionCall *call)
{
    return scroll(editor, SCROLL_HALVES, call->count, true);
}

static bool half_up(Editor *editor, const ActionCall *call)
{
    return scroll(editor, SCROLL_HALVES, -call->count, true);
}

static bool page_down(Editor *editor, const ActionCall *call)
{
    return scroll(editor, SCROLL_PAGES, call->count, true);
}

static bool page_up(Editor *editor, const ActionCall *call)
{
    return scroll(editor, SCROLL_PAGES, -call->count, true);
}

static bool line_down(Editor *editor, const ActionCall *call)
{
    return scroll(editor, SCROLL_LINES, call->count, false);
}

static bool line_up(Editor *editor, const ActionCall *call)
{
    return scroll(editor, SCROLL_LINES, -call->count, false);
}

static bool turn(Editor *editor, long count)
{
    if (editor->view.turn && editor->view.turn(editor->view.self, count))
        return true;
    editor_error(editor, "there are no slides");
    return false;
}

static bool next_slide(Editor *editor, const ActionCall *call)
{
    return turn(editor, call->count);
}

static bool previous_slide(Editor *editor, const ActionCall *call)
{
    return turn(editor, -call->count);
}

/* zt, zz, zb: with a count that line. */
static bool place(Editor *editor, const ActionCall *call, Scroll how, bool to_indent)
{
    if (call->has_count)
        editor_go_to_column(editor, MIN((size_t)call->count, editor_line_count(editor)) - 1, editor_want(editor));
    scroll(editor, how, 1, false);
    if (to_indent)
        editor_cursor_to_indent(editor, editor->cursor.line);
    return true;
}

static bool to_top(Editor *editor, const ActionCall *call)
{
    return place(editor, call, SCROLL_TOP, false);
}

static bool to_centre(Editor *editor, const ActionCall *call)
{
    return place(editor, call, SCROLL_CENTRE, false);
}

static bool to_bottom(Editor *editor, const ActionCall *call)
{
    return place(editor, call, SCROLL_BOTTOM, false);
}

static bool to_top_indent(Editor *editor, const ActionCall *call)
{
    return place(editor, call, SCROLL_TOP, true);
}

static bool to_centre_indent(Editor *editor, const ActionCall *call)
{
    return place(editor, call, SCROLL_CENTRE, true);
}

static bool to_bottom_indent(Editor *editor, const ActionCall *call)
{
    return place(editor, call, SCROLL_BOTTOM, true);
}

static bool go_to_visible(Editor *editor, Motion *motion, size_t line)
{
    size_t byte = editor->options.startofline ? editor_indent_bytes(editor, line)
                                              : editor_byte_at_column(editor, line, editor_want(editor));
    motion->to = (Pos){line, MIN(byte, editor_last_byte(editor, line))};
    motion->keep_want = !editor->options.startofline;
    return true;
}

static bool window_top(Editor *editor, const ActionCall *call, Motion *motion)
{
    size_t first, last;
    editor_visible_lines(editor, &first, &last);
    return go_to_visible(editor, motion, MIN(first + (size_t)call->count - 1, last));
}

static bool window_middle(Editor *editor, const ActionCall *call, Motion *motion)
{
    size_t first, last;
    editor_visible_lines(editor, &first, &last);
    return go_to_visible(editor, motion, first + (last - first) / 2);
}

static bool window_bottom(Editor *editor, const ActionCall *call, Motion *motion)
{
    size_t first, last;
    editor_visible_lines(editor, &first, &last);
    size_t off = MIN((size_t)call->count - 1, last - first);
    return go_to_visible(editor, motion, last - off);
}

/* gj, gk: rows of the screen; without a view a row is a line. */
static bool row(Editor *editor, Motion *motion, long rows)
{
    size_t last = editor_line_count(editor) - 1, line = motion->to.line;
    if (editor->view.screen_row) {
        motion->to = editor->view.screen_row(editor->view.self, motion->to, rows);
        return true;
    }
    if (rows > 0 ? line >= last : line == 0)
        return false;
    line = (size_t)CLAMP((long)line + rows, 0, (long)last);
    size_t byte = editor_byte_at_column(editor, line, editor_want(editor));
    motion->to = (Pos){line, MIN(byte, editor_last_byte(editor, line))};
    motion->keep_want = true;
    return true;
}

static bool row_down(Editor *editor, const ActionCall *call, Motion *motion)
{
    return row(editor, motion, call->count);
}

static bool row_up(Editor *editor, const ActionCall *call, Motion *motion)
{
    return row(editor, motion, -call->count);
}

/* --- the terminal itself ------------------------------------------------------------------------------- */

static bool suspend(Editor *editor, const ActionCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_SUSPEND});
    return true;
}

static bool redraw(Editor *editor, const ActionCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_REDRAW});
    return true;
}

static bool zoom_output(Editor *editor, const ActionCall *call)
{
    ex_show_output(editor, editor_cell(editor));
    return true;
}

static bool toggle_reading(Editor *editor, const ActionCall *call)
{
    editor->options.reading = !editor->options.reading;
    return true;
}

/* :suspend, :stop */
bool ex_suspend(Editor *editor, ExCall *call)
{
    return suspend(editor, NULL);
}

bool ex_redraw(Editor *editor, ExCall *call)
{
    return redraw(editor, NULL);
}

#define KEEP (ACTION_KEEP_VISUAL | ACTION_IN_TEXT)
#define JUMP (MOTION_LINEWISE | MOTION_JUMP)

static bool quit(Editor *editor, const ActionCall *call)
{
    return ex_quit(editor, &(ExCall){0});
}

const Action ACTIONS_VIEW[] = {
    {"half-page-down", ACTION_COMMAND, "scroll down half a window", .function = half_down, .flags = KEEP},
    {"half-page-up", ACTION_COMMAND, "scroll up half a window", .function = half_up, .flags = KEEP},
    {"page-down", ACTION_COMMAND, "scroll down a window", .function = page_down, .flags = KEEP},
    {"page-up", ACTION_COMMAND, "scroll up a window", .function = page_up, .flags = KEEP},
    {"scroll-down", ACTION_COMMAND, "scroll down a line", .function = line_down, .flags = KEEP},
    {"scroll-up", ACTION_COMMAND, "scroll up a line", .function = line_up, .flags = KEEP},
    {"next-slide", ACTION_COMMAND, "to the next slide of an app", .function = next_slide, .flags = KEEP},
    {"previous-slide", ACTION_COMMAND, "to the slide before", .function = previous_slide, .flags = KEEP},
    {"line-to-top", ACTION_COMMAND, "scroll the cursor's line to the top", .function = to_top, .flags = KEEP},
    {"line-to-centre", ACTION_COMMAND, "scroll the cursor's line to the centre", .function = to_centre,
     .flags = KEEP},
    {"line-to-bottom", ACTION_COMMAND, "scroll the cursor's line to the bottom", .function = to_bottom,
     .flags = KEEP},
    {"indent-to-top", ACTION_COMMAND, "the same, cursor on the first non-blank", .function = to_top_indent,
     .flags = KEEP},
    {"indent-to-centre", ACTION_COMMAND, "the same, cursor on the first non-blank", .function = to_centre_indent,
     .flags = KEEP},
    {"indent-to-bottom", ACTION_COMMAND, "the same, cursor on the first non-blank", .function = to_bottom_indent,
     .flags = KEEP},
    {"window-top", ACTION_MOTION, "to the first visible line", .function = window_top, .flags = JUMP},
    {"window-middle", ACTION_MOTION, "to the middle visible line", .function = window_middle, .flags = JUMP},
    {"window-bottom", ACTION_MOTION, "to the last visible line", .function = window_bottom, .flags = JUMP},
    {"row-down", ACTION_MOTION, "down a row of the screen", .function = row_down},
    {"row-up", ACTION_MOTION, "up a row of the screen", .function = row_up},
    {"quit", ACTION_COMMAND, "leave, unless something is not saved", .function = quit, .flags = KEEP},
    {"zoom-output", ACTION_COMMAND, "show the output of the cell on the whole screen; q closes it", .function = zoom_output},
    {"toggle-reading", ACTION_COMMAND, "hide all code, to read the outputs, or show it again", .function = toggle_reading},
    {"suspend", ACTION_COMMAND, "back to the shell; fg returns", .function = suspend, .flags = KEEP},
    {"redraw", ACTION_COMMAND, "draw the whole screen anew", .function = redraw, .flags = KEEP},
    {NULL},
};
