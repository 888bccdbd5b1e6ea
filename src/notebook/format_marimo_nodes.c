#include "notebook/format_marimo_nodes.h"

#include <string.h>

static const char *const COMPOUND[] = {"if", "while", "for", "try", "with", "def", "class", "async", NULL};
static const char *const CLAUSES[] = {"elif", "else", "except", "finally", NULL};
static const char *const CELL_KINDS[] = {"cell", "function", "class_definition", NULL};

void node_clear(Node *node)
{
    g_free(node->code);
    g_free(node->name);
}

static bool is_any_of(const TokenList *tokens, guint at, const char *const *words)
{
    if (tokens->all[at].kind != TOKEN_NAME)
        return false;
    for (; *words; words++) {
        if (pytoken_is(tokens, at, *words))
            return true;
    }
    return false;
}

static TokenKind kind_at(const TokenList *tokens, guint at)
{
    return at < tokens->count ? tokens->all[at].kind : TOKEN_END;
}

static bool is_layout(TokenKind kind)
{
    enum { LAYOUT = 1 << TOKEN_NL | 1 << TOKEN_COMMENT | 1 << TOKEN_NEWLINE | 1 << TOKEN_INDENT | 1 << TOKEN_DEDENT };
    return LAYOUT >> kind & 1;
}

static guint skip_blank(const TokenList *tokens, guint at)
{
    while (kind_at(tokens, at) == TOKEN_NL || kind_at(tokens, at) == TOKEN_COMMENT)
        at++;
    return at;
}

guint tokens_close(const TokenList *tokens, guint open)
{
    int depth = 0;
    for (guint at = open; at < tokens->count; at++) {
        depth += pytoken_bracket(tokens, at);
        if (depth == 0)
            return at + 1;
    }
    return tokens->count;
}

/* To the end of a logical line, behind its NEWLINE.  Notes the last real token. */
static guint skip_logical_line(const TokenList *tokens, guint at, guint *last)
{
    for (; kind_at(tokens, at) != TOKEN_END; at++) {
        if (tokens->all[at].kind == TOKEN_NEWLINE)
            return at + 1;
        if (!is_layout(tokens->all[at].kind))
            *last = at;
    }
    return at;
}

/* The block behind a logical line, if there is one. */
static guint skip_block(const TokenList *tokens, guint at, guint *last)
{
    guint indent = skip_blank(tokens, at);
    if (kind_at(tokens, indent) != TOKEN_INDENT)
        return at;
    int depth = 0;
    guint found = *last; /* every token of a cell comes by here */
    for (at = indent; at < tokens->count && tokens->all[at].kind != TOKEN_END; at++) {
        TokenKind kind = tokens->all[at].kind;
        if (!is_layout(kind))
            found = at;
        else if ((depth += (kind == TOKEN_INDENT) - (kind == TOKEN_DEDENT)) == 0)
            break;
    }
    *last = found;
    return depth == 0 ? at + 1 : at;
}

/* The colon that ends the head of a compound statement; 0 if there is none. */
static guint find_colon(const TokenList *tokens, guint at)
{
    int depth = 0, lambdas = 0;
    for (; kind_at(tokens, at) != TOKEN_END && tokens->all[at].kind != TOKEN_NEWLINE; at++) {
        depth += pytoken_bracket(tokens, at);
        if (depth != 0)
            continue;
        if (pytoken_is(tokens, at, "lambda"))
            lambdas++;
        else if (pytoken_is_op(tokens, at, ':') && lambdas-- == 0)
            return at;
    }
    return 0;
}

static guint skip_compound(const TokenList *tokens, guint at, Node *node)
{
    node->compound = true;
    node->colon = find_colon(tokens, at);
    for (;;) {
        at = skip_logical_line(tokens, at, &node->last);
        at = skip_block(tokens, at, &node->last);
        guint next = skip_blank(tokens, at);
        if (!is_any_of(tokens, MIN(next, tokens->count - 1), CLAUSES))
            return at;
        at = next;
    }
}

/* A simple statement ends at a semicolon or with its line. */
static guint skip_simple(const TokenList *tokens, guint at, Node *node)
{
    int depth = 0;
    guint last = node->last;
    for (; at < tokens->count; at++) {
        const Token *token = &tokens->all[at];
        if (token->op) {
            if (depth == 0 && token->op == ';')
                break;
            depth += pytoken_bracket(tokens, at);
            last = at;
        } else if (!is_layout(token->kind)) {
            if (token->kind == TOKEN_END)
                break;
            last = at;
        } else if (token->kind == TOKEN_NEWLINE) {
            break;
        }
    }
    node->last = last;
    if (kind_at(tokens, at) != TOKEN_NEWLINE)
        return at;
    guint indent = skip_blank(tokens, at + 1);
    if (kind_at(tokens, indent) != TOKEN_INDENT)
        return at + 1;
    node->compound = true; /* match, or a mistake */
    node->colon = pytoken_is_op(tokens, node->last, ':') ? node->last : 0;
    return skip_block(tokens, at + 1, &node->last);
}

