/* Elements of mo.ui in the view: which follows which, where they are on the screen, whether they can be operated. */
#include <string.h>

#include "tui/grid.h"
#include "tui/view_private.h"

static const Widgets *widgets_of(const View *view)
{
    return model_widgets(view->context.model);
}

static bool is_shown_by(const View *view, const char *id, uint64_t cell)
{
    const GArray *cells = widgets_cells(widgets_of(view), id);
    for (guint i = 0; cells && i < cells->len; i++) {
        if (g_array_index(cells, uint64_t, i) == cell)
            return true;
    }
    return false;
}

bool view_goes_to_widget(const View *view)
{
    WidgetFocus focus;
    return editor_widget(view->context.editor, &focus) && is_shown_by(view, focus.id, focus.cell);
}

/* --- one after the other ------------------------------------------------------------------------------------- */

static long place_among(const GPtrArray *ids, const char *id)
{
    for (guint i = 0; id && i < ids->len; i++) {
        if (strcmp(g_ptr_array_index(ids, i), id) == 0)
            return (long)i;
    }
    return -1;
}

static void collect(const Node *node, gpointer ids)
{
    if (place_among(ids, node->id) < 0)
        g_ptr_array_add(ids, node->id);
}

/* The ids that a cell shows, each once, in the order in which they are drawn; borrowed. */
static GPtrArray *ids_of_cell(const View *view, size_t index)
{
    GPtrArray *ids = g_ptr_array_new();
    uint64_t id = cell_id(notebook_cell(view_notebook(view), index));
    const CellModel *known = model_cell(view->context.model, id);
    bool away = view->board && view_board_width(view, index) == 0;
    if (!away && known && known->output && known->output->root && !editor_output_folded(view->context.editor, id))
        widgets_each(widgets_of(view), known->output->root, collect, ids);
    return ids;
}

bool view_shows_widget(const View *view, const char *id, uint64_t cell)
{
    size_t index;
    if (!view->started || !notebook_find_cell(view_notebook(view), cell, &index))
        return false;
    g_autoptr(GPtrArray) ids = ids_of_cell(view, index);
    return place_among(ids, id) >= 0;
}

static char *next_widget(gpointer self, const char *id, uint64_t *shown_by, long count)
{
    View *view = self;
    size_t cells = notebook_cell_count(view_notebook(view)), cell;
    if (!view->started || count == 0)
        return NULL;
    if (!id || !notebook_find_cell(view_notebook(view), *shown_by, &cell)) {
        id = NULL;
        cell = view_first_cell(view);
    }
    int step = count > 0 ? 1 : -1;
    long left = count > 0 ? count : -count;
    GPtrArray *ids = ids_of_cell(view, cell);
    long at = id ? place_among(ids, id) : step > 0 ? -1 : 0; /* without one: the cursor is above what its cell shows */
    char *found = NULL;
    for (size_t looked = 0; !found && looked <= cells; looked++) { /* round, to where it began */
        long rest = step > 0 ? (long)ids->len - 1 - at : at;
        if (left <= rest)
            found = g_strdup(g_ptr_array_index(ids, (guint)(at + step * left)));
        else {
            left -= MAX(rest, 0);
            cell = view_cell_beside(view, cell, step);
            g_ptr_array_unref(ids);
            ids = ids_of_cell(view, cell);
            at = step > 0 ? -1 : (long)ids->len;
        }
    }
    g_ptr_array_unref(ids);
    *shown_by = cell_id(notebook_cell(view_notebook(view), cell));
    return found;
}

/* --- one of them ---------------------------------------------------------------------------------------------- */

/* Why keys cannot operate what a cell shows, or NULL. */
static char *trouble_of(const View *view, size_t index, const char *id, const Widget *widget)
{
    const Cell *cell = notebook_cell(view_notebook(view), index);
    const CellModel *known = model_cell(view->context.model, cell_id(cell));
    KernelState kernel = model_kernel(view->context.model);
    if (widget_is_local(widget))
        return NULL;
    if (widget_is_disabled(widget))
        return g_strdup("the widget is disabled");
    if (known->status.blocked)
        return g_strdup_printf("cell %zu is disabled", index + 1);
    if (known->output_restored)
        return g_strdup_printf("this is from an earlier session: run cell %zu first", index + 1);
    bool there = kernel == KERNEL_IDLE || kernel == KERNEL_BUSY || kernel == KERNEL_AWAY;
    if (!there || widgets_is_lost(widgets_of(view), id))
        return g_strdup_printf("there is no interpreter that knows it: run cell %zu first", index + 1);
    if (known->status.revision != cell_revision(cell))
        return g_strdup_printf("the code of cell %zu has changed since: run it first", index + 1);
    return NULL;
}

