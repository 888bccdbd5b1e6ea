/* After the rules of Vim's textobject.c and search.c, as its manual and its behaviour show them. */
#include "notebook/text_motion.h"

#include <string.h>

#include "base/utf8.h"

uint32_t motion_char_at(const Notebook *notebook, Pos pos)
{
    TextLine line = notebook_line(notebook, pos.line);
    return pos.byte < line.length ? utf8_decode(line.bytes + pos.byte, line.length - pos.byte).code : 0;
}

Step motion_step(const Notebook *notebook, Pos *pos)
{
    TextLine line = notebook_line(notebook, pos->line);
    if (pos->byte < line.length) {
        pos->byte = utf8_next(line.bytes, line.length, pos->byte);
        return pos->byte < line.length ? STEP_CHAR : STEP_END;
    }
    if (pos->line + 1 >= notebook_line_count(notebook))
        return STEP_NONE;
    *pos = (Pos){pos->line + 1, 0};
    return STEP_LINE;
}

Step motion_step_back(const Notebook *notebook, Pos *pos)
{
    if (pos->byte > 0) {
        TextLine line = notebook_line(notebook, pos->line);
        pos->byte = utf8_previous(line.bytes, line.length, pos->byte);
        return STEP_CHAR;
    }
    if (pos->line == 0)
        return STEP_NONE;
    *pos = (Pos){pos->line - 1, notebook_line(notebook, pos->line - 1).length};
    return STEP_LINE;
}

Step motion_skip(const Notebook *notebook, Pos *pos)
{
    Step step = motion_step(notebook, pos);
    if (step >= STEP_LINE && pos->byte)
        step = motion_step(notebook, pos);
    return step;
}

Step motion_skip_back(const Notebook *notebook, Pos *pos)
{
    Step step = motion_step_back(notebook, pos);
    if (step == STEP_LINE && pos->byte)
        step = motion_step_back(notebook, pos);
    return step;
}

uint32_t motion_class(const Notebook *notebook, Pos pos, bool big)
{
    uint32_t code = motion_char_at(notebook, pos);
    if (code == 0)
        return UTF8_BLANK;
    uint32_t class = utf8_class(code);
    return big && class != UTF8_BLANK ? UTF8_PUNCTUATION : class;
}

static bool on_empty_line(const Notebook *notebook, Pos pos)
{
    return pos.byte == 0 && notebook_line(notebook, pos.line).length == 0;
}

/* --- words ----------------------------------------------------------------------------------------- */

bool motion_word_forward(const Notebook *notebook, Pos *pos, long count, bool big, bool at_line_end)
{
    while (--count >= 0) {
        uint32_t class = motion_class(notebook, *pos, big);
        bool stop_at_end = at_line_end && count == 0;
        bool last_line = pos->line + 1 == notebook_line_count(notebook);
        Step step = motion_step(notebook, pos);
        if (step == STEP_NONE || (step >= STEP_LINE && last_line))
            return false;
        if (step >= STEP_LINE && stop_at_end)
            return true;
        while (class != UTF8_BLANK && motion_class(notebook, *pos, big) == class) {
            step = motion_step(notebook, pos);
            if (step == STEP_NONE || (step >= STEP_LINE && stop_at_end))
                return true;
        }
        while (motion_class(notebook, *pos, big) == UTF8_BLANK && !on_empty_line(notebook, *pos)) {
            step = motion_step(notebook, pos);
            if (step == STEP_NONE || (step >= STEP_LINE && (last_line || stop_at_end)))
                return true;
        }
    }
    return true;
}

static bool skip_class(const Notebook *notebook, Pos *pos, uint32_t class, bool big, bool forward)
{
    while (motion_class(notebook, *pos, big) == class) {
        if ((forward ? motion_step(notebook, pos) : motion_step_back(notebook, pos)) == STEP_NONE)
            return false;
    }
    return true;
}

bool motion_word_back(const Notebook *notebook, Pos *pos, long count, bool big, bool stop)
{
    for (; --count >= 0; stop = false) {
        uint32_t class = motion_class(notebook, *pos, big);
        if (motion_step_back(notebook, pos) == STEP_NONE)
            return false;
        if (!stop || class == UTF8_BLANK || class == motion_class(notebook, *pos, big)) {
            bool empty = false;
            while (motion_class(notebook, *pos, big) == UTF8_BLANK && !(empty = on_empty_line(notebook, *pos))) {
                if (motion_step_back(notebook, pos) == STEP_NONE)
                    return true;
            }
            if (empty)
                continue;
            if (!skip_class(notebook, pos, motion_class(notebook, *pos, big), big, false))
                return true;
        }
        motion_step(notebook, pos);
    }
    return true;
}

