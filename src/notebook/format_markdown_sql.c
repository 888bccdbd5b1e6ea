#include "notebook/format_markdown_sql.h"

#include <string.h>

#include "notebook/format_marimo_reader.h"
#include "notebook/pydedent.h"
#include "notebook/pyvalue.h"

void markdown_sql_free(MarkdownSql *sql)
{
    g_free(sql->query);
    g_ptr_array_unref(sql->keys);
    g_ptr_array_unref(sql->values);
    g_free(sql);
}

/* The token that is next behind `at`, comments and line ends passed over. */
static guint next_token(const TokenList *tokens, guint at)
{
    do
        at++;
    while (at < tokens->count && (tokens->all[at].kind == TOKEN_NL || tokens->all[at].kind == TOKEN_COMMENT));
    return at;
}

/* `NAME = a.b.sql(...)` and nothing else: the tokens of NAME and of the parenthesis. */
static bool find_call(const TokenList *tokens, guint *name, guint *open)
{
    guint at = next_token(tokens, (guint)-1);
    if (tokens->fault != TOKEN_FAULT_NONE || at >= tokens->count || tokens->all[at].kind != TOKEN_NAME)
        return false;
    *name = at;
    at = next_token(tokens, at);
    if (at >= tokens->count || !pytoken_is_op(tokens, at, '='))
        return false;
    guint last = 0;
    for (at = next_token(tokens, at); at < tokens->count && !pytoken_is_op(tokens, at, '(');
         at = next_token(tokens, at)) {
        if (tokens->all[at].kind != TOKEN_NAME && !pytoken_is_op(tokens, at, '.'))
            return false;
        last = at;
    }
    if (at >= tokens->count || !last || !pytoken_is(tokens, last, "sql") || !pytoken_is_op(tokens, last - 1, '.'))
        return false;
    *open = at;
    for (guint i = tokens_close(tokens, at); i < tokens->count; i++) {
        TokenKind kind = tokens->all[i].kind;
        if (kind != TOKEN_NEWLINE && kind != TOKEN_NL && kind != TOKEN_COMMENT && kind != TOKEN_END &&
            !pytoken_is_op(tokens, i, ';'))
            return false;
    }
    return true;
}

/* --- arguments ------------------------------------------------------------------------------------------------- */

typedef struct {
    MarkdownSql *sql;
    char *output;
    bool odd; /* a value that marimo cannot write */
} ArgumentContext;

static void take_argument(gpointer data, const char *name, const char *source, const Literal *value)
{
    ArgumentContext *context = data;
    g_autofree char *text = value->kind == LITERAL_STRING ? g_strdup(value->string->str) : g_strdup(source);
    bool called = strpbrk(source, "([{,+-*/ ") != NULL;
    context->odd |= value->kind == LITERAL_LIST || (value->kind == LITERAL_EXPRESSION && called);
    if (strcmp(name, "output") == 0) {
        g_free(context->output);
        context->output = g_steal_pointer(&text);
        return;
    }
    g_ptr_array_add(context->sql->keys, g_strdup(name));
    g_ptr_array_add(context->sql->values, g_steal_pointer(&text));
}

/* --- the query --------------------------------------------------------------------------------------------------- */

/* An f-string's text: its escapes are meant, its braces stay. */
static GString *formatted_text(const TokenList *tokens, const Token *token)
{
    g_autoptr(GString) source = g_string_new_len(tokens->text + token->start, token->end - token->start);
    size_t prefix = strcspn(source->str, "\"'");
    for (size_t i = prefix; i > 0; i--) {
        if ((source->str[i - 1] | 0x20) == 'f')
            g_string_erase(source, (gssize)i - 1, 1);
    }
    g_autoptr(Literal) value = pyvalue_parse(source->str);
    const GString *text = value->kind == LITERAL_STRING ? value->string : source;
    return pydedent_margin(text->str, text->len);
}

char *markdown_sql_text(const TokenList *tokens, guint first, guint end)
{
    g_autoptr(Literal) value = pyliteral_evaluate(tokens, first, end);
    g_autoptr(GString) text = NULL;
    if (value->kind == LITERAL_STRING)
        text = g_string_new_len(value->string->str, (gssize)value->string->len);
    else if (tokens->all[first].kind == TOKEN_STRING && end == first + 1)
        text = formatted_text(tokens, &tokens->all[first]);
    else
        return g_strdup("");
    PySlice stripped = pytext_strip((PySlice){text->str, text->len});
    return g_strndup(stripped.bytes, stripped.length);
}

static char *query_of(const TokenList *tokens, guint open)
{
    guint first, end;
    return kwargs_positional(tokens, open, &first, &end) == 0 ? g_strdup("") : markdown_sql_text(tokens, first, end);
}

MarkdownSql *markdown_sql_parse(const char *code)
{
    g_autoptr(TokenList) tokens = pytoken_scan(code, strlen(code));
    guint name, open;
    if (!find_call(tokens, &name, &open))
        return NULL;
    g_autoptr(MarkdownSql) sql = g_new0(MarkdownSql, 1);
    sql->keys = g_ptr_array_new_with_free_func(g_free);
    sql->values = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *variable = g_strndup(code + tokens->all[name].start, tokens->all[name].end - tokens->all[name].start);
    if (strcmp(variable, "_df") != 0) {
        g_ptr_array_add(sql->keys, g_strdup("query"));
        g_ptr_array_add(sql->values, g_steal_pointer(&variable));
    }
    ArgumentContext context = {sql, NULL, false};
    kwargs_each(tokens, open, take_argument, &context);
    g_autofree char *output = context.output;
    if (context.odd)
        return NULL;
    if (output && g_ascii_strcasecmp(output, "false") == 0) {
        g_ptr_array_add(sql->keys, g_strdup("hide_output"));
        g_ptr_array_add(sql->values, g_strdup("True"));
    }
    sql->query = query_of(tokens, open);
    return g_steal_pointer(&sql);
}
