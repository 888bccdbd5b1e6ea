#include "notebook/run_mode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <glib.h>

#include <cmocka.h>

static void the_first_line_says_it_and_no_other(void **state)
{
    static const struct {
        const char *code;
        RunMode mode;
        bool said;
    } ROWS[] = {
        {"# tarn: run=manual\nx = 1", RUN_MODE_MANUAL, true},
        {"# tarn: run=confirm", RUN_MODE_CONFIRM, true},
        {"#tarn:run = manual \r\nx", RUN_MODE_MANUAL, true},
        {"# tarn: run=auto\n", RUN_MODE_AUTO, true},
        {"x = 1\n# tarn: run=manual", RUN_MODE_AUTO, false},
        {"# tarn: run=manually", RUN_MODE_AUTO, false},
        {"# tarn: run=", RUN_MODE_AUTO, false},
        {"# tarn", RUN_MODE_AUTO, false},
        {"'# tarn: run=manual'", RUN_MODE_AUTO, false},
        {"", RUN_MODE_AUTO, false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        assert_int_equal(run_mode_of(ROWS[i].code, strlen(ROWS[i].code)), ROWS[i].mode);
        assert_int_equal(run_mode_is_said(ROWS[i].code, strlen(ROWS[i].code)), ROWS[i].said);
    }
}

static void a_comment_more_or_less_is_no_difference(void **state)
{
    static const struct {
        const char *code, *other;
        bool same;
    } ROWS[] = {
        {"# tarn: run=manual\nx = 1", "x = 1", true}, {"x = 1", "x = 1", true}, {"x = 1", "x = 2", false},
        {"# tarn: run=manual\nx", "# tarn: run=confirm\nx", true}, {"# tarn: run=manual", "", true},
        {"# tarn: run=manual\nx", "# y\nx", false}, {"", "x", false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GBytes) code = g_bytes_new_static(ROWS[i].code, strlen(ROWS[i].code));
        g_autoptr(GBytes) other = g_bytes_new_static(ROWS[i].other, strlen(ROWS[i].other));
        assert_int_equal(run_mode_is_all_that_differs(code, other), ROWS[i].same);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_first_line_says_it_and_no_other),
                                        cmocka_unit_test(a_comment_more_or_less_is_no_difference)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
