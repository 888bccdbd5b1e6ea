/* What the parts of analyze_quick.c share: a parser that looks one token ahead and makes no tree, but a list of what a
 * statement does to names, which is told to the walk when the statement is over. */
#pragma once

#include "engine/analyze_walk.h"
#include "notebook/pytoken.h"

#define QUICK_WORDS(WORD) \
    WORD(False) WORD(None) WORD(True) WORD(and) WORD(as) WORD(assert) WORD(async) WORD(await) WORD(break) WORD(class) \
    WORD(continue) WORD(def) WORD(del) WORD(elif) WORD(else) WORD(except) WORD(finally) WORD(for) WORD(from) \
    WORD(global) WORD(if) WORD(import) WORD(in) WORD(is) WORD(lambda) WORD(nonlocal) WORD(not) WORD(or) WORD(pass) \
    WORD(raise) WORD(return) WORD(try) WORD(while) WORD(with) WORD(yield)

#define AS_ENUM(name) WORD_##name,
typedef enum { WORD_NONE, QUICK_WORDS(AS_ENUM) } Word;
#undef AS_ENUM

typedef enum { ACT_LOAD, ACT_STORE, ACT_DELETE, ACT_PARAMETER, ACT_COMPREHENSION, ACT_LAMBDA, ACT_POP } ActKind;

typedef struct {
    ActKind kind;
    bool bare;  /* a name that is all of a target, or of an element of one, if the expression around is one */
    Name *name; /* or NULL */
} Act;

typedef struct {
    Walk *walk;
    const TokenList *tokens;
    guint at;       /* the next token that says something */
    guint last;     /* the last one that was taken, line ends and indentation aside */
    Word word;      /* what a name at `at` is */
    GArray *acts;   /* of Act: of the statement so far */
    int nesting;    /* of expressions */
    int blocks;     /* of statements */
    int functions;  /* of definitions */
    bool failed;    /* it is CPython's */
} Quick;

typedef enum {
    EXPRESSION_NAME,
    EXPRESSION_PLACE, /* an attribute, a subscript */
    EXPRESSION_CALL,
    EXPRESSION_LIST, /* a tuple, a list */
    EXPRESSION_STRING,
    EXPRESSION_OTHER,
} ExpressionKind;

/* A string, or that of mo.md("..."): is it known? */
typedef enum { TEXT_NONE, TEXT_PLAIN, TEXT_UNKNOWN } TextKind;

typedef struct {
    ExpressionKind kind;
    bool target;    /* may be assigned to */
    bool of_mo;     /* begins with the name mo */
    bool markdown;  /* is mo.md, or a call of it */
    bool query;     /* is mo.sql or the like */
    int depth;      /* of its tree, at least */
    TextKind text;
    guint token;    /* of TEXT_PLAIN */
} Expression;

/* --- tokens (analyze_quick_token.c) ------------------------------------------------------------------------------ */

void quick_fail(Quick *quick); /* goes to the end, where nobody takes anything any more */
void quick_start(Quick *quick, const TokenList *tokens);
void quick_advance(Quick *quick);

static inline const Token *quick_token(const Quick *quick)
{
    return &quick->tokens->all[quick->at];
}

static inline bool quick_sees(const Quick *quick, char op)
{
    return quick_token(quick)->op == op;
}

/* Whether an operator of two bytes or more is next. */
bool quick_sees_long(const Quick *quick, const char *op);
bool quick_sees_name(const Quick *quick); /* and no keyword */

bool quick_take(Quick *quick, char op);      /* takes it if it is next */
bool quick_take_word(Quick *quick, Word word);
bool quick_take_kind(Quick *quick, TokenKind kind);
void quick_expect(Quick *quick, char op);    /* fails if it is not */
void quick_expect_word(Quick *quick, Word word);
Name *quick_name(Quick *quick);              /* takes a name; NULL: failed */
Name *quick_text(Quick *quick, guint start, guint end); /* bytes of the code as a name */

/* --- what statements do to names (analyze_quick.c) --------------------------------------------------------------- */

static inline void quick_act(Quick *quick, ActKind kind, Name *name)
{
    Act act = {kind, kind == ACT_LOAD, name};
    g_array_append_val(quick->acts, act);
}

/* What stands from `middle` on comes before what stands from `begin` on. */
void quick_swap(Quick *quick, guint begin, guint middle);

/* --- expressions (analyze_quick_expression.c) -------------------------------------------------------------------- */

Expression quick_expression(Quick *quick);
Expression quick_expressions(Quick *quick); /* with commas between, or one */
Expression quick_primary(Quick *quick);     /* without operators */

/* --- what is assigned to (analyze_quick_target.c) ---------------------------------------------------------------- */

void quick_targets(Quick *quick, bool many); /* as behind `for`, and, if not many, `as` */

/* A target that was read as an expression: the acts from `begin` on. */
void quick_retarget(Quick *quick, Expression expression, guint begin, ActKind kind);

/* Names and defaults up to ')' or ':', which is not taken; annotations only behind `def`. */
void quick_parameters(Quick *quick, bool annotated);

/* --- literals (analyze_quick_literal.c) --------------------------------------------------------------------------- */

void quick_number(Quick *quick);
Expression quick_strings(Quick *quick);

/* What is between the quotes of a TEXT_PLAIN; the caller frees it. */
char *quick_plain_text(const Quick *quick, guint token);
