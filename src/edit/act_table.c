/* The keys of a table that fills the screen. */
#include "edit/output.h"
#include "edit/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"

enum { LEAST_COLUMNS = 3, STEP_COLUMNS = 4, MOST_COLUMNS = 200 };

static uint64_t last_row(const TableShape *shape)
{
    return shape->rows < 0 ? G_MAXINT64 : shape->rows == 0 ? 0 : (uint64_t)shape->rows - 1;
}

/* --- opening and closing ------------------------------------------------------------------------------------ */

static void open_found(Editor *editor, EditorTable *found)
{
    table_close(editor);
    table_push(editor, found, NULL);
    g_free(found->id);
    g_free(found->element);
    g_free(found->selection);
}

static bool open_of_cell(Editor *editor, uint64_t cell, bool at_cursor, const char *element)
{
    EditorTable found = {0};
    if (!editor->view.table_at || !editor->view.table_at(editor->view.self, cell, at_cursor, element, &found))
        return false;
    open_found(editor, &found);
    return true;
}

static bool open_in_sight(Editor *editor, size_t number)
{
    EditorTable found = {0};
    if (!editor->view.visible_table || !editor->view.visible_table(editor->view.self, number, &found))
        return false;
    open_found(editor, &found);
    return true;
}

static bool open_at(Editor *editor, bool at_cursor)
{
    return open_of_cell(editor, cell_id(notebook_cell(editor->notebook, editor_cell(editor))), at_cursor, NULL);
}

bool table_open_element(Editor *editor, const char *element, uint64_t cell)
{
    g_autofree char *id = g_strdup(element);
    if (open_of_cell(editor, cell, false, id))
        return true;
    editor_error(editor, "there is no table to be opened here");
    return false;
}

/* An app has no cursor: what is in sight counts. */
static bool open_table(Editor *editor, const ActionCall *call)
{
    bool in_sight = call->has_count || editor_is_read_only(editor);
    if (in_sight ? open_in_sight(editor, (size_t)MAX(call->count, 1) - 1) : open_at(editor, false))
        return true;
    editor_error(editor, in_sight ? "there is no such table in sight" : "this cell shows no table");
    return false;
}

/* <CR> in an output. */
static bool act_on_output(Editor *editor, const ActionCall *call)
{
    if (!open_at(editor, true))
        editor_request(editor, (Request){.kind = REQUEST_GOTO_FRAME});
    return true;
}

static bool close_page(Editor *editor, const ActionCall *call)
{
    GPtrArray *pages = editor->table ? editor->table->pages : NULL;
    if (pages && pages->len > 1)
        g_ptr_array_set_size(pages, (gint)pages->len - 1);
    else
        table_close(editor);
    return true;
}

/* --- moving -------------------------------------------------------------------------------------------------- */

static bool by_rows(Editor *editor, long rows)
{
    TablePage *page = table_page(editor);
    TableShape shape = table_shape(editor);
    if (!page)
        return false;
    uint64_t last = last_row(&shape), step = (uint64_t)labs(rows);
    page->row = MIN(page->row, last);
    page->row = rows < 0 ? page->row - MIN(step, page->row) : page->row + MIN(step, last - page->row);
    return true;
}

/* To the next column that is not hidden; over `count` of them. */
static bool by_columns(Editor *editor, long count)
{
    TablePage *page = table_page(editor);
    TableShape shape = table_shape(editor);
    long step = count < 0 ? -1 : 1, at = page ? (long)page->column : 0;
    if (!page)
        return false;
    for (long left = labs(count), to = at + step; left > 0 && to >= 0 && to < (long)shape.columns; to += step) {
        if (!g_hash_table_contains(page->hidden, GSIZE_TO_POINTER((gsize)to))) {
            at = to;
            left--;
        }
    }
    page->column = (size_t)at;
    return true;
}

#define MOVE(name, function, amount)                             \
    static bool name(Editor *editor, const ActionCall *call)     \
    {                                                            \
        return function(editor, (amount));                       \
    }
