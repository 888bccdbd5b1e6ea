/* `:map` with all that vimrcs have of it, and what of a vimrc is passed over. */
#include "test/unit/typing.h"

#include <string.h>

static void sourced(Editor *editor, const char *text)
{
    g_autoptr(GError) error = NULL;
    if (!editor_source(editor, "rc", text, &error))
        fail_msg("%s", error->message);
}

/* `rc` is read, then keys are typed. */
static void check_rc(const char *rc, const char *before, const char *keys, const char *after)
{
    g_autoptr(Editor) editor = editor_of(before);
    sourced(editor, rc);
    type(editor, keys);
    assert_cells(editor, after);
}

static void a_command_of_a_mapping_is_executed_in_whatever_mode(void **state)
{
    check_rc("nnoremap Q <Cmd>s/a/b/<CR>", "aa", "Q", "ba");
    check_rc("inoremap <C-l> <Cmd>set tabstop=3<CR>", "a", "Ab<C-l>c<Esc>", "abc");
    check_rc("inoremap <C-l> <Cmd>normal! ~<CR>", "abc", "i<C-l>X<Esc>", "AXbc");
    check_rc("xnoremap Q <Cmd>set sw=2<CR>", "a b c", "vlQd", "b c"); /* the selection stays */
    check_rc("onoremap Q <Cmd>normal! w<CR>", "one two three", "dQ", "two three");
    check_rc("onoremap Q <Cmd>normal! viw<CR>", "one two three", "wdQ", "one  three");
    check_rc("nnoremap Q x<Cmd>s/b/c/<CR>x", "abbb", "Q", "bb");
    check_rc("nnoremap Q <Cmd>s/nothing/c/<CR>x", "abbb", "Q", "abbb"); /* what follows a failure is dropped */
    g_autoptr(Editor) editor = editor_of("a");
    type(editor, ":nnoremap Q <lt>Cmd>w<CR>");
    assert_message(editor, "E1255:");
}

static void the_leader_is_what_was_said_when_the_mapping_was_made(void **state)
{
    check_rc("nnoremap <Leader>x x", "ab", "\\x", "b");
    check_rc("let mapleader = ','\nnnoremap <Leader>x x\nlet mapleader = ';'\nnnoremap <leader>y xx", "abcd", ",x;y", "d");
    check_rc("let g:mapleader = \"\\<Space>\"\nnnoremap <Leader>q x", "ab", "<Space>q", "b");
    check_rc("let maplocalleader=\"_\"\nnnoremap <LocalLeader>x xxx\nnunmap <LocalLeader>x", "a b", "_x", " b");
    g_autoptr(Editor) editor = editor_of("a");
    type(editor, ":let x = 1<CR>");
    assert_message(editor, "E319: :let is not in tarn");
}

static void the_keys_of_an_expression_are_its_value(void **state)
{
    const char *gj = "nnoremap <expr> j v:count ? 'dd' : 'x'";
    check_rc(gj, "ab\nc\nd\ne", "j2j", "d\ne");
    check_rc("inoremap <expr> <C-l> pumvisible() ? \"\\<C-n>\" : \"\\<lt>>\\<Esc>x\"", "a", "A<C-l>", "a<");
    check_rc("nnoremap <expr> Q mode() ==# 'n' && line('.') > 1 ? 'x' : '~'", "a\nb", "QjQ", "A\n");
    check_rc("xnoremap <expr> Q mode() ==# \"V\" ? 'd' : 'U'", "ab\ncd", "vQjVQ", "Ab");
    check_rc("nnoremap <expr> Q 'abx'[2] . repeat('x', 1 + 1)", "abcde", "Q", "de");
    check_rc("nnoremap <expr> Q getline('.') =~# '^\\s*$' ? 'ia<Esc>' : 'x'", "b\n", "QjQ", "\na");
    check_rc("cnoremap <expr> %% getcmdtype() == ':' ? 's/a/b/' : '%%'", "a%%a", ":%%<CR>", "b%%a");
    check_rc("inoremap <expr> ) strpart(getline('.'), col('.')-1, 1) == \")\" ? \"\\<Right>\" : \")\"", "(a)", "la)x)<Esc>",
             "(a)x)");
    check_rc("nnoremap <expr> Q &tabstop == 8 ? 'x' : !&expandtab ? 'x' : 'xx'\nset ts=4", "abc", "Q", "c");
    check_rc("nnoremap <expr> <buffer> <silent> Q (v:count1 * 2) % 3 .. 'x'", "abcdef", "Q", "cdef");
}

