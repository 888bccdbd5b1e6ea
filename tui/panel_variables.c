/* What the names of the notebook hold, and which cells define and use them. */
#include <string.h>

#include "tui/grid.h"
#include "tui/panel_rows.h"

/* Of one name, among the cells. */
typedef struct {
    uint64_t cell;  /* that defines it, or 0 */
    size_t index;
    GString *users; /* "4, 7" */
    guint count;
} Home;

enum { USERS_SHOWN = 3, NAME_MOST = 24, TYPE_MOST = 16, SIZE_MOST = 12, CELLS_MOST = 12 };

static void home_free(gpointer data)
{
    g_string_free(((Home *)data)->users, TRUE);
    g_free(data);
}

static Home *home_of(GHashTable *homes, const char *name)
{
    Home *home = g_hash_table_lookup(homes, name);
    if (!home) {
        home = g_new0(Home, 1);
        home->users = g_string_new(NULL);
        g_hash_table_insert(homes, g_strdup(name), home);
    }
    return home;
}

static void note_cell(GHashTable *homes, const Analysis *analysis, uint64_t cell, size_t index)
{
    for (char **name = analysis->defs; name && *name; name++) {
        Home *home = home_of(homes, *name);
        if (home->cell)
            continue;
        home->cell = cell;
        home->index = index;
    }
    for (char **name = analysis->refs; name && *name; name++) {
        Home *home = home_of(homes, *name);
        if (home->count++ < USERS_SHOWN)
            g_string_append_printf(home->users, "%s%zu", home->users->len ? "," : "", index + 1);
        else if (home->count == USERS_SHOWN + 1)
            g_string_append(home->users, "…");
    }
}

static GHashTable *homes_of(const PanelSource *source)
{
    GHashTable *homes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, home_free);
    const Notebook *notebook = editor_notebook(source->editor);
    for (size_t i = 0; i < notebook_cell_count(notebook); i++) {
        uint64_t cell = cell_id(notebook_cell(notebook, i));
        const CellModel *known = model_cell(source->model, cell);
        if (known && known->analysis)
            note_cell(homes, known->analysis, cell, i);
    }
    return homes;
}

/* "3→4,7": defined by cell 3, used by 4 and 7. */
static char *cells_of(const Home *home)
{
    g_autofree char *definer = home && home->cell ? g_strdup_printf("%zu", home->index + 1) : g_strdup("-");
    bool used = home && home->users->len > 0;
    return g_strdup_printf("%s%s%s", definer, used ? "→" : "", used ? home->users->str : "");
}

static int width_of(const char *text, int width, int most)
{
    return CLAMP(text_columns(text, strlen(text)), width, most);
}

void panel_row_column(PanelRow *row, const char *text, int width, StyleRole role)
{
    size_t fits = text_fit(text, strlen(text), width);
    bool cut = text[fits] != '\0';
    if (cut)
        fits = text_fit(text, strlen(text), width - 1);
    int blanks = width - text_columns(text, fits) - cut;
    panel_row_text(row, role, "%.*s%s%*s  ", (int)fits, text, cut ? "…" : "", blanks, "");
}

/* On one line, runs of blanks as one. */
static char *on_one_line(const char *value)
{
    GString *line = g_string_new(NULL);
    for (const char *at = value; *at; at++) {
        bool blank = g_ascii_isspace(*at);
        if (!blank || (line->len > 0 && line->str[line->len - 1] != ' '))
            g_string_append_c(line, blank ? ' ' : *at);
    }
    return g_string_free(line, FALSE);
}

void panel_tell_why_not(const PanelSource *source, GPtrArray *rows)
{
    KernelState kernel = model_kernel(source->model);
    const char *why = kernel == KERNEL_BUSY    ? "a cell is running"
                      : kernel == KERNEL_IDLE  ? "asking the interpreter"
                                               : "there is no interpreter: run a cell";
    panel_row_text(panel_row_add(rows, 0, 0), STYLE_DIM, "%s", why);
}

void panel_make_variables(const PanelSource *source, GPtrArray *rows, size_t *current)
{
    char *const *all = model_variables(source->model);
    if (!all) {
        panel_tell_why_not(source, rows);
        return;
    }
    g_autoptr(GHashTable) homes = homes_of(source);
    int name = 4, type = 4, size = 0, cells = 4;
    for (char *const *one = all; one[0] && one[1] && one[2] && one[3]; one += 4) {
        g_autofree char *where = cells_of(g_hash_table_lookup(homes, one[0]));
        name = width_of(one[0], name, NAME_MOST);
        type = width_of(one[1], type, TYPE_MOST);
        size = width_of(one[2], size, SIZE_MOST);
        cells = width_of(where, cells, CELLS_MOST);
    }
    for (char *const *one = all; one[0] && one[1] && one[2] && one[3]; one += 4) {
        const Home *home = g_hash_table_lookup(homes, one[0]);
        g_autofree char *where = cells_of(home), *value = on_one_line(one[3]);
        PanelRow *row = panel_row_add(rows, home ? home->cell : 0, 0);
        row->name = g_strdup(one[0]);
        panel_row_column(row, one[0], name, STYLE_DEFINITION);
        panel_row_column(row, one[1], type, STYLE_BUILTIN);
        if (size > 0)
            panel_row_column(row, one[2], size, STYLE_NUMBER);
        panel_row_column(row, where, cells, STYLE_RAIL);
        panel_row_text(row, STYLE_PAGE, "%s", value);
    }
    if (rows->len == 0)
        panel_row_text(panel_row_add(rows, 0, 0), STYLE_DIM, "there are no variables: nothing has run");
}
