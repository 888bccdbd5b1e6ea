#include "notebook/text_object.h"

#include <string.h>

#include "base/utf8.h"
#include "notebook/text_motion.h"

/* A selection of more than one character grows; else the object at the cursor is taken. */
static bool grows(const TextObject *object)
{
    return object->visual && pos_compare(object->from, object->to) != 0;
}

static bool is_blank(uint32_t code)
{
    return code == ' ' || code == '\t';
}

/* --- words ----------------------------------------------------------------------------------------- */

static void back_in_line(const Notebook *notebook, Pos *pos, bool big)
{
    uint32_t class = motion_class(notebook, *pos, big);
    while (pos->byte > 0) {
        Pos before = *pos;
        motion_step_back(notebook, &before);
        if (motion_class(notebook, before, big) != class)
            return;
        *pos = before;
    }
}

static bool left_in_line(const Notebook *notebook, Pos *pos)
{
    return pos->byte > 0 && motion_step_back(notebook, pos) != STEP_NONE;
}

static bool first_word(TextObject *object, bool big, bool *white_behind)
{
    const Notebook *notebook = object->notebook;
    Pos pos = object->to;
    back_in_line(notebook, &pos, big);
    object->from = pos;
    if ((motion_class(notebook, pos, big) == UTF8_BLANK) == object->around) {
        if (!motion_word_end(notebook, &pos, 1, big, true, true)) {
            object->to = pos;
            return false;
        }
    } else {
        motion_word_forward(notebook, &pos, 1, big, true);
        if (pos.byte == 0)
            motion_skip_back(notebook, &pos);
        else
            left_in_line(notebook, &pos);
        *white_behind = object->around;
    }
    object->to = pos;
    return true;
}

static bool word_back(TextObject *object, bool big)
{
    const Notebook *notebook = object->notebook;
    Pos *pos = &object->to;
    if (motion_skip_back(notebook, pos) == STEP_NONE)
        return false;
    if (object->around != (motion_class(notebook, *pos, big) != UTF8_BLANK))
        return motion_word_back(notebook, pos, 1, big, true);
    if (!motion_word_end_back(notebook, pos, 1, big, true))
        return false;
    motion_skip(notebook, pos);
    return true;
}

static bool word_on(TextObject *object, bool big, bool last)
{
    const Notebook *notebook = object->notebook;
    Pos *pos = &object->to;
    if (motion_skip(notebook, pos) == STEP_NONE)
        return false;
    if (object->around == (motion_class(notebook, *pos, big) == UTF8_BLANK))
        return motion_word_end(notebook, pos, 1, big, true, true);
    if (!motion_word_forward(notebook, pos, 1, big, true) && !last)
        return false;
    if (!left_in_line(notebook, pos))
        object->inclusive = false;
    return true;
}

static void take_white_before(TextObject *object, bool big)
{
    const Notebook *notebook = object->notebook;
    Pos pos = object->from;
    if (!left_in_line(notebook, &pos))
        return;
    back_in_line(notebook, &pos, big);
    if (motion_class(notebook, pos, big) == UTF8_BLANK && pos.byte > 0)
        object->from = pos;
}

bool object_word(TextObject *object, bool big)
{
    TextObject found = *object;
    long count = object->count;
    bool white_behind = false;
    found.inclusive = true;
    bool there = true;
    if (!grows(object)) {
        there = first_word(&found, big, &white_behind);
        count--;
    }
    for (; there && count > 0; count--) {
        found.inclusive = true;
        bool back = found.visual && pos_compare(found.to, found.from) < 0;
        there = back ? word_back(&found, big) : word_on(&found, big, count == 1);
    }
    if (!there) {
        *object = found;
        return false;
    }
    if (white_behind && (motion_class(found.notebook, found.to, big) != UTF8_BLANK ||
                         (found.to.byte == 0 && !found.inclusive)))
        take_white_before(&found, big);
    *object = found;
    return true;
}

/* --- sentences ---------------------------------------------------------------------------------------- */

