#include "tui/tables.h"

#include <string.h>

#include "tui/grid.h"

enum {
    MOST_ROWS = 500,      /* of a question; the kernel gives no more */
    ASKED_COLUMNS = 40,   /* more do not fit a screen */
    WIDEST = 32,          /* columns of the screen for one of the table, unless a person wants more */
    GAP = 2,
};

struct Tables {
    char *id, *spec;       /* what the rows are of: the table; how it is sorted and filtered */
    uint64_t numbers;      /* of questions, so far; odd ones are the editor's */
    uint64_t asked;        /* the one that is awaited, or 0 */
    guint open;            /* questions of the editor's that are not answered */
    bool asked_heads;      /* that is about the heads */
    char *asked_id, *asked_spec;
    int64_t total;         /* -1: not counted */
    size_t width;          /* columns of the table */
    char *title, *error;
    uint64_t first;        /* of the rows that are here */
    GPtrArray *rows;       /* of char **, a text or NULL a column */
    GPtrArray *columns;    /* of TableColumn *: those that are here */
    GHashTable *widest;    /* column -> columns of the screen it was wide before: it does not jump while scrolling */
    GHashTable *heads;     /* column -> TableColumn * with what is known of it */
    uint64_t top;          /* first row on the screen */
    size_t left;           /* first column behind the frozen ones */
    int height, room;      /* of the screen */
    size_t drawn;
};

static void column_free(gpointer data)
{
    TableColumn *column = data;
    g_free(column->name);
    g_free(column->type);
    g_free(column->bars);
    g_free(column);
}

Tables *tables_new(void)
{
    Tables *tables = g_new0(Tables, 1);
    tables->rows = g_ptr_array_new_with_free_func(g_free);
    tables->columns = g_ptr_array_new_with_free_func(column_free);
    tables->widest = g_hash_table_new(NULL, NULL);
    tables->heads = g_hash_table_new_full(NULL, NULL, NULL, column_free);
    tables->total = -1;
    return tables;
}

void tables_free(Tables *tables)
{
    g_free(tables->id);
    g_free(tables->spec);
    g_free(tables->asked_id);
    g_free(tables->asked_spec);
    g_free(tables->title);
    g_free(tables->error);
    g_ptr_array_unref(tables->rows);
    g_ptr_array_unref(tables->columns);
    g_hash_table_unref(tables->widest);
    g_hash_table_unref(tables->heads);
    g_free(tables);
}

/* --- what is in sight ---------------------------------------------------------------------------------------- */

static char *spec_of(const TableFocus *focus)
{
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    json_writer_begin_object(writer);
    table_focus_write(focus, writer);
    json_writer_end_object(writer);
    return json_writer_steal(writer);
}

void tables_forget(Tables *tables)
{
    g_clear_pointer(&tables->id, g_free);
}

/* Another table, or other rows of it: what is here is of no use any more. */
static void turn_to(Tables *tables, const TableFocus *focus)
{
    g_autofree char *spec = spec_of(focus);
    bool other = g_strcmp0(tables->id, focus->id) != 0;
    if (!other && g_strcmp0(tables->spec, spec) == 0)
        return;
    g_clear_pointer(&tables->error, g_free);
    g_ptr_array_set_size(tables->rows, 0);
    tables->total = -1;
    tables->top = tables->first = 0;
    g_free(tables->spec);
    tables->spec = g_steal_pointer(&spec);
    if (!other)
        return;
    g_free(tables->id);
    tables->id = g_strdup(focus->id);
    g_clear_pointer(&tables->title, g_free);
    g_ptr_array_set_size(tables->columns, 0);
    g_hash_table_remove_all(tables->widest);
    g_hash_table_remove_all(tables->heads);
    tables->width = tables->left = 0;
}

static bool is_hidden(const TableFocus *focus, size_t column)
{
    return g_hash_table_contains(focus->hidden, GSIZE_TO_POINTER(column));
}

static int width_of(const Tables *tables, const TableFocus *focus, size_t column)
{
    gpointer given, widest;
    if (g_hash_table_lookup_extended(focus->widths, GSIZE_TO_POINTER(column), NULL, &given))
        return (int)GPOINTER_TO_SIZE(given);
    return g_hash_table_lookup_extended(tables->widest, GSIZE_TO_POINTER(column), NULL, &widest)
               ? MIN((int)GPOINTER_TO_SIZE(widest), WIDEST) : 8;
}

