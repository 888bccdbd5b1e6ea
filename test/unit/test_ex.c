/* The `:` line: ranges, commands across cells, search, and what it asks of others. */
#include "test/unit/typing.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "edit/action.h"
#include "edit/panel.h"

/* --- ranges ------------------------------------------------------------------------------------------- */

static void lines_are_counted_through_all_cells(void **state)
{
    check("a\nb\n---\nc\nd", ":3s/^/x/<CR>", "a\nb\n---\nxc\nd");
    check("a\nb\n---\nc\nd", ":$s/^/x/<CR>", "a\nb\n---\nc\nxd");
    check("a\nb\n---\nc\nd", ":2,3s/^/x/<CR>", "a\nxb\n---\nxc\nd");
}

static void addresses_may_be_marks_patterns_and_sums(void **state)
{
    check("a\nb\n---\nc\nd", ":/c/s/$/!/<CR>", "a\nb\n---\nc!\nd");
    check("a\nb\n---\nc\nd", "jmaG:'as/$/!/<CR>", "a\nb!\n---\nc\nd");
    check("a\nb\n---\nc\nd", ":.+1,$-1s/$/!/<CR>", "a\nb!\n---\nc!\nd");
    check("a\nb\n---\nc\nd", ":2;+1s/$/!/<CR>", "a\nb!\n---\nc!\nd");
    check("a\nb\n---\nc\nd", "Vj:s/$/!/<CR>", "a!\nb!\n---\nc\nd");
}

static void wrong_commands_say_so_as_vim_does(void **state)
{
    check_message(":nonsense<CR>", "E492: Not an editor command: nonsense");
    check_message(":2,1d<CR>", "E493:");
    check_message(":99d<CR>", "E16:");
    check_message(":'xd<CR>", "E20:");
    check_message("'x", "E20: Mark not set");
    check_message("d`x", "E20: Mark not set");
    check_message("\"xp", "E353: Nothing in register x");
    check_message("g;", "E664: Changelist is empty");
    check_message("xPg;g;", "E662: At start of changelist");
    check_message("xPg;g,g,", "E663: At end of changelist");
    check_message(":s/zzz/x/<CR>", "E486: Pattern not found: zzz");
    check_message(":s/\\(/x/<CR>", "E54:");
    check_message("/zzz<CR>", "E486:");
    check_message(":set nonsense<CR>", "E518:");
    check_message(":d x y<CR>", "E488:");
    check_message(":let x = 1<CR>", "E319:");
    check_message(":help nonsense<CR>", "E149:");
    check_message(":m1,2<CR>", "E488:");
    check_message(":1,2m1<CR>", "E134:");
    check_message(":g/o/g/t/d<CR>", "E147:");
}

/* --- commands across cells ---------------------------------------------------------------------------- */

static void lines_move_and_are_copied_between_cells(void **state)
{
    check("a\nb\n---\nc", ":1m$<CR>", "b\n---\nc\na");
    check("a\nb\n---\nc", ":$t0<CR>", "c\na\nb\n---\nc");
    check("a\n---\nb\nc", ":$m1<CR>", "a\nc\n---\nb");
}

static void a_cell_whose_lines_are_all_deleted_stays(void **state)
{
    check("a\nb\n---\nc\n---\nd", ":1,3d<CR>", "\n---\n\n---\nd");
}

static void global_visits_matching_lines_of_all_cells(void **state)
{
    check("a1\nb\n---\nb\na2\n---\na3", ":g/a/s/$/!/<CR>", "a1!\nb\n---\nb\na2!\n---\na3!");
    check("a1\nb\n---\nb\na2\nc\n---\na3\nd", ":g/a/d<CR>", "b\n---\nb\nc\n---\nd");
    check("a\nb\n---\nc", ":v/b/normal Ax<CR>", "ax\nb\n---\ncx");
    check("a\nb\n---\nc", ":g/./t.<CR>", "a\na\nb\nb\n---\nc\nc");
    check("a\nb\n---\nc", ":g/^/m0<CR>", "c\nb\na\n---\n");
}

static void sort_keeps_the_shape_of_cells(void **state)
{
    check("c\na\n---\nb", ":%sort<CR>", "a\nb\n---\nc");
}

