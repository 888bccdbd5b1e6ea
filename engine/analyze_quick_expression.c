#include "engine/analyze_quick_parse.h"

#include <string.h>

/* CPython takes far more of both. */
enum { MAX_NESTING = 30, MAX_DEPTH = 40, MAX_KEYWORDS = 12 };

static Expression boolean(Quick *quick);

/* And no MAX(), which would read twice. */
static int deeper(int a, int b)
{
    return a > b ? a : b;
}

static Expression other(Quick *quick, int depth)
{
    if (depth > MAX_DEPTH)
        quick_fail(quick);
    return (Expression){.kind = EXPRESSION_OTHER, .depth = depth};
}

static bool enter(Quick *quick)
{
    if (++quick->nesting > MAX_NESTING)
        quick_fail(quick);
    return !quick->failed;
}

/* What was named from here on is read, even if the expression around is a target. */
static void settle(Quick *quick, guint begin)
{
    for (guint i = begin; i < quick->acts->len; i++)
        g_array_index(quick->acts, Act, i).bare = false;
}

/* --- comprehensions ------------------------------------------------------------------------------------------------ */

static bool opens_comprehension(const Quick *quick)
{
    return quick->word == WORD_for;
}

/* The element was read, from `begin` on: it comes last, and all is in a block. */
static int comprehension(Quick *quick, guint begin)
{
    guint generators = quick->acts->len;
    int depth = 0;
    while (quick_take_word(quick, WORD_for)) {
        guint target = quick->acts->len;
        quick_targets(quick, true);
        guint iterated = quick->acts->len;
        quick_expect_word(quick, WORD_in);
        depth = deeper(depth, boolean(quick).depth);
        quick_swap(quick, target, iterated);
        while (quick_take_word(quick, WORD_if))
            depth = deeper(depth, boolean(quick).depth);
    }
    quick_swap(quick, begin, generators);
    Act open = {.kind = ACT_COMPREHENSION};
    g_array_insert_val(quick->acts, begin, open);
    quick_act(quick, ACT_POP, NULL);
    return depth;
}

/* --- atoms ---------------------------------------------------------------------------------------------------------- */

/* Elements up to `close`, which is taken; `first` was read already, from `begin` on. */
static Expression list(Quick *quick, Expression first, char close)
{
    Expression whole = {.kind = EXPRESSION_LIST, .target = first.target, .depth = first.depth};
    while (quick_take(quick, ',') && !quick_sees(quick, close)) {
        Expression next = quick_expression(quick);
        whole.target &= next.target;
        whole.depth = deeper(whole.depth, next.depth);
    }
    quick_expect(quick, close);
    whole.depth++;
    return whole;
}

static Expression bracketed(Quick *quick, char close)
{
    guint begin = quick->acts->len;
    quick_advance(quick);
    if (quick_take(quick, close))
        return other(quick, 1);
    Expression first = quick_expression(quick);
    if (opens_comprehension(quick)) {
        int depth = deeper(comprehension(quick, begin), first.depth);
        quick_expect(quick, close);
        return other(quick, depth + 2);
    }
    if (close == ')' && quick_take(quick, ')'))
        return first;
    return list(quick, first, close);
}

/* A value of a dict, behind its key. */
static int pair(Quick *quick)
{
    int depth = quick_expression(quick).depth;
    quick_expect(quick, ':');
    return deeper(depth, quick_expression(quick).depth);
}

static Expression braced(Quick *quick)
{
    guint begin = quick->acts->len;
    quick_advance(quick);
    if (quick_take(quick, '}'))
        return other(quick, 1);
    int depth = quick_expression(quick).depth;
    bool dict = quick_take(quick, ':');
    if (dict)
        depth = deeper(depth, quick_expression(quick).depth);
    if (opens_comprehension(quick)) {
        depth = deeper(depth, comprehension(quick, begin));
    } else {
        while (quick_take(quick, ',') && !quick_sees(quick, '}'))
            depth = deeper(depth, dict ? pair(quick) : quick_expression(quick).depth);
    }
    quick_expect(quick, '}');
    return other(quick, depth + 2);
}

