/* What the mouse finds in what a cell shows, besides elements of mo.ui: tables, frames of a traceback, and notes that
 * stand for what is not shown. */
#include <string.h>

#include "tui/grid.h"
#include "tui/view_private.h"

static const Block *block_at(View *view, int row, int column, int *index)
{
    for (int i = 0; view->started && i < view_rows(view); i++) {
        const Row *here = view_row(view, i);
        const Pane *pane = view_pane(view, i);
        RowPlace at = view_place(view, i);
        if (at.row != row || column < at.text || column >= at.column + at.columns)
            continue;
        *index = i;
        return here->part == PART_ERRORS ? pane->errors : here->part == PART_OUTPUT ? pane->output
               : here->part == PART_CONSOLE ? pane->console : NULL;
    }
    return NULL;
}

static const BlockLine *line_of(const Block *block, size_t line)
{
    return g_ptr_array_index(block->lines, line);
}

static bool has_mark(const BlockLine *line, guint mark)
{
    for (guint i = 0; i < line->spans->len; i++) {
        if (g_array_index(line->spans, BlockSpan, i).mark == mark)
            return true;
    }
    return false;
}

/* The mark at a column, and the column where what has it begins. */
static guint mark_at(const BlockLine *line, int column, int *from)
{
    int at = 0, begins = 0;
    guint before = 0;
    for (guint i = 0; i < line->spans->len; i++) {
        const BlockSpan *span = &g_array_index(line->spans, BlockSpan, i);
        begins = span->mark == before ? begins : at;
        before = span->mark;
        at += text_columns(line->text->str + span->start, span->length);
        if (column < at) {
            *from = begins;
            return span->mark;
        }
    }
    return 0;
}

/* --- tables -------------------------------------------------------------------------------------------------- */

/* Which of the table's own lines a line of the block shows, and how many of their columns are on the lines before. */
static long table_line(const Block *block, size_t line, guint mark, int *before)
{
    long number = 0;
    size_t first = line;
    while (first > 0 && has_mark(line_of(block, first - 1), mark))
        first--;
    *before = 0;
    for (size_t i = first + 1; i <= line; i++) {
        bool goes_on = line_of(block, i)->continues;
        const BlockLine *above = line_of(block, i - 1);
        *before = goes_on ? *before + text_columns(above->text->str, above->text->len) : 0;
        number += !goes_on;
    }
    return number;
}

/* Columns lie between the gaps of the rule, which is the line of dashes. */
static bool column_of(const char *rule, int at, size_t *column)
{
    *column = 0;
    for (int i = 0; *rule; rule = g_utf8_next_char(rule), i++) {
        bool gap = *rule == ' ';
        if (i == at)
            return !gap;
        const char *next = g_utf8_next_char(rule);
        *column += !gap && *next == ' ';
    }
    return false;
}

/* The rule's number among the lines of the text, and its own bytes; the caller frees them. */
static char *rule_of(const char *text, long *number)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", 5);
    for (*number = 0; lines[*number]; ++*number) {
        const char *line = lines[*number] + strspn(lines[*number], " ");
        if (g_str_has_prefix(line, "─"))
            return g_strdup(lines[*number]);
    }
    return NULL;
}

static bool is_hidden(const JsonValue *hidden, size_t column)
{
    for (size_t i = 0; i < json_value_length(hidden); i++) {
        if (json_value_integer(json_value_at(hidden, i), -1) == (int64_t)column)
            return true;
    }
    return false;
}

static bool find_spot(const Node *node, long line, int column, TableSpot *spot)
{
    long rule;
    size_t shown = 0;
    g_autofree char *dashes = rule_of(node->text, &rule);
    *spot = (TableSpot){.part = TABLE_CELL};
    if (!dashes || line == rule) /* values as Python writes them */
        return !dashes;
    *spot = (TableSpot){.part = line < rule ? TABLE_HEAD : TABLE_CELL};
    if (line > rule)
        spot->row = (uint64_t)(line - rule - 1);
    bool on_column = column_of(dashes, column, &shown);
    if (!on_column && spot->part == TABLE_HEAD)
        return false;
    spot->part = on_column ? spot->part : TABLE_SIGN;
    const JsonValue *hidden = json_value_get(node->args, "hidden");
    for (spot->column = 0; on_column && (shown > 0 || is_hidden(hidden, spot->column)); spot->column++)
        shown -= !is_hidden(hidden, spot->column);
    return true;
}

static bool on_table(View *view, const Block *block, int index, int column, Pointed *found)
{
    int from, before;
    size_t line = view_row(view, index)->line;
    guint mark = mark_at(line_of(block, line), column, &from);
    const char *id = mark ? g_ptr_array_index(block->marks, mark - 1) : NULL;
    const Node *node = id ? view_find_table(view, found->cell, id) : NULL;
    long number = node ? table_line(block, line, mark, &before) : 0;
    if (!node || !find_spot(node, number, column - from + before, &found->spot))
        return false;
    found->table = view_describe_table(view, node);
    return true;
}

/* --- all of them ------------------------------------------------------------------------------------------------ */

PointedKind view_point_at(View *view, int row, int column, Pointed *found)
{
    int index;
    const Block *block = block_at(view, row, column, &index);
    if (!block)
        return POINTED_NOTHING;
    const Row *here = view_row(view, index);
    const BlockLine *line = line_of(block, here->line);
    *found = (Pointed){.cell = view_pane(view, index)->cell, .index = here->cell, .frame = line->frame};
    if (line->frame)
        return POINTED_FRAME;
    bool note = line->spans->len && g_array_index(line->spans, BlockSpan, 0).style.role == STYLE_FOLD;
    if (note)
        return POINTED_NOTE;
    bool table = here->part == PART_OUTPUT && block->marks->len;
    return table && on_table(view, block, index, column - view_place(view, index).text, found) ? POINTED_TABLE : POINTED_NOTHING;
}
