#include "engine/cost.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void estimates_follow_the_latest_runs(void **state)
{
    (void)state;
    g_autoptr(CostBook) book = cost_book_new();
    uint64_t cell = 1;

    cost_book_record(book, cell, 10.0, NULL);
    for (int run = 0; run < 3; run++)
        cost_book_record(book, cell, 1.0, NULL);

    double seconds = cost_book_estimate(book, &cell, 1).seconds;
    assert_true(seconds > 1.0 && seconds < 2.0);
}

static void cells_that_never_ran_make_it_a_lower_bound(void **state)
{
    (void)state;
    g_autoptr(CostBook) book = cost_book_new();
    uint64_t cells[] = {1, 2};
    cost_book_record(book, 1, 3.2, NULL);

    CostEstimate estimate = cost_book_estimate(book, cells, G_N_ELEMENTS(cells));
    g_autofree char *text = cost_estimate_describe(&estimate);
    assert_string_equal(text, "2 cells, at least 3.2 s");
}

static void nonsense_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    g_autoptr(CostBook) book = cost_book_new();
    uint64_t cell = 1;
    const double nonsense[] = {-1.0, NAN, INFINITY};

    for (size_t i = 0; i < G_N_ELEMENTS(nonsense); i++) {
        g_autoptr(GError) error = NULL;
        assert_false(cost_book_record(book, cell, nonsense[i], &error));
        assert_true(g_error_matches(error, COST_ERROR, COST_ERROR_NOT_A_DURATION));
    }
    assert_int_equal(cost_book_estimate(book, &cell, 1).known, 0);
}

static void a_forgotten_cell_is_unknown_again(void **state)
{
    (void)state;
    g_autoptr(CostBook) book = cost_book_new();
    uint64_t cell = 1;
    cost_book_record(book, cell, 1.0, NULL);

    cost_book_forget(book, cell);
    assert_int_equal(cost_book_estimate(book, &cell, 1).unknown, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(estimates_follow_the_latest_runs),
        cmocka_unit_test(cells_that_never_ran_make_it_a_lower_bound),
        cmocka_unit_test(nonsense_is_refused_and_changes_nothing),
        cmocka_unit_test(a_forgotten_cell_is_unknown_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