/* Columns of the screen that the table's columns [from, to] take. */
static int span_of(const Tables *tables, const TableFocus *focus, size_t from, size_t to)
{
    int span = 0;
    for (size_t column = from; column <= to && span < tables->room; column++)
        span += is_hidden(focus, column) ? 0 : width_of(tables, focus, column) + GAP;
    return span;
}

static size_t frozen_of(const Tables *tables, const TableFocus *focus)
{
    return MIN(focus->frozen, tables->width);
}

/* As far to the right as needed, and no farther. */
static void follow_column(Tables *tables, const TableFocus *focus)
{
    size_t frozen = frozen_of(tables, focus), cursor = focus->column;
    int room = tables->room - (frozen ? span_of(tables, focus, 0, frozen - 1) : 0);
    tables->left = MAX(tables->left, frozen);
    if (cursor < frozen)
        return;
    if (cursor < tables->left)
        tables->left = cursor;
    if (cursor - tables->left > ASKED_COLUMNS) /* a jump */
        tables->left = cursor - ASKED_COLUMNS / 2;
    while (tables->left < cursor && span_of(tables, focus, tables->left, cursor) > room + GAP)
        tables->left++;
}

static void follow_row(Tables *tables, uint64_t row)
{
    uint64_t height = (uint64_t)MAX(tables->height, 1);
    if (tables->total >= 0)
        row = MIN(row, (uint64_t)MAX(tables->total - 1, 0));
    bool far = row + height < tables->top || row >= tables->top + 2 * height;
    if (far)
        tables->top = row - MIN(row, height / 2);
    else if (row < tables->top)
        tables->top = row;
    else if (row >= tables->top + height)
        tables->top = row - height + 1;
    if (tables->total >= 0 && tables->top + height > (uint64_t)tables->total)
        tables->top = (uint64_t)MAX(tables->total - (int64_t)height, 0);
}

static TableColumn *column_at(const Tables *tables, size_t at)
{
    for (guint i = 0; i < tables->columns->len; i++) {
        TableColumn *column = g_ptr_array_index(tables->columns, i);
        if (column->at == at)
            return column;
    }
    return NULL;
}

void tables_lay_out(Tables *tables, const TableFocus *focus, int rows, int columns)
{
    turn_to(tables, focus);
    tables->height = rows;
    tables->room = columns;
    follow_row(tables, focus->row);
    follow_column(tables, focus);
    for (guint i = 0; i < tables->columns->len; i++)
        ((TableColumn *)g_ptr_array_index(tables->columns, i))->place = -1;
    int place = 0;
    size_t frozen = frozen_of(tables, focus);
    tables->drawn = 0;
    for (size_t at = 0; at < tables->width && place < columns; at = at + 1 == frozen ? MAX(tables->left, frozen) : at + 1) {
        if (at == 0 && frozen == 0)
            at = tables->left;
        if (at >= tables->width || is_hidden(focus, at))
            continue;
        int width = width_of(tables, focus, at);
        TableColumn *column = column_at(tables, at);
        if (column) {
            column->place = place;
            column->width = MIN(width, columns - place);
        }
        place += width + GAP;
        tables->drawn += at >= frozen;
    }
}

/* --- questions ------------------------------------------------------------------------------------------------ */

/* The columns that a question is about: the frozen ones, and those from the left edge on. */
static GArray *wanted_columns(const Tables *tables, const TableFocus *focus)
{
    GArray *wanted = g_array_new(FALSE, FALSE, sizeof(size_t));
    size_t width = tables->width ? tables->width : ASKED_COLUMNS, frozen = frozen_of(tables, focus);
    for (size_t at = 0; at < MIN(frozen, ASKED_COLUMNS); at++)
        g_array_append_val(wanted, at);
    for (size_t at = MAX(tables->left, frozen); at < width && wanted->len < 2 * ASKED_COLUMNS; at++) {
        if (!is_hidden(focus, at))
            g_array_append_val(wanted, at);
        if (wanted->len >= ASKED_COLUMNS + MIN(frozen, ASKED_COLUMNS))
            break;
    }
    return wanted;
}