static Expression name(Quick *quick)
{
    Name *name = quick_name(quick);
    Expression whole = {.kind = EXPRESSION_NAME, .target = true};
    if (!name)
        return whole;
    quick_act(quick, ACT_LOAD, name);
    whole.of_mo = strcmp(name->text, "mo") == 0;
    return whole;
}

static Expression atom(Quick *quick)
{
    if (!enter(quick))
        return other(quick, 0);
    Expression whole = {.kind = EXPRESSION_OTHER};
    if (quick_token(quick)->kind == TOKEN_STRING)
        whole = quick_strings(quick);
    else if (quick_token(quick)->kind == TOKEN_NUMBER)
        quick_number(quick);
    else if (quick->word == WORD_None || quick->word == WORD_True || quick->word == WORD_False || quick_sees_long(quick, "..."))
        quick_advance(quick);
    else if (quick_sees_name(quick))
        whole = name(quick);
    else if (quick_sees(quick, '('))
        whole = bracketed(quick, ')');
    else if (quick_sees(quick, '['))
        whole = bracketed(quick, ']');
    else if (quick_sees(quick, '{'))
        whole = braced(quick);
    else
        quick_fail(quick);
    quick->nesting--;
    return whole;
}

/* --- calls, attributes, subscripts ------------------------------------------------------------------------------- */

typedef struct {
    guint positional;
    bool keyword, mapping; /* one came */
    Name *keywords[MAX_KEYWORDS];
    guint keyword_count;
    int depth;
    Expression only; /* the first positional one */
} Arguments;

/* `name =`: the same may not come twice. */
static void keyword(Quick *quick, Arguments *arguments)
{
    Name *name = quick_name(quick);
    quick_expect(quick, '=');
    bool again = arguments->keyword_count == MAX_KEYWORDS;
    for (guint i = 0; i < arguments->keyword_count; i++)
        again |= arguments->keywords[i] == name;
    if (again)
        quick_fail(quick);
    else
        arguments->keywords[arguments->keyword_count++] = name;
    arguments->keyword = true;
}

/* Whether behind the name that is next there is a '='. */
static bool sees_keyword(const Quick *quick)
{
    guint next = quick->at + 1;
    while (quick->tokens->all[next].kind == TOKEN_NL || quick->tokens->all[next].kind == TOKEN_COMMENT)
        next++;
    return quick->tokens->all[next].op == '=';
}

static void argument(Quick *quick, Arguments *arguments)
{
    guint begin = quick->acts->len;
    bool positional = false;
    if (quick_sees_long(quick, "**")) {
        quick_advance(quick);
        arguments->mapping = true;
    } else if (quick_take(quick, '*')) {
        arguments->positional += 2; /* nobody asks for more than whether it is one */
        if (arguments->mapping)
            quick_fail(quick);
    } else if (quick_sees_name(quick) && sees_keyword(quick)) {
        keyword(quick, arguments);
    } else {
        positional = true;
        if (arguments->keyword || arguments->mapping)
            quick_fail(quick);
    }
    Expression value = quick_expression(quick);
    arguments->depth = deeper(arguments->depth, value.depth);
    if (positional && arguments->positional++ == 0)
        arguments->only = value;
    if (!opens_comprehension(quick))
        return;
    arguments->depth = deeper(arguments->depth, comprehension(quick, begin) + 1);
    if (!positional || arguments->positional > 1 || !quick_sees(quick, ')'))
        quick_fail(quick);
    arguments->only = (Expression){.kind = EXPRESSION_OTHER};
}

