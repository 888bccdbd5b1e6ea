/* The menu of what could be typed, its answers given by hand. */
#include "test/unit/typing.h"

#include "edit/editor.h"

#include <string.h>

static void assert_text(Editor *editor, const char *want)
{
    Notebook *notebook = editor_notebook(editor);
    size_t last = notebook_line_count(notebook) - 1;
    g_autoptr(GString) text = notebook_slice(notebook, (Pos){0}, (Pos){last, notebook_line(notebook, last).length});
    assert_string_equal(text->str, want);
}

/* "a b*": the entries, the chosen one with a star; "" for no menu. */
static void assert_menu(Editor *editor, const char *want)
{
    CompletionMenu menu = {0};
    g_autoptr(GString) got = g_string_new(NULL);
    if (!editor_completion(editor, &menu))
        menu.count = 0;
    for (guint i = 0; i < menu.count; i++)
        g_string_append_printf(got, "%s%s%s", i ? " " : "", editor_completion_entry(editor, i).name,
                               (int)i == menu.chosen ? "*" : "");
    assert_string_equal(got->str, want);
}

/* The ticket of the last question about names, 0: none was asked. */
static int question(Editor *editor, const char *code)
{
    int ticket = 0;
    for (Request *request; (request = editor_next_request(editor)); request_free(request)) {
        if (request->kind != REQUEST_COMPLETE)
            continue;
        ticket = request->code;
        if (code)
            assert_string_equal(request->text, code);
    }
    return ticket;
}

static void answer(Editor *editor, int ticket, const char *names)
{
    g_autoptr(CompletionSet) set = completion_set_new();
    g_auto(GStrv) words = g_strsplit(names, " ", -1);
    for (size_t i = 0; words[i]; i++)
        completion_set_add(set, COMPLETION_LIVE, words[i], "function", NULL, NULL);
    editor_take_completions(editor, ticket, set);
}

static void a_key_shows_words_and_what_is_answered(void **state)
{
    g_autoptr(Editor) editor = editor_of("zebqa = 1\n");
    type(editor, "jizeb<C-Space>");
    assert_menu(editor, "zebqa");
    int ticket = question(editor, "zebqa = 1\nzeb");
    assert_int_not_equal(ticket, 0);
    answer(editor, ticket, "zebta zebal other");
    assert_menu(editor, "zebal zebta zebqa");
    type(editor, "q");
    assert_menu(editor, "zebqa");
    type(editor, "<BS>t");
    assert_menu(editor, "zebta");
}

static void an_answer_for_another_place_is_dropped(void **state)
{
    g_autoptr(Editor) editor = editor_of("\n");
    type(editor, "iqq<C-Space>");
    int ticket = question(editor, NULL);
    type(editor, "<CR>qq<C-Space>");
    answer(editor, ticket, "qqlate");
    assert_menu(editor, "");
    answer(editor, question(editor, NULL), "qqright");
    assert_menu(editor, "qqright");
    type(editor, "<Esc>");
    assert_menu(editor, "");
}

static void what_is_deleted_to_less_than_was_asked_about_is_asked_anew(void **state)
{
    g_autoptr(Editor) editor = editor_of("");
    type(editor, "iqqx<C-Space>");
    answer(editor, question(editor, NULL), "qqxa");
    type(editor, "<BS>");
    answer(editor, question(editor, "qq"), "qqya");
    assert_menu(editor, "qqxa qqya");
}

static void behind_a_dot_only_attributes_fit(void **state)
{
    g_autoptr(Editor) editor = editor_of("b.size\nhidden = 1\n");
    type(editor, "2jia.<C-Space>");
    assert_menu(editor, "size");
    answer(editor, question(editor, NULL), "shape");
    assert_menu(editor, "shape size");
}

