#include "tui/fixes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void assert_renamed(const char *code, const char *want)
{
    g_autoptr(GString) got = fixes_renamed(code, strlen(code), "x", "_x");
    assert_string_equal(got->str, want);
}

static void a_name_is_renamed_as_a_whole_word(void **state)
{
    assert_renamed("x = xy + x", "_x = xy + _x");
    assert_renamed("# x\nx", "# x\n_x");
    assert_renamed("'x' + x", "'x' + _x");
}

static void attributes_and_arguments_of_calls_keep_their_names(void **state)
{
    assert_renamed("a.x = f(x=x, y=x)", "a.x = f(x=_x, y=_x)");
    assert_renamed("def f(y, x=1):\n    return x", "def f(y, _x=1):\n    return _x");
}

static void f_strings_are_looked_into(void **state)
{
    assert_renamed("f'x {x} {a.x} {{x}} {x:>{x}}'", "f'x {_x} {a.x} {{x}} {_x:>{_x}}'");
}

static void a_definition_is_found_before_a_use(void **state)
{
    static const struct {
        const char *code;
        gssize at;
    } CASES[] = {
        {"y = x\nx = 1", 6}, {"def x(): pass", 4}, {"import q as x", 12}, {"print(x)", 6}, {"y", -1}, {"a.x = 1", -1},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++)
        assert_int_equal(fixes_find_definition(CASES[i].code, strlen(CASES[i].code), "x"), CASES[i].at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_renamed_as_a_whole_word),
        cmocka_unit_test(attributes_and_arguments_of_calls_keep_their_names),
        cmocka_unit_test(f_strings_are_looked_into),
        cmocka_unit_test(a_definition_is_found_before_a_use),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
