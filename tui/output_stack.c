#include "tui/output_stack.h"

#include <math.h>
#include <string.h>

enum {
    GAP = 2, /* columns, if nothing else is said */
    NARROW = 12, /* columns in which nothing can be read */
    /* A row is laid out up to three times until it fits, and each time all rows in it: deeper ones are no rows. */
    MOST_ROWS_AROUND = 5,
    MOST_GAP = 40,
};

static const double COLUMNS_OF_REM = 4; /* as half a rem, which marimo's rows have, are GAP columns */

static const char *text_of(const Node *node, const char *key)
{
    const char *text = node->args ? json_value_string(json_value_get(node->args, key)) : NULL;
    return text ? text : "";
}

static double number_of(const Node *node, const char *key, double missing)
{
    const JsonValue *value = node->args ? json_value_get(node->args, key) : NULL;
    double number = value ? json_value_real(value, missing) : missing;
    return isfinite(number) ? number : missing;
}

static int gap_of(const Node *node)
{
    return (int)CLAMP(lround(number_of(node, "gap", GAP / COLUMNS_OF_REM) * COLUMNS_OF_REM), 1, MOST_GAP);
}

/* --- where the children are --------------------------------------------------------------------------------------- */

typedef struct {
    Block *block;
    const Node *node;
    int gap;
    bool tight;
} Row;

/* Columns that are left before the first of `count` children, and between two of them, if `rest` are free. */
static void justify(const Row *row, int rest, guint count, int *before, int *between)
{
    const char *how = text_of(row->node, "justify");
    bool around = strcmp(how, "space-around") == 0;
    *before = *between = 0;
    if (row->tight || rest <= 0)
        return;
    if (strcmp(how, "end") == 0)
        *before = rest;
    else if (strcmp(how, "center") == 0)
        *before = rest / 2;
    else if (around) {
        *between = rest / (int)count;
        *before = *between / 2;
    }
}

/* Empty lines above a child that is less high than the row. */
static int above_of(const Row *row, guint lines, guint most)
{
    const char *how = text_of(row->node, "align");
    int rest = (int)(most - lines);
    return strcmp(how, "end") == 0 ? rest : strcmp(how, "center") == 0 ? rest / 2 : 0;
}

/* Children beside one another; `widths`: what each takes. */
static void join(const Row *row, const GPtrArray *parts, const int *widths)
{
    guint count = parts->len, most = 0;
    g_autofree int *columns = g_new0(int, count + 1), *above = g_new0(int, count + 1);
    int taken = row->gap * ((int)count - 1), before, between;
    for (guint i = 0; i < count; i++) {
        taken += widths[i];
        most = MAX(most, ((const Block *)g_ptr_array_index(parts, i))->lines->len);
    }
    justify(row, row->block->width - taken, count, &before, &between);
    int column = before;
    for (guint i = 0; i < count; i++) {
        columns[i] = column;
        above[i] = above_of(row, ((const Block *)g_ptr_array_index(parts, i))->lines->len, most);
        column += widths[i] + row->gap + between;
    }
    block_join(row->block, parts, columns, above);
}

/* --- rows ----------------------------------------------------------------------------------------------------------- */

static GPtrArray *parts_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)block_free);
}

static GPtrArray *lay_out(const Row *row, const int *widths, const OutputContext *context, OutputChild add)
{
    GPtrArray *parts = parts_new();
    for (guint i = 0; i < row->node->children->len; i++) {
        Block *part = block_new_part(row->block, widths ? widths[i] : row->block->width);
        add(part, g_ptr_array_index(row->node->children, i), context);
        g_ptr_array_add(parts, part);
    }
    return parts;
}

/* What each child gets of the width, by the weights that are given or all the same; false: one would be too narrow. */
static bool share(const Row *row, const JsonValue *weights, int *widths)
{
    guint count = row->node->children->len;
    int room = row->block->width - row->gap * ((int)count - 1);
    double sum = 0, passed = 0;
    for (guint i = 0; i < count; i++)
        sum += weights ? MAX(json_value_real(json_value_at(weights, i), 0), 0) : 1;
    if (!(sum > 0) || !isfinite(sum))
        return false;
    bool readable = true;
    for (guint i = 0; i < count; i++) {
        double from = passed;
        passed += (weights ? MAX(json_value_real(json_value_at(weights, i), 0), 0) : 1) / sum * room;
        widths[i] = (int)lround(passed) - (int)lround(from);
        readable &= widths[i] >= NARROW;
    }
    return readable;
}

