#include "base/fuzzy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static int score(const char *typed, const char *text)
{
    return fuzzy_score(typed, text, strlen(text), NULL);
}

static void what_is_no_subsequence_does_not_fit(void **state)
{
    static const struct {
        const char *typed, *text;
        bool fits;
    } ROWS[] = {
        {"", "anything", true},       {"spcl", "split-cell", true}, {"lpsc", "split-cell", false},
        {"sc", "Split Cell", true},   {"SC", "split-cell", false},  {"cell run", "run-cell", true},
        {"cell xyz", "run-cell", false}, {"a", "", false},          {"é", "café", true},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
        assert_int_equal(score(ROWS[i].typed, ROWS[i].text) != FUZZY_NONE, ROWS[i].fits);
}

static void the_first_of_two_fits_better(void **state)
{
    static const struct {
        const char *typed, *better, *worse;
    } ROWS[] = {
        {"rc", "run-cell", "force-char"},           /* letters that begin words */
        {"cell", "run-cell", "cxexlxl"},            /* that follow one another */
        {"lc", "lastCell", "balance"},              /* that begin a hump */
        {"run", "run-all", "prune"},                /* at the beginning */
        {"ab", "xaxab", "xaxxxxxb"},                /* the best of several places */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
        assert_true(score(ROWS[i].typed, ROWS[i].better) > score(ROWS[i].typed, ROWS[i].worse));
}

static void places_are_those_of_the_best_fit(void **state)
{
    static const struct {
        const char *typed, *text, *marked;
    } ROWS[] = {
        {"ab", "xa-xab", "....^^"},
        {"rc", "source run-cell", ".......^...^..."},
        {"cell run", "run-cell", "^^^.^^^^"},
        {"sl", "split-cell", "^.^......."},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(size_t));
        size_t length = strlen(ROWS[i].text);
        g_autofree char *marked = g_strnfill(length, '.');
        fuzzy_score(ROWS[i].typed, ROWS[i].text, length, places);
        for (guint j = 0; j < places->len; j++)
            marked[g_array_index(places, size_t, j)] = '^';
        assert_string_equal(marked, ROWS[i].marked);
    }
}

static void what_is_too_long_is_cut(void **state)
{
    g_autofree char *typed = g_strnfill(1000, 'a'), *text = g_strnfill(100000, 'a');
    g_autofree char *late = g_strconcat(text, "b", NULL);
    assert_int_not_equal(score(typed, text), FUZZY_NONE);
    assert_int_equal(score("b", late), FUZZY_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_subsequence_does_not_fit),
        cmocka_unit_test(the_first_of_two_fits_better),
        cmocka_unit_test(places_are_those_of_the_best_fit),
        cmocka_unit_test(what_is_too_long_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
