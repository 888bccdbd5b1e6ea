/* What a user can change about keys: options, mappings, keymaps, actions by their names. */
#include "test/unit/typing.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "edit/action.h"
#include "edit/panel.h"

static bool always_interrupted(gpointer asked)
{
    ++*(int *)asked;
    return true;
}

static void macros_without_end_are_interrupted_and_typing_never_is(void **state)
{
    g_autoptr(Editor) editor = editor_of("");
    int asked = 0;
    editor_set_interrupted(editor, always_interrupted, &asked);
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < 1000; i++)
        g_string_append_printf(text, "%d", i % 10);
    g_autofree char *keys = g_strdup_printf("i%s<C-c>", text->str);
    type(editor, keys); /* what looks like an interrupt may be the <C-c> that ends this */
    assert_cells(editor, text->str);
    assert_int_equal(asked, 0);
    type(editor, "qqlh@qq@q");
    assert_message(editor, "Interrupted");
    assert_int_equal(asked, 1);
}

static void a_macro_that_makes_the_text_twice_as_long_each_time_is_given_up(void **state)
{
    g_autoptr(Editor) editor = editor_of("one\ntwo");
    type(editor, "qqggyGP@qq@q"); /* nobody interrupts it */
    assert_message(editor, "E169: keys run keys without end");
    assert_true(notebook_line_count(editor_notebook(editor)) < 5 * 1000 * 1000);
    type(editor, ":undo 0<CR>");
    assert_cells(editor, "one\ntwo");
}

static void a_macro_that_plays_itself_twice_does_not_pile_up_keys_without_end(void **state)
{
    g_autoptr(Editor) editor = editor_of("one");
    type(editor, ":nnoremap Q :<lt>CR><CR>qqQ99@qq@q");
    assert_message(editor, "E169: keys run keys without end");
}

static void options_are_set_shown_and_reset(void **state)
{
    g_autoptr(Editor) editor = editor_of("FOO");
    type(editor, ":set ic<CR>:s/foo/x/<CR>");
    assert_cells(editor, "x");
    type(editor, ":set sw=2 ts=3<CR>:set sw?<CR>");
    assert_message(editor, "  shiftwidth=2");
    type(editor, ":set sw&<CR>:set shiftwidth?<CR>");
    assert_message(editor, "  shiftwidth=4");
    type(editor, ":set noic<CR>:set ic?<CR>");
    assert_message(editor, "noignorecase");
    type(editor, ":set sw=0<CR>");
    assert_message(editor, "E487:");
}

static void options_of_words_take_these_words_and_no_others(void **state)
{
    g_autoptr(Editor) editor = editor_of("x");
    assert_int_equal(editor_option(editor, "autoreload"), 0);
    type(editor, ":set autoreload=lazy<CR>:set autoreload?<CR>");
    assert_message(editor, "  autoreload=lazy");
    assert_int_equal(editor_option(editor, "autoreload"), 1);
    static const char *const WRONG[] = {"autoreload=on", "autoreload=", "autoreload+=1", "noautoreload", "autoreload!", NULL};
    for (const char *const *wrong = WRONG; *wrong; wrong++) {
        g_autofree char *keys = g_strdup_printf(":set %s<CR>", *wrong);
        type(editor, keys);
        assert_message(editor, "E474: Invalid argument: ");
        assert_int_equal(editor_option(editor, "autoreload"), 1);
    }
    type(editor, ":set autoreload=on<CR>");
    assert_message(editor, "E474: Invalid argument: autoreload=on: it is one of off, lazy, autorun");
    type(editor, ":set autoreload<CR>");
    assert_message(editor, "  autoreload=lazy");
    type(editor, ":set autoreload&<CR>:set autoreload?<CR>");
    assert_message(editor, "  autoreload=off");
    type(editor, ":set autoreload=au<Tab><CR>");
    assert_int_equal(editor_option(editor, "autoreload"), 2);
}

static void keys_can_be_mapped_to_keys_and_actions(void **state)
{
    check("a b", ":nmap Q xx<CR>Q", "b");
    check("a\n---\nb", ":nmap Q delete-cell<CR>Q", "b");
    check("a b", ":nmap Q xx<CR>:nunmap Q<CR>Q", "a b");
}

