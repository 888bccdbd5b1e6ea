/* The only functions that change the notebook or the cursor for commands: they keep undo, marks and the
 * borders of cells right, so that commands need not think of them.
 */
#include "edit/snippets.h"
#include "edit/editor_private.h"

#include <stdlib.h>
#include <string.h>

#include "notebook/history.h"

TextLine editor_line(const Editor *editor, size_t line)
{
    return notebook_line(editor->notebook, line);
}

size_t editor_line_length(const Editor *editor, size_t line)
{
    return notebook_line(editor->notebook, line).length;
}

size_t editor_line_count(const Editor *editor)
{
    return notebook_line_count(editor->notebook);
}

size_t editor_last_byte(const Editor *editor, size_t line)
{
    TextLine text = editor_line(editor, line);
    return utf8_previous(text.bytes, text.length, text.length);
}

/* --- the cursor ------------------------------------------------------------------------------------ */

void editor_set_cursor(Editor *editor, Pos pos)
{
    editor->cursor = pos;
    editor->want_valid = false;
}

static bool may_stand_behind(const Editor *editor)
{
    return mode_inserts(editor->mode) || mode_is_visual(editor->mode);
}

void editor_clamp_cursor(Editor *editor)
{
    size_t lines = editor_line_count(editor);
    editor->cursor.line = MIN(editor->cursor.line, lines - 1);
    TextLine text = editor_line(editor, editor->cursor.line);
    if (editor->cursor.byte >= text.length)
        editor->cursor.byte = may_stand_behind(editor) ? text.length : editor_last_byte(editor, editor->cursor.line);
    else
        editor->cursor.byte = utf8_start(text.bytes, text.length, editor->cursor.byte);
}

size_t editor_indent_bytes(const Editor *editor, size_t line)
{
    TextLine text = editor_line(editor, line);
    size_t at = 0;
    while (at < text.length && (text.bytes[at] == ' ' || text.bytes[at] == '\t'))
        at++;
    return at;
}

void editor_cursor_to_indent(Editor *editor, size_t line)
{
    editor_set_cursor(editor, (Pos){line, editor_indent_bytes(editor, line)});
    editor_clamp_cursor(editor);
}

static Utf8Display display_of(const Editor *editor)
{
    return (Utf8Display){.tab_stop = editor->options.tabstop};
}

size_t editor_column(const Editor *editor, Pos pos)
{
    TextLine text = editor_line(editor, pos.line);
    Utf8Display display = display_of(editor);
    return utf8_column(text.bytes, text.length, pos.byte, &display);
}

size_t editor_byte_at_column(const Editor *editor, size_t line, size_t column)
{
    TextLine text = editor_line(editor, line);
    Utf8Display display = display_of(editor);
    return column == SIZE_MAX ? text.length : utf8_byte_at(text.bytes, text.length, column, &display);
}

/* Where Vim shows the cursor: on the last column of a tab, unless text is being inserted. */
static size_t cursor_column(const Editor *editor)
{
    TextLine text = editor_line(editor, editor->cursor.line);
    size_t column = editor_column(editor, editor->cursor);
    if (editor->cursor.byte < text.length && text.bytes[editor->cursor.byte] == '\t' &&
        !mode_inserts(editor->mode) &&
        !(mode_is_visual(editor->mode) && pos_compare(editor->cursor, editor->visual.anchor) <= 0))
        column += editor->options.tabstop - column % editor->options.tabstop - 1;
    return column;
}

size_t editor_want(Editor *editor)
{
    if (!editor->want_valid) {
        editor->want = cursor_column(editor);
        editor->want_valid = true;
    }
    return editor->want;
}

void editor_go_to_column(Editor *editor, size_t line, size_t column)
{
    editor->cursor = (Pos){line, editor_byte_at_column(editor, line, column)};
    editor->want = column;
    editor->want_valid = true;
    editor_clamp_cursor(editor);
}

/* --- text --------------------------------------------------------------------------------------------- */

void editor_set_read_only(Editor *editor)
{
    editor->read_only = true;
}