static Expression call(Quick *quick, Expression function)
{
    Arguments arguments = {0};
    guint begin = quick->acts->len;
    quick_advance(quick);
    if (!enter(quick) || function.query) {
        quick_fail(quick);
        return function;
    }
    while (!quick_sees(quick, ')') && !quick->failed) {
        argument(quick, &arguments);
        if (!quick_take(quick, ','))
            break;
    }
    quick_expect(quick, ')');
    quick->nesting--;
    settle(quick, begin);
    Expression whole = other(quick, deeper(function.depth, arguments.depth) + 2);
    whole.kind = EXPRESSION_CALL;
    whole.of_mo = function.of_mo;
    bool single = function.markdown && arguments.positional == 1;
    whole.markdown = single && arguments.only.kind == EXPRESSION_STRING;
    whole.text = whole.markdown ? arguments.only.text : TEXT_NONE;
    whole.token = arguments.only.token;
    return whole;
}

static int slice(Quick *quick)
{
    int depth = 0;
    if (!quick_sees(quick, ':'))
        depth = quick_expression(quick).depth;
    for (int colons = 0; colons < 2 && quick_take(quick, ':'); colons++) {
        if (!quick_sees(quick, ':') && !quick_sees(quick, ',') && !quick_sees(quick, ']'))
            depth = deeper(depth, quick_expression(quick).depth);
    }
    return depth + 1;
}

static Expression subscript(Quick *quick, Expression value)
{
    guint begin = quick->acts->len;
    quick_advance(quick);
    if (!enter(quick))
        return value;
    int depth = deeper(slice(quick), value.depth);
    while (quick_take(quick, ',') && !quick_sees(quick, ']'))
        depth = deeper(depth, slice(quick));
    quick_expect(quick, ']');
    quick->nesting--;
    settle(quick, begin);
    Expression whole = other(quick, depth + 2);
    whole.kind = EXPRESSION_PLACE;
    whole.target = true;
    whole.of_mo = value.of_mo;
    return whole;
}

/* mo.sql() and the like define and refer to tables: never quick. */
static bool is_query(const Quick *quick, Expression value)
{
    return value.kind == EXPRESSION_NAME &&
           (pytoken_is(quick->tokens, quick->at, "sql") || pytoken_is(quick->tokens, quick->at, "execute"));
}

static Expression attribute(Quick *quick, Expression value)
{
    quick_advance(quick);
    bool query = is_query(quick, value);
    bool markdown = value.kind == EXPRESSION_NAME && value.of_mo && pytoken_is(quick->tokens, quick->at, "md");
    if (!quick_sees_name(quick))
        quick_fail(quick);
    quick_advance(quick);
    Expression whole = other(quick, value.depth + 1);
    whole.kind = EXPRESSION_PLACE;
    whole.target = true;
    whole.of_mo = value.of_mo;
    whole.query = query;
    whole.markdown = markdown;
    return whole;
}

Expression quick_primary(Quick *quick)
{
    guint begin = quick->acts->len;
    Expression whole = atom(quick);
    while (!quick->failed && (quick_sees(quick, '(') || quick_sees(quick, '[') || quick_sees(quick, '.'))) {
        settle(quick, begin);
        whole = quick_sees(quick, '(')   ? call(quick, whole)
                : quick_sees(quick, '[') ? subscript(quick, whole)
                                         : attribute(quick, whole);
    }
    return whole;
}

/* --- operators ------------------------------------------------------------------------------------------------------ */

/* How strongly the operator that is next binds; 0: it is none between two values. */
static int strength(const Quick *quick)
{
    static const struct {
        const char *op;
        int strength;
    } LONG[] = {{"<<", 4}, {">>", 4}, {"//", 6}};
    switch (quick_token(quick)->op) {
    case '|': return 1;
    case '^': return 2;
    case '&': return 3;
    case '+': case '-': return 5;
    case '*': case '/': case '%': case '@': return 6;
    default: break;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(LONG); i++) {
        if (quick_sees_long(quick, LONG[i].op))
            return LONG[i].strength;
    }
    return 0;
}

