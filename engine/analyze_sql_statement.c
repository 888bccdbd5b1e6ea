/* Statements that are no plain queries. */
#include "engine/analyze_sql_parse.h"

static void skip_statement(SqlParse *parse)
{
    while (parse->at->kind != SQL_TEXT_END && !sql_token_is(parse->at, ';'))
        parse->at++;
}

/* What is left inside of the parentheses that may be around the statement. */
static void skip_rest(SqlParse *parse)
{
    while (!parse->failed && parse->at->kind != SQL_TEXT_END && !sql_token_is(parse->at, ';') &&
           !sql_token_is(parse->at, ')')) {
        if (sql_token_is(parse->at, '('))
            sql_skip_parentheses(parse);
        else
            parse->at++;
    }
}

static void take_word(SqlParse *parse)
{
    if (sql_is_name(parse->at))
        parse->at++;
}

static void take_exists(SqlParse *parse)
{
    if (sql_take(parse, SQL_IF)) {
        sql_take(parse, SQL_NOT);
        sql_take(parse, SQL_EXISTS);
    }
}

static void take_alias(SqlParse *parse, SqlWord until, SqlWord or_until)
{
    bool as = sql_take(parse, SQL_AS);
    if (sql_is_name(parse->at) && (as || !(sql_at(parse, until) || sql_at(parse, or_until))))
        parse->at++;
}

/* An inner query, among the subqueries of the statement. */
static void take_query(SqlParse *parse, SqlScope *scope)
{
    SqlScope *query = sql_query(parse);
    if (!query)
        return;
    *scope->subqueries_end = query;
    scope->subqueries_end = &query->next;
}

static void take_returning(SqlParse *parse, SqlScope *scope)
{
    if (sql_take(parse, SQL_RETURNING))
        sql_expressions(parse, scope, SQL_ALIASES);
}

static void take_insert(SqlParse *parse, SqlScope *scope)
{
    if (sql_take(parse, SQL_OR))
        take_word(parse); /* REPLACE, IGNORE */
    sql_take(parse, SQL_INTO);
    sql_take(parse, SQL_TABLE);
    if (!sql_table(parse, scope))
        return;
    if (sql_take(parse, SQL_AS))
        take_word(parse);
    if (sql_token_is(parse->at, '('))
        sql_skip_parentheses(parse);
    if (sql_take(parse, SQL_BY))
        take_word(parse); /* NAME, POSITION */
    if (sql_take(parse, SQL_DEFAULT))
        sql_take(parse, SQL_VALUES);
    else if (sql_at_query(parse->at) || sql_at(parse, SQL_TABLE))
        take_query(parse, scope);
    else if (parse->at->kind != SQL_TEXT_END && !sql_at(parse, SQL_ON) && !sql_at(parse, SQL_RETURNING))
        sql_fail(parse);
    if (sql_take(parse, SQL_ON)) {
        while (parse->at->kind != SQL_TEXT_END && !sql_token_is(parse->at, ';') && !sql_token_is(parse->at, ')') &&
               !sql_at(parse, SQL_RETURNING)) {
            if (sql_token_is(parse->at, '('))
                sql_skip_parentheses(parse);
            else
                parse->at++;
        }
    }
    take_returning(parse, scope);
}

static void take_update(SqlParse *parse, SqlScope *scope)
{
    if (!sql_table(parse, scope))
        return;
    take_alias(parse, SQL_SET, SQL_SET);
    if (!sql_take(parse, SQL_SET)) {
        sql_fail(parse);
        return;
    }
    sql_expressions(parse, scope, 0);
    if (sql_take(parse, SQL_FROM))
        sql_sources(parse, scope);
    sql_modifiers(parse, scope);
    take_returning(parse, scope);
}

static void take_delete(SqlParse *parse, SqlScope *scope)
{
    sql_take(parse, SQL_FROM);
    if (!sql_table(parse, scope))
        return;
    if (!sql_at(parse, SQL_RETURNING))
        take_alias(parse, SQL_USING, SQL_WHERE);
    if (sql_take(parse, SQL_USING))
        sql_sources(parse, scope);
    sql_modifiers(parse, scope);
    take_returning(parse, scope);
}

