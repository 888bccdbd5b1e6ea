/* Code that parses and does not compile is a syntax error, though most code is never compiled to find out. */
#include "engine/analyze.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static Analysis *analyse(const char *code)
{
    g_autoptr(Analyzer) analyzer = analyzer_new(NULL);
    assert_non_null(analyzer);
    g_autoptr(CellSnapshot) cell = cell_snapshot_new(1, 1, "_", CELL_PLAIN, NULL, code, -1);
    return analyzer_analyze(analyzer, cell);
}

static void what_parses_and_does_not_compile_is_an_error(void **state)
{
    static const char *const CODES[] = {
        "return 1", "if x:\n    return", "class A:\n    return 1", "def f():\n    class A:\n        return 1",
        "break", "for i in x:\n    def f():\n        continue", "while x:\n    pass\nelse:\n    break", "yield 1",
        "def f():\n    await x", "async def f():\n    yield 1\n    return 2", "[x async for x in y]\nlambda: [x async for x in y]",
        "def f(a, a): pass", "lambda a, *, a: 1", "def f(a, *a): pass", "def f(a, /, **a): pass", "f(a=1, b=2, a=3)",
        "class A(B, k=1, k=2): pass", "def f():\n    x = 1\n    global x", "def f(x):\n    global x", "nonlocal x",
        "def f():\n    nonlocal x", "x: int\nglobal x", "*a", "*a, *b = c", "*a = c", "x = *a", "del *a, b",
        "try:\n    pass\nexcept:\n    pass\nexcept E:\n    pass", "__debug__ = 1", "x.__debug__ = 1", "f(__debug__=1)",
        "def f(__debug__): pass", "_\xef\xbc\xbf" "debug__ = 1", "x.__d\xef\xbd\x85" "bug__ = 1",
        "from __future__ import nothing", "x = 1\nfrom __future__ import annotations", "[i := 0 for i in x]",
        "[x for x in (i := y)]", "class A:\n    [(i := 0) for j in x]",
        "match x:\n    case a: pass\n    case b: pass", "match x:\n    case [a, a]: pass",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CODES); i++) {
        g_autoptr(Analysis) analysis = analyse(CODES[i]);
        if (analysis->fault != ANALYSIS_SYNTAX)
            fail_msg("taken for good: %s", CODES[i]);
    }
}

/* CPython nests no more than twenty. */
static void too_many_blocks_are_an_error(void **state)
{
    g_autoptr(GString) code = g_string_new(NULL);
    for (int depth = 0; depth < 25; depth++)
        g_string_append_printf(code, "%*sfor i in x:\n", depth, "");
    g_string_append_printf(code, "%*spass", 25, "");
    g_autoptr(Analysis) analysis = analyse(code->str);
    assert_int_equal(analysis->fault, ANALYSIS_SYNTAX);
}

static void what_compiles_is_none(void **state)
{
    static const char *const CODES[] = {
        "def f(a, b=1, *c, d, **e) -> int:\n    if a:\n        return b\n    return c",
        "def f():\n    def g():\n        return 1\n    return g",
        "f(**a, **b, c=1)\nf(*a, *b)", "class A(B, metaclass=M):\n    x: int = 1\n    def f(self):\n        return self",
        "é = 'ﬁ'\n𝐱 = 1", "x = 'break'  # yield", "[*a, *b]\n{**a}", "print(1); del x",
        "for i in x:\n    if i:\n        break\nelse:\n    pass",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CODES); i++) {
        g_autoptr(Analysis) analysis = analyse(CODES[i]);
        if (analysis->fault != ANALYSIS_OK || analysis->async)
            fail_msg("taken for an error or a coroutine: %s", CODES[i]);
    }
    g_autoptr(Analysis) awaits = analyse("[x async for x in await y]");
    assert_int_equal(awaits->fault, ANALYSIS_OK);
    assert_true(awaits->async);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_parses_and_does_not_compile_is_an_error),
        cmocka_unit_test(too_many_blocks_are_an_error),
        cmocka_unit_test(what_compiles_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