static bool find_widget(gpointer self, const char *id, uint64_t cell, EditorWidget *found)
{
    View *view = self;
    const Node *node = view->started ? widgets_find(widgets_of(view), id) : NULL;
    size_t index;
    if (!node || !is_shown_by(view, id, cell) || !notebook_find_cell(view_notebook(view), cell, &index))
        return false;
    found->widget = widgets_value(widgets_of(view), node);
    found->trouble = trouble_of(view, index, id, &found->widget);
    return true;
}

/* --- on the screen -------------------------------------------------------------------------------------------- */

/* Where the element is in a line, if it is there; columns from the line's beginning. */
static bool place_in_line(const Block *block, const BlockLine *line, const char *id, WidgetPlace *place)
{
    bool found = false;
    int column = 0;
    for (guint i = 0; i < line->spans->len; i++) {
        const BlockSpan *span = &g_array_index(line->spans, BlockSpan, i);
        int columns = text_columns(line->text->str + span->start, span->length);
        if (span->mark && strcmp(g_ptr_array_index(block->marks, span->mark - 1), id) == 0) {
            if (!found)
                place->column = column;
            found = true;
            place->columns = column + columns - place->column;
        }
        column += columns;
    }
    return found;
}

bool view_widget_place(const View *view, const char *id, uint64_t cell, WidgetPlace *place)
{
    for (int i = 0; i < view_rows(view); i++) {
        const Row *row = view_row(view, i);
        const Block *block = row->part == PART_OUTPUT && view_pane(view, i)->cell == cell ? view_pane(view, i)->output : NULL;
        if (block && block->marks->len && place_in_line(block, g_ptr_array_index(block->lines, row->line), id, place)) {
            RowPlace at = view_place(view, i);
            place->row = at.row;
            place->column += at.text;
            return true;
        }
    }
    return false;
}

/* What is marked at a column of a line, or NULL; borrowed. */
static const char *id_at_column(const Block *block, const BlockLine *line, int column)
{
    for (guint i = 0; i < line->spans->len; i++) {
        const BlockSpan *span = &g_array_index(line->spans, BlockSpan, i);
        column -= text_columns(line->text->str + span->start, span->length);
        if (column < 0)
            return span->mark ? g_ptr_array_index(block->marks, span->mark - 1) : NULL;
    }
    return NULL;
}

/* How many lines of it are above, and how many columns of it before. */
static WidgetPlace place_within(const Block *block, guint line, const char *id, int column)
{
    WidgetPlace place = {0};
    guint first = line;
    while (first > 0 && place_in_line(block, g_ptr_array_index(block->lines, first - 1), id, &place))
        first--;
    place_in_line(block, g_ptr_array_index(block->lines, first), id, &place);
    return (WidgetPlace){(int)(line - first), column - place.column, place.columns};
}

/* The same of options one behind the other, of which a line breaks: as if it did not. */
static void mend_break(const Block *block, guint line, const char *id, int column, const Widget *widget, WidgetPlace *place)
{
    int signs = 0;
    for (guint i = line - (guint)place->row; i <= line; i++) {
        const BlockLine *text = g_ptr_array_index(block->lines, i);
        int at = 0;
        WidgetPlace own = {0};
        place_in_line(block, text, id, &own);
        for (const char *byte = text->text->str; *byte; byte = g_utf8_next_char(byte)) {
            if (i == line && at >= column && *byte != ' ')
                break;
            signs += at >= own.column && at < own.column + own.columns && *byte != ' ';
            at += text_columns(byte, (size_t)(g_utf8_next_char(byte) - byte));
        }
    }
    int unbroken = widget_unbroken_column(widget, signs);
    if (unbroken >= 0)
        *place = (WidgetPlace){0, unbroken, place->columns};
}

