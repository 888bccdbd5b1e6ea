/* Queries: WITH, SELECT, UNION; and what all parts of the parser do. */
#include "engine/analyze_sql_parse.h"

#include <string.h>

/* Deeper ones are refused; sqlglot gives up at about this. */
enum { MAX_DEPTH = 150 };

bool sql_fail(SqlParse *parse)
{
    parse->failed = true;
    return false;
}

bool sql_enter(SqlParse *parse)
{
    return ++parse->depth <= MAX_DEPTH || sql_fail(parse);
}

bool sql_take(SqlParse *parse, SqlWord word)
{
    bool is = parse->at->word == word && !parse->failed;
    parse->at += is;
    return is;
}

bool sql_take_operator(SqlParse *parse, char operator)
{
    bool is = sql_token_is(parse->at, operator) && !parse->failed;
    parse->at += is;
    return is;
}

bool sql_expect_operator(SqlParse *parse, char operator)
{
    return sql_take_operator(parse, operator) || sql_fail(parse);
}

bool sql_begins_query(SqlWord word)
{
    switch (word) {
    case SQL_SELECT:
    case SQL_WITH:
    case SQL_FROM:
    case SQL_VALUES:
    case SQL_PIVOT:
    case SQL_PIVOT_WIDER:
    case SQL_UNPIVOT:
    case SQL_DESCRIBE:
    case SQL_SUMMARIZE:
        return true;
    default:
        return false;
    }
}

bool sql_at_query(const SqlToken *token)
{
    for (int i = 0; i < MAX_DEPTH && sql_token_is(token, '('); i++) /* a query that is deeper is refused anyway */
        token++;
    return sql_begins_query(token->word);
}

bool sql_is_name(const SqlToken *token)
{
    return token->kind == SQL_WORD || token->kind == SQL_QUOTED || token->kind == SQL_STRING ||
           token->kind == SQL_PARAMETER;
}

void sql_skip_parentheses(SqlParse *parse)
{
    int depth = 0;
    do {
        depth += sql_token_is(parse->at, '(') - sql_token_is(parse->at, ')');
        if (parse->at->kind == SQL_TEXT_END) {
            sql_fail(parse);
            return;
        }
        parse->at++;
    } while (depth > 0);
}

/* --- making --------------------------------------------------------------------------------------------------- */

static void *own(SqlParse *parse, void *memory)
{
    g_ptr_array_add(parse->owned, memory);
    return memory;
}

SqlScope *sql_scope_new(SqlParse *parse)
{
    SqlScope *scope = own(parse, g_new0(SqlScope, 1));
    scope->tables_end = &scope->tables;
    scope->subqueries_end = &scope->subqueries;
    scope->sources_end = &scope->sources;
    return scope;
}

SqlSource *sql_source_new(SqlParse *parse, SqlScope *scope)
{
    SqlSource *source = own(parse, g_new0(SqlSource, 1));
    source->alias = "";
    *scope->sources_end = source;
    scope->sources_end = &source->next;
    *parse->made_end = source;
    parse->made_end = &source->next_made;
    return source;
}

char *sql_take_text(SqlParse *parse)
{
    return own(parse, sql_token_text(parse->at++));
}

/* Names of tables may be nearly any word. */
static bool is_reserved(SqlWord word)
{
    return sql_begins_query(word) || word == SQL_WHERE || word == SQL_AS || word == SQL_TABLESAMPLE ||
           word == SQL_HAVING || word == SQL_GROUP || word == SQL_QUALIFY;
}

SqlSource *sql_table(SqlParse *parse, SqlScope *scope)
{
    char *parts[3] = {0};
    int count = 0;
    do {
        if (!sql_is_name(parse->at) || (count == 0 && is_reserved(parse->at->word))) {
            sql_fail(parse);
            return NULL;
        }
        char *part = sql_take_text(parse);
        parts[MIN(count, 2)] = part; /* of a.b.c.d the last counts as the table */
        count++;
    } while (sql_take_operator(parse, '.'));
    SqlSource *source = sql_source_new(parse, scope);
    int last = MIN(count, 3) - 1;
    source->table = source->alias = parts[last];
    source->schema = last > 0 ? parts[last - 1] : NULL;
    source->catalog = last > 1 ? parts[0] : NULL;
    return source;
}

/* --- queries --------------------------------------------------------------------------------------------------- */

void sql_modifiers(SqlParse *parse, SqlScope *scope)
{
    while (!parse->failed) {
        SqlExpressionFlags flags = 0;
        if (sql_at(parse, SQL_WHERE) || sql_at(parse, SQL_HAVING) || sql_at(parse, SQL_QUALIFY))
            flags = SQL_ONE;
        else if ((sql_at(parse, SQL_GROUP) || sql_at(parse, SQL_ORDER)) && sql_next(parse) == SQL_BY)
            flags = SQL_EMPTY | (sql_at(parse, SQL_GROUP) ? SQL_ALIASES : 0); /* GROUPING SETS (...) */
        else if (sql_at(parse, SQL_WINDOW) || sql_at(parse, SQL_FETCH) || sql_at(parse, SQL_TABLESAMPLE) ||
                 sql_at(parse, SQL_FOR) || (sql_at(parse, SQL_USING) && sql_next(parse) == SQL_SAMPLE))
            flags = SQL_INSIDE;
        else if (!sql_at(parse, SQL_LIMIT) && !sql_at(parse, SQL_OFFSET))
            return;
        parse->at += flags & SQL_EMPTY ? 2 : 1;
        if (flags == SQL_INSIDE) { /* nobody cares what it says */
            while (sql_is_name(parse->at) || parse->at->kind == SQL_NUMBER || sql_token_is(parse->at, '%') ||
                   sql_token_is(parse->at, '(') || (sql_token_is(parse->at, ',') && flags)) {
                if (sql_token_is(parse->at, '('))
                    sql_skip_parentheses(parse);
                else if (sql_at(parse, SQL_UNION) || sql_at(parse, SQL_ORDER) || sql_at(parse, SQL_QUALIFY) ||
                         sql_at(parse, SQL_LIMIT))
                    break;
                else
                    parse->at++;
            }
        } else {
            sql_expressions(parse, scope, flags);
        }
    }
}

