#include "notebook/pyliteral.h"

#include <string.h>

typedef struct {
    bool raw, bytes, formatted;
    const char *body;
    size_t length;
} StringParts;

static StringParts string_parts(const TokenList *tokens, const Token *token)
{
    StringParts parts = {0};
    const char *at = tokens->text + token->start, *end = tokens->text + token->end;
    for (; *at != '"' && *at != '\''; at++) {
        char letter = (char)(*at | 0x20);
        parts.raw |= letter == 'r';
        parts.bytes |= letter == 'b';
        parts.formatted |= letter == 'f';
    }
    size_t quotes = end - at >= 6 && at[1] == at[0] && at[2] == at[0] ? 3 : 1;
    parts.body = at + quotes;
    parts.length = (size_t)(end - at) - 2 * quotes;
    return parts;
}

bool pyliteral_is_text(const TokenList *tokens, guint index)
{
    if (tokens->all[index].kind != TOKEN_STRING)
        return false;
    StringParts parts = string_parts(tokens, &tokens->all[index]);
    return !parts.bytes && !parts.formatted;
}

/* Up to `most` digits of `base`; returns how many there were. */
static size_t read_digits(const char *at, const char *end, size_t most, int base, gunichar *value)
{
    size_t count = 0;
    *value = 0;
    while (count < most && at + count < end) {
        int digit = g_ascii_xdigit_value(at[count]);
        if (digit < 0 || digit >= base)
            break;
        *value = *value * (gunichar)base + (gunichar)digit;
        count++;
    }
    return count;
}

static void append_character(GString *out, gunichar value)
{
    bool encodable = value <= 0x10ffff && !(value >= 0xd800 && value <= 0xdfff);
    g_string_append_unichar(out, encodable ? value : 0xfffd);
}

/* One escape; `at` is behind the backslash.  Returns where to go on.  \N{...} stays as written. */
static const char *append_escape(GString *out, const char *at, const char *end)
{
    static const char SIMPLE[][2] = {{'\\', '\\'}, {'\'', '\''}, {'"', '"'}, {'a', '\a'}, {'b', '\b'},
                                     {'f', '\f'},  {'n', '\n'},  {'r', '\r'}, {'t', '\t'}, {'v', '\v'}};
    char c = *at;
    if (c == '\n')
        return at + 1;
    for (size_t i = 0; i < G_N_ELEMENTS(SIMPLE); i++) {
        if (c == SIMPLE[i][0]) {
            g_string_append_c(out, SIMPLE[i][1]);
            return at + 1;
        }
    }
    gunichar value;
    size_t wanted = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
    if (wanted && read_digits(at + 1, end, wanted, 16, &value) == wanted) {
        append_character(out, value);
        return at + 1 + wanted;
    }
    size_t octal = read_digits(at, end, 3, 8, &value);
    if (octal > 0) {
        append_character(out, value);
        return at + octal;
    }
    g_string_append_c(out, '\\');
    return at;
}

static void append_string(GString *out, const StringParts *parts)
{
    const char *at = parts->body, *end = at + parts->length;
    while (at < end) {
        const char *backslash = parts->raw ? NULL : memchr(at, '\\', (size_t)(end - at));
        if (!backslash || backslash + 1 >= end)
            backslash = end;
        g_string_append_len(out, at, backslash - at);
        at = backslash < end ? append_escape(out, backslash + 1, end) : end;
    }
}

static bool is_layout(const Token *token)
{
    return token->kind == TOKEN_NL || token->kind == TOKEN_COMMENT || token->kind == TOKEN_NEWLINE;
}

/* Without the line ends and comments around it, and without parentheses that enclose all of it. */
static void trim(const TokenList *tokens, guint *first, guint *end)
{
    for (;;) {
        while (*first < *end && is_layout(&tokens->all[*first]))
            (*first)++;
        while (*end > *first && is_layout(&tokens->all[*end - 1]))
            (*end)--;
        if (*end - *first < 3 || !pytoken_is_op(tokens, *first, '(') || !pytoken_is_op(tokens, *end - 1, ')'))
            return;
        for (guint i = *first + 1; i < *end - 1; i++) {
            TokenKind kind = tokens->all[i].kind;
            if (kind == TOKEN_OP || (kind == TOKEN_NAME && *end - *first > 3))
                return; /* a tuple, a call, ...: no constant anyway */
        }
        (*first)++;
        (*end)--;
    }
}

