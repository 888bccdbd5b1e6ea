/* Operators: what they do to a region. */
#include "edit/ex.h"

#include <string.h>

/* As the lines of a `:` command are told, if there are more than two. */
static void tell_lines(Editor *editor, const Region *region, const char *what)
{
    if (region->wise == WISE_LINE)
        ex_report(editor, (long)region->lines, what);
}

static bool delete(Editor *editor, const ActionCall *call, Region *region)
{
    if (!editor_delete_region(editor, region, call->reg, false))
        return false;
    tell_lines(editor, region, "fewer lines");
    return true;
}

static bool yank(Editor *editor, const ActionCall *call, Region *region)
{
    if (!registers_writable(call->reg))
        return false;
    editor_yank_region(editor, region, call->reg);
    tell_lines(editor, region, "lines yanked");
    return true;
}

/* A step of undo, also if nothing changes; and U knows of it. */
static void touch(Editor *editor, const Region *region)
{
    editor_undo_touch(editor);
    if (region->lines == 1)
        line_undo_remember(editor, region->start.line);
}

/* What an operator changed in several places counts as one, at its start. */
static void changed_since(Editor *editor, const Region *region, uint64_t generation)
{
    if (notebook_generation(editor->notebook) != generation)
        marks_change_was(editor, (Pos){region->start.line, region->wise == WISE_CHAR ? region->start.byte : 0});
}

/* --- change ------------------------------------------------------------------------------------------- */

static bool change_lines(Editor *editor, Region *region)
{
    size_t first = region->start.line;
    if (region->lines > 1) {
        editor->cursor = (Pos){first + 1, region->start.byte};
        editor_delete_lines(editor, first + 1, region->end.line);
    }
    editor->cursor = (Pos){first, 0};
    size_t keep = editor->options.autoindent ? editor_indent_bytes(editor, first) : 0;
    editor_replace(editor, (Pos){first, keep}, (Pos){first, editor_line_length(editor, first)}, "", 0);
    editor_set_cursor(editor, (Pos){first, keep});
    return editor->options.autoindent;
}

static bool change(Editor *editor, const ActionCall *call, Region *region)
{
    if (region->wise == WISE_CELL)
        region->wise = WISE_LINE;
    if (!editor_delete_region(editor, region, call->reg, true))
        return false;
    bool indented = false;
    if (region->wise == WISE_LINE)
        indented = change_lines(editor, region);
    else
        editor_set_cursor(editor, region->start);
    insert_start(editor, NULL, MODE_INSERT);
    editor->insert.auto_indent = indented;
    if (region->wise == WISE_BLOCK)
        insert_block(editor, region, false);
    editor->insert.block_change = region->wise == WISE_BLOCK;
    return true;
}

/* --- shifting ------------------------------------------------------------------------------------------ */

static bool shift(Editor *editor, const ActionCall *call, Region *region, long sign)
{
    touch(editor, region);
    uint64_t generation = notebook_generation(editor->notebook);
    long amount = sign * (region->visual ? call->count : 1);
    for (size_t line = region->start.line; line <= region->end.line; line++) {
        if (region->wise == WISE_BLOCK && editor_byte_at_column(editor, line, region->left) >=
                                              editor_line_length(editor, line))
            continue;
        if (region->wise == WISE_BLOCK)
            editor_shift_block_line(editor, line, region->left, amount);
        else if (editor_line_length(editor, line))
            editor_shift_line(editor, line, amount, false);
    }
    if (notebook_generation(editor->notebook) != generation)
        marks_change_was(editor, (Pos){region->start.line, 0});
    editor_set_change_marks(editor, (Pos){region->start.line, 0},
                            (Pos){region->end.line, editor_last_byte(editor, region->end.line)});
    if (region->wise == WISE_BLOCK)
        editor_set_cursor(editor, region->start);
    else if (editor->options.startofline)
        editor_cursor_to_indent(editor, region->start.line);
    else
        editor_go_to_column(editor, region->start.line,
                            region->wise == WISE_LINE ? region->want : region->want_after);
    return true;
}

static bool shift_right(Editor *editor, const ActionCall *call, Region *region)
{
    return shift(editor, call, region, 1);
}

static bool shift_left(Editor *editor, const ActionCall *call, Region *region)
{
    return shift(editor, call, region, -1);
}

/* --- characters for characters -------------------------------------------------------------------------- */

typedef GString *(*Transform)(const char *bytes, size_t length, gpointer data);

