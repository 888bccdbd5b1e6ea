/* Rows and cells that are picked are known by where they are shown.  When the table is sorted or filtered otherwise, the
 * kernel, which has the data, is asked where they are then, and which of them are hidden; until it has answered they are
 * kept as what it was asked. */
#include "edit/table.h"

#include <string.h>

enum { COLUMN_BITS = 20 };

uint64_t table_cell_key(uint64_t row, size_t column)
{
    return row << COLUMN_BITS | column;
}

static uint64_t row_of(const TablePage *page, uint64_t key)
{
    return table_picks_cells(page) ? key >> COLUMN_BITS : key;
}

static uint64_t column_of(const TablePage *page, uint64_t key)
{
    return table_picks_cells(page) ? key & ((1u << COLUMN_BITS) - 1) : 0;
}

static int compare_rows(gconstpointer a, gconstpointer b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return left < right ? -1 : left > right;
}

void table_write_cells(const TablePage *page, JsonWriter *writer)
{
    g_autoptr(GArray) cells = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    GHashTableIter iter;
    gpointer cell;
    uint64_t here = table_cell_key(page->row, page->column);
    g_hash_table_iter_init(&iter, page->picked);
    while (g_hash_table_iter_next(&iter, &cell, NULL))
        g_array_append_vals(cells, cell, 1);
    if (cells->len == 0 && !page->emptied && !page->moved && !page->away)
        g_array_append_val(cells, here);
    g_array_sort(cells, compare_rows);
    json_writer_key(writer, "cells");
    json_writer_begin_array(writer);
    for (guint i = 0; i < cells->len; i++) {
        uint64_t key = g_array_index(cells, uint64_t, i);
        json_writer_begin_array(writer);
        json_writer_integer(writer, (int64_t)row_of(page, key));
        json_writer_integer(writer, (int64_t)column_of(page, key));
        json_writer_end_array(writer);
    }
    json_writer_end_array(writer);
}

/* The rows that are picked, in their order; or else `count` from the cursor on. */
void table_write_rows(const TablePage *page, long count, JsonWriter *writer)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    GHashTableIter iter;
    gpointer row;
    bool any = (g_hash_table_size(page->picked) > 0 || page->moved || page->away) && !table_picks_cells(page);
    g_hash_table_iter_init(&iter, page->picked);
    while (any && g_hash_table_iter_next(&iter, &row, NULL))
        g_array_append_vals(rows, row, 1);
    for (long i = 0; !any && i < MIN(count, 100000); i++) {
        uint64_t here = page->row + (uint64_t)i;
        g_array_append_val(rows, here);
    }
    g_array_sort(rows, compare_rows);
    json_writer_key(writer, "rows");
    json_writer_begin_array(writer);
    for (guint i = 0; i < rows->len; i++)
        json_writer_integer(writer, (int64_t)g_array_index(rows, uint64_t, i));
    json_writer_end_array(writer);
}

/* --- where they are now --------------------------------------------------------------------------------- */

/* As pairs of row and column. */
static void write_picks(const TablePage *page, JsonWriter *writer)
{
    GHashTableIter iter;
    gpointer key;
    json_writer_key(writer, "picks");
    json_writer_begin_array(writer);
    g_hash_table_iter_init(&iter, page->picked);
    while (g_hash_table_iter_next(&iter, &key, NULL)) {
        json_writer_begin_array(writer);
        json_writer_integer(writer, (int64_t)row_of(page, *(uint64_t *)key));
        json_writer_integer(writer, (int64_t)column_of(page, *(uint64_t *)key));
        json_writer_end_array(writer);
    }
    json_writer_end_array(writer);
}

static void write_text(JsonWriter *writer, const char *name, const char *text)
{
    if (text) {
        json_writer_key(writer, name);
        json_writer_string(writer, text);
    }
}

void table_write_unseen(const TablePage *page, JsonWriter *writer)
{
    write_text(writer, "moved", page->moved);
    write_text(writer, "away", page->away);
}

void table_move_picks(TablePage *page)
{
    if (g_hash_table_size(page->picked) == 0 && !page->moved && !page->away)
        return;
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    TableFocus focus = {.sorts = page->sorts, .filter = page->filter};
    json_writer_begin_object(writer);
    table_focus_write(&focus, writer);
    write_picks(page, writer);
    table_write_unseen(page, writer);
    json_writer_end_object(writer);
    g_free(page->moved);
    page->moved = json_writer_steal(writer);
    g_clear_pointer(&page->away, g_free);
    g_hash_table_remove_all(page->picked);
}

void table_ask_picks(Editor *editor)
{
    TablePage *page = table_page(editor);
    JsonWriter *writer = page && page->moved ? table_question(editor, "picks") : NULL;
    if (!writer)
        return;
    table_write_unseen(page, writer);
    table_ask(editor, writer);
}

void table_take_picks(Editor *editor, TablePage *page, const JsonValue *answer)
{
    const JsonValue *picks = json_value_get(answer, "picks");
    if (g_strcmp0(json_value_string(json_value_get(answer, "moved")), page->moved) != 0)
        return; /* they have moved again since, or nobody wants them any more */
    for (size_t i = 0; i < json_value_length(picks); i++) {
        const JsonValue *pair = json_value_at(picks, i);
        uint64_t row = (uint64_t)json_value_integer(json_value_at(pair, 0), 0);
        uint64_t key = table_picks_cells(page) ? table_cell_key(row, (size_t)json_value_integer(json_value_at(pair, 1), 0)) : row;
        g_hash_table_add(page->picked, g_memdup2(&key, sizeof key));
    }
    g_clear_pointer(&page->moved, g_free);
    g_free(page->away);
    page->away = g_strdup(json_value_string(json_value_get(answer, "away")));
}

void table_pick_none(TablePage *page)
{
    g_hash_table_remove_all(page->picked);
    g_clear_pointer(&page->moved, g_free);
    g_clear_pointer(&page->away, g_free);
}
