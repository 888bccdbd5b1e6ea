/* The motions of searching: / ? n N * # g* g#, and what is typed after the slash. */
#include "edit/search.h"

#include <stdlib.h>
#include <string.h>

/* Behind a collection that begins at the "[" at `at`, or behind the "[" if it has no end. */
static const char *skip_collection(const char *at)
{
    const char *start = at++;
    at += *at == '^';
    at += *at == ']' || *at == '-';
    for (; *at && *at != ']'; at++) {
        if (at[0] == '\\' && at[1])
            at++;
        else if (at[0] == '[' && at[1] == ':' && strstr(at, ":]"))
            at = strstr(at, ":]") + 1;
    }
    return *at ? at + 1 : start + strlen(start);
}

const char *search_skip_pattern(const char *at, char delimiter)
{
    while (*at && *at != delimiter) {
        if (at[0] == '\\' && at[1])
            at += 2;
        else if (*at == '[' && strchr(at, ']'))
            at = skip_collection(at);
        else
            at++;
    }
    return at;
}

/* --- offsets -------------------------------------------------------------------------------------- */

/* Reads "e+2", "-3", "b"...; returns what follows. */
static const char *read_offset(const char *at, SearchOffset *offset)
{
    *offset = (SearchOffset){0};
    if (*at == '+' || *at == '-' || g_ascii_isdigit(*at)) {
        offset->lines = true;
    } else if (*at == 'e' || *at == 's' || *at == 'b') {
        offset->end = *at == 'e';
        at++;
    }
    if (g_ascii_isdigit(*at) || *at == '+' || *at == '-') {
        bool has_number = g_ascii_isdigit(*at) || g_ascii_isdigit(at[1]);
        offset->number = has_number ? strtol(at, NULL, 10) : *at == '-' ? -1 : 1;
        for (at++; g_ascii_isdigit(*at); at++)
            ;
    }
    return at;
}

/* One character on or back, also over the ends of lines; false at the end of the notebook. */
static bool step(const Editor *editor, Pos *pos, bool forward)
{
    TextLine text = editor_line(editor, pos->line);
    if (forward) {
        size_t next = utf8_next(text.bytes, text.length, pos->byte);
        if (next < text.length) {
            pos->byte = next;
            return true;
        }
        if (pos->line + 1 == editor_line_count(editor))
            return false;
        *pos = (Pos){pos->line + 1, 0};
        return true;
    }
    if (pos->byte > 0) {
        pos->byte = utf8_previous(text.bytes, text.length, pos->byte);
        return true;
    }
    if (pos->line == 0)
        return false;
    pos->line--;
    pos->byte = editor_last_byte(editor, pos->line);
    return true;
}

static void step_by(const Editor *editor, Pos *pos, long number)
{
    for (; number > 0 && step(editor, pos, true); number--)
        ;
    for (; number < 0 && step(editor, pos, false); number++)
        ;
}

/* Searches with the last pattern and offset. */
static bool search_last(Editor *editor, bool backward, Pos from, long count, Motion *motion)
{
    Search *search = search_of(editor);
    Regex *regex = search_compile(editor, NULL, 0);
    if (!regex)
        return false;
    if (search_is_apart(editor)) {
        search_apart(editor, "step", backward ? -count : count, true);
        return true;
    }
    SearchOffset offset = search->offset;
    if (!offset.lines && offset.number)
        step_by(editor, &from, -offset.number); /* or it would find the same match for ever */
    SearchHow how = {.backward = backward, .to_end = offset.end};
    search->silenced = false;
    if (!search_from(editor, regex, from, count, how, &motion->to))
        return false;
    motion->wise = offset.lines ? WISE_LINE : WISE_CHAR;
    motion->inclusive = offset.end;
    if (offset.lines) {
        long line = (long)motion->to.line + offset.number;
        motion->to = (Pos){(size_t)CLAMP(line, 0, (long)editor_line_count(editor) - 1), 0};
    } else {
        step_by(editor, &motion->to, offset.number);
    }
    return true;
}

bool search_line(Editor *editor, const char *line, bool backward, long count, Motion *motion)
{
    Search *search = search_of(editor);
    Pos from = editor->cursor;
    for (;;) {
        char delimiter = backward ? '?' : '/';
        const char *end = search_skip_pattern(line, delimiter);
        if (end > line) {
            g_autofree char *pattern = g_strndup(line, (gsize)(end - line));
            search_remember(editor, pattern, false);
        }
        if (*line)
            end = read_offset(*end ? end + 1 : end, &search->offset);
        search->backward = backward;
        if (search_is_apart(editor)) {
            search_apart(editor, "typed", backward ? -count : count, true);
            return true;
        }
        if (!search_last(editor, backward, from, count, motion))
            return false;
        if (*end != ';' || (end[1] != '/' && end[1] != '?'))
            return true;
        backward = end[1] == '?';
        line = end + 2;
        from = motion->to;
        count = 1;
    }
}

static bool search_typed_forward(Editor *editor, const ActionCall *call, Motion *motion)
{
    return search_line(editor, call->text ? call->text : "", false, call->count, motion);
}

static bool search_typed_backward(Editor *editor, const ActionCall *call, Motion *motion)
{
    return search_line(editor, call->text ? call->text : "", true, call->count, motion);
}

static bool search_next(Editor *editor, const ActionCall *call, Motion *motion)
{
    return search_last(editor, search_of(editor)->backward, editor->cursor, call->count, motion);
}

