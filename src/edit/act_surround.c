/* Pairs around text, by the keys of vim-surround: ys, yss, cs, ds, and S over a selection.
 *
 * The text that gets a pair is chosen first (by an operator, or by the pair that is there already); the key that names
 * the new pair comes last.  In between `editor->surround` knows where it goes.
 */
#include "edit/editor_private.h"

#include <string.h>

#include "notebook/text_object.h"

/* What stands before and behind, by key.  The opening bracket puts blanks inside, and takes them away. */
typedef struct {
    char key;
    char object; /* the pair that is to be found: an opening bracket, a quote; q: three quotes, t: a tag */
    bool blanks;
    const char *before, *behind;
} Pair;

static const Pair PAIRS[] = {
    {'(', '(', true, "(", ")"},   {')', '(', false, "(", ")"},   {'b', '(', false, "(", ")"},
    {'[', '[', true, "[", "]"},   {']', '[', false, "[", "]"},   {'r', '[', false, "[", "]"},
    {'{', '{', true, "{", "}"},   {'}', '{', false, "{", "}"},   {'B', '{', false, "{", "}"},
    {'>', '<', false, "<", ">"},  {'a', '<', false, "<", ">"},   {'"', '"', false, "\"", "\""},
    {'\'', '\'', false, "'", "'"}, {'`', '`', false, "`", "`"},   {'q', 'q', false, "\"\"\"", "\"\"\""},
    {'t', 't', false, NULL, NULL}, {'<', 't', false, NULL, NULL}, /* to be typed */
};

static const Pair *pair_of(Key key)
{
    for (size_t i = 0; i < G_N_ELEMENTS(PAIRS); i++) {
        if (!key.modifiers && key.code == (uint32_t)PAIRS[i].key)
            return &PAIRS[i];
    }
    return NULL;
}

/* --- the pair that is there ----------------------------------------------------------------------------- */

static bool find_object(TextObject *object, const Pair *pair)
{
    switch (pair->object) {
    case 't':
        return object_tag(object);
    case 'q':
        return object_triple_quote(object);
    case '"':
    case '\'':
    case '`':
        object->around = false;
        object->count = 2; /* with the quotes, without blanks beside them */
        return object_quote(object, pair->object);
    default:
        return object_bracket(object, pair->object);
    }
}

/* How long the sign at the start of [start, end) is: a tag goes to its ">". */
static size_t sign_length(const Editor *editor, const Pair *pair, Pos start)
{
    if (pair->object != 't')
        return strlen(pair->before);
    TextLine line = editor_line(editor, start.line);
    const char *close = memchr(line.bytes + start.byte, '>', line.length - start.byte);
    return close ? (size_t)(close - line.bytes) + 1 - start.byte : 0;
}

static size_t end_sign_length(const Editor *editor, const Pair *pair, Pos end)
{
    if (pair->object != 't')
        return strlen(pair->behind);
    TextLine line = editor_line(editor, end.line);
    const char *open = memrchr(line.bytes, '<', end.byte);
    return open ? end.byte - (size_t)(open - line.bytes) : 0;
}

/* Where a pair is around the cursor. */
static bool find_pair(Editor *editor, const Pair *pair, long count)
{
    TextObject object = {
        .notebook = editor->notebook, .from = editor->cursor, .to = editor->cursor, .around = true, .count = count};
    if (!pair || !find_object(&object, pair))
        return false;
    Pos start = object.from, end = object.to;
    TextLine last = editor_line(editor, end.line);
    if (object.inclusive)
        end.byte = utf8_next(last.bytes, last.length, end.byte);
    size_t open = sign_length(editor, pair, start), close = end_sign_length(editor, pair, end);
    if (!open || !close || end.byte < close)
        return false;
    Pos inner = {start.line, start.byte + open}, inner_end = {end.line, end.byte - close};
    TextLine first = editor_line(editor, start.line);
    bool one_line = start.line == end.line;
    size_t most = one_line ? inner_end.byte : first.length;
    while (pair->blanks && inner.byte < most && strchr(" \t", first.bytes[inner.byte]))
        inner.byte++;
    size_t least = one_line ? inner.byte : 0;
    while (pair->blanks && inner_end.byte > least && strchr(" \t", last.bytes[inner_end.byte - 1]))
        inner_end.byte--;
    editor->surround = (Surround){.start = start, .end = end, .inner = inner, .inner_end = inner_end};
    return true;
}

/* Takes the pair away, from the end so that the start stays where it is; what was between is all that is left. */
static void remove_pair(Editor *editor)
{
    Surround *surround = &editor->surround;
    bool one_line = surround->start.line == surround->inner_end.line;
    editor_set_cursor(editor, surround->start); /* undo leads there */
    editor_replace(editor, surround->inner_end, surround->end, "", 0);
    editor_replace(editor, surround->start, surround->inner, "", 0);
    surround->end = surround->inner_end;
    surround->end.byte -= one_line ? surround->inner.byte - surround->start.byte : 0;
    surround->inner = surround->start;
    surround->inner_end = surround->end;
}

static bool delete_pair(Editor *editor, const ActionCall *call)
{
    if (!find_pair(editor, pair_of(call->argument), call->count))
        return false;
    remove_pair(editor);
    editor_clamp_cursor(editor);
    return true;
}

/* --- the pair that comes -------------------------------------------------------------------------------- */

