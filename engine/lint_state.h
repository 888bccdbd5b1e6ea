/* What the files of lint_rules.h share. */
#pragma once

#include "engine/lint_rules.h"

struct Lint {
    const LintInput *input;
    GPtrArray *findings; /* of LintFinding * */
    GPtrArray *places;   /* of GArray of NamePlace, one a cell, made when asked for */
    GArray *told;        /* of int, one a cell: that in which marimo looks for its names; NULL: not yet made */
};

const CellSnapshot *lint_cell(const Lint *lint, guint index);
const Analysis *lint_analysis(const Lint *lint, guint index);
guint lint_cell_count(const Lint *lint);
bool lint_compiles(const Lint *lint, guint index);

/* A finding without places; takes the message. */
LintFinding *lint_add(Lint *lint, const LintRule *rule, char *message, const char *hint);

/* A place in a cell.  `line` and `column` are added to where marimo says that the cell is; `cell_line` is the truth. */
void lint_add_place(const Lint *lint, LintFinding *finding, guint cell, int cell_line, int line, int column);

/* Rules about names: lint_names.c */
void lint_multiple_definitions(Lint *lint, const LintRule *rule);
void lint_cycles(Lint *lint, const LintRule *rule);
void lint_setup_needs(Lint *lint, const LintRule *rule);
void lint_self_imports(Lint *lint, const LintRule *rule);
void lint_private_imports(Lint *lint, const LintRule *rule);
void lint_reusable_order(Lint *lint, const LintRule *rule);

/* Rules about single cells and the file: lint_cells.c */
void lint_unparsable(Lint *lint, const LintRule *rule);
void lint_syntax(Lint *lint, const LintRule *rule);
void lint_hidden_outputs(Lint *lint, const LintRule *rule);
void lint_violations(Lint *lint, const LintRule *rule);
void lint_empty_cells(Lint *lint, const LintRule *rule);
void lint_unknown_arguments(Lint *lint, const LintRule *rule);
void lint_markdown(Lint *lint, const LintRule *rule);