bool motion_word_end(const Notebook *notebook, Pos *pos, long count, bool big, bool stop, bool empty)
{
    for (; --count >= 0; stop = false) {
        uint32_t class = motion_class(notebook, *pos, big);
        if (motion_step(notebook, pos) == STEP_NONE)
            return false;
        if (class != UTF8_BLANK && motion_class(notebook, *pos, big) == class) {
            if (!skip_class(notebook, pos, class, big, true))
                return false;
        } else if (!stop || class == UTF8_BLANK) {
            bool at_empty = false;
            while (motion_class(notebook, *pos, big) == UTF8_BLANK &&
                   !(at_empty = empty && on_empty_line(notebook, *pos))) {
                if (motion_step(notebook, pos) == STEP_NONE)
                    return false;
            }
            if (at_empty)
                continue;
            if (!skip_class(notebook, pos, motion_class(notebook, *pos, big), big, true))
                return false;
        }
        motion_step_back(notebook, pos);
    }
    return true;
}

bool motion_word_end_back(const Notebook *notebook, Pos *pos, long count, bool big, bool at_line_start)
{
    while (--count >= 0) {
        uint32_t class = motion_class(notebook, *pos, big);
        Step step = motion_step_back(notebook, pos);
        if (step == STEP_NONE)
            return false;
        if (at_line_start && step == STEP_LINE)
            return true;
        while (class != UTF8_BLANK && motion_class(notebook, *pos, big) == class) {
            step = motion_step_back(notebook, pos);
            if (step == STEP_NONE || (at_line_start && step == STEP_LINE))
                return true;
        }
        while (motion_class(notebook, *pos, big) == UTF8_BLANK && !on_empty_line(notebook, *pos)) {
            step = motion_step_back(notebook, pos);
            if (step == STEP_NONE || (at_line_start && step == STEP_LINE))
                return true;
        }
    }
    return true;
}

/* --- in a line --------------------------------------------------------------------------------------- */

static bool next_in_line(TextLine line, size_t *at, bool forward)
{
    if (!forward && *at == 0)
        return false;
    *at = forward ? utf8_next(line.bytes, line.length, *at) : utf8_previous(line.bytes, line.length, *at);
    return *at < line.length;
}

bool motion_find_char(TextLine line, size_t *byte, uint32_t wanted, bool forward, bool till, long count, bool adjacent)
{
    size_t at = *byte;
    bool first = till && !adjacent && count == 1;
    while (count > 0) {
        if (!next_in_line(line, &at, forward))
            return false;
        if (utf8_decode(line.bytes + at, line.length - at).code == wanted && !first)
            count--;
        first = false;
    }
    if (till)
        at = forward ? utf8_previous(line.bytes, line.length, at) : utf8_next(line.bytes, line.length, at);
    *byte = at;
    return true;
}

/* --- paragraphs and sentences -------------------------------------------------------------------------- */

static bool starts_paragraph(const Notebook *notebook, size_t line)
{
    TextLine text = notebook_line(notebook, line);
    return text.length == 0 || text.bytes[0] == '\f';
}

static bool starts_cell(const Notebook *notebook, size_t line)
{
    return line > 0 && notebook_first_line(notebook, notebook_cell_of_line(notebook, line)) == line;
}

bool motion_paragraph(const Notebook *notebook, Pos *pos, long count, bool forward, bool *inclusive)
{
    size_t line = pos->line, lines = notebook_line_count(notebook);
    while (--count >= 0) {
        bool skipped = false;
        for (bool first = true;; first = false) {
            if (notebook_line(notebook, line).length)
                skipped = true;
            if (!first && ((skipped && starts_paragraph(notebook, line)) || starts_cell(notebook, line)))
                break;
            if (forward ? line + 1 >= lines : line == 0) {
                if (count)
                    return false;
                break;
            }
            line += forward ? 1 : (size_t)-1;
        }
    }
    *pos = (Pos){line, 0};
    TextLine text = notebook_line(notebook, line);
    if ((forward || lines == 1) && line + 1 == lines && text.length) { /* a single line: Vim goes to its end both ways */
        pos->byte = utf8_previous(text.bytes, text.length, text.length);
        *inclusive = true;
    }
    return true;
}

static bool is_one_of(const char *characters, uint32_t code)
{
    return code && code < 128 && strchr(characters, (int)code);
}

static bool is_blank(uint32_t code)
{
    return code == ' ' || code == '\t';
}

