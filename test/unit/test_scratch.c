/* The scratchpad's editor: when Enter runs, what becomes of entries, its history. */
#include "test/unit/typing.h"

#include "edit/scratch.h"

#include <string.h>

static Editor *lender(const char *keymap)
{
    Editor *editor = editor_of("x");
    assert_true(editor_choose_keymap(editor, keymap, NULL));
    return editor;
}

static Editor *scratch_of(const Editor *owner)
{
    Editor *editor = editor_new(notebook_new());
    editor_make_scratch(editor);
    editor_lend(owner, editor);
    editor_scratch_type(editor);
    return editor;
}

/* Does what the owner of the editor does: what is to run, or NULL. */
static char *run(Editor *editor)
{
    char *code = NULL;
    for (Request *request; (request = editor_next_request(editor)); request_free(request)) {
        if (request->kind == REQUEST_RUN_CELLS && !code)
            editor_scratch_begin(editor, g_array_index(request->cells, uint64_t, 0), &code);
    }
    return code;
}

static void assert_runs(Editor *editor, const char *keys, const char *want)
{
    type(editor, keys);
    g_autofree char *code = run(editor);
    if (want)
        assert_string_equal(code, want);
    else
        assert_null(code);
}

static void code_is_complete_when_nothing_is_open(void **state)
{
    static const char *const COMPLETE[] = {"1", "f(1)", "x = 'a:'", "x = 1  # why:", "for i in x:\n    i\n", "lambda: 1",
                                           "'''a\nb'''", "d = {'a':\n 1}\nd", "@f\ndef g(): pass\n    \n"};
    static const char *const OPEN[] = {"f(1", "[", "'''a", "for i in x:", "for i in x:\n    i", "@f", "x = 1 + \\",
                                       "f('''(''', (", "if x: # why"};
    for (size_t i = 0; i < G_N_ELEMENTS(COMPLETE); i++)
        assert_true(scratch_is_complete(COMPLETE[i]));
    for (size_t i = 0; i < G_N_ELEMENTS(OPEN); i++)
        assert_false(scratch_is_complete(OPEN[i]));
}

static void enter_runs_what_is_complete_and_goes_on_in_what_is_not(void **state)
{
    g_autoptr(Editor) owner = lender("vim"), editor = scratch_of(owner);
    assert_runs(editor, "1 + 1<CR>", "1 + 1");
    assert_int_equal(editor_mode(editor), MODE_INSERT);
    assert_runs(editor, "for i in x:<CR>i<CR>", NULL);
    assert_runs(editor, "<CR>", "for i in x:\n    i");
    assert_cells(editor, "1 + 1\n---\nfor i in x:\n    i\n---\n");
    assert_runs(editor, "<CR>", NULL);
}

static void an_old_entry_runs_as_a_new_one_and_says_what_it_said(void **state)
{
    g_autoptr(Editor) owner = lender("vim"), editor = scratch_of(owner);
    assert_runs(editor, "a<CR>", "a");
    assert_runs(editor, "half<Esc>kAb<Esc><CR>", "ab");
    assert_cells(editor, "a\n---\nab\n---\nhalf");
    assert_runs(editor, "u", NULL);
    assert_cells(editor, "a\n---\nab\n---\nhalf");
    editor_scratch_clear(editor);
    assert_cells(editor, "half");
}

static void arrows_bring_back_what_begins_like_it(void **state)
{
    g_autoptr(Editor) owner = lender("plain"), editor = scratch_of(owner);
    assert_runs(editor, "one<CR>", "one");
    assert_runs(editor, "two<CR>", "two");
    assert_runs(editor, "oz<CR>", "oz");
    type(editor, "o<Up>");
    assert_cells(editor, "one\n---\ntwo\n---\noz\n---\noz");
    type(editor, "<Up>");
    assert_cells(editor, "one\n---\ntwo\n---\noz\n---\none");
    type(editor, "<Down><Down>");
    assert_cells(editor, "one\n---\ntwo\n---\noz\n---\no");
    type(editor, "<BS><Up><Up>");
    assert_cells(editor, "one\n---\ntwo\n---\noz\n---\ntwo");
    assert_runs(editor, "<C-u>for i in x:<CR>i<CR><CR>", "for i in x:\n    i");
    editor_scratch_clear(editor);
    type(editor, "<Up><Up>");
    assert_cells(editor, "oz");
    assert_runs(editor, "<Down><CR>", "for i in x:\n    i");
}

static void keys_of_the_scratchpad_leave_the_notebook_alone(void **state)
{
    g_autoptr(Editor) owner = lender("emacs"), editor = scratch_of(owner);
    type(editor, "y");
    assert_cells(editor, "y");
    type(editor, "<A-CR>");
    g_autoptr(Request) request = editor_next_request(editor);
    assert_int_equal(request->kind, REQUEST_SCRATCH_CELL);
    assert_string_equal(request->text, "y");
    assert_cells(owner, "x");
    type(owner, "<A-x>scratch-clear<CR>");
    assert_message(owner, "this is for the scratchpad: <C-c>> opens it");
}

static void what_is_copied_there_is_pasted_elsewhere(void **state)
{
    g_autoptr(Editor) owner = lender("vim"), editor = scratch_of(owner);
    type(editor, "word<Esc>yiw");
    type(owner, "P");
    assert_cells(owner, "wordx");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(code_is_complete_when_nothing_is_open),
        cmocka_unit_test(enter_runs_what_is_complete_and_goes_on_in_what_is_not),
        cmocka_unit_test(an_old_entry_runs_as_a_new_one_and_says_what_it_said),
        cmocka_unit_test(arrows_bring_back_what_begins_like_it),
        cmocka_unit_test(keys_of_the_scratchpad_leave_the_notebook_alone),
        cmocka_unit_test(what_is_copied_there_is_pasted_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
