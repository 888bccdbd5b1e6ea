/* Marks follow the text: the notebook tells of every change of lines, undo included. */
#include "edit/editor_private.h"

#include <string.h>

enum { LONGEST_LIST = 100, SAME_PLACE_BYTES = 79 };

void marks_init(Marks *marks)
{
    marks->jumps = g_array_new(FALSE, FALSE, sizeof(Pos));
    marks->changes = g_array_new(FALSE, FALSE, sizeof(Pos));
}

void marks_clear(Marks *marks)
{
    g_array_unref(marks->jumps);
    g_array_unref(marks->changes);
}

/* The line of a mark after lines changed; false if its line is gone. */
static bool adjust(Pos *pos, size_t at, size_t before, size_t after)
{
    if (pos->line >= at + before) {
        pos->line = pos->line - before + after;
        return true;
    }
    if (pos->line < at + after || pos->line < at)
        return true;
    pos->line = at > 0 && after == 0 && at == pos->line ? at : at + (after ? after - 1 : 0);
    return false;
}

static void adjust_mark(Mark *mark, size_t at, size_t before, size_t after, bool survives)
{
    if (mark->set && !adjust(&mark->pos, at, before, after) && !survives)
        mark->set = false;
}

static void adjust_list(GArray *list, size_t at, size_t before, size_t after)
{
    for (guint i = 0; i < list->len; i++)
        adjust(&g_array_index(list, Pos, i), at, before, after);
}

void marks_adjust(Editor *editor, size_t at, size_t before, size_t after)
{
    if (before == after)
        return;
    Marks *marks = &editor->marks;
    for (size_t i = 0; i < G_N_ELEMENTS(marks->letters); i++)
        adjust_mark(&marks->letters[i], at, before, after, false);
    adjust_mark(&marks->change_start, at, before, after, true);
    adjust_mark(&marks->change_end, at, before, after, true);
    adjust_mark(&marks->last_change, at, before, after, true);
    adjust_mark(&marks->last_insert, at, before, after, false);
    adjust_mark(&marks->before_jump, at, before, after, true);
    adjust_mark(&marks->before_that, at, before, after, true);
    adjust_list(marks->jumps, at, before, after);
    adjust_list(marks->changes, at, before, after);
    Pos line = {editor->line_undo.line, 0};
    if (editor->line_undo.text && !adjust(&line, at, before, after))
        line_undo_clear(editor);
    editor->line_undo.line = line.line;
    adjust(&editor->visual.last_anchor, at, before, after);
    adjust(&editor->visual.last_cursor, at, before, after);
}

void marks_push_jump(Editor *editor)
{
    Marks *marks = &editor->marks;
    marks->before_that = (Mark){marks->before_jump.pos, true};
    marks->before_jump = (Mark){editor->cursor, true};
    for (guint i = 0; i < marks->jumps->len; i++) {
        if (g_array_index(marks->jumps, Pos, i).line == editor->cursor.line) {
            g_array_remove_index(marks->jumps, i);
            break;
        }
    }
    if (marks->jumps->len == LONGEST_LIST)
        g_array_remove_index(marks->jumps, 0);
    g_array_append_val(marks->jumps, editor->cursor);
    marks->jump = marks->jumps->len;
}

/* A mark in a line that is joined to another stays with its character. */
static void join(Pos *pos, size_t line, Pos to, size_t removed, size_t blanks)
{
    if (pos->line != line)
        return;
    size_t byte = pos->byte + blanks >= removed ? pos->byte + blanks - removed : 0;
    *pos = (Pos){to.line, to.byte + byte};
}

void marks_join(Editor *editor, size_t line, Pos to, size_t removed, size_t blanks)
{
    Marks *marks = &editor->marks;
    for (size_t i = 0; i < G_N_ELEMENTS(marks->letters); i++)
        join(&marks->letters[i].pos, line, to, removed, blanks);
    join(&marks->last_insert.pos, line, to, removed, blanks);
    join(&marks->before_jump.pos, line, to, removed, blanks);
    for (guint i = 0; i < marks->jumps->len; i++)
        join(&g_array_index(marks->jumps, Pos, i), line, to, removed, blanks);
    join(&editor->visual.last_anchor, line, to, removed, blanks);
    join(&editor->visual.last_cursor, line, to, removed, blanks);
}

