#include "tui/tables_state.h"

#include <string.h>

enum {
    MOST_ROWS = 500,      /* of a question; the kernel gives no more */
    ASKED_COLUMNS = 40,   /* more do not fit a screen */
    WIDEST = 32,          /* columns of the screen for one of the table, unless a person wants more */
    GAP = 2,
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

void tables_outdate(Tables *tables)
{
    tables->outdated = true;
    tables->asked = 0; /* that answer may be of before */
    g_clear_pointer(&tables->error, g_free);
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
    tables->outdated = false;
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

/* The first of the columns that stay at the right, or how many columns there are: none do if they would take more than
 * half of the room. */
static size_t right_of(const Tables *tables, const TableFocus *focus)
{
    size_t frozen = frozen_of(tables, focus), count = MIN(focus->frozen_right, tables->width - frozen);
    if (count == 0 || span_of(tables, focus, tables->width - count, tables->width - 1) > tables->room / 2)
        return tables->width;
    return tables->width - count;
}

static int span_at_right(const Tables *tables, const TableFocus *focus)
{
    size_t right = right_of(tables, focus);
    return right < tables->width ? span_of(tables, focus, right, tables->width - 1) : 0;
}

/* As far to the right as needed, and no farther. */
static void follow_column(Tables *tables, const TableFocus *focus)
{
    size_t frozen = frozen_of(tables, focus), cursor = focus->column;
    int room = tables->room - (frozen ? span_of(tables, focus, 0, frozen - 1) : 0) - span_at_right(tables, focus);
    tables->left = MAX(tables->left, frozen);
    if (cursor < frozen || (cursor >= right_of(tables, focus) && tables->width))
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

void tables_scroll(Tables *tables, long rows, uint64_t *first, uint64_t *last)
{
    int64_t height = MAX(tables->height, 1), end = tables->total < 0 ? G_MAXINT64 / 2 : MAX(tables->total, 1);
    int64_t top = CLAMP((int64_t)tables->top + rows, 0, MAX(end - height, 0));
    tables->top = *first = (uint64_t)top;
    *last = (uint64_t)(MIN(top + height, end) - 1);
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

/* Columns from `from` to before `to` beside one another, from a place on, before `end`; where the next would be. */
static int lay_out_columns(Tables *tables, const TableFocus *focus, size_t from, size_t to, int place, int end)
{
    for (size_t at = from; at < to && place < end; at++) {
        if (is_hidden(focus, at))
            continue;
        int width = width_of(tables, focus, at);
        TableColumn *column = column_at(tables, at);
        if (column) {
            column->place = place;
            column->width = MIN(width, end - place);
        }
        place += width + GAP;
        tables->drawn++;
    }
    return place;
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
    size_t frozen = frozen_of(tables, focus), right = right_of(tables, focus);
    int end = columns - span_at_right(tables, focus);
    int place = lay_out_columns(tables, focus, 0, frozen, 0, columns);
    tables->drawn = 0;
    place = lay_out_columns(tables, focus, MAX(tables->left, frozen), right, place, end);
    size_t drawn = tables->drawn;
    lay_out_columns(tables, focus, right, tables->width, MIN(place, end), columns);
    tables->drawn = drawn;
}

/* --- questions ------------------------------------------------------------------------------------------------ */

/* The columns that a question is about: those that stay, and those from the left edge on. */
static GArray *wanted_columns(const Tables *tables, const TableFocus *focus)
{
    GArray *wanted = g_array_new(FALSE, FALSE, sizeof(size_t));
    size_t width = tables->width ? tables->width : ASKED_COLUMNS, frozen = frozen_of(tables, focus);
    for (size_t at = 0; at < MIN(frozen, ASKED_COLUMNS); at++)
        g_array_append_val(wanted, at);
    size_t right = tables->width ? right_of(tables, focus) : width;
    for (size_t at = right; at < width && wanted->len < 2 * ASKED_COLUMNS; at++)
        g_array_append_val(wanted, at);
    guint stay = wanted->len;
    for (size_t at = MAX(tables->left, frozen); at < right && wanted->len < 2 * ASKED_COLUMNS; at++) {
        if (!is_hidden(focus, at))
            g_array_append_val(wanted, at);
        if (wanted->len >= ASKED_COLUMNS + stay)
            break;
    }
    return wanted;
}

/* Whether what would be drawn is here. */
static bool is_here(const Tables *tables, const TableFocus *focus)
{
    uint64_t end = tables->top + (uint64_t)tables->height, have = tables->first + tables->rows->len;
    if (tables->outdated || !tables->width || (tables->total < 0 && end > have) || tables->top < tables->first)
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

/* Of the cursor's row; NULL: nothing, or not here. */
static const char *text_at_cursor(const Tables *tables, const TableFocus *focus)
{
    bool known;
    for (guint i = 0; i < tables->columns->len; i++) {
        if (((TableColumn *)g_ptr_array_index(tables->columns, i))->at == focus->column)
            return tables_text(tables, focus->row, i, &known);
    }
    return NULL;
}

TableShape tables_shape(const Tables *tables, const TableFocus *focus)
{
    const TableColumn *column = column_at(tables, focus->column);
    return (TableShape){
        .name = column ? column->name : NULL,
        .text = text_at_cursor(tables, focus),
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
