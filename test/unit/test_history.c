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

static void type_step(Notebook *notebook, const char *letter)
{
    history_break(notebook_history(notebook));
    notebook_replace(notebook, (Pos){0, 0}, (Pos){0, 0}, letter, 1);
    history_break(notebook_history(notebook));
}

static void the_oldest_steps_are_forgotten_when_there_are_many_more_than_allowed(void **state)
{
    g_autoptr(Notebook) notebook = notebook_with("", NULL);
    History *history = notebook_history(notebook);
    HistoryPlace place;
    for (int i = 0; i < 10; i++)
        type_step(notebook, (char[]){(char)('0' + i), 0});
    assert_false(history_limit(history, 0));
    assert_false(history_limit(history, 8)); /* not many more */
    assert_int_equal(history_depth(history), 10);
    assert_true(history_limit(history, 4));
    assert_int_equal(history_depth(history), 4);
    assert_int_equal(history_number(history), 4);
    while (history_undo(history, notebook, &place)) {
    }
    assert_text(notebook, "543210");
    assert_true(history_redo(history, notebook, &place));
    assert_text(notebook, "6543210");
}

/* Branches off one state, as `x` and `u` make them. */
static void old_branches_are_forgotten_and_the_way_to_now_stays(void **state)
{
    g_autoptr(Notebook) notebook = notebook_with("", NULL);
    History *history = notebook_history(notebook);
    HistoryPlace place;
    size_t undos, redos;
    type_step(notebook, "a");
    type_step(notebook, "b");
    for (int i = 0; i < 9; i++) {
        type_step(notebook, (char[]){(char)('0' + i), 0});
        assert_true(history_undo(history, notebook, &place));
    }
    assert_true(history_limit(history, 6)); /* the oldest are "a" and "b" themselves, and of the branches 0, 1, and 2 */
    assert_int_equal(history_newest(history), 6);
    assert_int_equal(history_depth(history), 0);
    assert_true(history_route(history, 6, &undos, &redos));
    assert_true(history_redo(history, notebook, &place));
    assert_text(notebook, "8ba");
    assert_false(history_limit(history, 2)); /* branches go, and the beginning is still the same one */
    assert_int_equal(history_newest(history), 2);
    assert_true(history_undo(history, notebook, &place));
    assert_text(notebook, "ba");
    assert_false(history_undo(history, notebook, &place));
}

/* A branch that is old but has a new end stays as long as there is room. */
static void no_step_is_left_without_its_parent(void **state)
{
    GRand *random = g_rand_new_with_seed(11);
    for (int story = 0; story < 300; story++) {
        g_autoptr(Notebook) notebook = notebook_with("x", NULL);
        History *history = notebook_history(notebook);
        HistoryPlace place;
        size_t undos, redos, most = (size_t)g_rand_int_range(random, 1, 12);
        for (int i = 0; i < 60; i++) {
            type_step(notebook, "y");
            history_limit(history, most);
            assert_true(history_newest(history) <= most + most / 4 + 1);
            size_t length = notebook_line(notebook, 0).length;
            assert_true(history_route(history, (size_t)g_rand_int_range(random, 0, (gint32)history_newest(history) + 1),
                                      &undos, &redos));
            for (size_t j = 0; j < undos; j++)
                assert_true(history_undo(history, notebook, &place));
            for (size_t j = 0; j < redos; j++)
                assert_true(history_redo(history, notebook, &place));
            assert_int_equal(notebook_line(notebook, 0).length, length - undos + redos);
        }
    }
    g_rand_free(random);
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
        cmocka_unit_test(the_oldest_steps_are_forgotten_when_there_are_many_more_than_allowed),
        cmocka_unit_test(old_branches_are_forgotten_and_the_way_to_now_stays),
        cmocka_unit_test(no_step_is_left_without_its_parent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