struct MarkCopies {
    Mark letters[26];
    guint texts[26]; /* hashes of their lines */
    size_t lines;
    Pos anchor, cursor;
};

static guint hash_of_line(const Editor *editor, size_t number)
{
    if (number >= editor_line_count(editor))
        return 0;
    TextLine line = editor_line(editor, number);
    g_autofree char *text = g_strndup(line.bytes, line.length);
    return g_str_hash(text);
}

MarkCopies *marks_copy(const Editor *editor)
{
    MarkCopies *copies = g_new0(MarkCopies, 1);
    copies->lines = editor_line_count(editor);
    for (size_t i = 0; i < G_N_ELEMENTS(copies->letters); i++) {
        copies->letters[i] = editor->marks.letters[i];
        if (copies->letters[i].set)
            copies->texts[i] = hash_of_line(editor, copies->letters[i].pos.line);
    }
    copies->anchor = editor->visual.last_anchor;
    copies->cursor = editor->visual.last_cursor;
    return copies;
}

static bool moves(Pos before, size_t first, size_t count, size_t to, Pos *after)
{
    if (before.line < first || before.line >= first + count)
        return false;
    *after = (Pos){before.line - first + to, before.byte};
    return true;
}

void marks_move(Editor *editor, MarkCopies *before, size_t first, size_t count, size_t to)
{
    for (size_t i = 0; i < G_N_ELEMENTS(before->letters); i++) {
        Mark *mark = &editor->marks.letters[i];
        if (before->letters[i].set && moves(before->letters[i].pos, first, count, to, &mark->pos))
            mark->set = true;
    }
    moves(before->anchor, first, count, to, &editor->visual.last_anchor);
    moves(before->cursor, first, count, to, &editor->visual.last_cursor);
    g_free(before);
}

void marks_stay(Editor *editor, MarkCopies *before)
{
    for (size_t i = 0; i < G_N_ELEMENTS(before->letters) && before->lines == editor_line_count(editor); i++) {
        const Mark *was = &before->letters[i];
        if (was->set && !editor->marks.letters[i].set && before->texts[i] == hash_of_line(editor, was->pos.line))
            editor->marks.letters[i] = *was;
    }
    g_free(before);
}

struct StepMarks {
    bool had; /* something was selected: these */
    Pos anchor, cursor;
    Mode mode;
    size_t want;
    guint count;
    struct {
        guint8 letter;
        Pos pos;
    } letters[];
};

gpointer marks_of_step(gpointer data)
{
    const Editor *editor = data;
    const Mark *letters = editor->marks.letters;
    guint count = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(editor->marks.letters); i++)
        count += letters[i].set;
    if (!count && !editor->visual.had)
        return NULL;
    StepMarks *marks = g_malloc0(sizeof *marks + count * sizeof marks->letters[0]);
    for (guint8 i = 0; i < G_N_ELEMENTS(editor->marks.letters); i++) {
        if (!letters[i].set)
            continue;
        marks->letters[marks->count].letter = i;
        marks->letters[marks->count++].pos = letters[i].pos;
    }
    const Visual *visual = &editor->visual;
    marks->had = visual->had;
    marks->anchor = visual->last_anchor;
    marks->cursor = visual->last_cursor;
    marks->mode = visual->last_mode;
    marks->want = visual->last_want;
    return marks;
}

void marks_exchange(Editor *editor, gpointer *kept, StepMarks *before)
{
    g_autofree StepMarks *then = *kept;
    *kept = before;
    for (guint i = 0; then && i < then->count; i++)
        editor->marks.letters[then->letters[i].letter] = (Mark){then->letters[i].pos, true};
    if (!then || !then->had)
        return;
    editor->visual.last_anchor = then->anchor;
    editor->visual.last_cursor = then->cursor;
    editor->visual.last_mode = then->mode;
    editor->visual.last_want = then->want;
}

