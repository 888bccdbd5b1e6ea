/* What a painter does to a terminal, as the bytes of that terminal: terminfo's, or shorter ones. */
#include <curses.h>
#include <stdlib.h>
#include <string.h>

#include <term.h>
#undef columns /* terminfo's names for its numbers */
#undef lines

#include "tui/sgr.h"
#include "tui/term_private.h"

/* Terminfo strings may ask for delays, "$<5>"; no terminal of today needs them. */
void term_add_capability(GString *bytes, const char *string)
{
    for (const char *at = string; at && *at; at++) {
        const char *end = at[0] == '$' && at[1] == '<' ? strchr(at, '>') : NULL;
        if (end)
            at = end;
        else
            g_string_append_c(bytes, *at);
    }
}

const TermPlace TERM_ANYWHERE = {-1, -1};

/* --- the cursor's place -------------------------------------------------------------------------------- */

/* One way to get there; false: it leads elsewhere. */
typedef bool Way(const Term *term, GString *bytes, TermPlace from, TermPlace to);

static bool go_anywhere(const Term *term, GString *bytes, TermPlace from, TermPlace to)
{
    term_add_capability(bytes, tparm(cursor_address, to.row, to.column));
    return true;
}

static bool add_forward(GString *bytes, int count)
{
    if (count == 1 && cursor_right)
        term_add_capability(bytes, cursor_right);
    else if (count > 0 && parm_right_cursor)
        term_add_capability(bytes, tparm(parm_right_cursor, count));
    return count == 0 || (count == 1 && cursor_right) || parm_right_cursor;
}

static bool go_forward(const Term *term, GString *bytes, TermPlace from, TermPlace to)
{
    return from.column >= 0 && from.row == to.row && from.column < to.column &&
           add_forward(bytes, to.column - from.column);
}

static bool go_back(const Term *term, GString *bytes, TermPlace from, TermPlace to)
{
    enum { WORTH_WHILE = 4 };
    if (g_strcmp0(cursor_left, "\b") != 0 || from.column < 0 || from.row != to.row ||
        from.column - to.column > WORTH_WHILE || from.column <= to.column)
        return false;
    for (int i = to.column; i < from.column; i++)
        g_string_append_c(bytes, '\b');
    return true;
}

static bool go_down(const Term *term, GString *bytes, TermPlace from, TermPlace to)
{
    enum { WORTH_WHILE = 4 };
    if (!term->caps.returns || from.row < 0 || to.row < from.row || to.row - from.row > WORTH_WHILE)
        return false;
    for (int i = from.row; i < to.row; i++)
        g_string_append_c(bytes, '\n');
    return true;
}

/* In the same column, or a little further. */
static bool go_straight_down(const Term *term, GString *bytes, TermPlace from, TermPlace to)
{
    return from.column >= 0 && to.column >= from.column && go_down(term, bytes, from, to) &&
           add_forward(bytes, to.column - from.column);
}

/* From the first column. */
static bool go_through_margin(const Term *term, GString *bytes, TermPlace from, TermPlace to)
{
    if (!term->caps.returns || from.row < 0)
        return false;
    g_string_append_c(bytes, '\r');
    return go_down(term, bytes, from, to) && add_forward(bytes, to.column);
}

void term_add_move(const Term *term, GString *bytes, TermPlace from, TermPlace to)
{
    static Way *const WAYS[] = {go_forward, go_back, go_straight_down, go_through_margin};
    g_autoptr(GString) best = g_string_new(NULL), other = g_string_new(NULL);
    go_anywhere(term, best, from, to);
    for (size_t i = 0; i < G_N_ELEMENTS(WAYS); i++) {
        g_string_truncate(other, 0);
        if (WAYS[i](term, other, from, to) && other->len < best->len)
            g_string_assign(best, other->str);
    }
    g_string_append_len(bytes, best->str, (gssize)best->len);
}

