/* Motions of the keys; where they lead is in notebook/text_motion.c. */
#include "edit/editor_private.h"

#include <string.h>

#include "notebook/text_motion.h"

static bool operator_pending(const Editor *editor)
{
    return editor->pending.operator != NULL;
}

/* Where the cursor may stand behind the last character of a line. */
static bool may_stand_behind(const Editor *editor)
{
    return mode_is_visual(editor->mode) || mode_inserts(editor->mode);
}

/* Motions that get part of the way move the cursor there and fail. */
static bool go_and_fail(Editor *editor, Pos pos)
{
    editor_set_cursor(editor, pos);
    editor_clamp_cursor(editor);
    return false;
}

/* --- left and right ------------------------------------------------------------------------------------ */

static bool left(Editor *editor, const ActionCall *call, Motion *motion)
{
    TextLine line = editor_line(editor, motion->to.line);
    if (motion->to.byte == 0 && !operator_pending(editor))
        return false;
    for (long i = 0; i < call->count && motion->to.byte; i++)
        motion->to.byte = utf8_previous(line.bytes, line.length, motion->to.byte);
    return true;
}

static bool right(Editor *editor, const ActionCall *call, Motion *motion)
{
    TextLine line = editor_line(editor, motion->to.line);
    bool behind = may_stand_behind(editor) || operator_pending(editor);
    size_t at = motion->to.byte;
    for (long i = 0; i < call->count && at < line.length; i++) {
        size_t next = utf8_next(line.bytes, line.length, at);
        if (next >= line.length && !behind)
            break;
        at = next;
    }
    if (at == motion->to.byte && !operator_pending(editor))
        return false;
    motion->to.byte = at;
    motion->exact = true;
    return true;
}

/* <BS> and <Space> go on over line ends. */
static bool back_over_lines(Editor *editor, const ActionCall *call, Motion *motion)
{
    for (long i = 0; i < call->count; i++) {
        Step step = motion_step_back(editor->notebook, &motion->to);
        if (step == STEP_NONE)
            return i > 0 || operator_pending(editor);
        bool stays = operator_pending(editor) && i + 1 == call->count;
        if (step == STEP_LINE && motion->to.byte && !stays)
            motion_step_back(editor->notebook, &motion->to);
    }
    return true;
}

static bool on_over_lines(Editor *editor, const ActionCall *call, Motion *motion)
{
    bool behind = may_stand_behind(editor);
    for (long i = 0; i < call->count; i++) {
        Step step = motion_step(editor->notebook, &motion->to);
        if (step == STEP_NONE)
            return i > 0 || operator_pending(editor);
        bool last = i + 1 == call->count;
        if (step == STEP_END && !behind && !(operator_pending(editor) && last) &&
            motion_step(editor->notebook, &motion->to) == STEP_NONE)
            return i > 0 || operator_pending(editor);
    }
    motion->exact = motion->to.byte > 0;
    return true;
}

/* --- up and down ------------------------------------------------------------------------------------------- */

static bool to_column(Editor *editor, Motion *motion, size_t line)
{
    size_t column = editor_want(editor);
    size_t byte = editor_byte_at_column(editor, line, column);
    size_t length = editor_line_length(editor, line);
    if (byte >= length && !may_stand_behind(editor))
        byte = editor_last_byte(editor, line);
    motion->to = (Pos){line, MIN(byte, length)};
    motion->keep_want = true;
    return true;
}

/* Where `count` lines up or down is; as far as there are lines. */
static bool line_off(Editor *editor, long count, size_t *line)
{
    size_t last = editor_line_count(editor) - 1, here = editor->cursor.line;
    if (count > 0 ? here >= last : count < 0 && here == 0)
        return false;
    *line = count >= 0 ? MIN(here + (size_t)count, last) : here - MIN((size_t)-count, here);
    return true;
}

static bool down(Editor *editor, const ActionCall *call, Motion *motion)
{
    size_t line;
    return line_off(editor, call->count, &line) && to_column(editor, motion, line);
}

static bool up(Editor *editor, const ActionCall *call, Motion *motion)
{
    size_t line;
    return line_off(editor, -call->count, &line) && to_column(editor, motion, line);
}

static bool to_indent(Editor *editor, Motion *motion, size_t line)
{
    motion->to = (Pos){line, MIN(editor_indent_bytes(editor, line), editor_last_byte(editor, line))};
    return true;
}

