/* The table that fills the screen, between the editor, the kernel and the picture. */
#include <string.h>

#include "tui/draw.h"
#include "tui/view_private.h"

void view_update_table(View *view, int rows, int columns)
{
    TableFocus focus;
    if (!editor_table(view->context.editor, &focus)) {
        tables_forget(view->tables); /* what failed may work the next time */
        return;
    }
    /* The id of a table begins with that of the cell that shows it. */
    const CellModel *known = model_cell(view->context.model, g_ascii_strtoull(focus.id, NULL, 10));
    uint64_t version = known ? known->version : 0;
    if (version != view->table_version && focus.edited)
        tables_outdate(view->tables);
    else if (version != view->table_version)
        tables_forget(view->tables);
    view->table_version = version;
    tables_lay_out(view->tables, &focus, draw_table_rows(rows), columns - 3);
}

const Tables *view_tables(const View *view)
{
    return view->tables;
}

void view_scroll_table(View *view, long rows, uint64_t *first, uint64_t *last)
{
    tables_scroll(view->tables, rows, first, last);
}

bool view_ask_table(View *view, uint64_t *number, char **id, char **question)
{
    TableFocus focus;
    if (!view->started || !editor_table(view->context.editor, &focus) || !tables_ask(view->tables, &focus, number, question))
        return false;
    *id = g_strdup(focus.id);
    return true;
}

uint64_t view_table_number(View *view)
{
    return tables_number(view->tables);
}

bool view_take_table(View *view, uint64_t number, const char *json)
{
    return tables_take(view->tables, number, json);
}

/* --- for the editor ------------------------------------------------------------------------------------------- */

static const char *argument(const Node *node, const char *name)
{
    return json_value_string(json_value_get(node->args, name));
}

/* The first table below a node, or the one of that id, or of that element. */
static const Node *find_table(const View *view, const Node *own, const char *id, const char *element)
{
    const Node *node = widgets_node(model_widgets(view->context.model), own);
    bool is_one = node->kind == NODE_TABLE && node->id;
    if (is_one && (!id || strcmp(node->id, id) == 0) && (!element || g_strcmp0(argument(node, "element"), element) == 0))
        return node;
    const Node *found = NULL;
    for (guint i = 0; !found && i < node->children->len; i++)
        found = find_table(view, g_ptr_array_index(node->children, i), id, element);
    return found;
}

EditorTable view_describe_table(const View *view, const Node *node)
{
    const Widgets *widgets = model_widgets(view->context.model);
    const Node *own = argument(node, "element") ? widgets_find(widgets, argument(node, "element")) : NULL;
    return (EditorTable){
        .args = node->args,
        .value = own ? widgets_value(widgets, own).value : NULL,
        .id = g_strdup(node->id),
        .element = g_strdup(argument(node, "element")),
        .selection = g_strdup(argument(node, "selection")),
        .edited = json_value_bool(json_value_get(node->args, "edited"), false),
    };
}

const Node *view_find_table(const View *view, uint64_t cell, const char *id)
{
    const CellModel *known = model_cell(view->context.model, cell);
    return known && known->output && known->output->root ? find_table(view, known->output->root, id, NULL) : NULL;
}

/* Their rows are marked with their ids. */
static bool visible_table(gpointer self, size_t number, EditorTable *found)
{
    View *view = self;
    g_autoptr(GPtrArray) seen = g_ptr_array_new();
    for (int i = 0; view->started && i < view_rows(view); i++) {
        const Row *row = view_row(view, i);
        const Block *block = row->part == PART_OUTPUT ? view_pane(view, i)->output : NULL;
        const BlockLine *line = block && block->marks->len ? g_ptr_array_index(block->lines, row->line) : NULL;
        const CellModel *known = line ? model_cell(view->context.model, view_pane(view, i)->cell) : NULL;
        for (guint k = 0; known && known->output && k < line->spans->len; k++) {
            guint mark = g_array_index(line->spans, BlockSpan, k).mark;
            const char *id = mark ? g_ptr_array_index(block->marks, mark - 1) : NULL;
            const Node *node = id ? find_table(view, known->output->root, id, NULL) : NULL;
            if (!node || g_ptr_array_find(seen, node, NULL))
                continue;
            if (seen->len == number) {
                *found = view_describe_table(view, node);
                return true;
            }
            g_ptr_array_add(seen, (gpointer)node);
        }
    }
    return false;
}

static bool table_at(gpointer self, uint64_t cell, bool at_cursor, const char *element, EditorTable *found)
{
    View *view = self;
    const CellModel *known = model_cell(view->context.model, cell);
    size_t index;
    guint mark = 0;
    if (!view->started || !known || !known->output || !known->output->root || !notebook_find_cell(view_notebook(view), cell, &index))
        return false;
    bool on_one = !element && view_output_mark(view, &mark);
    if (at_cursor && !on_one)
        return false;
    const Block *block = view_pane_of(view, index)->output;
    const char *id = on_one ? g_ptr_array_index(block->marks, mark - 1) : NULL;
    const Node *node = find_table(view, known->output->root, id, element);
    if (!node)
        return false;
    *found = view_describe_table(view, node);
    return true;
}

static void table(gpointer self, TableShape *shape)
{
    View *view = self;
    TableFocus focus;
    if (view->started && editor_table(view->context.editor, &focus))
        *shape = tables_shape(view->tables, &focus);
}

void view_table_interface(EditorView *interface)
{
    interface->table_at = table_at;
    interface->visible_table = visible_table;
    interface->table = table;
}