bool editor_is_read_only(const Editor *editor)
{
    return editor->read_only;
}

bool editor_may_change(Editor *editor)
{
    if (editor->read_only)
        editor_error(editor, "E21: the notebook is only shown");
    else if (editor->options.readonly && !editor->warned)
        editor_tell(editor, true, "W10: Warning: Changing a readonly file");
    editor->warned |= editor->options.readonly;
    return !editor->read_only;
}

/* What begins as a change must not go on as if it had been made. */
bool editor_may_do(Editor *editor, const Action *action)
{
    bool changes = action->kind == ACTION_OPERATOR && !(action->flags & OPERATOR_NO_REPEAT);
    changes |= (action->flags & (ACTION_REPEAT | ACTION_INSERTS | ACTION_TYPES)) != 0;
    return !changes || editor_may_change(editor);
}

static void before_change(Editor *editor)
{
    history_set_cursor(notebook_history(editor->notebook), editor->cursor);
    kept_undo_limit(editor);
}

Pos editor_replace(Editor *editor, Pos start, Pos end, const char *bytes, size_t length)
{
    if ((length == 0 && pos_compare(start, end) == 0) || !editor_may_change(editor))
        return start;
    before_change(editor);
    marks_push_change(editor, start, !history_is_open(notebook_history(editor->notebook)));
    if (start.line == end.line && !memchr(bytes, '\n', length))
        line_undo_remember(editor, start.line);
    editor->insert.has_changed = true;
    Pos after = notebook_replace(editor->notebook, start, end, bytes, length);
    snippet_adjust(editor, start, end, after);
    return after;
}

void editor_delete(Editor *editor, Pos start, Pos end)
{
    Notebook *notebook = editor->notebook;
    size_t first = notebook_cell_of_line(notebook, start.line);
    for (size_t cell = notebook_cell_of_line(notebook, end.line) + 1; cell-- > first;) {
        size_t from = notebook_first_line(notebook, cell), to = notebook_last_line(notebook, cell);
        Pos left = start.line >= from ? start : (Pos){from, 0};
        Pos right = end.line <= to ? end : (Pos){to, editor_line_length(editor, to)};
        editor_replace(editor, left, right, "", 0);
    }
}

static size_t delete_lines_in_cell(Editor *editor, size_t cell, size_t first, size_t last)
{
    size_t from = notebook_first_line(editor->notebook, cell), to = notebook_last_line(editor->notebook, cell);
    Pos end = {last, editor_line_length(editor, last)};
    if (first == from && last == to) {
        editor_replace(editor, (Pos){first, 0}, end, "", 0);
        return 1;
    }
    if (last < to)
        editor_replace(editor, (Pos){first, 0}, (Pos){last + 1, 0}, "", 0);
    else
        editor_replace(editor, (Pos){first - 1, editor_line_length(editor, first - 1)}, end, "", 0);
    return 0;
}

size_t editor_delete_lines(Editor *editor, size_t first, size_t last)
{
    Notebook *notebook = editor->notebook;
    line_undo_clear(editor);
    size_t left = 0, first_cell = notebook_cell_of_line(notebook, first);
    for (size_t cell = notebook_cell_of_line(notebook, last) + 1; cell-- > first_cell;) {
        size_t from = MAX(first, notebook_first_line(notebook, cell));
        size_t to = MIN(last, notebook_last_line(notebook, cell));
        left += delete_lines_in_cell(editor, cell, from, to);
    }
    return left;
}

void editor_insert_lines(Editor *editor, size_t line, bool below, const char *bytes, size_t length)
{
    Pos at = below ? (Pos){line, editor_line_length(editor, line)} : (Pos){line, 0};
    g_autoptr(GString) text = g_string_new_len(bytes, (gssize)length);
    if (below)
        g_string_prepend_c(text, '\n');
    else
        g_string_append_c(text, '\n');
    editor_replace(editor, at, at, text->str, text->len);
}

void editor_set_change_marks(Editor *editor, Pos start, Pos end)
{
    editor->marks.change_start = (Mark){start, true};
    editor->marks.change_end = (Mark){end, true};
}

