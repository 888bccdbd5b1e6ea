/* The walk over a cell without CPython's tree, for the statements that most cells are made of.
 *
 * Making that tree is most of what an analysis costs, and hardly anything of it is needed.  Here the tokens of the cell
 * (notebook/pytoken.h) are read once, and what is met is told to the same books (analyze_scope.h) by the same rules
 * (analyze_walk.h).  It never guesses: what it does not know for certain to parse and to compile, in any version of
 * Python, is left to CPython, and so is every rare statement.  test_quick.c holds one against the other.
 * Internal to the analyzer.
 */
#pragma once

#include "engine/analyze_take.h"

/* False: the cell is CPython's, and the walk and what `walk->names` holds are to be thrown away.  `code` as it is
 * compiled.  Without statements `shape->count` is 0.  The caller clears both. */
bool quick_walk(Walk *walk, Names *names, const char *code, size_t length, CellShape *shape);