static bool down_to_indent(Editor *editor, const ActionCall *call, Motion *motion)
{
    size_t line;
    return line_off(editor, call->count, &line) && to_indent(editor, motion, line);
}

static bool up_to_indent(Editor *editor, const ActionCall *call, Motion *motion)
{
    size_t line;
    return line_off(editor, -call->count, &line) && to_indent(editor, motion, line);
}

static bool lines_to_indent(Editor *editor, const ActionCall *call, Motion *motion)
{
    size_t line;
    return line_off(editor, call->count - 1, &line) && to_indent(editor, motion, line);
}

static bool go_to_line(Editor *editor, const ActionCall *call, Motion *motion, size_t line)
{
    if (editor->options.startofline)
        return to_indent(editor, motion, line);
    return to_column(editor, motion, line);
}

static bool first_line(Editor *editor, const ActionCall *call, Motion *motion)
{
    size_t last = editor_line_count(editor) - 1;
    return go_to_line(editor, call, motion, MIN((size_t)call->count - 1, last));
}

static bool last_line(Editor *editor, const ActionCall *call, Motion *motion)
{
    size_t last = editor_line_count(editor) - 1;
    return go_to_line(editor, call, motion, call->has_count ? MIN((size_t)call->count - 1, last) : last);
}

/* --- in a line ------------------------------------------------------------------------------------------------ */

static bool line_start(Editor *editor, const ActionCall *call, Motion *motion)
{
    motion->to.byte = 0;
    return true;
}

static bool line_indent(Editor *editor, const ActionCall *call, Motion *motion)
{
    return to_indent(editor, motion, motion->to.line);
}

static bool line_end(Editor *editor, const ActionCall *call, Motion *motion)
{
    size_t line = motion->to.line;
    editor->want = SIZE_MAX; /* even if there is no such line */
    editor->want_valid = true;
    if (call->count > 1 && !line_off(editor, call->count - 1, &line))
        return false;
    bool behind = may_stand_behind(editor) && !operator_pending(editor);
    motion->to = (Pos){line, behind ? editor_line_length(editor, line) : editor_last_byte(editor, line)};
    motion->keep_want = true;
    return true;
}

static bool line_last_nonblank(Editor *editor, const ActionCall *call, Motion *motion)
{
    size_t line = motion->to.line;
    if (call->count > 1 && !line_off(editor, call->count - 1, &line))
        return false;
    TextLine text = editor_line(editor, line);
    size_t end = text.length;
    while (end > 0 && (text.bytes[end - 1] == ' ' || text.bytes[end - 1] == '\t'))
        end--;
    motion->to = (Pos){line, utf8_previous(text.bytes, text.length, end)};
    editor->want = SIZE_MAX; /* for an operator that goes back to the wanted column */
    editor->want_valid = true;
    return true;
}

static bool to_screen_column(Editor *editor, const ActionCall *call, Motion *motion)
{
    editor->want = (size_t)call->count - 1;
    editor->want_valid = true;
    return to_column(editor, motion, motion->to.line);
}

static bool byte_of_notebook(Editor *editor, const ActionCall *call, Motion *motion)
{
    size_t left_over = (size_t)call->count - 1, line = 0, lines = editor_line_count(editor);
    while (line + 1 < lines && left_over > editor_line_length(editor, line))
        left_over -= editor_line_length(editor, line++) + 1;
    motion->to = (Pos){line, 0};
    TextLine text = editor_line(editor, line);
    if (left_over >= text.length)
        motion->to.byte = editor_last_byte(editor, line);
    else
        motion->to.byte = utf8_start(text.bytes, text.length, left_over);
    motion->wise = editor->pending.last_wise; /* Vim forgets to say what kind of motion it is */
    return true;
}

/* --- characters -------------------------------------------------------------------------------------------------- */

static bool find_char(Editor *editor, const ActionCall *call, Motion *motion, const FindChar *find, bool again)
{
    TextLine line = editor_line(editor, motion->to.line);
    motion->inclusive = find->forward;
    return motion_find_char(line, &motion->to.byte, find->character, find->forward, find->till, call->count, !again);
}

static bool find_new(Editor *editor, const ActionCall *call, Motion *motion, bool forward, bool till)
{
    Key key = call->argument;
    if (key.modifiers || key.code >= KEY_NONE)
        return false;
    editor->find = (FindChar){key.code, forward, till};
    return find_char(editor, call, motion, &editor->find, false);
}

static bool find_forward(Editor *editor, const ActionCall *call, Motion *motion)
{
    return find_new(editor, call, motion, true, false);
}