/* --- undo ------------------------------------------------------------------------------------------------ */

void editor_undo_break(Editor *editor)
{
    columns_settle(editor);
    history_break(notebook_history(editor->notebook));
}

void editor_undo_touch(Editor *editor)
{
    before_change(editor);
    history_touch(notebook_history(editor->notebook), notebook_generation(editor->notebook));
}

typedef bool (*HistoryStep)(History *history, Notebook *notebook, HistoryPlace *place);

/* Without modes: behind what redo has put into a line that was `before`, or into `added` lines below it. */
static void go_behind_change(Editor *editor, const char *before, size_t added)
{
    size_t line = editor->cursor.line, same = 0, old = strlen(before);
    TextLine now = editor_line(editor, line);
    size_t most = old - MIN(old, editor->cursor.byte); /* the change begins at the cursor */
    while (same < MIN(most, now.length) && before[old - 1 - same] == now.bytes[now.length - 1 - same])
        same++;
    if (same < MAX(old, now.length) && !added)
        editor_set_cursor(editor, (Pos){line, now.length - same});
    else if (added)
        editor_set_cursor(editor, (Pos){line + added, editor_line_length(editor, line + added)});
    editor_clamp_cursor(editor);
}

/* At the end of what is here: earlier sessions may have kept more. */
static bool step_further(Editor *editor, HistoryStep step, HistoryPlace *place, const char *at_end)
{
    History *history = notebook_history(editor->notebook);
    bool misfit = history_did_not_fit(history);
    KeptUndo kept = misfit ? KEPT_UNDO_NONE : kept_undo_take(editor);
    if (kept == KEPT_UNDO_TAKEN && step(history, editor->notebook, place))
        return true;
    if (misfit || history_did_not_fit(history))
        at_end = "what an earlier session kept to undo does not fit the text: it is forgotten";
    if (kept != KEPT_UNDO_TOLD)
        editor_tell(editor, false, "%s", at_end);
    return false;
}

static bool walk_history(Editor *editor, HistoryStep step, long count, const char *at_end)
{
    History *history = notebook_history(editor->notebook);
    if (!editor_may_change(editor))
        return false;
    for (long i = 0; i < count; i++) {
        HistoryPlace place;
        size_t want = editor_want(editor); /* while the cursor is in the text */
        columns_forget(editor); /* what it leads to is right */
        size_t line = editor->cursor.line, lines = editor_line_count(editor);
        g_autofree char *before = g_strndup(editor_line(editor, line).bytes, editor_line_length(editor, line));
        MarkCopies *marks = marks_copy(editor);
        g_autofree StepMarks *set = marks_of_step(editor);
        bool done = step(history, editor->notebook, &place) || step_further(editor, step, &place, at_end);
        marks_stay(editor, marks);
        if (!done)
            return i > 0;
        marks_exchange(editor, place.note, g_steal_pointer(&set));
        if (place.has_byte) {
            editor_set_cursor(editor, place.pos);
            editor_clamp_cursor(editor);
        } else if (editor->options.startofline) {
            editor_cursor_to_indent(editor, place.pos.line);
        } else {
            editor_go_to_column(editor, place.pos.line, want);
        }
        if (editor->mode == MODE_MODELESS && step == history_redo && editor->cursor.line == line)
            go_behind_change(editor, before, editor_line_count(editor) - MIN(lines, editor_line_count(editor)));
    }
    return true;
}

bool editor_undo(Editor *editor, long count)
{
    return walk_history(editor, history_undo, count, "already at the oldest change");
}

bool editor_redo(Editor *editor, long count)
{
    bool done = walk_history(editor, history_redo, count, "already at the newest change");
    if (editor->emptied && editor_line_count(editor) == 1 && editor_line_length(editor, 0) == 0)
        editor->emptied = notebook_generation(editor->notebook); /* all lines are deleted again */
    return done;
}

