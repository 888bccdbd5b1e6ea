#include "engine/lint_rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "notebook/notebook.h"

/* A notebook without a file, and what is found in it. */
typedef struct {
    Analyzer *analyzer;
    Notebook *notebook;
    NotebookSnapshot *snapshot;
    GPtrArray *analyses;
    Graph *graph;
    GPtrArray *findings;
} Case;

static Case look_at(const char *const *cells, const char *select)
{
    Case c = {.analyzer = analyzer_new(NULL), .notebook = notebook_new()};
    assert_non_null(c.analyzer);
    for (size_t i = 0; cells[i]; i++) {
        bool setup = g_str_has_prefix(cells[i], "# setup");
        notebook_insert_cell(c.notebook, i, setup ? "setup" : "_", setup ? CELL_SETUP : CELL_PLAIN, NULL, cells[i], -1);
    }
    c.snapshot = notebook_snapshot(c.notebook);
    c.analyses = g_ptr_array_new_with_free_func((GDestroyNotify)analysis_unref);
    for (guint i = 0; i < c.snapshot->cells->len; i++)
        g_ptr_array_add(c.analyses, analyzer_analyze(c.analyzer, g_ptr_array_index(c.snapshot->cells, i)));
    c.graph = lint_graph(c.snapshot, c.analyses);
    LintInput input = {.notebook = c.snapshot, .analyses = c.analyses, .graph = c.graph, .analyzer = c.analyzer,
                       .builtins = analyzer_builtins(c.analyzer), .file_name = "mine.py"};
    char *prefixes[] = {(char *)select, NULL};
    c.findings = lint_find(&input, prefixes, NULL);
    return c;
}

static void done(Case *c)
{
    g_ptr_array_unref(c->findings);
    graph_free(c->graph);
    g_ptr_array_unref(c->analyses);
    notebook_snapshot_unref(c->snapshot);
    notebook_free(c->notebook);
    analyzer_free(c->analyzer);
}

/* "MB002 0:1 2:3": each finding with its cells and lines in them. */
static void check(const char *const *cells, const char *select, const char *want)
{
    Case c = look_at(cells, select);
    g_autoptr(GString) got = g_string_new(NULL);
    for (guint i = 0; i < c.findings->len; i++) {
        const LintFinding *finding = g_ptr_array_index(c.findings, i);
        g_string_append_printf(got, "%s%s", i ? "; " : "", finding->rule->code);
        for (guint j = 0; j < finding->places->len; j++) {
            const LintPlace *place = &g_array_index(finding->places, LintPlace, j);
            g_string_append_printf(got, " %d:%d", place->cell, place->cell_line);
        }
    }
    assert_string_equal(got->str, want);
    done(&c);
}

#define CHECK(select, want, ...) check((const char *const[]){__VA_ARGS__, NULL}, select, want)

static void a_name_of_two_cells_is_told_once_with_both_lines(void **state)
{
    CHECK("MB002", "MB002 0:2 1:1", "# first\nx = 1", "x = 2");
    CHECK("MB002", "", "_x = 1", "_x = 2");
}

static void below_a_setup_cell_the_true_line_is_told_too(void **state)
{
    CHECK("MB002", "MB002 1:3 2:1", "# setup\nimport os", "a = 1\n\nx = 1", "x = 2", "b = 1");
}

static void a_circle_is_told_once(void **state)
{
    CHECK("MB003", "MB003 0:1 1:1", "a = b", "b = a");
}

static void a_setup_cell_that_needs_another_is_told(void **state)
{
    CHECK("MB004", "MB004 0:1", "# setup\nx = y", "y = 1");
}

static void what_does_not_compile_is_told_with_its_line(void **state)
{
    CHECK("MB005", "MB005 0:2; MB005 1:1", "x = 1\nreturn x", "from os import *");
}

static void a_value_at_the_end_of_a_branch_is_hidden(void **state)
{
    CHECK("MR002", "MR002 0:2", "x = 1\nif x:\n    pass\nelif 2:\n    x");
    CHECK("MR002", "", "if x:\n    print(x)", "if x:\n    mo.stop(x)", "if x:\n    x\ny = 1");
    CHECK("MR002", "MR002 0:1; MR002 1:1", "if x:\n    mo.ui.slider(1)", "try:\n    f()\nexcept E:\n    'no'");
}

static void the_same_private_import_of_two_cells_is_told(void **state)
{
    CHECK("MR004", "MR004 0:1 1:2", "import os as _os", "def f():\n    import os as _os");
    CHECK("MR004", "", "import os as _os", "import sys as _os", "import os as _o");
}

static void an_import_of_the_notebook_itself_is_told(void **state)
{
    CHECK("MR001", "MR001 0:2", "import os\nfrom mine.core import x");
}

static void a_definition_before_one_that_it_needs_is_told(void **state)
{
    CHECK("MR003", "MR003 0:1", "def f(x=g()):\n    return x", "def g():\n    return len('')");
    CHECK("MR003", "", "def g():\n    return 1", "def f(x=g()):\n    return x");
}

static void cells_without_anything_that_runs_are_told(void **state)
{
    CHECK("MF004", "MF004 0:1; MF004 1:1; MF004 2:1", "", "# c", "pass", "...");
}

static void markdown_is_compared_with_its_canonical_form(void **state)
{
    CHECK("MF007", "MF007 0:1", "mo.md('a')", "mo.md(\"\"\"\na\n\"\"\")");
}

static void rules_are_chosen_by_prefix(void **state)
{
    const LintRule *rule = &LINT_RULES[0];
    char *mb[] = {(char *)"MB", NULL}, *mr[] = {(char *)"MR", NULL}, *all[] = {(char *)"ALL", NULL};
    assert_true(lint_rule_is_selected(rule, NULL, NULL));
    assert_true(lint_rule_is_selected(rule, mb, mr));
    assert_false(lint_rule_is_selected(rule, mr, NULL));
    assert_false(lint_rule_is_selected(rule, all, mb));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_of_two_cells_is_told_once_with_both_lines),
        cmocka_unit_test(below_a_setup_cell_the_true_line_is_told_too),
        cmocka_unit_test(a_circle_is_told_once),
        cmocka_unit_test(a_setup_cell_that_needs_another_is_told),
        cmocka_unit_test(what_does_not_compile_is_told_with_its_line),
        cmocka_unit_test(a_value_at_the_end_of_a_branch_is_hidden),
        cmocka_unit_test(the_same_private_import_of_two_cells_is_told),
        cmocka_unit_test(an_import_of_the_notebook_itself_is_told),
        cmocka_unit_test(a_definition_before_one_that_it_needs_is_told),
        cmocka_unit_test(cells_without_anything_that_runs_are_told),
        cmocka_unit_test(markdown_is_compared_with_its_canonical_form),
        cmocka_unit_test(rules_are_chosen_by_prefix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
