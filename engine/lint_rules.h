/* The rules of `tarn check`: marimo's, by its codes, and what of a notebook breaks them.
 *
 *     LintInput input = {.notebook = snapshot, .analyses = analyses, .graph = graph, .analyzer = analyzer, ...};
 *     g_autoptr(GPtrArray) findings = lint_find(&input, select, ignore);
 *
 * Codes, names, severities, messages and the places told are those of `marimo check`, since people and CI match on
 * them; hints are ours.  What marimo counts in an unusual way (lines from 0 for most rules, from 1 for MB001) is in
 * `line` and `column`; `cell_line` and `file_line` are what they say.
 * Rules that need a whole file (MF001) are silent without `read`.  Engine thread, or a headless command's only one.
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

#include "engine/analyze.h"
#include "engine/graph.h"
#include "notebook/format_marimo.h"

typedef enum { LINT_BREAKING, LINT_RUNTIME, LINT_FORMATTING } LintSeverity;
typedef enum { LINT_FIX_NONE, LINT_FIX_SAFE, LINT_FIX_UNSAFE } LintFix;

typedef struct LintRule LintRule;
typedef struct Lint Lint; /* a search under way: lint_state.h */

struct LintRule {
    const char *code, *name;
    LintSeverity severity;
    LintFix fix;
    const char *help;
    void (*find)(Lint *lint, const LintRule *rule); /* NULL: a rule of marimo that never finds anything here */
};

/* Ends with a row without a code. */
extern const LintRule LINT_RULES[];

typedef struct {
    const NotebookSnapshot *notebook;
    GPtrArray *analyses; /* of Analysis *, one a cell */
    const Graph *graph;  /* of the cells that compile (lint_cell_compiles) */
    Analyzer *analyzer;
    char *const *builtins;
    const FormatRead *read; /* where the cells are in their file; or NULL */
    const char *file_name;  /* NULL: none */
    const char *text;       /* of the file, lines ended by \n; NULL: not known */
    size_t size;
    char *const *site_packages; /* folders with installed packages, or NULL */
} LintInput;

typedef struct {
    int cell;      /* its index, or -1 */
    int cell_line; /* in the cell, from 1; 0: no line of it */
    int file_line; /* in the file, from 1; 0: none */
    int line, column; /* as marimo tells them */
} LintPlace;

typedef struct {
    const LintRule *rule;
    char *message;
    char *hint; /* or NULL */
    LintFix fix;
    GArray *places; /* of LintPlace: at least one, sorted by line and column */
} LintFinding;

/* Of LintFinding *: by severity, then by rule, then by page.  NULL for `select` or `ignore`: nothing was said. */
GPtrArray *lint_find(const LintInput *input, char *const *select, char *const *ignore);

/* By prefixes of codes; "ALL" is one of all. */
bool lint_rule_is_selected(const LintRule *rule, char *const *select, char *const *ignore);

/* Whether a cell takes part in the graph: marimo leaves out what is written as unparsable, even if it does parse. */
bool lint_cell_compiles(const CellSnapshot *cell, const Analysis *analysis);

/* The graph of the cells that compile.  The caller frees it. */
Graph *lint_graph(const NotebookSnapshot *notebook, GPtrArray *analyses);

/* "breaking", "runtime", "formatting" */
const char *lint_severity_word(LintSeverity severity);
