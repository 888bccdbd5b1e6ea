#include "tui/output_block.h"

#include <string.h>

#include "engine/engine.h"
#include "tui/ansi.h"
#include "tui/grid.h"
#include "tui/highlight.h"
#include "tui/markdown.h"
#include "tui/output_stack.h"
#include "tui/output_table.h"
#include "tui/output_widget.h"

typedef OutputContext Shown;

typedef void (*NodeFunc)(Block *block, const Node *node, const Shown *shown);
static void add_node(Block *block, const Node *node, const Shown *shown);

static BlockLine *piece(const char *text, StyleRole role)
{
    BlockLine *line = block_line_new();
    block_line_add(line, text, -1, style_of(role));
    return line;
}

static void add_line(Block *block, const char *text, StyleRole role)
{
    block_fold(block, piece(text, role), NULL, NULL, FOLD_WORDS);
}

char *cell_title(const Notebook *notebook, uint64_t cell)
{
    size_t index;
    if (cell == ENGINE_SCRATCH)
        return g_strdup(":python");
    if (!notebook || !notebook_find_cell(notebook, cell, &index))
        return g_strdup("a cell that is gone");
    const char *name = cell_name(notebook_cell(notebook, index));
    if (strcmp(name, "_") == 0)
        return g_strdup_printf("cell %zu", index + 1);
    return g_strdup_printf("cell %zu (%s)", index + 1, name);
}

/* --- leaves -------------------------------------------------------------------------------------- */

static void add_text_node(Block *block, const Node *node, const Shown *shown)
{
    block_add_text(block, node->text, style_of(STYLE_OUTPUT), NULL, FOLD_CHARACTERS);
}

static void add_table_node(Block *block, const Node *node, const Shown *shown)
{
    output_table(block, node);
}

static void add_ansi_node(Block *block, const Node *node, const Shown *shown)
{
    ansi_block(block, node->text, STYLE_OUTPUT);
}

static void add_markdown_node(Block *block, const Node *node, const Shown *shown)
{
    markdown_block(block, node->text, strlen(node->text));
}

static void add_code_node(Block *block, const Node *node, const Shown *shown)
{
    code_block(block, node->text, strlen(node->text), node->name, NULL);
}

/* "cell 3 (load), line 2, in f" and the line itself. */
static void add_frame(Block *block, const ErrorFrame *frame, const Shown *shown, bool is_target)
{
    BlockLine *line = piece("  ", STYLE_DIM);
    if (frame->cell == ENGINE_SCRATCH && shown->in_scratch) {
        block_line_add(line, "scratchpad", -1, style_of(STYLE_LINK));
    } else if (frame->cell) {
        g_autofree char *title = cell_title(shown->notebook, frame->cell);
        block_line_add(line, title, -1, style_of(STYLE_LINK));
    } else {
        block_line_add(line, frame->file ? frame->file : "?", -1, style_of(STYLE_DIM));
    }
    g_autofree char *place = g_strdup_printf(", line %d", frame->line);
    block_line_add(line, place, -1, style_of(frame->cell ? STYLE_LINK : STYLE_DIM));
    if (frame->name && strcmp(frame->name, "<module>") != 0) {
        g_autofree char *function = g_strdup_printf(", in %s", frame->name);
        block_line_add(line, function, -1, style_of(STYLE_DIM));
    }
    if (is_target) {
        g_autofree char *how = g_strdup_printf("  %s goes there", shown->goto_frame ? shown->goto_frame : "gf");
        block_line_add(line, how, -1, style_of(STYLE_FOLD));
    }
    g_autoptr(BlockLine) indent = piece("    ", STYLE_TEXT);
    block_fold(block, line, NULL, indent, FOLD_WORDS);
    if (!frame->source || !*frame->source)
        return;
    const char *source = frame->source + strspn(frame->source, " \t");
    code_block(block, source, strcspn(source, "\n"), NULL, indent);
}

/* The lines of a frame know it: keys on one of them lead there. */
static void add_known_frame(Block *block, const ErrorFrame *frame, guint number, const Shown *shown, bool is_target)
{
    guint first = block->lines->len;
    add_frame(block, frame, shown, is_target);
    for (guint i = first; i < block->lines->len; i++)
        ((BlockLine *)g_ptr_array_index(block->lines, i))->frame = number;
}

/* Errors that the engine makes of a cell that did not run, or not to its end: the message says it all.  With
 * `verb`, the message is about the cell that is blamed, whose number is found anew. */
static const struct {
    const char *type, *verb;
} NOTICES[] = {
    {"AncestorFailed", "failed"}, {"AncestorStopped", "stopped"}, {"Interrupted", NULL}, {"InterpreterDied", NULL},
};

