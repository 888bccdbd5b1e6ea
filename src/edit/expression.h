/* Expressions of numbers and strings, with what Python makes of them.
 *
 *     g_autofree char *text = expression_evaluate("2 ** 10 + 1");      // "1025", as str() has it
 *
 * Pure function of any thread.
 */
#pragma once

/* The caller frees it.  NULL: there is something in it that needs an interpreter, or it is wrong. */
char *expression_evaluate(const char *text);
