/* The statements of a file, as far as the reader of notebooks must tell them apart.  Internal to format_marimo.
 *
 * A Node is a top-level statement or one of a function's body: a range of tokens.  That is enough to find cells
 * and their edges; what a statement means is left to Python.
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

#include "notebook/pytoken.h"

typedef struct {
    const TokenList *tokens;
    uint32_t shift; /* lines of the file before the text that was scanned */
    guint first;    /* the first token, '@' if there are decorators */
    guint keyword;  /* the first behind the decorators: `async`, `def`, `with`, or whatever */
    guint colon;    /* of a compound statement: the one that ends its head; 0 if it has none */
    guint last;     /* the last token that is no comment and no line end */
    bool compound;
    /* What the recovery of broken files makes up: */
    bool guard;
    char *code; /* of a cell that does not parse; owned.  `colon` is then the '(' of its decorator, or 0 */
    char *name; /* its name or NULL; owned */
} Node;

void node_clear(Node *node);

/* The next statement from token *at on, at the same level; false at the end of the block. */
bool node_next(const TokenList *tokens, uint32_t shift, guint *at, Node *node);

/* Appends all statements of the list to `nodes`, a GArray of Node. */
void nodes_append(GArray *nodes, const TokenList *tokens, uint32_t shift);

/* Whether the token `offset` behind the keyword is spelled `word`. */
bool node_says(const Node *node, guint offset, const char *word);

/* ast's lineno, from 0: that of the keyword, not of the decorators; and end_lineno, from 0. */
uint32_t node_line(const Node *node);
uint32_t node_end_line(const Node *node);

/* Columns in bytes, as ast counts them. */
uint32_t node_column(const Node *node, guint token);
uint32_t node_end_column(const Node *node);

/* The first and the last statement of the body of a compound statement; false if it has none. */
bool node_body(const Node *node, Node *first, Node *before_last, Node *last, guint *count);

/* The token behind the bracket that closes the one at `open`. */
guint tokens_close(const TokenList *tokens, guint open);

/* A judgement without Python: do brackets and indentation match, is every character part of a token? */
bool tokens_look_sound(const TokenList *tokens);

/* One decorator: the tokens [first, end) behind '@'. */
typedef struct {
    guint first, end;
    const char *kind; /* "cell", "function", "class_definition" if it is SOMETHING.kind or SOMETHING.kind(...) */
    bool of_app;      /* SOMETHING is `app` */
    guint open;       /* the '(' of its arguments, 0 if it has none */
} Decorator;

/* The next decorator of a node, from token *at on, which is its first one in the beginning; false: there is none. */
bool node_next_decorator(const Node *node, guint *at, Decorator *decorator);
