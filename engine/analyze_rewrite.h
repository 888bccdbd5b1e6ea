/* Code rewritten by its syntax tree: for notebooks of other kinds that become ours (format_ipynb.h).
 *
 * What changes is written by the standard library's ast.unparse, as marimo's converter does it, so comments and
 * the layout go.  One thread at a time, that of the analyzer.
 */
#pragma once

#include "engine/analyze.h"
#include "notebook/format_marimo.h"

/* The answers that FormatPython wants. */
GPtrArray *analyzer_bindings(Analyzer *analyzer, const char *code, size_t length);
char *analyzer_rewrite(Analyzer *analyzer, const char *code, size_t length, const FormatRewrite *how);

/* --- what analyze.c lends; Python's lock is held ------------------------------------------------------------- */

#ifdef Py_PYTHON_H
#include "engine/analyze_tree.h"
#include "engine/analyze_names.h"

const Tree *analyzer_tree(const Analyzer *analyzer);
Names *analyzer_names(Analyzer *analyzer);
PyObject *analyzer_parse(Analyzer *analyzer, const char *code, size_t length); /* a Module; NULL with an exception */
#endif
