/* What a statement of a cell is, by its tree alone.  Internal to the analyzer. */
#pragma once

#include "engine/analyze_tree.h"

bool statement_is_definition(TreeClass is);
bool statement_is_import(TreeClass is);

/* A test function or class, or a fixture of pytest. */
bool statement_is_test(const Tree *tree, PyObject *statement);

/* The str of `mo.md("...")`: a new reference, or NULL if that is not what the expression is. */
PyObject *statement_markdown(const Tree *tree, PyObject *expression);
