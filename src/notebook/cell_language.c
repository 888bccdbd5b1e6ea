#include "notebook/cell_language.h"

#include <string.h>

#include "notebook/format_markdown_sql.h"
#include "notebook/format_marimo_reader.h"

static guint next_token(const TokenList *tokens, guint at)
{
    do
        at++;
    while (at < tokens->count && (tokens->all[at].kind == TOKEN_NL || tokens->all[at].kind == TOKEN_COMMENT));
    return at;
}

/* `mo.md("...")` and nothing else: the text; or NULL. */
static char *markdown_of(const char *code)
{
    static const char *const CALL[] = {"mo", ".", "md", "("};
    g_autoptr(TokenList) tokens = pytoken_scan(code, strlen(code));
    guint at = (guint)-1, first, end;
    if (tokens->fault != TOKEN_FAULT_NONE || strchr(code, '#') == code)
        return NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(CALL); i++) {
        at = next_token(tokens, at);
        if (at >= tokens->count || !pytoken_is(tokens, at, CALL[i]))
            return NULL;
    }
    guint close = tokens_close(tokens, at);
    for (guint i = close; i < tokens->count; i++) {
        TokenKind kind = tokens->all[i].kind;
        if (kind != TOKEN_NEWLINE && kind != TOKEN_NL && kind != TOKEN_END)
            return NULL;
    }
    bool one = kwargs_positional(tokens, at, &first, &end) == 1 && end == first + 1 && tokens->all[first].kind == TOKEN_STRING;
    return one ? markdown_sql_text(tokens, first, end) : NULL;
}

CellLanguage cell_language_of(const char *code, char **text)
{
    g_autoptr(MarkdownSql) sql = NULL;
    *text = markdown_of(code);
    if (*text)
        return LANGUAGE_MARKDOWN;
    sql = markdown_sql_parse(code);
    *text = g_strdup(sql ? sql->query : code);
    return sql ? LANGUAGE_SQL : LANGUAGE_PYTHON;
}

/* In a string that is not raw. */
static char *escaped(const char *text)
{
    GString *all = g_string_new(NULL);
    for (const char *at = text; *at; at++) {
        if (*at == '\\' || g_str_has_prefix(at, "\"\"\""))
            g_string_append_c(all, '\\');
        g_string_append_c(all, *at);
    }
    return g_string_free(all, FALSE);
}

static char *markdown_code(const char *text)
{
    if (!strstr(text, "\"\"\""))
        return g_strdup_printf("mo.md(r\"\"\"\n%s\n\"\"\")", text);
    g_autofree char *inside = escaped(text);
    return g_strdup_printf("mo.md(\"\"\"\n%s\n\"\"\")", inside);
}

static char *sql_code(const char *text)
{
    g_autofree char *inside = escaped(text);
    g_auto(GStrv) lines = g_strsplit(inside, "\n", -1);
    GString *code = g_string_new("_df = mo.sql(\n    f\"\"\"\n");
    for (char **line = lines; *line; line++)
        g_string_append_printf(code, "%s%s\n", **line ? "    " : "", *line);
    g_string_append(code, "    \"\"\"\n)");
    return g_string_free(code, FALSE);
}

char *cell_language_code(CellLanguage language, const char *text)
{
    switch (language) {
    case LANGUAGE_MARKDOWN: return markdown_code(text);
    case LANGUAGE_SQL: return sql_code(text);
    default: return g_strdup(text);
    }
}
