#include "notebook/notebook.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static Notebook *three_cells(void)
{
    Notebook *notebook = notebook_new();
    notebook_insert_cell(notebook, 0, "_", CELL_PLAIN, NULL, "a = 1\nb = 2", -1);
    notebook_insert_cell(notebook, 1, "_", CELL_PLAIN, NULL, "c = 3", -1);
    notebook_insert_cell(notebook, 2, "_", CELL_PLAIN, NULL, "d = 4\ne = 5\nf = 6", -1);
    return notebook;
}

static void lines_count_through_all_cells(void **state)
{
    g_autoptr(Notebook) notebook = three_cells();
    assert_int_equal(notebook_line_count(notebook), 6);
    assert_string_equal(notebook_line(notebook, 2).bytes, "c = 3");
    assert_int_equal(notebook_cell_of_line(notebook, 1), 0);
    assert_int_equal(notebook_cell_of_line(notebook, 2), 1);
    assert_int_equal(notebook_cell_of_line(notebook, 5), 2);
    assert_int_equal(notebook_first_line(notebook, 2), 3);
    assert_int_equal(notebook_last_line(notebook, 2), 5);
}

static void an_edit_moves_the_lines_behind_it(void **state)
{
    g_autoptr(Notebook) notebook = three_cells();
    Pos after = notebook_replace(notebook, (Pos){2, 0}, (Pos){2, 1}, "x\ny", 3);
    assert_int_equal(after.line, 3);
    assert_int_equal(notebook_first_line(notebook, 2), 4);
    assert_string_equal(notebook_line(notebook, 3).bytes, "y = 3");
    assert_int_equal(notebook_line_count(notebook), 7);
}

static void moved_and_removed_cells_take_their_lines_along(void **state)
{
    g_autoptr(Notebook) notebook = three_cells();
    notebook_move_cell(notebook, 2, 0);
    assert_string_equal(notebook_line(notebook, 0).bytes, "d = 4");
    notebook_remove_cell(notebook, 0);
    assert_string_equal(notebook_line(notebook, 0).bytes, "a = 1");
    assert_int_equal(notebook_line_count(notebook), 3);
}

static void a_revision_grows_with_each_edit_and_a_snapshot_stays(void **state)
{
    g_autoptr(Notebook) notebook = three_cells();
    Cell *cell = notebook_cell(notebook, 1);
    g_autoptr(CellSnapshot) before = cell_snapshot(cell);
    notebook_replace(notebook, (Pos){2, 4}, (Pos){2, 5}, "7", 1);
    g_autoptr(CellSnapshot) after = cell_snapshot(cell);

    assert_true(after->revision > before->revision);
    assert_memory_equal(g_bytes_get_data(before->code, NULL), "c = 3", 5);
    assert_memory_equal(g_bytes_get_data(after->code, NULL), "c = 7", 5);
}

static void slices_reach_across_cells(void **state)
{
    g_autoptr(Notebook) notebook = three_cells();
    g_autoptr(GString) slice = notebook_slice(notebook, (Pos){1, 4}, (Pos){3, 1});
    assert_string_equal(slice->str, "2\nc = 3\nd");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_count_through_all_cells),
        cmocka_unit_test(an_edit_moves_the_lines_behind_it),
        cmocka_unit_test(moved_and_removed_cells_take_their_lines_along),
        cmocka_unit_test(a_revision_grows_with_each_edit_and_a_snapshot_stays),
        cmocka_unit_test(slices_reach_across_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
