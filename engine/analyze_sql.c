#include "engine/analyze_sql.h"

#include <string.h>

#include "engine/analyze_sql_parse.h"

static void free_name(gpointer name)
{
    sql_name_free(name);
}

void sql_names_free(SqlNames *names)
{
    g_ptr_array_unref(names->defs);
    g_ptr_array_unref(names->refs);
    g_free(names);
}

/* --- what is made ------------------------------------------------------------------------------------------------
 * marimo reads the text between tokens on its own, with these effects: a doubled quote ends a name, and what has more than
 * three parts has no name. */

static char *made_text(const SqlToken *token)
{
    char quote = *token->start;
    if (token->kind != SQL_QUOTED && !(token->kind == SQL_STRING && quote == '\''))
        return sql_token_text(token);
    const char *first = token->start + 1;
    const char *last = memchr(first, quote, token->length - 1);
    return g_strndup(first, last ? (gsize)(last - first) : token->length - 1);
}

typedef struct {
    const SqlToken *at;
    SqlNames *names;
    GHashTable *made; /* set of qualified names, borrowed from `names` */
} Making;

static bool making_end(const Making *making)
{
    return making->at->kind == SQL_TEXT_END || sql_token_is(making->at, ';');
}

static void skip_exists(Making *making)
{
    for (int i = 0; making->at->kind != SQL_TEXT_END && i < 3 && (i > 0 || making->at->word == SQL_IF); i++)
        making->at++;
}

static void add_made(Making *making, SqlKind kind, char *catalog, char *schema, char *table)
{
    SqlName *name = sql_name_new(kind, catalog, schema, table);
    g_ptr_array_add(making->names->defs, name);
    g_hash_table_add(making->made, name->qualified);
}

static void add_parts(Making *making, SqlKind kind, GPtrArray *parts)
{
    char **part = (char **)parts->pdata;
    if (kind == SQL_KIND_SCHEMA) {
        add_made(making, kind, NULL, NULL, part[parts->len - 1]);
        return;
    }
    for (guint i = 0; i < parts->len; i++) {
        char *lower = g_utf8_strdown(part[i], -1);
        g_free(part[i]);
        part[i] = lower;
    }
    if (parts->len > 3)
        add_made(making, kind, NULL, NULL, "");
    else
        add_made(making, kind, parts->len == 3 ? part[0] : NULL, parts->len > 1 ? part[parts->len - 2] : NULL,
                 part[parts->len - 1]);
}

static void find_created(Making *making)
{
    if (making->at->word == SQL_OR && making->at[1].kind != SQL_TEXT_END)
        making->at += 2;
    if (making->at->word == SQL_TEMP || making->at->word == SQL_TEMPORARY)
        making->at++;
    SqlWord word = making->at->word;
    if (word != SQL_TABLE && word != SQL_VIEW && word != SQL_SCHEMA)
        return;
    making->at++;
    skip_exists(making);
    if (making_end(making))
        return;
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(parts, made_text(making->at));
    while (making->at[0].kind != SQL_TEXT_END && sql_token_is(making->at + 1, '.') && making->at[2].kind != SQL_TEXT_END) {
        making->at += 2;
        g_ptr_array_add(parts, made_text(making->at));
    }
    add_parts(making, word == SQL_TABLE ? SQL_KIND_TABLE : word == SQL_VIEW ? SQL_KIND_VIEW : SQL_KIND_SCHEMA, parts);
    making->at++;
}

static void find_attached(Making *making)
{
    if (making->at->word == SQL_DATABASE)
        making->at++;
    skip_exists(making);
    if (making_end(making))
        return;
    g_autofree char *text = made_text(making->at++);
    text[strcspn(text, ".")] = '\0'; /* the file's name without its ending */
    char *name = strchr(text, ':'); /* md:name */
    if (name) {
        name++;
        name[strcspn(name, ":")] = '\0';
    }
    if (making->at->word == SQL_AS) {
        making->at++;
        if (!making_end(making)) {
            g_autofree char *given = made_text(making->at++);
            add_made(making, SQL_KIND_CATALOG, NULL, NULL, given);
            return;
        }
    }
    add_made(making, SQL_KIND_CATALOG, NULL, NULL, name ? name : text);
}