static void evaluate_strings(const TokenList *tokens, guint first, guint end, Literal *literal)
{
    g_autoptr(GString) value = g_string_new(NULL);
    bool bytes = false;
    for (guint i = first; i < end; i++) {
        const Token *token = &tokens->all[i];
        if (is_layout(token))
            continue;
        if (token->kind != TOKEN_STRING)
            return;
        StringParts parts = string_parts(tokens, token);
        if (parts.formatted)
            return;
        bytes |= parts.bytes;
        append_string(value, &parts);
    }
    literal->kind = bytes ? LITERAL_OTHER : LITERAL_STRING;
    if (!bytes)
        literal->string = g_steal_pointer(&value);
}

static void evaluate_number(const TokenList *tokens, const Token *token, Literal *literal)
{
    g_autofree char *digits = g_strndup(tokens->text + token->start, token->end - token->start);
    char *end = NULL;
    gint64 value = g_ascii_strtoll(digits, &end, 10);
    bool leading_zero = digits[0] == '0' && digits[1] != '\0';
    literal->kind = *end == '\0' && !leading_zero && strlen(digits) < 19 ? LITERAL_INT : LITERAL_OTHER;
    literal->number = value;
}

static void evaluate_list(const TokenList *tokens, guint first, guint end, Literal *literal)
{
    literal->kind = LITERAL_LIST;
    literal->list = g_ptr_array_new_with_free_func((GDestroyNotify)pyliteral_free);
    int depth = 0;
    guint start = first;
    for (guint i = first; i <= end; i++) {
        bool last = i == end;
        if (!last)
            depth += pytoken_bracket(tokens, i);
        if (!last && !(depth == 0 && pytoken_is_op(tokens, i, ',')))
            continue;
        guint from = start, to = i;
        trim(tokens, &from, &to);
        start = i + 1;
        if (from == to)
            continue;
        bool nested = pytoken_is_op(tokens, from, '['); /* not looked into: no recursion */
        g_autoptr(Literal) element = nested ? NULL : pyliteral_evaluate(tokens, from, to);
        if (element && element->kind != LITERAL_EXPRESSION)
            g_ptr_array_add(literal->list, g_steal_pointer(&element));
        else
            literal->incomplete = true;
    }
}

/* Whether tokens[first] is a '[' whose partner is the last token. */
static bool is_enclosed_list(const TokenList *tokens, guint first, guint end)
{
    if (end - first < 2 || !pytoken_is_op(tokens, first, '['))
        return false;
    int depth = 0;
    for (guint i = first; i < end; i++) {
        depth += pytoken_bracket(tokens, i);
        if (depth == 0)
            return i == end - 1;
    }
    return false;
}

Literal *pyliteral_evaluate(const TokenList *tokens, guint first, guint end)
{
    Literal *literal = g_new0(Literal, 1);
    literal->kind = LITERAL_EXPRESSION;
    trim(tokens, &first, &end);
    if (first == end)
        return literal;
    const Token *token = &tokens->all[first];
    if (token->kind == TOKEN_STRING) {
        evaluate_strings(tokens, first, end, literal);
    } else if (is_enclosed_list(tokens, first, end)) {
        evaluate_list(tokens, first + 1, end - 1, literal);
    } else if (end - first == 1) {
        if (token->kind == TOKEN_NUMBER)
            evaluate_number(tokens, token, literal);
        else if (pytoken_is(tokens, first, "None"))
            literal->kind = LITERAL_NONE;
        else if (pytoken_is(tokens, first, "True") || pytoken_is(tokens, first, "False")) {
            literal->kind = LITERAL_BOOL;
            literal->number = pytoken_is(tokens, first, "True");
        } else if (pytoken_is(tokens, first, "..."))
            literal->kind = LITERAL_OTHER;
    }
    return literal;
}

void pyliteral_free(Literal *literal)
{
    if (literal->string)
        g_string_free(literal->string, TRUE);
    if (literal->list)
        g_ptr_array_unref(literal->list);
    g_free(literal);
}
