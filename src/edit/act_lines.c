/* Lines and characters without modes: moving, doubling and swapping them, capitals, blanks; and replacing texts. */
#include "edit/ex.h"

#include <string.h>

#include "edit/search.h"

/* --- whole lines -------------------------------------------------------------------------------------- */

/* The lines of the selection, or the cursor's. */
static void lines_meant(const Editor *editor, size_t *first, size_t *last)
{
    Pos start, end;
    *first = *last = editor->cursor.line;
    if (!modeless_selection(editor, &start, &end))
        return;
    *first = start.line;
    *last = end.byte == 0 ? end.line - 1 : end.line;
}

static char *text_of_lines(const Editor *editor, size_t first, size_t last)
{
    GString *text = notebook_slice(editor->notebook, (Pos){first, 0}, (Pos){last, editor_line_length(editor, last)});
    return g_string_free(text, FALSE);
}

/* A place that went to another line; behind the last one it is the end. */
static Pos moved(const Editor *editor, Pos pos, bool down)
{
    pos.line = down ? pos.line + 1 : pos.line - 1;
    size_t last = editor_line_count(editor) - 1;
    return pos.line > last ? (Pos){last, editor_line_length(editor, last)} : pos;
}

/* Changes place with the line above or below, in the same cell. */
static bool move_lines(Editor *editor, bool down)
{
    size_t first, last;
    lines_meant(editor, &first, &last);
    size_t cell = notebook_cell_of_line(editor->notebook, first);
    size_t top = notebook_first_line(editor->notebook, cell), bottom = notebook_last_line(editor->notebook, cell);
    if (last > bottom || (down ? last == bottom : first == top))
        return false;
    g_autofree char *text = text_of_lines(editor, first, last);
    g_autofree char *other = down ? text_of_lines(editor, last + 1, last + 1) : text_of_lines(editor, first - 1, first - 1);
    g_autofree char *both = g_strconcat(down ? other : text, "\n", down ? text : other, NULL);
    Pos cursor = editor->cursor, anchor = editor->visual.anchor;
    size_t from = down ? first : first - 1, to = down ? last + 1 : last;
    editor_replace(editor, (Pos){from, 0}, (Pos){to, editor_line_length(editor, to)}, both, strlen(both));
    editor_set_cursor(editor, moved(editor, cursor, down));
    if (editor->visual.active)
        editor->visual.anchor = moved(editor, anchor, down);
    editor_clamp_cursor(editor);
    return true;
}

static bool move_lines_down(Editor *editor, const ActionCall *call)
{
    return move_lines(editor, true);
}

static bool move_lines_up(Editor *editor, const ActionCall *call)
{
    return move_lines(editor, false);
}

static bool double_lines(Editor *editor, const ActionCall *call)
{
    size_t first, last;
    lines_meant(editor, &first, &last);
    if (notebook_cell_of_line(editor->notebook, first) != notebook_cell_of_line(editor->notebook, last))
        return false;
    Pos cursor = editor->cursor, anchor = editor->visual.anchor;
    g_autofree char *text = text_of_lines(editor, first, last);
    editor_insert_lines(editor, last, true, text, strlen(text));
    cursor.line += last - first + 1;
    editor->visual.anchor = (Pos){anchor.line + last - first + 1, anchor.byte};
    editor_set_cursor(editor, cursor);
    return true;
}

static bool swap_lines(Editor *editor, const ActionCall *call)
{
    size_t line = editor->cursor.line;
    bool done = move_lines(editor, false);
    if (done) /* behind both, as the one that goes on swapping wants it */
        editor_set_cursor(editor, (Pos){MIN(line + 1, editor_line_count(editor) - 1), 0});
    return done;
}

/* --- characters --------------------------------------------------------------------------------------- */

/* The characters around the cursor; at the end of a line the two before it. */
static bool swap_chars(Editor *editor, const ActionCall *call)
{
    Pos at = editor->cursor;
    TextLine line = editor_line(editor, at.line);
    if (at.byte >= line.length)
        at.byte = utf8_previous(line.bytes, line.length, line.length);
    if (at.byte == 0 || line.length == 0)
        return false;
    size_t before = utf8_previous(line.bytes, line.length, at.byte);
    size_t behind = utf8_next(line.bytes, line.length, at.byte);
    g_autofree char *swapped = g_strdup_printf("%.*s%.*s", (int)(behind - at.byte), line.bytes + at.byte,
                                               (int)(at.byte - before), line.bytes + before);
    editor_replace(editor, (Pos){at.line, before}, (Pos){at.line, behind}, swapped, strlen(swapped));
    editor_set_cursor(editor, (Pos){at.line, behind});
    return true;
}