/* Only with an INSERT or an UPDATE does marimo look at all of it; otherwise at a query after USING. */
static void take_merge(SqlParse *parse, SqlScope *scope)
{
    sql_take(parse, SQL_INTO);
    if (!sql_table(parse, scope))
        return;
    take_alias(parse, SQL_USING, SQL_USING);
    if (!sql_take(parse, SQL_USING)) {
        sql_fail(parse);
        return;
    }
    sql_sources(parse, scope);
    parse->flat = false;
    for (; parse->at->kind != SQL_TEXT_END && !sql_token_is(parse->at, ';'); parse->at++)
        parse->flat |= sql_at(parse, SQL_INSERT) || sql_at(parse, SQL_UPDATE);
    for (SqlSource *source = scope->sources; source; source = source->next)
        source->passed_by = !source->query;
}

static void take_drop(SqlParse *parse, SqlScope *scope)
{
    SqlWord kind = parse->at->word;
    bool named = kind == SQL_TABLE || kind == SQL_VIEW || kind == SQL_INDEX || kind == SQL_SEQUENCE ||
                 kind == SQL_MACRO || kind == SQL_FUNCTION || kind == SQL_DATABASE;
    if (!named || sql_next(parse) == SQL_TABLE) {
        parse->flat = false;
        skip_statement(parse);
        return;
    }
    parse->at++;
    take_exists(parse);
    do
        sql_table(parse, scope);
    while (sql_take_operator(parse, ','));
    skip_rest(parse);
}

static void take_copy(SqlParse *parse, SqlScope *scope)
{
    if (sql_token_is(parse->at, '(')) {
        take_query(parse, scope);
    } else if (sql_at(parse, SQL_FROM)) {
        parse->at++;
        sql_table(parse, scope);
    } else {
        sql_table(parse, scope);
    }
    skip_rest(parse);
}

static void take_described(SqlParse *parse, SqlScope *scope)
{
    sql_take(parse, SQL_TABLE);
    if (sql_at_query(parse->at))
        take_query(parse, scope);
    else if (sql_is_name(parse->at))
        sql_table(parse, scope);
}

static void take_pivot(SqlParse *parse, SqlScope *scope)
{
    bool unpivot = parse->at[-1].word == SQL_UNPIVOT;
    sql_source(parse, scope);
    while (!parse->failed && parse->at->kind != SQL_TEXT_END && !sql_token_is(parse->at, ';') &&
           !sql_token_is(parse->at, ')')) {
        if (sql_token_is(parse->at, '('))
            sql_skip_parentheses(parse);
        else if (sql_at(parse, SQL_UNION) || (unpivot && sql_at(parse, SQL_WHERE)))
            break;
        else
            parse->at++;
    }
}

static void take_truncate(SqlParse *parse, SqlScope *scope)
{
    sql_take(parse, SQL_TABLE);
    sql_table(parse, scope);
    skip_rest(parse);
}

static void take_analyze(SqlParse *parse, SqlScope *scope)
{
    if (sql_is_name(parse->at))
        sql_table(parse, scope);
    else
        parse->flat = false;
    if (parse->at->kind != SQL_TEXT_END) { /* columns are not understood */
        parse->flat = false;
        scope->sources = NULL;
        skip_rest(parse);
    }
}

static void take_alter(SqlParse *parse, SqlScope *scope)
{
    parse->flat = false;
    if (!sql_take(parse, SQL_TABLE)) {
        skip_statement(parse);
        return;
    }
    take_exists(parse);
    if (sql_table(parse, scope) && sql_at(parse, SQL_DROP) && sql_next(parse) == SQL_COLUMN)
        parse->flat = true;
    scope->sources = NULL;
    skip_statement(parse);
}

typedef void Taker(SqlParse *parse, SqlScope *scope);

static Taker *taker_of(SqlWord word)
{
    switch (word) {
    case SQL_INSERT:
        return take_insert;
    case SQL_UPDATE:
        return take_update;
    case SQL_DELETE:
        return take_delete;
    case SQL_MERGE:
        return take_merge;
    case SQL_DROP:
        return take_drop;
    case SQL_COPY:
        return take_copy;
    case SQL_DESC:
    case SQL_DESCRIBE:
    case SQL_SUMMARIZE:
        return take_described;
    case SQL_PIVOT:
    case SQL_PIVOT_WIDER:
    case SQL_UNPIVOT:
        return take_pivot;
    case SQL_TRUNCATE:
        return take_truncate;
    case SQL_ANALYZE:
        return take_analyze;
    case SQL_ALTER:
        return take_alter;
    default:
        return NULL;
    }
}