static void transform_bytes(Editor *editor, Pos start, Pos end, Transform transform, gpointer data)
{
    TextLine line = editor_line(editor, start.line);
    g_autoptr(GString) new = transform(line.bytes + start.byte, end.byte - start.byte, data);
    if (new->len != end.byte - start.byte || memcmp(new->str, line.bytes + start.byte, new->len) != 0)
        editor_replace(editor, start, end, new->str, new->len);
}

/* Applies `transform` to each line's part of a region. */
static void transform_region(Editor *editor, const Region *region, Transform transform, gpointer data)
{
    touch(editor, region);
    uint64_t generation = notebook_generation(editor->notebook);
    size_t right = region->wise == WISE_BLOCK ? block_right(editor, region) : 0;
    for (size_t line = region->start.line; line <= region->end.line; line++) {
        Pos start = {line, 0}, end = {line, editor_line_length(editor, line)};
        if (region->wise == WISE_BLOCK) {
            BlockPart part = block_part(editor, line, region->left, right, true);
            start.byte = part.start;
            end.byte = part.end;
        } else if (region->wise == WISE_CHAR) {
            start = line == region->start.line ? region->start : start;
            end = line == region->end.line ? region->end : end;
        }
        if (start.byte < end.byte)
            transform_bytes(editor, start, end, transform, data);
    }
    changed_since(editor, region, generation);
    editor_clamp_cursor(editor);
}

/* An empty range at the start of a line is taken as something: Vim goes one character back from its end, which
 * there leads into the line before, or in the first line nowhere. */
static void widen_empty(const Editor *editor, Region *region)
{
    if (!region->empty || region->wise != WISE_CHAR || region->start.byte > 0)
        return;
    TextLine line = editor_line(editor, region->start.line);
    region->end.byte = region->start.line == 0 ? utf8_next(line.bytes, line.length, 0) : line.length;
    region->empty = false;
}

static GString *change_case(const char *bytes, size_t length, gpointer how)
{
    return utf8_change_case(bytes, length, *(const Utf8Case *)how);
}

static bool with_case(Editor *editor, Region *region, Utf8Case how)
{
    widen_empty(editor, region);
    touch(editor, region);
    if (region->empty)
        return true;
    transform_region(editor, region, change_case, &how);
    Pos start = region->wise == WISE_LINE ? (Pos){region->start.line, 0} : region->start;
    editor_set_change_marks(editor, start, region->end);
    return true;
}

static bool toggle_case(Editor *editor, const ActionCall *call, Region *region)
{
    return with_case(editor, region, UTF8_TOGGLE);
}

static bool upper_case(Editor *editor, const ActionCall *call, Region *region)
{
    return with_case(editor, region, UTF8_UPPER);
}

static bool lower_case(Editor *editor, const ActionCall *call, Region *region)
{
    return with_case(editor, region, UTF8_LOWER);
}

static GString *rotate13(const char *bytes, size_t length, gpointer data)
{
    GString *text = g_string_new_len(bytes, (gssize)length);
    for (size_t i = 0; i < length; i++) {
        char first = g_ascii_isupper(bytes[i]) ? 'A' : 'a';
        if (g_ascii_isalpha(bytes[i]))
            text->str[i] = (char)(first + (bytes[i] - first + 13) % 26);
    }
    return text;
}

static bool rot13(Editor *editor, const ActionCall *call, Region *region)
{
    widen_empty(editor, region);
    if (!region->empty)
        transform_region(editor, region, rotate13, NULL);
    return true;
}

static GString *fill(const char *bytes, size_t length, gpointer key)
{
    char one[4];
    size_t size = utf8_encode(((const Key *)key)->code, one);
    GString *text = g_string_new(NULL);
    for (size_t at = 0; at < length; at = utf8_next(bytes, length, at))
        g_string_append_len(text, one, (gssize)size);
    return text;
}

