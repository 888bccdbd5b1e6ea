/* The tokens of Python source, as the standard library's tokenize module (of Python 3.11) names them.
 *
 *     g_autoptr(TokenList) tokens = pytoken_scan(text, size);
 *     for (guint i = 0; i < tokens->count; i++) ... tokens->all[i] ...
 *
 * Like that module it is forgiving: what is no token becomes TOKEN_ERROR, and only three faults end the
 * scan before the end of the text.  marimo finds and dedents its cells by these tokens.
 * The text must be valid UTF-8 and less than 4 GB; lines end with '\n' only.  Linear time; any thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <glib.h>

typedef enum {
    TOKEN_NAME,
    TOKEN_NUMBER,
    TOKEN_STRING, /* also f-strings, whole */
    TOKEN_OP,
    TOKEN_NEWLINE, /* ends a statement */
    TOKEN_NL,      /* a line end that ends nothing */
    TOKEN_COMMENT,
    TOKEN_INDENT,
    TOKEN_DEDENT,
    TOKEN_ERROR,
    TOKEN_END,
} TokenKind;

/* Small, since a large notebook has half a million of them. */
typedef struct {
    uint32_t start, end; /* byte offsets in the text */
    uint32_t line;       /* from 0 */
    uint16_t more_lines; /* that it reaches over, at most UINT16_MAX: see pytoken_end_line */
    uint8_t kind;        /* a TokenKind */
    char op;             /* the byte of an operator of one byte, else 0 */
} Token;

/* Why the scan ended early. */
typedef enum { TOKEN_FAULT_NONE, TOKEN_FAULT_OPEN_STRING, TOKEN_FAULT_OPEN_BRACKET, TOKEN_FAULT_DEDENT } TokenFault;

typedef struct {
    const char *text; /* borrowed */
    size_t size;
    Token *all; /* without fault, the last is TOKEN_END */
    guint count;
    bool sound; /* no error tokens, brackets that match, blocks where a colon asks for one and only there */
    TokenFault fault;
    uint32_t fault_line; /* from 0; where the string began, of the bad indentation, or of the end */
} TokenList;

TokenList *pytoken_scan(const char *text, size_t size);
void pytoken_free(TokenList *tokens);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TokenList, pytoken_free)

/* The line, from 0, in which a token ends. */
static inline uint32_t pytoken_end_line(const TokenList *tokens, guint index)
{
    const Token *token = &tokens->all[index];
    if (token->more_lines < UINT16_MAX)
        return token->line + token->more_lines;
    uint32_t line = token->line;
    for (uint32_t at = token->start; at < token->end; at++)
        line += tokens->text[at] == '\n';
    return line;
}

/* Whether a token is spelled `word`. */
static inline bool pytoken_is(const TokenList *tokens, guint index, const char *word)
{
    const Token *token = &tokens->all[index];
    const char *text = tokens->text + token->start;
    if ((token->kind != TOKEN_NAME && token->kind != TOKEN_OP) || *text != *word)
        return false;
    size_t length = strlen(word);
    return token->end - token->start == length && memcmp(text, word, length) == 0;
}

/* The single-character operators are told apart by their byte: '(' ':' '@' ... */
static inline bool pytoken_is_op(const TokenList *tokens, guint index, char op)
{
    return tokens->all[index].op == op;
}

/* 1 for an opening bracket, -1 for a closing one, else 0. */
static inline int pytoken_bracket(const TokenList *tokens, guint index)
{
    switch (tokens->all[index].op) {
    case '(': case '[': case '{': return 1;
    case ')': case ']': case '}': return -1;
    default: return 0;
    }
}