/* The first letter of each word a capital, the others small; line by line, for a region may span cells. */
static bool capitalise(Editor *editor, const ActionCall *call, Region *region)
{
    for (size_t number = region->start.line; number <= region->end.line; number++) {
        TextLine line = editor_line(editor, number);
        size_t from = number == region->start.line && region->wise == WISE_CHAR ? region->start.byte : 0;
        size_t to = number == region->end.line && region->wise == WISE_CHAR ? region->end.byte : line.length;
        g_autoptr(GString) text = g_string_new(NULL);
        bool inside = false;
        for (size_t at = from; at < to;) {
            size_t next = utf8_next(line.bytes, line.length, at);
            bool word = utf8_is_word(utf8_decode(line.bytes + at, line.length - at).code);
            g_autoptr(GString) one = utf8_change_case(line.bytes + at, next - at, inside ? UTF8_LOWER : UTF8_UPPER);
            g_string_append_len(text, one->str, (gssize)one->len);
            inside = word;
            at = next;
        }
        if (from < to)
            editor_replace(editor, (Pos){number, from}, (Pos){number, to}, text->str, text->len);
    }
    return true;
}

/* The blanks around the cursor become as many as are wanted. */
static bool set_blanks(Editor *editor, const char *wanted)
{
    Pos start = editor->cursor, end = start;
    TextLine line = editor_line(editor, start.line);
    while (start.byte > 0 && (line.bytes[start.byte - 1] == ' ' || line.bytes[start.byte - 1] == '\t'))
        start.byte--;
    while (end.byte < line.length && (line.bytes[end.byte] == ' ' || line.bytes[end.byte] == '\t'))
        end.byte++;
    editor_set_cursor(editor, editor_replace(editor, start, end, wanted, strlen(wanted)));
    return true;
}

static bool no_blanks(Editor *editor, const ActionCall *call)
{
    return set_blanks(editor, "");
}

static bool one_blank(Editor *editor, const ActionCall *call)
{
    return set_blanks(editor, " ");
}

/* This line goes to the end of the one before. */
static bool join_to_previous(Editor *editor, const ActionCall *call)
{
    size_t line = editor->cursor.line;
    if (line == 0 || notebook_cell_of_line(editor->notebook, line) != notebook_cell_of_line(editor->notebook, line - 1))
        return false;
    Pos at = {line - 1, editor_line_length(editor, line - 1)};
    bool done = editor_join(editor, line - 1, 2, true);
    editor_set_cursor(editor, at);
    return done;
}

/* --- replacing ---------------------------------------------------------------------------------------- */

static void ask(Editor *editor, const char *action, const char *label)
{
    editor->pending.mode_before = editor->mode;
    prompt_open(editor, '=', NULL);
    editor->pending.waiting = action_find(action);
    prompt_set_label(editor, label);
}

static bool replace(Editor *editor, const ActionCall *call)
{
    ask(editor, "replace-it", "replace: ");
    return true;
}

static bool replace_it(Editor *editor, const ActionCall *call)
{
    if (!call->text || !*call->text)
        return false;
    g_free(editor->modeless.sought);
    editor->modeless.sought = g_strdup(call->text);
    g_autofree char *label = g_strdup_printf("replace %s by: ", call->text);
    ask(editor, "replace-by", label);
    return true;
}

/* All lines, or those that are selected; each match is asked about. */
static bool replace_by(Editor *editor, const ActionCall *call)
{
    g_autofree char *sought = g_steal_pointer(&editor->modeless.sought);
    if (!sought)
        return false;
    g_autofree char *pattern = search_literal(sought);
    g_autoptr(GString) by = g_string_new(NULL);
    for (const char *at = call->text ? call->text : ""; *at; at++)
        g_string_append_printf(by, strchr("\\/&~", *at) ? "\\%c" : "%c", *at);
    Pos start, end;
    bool some = modeless_selection(editor, &start, &end) && start.line != end.line;
    g_autofree char *range = some ? g_strdup_printf("%zu,%zu", start.line + 1, end.byte ? end.line + 1 : end.line)
                                  : g_strdup("%");
    g_autofree char *line = g_strdup_printf("%ss/%s/%s/gc", range, pattern, by->str);
    return ex_execute(editor, line);
}

#define KEEPS ACTION_KEEP_VISUAL

const Action ACTIONS_LINES[] = {
    {"move-lines-down", ACTION_COMMAND, "move the line, or those selected, down", .function = move_lines_down,
     .flags = KEEPS},
    {"move-lines-up", ACTION_COMMAND, "move the line, or those selected, up", .function = move_lines_up, .flags = KEEPS},
    {"double-lines", ACTION_COMMAND, "the line, or those selected, a second time", .function = double_lines,
     .flags = KEEPS},
    {"swap-lines", ACTION_COMMAND, "this line changes place with the one above", .function = swap_lines},
    {"swap-chars", ACTION_COMMAND, "the characters around the cursor change places", .function = swap_chars},
    {"capitalise", ACTION_OPERATOR, "make the first letters of words capitals", .function = capitalise},
    {"no-blanks", ACTION_COMMAND, "delete the blanks around the cursor", .function = no_blanks},
    {"one-blank", ACTION_COMMAND, "one blank instead of those around the cursor", .function = one_blank},
    {"join-to-previous", ACTION_COMMAND, "join the line to the one before", .function = join_to_previous},
    {"replace", ACTION_COMMAND, "replace a text by another, one by one", .function = replace, .flags = KEEPS},
    {"replace-it", ACTION_COMMAND, "of `replace`: what was typed is what is sought", .function = replace_it,
     .flags = KEEPS},
    {"replace-by", ACTION_COMMAND, "of `replace`: what was typed is put in its place", .function = replace_by},
    {0},
};