static void to_first_blank(const Notebook *notebook, Pos *pos)
{
    Pos border = {notebook_first_line(notebook, notebook_cell_of_line(notebook, pos->line)), 0};
    while (pos_compare(*pos, border) > 0 && motion_skip_back(notebook, pos) != STEP_NONE) {
        if (!is_blank(motion_char_at(notebook, *pos))) {
            motion_skip(notebook, pos);
            return;
        }
    }
}

static void sentences_on(const Notebook *notebook, Pos *pos, long count, bool at_start)
{
    while (count--) {
        motion_sentence(notebook, pos, 1, true);
        if (at_start)
            to_first_blank(notebook, pos);
        if (count == 0 || at_start)
            motion_skip_back(notebook, pos);
        at_start = !at_start;
    }
}

/* Whether there is nothing but blanks in [pos, end). */
static bool blank_until(const Notebook *notebook, Pos pos, Pos end)
{
    for (; pos_compare(pos, end) < 0; motion_skip(notebook, &pos)) {
        if (!is_blank(motion_char_at(notebook, pos)))
            return false;
    }
    return true;
}

static bool sentence_grows_back(TextObject *object, Pos next)
{
    const Notebook *notebook = object->notebook;
    Pos start = object->to, before = object->to, pos = next;
    motion_skip_back(notebook, &before);
    bool at_start = blank_until(notebook, before, pos);
    if (!at_start) {
        motion_sentence(notebook, &pos, 1, false);
        if (pos_compare(pos, start) == 0)
            at_start = true;
        else
            motion_sentence(notebook, &pos, 1, true);
    }
    for (long count = object->count * (object->around ? 2 : 1); count > 0; count--) {
        if (at_start)
            to_first_blank(notebook, &pos);
        if (!at_start || (!object->around && !is_blank(motion_char_at(notebook, pos))))
            motion_sentence(notebook, &pos, 1, false);
        at_start = !at_start;
    }
    object->to = pos;
    return true;
}

static bool sentence_grows(TextObject *object)
{
    object->grown = true;
    const Notebook *notebook = object->notebook;
    Pos start = object->to, next = start, pos = start;
    motion_sentence(notebook, &next, 1, true);
    if (pos_compare(start, object->from) < 0)
        return sentence_grows_back(object, next);
    motion_skip(notebook, &pos);
    bool at_start = true;
    Pos cursor = next;
    if (pos_compare(pos, next) != 0) {
        at_start = !blank_until(notebook, pos, next);
        if (at_start)
            motion_sentence(notebook, &cursor, 1, false);
        else
            cursor = start;
    }
    sentences_on(notebook, &cursor, object->count * (object->around ? 2 : 1), at_start);
    object->to = cursor;
    return true;
}

bool object_sentence(TextObject *object)
{
    if (grows(object))
        return sentence_grows(object);
    const Notebook *notebook = object->notebook;
    Pos start = object->to, pos = start, cursor = start;
    motion_sentence(notebook, &cursor, 1, true);
    while (is_blank(motion_char_at(notebook, pos)))
        motion_skip(notebook, &pos);
    bool start_blank = pos_compare(pos, cursor) == 0;
    if (start_blank) {
        to_first_blank(notebook, &start);
    } else {
        motion_sentence(notebook, &cursor, 1, false);
        start = cursor;
    }
    long count = object->around ? object->count * 2 : object->count - start_blank;
    if (count > 0)
        sentences_on(notebook, &cursor, count, true);
    else
        motion_skip_back(notebook, &cursor);
    if (object->around && start_blank) {
        to_first_blank(notebook, &cursor);
        if (is_blank(motion_char_at(notebook, cursor)))
            motion_skip_back(notebook, &cursor);
    } else if (object->around && !is_blank(motion_char_at(notebook, cursor))) {
        to_first_blank(notebook, &start);
    }
    if (object->visual) {
        if (pos_compare(start, cursor) == 0)
            return sentence_grows(object);
    } else {
        object->inclusive = motion_skip(notebook, &cursor) == STEP_NONE;
    }
    object->from = start;
    object->to = cursor;
    object->charwise = true;
    return true;
}

/* --- paragraphs ------------------------------------------------------------------------------------------ */

typedef struct {
    const Notebook *notebook;
    size_t first, last; /* lines of the cell */
} Lines;

