/* Layout files and columns are read, what is wrong in one is named by its line, and no two tiles lie over each other. */
#include "tui/board.h"

#include <string.h>

#include "notebook/format_marimo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static AppLayout *read_text(const char *text, GError **error)
{
    return app_layout_read(text, strlen(text), "x.json", error);
}

static void what_is_wrong_is_named_by_its_line(void **state)
{
    static const struct {
        const char *text, *message;
    } ROWS[] = {
        {"", "x.json:1:"},
        {"{\n \"type\": \"grid\",\n oops", "x.json:3:"},
        {"[]", "x.json:1: \"type\" of a layout is not"},
        {"{\n\"type\": \"mosaic\", \"data\": {}}", "x.json:2: \"type\" of a layout is not"},
        {"{\"type\": \"grid\",\n\n\"data\": 3}", "x.json:3: \"data\" of a layout is no object"},
        {"{\"type\": \"grid\", \"data\": {\n\"columns\": 0, \"cells\": []}}", "x.json:2: \"columns\" of a grid"},
        {"{\"type\": \"grid\", \"data\": {\n\"columns\": 1e300, \"cells\": []}}", "x.json:2: \"columns\" of a grid"},
        {"{\"type\": \"grid\", \"data\": {\"columns\": 24,\n\"cells\": {}}}", "x.json:2: \"cells\" of a grid is no array"},
        {"{\"type\": \"grid\",\n\"data\": {\"columns\": 24}}", "x.json:2: \"cells\" of a grid is no array"},
        {"{\"type\": \"grid\", \"data\": {\"columns\": 24, \"cells\": [\n{\"position\": null},\n{\"position\": [1, 2]}]}}",
         "x.json:3: the position of cell 2 is not [x, y, width, height]"},
        {"{\"type\": \"grid\", \"data\": {\"columns\": 24, \"cells\": [{\"position\": null, \"x\": \"},{\\\"[\"},\n\n{\"position\": [-1, 0, 3, 3]}]}}",
         "x.json:3: the position of cell 2 is not in the grid"},
        {"{\"type\": \"grid\", \"data\": {\"columns\": 24, \"cells\": [{\"position\": [24, 0, 3, 3]}]}}", "is not in the grid"},
        {"{\"type\": \"grid\", \"data\": {\"columns\": 24, \"cells\": [{\"position\": [\"a\", 0, 3, 3]}]}}", "is not [x, y, width"},
        {"{\"type\": \"slides\", \"data\": {\"cells\": [{},\n{},\n3]}}", "x.json:3: cell 3 is no object"},
        {"{\"type\": \"slides\", \"data\": {\"cells\": [{\"codeSnippet\": \"\\\"cells\\\"\"},\n{\"type\": 3}]}}", "x.json:2: the type of slide 2"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(read_text(ROWS[i].text, &error));
        assert_non_null(error);
        if (!strstr(error->message, ROWS[i].message))
            fail_msg("%s: %s", ROWS[i].message, error->message);
    }
}

static void cells_that_a_file_does_not_know(void **state)
{
    g_autoptr(AppLayout) grid = read_text("{\"type\":\"grid\",\"data\":{\"columns\":12,\"cells\":[{\"position\":[6,2,60,1]}]}}", NULL);
    assert_int_equal(grid->kind, APP_GRID);
    assert_true(app_layout_place(grid, 0).shown);
    assert_true(app_layout_place(grid, 0).width == 6); /* no farther than the edge */
    assert_false(app_layout_place(grid, 1).shown);
    g_autoptr(AppLayout) slides = read_text("{\"type\":\"slides\",\"data\":{}}", NULL);
    assert_int_equal(slides->kind, APP_SLIDES);
    assert_true(app_layout_place(slides, 99).shown && !app_layout_place(slides, 99).joins);
    g_autoptr(AppLayout) later = read_text("{\"type\":\"slides\",\"data\":{\"cells\":[{\"type\":\"stack\"},{\"type\":\"skip\"}]}}", NULL);
    assert_true(app_layout_place(later, 0).shown);
    assert_false(app_layout_place(later, 1).shown);
}

static Notebook *notebook_of(const char *width, const int *columns, size_t count)
{
    Notebook *notebook = notebook_new();
    if (width)
        notebook_header_set_option(notebook_header(notebook), "width", width);
    for (size_t i = 0; i < count; i++) {
        CellConfig config = {.has_column = columns[i] >= 0, .column = columns[i], .unknown = ""};
        notebook_insert_cell(notebook, i, "_", CELL_PLAIN, &config, "1", -1);
    }
    return notebook;
}

static void columns_of_a_notebook(void **state)
{
    static const int COLUMNS[] = {-1, 0, -1, 7, -1, 2};
    static const int WANTED[] = {0, 0, 0, 2, 2, 1};
    g_autoptr(Notebook) notebook = notebook_of("\"columns\"", COLUMNS, G_N_ELEMENTS(COLUMNS));
    g_autoptr(AppLayout) layout = app_layout_columns(notebook);
    assert_int_equal(layout->columns, 3);
    for (size_t i = 0; i < G_N_ELEMENTS(WANTED); i++)
        assert_int_equal((int)app_layout_place(layout, i).x, WANTED[i]);
    g_autoptr(Notebook) narrow = notebook_of("'medium'", COLUMNS, G_N_ELEMENTS(COLUMNS));
    assert_null(app_layout_columns(narrow));
    g_autoptr(Notebook) single = notebook_of("'columns'", COLUMNS, 3);
    assert_null(app_layout_columns(single));
}

static void the_file_that_a_notebook_names(void **state)
{
    g_autoptr(Notebook) notebook = notebook_new();
    assert_null(app_layout_file(notebook));
    notebook_header_set_option(notebook_header(notebook), "layout_file", "\"layouts/\" \"nb.grid.json\"");
    g_autofree char *file = app_layout_file(notebook);
    assert_string_equal(file, "layouts/nb.grid.json");
    notebook_header_set_option(notebook_header(notebook), "layout_file", "open('x')");
    assert_null(app_layout_file(notebook));
}

static bool overlap(const Tile *a, const Tile *b)
{
    return a->rows && b->rows && a->row < b->row + b->rows && b->row < a->row + a->rows && a->column < b->column + b->columns &&
           b->column < a->column + a->columns;
}

/* Of any file, on any screen. */
static void nothing_lies_over_another(void **state)
{
    GRand *chance = g_rand_new_with_seed(4711);
    for (int round = 0; round < 3000; round++) {
        AppLayout layout = {.kind = g_rand_boolean(chance) ? APP_GRID : APP_COLUMNS, .columns = g_rand_int_range(chance, 1, 30)};
        layout.places = g_array_new(FALSE, TRUE, sizeof(AppPlace));
        size_t cells = (size_t)g_rand_int_range(chance, 0, 12);
        for (size_t i = 0; i < cells; i++) {
            AppPlace place = {.shown = g_rand_int_range(chance, 0, 5) > 0, .y = g_rand_int_range(chance, 0, 6)};
            place.x = g_rand_int_range(chance, 0, layout.columns);
            place.width = g_rand_int_range(chance, 1, layout.columns - (int)place.x + 1);
            g_array_append_val(layout.places, place);
        }
        int columns = g_rand_int_range(chance, 1, 220);
        g_autoptr(GArray) tiles = board_tiles(&layout, cells, columns);
        for (guint i = 0; i < tiles->len; i++)
            g_array_index(tiles, Tile, i).rows = g_rand_int_range(chance, 0, 9);
        int rows = board_stack(tiles, columns);
        for (guint i = 0; i < tiles->len; i++) {
            const Tile *tile = &g_array_index(tiles, Tile, i);
            assert_true(tile->column >= 0 && tile->columns > 0 && tile->column + tile->columns <= columns);
            assert_true(!tile->rows || (tile->row >= 0 && tile->row + tile->rows <= rows));
            for (guint k = 0; k < i; k++)
                assert_false(overlap(tile, &g_array_index(tiles, Tile, k)));
        }
        g_array_unref(layout.places);
    }
    g_rand_free(chance);
}

static void what_stands_side_by_side_begins_together(void **state)
{
    g_autoptr(AppLayout) grid = read_text("{\"type\":\"grid\",\"data\":{\"columns\":2,\"cells\":[{\"position\":[0,0,1,5]},"
                                          "{\"position\":[0,9,1,1]},{\"position\":[1,0,1,1]},{\"position\":[1,9,1,1]}]}}", NULL);
    g_autoptr(GArray) tiles = board_tiles(grid, 4, 80);
    static const size_t ORDER[] = {0, 2, 1, 3};
    static const int HEIGHTS[] = {5, 2, 1, 1}, ROWS[] = {0, 0, 6, 6};
    for (guint i = 0; i < 4; i++)
        g_array_index(tiles, Tile, i).rows = HEIGHTS[i];
    assert_int_equal(board_stack(tiles, 80), 7);
    for (guint i = 0; i < 4; i++) {
        assert_int_equal(g_array_index(tiles, Tile, i).cell, ORDER[i]);
        assert_int_equal(g_array_index(tiles, Tile, i).row, ROWS[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_wrong_is_named_by_its_line), cmocka_unit_test(cells_that_a_file_does_not_know),
        cmocka_unit_test(columns_of_a_notebook), cmocka_unit_test(the_file_that_a_notebook_names),
        cmocka_unit_test(nothing_lies_over_another), cmocka_unit_test(what_stands_side_by_side_begins_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
