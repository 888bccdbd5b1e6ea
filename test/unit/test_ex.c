#include "edit/action.h"
#include "edit/editor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* An editor over cells, separated by "\n---\n" in `text`. */
static Editor *editor_of(const char *text)
{
    Notebook *notebook = notebook_new();
    g_auto(GStrv) cells = g_strsplit(text, "\n---\n", -1);
    for (size_t i = 0; cells[i]; i++)
        notebook_insert_cell(notebook, i, "_", CELL_PLAIN, NULL, cells[i], -1);
    return editor_new(notebook);
}

static void type(Editor *editor, const char *keys)
{
    g_autoptr(GArray) parsed = keys_parse(keys);
    for (guint i = 0; i < parsed->len; i++)
        editor_key(editor, g_array_index(parsed, Key, i));
}

static char *text_of(Editor *editor)
{
    GString *text = g_string_new(NULL);
    Notebook *notebook = editor_notebook(editor);
    for (size_t cell = 0; cell < notebook_cell_count(notebook); cell++) {
        size_t last = notebook_last_line(notebook, cell);
        g_autoptr(GString) code = notebook_slice(notebook, (Pos){notebook_first_line(notebook, cell), 0},
                                                 (Pos){last, notebook_line(notebook, last).length});
        g_string_append_printf(text, "%s%s", cell ? "\n---\n" : "", code->str);
    }
    return g_string_free(text, FALSE);
}

static void assert_cells(Editor *editor, const char *expected)
{
    g_autofree char *text = text_of(editor);
    assert_string_equal(text, expected);
}

/* Keys typed into cells leave other cells. */
static void check(const char *before, const char *keys, const char *after)
{
    g_autoptr(Editor) editor = editor_of(before);
    type(editor, keys);
    assert_cells(editor, after);
}

static void assert_message(Editor *editor, const char *start)
{
    bool is_error;
    const char *message = editor_message(editor, &is_error);
    assert_non_null(message);
    if (!g_str_has_prefix(message, start))
        fail_msg("\"%s\" is not \"%s...\"", message, start);
}

static void check_message(const char *keys, const char *message)
{
    g_autoptr(Editor) editor = editor_of("one\ntwo\n---\nthree");
    type(editor, keys);
    assert_message(editor, message);
    assert_cells(editor, "one\ntwo\n---\nthree");
}

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

