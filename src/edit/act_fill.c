#include "edit/fill.h"

#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static size_t skip_blanks(TextLine line, size_t at)
{
    while (at < line.length && is_blank(line.bytes[at]))
        at++;
    return at;
}

size_t fill_comment_bytes(TextLine line)
{
    size_t at = skip_blanks(line, 0);
    bool is_comment = at < line.length && line.bytes[at] == '#' && (at + 1 == line.length || is_blank(line.bytes[at + 1]));
    return is_comment ? skip_blanks(line, at + 1) : 0;
}

size_t fill_width(const Editor *editor)
{
    enum { WITHOUT_OPTION = 79 };
    return editor->options.textwidth ? editor->options.textwidth : WITHOUT_OPTION;
}

bool fill_break(const Editor *editor, TextLine line, size_t length, size_t width, size_t *start, size_t *end)
{
    Utf8Display display = {.tab_stop = editor->options.tabstop};
    size_t comment = fill_comment_bytes(line), at = length;
    size_t border = utf8_byte_at(line.bytes, length, width, &display);
    bool found = false;
    if (utf8_column(line.bytes, length, length, &display) <= width)
        return false;
    /* the last blanks within the width, or else the first behind it */
    while (at > 0) {
        while (at > 0 && !is_blank(line.bytes[at - 1]))
            at--;
        size_t behind = at;
        while (at > 0 && is_blank(line.bytes[at - 1]))
            at--;
        if (at == 0 || at < comment)
            break;
        *start = at;
        *end = behind;
        found = true;
        if (at <= border)
            break;
    }
    return found;
}

/* What a line that continues another begins with: its indent, and the sign of a comment. */
static char *lead_of(const Editor *editor, TextLine line)
{
    size_t comment = fill_comment_bytes(line);
    if (comment)
        return g_strndup(line.bytes, comment);
    return g_strndup(line.bytes, editor->options.autoindent ? skip_blanks(line, 0) : 0);
}

void fill_typed(Editor *editor, const char *bytes, size_t length)
{
    size_t width = editor->options.textwidth;
    if (!width || editor->mode != MODE_INSERT || is_blank(*bytes))
        return;
    for (;;) {
        Pos at = editor->cursor;
        TextLine line = editor_line(editor, at.line);
        g_autoptr(GString) so_far = g_string_new_len(line.bytes, (gssize)at.byte);
        g_string_append_len(so_far, bytes, (gssize)length);
        size_t start, end;
        if (!fill_break(editor, (TextLine){so_far->str, so_far->len}, so_far->len, width, &start, &end) || end > at.byte)
            return;
        g_autofree char *lead = lead_of(editor, line);
        g_autofree char *between = g_strconcat("\n", lead, NULL);
        Pos after = editor_replace(editor, (Pos){at.line, start}, (Pos){at.line, end}, between, strlen(between));
        editor_set_cursor(editor, (Pos){after.line, after.byte + at.byte - end});
        line_undo_clear(editor);
    }
}

/* --- paragraphs --------------------------------------------------------------------------------------- */

/* Nothing but blanks behind the sign of a comment: it divides paragraphs. */
static bool divides(TextLine line)
{
    return skip_blanks(line, fill_comment_bytes(line)) == line.length;
}

/* Whether two lines have the same sign of a comment, or none. */
static bool same_kind(TextLine a, TextLine b)
{
    return !fill_comment_bytes(a) == !fill_comment_bytes(b);
}

static size_t text_start(TextLine line)
{
    size_t comment = fill_comment_bytes(line);
    return comment ? comment : skip_blanks(line, 0);
}

static size_t count_ink(const char *bytes, size_t length)
{
    size_t ink = 0;
    for (size_t i = 0; i < length; i++)
        ink += !is_blank(bytes[i]);
    return ink;
}

/* The lines [first, last] of a paragraph as one; `cursor` is a place in them, and becomes the number of bytes before
 * it that are no blanks, or SIZE_MAX if it is not in there. */
static GString *join_paragraph(const Editor *editor, size_t first, size_t last, Pos cursor, size_t *ink)
{
    GString *text = g_string_new(NULL);
    *ink = SIZE_MAX;
    for (size_t number = first; number <= last; number++) {
        TextLine line = editor_line(editor, number);
        size_t from = number == first ? 0 : text_start(line);
        if (number > first && line.bytes[from] != ')' && text->len && !is_blank(text->str[text->len - 1]))
            g_string_append_c(text, ' ');
        if (cursor.line == number)
            *ink = count_ink(text->str, text->len) + count_ink(line.bytes + from, MAX(cursor.byte, from) - from);
        g_string_append_len(text, line.bytes + from, (gssize)(line.length - from));
    }
    return text;
}

/* The indent of the first line as the options want it. */
static void normalize_indent(const Editor *editor, GString *text)
{
    TextLine line = {text->str, text->len};
    Utf8Display display = {.tab_stop = editor->options.tabstop};
    size_t bytes = skip_blanks(line, 0), width = utf8_column(text->str, text->len, bytes, &display);
    size_t tabs = editor->options.expandtab ? 0 : width / editor->options.tabstop;
    g_autofree char *front = g_strnfill(tabs, '\t');
    g_autofree char *rest = g_strnfill(width - tabs * editor->options.tabstop, ' ');
    g_string_erase(text, 0, (gssize)bytes);
    g_string_prepend(text, rest);
    g_string_prepend(text, front);
}

