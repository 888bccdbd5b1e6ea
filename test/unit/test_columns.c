/* Columns side by side: what they cost, how they scroll, what a pointer finds in them; and what marimo would write. */
#include "viewing.h"

#include "notebook/columns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { ROWS = 24, COLUMNS = 160, EACH = 300 };

/* Three columns of EACH cells, all in sight. */
static Viewing *desk_of(void)
{
    Notebook *notebook = notebook_new();
    notebook_header_set_option(notebook_header(notebook), "width", "\"columns\"");
    for (size_t i = 0; i < 3 * EACH; i++) {
        g_autofree char *code = viewing_code(i);
        CellConfig config = {.has_column = i % EACH == 0, .column = (int)(i / EACH)};
        notebook_insert_cell(notebook, i, "_", CELL_PLAIN, &config, code, -1);
    }
    return viewing_new(notebook, ROWS, COLUMNS);
}

/* The cell at the top of a column of the screen, from 0. */
static size_t top_of(const Viewing *desk, int column)
{
    size_t top = SIZE_MAX;
    for (int i = 0; i < view_rows(desk->view); i++) {
        if (view_place(desk->view, i).row == 1 && view_place(desk->view, i).column == column * (COLUMNS / 3))
            top = view_row(desk->view, i)->cell;
    }
    return top;
}

static void typing_lays_out_no_other_cell(void **state)
{
    g_autoptr(Viewing) desk = desk_of();
    viewing_type(desk, "glgli");
    size_t before = view_layout_work(desk->view);
    viewing_type(desk, "hello<CR>one more line");
    assert_int_equal(view_layout_work(desk->view), before);
}

static void only_what_is_seen_is_laid_out(void **state)
{
    g_autoptr(Viewing) desk = desk_of();
    viewing_draw(desk);
    assert_true(view_layout_work(desk->view) <= 3 * ROWS);
    size_t before = view_layout_work(desk->view);
    viewing_type(desk, "gl");
    assert_true(view_layout_work(desk->view) - before < 5); /* those that the cursor came from and went to */
    viewing_type(desk, "G");
    assert_true(view_layout_work(desk->view) - before < 4 * ROWS);
}

static void each_column_scrolls_by_itself(void **state)
{
    g_autoptr(Viewing) desk = desk_of();
    viewing_type(desk, "gl<C-d><C-d>");
    assert_int_equal(top_of(desk, 0), 0);
    assert_true(top_of(desk, 1) > EACH);
    assert_int_equal(top_of(desk, 2), 2 * EACH);
    size_t top = top_of(desk, 1);
    viewing_type(desk, "gh200j");
    assert_true(top_of(desk, 0) > 50);
    assert_int_equal(top_of(desk, 1), top);
    viewing_type(desk, "999<C-d>");
    assert_true(top_of(desk, 0) < EACH);
    assert_true(editor_cell(desk->editor) < EACH);
}

static void a_jump_scrolls_the_column_where_it_leads(void **state)
{
    g_autoptr(Viewing) desk = desk_of();
    viewing_type(desk, "/x750<CR>");
    assert_int_equal(editor_cell(desk->editor), 749);
    assert_int_equal(top_of(desk, 0), 0);
    assert_true(top_of(desk, 2) > 2 * EACH);
    viewing_type(desk, "''");
    assert_int_equal(editor_cell(desk->editor), 0);
}

static void the_cursor_goes_to_what_is_beside_it(void **state)
{
    g_autoptr(Viewing) desk = desk_of();
    viewing_type(desk, "jjjjgl");
    assert_int_equal(editor_cell(desk->editor), EACH + 2);
    viewing_type(desk, "<C-d>gh");
    assert_true(editor_cell(desk->editor) < 10); /* as high as the cursor was, and nothing has moved */
    assert_int_equal(top_of(desk, 0), 0);
}

static void what_scrolls_keeps_its_place_when_cells_come_and_go(void **state)
{
    g_autoptr(Viewing) desk = desk_of();
    viewing_type(desk, "gl<C-d><C-d>");
    size_t top = top_of(desk, 1);
    viewing_type(desk, "gh<Space>o<Space>d<Space>d");
    assert_int_equal(top_of(desk, 1), top - 1);
    viewing_type(desk, "<C-w>L"); /* it and the one beside it change places */
    assert_int_equal(top_of(desk, 0), top - EACH);
}

