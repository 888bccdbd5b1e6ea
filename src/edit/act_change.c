/* Commands that change text without an operator: J, r, ~, u, <C-a>. */
#include "edit/editor_private.h"

#include <stdlib.h>
#include <string.h>

/* --- joining ------------------------------------------------------------------------------------------ */

/* Whether J puts a blank between two lines. */
static bool wants_blank(const GString *so_far, TextLine next, size_t from)
{
    if (from >= next.length || next.bytes[from] == ')' || so_far->len == 0)
        return false;
    char last = so_far->str[so_far->len - 1];
    return last != '\t' && last != ' ';
}

bool editor_join(Editor *editor, size_t first, size_t lines, bool blanks)
{
    size_t last_of_cell = notebook_last_line(editor->notebook, notebook_cell_of_line(editor->notebook, first));
    if (first >= last_of_cell)
        return false;
    if (first + lines - 1 > last_of_cell) {
        if (last_of_cell + 1 == editor_line_count(editor))
            return false;
        lines = last_of_cell - first + 1;
    }
    size_t last = first + lines - 1;
    TextLine line = editor_line(editor, first);
    g_autoptr(GString) joined = g_string_new_len(line.bytes, (gssize)line.length);
    size_t start = joined->len, cursor = 0;
    for (size_t number = first + 1; number <= last; number++) {
        line = editor_line(editor, number);
        size_t from = blanks ? editor_indent_bytes(editor, number) : 0;
        cursor = joined->len;
        bool blank = blanks && wants_blank(joined, line, from);
        marks_join(editor, number, (Pos){first, cursor}, from, blank);
        if (blank)
            g_string_append_c(joined, ' ');
        g_string_append_len(joined, line.bytes + from, (gssize)(line.length - from));
    }
    editor_set_change_marks(editor, (Pos){first, start}, (Pos){first, joined->len});
    editor_replace(editor, (Pos){first, start}, (Pos){last, line.length}, joined->str + start, joined->len - start);
    editor_set_change_marks(editor, (Pos){first, start}, (Pos){first, joined->len});
    marks_change_was(editor, (Pos){MIN(first + 1, editor_line_count(editor) - 1), 0});
    editor_set_cursor(editor, (Pos){first, cursor});
    editor_clamp_cursor(editor);
    return true;
}

static bool join(Editor *editor, const ActionCall *call, bool blanks)
{
    size_t line = editor->cursor.line, lines = (size_t)MAX(call->count, 2);
    size_t last_of_cell = notebook_last_line(editor->notebook, notebook_cell_of_line(editor->notebook, line));
    if (line + lines - 1 > last_of_cell) {
        if (lines <= 2)
            return false;
        lines = last_of_cell - line + 1;
    }
    if (lines == 1) {
        editor_set_cursor(editor, (Pos){line, 0});
        return true;
    }
    return editor_join(editor, line, lines, blanks);
}

static bool join_lines(Editor *editor, const ActionCall *call)
{
    return join(editor, call, true);
}

static bool join_lines_directly(Editor *editor, const ActionCall *call)
{
    return join(editor, call, false);
}

/* --- characters ------------------------------------------------------------------------------------------ */

/* The byte behind `count` characters from the cursor; false if the line is shorter. */
static bool span_of(const Editor *editor, long count, size_t *end)
{
    TextLine line = editor_line(editor, editor->cursor.line);
    *end = editor->cursor.byte;
    for (long i = 0; i < count; i++) {
        if (*end >= line.length)
            return false;
        *end = utf8_next(line.bytes, line.length, *end);
    }
    return true;
}

static bool replace_by_newline(Editor *editor, size_t end)
{
    Pos at = editor->cursor;
    editor_replace(editor, at, (Pos){at.line, end}, "", 0);
    insert_start(editor, NULL, MODE_INSERT);
    insert_newline(editor);
    editor->mode = MODE_NORMAL;
    editor->insert.auto_indent = false;
    editor_clamp_cursor(editor);
    return true;
}