void marks_push_change(Editor *editor, Pos pos, bool first_of_step)
{
    Marks *marks = &editor->marks;
    marks->last_change = (Mark){pos, true};
    if (marks->changes->len) {
        Pos *last = &g_array_index(marks->changes, Pos, marks->changes->len - 1);
        size_t apart = last->byte > pos.byte ? last->byte - pos.byte : pos.byte - last->byte;
        if (!first_of_step || (last->line == pos.line && apart < SAME_PLACE_BYTES)) {
            *last = pos;
            marks->change = marks->changes->len;
            return;
        }
    }
    if (marks->changes->len == LONGEST_LIST)
        g_array_remove_index(marks->changes, 0);
    g_array_append_val(marks->changes, pos);
    marks->change = marks->changes->len;
}

void marks_change_was(Editor *editor, Pos pos)
{
    Marks *marks = &editor->marks;
    marks->last_change = (Mark){pos, true};
    if (marks->changes->len)
        g_array_index(marks->changes, Pos, marks->changes->len - 1) = pos;
}

void marks_check_jump(Editor *editor)
{
    Marks *marks = &editor->marks;
    if (marks->before_that.set && pos_compare(marks->before_jump.pos, editor->cursor) == 0)
        marks->before_jump = marks->before_that;
    marks->before_that.set = false;
}

static Mark visual_mark(const Editor *editor, bool first)
{
    const Visual *visual = &editor->visual;
    if (!visual->had)
        return (Mark){0};
    bool anchor_first = pos_compare(visual->last_anchor, visual->last_cursor) <= 0;
    Pos pos = anchor_first == first ? visual->last_anchor : visual->last_cursor;
    if (visual->last_mode == MODE_VISUAL_LINE)
        pos.byte = first ? 0 : SIZE_MAX;
    return (Mark){pos, true};
}

static Mark mark_named(Editor *editor, uint32_t name)
{
    Marks *marks = &editor->marks;
    if (name >= 'a' && name <= 'z')
        return marks->letters[name - 'a'];
    switch (name) {
    case '\'':
    case '`':
        return marks->before_jump.set ? marks->before_jump : (Mark){{0, 0}, true};
    case '.':
        return marks->last_change;
    case '^':
        return marks->last_insert;
    case '[':
        return marks->change_start;
    case ']':
        return marks->change_end;
    case '<':
    case '>':
        return visual_mark(editor, name == '<');
    default:
        return (Mark){0};
    }
}

bool marks_find(Editor *editor, uint32_t name, Pos *pos)
{
    Mark mark = mark_named(editor, name);
    if (!mark.set || mark.pos.line >= editor_line_count(editor))
        return false;
    pos->line = mark.pos.line;
    TextLine text = editor_line(editor, pos->line);
    pos->byte = utf8_start(text.bytes, text.length, MIN(mark.pos.byte, text.length));
    if (pos->byte >= text.length)
        pos->byte = utf8_previous(text.bytes, text.length, text.length);
    return true;
}

bool marks_set(Editor *editor, uint32_t name, Pos pos)
{
    Marks *marks = &editor->marks;
    if (name >= 'a' && name <= 'z') {
        marks->letters[name - 'a'] = (Mark){pos, true};
    } else if (name == '\'' || name == '`') {
        marks_push_jump(editor);
        marks->before_jump = (Mark){pos, true};
    } else if (name == '[') {
        marks->change_start = (Mark){pos, true};
    } else if (name == ']') {
        marks->change_end = (Mark){pos, true};
    } else if ((name == '<' || name == '>') && editor->visual.had) {
        bool anchor_first = pos_compare(editor->visual.last_anchor, editor->visual.last_cursor) <= 0;
        *(anchor_first == (name == '<') ? &editor->visual.last_anchor : &editor->visual.last_cursor) = pos;
    } else {
        return false;
    }
    return true;
}
