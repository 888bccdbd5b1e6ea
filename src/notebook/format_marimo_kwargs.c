/* Keyword arguments of marimo.App(...), @app.cell(...), app._unparsable_cell(...). */
#include "notebook/format_marimo_reader.h"

#include <string.h>

typedef struct {
    guint first, end; /* tokens */
    guint value;      /* the first behind NAME=, 0 if it is positional or starred */
} Argument;

static bool is_layout(TokenKind kind)
{
    return kind == TOKEN_NL || kind == TOKEN_COMMENT || kind == TOKEN_NEWLINE;
}

static Argument argument_of(const TokenList *tokens, guint first, guint end)
{
    while (first < end && is_layout(tokens->all[first].kind))
        first++;
    while (end > first && is_layout(tokens->all[end - 1].kind))
        end--;
    bool named = end - first >= 3 && tokens->all[first].kind == TOKEN_NAME && pytoken_is_op(tokens, first + 1, '=');
    return (Argument){first, end, named ? first + 2 : 0};
}

static GArray *arguments_of(const TokenList *tokens, guint open)
{
    GArray *arguments = g_array_new(FALSE, FALSE, sizeof(Argument));
    guint close = tokens_close(tokens, open) - 1, start = open + 1;
    int depth = 0;
    for (guint at = open + 1; at <= close; at++) {
        if (at == close || (depth == 0 && pytoken_is_op(tokens, at, ','))) {
            Argument argument = argument_of(tokens, start, at);
            if (argument.first < argument.end)
                g_array_append_val(arguments, argument);
            start = at + 1;
        } else {
            depth += pytoken_bracket(tokens, at);
        }
    }
    return arguments;
}

static char *token_range_text(const TokenList *tokens, guint first, guint end)
{
    uint32_t start = tokens->all[first].start;
    return g_strndup(tokens->text + start, tokens->all[end - 1].end - start);
}

bool kwargs_each(const TokenList *tokens, guint open, KwargFunction each, gpointer context)
{
    g_autoptr(GArray) arguments = arguments_of(tokens, open);
    bool all_named = true;
    for (guint i = 0; i < arguments->len; i++) {
        const Argument *argument = &g_array_index(arguments, Argument, i);
        if (argument->value == 0) {
            all_named &= !pytoken_is(tokens, argument->first, "**");
            continue;
        }
        g_autofree char *name = token_range_text(tokens, argument->first, argument->first + 1);
        g_autofree char *source = token_range_text(tokens, argument->value, argument->end);
        g_autoptr(Literal) value = pyliteral_evaluate(tokens, argument->value, argument->end);
        each(context, name, source, value);
    }
    return all_named;
}

guint kwargs_positional(const TokenList *tokens, guint open, guint *first, guint *end)
{
    g_autoptr(GArray) arguments = arguments_of(tokens, open);
    guint count = 0;
    for (guint i = 0; i < arguments->len; i++) {
        const Argument *argument = &g_array_index(arguments, Argument, i);
        if (argument->value != 0 || pytoken_is(tokens, argument->first, "**"))
            continue;
        if (count++ == 0) {
            *first = argument->first;
            *end = argument->end;
        }
    }
    return count;
}

static void note_elements(Reader *reader, const Node *node, guint open)
{
    g_autoptr(GArray) elements = arguments_of(node->tokens, open);
    for (guint i = 0; i < elements->len; i++) {
        const Argument *element = &g_array_index(elements, Argument, i);
        g_autoptr(Literal) value = pyliteral_evaluate(node->tokens, element->first, element->end);
        if (value->kind == LITERAL_EXPRESSION || value->kind == LITERAL_LIST)
            reader_violation_at(reader, VIOLATION_NO_CONSTANT, node, element->first);
    }
}

void reader_note_expressions(Reader *reader, const Node *node, guint open)
{
    g_autoptr(GArray) arguments = arguments_of(node->tokens, open);
    for (guint i = 0; i < arguments->len; i++) {
        const Argument *argument = &g_array_index(arguments, Argument, i);
        if (argument->value == 0) {
            if (pytoken_is(node->tokens, argument->first, "**"))
                reader_violation_at(reader, VIOLATION_NO_CONSTANT, node, argument->first);
            continue;
        }
        g_autoptr(Literal) value = pyliteral_evaluate(node->tokens, argument->value, argument->end);
        if (value->kind == LITERAL_EXPRESSION)
            reader_violation_at(reader, VIOLATION_NO_CONSTANT, node, argument->first);
        else if (value->kind == LITERAL_LIST && value->incomplete)
            note_elements(reader, node, argument->value);
    }
}

/* --- the configuration of a cell ------------------------------------------------------------------- */

typedef struct {
    Reader *reader;
    uint32_t line;
    CellConfig *config;
    GString *unknown, *order;
    char **name;
} ConfigContext;

static bool set_flag(CellConfig *config, const char *name, bool value)
{
    if (strcmp(name, "disabled") == 0)
        config->disabled = value;
    else if (strcmp(name, "hide_code") == 0)
        config->hide_code = value;
    else if (strcmp(name, "expand_output") == 0)
        config->expand_output = value;
    else
        return false;
    return true;
}

static bool set_known(ConfigContext *context, const char *name, const Literal *value)
{
    if (strcmp(name, "column") == 0) {
        bool fits = value->kind == LITERAL_INT && value->number >= G_MININT && value->number <= G_MAXINT;
        if (fits) {
            context->config->has_column = true;
            context->config->column = (int)value->number;
        }
        return fits || value->kind == LITERAL_NONE;
    }
    if (context->name && strcmp(name, "name") == 0 &&
        (value->kind == LITERAL_STRING || value->kind == LITERAL_NONE)) {
        g_free(*context->name);
        *context->name = value->string ? g_strndup(value->string->str, value->string->len) : NULL;
        return true;
    }
    return (value->kind == LITERAL_BOOL || value->kind == LITERAL_INT) &&
           set_flag(context->config, name, value->number != 0);
}

static void take_config(gpointer data, const char *name, const char *source, const Literal *value)
{
    ConfigContext *context = data;
    g_string_append_printf(context->order, "%s%s", context->order->len ? " " : "", name);
    if (value->kind == LITERAL_EXPRESSION || value->incomplete) {
        context->reader->hard = true;
        reader_remark(context->reader, context->line, false, "the value of %s= is no constant", name);
    }
    if (set_known(context, name, value))
        return;
    if (context->unknown->len)
        g_string_append(context->unknown, ", ");
    g_string_append_printf(context->unknown, "%s=%s", name, source);
}

void reader_config(Reader *reader, const Node *node, guint open, CellConfig *config, char **name)
{
    if (!open)
        return;
    g_autoptr(GString) unknown = g_string_new(NULL);
    g_autoptr(GString) order = g_string_new(NULL);
    ConfigContext context = {reader, node_line(node), config, unknown, order, name};
    if (!kwargs_each(node->tokens, open, take_config, &context)) {
        reader->hard = true;
        reader_remark(reader, node_line(node), true, "arguments after ** are not kept");
    }
    reader_note_expressions(reader, node, open);
    if (unknown->len)
        config->unknown = g_strdup(unknown->str);
    if (order->len)
        config->order = g_strdup(order->str);
}