static void keys_choose_take_and_give_up(void **state)
{
    static const struct {
        const char *keys, *text, *menu;
    } CASES[] = {
        {"<C-n>", "qqa", "qqa* qqb qqc"},
        {"<C-n><C-n>", "qqb", "qqa qqb* qqc"},
        {"<C-p>", "qqc", "qqa qqb qqc*"},
        {"<C-n><C-p>", "qq", "qqa qqb qqc"},
        {"<C-p><C-n>", "qq", "qqa qqb qqc"},
        {"<Down>", "qq", "qqa* qqb qqc"},
        {"<Down><Down><CR>", "qqb", ""},
        {"<Up><C-y>", "qqc", ""},
        {"<C-y>", "qq", ""},
        {"<C-n><C-n><C-e>", "qq", ""},
        {"<Tab>", "qqa", ""},
        {"<Down><Down><Tab>", "qqb", ""},
        {"<CR>", "qq\n", ""},
        {"<C-n><CR>", "qqa\n", ""},
        {"<C-n>(", "qqa(", ""},
        {"<C-n><Esc>", "qqa", ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(Editor) editor = editor_of("");
        type(editor, "iqq<C-Space>");
        answer(editor, question(editor, NULL), "qqa qqb qqc");
        type(editor, CASES[i].keys);
        assert_text(editor, CASES[i].text);
        assert_menu(editor, CASES[i].menu);
    }
}

static void what_was_taken_is_repeated_as_letters(void **state)
{
    g_autoptr(Editor) editor = editor_of("\n");
    type(editor, "ixQQ<C-Space>");
    answer(editor, question(editor, NULL), "xqqé");
    type(editor, "<C-n>;<Esc>j.");
    assert_text(editor, "xqqé;\nxqqé;");
    type(editor, "u");
    assert_text(editor, "xqqé;\n");
    type(editor, "u");
    assert_text(editor, "\n");
}

static void a_macro_types_what_was_taken_when_it_was_recorded(void **state)
{
    g_autoptr(Editor) editor = editor_of("\n");
    type(editor, "qaiqq<C-Space>");
    answer(editor, question(editor, NULL), "qqa qqb");
    type(editor, "<Down><Down><C-y>;<Esc>q");
    assert_text(editor, "qqb;\n");
    type(editor, "j@a");
    assert_text(editor, "qqb;\nqqb;");
}

static void a_count_types_what_was_taken_so_many_times(void **state)
{
    g_autoptr(Editor) editor = editor_of("");
    type(editor, "3iqq<C-Space>");
    answer(editor, question(editor, NULL), "qqa");
    type(editor, "<Tab> <Esc>");
    assert_text(editor, "qqa qqa qqa ");
}

static void it_opens_by_itself_only_if_that_is_wished(void **state)
{
    static const struct {
        const char *keys;
        bool asks;
    } CASES[] = {
        {"iqq", false}, {"iqqq", true}, {"ia.", true}, {"if(x).", true}, {"i12.", false}, {"i.", false},
        {"i# qqq", false}, {"i'qqq", false}, {"i''.", true}, {"iqqq<Esc>", true}, {"i1234", false}, {"Rqqq", false},
        {"qxiqqq<Esc>q", true},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        for (int on = 0; on < 2; on++) {
            g_autoptr(Editor) editor = editor_of("");
            type(editor, on ? ":set autocomplete<CR>" : "");
            type(editor, CASES[i].keys);
            assert_int_equal(question(editor, NULL) != 0, on && CASES[i].asks);
        }
    }
}

static void a_macro_and_a_repetition_open_no_menu(void **state)
{
    g_autoptr(Editor) editor = editor_of("\n");
    type(editor, ":set autocomplete<CR>qaiqqq<Esc>q");
    question(editor, NULL);
    type(editor, "j@a");
    assert_int_equal(question(editor, NULL), 0);
    type(editor, ".");
    assert_int_equal(question(editor, NULL), 0);
}

static void a_menu_that_was_closed_stays_closed_for_this_word(void **state)
{
    g_autoptr(Editor) editor = editor_of("");
    type(editor, ":set autocomplete<CR>iqqq");
    answer(editor, question(editor, NULL), "qqqa qqqqb");
    type(editor, "<C-e>q");
    assert_menu(editor, "");
    assert_int_equal(question(editor, NULL), 0);
    type(editor, " qqq");
    assert_int_not_equal(question(editor, NULL), 0);
}

static void the_words_of_ctrl_n_are_in_a_menu_too(void **state)
{
    g_autoptr(Editor) editor = editor_of("word world\n");
    type(editor, "jiwo<C-n>");
    assert_menu(editor, "word* world");
    assert_text(editor, "word world\nword");
    type(editor, "<C-e>");
    assert_text(editor, "word world\nwo");
    assert_menu(editor, "");
    type(editor, "<C-n><C-n><C-y>x");
    assert_text(editor, "word world\nworldx");
    assert_int_equal(question(editor, NULL), 0);
}

static void without_modes_the_same_keys_take(void **state)
{
    g_autoptr(Editor) editor = editor_of("");
    assert_true(editor_choose_keymap(editor, "plain", NULL));
    type(editor, "qq<C-Space>");
    answer(editor, question(editor, NULL), "qqa qqb");
    assert_menu(editor, "qqa qqb");
    type(editor, "<Down><Down><Tab>;");
    assert_text(editor, "qqb;");
    type(editor, "qq<C-Space>");
    answer(editor, question(editor, NULL), "qqa qqb");
    type(editor, "<Esc>");
    assert_menu(editor, "");
    assert_text(editor, "qqb;qq");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_shows_words_and_what_is_answered),
        cmocka_unit_test(an_answer_for_another_place_is_dropped),
        cmocka_unit_test(what_is_deleted_to_less_than_was_asked_about_is_asked_anew),
        cmocka_unit_test(behind_a_dot_only_attributes_fit),
        cmocka_unit_test(keys_choose_take_and_give_up),
        cmocka_unit_test(what_was_taken_is_repeated_as_letters),
        cmocka_unit_test(a_macro_types_what_was_taken_when_it_was_recorded),
        cmocka_unit_test(a_count_types_what_was_taken_so_many_times),
        cmocka_unit_test(it_opens_by_itself_only_if_that_is_wished),
        cmocka_unit_test(a_macro_and_a_repetition_open_no_menu),
        cmocka_unit_test(a_menu_that_was_closed_stays_closed_for_this_word),
        cmocka_unit_test(the_words_of_ctrl_n_are_in_a_menu_too),
        cmocka_unit_test(without_modes_the_same_keys_take),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
