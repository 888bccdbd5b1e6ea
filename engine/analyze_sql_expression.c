/* Expressions: only what they are made of is looked at (operands, operators, queries in parentheses), which is enough
 * to see where one ends, and that `a b c` or `a = ` is none.
 */
#include "engine/analyze_sql_parse.h"

#include <string.h>

typedef enum { BEFORE, NOTHING_YET, OPERAND, NAMED, OPERATOR, FREE } State;

/* Words that end an expression outside of parentheses. */
static bool ends(const SqlParse *parse, State state)
{
    SqlWord next = sql_next(parse);
    if (state != NOTHING_YET && sql_token_is(parse->at - 1, '.'))
        return false;
    switch (parse->at->word) {
    case SQL_WHERE:
    case SQL_HAVING:
    case SQL_QUALIFY:
    case SQL_LIMIT:
    case SQL_UNION:
    case SQL_INTERSECT:
    case SQL_RETURNING:
    case SQL_JOIN:
    case SQL_SELECT:
    case SQL_TABLESAMPLE:
    case SQL_FROM:
    case SQL_INTO:
    case SQL_NATURAL:
    case SQL_CROSS:
    case SQL_INNER:
    case SQL_FULL:
        return true;
    case SQL_EXCEPT:
        return next == SQL_SELECT || next == SQL_FROM || next == SQL_ALL || next == SQL_VALUES || next == SQL_NO_WORD;
    case SQL_GROUP:
    case SQL_ORDER:
        return next == SQL_BY;
    case SQL_LEFT:
    case SQL_RIGHT:
    case SQL_SEMI:
    case SQL_ANTI:
    case SQL_ASOF:
    case SQL_POSITIONAL:
        return next == SQL_JOIN || next == SQL_OUTER || next == SQL_LEFT || next == SQL_SEMI || next == SQL_ANTI;
    case SQL_OFFSET:
    case SQL_WINDOW:
    case SQL_FETCH:
    case SQL_USING:
    case SQL_ON:
    case SQL_SET:
    case SQL_WHEN:
        return state != NOTHING_YET && state != OPERATOR;
    case SQL_WITH:
        return next != SQL_TIME;
    case SQL_FOR:
        return next == SQL_UPDATE || state == OPERAND || state == NAMED;
    default:
        return false;
    }
}

/* Words between operands, after which one must come. */
static bool joins_operands(SqlWord word)
{
    switch (word) {
    case SQL_AND:
    case SQL_OR:
    case SQL_NOT:
    case SQL_LIKE:
    case SQL_ILIKE:
    case SQL_SIMILAR:
    case SQL_GLOB:
    case SQL_BETWEEN:
    case SQL_ESCAPE:
    case SQL_IN:
    case SQL_COLLATE:
        return true;
    default:
        return false;
    }
}

/* Words of forms that nobody needs to know; what surrounds them is not judged. */
static bool is_loose(SqlWord word, bool within)
{
    switch (word) {
    case SQL_IS:
    case SQL_CASE:
    case SQL_WHEN:
    case SQL_THEN:
    case SQL_ELSE:
    case SQL_DISTINCT:
    case SQL_ALL:
    case SQL_ANY:
    case SQL_SOME:
    case SQL_ASC:
    case SQL_DESC:
    case SQL_NULLS:
    case SQL_FIRST:
    case SQL_LAST:
    case SQL_AT:
    case SQL_TIME:
    case SQL_WITH:
    case SQL_INTERVAL:
    case SQL_OVER:
    case SQL_FILTER:
    case SQL_WITHIN:
    case SQL_GROUP:
    case SQL_EXCLUDE:
    case SQL_EXCEPT:
    case SQL_REPLACE:
    case SQL_RENAME:
    case SQL_TO:
    case SQL_ISNULL:
    case SQL_NOTNULL:
    case SQL_LAMBDA:
    case SQL_DATE:
    case SQL_DATETIME:
    case SQL_TIMESTAMP:
    case SQL_TIMESTAMPTZ:
    case SQL_EXISTS:
        return true;
    default:
        return within && word;
    }
}

static bool closes(const SqlParse *parse)
{
    return parse->at->kind == SQL_TEXT_END || sql_token_is(parse->at, ')') || sql_token_is(parse->at, ']') ||
           sql_token_is(parse->at, '}') || sql_token_is(parse->at, ';');
}

static void take_bracketed(SqlParse *parse, SqlScope *scope)
{
    char open = *parse->at++->start;
    if (!sql_enter(parse))
        return;
    if (open == '(' && sql_at_query(parse->at)) {
        SqlScope *query = sql_query(parse);
        if (query) {
            *scope->subqueries_end = query;
            scope->subqueries_end = &query->next;
        }
    }
    if (!parse->failed && !closes(parse))
        sql_expressions(parse, scope, SQL_EMPTY | SQL_INSIDE);
    sql_expect_operator(parse, open == '(' ? ')' : open == '[' ? ']' : '}');
    parse->depth--;
}