static bool find_back(Editor *editor, const ActionCall *call, Motion *motion)
{
    return find_new(editor, call, motion, false, false);
}

static bool till_forward(Editor *editor, const ActionCall *call, Motion *motion)
{
    return find_new(editor, call, motion, true, true);
}

static bool till_back(Editor *editor, const ActionCall *call, Motion *motion)
{
    return find_new(editor, call, motion, false, true);
}

static bool find_again(Editor *editor, const ActionCall *call, Motion *motion)
{
    return editor->find.character && find_char(editor, call, motion, &editor->find, true);
}

static bool find_again_reversed(Editor *editor, const ActionCall *call, Motion *motion)
{
    FindChar find = editor->find;
    find.forward = !find.forward;
    return find.character && find_char(editor, call, motion, &find, true);
}

/* --- words --------------------------------------------------------------------------------------------------------- */

/* Not on the end of a line, where only inserting and selecting may stand. */
static void off_line_end(Editor *editor, Motion *motion)
{
    if (may_stand_behind(editor) || motion->to.byte == 0 ||
        motion->to.byte < editor_line_length(editor, motion->to.line) || pos_compare(motion->from, motion->to) >= 0)
        return;
    motion->to.byte = editor_last_byte(editor, motion->to.line);
    motion->inclusive = true;
}

static bool word_or_end(Editor *editor, const ActionCall *call, Motion *motion, bool big, bool end)
{
    const Action *operator = editor->pending.operator;
    bool stop = false;
    uint32_t here = motion_char_at(editor->notebook, motion->to);
    if (!end && operator && strcmp(operator->name, "change") == 0 && here && here != ' ' && here != '\t') {
        motion->inclusive = true; /* cw is ce, but stays on a word's last character */
        end = stop = true;
    }
    bool moved = end ? motion_word_end(editor->notebook, &motion->to, call->count, big, stop, false)
                     : motion_word_forward(editor->notebook, &motion->to, call->count, big, operator != NULL);
    off_line_end(editor, motion);
    return moved || operator || go_and_fail(editor, motion->to);
}

static bool word_forward(Editor *editor, const ActionCall *call, Motion *motion)
{
    return word_or_end(editor, call, motion, false, false);
}

static bool big_word_forward(Editor *editor, const ActionCall *call, Motion *motion)
{
    return word_or_end(editor, call, motion, true, false);
}

static bool word_end(Editor *editor, const ActionCall *call, Motion *motion)
{
    return word_or_end(editor, call, motion, false, true);
}

static bool big_word_end(Editor *editor, const ActionCall *call, Motion *motion)
{
    return word_or_end(editor, call, motion, true, true);
}

static bool word_back_by(Editor *editor, const ActionCall *call, Motion *motion, bool big)
{
    return motion_word_back(editor->notebook, &motion->to, call->count, big, false) ||
           go_and_fail(editor, motion->to);
}

static bool word_back(Editor *editor, const ActionCall *call, Motion *motion)
{
    return word_back_by(editor, call, motion, false);
}

static bool big_word_back(Editor *editor, const ActionCall *call, Motion *motion)
{
    return word_back_by(editor, call, motion, true);
}

static bool word_end_back_by(Editor *editor, const ActionCall *call, Motion *motion, bool big)
{
    return motion_word_end_back(editor->notebook, &motion->to, call->count, big, false) ||
           go_and_fail(editor, motion->to);
}

static bool word_end_back(Editor *editor, const ActionCall *call, Motion *motion)
{
    return word_end_back_by(editor, call, motion, false);
}

static bool big_word_end_back(Editor *editor, const ActionCall *call, Motion *motion)
{
    return word_end_back_by(editor, call, motion, true);
}

/* --- blocks of text --------------------------------------------------------------------------------------------------- */

static bool paragraph_forward(Editor *editor, const ActionCall *call, Motion *motion)
{
    return motion_paragraph(editor->notebook, &motion->to, call->count, true, &motion->inclusive);
}

static bool paragraph_back(Editor *editor, const ActionCall *call, Motion *motion)
{
    return motion_paragraph(editor->notebook, &motion->to, call->count, false, &motion->inclusive);
}

static bool sentence_forward(Editor *editor, const ActionCall *call, Motion *motion)
{
    if (!motion_sentence(editor->notebook, &motion->to, call->count, true))
        return false;
    off_line_end(editor, motion);
    return true;
}