/* As many beside one another as fit, the others below them. */
static void wrap(const Row *row, GPtrArray *parts, const int *widths)
{
    for (guint first = 0, end; first < parts->len; first = end) {
        g_autoptr(GPtrArray) line = g_ptr_array_new();
        int taken = 0;
        for (end = first; end < parts->len && (end == first || taken + widths[end] <= row->block->width); end++) {
            g_ptr_array_add(line, g_ptr_array_index(parts, end));
            taken += widths[end] + row->gap;
        }
        join(row, line, widths + first);
    }
}

/* Elements and words, which would be broken in a share of the width, and have room on a line of their own. */
static bool are_lines(const GPtrArray *parts, const int *widths, int width)
{
    for (guint i = 0; i < parts->len; i++) {
        const Block *part = g_ptr_array_index(parts, i);
        if (part->lines->len > 1 || widths[i] > width)
            return false;
    }
    return true;
}

/* Side by side in their natural widths if these fit, else, unless all are single lines, in equal shares; below each other
 * where a share would be too narrow to read. */
void output_row(Block *block, const Node *node, const OutputContext *around, OutputChild add)
{
    OutputContext inside = *around;
    guint count = node->children->len;
    Row row = {block, node, gap_of(node), around->tight};
    g_autofree int *widths = g_new0(int, count + 1);
    if (count == 0)
        return;
    if (inside.rows_around++ >= MOST_ROWS_AROUND) {
        output_column(block, node, &inside, add);
        return;
    }
    const JsonValue *given = node->args ? json_value_get(node->args, "widths") : NULL;
    bool weighted = json_value_length(given) >= count, shared = weighted || strcmp(text_of(node, "widths"), "equal") == 0;
    if (!shared) {
        inside.tight = true;
        g_autoptr(GPtrArray) parts = lay_out(&row, NULL, &inside, add);
        int natural = row.gap * ((int)count - 1);
        for (guint i = 0; i < count; i++)
            natural += widths[i] = block_columns(g_ptr_array_index(parts, i));
        bool wraps = node->args && json_value_bool(json_value_get(node->args, "wrap"), false);
        if (natural <= block->width || wraps || are_lines(parts, widths, block->width)) {
            wrap(&row, parts, widths);
            return;
        }
    }
    inside.tight = false;
    if (!share(&row, weighted ? given : NULL, widths)) {
        output_column(block, node, &inside, add);
        return;
    }
    g_autoptr(GPtrArray) parts = lay_out(&row, widths, &inside, add);
    for (guint i = 0; !shared && i < count; i++)
        widths[i] = block_columns(g_ptr_array_index(parts, i));
    join(&row, parts, widths);
}

/* --- columns --------------------------------------------------------------------------------------------------------- */

/* In the middle, or at the right. */
static void add_aligned(Block *block, const Node *child, const OutputContext *context, OutputChild add, bool centre)
{
    OutputContext inside = *context;
    inside.tight = true;
    g_autoptr(Block) part = block_new_part(block, block->width);
    add(part, child, &inside);
    int rest = MAX(block->width - block_columns(part), 0);
    g_autoptr(BlockLine) indent = block_line_new();
    g_autofree char *blanks = g_strnfill((gsize)(centre ? rest / 2 : rest), ' ');
    block_line_add(indent, blanks, -1, style_of(STYLE_TEXT));
    block_append(block, part, indent, indent);
}

void output_column(Block *block, const Node *node, const OutputContext *around, OutputChild add)
{
    bool column = node->kind == NODE_VSTACK; /* a row that becomes one says nothing about this */
    const char *align = column && !around->tight ? text_of(node, "align") : "";
    bool centre = strcmp(align, "center") == 0, moved = centre || strcmp(align, "end") == 0;
    int gap = column ? (int)CLAMP(floor(number_of(node, "gap", 0)), 0, MOST_GAP) : 0;
    for (guint i = 0; i < node->children->len; i++) {
        for (int blank = 0; i > 0 && blank < gap; blank++)
            block_add(block, block_line_new());
        if (moved)
            add_aligned(block, g_ptr_array_index(node->children, i), around, add, centre);
        else
            add(block, g_ptr_array_index(node->children, i), around);
    }
}
