/* Which statements of a file are cells: by their words and decorators alone. */
#include "notebook/format_marimo_reader.h"

#include <string.h>

bool node_is_setup(const Node *node)
{
    guint offset = node->compound && node_says(node, 0, "async") ? 1 : 0;
    if (!node->compound || !node->colon || !node_says(node, offset, "with") || !node_says(node, offset + 1, "app") ||
        !node_says(node, offset + 2, ".") || !node_says(node, offset + 3, "setup"))
        return false;
    guint at = node->keyword + offset + 4;
    while (pytoken_is_op(node->tokens, at, '('))
        at = tokens_close(node->tokens, at);
    if (at < node->colon && pytoken_is(node->tokens, at, "as"))
        at += 2;
    return at == node->colon;
}

bool node_is_unparsable(const Node *node)
{
    if (node->code)
        return true;
    if (node->compound || !node_says(node, 0, "app") || !node_says(node, 1, ".") ||
        !node_says(node, 2, "_unparsable_cell") || !node_says(node, 3, "("))
        return false;
    guint first, end, open = node->keyword + 3;
    return tokens_close(node->tokens, open) == node->last + 1 &&
           kwargs_positional(node->tokens, open, &first, &end) == 1;
}

static bool is_definition(const Node *node)
{
    return node->compound && node->colon && node->first < node->keyword &&
           (node_says(node, 0, "def") || node_says(node, 0, "class") ||
            (node_says(node, 0, "async") && node_says(node, 1, "def")));
}

bool node_cell_decorator(const Node *node, Decorator *decorator, Decorator *last, guint *count)
{
    if (!is_definition(node))
        return false;
    bool found = false;
    Decorator next;
    *count = 0;
    for (guint at = node->first; node_next_decorator(node, &at, &next); ++*count) {
        *last = next;
        if (found || !next.kind)
            continue;
        *decorator = next;
        found = true;
    }
    return found && decorator->of_app;
}

bool node_is_body_cell(const Node *node)
{
    Decorator decorator, last;
    guint count;
    return node_is_unparsable(node) || node_cell_decorator(node, &decorator, &last, &count);
}