/* An operand beside another: a name for it, where that may stand. */
static State next_operand(SqlParse *parse, State state, SqlExpressionFlags flags, int cases)
{
    if (state == NOTHING_YET || state == OPERATOR || state == FREE)
        return OPERAND;
    if (cases > 0 || flags & SQL_INSIDE)
        return FREE;
    if (state == OPERAND && flags & SQL_ALIASES && (parse->at->kind == SQL_WORD || parse->at->kind == SQL_QUOTED))
        return NAMED;
    sql_fail(parse);
    return state;
}

static State next_operator(SqlParse *parse, State state, SqlExpressionFlags flags)
{
    char first = *parse->at->start;
    bool unary = parse->at->length == 1 && strchr("+-~@*#", first);
    if (state == NAMED && first == '.')
        sql_fail(parse);
    if (!unary && state == OPERATOR && !(flags & SQL_INSIDE) && first != ':')
        sql_fail(parse);
    if (first == '*' && state != OPERAND)
        return FREE; /* all columns */
    return first == '.' || first == ':' || first == '%' || first == '@' || first == '#' ? FREE : OPERATOR;
}

static State next_word(SqlParse *parse, State state, SqlExpressionFlags flags, int *cases)
{
    SqlWord word = parse->at->word;
    if (word == SQL_CASE)
        ++*cases;
    if (word == SQL_END && *cases > 0) {
        --*cases;
        return OPERAND;
    }
    if (word == SQL_AS) {
        if (state == NOTHING_YET && !(flags & SQL_INSIDE))
            sql_fail(parse);
        if (parse->at[1].kind != SQL_TEXT_END)
            parse->at++;
        return flags & SQL_INSIDE ? FREE : NAMED;
    }
    if (word == SQL_AT && sql_next(parse) == SQL_TIME && parse->at[2].kind != SQL_TEXT_END) {
        parse->at += 2; /* ZONE */
        return OPERATOR;
    }
    if (word == SQL_INTERVAL && parse->at[1].kind != SQL_TEXT_END && parse->at[2].kind == SQL_WORD &&
        !parse->at[2].word && !sql_token_is(parse->at + 1, ',')) {
        parse->at += 2; /* INTERVAL 1 DAY */
        return OPERAND;
    }
    bool begins = state == NOTHING_YET && !(flags & SQL_INSIDE);
    if (begins && (word == SQL_BY || word == SQL_ON || (joins_operands(word) && word != SQL_NOT)))
        sql_fail(parse);
    if (joins_operands(word))
        return OPERATOR;
    if (word == SQL_REPLACE && sql_token_is(parse->at + 1, '(') && state != FREE)
        return OPERAND;
    if (is_loose(word, flags & SQL_INSIDE))
        return FREE;
    return next_operand(parse, state, flags, *cases);
}

/* One part of an expression. */
static State take_part(SqlParse *parse, SqlScope *scope, State state, SqlExpressionFlags flags, int *cases)
{
    const SqlToken *token = parse->at;
    if (sql_token_is(token, '(') || sql_token_is(token, '[') || sql_token_is(token, '{')) {
        take_bracketed(parse, scope); /* a call, an index, or an operand */
        return state == NAMED ? NAMED : state == FREE ? FREE : OPERAND;
    }
    if (token->kind == SQL_OPERATOR)
        state = next_operator(parse, state, flags);
    else if (token->word && !(state == FREE && sql_token_is(token - 1, '.')))
        state = next_word(parse, state, flags, cases);
    else
        state = next_operand(parse, state, flags, *cases);
    if (!parse->failed && parse->at->kind != SQL_TEXT_END)
        parse->at++;
    return state;
}

void sql_expressions(SqlParse *parse, SqlScope *scope, SqlExpressionFlags flags)
{
    State state = NOTHING_YET;
    int cases = 0;
    bool any = false;
    while (!parse->failed && !closes(parse)) {
        if (sql_token_is(parse->at, ',')) {
            if (flags & SQL_ONE || state == OPERATOR)
                break;
            parse->at++;
            state = NOTHING_YET;
            continue;
        }
        if (!(flags & SQL_INSIDE) && cases == 0 && ends(parse, state)) {
            bool distinct = parse->at->word == SQL_FROM && parse->at[-1].word == SQL_DISTINCT && any;
            if (!distinct)
                break;
            parse->at++;
            state = OPERATOR;
            continue;
        }
        state = take_part(parse, scope, state, flags, &cases);
        any = true;
    }
    if ((!any && !(flags & SQL_EMPTY)) || state == OPERATOR || cases > 0)
        sql_fail(parse);
}