bool editor_go_to_state(Editor *editor, size_t number)
{
    size_t undos, redos;
    if (!history_route(notebook_history(editor->notebook), number, &undos, &redos))
        return false;
    return (!undos || editor_undo(editor, (long)undos)) && (!redos || editor_redo(editor, (long)redos));
}

/* --- indent ------------------------------------------------------------------------------------------------ */

size_t editor_indent_width(const Editor *editor, size_t line)
{
    return editor_column(editor, (Pos){line, editor_indent_bytes(editor, line)});
}

void editor_set_indent(Editor *editor, size_t line, size_t width)
{
    g_autoptr(GString) indent = g_string_new(NULL);
    size_t tabs = editor->options.expandtab ? 0 : width / editor->options.tabstop;
    for (size_t i = 0; i < tabs; i++)
        g_string_append_c(indent, '\t');
    for (size_t column = tabs * editor->options.tabstop; column < width; column++)
        g_string_append_c(indent, ' ');
    size_t old = editor_indent_bytes(editor, line);
    if (old == indent->len && memcmp(editor_line(editor, line).bytes, indent->str, old) == 0)
        return;
    editor_replace(editor, (Pos){line, 0}, (Pos){line, old}, indent->str, indent->len);
}

void editor_shift_line(Editor *editor, size_t line, long amount, bool round)
{
    long step = (long)editor->options.shiftwidth;
    long width = (long)editor_indent_width(editor, line);
    if (round) {
        long rest = width % step;
        width -= rest;
        if (rest && amount < 0)
            amount++;
    }
    width += amount * step;
    editor_set_indent(editor, line, (size_t)MAX(width, 0));
}

/* Blanks from a column on, with tabs where they are wanted. */
static char *blanks_at(const Editor *editor, size_t column, size_t width)
{
    size_t stop = editor->options.tabstop, tabs = editor->options.expandtab ? 0 : (column % stop + width) / stop;
    g_autofree char *front = g_strnfill(tabs, '\t');
    g_autofree char *rest = g_strnfill(tabs ? (column % stop + width) % stop : width, ' ');
    return g_strconcat(front, rest, NULL);
}

/* To the right: the blanks around the column become as many more. */
static void shift_block_right(Editor *editor, size_t line, size_t at, size_t end, size_t by)
{
    TextLine text = editor_line(editor, line);
    while (at > 0 && (text.bytes[at - 1] == ' ' || text.bytes[at - 1] == '\t'))
        at--;
    size_t from = editor_column(editor, (Pos){line, at}), to = editor_column(editor, (Pos){line, end});
    g_autofree char *blanks = blanks_at(editor, from, to - from + by);
    editor_replace(editor, (Pos){line, at}, (Pos){line, end}, blanks, strlen(blanks));
}

/* To the left: blanks from the column on go; a tab or a wide character that begins before is cut. */
static void shift_block_left(Editor *editor, size_t line, size_t at, size_t end, size_t column, size_t by)
{
    TextLine text = editor_line(editor, line);
    size_t to = editor_column(editor, (Pos){line, end}), wanted = to - MIN(to - column, by);
    while (at < end) {
        size_t next = utf8_next(text.bytes, text.length, at);
        if (editor_column(editor, (Pos){line, next}) > wanted)
            break;
        at = next;
    }
    g_autofree char *blanks = g_strnfill(wanted - MIN(wanted, editor_column(editor, (Pos){line, at})), ' ');
    editor_replace(editor, (Pos){line, at}, (Pos){line, end}, blanks, strlen(blanks));
}

void editor_shift_block_line(Editor *editor, size_t line, size_t column, long amount)
{
    TextLine text = editor_line(editor, line);
    size_t split = editor_byte_at_column(editor, line, column), at = split;
    if (editor_column(editor, (Pos){line, at}) < column)
        at = utf8_next(text.bytes, text.length, at);
    size_t end = at, by = (size_t)labs(amount) * editor->options.shiftwidth;
    while (end < text.length && (text.bytes[end] == ' ' || text.bytes[end] == '\t'))
        end++;
    if (amount > 0)
        shift_block_right(editor, line, at, end, by);
    else
        shift_block_left(editor, line, split, end, column, by);
}