static int find_notice(const Node *node)
{
    for (size_t i = 0; node->frames->len == 0 && i < G_N_ELEMENTS(NOTICES); i++) {
        if (g_strcmp0(node->name, NOTICES[i].type) == 0)
            return (int)i;
    }
    return -1;
}

bool output_is_notice(const Output *output)
{
    return output->root && output->root->kind == NODE_ERROR && find_notice(output->root) >= 0;
}

static void add_notice(Block *block, const Node *node, const Shown *shown, const char *verb)
{
    g_autofree char *title = verb && node->cell ? cell_title(shown->notebook, node->cell) : NULL;
    g_autofree char *text = title ? g_strdup_printf("not run: %s %s", title, verb) : g_strdup(node->text);
    add_line(block, text, STYLE_WARNING);
}

/* The frame to which `gf` goes first: the innermost one that lies in a cell. */
static int first_target(const Node *node)
{
    for (guint i = node->frames->len; i > 0; i--) {
        uint64_t cell = ((const ErrorFrame *)g_ptr_array_index(node->frames, i - 1))->cell;
        if (cell != 0 && cell != ENGINE_SCRATCH)
            return (int)i - 1;
    }
    return -1;
}

static void add_blame(Block *block, const Node *node, const Shown *shown)
{
    g_autofree char *title = cell_title(shown->notebook, node->cell);
    g_autofree char *what = error_blame(node);
    BlockLine *line = piece("  ", STYLE_TEXT);
    block_line_add(line, title, -1, style_of(STYLE_LINK));
    block_line_add(line, " ", -1, style_of(STYLE_WARNING));
    block_line_add(line, what, -1, style_of(STYLE_WARNING));
    g_autoptr(BlockLine) indent = piece("  ", STYLE_TEXT);
    block_fold(block, line, NULL, indent, FOLD_WORDS);
}

/* "caused by ValueError: its message", and the message's other lines unless it is to be brief. */
static void add_error_head(Block *block, const Node *node, const Shown *shown)
{
    const char *lead = error_lead(node);
    BlockLine *head = piece(lead, STYLE_DIM);
    block_line_add(head, *lead ? " " : "", -1, style_of(STYLE_DIM));
    block_line_add(head, node->name ? node->name : "Error", -1, style_of(STYLE_ERROR_TYPE));
    const char *end = strchrnul(node->text, '\n');
    if (*node->text) {
        block_line_add(head, ": ", -1, style_of(STYLE_ERROR_TYPE));
        block_line_add(head, node->text, end - node->text, style_of(STYLE_ERROR));
    }
    block_fold(block, head, NULL, NULL, FOLD_WORDS);
    if (*end && !shown->brief)
        block_add_text(block, end + 1, style_of(STYLE_ERROR), NULL, FOLD_CHARACTERS);
}

/* `number`: of its first frame; that behind its last afterwards.  `target`: the frame of `gf`, or -1. */
static void add_raised(Block *block, const Node *node, const Shown *shown, guint *number, int target)
{
    add_error_head(block, node, shown);
    if (shown->brief)
        return;
    if (node->cell)
        add_blame(block, node, shown);
    for (int i = 0; i < (int)node->frames->len; i++)
        add_known_frame(block, g_ptr_array_index(node->frames, i), (*number)++, shown, i == target);
    for (guint i = 0; i < node->children->len; i++) {
        const Node *inner = g_ptr_array_index(node->children, i);
        if (inner->kind == NODE_ERROR)
            add_raised(block, inner, shown, number, -1);
        else
            add_line(block, inner->text, STYLE_DIM);
    }
}

static void add_error_node(Block *block, const Node *node, const Shown *shown)
{
    int notice = find_notice(node);
    guint number = 1;
    if (notice >= 0)
        add_notice(block, node, shown, NOTICES[notice].verb);
    else
        add_raised(block, node, shown, &number, first_target(node));
}

static void add_placeholder_node(Block *block, const Node *node, const Shown *shown)
{
    BlockLine *line = piece("□ ", STYLE_PLACEHOLDER);
    if (node->name) {
        block_line_add(line, node->name, -1, style_with(STYLE_PLACEHOLDER, STYLED_BOLD));
        block_line_add(line, " ", -1, style_of(STYLE_PLACEHOLDER));
    }
    block_line_add(line, node->text, (gssize)strcspn(node->text, "\n"), style_of(STYLE_PLACEHOLDER));
    block_fold(block, line, NULL, NULL, FOLD_WORDS);
}