SqlScope *sql_statement_in(SqlParse *parse, SqlScope *with)
{
    Taker *take = taker_of(parse->at->word);
    if (!take)
        return NULL;
    SqlScope *scope = with ? with : sql_scope_new(parse);
    parse->at++;
    bool flat = parse->flat;
    parse->flat = true;
    take(parse, scope);
    scope->foreign = true;
    parse->flat |= flat;
    return scope;
}

/* --- CREATE ------------------------------------------------------------------------------------------------- */

static void take_create(SqlParse *parse)
{
    bool replaces = sql_take(parse, SQL_OR);
    if (replaces)
        take_word(parse); /* REPLACE */
    while (sql_take(parse, SQL_TEMP) || sql_take(parse, SQL_TEMPORARY) || sql_take(parse, SQL_UNLOGGED) ||
           sql_take(parse, SQL_MATERIALIZED))
        ;
    bool function = sql_at(parse, SQL_MACRO) || sql_at(parse, SQL_FUNCTION);
    bool known = function || sql_at(parse, SQL_TABLE) || sql_at(parse, SQL_VIEW);
    SqlScope *made = sql_scope_new(parse);
    if (known) {
        parse->at++;
        parse->loose = replaces && sql_at(parse, SQL_IF);
        take_exists(parse);
        known = sql_table(parse, made) != NULL;
        if (known && sql_token_is(parse->at, '('))
            sql_skip_parentheses(parse);
        known = known && sql_take(parse, SQL_AS);
    }
    if (function)
        sql_take(parse, SQL_TABLE);
    bool query = known && (sql_at_query(parse->at) || sql_at(parse, SQL_TABLE)) && !taker_of(parse->at->word);
    if (query)
        parse->root = sql_query(parse);
    parse->failed = parse->failed && query;
    skip_statement(parse); /* WITH NO DATA, constraints */
}

/* --- any ------------------------------------------------------------------------------------------------------ */

/* marimo's parser takes nearly everything for an expression with a name; DuckDB does not. */
static void take_unknown(SqlParse *parse)
{
    SqlScope *scope = sql_scope_new(parse);
    sql_expressions(parse, scope, SQL_ALIASES);
    parse->loose = true;
}

/* Statements in which no table is looked for. */
static bool is_opaque(const SqlToken *token)
{
    static const char *const WORDS[] = {"USE",   "PRAGMA", "INSTALL",  "LOAD",   "BEGIN", "COMMIT",  "ROLLBACK", "VACUUM",
                                        "CHECKPOINT", "EXPORT", "IMPORT", "COMMENT", "PREPARE", "RESET", "DEALLOCATE"};
    switch (token->word) {
    case SQL_ATTACH:
    case SQL_CALL:
    case SQL_DETACH:
    case SQL_EXECUTE:
    case SQL_EXPLAIN:
    case SQL_FORCE:
    case SQL_SET:
    case SQL_SHOW:
        return true;
    default:
        break;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(WORDS); i++) {
        if (token->kind == SQL_WORD && g_ascii_strncasecmp(token->start, WORDS[i], token->length) == 0 &&
            WORDS[i][token->length] == '\0')
            return true;
    }
    return false;
}

void sql_parse_statement(SqlParse *parse)
{
    SqlScope *with = NULL;
    if (is_opaque(parse->at)) {
        skip_statement(parse);
        return;
    }
    if (sql_take(parse, SQL_CREATE)) {
        take_create(parse);
        return;
    }
    if (sql_at(parse, SQL_WITH)) {
        with = sql_scope_new(parse);
        sql_with(parse, with);
    }
    if (parse->failed)
        return;
    SqlScope *other = sql_statement_in(parse, with);
    if (other)
        parse->root = other;
    else if (with || sql_at_query(parse->at) || sql_at(parse, SQL_TABLE))
        parse->root = sql_query_with(parse, with);
    else
        take_unknown(parse);
    if (parse->at->kind != SQL_TEXT_END && !sql_token_is(parse->at, ';'))
        sql_fail(parse);
}
