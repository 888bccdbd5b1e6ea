/* What the rules of lint_rules.h ask of a cell's tree and the graph does not.  Internal to the analyzer. */
#pragma once

#include "engine/analyze_scope.h"
#include "engine/analyze_tree.h"
#include "notebook/analysis.h"

/* Fills in what an analysis says of every cell that parses. */
void syntax_take(const Tree *tree, PyObject *statements, const char *code, Analysis *analysis);

/* Whether an `import ... as _x` may be in it: if not, there are no private imports. */
bool syntax_may_import_privately(const char *code);

/* The packages that the public names of a cell come from. */
void syntax_take_imports(const NameMap *defs, Analysis *analysis);

/* Of NamePlace, sorted by name: see analyzer_places. */
GArray *syntax_places(const Tree *tree, PyObject *statements);