static void confirmation_asks_for_each_match(void **state)
{
    check("a a\n---\na a", ":%s/a/X/gc<CR>ynq", "X a\n---\na a");
    check("a a\n---\na a", ":%s/a/X/gc<CR>na", "a X\n---\nX X");
    check("a a\n---\na a", ":%s/a/X/gc<CR>nlx", "a \n---\na a");
    check("a", ":%s/a/X/c<CR><Esc>", "a");
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

/* --- the prompt ---------------------------------------------------------------------------------------- */

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

static void backspace_in_an_empty_prompt_leaves_it(void **state)
{
    g_autoptr(Editor) editor = editor_of("a");
    type(editor, ":<BS>");
    assert_int_equal(editor_mode(editor), MODE_NORMAL);
}

/* --- options, mappings, pages, requests ---------------------------------------------------------------- */

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
        type(editor, "<Esc><Esc><Esc>:new<CR>ithe end<Esc>");
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

static void topics_of_help_are_completed(void **state)
{
    assert_prompt(":help goto-f<Tab>", "help goto-frame", 15);
    assert_prompt(":help :unma<Tab>", "help :unmap", 11);
    assert_prompt(":help 'rela<Tab>", "help 'relativenumber'", 21);
    assert_prompt(":help <lt>Space>G<Tab>", "help <Space>G", 13);
    assert_prompt(":run st<Tab>", "run stale", 9);
    assert_prompt(":nmap Q delete-c<Tab>", "nmap Q delete-cell", 18);
}

/* --- what may follow ------------------------------------------------------------------------------------ */

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
    assert_message(editor, "E37:");
    assert_null(editor_next_request(editor));
    type(editor, ":w<CR>");
    assert_message(editor, "E32:");
    assert_request(editor, ":q!<CR>", REQUEST_QUIT, NULL);
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
    assert_non_null(strstr(page, "     2        2  0:00 minutes ago\n     3        2  0:00 minutes ago\n"));
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

static void a_range_that_is_half_typed_says_nothing(void **state)
{
    g_autoptr(Editor) editor = editor_of("o\no");
    type(editor, "x:'a,9s/o/");
    assert_null(editor_message(editor, NULL));
    type(editor, "<BS><BS><BS><BS><BS><BS><BS><BS>2s/o/0<CR>");
    assert_cells(editor, "\n0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_expression_for_the_interpreter_is_inserted_where_it_was_asked_for),
        cmocka_unit_test(an_expression_that_fails_leaves_its_error_to_be_shown),
        cmocka_unit_test(nothing_is_evaluated_where_programs_may_not_be_run),
        cmocka_unit_test(a_character_is_told_by_number_and_by_bytes),
        cmocka_unit_test(the_branches_of_undo_are_listed),
        cmocka_unit_test(abbreviations_are_listed_with_their_modes),
        cmocka_unit_test(a_range_that_is_half_typed_says_nothing),
        cmocka_unit_test(lines_are_counted_through_all_cells),
        cmocka_unit_test(addresses_may_be_marks_patterns_and_sums),
        cmocka_unit_test(wrong_commands_say_so_as_vim_does),
        cmocka_unit_test(substitution_reaches_all_cells_and_is_undone_at_once),
        cmocka_unit_test(a_match_does_not_reach_into_the_next_cell),
        cmocka_unit_test(lines_move_and_are_copied_between_cells),
        cmocka_unit_test(a_cell_whose_lines_are_all_deleted_stays),
        cmocka_unit_test(global_visits_matching_lines_of_all_cells),
        cmocka_unit_test(sort_keeps_the_shape_of_cells),
        cmocka_unit_test(confirmation_asks_for_each_match),
        cmocka_unit_test(filters_replace_lines),
        cmocka_unit_test(the_filter_operator_takes_lines),
        cmocka_unit_test(files_of_commands_are_sourced),
        cmocka_unit_test(bars_separate_commands),
        cmocka_unit_test(a_search_goes_through_cells_and_around),
        cmocka_unit_test(typing_a_pattern_previews_and_escape_goes_back),
        cmocka_unit_test(matches_are_shown_until_nohlsearch),
        cmocka_unit_test(the_prompt_is_edited_with_vims_keys),
        cmocka_unit_test(backspace_in_an_empty_prompt_leaves_it),
        cmocka_unit_test(options_are_set_shown_and_reset),
        cmocka_unit_test(options_of_words_take_these_words_and_no_others),
        cmocka_unit_test(keys_can_be_mapped_to_keys_and_actions),
        cmocka_unit_test(what_a_noremap_stands_for_is_not_mapped),
        cmocka_unit_test(a_mapping_may_be_remapped_but_not_forever),
        cmocka_unit_test(keys_that_begin_a_mapping_wait_for_its_end),
        cmocka_unit_test(keymap_files_are_read_whole_or_not_at_all),
        cmocka_unit_test(every_action_is_a_command),
        cmocka_unit_test(every_action_can_be_called_by_its_name),
        cmocka_unit_test(a_name_that_is_nearly_an_action_is_told),
        cmocka_unit_test(runs_are_asked_for_by_lines_or_by_what_needs_them),
        cmocka_unit_test(pages_show_tables_and_any_key_closes_them),
        cmocka_unit_test(help_knows_actions_keys_commands_and_options),
        cmocka_unit_test(pages_of_help_fit_a_small_screen),
        cmocka_unit_test(help_of_one_mode_leaves_out_the_others),
        cmocka_unit_test(every_row_of_the_tables_has_help),
        cmocka_unit_test(topics_of_help_are_completed),
        cmocka_unit_test(keys_that_begin_a_command_tell_what_may_follow),
        cmocka_unit_test(nothing_is_hinted_where_no_command_is_begun),
        cmocka_unit_test(the_terminal_is_asked_for_by_keys),
        cmocka_unit_test(files_and_programs_are_requests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
