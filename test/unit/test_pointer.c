/* The mouse in the text. */
#include "test/unit/typing.h"

static Editor *plain_editor(const char *text)
{
    Editor *editor = editor_of(text);
    assert_true(editor_choose_keymap(editor, "plain", NULL));
    return editor;
}

static void what_is_put_ends_a_selection(void **state)
{
    g_autoptr(Editor) editor = plain_editor("ab\n日本");
    type(editor, "<S-Right><C-c><Esc><Down><S-End>"); /* a is copied, the second line selected */
    editor_point(editor, POINT_PUT, (Pos){0, 0});
    Selection selection;
    assert_false(editor_selection(editor, &selection));
    type(editor, "x");
    assert_cells(editor, "axab\n日本");
}

static void a_double_click_beside_words_ends_a_selection(void **state)
{
    g_autoptr(Editor) editor = plain_editor("ab  \ncd");
    type(editor, "<Down><S-End>");
    editor_point(editor, POINT_WORD, (Pos){0, 3});
    Selection selection;
    assert_false(editor_selection(editor, &selection));
    type(editor, "x");
    assert_cells(editor, "ab x \ncd");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_put_ends_a_selection),
        cmocka_unit_test(a_double_click_beside_words_ends_a_selection),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
