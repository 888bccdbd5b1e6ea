/* A statement of SQL as far as it matters which tables it reads.  Internal to analyze_sql*.c.
 *
 * analyze_sql_token.c makes tokens; analyze_sql_{statement,query,from,expression}.c parse them to scopes (one a SELECT, with what stands in its FROM) by the grammar of sqlglot's DuckDB dialect, which is what
 * marimo asks; analyze_sql.c finds the tables in them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

typedef enum { SQL_TEXT_END, SQL_WORD, SQL_QUOTED, SQL_STRING, SQL_NUMBER, SQL_PARAMETER, SQL_OPERATOR } SqlTokenKind;

typedef struct {
    const char *start;
    guint32 length;
    guint8 kind; /* an SqlTokenKind */
    guint8 word; /* of a word that is a keyword: an SqlWord; 0 otherwise */
    bool open;   /* its quote is not closed: it goes on to the end */
} SqlToken;

#define SQL_WORDS(WORD) \
    WORD(ALL) WORD(ALTER) WORD(ANALYZE) WORD(AND) WORD(ANTI) WORD(ANY) WORD(AS) WORD(ASC) WORD(ASOF) WORD(AT) \
    WORD(ATTACH) WORD(BETWEEN) WORD(BY) WORD(CALL) WORD(CASE) WORD(COLLATE) WORD(COLUMN) WORD(CONFLICT) WORD(COPY) \
    WORD(CREATE) WORD(CROSS) WORD(DATABASE) WORD(DATE) WORD(DATETIME) WORD(DEFAULT) WORD(DELETE) WORD(DESC) \
    WORD(DESCRIBE) WORD(DETACH) WORD(DISTINCT) WORD(DO) WORD(DROP) WORD(ELSE) WORD(END) WORD(ESCAPE) WORD(EXCEPT) \
    WORD(EXCLUDE) WORD(EXECUTE) WORD(EXISTS) WORD(EXPLAIN) WORD(FETCH) WORD(FILTER) WORD(FIRST) WORD(FOR) WORD(FORCE) \
    WORD(FROM) WORD(FULL) WORD(FUNCTION) WORD(GLOB) WORD(GROUP) WORD(HAVING) WORD(IF) WORD(ILIKE) WORD(IN) \
    WORD(INDEX) WORD(INNER) WORD(INSERT) WORD(INTERSECT) WORD(INTERVAL) WORD(INTO) WORD(IS) WORD(ISNULL) WORD(JOIN) \
    WORD(LAMBDA) WORD(LAST) WORD(LATERAL) WORD(LEFT) WORD(LIKE) WORD(LIMIT) WORD(MACRO) WORD(MATERIALIZED) \
    WORD(MERGE) WORD(NAME) WORD(NATURAL) WORD(NOT) WORD(NOTNULL) WORD(NULLS) WORD(OFFSET) WORD(ON) WORD(OR) \
    WORD(ORDER) WORD(ORDINALITY) WORD(OUTER) WORD(OVER) WORD(PIVOT) WORD(PIVOT_WIDER) WORD(POSITION) \
    WORD(POSITIONAL) WORD(QUALIFY) WORD(RECURSIVE) WORD(RENAME) WORD(REPLACE) WORD(RETURNING) WORD(RIGHT) \
    WORD(SAMPLE) WORD(SCHEMA) WORD(SELECT) WORD(SEMI) WORD(SEQUENCE) WORD(SET) WORD(SHOW) WORD(SIMILAR) WORD(SOME) \
    WORD(SUMMARIZE) WORD(TABLE) WORD(TABLES) WORD(TABLESAMPLE) WORD(TEMP) WORD(TEMPORARY) WORD(THEN) WORD(TIME) \
    WORD(TIMESTAMP) WORD(TIMESTAMPTZ) WORD(TO) WORD(TRUNCATE) WORD(UNION) WORD(UNIQUE) WORD(UNLOGGED) WORD(UNNEST) \
    WORD(UNPIVOT) WORD(UPDATE) WORD(USING) WORD(VALUES) WORD(VIEW) WORD(WHEN) WORD(WHERE) WORD(WINDOW) WORD(WITH) \
    WORD(WITHIN)

#define AS_ENUM(name) SQL_##name,
typedef enum { SQL_NO_WORD, SQL_WORDS(AS_ENUM) SQL_WORD_COUNT } SqlWord;
#undef AS_ENUM