MOVE(down, by_rows, call->count)
MOVE(up, by_rows, -call->count)
MOVE(right, by_columns, call->count)
MOVE(left, by_columns, -call->count)
MOVE(page_down, by_rows, call->count *(long)table_shape(editor).page)
MOVE(page_up, by_rows, -call->count *(long)table_shape(editor).page)
MOVE(half_down, by_rows, call->count *(long)MAX(table_shape(editor).page / 2, 1))
MOVE(half_up, by_rows, -call->count *(long)MAX(table_shape(editor).page / 2, 1))
MOVE(screen_right, by_columns, call->count *(long)MAX(table_shape(editor).drawn, 1))
MOVE(screen_left, by_columns, -call->count *(long)MAX(table_shape(editor).drawn, 1))
MOVE(first_column, by_columns, -G_MAXINT)
MOVE(last_column, by_columns, G_MAXINT)

static bool to_row(Editor *editor, uint64_t row)
{
    TablePage *page = table_page(editor);
    TableShape shape = table_shape(editor);
    if (!page)
        return false;
    page->row = MIN(row, last_row(&shape));
    return true;
}

static bool first_row(Editor *editor, const ActionCall *call)
{
    return to_row(editor, call->has_count ? (uint64_t)call->count - 1 : 0);
}

static bool end_row(Editor *editor, const ActionCall *call)
{
    TableShape shape = table_shape(editor);
    if (!call->has_count && shape.rows < 0) {
        editor_error(editor, "nobody has counted the rows: go down, or sort");
        return false;
    }
    return to_row(editor, call->has_count ? (uint64_t)call->count - 1 : last_row(&shape));
}

static bool to_typed_row(Editor *editor, const ActionCall *call)
{
    char *end = NULL;
    guint64 row = call->text ? g_ascii_strtoull(call->text, &end, 10) : 0;
    if (row == 0 || *end) {
        editor_error(editor, "a row is a number from 1: %s", call->text ? call->text : "");
        return false;
    }
    return to_row(editor, row - 1);
}

/* --- how it is shown -------------------------------------------------------------------------------------------- */

/* Other rows than before. */
static void rows_changed(Editor *editor, TablePage *page)
{
    page->row = 0;
    table_ask_picks(editor);
}

/* By the cursor's column; once more the same takes it back.  `too`: behind those that it is sorted by. */
static bool sort(Editor *editor, bool descending, bool too)
{
    TablePage *page = table_page(editor);
    if (!page)
        return false;
    TableSort wanted = {page->column, descending};
    bool taken_back = false;
    table_move_picks(page);
    for (guint i = page->sorts->len; i-- > 0;) {
        TableSort *old = &g_array_index(page->sorts, TableSort, i);
        if (old->column != wanted.column)
            continue;
        taken_back = old->descending == descending && (too || page->sorts->len == 1);
        g_array_remove_index(page->sorts, i);
    }
    if (!too)
        g_array_set_size(page->sorts, 0);
    if (!taken_back)
        g_array_append_val(page->sorts, wanted);
    rows_changed(editor, page);
    return true;
}

static bool sort_up(Editor *editor, const ActionCall *call)
{
    return sort(editor, false, false);
}

static bool sort_down(Editor *editor, const ActionCall *call)
{
    return sort(editor, true, false);
}

static bool sort_up_too(Editor *editor, const ActionCall *call)
{
    return sort(editor, false, true);
}

static bool sort_down_too(Editor *editor, const ActionCall *call)
{
    return sort(editor, true, true);
}

static bool filter(Editor *editor, const ActionCall *call)
{
    TablePage *page = table_page(editor);
    if (!page)
        return false;
    table_move_picks(page);
    g_free(page->filter);
    page->filter = g_strstrip(g_strdup(call->text ? call->text : ""));
    rows_changed(editor, page);
    return true;
}

static bool freeze(Editor *editor, const ActionCall *call)
{
    TablePage *page = table_page(editor);
    if (!page)
        return false;
    page->frozen = page->frozen == page->column + 1 ? 0 : page->column + 1;
    return true;
}

