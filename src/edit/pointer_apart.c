/* The mouse where keys do not go to the notebook: in the line of a prompt, in a table that fills the screen. */
#include "edit/table.h"

#include <string.h>

#include "base/json.h"
#include "edit/output.h"
#include "edit/prompt.h"
#include "edit/widget.h"

/* --- the prompt ------------------------------------------------------------------------------------------- */

void editor_point_prompt(Editor *editor, size_t byte)
{
    editor_timeout(editor);
    if (editor->mode == MODE_PROMPT)
        prompt_point(editor, byte);
}

/* What was typed over a value of a table is taken, as where fields are left by a click elsewhere; other lines are not. */
void editor_leave_prompt(Editor *editor)
{
    editor_timeout(editor);
    const Action *waiting = editor->pending.waiting;
    if (editor->mode != MODE_PROMPT)
        return;
    if (waiting && waiting->flags & ACTION_LINE_ASKS && table_edit_label(waiting))
        editor_key(editor, (Key){13, 0});
    else
        prompt_cancel(editor);
    if (editor->mode != MODE_PROMPT)
        modeless_settle(editor);
}

/* --- a table ---------------------------------------------------------------------------------------------- */

void editor_keep_table_row(Editor *editor, uint64_t first, uint64_t last)
{
    TablePage *page = table_page(editor);
    if (page)
        page->row = CLAMP(page->row, first, MAX(first, last));
}

static void act(Editor *editor, const char *name)
{
    ((CommandFunction)action_find(name)->function)(editor, &(ActionCall){.count = 1, .reg = '"'});
}

/* By the column: the least first, the greatest first, as it was. */
static void sort(Editor *editor, TablePage *page)
{
    const TableSort *first = page->sorts->len ? &g_array_index(page->sorts, TableSort, 0) : NULL;
    bool by_this = first && first->column == page->column;
    act(editor, by_this ? "table-sort-down" : "table-sort");
}

/* What is picked by a click is the value at once: there is no key to say so. */
static void pick(Editor *editor, TablePage *page)
{
    uint64_t key = table_picks_cells(page) ? table_cell_key(page->row, page->column) : page->row;
    table_toggle(page, key);
    act(editor, "table-use");
}

void editor_point_table(Editor *editor, const TableSpot *spot)
{
    editor_timeout(editor);
    TablePage *page = table_page(editor);
    if (editor->mode != MODE_TABLE || !page)
        return;
    normal_clear_pending(editor);
    editor_clear_message(editor);
    if (spot->part == TABLE_TITLE) {
        act(editor, "table-close");
        modeless_settle(editor);
        return;
    }
    if (spot->part != TABLE_SIGN)
        page->column = spot->column;
    if (spot->part == TABLE_HEAD) {
        sort(editor, page);
        return;
    }
    page->row = spot->row;
    if (page->element && page->selection && !page->edited)
        pick(editor, page);
    else if (page->edited && spot->part == TABLE_CELL && table_edit_open(editor))
        prompt_choose_all(editor); /* as in a spreadsheet: typing replaces, an arrow goes into what is there */
}

/* --- a table that a cell shows ------------------------------------------------------------------------------- */

/* The names of the rows that are chosen, with this one or without it. */
static char *with_row(const EditorTable *table, uint64_t row)
{
    bool one = g_str_has_prefix(table->selection, "single"), had = false;
    g_autofree char *name = g_strdup_printf("%" G_GUINT64_FORMAT, row);
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    json_writer_begin_array(writer);
    size_t count = json_value_kind(table->value) == JSON_KIND_ARRAY ? json_value_length(table->value) : 0;
    for (size_t i = 0; i < count; i++) {
        const char *other = json_value_string(json_value_at(table->value, i));
        had |= g_strcmp0(other, name) == 0;
        if (other && !one && strcmp(other, name) != 0)
            json_writer_string(writer, other);
    }
    if (!had)
        json_writer_string(writer, name);
    json_writer_end_array(writer);
    return json_writer_steal(writer);
}

/* In place; keys go to the element then. */
static void pick_shown(Editor *editor, const EditorTable *table, uint64_t cell, uint64_t row)
{
    EditorWidget found;
    g_autoptr(JsonValue) value = NULL;
    if (widget_focus(editor, g_strdup(table->element), cell) && widget_now(editor, &found, &value))
        widget_send(editor, with_row(table, row));
}

void editor_point_shown_table(Editor *editor, const EditorTable *table, uint64_t cell, const TableSpot *spot)
{
    editor_timeout(editor);
    normal_clear_pending(editor);
    output_leave(editor);
    pointer_leave_typing(editor);
    widget_settle(editor);
    bool rows = table->selection && !strstr(table->selection, "cell");
    if (rows && table->element && spot->part != TABLE_HEAD) {
        pick_shown(editor, table, cell, spot->row);
        return;
    }
    table_close(editor);
    if (!table_push(editor, table, NULL))
        return;
    TablePage *page = table_page(editor);
    page->row = spot->row;
    page->column = spot->part == TABLE_SIGN ? 0 : spot->column;
    if (spot->part == TABLE_HEAD)
        sort(editor, page);
}

void editor_go_to_frame(Editor *editor, unsigned frame)
{
    editor_request(editor, (Request){.kind = REQUEST_GOTO_FRAME, .code = (int)frame});
}
