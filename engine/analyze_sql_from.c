/* FROM and JOIN: what a query reads. */
#include "engine/analyze_sql_parse.h"

#include <stddef.h>

/* Words that cannot be an alias. */
static bool may_be_alias(const SqlParse *parse)
{
    switch (parse->at->word) {
    case SQL_NO_WORD:
        return parse->at->kind == SQL_WORD || parse->at->kind == SQL_QUOTED;
    case SQL_ON:
    case SQL_USING:
    case SQL_JOIN:
    case SQL_NATURAL:
    case SQL_CROSS:
    case SQL_INNER:
    case SQL_LEFT:
    case SQL_RIGHT:
    case SQL_FULL:
    case SQL_OUTER:
    case SQL_SEMI:
    case SQL_ANTI:
    case SQL_ASOF:
    case SQL_POSITIONAL:
    case SQL_WHERE:
    case SQL_GROUP:
    case SQL_HAVING:
    case SQL_QUALIFY:
    case SQL_WINDOW:
    case SQL_ORDER:
    case SQL_LIMIT:
    case SQL_OFFSET:
    case SQL_FETCH:
    case SQL_FOR:
    case SQL_UNION:
    case SQL_INTERSECT:
    case SQL_EXCEPT:
    case SQL_TABLESAMPLE:
    case SQL_WITH:
    case SQL_SELECT:
    case SQL_SET:
    case SQL_RETURNING:
    case SQL_PIVOT:
    case SQL_UNPIVOT:
    case SQL_WHEN:
    case SQL_VALUES:
    case SQL_FROM:
    case SQL_INTO:
    case SQL_DEFAULT:
    case SQL_LATERAL:
        return false;
    default:
        return true;
    }
}

/* What may stand behind a source. */
static void take_alias(SqlParse *parse, SqlSource *source)
{
    bool as = sql_take(parse, SQL_AS);
    if (as && !sql_is_name(parse->at)) {
        sql_fail(parse);
    } else if (as || may_be_alias(parse)) {
        source->alias = sql_take_text(parse);
        if (sql_token_is(parse->at, '('))
            sql_skip_parentheses(parse);
    }
}

static void take_pivots(SqlParse *parse, SqlScope *scope)
{
    while ((sql_at(parse, SQL_PIVOT) || sql_at(parse, SQL_UNPIVOT)) && !parse->failed) {
        parse->flat = true;
        parse->at++;
        while (parse->at->kind == SQL_WORD) /* INCLUDE NULLS */
            parse->at++;
        if (!sql_expect_operator(parse, '('))
            return;
        sql_expressions(parse, scope, SQL_INSIDE);
        sql_expect_operator(parse, ')');
    }
}

static void take_tail(SqlParse *parse, SqlScope *scope, SqlSource *source)
{
    take_pivots(parse, scope);
    if (sql_at(parse, SQL_WITH) && sql_next(parse) == SQL_ORDINALITY)
        parse->at += 2;
    take_alias(parse, source);
    take_pivots(parse, scope);
    if (sql_take(parse, SQL_TABLESAMPLE)) {
        while ((parse->at->kind == SQL_WORD && !parse->at->word) || parse->at->kind == SQL_NUMBER || sql_token_is(parse->at, '%'))
            parse->at++;
        if (sql_token_is(parse->at, '('))
            sql_skip_parentheses(parse);
    }
}

static void take_arguments(SqlParse *parse, SqlScope *scope, char close)
{
    parse->at++;
    if (sql_enter(parse) && sql_at_query(parse->at) && close == ')') {
        SqlScope *query = sql_query(parse);
        if (query) {
            *scope->subqueries_end = query;
            scope->subqueries_end = &query->next;
        }
    }
    if (!parse->failed && !sql_token_is(parse->at, close))
        sql_expressions(parse, scope, SQL_INSIDE);
    sql_expect_operator(parse, close);
    parse->depth--;
}

static SqlSource *last_source(const SqlScope *scope, SqlSource *from)
{
    while (from && from->next)
        from = from->next;
    return from;
}

/* (a JOIN b): both belong to the query around, unless they are given a name. */
static void take_joined(SqlParse *parse, SqlScope *scope, SqlSource *before)
{
    if (sql_enter(parse))
        sql_sources(parse, scope);
    SqlSource *first = before ? before->next : scope->sources;
    if (!parse->failed && first && !first->next && first->query && !*first->alias && !sql_token_is(parse->at, ')'))
        first->query = sql_unite(parse, first->query); /* ((SELECT 1) UNION SELECT 2) */
    sql_expect_operator(parse, ')');
    parse->depth--;
    SqlSource outer = {.alias = ""};
    if (!parse->failed)
        take_tail(parse, scope, &outer);
    if (!first || !*outer.alias)
        return;
    if (first->next || !first->query)
        first->passed_by = true;
    else
        first->alias = outer.alias;
}