static bool hide(Editor *editor, const ActionCall *call)
{
    TablePage *page = table_page(editor);
    TableShape shape = table_shape(editor);
    if (!page || g_hash_table_size(page->hidden) + 1 >= shape.columns) {
        editor_error(editor, "one column has to stay");
        return false;
    }
    size_t hidden = page->column;
    by_columns(editor, 1);
    if (page->column == hidden)
        by_columns(editor, -1);
    return g_hash_table_add(page->hidden, GSIZE_TO_POINTER(hidden));
}

static bool show_all(Editor *editor, const ActionCall *call)
{
    TablePage *page = table_page(editor);
    if (!page)
        return false;
    g_hash_table_remove_all(page->hidden);
    return true;
}

static bool resize(Editor *editor, long by)
{
    TablePage *page = table_page(editor);
    if (!page)
        return false;
    TableShape shape = table_shape(editor);
    gpointer column = GSIZE_TO_POINTER(page->column);
    long width = CLAMP((long)shape.width + by, LEAST_COLUMNS, MOST_COLUMNS);
    g_hash_table_insert(page->widths, column, GSIZE_TO_POINTER((gsize)width));
    return true;
}

MOVE(wider, resize, call->count *STEP_COLUMNS)
MOVE(narrower, resize, -call->count *STEP_COLUMNS)
#undef MOVE

/* --- rows that are picked ------------------------------------------------------------------------------------------ */

/* In or out; `one`: instead of the others. */
static void toggle(TablePage *page, uint64_t key, bool one, bool out)
{
    if (one)
        table_pick_none(page);
    if (out)
        g_hash_table_remove(page->picked, &key);
    else
        g_hash_table_add(page->picked, g_memdup2(&key, sizeof key));
    page->emptied = g_hash_table_size(page->picked) == 0 && !page->moved && !page->away;
}

void table_toggle(TablePage *page, uint64_t key)
{
    bool one = page->selection && g_str_has_prefix(page->selection, "single");
    toggle(page, key, one, g_hash_table_contains(page->picked, &key));
}

/* Rows, each of `count`; of a table whose cells are chosen the one at the cursor. */
static bool pick(Editor *editor, const ActionCall *call)
{
    TablePage *page = table_page(editor);
    if (!page)
        return false;
    bool cells = table_picks_cells(page), one = page->selection && g_str_has_prefix(page->selection, "single");
    uint64_t key = cells ? table_cell_key(page->row, page->column) : page->row;
    bool had = g_hash_table_contains(page->picked, &key);
    for (long i = 0; i < (one || cells ? 1 : call->count); i++) {
        uint64_t before = page->row;
        toggle(page, cells ? key : page->row, one, had);
        if (!cells)
            by_rows(editor, 1);
        if (page->row == before)
            break;
    }
    return true;
}

static bool pick_none(Editor *editor, const ActionCall *call)
{
    TablePage *page = table_page(editor);
    if (page) {
        table_pick_none(page);
        page->emptied = true;
    }
    return page != NULL;
}

/* --- what the kernel does ------------------------------------------------------------------------------------------- */

static bool seek(Editor *editor, bool backward)
{
    TablePage *page = table_page(editor);
    if (!page || !page->sought) {
        editor_error(editor, "E35: No previous regular expression");
        return false;
    }
    JsonWriter *writer = table_question(editor, "find");
    json_writer_key(writer, "pattern");
    json_writer_string(writer, page->sought);
    json_writer_key(writer, "from");
    json_writer_integer(writer, (int64_t)page->row);
    json_writer_key(writer, "column");
    json_writer_integer(writer, (int64_t)page->column);
    json_writer_key(writer, "backward");
    json_writer_bool(writer, backward);
    return table_ask(editor, writer);
}

static bool search_for(Editor *editor, const char *text, bool backward)
{
    TablePage *page = table_page(editor);
    if (!page)
        return false;
    if (text && *text) {
        g_free(page->sought);
        page->sought = g_strdup(text);
    }
    page->backward = backward;
    return seek(editor, backward);
}

static bool search(Editor *editor, const ActionCall *call)
{
    return search_for(editor, call->text, false);
}

static bool search_back(Editor *editor, const ActionCall *call)
{
    return search_for(editor, call->text, true);
}

