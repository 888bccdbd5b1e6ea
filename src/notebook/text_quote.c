/* Objects between delimiters that look the same on both sides, and tags. */
#include "notebook/text_object.h"

#include <string.h>

#include "base/utf8.h"
#include "notebook/text_motion.h"

enum { NOT_FOUND = -1 };

static long next_quote(TextLine line, long from, char quote, bool escapes)
{
    for (size_t at = (size_t)from; at < line.length; at = utf8_next(line.bytes, line.length, at)) {
        if (escapes && line.bytes[at] == '\\')
            at++;
        else if (line.bytes[at] == quote)
            return (long)at;
    }
    return NOT_FOUND;
}

/* The quote before `from`; 0 if there is none (which may or may not be one). */
static long previous_quote(TextLine line, long from, char quote, bool escapes)
{
    long at = from;
    while (at > 0) {
        at = (long)utf8_previous(line.bytes, line.length, (size_t)at);
        long slashes = 0;
        while (escapes && at - slashes > 0 && line.bytes[at - slashes - 1] == '\\')
            slashes++;
        if (slashes & 1)
            at -= slashes;
        else if (line.bytes[at] == quote)
            break;
    }
    return at;
}

static char byte_at(TextLine line, long at)
{
    return at >= 0 && (size_t)at < line.length ? line.bytes[at] : 0;
}

static bool is_blank_at(TextLine line, long at)
{
    return byte_at(line, at) == ' ' || byte_at(line, at) == '\t';
}

/* The pair around `column`, counted from the start of the line. */
static bool pair_around(TextLine line, long column, char quote, long *start, long *end)
{
    long at = 0;
    for (;;) {
        *start = next_quote(line, at, quote, false);
        if (*start < 0 || *start > column)
            return false;
        *end = next_quote(line, *start + 1, quote, true);
        if (*end < 0)
            return false;
        if (column <= *end)
            return true;
        at = *end + 1;
    }
}

static bool find_pair(TextLine line, long column, bool selecting, char quote, long *start, long *end)
{
    if (selecting && byte_at(line, column) == quote) {
        *start = next_quote(line, column + 1, quote, false);
        if (*start < 0)
            return false;
        *end = next_quote(line, *start + 1, quote, true);
        if (*end < 0) {
            *end = *start;
            *start = column;
        }
        return true;
    }
    if (selecting) {
        long first = next_quote(line, column, quote, false);
        return first >= 0 && pair_around(line, first, quote, start, end);
    }
    if (byte_at(line, column) == quote)
        return pair_around(line, column, quote, start, end);
    *start = previous_quote(line, column, quote, true);
    if (byte_at(line, *start) != quote)
        *start = next_quote(line, *start, quote, false);
    if (*start < 0)
        return false;
    *end = next_quote(line, *start + 1, quote, true);
    return *end >= 0;
}

static bool selection_has(TextLine line, long from, long to, char quote)
{
    for (long at = from; at <= to && (size_t)at < line.length; at++) {
        if (line.bytes[at] == quote)
            return true;
    }
    return false;
}

/* Growing backwards from `column`, where the selection begins. */
static bool find_pair_back(TextLine line, long column, char quote, long *start, long *end)
{
    long before = previous_quote(line, column, quote, false);
    if (byte_at(line, column) != quote)
        return pair_around(line, before, quote, start, end);
    if (byte_at(line, before) != quote)
        return false;
    *end = before;
    *start = previous_quote(line, before, quote, true);
    if (byte_at(line, *start) != quote) {
        *start = before;
        *end = column;
    }
    return true;
}

static void take_blanks(TextLine line, long *start, long *end)
{
    if (is_blank_at(line, *end + 1)) {
        while (is_blank_at(line, *end + 1))
            ++*end;
        return;
    }
    while (*start > 0 && is_blank_at(line, *start - 1))
        --*start;
}

bool object_quote(TextObject *object, char quote)
{
    bool selecting = object->visual && pos_compare(object->from, object->to) != 0;
    if (object->visual && object->from.line != object->to.line)
        return false;
    bool back = selecting && pos_compare(object->to, object->from) < 0;
    size_t number = object->to.line;
    TextLine line = notebook_line(object->notebook, number);
    long anchor = (long)object->from.byte, column = (long)object->to.byte;
    long first = MIN(anchor, column), last = MAX(anchor, column);
    bool inside = selecting && first > 0 && byte_at(line, first - 1) == quote && byte_at(line, last + 1) == quote;
    bool has_quote = selecting && selection_has(line, first, last, quote);
    long start, end;
    if (back ? !find_pair_back(line, column, quote, &start, &end)
             : !find_pair(line, column, selecting, quote, &start, &end))
        return false;
    if (object->around)
        take_blanks(line, &start, &end);
    if (!object->around && object->count < 2 && (!selecting || !inside))
        start++;
    Pos to = {number, (size_t)end};
    bool with_quotes = object->around || object->count > 1 || inside;
    if (with_quotes && motion_step(object->notebook, &to) == STEP_END)
        object->inclusive = true;
    if (object->visual)
        motion_step_back(object->notebook, &to);
    char at = byte_at(line, anchor), beside = byte_at(line, back ? anchor + 1 : anchor - 1);
    bool moves_anchor = !selecting || (back && inside) || (!has_quote && (inside || (at != quote && beside != quote)));
    Pos from = {number, (size_t)start};
    if (back) {
        object->from = moves_anchor ? to : object->from;
        object->to = from;
        return true;
    }
    if (!object->visual || moves_anchor)
        object->from = from;
    object->to = to;
    return true;
}