static Expression unary(Quick *quick)
{
    if (quick_sees(quick, '-') || quick_sees(quick, '+') || quick_sees(quick, '~')) {
        quick_advance(quick);
        if (!enter(quick))
            return other(quick, 0);
        Expression operand = unary(quick);
        quick->nesting--;
        return other(quick, operand.depth + 1);
    }
    Expression base = quick_primary(quick);
    if (!quick_sees_long(quick, "**") || !enter(quick))
        return base;
    quick_advance(quick);
    Expression power = unary(quick);
    quick->nesting--;
    return other(quick, deeper(base.depth, power.depth) + 1);
}

static Expression binary(Quick *quick, int least)
{
    Expression left = unary(quick);
    for (int binds; !quick->failed && (binds = strength(quick)) >= least;) {
        quick_advance(quick);
        Expression right = binary(quick, binds + 1);
        left = other(quick, deeper(left.depth, right.depth) + 1);
    }
    return left;
}

static bool take_comparison(Quick *quick)
{
    static const char *const LONG[] = {"==", "!=", "<=", ">="};
    bool found = quick_sees(quick, '<') || quick_sees(quick, '>') || quick->word == WORD_in;
    for (size_t i = 0; i < G_N_ELEMENTS(LONG) && !found; i++)
        found = quick_sees_long(quick, LONG[i]);
    if (found) {
        quick_advance(quick);
    } else if (quick_take_word(quick, WORD_is)) {
        quick_take_word(quick, WORD_not);
        found = true;
    } else if (quick_take_word(quick, WORD_not)) { /* what else could stand behind a value */
        quick_expect_word(quick, WORD_in);
        found = true;
    }
    return found;
}

static Expression comparison(Quick *quick)
{
    if (quick_take_word(quick, WORD_not)) {
        if (!enter(quick))
            return other(quick, 0);
        Expression operand = comparison(quick);
        quick->nesting--;
        return other(quick, operand.depth + 1);
    }
    Expression left = binary(quick, 1);
    while (!quick->failed && take_comparison(quick)) {
        Expression right = binary(quick, 1);
        left = other(quick, deeper(left.depth, right.depth) + 1);
    }
    return left;
}

/* Which of `and` and `or` binds is nobody's business here. */
static Expression boolean(Quick *quick)
{
    Expression left = comparison(quick);
    while (quick_take_word(quick, WORD_and) || quick_take_word(quick, WORD_or)) {
        Expression right = comparison(quick);
        left = other(quick, deeper(left.depth, right.depth) + 1);
    }
    return left;
}

static Expression lambda(Quick *quick)
{
    quick_act(quick, ACT_LAMBDA, NULL);
    quick_parameters(quick, false);
    quick_expect(quick, ':');
    Expression body = quick_expression(quick);
    quick_act(quick, ACT_POP, NULL);
    return other(quick, body.depth + 3);
}

Expression quick_expression(Quick *quick)
{
    if (!enter(quick))
        return other(quick, 0);
    Expression whole;
    if (quick_take_word(quick, WORD_lambda)) {
        whole = lambda(quick);
    } else {
        whole = boolean(quick);
        if (quick_take_word(quick, WORD_if)) {
            int depth = deeper(whole.depth, boolean(quick).depth);
            quick_expect_word(quick, WORD_else);
            whole = other(quick, deeper(depth, quick_expression(quick).depth) + 1);
        }
    }
    quick->nesting--;
    return whole;
}

Expression quick_expressions(Quick *quick)
{
    Expression first = quick_expression(quick);
    if (!quick_sees(quick, ','))
        return first;
    Expression whole = {.kind = EXPRESSION_LIST, .target = first.target, .depth = first.depth};
    while (quick_take(quick, ',')) {
        if (quick_token(quick)->kind == TOKEN_NEWLINE || quick_sees(quick, '=') || quick_sees(quick, ';') ||
            quick_sees(quick, ':'))
            break;
        Expression next = quick_expression(quick);
        whole.target &= next.target;
        whole.depth = deeper(whole.depth, next.depth);
    }
    whole.depth++;
    return whole;
}
