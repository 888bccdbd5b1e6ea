#include "engine/lint_state.h"

#include <string.h>

/* In marimo's order.  The rules about a notebook in a browser (MW) are none of a terminal's; what Python prints while
 * marimo reads a file (MF002, MF003) has nothing here that could say it.  MF005 is for errors that duckdb does not call
 * errors of a program: marimo never says it of SQL that does not parse, for which it asks sqlglot and is silent.  Of what
 * marimo logs (MF006), arguments that it does not know. */
const LintRule LINT_RULES[] = {
    {"MB001", "unparsable-cells", LINT_BREAKING, LINT_FIX_NONE, "a cell is no valid Python", lint_unparsable},
    {"MB002", "multiple-definitions", LINT_BREAKING, LINT_FIX_NONE, "two cells define the same name",
     lint_multiple_definitions},
    {"MB003", "cycle-dependencies", LINT_BREAKING, LINT_FIX_NONE, "cells need each other in a circle", lint_cycles},
    {"MB004", "setup-cell-dependencies", LINT_BREAKING, LINT_FIX_NONE, "the setup cell needs another cell",
     lint_setup_needs},
    {"MB005", "invalid-syntax", LINT_BREAKING, LINT_FIX_NONE, "a cell does not compile", lint_syntax},
    {"MR001", "self-import", LINT_RUNTIME, LINT_FIX_NONE, "an import finds the notebook, or a file beside it",
     lint_self_imports},
    {"MR002", "branch-expression", LINT_RUNTIME, LINT_FIX_NONE, "a value at the end of a branch is not shown",
     lint_hidden_outputs},
    {"MR003", "reusable-definition-order", LINT_RUNTIME, LINT_FIX_UNSAFE,
     "a function or class stands before one that it needs", lint_reusable_order},
    {"MR004", "private-import-alias", LINT_RUNTIME, LINT_FIX_NONE, "several cells import the same as _name",
     lint_private_imports},
    {"MF001", "general-formatting", LINT_FORMATTING, LINT_FIX_SAFE, "the file is not as marimo writes it",
     lint_violations},
    {"MF002", "parse-stdout", LINT_FORMATTING, LINT_FIX_NONE, "never found here", NULL},
    {"MF003", "parse-stderr", LINT_FORMATTING, LINT_FIX_NONE, "never found here", NULL},
    {"MF004", "empty-cells", LINT_FORMATTING, LINT_FIX_UNSAFE, "a cell holds nothing that runs", lint_empty_cells},
    {"MF005", "sql-parse-error", LINT_FORMATTING, LINT_FIX_NONE, "never found here", NULL},
    {"MF006", "misc-log-capture", LINT_FORMATTING, LINT_FIX_NONE, "an argument of a cell that nobody knows",
     lint_unknown_arguments},
    {"MF007", "markdown-indentation", LINT_FORMATTING, LINT_FIX_SAFE, "Markdown is not indented as marimo writes it",
     lint_markdown},
    {NULL},
};

const char *lint_severity_word(LintSeverity severity)
{
    static const char *const WORDS[] = {
        [LINT_BREAKING] = "breaking", [LINT_RUNTIME] = "runtime", [LINT_FORMATTING] = "formatting"};
    return WORDS[severity];
}

/* --- which rules ----------------------------------------------------------------------------------------- */

static bool has_prefix_of(char *const *prefixes, const char *code)
{
    for (; *prefixes; prefixes++) {
        if (strcmp(*prefixes, "ALL") == 0 || g_str_has_prefix(code, *prefixes))
            return true;
    }
    return false;
}

bool lint_rule_is_selected(const LintRule *rule, char *const *select, char *const *ignore)
{
    if (select && *select && !has_prefix_of(select, rule->code))
        return false;
    return !ignore || !has_prefix_of(ignore, rule->code);
}

/* --- cells ------------------------------------------------------------------------------------------------- */

const CellSnapshot *lint_cell(const Lint *lint, guint index)
{
    return g_ptr_array_index(lint->input->notebook->cells, index);
}

const Analysis *lint_analysis(const Lint *lint, guint index)
{
    return g_ptr_array_index(lint->input->analyses, index);
}

