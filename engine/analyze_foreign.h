/* Syntax trees that another Python made, as the kernel sends them (engine/kernel/_tarn_tree.py).  Internal to the
 * analyzer. */
#pragma once

#include "base/json.h"
#include "engine/analyze_tree.h"

/* The statements of a module as a list; their classes go into `tree`.  NULL with Python's exception set. */
PyObject *foreign_statements(Tree *tree, const JsonValue *json);