static bool replace_char(Editor *editor, const ActionCall *call)
{
    Key key = call->argument;
    size_t end;
    if (!span_of(editor, call->count, &end))
        return false;
    if (key.code == 13 && !key.modifiers)
        return replace_by_newline(editor, end);
    if (key.code >= KEY_NONE || (key.modifiers & ~MOD_CTRL))
        return false;
    g_autofree char *one = text_of_keys(&key, 1);
    g_autoptr(GString) text = g_string_new(NULL);
    for (long i = 0; i < call->count; i++)
        g_string_append(text, one);
    Pos at = editor->cursor, last = {at.line, at.byte + text->len - strlen(one)};
    editor_replace(editor, at, (Pos){at.line, end}, text->str, text->len);
    editor_set_change_marks(editor, at, last);
    marks_change_was(editor, last); /* they are replaced one by one */
    editor_set_cursor(editor, last);
    return true;
}

static bool toggle_case_of_chars(Editor *editor, const ActionCall *call)
{
    Pos at = editor->cursor;
    TextLine line = editor_line(editor, at.line);
    if (!line.length)
        return false;
    editor_undo_touch(editor);
    size_t end = at.byte;
    for (long i = 0; i < call->count && end < line.length; i++)
        end = utf8_next(line.bytes, line.length, end);
    g_autoptr(GString) text = utf8_change_case(line.bytes + at.byte, end - at.byte, UTF8_TOGGLE);
    editor_replace(editor, at, (Pos){at.line, end}, text->str, text->len);
    editor_set_change_marks(editor, at, (Pos){at.line, at.byte + text->len});
    editor_set_cursor(editor, (Pos){at.line, at.byte + text->len});
    return true;
}

/* --- numbers ------------------------------------------------------------------------------------------------ */

/* A number in a line: its sign and prefix, its digits. */
typedef struct {
    size_t start, digits, end;
    int base; /* 10, 16 or 2 */
    bool negative;
} Number;

static bool is_digit_of(char c, int base)
{
    return base == 16 ? g_ascii_isxdigit(c) : base == 2 ? c == '0' || c == '1' : g_ascii_isdigit(c);
}

/* The prefix 0x or 0b of which `at` is a part, or which stands right at it. */
static bool prefixed_at(TextLine line, size_t at, Number *number)
{
    size_t start = at;
    while (start > 0 && g_ascii_isxdigit(line.bytes[start - 1]))
        start--;
    size_t zero = start;
    if (zero > 0 && start < line.length && zero >= 1 && strchr("xXbB", line.bytes[zero - 1]) && zero >= 2 &&
        line.bytes[zero - 2] == '0')
        zero -= 2;
    else if (at > 0 && at < line.length && strchr("xXbB", line.bytes[at]) && line.bytes[at - 1] == '0')
        zero = at - 1;
    else
        zero = at;
    for (size_t from = zero; from <= zero; from++) {
        if (from + 2 >= line.length || line.bytes[from] != '0' || !strchr("xXbB", line.bytes[from + 1]))
            continue;
        int base = strchr("xX", line.bytes[from + 1]) ? 16 : 2;
        if (!is_digit_of(line.bytes[from + 2], base))
            continue;
        *number = (Number){.start = from, .digits = from + 2, .base = base};
        number->end = number->digits;
        while (number->end < line.length && is_digit_of(line.bytes[number->end], base))
            number->end++;
        return number->end > at;
    }
    return false;
}

static bool find_number(TextLine line, size_t at, Number *number)
{
    if (prefixed_at(line, at, number))
        return true;
    size_t digit = at;
    while (digit < line.length && !g_ascii_isdigit(line.bytes[digit]))
        digit++;
    if (digit >= line.length)
        return false;
    if (digit > at && prefixed_at(line, digit, number))
        return true;
    while (digit > 0 && g_ascii_isdigit(line.bytes[digit - 1]))
        digit--;
    *number = (Number){.start = digit, .digits = digit, .base = 10};
    number->end = digit;
    while (number->end < line.length && g_ascii_isdigit(line.bytes[number->end]))
        number->end++;
    if (digit > 0 && line.bytes[digit - 1] == '-') {
        number->negative = true;
        number->start--;
    }
    return true;
}