guint lint_cell_count(const Lint *lint)
{
    return lint->input->notebook->cells->len;
}

bool lint_cell_compiles(const CellSnapshot *cell, const Analysis *analysis)
{
    return cell->kind != CELL_UNPARSABLE && analysis->fault == ANALYSIS_OK;
}

bool lint_compiles(const Lint *lint, guint index)
{
    return lint_cell_compiles(lint_cell(lint, index), lint_analysis(lint, index));
}

Graph *lint_graph(const NotebookSnapshot *notebook, GPtrArray *analyses)
{
    Graph *graph = graph_new();
    g_autoptr(GArray) page = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    for (guint i = 0; i < notebook->cells->len; i++) {
        const CellSnapshot *cell = g_ptr_array_index(notebook->cells, i);
        g_array_append_val(page, cell->id);
        if (cell->kind == CELL_SETUP)
            graph_set_setup(graph, cell->id);
    }
    graph_set_order(graph, (const uint64_t *)(gpointer)page->data, page->len);
    for (guint i = 0; i < notebook->cells->len; i++) {
        if (lint_cell_compiles(g_ptr_array_index(notebook->cells, i), g_ptr_array_index(analyses, i)))
            graph_set(graph, g_ptr_array_index(analyses, i));
    }
    return graph;
}

/* --- findings ---------------------------------------------------------------------------------------------- */

static void finding_free(gpointer data)
{
    LintFinding *finding = data;
    g_free(finding->message);
    g_free(finding->hint);
    g_array_unref(finding->places);
    g_free(finding);
}

LintFinding *lint_add(Lint *lint, const LintRule *rule, char *message, const char *hint)
{
    LintFinding *finding = g_new0(LintFinding, 1);
    *finding = (LintFinding){rule, message, g_strdup(hint), rule->fix, g_array_new(FALSE, FALSE, sizeof(LintPlace))};
    g_ptr_array_add(lint->findings, finding);
    return finding;
}

void lint_add_place(const Lint *lint, LintFinding *finding, guint cell, int cell_line, int line, int column)
{
    const FormatRead *read = lint->input->read;
    const FormatPlace nowhere = {0};
    const FormatPlace *in_file =
        read && cell < read->places->len ? &g_array_index(read->places, FormatPlace, cell) : &nowhere;
    LintPlace place = {(int)cell, cell_line, 0, in_file->line + line, in_file->column + column};
    if (in_file->code_line > 0)
        place.file_line = in_file->code_line + MAX(cell_line - 1, 0);
    g_array_append_val(finding->places, place);
}

static int compare_places(gconstpointer a, gconstpointer b)
{
    const LintPlace *first = a, *second = b;
    if (first->line != second->line)
        return first->line < second->line ? -1 : 1;
    return (first->column > second->column) - (first->column < second->column);
}

/* Where no file tells the lines. */
static int compare_cells(gconstpointer a, gconstpointer b)
{
    const LintPlace *first = a, *second = b;
    if (first->cell != second->cell)
        return first->cell < second->cell ? -1 : 1;
    return (first->cell_line > second->cell_line) - (first->cell_line < second->cell_line);
}

GPtrArray *lint_find(const LintInput *input, char *const *select, char *const *ignore)
{
    Lint lint = {.input = input};
    lint.findings = g_ptr_array_new_with_free_func(finding_free);
    lint.places = g_ptr_array_new();
    g_ptr_array_set_size(lint.places, (gint)input->notebook->cells->len);
    for (const LintRule *rule = LINT_RULES; rule->code; rule++) {
        if (rule->find && lint_rule_is_selected(rule, select, ignore))
            rule->find(&lint, rule);
    }
    for (guint i = 0; i < lint.findings->len; i++)
        g_array_sort(((LintFinding *)g_ptr_array_index(lint.findings, i))->places,
                     input->read ? compare_places : compare_cells);
    for (guint i = 0; i < lint.places->len; i++) {
        if (g_ptr_array_index(lint.places, i))
            g_array_unref(g_ptr_array_index(lint.places, i));
    }
    g_ptr_array_unref(lint.places);
    g_clear_pointer(&lint.told, g_array_unref);
    return lint.findings;
}
