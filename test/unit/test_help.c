/* What tells about keys and commands: pages, help, hints. */
#include "test/unit/typing.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "edit/action.h"

static void pages_show_tables_and_any_key_closes_them(void **state)
{
    g_autoptr(Editor) editor = editor_of("text");
    const char *title;
    type(editor, "yy:reg<CR>");
    assert_non_null(strstr(editor_page(editor, &title), "text"));
    assert_string_equal(title, "registers");
    type(editor, "<Esc>");
    assert_null(editor_page(editor, &title));
    type(editor, ":help split-cell<CR>");
    assert_non_null(strstr(editor_page(editor, &title), "gs"));
    type(editor, "x");
    assert_null(editor_page(editor, &title));
    assert_cells(editor, "ext");
}

/* Whoever reads help and types `:q` means the help, as in Vim. */
static void a_command_line_is_typed_over_the_page_and_q_closes_it(void **state)
{
    g_autoptr(Editor) editor = editor_of("text");
    type(editor, ":help<CR>:");
    assert_non_null(editor_page(editor, NULL));
    type(editor, "j<Esc>");
    assert_non_null(editor_page(editor, NULL));
    type(editor, ":q<CR>");
    assert_null(editor_page(editor, NULL));
    assert_null(editor_next_request(editor));
    type(editor, ":help<CR>:s/t/T/<CR>");
    assert_null(editor_page(editor, NULL));
    assert_cells(editor, "Text");
    type(editor, ":help<CR>:reg<CR>");
    assert_non_null(editor_page(editor, NULL));
}

/* The page of `:help TOPIC` has all these words, separated by "|". */
static void assert_help(const char *topic, const char *expected)
{
    g_autoptr(Editor) editor = editor_of("text");
    g_autofree char *keys = g_strdup_printf(":help %s<CR>", topic);
    type(editor, keys);
    const char *page = editor_page(editor, NULL);
    if (!page)
        fail_msg(":help %s shows nothing", topic);
    g_auto(GStrv) words = g_strsplit(expected, "|", -1);
    for (size_t i = 0; words[i]; i++) {
        if (!strstr(page, words[i]))
            fail_msg(":help %s does not say \"%s\":\n%s", topic, words[i], page);
    }
}

static void help_knows_actions_keys_commands_and_options(void **state)
{
    assert_help("", "THE FIRST MINUTE|run-cell|<Space>r|:[range]d[elete] [x] [count]");
    assert_help("delete-cell", "delete-cell|<Space>d|:delete-cell");
    assert_help("gf", "goto-frame");
    assert_help("<lt>C-d>", "half-page-down|insert-dedent");
    assert_help("<lt>c-d>", "half-page-down");
    assert_help("CTRL-D", "half-page-down|insert-dedent");
    assert_help("i_CTRL-D", "insert-dedent");
    assert_help("<lt>Space>", "new-cell-below|<Space>o|:name|show or set the name of the cell");
    assert_help(":w", ":[range]w[rite][!] [file]|save");
    assert_help(":delete-cell", "delete the cell into a register");
    assert_help("'list'", "nolist|show tabs");
    assert_help("sw", "shiftwidth=4");
    assert_help("objects", "inner-cell|around-word");
    assert_help("keys", "normal mode|visual mode|pending mode|insert mode");
    check_message(":help :nonsense<CR>", "E149: Sorry, no help for :nonsense");
    check_message(":help 'nonsense'<CR>", "E149:");
    check_message(":help <lt>F9><CR>", "E149:");
}

/* ...of 80, with the margins of the page. */
static void pages_of_help_fit_a_small_screen(void **state)
{
    static const char *const TOPICS[] = {"", "actions", "commands", "options", "keys", "g"};
    for (size_t i = 0; i < G_N_ELEMENTS(TOPICS); i++) {
        g_autoptr(Editor) editor = editor_of("text");
        g_autofree char *keys = g_strdup_printf(":help %s<CR>", TOPICS[i]);
        type(editor, keys);
        g_auto(GStrv) lines = g_strsplit(editor_page(editor, NULL), "\n", -1);
        for (size_t line = 0; lines[line]; line++) {
            if (strlen(lines[line]) > 77)
                fail_msg(":help %s is too wide: %s", TOPICS[i], lines[line]);
        }
    }
}

static void help_of_one_mode_leaves_out_the_others(void **state)
{
    g_autoptr(Editor) editor = editor_of("text");
    type(editor, ":help i_CTRL-D<CR>");
    assert_null(strstr(editor_page(editor, NULL), "half-page-down"));
}

static void every_row_of_the_tables_has_help(void **state)
{
    size_t count;
    const Action *const *actions = actions_all(&count);
    for (size_t i = 0; i < count; i++)
        assert_help(actions[i]->name, actions[i]->help);
}

static const char *hint_for(const GPtrArray *hints, const char *keys)
{
    for (guint i = 0; i < hints->len; i++) {
        const KeyHint *hint = g_ptr_array_index(hints, i);
        if (strcmp(hint->keys, keys) == 0)
            return hint->what;
    }
    return NULL;
}

static void keys_that_begin_a_command_tell_what_may_follow(void **state)
{
    g_autoptr(Editor) editor = editor_of("text");
    type(editor, "<Space>");
    assert_true(editor_awaits_key(editor));
    g_autoptr(GPtrArray) leader = editor_key_hints(editor);
    assert_string_equal(hint_for(leader, "o"), "an empty cell below");
    assert_string_equal(hint_for(leader, "w"), "save");
    assert_string_equal(hint_for(leader, "n"), "show or set the name of the cell");
    assert_null(hint_for(leader, ""));
    type(editor, "<Esc>di");
    g_autoptr(GPtrArray) objects = editor_key_hints(editor);
    assert_string_equal(hint_for(objects, "c"), action_find("inner-cell")->help);
    assert_null(hint_for(objects, "z"));
}

static void nothing_is_hinted_where_no_command_is_begun(void **state)
{
    static const char *const KEYS[] = {"", "d", "3", "f", "\"", "i", ":g", "<Space>o", "gg"};
    for (size_t i = 0; i < G_N_ELEMENTS(KEYS); i++) {
        g_autoptr(Editor) editor = editor_of("text");
        type(editor, KEYS[i]);
        g_autoptr(GPtrArray) hints = editor_key_hints(editor);
        assert_false(editor_awaits_key(editor));
        assert_int_equal(hints->len, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_show_tables_and_any_key_closes_them),
        cmocka_unit_test(a_command_line_is_typed_over_the_page_and_q_closes_it),
        cmocka_unit_test(help_knows_actions_keys_commands_and_options),
        cmocka_unit_test(pages_of_help_fit_a_small_screen),
        cmocka_unit_test(help_of_one_mode_leaves_out_the_others),
        cmocka_unit_test(every_row_of_the_tables_has_help),
        cmocka_unit_test(keys_that_begin_a_command_tell_what_may_follow),
        cmocka_unit_test(nothing_is_hinted_where_no_command_is_begun),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
