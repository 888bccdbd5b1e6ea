/* Answers to what was asked of a table. */
#include "tui/tables_state.h"

#include <string.h>

#include "tui/grid.h"

static char *text_at(const JsonValue *object, const char *key)
{
    return g_strdup(json_value_string(json_value_get(object, key)));
}

static void widen(Tables *tables, size_t column, const char *text)
{
    size_t before = GPOINTER_TO_SIZE(g_hash_table_lookup(tables->widest, GSIZE_TO_POINTER(column)));
    size_t width = text ? (size_t)text_columns(text, strlen(text)) : 1;
    if (width > before)
        g_hash_table_insert(tables->widest, GSIZE_TO_POINTER(column), GSIZE_TO_POINTER(width));
}

char *tables_head(const TableColumn *column)
{
    if (!column->bars)
        return g_strdup("");
    g_autofree char *nulls = column->nulls ? g_strdup_printf(" %s%d∅", column->whole ? "" : "~", (int)column->nulls) : g_strdup("");
    return g_strconcat(column->bars, nulls, NULL);
}

static void know_head(Tables *tables, TableColumn *column)
{
    const TableColumn *head = g_hash_table_lookup(tables->heads, GSIZE_TO_POINTER(column->at));
    if (!head)
        return;
    g_free(column->bars);
    column->bars = g_strdup(head->bars);
    column->nulls = head->nulls;
    column->whole = head->whole;
}

static void take_columns(Tables *tables, const JsonValue *columns)
{
    g_ptr_array_set_size(tables->columns, 0);
    for (size_t i = 0; i < json_value_length(columns); i++) {
        const JsonValue *value = json_value_at(columns, i);
        TableColumn *column = g_new0(TableColumn, 1);
        column->at = (size_t)json_value_integer(json_value_get(value, "at"), 0);
        column->name = text_at(value, "name");
        column->type = text_at(value, "type");
        column->right = json_value_bool(json_value_get(value, "right"), false);
        column->place = -1;
        g_autofree char *sorted = g_strconcat(column->name, "▲1", NULL); /* it does not jump when it is sorted */
        widen(tables, column->at, sorted);
        widen(tables, column->at, column->type);
        know_head(tables, column);
        g_ptr_array_add(tables->columns, column);
    }
}

/* One piece of memory a row: the pointers, and the texts behind them. */
static char **row_of(const JsonValue *row, guint columns)
{
    size_t bytes = columns * sizeof(char *);
    for (guint i = 0; i < columns; i++) {
        const char *text = json_value_string(json_value_at(row, i));
        bytes += text ? strlen(text) + 1 : 0;
    }
    char **texts = g_malloc0(MAX(bytes, 1)), *at = (char *)(texts + columns);
    for (guint i = 0; i < columns; i++) {
        const char *text = json_value_string(json_value_at(row, i));
        if (!text)
            continue;
        texts[i] = at;
        size_t length = strlen(text) + 1;
        memcpy(at, text, length);
        at += length;
    }
    return texts;
}

static void take_rows(Tables *tables, const JsonValue *answer)
{
    const JsonValue *rows = json_value_get(answer, "rows"), *total = json_value_get(answer, "total");
    if (json_value_kind(total) == JSON_KIND_INTEGER)
        tables->total = json_value_integer(total, 0);
    size_t width = (size_t)json_value_integer(json_value_get(answer, "width"), 0);
    if (tables->outdated)
        g_hash_table_remove_all(tables->heads);
    if (tables->outdated && width != tables->width) /* a column is known by its number */
        g_hash_table_remove_all(tables->widest);
    tables->outdated = false;
    tables->width = width;
    tables->first = (uint64_t)json_value_integer(json_value_get(answer, "first"), 0);
    g_free(tables->title);
    tables->title = text_at(answer, "title");
    take_columns(tables, json_value_get(answer, "columns"));
    g_ptr_array_set_size(tables->rows, 0);
    for (size_t i = 0; i < json_value_length(rows); i++) {
        char **row = row_of(json_value_at(rows, i), tables->columns->len);
        for (guint k = 0; k < tables->columns->len; k++)
            widen(tables, ((TableColumn *)g_ptr_array_index(tables->columns, k))->at, row[k]);
        g_ptr_array_add(tables->rows, row);
    }
}

static void take_heads(Tables *tables, const JsonValue *answer)
{
    const JsonValue *columns = json_value_get(answer, "columns");
    for (size_t i = 0; i < json_value_length(columns); i++) {
        const JsonValue *value = json_value_at(columns, i);
        TableColumn *head = g_new0(TableColumn, 1);
        head->at = (size_t)json_value_integer(json_value_get(value, "at"), 0);
        head->bars = text_at(value, "bars");
        head->nulls = json_value_integer(json_value_get(value, "nulls"), 0);
        head->whole = json_value_bool(json_value_get(value, "whole"), true);
        g_hash_table_insert(tables->heads, GSIZE_TO_POINTER(head->at), head);
        g_autofree char *shown = tables_head(head);
        widen(tables, head->at, shown);
    }
    for (guint i = 0; i < tables->columns->len; i++)
        know_head(tables, g_ptr_array_index(tables->columns, i));
}

bool tables_take(Tables *tables, uint64_t number, const char *json)
{
    if (number % 2) {
        tables->open -= tables->open > 0;
        return false;
    }
    if (number != tables->asked)
        return true;
    tables->asked = 0;
    if (g_strcmp0(tables->asked_id, tables->id) != 0 || g_strcmp0(tables->asked_spec, tables->spec) != 0)
        return true; /* something else is wanted by now */
    g_autoptr(JsonValue) answer = json_value_parse(json, -1, NULL);
    const char *error = json_value_string(json_value_get(answer, "error"));
    if (error || !answer)
        tables->error = g_strdup(error ? error : "the answer is not to be read");
    else if (tables->asked_heads)
        take_heads(tables, answer);
    else
        take_rows(tables, answer);
    return true;
}