static bool search_next(Editor *editor, const ActionCall *call)
{
    TablePage *page = table_page(editor);
    return page && seek(editor, page->backward);
}

static bool search_previous(Editor *editor, const ActionCall *call)
{
    TablePage *page = table_page(editor);
    return page && seek(editor, !page->backward);
}

static bool frequencies(Editor *editor, const ActionCall *call)
{
    JsonWriter *writer = table_question(editor, "count");
    if (!writer)
        return false;
    json_writer_key(writer, "column");
    json_writer_integer(writer, (int64_t)table_page(editor)->column);
    return table_ask(editor, writer);
}

static bool describe(Editor *editor, const ActionCall *call)
{
    JsonWriter *writer = table_question(editor, "describe");
    return writer && table_ask(editor, writer);
}

static bool copy_as(Editor *editor, const ActionCall *call, const char *style, bool head)
{
    JsonWriter *writer = table_question(editor, "copy");
    if (!writer)
        return false;
    json_writer_key(writer, "style");
    json_writer_string(writer, style);
    json_writer_key(writer, "head");
    json_writer_bool(writer, head);
    table_write_rows(table_page(editor), call->count, writer);
    return table_ask(editor, writer);
}

static bool copy(Editor *editor, const ActionCall *call)
{
    return copy_as(editor, call, "tsv", false);
}

static bool copy_csv(Editor *editor, const ActionCall *call)
{
    return copy_as(editor, call, "csv", true);
}

static bool copy_markdown(Editor *editor, const ActionCall *call)
{
    return copy_as(editor, call, "md", true);
}

/* "out.csv", or "! out.csv" over what is there. */
static bool export(Editor *editor, const ActionCall *call)
{
    const char *path = call->text ? call->text : "";
    bool force = *path == '!';
    path += force;
    path += strspn(path, " ");
    JsonWriter *writer = *path ? table_question(editor, "export") : NULL;
    if (!writer)
        return false;
    if (editor->restricted) {
        json_writer_free(writer);
        editor_error(editor, "no files are written here");
        return false;
    }
    json_writer_key(writer, "path");
    json_writer_string(writer, path);
    json_writer_key(writer, "force");
    json_writer_bool(writer, force);
    return table_ask(editor, writer);
}

/* The rows become the value of mo.ui.table; in one that is edited it is what <CR> does everywhere. */
static bool use(Editor *editor, const ActionCall *call)
{
    TablePage *page = table_page(editor);
    if (page && page->edited)
        return table_edit_open(editor);
    if (!page || !page->element || !page->selection) {
        editor_error(editor, "rows of this table cannot be chosen as a value");
        return false;
    }
    if (page->emptied && !table_picks_cells(page)) {
        editor_request(editor, (Request){.kind = REQUEST_WIDGET, .text = page->element, .value = (char[]){"[]"}});
        editor_tell(editor, false, "0 rows chosen");
        return true;
    }
    JsonWriter *writer = table_question(editor, table_picks_cells(page) ? "cells" : "places");
    table_write_unseen(page, writer);
    if (table_picks_cells(page)) {
        table_write_cells(page, writer);
        return table_ask(editor, writer);
    }
    table_write_rows(page, call->count, writer);
    return table_ask(editor, writer);
}

/* --- rows ------------------------------------------------------------------------------------------------------------- */

static const struct {
    gpointer function;
    const char *label;
} LABELS[] = {
    {filter, "filter: "}, {search, "/"}, {search_back, "?"}, {to_typed_row, "row: "}, {export, "write rows to: "},
};

const char *table_label(const Action *action)
{
    for (size_t i = 0; i < G_N_ELEMENTS(LABELS); i++) {
        if (LABELS[i].function == action->function)
            return LABELS[i].label;
    }
    const char *label = table_edit_label(action);
    return label ? label : "";
}

char *table_prefill(Editor *editor, const Action *action)
{
    const TablePage *page = table_page(editor);
    if (page && action->function == (gpointer)filter)
        return g_strdup(page->filter);
    return table_edit_prefill(editor, action);
}

#define ASKS .flags = ACTION_LINE_ASKS