/* Each column of a block becomes a character: of a tab or a wide character as many as it is wide. */
static void replace_block(Editor *editor, const Region *region, uint32_t code)
{
    char one[4];
    size_t size = utf8_encode(code, one), right = block_right(editor, region);
    Utf8Display display = {.tab_stop = editor->options.tabstop};
    bool wide = utf8_width(one, size, 0, &display) > 1;
    for (size_t line = region->start.line; line <= region->end.line; line++) {
        BlockPart part = block_part(editor, line, region->left, right, true);
        if (part.start >= part.end)
            continue;
        size_t end = editor_column(editor, (Pos){line, part.end});
        size_t columns = part.is_short ? end - region->left : right - region->left + 1;
        size_t blanks = part.blanks_behind + (wide && columns % 2 && !part.is_short);
        g_autoptr(GString) text = g_string_new(NULL);
        g_string_append_printf(text, "%*s", (int)part.blanks_before, "");
        for (size_t i = 0; i < (wide ? columns / 2 : columns); i++)
            g_string_append_len(text, one, (gssize)size);
        g_string_append_printf(text, "%*s", (int)blanks, "");
        editor_replace(editor, (Pos){line, part.start}, (Pos){line, part.end}, text->str, text->len);
        marks_change_was(editor, (Pos){region->start.line, 0});
    }
    editor_clamp_cursor(editor);
}

static bool replace(Editor *editor, const ActionCall *call, Region *region)
{
    Key key = call->argument;
    if (key.modifiers || key.code >= KEY_NONE || key.code < ' ')
        return false;
    editor_undo_touch(editor);
    if (region->wise == WISE_BLOCK)
        replace_block(editor, region, key.code);
    else if (!region->empty)
        transform_region(editor, region, fill, &key);
    if (region->wise == WISE_LINE)
        editor_set_cursor(editor, (Pos){region->start.line, 0});
    return true;
}

/* --- joining ------------------------------------------------------------------------------------------------ */

static bool join_region(Editor *editor, Region *region, bool blanks)
{
    size_t lines = MAX(region->lines, 2);
    return editor_join(editor, region->start.line, lines, blanks);
}

static bool join(Editor *editor, const ActionCall *call, Region *region)
{
    return join_region(editor, region, true);
}

static bool join_directly(Editor *editor, const ActionCall *call, Region *region)
{
    return join_region(editor, region, false);
}

/* --- blocks --------------------------------------------------------------------------------------------------- */

static bool insert_before_block(Editor *editor, const ActionCall *call, Region *region)
{
    if (region->wise != WISE_BLOCK) {
        editor_set_cursor(editor, region->start);
        insert_start(editor, call, MODE_INSERT);
        return true;
    }
    insert_start(editor, NULL, MODE_INSERT);
    insert_block(editor, region, false);
    return true;
}

static bool append_behind_block(Editor *editor, const ActionCall *call, Region *region)
{
    if (region->wise != WISE_BLOCK) {
        /* of lines: behind the character where the selection ends, but not behind the first one or $ */
        Pos end = region->end;
        TextLine line = editor_line(editor, end.line);
        end.byte = MIN(end.byte, editor_last_byte(editor, end.line));
        size_t next = utf8_next(line.bytes, line.length, end.byte);
        if (region->want_after != SIZE_MAX && editor_column(editor, (Pos){end.line, next}) > 1)
            end.byte = next;
        editor_set_cursor(editor, end);
        insert_start(editor, call, MODE_INSERT);
        return true;
    }
    insert_start(editor, NULL, MODE_INSERT);
    insert_block(editor, region, true);
    return true;
}

/* --- comments, indent ------------------------------------------------------------------------------------------ */

static bool is_comment(const Editor *editor, size_t line)
{
    size_t at = editor_indent_bytes(editor, line);
    TextLine text = editor_line(editor, line);
    return at < text.length && text.bytes[at] == '#';
}

static void comment_line(Editor *editor, size_t line, size_t column, bool add)
{
    TextLine text = editor_line(editor, line);
    if (add) {
        size_t at = editor_byte_at_column(editor, line, column);
        editor_replace(editor, (Pos){line, at}, (Pos){line, at}, "# ", 2);
        return;
    }
    size_t at = editor_indent_bytes(editor, line);
    size_t length = at + 1 < text.length && text.bytes[at + 1] == ' ' ? 2 : 1;
    editor_replace(editor, (Pos){line, at}, (Pos){line, at + length}, "", 0);
}

/* Comments lines out; if all of them are comments, takes the signs away. */
static bool toggle_comment(Editor *editor, const ActionCall *call, Region *region)
{
    bool all = true, any = false;
    size_t column = SIZE_MAX;
    for (size_t line = region->start.line; line <= region->end.line; line++) {
        if (editor_indent_bytes(editor, line) == editor_line_length(editor, line))
            continue;
        any = true;
        all = all && is_comment(editor, line);
        column = MIN(column, editor_indent_width(editor, line));
    }
    for (size_t line = region->start.line; any && line <= region->end.line; line++) {
        if (editor_indent_bytes(editor, line) < editor_line_length(editor, line))
            comment_line(editor, line, column, !all);
    }
    editor_clamp_cursor(editor);
    return true;
}