static void put_pair(Editor *editor, const char *before, const char *behind)
{
    Surround *surround = &editor->surround;
    surround->generation = 0;
    remove_pair(editor);
    Pos start = surround->start, end = surround->end;
    if (surround->lines) { /* on lines of their own, and what is between is indented */
        g_autofree char *indent = g_strndup(editor_line(editor, start.line).bytes, editor_indent_bytes(editor, start.line));
        g_autofree char *above = g_strconcat(indent, before, NULL);
        g_autofree char *below = g_strconcat(indent, behind, NULL);
        for (size_t line = start.line; line <= end.line; line++) {
            if (editor_line_length(editor, line))
                editor_shift_line(editor, line, 1, false);
        }
        editor_insert_lines(editor, end.line, true, below, strlen(below));
        editor_insert_lines(editor, start.line, false, above, strlen(above));
        editor_cursor_to_indent(editor, start.line);
        return;
    }
    editor_replace(editor, end, end, behind, strlen(behind));
    editor_replace(editor, start, start, before, strlen(before));
    editor_set_cursor(editor, start);
}

/* What is typed behind the command belongs to what `.` repeats. */
static void repeat_with(Editor *editor, const Key *keys, size_t count)
{
    if (!editor->input.repeating)
        g_array_append_vals(editor->redo.keys, keys, (guint)count);
}

static bool surround_with(Editor *editor, const ActionCall *call)
{
    const Pair *pair = pair_of(call->argument);
    if (editor->surround.generation != notebook_generation(editor->notebook))
        return false; /* called by its name, there is nothing to put it around */
    bool is_sign = !call->argument.modifiers && call->argument.code < 128 && g_ascii_ispunct((char)call->argument.code);
    repeat_with(editor, &call->argument, 1);
    if (pair && !pair->before)
        return normal_open_prompt(editor, action_find("surround-with-tag"));
    if (!pair && !is_sign)
        return false;
    char sign[2] = {(char)call->argument.code, '\0'};
    const char *blank = pair && pair->blanks && !editor->surround.lines ? " " : "";
    g_autofree char *before = g_strconcat(pair ? pair->before : sign, blank, NULL);
    g_autofree char *behind = g_strconcat(blank, pair ? pair->behind : sign, NULL);
    put_pair(editor, before, behind);
    return true;
}

/* "b class=x>": the tag and its attributes; the ">" need not be typed. */
static bool surround_with_tag(Editor *editor, const ActionCall *call)
{
    g_autofree char *tag = g_strdup(call->text ? call->text : "");
    tag[strcspn(tag, ">")] = '\0';
    g_autoptr(GArray) keys = keys_of_text(call->text ? call->text : "", call->text ? strlen(call->text) : 0);
    Key enter = {13, 0};
    g_array_append_val(keys, enter);
    repeat_with(editor, (const Key *)keys->data, keys->len);
    if (!*tag || editor->surround.generation != notebook_generation(editor->notebook))
        return false;
    g_autofree char *name = g_strndup(tag, strcspn(tag, " \t"));
    g_autofree char *before = g_strdup_printf("<%s>", tag);
    g_autofree char *behind = g_strdup_printf("</%s>", name);
    put_pair(editor, before, behind);
    return true;
}

/* The next key names the pair. */
static void wait_for_pair(Editor *editor)
{
    editor->surround.generation = notebook_generation(editor->notebook);
    editor->pending.waiting = action_find("surround-with");
}

static bool change_pair(Editor *editor, const ActionCall *call)
{
    if (!find_pair(editor, pair_of(call->argument), call->count))
        return false;
    wait_for_pair(editor);
    return true;
}

static bool surround(Editor *editor, const ActionCall *call, Region *region)
{
    Pos end = region->end;
    if (region->wise == WISE_LINE || region->wise == WISE_CELL)
        end.byte = editor_line_length(editor, end.line);
    else if (region->wise == WISE_BLOCK)
        return false;
    TextLine line = editor_line(editor, end.line);
    while (region->wise == WISE_CHAR && !region->visual && end.line == region->start.line && end.byte > region->start.byte &&
           strchr(" \t", line.bytes[end.byte - 1]))
        end.byte--; /* `ysaw` leaves the blanks out */
    editor->surround = (Surround){region->start, end, region->start, end, .lines = region->wise != WISE_CHAR};
    wait_for_pair(editor);
    return true;
}

/* Behind y, c and d: ys, cs, ds. */
static bool surroundings(Editor *editor, const ActionCall *call)
{
    Pending *pending = &editor->pending;
    const Action *operator = pending->operator;
    if (operator == action_find("yank")) {
        pending->operator = action_find("surround");
        pending->operator_keys[0] = g_array_index(pending->typed, Key, pending->typed->len - 1);
        pending->operator_length = 1;
        return true;
    }
    bool changes = operator == action_find("change");
    if (!changes && operator != action_find("delete"))
        return false;
    pending->operator = NULL;
    pending->waiting = action_find(changes ? "change-surroundings" : "delete-surroundings");
    return true;
}

const Action ACTIONS_SURROUND[] = {
    {"surround", ACTION_OPERATOR, "put a pair around text; the next key names it: brackets, quotes, t a tag",
     .function = surround, .flags = OPERATOR_DOUBLED_TEXT},
    {"surroundings", ACTION_COMMAND, "ys: put a pair around; cs: change a pair to another; ds: delete it",
     .function = surroundings, .flags = ACTION_PREFIX},
    {"delete-surroundings", ACTION_COMMAND, "delete the pair around the cursor that the next key names",
     .takes_key = true, .function = delete_pair, .flags = ACTION_REPEAT},
    {"change-surroundings", ACTION_COMMAND, "change the pair that the next key names to that of the key behind it",
     .takes_key = true, .function = change_pair, .flags = ACTION_REPEAT},
    {"surround-with", ACTION_COMMAND, "the pair that was asked for", .takes_key = true, .function = surround_with},
    {"surround-with-tag", ACTION_COMMAND, "a tag that is typed", .function = surround_with_tag, .flags = ACTION_LINE_TAG},
    {NULL},
};