void term_add_cursor(const Term *term, GString *bytes, bool visible)
{
    const char *normal = cursor_normal;
    /* xterm's cnorm also stops blinking (a byte sequence more): the short form does. */
    if (term->xterm_like)
        g_string_append(bytes, visible ? "\033[?25h" : "\033[?25l");
    else
        term_add_capability(bytes, visible ? normal : cursor_invisible);
}

/* --- signs ------------------------------------------------------------------------------------------------ */

void term_add_erase_line(const Term *term, GString *bytes)
{
    term_add_capability(bytes, clr_eol);
}

bool term_add_erase(const Term *term, GString *bytes, int count)
{
    if (erase_chars)
        term_add_capability(bytes, tparm(erase_chars, count));
    return erase_chars != NULL;
}

void term_add_repeat(const Term *term, GString *bytes, int count)
{
    g_string_append_printf(bytes, "\033[%db", count);
}

void term_add_clear(const Term *term, GString *bytes)
{
    term_add_capability(bytes, clear_screen);
}

void term_add_scroll(const Term *term, GString *bytes, int first, int last, int rows, int height)
{
    bool up = rows > 0;
    term_add_capability(bytes, tparm(change_scroll_region, first, last));
    /* Scrolling happens where the cursor is at the edge of the region. */
    go_anywhere(term, bytes, TERM_ANYWHERE, (TermPlace){up ? last : first, 0});
    term_add_capability(bytes, tparm(up ? parm_index : parm_rindex, abs(rows)));
    term_add_capability(bytes, tparm(change_scroll_region, 0, height - 1));
}

/* --- faces ------------------------------------------------------------------------------------------------ */

static const char *attribute_string(uint8_t attribute)
{
    switch (attribute) {
    case STYLED_BOLD: return enter_bold_mode;
    case STYLED_ITALIC: return enter_italics_mode;
    case STYLED_UNDERLINE: return enter_underline_mode;
    case STYLED_REVERSE: return enter_reverse_mode;
    default: return enter_dim_mode;
    }
}

/* What the terminal has of it.  With eight colours the bright ones are bold. */
static Face possible(const Term *term, Face face)
{
    for (uint8_t attribute = 1; attribute <= STYLED_DIM; attribute = (uint8_t)(attribute << 1)) {
        if (!attribute_string(attribute))
            face.attributes &= (uint8_t)~attribute;
    }
    if (term->colours < 16 && term->caps.depth == COLOUR_16 && face.foreground >= 8)
        face.attributes |= STYLED_BOLD;
    return face;
}

static void add_colour(const Term *term, GString *bytes, StyledColour colour, bool foreground)
{
    const char *string = foreground ? set_a_foreground : set_a_background;
    if (string)
        term_add_capability(bytes, tparm(string, colour % MAX(term->colours, 8)));
}

static void add_capabilities(const Term *term, GString *bytes, Face from, Face to)
{
    bool lost = from.attributes & ~to.attributes || (from.foreground != -1 && to.foreground == -1) ||
                (from.background != -1 && to.background == -1);
    if (lost) {
        term_add_capability(bytes, exit_attribute_mode);
        from = (Face){-1, -1, 0};
    }
    for (uint8_t attribute = 1; attribute <= STYLED_DIM; attribute = (uint8_t)(attribute << 1)) {
        if (to.attributes & ~from.attributes & attribute)
            term_add_capability(bytes, attribute_string(attribute));
    }
    if (to.foreground != from.foreground)
        add_colour(term, bytes, to.foreground, true);
    if (to.background != from.background)
        add_colour(term, bytes, to.background, false);
}

void term_add_face(const Term *term, GString *bytes, Face from, Face to)
{
    bool known = from.foreground != SGR_UNKNOWN.foreground;
    from = known ? possible(term, from) : from;
    to = possible(term, to);
    if (term->xterm_like)
        sgr_add(bytes, from, to, CLAMP(term->colours, 8, 256));
    else
        add_capabilities(term, bytes, from, to);
}
