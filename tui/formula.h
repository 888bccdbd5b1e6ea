/* Formulas as a terminal can show them: TeX's source in one line of Unicode.
 *
 *     g_autofree char *text = formula_text("f: \\mathbf{R} \\to \\mathbf{R}^n", -1);    // "f: R → Rⁿ"
 *
 * Symbols, Greek, scripts, fractions and roots become characters; what is not known stays as it is written.
 */
#pragma once

#include <glib.h>

/* The caller frees it; `length` -1: up to the NUL. */
char *formula_text(const char *tex, gssize length);
