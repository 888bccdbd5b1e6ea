#include "notebook/completion.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdbool.h>
#include <string.h>

#include <cmocka.h>

/* "a b c": the names that fit, in their order. */
static void assert_matches(const CompletionSet *set, const char *typed, const char *want)
{
    g_autoptr(GPtrArray) fitting = completion_set_match(set, typed);
    g_autoptr(GString) got = g_string_new(NULL);
    for (guint i = 0; i < fitting->len; i++)
        g_string_append_printf(got, "%s%s", i ? " " : "", ((Completion *)g_ptr_array_index(fitting, i))->name);
    assert_string_equal(got->str, want);
}

static CompletionSet *set_of(CompletionSource source, const char *names)
{
    CompletionSet *set = completion_set_new();
    g_auto(GStrv) words = g_strsplit(names, " ", -1);
    for (size_t i = 0; words[i]; i++)
        completion_set_add(set, source, words[i], NULL, NULL, NULL);
    return set;
}

static void what_begins_as_typed_comes_before_other_capitals_and_those_before_letters_in_between(void **state)
{
    g_autoptr(CompletionSet) set = set_of(COMPLETION_WORD, "read_csv RCS rcsum array_rcs other");
    assert_matches(set, "rcs", "rcsum RCS read_csv");
    assert_matches(set, "rc", "rcsum RCS");
}

static void what_is_typed_already_is_no_entry(void **state)
{
    g_autoptr(CompletionSet) set = set_of(COMPLETION_WORD, "frame frames");
    assert_matches(set, "frame", "frames");
    assert_matches(set, "frames", "");
}

static void names_with_underscores_come_behind_public_ones(void **state)
{
    g_autoptr(CompletionSet) set = set_of(COMPLETION_LIVE, "__len__ _own size");
    assert_matches(set, "", "size _own __len__");
}

static void sources_that_know_more_come_first(void **state)
{
    g_autoptr(CompletionSet) set = set_of(COMPLETION_WORD, "aa");
    completion_set_add(set, COMPLETION_LANGUAGE, "ab", NULL, NULL, NULL);
    completion_set_add(set, COMPLETION_GRAPH, "ac", NULL, NULL, NULL);
    completion_set_add(set, COMPLETION_LIVE, "ad", NULL, NULL, NULL);
    assert_matches(set, "a", "ad ac ab aa");
}

static void a_name_of_two_sources_is_one_entry_that_knows_what_both_do(void **state)
{
    for (int order = 0; order < 2; order++) {
        g_autoptr(CompletionSet) set = completion_set_new();
        for (int turn = 0; turn < 2; turn++) {
            if (turn == order)
                completion_set_add(set, COMPLETION_GRAPH, "x", "name", NULL, "defined in cell 3");
            else
                completion_set_add(set, COMPLETION_LIVE, "x", "instance", "int", "");
        }
        g_autoptr(GPtrArray) fitting = completion_set_match(set, "");
        assert_int_equal(fitting->len, 1);
        const Completion *one = g_ptr_array_index(fitting, 0);
        assert_int_equal(one->source, COMPLETION_LIVE);
        assert_string_equal(one->kind, "instance");
        assert_string_equal(one->type, "int");
        assert_string_equal(one->doc, "defined in cell 3");
    }
}

static void a_set_takes_over_another(void **state)
{
    g_autoptr(CompletionSet) set = set_of(COMPLETION_WORD, "a b"), more = set_of(COMPLETION_LIVE, "b c");
    completion_set_add_all(set, more);
    assert_int_equal(completion_set_size(set), 3);
    assert_matches(set, "", "b c a");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_begins_as_typed_comes_before_other_capitals_and_those_before_letters_in_between),
        cmocka_unit_test(what_is_typed_already_is_no_entry),
        cmocka_unit_test(names_with_underscores_come_behind_public_ones),
        cmocka_unit_test(sources_that_know_more_come_first),
        cmocka_unit_test(a_name_of_two_sources_is_one_entry_that_knows_what_both_do),
        cmocka_unit_test(a_set_takes_over_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
