/* A table that fills the screen: its head, the rows in sight, and what keys do. */
#include "tui/draw.h"

#include <string.h>

enum { HEAD_ROWS = 4, LEFT = 2 };
static const char CLOSES[] = "q closes";

int draw_table_rows(int rows)
{
    return MAX(rows - HEAD_ROWS, 1);
}

typedef struct {
    const Scene *scene;
    Grid *grid;
    Rect area;
    TableFocus focus;
    const Tables *tables;
    TableShape shape;
} Canvas;

/* A text within a column of the table, cut where it ends. */
static void put_cell(const Canvas *picture, int row, const TableColumn *column, const char *text, bool right, Style style)
{
    Rect clip = {row, picture->area.column + LEFT + column->place, 1, column->width};
    clip.columns = MIN(clip.columns, picture->area.columns - clip.column);
    size_t length = strlen(text), fits = text_fit(text, length, column->width);
    int at = clip.column + (right && fits == length ? column->width - text_columns(text, length) : 0);
    if (fits == length) {
        grid_print(picture->grid, clip, row, at, text, style);
        return;
    }
    g_autofree char *start = g_strndup(text, text_fit(text, length, MAX(column->width - 1, 0)));
    at = grid_print(picture->grid, clip, row, at, start, style);
    grid_print(picture->grid, clip, row, at, "…", style_of(STYLE_DIM));
}

/* ▲ and ▼ behind the names of columns that it is sorted by, with their place among these. */
static char *name_of(const Canvas *picture, const TableColumn *column)
{
    for (guint i = 0; i < picture->focus.sorts->len; i++) {
        const TableSort *sort = &g_array_index(picture->focus.sorts, TableSort, i);
        if (sort->column != column->at)
            continue;
        const char *sign = sort->descending ? "▼" : "▲";
        return picture->focus.sorts->len > 1 ? g_strdup_printf("%s%s%u", column->name, sign, i + 1)
                                             : g_strconcat(column->name, sign, NULL);
    }
    return g_strdup(column->name);
}

static void draw_head(const Canvas *picture)
{
    int row = picture->area.row;
    const GPtrArray *columns = tables_columns(picture->tables);
    for (guint i = 0; i < columns->len; i++) {
        const TableColumn *column = g_ptr_array_index(columns, i);
        if (column->place < 0)
            continue;
        g_autofree char *name = name_of(picture, column), *head = tables_head(column);
        bool here = column->at == picture->focus.column;
        put_cell(picture, row + 1, column, name, column->right, here ? style_with(STYLE_HEADING, STYLED_UNDERLINE) : style_of(STYLE_HEADING));
        put_cell(picture, row + 2, column, column->type ? column->type : "", column->right, style_of(STYLE_DIM));
        put_cell(picture, row + 3, column, head, column->right, style_of(STYLE_INFO));
    }
}

static void draw_row(const Canvas *picture, int at, uint64_t row)
{
    const GPtrArray *columns = tables_columns(picture->tables);
    bool picked = !picture->focus.picks_cells && g_hash_table_contains(picture->focus.picked, &row);
    if (picked || (picture->focus.selection && !picture->focus.picks_cells))
        grid_print(picture->grid, picture->area, at, picture->area.column, picked ? "●" : "○", style_of(picked ? STYLE_OK : STYLE_DIM));
    for (guint i = 0; i < columns->len; i++) {
        const TableColumn *column = g_ptr_array_index(columns, i);
        bool known;
        const char *text = tables_text(picture->tables, row, i, &known);
        if (column->place < 0)
            continue;
        uint64_t key = table_cell_key(row, column->at);
        bool chosen = picture->focus.picks_cells && g_hash_table_contains(picture->focus.picked, &key);
        Style style = chosen ? style_with(STYLE_OK, STYLED_REVERSE) : style_of(text ? STYLE_OUTPUT : STYLE_DIM);
        put_cell(picture, at, column, !known ? "…" : text ? text : "∅", column->right, style);
        if (row == picture->focus.row && column->at == picture->focus.column) {
            int from = picture->area.column + LEFT + column->place;
            grid_overlay(picture->grid, at, from, MIN(from + column->width, picture->area.columns), STYLE_SELECTION);
            grid_set_cursor(picture->grid, (GridCursor){at, from, true, CURSOR_BLOCK});
        }
    }
}

/* "1 234 567": a person counts digits in threes. */
static char *grouped(uint64_t number)
{
    g_autofree char *digits = g_strdup_printf("%" G_GUINT64_FORMAT, number);
    GString *text = g_string_new(NULL);
    for (size_t i = 0, length = strlen(digits); i < length; i++)
        g_string_append_printf(text, "%s%c", i && (length - i) % 3 == 0 ? " " : "", digits[i]);
    return g_string_free(text, FALSE);
}

