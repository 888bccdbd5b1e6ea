/* From the source of a cell to what it defines and refers to, by marimo's rules.
 *
 *     Analyzer *analyzer = analyzer_new(&error);    // starts the embedded Python if need be
 *     Analysis *analysis = analyzer_analyze(analyzer, snapshot);
 *
 * CPython's own parser makes the tree; analyze.c walks it with nothing but the limited API.  Most cells need no tree
 * (analyze_quick.h): who analyses once, and waits for it, need not wait for a Python that is not used.  One thread at a
 * time: the one that made it.
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

#include "notebook/analysis.h"
#include "notebook/cell.h"

typedef struct Analyzer Analyzer;

Analyzer *analyzer_new(GError **error);
Analyzer *analyzer_new_idle(void); /* Python is started by the first that needs it */
void analyzer_free(Analyzer *analyzer); /* Python itself stays for the process */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Analyzer, analyzer_free)

/* Starts Python if it is not there yet; false: it does not start, and what needs it has the reason for a fault, or finds
 * nothing. */
bool analyzer_start(Analyzer *analyzer);
bool analyzer_has_started(const Analyzer *analyzer);
const char *analyzer_failure(const Analyzer *analyzer); /* why it does not start; NULL: it does, as far as is known */

/* Never fails: what cannot be analysed has a fault.  The caller unrefs it. */
Analysis *analyzer_analyze(Analyzer *analyzer, const CellSnapshot *cell);

/* Most cells need no tree of CPython's (analyze_quick.h).  For comparing: every one gets one; and how many had none. */
void analyzer_set_thorough(Analyzer *analyzer, bool thorough);
guint analyzer_quick(const Analyzer *analyzer);

/* Where a cell defines its names: in marimo's way of looking, the last place in the order of the tree, at whatever
 * level.  Sorted by name; empty for code that does not parse.  The caller unrefs it.  Costs as much as parsing: for
 * when something is wrong. */
GArray *analyzer_places(Analyzer *analyzer, const CellSnapshot *cell);
const NamePlace *name_places_find(const GArray *places, const char *name); /* or NULL */

/* Where code uses a name of the notebook's: of NameUse; NULL: it does not parse.  Imports and `global` have no place. */
GArray *analyzer_uses(Analyzer *analyzer, const char *code, size_t length, const char *name);

/* The same as analyzer_analyze() from the tree that the notebook's interpreter made (JSON: PARSED in wire_list.h) of code that is too new
 * for the embedded Python. */
Analysis *analyzer_take_tree(Analyzer *analyzer, const CellSnapshot *cell, const char *tree);

/* What that interpreter had to say against the code; `character` counts from 1, 0 is unknown. */
Analysis *analyzer_take_error(const CellSnapshot *cell, const char *message, int line, int character);

/* The same text for analyzers that say the same of the same code: tarn's rules, and the version of Python. */
char *analyzer_version(void);

/* The embedded Python as 0x030B for 3.11. */
int analyzer_python(void);

/* Is it valid syntax for a whole file? */
bool analyzer_parses(Analyzer *analyzer, const char *code, size_t length);

/* Sorted, NULL-terminated; owned by the analyzer. */
char *const *analyzer_builtins(Analyzer *analyzer);
