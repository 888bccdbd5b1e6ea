#include "tui/output_widget.h"

#include <string.h>

#include "tui/highlight.h"

enum { AREA_ROWS = 12 };

/* What was chosen and is not confirmed yet is drawn from the value alone; else as the package draws it. */
static char *widget_words(const Node *node, const OutputContext *shown)
{
    Widget widget = widgets_value(shown->widgets, node);
    char *line = widget.value != json_value_get(node->args, "value") ? widget_line(&widget) : NULL;
    return line ? line : g_strndup(node->text, strcspn(node->text, "\n"));
}

/* Buttons are their labels. */
static bool is_label_in_text(const Node *node)
{
    bool button = node->name && (strstr(node->name, "button") || strcmp(node->name, "download") == 0);
    return strcmp(node->text, node->label) == 0 || (button && strstr(node->text, node->label));
}

BlockLine *output_widget_piece(Block *block, const Node *node, const OutputContext *shown)
{
    BlockLine *line = block_line_new();
    guint mark = node->id ? block_mark(block, node->id) : 0;
    line->mark = g_strcmp0(node->name, "checkbox") == 0 || g_strcmp0(node->name, "switch") == 0 ? mark : 0; /* its label, too */
    if (node->label && *node->label && node->kind == NODE_WIDGET && !is_label_in_text(node)) {
        block_line_add(line, node->label, (gssize)strcspn(node->label, "\n"), style_of(STYLE_OUTPUT));
        block_line_add(line, " ", -1, style_of(STYLE_OUTPUT));
    }
    g_autofree char *words = widget_words(node, shown);
    line->mark = mark;
    block_line_add(line, words, -1, style_of(STYLE_WIDGET));
    line->mark = 0;
    return line;
}

static void add_label(Block *block, const Node *node)
{
    if (!node->label || !*node->label)
        return;
    BlockLine *line = block_line_new();
    block_line_add(line, node->label, -1, style_of(STYLE_OUTPUT));
    block_fold(block, line, NULL, NULL, FOLD_WORDS);
}

/* An element of several lines, which all know it. */
static void add_lines_of_widget(Block *block, const Node *node, const char *lines)
{
    guint mark = node->id ? block_mark(block, node->id) : 0;
    add_label(block, node);
    for (const char *at = lines; *at;) {
        const char *end = strchrnul(at, '\n');
        BlockLine *line = block_line_new();
        line->mark = mark;
        block_line_add(line, at, end - at, style_of(STYLE_WIDGET));
        block_fold(block, line, NULL, NULL, FOLD_CUT);
        at = *end ? end + 1 : end;
    }
}

bool output_widget_has_lines(const Node *node, const OutputContext *shown)
{
    Widget widget = widgets_value(shown->widgets, node);
    const char *text = widget_form(&widget) == WIDGET_AREA ? json_value_string(widget.value) : NULL;
    return text && strchr(text, '\n');
}

/* Behind so many lines, before the newline of the last. */
static const char *behind_lines(const char *text, int rows)
{
    const char *end = strchrnul(text, '\n');
    while (--rows > 0 && *end)
        end = strchrnul(end + 1, '\n');
    return end;
}

static void mark_all(Block *block, guint mark)
{
    for (guint i = 0; i < block->lines->len; i++) {
        const BlockLine *line = g_ptr_array_index(block->lines, i);
        for (guint k = 0; k < line->spans->len; k++)
            g_array_index(line->spans, BlockSpan, k).mark = mark;
    }
}

/* Text or code behind a bar, its first lines if there are many. */
static void add_area(Block *block, const Node *node, const char *text)
{
    const char *language = json_value_string(json_value_get(node->args, "language"));
    const char *end = behind_lines(text, AREA_ROWS);
    g_autofree char *first = g_strndup(text, (gsize)(end - text));
    size_t more = 0;
    for (const char *at = end; *at; at++)
        more += *at == '\n' && at[1];
    g_autoptr(Block) inner = block_new_part(block, MAX(block->width - 2, 1));
    if (language)
        code_block(inner, first, strlen(first), language, NULL);
    else
        block_add_text(inner, first, style_of(STYLE_OUTPUT), NULL, FOLD_WORDS);
    if (more) {
        g_autofree char *rest = g_strdup_printf("… %zu more line%s", more, more == 1 ? "" : "s");
        block_add_text(inner, rest, style_of(STYLE_DIM), NULL, FOLD_WORDS);
    }
    g_autoptr(BlockLine) bar = block_line_new();
    bar->mark = node->id ? block_mark(block, node->id) : 0;
    mark_all(inner, bar->mark);
    block_line_add(bar, "│ ", -1, style_of(STYLE_WIDGET));
    add_label(block, node);
    block_append(block, inner, bar, bar);
}

void output_widget(Block *block, const Node *node, const OutputContext *shown)
{
    Widget widget = widgets_value(shown->widgets, node);
    g_autofree char *lines = widget_part_columns(&widget) ? widget_line(&widget) : NULL;
    if (lines)
        add_lines_of_widget(block, node, lines);
    else if (output_widget_has_lines(node, shown))
        add_area(block, node, json_value_string(widget.value));
    else
        block_fold(block, output_widget_piece(block, node, shown), NULL, NULL, FOLD_WORDS);
}