static char *number_text(TextLine line, const Number *number, long by)
{
    g_autofree char *digits = g_strndup(line.bytes + number->digits, number->end - number->digits);
    uint64_t value = g_ascii_strtoull(digits, NULL, (guint)number->base);
    size_t width = strlen(digits);
    if (number->base == 10) {
        gint64 sum = (number->negative ? -(gint64)value : (gint64)value) + by;
        bool leading = digits[0] == '0' && width > 1;
        uint64_t size = (uint64_t)(sum < 0 ? -sum : sum);
        return g_strdup_printf("%s%0*" G_GUINT64_FORMAT, sum < 0 ? "-" : "", leading ? (int)width : 1, size);
    }
    value += (uint64_t)by;
    g_autofree char *prefix = g_strndup(line.bytes + number->start, 2);
    if (number->base == 2) {
        g_autoptr(GString) bits = g_string_new(NULL);
        for (; value || !bits->len; value >>= 1)
            g_string_prepend_c(bits, value & 1 ? '1' : '0');
        while (bits->len < width)
            g_string_prepend_c(bits, '0');
        return g_strconcat(prefix, bits->str, NULL);
    }
    bool upper = false;
    for (size_t i = 0; digits[i]; i++)
        upper = g_ascii_isalpha(digits[i]) ? g_ascii_isupper(digits[i]) : upper;
    return g_strdup_printf(upper ? "%s%0*" G_GINT64_MODIFIER "X" : "%s%0*" G_GINT64_MODIFIER "x", prefix, (int)width,
                           value);
}

static bool add_at(Editor *editor, Pos at, size_t limit, long by, Pos *last)
{
    TextLine line = editor_line(editor, at.line);
    line.length = MIN(line.length, limit);
    Number number;
    if (!find_number(line, at.byte, &number))
        return false;
    g_autofree char *text = number_text(line, &number, by);
    size_t start = number.start;
    editor_replace(editor, (Pos){at.line, start}, (Pos){at.line, number.end}, text, strlen(text));
    *last = (Pos){at.line, start + strlen(text) - 1};
    return true;
}

static bool add(Editor *editor, const ActionCall *call, long sign)
{
    Pos last;
    editor_undo_touch(editor); /* a step of undo also if there is no number */
    if (!add_at(editor, editor->cursor, SIZE_MAX, sign * call->count, &last))
        return false;
    editor_set_change_marks(editor, editor->cursor, last);
    editor_set_cursor(editor, last);
    return true;
}

static bool increment(Editor *editor, const ActionCall *call)
{
    return add(editor, call, 1);
}

static bool decrement(Editor *editor, const ActionCall *call)
{
    return add(editor, call, -1);
}

/* The first number of each selected line; progressive: each time by more. */
static bool add_in_region(Editor *editor, const ActionCall *call, Region *region, long sign, bool progressive)
{
    long by = sign * call->count, step = progressive ? by : 0;
    for (size_t line = region->start.line; line <= region->end.line; line++) {
        Pos at = {line, 0}, last;
        size_t limit = SIZE_MAX;
        if (region->wise == WISE_BLOCK) {
            BlockPart part = block_part(editor, line, region->left, block_right(editor, region), true);
            at.byte = part.start;
            limit = part.end;
        } else if (region->wise == WISE_CHAR) {
            at.byte = line == region->start.line ? region->start.byte : 0;
            limit = line == region->end.line ? region->end.byte : SIZE_MAX;
        }
        if (add_at(editor, at, limit, by, &last))
            by += step;
    }
    editor_set_cursor(editor, (Pos){region->start.line, region->wise == WISE_LINE ? 0 : region->start.byte});
    return true;
}

static bool increment_region(Editor *editor, const ActionCall *call, Region *region)
{
    return add_in_region(editor, call, region, 1, false);
}

static bool decrement_region(Editor *editor, const ActionCall *call, Region *region)
{
    return add_in_region(editor, call, region, -1, false);
}