static Lines lines_of_cell(const TextObject *object)
{
    size_t cell = notebook_cell_of_line(object->notebook, object->to.line);
    return (Lines){object->notebook, notebook_first_line(object->notebook, cell),
                   notebook_last_line(object->notebook, cell)};
}

static bool is_white(const Lines *lines, size_t line)
{
    TextLine text = notebook_line(lines->notebook, line);
    for (size_t i = 0; i < text.length; i++) {
        if (!is_blank((uint32_t)text.bytes[i]))
            return false;
    }
    return true;
}

static bool paragraph_grows(TextObject *object, size_t line)
{
    Lines lines = lines_of_cell(object);
    bool back = line < object->from.line;
    size_t end = back ? lines.first : lines.last, step = back ? (size_t)-1 : 1;
    bool all_well = true;
    for (long count = object->count; count > 0; count--) {
        if (line == end) {
            all_well = false;
            break;
        }
        int white_before = -1;
        for (int turn = 0; turn < 2; turn++) {
            line += step;
            bool white = is_white(&lines, line);
            if (white_before == white) {
                line -= step;
                break;
            }
            while (line != end && is_white(&lines, line + step) == white)
                line += step;
            if (!object->around || line == end)
                break;
            white_before = white;
        }
    }
    object->to = (Pos){line, 0};
    object->linewise = true;
    object->grown = true;
    return all_well;
}

bool object_paragraph(TextObject *object)
{
    object->linewise = object->by_lines;
    if (object->visual && object->from.line != object->to.line)
        return paragraph_grows(object, object->to.line);
    Lines lines = lines_of_cell(object);
    size_t start = object->to.line;
    bool white_in_front = is_white(&lines, start);
    while (start > lines.first && is_white(&lines, start - 1) == white_in_front)
        start--;
    size_t next = start; /* the line behind the object so far */
    while (next <= lines.last && is_white(&lines, next))
        next++;
    bool do_white = false;
    for (long count = object->count - (!object->around && white_in_front); count > 0; count--) {
        if (next > lines.last)
            return false;
        if (!object->around)
            do_white = is_white(&lines, next);
        if (object->around || !do_white) {
            next++;
            while (next <= lines.last && !is_white(&lines, next))
                next++;
        }
        if (count == 1 && white_in_front && object->around)
            break;
        while ((object->around || do_white) && next <= lines.last && is_white(&lines, next))
            next++;
    }
    size_t end = next - 1;
    if (!white_in_front && !is_white(&lines, end) && object->around) {
        while (start > lines.first && is_white(&lines, start - 1))
            start--;
    }
    bool one_line = start == lines.last || is_white(&lines, start + 1) != is_white(&lines, start);
    if (object->visual && object->by_lines && object->from.line == start && one_line)
        return paragraph_grows(object, start);
    if (!object->visual || object->from.line != start)
        object->from = (Pos){start, 0};
    object->to = (Pos){end, 0};
    object->linewise = true;
    return true;
}

/* --- brackets ----------------------------------------------------------------------------------------------- */

static bool in_indent(const Notebook *notebook, Pos pos, size_t extra)
{
    TextLine line = notebook_line(notebook, pos.line);
    size_t at = 0;
    while (at < line.length && is_blank((uint32_t)line.bytes[at]))
        at++;
    return at >= pos.byte + extra;
}

static const char OPENING[] = "([{<", CLOSING[] = ")]}>";

typedef struct {
    Pos start, end;
    bool at_line_start; /* the closing one stood first in its line */
} Block;

/* `ahead`: a block that begins behind the place is better than none. */
static bool find_block(const Notebook *notebook, Pos from, char opening, long count, bool ahead, Block *block)
{
    char closing = CLOSING[strchr(OPENING, opening) - OPENING];
    Pos pos = from;
    bool inside = !ahead || motion_unmatched(notebook, &pos, opening, true);
    pos = from;
    for (long i = 0; i < count; i++) {
        if (inside ? !motion_unmatched(notebook, &pos, opening, true) : !motion_next_opening(notebook, &pos, opening))
            return false;
    }
    block->start = block->end = pos;
    return motion_unmatched(notebook, &block->end, closing, false);
}