static void what_a_noremap_stands_for_is_not_mapped(void **state)
{
    check("a b\nb\nb", ":nnoremap n nzz<CR>/b<CR>nx", "a b\n\nb");
    check("a", ":nnoremap ; :<CR>:nnoremap : ;<CR>;s/a/b/<CR>", "b");
    check("a b", ":nnoremap d \"_d<CR>yiwwdiwp", "a a");
    check("a b", ":nmap x l<CR>:nnoremap Q x<CR>Q", " b");
    check("a b c", ":nmap x dl<CR>:normal xx<CR>:normal! x<CR>", " c"); /* what :normal types is mapped, too */
    check("a\nb", ":nnoremap x iX<lt>Esc><CR>x:nunmap x<CR>.", "XXa\nb"); /* . repeats what was done */
    check("ab", ":nunmap Q<CR>x", "b");
    check_message(":nmap Q<CR>", "No mapping found");
    check("ab", ":nmap x dl<CR>:nunmap x<CR>x", "b"); /* the key does what it did */
    check("ab", ":nnoremap <lt>silent> x <lt>Nop><CR>x", "ab");
}

static void a_mapping_may_be_remapped_but_not_forever(void **state)
{
    check("a b\nb\nb", ":nmap n nzz<CR>/b<CR>nx", "a b\n\nb"); /* its own first key is not */
    check("abc", ":nmap Q x<CR>:nmap x ~<CR>Q", "Abc");
    check("abc", ":nmap Q x<CR>:nmap x Q<CR>QD", ""); /* E223 */
}

static void keys_that_begin_a_mapping_wait_for_its_end(void **state)
{
    check("a", ":inoremap jk <lt>Esc><CR>iojkx", "a");
    check("a", ":inoremap jk <lt>Esc><CR>ijjjkx", "ja");
    check("a", ":inoremap jk <lt>Esc><CR>ij<Esc>x", "a");
    check("a", ":inoremap jk <lt>Esc><CR>:normal ij<CR>", "ja"); /* at the end of the keys */
    check("a", ":inoremap jk <lt>Esc><CR>qqAxjkq@q", "axx");
    check("a", ":inoremap jk <lt>Esc><CR>3Ajxjk.", "ajxjxjxjxjxjx");
    check("a\nb\nc", ":nnoremap jk x<CR>jjjkx", "a\nb\n"); /* j j, and the rest fails */
    check("abc", ":nnoremap xx $x<CR>x<Right>D", "b");
    check("a", ":inoremap jk <lt>Esc><CR>Rjjk", "j");
    check("a\nb", ":cnoremap dd s/./X/<CR>:dd<CR>j:%dd<CR>", "X\nX");
    check("abcd", ":nnoremap 0 x<CR>0$i0<Esc>10h0", "c0d"); /* 10h is no mapping, nor is text */
}

