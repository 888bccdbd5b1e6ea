/* The quick walk (analyze_quick.h) beside that over CPython's tree: the same record of the same code, field by field, or
 * no answer.  The codes are those of the standard library, whole and spoilt. */
#include "engine/analyze.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine/analyze_record.h"
#include "notebook/pytoken.h"

typedef struct {
    Analyzer *analyzer;
    guint codes, spoilt_taken;
    GRand *random;
} Beside;

/* As text, for comparing and telling. */
static char *record(const Analysis *analysis)
{
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(gint32));
    g_autoptr(GByteArray) texts = g_byte_array_new();
    if (!analysis_record(analysis, numbers, texts))
        return g_strdup("no record");
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < numbers->len; i++)
        g_string_append_printf(text, "%d ", g_array_index(numbers, gint32, i));
    for (guint i = 0; i < texts->len; i++)
        g_string_append_c(text, texts->data[i] ? (char)texts->data[i] : '|');
    return g_string_free(text, FALSE);
}

/* Whether it was quick.  If so, it must be the same. */
static bool compare(Beside *beside, const char *code, gssize length)
{
    g_autoptr(CellSnapshot) cell = cell_snapshot_new(1, 1, "_", CELL_PLAIN, NULL, code, length);
    guint before = analyzer_quick(beside->analyzer);
    beside->codes++;
    g_autoptr(Analysis) quick = analyzer_analyze(beside->analyzer, cell);
    if (analyzer_quick(beside->analyzer) == before)
        return false;
    analyzer_set_thorough(beside->analyzer, true);
    g_autoptr(Analysis) thorough = analyzer_analyze(beside->analyzer, cell);
    analyzer_set_thorough(beside->analyzer, false);
    g_autofree char *ours = record(quick), *theirs = record(thorough);
    if (strcmp(ours, theirs) != 0 || quick->run_mode != thorough->run_mode)
        fail_msg("quick: %s\ntree:  %s\n%.*s", ours, theirs, (int)(length < 0 ? (gssize)strlen(code) : length), code);
    return true;
}

/* --- code by hand ---------------------------------------------------------------------------------------------------- */

/* Else it is slow, and nobody would notice. */
static void what_most_cells_are_is_quick(void **state)
{
    static const char *const CODES[] = {
        "", "# nothing\n", "pass", "pass;", "x = 1 # one\n", "x", "x;", "x; y", "(x)  ;", "x\n# comment", "x\n    # comment\n",
        "import a\n", "import a, b.c as d", "from . import a", "from ...m import a as b, c", "from m import (a,\n  b,\n)",
        "import a.b\n\n\n", "x = y = z, w = v", "(x, [y, z.w]), u[i:j, ::k] = v", "x.y[z] += 1, 2", "a, a.b = a", "_x = _y",
        "_x = 1\ndef f():\n    return _x", "_x = 1\ny = [_x for _x in _x]", "del x, y.z, w[v]", "del (x)", "x = 1\ndel x, _y",
        "[x for x in x if x for y in x]", "{x: y for x, y in z}", "{x for x in z}", "f(x for x in y)", "[[x for x in y] for y in z]",
        "lambda: x", "f = lambda x, y=x, *z, **w: x + y + v", "_f = lambda: _g\n_g = 1", "x = [lambda: i for i in j]",
        "for x in x:\n    y = x\nelse:\n    z", "while x: y", "with a as b, c(d) as (e, f):\n    b", "assert x, y",
        "def f(): raise x from y", "raise", "if a:\n    b()\nelif c:\n    d = 1\nelse:\n    print(e)", "x if y else z",
        "def f(a, b=c, *d: e, **g) -> h:\n    a = b\n    return d, g, i", "def f(x: x = x): return f",
        "def test_x():\n    def g(y):\n        return x, y\n    x = 1\n    return g", "def _f():\n    return _f",
        "def f():\n    x = 1\n    def x(): x", "def f():\n    return g\ndef g():\n    return f\nf = 1",
        "def f():\n    import a.b\n    return a", "mo.md('a')", "mo.md(r\"\"\"\n  # a\\b\n\"\"\")", "mo.md(f'{x}')",
        "mo.md(f'a {x!r:>8} {{}}')", "mo.md(f\"{y['z']}\")", "(mo).md(('a'))", "mo.md('a').callout()", "mo.md(x)", "mo.md('a', b=c)",
        "x = mo.md('a')", "mo.md(b'a', c)", "a < b <= c is not d not in e", "not a or b and not c",
        "-a ** -b // c << d & e | f", "a[b, 1:2][c:]", "f(*a, b, c=1, *d, **e, g=2)", "'a' \"b\" r'''\n'''", "b'a' b'b'",
        "1, 1.5, .5e-3, 5., 0.1", "a, b = {}, {1: 2, c: d}", "...", "x = '\\n\\d\\''", "f'{a}' 'b' f\"{c + d:%Y-%m}\"",
        "type = match = case = _ = 1", "match(x)", "print(x, end='')", "x = 1  # type: int", "'\303\251'  # \303\251",
    };
    Beside *beside = *state;
    for (size_t i = 0; i < G_N_ELEMENTS(CODES); i++) {
        if (!compare(beside, CODES[i], -1))
            fail_msg("not quick: %s", CODES[i]);
    }
}

