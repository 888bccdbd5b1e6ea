#include "notebook/columns.h"

#include "notebook/app_layout.h"

GArray *notebook_columns(Notebook *notebook)
{
    if (!app_layout_wants_columns(notebook))
        return NULL;
    GArray *columns = g_array_new(FALSE, FALSE, sizeof(Column));
    size_t cells = notebook_cell_count(notebook);
    int number = 0;
    for (size_t i = 0; i < cells; i++) {
        int own = app_layout_column(notebook, i);
        if (columns->len == 0 || (own >= 0 && own != number))
            g_array_append_vals(columns, &(Column){i, i}, 1);
        number = own >= 0 ? own : number;
        g_array_index(columns, Column, columns->len - 1).end = i + 1;
    }
    if (columns->len < 2)
        g_clear_pointer(&columns, g_array_unref);
    return columns;
}

guint columns_find(const GArray *columns, size_t cell)
{
    guint from = 0, to = columns->len;
    while (to - from > 1) {
        guint middle = from + (to - from) / 2;
        bool before = columns_at(columns, middle).first <= cell;
        from = before ? middle : from;
        to = before ? to : middle;
    }
    return from;
}

/* --- writing --------------------------------------------------------------------------------------------------- */

static void set_number(Notebook *notebook, size_t cell, int number)
{
    const CellConfig *now = cell_config(notebook_cell(notebook, cell));
    bool has = number >= 0;
    if (now->has_column == has && (!has || now->column == number))
        return;
    CellConfig config = cell_config_copy(now);
    config.has_column = has;
    config.column = has ? number : 0;
    notebook_set_cell_config(notebook, cell, &config);
    cell_config_clear(&config);
}

void columns_set(Notebook *notebook, const GArray *firsts)
{
    guint column = 0;
    for (size_t i = 0; i < notebook_cell_count(notebook); i++) {
        bool first = column < firsts->len && g_array_index(firsts, size_t, column) == i;
        bool written = first && firsts->len > 1 && cell_kind(notebook_cell(notebook, i)) != CELL_SETUP;
        set_number(notebook, i, written ? (int)column : -1);
        column += first;
    }
}

/* --- mending --------------------------------------------------------------------------------------------------- */

struct ColumnsKept {
    guint count;
    GHashTable *numbers; /* uint64_t * (id), owned -> GINT_TO_POINTER of the column, from 1 */
};

ColumnsKept *columns_keep(Notebook *notebook)
{
    g_autoptr(GArray) columns = notebook_columns(notebook);
    if (!columns)
        return NULL;
    ColumnsKept *kept = g_new0(ColumnsKept, 1);
    kept->count = columns->len;
    kept->numbers = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    for (guint i = 0; i < columns->len; i++) {
        for (size_t cell = columns_at(columns, i).first; cell < columns_at(columns, i).end; cell++) {
            uint64_t id = cell_id(notebook_cell(notebook, cell));
            g_hash_table_insert(kept->numbers, g_memdup2(&id, sizeof id), GINT_TO_POINTER(i + 1));
        }
    }
    return kept;
}

void columns_kept_free(ColumnsKept *kept)
{
    g_hash_table_unref(kept->numbers);
    g_free(kept);
}

/* From 1; 0: it is a new one. */
static int number_of(const ColumnsKept *kept, uint64_t id)
{
    return GPOINTER_TO_INT(g_hash_table_lookup(kept->numbers, &id));
}

/* What a cell that is not known goes to: what is around it, `near` where that is two columns. */
static int number_between(int before, int behind, int near)
{
    if (before == 0 || behind == 0)
        return before ? before : behind;
    return near == behind ? behind : before;
}

/* The number of each cell's column, ascending. */
static GArray *numbers_now(Notebook *notebook, const ColumnsKept *kept, int near, uint64_t moved)
{
    size_t cells = notebook_cell_count(notebook);
    GArray *numbers = g_array_sized_new(FALSE, TRUE, sizeof(int), (guint)cells);
    g_array_set_size(numbers, (guint)cells);
    for (size_t i = 0; i < cells; i++) {
        uint64_t id = cell_id(notebook_cell(notebook, i));
        g_array_index(numbers, int, i) = id == moved ? 0 : number_of(kept, id);
    }
    int before = 0;
    for (size_t i = 0, known = 0; i < cells; i++) {
        int *number = &g_array_index(numbers, int, i);
        known = MAX(known, i);
        while (known < cells && g_array_index(numbers, int, known) == 0)
            known++;
        if (*number == 0)
            *number = number_between(before, known < cells ? g_array_index(numbers, int, known) : 0, near);
        before = *number = MAX(*number, before);
    }
    return numbers;
}

void columns_mend(Notebook *notebook, const ColumnsKept *kept, uint64_t near, uint64_t moved)
{
    g_autoptr(GArray) numbers = numbers_now(notebook, kept, number_of(kept, near), moved);
    g_autoptr(GArray) firsts = g_array_new(FALSE, FALSE, sizeof(size_t)), columns = notebook_columns(notebook);
    for (size_t i = 0; i < numbers->len; i++) {
        if (i == 0 || g_array_index(numbers, int, i) != g_array_index(numbers, int, i - 1))
            g_array_append_val(firsts, i);
    }
    bool same = columns && firsts->len == columns->len && firsts->len == kept->count;
    for (guint i = 0; same && i < columns->len; i++)
        same = columns_at(columns, i).first == g_array_index(firsts, size_t, i);
    if (!same)
        columns_set(notebook, firsts);
}