static void take_query_source(SqlParse *parse, SqlScope *scope)
{
    parse->at++;
    if (!sql_enter(parse))
        return;
    SqlScope *query = sql_query(parse);
    sql_expect_operator(parse, ')');
    parse->depth--;
    if (parse->failed)
        return;
    SqlSource *source = sql_source_new(parse, scope);
    source->query = query;
    take_tail(parse, scope, source);
}

void sql_source(SqlParse *parse, SqlScope *scope)
{
    SqlSource *before = last_source(scope, scope->sources_end == &scope->sources
                                               ? NULL
                                               : (SqlSource *)((char *)scope->sources_end - offsetof(SqlSource, next)));
    char *prefix = NULL;
    if (sql_is_name(parse->at) && sql_token_is(parse->at + 1, ':')) { /* alias: table */
        prefix = sql_take_text(parse);
        parse->at++;
    }
    sql_take(parse, SQL_LATERAL);
    SqlSource *source = NULL;
    if (sql_token_is(parse->at, '(') && sql_begins_query(parse->at[1].word)) {
        take_query_source(parse, scope);
    } else if (sql_token_is(parse->at, '(')) {
        parse->at++;
        take_joined(parse, scope, before);
    } else if (sql_token_is(parse->at, '[')) {
        source = sql_source_new(parse, scope);
        take_arguments(parse, scope, ']');
        take_tail(parse, scope, source);
    } else if (sql_at(parse, SQL_VALUES) && sql_token_is(parse->at + 1, '(')) {
        source = sql_source_new(parse, scope);
        parse->at++;
        while (!parse->failed && sql_token_is(parse->at, '(')) {
            take_arguments(parse, scope, ')');
            sql_take_operator(parse, ',');
        }
        take_tail(parse, scope, source);
    } else if ((source = sql_table(parse, scope))) {
        if (sql_token_is(parse->at, '(')) {
            source->table = NULL;
            source->alias = "";
            take_arguments(parse, scope, ')');
        }
        if (!parse->failed)
            take_tail(parse, scope, source);
    }
    if (prefix && source)
        source->alias = prefix;
}

static bool is_join_word(SqlWord word)
{
    switch (word) {
    case SQL_NATURAL:
    case SQL_ASOF:
    case SQL_POSITIONAL:
    case SQL_CROSS:
    case SQL_INNER:
    case SQL_LEFT:
    case SQL_RIGHT:
    case SQL_FULL:
    case SQL_OUTER:
    case SQL_SEMI:
    case SQL_ANTI:
        return true;
    default:
        return false;
    }
}

/* [LEFT ...] JOIN source */
static void take_join(SqlParse *parse, SqlScope *scope)
{
    bool passed_by = false;
    for (; is_join_word(parse->at->word); parse->at++)
        passed_by |= sql_at(parse, SQL_SEMI) || sql_at(parse, SQL_ANTI);
    if (!sql_take(parse, SQL_JOIN)) {
        sql_fail(parse);
        return;
    }
    bool direct = !sql_token_is(parse->at, '(') || sql_begins_query(parse->at[1].word);
    SqlSource **end = scope->sources_end;
    if (sql_enter(parse))
        sql_source(parse, scope);
    parse->depth--;
    if (passed_by && direct && *end)
        (*end)->passed_by = true;
}

/* After a comma too many. */
static bool ends_from(SqlWord word)
{
    return word == SQL_WHERE || word == SQL_HAVING || word == SQL_GROUP || word == SQL_ORDER || word == SQL_LIMIT;
}

void sql_sources(SqlParse *parse, SqlScope *scope)
{
    sql_source(parse, scope);
    while (!parse->failed) {
        bool more = !sql_token_is(parse->at + (parse->at->kind != SQL_TEXT_END), ')');
        if (sql_token_is(parse->at, ',') && more && parse->at[1].kind != SQL_TEXT_END && !ends_from(parse->at[1].word)) {
            parse->at++;
            sql_source(parse, scope);
        } else if (sql_token_is(parse->at, ',')) {
            parse->at++;
        } else if (sql_at(parse, SQL_JOIN) || is_join_word(parse->at->word)) {
            take_join(parse, scope);
        } else if (sql_take(parse, SQL_ON)) {
            sql_expressions(parse, scope, SQL_ONE);
        } else if (sql_at(parse, SQL_USING) && sql_token_is(parse->at + 1, '(')) {
            parse->at++;
            sql_skip_parentheses(parse);
        } else {
            return;
        }
    }
}
