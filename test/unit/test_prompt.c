/* The `:` line while it is typed: its keys, what completes it, and the menu of that. */
#include "test/unit/typing.h"

#include "edit/prompt_view.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void assert_prompt(const char *keys, const char *text, size_t cursor)
{
    g_autoptr(Editor) editor = editor_of("word other");
    type(editor, ":first<CR>:second<CR>");
    type(editor, keys);
    PromptView view;
    assert_true(editor_prompt(editor, &view));
    assert_string_equal(view.text, text);
    assert_int_equal(view.cursor, cursor);
}

static void the_prompt_is_edited_with_vims_keys(void **state)
{
    assert_prompt(":abc<BS>d", "abd", 3);
    assert_prompt(":one two<C-w>x", "one x", 5);
    assert_prompt(":one<C-u>x", "x", 1);
    assert_prompt(":bc<C-b>a<C-e>d", "abcd", 4);
    assert_prompt(":a<C-r><C-w>", "aword", 5);
    assert_prompt("wyw:<C-r>\"", "other", 5);
    assert_prompt(":<Up>", "second", 6);
    assert_prompt(":fi<Up>", "first", 5);
    assert_prompt(":<C-p><C-p><C-n>", "second", 6);
    assert_prompt(":subs<Tab>", "substitute", 10);
    assert_prompt(":set ignorec<Tab>", "set ignorecase", 14);
    assert_prompt(":new-cell-b<Tab>", "new-cell-below", 14);
}

static void assert_prompt_of(Editor *editor, const char *keys, const char *text)
{
    PromptView prompt;
    type(editor, keys);
    assert_true(editor_prompt(editor, &prompt));
    assert_string_equal(prompt.text, text);
}

static void completion_goes_round_and_back_to_what_was_typed(void **state)
{
    assert_prompt(":set ex<Tab>x", "set expandtabx", 14);
    assert_prompt(":runa<Tab>", "runa", 4);
    assert_prompt(":panel <Tab>", "panel errors", 12);
    assert_prompt(":panel <Tab><Tab>", "panel graph", 11);
    assert_prompt(":panel <Tab><Tab><S-Tab>", "panel errors", 12);
    assert_prompt(":panel <Tab><S-Tab>", "panel ", 6); /* what was typed */
    assert_prompt(":panel <S-Tab>", "panel variables", 15);
    assert_prompt(":panel <S-Tab><Tab><Tab>", "panel errors", 12);
    assert_prompt(":panel <Tab><C-n><Down><C-p>", "panel graph", 11);
    assert_prompt(":panel <Tab><C-e>", "panel ", 6);
    assert_prompt(":panel <Tab><C-y><Tab>", "panel errors", 12);
    assert_prompt(":set number<C-l>", "set number", 10);
    assert_prompt(":set checkp<C-l>", "set checkpoint", 14);
    assert_prompt(":panel <C-d>x", "panel x", 7);
    assert_prompt(":panel <C-d><Tab>", "panel errors", 12);
    assert_prompt(":set tabstop=<Tab>", "set tabstop=4", 13);
    assert_prompt(":set invnumb<Tab>", "set invnumber", 13);
    assert_prompt(":set autoreload=<Tab><Tab>", "set autoreload=lazy", 19);
    assert_prompt(":nmap Qq x<CR>:nunmap Q<Tab>", "nunmap Qq", 9);
}

static char **two_notebooks(gpointer self)
{
    return g_strsplit("lakes.py rivers.py", " ", -1);
}

