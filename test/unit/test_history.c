#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "notebook/history.h"

static Notebook *notebook_with(const char *first, const char *second)
{
    Notebook *notebook = notebook_new();
    notebook_insert_cell(notebook, 0, "_", CELL_PLAIN, NULL, first, -1);
    if (second)
        notebook_insert_cell(notebook, 1, "_", CELL_PLAIN, NULL, second, -1);
    notebook_forget_history(notebook);
    return notebook;
}

static void assert_text(Notebook *notebook, const char *expected)
{
    size_t last = notebook_line_count(notebook) - 1;
    g_autoptr(GString) text = notebook_slice(notebook, (Pos){0, 0}, (Pos){last, notebook_line(notebook, last).length});
    assert_string_equal(text->str, expected);
}

static void undo_takes_back_a_whole_step(void **state)
{
    g_autoptr(Notebook) notebook = notebook_with("abc", NULL);
    History *history = notebook_history(notebook);
    HistoryPlace place;
    notebook_replace(notebook, (Pos){0, 0}, (Pos){0, 1}, "X", 1);
    notebook_replace(notebook, (Pos){0, 3}, (Pos){0, 3}, "\nd", 2);
    history_break(history);
    notebook_replace(notebook, (Pos){1, 1}, (Pos){1, 1}, "e", 1);
    assert_int_equal(history_depth(history), 2);

    assert_true(history_undo(history, notebook, &place));
    assert_text(notebook, "Xbc\nd");
    assert_true(history_undo(history, notebook, &place));
    assert_text(notebook, "abc");
    assert_false(history_undo(history, notebook, &place));
    assert_true(history_redo(history, notebook, &place));
    assert_true(history_redo(history, notebook, &place));
    assert_text(notebook, "Xbc\nde");
    assert_false(history_redo(history, notebook, &place));
}

static void a_removed_cell_comes_back_with_its_id_name_and_configuration(void **state)
{
    g_autoptr(Notebook) notebook = notebook_with("one", "two");
    CellConfig config = {.disabled = true};
    notebook_set_cell_name(notebook, 1, "second");
    notebook_set_cell_config(notebook, 1, &config);
    History *history = notebook_history(notebook);
    history_break(history);
    uint64_t id = cell_id(notebook_cell(notebook, 1));
    HistoryPlace place;

    notebook_remove_cell(notebook, 1);
    assert_int_equal(notebook_cell_count(notebook), 1);
    assert_true(history_undo(history, notebook, &place));
    const Cell *cell = notebook_cell(notebook, 1);
    assert_int_equal(cell_id(cell), id);
    assert_string_equal(cell_name(cell), "second");
    assert_true(cell_config(cell)->disabled);
    assert_int_equal(place.pos.line, 1);
}

static void names_and_moves_are_undone_in_order(void **state)
{
    g_autoptr(Notebook) notebook = notebook_with("one", "two");
    History *history = notebook_history(notebook);
    HistoryPlace place;
    notebook_set_cell_name(notebook, 0, "first");
    notebook_move_cell(notebook, 0, 1);
    assert_text(notebook, "two\none");

    assert_true(history_undo(history, notebook, &place));
    assert_text(notebook, "one\ntwo");
    assert_string_equal(cell_name(notebook_cell(notebook, 0)), "_");
    assert_true(history_redo(history, notebook, &place));
    assert_string_equal(cell_name(notebook_cell(notebook, 1)), "first");
}

static void a_change_after_undo_is_a_branch_that_redo_prefers(void **state)
{
    g_autoptr(Notebook) notebook = notebook_with("a", NULL);
    History *history = notebook_history(notebook);
    HistoryPlace place;
    notebook_replace(notebook, (Pos){0, 1}, (Pos){0, 1}, "1", 1);
    history_undo(history, notebook, &place);
    notebook_replace(notebook, (Pos){0, 1}, (Pos){0, 1}, "2", 1);
    history_undo(history, notebook, &place);
    assert_text(notebook, "a");
    history_redo(history, notebook, &place);
    assert_text(notebook, "a2");
}

static void contents_that_came_back_have_their_first_generation(void **state)
{
    g_autoptr(Notebook) notebook = notebook_with("a", NULL);
    History *history = notebook_history(notebook);
    HistoryPlace place;
    uint64_t saved = notebook_generation(notebook);
    notebook_replace(notebook, (Pos){0, 1}, (Pos){0, 1}, "b", 1);
    uint64_t changed = notebook_generation(notebook);
    assert_int_not_equal(notebook_content_generation(notebook, changed), saved);

    history_undo(history, notebook, &place);
    assert_true(notebook_generation(notebook) > changed);
    assert_int_equal(notebook_content_generation(notebook, notebook_generation(notebook)), saved);
    history_redo(history, notebook, &place);
    assert_int_equal(notebook_content_generation(notebook, notebook_generation(notebook)), changed);
}

static void the_cursor_goes_to_the_topmost_changed_line(void **state)
{
    g_autoptr(Notebook) notebook = notebook_with("a\nb\nc\nd\ne\nf", NULL);
    History *history = notebook_history(notebook);
    HistoryPlace place;
    history_set_cursor(history, (Pos){5, 0});
    notebook_replace(notebook, (Pos){2, 0}, (Pos){2, 1}, "X", 1);
    notebook_replace(notebook, (Pos){1, 0}, (Pos){1, 1}, "Y", 1);
    history_undo(history, notebook, &place);
    assert_int_equal(place.pos.line, 1);
    assert_false(place.has_byte);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(undo_takes_back_a_whole_step),
        cmocka_unit_test(a_removed_cell_comes_back_with_its_id_name_and_configuration),
        cmocka_unit_test(names_and_moves_are_undone_in_order),
        cmocka_unit_test(a_change_after_undo_is_a_branch_that_redo_prefers),
        cmocka_unit_test(contents_that_came_back_have_their_first_generation),
        cmocka_unit_test(the_cursor_goes_to_the_topmost_changed_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
