#include "base/suggest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void the_nearest_name_is_meant_unless_it_is_another_word(void **state)
{
    static const struct {
        const char *wanted, *meant;
    } ROWS[] = {
        {"alhpa", "alpha"}, {"alph", "alpha"},   {"Alpha", "alpha"},   {"epoch", "epochs"}, {"epohcs", "epochs"},
        {"x", NULL},        {"zebra", NULL},     {"", NULL},           {"learn_rate", "learning_rate"},
    };
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    static const char *const NAMES[] = {"n", "alpha", "epochs", "learning_rate"};
    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++)
        g_ptr_array_add(names, (gpointer)NAMES[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        const char *meant = suggest_name(ROWS[i].wanted, names);
        assert_string_equal(meant ? meant : "nothing", ROWS[i].meant ? ROWS[i].meant : "nothing");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_nearest_name_is_meant_unless_it_is_another_word)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
