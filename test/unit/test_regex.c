#include "base/regex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/substitute.h"
#include "base/utf8.h"

/* The first match of a pattern replaced, as Vim's `:s` would; "ERROR" and "NO MATCH" otherwise. */
static char *substituted(const char *pattern, int flags, const char *replacement, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Regex) regex = regex_new(pattern, flags, NULL, &error);
    if (!regex)
        return g_strdup("ERROR");
    RegexMatch match;
    if (!regex_match(regex, text, strlen(text), 0, &match, &error))
        return g_strdup(error ? "ERROR" : "NO MATCH");
    g_autoptr(GString) result = g_string_new_len(text, (gssize)match.start[0]);
    substitute_expand(result, replacement, &match, text);
    g_string_append(result, text + match.end[0]);
    return g_strdup(result->str);
}

/* Takes the backslashes off a field of the table. */
static char *unescaped(const char *field)
{
    return g_strcompress(field);
}

static void patterns_mean_what_they_mean_in_vim(void **state)
{
    g_autofree char *path = g_test_build_filename(G_TEST_DIST, "regex_cases.txt", NULL);
    g_autofree char *content = NULL;
    assert_true(g_file_get_contents(path, &content, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(content, "\n", -1);
    size_t cases = 0, wrong = 0;
    for (size_t i = 0; lines[i]; i++) {
        g_auto(GStrv) fields = g_strsplit(lines[i], "\t", -1);
        if (lines[i][0] == '#' || g_strv_length(fields) != 5)
            continue;
        int flags = (strchr(fields[0], 'i') ? REGEX_IGNORE_CASE : 0) | (strchr(fields[0], 's') ? REGEX_SMART_CASE : 0);
        g_autofree char *pattern = unescaped(fields[1]);
        g_autofree char *replacement = unescaped(fields[2]);
        g_autofree char *text = unescaped(fields[3]);
        g_autofree char *expected = unescaped(fields[4]);
        g_autofree char *got = substituted(pattern, flags, replacement, text);
        cases++;
        if (strcmp(got, expected) != 0) {
            wrong++;
            print_error("%s:%zu: %s on %s: vim %s, got %s\n", path, i + 1, pattern, text, expected, got);
        }
    }
    assert_true(cases > 200);
    assert_int_equal(wrong, 0);
}

static void a_pattern_says_whether_it_spans_lines(void **state)
{
    const struct {
        const char *pattern;
        bool spans;
    } cases[] = {{"a", false}, {"a\\nb", true}, {"\\_s", true}, {"[\\n]", true}, {"\\_[a]", true}, {"\\_.", true}, {"^a$", false}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Regex) regex = regex_new(cases[i].pattern, 0, NULL, NULL);
        assert_int_equal(regex_spans_lines(regex), cases[i].spans);
    }
}

static void tilde_is_the_previous_replacement(void **state)
{
    g_autoptr(Regex) regex = regex_new("~x", 0, "a.b", NULL);
    RegexMatch match;
    assert_true(regex_match(regex, "azbx a.bx", 9, 0, &match, NULL));
    assert_int_equal(match.start[0], 5);
    g_autofree char *replaced = substitute_tilde("<~\\~>\\\\", "old");
    assert_string_equal(replaced, "<old~>\\\\");
    assert_null(regex_new("~x", 0, NULL, NULL));
}

static void matching_starts_where_asked_and_sees_what_is_before(void **state)
{
    g_autoptr(Regex) regex = regex_new("\\<a", 0, NULL, NULL);
    RegexMatch match;
    assert_true(regex_match(regex, "ba a", 4, 1, &match, NULL));
    assert_int_equal(match.start[0], 3);
    assert_false(regex_match(regex, "ba", 2, 1, &match, NULL));
}

static void a_bracket_that_is_never_closed_is_itself(void **state)
{
    g_autofree char *got = substituted("[ab", 0, "X", "a[abc");
    assert_string_equal(got, "aXc");
}

static void catastrophes_end_with_an_error(void **state)
{
    const char *const patterns[] = {"\\v(a+)+b", "\\v(a|aa)*$b", "\\v(.*)*x\\1"};
    g_autofree char *text = g_strnfill(5000, 'a');
    for (size_t i = 0; i < G_N_ELEMENTS(patterns); i++) {
        g_autoptr(Regex) regex = regex_new(patterns[i], 0, NULL, NULL);
        g_autoptr(GError) error = NULL;
        RegexMatch match;
        if (!regex) /* refused: fine as well */
            continue;
        gint64 start = g_get_monotonic_time();
        assert_false(regex_match(regex, text, 5000, 0, &match, &error));
        assert_true(g_get_monotonic_time() - start < 10 * G_USEC_PER_SEC);
        if (error)
            assert_true(g_error_matches(error, REGEX_ERROR, REGEX_ERROR_LIMIT));
    }
}

static void nesting_without_end_is_refused(void **state)
{
    GString *pattern = g_string_new("\\v");
    for (int i = 0; i < 100000; i++)
        g_string_append(pattern, "%(");
    assert_null(regex_new(pattern->str, 0, NULL, NULL));
    g_string_free(pattern, TRUE);
}

static void broken_bytes_do_not_stop_a_search(void **state)
{
    g_autoptr(Regex) regex = regex_new("b", 0, NULL, NULL);
    RegexMatch match;
    assert_true(regex_match(regex, "\xff\xc3" "ab", 4, 0, &match, NULL));
    assert_int_equal(match.start[0], 3);
}

static void words_are_made_of_the_same_characters_as_for_motions(void **state)
{
    g_autoptr(Regex) regex = regex_new("\\k", 0, NULL, NULL);
    for (uint32_t code = 1; code < 0x20000; code++) {
        if (code >= 0xd800 && code <= 0xdfff)
            continue;
        char bytes[4];
        RegexMatch match;
        assert_int_equal(regex_match(regex, bytes, utf8_encode(code, bytes), 0, &match, NULL), utf8_is_word(code));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_mean_what_they_mean_in_vim),
        cmocka_unit_test(a_pattern_says_whether_it_spans_lines),
        cmocka_unit_test(tilde_is_the_previous_replacement),
        cmocka_unit_test(matching_starts_where_asked_and_sees_what_is_before),
        cmocka_unit_test(a_bracket_that_is_never_closed_is_itself),
        cmocka_unit_test(catastrophes_end_with_an_error),
        cmocka_unit_test(nesting_without_end_is_refused),
        cmocka_unit_test(broken_bytes_do_not_stop_a_search),
        cmocka_unit_test(words_are_made_of_the_same_characters_as_for_motions),
    };
    g_test_init(&(int){1}, &(char **){(char *[]){"test_regex", NULL}}, NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
