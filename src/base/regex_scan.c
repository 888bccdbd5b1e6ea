/* The rules follow `:help /magic` and the paragraphs on `^`, `$` and `*` there. */
#include "base/regex_scan.h"

#include <string.h>

#include "base/utf8.h"

/* Whether `*` repeats here; after `\` (which takes the meaning away) the place matters less. */
static bool star_repeats(const RegexScanner *self, bool after_backslash)
{
    bool at_start = self->at_start && !after_backslash;
    bool was_at_start = after_backslash ? self->at_start : self->was_at_start;
    if (self->magic < MAGIC || at_start || (was_at_start && self->before == (SPECIAL | '^')))
        return false;
    bool opened = self->before == (SPECIAL | '(') || self->before == (SPECIAL | '&') || self->before == (SPECIAL | '|');
    return after_backslash || !opened;
}

static bool caret_is_special(const RegexScanner *self)
{
    if (self->magic < NOMAGIC)
        return false;
    return self->at_start || self->magic == VERY_MAGIC || self->before == (SPECIAL | '(') ||
           self->before == (SPECIAL | '|') || self->before == (SPECIAL | '&') || self->before == (SPECIAL | 'n') ||
           ((self->before & ~SPECIAL) == '(' && self->before_that == (SPECIAL | '%'));
}

static bool dollar_is_special(const RegexScanner *self)
{
    if (self->magic < NOMAGIC)
        return false;
    if (self->magic == VERY_MAGIC)
        return true;
    const char *next = self->at + 1;
    bool very = false;
    while (next[0] == '\\' && next[1] && strchr("cCmMvVZ", next[1])) {
        very = next[1] == 'v' || (very && !strchr("mMV", next[1]));
        next += 2;
    }
    return next[0] == '\0' || (next[0] == '\\' && next[1] && strchr("|&)n", next[1])) ||
           (very && strchr("|&)", next[0]));
}

static int plain_token(const RegexScanner *self, const char *at, bool after_backslash)
{
    Utf8Char c = utf8_decode(at, strlen(at));
    bool special = false;
    if (c.length == 0)
        return END;
    if (c.code >= 0x80)
        return (int)c.code;
    if (strchr(".[~", (int)c.code))
        special = self->magic >= MAGIC;
    else if (strchr("(){%@+=?!&|<>", (int)c.code))
        special = self->magic == VERY_MAGIC;
    else if (c.code == '*')
        special = star_repeats(self, after_backslash);
    else if (c.code == '^')
        special = caret_is_special(self);
    else if (c.code == '$')
        special = dollar_is_special(self);
    return (int)c.code | (special ? SPECIAL : 0);
}

int regex_scan_peek(const RegexScanner *self)
{
    if (self->at[0] != '\\')
        return plain_token(self, self->at, false);
    char c = self->at[1];
    if (c == '\0')
        return '\\';
    static const char MEANINGFUL[] = "%&()*+.123456789<=>?@ACDFHIKLMOPSUVWXZ[_acdfhiklmnopsuvwxz{|~";
    if (strchr(MEANINGFUL, c))
        return plain_token(self, self->at + 1, true) ^ SPECIAL;
    switch (c) {
    case 'e':
        return '\033';
    case 't':
        return '\t';
    case 'r':
        return '\r';
    case 'b':
        return '\b';
    case '^':
    case '$':
        return c | (self->magic == VERY_NOMAGIC ? SPECIAL : 0);
    default:
        return (int)utf8_decode(self->at + 1, strlen(self->at + 1)).code;
    }
}

void regex_scan_consume(RegexScanner *self)
{
    int token = regex_scan_peek(self);
    if (self->at[0] == '\\' && self->at[1])
        self->at++;
    self->at += utf8_decode(self->at, strlen(self->at)).length;
    self->was_at_start = self->at_start;
    self->at_start = false;
    self->before_that = self->before;
    self->before = token;
}

void regex_scan_consume_silently(RegexScanner *self)
{
    bool at_start = self->at_start, was_at_start = self->was_at_start;
    int before = self->before, before_that = self->before_that;
    regex_scan_consume(self);
    self->at_start = at_start;
    self->was_at_start = was_at_start;
    self->before = before;
    self->before_that = before_that;
}