/* Comments and blanks are left out, an SQL_TEXT_END is last.  False: a string, name or comment is left open; it then runs to
 * the end. */
bool sql_tokenize(const char *sql, size_t length, GArray *tokens);

/* Quotes taken off; the caller frees it. */
char *sql_token_text(const SqlToken *token);

static inline bool sql_token_is(const SqlToken *token, char operator)
{
    return token->kind == SQL_OPERATOR && token->length == 1 && token->start[0] == operator;
}

/* --- what is parsed -------------------------------------------------------------------------------------------- */

typedef struct SqlScope SqlScope;
typedef struct SqlSource SqlSource;

/* What stands in a FROM, or is otherwise named as a table; `table` NULL: a function, a file, VALUES. */
struct SqlSource {
    SqlSource *next;      /* in the same scope */
    SqlSource *next_made; /* in the same statement */
    char *catalog, *schema, *table;
    char *alias; /* or the name; "" if it has none */
    SqlScope *query;
    bool passed_by; /* of a semi or anti join, or within aliased parentheses */
};

struct SqlScope {
    SqlScope *next; /* in the list it is in */
    char *name;     /* of a common table expression */
    bool recursive;
    bool foreign;              /* no plain query */
    bool united;               /* two queries with UNION and the like between */
    SqlScope *left, *right;    /* then these */
    SqlScope *tables, **tables_end; /* common table expressions */
    SqlScope *subqueries, **subqueries_end;
    SqlSource *sources, **sources_end;
};

typedef struct {
    const SqlToken *at;
    GPtrArray *owned;
    SqlSource *made, **made_end; /* all tables named, in the order of the text */
    SqlScope *root;              /* or NULL */
    bool flat;                   /* all tables named count, but for the common table expressions of `root` */
    bool failed;
    bool loose; /* parsed, but DuckDB would not take it */
    int depth;
} SqlParse;

void sql_parse_statement(SqlParse *parse); /* up to the `;`, or it failed */

/* --- for the parts of the parser ---------------------------------------------------------------------------- */

bool sql_fail(SqlParse *parse); /* false */
bool sql_enter(SqlParse *parse); /* one level deeper, unless that is too deep */
bool sql_take(SqlParse *parse, SqlWord word);
bool sql_take_operator(SqlParse *parse, char operator);
bool sql_expect_operator(SqlParse *parse, char operator);
static inline bool sql_at(const SqlParse *parse, SqlWord word)
{
    return parse->at->word == word;
}
static inline SqlWord sql_next(const SqlParse *parse)
{
    return parse->at->kind == SQL_TEXT_END ? SQL_NO_WORD : parse->at[1].word;
}
bool sql_begins_query(SqlWord word);
bool sql_at_query(const SqlToken *token); /* a query begins here, parentheses aside */
bool sql_is_name(const SqlToken *token);
void sql_skip_parentheses(SqlParse *parse); /* which must close */

char *sql_take_text(SqlParse *parse); /* of the token; it lives as long as what was parsed */
SqlScope *sql_scope_new(SqlParse *parse);
SqlSource *sql_source_new(SqlParse *parse, SqlScope *scope);
SqlSource *sql_table(SqlParse *parse, SqlScope *scope); /* a qualified name; NULL: failed */

SqlScope *sql_query(SqlParse *parse);                   /* NULL: failed */
SqlScope *sql_query_with(SqlParse *parse, SqlScope *with); /* the same, after its WITH */
SqlScope *sql_unite(SqlParse *parse, SqlScope *left);     /* UNION and all that may follow a query; NULL: failed */
void sql_with(SqlParse *parse, SqlScope *scope);
void sql_source(SqlParse *parse, SqlScope *scope);
void sql_sources(SqlParse *parse, SqlScope *scope); /* what follows FROM */
void sql_modifiers(SqlParse *parse, SqlScope *scope); /* WHERE and all that may follow */
SqlScope *sql_statement_in(SqlParse *parse, SqlScope *with); /* one that is no plain query; NULL: none begins here */

typedef enum {
    SQL_ONE = 1,     /* no commas */
    SQL_ALIASES = 2, /* `expression [AS] name` */
    SQL_EMPTY = 4,   /* may be nothing */
    SQL_INSIDE = 8,  /* in parentheses: no keyword ends it */
} SqlExpressionFlags;
void sql_expressions(SqlParse *parse, SqlScope *scope, SqlExpressionFlags flags);