static void find_made(Making *making, const SqlToken *from, const SqlToken *to)
{
    making->at = from;
    while (making->at < to && making->at->kind != SQL_TEXT_END) {
        SqlWord word = making->at++->word;
        if (word == SQL_CREATE)
            find_created(making);
        else if (word == SQL_ATTACH)
            find_attached(making);
    }
}

/* --- what is read ------------------------------------------------------------------------------------------------- */

typedef struct {
    GPtrArray *found;  /* of const SqlSource * */
    GHashTable *known; /* common table expressions that can be seen: name -> how many of that name */
    bool ambiguous;    /* two sources have the same name: then marimo counts all tables of the statement, too */
} Reading;

static void know(Reading *reading, const char *name, int more)
{
    int count = GPOINTER_TO_INT(g_hash_table_lookup(reading->known, name)) + more;
    if (count > 0)
        g_hash_table_insert(reading->known, (gpointer)name, GINT_TO_POINTER(count));
    else
        g_hash_table_remove(reading->known, name);
}

static void read_scope(Reading *reading, const SqlScope *scope);

/* None of them counts if two have the same name, nor does what would be read later. */
static void read_sources(Reading *reading, const SqlScope *scope)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) passed = g_hash_table_new(g_str_hash, g_str_equal);
    guint before = reading->found->len;
    for (const SqlSource *source = scope->sources; source; source = source->next) {
        if (source->passed_by)
            g_hash_table_add(passed, source->alias);
    }
    for (const SqlSource *source = scope->sources; source && !reading->ambiguous; source = source->next) {
        if (g_hash_table_contains(passed, source->alias))
            continue;
        reading->ambiguous = !g_hash_table_add(names, source->alias);
        if (source->table && (source->schema || !g_hash_table_contains(reading->known, source->table)))
            g_ptr_array_add(reading->found, (gpointer)source);
    }
    if (reading->ambiguous)
        g_ptr_array_set_size(reading->found, (gint)before);
}

/* After its common table expressions, which see those before them. */
static void read_body(Reading *reading, const SqlScope *scope)
{
    if (scope->united) {
        if (scope->left && scope->right) {
            read_scope(reading, scope->left);
            read_scope(reading, scope->right);
        }
        return; /* queries in its ORDER BY do not count */
    }
    for (const SqlSource *source = scope->sources; source; source = source->next) {
        if (source->query)
            read_scope(reading, source->query);
    }
    for (const SqlScope *query = scope->subqueries; query; query = query->next)
        read_scope(reading, query);
    if (scope->sources && !reading->ambiguous)
        read_sources(reading, scope);
}

static void read_scope(Reading *reading, const SqlScope *scope)
{
    for (const SqlScope *table = scope->tables; table; table = table->next) {
        bool recursive = scope->recursive && table->united;
        if (recursive)
            know(reading, table->name, 1);
        read_scope(reading, table);
        if (!recursive && !table->foreign)
            know(reading, table->name, 1);
    }
    read_body(reading, scope);
    for (const SqlScope *table = scope->tables; table; table = table->next) {
        if (!table->foreign)
            know(reading, table->name, -1);
    }
}

static bool is_file(const char *table)
{
    static const char *const ENDINGS[] = {".csv", ".parquet", ".json", ".txt", ".db", ".tsv", ".xlsx"};
    for (size_t i = 0; i < G_N_ELEMENTS(ENDINGS); i++) {
        if (g_str_has_suffix(table, ENDINGS[i]))
            return true;
    }
    return strstr(table, "://") != NULL;
}

static void add_read(SqlNames *names, GHashTable *made, GHashTable *seen, const SqlSource *source)
{
    if (!*source->table || is_file(source->table))
        return;
    SqlName *name = sql_name_new(SQL_KIND_TABLE, source->catalog, source->schema, source->table);
    if (g_hash_table_contains(made, name->qualified) || g_hash_table_contains(seen, name->qualified)) {
        sql_name_free(name);
        return;
    }
    g_hash_table_add(seen, name->qualified);
    g_ptr_array_add(names->refs, name);
}

