/* The databases that the notebook is connected to, and its frames, as rows that can be unfolded; _tarn_sources.py finds them. */
#include <stdlib.h>
#include <string.h>

#include "tui/panel_rows.h"

/* The strings of a row, in turns, behind the notebook's name for marimo. */
enum { DEPTH, FOLD, KIND, PATH, NAME, NOTE, CODE, FIELDS };

static const struct {
    const char *kind;
    StyleRole role;
} ROLES[] = {
    {"connection", STYLE_HEADING}, {"schema", STYLE_STRONG}, {"table", STYLE_DEFINITION}, {"view", STYLE_DEFINITION},
    {"frame", STYLE_DEFINITION},   {"column", STYLE_PAGE},   {"note", STYLE_DIM},         {"error", STYLE_FAILED},
};

static StyleRole role_of(const char *kind)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ROLES); i++) {
        if (strcmp(ROLES[i].kind, kind) == 0)
            return ROLES[i].role;
    }
    return STYLE_PAGE;
}

static bool is_row(char *const *one)
{
    for (int i = 0; i < FIELDS; i++) {
        if (!one[i])
            return false;
    }
    return true;
}

static void add_row(GPtrArray *rows, char *const *one)
{
    PanelRow *row = panel_row_add(rows, 0, 0);
    bool is_column = strcmp(one[KIND], "column") == 0;
    row->depth = CLAMP(atoi(one[DEPTH]), 0, 8);
    row->fold = one[FOLD][0];
    row->source = g_strdup(one[PATH]);
    row->code = one[CODE][0] ? g_strdup(one[CODE]) : NULL;
    const char *sign = row->fold == '+' ? "▸ " : row->fold == '-' ? "▾ " : "  ";
    panel_row_text(row, STYLE_DIM, "%*s%s", 2 * row->depth, "", sign);
    panel_row_text(row, role_of(one[KIND]), "%s", one[NAME]);
    if (strcmp(one[KIND], "view") == 0)
        panel_row_text(row, STYLE_DIM, "  view");
    if (one[NOTE][0])
        panel_row_text(row, is_column ? STYLE_BUILTIN : STYLE_DIM, "  %s", one[NOTE]);
}

void panel_make_sources(const PanelSource *source, GPtrArray *rows, size_t *current)
{
    char *const *all = model_sources(source->model);
    KernelState kernel = model_kernel(source->model);
    if (!all || kernel == KERNEL_NONE || kernel == KERNEL_DEAD) {
        panel_tell_why_not(source, rows);
        return;
    }
    for (char *const *one = all[0] ? all + 1 : all; is_row(one); one += FIELDS)
        add_row(rows, one);
    if (rows->len == 0)
        panel_row_text(panel_row_add(rows, 0, 0), STYLE_DIM, all[0] ? "no variable is a database or a frame"
                                                                    : "the interpreter was interrupted");
}

/* Does a cell define the name, as far as the cells were read? */
static bool is_defined(const Editor *editor, const Model *model, const char *name)
{
    const Notebook *notebook = editor_notebook(editor);
    for (size_t i = 0; i < notebook_cell_count(notebook); i++) {
        const CellModel *known = model_cell(model, cell_id(notebook_cell(notebook, i)));
        if (known && known->analysis && names_contain(known->analysis->defs, name))
            return true;
    }
    return false;
}

bool panel_insert_source(const PanelRow *row, Editor *editor, const Model *model)
{
    char *const *all = model_sources(model);
    bool names_it = g_str_has_prefix(row->code, "mo.") || g_str_has_prefix(row->code, "_df = mo.");
    bool unnamed = names_it && all && all[0] && !all[0][0] && !is_defined(editor, model, "mo");
    return editor_add_cell(editor, row->code, unnamed ? "import marimo as mo" : NULL);
}