static bool search_previous(Editor *editor, const ActionCall *call, Motion *motion)
{
    return search_last(editor, !search_of(editor)->backward, editor->cursor, call->count, motion);
}

/* --- the word under the cursor ------------------------------------------------------------------------ */

static uint32_t class_at(TextLine text, size_t at)
{
    return utf8_class(utf8_decode(text.bytes + at, text.length - at).code);
}

bool search_word_at_cursor(Editor *editor, size_t *start, size_t *end, bool *is_word)
{
    TextLine text = editor_line(editor, editor->cursor.line);
    for (int any = 0; any < 2; any++) {
        size_t at = editor->cursor.byte;
        while (at < text.length && class_at(text, at) < (any ? UTF8_PUNCTUATION : UTF8_WORD))
            at = utf8_next(text.bytes, text.length, at);
        if (at >= text.length)
            continue;
        uint32_t class = class_at(text, at);
        while (at > 0) {
            size_t before = utf8_previous(text.bytes, text.length, at);
            if (class_at(text, before) != class)
                break;
            at = before;
        }
        *start = at;
        while (at < text.length && class_at(text, at) == class)
            at = utf8_next(text.bytes, text.length, at);
        *end = at;
        *is_word = class >= UTF8_WORD;
        return true;
    }
    return false;
}

static bool search_word(Editor *editor, const ActionCall *call, Motion *motion, bool backward, bool whole)
{
    size_t start, end;
    bool is_word;
    if (!search_word_at_cursor(editor, &start, &end, &is_word)) {
        editor_error(editor, "E348: No string under cursor");
        return false;
    }
    TextLine text = editor_line(editor, editor->cursor.line);
    g_autoptr(GString) pattern = g_string_new(whole && is_word ? "\\<" : "");
    for (size_t at = start; at < end; at++) {
        if (strchr(backward ? "\\?.*$^~[" : "\\/.*$^~[", text.bytes[at]) && text.bytes[at])
            g_string_append_c(pattern, '\\');
        g_string_append_c(pattern, text.bytes[at]);
    }
    if (whole && is_word)
        g_string_append(pattern, "\\>");

    Search *search = search_of(editor);
    search_remember(editor, pattern->str, true);
    search->offset = (SearchOffset){0};
    search->backward = backward;
    return search_last(editor, backward, (Pos){editor->cursor.line, start}, call->count, motion);
}

static bool word_forward(Editor *editor, const ActionCall *call, Motion *motion)
{
    return search_word(editor, call, motion, false, true);
}

static bool word_backward(Editor *editor, const ActionCall *call, Motion *motion)
{
    return search_word(editor, call, motion, true, true);
}

static bool part_forward(Editor *editor, const ActionCall *call, Motion *motion)
{
    return search_word(editor, call, motion, false, false);
}

static bool part_backward(Editor *editor, const ActionCall *call, Motion *motion)
{
    return search_word(editor, call, motion, true, false);
}

/* What is typed is text and no pattern. */
static bool find_typed(Editor *editor, const ActionCall *call, bool backward, Motion *motion)
{
    g_autofree char *pattern = search_literal(call->text ? call->text : "");
    return search_line(editor, pattern, backward, call->count, motion);
}

static bool find(Editor *editor, const ActionCall *call, Motion *motion)
{
    return find_typed(editor, call, false, motion);
}

static bool find_back(Editor *editor, const ActionCall *call, Motion *motion)
{
    return find_typed(editor, call, true, motion);
}

static bool stop_highlighting(Editor *editor, const ActionCall *call)
{
    search_of(editor)->silenced = true;
    return true;
}

enum { SEARCH_FLAGS = MOTION_JUMP | MOTION_BIG };

const Action ACTIONS_SEARCH[] = {
    {"search-forward", ACTION_MOTION, "search for a pattern", false, search_typed_forward,
     SEARCH_FLAGS | ACTION_LINE_SLASH},
    {"search-backward", ACTION_MOTION, "search backwards for a pattern", false, search_typed_backward,
     SEARCH_FLAGS | ACTION_LINE_QUESTION},
    {"search-next", ACTION_MOTION, "to the next match", false, search_next, SEARCH_FLAGS},
    {"search-previous", ACTION_MOTION, "to the previous match", false, search_previous, SEARCH_FLAGS},
    {"search-word-forward", ACTION_MOTION, "search for the word under the cursor", false, word_forward, SEARCH_FLAGS},
    {"search-word-backward", ACTION_MOTION, "search backwards for the word under the cursor", false, word_backward,
     SEARCH_FLAGS},
    {"search-part-forward", ACTION_MOTION, "search for the word under the cursor, also within words", false,
     part_forward, SEARCH_FLAGS},
    {"search-part-backward", ACTION_MOTION, "search backwards for it, also within words", false, part_backward,
     SEARCH_FLAGS},
    {"find", ACTION_MOTION, "search for a text", false, find, SEARCH_FLAGS | ACTION_LINE_SLASH | ACTION_LITERAL},
    {"find-back", ACTION_MOTION, "search backwards for a text", false, find_back,
     SEARCH_FLAGS | ACTION_LINE_QUESTION | ACTION_LITERAL},
    {"stop-highlighting", ACTION_COMMAND, "no longer show the matches of the last search", false, stop_highlighting, 0},
    {0},
};
