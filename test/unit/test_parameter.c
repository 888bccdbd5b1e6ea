#include "notebook/parameter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    const char *code, *value, *then; /* `then`: the code afterwards, or what the error must say after "!" */
} Row;

/* Sets `p`, from JSON or as typed, and compares. */
static void check(const Row *row, bool json)
{
    g_autoptr(CellSnapshot) cell = cell_snapshot_new(7, 3, "_", CELL_PLAIN, NULL, row->code, -1);
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonValue) value = json ? json_value_parse(row->value, -1, NULL) : NULL;
    g_autoptr(CellSnapshot) changed =
        json ? parameter_set_json(cell, "p", value, &error) : parameter_set(cell, "p", row->value, &error);
    if (*row->then == '!') {
        assert_null(changed);
        assert_non_null(strstr(error->message, row->then + 1));
        return;
    }
    assert_null(error);
    gsize size;
    const char *code = g_bytes_get_data(changed->code, &size);
    g_autofree char *text = g_strndup(code, size);
    assert_string_equal(text, row->then);
    assert_int_equal(changed->id, cell->id);
    assert_true(changed->revision > cell->revision);
}

static void a_value_takes_the_place_of_the_literal_alone(void **state)
{
    static const Row ROWS[] = {
        {"p = 0.1", "0.5", "p = 0.5"},
        {"q = p1 = 2; p=-0.1 # why\nr = 3", "1e-3", "q = p1 = 2; p=1e-3 # why\nr = 3"},
        {"p: float = 0.1", "2", "p: float = 2.0"},
        {"p: dict[str, int] = {'a': 1}\nq", "{}", "p: dict[str, int] = {}\nq"},
        {"p = [\n  1, # one\n  2,\n]\nq = 1", "[3]", "p = [3]\nq = 1"},
        {"p = 1\nif p:\n    p = 2", "-4", "p = -4\nif p:\n    p = 2"},
        {"p = True", "False", "p = False"},
        {"p = None", "[1]", "p = [1]"},
        {"p = ('a' 'b')", "c d", "p = \"c d\""},
        {"p = (1, 2)", "(3,)", "p = (3,)"},
        {"# p = 1\n\np = 'x'", "it's \"so\"", "# p = 1\n\np = \"it's \\\"so\\\"\""},
        {"p = 'x'", "'y'", "p = 'y'"},
        {"p = 'x'", "12", "p = \"12\""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
        check(&ROWS[i], false);
}

static void what_is_no_literal_or_of_another_type_is_refused_with_its_line(void **state)
{
    static const Row ROWS[] = {
        {"p = f()", "1", "!line 1: what it is assigned is no literal"},
        {"x = 0\np = 1 + 1", "1", "!line 2: what it is assigned is no literal"},
        {"p = q = 1", "1", "!no literal"},
        {"p = [x]", "[]", "!no literal"},
        {"p = f'{x}'", "a", "!no literal"},
        {"p = 1\np = 2", "3", "!line 2: assigns it more than once"},
        {"p, q = 1, 2", "3", "!not assigned there"},
        {"if x:\n    p = 1", "3", "!not assigned there"},
        {"def f(p=1): pass", "3", "!not assigned there"},
        {"p == 1", "3", "!not assigned there"},
        {"p = 1", "0.5", "!line 1: it is an int there, 1; 0.5 is not"},
        {"p = 1", "one", "!an int"},
        {"p = 1", "__import__('os')", "!an int"},
        {"p = 1", "2; q = 3", "!an int"},
        {"p = 1", "2\nq = 3", "!an int"},
        {"p = [1]", "[1", "!a list"},
        {"p = True", "1", "!a bool"},
        {"p = None", "abc", "!None"},
        {"p = {}", "{1}", "!a dict"},
        {"p = {}", "{1: 2, 3}", "!a dict"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
        check(&ROWS[i], false);
}

static void json_is_written_as_python(void **state)
{
    static const Row ROWS[] = {
        {"p = 0.5", "0.1", "p = 0.1"},
        {"p = 0.5", "2", "p = 2.0"},
        {"p = 0.5", "1e300", "p = 1e+300"},
        {"p = ''", "\"a\\nb\"", "p = \"a\\nb\""},
        {"p = ''", "1", "!a string"},
        {"p = {}", "{\"a\": [true, null]}", "p = {\"a\": [True, None]}"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
        check(&ROWS[i], true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_takes_the_place_of_the_literal_alone),
        cmocka_unit_test(what_is_no_literal_or_of_another_type_is_refused_with_its_line),
        cmocka_unit_test(json_is_written_as_python),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