static void add_picture_node(Block *block, const Node *node, const Shown *shown)
{
    if (shown->pictures && pictures_shown(shown->pictures) && node->picture)
        pictures_add(shown->pictures, block, node->picture, shown->picture_rows, shown->zoom);
    else
        add_placeholder_node(block, node, shown);
}

/* --- containers ---------------------------------------------------------------------------------- */

/* The children below each other, each line behind a prefix. */
static void add_indented(Block *block, const Node *node, const Shown *shown, const char *prefix, StyleRole role)
{
    g_autoptr(BlockLine) line = piece(prefix, role);
    g_autoptr(Block) inner = block_new_part(block, block->width - block_line_columns(line));
    for (guint i = 0; i < node->children->len; i++)
        add_node(inner, g_ptr_array_index(node->children, i), shown);
    block_append(block, inner, line, line);
}

static void add_vstack(Block *block, const Node *node, const Shown *shown)
{
    output_column(block, node, shown, add_node);
}

static void add_hstack(Block *block, const Node *node, const Shown *shown)
{
    output_row(block, node, shown, add_node);
}

/* --- one sentence ---------------------------------------------------------------------------------- */

enum { ENDLESS = 100000 }; /* columns */

/* Markdown that goes on within a sentence: blanks at its ends count, and a "+" between two elements begins no list,
 * since it is read behind a full stop, which is left out then. */
static void append_markdown(Block *block, BlockLine *line, const char *text)
{
    g_autofree char *words = g_strstrip(g_strdup(text));
    g_autofree char *inside = g_strconcat(".", words, NULL);
    g_autoptr(Block) part = block_new_part(block, ENDLESS);
    if (g_ascii_isspace(*text))
        block_line_add(line, " ", -1, style_of(STYLE_TEXT));
    if (*words)
        markdown_block(part, inside, strlen(inside));
    for (guint i = 0; i < part->lines->len; i++) {
        if (i > 0)
            block_line_add(line, " ", -1, style_of(STYLE_TEXT));
        block_line_append_from(line, g_ptr_array_index(part->lines, i), i == 0);
    }
    if (*words && g_ascii_isspace(text[strlen(text) - 1]))
        block_line_add(line, " ", -1, style_of(STYLE_TEXT));
}

/* What begins the sentence may be the mark of a heading. */
static void append_beginning(Block *block, BlockLine *line, const Node *node, const Shown *shown)
{
    g_autoptr(Block) part = block_new_part(block, ENDLESS);
    add_node(part, node, shown);
    for (guint i = 0; i < part->lines->len; i++)
        block_line_append(line, g_ptr_array_index(part->lines, i));
    if (node->kind == NODE_MARKDOWN && *node->text && g_ascii_isspace(node->text[strlen(node->text) - 1]))
        block_line_add(line, " ", -1, style_of(STYLE_TEXT));
}

static void append_inline(Block *block, BlockLine *line, const Node *own, const Shown *shown)
{
    const Node *node = widgets_node(shown->widgets, own);
    if (node->kind == NODE_WIDGET) {
        g_autoptr(BlockLine) piece = output_widget_piece(block, node, shown);
        block_line_append(line, piece);
    } else if (node->kind == NODE_MARKDOWN && line->text->len > 0) {
        append_markdown(block, line, node->text);
    } else {
        append_beginning(block, line, node, shown);
    }
}

/* Whether it is more than one line by its nature. */
static bool is_block(const Node *own, const Shown *shown)
{
    const Node *node = widgets_node(shown->widgets, own);
    if (node->kind == NODE_WIDGET)
        return output_widget_has_lines(node, shown);
    return node->kind != NODE_MARKDOWN && node->kind != NODE_TEXT;
}

/* Words and widgets as the words of a sentence; what cannot be a word stands below on lines of its own. */
static void add_inline(Block *block, const Node *node, const Shown *shown)
{
    BlockLine *line = block_line_new();
    g_autoptr(BlockLine) indent = block_line_new();
    for (guint i = 0; i < node->children->len; i++) {
        const Node *child = g_ptr_array_index(node->children, i);
        if (!is_block(child, shown)) {
            append_inline(block, line, child, shown);
            continue;
        }
        if (line->text->len > 0) {
            block_fold(block, line, NULL, NULL, FOLD_WORDS);
            line = block_line_new();
        }
        add_node(block, child, shown);
    }
    if (line->text->len > 0)
        block_fold(block, line, NULL, indent, FOLD_WORDS);
    else
        block_line_free(line);
}

static const char *label_of(const Node *node, guint i)
{
    return i < g_strv_length(node->labels) ? node->labels[i] : "";
}