/* All that is named, but for the common table expressions of the whole statement. */
static void read_flat(Reading *reading, const SqlParse *parse)
{
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (const SqlScope *table = parse->root ? parse->root->tables : NULL; table; table = table->next)
        g_hash_table_add(known, g_utf8_strdown(table->name, -1));
    for (const SqlSource *source = parse->made; source; source = source->next_made) {
        if (!source->table)
            continue;
        g_autofree char *lower = g_utf8_strdown(source->table, -1);
        if (source->schema || !g_hash_table_contains(known, lower))
            g_ptr_array_add(reading->found, (gpointer)source);
    }
}

/* --- all of it ------------------------------------------------------------------------------------------------------ */

typedef struct {
    SqlParse parse;
    const SqlToken *from, *to;
} Statement;

static void parse_begin(SqlParse *parse, const SqlToken *at)
{
    *parse = (SqlParse){.at = at, .owned = g_ptr_array_new_with_free_func(g_free)};
}

static void read_statement(SqlNames *names, GHashTable *made, GHashTable *seen, const SqlParse *parse)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    Reading reading = {.found = found, .known = known};
    if (parse->root)
        read_scope(&reading, parse->root);
    if (parse->flat || reading.ambiguous)
        read_flat(&reading, parse);
    for (guint i = 0; i < found->len; i++)
        add_read(names, made, seen, g_ptr_array_index(found, i));
}

static const SqlToken *statement_end(const SqlToken *token)
{
    while (token->kind != SQL_TEXT_END && !sql_token_is(token, ';'))
        token++;
    return token;
}

/* Statement by statement: what an earlier one made is no reference.  If one of them cannot be parsed, marimo takes all
 * as a whole, and finds no tables read. */
static void find_names(SqlNames *names, const SqlToken *tokens, bool whole)
{
    g_autoptr(GHashTable) made = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GArray) statements = g_array_new(FALSE, TRUE, sizeof(Statement));
    bool failed = !whole, loose = false;
    for (const SqlToken *at = tokens; at->kind != SQL_TEXT_END;) {
        Statement statement = {.from = at, .to = statement_end(at)};
        g_array_append_val(statements, statement);
        at = statement.to->kind == SQL_TEXT_END ? statement.to : statement.to + 1;
    }
    for (guint i = 0; i < statements->len; i++) {
        Statement *statement = &g_array_index(statements, Statement, i);
        parse_begin(&statement->parse, statement->from);
        statement->parse.made_end = &statement->parse.made;
        if (statement->from < statement->to)
            sql_parse_statement(&statement->parse);
        failed |= statement->parse.failed;
        loose |= statement->parse.loose;
    }
    Making making = {.names = names, .made = made};
    for (guint i = 0; i < statements->len && (failed || loose); i++)
        find_made(&making, g_array_index(statements, Statement, i).from, g_array_index(statements, Statement, i).to);
    for (guint i = 0; i < statements->len; i++) {
        Statement *statement = &g_array_index(statements, Statement, i);
        if (!failed && !loose)
            find_made(&making, statement->from, statement->to);
        if (!failed)
            read_statement(names, made, seen, &statement->parse);
        g_ptr_array_unref(statement->parse.owned);
    }
}

SqlNames *sql_names_new(const char *sql, size_t length)
{
    SqlNames *names = g_new(SqlNames, 1);
    *names = (SqlNames){g_ptr_array_new_with_free_func(free_name), g_ptr_array_new_with_free_func(free_name)};
    g_autoptr(GArray) tokens = g_array_new(FALSE, TRUE, sizeof(SqlToken));
    if (length > 0 && g_utf8_validate_len(sql, length, NULL)) {
        bool whole = sql_tokenize(sql, length, tokens);
        find_names(names, &g_array_index(tokens, SqlToken, 0), whole);
    }
    return names;
}
