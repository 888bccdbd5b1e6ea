/* Rules about single cells, and about what is between them. */
#include "engine/lint_state.h"

#include <string.h>

#include "notebook/format_marimo_reader.h"
#include "notebook/format_marimo_text.h"
#include "notebook/pytext.h"

static PySlice code_of(const CellSnapshot *cell)
{
    gsize size;
    const char *code = g_bytes_get_data(cell->code, &size);
    return (PySlice){code ? code : "", size};
}

/* NULL: it does parse, though it is written as if it did not. */
static char *where_it_breaks(const Analysis *analysis)
{
    if (analysis->fault != ANALYSIS_SYNTAX || analysis->line <= 0)
        return NULL;
    return g_strdup_printf("line %d of the cell, column %d: %s", analysis->line, MAX(analysis->character, 1),
                           analysis->message ? analysis->message : "invalid syntax");
}

void lint_unparsable(Lint *lint, const LintRule *rule)
{
    for (guint i = 0; i < lint_cell_count(lint); i++) {
        if (lint_cell(lint, i)->kind != CELL_UNPARSABLE)
            continue;
        g_autofree char *where = where_it_breaks(lint_analysis(lint, i));
        LintFinding *finding = lint_add(lint, rule, g_strdup("Notebook contains unparsable code"), where);
        lint_add_place(lint, finding, i, 1, 0, 0);
    }
}

/* --- syntax --------------------------------------------------------------------------------------------------- */

static void tell_star(Lint *lint, const LintRule *rule, guint cell)
{
    LintFinding *finding =
        lint_add(lint, rule, g_strdup("Importing symbols with `import *` is not allowed in marimo."),
                 "import the module and write module.name, so that it can be told which names the cell defines");
    int line = MAX(lint_analysis(lint, cell)->line, 1);
    lint_add_place(lint, finding, cell, line, line - 1, 0);
    g_array_index(finding->places, LintPlace, 0).column = 1;
}

void lint_syntax(Lint *lint, const LintRule *rule)
{
    for (guint i = 0; i < lint_cell_count(lint); i++) {
        const Analysis *analysis = lint_analysis(lint, i);
        if (lint_cell(lint, i)->kind == CELL_UNPARSABLE)
            continue;
        if (analysis->fault == ANALYSIS_IMPORT_STAR)
            tell_star(lint, rule, i);
        if (analysis->fault != ANALYSIS_SYNTAX)
            continue;
        bool returns = analysis->message && strcmp(analysis->message, "'return' outside function") == 0;
        LintFinding *finding =
            lint_add(lint, rule, g_strdup(analysis->message),
                     returns ? "a cell is no function: leave the return out, or put the code into a def" : NULL);
        int line = MAX(analysis->line, 1);
        lint_add_place(lint, finding, i, line, line - 1, 0);
        g_array_index(finding->places, LintPlace, 0).column = MAX(analysis->character, 1); /* of the cell, not the file */
    }
}

/* --- outputs ---------------------------------------------------------------------------------------------------- */

void lint_hidden_outputs(Lint *lint, const LintRule *rule)
{
    static const char *const STATEMENTS[] = {
        [HIDDEN_IF] = "if", [HIDDEN_MATCH] = "match", [HIDDEN_TRY] = "try"};
    for (guint i = 0; i < lint_cell_count(lint); i++) {
        const Analysis *analysis = lint_analysis(lint, i);
        if (analysis->hidden == HIDDEN_NONE)
            continue;
        char *message = g_strdup_printf(
            "The %s statement has branches ending with expressions that won't be displayed. marimo can only display "
            "the last expression if it is unnested. If this was intentional, consider assigning to a dummy variable: "
            "`_ = ...`",
            STATEMENTS[analysis->hidden]);
        LintFinding *finding = lint_add(lint, rule, message, NULL);
        lint_add_place(lint, finding, i, analysis->hidden_line, analysis->hidden_line - 1, 0);
        g_array_index(finding->places, LintPlace, 0).column = analysis->hidden_column + 1;
    }
}

/* --- the format ------------------------------------------------------------------------------------------------- */

static char *violation_message(const FormatViolation *violation)
{
    static const char *const MESSAGES[] = {
        [VIOLATION_ALIAS] = "`marimo` is typically not imported with an alias. ",
        [VIOLATION_BEFORE_IMPORT] = "Unexpected statement (expected marimo import)",
        [VIOLATION_NO_VERSION] = "Expected `__generated_with` assignment for marimo version number.",
        [VIOLATION_BEFORE_APP] = "Unexpected statement, expected App initialization.",
        [VIOLATION_BEFORE_CELLS] = "Unexpected statement, expected cell definitions.",
        [VIOLATION_BETWEEN_CELLS] = "Unexpected statement, expected body cell definition.",
        [VIOLATION_NO_CONSTANT] = "Unexpected value for keyword argument",
        [VIOLATION_DECORATORS] = "Multiple decorators found, only @app.cell is valid.",
        [VIOLATION_NO_STRING] = "Expected string constant in unparsable cell, got ",
        [VIOLATION_NO_GUARD] = "Expected run guard statement",
    };
    return g_strconcat(MESSAGES[violation->kind], violation->detail, NULL);
}