static char *what_it_waits_for(const Canvas *picture)
{
    size_t cell;
    uint64_t running = model_running(picture->scene->model);
    if (running && notebook_find_cell(editor_notebook(picture->scene->editor), running, &cell))
        return g_strdup_printf("waits for cell %zu, which runs", cell + 1);
    return g_strdup(running ? "waits for what runs" : "asking");
}

static void draw_title(const Canvas *picture)
{
    const TableFocus *focus = &picture->focus;
    const char *title = tables_title(picture->tables);
    g_autofree char *rows = picture->shape.rows < 0 ? g_strdup("?") : grouped((uint64_t)picture->shape.rows);
    g_autofree char *columns = grouped(picture->shape.columns), *hidden = g_strdup("");
    if (g_hash_table_size(focus->hidden)) {
        g_free(hidden);
        hidden = g_strdup_printf(", %u hidden", g_hash_table_size(focus->hidden));
    }
    g_autofree char *size = g_strdup_printf("  %s row%s × %s column%s%s", rows, picture->shape.rows == 1 ? "" : "s", columns,
                                            picture->shape.columns == 1 ? "" : "s", hidden);
    g_autofree char *filter = *focus->filter ? g_strconcat("  where ", focus->filter, NULL) : g_strdup("");
    g_autofree char *waits = tables_wait(picture->tables) ? what_it_waits_for(picture) : g_strdup("");
    Rect area = picture->area;
    int at = grid_print(picture->grid, area, area.row, area.column + LEFT, title ? title : "table", style_of(STYLE_PAGE_TITLE));
    at = grid_print(picture->grid, area, area.row, at, size, style_of(STYLE_DIM));
    at = grid_print(picture->grid, area, area.row, at, filter, style_of(STYLE_INFO));
    at = grid_print(picture->grid, area, area.row, at, *waits ? "  " : "", style_of(STYLE_DIM));
    at = grid_print(picture->grid, area, area.row, at, waits, style_of(STYLE_RUNNING));
    int hint = area.column + area.columns - (int)strlen(CLOSES) - 1;
    if (hint > at + 1)
        grid_print(picture->grid, area, area.row, hint, CLOSES, style_of(STYLE_DIM));
}

bool draw_table_spot(const Scene *scene, Rect area, int row, int column, TableSpot *spot)
{
    TableFocus focus;
    const Tables *tables = view_tables(scene->view);
    int line = row - area.row, at = column - area.column - LEFT;
    if (!editor_table(scene->editor, &focus) || line < 1 || line >= area.rows || tables_error(tables))
        return false;
    TableShape shape = tables_shape(tables, &focus);
    *spot = (TableSpot){.part = line < HEAD_ROWS ? TABLE_HEAD : at < 0 ? TABLE_SIGN : TABLE_CELL};
    if (line >= HEAD_ROWS)
        spot->row = tables_top(tables) + (uint64_t)(line - HEAD_ROWS);
    if (line >= HEAD_ROWS && shape.rows >= 0 && spot->row >= (uint64_t)shape.rows)
        return false;
    const GPtrArray *columns = tables_columns(tables);
    for (guint i = 0; i < columns->len; i++) {
        const TableColumn *one = g_ptr_array_index(columns, i);
        spot->column = one->at;
        if (one->place >= 0 && at >= one->place && at < one->place + one->width)
            return true;
    }
    return spot->part == TABLE_SIGN;
}

void draw_table(const Scene *scene, Grid *grid, Rect area)
{
    Canvas picture = {.scene = scene, .grid = grid, .area = area, .tables = view_tables(scene->view)};
    if (!editor_table(scene->editor, &picture.focus))
        return;
    picture.shape = tables_shape(picture.tables, &picture.focus);
    if (picture.shape.rows > 0) /* fewer than before, and no key has come since */
        picture.focus.row = MIN(picture.focus.row, (uint64_t)picture.shape.rows - 1);
    draw_title(&picture);
    draw_head(&picture);
    const char *error = tables_error(picture.tables);
    if (error) {
        grid_print(grid, area, area.row + HEAD_ROWS, area.column + LEFT, error, style_of(STYLE_ERROR));
        return;
    }
    for (int i = 0; i < draw_table_rows(area.rows); i++) {
        uint64_t row = tables_top(picture.tables) + (uint64_t)i;
        if (picture.shape.rows >= 0 && row >= (uint64_t)picture.shape.rows)
            break;
        draw_row(&picture, area.row + HEAD_ROWS + i, row);
    }
}