/* Most of it is wrong; the rest is not to be told from what is wrong, or is about more than names. */
static void what_is_doubtful_is_left_to_the_tree(void **state)
{
    static const char *const CODES[] = {
        "return x", "break", "await x", "(x := 1)", "x: int = 1", "class A: pass", "try:\n    x\nexcept E:\n    y",
        "@a\ndef f(): pass", "match x:\n    case y: pass", "type X = int", "from m import *", "import a as _a", "print x", "x y",
        "f(a=1, a=2)", "f(a=1, b)", "f(**a, *b)", "f(x for x in y, z)", "f(a=x for x in y)", "f() = 1", "x + y = 1", "() = x",
        "(x, y) += 1", "None = 1", "x.None", "for f() in x: y", "del f()", "del x + y", "1 = x", "'a' = x", "x = 1 = y",
        "[x for x in y] = z", "def f(a, a): pass", "def f(a=1, b): pass", "def f(**a, b): pass", "def f(*, a): pass",
        "lambda a, a: 1", "lambda x: int: 1", "def f(x):\npass", "if x:\n    y\n  z", "  x", "if x: y; z", "if x:", "else: x", "x = ",
        "x +", "(x", "x)", "[x, y", "{x: y, z}", "{x, y: z}", "x[]", "f(,)", "(,)", "a not b", "a is in b", "not", "a ** ", "a <> b",
        "a == not b", "a or lambda: b", "x = *y", "b'a' 'b'", "b'\303\251'", "'\\x1'", "'\\N{nothing}'", "'\\u12'", "f'{'", "f'}'",
        "f'{}'", "f'{x!z}'", "f'{x y}'", "f'{x:{y}}'", "f'{x!r }'", "f'{lambda x: 1}'", "f'{*x}'", "f'{x=}'", "'open", "01", "1_0",
        "0x1", "1if x else y", "1e", "1.x", "1j", "x\ty", "x \\\n+ y", "\303\251 = 1", "x\r\ny", "x\fy", "mo.sql('select 1')",
        "duckdb.execute(x)", "mo.md('a' 'b')", "mo.md('a\\n')", "mo.md(f'a')", "if x:\n    mo.md(y)",
        "if x:\n    1\nelse:\n    y()", "with (a as b): c", "from m import a,", "from m import ()", "import a b", "import a . b",
        "from import a", "import", "a.", ".a", "a..b", "global x", "x = yield", "f(None=1)", "a if b", "x\357\273\277",
    };
    Beside *beside = *state;
    for (size_t i = 0; i < G_N_ELEMENTS(CODES); i++) {
        if (compare(beside, CODES[i], -1))
            fail_msg("quick: %s", CODES[i]);
    }
}

/* Deep ones may be too deep for CPython. */
static void what_is_deep_is_left_to_the_tree(void **state)
{
    static const struct {
        const char *before, *middle, *after;
    } CODES[] = {{"(", "x", ")"}, {"f(", "x", ")"}, {"[", "x", "]"}, {"-", "x", ""}, {"not ", "x", ""}, {"", "x", ".y"},
                 {"", "x", " + y"}, {"", "x", "()"}, {"lambda: ", "x", ""}, {"x if y else ", "z", ""}, {"", "x", "[y]"},
                 {"x ** ", "y", ""}, {"", "x", " < y"}};
    Beside *beside = *state;
    for (size_t i = 0; i < G_N_ELEMENTS(CODES); i++) {
        g_autoptr(GString) code = g_string_new(CODES[i].middle);
        for (int depth = 0; depth < 5000; depth++) {
            g_string_prepend(code, CODES[i].before);
            g_string_append(code, CODES[i].after);
            if (depth == 3)
                assert_true(compare(beside, code->str, -1));
        }
        assert_false(compare(beside, code->str, -1));
    }
    g_autoptr(GString) blocks = g_string_new(NULL);
    for (int depth = 0; depth < 25; depth++)
        g_string_append_printf(blocks, "%*sfor i in x:\n", depth, "");
    g_string_append_printf(blocks, "%*spass", 25, "");
    assert_false(compare(beside, blocks->str, -1));
}

/* --- code by the thousands ------------------------------------------------------------------------------------------- */

