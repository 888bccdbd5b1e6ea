/* What tells about keys and commands: pages, help, hints. */
#include "test/unit/typing.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "edit/action.h"
#include "edit/ex.h"
#include "edit/ex_topic.h"
#include "edit/option.h"
#include "edit/panel.h"

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

/* The help of a topic, as `:help` was typed; a bar in it is escaped. */
static const char *help_of(Editor *editor, const char *topic)
{
    g_autoptr(GString) command = g_string_new("help ");
    for (const char *at = topic; *at; at++)
        g_string_append_printf(command, *at == '|' ? "\\%c" : "%c", *at);
    ActionCall call = {.count = 1, .reg = '"', .text = command->str};
    editor_close_page(editor);
    editor_run_action(editor, action_find("command-line"), &call);
    return editor_page(editor, NULL);
}

static void must_have_help(Editor *editor, const char *topic)
{
    const char *page = help_of(editor, topic);
    if (!page || strlen(page) < 10)
        fail_msg(":help %s shows \"%s\"", topic, page ? page : editor_message(editor, NULL));
}

static void has_keys(const char *keys, const Binding *binding, gpointer editor)
{
    g_autofree char *shown = keys_shown(keys);
    must_have_help(editor, shown);
}

/* A lint: whatever stands in a table has a page. */
static void everything_there_is_has_a_page_of_help(void **state)
{
    g_autoptr(Editor) editor = editor_of("text");
    size_t count;
    const Action *const *actions = actions_all(&count);
    for (size_t i = 0; i < count; i++)
        must_have_help(editor, actions[i]->name);
    for (const ExCommand *row = EX_COMMANDS; row->name; row++) {
        g_autofree char *command = g_strconcat(":", row->name, NULL);
        must_have_help(editor, command);
    }
    for (const Option *row = OPTIONS; row->name; row++) {
        g_autofree char *option = g_strconcat("'", row->name, "'", NULL);
        must_have_help(editor, option);
    }
    for (size_t i = 0; PANEL_NAMES[i]; i++)
        must_have_help(editor, PANEL_NAMES[i]);
    g_autoptr(GPtrArray) topics = g_ptr_array_new_with_free_func(g_free);
    ex_topic_names(topics);
    assert_true(topics->len > 50);
    for (guint i = 0; i < topics->len; i++)
        must_have_help(editor, g_ptr_array_index(topics, i));
    for (size_t i = 0; KEYMAP_NAMES[i]; i++) {
        assert_true(editor_choose_keymap(editor, KEYMAP_NAMES[i], NULL));
        for (MapMode mode = 0; mode < MAP_MODES; mode++) {
            bool used = mode == MAP_MODELESS ? !editor_has_modes(editor) : editor_has_modes(editor);
            if (used)
                keymap_each(editor->keymap, mode, "", has_keys, editor);
        }
    }
}

static void concepts_have_pages(void **state)
{
    static const char *const CONCEPTS[] = {"markdown", "sql", "keys", "registers", "mouse", "widgets", "run modes", "run-modes",
                                           "sessions", "trust", "Trust", "vim", "undo-tree", "buffers", "<expr>", "vimrc", NULL};
    g_autoptr(Editor) editor = editor_of("text");
    for (size_t i = 0; CONCEPTS[i]; i++)
        must_have_help(editor, CONCEPTS[i]);
    const char *page = help_of(editor, "sql");
    assert_non_null(strstr(page, "TABLES OF SQL"));
    assert_null(strstr(page, "_mo.sql()_"));
    g_auto(GStrv) lines = g_strsplit(help_of(editor, "mappings"), "\n", -1);
    for (size_t i = 0; lines[i]; i++)
        assert_true(g_utf8_strlen(lines[i], -1) <= 100);
    page = help_of(editor, "trust"); /* a command, and a subject */
    assert_non_null(strstr(page, ":tr[ust]"));
    assert_non_null(strstr(page, "TRUST\n"));
}

static void a_wrong_topic_names_those_that_are_near(void **state)
{
    g_autoptr(Editor) editor = editor_of("text");
    assert_null(help_of(editor, "widgits"));
    assert_message(editor, "E149: Sorry, no help for widgits (there is widget");
    assert_null(help_of(editor, "frame-goto"));
    assert_message(editor, "E149: Sorry, no help for frame-goto");
    assert_null(help_of(editor, "disabl"));
    assert_message(editor, "E149: Sorry, no help for disabl (there is ");
    assert_null(help_of(editor, ":split"));
    assert_message(editor, "E149: :split is of Vim, and not in tarn: there are no windows");
    assert_null(help_of(editor, "'hidden'"));
    assert_message(editor, "E149: 'hidden' is of Vim, and not in tarn");
    assert_null(help_of(editor, "xqzzyx"));
    assert_message(editor, "E149: Sorry, no help for xqzzyx");
}

static void page_down_shows_more_hints_and_is_no_key_of_the_command(void **state)
{
    g_autoptr(Editor) editor = editor_of("a\nb");
    type(editor, "<Space>");
    assert_int_equal(editor_hint_page(editor), 0);
    type(editor, "<PageDown><PageDown><PageUp>");
    assert_int_equal(editor_hint_page(editor), 1);
    assert_true(editor_awaits_key(editor));
    type(editor, "o");
    assert_int_equal(editor_hint_page(editor), 0);
    assert_cells(editor, "a\nb\n---\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_there_is_has_a_page_of_help),
        cmocka_unit_test(concepts_have_pages),
        cmocka_unit_test(page_down_shows_more_hints_and_is_no_key_of_the_command),
        cmocka_unit_test(a_wrong_topic_names_those_that_are_near),
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
