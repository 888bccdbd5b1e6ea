/* Keys that change what is in a table: that of mo.ui.data_editor.
 *
 * The kernel knows the types of the columns: it is asked which edit a typed text is, and answers with all edits so far,
 * which the element then gets as its value (take_edited() in table.c).  What does not fit is refused where it was typed.
 */
#include "edit/table.h"

#include <string.h>

#include "base/json.h"

enum { MOST_ADDED = 1000 }; /* at once, as the kernel does it */

/* The page, or NULL and a message.  There may be fewer rows than before. */
static TablePage *edited_page(Editor *editor)
{
    TablePage *page = table_page(editor);
    TableShape shape = table_shape(editor);
    if (page && shape.rows > 0)
        page->row = MIN(page->row, MAX((uint64_t)shape.rows, page->added) - 1);
    if (page && page->edited)
        return page;
    editor_error(editor, "this table is not edited: mo.ui.data_editor shows one that is");
    return NULL;
}

static bool put_text(Editor *editor, const char *text, const char *before)
{
    JsonWriter *writer = edited_page(editor) ? table_question(editor, "edit") : NULL;
    if (!writer)
        return false;
    json_writer_key(writer, "row");
    json_writer_integer(writer, (int64_t)table_page(editor)->row);
    json_writer_key(writer, "column");
    json_writer_integer(writer, (int64_t)table_page(editor)->column);
    if (before) {
        json_writer_key(writer, "before");
        json_writer_string(writer, before);
    }
    if (text) { /* else it becomes nothing */
        json_writer_key(writer, "text");
        json_writer_string(writer, text);
    }
    return table_ask(editor, writer);
}

static bool edit(Editor *editor, const ActionCall *call)
{
    TablePage *page = edited_page(editor);
    const char *text = call->text ? call->text : "";
    if (!page)
        return false;
    g_autofree char *before = g_steal_pointer(&page->entry);
    return (before && strcmp(before, text) == 0) || put_text(editor, text, before);
}

static bool clear(Editor *editor, const ActionCall *call)
{
    return put_text(editor, NULL, table_shape(editor).text);
}

static bool add_row(Editor *editor, const ActionCall *call)
{
    JsonWriter *writer = edited_page(editor) ? table_question(editor, "append") : NULL;
    if (!writer)
        return false;
    long count = MIN(call->count, MOST_ADDED);
    json_writer_key(writer, "count");
    json_writer_integer(writer, count);
    TablePage *page = table_page(editor);
    TableShape shape = table_shape(editor);
    if (shape.rows >= 0 && page->sorts->len == 0 && !*page->filter) { /* what is typed next is about the new row */
        page->added = MAX((uint64_t)shape.rows, page->added) + (uint64_t)count;
        page->row = page->added - 1;
    }
    return table_ask(editor, writer);
}

static bool remove_rows(Editor *editor, const ActionCall *call)
{
    TablePage *page = edited_page(editor);
    JsonWriter *writer = page ? table_question(editor, "remove") : NULL;
    if (!writer)
        return false;
    table_write_rows(page, call->count, writer);
    page->added = 0;
    table_pick_none(page);
    return table_ask(editor, writer);
}

static bool edit_heading(Editor *editor, const char *kind, const char *name)
{
    TablePage *page = edited_page(editor);
    JsonWriter *writer = page ? table_question(editor, "heading") : NULL;
    if (!writer)
        return false;
    json_writer_key(writer, "kind");
    json_writer_string(writer, kind);
    json_writer_key(writer, "column");
    json_writer_integer(writer, (int64_t)page->column);
    json_writer_key(writer, "name");
    json_writer_string(writer, name ? name : "");
    g_array_set_size(page->sorts, 0); /* columns are known by their number */
    g_hash_table_remove_all(page->hidden);
    g_hash_table_remove_all(page->widths);
    return table_ask(editor, writer);
}

static bool add_column(Editor *editor, const ActionCall *call)
{
    return edit_heading(editor, "insert", call->text);
}

static bool rename_column(Editor *editor, const ActionCall *call)
{
    return edit_heading(editor, "rename", call->text);
}

static bool remove_column(Editor *editor, const ActionCall *call)
{
    return edit_heading(editor, "remove", NULL);
}

static bool ask_plainly(Editor *editor, const char *op)
{
    JsonWriter *writer = edited_page(editor) ? table_question(editor, op) : NULL;
    return writer && table_ask(editor, writer);
}

/* Where nothing is edited, what is picked is taken back. */
static bool undo(Editor *editor, const ActionCall *call)
{
    TablePage *page = table_page(editor);
    if (page && page->edited)
        return page->added = 0, ask_plainly(editor, "undo");
    if (page) {
        table_pick_none(page);
        page->emptied = true;
    }
    return page != NULL;
}

static bool redo(Editor *editor, const ActionCall *call)
{
    return ask_plainly(editor, "redo");
}

/* --- prompts ---------------------------------------------------------------------------------------------- */

const char *table_edit_label(const Action *action)
{
    if (action->function == (gpointer)add_column || action->function == (gpointer)rename_column)
        return "name of the column: ";
    return action->function == (gpointer)edit ? "value: " : NULL;
}

char *table_edit_prefill(Editor *editor, const Action *action)
{
    TablePage *page = table_edit_label(action) ? edited_page(editor) : NULL;
    TableShape shape = table_shape(editor);
    if (!page)
        return NULL;
    if (action->function == (gpointer)rename_column)
        return g_strdup(shape.name);
    if (action->function != (gpointer)edit)
        return NULL;
    g_free(page->entry);
    page->entry = g_strdup(shape.text);
    return g_strdup(shape.text);
}

bool table_refuses(const Editor *editor, const Action *action)
{
    const TablePage *page = table_page(editor);
    return table_edit_label(action) && !(page && page->edited);
}

bool table_edit_open(Editor *editor)
{
    return normal_open_prompt(editor, action_find("table-edit"));
}

#define ASKS .flags = ACTION_LINE_ASKS

const Action ACTIONS_TABLE_EDIT[] = {
    {"table-edit", ACTION_COMMAND, "type what is at the cursor anew", .function = edit, ASKS},
    {"table-clear", ACTION_COMMAND, "make the cell empty", .function = clear},
    {"table-add-row", ACTION_COMMAND, "add rows behind the last", .function = add_row},
    {"table-remove-row", ACTION_COMMAND, "remove the picked rows, or this one", .function = remove_rows},
    {"table-add-column", ACTION_COMMAND, "add a column behind this one", .function = add_column, ASKS},
    {"table-rename-column", ACTION_COMMAND, "rename the column", .function = rename_column, ASKS},
    {"table-remove-column", ACTION_COMMAND, "remove the column", .function = remove_column},
    {"table-undo", ACTION_COMMAND, "take the last edit back; where nothing is edited, pick no row", .function = undo},
    {"table-redo", ACTION_COMMAND, "make the edit again that was taken back", .function = redo},
    {NULL},
};