static void a_number_of_one_is_told_as_one(void **state)
{
    check_message(":s/[on]/0/gn<CR>", "2 matches on 1 line");
    check_message(":s/e/0/n<CR>", "1 match on 1 line");
    g_autoptr(Editor) editor = editor_of("one");
    type(editor, ":s/[one]/0/g<CR>");
    assert_message(editor, "3 substitutions on 1 line");
    type(editor, ":cell 2<CR>");
    assert_message(editor, "there is 1 cell");
    type(editor, ":file<CR>");
    assert_message(editor, "\"[No Name]\" [Modified] 1 line, 1 cell");
    type(editor, ":new-cell-below<CR>:cell 3<CR>");
    assert_message(editor, "there are 2 cells");
}

static void filters_replace_lines(void **state)
{
    check("b\na\n---\nc", ":1,2!sort<CR>", "a\nb\n---\nc");
    check("a\n---\nc", ":r !echo new<CR>", "a\nnew\n---\nc");
}

static void the_filter_operator_takes_lines(void **state)
{
    check("c\nb\na\n---\nd", "!jsort<CR>", "b\nc\na\n---\nd");
    check("c\nb\na\n---\nd", "!!tr c x<CR>", "x\nb\na\n---\nd");
    check("c\nb\na\n---\nd", "Vjj!sort<CR>", "a\nb\nc\n---\nd");
    check("c\nd", "2:s/$/!/<CR>", "c!\nd!");
}

static void files_of_commands_are_sourced(void **state)
{
    g_autoptr(Editor) editor = editor_of("FOO");
    g_autoptr(GError) error = NULL;
    assert_true(editor_source(editor, "tarnrc", "\" a comment\nset ic sw=2\n\nnmap Q x\n", &error));
    assert_int_equal(editor_option(editor, "ignorecase"), 1);
    assert_int_equal(editor_option(editor, "shiftwidth"), 2);
    assert_int_equal(editor_option(editor, "nonsense"), -1);
    assert_false(editor_source(editor, "tarnrc", "set ic\nnonsense\n", &error));
    assert_string_equal(error->message, "tarnrc:2: E492: Not an editor command: nonsense");
    g_clear_error(&error);
    assert_false(editor_source(editor, "tarnrc", "set nosuchoption=5\nset sw=3\nnonsense\n", &error)); /* the rest is done */
    assert_string_equal(error->message, "tarnrc:1: E518: Unknown option: nosuchoption=5 (and 1 more, see :messages)");
    assert_int_equal(editor_option(editor, "shiftwidth"), 3);
    assert_cells(editor, "FOO");
}

static void bars_separate_commands(void **state)
{
    check("a\nb", ":s/a/x/|2s/b/y/<CR>", "x\ny");
    check("a\nb", ":g/./s/$/!/|s/^/-/<CR>", "-a!\n-b!");
}

/* --- search -------------------------------------------------------------------------------------------- */

static void a_search_goes_through_cells_and_around(void **state)
{
    g_autoptr(Editor) editor = editor_of("foo\n---\nbar\n---\nfoo");
    type(editor, "/bar<CR>");
    assert_int_equal(editor_cursor(editor).line, 1);
    type(editor, "/foo<CR>n");
    assert_int_equal(editor_cursor(editor).line, 0);
    assert_message(editor, "search hit BOTTOM");
    type(editor, "*");
    assert_int_equal(editor_cursor(editor).line, 2);
}

static void typing_a_pattern_previews_and_escape_goes_back(void **state)
{
    g_autoptr(Editor) editor = editor_of("one\ntwo\nthree");
    type(editor, "/thr");
    assert_int_equal(editor_cursor(editor).line, 2);
    type(editor, "<Esc>");
    assert_int_equal(editor_cursor(editor).line, 0);
}

static void count_match(size_t start, size_t end, gpointer data)
{
    ++*(size_t *)data;
}

static size_t matches_shown(Editor *editor)
{
    size_t count = 0;
    editor_each_match(editor, notebook_line(editor_notebook(editor), 0), count_match, &count);
    return count;
}