/* One tab is in front, the first if nothing else is said. */
static void add_tabs(Block *block, const Node *node, const Shown *shown)
{
    BlockLine *heads = block_line_new();
    guint front = widgets_front(shown->widgets, node);
    heads->mark = node->id ? block_mark(block, node->id) : 0;
    Widget widget = widgets_value(shown->widgets, node);
    g_autofree char *line = node->id ? widget_line(&widget) : NULL;
    if (line) /* a carousel */
        block_line_add(heads, line, -1, style_of(STYLE_WIDGET));
    for (guint i = 0; i < node->children->len && !line; i++) {
        const char *label = label_of(node, i);
        Style style = i == front ? style_with(STYLE_HEADING, STYLED_UNDERLINE) : style_of(STYLE_DIM);
        block_line_add(heads, label, (gssize)strcspn(label, "\n"), style);
        block_line_add(heads, i + 1 < node->children->len ? "  " : "", -1, style_of(STYLE_TEXT));
    }
    block_fold(block, heads, NULL, NULL, FOLD_WORDS);
    if (node->children->len > 0)
        add_node(block, g_ptr_array_index(node->children, front), shown);
}

static void add_accordion(Block *block, const Node *node, const Shown *shown)
{
    g_autoptr(BlockLine) indent = piece("  ", STYLE_TEXT);
    for (guint i = 0; i < node->children->len; i++) {
        bool open = widgets_is_open(shown->widgets, node);
        BlockLine *head = block_line_new();
        const char *label = label_of(node, i);
        head->mark = node->id ? block_mark(block, node->id) : 0;
        block_line_add(head, open ? "▾ " : "▸ ", -1, style_of(STYLE_DIM));
        block_line_add(head, label, (gssize)strcspn(label, "\n"), style_of(STYLE_STRONG));
        block_fold(block, head, NULL, NULL, FOLD_WORDS);
        if (!open)
            continue;
        g_autoptr(Block) inner = block_new_part(block, block->width - 2);
        add_node(inner, g_ptr_array_index(node->children, i), shown);
        block_append(block, inner, indent, indent);
    }
}

/* marimo's kinds of callout. */
static const struct {
    const char *kind;
    StyleRole role;
} CALLOUTS[] = {
    {"danger", STYLE_ERROR}, {"warn", STYLE_WARNING}, {"success", STYLE_SUCCESS}, {"info", STYLE_INFO},
    {"neutral", STYLE_DIM},
};

static void add_callout(Block *block, const Node *node, const Shown *shown)
{
    StyleRole role = STYLE_DIM;
    for (guint i = 0; node->name && i < G_N_ELEMENTS(CALLOUTS); i++) {
        if (strcmp(CALLOUTS[i].kind, node->name) == 0)
            role = CALLOUTS[i].role;
    }
    if (node->label && *node->label) {
        g_autoptr(BlockLine) bar = piece("┃ ", role);
        BlockLine *title = block_line_new();
        block_line_add(title, node->label, -1, style_with(role, STYLED_BOLD));
        block_fold(block, title, bar, bar, FOLD_WORDS);
    }
    add_indented(block, node, shown, "┃ ", role);
}

static void add_sidebar(Block *block, const Node *node, const Shown *shown)
{
    add_line(block, "sidebar", STYLE_DIM);
    add_indented(block, node, shown, "  ", STYLE_TEXT);
}

/* One row a kind of node. */
static const NodeFunc NODES[] = {
    [NODE_TEXT] = add_text_node,
    [NODE_TABLE] = add_table_node,
    [NODE_ANSI] = add_ansi_node,
    [NODE_MARKDOWN] = add_markdown_node,
    [NODE_CODE] = add_code_node,
    [NODE_ERROR] = add_error_node,
    [NODE_WIDGET] = output_widget,
    [NODE_PLACEHOLDER] = add_placeholder_node,
    [NODE_PICTURE] = add_picture_node,
    [NODE_VSTACK] = add_vstack,
    [NODE_HSTACK] = add_hstack,
    [NODE_TABS] = add_tabs,
    [NODE_ACCORDION] = add_accordion,
    [NODE_CALLOUT] = add_callout,
    [NODE_SIDEBAR] = add_sidebar,
    [NODE_INLINE] = add_inline,
};

static void add_node(Block *block, const Node *own, const Shown *shown)
{
    const Node *node = widgets_node(shown->widgets, own);
    if ((size_t)node->kind < G_N_ELEMENTS(NODES) && NODES[node->kind])
        NODES[node->kind](block, node, shown);
}

void output_block(Block *block, const Output *output, const OutputContext *context)
{
    if (output->root)
        add_node(block, output->root, context);
}