const Action ACTIONS_TABLE[] = {
    {"table", ACTION_COMMAND, "look at the table that the cell shows, on the whole screen; with a count at that one in sight", .function = open_table},
    {"output-act", ACTION_COMMAND, "in an output: open the table, or go to the frame of a traceback", .function = act_on_output},
    {"table-close", ACTION_COMMAND, "back to the table or the notebook below", .function = close_page},
    {"table-down", ACTION_COMMAND, "a row down", .function = down},
    {"table-up", ACTION_COMMAND, "a row up", .function = up},
    {"table-left", ACTION_COMMAND, "a column to the left", .function = left},
    {"table-right", ACTION_COMMAND, "a column to the right", .function = right},
    {"table-page-down", ACTION_COMMAND, "a screen of rows down", .function = page_down},
    {"table-page-up", ACTION_COMMAND, "a screen of rows up", .function = page_up},
    {"table-half-down", ACTION_COMMAND, "half a screen of rows down", .function = half_down},
    {"table-half-up", ACTION_COMMAND, "half a screen of rows up", .function = half_up},
    {"table-screen-right", ACTION_COMMAND, "a screen of columns to the right", .function = screen_right},
    {"table-screen-left", ACTION_COMMAND, "a screen of columns to the left", .function = screen_left},
    {"table-first-row", ACTION_COMMAND, "to row count, or the first", .function = first_row},
    {"table-last-row", ACTION_COMMAND, "to row count, or the last", .function = end_row},
    {"table-first-column", ACTION_COMMAND, "to the first column", .function = first_column},
    {"table-last-column", ACTION_COMMAND, "to the last column", .function = last_column},
    {"table-to-row", ACTION_COMMAND, "to the row of a number", .function = to_typed_row, ASKS},
    {"table-sort", ACTION_COMMAND, "sort by the column; again: no more", .function = sort_up},
    {"table-sort-down", ACTION_COMMAND, "sort by the column, the greatest first", .function = sort_down},
    {"table-sort-too", ACTION_COMMAND, "sort also by the column", .function = sort_up_too},
    {"table-sort-down-too", ACTION_COMMAND, "sort also by the column, the greatest first", .function = sort_down_too},
    {"table-filter", ACTION_COMMAND, "show the rows for which an expression of Python is true", .function = filter, ASKS},
    {"table-search", ACTION_COMMAND, "search the values", .function = search, ASKS},
    {"table-search-back", ACTION_COMMAND, "search the values backwards", .function = search_back, ASKS},
    {"table-search-next", ACTION_COMMAND, "to the next match", .function = search_next},
    {"table-search-previous", ACTION_COMMAND, "to the previous match", .function = search_previous},
    {"table-freeze", ACTION_COMMAND, "keep the columns up to this one in sight", .function = freeze},
    {"table-hide", ACTION_COMMAND, "hide the column", .function = hide},
    {"table-show-all", ACTION_COMMAND, "show the columns that were hidden", .function = show_all},
    {"table-wider", ACTION_COMMAND, "make the column wider", .function = wider},
    {"table-narrower", ACTION_COMMAND, "make the column narrower", .function = narrower},
    {"table-pick", ACTION_COMMAND, "pick the row, or the cell, or no longer", .function = pick},
    {"table-pick-none", ACTION_COMMAND, "pick nothing", .function = pick_none},
    {"table-use", ACTION_COMMAND, "the picked rows or cells are the value of the mo.ui.table; in mo.ui.data_editor: type what is at the cursor", .function = use},
    {"table-frequencies", ACTION_COMMAND, "how often each value of the column is there", .function = frequencies},
    {"table-describe", ACTION_COMMAND, "what is in each column", .function = describe},
    {"table-copy", ACTION_COMMAND, "copy the picked rows, or this one, with tabs", .function = copy},
    {"table-copy-csv", ACTION_COMMAND, "copy them as CSV with their head", .function = copy_csv},
    {"table-copy-markdown", ACTION_COMMAND, "copy them as a Markdown table", .function = copy_markdown},
    {"table-export", ACTION_COMMAND, "write what is shown to a .csv, .tsv or .md file", .function = export, ASKS},
    {NULL},
};