/* A token goes, comes twice, or is one from elsewhere. */
static void spoil(Beside *beside, const char *code)
{
    g_autoptr(TokenList) tokens = pytoken_scan(code, strlen(code));
    if (tokens->count < 3)
        return;
    guint at = (guint)g_rand_int_range(beside->random, 0, (gint32)tokens->count - 1);
    guint other = (guint)g_rand_int_range(beside->random, 0, (gint32)tokens->count - 1);
    const Token *gone = &tokens->all[at], *from = &tokens->all[other];
    g_autoptr(GString) spoilt = g_string_new_len(code, gone->start);
    int how = g_rand_int_range(beside->random, 0, 3);
    if (how > 0)
        g_string_append_len(spoilt, code + from->start, from->end - from->start);
    g_string_append(spoilt, code + (how == 1 ? gone->start : gone->end));
    beside->spoilt_taken += compare(beside, spoilt->str, -1);
}

static void try(Beside *beside, GString *code)
{
    if (code->len > 0) {
        compare(beside, code->str, (gssize)code->len);
        spoil(beside, code->str);
    }
    g_string_truncate(code, 0);
}

/* What stands deeper than `margin` between two lines that do not, or, without margin, between two blank lines. */
static void try_file(Beside *beside, const char *text, size_t margin)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(GString) code = g_string_new(NULL);
    for (char **line = lines; *line; line++) {
        size_t indent = strspn(*line, " ");
        bool blank = (*line)[indent] == '\0';
        if (!blank && indent < margin)
            try(beside, code);
        else if (blank && line[1] && strspn(line[1], " ") == margin && code->len > 0)
            try(beside, code);
        else
            g_string_append_printf(code, "%s\n", blank ? "" : *line + margin);
    }
    try(beside, code);
}

/* One in three: they are many, and a tree takes its time. */
static bool is_chosen(const char *name)
{
    return g_str_has_suffix(name, ".py") && g_str_hash(name) % 3 == 0;
}

static void the_standard_library_says_the_same(void **state)
{
    Beside *beside = *state;
    const char *library = g_getenv("STDLIB");
    g_autoptr(GDir) folder = g_dir_open(library, 0, NULL);
    assert_non_null(folder);
    for (const char *name; (name = g_dir_read_name(folder));) {
        g_autofree char *path = g_build_filename(library, name, NULL);
        g_autofree char *text = NULL;
        if (!is_chosen(name) || !g_file_get_contents(path, &text, NULL, NULL))
            continue;
        for (size_t margin = 0; margin <= 8; margin += 4)
            try_file(beside, text, margin);
    }
    print_message("%u codes, of which %u were quick, and %u of the spoilt ones\n", beside->codes,
                  analyzer_quick(beside->analyzer), beside->spoilt_taken);
    assert_true(beside->codes > 1000 && analyzer_quick(beside->analyzer) > beside->codes / 3);
}

/* Each has what the analyzer says of it that has a Python from the beginning. */
static void python_starts_with_the_first_cell_that_needs_it(void **state)
{
    static const struct {
        const char *code;
        bool needs;
    } CELLS[] = {
        {"1 + 1", false},
        {"import os.path as p, sys\nfrom . import a\nfrom b.c import (_d, e as f)\n_d, p", false},
        {"def f(a, b=g):\n    return lambda c: a + _h\n", false},
        {"match x:\n    case 1:\n        pass\n", true},
        {"x = 1", true},
    };
    Beside *beside = *state;
    g_autoptr(Analyzer) idle = analyzer_new_idle();
    for (size_t i = 0; i < G_N_ELEMENTS(CELLS); i++) {
        g_autoptr(CellSnapshot) cell = cell_snapshot_new(1, 1, "_", CELL_PLAIN, NULL, CELLS[i].code, -1);
        g_autoptr(Analysis) with = analyzer_analyze(beside->analyzer, cell), without = analyzer_analyze(idle, cell);
        g_autofree char *expected = record(with), *found = record(without);
        assert_string_equal(found, expected);
        assert_int_equal(analyzer_has_started(idle), CELLS[i].needs);
    }
    g_autoptr(Analyzer) asked = analyzer_new_idle();
    assert_true(g_strv_contains((const char *const *)analyzer_builtins(asked), "print"));
    g_autoptr(Analyzer) parsing = analyzer_new_idle();
    assert_true(analyzer_parses(parsing, "x = 1", 5));
    assert_false(analyzer_parses(parsing, "x = ", 4));
}

static int begin(void **state)
{
    Beside *beside = g_new0(Beside, 1);
    beside->analyzer = analyzer_new(NULL);
    beside->random = g_rand_new_with_seed(4);
    *state = beside;
    return beside->analyzer ? 0 : -1;
}

static int end(void **state)
{
    Beside *beside = *state;
    analyzer_free(beside->analyzer);
    g_rand_free(beside->random);
    g_free(beside);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(python_starts_with_the_first_cell_that_needs_it),
        cmocka_unit_test(what_most_cells_are_is_quick),
        cmocka_unit_test(what_is_doubtful_is_left_to_the_tree),
        cmocka_unit_test(what_is_deep_is_left_to_the_tree),
        cmocka_unit_test(the_standard_library_says_the_same),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