/* = with autoindent alone: each line gets the indent of the line above that is not empty. */
static bool reindent(Editor *editor, const ActionCall *call, Region *region)
{
    touch(editor, region);
    for (size_t line = region->start.line; line <= region->end.line; line++) {
        if (!editor_line_length(editor, line))
            continue;
        size_t above = line;
        while (above > 0 && !editor_line_length(editor, above - 1))
            above--;
        editor_set_indent(editor, line, above > 0 ? editor_indent_width(editor, above - 1) : 0);
    }
    if (editor->options.startofline)
        editor_cursor_to_indent(editor, region->start.line);
    else
        editor_go_to_column(editor, region->start.line, region->want_after);
    return true;
}

/* Filtering is the command line's: ":.,.+2!" is to be completed. */
static bool filter(Editor *editor, const ActionCall *call, Region *region)
{
    g_autofree char *range = region->lines > 1 ? g_strdup_printf(".,.+%zu!", region->lines - 1) : g_strdup(".!");
    editor_set_cursor(editor, region->start);
    normal_open_command_line(editor, range);
    return true;
}

#define LINES OPERATOR_LINES

const Action ACTIONS_OPERATOR[] = {
    {"delete", ACTION_OPERATOR, "delete text into a register", .function = delete},
    {"delete-lines", ACTION_OPERATOR, "delete the selected lines; of a block, to the ends of its lines",
     .function = delete, .flags = OPERATOR_FORCE_LINES | OPERATOR_TO_END},
    {"delete-whole-lines", ACTION_OPERATOR, "delete the selected lines", .function = delete,
     .flags = OPERATOR_FORCE_LINES},
    {"yank", ACTION_OPERATOR, "copy text into a register", .function = yank, .flags = OPERATOR_NO_REPEAT},
    {"yank-lines", ACTION_OPERATOR, "copy the selected lines into a register", .function = yank,
     .flags = OPERATOR_NO_REPEAT | OPERATOR_FORCE_LINES | OPERATOR_TO_END},
    {"change", ACTION_OPERATOR, "delete text and insert", .function = change, .flags = ACTION_INSERTS},
    {"change-lines", ACTION_OPERATOR, "delete the selected lines and insert; of a block, to the ends of its lines",
     .function = change, .flags = ACTION_INSERTS | OPERATOR_FORCE_LINES | OPERATOR_TO_END},
    {"change-whole-lines", ACTION_OPERATOR, "delete the selected lines and insert", .function = change,
     .flags = ACTION_INSERTS | OPERATOR_FORCE_LINES},
    {"shift-right", ACTION_OPERATOR, "indent lines", .function = shift_right, .flags = LINES},
    {"shift-left", ACTION_OPERATOR, "take back indent of lines", .function = shift_left, .flags = LINES},
    {"toggle-case", ACTION_OPERATOR, "swap upper and lower case", .function = toggle_case},
    {"upper-case", ACTION_OPERATOR, "make upper case", .function = upper_case},
    {"lower-case", ACTION_OPERATOR, "make lower case", .function = lower_case},
    {"rot13", ACTION_OPERATOR, "rotate letters by 13", .function = rot13},
    {"replace-selection", ACTION_OPERATOR, "replace each selected character by another", .takes_key = true,
     .function = replace, .flags = ACTION_DIGRAPH},
    {"join-selection", ACTION_OPERATOR, "join the selected lines with blanks", .function = join, .flags = LINES},
    {"join-selection-directly", ACTION_OPERATOR, "join the selected lines as they are", .function = join_directly,
     .flags = LINES},
    {"insert-before-block", ACTION_OPERATOR, "insert before each line of a block", .function = insert_before_block,
     .flags = ACTION_INSERTS | OPERATOR_FORCE_LINES | OPERATOR_BLOCKS},
    {"append-behind-block", ACTION_OPERATOR, "insert behind each line of a block", .function = append_behind_block,
     .flags = ACTION_INSERTS | OPERATOR_FORCE_LINES | OPERATOR_BLOCKS},
    {"comment", ACTION_OPERATOR, "make lines comments, or comments code", .function = toggle_comment,
     .flags = LINES},
    {"filter", ACTION_OPERATOR, "send lines through a shell command", .function = filter,
     .flags = LINES | OPERATOR_NO_REPEAT},
    {"indent", ACTION_OPERATOR, "indent lines as the line above", .function = reindent, .flags = LINES},
    {NULL},
};
