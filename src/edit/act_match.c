/* gn and gN: the match of the last search at the cursor, or the next one, as a text object (`:help gn`). */
#include "edit/search.h"

typedef struct {
    Pos start, end; /* end: behind the match */
} Span;

/* One search, round the end of the notebook or not. */
static bool seek(Editor *editor, Regex *regex, Pos from, long count, SearchHow how, bool wrap, Pos *found)
{
    bool before = editor->options.wrapscan;
    editor->options.wrapscan = before && wrap;
    bool any = search_from(editor, regex, from, count, how, found);
    editor->options.wrapscan = before;
    return any;
}

/* One character on, or back. */
static Pos beside(const Editor *editor, Pos pos, bool forward)
{
    TextLine line = editor_line(editor, pos.line);
    if (forward && pos.byte < line.length)
        return (Pos){pos.line, utf8_next(line.bytes, line.length, pos.byte)};
    if (forward)
        return pos.line + 1 < editor_line_count(editor) ? (Pos){pos.line + 1, 0} : pos;
    if (pos.byte > 0)
        return (Pos){pos.line, utf8_previous(line.bytes, line.length, pos.byte)};
    return pos.line > 0 ? (Pos){pos.line - 1, editor_line_length(editor, pos.line - 1)} : pos;
}

/* As Vim does it: first against the direction to the end of another match, then on from there, so that a match in
 * which the place lies is found, too. */
static bool find_match(Editor *editor, bool forward, Pos from, bool stays, long count, Span *span)
{
    Regex *regex = search_compile(editor, NULL, 0);
    if (!regex)
        return false;
    SearchHow there = {.backward = forward, .to_end = forward, .quiet = true};
    SearchHow how = {.backward = !forward, .to_end = !forward};
    Pos place = from;
    if (forward && !stays && !seek(editor, regex, from, 1, there, false, &place)) {
        place = (Pos){0, 0};
        how.at_start = true;
    } else if (!forward && !seek(editor, regex, from, 1, there, false, &place)) {
        size_t last = editor_line_count(editor) - 1;
        place = (Pos){last, editor_line_length(editor, last)};
    }
    if (!seek(editor, regex, place, count, how, true, &place))
        return false;
    SearchHow to_start = {.backward = true, .at_start = true, .quiet = true}; /* it is at the end of the match */
    if (!forward && !seek(editor, regex, place, 1, to_start, false, &place))
        return false;
    SearchMatch match;
    if (!search_in_lines(editor, regex, place, place.line, &match))
        return false;
    *span = (Span){match.start, match.end};
    search_of(editor)->silenced = false;
    return true;
}

static Pos last_of(const Editor *editor, const Span *span)
{
    return pos_compare(span->start, span->end) < 0 ? beside(editor, span->end, false) : span->start;
}

/* Starts a selection of the match, or makes one grow to it. */
static bool select_match(Editor *editor, const ActionCall *call, bool forward)
{
    bool visual = mode_is_visual(editor->mode);
    Pos cursor = editor->cursor;
    bool before_anchor = visual && pos_compare(cursor, editor->visual.anchor) < 0;
    Pos from = visual ? beside(editor, cursor, forward) : cursor;
    Span span;
    if (!find_match(editor, forward, from, forward && before_anchor, call->count, &span))
        return false;
    if (!visual)
        visual_start(editor, MODE_VISUAL);
    if (!visual)
        editor->visual.anchor = forward ? span.start : last_of(editor, &span);
    editor->mode = MODE_VISUAL;
    bool to_start = !forward || before_anchor || pos_compare(span.end, editor->visual.anchor) < 0;
    editor_set_cursor(editor, to_start ? span.start : last_of(editor, &span));
    editor_clamp_cursor(editor);
    return true;
}

static bool select_next(Editor *editor, const ActionCall *call)
{
    return select_match(editor, call, true);
}

static bool select_previous(Editor *editor, const ActionCall *call)
{
    return select_match(editor, call, false);
}

static bool take_match(Editor *editor, const ActionCall *call, Motion *motion, bool forward)
{
    Span span;
    if (!find_match(editor, forward, editor->cursor, false, call->count, &span))
        return false;
    motion->from = span.start;
    bool empty = pos_compare(span.start, span.end) == 0;
    motion->to = empty ? span.start : span.end;
    motion->inclusive = empty; /* then it is the character there, as in Vim */
    motion->exact = true;
    return true;
}

static bool next_match(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take_match(editor, call, motion, true);
}

static bool previous_match(Editor *editor, const ActionCall *call, Motion *motion)
{
    return take_match(editor, call, motion, false);
}

const Action ACTIONS_MATCH[] = {
    {"select-next-match", ACTION_COMMAND, "select the match of the last search at the cursor, or the next one",
     .function = select_next, .flags = ACTION_KEEP_VISUAL},
    {"select-previous-match", ACTION_COMMAND, "select the match at the cursor, or the one before",
     .function = select_previous, .flags = ACTION_KEEP_VISUAL},
    {"next-match", ACTION_TEXT_OBJECT, "the match of the last search at the cursor, or the next one",
     .function = next_match},
    {"previous-match", ACTION_TEXT_OBJECT, "the match at the cursor, or the one before", .function = previous_match},
    {NULL},
};
