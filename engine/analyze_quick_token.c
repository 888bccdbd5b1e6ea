#include "engine/analyze_quick_parse.h"

#include <string.h>

static Word word_of(const char *text, size_t length)
{
#define AS_ROW(name) {#name, sizeof #name - 1},
    static const struct {
        const char *text;
        size_t length;
    } WORDS[] = {{"", 0}, QUICK_WORDS(AS_ROW)};
#undef AS_ROW
    for (size_t i = 1; i < G_N_ELEMENTS(WORDS); i++) {
        if (WORDS[i].text[0] == text[0] && WORDS[i].length == length && memcmp(WORDS[i].text, text, length) == 0)
            return (Word)i;
    }
    return WORD_NONE;
}

/* To the next token that says something, from this one on. */
static void settle_token(Quick *quick)
{
    while (quick_token(quick)->kind == TOKEN_NL || quick_token(quick)->kind == TOKEN_COMMENT)
        quick->at++;
    const Token *token = quick_token(quick);
    quick->word = token->kind == TOKEN_NAME ? word_of(quick->tokens->text + token->start, token->end - token->start) : WORD_NONE;
}

void quick_fail(Quick *quick)
{
    quick->failed = true;
    quick->at = quick->tokens->count - 1;
    quick->word = WORD_NONE;
}

void quick_start(Quick *quick, const TokenList *tokens)
{
    quick->tokens = tokens;
    quick->at = 0;
    settle_token(quick);
}

void quick_advance(Quick *quick)
{
    TokenKind kind = (TokenKind)quick_token(quick)->kind;
    if (kind == TOKEN_END)
        return;
    if (kind != TOKEN_NEWLINE && kind != TOKEN_INDENT && kind != TOKEN_DEDENT)
        quick->last = quick->at;
    quick->at++;
    settle_token(quick);
}

bool quick_sees_long(const Quick *quick, const char *op)
{
    const Token *token = quick_token(quick);
    size_t length = strlen(op);
    return token->kind == TOKEN_OP && !token->op && token->end - token->start == length &&
           memcmp(quick->tokens->text + token->start, op, length) == 0;
}

bool quick_sees_name(const Quick *quick)
{
    return quick_token(quick)->kind == TOKEN_NAME && quick->word == WORD_NONE;
}

bool quick_take(Quick *quick, char op)
{
    bool seen = quick_sees(quick, op);
    if (seen)
        quick_advance(quick);
    return seen;
}

bool quick_take_word(Quick *quick, Word word)
{
    bool seen = quick->word == word;
    if (seen)
        quick_advance(quick);
    return seen;
}

void quick_expect(Quick *quick, char op)
{
    if (!quick_take(quick, op))
        quick_fail(quick);
}

void quick_expect_word(Quick *quick, Word word)
{
    if (!quick_take_word(quick, word))
        quick_fail(quick);
}

bool quick_take_kind(Quick *quick, TokenKind kind)
{
    bool seen = quick_token(quick)->kind == kind;
    if (seen)
        quick_advance(quick);
    return seen;
}

/* Names beyond ASCII are normalised: they are CPython's. */
Name *quick_text(Quick *quick, guint start, guint end)
{
    const char *text = quick->tokens->text + start;
    for (guint i = 0; i < end - start; i++) {
        if (text[i] & 0x80 || text[i] == ' ' || text[i] == '\n' || text[i] == '#') {
            quick_fail(quick);
            return NULL;
        }
    }
    return names_get_part(quick->walk->names, text, end - start);
}

Name *quick_name(Quick *quick)
{
    const Token *token = quick_token(quick);
    Name *name = quick_sees_name(quick) ? quick_text(quick, token->start, token->end) : NULL;
    if (name)
        quick_advance(quick);
    else
        quick_fail(quick);
    return name;
}
