/* What is installed for the notebook's Python, and which cells import it; what they import and is missing comes first. */
#include <string.h>

#include "tui/panel_rows.h"

enum { NAME_MOST = 24, VERSION_MOST = 12, CELLS_SHOWN = 3 };

typedef struct {
    uint64_t first; /* the id of the first cell that imports it, or 0 */
    GString *cells; /* "4,7" */
    guint count;
} Importers;

static bool imports(const Analysis *analysis, char *const *modules)
{
    for (char **name = analysis->modules; name && *name; name++) {
        g_autofree char *top = g_strndup(*name, strcspn(*name, "."));
        if (g_strv_contains((const char *const *)modules, top))
            return true;
    }
    return false;
}

static Importers importers_of(const PanelSource *source, const char *modules)
{
    Importers found = {.cells = g_string_new(NULL)};
    g_auto(GStrv) names = g_strsplit(modules, " ", -1);
    const Notebook *notebook = editor_notebook(source->editor);
    for (size_t i = 0; *modules && i < notebook_cell_count(notebook); i++) {
        uint64_t cell = cell_id(notebook_cell(notebook, i));
        const CellModel *known = model_cell(source->model, cell);
        if (!known || !known->analysis || !imports(known->analysis, names))
            continue;
        found.first = found.first ? found.first : cell;
        if (found.count++ < CELLS_SHOWN)
            g_string_append_printf(found.cells, "%s%zu", found.cells->len ? "," : "", i + 1);
        else if (found.count == CELLS_SHOWN + 1)
            g_string_append(found.cells, "…");
    }
    return found;
}

/* name, version, summary, modules */
static void add_row(const PanelSource *source, GPtrArray *rows, char *const *one, int name, int version, bool imported)
{
    Importers importers = importers_of(source, one[3]);
    bool missing = !*one[1] && strcmp(one[0], one[3]) == 0;
    if (imported == (importers.first != 0)) {
        PanelRow *row = panel_row_add(rows, importers.first, 0);
        panel_row_column(row, one[0], name, missing ? STYLE_FAILED : imported ? STYLE_DEFINITION : STYLE_PAGE);
        panel_row_column(row, missing ? "missing" : one[1], version, missing ? STYLE_FAILED : STYLE_NUMBER);
        if (importers.cells->len > 0)
            panel_row_text(row, STYLE_RAIL, "%s  ", importers.cells->str);
        panel_row_text(row, STYLE_DIM, "%s", one[2]);
    }
    g_string_free(importers.cells, TRUE);
}

void panel_make_packages(const PanelSource *source, GPtrArray *rows, size_t *current)
{
    const char *why;
    char *const *all = model_packages(source->model, &why);
    int name = 4, version = 7;
    for (char *const *one = all; one && one[0]; one += 4) {
        name = CLAMP((int)strlen(one[0]), name, NAME_MOST);
        version = CLAMP((int)strlen(one[1]), version, VERSION_MOST);
    }
    for (int imported = 1; imported >= 0; imported--) {
        for (char *const *one = all; one && one[0]; one += 4)
            add_row(source, rows, one, name, version, imported);
    }
    if (rows->len == 0)
        panel_row_text(panel_row_add(rows, 0, 0), STYLE_DIM, "%s", why ? why : all ? "nothing is installed" : "asking Python");
}
