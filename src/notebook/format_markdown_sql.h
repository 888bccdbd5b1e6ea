/* A cell of SQL, `df = mo.sql(f"""SELECT 1""", engine=db)`, taken apart.  Internal to format_markdown. */
#pragma once

#include <glib.h>

#include "notebook/pytoken.h"

typedef struct {
    char *query;       /* the text of the query, dedented if it was an f-string, without blanks around it */
    GPtrArray *keys;   /* of char *: "query" is the variable, unless it is _df; then the arguments in order */
    GPtrArray *values; /* of char * */
} MarkdownSql;

/* What a string says that is written as the tokens [first, end), without blanks around it; "" if they are none. */
char *markdown_sql_text(const TokenList *tokens, guint first, guint end);
/* NULL if the cell is anything else. */
MarkdownSql *markdown_sql_parse(const char *code);
void markdown_sql_free(MarkdownSql *sql);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MarkdownSql, markdown_sql_free)