static void the_menu_says_what_words_mean(void **state)
{
    g_autoptr(Editor) editor = editor_of("a");
    PromptMenuView menu;
    type(editor, ":joi");
    assert_false(editor_prompt_menu(editor, &menu));
    type(editor, "<C-d>");
    assert_true(editor_prompt_menu(editor, &menu));
    assert_int_equal(menu.chosen, -1);
    assert_int_equal(menu.start, 0);
    PromptMenuEntry entry = editor_prompt_menu_entry(editor, 0);
    assert_string_equal(entry.word, "join");
    assert_string_equal(entry.help, "join lines");
    type(editor, "<Esc>:set no<Tab>");
    assert_true(editor_prompt_menu(editor, &menu));
    assert_int_equal(menu.start, 4);
    entry = editor_prompt_menu_entry(editor, 0);
    assert_string_equal(entry.word, "noautocomplete");
    assert_string_equal(entry.help, "show what could be typed behind a dot or three letters");
    type(editor, "<Esc>");
    assert_false(editor_prompt_menu(editor, &menu));
    editor_set_notebooks(editor, two_notebooks, NULL);
    type(editor, ":b r<Tab>");
    PromptView prompt;
    assert_true(editor_prompt(editor, &prompt));
    assert_string_equal(prompt.text, "b rivers.py");
}

static void backspace_in_an_empty_prompt_leaves_it(void **state)
{
    g_autoptr(Editor) editor = editor_of("a");
    type(editor, ":<BS>");
    assert_int_equal(editor_mode(editor), MODE_NORMAL);
}

static void topics_of_help_are_completed(void **state)
{
    assert_prompt(":help goto-f<Tab>", "help goto-frame", 15);
    assert_prompt(":help :unma<Tab>", "help :unmap", 11);
    assert_prompt(":help 'rela<Tab>", "help 'relativenumber'", 21);
    assert_prompt(":help <lt>Space>G<Tab>", "help <Space>G", 13);
    assert_prompt(":run st<Tab>", "run stale", 9);
    assert_prompt(":nmap Q delete-c<Tab>", "nmap Q delete-cell", 18);
}

static void a_range_that_is_half_typed_says_nothing(void **state)
{
    g_autoptr(Editor) editor = editor_of("o\no");
    type(editor, "x:'a,9s/o/");
    assert_null(editor_message(editor, NULL));
    type(editor, "<BS><BS><BS><BS><BS><BS><BS><BS>2s/o/0<CR>");
    assert_cells(editor, "\n0");
}

static void paths_begin_where_cd_has_led(void **state)
{
    g_autofree char *folder = g_dir_make_tmp("tarn-cd-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "lines.txt", NULL), *cd = g_strdup_printf(":cd %s<CR>", folder);
    g_autofree char *here = g_get_current_dir(), *as = g_strdup_printf(":saveas %s<CR>", path);
    assert_true(g_file_set_contents(path, "from there\n", -1, NULL));
    g_autoptr(Editor) editor = editor_of("a"), other = editor_of("b");
    type(editor, ":pwd<CR>");
    assert_message(editor, here);
    type(editor, cd);
    assert_message(editor, folder);
    type(editor, ":r lines.txt<CR>:r !basename $(pwd)/lines.txt<CR>");
    assert_cells(editor, "a\nfrom there\nlines.txt");
    assert_prompt_of(editor, ":r l<Tab>", "r lines.txt");
    type(editor, "<Esc>:cd no-such<CR>");
    assert_message(editor, "E344:");
    editor_hand_over(editor, other);
    type(other, ":lcd -<CR>");
    assert_message(other, "E186:");
    type(other, ":pwd<CR>");
    assert_message(other, folder);
    editor_hand_over(other, editor);
    type(editor, ":cd -<CR>");
    assert_message(editor, here);
    type(editor, as);
    assert_message(editor, "E13: File exists");
    assert_null(editor_path(editor));
    type(editor, ":saveas! x.py<CR>");
    assert_true(g_str_has_suffix(editor_path(editor), "/x.py"));
    remove(path);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_prompt_is_edited_with_vims_keys),
        cmocka_unit_test(completion_goes_round_and_back_to_what_was_typed),
        cmocka_unit_test(paths_begin_where_cd_has_led),
        cmocka_unit_test(the_menu_says_what_words_mean),
        cmocka_unit_test(backspace_in_an_empty_prompt_leaves_it),
        cmocka_unit_test(topics_of_help_are_completed),
        cmocka_unit_test(a_range_that_is_half_typed_says_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
