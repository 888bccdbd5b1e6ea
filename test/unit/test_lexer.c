#include "notebook/lexer.h"

#include <stdarg.h>
#include <stdbool.h>
#include <setjmp.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* Each token of `line` as "kind:text", joined by blanks. */
static char *describe(LexState *state, const char *line)
{
    static const char *const NAMES[] = {"plain",  "kw",      "const",     "builtin", "str", "esc",
                                        "num",    "comment", "decorator", "def",     "op"};
    g_autoptr(GArray) tokens = g_array_new(FALSE, FALSE, sizeof(Token));
    *state = lexer_line(*state, line, strlen(line), tokens);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < tokens->len; i++) {
        Token token = g_array_index(tokens, Token, i);
        g_string_append_printf(text, "%s%s:%.*s", i ? " " : "", NAMES[token.kind], (int)token.length,
                               line + token.start);
    }
    return g_string_free(text, FALSE);
}

static void assert_tokens(const char *line, const char *expected)
{
    LexState state = LEX_START;
    g_autofree char *actual = describe(&state, line);
    assert_string_equal(actual, expected);
}

static void words_are_told_apart(void **unused)
{
    assert_tokens("def area(r): return None", "kw:def def:area op:( op:) op:: kw:return const:None");
    assert_tokens("print(x.print)", "builtin:print op:( op:. op:)");
    assert_tokens("import a as b  # why", "kw:import kw:as comment:# why");
    assert_tokens("indef = iff", "op:=");
}

static void soft_keywords_need_their_statement(void **unused)
{
    assert_tokens("match x:", "kw:match op::");
    assert_tokens("match = 1", "op:= num:1");
    assert_tokens("type X = int", "kw:type op:= builtin:int");
    assert_tokens("type(x)", "builtin:type op:( op:)");
}

static void numbers_have_many_shapes(void **unused)
{
    assert_tokens("0xFF+1_000.5e-3-1j", "num:0xFF op:+ num:1_000.5e-3 op:- num:1j");
    assert_tokens("a.b .5", "op:. num:.5");
}

static void decorators_stand_at_the_start_of_a_line(void **unused)
{
    assert_tokens("@app.cell(x)", "decorator:@app.cell op:( op:)");
    assert_tokens("a @ b", "op:@");
}

static void strings_have_prefixes_and_escapes(void **unused)
{
    assert_tokens("x = Rb'a\\n' 'b\\n'", "op:= str:Rb'a\\n' str:'b esc:\\n str:'");
    assert_tokens("f'{x!r:>{w}}'", "str:f' esc:{ op:! op:: op:> op:{ op:} esc:} str:'");
}

static void an_expression_in_an_f_string_is_code_again(void **unused)
{
    assert_tokens("f'a{{{len(d[\"k\"])}b'",
                  "str:f'a esc:{{{ builtin:len op:( op:[ str:\"k\" op:] op:) esc:} str:b'");
}

static void a_triple_quoted_string_goes_on(void **unused)
{
    LexState state = LEX_START;
    g_autofree char *first = describe(&state, "s = \"\"\"one");
    assert_true(state != LEX_START);
    g_autofree char *second = describe(&state, "def two\"\"\" + 1");
    assert_string_equal(second, "str:def two\"\"\" op:+ num:1");
    assert_true(state == LEX_START);
}

static void an_unclosed_string_ends_with_its_line_unless_continued(void **unused)
{
    LexState state = LEX_START;
    g_free(describe(&state, "s = 'open"));
    assert_true(state == LEX_START);
    g_free(describe(&state, "s = 'open\\"));
    assert_true(state != LEX_START);
}

static void any_bytes_are_read(void **unused)
{
    LexState state = LEX_START;
    const char bytes[] = {'\0', '\xff', '"', '\\', '\0'};
    state = lexer_line(state, bytes, sizeof bytes, NULL);
    lexer_line(state, bytes, sizeof bytes, NULL);
    assert_true(lexer_line(~LEX_START, bytes, sizeof bytes, NULL) == lexer_line(~LEX_START, bytes, sizeof bytes, NULL));
}

/* What the cache says of each line equals what reading from the top says. */
static void assert_cache_is_right(LexCache *cache, const Text *text, uint64_t revision)
{
    LexState state = LEX_START;
    for (size_t line = 0; line < text_line_count(text); line++) {
        assert_true(lex_cache_state(cache, text, revision, line) == state);
        state = lexer_line(state, text_line(text, line).bytes, text_line(text, line).length, NULL);
    }
}

static Text *long_text(size_t lines)
{
    g_autoptr(GString) code = g_string_new("x = 0");
    for (size_t i = 1; i < lines; i++)
        g_string_append_printf(code, "\nx%zu = f('%zu')", i, i);
    return text_new(code->str, -1);
}

