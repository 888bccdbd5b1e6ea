#include "edit/filter.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const FilterLimits LIMITS = {1 << 20, 20};

static void a_filter_is_given_lines_and_its_own_come_back(void **state)
{
    g_autoptr(GBytes) input = g_bytes_new_static("b\na\n", 4);
    int code = -1;
    g_autofree char *output = filter_run("sort", input, &LIMITS, &code, NULL);
    assert_string_equal(output, "a\nb\n");
    assert_int_equal(code, 0);
}

static void errors_are_part_of_what_it_prints_and_its_code_is_told(void **state)
{
    int code = -1;
    g_autofree char *output = filter_run("echo one; echo two >&2; exit 3", NULL, &LIMITS, &code, NULL);
    assert_string_equal(output, "one\ntwo\n");
    assert_int_equal(code, 3);
}

static void a_filter_need_not_read_what_it_is_given(void **state)
{
    g_autofree char *much = g_strnfill(1 << 20, 'x');
    g_autoptr(GBytes) input = g_bytes_new_static(much, 1 << 20);
    int code = -1;
    g_autofree char *output = filter_run("echo done", input, &LIMITS, &code, NULL);
    assert_string_equal(output, "done\n");
}

static void a_megabyte_goes_through_and_back(void **state)
{
    g_autofree char *much = g_strnfill(1000000, 'x');
    g_autoptr(GBytes) input = g_bytes_new_static(much, 1000000);
    int code = -1;
    g_autofree char *output = filter_run("cat", input, &LIMITS, &code, NULL);
    assert_int_equal(strlen(output), 1000000);
}

static void a_filter_that_takes_too_long_is_stopped(void **state)
{
    g_autoptr(GError) error = NULL;
    int code = -1;
    assert_null(filter_run("exec sleep 100", NULL, &(FilterLimits){100, 0}, &code, &error));
    assert_true(g_error_matches(error, FILTER_ERROR, FILTER_ERROR_TIME));
    g_clear_error(&error);
    assert_null(filter_run("exec >&- 2>&-; exec sleep 100", NULL, &(FilterLimits){100, 0}, &code, &error));
    assert_true(g_error_matches(error, FILTER_ERROR, FILTER_ERROR_TIME));
}

static void a_filter_that_prints_without_end_is_stopped(void **state)
{
    g_autoptr(GError) error = NULL;
    int code = -1;
    assert_null(filter_run("exec yes", NULL, &LIMITS, &code, &error));
    assert_true(g_error_matches(error, FILTER_ERROR, FILTER_ERROR_SIZE));
}

static void a_filter_that_dies_is_no_filter(void **state)
{
    g_autoptr(GError) error = NULL;
    int code = -1;
    assert_null(filter_run("kill -9 $$", NULL, &LIMITS, &code, &error));
    assert_true(g_error_matches(error, FILTER_ERROR, FILTER_ERROR_FAILED));
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN); /* as in the editor */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_filter_is_given_lines_and_its_own_come_back),
        cmocka_unit_test(errors_are_part_of_what_it_prints_and_its_code_is_told),
        cmocka_unit_test(a_filter_need_not_read_what_it_is_given),
        cmocka_unit_test(a_megabyte_goes_through_and_back),
        cmocka_unit_test(a_filter_that_takes_too_long_is_stopped),
        cmocka_unit_test(a_filter_that_prints_without_end_is_stopped),
        cmocka_unit_test(a_filter_that_dies_is_no_filter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
