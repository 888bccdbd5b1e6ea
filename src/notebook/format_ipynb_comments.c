#include "notebook/format_ipynb_code.h"

#include <string.h>

#include "notebook/pytext.h"
#include "notebook/pytoken.h"

typedef struct {
    char *text;
    uint32_t line; /* from 0 */
    bool alone;    /* in column 0 */
} Comment;

struct CodeComments {
    GPtrArray *cells; /* of GArray * of Comment */
};

static void comment_clear(gpointer data)
{
    g_free(((Comment *)data)->text);
}

static GArray *find_comments(const char *source)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(Comment));
    g_array_set_clear_func(found, comment_clear);
    if (!strchr(source, '#'))
        return found;
    g_autoptr(TokenList) tokens = pytoken_scan(source, strlen(source));
    for (guint i = 0; i < tokens->count; i++) {
        const Token *token = &tokens->all[i];
        if (token->kind != TOKEN_COMMENT)
            continue;
        bool alone = token->start == 0 || source[token->start - 1] == '\n';
        Comment comment = {g_strndup(source + token->start, token->end - token->start), token->line, alone};
        g_array_append_val(found, comment);
    }
    return found;
}

CodeComments *code_comments_new(const GPtrArray *sources)
{
    CodeComments *comments = g_new0(CodeComments, 1);
    comments->cells = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
    for (guint i = 0; i < sources->len; i++)
        g_ptr_array_add(comments->cells, find_comments(g_ptr_array_index(sources, i)));
    return comments;
}

void code_comments_free(CodeComments *comments)
{
    g_ptr_array_unref(comments->cells);
    g_free(comments);
}

static bool ends_with(const char *line, const char *text)
{
    PySlice a = pytext_rstrip((PySlice){line, strlen(line)}), b = pytext_rstrip((PySlice){text, strlen(text)});
    return a.length >= b.length && memcmp(a.bytes + a.length - b.length, b.bytes, b.length) == 0;
}

/* marimo counts lines as they were before: a comment that comes back moves those behind it. */
static void put_comment(GPtrArray *lines, GHashTable *whole, const Comment *comment)
{
    guint at = MIN(comment->line, lines->len - 1);
    if (comment->alone) {
        if (g_hash_table_add(whole, g_strdup(comment->text)))
            g_ptr_array_insert(lines, (gint)at, g_strdup(comment->text));
        return;
    }
    char *line = g_ptr_array_index(lines, at);
    if (ends_with(line, comment->text))
        return;
    PySlice stripped = pytext_rstrip((PySlice){line, strlen(line)});
    g_ptr_array_index(lines, at) = g_strdup_printf("%.*s  %s", (int)stripped.length, line, comment->text);
    g_hash_table_add(whole, g_strdup(g_ptr_array_index(lines, at)));
    g_free(line);
}

static char *with_comments(const char *source, const GArray *comments)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) split = g_strsplit(source, "\n", -1);
    if (!*split)
        g_ptr_array_add(lines, g_strdup(""));
    for (char **line = split; *line; line++)
        g_ptr_array_add(lines, g_strdup(*line));
    g_autoptr(GHashTable) whole = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL); /* all lines */
    for (guint i = 0; i < lines->len; i++)
        g_hash_table_add(whole, g_strdup(g_ptr_array_index(lines, i)));
    for (guint i = 0; i < comments->len; i++)
        put_comment(lines, whole, &g_array_index(comments, Comment, i));
    g_ptr_array_add(lines, NULL);
    return g_strjoinv("\n", (char **)lines->pdata);
}

/* As in marimo, the next step knows the comments of the rewritten code alone. */
void code_comments_restore(CodeComments *comments, GPtrArray *sources)
{
    for (guint i = 0; i < sources->len; i++) {
        const char *source = g_ptr_array_index(sources, i);
        GArray *before = g_ptr_array_index(comments->cells, i);
        char *text = before->len ? with_comments(source, before) : g_strdup(source);
        g_ptr_array_index(comments->cells, i) = find_comments(source);
        g_array_unref(before);
        code_set(sources, i, text);
    }
}