/* Breaks the last line of `text` again and again. */
static void break_lines(const Editor *editor, GString *text)
{
    size_t width = fill_width(editor), begin = 0, start, end;
    size_t ink_end = text->len;
    while (ink_end > 0 && is_blank(text->str[ink_end - 1]))
        ink_end--; /* blanks at the end of the paragraph do not make it too wide */
    size_t trailing = text->len - ink_end;
    for (;;) {
        TextLine line = {text->str + begin, text->len - begin};
        if (!fill_break(editor, line, line.length - trailing, width, &start, &end))
            return;
        /* as one by one from the front: the rest of the line is looked at in the next turn */
        g_autofree char *lead = lead_of(editor, line);
        g_string_erase(text, (gssize)(begin + start), (gssize)(end - start));
        g_string_insert_c(text, (gssize)(begin + start), '\n');
        g_string_insert(text, (gssize)(begin + start + 1), lead);
        begin += start + 1;
    }
}

/* Where so many bytes that are no blanks come before, signs of comments at the start of lines left out; on a blank right
 * behind them if there is one and it is wanted. */
static Pos place_of_ink(const Editor *editor, size_t first, size_t last, size_t ink, bool on_blank)
{
    for (size_t number = first; number <= last; number++) {
        TextLine line = editor_line(editor, number);
        size_t at = number == first ? 0 : text_start(line);
        for (; at < line.length; at++) {
            if (is_blank(line.bytes[at]) && !(on_blank && ink == 0))
                continue;
            if (ink == 0)
                return (Pos){number, at};
            ink--;
        }
    }
    return (Pos){last, editor_last_byte(editor, last)};
}

/* Fills the paragraph [first, last]; returns its last line then.  `kept`: a cursor that moves with the text, or NULL. */
static size_t fill_paragraph(Editor *editor, size_t first, size_t last, Pos *kept)
{
    size_t ink;
    TextLine under = kept ? editor_line(editor, kept->line) : (TextLine){0};
    bool on_blank = kept && kept->byte < under.length && is_blank(under.bytes[kept->byte]);
    g_autoptr(GString) text = join_paragraph(editor, first, last, kept ? *kept : (Pos){SIZE_MAX, 0}, &ink);
    normalize_indent(editor, text);
    break_lines(editor, text);
    Pos end = {last, editor_line_length(editor, last)};
    g_autoptr(GString) old = notebook_slice(editor->notebook, (Pos){first, 0}, end);
    size_t before = editor_line_count(editor);
    if (!g_string_equal(old, text))
        editor_replace(editor, (Pos){first, 0}, end, text->str, text->len);
    size_t now = last + editor_line_count(editor) - before;
    if (kept && ink != SIZE_MAX)
        *kept = place_of_ink(editor, first, now, ink, on_blank);
    else if (kept && kept->line > last)
        kept->line = kept->line + now - last;
    return now;
}

/* Fills the paragraphs of lines [first, last]; returns the last of them then.  None goes over the border of a cell. */
static size_t fill_lines(Editor *editor, size_t first, size_t last, Pos *kept)
{
    for (size_t line = first; line <= last; line++) {
        TextLine text = editor_line(editor, line);
        if (divides(text))
            continue;
        size_t end = line, cell = notebook_cell_of_line(editor->notebook, line);
        size_t border = MIN(last, notebook_last_line(editor->notebook, cell));
        while (end < border && !divides(editor_line(editor, end + 1)) && same_kind(text, editor_line(editor, end + 1)))
            end++;
        size_t now = fill_paragraph(editor, line, end, kept);
        last = last + now - end;
        line = now;
    }
    return last;
}

static size_t fill_region(Editor *editor, const Region *region, Pos *kept)
{
    size_t first = region->start.line;
    editor_undo_touch(editor);
    editor->line_undo.paused = true;
    size_t last = fill_lines(editor, first, region->end.line, kept);
    editor_set_change_marks(editor, (Pos){first, 0}, (Pos){last, 0});
    return last;
}

static bool fill(Editor *editor, const ActionCall *call, Region *region)
{
    size_t last = fill_region(editor, region, NULL);
    if (region->adjusted && last + 1 < editor_line_count(editor))
        last++;
    editor_cursor_to_indent(editor, last);
    return true;
}

static bool fill_in_place(Editor *editor, const ActionCall *call, Region *region)
{
    Pos kept = editor->operator_from;
    fill_region(editor, region, &kept);
    editor_set_cursor(editor, kept);
    editor_clamp_cursor(editor);
    return true;
}

const Action ACTIONS_FILL[] = {
    {"fill", ACTION_OPERATOR, "break and join lines to fit 'textwidth'", .function = fill, .flags = OPERATOR_LINES},
    {"fill-in-place", ACTION_OPERATOR, "the same, and the cursor stays on its character", .function = fill_in_place,
     .flags = OPERATOR_LINES},
    {NULL},
};