static void an_edit_reads_only_the_changed_line_again(void **unused)
{
    g_autoptr(Text) text = long_text(1000);
    g_autoptr(LexCache) cache = lex_cache_new();
    assert_cache_is_right(cache, text, 1);
    size_t before = lex_cache_work(cache);
    text_replace(text, (TextPos){500, 0}, (TextPos){500, 1}, "y", 1);
    assert_cache_is_right(cache, text, 2);
    assert_true(lex_cache_work(cache) - before <= 2);
}

static void lines_that_come_and_go_move_what_is_known(void **unused)
{
    g_autoptr(Text) text = long_text(1000);
    g_autoptr(LexCache) cache = lex_cache_new();
    assert_cache_is_right(cache, text, 1);
    size_t before = lex_cache_work(cache);
    text_replace(text, (TextPos){500, 2}, (TextPos){500, 2}, "a\nb\nc", 5);
    assert_cache_is_right(cache, text, 2);
    text_replace(text, (TextPos){300, 0}, (TextPos){310, 0}, "", 0);
    assert_cache_is_right(cache, text, 3);
    assert_true(lex_cache_work(cache) - before <= 20);
}

static void an_opened_string_reaches_all_lines_behind_it(void **unused)
{
    g_autoptr(Text) text = long_text(100);
    g_autoptr(LexCache) cache = lex_cache_new();
    assert_cache_is_right(cache, text, 1);
    text_replace(text, (TextPos){50, 0}, (TextPos){50, 0}, "\"\"\"", 3);
    assert_cache_is_right(cache, text, 2);
    text_replace(text, (TextPos){50, 0}, (TextPos){50, 3}, "", 0);
    assert_cache_is_right(cache, text, 3);
}

static TextPos place_in(const Text *text, GRand *random, size_t first)
{
    size_t line = (size_t)g_rand_int_range(random, (gint)first, (gint)text_line_count(text));
    return (TextPos){line, (size_t)g_rand_int_range(random, 0, (gint)text_line(text, line).length + 1)};
}

/* Asked after each edit, after a few, and after more than the text remembers; of one line, and of all. */
static void random_edits_leave_the_cache_right(void **unused)
{
    static const char *const PIECES[] = {"a", "\n", "'''", "\"", "\n\n", "f'{", "}", "#", "\\"};
    g_autoptr(GRand) random = g_rand_new_with_seed(3);
    g_autoptr(Text) text = long_text(40);
    g_autoptr(LexCache) cache = lex_cache_new();
    uint64_t revision = 1;
    for (int round = 0; round < 2000; round++) {
        int edits = g_rand_int_range(random, 0, 4) ? g_rand_int_range(random, 1, 4) : 12;
        for (; edits > 0; edits--, revision++) {
            TextPos from = place_in(text, random, 0), to = place_in(text, random, from.line);
            bool shrinks = text_line_count(text) > 50 && text_pos_compare(from, to) < 0;
            const char *piece = PIECES[g_rand_int_range(random, 0, G_N_ELEMENTS(PIECES))];
            text_replace(text, from, shrinks ? to : from, piece, strlen(piece));
        }
        lex_cache_state(cache, text, revision, place_in(text, random, 0).line);
        if (g_rand_boolean(random))
            assert_cache_is_right(cache, text, revision);
    }
}

static void an_edit_leaves_the_lines_before_it_alone(void **unused)
{
    g_autoptr(Text) text = long_text(5000);
    text_replace(text, (TextPos){2500, 0}, (TextPos){2500, 1}, "y", 1);
    assert_int_equal(text_same_lines(text, 0), 2500);
    text_replace(text, (TextPos){3000, 0}, (TextPos){3001, 1}, "", 0);
    assert_int_equal(text_same_lines(text, 0), 2500);
    assert_int_equal(text_same_lines(text, 1), 3000);
    assert_int_equal(text_same_lines(text, 2), 4999);
    for (int i = 0; i < 10; i++)
        text_replace(text, (TextPos){4000, 0}, (TextPos){4000, 0}, "y", 1);
    assert_int_equal(text_same_lines(text, 1), 0);
    assert_int_equal(text_same_lines(text, text_edits(text) - 2), 4000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_told_apart),
        cmocka_unit_test(soft_keywords_need_their_statement),
        cmocka_unit_test(numbers_have_many_shapes),
        cmocka_unit_test(decorators_stand_at_the_start_of_a_line),
        cmocka_unit_test(strings_have_prefixes_and_escapes),
        cmocka_unit_test(an_expression_in_an_f_string_is_code_again),
        cmocka_unit_test(a_triple_quoted_string_goes_on),
        cmocka_unit_test(an_unclosed_string_ends_with_its_line_unless_continued),
        cmocka_unit_test(any_bytes_are_read),
        cmocka_unit_test(an_edit_reads_only_the_changed_line_again),
        cmocka_unit_test(lines_that_come_and_go_move_what_is_known),
        cmocka_unit_test(an_opened_string_reaches_all_lines_behind_it),
        cmocka_unit_test(random_edits_leave_the_cache_right),
        cmocka_unit_test(an_edit_leaves_the_lines_before_it_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