static void matches_are_shown_until_nohlsearch(void **state)
{
    g_autoptr(Editor) editor = editor_of("foo bar foo");
    assert_int_equal(matches_shown(editor), 0);
    type(editor, "/foo<CR>");
    assert_int_equal(matches_shown(editor), 2);
    type(editor, ":noh<CR>");
    assert_int_equal(matches_shown(editor), 0);
    type(editor, "n");
    assert_int_equal(matches_shown(editor), 2);
}

/* --- lines, and what they ask for ----------------------------------------------------------------------- */

static void lines_are_put_left_right_and_into_the_middle(void **state)
{
    check("\tone\n\n  two  ", ":%left 3<CR>", "   one\n   \n   two  ");
    check("\tone\n\n  two  ", ":%left<CR>x", "one\n\nwo  ");
    check("\tone\n\n  two  ", ":%center 21<CR>x", "         one\n\n         wo  ");
    check("one\na\tb", ":%right 10<CR>", "       one\n      a\tb"); /* where the tab stands counts */
    check("abc", ":set tw=7<CR>:ri<CR>", "    abc");
}

static void tabs_become_blanks_and_the_other_way_round(void **state)
{
    check("\ta b  c\td", ":retab<CR>", "    a b  c  d");
    check("    a    b", ":set noet<CR>:retab<CR>", "    a    b");
    check("    a    b", ":set noet<CR>:retab!<CR>", "\ta\t b");
    check("\ta", ":set noet<CR>:retab 2<CR>", "\t\ta");
    check_message(":retab 0<CR>", "E487:");
}

static void lines_are_shown(void **state)
{
    g_autoptr(Editor) editor = editor_of("one\ttab\ntwo\nthree\nfour");
    type(editor, ":l<CR>");
    assert_message(editor, "one^Itab$");
    type(editor, ":2,3nu<CR>");
    assert_string_equal(editor_page(editor, NULL), "  2 two\n  3 three\n");
    type(editor, "<Esc>:g/o/p<CR>");
    assert_string_equal(editor_page(editor, NULL), "one\ttab\ntwo\nfour\n");
    type(editor, "<Esc>:g/o<CR>");
    assert_string_equal(editor_page(editor, NULL), "one\ttab\ntwo\nfour\n");
    type(editor, "<Esc>:g/o/#<CR>");
    assert_string_equal(editor_page(editor, NULL), "  1 one\ttab\n  2 two\n  4 four\n");
    type(editor, "<Esc>:1,2l<CR>");
    assert_string_equal(editor_page(editor, NULL), "one^Itab$\ntwo$\n");
    type(editor, "<Esc>:%#<CR>");
    const char *title;
    assert_true(g_str_has_prefix(editor_page(editor, &title), "  1 one\ttab\n  2 two\n"));
    assert_string_equal(title, ":#");
    type(editor, "<Esc>:2z2<CR>");
    assert_string_equal(editor_page(editor, NULL), "two\nthree\n");
    type(editor, "<Esc>:his<CR>");
    assert_non_null(strstr(editor_page(editor, NULL), "2z2"));
    type(editor, "<Esc>:dig<CR>");
    assert_non_null(strstr(editor_page(editor, NULL), "a: ä"));
}

static void inserting_is_a_command(void **state)
{
    check("ab", ":startinsert<CR>x<Esc>", "xab");
    check("ab", ":star!<CR>x<Esc>", "abx");
    check("ab", ":startreplace<CR>x<Esc>", "xb");
    check("ab", ":silent! s/zzz/y/|s/a/c/<CR>:kee 1s/b/d/<CR>", "cd");
}

static void runs_are_asked_for_by_lines_or_by_what_needs_them(void **state)
{
    static const struct {
        const char *keys;
        RequestKind kind;
        guint cells;
    } CASES[] = {
        {":run<CR>", REQUEST_RUN_CELLS, 1},     {":%run<CR>", REQUEST_RUN_CELLS, 2},
        {":1,2run<CR>", REQUEST_RUN_CELLS, 1},  {":run all<CR>", REQUEST_RUN_ALL, 0},
        {":run stale<CR>", REQUEST_RUN_STALE, 0}, {":run!<CR>", REQUEST_RUN_STALE, 0},
        {":run-all<CR>", REQUEST_RUN_ALL, 0},   {":interrupt<CR>", REQUEST_INTERRUPT, 0},
        {":restart<CR>", REQUEST_RESTART, 0},   {"<Space>u", REQUEST_RUN_STALE, 0},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(Editor) editor = editor_of("a\nb\n---\nc");
        type(editor, CASES[i].keys);
        g_autoptr(Request) request = editor_next_request(editor);
        assert_non_null(request);
        assert_int_equal(request->kind, CASES[i].kind);
        assert_int_equal(request->cells ? request->cells->len : 0, CASES[i].cells);
        assert_null(editor_next_request(editor));
    }
    check_message(":run nothing<CR>", "E475: Invalid argument: nothing");
}