char *view_widget_at(View *view, int row, int column, uint64_t *cell, WidgetPlace *within)
{
    for (int i = 0; view->started && i < view_rows(view); i++) {
        const Row *here = view_row(view, i);
        const Pane *pane = view_pane(view, i);
        RowPlace at = view_place(view, i);
        const Block *block = here->part == PART_OUTPUT ? pane->output : NULL;
        if (at.row != row || column < at.text || !block || !block->marks->len)
            continue;
        const char *id = id_at_column(block, g_ptr_array_index(block->lines, here->line), column - at.text);
        const Node *node = id ? widgets_find(widgets_of(view), id) : NULL;
        Widget widget = {.name = node ? node->name : NULL};
        if (!node || widget_form(&widget) == WIDGET_NONE)
            continue;
        *cell = pane->cell;
        *within = place_within(block, here->line, id, column - at.text);
        WidgetForm form = widget_form(&widget);
        if (within->row > 0 && (form == WIDGET_CHOICE || form == WIDGET_TABS)) {
            widget = widgets_value(widgets_of(view), node);
            mend_break(block, here->line, id, column - at.text, &widget, within);
        }
        return g_strdup(id);
    }
    return NULL;
}

/* Those in sight, each once in a cell, from top to bottom. */
char *view_visible_widget(const View *view, size_t number, uint64_t *cell)
{
    g_autoptr(GPtrArray) seen = g_ptr_array_new();
    size_t before = 0; /* in the cells above */
    *cell = 0;
    for (int i = 0; i < view_rows(view); i++) {
        const Row *row = view_row(view, i);
        const Pane *pane = view_pane(view, i);
        const Block *block = row->part == PART_OUTPUT ? pane->output : NULL;
        const BlockLine *line = block && block->marks->len ? g_ptr_array_index(block->lines, row->line) : NULL;
        if (pane->cell != *cell) {
            before += seen->len;
            g_ptr_array_set_size(seen, 0);
        }
        *cell = pane->cell;
        for (guint k = 0; line && k < line->spans->len; k++) {
            guint mark = g_array_index(line->spans, BlockSpan, k).mark;
            char *id = mark ? g_ptr_array_index(block->marks, mark - 1) : NULL;
            const Node *node = id ? widgets_find(widgets_of(view), id) : NULL;
            Widget widget = {.name = node ? node->name : NULL};
            if (!node || widget_form(&widget) == WIDGET_NONE || place_among(seen, id) >= 0)
                continue;
            if (before + seen->len == number)
                return g_strdup(id);
            g_ptr_array_add(seen, id);
        }
    }
    return NULL;
}

static char *visible_widget(gpointer self, size_t number, uint64_t *cell)
{
    View *view = self;
    return view->started ? view_visible_widget(view, number, cell) : NULL;
}

/* Its row in the notebook; false if it lies in what is cut off. */
bool view_row_of_widget(const View *view, size_t cell, const char *id, Row *row)
{
    const Block *block = view_pane_of(view, cell)->output;
    WidgetPlace place;
    for (guint i = 0; block && i < block->lines->len; i++) {
        if (place_in_line(block, g_ptr_array_index(block->lines, i), id, &place)) {
            *row = (Row){.cell = cell, .part = PART_OUTPUT, .line = i};
            return true;
        }
    }
    return false;
}

/* Scrolls as little as needed, or puts it into the middle; below it there is room for a menu. */
void view_follow_widget(View *view)
{
    WidgetFocus focus;
    size_t cell;
    Row row;
    if (!editor_widget(view->context.editor, &focus) || !notebook_find_cell(view_notebook(view), focus.cell, &cell) ||
        !view_row_of_widget(view, cell, focus.id, &row) || view_find_row(view, &row) >= 0)
        return;
    Row top = row;
    view_walk(view, &top, -(view->height / 2));
    view_set_top(view, top);
    view_collect_rows(view);
}

void view_widget_interface(EditorView *interface)
{
    interface->widget = find_widget;
    interface->next_widget = next_widget;
    interface->visible_widget = visible_widget;
}