static void an_expression_that_is_none_is_told_when_it_is_mapped(void **state)
{
    static const struct {
        const char *line, *why;
    } WRONG[] = {
        {"nnoremap <expr> Q MyFunc()", "rc:2: E117: Unknown function: MyFunc"},
        {"nnoremap <expr> Q g:x", "rc:2: E121: Undefined variable: g:x"},
        {"nnoremap <expr> Q 'a", "rc:2: E115: Missing quote"},
        {"nnoremap <expr> Q 1 +", "rc:2: E15: Invalid expression"},
        {"nnoremap <expr> Q (1", "rc:2: E15: Invalid expression: \")\" expected"},
        {"nnoremap <expr> Q &nosuch", "rc:2: E113: Unknown option: nosuch"},
        {"nnoremap <expr> Q mode(1, 2)", "rc:2: E119: Too many arguments for function: mode"},
        {"nnoremap <expr> Q 'a' =~ '\\%(x'", "rc:2: "},
        {"nnoremap <expr> Q ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1))))))))))", "rc:2: E1169:"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(WRONG); i++) {
        g_autoptr(Editor) editor = editor_of("ab");
        g_autoptr(GError) error = NULL;
        g_autofree char *rc = g_strconcat("set sw=2\n", WRONG[i].line, "\nset ts=3", NULL);
        assert_false(editor_source(editor, "rc", rc, &error));
        if (!g_str_has_prefix(error->message, WRONG[i].why))
            fail_msg("\"%s\" is not \"%s...\"", error->message, WRONG[i].why);
        assert_int_equal(editor_option(editor, "tabstop"), 3);
    }
}

static void a_block_that_is_still_open_at_the_end_is_told(void **state)
{
    static const struct {
        const char *rc, *why;
    } OPEN[] = {
        {"set sw=2\nif 1\n  set ts=3", "rc:2: E171: Missing :endif"},
        {"set ts=3\nif 0\nelse\n  if 1\n  endif", "rc:2: E171: Missing :endif"},
        {"set ts=3\nif 1 | set sw=2", "rc:2: E171: Missing :endif"},
        {"set ts=3\nfunction! Foo()\nif 1", "rc:2: E126: Missing :endfunction"},
        {"set ts=3\nwhile 1", "rc:2: E170: Missing :endwhile"},
        {"set ts=3\ntry\n", "rc:2: E600: Missing :endtry"},
        {"set ts=3\nlua << END\nx\n", "rc:4: E990: Missing end marker 'END'"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(OPEN); i++) {
        g_autoptr(Editor) editor = editor_of("ab");
        g_autoptr(GError) error = NULL;
        assert_false(editor_source(editor, "rc", OPEN[i].rc, &error));
        if (strcmp(error->message, OPEN[i].why) != 0)
            fail_msg("\"%s\" is not \"%s\"", error->message, OPEN[i].why);
        assert_int_equal(editor_option(editor, "tabstop"), 3);
    }
    check_rc("if 1\n  nnoremap Q x\n  finish\n", "ab", "Q", "b");
    check_rc("inoremap <expr> Q \"\\x3ca>\\x41\\<Esc>\"", "", "iQx", "<a>");
}

static void what_stands_in_front_of_a_mapping_counts(void **state)
{
    check_rc("nnoremap <nowait> Q x\nnnoremap Qz ~", "abc", "QQ", "c");
    check_rc("nnoremap <silent><unique> Q x", "abc", "Q", "bc");
    g_autoptr(Editor) editor = editor_of("abc"), other = editor_of("abc");
    sourced(editor, "nnoremap Q x\nnnoremap <buffer> Q ~");
    type(editor, ":nnoremap <lt>unique> Q ~<CR>");
    assert_message(editor, "E227: mapping already exists for Q");
    type(editor, "Q");
    assert_cells(editor, "Abc"); /* that of the notebook comes first... */
    editor_hand_over(editor, other);
    type(other, "Q");
    assert_cells(other, "bc"); /* ...and is there alone */
    editor_hand_over(other, editor);
    type(editor, ":nunmap <lt>buffer> Q<CR>Q");
    assert_cells(editor, "Ac");
}

static void a_mapping_of_one_notebook_leaves_that_of_all(void **state)
{
    check_rc("nmap Q delete-cell\nnnoremap <buffer> Q x\nnunmap <buffer> Q", "a\n---\nb", "Q", "b");
    g_autoptr(Editor) editor = editor_of("a\n---\nb");
    type(editor, ":nmap <lt>buffer> Q delete-cell<CR>");
    assert_message(editor, "an action is mapped for all notebooks; for this one: <Cmd>delete-cell<CR>");
    type(editor, ":nmap <lt>buffer> Q <lt>Cmd>delete-cell<lt>CR><CR>Q");
    assert_cells(editor, "b");
}

static void an_expression_has_bars_and_signs_of_its_own(void **state)
{
    check_rc("nnoremap <expr> Q 0 <bar><Bar> v:count ? 'x' : '~'", "ab", "Q1Q", "A");
    check_rc("nnoremap <expr> Q strpart('xbc', -5, 6)", "ab", "Q", "b");
    check_rc("nnoremap <expr> Q repeat('', 9000000000000000000) . strpart('abx', 9223372036854775807, 1) . 'x'", "ab", "Q", "b");
    check_rc("nnoremap <expr> Q exists('*toupper') && !exists('*nothing') ? 'x' : '~'", "ab", "Q", "b");
}

static void a_block_in_one_line_ends_there(void **state)
{
    check_rc("if has('tarn') | set ts=5 | endif\nset sw=6", "a", ":s/a/\\=&ts . &sw/<CR>", "56");
    check_rc("if has('nvim') | set ts=5 | else | set ts=7 | endif\nset sw=6", "a", ":s/a/\\=&ts . &sw/<CR>", "76");
    check_rc("if has('nvim') | nnoremap Q i\"<Esc> | endif\nset sw=6", "a", ":s/a/\\=&sw/<CR>", "6");
    check_rc("if has('tarn') | nnoremap Q i'<Esc> | endif", "a", "Q", "'a");
    check_rc("if has('nvim')\n set ts=5\nelse | set ts=7 | endif\nset sw=6", "a", ":s/a/\\=&ts . &sw/<CR>", "76");
    check_rc("if has('nvim')\n if 1 | set ts=5 | endif\nelse\n set ts=7\nendif", "a", ":s/a/\\=&ts/<CR>", "7");
    check_rc("if has('tarn') || 1 | nnoremap Q x\\|x | endif\nset sw=6", "abc", "Q", "c");
    check_rc("let g:left = '<<'\npython3 print(1 << 2)\nset sw=6", "a", ":s/a/\\=&sw/<CR>", "6");
}

static void actions_have_names_like_those_of_plugins(void **state)
{
    check_rc("nmap Q <Plug>(delete-cell)", "a\n---\nb", "Q", "b");
    check_rc("nnoremap <Plug>(mine) xx\nnmap Q <Plug>(mine)", "abc", "Q", "c");
    check_rc("nmap Q <Plug>(no-such)", "abc", "Qx", "bc");
}

static void keys_that_are_mapped_no_longer_do_what_they_did(void **state)
{
    check_rc("nmap x delete-cell\nnunmap x", "ab", "x", "b");
    check_rc("nmap x delete-cell\nnmap x yank\nnunmap x", "ab", "x", "b");
    check_rc("nmap x delete-cell\nnnoremap Q ~\nnmapclear", "ab", "xQ", "b");
    check_rc("map x ~\nmap! y z\nmapclear", "ab", "xiy<Esc>", "zb");
    check_rc("map! y z\nmapclear!", "a", "iy<Esc>", "ya");
    g_autoptr(Editor) editor = editor_of("ab");
    type(editor, ":nunmap x<CR>"); /* what the keymap says is no mapping */
    assert_message(editor, "E31:");
    type(editor, "x");
    assert_cells(editor, "b");
}

static void mappings_are_listed_with_their_modes(void **state)
{
    g_autoptr(Editor) editor = editor_of("a");
    sourced(editor, "map Q x\nnnoremap <buffer> Y y$\nimap jk <Esc>\nnmap <C-p> pick-cell\ninoremap <expr> <Tab> 'a' . 'b'");
    type(editor, ":map<CR>");
    const char *page = editor_page(editor, NULL);
    assert_non_null(page);
    assert_non_null(strstr(page, "     Q                x\n"));
    assert_non_null(strstr(page, "n    Y              *@y$\n"));
    assert_non_null(strstr(page, "pick-cell"));
    assert_null(strstr(page, "jk"));
    assert_null(strstr(page, "delete-char"));
    editor_close_page(editor);
    type(editor, ":imap <lt>Tab><CR>");
    assert_non_null(strstr(editor_page(editor, NULL), "'a' . 'b'"));
    editor_close_page(editor);
    type(editor, ":nmap <lt>Space><lt>lt>CR><CR>");
    assert_null(editor_page(editor, NULL));
    type(editor, ":nmap <lt>space>o<CR>");
    assert_non_null(strstr(editor_page(editor, NULL), "new-cell-below"));
    editor_close_page(editor);
    type(editor, ":nmap dd<CR>");
    assert_message(editor, "No mapping found");
}

static void a_bar_ends_a_mapping_unless_it_is_escaped(void **state)
{
    check_rc("nnoremap Q x|nnoremap X ~", "abc", "QX", "Bc");
    check_rc("nnoremap Q :s/a/b/<Bar>s/c/d/<CR>", "ac", "Q", "bd");
    check_rc("nnoremap Q :s/a/b/\\|s/c/d/<CR>", "ac", "Q", "bd");
}

static const char VIMRC[] =
    "\" for Vim and tarn\n"
    "set nocompatible\n"                          /* 2 */
    "filetype plugin indent on\n"                 /* 3 */
    "syntax on\n"                                 /* 4 */
    "let mapleader = ','\n"
    "set nobackup sw=2 hidden ts=3\n"             /* 6, but for what is here, too */
    "if has('tarn')\n"
    "  set textwidth=33\n"
    "elseif has('nvim')\n"
    "  set sw=7\n"
    "else\n"
    "  set sw=9\n"
    "endif\n"
    "if exists('g:loaded') || &cp\n"              /* 14-20 */
    "  if 1\n"
    "    nnoremap Q dd\n"
    "  endif\n"
    "else\n"
    "  nnoremap Q dd\n"
    "endif\n"
    "augroup mine\n"                              /* 21-24 */
    "  autocmd!\n"
    "  autocmd BufRead *.py set ts=7\n"
    "augroup END\n"
    "function! s:Foo() abort\n"                   /* 25-29 */
    "  if 1 | return 7 | endif\n"
    "  set sw=8\n"
    "endfunction\n"
    "command! W w\n"
    "call plug#begin()\n"                         /* 30-35 */
    "Plug 'tpope/vim-surround'\n"
    "call plug#end()\n"
    "lua << EOF\n"
    "set ts=9\n"
    "EOF\n"
    "nnoremap <silent> <Leader>x\n"
    "  \\ x\n"
    "silent! nosuchcommand\n"
    "silent! set ai\n"
    "colorscheme desert\n"                        /* 40 */
    "finish\n"
    "set nosuch\n";

static void what_only_vim_knows_is_passed_over_and_told_once(void **state)
{
    g_autoptr(Editor) editor = editor_of("abc\nd");
    sourced(editor, VIMRC);
    assert_message(editor, "rc: 26 lines for Vim alone are passed over: 2-4, 6, 14-28, 30-35, 40");
    assert_int_equal(editor_messages(editor)->len, 1);
    assert_int_equal(editor_option(editor, "shiftwidth"), 2);
    assert_int_equal(editor_option(editor, "tabstop"), 3);
    assert_int_equal(editor_option(editor, "textwidth"), 33);
    type(editor, ",x");
    assert_cells(editor, "bc\nd");
}

static void what_is_wrong_everywhere_is_told_with_its_line(void **state)
{
    g_autoptr(Editor) editor = editor_of("abc\nd");
    g_autoptr(GError) error = NULL;
    assert_false(editor_source(editor, "rc", "syntax on\nset nosuchoption\nnosuchcommand\n", &error));
    assert_string_equal(error->message, "rc:2: E518: Unknown option: nosuchoption (and 1 more, see :messages)");
}

static void what_is_not_there_is_told_with_the_reason(void **state)
{
    check_message(":split<CR>", "E319: :split is not in tarn: there are no windows; :e and <C-^> go");
    check_message(":vs<CR>", "E319: :vs is not in tarn: there are no windows");
    check_message(":if 1<CR>", "E319: :if is not in tarn: there are no scripts");
    check_message(":set hidden<CR>", "E519: an option of Vim that tarn has not: hidden");
    check_message(":set nosuch<CR>", "E518: Unknown option: nosuch");
    check_message(":silent! nosuch<CR>:silent! s/x/y/<CR>:nosuch<CR>", "E492: Not an editor command: nosuch");
}

static void a_command_of_ones_own_stands_for_a_line(void **state)
{
    check_rc("command Twice normal xx", "abc", ":Twice<CR>", "c");
    check_rc("command! -nargs=1 Change s/<args>/X/", "abc", ":Change b<CR>", "aXc");
    check_rc("command -range=% Upper <line1>,<line2>normal gUU", "a\nb", ":Upper<CR>", "A\nB");
    check_rc("com -range Upper <line1>,<line2>normal gUU", "a\nb\nc", ":2,3Upper<CR>", "a\nB\nC");
    check_rc("command -range -nargs=* Both <line1>,<line2>s/a/<args>/|<line1>,<line2>s/<lt>/x/e", "a\na", ":%Both ><CR>", ">\n>");
    check_rc("command -bang Del normal <bang>dd", "a\nb\nc", ":nnoremap !dd ddp<CR>:Del<CR>:Del!<CR>", "c\nb");
    check_rc("command -count=2 Cut normal! <count>x", "abcdef", ":Cut<CR>:Cut 3<CR>", "f");
    check_rc("command -range=3 Cut normal! <count>x", "abcdef", ":2Cut<CR>:Cut<CR>", "f");
    check_rc("command -register Put put <reg>", "a", "\"qyy:Put q<CR>", "a\na");
    check_rc("command -nargs=1 Ins normal! i<args><Esc>x", "b", ":Ins <lt>a><CR>", "<ab");
    check_rc("command -bar One s/a/b/\ncommand Two s/c/d/", "ac", ":One | Two<CR>", "bd");
    check_rc("command Say s/a/<q-args>/\ncommand -nargs=* Say2 s/a/<q-args>/\ncommand -nargs=* Say3 s/a/<f-args>/", "a\na", ":Say2 x\"y z<CR>j:Say3 p\\ q r<CR>",
             "\"x\"y z\"\n\"p q\", \"r\"");
    check_rc("command W normal x\ncommand Wide normal xx", "abcd", ":W<CR>:Wi<CR>", "d");
    check_rc("command One normal x\nnnoremap Q :One<CR>", "ab", "Q", "b");
}

static void a_command_of_ones_own_is_checked_when_it_is_made_and_called(void **state)
{
    check_message(":command lower x<CR>", "E183: User defined commands must start with an uppercase letter");
    check_message(":command -nargs=9 A x<CR>", "E176:");
    check_message(":command -what A x<CR>", "E181: Invalid attribute: what");
    check_message(":command -range=x A x<CR>", "E178:");
    check_message(":command -range=2 -count=3 A x<CR>", "E177:");
    check_message(":command -complete=nothing A x<CR>", "E180:");
    check_message(":command A_b x<CR>", "E182:");
    check_message(":command Next x<CR>", "E841:");
    check_message(":command A x<CR>:command A y<CR>", "E174:");
    check_message(":command A x<CR>:A 1<CR>", "E488: Trailing characters: 1");
    check_message(":command A x<CR>:A!<CR>", "E477:");
    check_message(":command A x<CR>:1A<CR>", "E481:");
    check_message(":command -nargs=+ A x<CR>:A<CR>", "E471:");
    check_message(":command Ab x<CR>:command Ac x<CR>:A<CR>", "E464:");
    check_message(":command A A<CR>:A<CR>", "E169:");
    check_message(":delcommand A<CR>", "E184:");
    check_message(":command A x<CR>:delc A<CR>:A<CR>", "E492:");
    check_message(":command A x<CR>:comclear<CR>:command<CR>", "No user-defined commands found");
}

static void commands_of_ones_own_are_listed_completed_and_go_along(void **state)
{
    const char *title;
    g_autoptr(Editor) editor = editor_of("a"), other = editor_of("ab");
    sourced(editor, "command! -bang -nargs=* -complete=option Foo set <args>\ncommand -range=% -bar Fob normal! x\ncommand Foo2 x\ncommand Foo2 y");
    type(editor, ":command<CR>");
    assert_string_equal(editor_page(editor, &title), "    Name              Args Address Complete    Definition\n"
                                                     "  | Fob               0    %                   normal! x\n"
                                                     "!   Foo               *            option      set <args>\n"
                                                     "    Foo2              0                        y\n");
    type(editor, "<Esc>:command Foo2<CR>");
    assert_non_null(strstr(editor_page(editor, NULL), "Foo2"));
    assert_null(strstr(editor_page(editor, NULL), "option"));
    type(editor, "<Esc>:Fob<Tab><CR>");
    assert_cells(editor, "");
    type(editor, ":Foo tabst<Tab>=3<CR>");
    assert_int_equal(editor_option(editor, "tabstop"), 3);
    editor_hand_over(editor, other);
    type(other, ":Fob<CR>");
    assert_cells(other, "b");
    assert_null(strstr(editor_page(other, NULL) ? editor_page(other, NULL) : "", "Fob"));
    type(other, ":delcommand Fo<Tab><CR>:Fob<CR>");
    assert_message(other, "E492:");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_of_a_mapping_is_executed_in_whatever_mode),
        cmocka_unit_test(the_leader_is_what_was_said_when_the_mapping_was_made),
        cmocka_unit_test(the_keys_of_an_expression_are_its_value),
        cmocka_unit_test(an_expression_that_is_none_is_told_when_it_is_mapped),
        cmocka_unit_test(a_block_that_is_still_open_at_the_end_is_told),
        cmocka_unit_test(what_stands_in_front_of_a_mapping_counts),
        cmocka_unit_test(a_mapping_of_one_notebook_leaves_that_of_all),
        cmocka_unit_test(an_expression_has_bars_and_signs_of_its_own),
        cmocka_unit_test(a_block_in_one_line_ends_there),
        cmocka_unit_test(actions_have_names_like_those_of_plugins),
        cmocka_unit_test(keys_that_are_mapped_no_longer_do_what_they_did),
        cmocka_unit_test(mappings_are_listed_with_their_modes),
        cmocka_unit_test(a_bar_ends_a_mapping_unless_it_is_escaped),
        cmocka_unit_test(what_only_vim_knows_is_passed_over_and_told_once),
        cmocka_unit_test(what_is_wrong_everywhere_is_told_with_its_line),
        cmocka_unit_test(what_is_not_there_is_told_with_the_reason),
        cmocka_unit_test(a_command_of_ones_own_stands_for_a_line),
        cmocka_unit_test(a_command_of_ones_own_is_checked_when_it_is_made_and_called),
        cmocka_unit_test(commands_of_ones_own_are_listed_completed_and_go_along),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