static void the_terminal_is_asked_for_by_keys(void **state)
{
    static const struct {
        const char *keys;
        RequestKind kind;
    } CASES[] = {
        {"<C-l>", REQUEST_REDRAW}, {"<C-z>", REQUEST_SUSPEND}, {"ZQ", REQUEST_QUIT}, {"ZZ", REQUEST_QUIT},
        {":suspend<CR>", REQUEST_SUSPEND},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(Editor) editor = editor_of("a");
        type(editor, CASES[i].keys);
        g_autoptr(Request) request = editor_next_request(editor);
        assert_non_null(request);
        assert_int_equal(request->kind, CASES[i].kind);
    }
}

static void assert_request(Editor *editor, const char *keys, RequestKind kind, const char *text)
{
    type(editor, keys);
    g_autoptr(Request) request = editor_next_request(editor);
    assert_non_null(request);
    assert_int_equal(request->kind, kind);
    if (text)
        assert_string_equal(request->text, text);
    assert_null(editor_next_request(editor));
}

static void files_and_programs_are_requests(void **state)
{
    g_autoptr(Editor) editor = editor_of("a");
    assert_request(editor, ":w new.py<CR>", REQUEST_SAVE, "new.py");
    assert_request(editor, ":q<CR>", REQUEST_QUIT, NULL);
    assert_request(editor, ":!ls -l<CR>", REQUEST_SHELL, "ls -l");
    assert_request(editor, ":e other.py<CR>", REQUEST_OPEN, "other.py");
    type(editor, "x:q<CR>");
    assert_message(editor, "E37: not saved since the last change: :wq saves and leaves, :q! leaves without it");
    assert_null(editor_next_request(editor));
    type(editor, ":w<CR>");
    assert_message(editor, "E32:");
    assert_request(editor, ":q!<CR>", REQUEST_QUIT, NULL);
    static const struct {
        const char *keys;
        bool force;
    } LEAVES[] = {{":q<CR>", false}, {"ZZ", false}, {":x<CR>", false}, {":x!<CR>", true}, {"ZQ", true}};
    for (size_t i = 0; i < G_N_ELEMENTS(LEAVES); i++) { /* who leaves without a bang is asked while a cell runs */
        g_autoptr(Editor) same = editor_of("a");
        editor_saved(same, notebook_generation(editor_notebook(same)), "a.py");
        type(same, LEAVES[i].keys);
        g_autoptr(Request) request = editor_next_request(same);
        assert_int_equal(request->kind, REQUEST_QUIT);
        assert_int_equal(request->force, LEAVES[i].force);
    }
}

static void a_path_may_be_made_of_that_of_the_notebook(void **state)
{
    g_autoptr(Editor) editor = editor_of("a");
    editor_saved(editor, notebook_generation(editor_notebook(editor)), "some/nb.py");
    assert_request(editor, ":w %:h/it's.py<CR>", REQUEST_SAVE, "some/it's.py");
    assert_request(editor, ":w %:r.ipynb<CR>", REQUEST_SAVE, "some/nb.ipynb");
    assert_request(editor, ":e %:h/other.py<CR>", REQUEST_OPEN, "some/other.py");
    assert_request(editor, ":e %:h:x<CR>", REQUEST_OPEN, "some:x");
    type(editor, ":lcd /<CR>");
    assert_request(editor, ":e!<CR>", REQUEST_OPEN, "some/nb.py"); /* which is named from where the program began */
    type(editor, "x");
    assert_request(editor, ":e nb.py<CR>", REQUEST_OPEN, "/nb.py"); /* another one */
}