/* Whether what would be drawn is here. */
static bool is_here(const Tables *tables, const TableFocus *focus)
{
    uint64_t end = tables->top + (uint64_t)tables->height, have = tables->first + tables->rows->len;
    if (!tables->width || (tables->total < 0 && end > have) || tables->top < tables->first)
        return false;
    if (tables->total >= 0 && MIN(end, (uint64_t)tables->total) > have)
        return false;
    g_autoptr(GArray) wanted = wanted_columns(tables, focus);
    int span = 0;
    for (guint i = 0; i < wanted->len && span < tables->room; i++) {
        size_t at = g_array_index(wanted, size_t, i);
        if (!column_at(tables, at))
            return false;
        span += width_of(tables, focus, at) + GAP;
    }
    return true;
}

static void write_columns(JsonWriter *writer, const GArray *columns)
{
    json_writer_key(writer, "columns");
    json_writer_begin_array(writer);
    for (guint i = 0; i < columns->len; i++)
        json_writer_integer(writer, (int64_t)g_array_index(columns, size_t, i));
    json_writer_end_array(writer);
}

static void write_rows(const Tables *tables, const TableFocus *focus, JsonWriter *writer)
{
    uint64_t height = (uint64_t)MAX(tables->height, 1), before = MIN(tables->top, height);
    g_autoptr(GArray) columns = wanted_columns(tables, focus);
    json_writer_key(writer, "op");
    json_writer_string(writer, "rows");
    json_writer_key(writer, "first");
    json_writer_integer(writer, (int64_t)(tables->top - before));
    json_writer_key(writer, "count");
    json_writer_integer(writer, (int64_t)MIN(before + 2 * height, MOST_ROWS));
    write_columns(writer, columns);
}

/* The drawn columns of which no histogram is known. */
static GArray *unknown_heads(const Tables *tables)
{
    GArray *unknown = g_array_new(FALSE, FALSE, sizeof(size_t));
    for (guint i = 0; i < tables->columns->len; i++) {
        const TableColumn *column = g_ptr_array_index(tables->columns, i);
        if (column->place >= 0 && !g_hash_table_contains(tables->heads, GSIZE_TO_POINTER(column->at)))
            g_array_append_val(unknown, column->at);
    }
    return unknown;
}

bool tables_ask(Tables *tables, const TableFocus *focus, uint64_t *number, char **question)
{
    if (tables->asked || tables->error)
        return false;
    g_autoptr(GArray) heads = unknown_heads(tables);
    bool here = is_here(tables, focus);
    if (here && heads->len == 0)
        return false;
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    json_writer_begin_object(writer);
    table_focus_write(focus, writer);
    if (!here) {
        write_rows(tables, focus, writer);
    } else {
        json_writer_key(writer, "op");
        json_writer_string(writer, "columns");
        write_columns(writer, heads);
    }
    json_writer_end_object(writer);
    tables->asked_heads = here;
    g_free(tables->asked_id);
    g_free(tables->asked_spec);
    tables->asked_id = g_strdup(tables->id);
    tables->asked_spec = g_strdup(tables->spec);
    tables->asked = *number = 2 * ++tables->numbers;
    *question = json_writer_steal(writer);
    return true;
}

uint64_t tables_number(Tables *tables)
{
    tables->open++;
    return 2 * ++tables->numbers + 1;
}

/* --- answers --------------------------------------------------------------------------------------------------- */

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
    tables->width = (size_t)json_value_integer(json_value_get(answer, "width"), 0);
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

/* --- for the picture --------------------------------------------------------------------------------------------- */

bool tables_wait(const Tables *tables)
{
    return tables->asked != 0 || tables->open > 0;
}

const char *tables_error(const Tables *tables)
{
    return tables->error;
}

const char *tables_title(const Tables *tables)
{
    return tables->title;
}

TableShape tables_shape(const Tables *tables, const TableFocus *focus)
{
    return (TableShape){
        .rows = tables->total,
        .columns = tables->width,
        .page = (size_t)MAX(tables->height, 1),
        .drawn = tables->drawn,
        .width = (size_t)width_of(tables, focus, focus->column),
    };
}

uint64_t tables_top(const Tables *tables)
{
    return tables->top;
}

const GPtrArray *tables_columns(const Tables *tables)
{
    return tables->columns;
}

const char *tables_text(const Tables *tables, uint64_t row, guint column, bool *known)
{
    *known = row >= tables->first && row - tables->first < tables->rows->len;
    return *known ? ((char **)g_ptr_array_index(tables->rows, row - tables->first))[column] : NULL;
}