static bool sentence_back(Editor *editor, const ActionCall *call, Motion *motion)
{
    return motion_sentence(editor->notebook, &motion->to, call->count, false);
}

static bool match(Editor *editor, const ActionCall *call, Motion *motion)
{
    if (!call->has_count)
        return motion_match(editor->notebook, &motion->to);
    size_t lines = editor_line_count(editor);
    if (call->count > 100)
        return false;
    motion->wise = WISE_LINE;
    motion->inclusive = false;
    size_t line = ((size_t)call->count * lines + 99) / 100;
    return go_to_line(editor, call, motion, line ? line - 1 : 0);
}

static bool unmatched(Editor *editor, const ActionCall *call, Motion *motion, char bracket)
{
    Pos found = motion->to;
    long done = 0;
    while (done < call->count && motion_unmatched(editor->notebook, &motion->to, bracket, false)) {
        found = motion->to;
        done++;
    }
    motion->to = found;
    return done > 0;
}

static bool opening_paren(Editor *editor, const ActionCall *call, Motion *motion)
{
    return unmatched(editor, call, motion, '(');
}

static bool closing_paren(Editor *editor, const ActionCall *call, Motion *motion)
{
    return unmatched(editor, call, motion, ')');
}

static bool opening_brace(Editor *editor, const ActionCall *call, Motion *motion)
{
    return unmatched(editor, call, motion, '{');
}

static bool closing_brace(Editor *editor, const ActionCall *call, Motion *motion)
{
    return unmatched(editor, call, motion, '}');
}

/* --- cells --------------------------------------------------------------------------------------------------------------- */

static bool next_cell(Editor *editor, const ActionCall *call, Motion *motion)
{
    size_t cell = notebook_cell_of_line(editor->notebook, motion->to.line);
    size_t last = editor_column_around(editor, cell).end - 1;
    if (cell == last)
        return false;
    motion->to = (Pos){notebook_first_line(editor->notebook, MIN(cell + (size_t)call->count, last)), 0};
    return true;
}

/* First to the start of this cell. */
static bool previous_cell(Editor *editor, const ActionCall *call, Motion *motion)
{
    size_t cell = notebook_cell_of_line(editor->notebook, motion->to.line);
    size_t first = notebook_first_line(editor->notebook, cell);
    size_t count = (size_t)call->count - (motion->to.line > first || motion->to.byte > 0);
    size_t above = cell - editor_column_around(editor, cell).first;
    if (above == 0 && count > 0 && motion->to.line == first && motion->to.byte == 0)
        return false;
    motion->to = (Pos){notebook_first_line(editor->notebook, cell - MIN(count, above)), 0};
    return true;
}

static bool cell_end(Editor *editor, const ActionCall *call, Motion *motion)
{
    size_t cell = notebook_cell_of_line(editor->notebook, motion->to.line);
    size_t line = notebook_last_line(editor->notebook, cell);
    if (line == motion->to.line && cell + 1 < editor_column_around(editor, cell).end)
        line = notebook_last_line(editor->notebook, cell + 1);
    motion->to = (Pos){line, editor_last_byte(editor, line)};
    return true;
}

#define LINE MOTION_LINEWISE
#define KEEP MOTION_KEEP_WANT
#define JUMP MOTION_JUMP
#define BIG MOTION_BIG
#define INCL MOTION_INCLUSIVE
#define STAY MOTION_STAYS