/* --- triple quotes --------------------------------------------------------------------------------------- */

static bool is_triple(TextLine line, size_t at)
{
    return at + 2 < line.length && (line.bytes[at] == '"' || line.bytes[at] == '\'') &&
           line.bytes[at + 1] == line.bytes[at] && line.bytes[at + 2] == line.bytes[at];
}

/* Walks the cell's strings from its start: the triple-quoted one around or behind the cursor. */
bool object_triple_quote(TextObject *object)
{
    const Notebook *notebook = object->notebook;
    size_t cell = notebook_cell_of_line(notebook, object->to.line);
    Pos open = {0};
    char quote = 0;
    for (size_t number = notebook_first_line(notebook, cell); number <= notebook_last_line(notebook, cell); number++) {
        TextLine line = notebook_line(notebook, number);
        for (size_t at = 0; at < line.length; at++) {
            if (line.bytes[at] == '\\') {
                at++;
                continue;
            }
            if (!is_triple(line, at) || (quote && line.bytes[at] != quote))
                continue;
            Pos here = {number, at};
            if (!quote) {
                quote = line.bytes[at];
                open = here;
            } else {
                quote = 0;
                if (pos_compare(object->to, (Pos){number, at + 2}) <= 0 && pos_compare(open, object->to) <= 0) {
                    object->from = object->around ? open : (Pos){open.line, open.byte + 3};
                    object->to = object->around ? (Pos){number, at + 3} : here;
                    if (object->visual)
                        motion_skip_back(notebook, &object->to);
                    return true;
                }
            }
            at += 2;
        }
    }
    return false;
}

/* --- tags -------------------------------------------------------------------------------------------------- */

/* <name ...> or </name> in a cell's text. */
typedef struct {
    size_t start, end;
    size_t name, name_length;
} Tag;

static bool next_tag(const GString *text, size_t from, Tag *tag, bool *closing)
{
    for (size_t at = from; at < text->len; at++) {
        if (text->str[at] != '<')
            continue;
        *closing = text->str[at + 1] == '/';
        size_t name = at + 1 + *closing;
        if (!g_ascii_isalpha(text->str[name]))
            continue;
        size_t length = strcspn(text->str + name, " \t\n>/");
        const char *end = strchr(text->str + name, '>');
        if (!end || end[-1] == '/')
            continue;
        *tag = (Tag){at, (size_t)(end - text->str) + 1, name, length};
        return true;
    }
    return false;
}

static bool same_name(const GString *text, const Tag *a, const Tag *b)
{
    return a->name_length == b->name_length && memcmp(text->str + a->name, text->str + b->name, a->name_length) == 0;
}

/* The innermost pair around [from, to], then outward as often as `count` says. */
static bool tag_pair(const GString *text, size_t from, size_t to, long count, Tag *open, Tag *close)
{
    g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(Tag));
    Tag tag;
    bool closing;
    for (size_t at = 0; next_tag(text, at, &tag, &closing); at = tag.end) {
        if (!closing) {
            g_array_append_val(stack, tag);
            continue;
        }
        while (stack->len) {
            Tag last = g_array_index(stack, Tag, stack->len - 1);
            g_array_set_size(stack, stack->len - 1);
            if (!same_name(text, &last, &tag))
                continue;
            if (last.start <= from && to < tag.end && --count == 0) {
                *open = last;
                *close = tag;
                return true;
            }
            break;
        }
    }
    return false;
}

static Pos pos_of_offset(const GString *text, size_t first_line, size_t offset)
{
    Pos pos = {first_line, 0};
    for (size_t i = 0; i < offset; i++) {
        pos.byte++;
        if (text->str[i] == '\n')
            pos = (Pos){pos.line + 1, 0};
    }
    return pos;
}

static size_t offset_of_pos(const GString *text, size_t first_line, Pos pos)
{
    size_t at = 0;
    for (size_t line = first_line; line < pos.line; line++)
        at += strcspn(text->str + at, "\n") + 1;
    return at + pos.byte;
}

bool object_tag(TextObject *object)
{
    const Notebook *notebook = object->notebook;
    size_t cell = notebook_cell_of_line(notebook, object->to.line);
    size_t first = notebook_first_line(notebook, cell), last = notebook_last_line(notebook, cell);
    g_autoptr(GString) text = notebook_slice(notebook, (Pos){first, 0}, (Pos){last, notebook_line(notebook, last).length});
    if (object->from.line < first || object->from.line > last)
        return false; /* a selection over several cells is in no tag of one */
    bool ordered = pos_compare(object->from, object->to) <= 0;
    size_t from = offset_of_pos(text, first, ordered ? object->from : object->to);
    size_t to = offset_of_pos(text, first, ordered ? object->to : object->from);
    Tag open, close;
    if (!tag_pair(text, from, to, object->count, &open, &close))
        return false;
    Pos start = pos_of_offset(text, first, object->around ? open.start : open.end);
    Pos end = pos_of_offset(text, first, object->around ? close.end : close.start);
    if (object->visual)
        motion_skip_back(notebook, &end);
    object->charwise = true;
    object->from = start;
    object->to = end;
    return true;
}