void lint_violations(Lint *lint, const LintRule *rule)
{
    const FormatRead *read = lint->input->read;
    for (guint i = 0; read && i < read->violations->len; i++) {
        const FormatViolation *violation = &g_array_index(read->violations, FormatViolation, i);
        LintFinding *finding = lint_add(lint, rule, violation_message(violation), NULL);
        bool fixable = violation->kind == VIOLATION_BEFORE_CELLS || violation->kind == VIOLATION_BEFORE_IMPORT ||
                       violation->kind == VIOLATION_NO_VERSION || violation->kind == VIOLATION_BEFORE_APP;
        finding->fix = fixable ? LINT_FIX_SAFE : LINT_FIX_NONE;
        LintPlace place = {-1, 0, violation->file_line, violation->line - 1, violation->column + 1};
        g_array_append_val(finding->places, place);
    }
}

void lint_empty_cells(Lint *lint, const LintRule *rule)
{
    for (guint i = 0; i < lint_cell_count(lint); i++) {
        const Analysis *analysis = lint_analysis(lint, i);
        if (!analysis->empty && !analysis->only_passes)
            continue;
        LintFinding *finding = lint_add(
            lint, rule, g_strdup("Empty cell can be removed (contains only whitespace, comments, or pass)"), NULL);
        lint_add_place(lint, finding, i, 1, -1, 0);
    }
}

static void append_key(gpointer data, const char *name, const char *source, const Literal *value)
{
    static const char *const KNOWN[] = {"column", "disabled", "hide_code", "expand_output", NULL};
    if (value->kind != LITERAL_EXPRESSION && !g_strv_contains(KNOWN, name))
        g_string_append_printf(data, "%s'%s'", ((GString *)data)->len ? ", " : "", name);
}

/* marimo tells it of the notebook, without a place; but nothing of attributes in Markdown. */
void lint_unknown_arguments(Lint *lint, const LintRule *rule)
{
    if (lint->input->file_name && !g_str_has_suffix(lint->input->file_name, ".py"))
        return;
    for (guint i = 0; i < lint_cell_count(lint); i++) {
        const CellSnapshot *cell = lint_cell(lint, i);
        if (cell->kind == CELL_UNPARSABLE || !cell->config.unknown)
            continue;
        g_autofree char *call = g_strdup_printf("(%s)", cell->config.unknown);
        g_autoptr(TokenList) tokens = pytoken_scan(call, strlen(call));
        g_autoptr(GString) keys = g_string_new(NULL);
        kwargs_each(tokens, 0, append_key, keys);
        if (keys->len == 0)
            continue;
        LintFinding *finding = lint_add(lint, rule, g_strdup_printf("Invalid config keys: {%s}", keys->str), NULL);
        lint_add_place(lint, finding, i, 1, 0, 0);
        LintPlace *place = &g_array_index(finding->places, LintPlace, 0);
        place->line = place->column = 0;
    }
}

/* --- Markdown ----------------------------------------------------------------------------------------------------- */

static bool same_stripped(PySlice a, PySlice b)
{
    a = pytext_strip(a);
    b = pytext_strip(b);
    return a.length == b.length && memcmp(a.bytes, b.bytes, a.length) == 0;
}

/* The first cell with the code of this one: marimo looks there. */
static guint twin_of(const Lint *lint, guint cell)
{
    PySlice code = code_of(lint_cell(lint, cell));
    for (guint i = 0; i < cell; i++) {
        if (same_stripped(code_of(lint_cell(lint, i)), code))
            return i;
    }
    return cell;
}

static guint count_lines(PySlice text)
{
    PySlice line;
    guint count = 0;
    while (pytext_next_line(&text, &line))
        count++;
    return count;
}

/* Whether a line of the file, from 0, begins at the margin. */
static bool is_at_margin(PySlice line)
{
    return line.length > 0 && !strchr(" \n\r", line.bytes[0]);
}

/* The lines of a file, found one behind the other. */
typedef struct {
    PySlice rest;
    guint next; /* the number of its first line, from 0 */
} LineWalk;

static bool has_line_at_margin(LineWalk *walk, guint first, guint count)
{
    PySlice line;
    while (walk->next < first && pytext_next_line(&walk->rest, &line))
        walk->next++;
    PySlice rest = walk->rest;
    while (count-- > 0 && pytext_next_line(&rest, &line)) {
        if (is_at_margin(line))
            return true;
    }
    return false;
}

void lint_markdown(Lint *lint, const LintRule *rule)
{
    const LintInput *input = lint->input;
    bool in_file = input->text && input->read && input->file_name && g_str_has_suffix(input->file_name, ".py");
    LineWalk start = {in_file ? pytext_strip((PySlice){input->text, input->size}) : (PySlice){"", 0}, 0};
    LineWalk walk = start;
    for (guint i = 0; i < lint_cell_count(lint); i++) {
        const Analysis *analysis = lint_analysis(lint, i);
        if (!lint_compiles(lint, i) || !analysis->markdown)
            continue;
        guint told = twin_of(lint, i);
        g_autoptr(GString) code = text_of_cell(lint_cell(lint, i), analysis);
        g_autoptr(GString) canonical = text_of_markdown_cell(code, analysis->markdown, true);
        bool differs = !same_stripped((PySlice){canonical->str, canonical->len}, (PySlice){code->str, code->len});
        if (!differs && in_file) {
            if (told != i)
                walk = start;
            int first = g_array_index(input->read->places, FormatPlace, told).line + 1;
            differs = has_line_at_margin(&walk, (guint)MAX(first, 0), count_lines((PySlice){code->str, code->len}));
        }
        if (!differs)
            continue;
        LintFinding *finding =
            lint_add(lint, rule, g_strdup("Markdown cell should be dedented for better readability"), NULL);
        lint_add_place(lint, finding, told, 1, -1, 1);
    }
}
