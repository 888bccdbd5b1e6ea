/* Python, line by line: what each piece of a line is, for highlighting.
 *
 *     LexState state = LEX_START;
 *     for (line...)
 *         state = lexer_line(state, line.bytes, line.length, tokens);
 *
 * All that one line must know of the lines before it is a LexState: the strings that are still open
 * (a triple-quoted f-string may hold an expression that holds a string...).  So after an edit only the
 * changed line is read again, and the lines behind it until the state is what it was before.
 * Tolerant: any bytes give some tokens.  Plain functions on plain data; any thread.
 */
#pragma once

#include <stdint.h>

#include <glib.h>

#include "notebook/text.h"

typedef enum {
    TOKEN_PLAIN, /* names and blanks; never put into the list */
    TOKEN_KEYWORD,
    TOKEN_CONSTANT, /* None, True, False, Ellipsis, __debug__ */
    TOKEN_BUILTIN,
    TOKEN_STRING,
    TOKEN_ESCAPE, /* in a string: \n, {{, and the braces around an f-string's expression */
    TOKEN_NUMBER,
    TOKEN_COMMENT,
    TOKEN_DECORATOR,
    TOKEN_DEFINITION, /* the name behind `def` and `class` */
    TOKEN_OPERATOR,
} TokenKind;

/* Bytes [start, start + length) of the line. */
typedef struct {
    size_t start, length;
    TokenKind kind;
} Token;

/* The strings open at the end of a line, innermost in the low byte; opaque but comparable. */
typedef uint64_t LexState;
#define LEX_START ((LexState)0)

/* Appends the Tokens of the line to `tokens` (NULL: only the state is wanted), returns the state behind it. */
LexState lexer_line(LexState state, const char *bytes, size_t length, GArray *tokens);

/* Calls back with each keyword, constant and builtin of the language. */
typedef void (*LexWord)(const char *word, TokenKind kind, gpointer data);
void lexer_each_word(LexWord each, gpointer data);

/* --- the states of one text, remembered ------------------------------------------------------------ */

/* Remembers the state before each line; finds what changed by itself, by a hash of each line. */
typedef struct LexCache LexCache;

LexCache *lex_cache_new(void);
void lex_cache_free(LexCache *cache);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LexCache, lex_cache_free)

/* The state before `line`.  `revision` tells whether `text` may have changed since the last question. */
LexState lex_cache_state(LexCache *cache, const Text *text, uint64_t revision, size_t line);

/* How many lines were read anew so far: for tests and measurements. */
size_t lex_cache_work(const LexCache *cache);
