#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "notebook/text_motion.h"
#include "notebook/text_object.h"

static Notebook *notebook_with(const char *first, const char *second)
{
    Notebook *notebook = notebook_new();
    notebook_insert_cell(notebook, 0, "_", CELL_PLAIN, NULL, first, -1);
    if (second)
        notebook_insert_cell(notebook, 1, "_", CELL_PLAIN, NULL, second, -1);
    return notebook;
}

static TextObject at(const Notebook *notebook, size_t line, size_t byte, bool around)
{
    Pos pos = {line, byte};
    return (TextObject){.notebook = notebook, .from = pos, .to = pos, .around = around, .count = 1};
}

static void assert_range(const TextObject *object, Pos from, Pos to)
{
    assert_int_equal(object->from.line, from.line);
    assert_int_equal(object->from.byte, from.byte);
    assert_int_equal(object->to.line, to.line);
    assert_int_equal(object->to.byte, to.byte);
}

static void a_word_is_taken_with_the_blanks_behind_or_else_before(void **state)
{
    g_autoptr(Notebook) notebook = notebook_with("one two  three", NULL);
    TextObject object = at(notebook, 0, 5, false);
    assert_true(object_word(&object, false));
    assert_range(&object, (Pos){0, 4}, (Pos){0, 6});
    object = at(notebook, 0, 5, true);
    assert_true(object_word(&object, false));
    assert_range(&object, (Pos){0, 4}, (Pos){0, 8});
    object = at(notebook, 0, 10, true);
    assert_true(object_word(&object, false));
    assert_range(&object, (Pos){0, 7}, (Pos){0, 13});
}

static void quotes_are_paired_from_the_start_of_the_line(void **state)
{
    g_autoptr(Notebook) notebook = notebook_with("a = \"b\" + \"c\\\"d\"", NULL);
    TextObject object = at(notebook, 0, 0, false);
    assert_true(object_quote(&object, '"'));
    assert_range(&object, (Pos){0, 5}, (Pos){0, 6});
    object = at(notebook, 0, 12, false);
    assert_true(object_quote(&object, '"'));
    assert_range(&object, (Pos){0, 11}, (Pos){0, 15});
}

static void brackets_in_strings_do_not_close(void **state)
{
    g_autoptr(Notebook) notebook = notebook_with("f(a, \")\", b)", NULL);
    TextObject object = at(notebook, 0, 2, false);
    assert_true(object_bracket(&object, '('));
    assert_range(&object, (Pos){0, 2}, (Pos){0, 10});
}

static void brackets_do_not_reach_into_other_cells(void **state)
{
    g_autoptr(Notebook) notebook = notebook_with("f(a", "b)");
    TextObject object = at(notebook, 0, 2, false);
    assert_false(object_bracket(&object, '('));
    Pos pos = {0, 1};
    assert_false(motion_match(notebook, &pos));
}

static void a_cell_is_an_object_of_its_lines(void **state)
{
    g_autoptr(Notebook) notebook = notebook_with("a\nb", "c\nd\ne");
    TextObject object = at(notebook, 3, 0, true);
    assert_true(object_cell(&object));
    assert_true(object.cells);
    assert_range(&object, (Pos){2, 0}, (Pos){4, 0});
}

static void a_paragraph_ends_where_its_cell_ends(void **state)
{
    g_autoptr(Notebook) notebook = notebook_with("a\nb", "c");
    TextObject object = at(notebook, 0, 0, false);
    assert_true(object_paragraph(&object));
    assert_range(&object, (Pos){0, 0}, (Pos){1, 0});
    Pos pos = {0, 0};
    bool inclusive = false;
    assert_true(motion_paragraph(notebook, &pos, 1, true, &inclusive));
    assert_int_equal(pos.line, 2);
}

static void words_of_scripts_without_blanks_are_told_apart(void **state)
{
    g_autoptr(Notebook) notebook = notebook_with("日本語ひらがなabc", NULL);
    Pos pos = {0, 0};
    assert_true(motion_word_forward(notebook, &pos, 1, false, false));
    assert_int_equal(pos.byte, 9);
    assert_true(motion_word_forward(notebook, &pos, 1, false, false));
    assert_int_equal(pos.byte, 21);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_is_taken_with_the_blanks_behind_or_else_before),
        cmocka_unit_test(quotes_are_paired_from_the_start_of_the_line),
        cmocka_unit_test(brackets_in_strings_do_not_close),
        cmocka_unit_test(brackets_do_not_reach_into_other_cells),
        cmocka_unit_test(a_cell_is_an_object_of_its_lines),
        cmocka_unit_test(a_paragraph_ends_where_its_cell_ends),
        cmocka_unit_test(words_of_scripts_without_blanks_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