/* Back to where a forward or backward search for the end of a sentence is to begin. */
static void back_over_end(const Notebook *notebook, Pos *pos, bool forward)
{
    bool found_dot = false;
    for (;;) {
        uint32_t code = motion_char_at(notebook, *pos);
        if (!is_blank(code) && !is_one_of(".!?)]\"'", code))
            return;
        Pos before = *pos;
        if (motion_skip_back(notebook, &before) == STEP_NONE ||
            (notebook_line(notebook, before.line).length == 0 && forward))
            return;
        if (found_dot)
            return;
        if (is_one_of(".!?", code))
            found_dot = true;
        if (is_one_of(")]\"'", code) && !is_one_of(".!?)]\"'", motion_char_at(notebook, before)))
            return;
        motion_skip_back(notebook, pos);
    }
}

/* Behind the end of a sentence that is at `pos`, if one is. */
static bool ends_sentence(const Notebook *notebook, Pos *pos)
{
    Pos at = *pos;
    Step step;
    uint32_t code = 0;
    do {
        step = motion_step(notebook, &at);
    } while (step != STEP_NONE && is_one_of(")]\"'", code = motion_char_at(notebook, at)));
    if (step != STEP_NONE && !is_blank(code) && code != 0)
        return false;
    if (motion_char_at(notebook, at) == 0)
        motion_step(notebook, &at);
    *pos = at;
    return true;
}

/* One sentence on.  False: off the text while more are wanted. */
static bool one_sentence(const Notebook *notebook, Pos *pos, bool forward, bool last)
{
    bool blanks = true, found = false;
    Step (*skip)(const Notebook *, Pos *) = forward ? motion_skip : motion_skip_back;
    if (motion_char_at(notebook, *pos) == 0) {
        while (skip(notebook, pos) != STEP_NONE && motion_char_at(notebook, *pos) == 0)
            ;
        found = forward;
    } else if (forward && pos->byte == 0 && starts_paragraph(notebook, pos->line)) {
        if (pos->line + 1 == notebook_line_count(notebook))
            return false;
        pos->line++;
        found = true;
    } else if (!forward) {
        motion_skip_back(notebook, pos);
    }
    if (!found) {
        back_over_end(notebook, pos, forward);
        size_t began = pos->line;
        for (;;) {
            uint32_t code = motion_char_at(notebook, *pos);
            if (code == 0 || (pos->byte == 0 && starts_paragraph(notebook, pos->line))) {
                if (!forward && pos->line != began)
                    pos->line++;
                break;
            }
            if (is_one_of(".!?", code) && ends_sentence(notebook, pos))
                break;
            if (skip(notebook, pos) == STEP_NONE) {
                if (!last)
                    return false;
                blanks = false;
                break;
            }
        }
    }
    while (blanks && is_blank(motion_char_at(notebook, *pos))) {
        if (motion_skip(notebook, pos) == STEP_NONE)
            break;
    }
    return true;
}

/* The first character of a cell that is no blank of its first line: there a sentence begins, whatever was before. */
static Pos cell_begins(const Notebook *notebook, size_t cell)
{
    Pos pos = {notebook_first_line(notebook, cell), 0};
    while (is_blank(motion_char_at(notebook, pos)))
        pos.byte++;
    return pos;
}

/* A step of one_sentence that would cross a border of cells ends at it.  True: it does. */
static bool ends_at_border(const Notebook *notebook, Pos before, bool forward, bool there, Pos *pos)
{
    size_t cell = notebook_cell_of_line(notebook, before.line);
    if (forward) {
        size_t last = notebook_last_line(notebook, cell);
        if (last + 1 == notebook_line_count(notebook) || (there && pos->line <= last))
            return false;
        *pos = cell_begins(notebook, cell + 1);
        return true;
    }
    Pos begin = cell_begins(notebook, cell);
    if (pos_compare(before, begin) <= 0 && cell > 0)
        begin = cell_begins(notebook, cell - 1);
    else if (cell == 0)
        return false;
    if (there && pos_compare(*pos, begin) >= 0)
        return false;
    *pos = begin;
    return true;
}

bool motion_sentence(const Notebook *notebook, Pos *pos, long count, bool forward)
{
    while (--count >= 0) {
        Pos before = *pos;
        bool there = one_sentence(notebook, pos, forward, count == 0);
        if (!ends_at_border(notebook, before, forward, there, pos) && !there)
            return false;
        if (pos_compare(before, *pos) != 0)
            continue;
        /* it did not move: a character on, and once more */
        if ((forward ? motion_skip : motion_skip_back)(notebook, pos) == STEP_NONE)
            return count == 0;
        count++;
    }
    return true;
}