const Action ACTIONS_MOVE[] = {
    {"left", ACTION_MOTION, "left", .function = left},
    {"right", ACTION_MOTION, "right", .function = right},
    {"back-over-lines", ACTION_MOTION, "left, on over line ends", .function = back_over_lines, .flags = STAY},
    {"on-over-lines", ACTION_MOTION, "right, on over line ends", .function = on_over_lines, .flags = STAY},
    {"down", ACTION_MOTION, "down a line, also into the next cell", .function = down, .flags = STAY | LINE | KEEP},
    {"up", ACTION_MOTION, "up a line, also into the cell before", .function = up, .flags = STAY | LINE | KEEP},
    {"down-to-indent", ACTION_MOTION, "down to the first non-blank", .function = down_to_indent, .flags = STAY | LINE},
    {"up-to-indent", ACTION_MOTION, "up to the first non-blank", .function = up_to_indent, .flags = STAY | LINE},
    {"lines-to-indent", ACTION_MOTION, "count - 1 lines down to the first non-blank", .function = lines_to_indent,
     .flags = STAY | LINE},
    {"first-line", ACTION_MOTION, "to line count, or the first", .function = first_line, .flags = LINE | JUMP | KEEP},
    {"last-line", ACTION_MOTION, "to line count, or the last", .function = last_line, .flags = LINE | JUMP | KEEP},
    {"line-start", ACTION_MOTION, "to column 1", .function = line_start},
    {"line-indent", ACTION_MOTION, "to the first non-blank of the line", .function = line_indent},
    {"line-end", ACTION_MOTION, "to the end of the line", .function = line_end, .flags = STAY | INCL},
    {"line-last-nonblank", ACTION_MOTION, "to the last non-blank of the line", .function = line_last_nonblank,
     .flags = STAY | INCL},
    {"to-column", ACTION_MOTION, "to a screen column", .function = to_screen_column},
    {"to-byte", ACTION_MOTION, "to a byte of the notebook", .function = byte_of_notebook, .flags = JUMP},
    {"find-char", ACTION_MOTION, "to the next of a character in the line", .takes_key = true,
     .function = find_forward, .flags = INCL | ACTION_DIGRAPH},
    {"find-char-back", ACTION_MOTION, "back to a character in the line", .takes_key = true,
     .function = find_back, .flags = ACTION_DIGRAPH},
    {"till-char", ACTION_MOTION, "till before a character in the line", .takes_key = true,
     .function = till_forward, .flags = INCL | ACTION_DIGRAPH},
    {"till-char-back", ACTION_MOTION, "back till behind a character in the line", .takes_key = true,
     .function = till_back, .flags = ACTION_DIGRAPH},
    {"find-again", ACTION_MOTION, "the last f, t, F or T again", .function = find_again},
    {"find-again-reversed", ACTION_MOTION, "the last f, t, F or T the other way", .function = find_again_reversed},
    {"word-forward", ACTION_MOTION, "to the next word", .function = word_forward, .flags = STAY},
    {"big-word-forward", ACTION_MOTION, "to the next WORD", .function = big_word_forward, .flags = STAY},
    {"word-end", ACTION_MOTION, "to the end of a word", .function = word_end, .flags = STAY | INCL},
    {"big-word-end", ACTION_MOTION, "to the end of a WORD", .function = big_word_end, .flags = STAY | INCL},
    {"word-back", ACTION_MOTION, "back to the start of a word", .function = word_back, .flags = STAY},
    {"big-word-back", ACTION_MOTION, "back to the start of a WORD", .function = big_word_back, .flags = STAY},
    {"word-end-back", ACTION_MOTION, "back to the end of a word", .function = word_end_back, .flags = STAY | INCL},
    {"big-word-end-back", ACTION_MOTION, "back to the end of a WORD", .function = big_word_end_back, .flags = STAY | INCL},
    {"paragraph-forward", ACTION_MOTION, "to the end of the paragraph or cell", .function = paragraph_forward,
     .flags = STAY | JUMP | BIG},
    {"paragraph-back", ACTION_MOTION, "to the start of the paragraph or cell", .function = paragraph_back,
     .flags = STAY | JUMP | BIG},
    {"sentence-forward", ACTION_MOTION, "to the next sentence", .function = sentence_forward, .flags = STAY | JUMP | BIG},
    {"sentence-back", ACTION_MOTION, "back to the start of a sentence", .function = sentence_back,
     .flags = STAY | JUMP | BIG},
    {"match", ACTION_MOTION, "to the matching bracket, or count percent down", .function = match,
     .flags = INCL | JUMP | BIG},
    {"opening-paren", ACTION_MOTION, "back to the ( around", .function = opening_paren, .flags = JUMP | BIG},
    {"closing-paren", ACTION_MOTION, "to the ) around", .function = closing_paren, .flags = INCL | JUMP | BIG},
    {"opening-brace", ACTION_MOTION, "back to the { around", .function = opening_brace, .flags = JUMP | BIG},
    {"closing-brace", ACTION_MOTION, "to the } around", .function = closing_brace, .flags = INCL | JUMP | BIG},
    {"next-cell", ACTION_MOTION, "to the next cell", .function = next_cell, .flags = STAY | JUMP | MOTION_CELLS},
    {"previous-cell", ACTION_MOTION, "to the start of the cell, or of the one before", .function = previous_cell,
     .flags = STAY | JUMP | MOTION_CELLS},
    {"cell-end", ACTION_MOTION, "to the end of the cell, or of the next", .function = cell_end,
     .flags = STAY | JUMP | INCL | MOTION_CELLS},
    {NULL},
};