static bool increment_progressively(Editor *editor, const ActionCall *call, Region *region)
{
    return add_in_region(editor, call, region, 1, true);
}

static bool decrement_progressively(Editor *editor, const ActionCall *call, Region *region)
{
    return add_in_region(editor, call, region, -1, true);
}

/* --- undo ----------------------------------------------------------------------------------------------------- */

static bool undo(Editor *editor, const ActionCall *call)
{
    editor_undo_break(editor);
    editor_undo(editor, call->count);
    return true;
}

static bool redo(Editor *editor, const ActionCall *call)
{
    editor_undo_break(editor);
    editor_redo(editor, call->count);
    return true;
}

static bool choose_register(Editor *editor, const ActionCall *call)
{
    uint32_t name = call->argument.code;
    if (name == '=' && !call->argument.modifiers && !editor->input.repeating)
        return normal_open_prompt(editor, action_find("expression-register"));
    if (call->argument.modifiers || (!registers_writable(name) && !(name && name < 128 && strchr(".%:/=", (int)name))))
        return false;
    editor->pending.reg = name;
    return true;
}

static bool force(Editor *editor, Wise wise)
{
    editor->pending.forced = true;
    editor->pending.force = wise;
    return true;
}

static bool force_chars(Editor *editor, const ActionCall *call)
{
    return force(editor, WISE_CHAR);
}

static bool force_lines(Editor *editor, const ActionCall *call)
{
    return force(editor, WISE_LINE);
}

static bool force_block(Editor *editor, const ActionCall *call)
{
    return force(editor, WISE_BLOCK);
}

const Action ACTIONS_CHANGE[] = {
    {"join", ACTION_COMMAND, "join lines with blanks", .function = join_lines, .flags = ACTION_REPEAT},
    {"join-directly", ACTION_COMMAND, "join lines as they are", .function = join_lines_directly,
     .flags = ACTION_REPEAT},
    {"replace-char", ACTION_COMMAND, "replace characters by another", .takes_key = true, .function = replace_char,
     .flags = ACTION_REPEAT | ACTION_DIGRAPH},
    {"toggle-case-of-chars", ACTION_COMMAND, "swap upper and lower case and go right",
     .function = toggle_case_of_chars, .flags = ACTION_REPEAT},
    {"increment", ACTION_COMMAND, "add to the number at or behind the cursor", .function = increment,
     .flags = ACTION_REPEAT},
    {"decrement", ACTION_COMMAND, "subtract from the number at or behind the cursor", .function = decrement,
     .flags = ACTION_REPEAT},
    {"increment-selection", ACTION_OPERATOR, "add to the first number of each selected line",
     .function = increment_region, .flags = OPERATOR_LINES},
    {"decrement-selection", ACTION_OPERATOR, "subtract from the first number of each selected line",
     .function = decrement_region, .flags = OPERATOR_LINES},
    {"increment-progressively", ACTION_OPERATOR, "add more and more to the first number of each selected line",
     .function = increment_progressively, .flags = OPERATOR_LINES},
    {"decrement-progressively", ACTION_OPERATOR, "subtract more and more", .function = decrement_progressively,
     .flags = OPERATOR_LINES},
    {"undo", ACTION_COMMAND, "take back the last change", .function = undo},
    {"undo-line", ACTION_COMMAND, "take back all changes of the line changed last", .function = line_undo},
    {"redo", ACTION_COMMAND, "do a change again that was taken back", .function = redo},
    {"register", ACTION_COMMAND, "name the register of the next command", .takes_key = true,
     .function = choose_register, .flags = ACTION_PREFIX},
    {"force-chars", ACTION_COMMAND, "make the motion characterwise", .function = force_chars, .flags = ACTION_PREFIX},
    {"force-lines", ACTION_COMMAND, "make the motion linewise", .function = force_lines, .flags = ACTION_PREFIX},
    {"force-block", ACTION_COMMAND, "make the motion a block", .function = force_block, .flags = ACTION_PREFIX},
    {NULL},
};
