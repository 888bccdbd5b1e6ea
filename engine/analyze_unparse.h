/* Annotations as text, as `ast.unparse` writes them.  Internal to the analyzer. */
#pragma once

#include "engine/analyze_tree.h"

/* The caller frees it; NULL if the standard library is needed for it and fails. */
char *unparse_annotation(const Tree *tree, PyObject *annotation);