static void lines_that_come_and_go_are_told_if_there_are_more_than_two(void **state)
{
    g_autoptr(Editor) editor = editor_of("a\nb\nc\nd\n---\ne");
    static const struct {
        const char *keys, *told;
    } CASES[] = {
        {"ggyj", NULL}, {"gg3yy", "3 lines yanked"}, {"p", "3 more lines"}, {"u", NULL}, {"ggVGy", "5 lines yanked"},
        {"gg3dd", "3 fewer lines"}, {"p", "3 more lines"}, {"gg2dd", NULL}, {"yac", NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        editor_clear_message(editor);
        type(editor, CASES[i].keys);
        const char *message = editor_message(editor, NULL);
        if (CASES[i].told)
            assert_string_equal(message, CASES[i].told);
        else
            assert_null(message);
    }
}

static void a_line_that_is_begun_in_a_panel_closes_the_panel(void **state)
{
    g_autoptr(Editor) editor = editor_of("a");
    static const char *const CLOSING[] = {":q<CR>", ":q!<CR>", ":quit<CR>", ":close<CR>"};
    for (size_t i = 0; i < G_N_ELEMENTS(CLOSING); i++) {
        editor_enter_panel(editor);
        assert_request(editor, CLOSING[i], REQUEST_PANEL, NULL);
    }
    editor_enter_panel(editor);
    assert_request(editor, ":w new.py<CR>", REQUEST_SAVE, "new.py");
    editor_enter_panel(editor);
    type(editor, ":<Esc>");
    editor_leave_panel(editor);
    assert_request(editor, ":q<CR>", REQUEST_QUIT, NULL);
}

/* --- "= and its kind -------------------------------------------------------------------------------------- */

static void assert_asks(Editor *editor, const char *code)
{
    g_autoptr(Request) request = editor_next_request(editor);
    assert_non_null(request);
    assert_int_equal(request->kind, REQUEST_SCRATCH);
    assert_string_equal(request->text, code);
}

static void an_expression_for_the_interpreter_is_inserted_where_it_was_asked_for(void **state)
{
    g_autoptr(Editor) editor = editor_of("x = ");
    type(editor, "A<C-r>=len(df)<CR>");
    assert_asks(editor, "print((len(df)), end='')");
    assert_true(editor_evaluated(editor, "12", false));
    assert_cells(editor, "x = 12");
    assert_false(editor_evaluated(editor, "of :python", false));
    type(editor, "<C-r>=len(df)<CR>1");
    assert_asks(editor, "print((len(df)), end='')");
    assert_true(editor_evaluated(editor, "34", false)); /* something was typed meanwhile */
    assert_cells(editor, "x = 121");
    assert_string_equal(editor_message(editor, NULL), "\"= is 34");
    type(editor, "<Esc>\"=<CR>p");
    assert_cells(editor, "x = 12134");
}

static void what_is_put_of_an_expression_may_be_put_before_it_is_known(void **state)
{
    g_autoptr(Editor) editor = editor_of("x");
    type(editor, "\"=len(df)<CR>2p");
    assert_asks(editor, "print((len(df)), end='')");
    assert_cells(editor, "x");
    assert_true(editor_evaluated(editor, "12", false));
    assert_cells(editor, "x1212");
    type(editor, "u");
    assert_cells(editor, "x");
    type(editor, "\"=len(df)<CR>pix<Esc>"); /* something was typed meanwhile */
    assert_asks(editor, "print((len(df)), end='')");
    assert_true(editor_evaluated(editor, "12", false));
    assert_cells(editor, "xx");
    type(editor, "v\"=len(df)<CR>p");
    assert_asks(editor, "print((len(df)), end='')");
    assert_cells(editor, "xx"); /* what is selected stays */
    assert_message(editor, "the interpreter has not answered yet");
}

static void an_expression_that_fails_leaves_its_error_to_be_shown(void **state)
{
    g_autoptr(Editor) editor = editor_of("x");
    type(editor, "\"=1/0<CR>p");
    assert_asks(editor, "print((1/0), end='')");
    assert_false(editor_evaluated(editor, "ZeroDivisionError", true));
    assert_cells(editor, "x");
}

static void nothing_is_evaluated_where_programs_may_not_be_run(void **state)
{
    g_autoptr(Editor) editor = editor_of("x");
    editor_restrict(editor);
    type(editor, "\"=open('f')<CR>");
    assert_null(editor_next_request(editor));
    assert_string_equal(editor_message(editor, NULL), "E15: this needs an interpreter: open('f')");
}

static void a_character_is_told_by_number_and_by_bytes(void **state)
{
    g_autoptr(Editor) editor = editor_of("é");
    type(editor, "ga");
    assert_string_equal(editor_message(editor, NULL), "<é>  233,  Hex e9,  Oct 351, Digr e'");
    type(editor, "g8");
    assert_string_equal(editor_message(editor, NULL), "c3 a9 ");
}

static void the_branches_of_undo_are_listed(void **state)
{
    g_autoptr(Editor) editor = editor_of("x");
    type(editor, "Aa<Esc>Ab<Esc>uAc<Esc>:undolist<CR>");
    const char *page = editor_page(editor, NULL);
    assert_non_null(page);
    assert_non_null(strstr(page, "     2       2  0 seconds ago\n     3       2  0 seconds ago\n"));
}

static void abbreviations_are_listed_with_their_modes(void **state)
{
    g_autoptr(Editor) editor = editor_of("x");
    type(editor, ":ab teh the<CR>:cab w2 w<CR>:ab<CR>");
    assert_string_equal(editor_page(editor, NULL), "!  teh            the\nc  w2             w\n");
    type(editor, "<Esc>:iab t.w no<CR>");
    assert_string_equal(editor_message(editor, NULL), "E474: Invalid argument: t.w");
    type(editor, ":una nope<CR>");
    assert_string_equal(editor_message(editor, NULL), "E24: No such abbreviation");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_expression_for_the_interpreter_is_inserted_where_it_was_asked_for),
        cmocka_unit_test(an_expression_that_fails_leaves_its_error_to_be_shown),
        cmocka_unit_test(what_is_put_of_an_expression_may_be_put_before_it_is_known),
        cmocka_unit_test(nothing_is_evaluated_where_programs_may_not_be_run),
        cmocka_unit_test(a_character_is_told_by_number_and_by_bytes),
        cmocka_unit_test(the_branches_of_undo_are_listed),
        cmocka_unit_test(abbreviations_are_listed_with_their_modes),
        cmocka_unit_test(lines_are_counted_through_all_cells),
        cmocka_unit_test(addresses_may_be_marks_patterns_and_sums),
        cmocka_unit_test(wrong_commands_say_so_as_vim_does),
        cmocka_unit_test(lines_move_and_are_copied_between_cells),
        cmocka_unit_test(a_cell_whose_lines_are_all_deleted_stays),
        cmocka_unit_test(global_visits_matching_lines_of_all_cells),
        cmocka_unit_test(sort_keeps_the_shape_of_cells),
        cmocka_unit_test(a_number_of_one_is_told_as_one),
        cmocka_unit_test(filters_replace_lines),
        cmocka_unit_test(the_filter_operator_takes_lines),
        cmocka_unit_test(files_of_commands_are_sourced),
        cmocka_unit_test(bars_separate_commands),
        cmocka_unit_test(a_search_goes_through_cells_and_around),
        cmocka_unit_test(typing_a_pattern_previews_and_escape_goes_back),
        cmocka_unit_test(matches_are_shown_until_nohlsearch),
        cmocka_unit_test(lines_are_put_left_right_and_into_the_middle),
        cmocka_unit_test(tabs_become_blanks_and_the_other_way_round),
        cmocka_unit_test(lines_are_shown),
        cmocka_unit_test(inserting_is_a_command),
        cmocka_unit_test(runs_are_asked_for_by_lines_or_by_what_needs_them),
        cmocka_unit_test(the_terminal_is_asked_for_by_keys),
        cmocka_unit_test(files_and_programs_are_requests),
        cmocka_unit_test(a_path_may_be_made_of_that_of_the_notebook),
        cmocka_unit_test(a_line_that_is_begun_in_a_panel_closes_the_panel),
        cmocka_unit_test(lines_that_come_and_go_are_told_if_there_are_more_than_two),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