static void exclude_brackets(const Notebook *notebook, Block *block, char opening)
{
    motion_skip(notebook, &block->start);
    block->at_line_start = block->end.byte == 0;
    motion_skip_back(notebook, &block->end);
    while (opening == '{' && in_indent(notebook, block->end, 1)) {
        block->at_line_start = true;
        if (motion_skip_back(notebook, &block->end) != STEP_CHAR)
            break;
    }
}

static Pos start_of_search(const TextObject *object, char opening)
{
    const Notebook *notebook = object->notebook;
    Pos pos = object->to;
    if (grows(object))
        return pos_compare(object->from, pos) < 0 ? object->from : pos;
    while (opening == '{' && in_indent(notebook, pos, 1)) {
        if (motion_step(notebook, &pos) != STEP_CHAR)
            break;
    }
    if (motion_char_at(notebook, pos) == (uint32_t)opening)
        pos.byte++;
    return pos;
}

bool object_bracket(TextObject *object, char opening)
{
    const Notebook *notebook = object->notebook;
    Pos first = object->to, last = object->to;
    if (grows(object)) {
        first = pos_compare(object->from, object->to) < 0 ? object->from : object->to;
        last = pos_compare(object->from, object->to) < 0 ? object->to : object->from;
    }
    Block block = {0};
    if (!find_block(notebook, start_of_search(object, opening), opening, object->count, true, &block))
        return false;
    while (!object->around) {
        exclude_brackets(notebook, &block, opening);
        if (!object->visual || pos_compare(block.start, first) < 0 || pos_compare(last, block.end) < 0 ||
            pos_compare(block.start, block.end) == 0)
            break;
        Pos outside = first;
        motion_skip_back(notebook, &outside);
        if (!find_block(notebook, outside, opening, 1, false, &block))
            return false;
    }
    object->charwise = true;
    object->from = block.start;
    object->to = block.end;
    if (object->visual) {
        if (block.at_line_start && motion_char_at(notebook, block.end) != 0)
            motion_step(notebook, &object->to);
    } else if (block.at_line_start) {
        motion_skip(notebook, &object->to);
    } else if (pos_compare(block.start, block.end) <= 0) {
        object->inclusive = true;
    } else {
        object->to = block.start;
    }
    return true;
}

/* --- indent, cells --------------------------------------------------------------------------------------------- */

static size_t indent_of(const Lines *lines, size_t line)
{
    TextLine text = notebook_line(lines->notebook, line);
    size_t width = 0;
    for (size_t i = 0; i < text.length && is_blank((uint32_t)text.bytes[i]); i++)
        width = text.bytes[i] == '\t' ? width / 8 * 8 + 8 : width + 1;
    return width;
}

bool object_indent(TextObject *object)
{
    Lines lines = lines_of_cell(object);
    size_t line = object->to.line;
    while (is_white(&lines, line) && line < lines.last)
        line++;
    size_t least = indent_of(&lines, line), start = line, end = line;
    while (start > lines.first && (is_white(&lines, start - 1) || indent_of(&lines, start - 1) >= least))
        start--;
    while (end < lines.last && (is_white(&lines, end + 1) || indent_of(&lines, end + 1) >= least))
        end++;
    while (start < end && is_white(&lines, start))
        start++;
    while (end > start && is_white(&lines, end))
        end--;
    if (object->around && start > lines.first)
        start--;
    object->from = (Pos){start, 0};
    object->to = (Pos){end, 0};
    object->linewise = true;
    return true;
}

bool object_cell(TextObject *object)
{
    const Notebook *notebook = object->notebook;
    size_t first = notebook_cell_of_line(notebook, MIN(object->from.line, object->to.line));
    size_t last = notebook_cell_of_line(notebook, MAX(object->from.line, object->to.line));
    if (!object->visual)
        first = last = notebook_cell_of_line(notebook, object->to.line);
    bool whole = object->visual && object->by_lines && notebook_first_line(notebook, first) == object->from.line &&
                 notebook_last_line(notebook, last) == object->to.line;
    last = MIN(last + (size_t)object->count - !whole, notebook_cell_count(notebook) - 1);
    object->from = (Pos){notebook_first_line(notebook, first), 0};
    object->to = (Pos){notebook_last_line(notebook, last), 0};
    object->linewise = true;
    object->cells = object->around;
    return true;
}
