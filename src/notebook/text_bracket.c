/* Matching brackets: quotes are minded, backslashes counted (`:help %`). */
#include "notebook/text_motion.h"

#include <string.h>

#include "base/utf8.h"

typedef enum { NO, YES, MAYBE } Maybe;

typedef struct {
    const Notebook *notebook;
    size_t first, last; /* lines of the cell */
    Pos pos;
    TextLine line;
    bool back;
    char own, wanted; /* the bracket that nests, and the one that is looked for */
    bool plain;       /* quotes are characters like others */
    bool escaped;     /* whether the first one stands behind a backslash */
    bool counted;     /* the quotes of this line have been counted */
    bool mind_quotes, in_quote;
    Maybe began_in_quote;
} Matcher;

static bool move_on(Matcher *m)
{
    if (m->back) {
        if (m->pos.byte > 0) {
            m->pos.byte = utf8_previous(m->line.bytes, m->line.length, m->pos.byte);
            return true;
        }
        if (m->pos.line == m->first)
            return false;
        m->pos.line--;
    } else {
        if (m->pos.byte < m->line.length) {
            m->pos.byte = utf8_next(m->line.bytes, m->line.length, m->pos.byte);
            return true;
        }
        if (m->pos.line == m->last)
            return false;
        m->pos.line++;
    }
    m->line = notebook_line(m->notebook, m->pos.line);
    m->pos.byte = m->back ? m->line.length : 0;
    m->counted = false;
    return true;
}

static bool ends_with_backslash(TextLine line)
{
    return line.length && line.bytes[line.length - 1] == '\\';
}

/* Quotes hide brackets only in lines that have an even number of them. */
static void count_quotes(Matcher *m)
{
    const char *bytes = m->line.bytes;
    size_t quotes = 0;
    bool at_start = true;
    for (size_t i = 0; i < m->line.length; i++) {
        if (i == m->pos.byte + m->back)
            at_start = quotes % 2 == 0 ? false : true;
        if (bytes[i] == '"' && (i == 0 || bytes[i - 1] != '\'' || bytes[i + 1] != '\''))
            quotes++;
        if (bytes[i] == '\\' && i + 1 < m->line.length)
            i++;
    }
    m->counted = true;
    m->mind_quotes = quotes % 2 == 0;
    if (m->mind_quotes)
        return;
    m->in_quote = false;
    if (ends_with_backslash(m->line)) {
        m->mind_quotes = true;
        if (m->began_in_quote == MAYBE) {
            m->in_quote = true;
            m->began_in_quote = YES;
        } else if (m->back) {
            m->in_quote = true;
        }
    }
    if (m->pos.line > m->first && ends_with_backslash(notebook_line(m->notebook, m->pos.line - 1))) {
        m->mind_quotes = true;
        if (m->began_in_quote == MAYBE) {
            m->in_quote = at_start;
            if (at_start)
                m->began_in_quote = YES;
        } else if (!m->back) {
            m->in_quote = true;
        }
    }
}

static size_t backslashes_before(TextLine line, size_t byte)
{
    size_t count = 0;
    while (count < byte && line.bytes[byte - 1 - count] == '\\')
        count++;
    return count;
}

/* Passes 'x' and '\x'. */
static bool pass_quoted_character(Matcher *m)
{
    const char *at = m->line.bytes + m->pos.byte;
    size_t byte = m->pos.byte, rest = m->line.length - byte;
    if (m->back) {
        if (byte > 1 && at[-2] == '\'')
            m->pos.byte -= 2;
        else if (byte > 2 && at[-2] == '\\' && at[-3] == '\'')
            m->pos.byte -= 3;
        else
            return false;
        return true;
    }
    if (rest > 3 && at[1] == '\\' && at[3] == '\'')
        m->pos.byte += 3;
    else if (rest > 2 && at[2] == '\'')
        m->pos.byte += 2;
    else
        return false;
    return true;
}

static bool is_bracket_here(const Matcher *m, char c)
{
    if (m->in_quote && m->began_in_quote != YES)
        return false;
    return (c == m->own || c == m->wanted) && (backslashes_before(m->line, m->pos.byte) & 1) == m->escaped;
}

static bool match(Matcher *m)
{
    long depth = 0;
    while (move_on(m)) {
        if (!m->counted && !m->plain)
            count_quotes(m);
        if (m->began_in_quote == MAYBE)
            m->began_in_quote = NO;
        char c = m->pos.byte < m->line.length ? m->line.bytes[m->pos.byte] : 0;
        if (c == 0 && (m->pos.byte == 0 || m->line.bytes[m->pos.byte - 1] != '\\')) {
            m->in_quote = false;
            m->began_in_quote = NO;
        } else if (c == '"' && m->mind_quotes) {
            if ((backslashes_before(m->line, m->pos.byte) & 1) == 0) {
                m->in_quote = !m->in_quote;
                m->began_in_quote = NO;
            }
        } else if (c == '\'' && !m->plain && pass_quoted_character(m)) {
            continue;
        } else if (c && is_bracket_here(m, c)) {
            if (c == m->own)
                depth++;
            else if (depth-- == 0)
                return true;
        }
    }
    return false;
}

static Matcher matcher_at(const Notebook *notebook, Pos pos)
{
    size_t cell = notebook_cell_of_line(notebook, pos.line);
    return (Matcher){
        .notebook = notebook,
        .first = notebook_first_line(notebook, cell),
        .last = notebook_last_line(notebook, cell),
        .pos = pos,
        .line = notebook_line(notebook, pos.line),
        .began_in_quote = MAYBE,
    };
}

static const char OPENING[] = "([{<", CLOSING[] = ")]}>";
static const char MATCHED_BY_PERCENT[] = "([{)]}";

static void aim(Matcher *m, char own)
{
    const char *opening = strchr(OPENING, own);
    m->back = !opening;
    m->own = own;
    m->wanted = opening ? CLOSING[opening - OPENING] : OPENING[strchr(CLOSING, own) - CLOSING];
}

bool motion_match(const Notebook *notebook, Pos *pos)
{
    Matcher m = matcher_at(notebook, *pos);
    while (m.pos.byte < m.line.length && !memchr(MATCHED_BY_PERCENT, m.line.bytes[m.pos.byte], sizeof MATCHED_BY_PERCENT - 1))
        m.pos.byte++;
    if (m.pos.byte >= m.line.length)
        return false;
    aim(&m, m.line.bytes[m.pos.byte]);
    m.escaped = backslashes_before(m.line, m.pos.byte) & 1;
    if (!match(&m))
        return false;
    *pos = m.pos;
    return true;
}

bool motion_next_opening(const Notebook *notebook, Pos *pos, char bracket)
{
    Matcher m = matcher_at(notebook, *pos);
    m.plain = true;
    m.wanted = bracket;
    m.own = CLOSING[strchr(OPENING, bracket) - OPENING];
    if (!match(&m))
        return false;
    *pos = m.pos;
    return true;
}

bool motion_unmatched(const Notebook *notebook, Pos *pos, char bracket, bool plain)
{
    Matcher m = matcher_at(notebook, *pos);
    m.plain = plain;
    const char *opening = strchr(OPENING, bracket);
    m.back = opening;
    m.wanted = bracket;
    m.own = opening ? CLOSING[opening - OPENING] : OPENING[strchr(CLOSING, bracket) - CLOSING];
    if (!match(&m))
        return false;
    *pos = m.pos;
    return true;
}
