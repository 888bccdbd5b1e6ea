/* Values of Python's literals, from their source.
 *
 * The reader of notebooks needs a few: the version, the options of marimo.App(...) and @app.cell(...), the
 * text of app._unparsable_cell("...").  Constants and lists of constants, nothing that runs.
 * Plain data; any thread.
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

#include "notebook/pytoken.h"

typedef enum {
    LITERAL_NONE,
    LITERAL_BOOL,
    LITERAL_INT, /* that fits */
    LITERAL_STRING,
    LITERAL_OTHER,      /* another constant: a float, bytes, `...` */
    LITERAL_LIST,       /* of constants */
    LITERAL_EXPRESSION, /* anything else */
} LiteralKind;

typedef struct {
    LiteralKind kind;
    gint64 number;   /* BOOL, INT */
    GString *string; /* STRING */
    GPtrArray *list; /* LIST, of Literal *; elements that are no constants are left out */
    bool incomplete; /* LIST: some were */
} Literal;

/* The value of the expression made of the tokens [first, end).  The caller frees it. */
Literal *pyliteral_evaluate(const TokenList *tokens, guint first, guint end);
void pyliteral_free(Literal *literal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Literal, pyliteral_free)

/* Whether the token is a string that is neither bytes nor an f-string: one that can be a docstring. */
bool pyliteral_is_text(const TokenList *tokens, guint index);
