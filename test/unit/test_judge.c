/* Syntax that is newer than the embedded Python: the notebook's interpreter judges it. */
#include "desk.h"

#include <stdio.h>
#include <string.h>

#include "engine/analyze.h"

/* An interpreter of a version that is newer than ours, or NULL. */
static char *newer_python(void)
{
    g_autofree char *home = g_build_filename(g_get_home_dir(), ".pyenv", "versions", NULL);
    g_autoptr(GDir) versions = g_dir_open(home, 0, NULL);
    for (const char *name; versions && (name = g_dir_read_name(versions));) {
        int major = 0, minor = 0;
        if (sscanf(name, "%d.%d", &major, &minor) == 2 && major << 8 == (analyzer_python() & ~0xFF) && minor >= 12 &&
            minor > (analyzer_python() & 0xFF))
            return g_build_filename(home, name, "bin", "python", NULL);
    }
    return NULL;
}

static Desk *desk_with_newer_python(const char *const *cells)
{
    g_autofree char *python = newer_python();
    if (!python)
        skip();
    return desk_new_with(cells, &(EngineOptions){.python = python});
}

static const char *const NEW[] = {"def first[T](pair: tuple[T, T]) -> T:\n    return pair[0]",
                                  "names = ['a', 'b']\nf\"{\", \".join(names)}\"", "first(names)", NULL};

static void new_syntax_is_understood_when_the_notebook_is_opened(void **state)
{
    g_autoptr(Desk) desk = desk_with_newer_python(NEW);
    settle(desk);
    const Analysis *analysis = last(desk, ENGINE_ANALYSIS, id(desk, 0))->analysis;
    assert_int_equal(analysis->fault, ANALYSIS_OK);
    assert_string_equal(analysis->defs[0], "first");
    assert_int_equal(last(desk, ENGINE_ERRORS, id(desk, 1))->errors->len, 0);
    const EngineEvent *links = last(desk, ENGINE_LINKS, id(desk, 2));
    assert_int_equal(links->parents->len, 2);
    assert_result(desk, 0, RESULT_NONE, true);
}

static void it_runs_with_all_that_it_needs(void **state)
{
    g_autoptr(Desk) desk = desk_with_newer_python(NEW);
    settle(desk);
    run(desk, 2);
    settle(desk);
    assert_string_equal(shown(desk, 2), "'a'");
    assert_string_equal(shown(desk, 1), "'a, b'");
    assert_result(desk, 2, RESULT_OK, false);
}

static void it_is_saved_as_what_it_is(void **state)
{
    g_autoptr(Desk) desk = desk_with_newer_python(NEW);
    settle(desk);
    engine_save(desk->engine, notebook_snapshot(desk->notebook), desk->path, false);
    settle(desk);
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(desk->path, &text, NULL, NULL));
    assert_non_null(strstr(text, "@app.function\ndef first[T]("));
    assert_non_null(strstr(text, "    return (names,)\n"));
    assert_null(strstr(text, "unparsable"));
}

static void what_is_typed_is_judged_and_a_real_error_stays_one(void **state)
{
    static const char *const CELLS[] = {"x = 1", "x", NULL};
    g_autoptr(Desk) desk = desk_with_newer_python(CELLS);
    settle(desk);
    run(desk, 1);
    settle(desk);
    edit(desk, 0, "type x = int\n");
    settle(desk);
    assert_int_equal(last(desk, ENGINE_ERRORS, id(desk, 0))->errors->len, 0);
    run(desk, 0);
    settle(desk);
    assert_string_equal(shown(desk, 1), "x");

    edit(desk, 0, "é = 1; type x = = int");
    settle(desk);
    const CellError *error = g_ptr_array_index(last(desk, ENGINE_ERRORS, id(desk, 0))->errors, 0);
    assert_string_equal(error->kind, "syntax");
    assert_int_equal(error->line, 1);
    assert_int_equal(error->column, 18);
}

static void a_restarted_interpreter_is_asked_again(void **state)
{
    g_autoptr(Desk) desk = desk_with_newer_python(NEW);
    settle(desk);
    engine_restart(desk->engine);
    settle(desk);
    edit(desk, 0, "def first[U](pair: tuple[U, U]) -> U:\n    return pair[1]");
    settle(desk);
    run(desk, 2);
    settle(desk);
    assert_string_equal(shown(desk, 2), "'b'");
}

static void where_there_is_no_interpreter_it_is_a_syntax_error(void **state)
{
    if (analyzer_python() >= 0x030C)
        skip();
    g_autoptr(Desk) desk = desk_new_with(NEW, &(EngineOptions){.python = "/nowhere/python"});
    settle(desk);
    assert_int_equal(last(desk, ENGINE_ERRORS, id(desk, 0))->errors->len, 1);
    run(desk, 2);
    settle(desk);
    assert_true(last(desk, ENGINE_MESSAGE, 0)->failed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_syntax_is_understood_when_the_notebook_is_opened),
        cmocka_unit_test(it_runs_with_all_that_it_needs),
        cmocka_unit_test(it_is_saved_as_what_it_is),
        cmocka_unit_test(what_is_typed_is_judged_and_a_real_error_stays_one),
        cmocka_unit_test(a_restarted_interpreter_is_asked_again),
        cmocka_unit_test(where_there_is_no_interpreter_it_is_a_syntax_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