static void a_pointer_finds_the_column_that_it_is_on(void **state)
{
    g_autoptr(Viewing) desk = desk_of();
    Spot spot;
    viewing_draw(desk);
    assert_true(view_spot(desk->view, 2, COLUMNS / 3 + 20, &spot));
    assert_int_equal(spot.kind, SPOT_TEXT);
    assert_int_equal(spot.cell, EACH);
    assert_true(view_spot(desk->view, 0, 2 * (COLUMNS / 3) + 5, &spot)); /* its head */
    assert_int_equal(spot.cell, 2 * EACH);
    assert_true(view_scroll_beside(desk->view, COLUMNS / 3 + 3, 30));
    assert_false(view_scroll_beside(desk->view, 3, 30)); /* that of the cursor is the editor's */
    viewing_draw(desk);
    assert_int_equal(top_of(desk, 0), 0);
    assert_int_equal(top_of(desk, 1), EACH + 10);
    assert_int_equal(editor_cell(desk->editor), 0);
}

static void a_notebook_without_columns_is_one_list(void **state)
{
    g_autoptr(Viewing) desk = desk_of();
    StripHead head;
    viewing_draw(desk);
    assert_true(view_strip_head(desk->view, 2, &head));
    assert_false(view_strip_head(desk->view, 3, &head));
    notebook_header_set_option(notebook_header(editor_notebook(desk->editor)), "width", "\"full\"");
    viewing_draw(desk);
    assert_false(view_strip_head(desk->view, 0, &head));
    assert_int_equal(view_row(desk->view, 0)->cell, 0);
    viewing_type(desk, ":set nocolumns<CR>");
    notebook_header_set_option(notebook_header(editor_notebook(desk->editor)), "width", "'columns'");
    viewing_draw(desk);
    assert_false(view_strip_head(desk->view, 0, &head));
    viewing_type(desk, ":set columns<CR>");
    assert_true(view_strip_head(desk->view, 0, &head));
}

/* --- the notebook -------------------------------------------------------------------------------------------- */

static Notebook *numbered(const int *numbers, size_t count)
{
    Notebook *notebook = notebook_new();
    notebook_header_set_option(notebook_header(notebook), "width", "\"columns\"");
    for (size_t i = 0; i < count; i++) {
        CellConfig config = {.has_column = numbers[i] > -9, .column = numbers[i]};
        notebook_insert_cell(notebook, i, "_", i == 0 && numbers[i] == -9 ? CELL_SETUP : CELL_PLAIN, &config, "x", -1);
    }
    return notebook;
}

static void columns_are_runs_of_the_file(void **state)
{
    static const int NUMBERS[] = {-9, 2, -9, 2, -1, 0, 5};
    g_autoptr(Notebook) notebook = numbered(NUMBERS, G_N_ELEMENTS(NUMBERS));
    g_autoptr(GArray) columns = notebook_columns(notebook);
    static const size_t FIRSTS[] = {0, 1, 5, 6};
    assert_int_equal(columns->len, G_N_ELEMENTS(FIRSTS));
    for (guint i = 0; i < columns->len; i++)
        assert_int_equal(columns_at(columns, i).first, FIRSTS[i]);
    assert_int_equal(columns_find(columns, 4), 1);
    assert_int_equal(columns_find(columns, 6), 3);
}

static void the_setup_cell_names_no_column(void **state)
{
    static const int NUMBERS[] = {-9, 4, 7};
    g_autoptr(Notebook) notebook = numbered(NUMBERS, G_N_ELEMENTS(NUMBERS));
    g_autoptr(GArray) firsts = g_array_new(FALSE, FALSE, sizeof(size_t));
    g_array_append_vals(firsts, ((size_t[]){0, 2}), 2);
    columns_set(notebook, firsts);
    assert_false(cell_config(notebook_cell(notebook, 0))->has_column);
    assert_false(cell_config(notebook_cell(notebook, 1))->has_column);
    assert_int_equal(cell_config(notebook_cell(notebook, 2))->column, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(typing_lays_out_no_other_cell),
        cmocka_unit_test(only_what_is_seen_is_laid_out),
        cmocka_unit_test(each_column_scrolls_by_itself),
        cmocka_unit_test(a_jump_scrolls_the_column_where_it_leads),
        cmocka_unit_test(the_cursor_goes_to_what_is_beside_it),
        cmocka_unit_test(what_scrolls_keeps_its_place_when_cells_come_and_go),
        cmocka_unit_test(a_pointer_finds_the_column_that_it_is_on),
        cmocka_unit_test(a_notebook_without_columns_is_one_list),
        cmocka_unit_test(columns_are_runs_of_the_file),
        cmocka_unit_test(the_setup_cell_names_no_column),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
