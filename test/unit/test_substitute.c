/* :s over cells: what it replaces, with what, and whom it asks. */
#include "test/unit/typing.h"

#include <string.h>

static void substitution_reaches_all_cells_and_is_undone_at_once(void **state)
{
    g_autoptr(Editor) editor = editor_of("old = 1\n---\nprint(old)\n---\nold + old");
    type(editor, ":%s/old/new/g<CR>");
    assert_cells(editor, "new = 1\n---\nprint(new)\n---\nnew + new");
    type(editor, "u");
    assert_cells(editor, "old = 1\n---\nprint(old)\n---\nold + old");
}

static void a_match_does_not_reach_into_the_next_cell(void **state)
{
    check("a\nb\n---\na\n---\nb", ":%s/a\\nb/X/<CR>", "X\n---\na\n---\nb");
    check("a\n---\nb", ":%s/\\n/,/<CR>", "a,\n---\nb,");
}

static void confirmation_asks_for_each_match(void **state)
{
    check("a a\n---\na a", ":%s/a/X/gc<CR>ynq", "X a\n---\na a");
    check("a a\n---\na a", ":%s/a/X/gc<CR>na", "a X\n---\nX X");
    check("a a\n---\na a", ":%s/a/X/gc<CR>nlx", "a \n---\na a");
    check("a", ":%s/a/X/c<CR><Esc>", "a");
}

static void global_asks_for_each_match_line_by_line(void **state)
{
    check("a a\n---\nb\na a\n---\na", ":g/a/s//X/gc<CR>ynnyy", "X a\n---\nb\na X\n---\nX");
    check("a a\nb\na", ":2,3g/./s/a/X/c<CR>y:1s/a/Y/<CR>", "Y a\nb\nX");
    check("a a\n---\na a\n---\na", ":g/a/s//X/gc<CR>na", "a X\n---\nX X\n---\nX");
    check("a a\n---\na a\n---\na", ":g/a/s//X/gc<CR>yqx", "X \n---\na a\n---\na");
    check("a a\n---\na a\n---\na", ":g/a/s//X/gc<CR>nlx", "a \n---\na a\n---\na");
    check("a\na\na\nb", ":g/a/s//X\\rX/c<CR>yny", "X\nX\na\nX\nX\nb");
    check("a a\n---\na a", ":g/a/s//X/gc<CR>yyyyu", "a a\n---\na a");
    check("a\nb\na", ":g/a/s//X/c<CR>q:g/a/s//Y/<CR>", "Y\nb\nY");
    check("a b", ":s/a/X/c|s/b/Y/c<CR>y", "X b");
}

static void all_of_one_command_is_not_all_of_the_next(void **state)
{
    g_autoptr(Editor) editor = editor_of("a a\na");
    type(editor, ":%s/a/b/gc<CR>a");
    assert_cells(editor, "b b\nb");
    type(editor, ":%s/b/c/gc<CR>yq");
    assert_cells(editor, "c b\nb");
    type(editor, "gg:g/b/s//d/gc<CR>a:%s/d/e/gc<CR>q");
    assert_cells(editor, "c d\nd");
}

static void an_expression_is_evaluated_for_each_match(void **state)
{
    check("a1 b9\n---\nc41", ":%s/\\d\\+/\\=submatch(0)+1/g<CR>", "a2 b10\n---\nc42");
    check("a", ":s/a/\\=1+1/<CR>", "2");
    check("a\n---\nb\na", ":%s/a/\\=line('.')/<CR>", "1\n---\nb\n3");
    check("x\nx\nx", ":2,3s/^/\\=line('.') * 10 % 7 . '. '/<CR>", "x\n6. x\n2. x");
    check("k=v", ":s#\\(\\w\\)=\\(\\w\\)#\\=submatch(2) . '/' . toupper(submatch(1))#<CR>", "v/K");
    check("a", ":s/a/\\='&~\\1' .. \"\\n\"/<CR>", "&~\\1\n");
    check("a", ":s/a/\\=\"\\<lt>Tab>x\\x41\\<lt>lt>\\<lt>Space>\\u20ac\\101\\<lt>CR>y\\<lt>no\"/<CR>", "\txA< €A\ny<no");
    check("1 2", ":s/\\d/\\=submatch(0)+1/g<CR>:&&<CR>", "3 4");
    check("1 2", ":s/\\d/\\=submatch(0) =~ '1' ? 'one' : '-'/gc<CR>yy", "one -");
    check("1\n2\n3", ":g/./s/\\d/\\=submatch(0)*submatch(0)/<CR>", "1\n4\n9");
    check("a\nb", ":s/a\\nb/\\=strlen(submatch(0))/<CR>", "3");
}

static void an_expression_that_cannot_be_evaluated_changes_nothing(void **state)
{
    check_message(":s/o/\\=system('ls')/<CR>", "\\=: E117: Unknown function: system");
    check_message(":s/o/\\=x/<CR>", "\\=: E121: Undefined variable: x");
    check_message(":s/o/\\=/<CR>", "\\=: E15: Invalid expression");
    check_message(":s/o/\\=1.5/<CR>", "\\=: E15: Invalid expression: there are whole numbers only");
    check("a", ":s/a/\\=b/<CR>", "a");
}

static void a_confirmation_takes_no_key_for_an_answer_that_is_none(void **state)
{
    check("a a\n---\na a", ":%s/a/X/gc<CR><C-e><C-y>xz<C-t>y<C-c>x", "X \n---\na a");
}

static void a_confirmation_is_no_search(void **state)
{
    g_autoptr(Editor) editor = editor_of("a a");
    type(editor, ":s/a/X/gc<CR>");
    PromptView prompt;
    assert_true(editor_prompt(editor, &prompt));
    assert_int_equal(prompt.sign, '=');
    assert_string_equal(prompt.label, "");
    assert_string_equal(prompt.text, "replace with X (y/n/a/q/l/^E/^Y)? ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(substitution_reaches_all_cells_and_is_undone_at_once),
        cmocka_unit_test(a_match_does_not_reach_into_the_next_cell),
        cmocka_unit_test(confirmation_asks_for_each_match),
        cmocka_unit_test(global_asks_for_each_match_line_by_line),
        cmocka_unit_test(all_of_one_command_is_not_all_of_the_next),
        cmocka_unit_test(an_expression_is_evaluated_for_each_match),
        cmocka_unit_test(an_expression_that_cannot_be_evaluated_changes_nothing),
        cmocka_unit_test(a_confirmation_takes_no_key_for_an_answer_that_is_none),
        cmocka_unit_test(a_confirmation_is_no_search),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
