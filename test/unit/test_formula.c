/* Formulas as one line of Unicode. */
#include "tui/formula.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void formulas_become_characters(void **state)
{
    static const struct {
        const char *tex, *text;
    } ROWS[] = {
        {"f : \\mathbf{R} \\to \\mathbf{R}", "f : R → R"},
        {"f(x) = 1.0\\sin((2\\pi/6.28)x)", "f(x) = 1.0 sin((2π/6.28)x)"},
        {"\\frac{a}{b}", "a/b"},
        {"\\frac{a + 1}{2b}", "(a + 1)/(2b)"},
        {"x^2 + x_{i+1}^{n}", "x² + xᵢ₊₁ⁿ"},
        {"e^{i\\pi} + 1 = 0", "e^(iπ) + 1 = 0"},
        {"x^\\alpha", "x^α"},
        {"\\sqrt{2} \\sqrt[3]{x + y}", "√2 ³√(x + y)"},
        {"\\sum_{i=0}^{n} x_i \\leq \\infty", "∑ᵢ₌₀ⁿ xᵢ ≤ ∞"},
        {"\\mathbb{R}^n, \\mathbb{N}", "ℝⁿ, ℕ"},
        {"\\left( \\hat{x}, \\bar y \\right)", "( x\u0302, y\u0304 )"},
        {"\\text{if } a \\ge b", "if a ≥ b"},
        {"a \\\\ b & c", "a ; b c"},
        {"\\begin{aligned} a &= b \\end{aligned}", "a = b"},
        {"\\{1, 2\\} \\, 50\\%", "{1, 2}  50%"},
        {"f'(x)", "f′(x)"},
        {"\\nosuch{x}", "\\nosuchx"},
        {"", ""},
        {"\\", ""},
        {"{{{", ""},
        {"x^", "x"},
        {"\\frac{a}", "a/()"},
        {"α + 日本", "α + 日本"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *text = formula_text(ROWS[i].tex, -1);
        assert_string_equal(text, ROWS[i].text);
    }
}

static void a_formula_may_end_anywhere(void **state)
{
    const char *tex = "\\frac{\\sqrt[n]{x}}{\\hat{y}^{2}} \\mathbb{R}_{i}";
    for (size_t length = 0; length <= strlen(tex); length++)
        g_free(formula_text(tex, (gssize)length));
}

static void what_is_nested_without_end_is_cut(void **state)
{
    g_autoptr(GString) tex = g_string_new(NULL);
    for (int i = 0; i < 100000; i++)
        g_string_append(tex, i % 2 ? "{" : "\\frac{");
    g_autofree char *text = formula_text(tex->str, -1);
    assert_non_null(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formulas_become_characters),
        cmocka_unit_test(a_formula_may_end_anywhere),
        cmocka_unit_test(what_is_nested_without_end_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
