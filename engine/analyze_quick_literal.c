#include "engine/analyze_quick_parse.h"

#include <string.h>

/* --- numbers ------------------------------------------------------------------------------------------------------- */

/* Decimal, without underscores and leading zeros; the rest is rare. */
void quick_number(Quick *quick)
{
    const Token *token = quick_token(quick);
    const char *at = quick->tokens->text + token->start, *end = quick->tokens->text + token->end;
    bool zero = *at == '0', whole = true;
    const char *start = at;
    for (; at < end; at++) {
        whole &= g_ascii_isdigit(*at);
        if (!g_ascii_isdigit(*at) && *at != '.' && *at != 'e' && *at != 'E' && *at != '+' && *at != '-')
            quick_fail(quick);
    }
    bool too_long = end - start > 300; /* CPython refuses 4300 digits and more */
    char next = end < quick->tokens->text + quick->tokens->size ? *end : '\0';
    if ((zero && end - start > 1 && start[1] != '.') || too_long || g_ascii_isalnum(next) || next == '_' || (next & 0x80) ||
        (whole && next == '.'))
        quick_fail(quick);
    quick_advance(quick);
}

/* --- strings ------------------------------------------------------------------------------------------------------- */

typedef struct {
    bool raw, bytes, formatted;
    const char *start, *end; /* of what is between the quotes */
} Literal;

static Literal literal_of(const Quick *quick, guint index)
{
    const Token *token = &quick->tokens->all[index];
    const char *at = quick->tokens->text + token->start, *end = quick->tokens->text + token->end;
    Literal literal = {0};
    for (; *at != '"' && *at != '\''; at++) {
        char letter = g_ascii_tolower(*at);
        literal.raw |= letter == 'r';
        literal.bytes |= letter == 'b';
        literal.formatted |= letter == 'f';
    }
    bool triple = end - at >= 6 && at[1] == *at && at[2] == *at;
    literal.start = at + (triple ? 3 : 1);
    literal.end = end - (triple ? 3 : 1);
    return literal;
}

/* Escapes that may be wrong are CPython's; all others are right, or kept as they are. */
static bool is_plain_text(const Literal *literal)
{
    for (const char *at = literal->start; at < literal->end; at++) {
        if (literal->bytes && (*at & 0x80))
            return false;
        if (*at != '\\' || literal->raw)
            continue;
        at++;
        if (at < literal->end && strchr("NxuU", *at) && *at)
            return false;
    }
    return true;
}

/* The end of what is in braces: '}', or the '!' or ':' before a format.  NULL: not to be told so easily. */
static const char *find_field_end(const char *at, const char *end)
{
    int depth = 0;
    for (; at < end; at++) {
        if (*at == '(' || *at == '[')
            depth++;
        else if (*at == ')' || *at == ']')
            depth--;
        else if (strchr("\\#\n{\"", *at))
            return NULL;
        else if (*at == '\'') {
            const char *close = memchr(at + 1, '\'', (size_t)(end - at - 1));
            if (!close || close == at + 1 || memchr(at, '\n', (size_t)(close - at)) || memchr(at, '\\', (size_t)(close - at)))
                return NULL;
            at = close;
        } else if (depth == 0 && (*at == '}' || *at == ':' || (*at == '!' && at + 1 < end && at[1] != '='))) {
            return at;
        }
    }
    return NULL;
}

/* !r, :>8.2f; returns the closing brace, or NULL. */
static const char *skip_format(const char *at, const char *end)
{
    if (*at == '!') {
        at++;
        if (at + 1 >= end || !strchr("rsa", *at) || (at[1] != '}' && at[1] != ':'))
            return NULL;
        at++;
    }
    if (*at == ':') {
        while (at < end && *at != '}' && *at != '{' && *at != '\\' && *at != '\n')
            at++;
    }
    return at < end && *at == '}' ? at : NULL;
}

/* An expression within a string, by a scan of its own. */
static void read_field(Quick *quick, const char *start, const char *end)
{
    g_autoptr(TokenList) tokens = pytoken_scan(start, (size_t)(end - start));
    if (tokens->fault != TOKEN_FAULT_NONE || !tokens->sound || ++quick->nesting > 20) {
        quick_fail(quick);
        return;
    }
    Quick inner = *quick;
    quick_start(&inner, tokens);
    if (tokens->count < 2 || tokens->all[0].kind == TOKEN_INDENT)
        quick_advance(&inner); /* CPython puts it in parentheses: blanks are nothing */
    quick_expressions(&inner);
    if (inner.failed || quick_token(&inner)->kind != TOKEN_NEWLINE)
        quick_fail(quick);
    quick->nesting--;
}

/* Whether it has fields. */
static bool read_fields(Quick *quick, const Literal *literal)
{
    bool any = false;
    for (const char *at = literal->start; at < literal->end && !quick->failed; at++) {
        if (*at == '\\' && !literal->raw) {
            at++;
            if (at >= literal->end || !strchr("nt\\'\"", *at))
                quick_fail(quick);
        } else if (*at == '\\' || (*at == '}' && (at + 1 == literal->end || at[1] != '}'))) {
            quick_fail(quick);
        } else if (*at == '}' || (*at == '{' && at + 1 < literal->end && at[1] == '{')) {
            at++;
        } else if (*at == '{') {
            const char *end = find_field_end(at + 1, literal->end);
            const char *close = end ? skip_format(end, literal->end) : NULL;
            if (close)
                read_field(quick, at + 1, end);
            else
                quick_fail(quick);
            any = true;
            at = close ? close : at;
        }
    }
    return any;
}

char *quick_plain_text(const Quick *quick, guint token)
{
    Literal literal = literal_of(quick, token);
    return g_strndup(literal.start, (gsize)(literal.end - literal.start));
}

/* What one string of those that stand side by side is. */
static TextKind read_string(Quick *quick, const Literal *literal)
{
    if (literal->formatted)
        return read_fields(quick, literal) ? TEXT_NONE : TEXT_UNKNOWN;
    if (!is_plain_text(literal))
        quick_fail(quick);
    bool escapes = !literal->raw && memchr(literal->start, '\\', (size_t)(literal->end - literal->start));
    return escapes || literal->bytes ? TEXT_UNKNOWN : TEXT_PLAIN;
}

Expression quick_strings(Quick *quick)
{
    Expression whole = {.kind = EXPRESSION_STRING, .token = quick->at};
    bool bytes = false, text = false;
    for (bool first = true; quick_token(quick)->kind == TOKEN_STRING; first = false) {
        Literal literal = literal_of(quick, quick->at);
        *(literal.bytes ? &bytes : &text) = true;
        TextKind kind = read_string(quick, &literal);
        whole.text = first ? kind : TEXT_UNKNOWN;
        if (!quick->failed)
            quick_advance(quick);
    }
    if (bytes && text)
        quick_fail(quick);
    return whole;
}
