#include "engine/analyze_sql_parse.h"

#include <string.h>

enum { MAX_WORD = 12 }; /* the longest keyword, MATERIALIZED */

static bool begins_word(unsigned char c)
{
    return g_ascii_isalpha(c) || c == '_' || c >= 0x80;
}

static bool continues_word(unsigned char c)
{
    return begins_word(c) || g_ascii_isdigit(c) || c == '$';
}

static int compare_word(const char *name, const char *text, size_t length)
{
    int order = g_ascii_strncasecmp(text, name, length);
    return order ? order : name[length] ? -1 : 0;
}

static SqlWord find_word(const char *text, size_t length)
{
#define AS_TEXT(name) #name,
    static const char *const NAMES[] = {"", SQL_WORDS(AS_TEXT)};
#undef AS_TEXT
    size_t low = 1, high = length < 2 || length > MAX_WORD ? 0 : SQL_WORD_COUNT;
    while (low < high) { /* they are sorted */
        size_t middle = low + (high - low) / 2;
        int order = compare_word(NAMES[middle], text, length);
        if (order == 0)
            return (SqlWord)middle;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return SQL_NO_WORD;
}

/* After the quote that closes, or NULL.  A doubled one does not. */
static const char *skip_quoted(const char *at, const char *end, char quote, bool backslashes)
{
    for (; at < end; at++) {
        if (backslashes && *at == '\\' && at + 1 < end)
            at++;
        else if (*at == quote && at + 1 < end && at[1] == quote)
            at++;
        else if (*at == quote)
            return at + 1;
    }
    return NULL;
}

/* $tag$ ... $tag$: after it, or NULL if the dollar does not begin one; *open if it does not end. */
static const char *skip_dollars(const char *start, const char *end, bool *open)
{
    const char *at = start + 1;
    while (at < end && (begins_word((unsigned char)*at) || (at > start + 1 && g_ascii_isdigit(*at))))
        at++;
    if (at >= end || *at != '$')
        return NULL;
    size_t tag = (size_t)(at + 1 - start);
    const char *found = g_strstr_len(at + 1, end - (at + 1), "$");
    while (found && ((size_t)(end - found) < tag || memcmp(found, start, tag) != 0))
        found = g_strstr_len(found + 1, end - (found + 1), "$");
    *open = !found;
    return found ? found + tag : end;
}

/* Comments nest. */
static const char *skip_comment(const char *at, const char *end)
{
    int depth = 0;
    while (at + 1 < end) {
        if (at[0] == '/' && at[1] == '*') {
            depth++;
            at += 2;
        } else if (at[0] == '*' && at[1] == '/') {
            depth--;
            at += 2;
            if (depth == 0)
                return at;
        } else {
            at++;
        }
    }
    return NULL;
}

static const char *skip_number(const char *at, const char *end)
{
    while (at < end && (g_ascii_isdigit(*at) || *at == '_'))
        at++;
    if (at < end && *at == '.') {
        at++;
        while (at < end && (g_ascii_isdigit(*at) || *at == '_'))
            at++;
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        const char *digits = at + 1;
        if (digits < end && (*digits == '+' || *digits == '-'))
            digits++;
        if (digits < end && g_ascii_isdigit(*digits)) {
            at = digits;
            while (at < end && g_ascii_isdigit(*at))
                at++;
        }
    }
    return at;
}

static size_t operator_length(const char *at, const char *end)
{
    static const char *const LONG[] = {"->>", "!~~*", "!~~", "~~*", "~~~", "::", ":=", "->", "<=", ">=", "<>", "!=", "||", "==",
                                       "**",  "//",   "=>",  "|>",  "@>",  "<@", "&&", "<<", ">>", "^@", "!~", "~~"};
    if (at + 1 >= end || !strchr("-!~:<>=|*/@&^", *at))
        return 1;
    for (size_t i = 0; i < G_N_ELEMENTS(LONG); i++) {
        size_t length = strlen(LONG[i]);
        if ((size_t)(end - at) >= length && memcmp(at, LONG[i], length) == 0)
            return length;
    }
    return 1;
}

static bool is_prefix_of_string(const char *at, const char *end)
{
    return at + 1 < end && at[1] == '\'' && strchr("eExXbBnN", *at);
}

/* The token at `at`, and where it ends; NULL: it does not. */
static const char *scan(const char *at, const char *end, SqlToken *token)
{
    bool open = false;
    const char *after;
    if (is_prefix_of_string(at, end)) {
        token->kind = SQL_STRING;
        return skip_quoted(at + 2, end, '\'', *at == 'e' || *at == 'E');
    }
    if (begins_word((unsigned char)*at)) {
        token->kind = SQL_WORD;
        for (after = at; after < end && continues_word((unsigned char)*after);)
            after++;
        token->word = find_word(at, (size_t)(after - at));
        return after;
    }
    if (g_ascii_isdigit(*at) || (*at == '.' && at + 1 < end && g_ascii_isdigit(at[1]))) {
        token->kind = SQL_NUMBER;
        return skip_number(at, end);
    }
    if (*at == '"' || *at == '\'') {
        token->kind = *at == '"' ? SQL_QUOTED : SQL_STRING;
        return skip_quoted(at + 1, end, *at, false);
    }
    if (*at == '$' && (after = skip_dollars(at, end, &open))) {
        token->kind = SQL_STRING;
        return open ? NULL : after;
    }
    if (*at == '?' || *at == '$') {
        token->kind = SQL_PARAMETER;
        for (after = at + 1; *at == '$' && after < end && continues_word((unsigned char)*after);)
            after++;
        return after;
    }
    token->kind = SQL_OPERATOR;
    return at + operator_length(at, end);
}

/* Past blanks and comments; NULL: one is left open. */
static const char *skip_blank(const char *at, const char *end)
{
    while (at && at < end) {
        if (at[0] == '-' && at + 1 < end && at[1] == '-') {
            const char *line = memchr(at, '\n', (size_t)(end - at));
            at = line ? line : end;
        } else if (at[0] == '/' && at + 1 < end && at[1] == '*') {
            at = skip_comment(at, end);
        } else if (g_ascii_isspace(*at) || *at == '\v' || *at == '\0') {
            at++;
        } else if (end - at >= 2 && memcmp(at, "\u00a0", 2) == 0) {
            at += 2;
        } else {
            break;
        }
    }
    return at;
}

bool sql_tokenize(const char *sql, size_t length, GArray *tokens)
{
    const char *end = sql + length;
    bool whole = true;
    for (const char *at = sql; whole;) {
        at = skip_blank(at, end);
        whole = at != NULL;
        if (!at || at >= end)
            break;
        SqlToken token = {.start = at};
        const char *after = scan(at, end, &token);
        whole = after != NULL;
        at = after ? after : end;
        token.length = (guint32)(at - token.start);
        token.open = !after;
        g_array_append_val(tokens, token);
    }
    SqlToken last = {.kind = SQL_TEXT_END, .start = end};
    g_array_append_val(tokens, last);
    return whole;
}

char *sql_token_text(const SqlToken *token)
{
    const char *start = token->start, *end = token->start + token->length;
    if (token->kind == SQL_PARAMETER && token->length > 1)
        start++;
    if (token->kind != SQL_QUOTED && token->kind != SQL_STRING)
        return g_strndup(start, (gsize)(end - start));
    if (*start == '$') {
        const char *body = strchr(start + 1, '$') + 1;
        size_t tag = (size_t)(body - start), tags = token->open ? tag : 2 * tag;
        return g_strndup(body, token->length < tags ? 0 : token->length - tags);
    }
    char quote = token->kind == SQL_QUOTED ? '"' : '\'';
    while (start < end && *start != quote) /* E'...' */
        start++;
    GString *text = g_string_sized_new(token->length);
    const char *last = token->open ? end : end - 1;
    for (const char *at = start + 1; at < last; at++) {
        if (*at == quote && at + 1 < last && at[1] == quote)
            at++;
        g_string_append_c(text, *at);
    }
    return g_string_free(text, FALSE);
}