void sql_with(SqlParse *parse, SqlScope *scope)
{
    parse->at++;
    scope->recursive = sql_take(parse, SQL_RECURSIVE);
    do {
        if (parse->at->kind != SQL_WORD && parse->at->kind != SQL_QUOTED) {
            sql_fail(parse);
            return;
        }
        char *name = sql_take_text(parse);
        if (sql_token_is(parse->at, '('))
            sql_skip_parentheses(parse);
        if (sql_take(parse, SQL_USING) && sql_is_name(parse->at)) { /* KEY (...) */
            parse->at++;
            sql_skip_parentheses(parse);
        }
        sql_take(parse, SQL_AS);
        sql_take(parse, SQL_NOT);
        sql_take(parse, SQL_MATERIALIZED);
        if (!sql_expect_operator(parse, '(') || !sql_enter(parse))
            return;
        SqlScope *query = sql_query(parse);
        if (!query || !sql_expect_operator(parse, ')'))
            return;
        parse->depth--;
        query->name = name;
        *scope->tables_end = query;
        scope->tables_end = &query->next;
    } while (sql_take_operator(parse, ','));
}

static void take_select(SqlParse *parse, SqlScope *scope)
{
    parse->at++;
    sql_take(parse, SQL_ALL);
    if (sql_take(parse, SQL_DISTINCT) && sql_take(parse, SQL_ON) && sql_token_is(parse->at, '('))
        sql_skip_parentheses(parse);
    sql_expressions(parse, scope, SQL_ALIASES | SQL_EMPTY);
}

static SqlScope *take_primary(SqlParse *parse)
{
    if (sql_take_operator(parse, '(')) {
        SqlScope *query = sql_enter(parse) ? sql_query(parse) : NULL;
        sql_expect_operator(parse, ')');
        parse->depth--;
        return query;
    }
    SqlScope *scope = sql_scope_new(parse);
    if (sql_at(parse, SQL_VALUES)) {
        parse->at++;
        sql_expressions(parse, scope, 0);
        sql_modifiers(parse, scope);
        return scope;
    }
    if (sql_at(parse, SQL_TABLE)) {
        parse->at++;
        sql_table(parse, scope);
        sql_modifiers(parse, scope);
        return scope;
    }
    bool from_first = sql_at(parse, SQL_FROM);
    if (from_first) {
        parse->at++;
        sql_sources(parse, scope);
        if (sql_at(parse, SQL_SELECT))
            take_select(parse, scope);
    } else if (sql_at(parse, SQL_SELECT)) {
        take_select(parse, scope);
        if (sql_take(parse, SQL_INTO) && sql_is_name(parse->at))
            parse->at++;
        if (sql_take(parse, SQL_FROM))
            sql_sources(parse, scope);
    } else {
        SqlScope *other = sql_statement_in(parse, NULL);
        if (!other)
            sql_fail(parse);
        return other;
    }
    sql_modifiers(parse, scope);
    return scope;
}

static bool take_union(SqlParse *parse)
{
    if (!sql_take(parse, SQL_UNION) && !sql_take(parse, SQL_INTERSECT) && !sql_take(parse, SQL_EXCEPT))
        return false;
    if (!sql_take(parse, SQL_ALL))
        sql_take(parse, SQL_DISTINCT);
    if (sql_take(parse, SQL_BY))
        sql_take(parse, SQL_NAME);
    return true;
}

/* What follows a query: UNION and others, then ORDER BY and the like. */
SqlScope *sql_unite(SqlParse *parse, SqlScope *left)
{
    while (!parse->failed && take_union(parse)) {
        SqlScope *both = sql_scope_new(parse);
        both->united = true;
        both->left = left;
        both->right = take_primary(parse);
        left = both;
    }
    if (!parse->failed)
        sql_modifiers(parse, left);
    return parse->failed ? NULL : left;
}

/* The common table expressions are for all of the query. */
static SqlScope *give_tables(SqlScope *query, SqlScope *with)
{
    if (!query || !with || !with->tables)
        return query;
    if (query->tables) {
        *with->tables_end = query->tables;
        with->tables_end = query->tables_end;
    }
    query->tables = with->tables;
    query->tables_end = with->tables_end;
    query->recursive |= with->recursive;
    return query;
}

SqlScope *sql_query_with(SqlParse *parse, SqlScope *with)
{
    SqlScope *query = parse->failed ? NULL : take_primary(parse);
    if (!query || parse->failed)
        return NULL;
    return give_tables(sql_unite(parse, query), with);
}

SqlScope *sql_query(SqlParse *parse)
{
    SqlScope *with = NULL;
    if (sql_at(parse, SQL_WITH)) {
        with = sql_scope_new(parse);
        sql_with(parse, with);
    }
    return sql_query_with(parse, with);
}