bool node_next(const TokenList *tokens, uint32_t shift, guint *at, Node *node)
{
    guint i = *at;
    while (i < tokens->count) {
        TokenKind kind = tokens->all[i].kind;
        if (kind != TOKEN_NL && kind != TOKEN_COMMENT && kind != TOKEN_NEWLINE && kind != TOKEN_INDENT &&
            !pytoken_is_op(tokens, i, ';'))
            break;
        i++;
    }
    if (i >= tokens->count || tokens->all[i].kind == TOKEN_END || tokens->all[i].kind == TOKEN_DEDENT) {
        *at = i;
        return false;
    }
    *node = (Node){.tokens = tokens, .shift = shift, .first = i, .last = i};
    while (kind_at(tokens, i) == TOKEN_OP && pytoken_is_op(tokens, i, '@'))
        i = skip_blank(tokens, skip_logical_line(tokens, i, &node->last));
    node->keyword = MIN(i, tokens->count - 1);
    if (is_any_of(tokens, node->keyword, COMPOUND))
        *at = skip_compound(tokens, i, node);
    else
        *at = skip_simple(tokens, i, node);
    if (*at == node->first)
        (*at)++;
    return true;
}

void nodes_append(GArray *nodes, const TokenList *tokens, uint32_t shift)
{
    guint at = 0;
    Node node;
    while (at < tokens->count && tokens->all[at].kind != TOKEN_END) {
        if (node_next(tokens, shift, &at, &node))
            g_array_append_val(nodes, node);
        else
            at++;
    }
}

bool node_says(const Node *node, guint offset, const char *word)
{
    if (node->code || node->guard)
        return false;
    guint at = node->keyword + offset;
    return at <= node->last && pytoken_is(node->tokens, at, word);
}

uint32_t node_line(const Node *node)
{
    if (node->code || node->guard)
        return node->shift;
    return node->shift + node->tokens->all[node->keyword].line;
}

uint32_t node_end_line(const Node *node)
{
    return node->shift + pytoken_end_line(node->tokens, node->last);
}

static uint32_t column_of(const TokenList *tokens, uint32_t offset)
{
    uint32_t start = offset;
    while (start > 0 && tokens->text[start - 1] != '\n')
        start--;
    return offset - start;
}

uint32_t node_column(const Node *node, guint token)
{
    return column_of(node->tokens, node->tokens->all[token].start);
}

uint32_t node_end_column(const Node *node)
{
    return column_of(node->tokens, node->tokens->all[node->last].end);
}

bool node_body(const Node *node, Node *first, Node *before_last, Node *last, guint *count)
{
    *count = 0;
    if (node->colon == 0)
        return false;
    guint at = node->colon + 1;
    guint next = at;
    while (kind_at(node->tokens, next) == TOKEN_COMMENT)
        next++;
    bool inline_body = kind_at(node->tokens, next) != TOKEN_NEWLINE;
    Node statement;
    while (at <= node->last && node_next(node->tokens, node->shift, &at, &statement)) {
        if (statement.first > node->last)
            break;
        if ((*count)++ == 0)
            *first = statement;
        else
            *before_last = *last;
        *last = statement;
        if (inline_body && kind_at(node->tokens, at) != TOKEN_OP)
            break;
    }
    return *count > 0;
}

bool tokens_look_sound(const TokenList *tokens)
{
    return tokens->fault == TOKEN_FAULT_NONE && tokens->sound;
}

/* --- decorators ----------------------------------------------------------------------------------- */

static const char *cell_kind_word(const TokenList *tokens, guint at)
{
    for (const char *const *kind = CELL_KINDS; *kind; kind++) {
        if (pytoken_is(tokens, at, *kind))
            return *kind;
    }
    return NULL;
}

static Decorator decorator_of(const TokenList *tokens, guint first, guint end)
{
    Decorator decorator = {.first = first, .end = end};
    guint name = end - 1; /* the last token of what is called */
    if (pytoken_is_op(tokens, end - 1, ')')) {
        int depth = 0;
        for (guint i = end; i-- > first;) {
            depth -= pytoken_bracket(tokens, i);
            if (depth == 0) {
                decorator.open = i;
                name = i - 1;
                break;
            }
        }
        if (decorator.open <= first)
            return decorator;
    }
    if (name < first + 2 || !pytoken_is_op(tokens, name - 1, '.'))
        return decorator;
    decorator.kind = cell_kind_word(tokens, name);
    decorator.of_app = name == first + 2 && pytoken_is(tokens, first, "app");
    return decorator;
}

bool node_next_decorator(const Node *node, guint *at, Decorator *decorator)
{
    while (*at < node->keyword) {
        guint first = *at, last = first;
        *at = skip_blank(node->tokens, skip_logical_line(node->tokens, first, &last));
        if (last > first) {
            *decorator = decorator_of(node->tokens, first + 1, last + 1);
            return true;
        }
    }
    return false;
}