static void keymap_files_are_read_whole_or_not_at_all(void **state)
{
    g_autofree char *folder = g_dir_make_tmp("tarn-keys-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "my.keys", NULL);
    g_autofree char *command = g_strdup_printf(":keymap %s<CR>", path);
    g_autoptr(Editor) editor = editor_of("a b");
    assert_true(g_file_set_contents(path, "[normal]\nQ = :xx\nw = nonsense\n", -1, NULL));
    type(editor, command);
    g_autofree char *complaint = g_strdup_printf("%s:3: there is no action \"nonsense\"", path);
    assert_message(editor, complaint);
    type(editor, "Q");
    assert_cells(editor, "a b");
    assert_true(g_file_set_contents(path, "[normal]\nQ = :xx\n", -1, NULL));
    type(editor, command);
    type(editor, "Q");
    assert_cells(editor, "b");
    type(editor, ":keymap vim<CR>u:keymap no/such<CR>");
    assert_message(editor, "E484: Can't open file no/such");
    type(editor, "Q");
    assert_cells(editor, "a b");
    unlink(path);
    rmdir(folder);
}

static void every_action_is_a_command(void **state)
{
    check("a\n---\nb", ":delete-cell<CR>", "b");
    check("a\nb", ":open-below<CR>x<Esc>", "a\nx\nb");
    check("a\nb\n---\nc", ":2,3upper-case<CR>", "a\nB\n---\nC");
    check("a b\n---\nc", ":around-cell<CR>d", "c");
    check("ab", ":replace-char x<CR>", "xb");
    check_message(":replace-char<CR>", "E471:");
    check_message(":9upper-case<CR>", "E16:");
    check_message(":3,2upper-case<CR>", "E493:");
}

/* Whatever state it is called in: a name on the `:` line may fail, but leaves an editor that goes on. */
static void every_action_can_be_called_by_its_name(void **state)
{
    size_t count;
    const Action *const *actions = actions_all(&count);
    for (size_t i = 0; i < count; i++) {
        g_autoptr(Editor) editor = editor_of("if one:\n    (two)\n---\n# three");
        g_autofree char *line = g_strdup_printf(":%s%s<CR>", actions[i]->name, actions[i]->takes_key ? " x" : "");
        type(editor, line);
        const char *message = editor_message(editor, NULL);
        if (message && strstr(message, "E492"))
            fail_msg(":%s is no command", actions[i]->name);
        type(editor, "<C-c><Esc><Esc><Esc>:new<CR>ithe end<Esc>");
        g_autofree char *text = text_of(editor);
        if (!strstr(text, "\n---\nthe end"))
            fail_msg("after :%s the editor does not go on: %s", actions[i]->name, text);
    }
}

static void a_name_that_is_nearly_an_action_is_told(void **state)
{
    check_message(":disable<CR>", "E492: Not an editor command: disable (is it :disable-cell?)");
    check_message(":delx<CR>", "E492: Not an editor command: delx");
    check("a\nb", ":dl<CR>", "b");
    check("a\nb", ":delp<CR>", "b");
}

static void assert_panel_request(Editor *editor, const char *keys, RequestKind kind, int code)
{
    type(editor, keys);
    g_autoptr(Request) request = editor_next_request(editor);
    assert_non_null(request);
    assert_int_equal(request->kind, kind);
    assert_int_equal(request->code, code);
    assert_null(editor_next_request(editor));
}

static void keys_in_a_panel_are_rows_of_a_section_of_their_own(void **state)
{
    g_autoptr(Editor) editor = editor_of("one");
    editor_enter_panel(editor);
    assert_panel_request(editor, "j", REQUEST_PANEL_MOVE, 1);
    assert_panel_request(editor, "3k", REQUEST_PANEL_MOVE, -3);
    assert_panel_request(editor, "<C-w>w", REQUEST_PANEL_FOCUS, 0);
    assert_panel_request(editor, "p", REQUEST_PANEL_GO, 1);
    g_autofree char *path = g_build_filename(g_get_tmp_dir(), "tarn-test-panel.keys", NULL);
    assert_true(g_file_set_contents(path, "[panel]\nj =\nJ = panel-down\nq = panel-last\n", -1, NULL));
    g_autofree char *command = g_strdup_printf(":keymap %s<CR>", path);
    type(editor, command);
    assert_int_equal(editor_mode(editor), MODE_PANEL);
    type(editor, "jx");
    assert_null(editor_next_request(editor));
    assert_panel_request(editor, "J", REQUEST_PANEL_MOVE, 1);
    assert_panel_request(editor, "q", REQUEST_PANEL_MOVE, INT_MAX);
    assert_cells(editor, "one");
    remove(path);
}

static void keys_of_a_panel_have_help_and_hints(void **state)
{
    g_autoptr(Editor) editor = editor_of("one");
    type(editor, ":help l_o<CR>");
    assert_non_null(strstr(editor_page(editor, NULL), "panel-go"));
    editor_close_page(editor);
    editor_enter_panel(editor);
    type(editor, "<C-w>");
    assert_true(editor_awaits_key(editor));
    g_autoptr(GPtrArray) hints = editor_key_hints(editor);
    assert_true(hints->len > 0);
    editor_leave_panel(editor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_are_set_shown_and_reset),
        cmocka_unit_test(options_of_words_take_these_words_and_no_others),
        cmocka_unit_test(keys_can_be_mapped_to_keys_and_actions),
        cmocka_unit_test(what_a_noremap_stands_for_is_not_mapped),
        cmocka_unit_test(a_mapping_may_be_remapped_but_not_forever),
        cmocka_unit_test(keys_that_begin_a_mapping_wait_for_its_end),
        cmocka_unit_test(keymap_files_are_read_whole_or_not_at_all),
        cmocka_unit_test(macros_without_end_are_interrupted_and_typing_never_is),
        cmocka_unit_test(a_macro_that_makes_the_text_twice_as_long_each_time_is_given_up),
        cmocka_unit_test(a_macro_that_plays_itself_twice_does_not_pile_up_keys_without_end),
        cmocka_unit_test(keys_in_a_panel_are_rows_of_a_section_of_their_own),
        cmocka_unit_test(keys_of_a_panel_have_help_and_hints),
        cmocka_unit_test(every_action_is_a_command),
        cmocka_unit_test(every_action_can_be_called_by_its_name),
        cmocka_unit_test(a_name_that_is_nearly_an_action_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
