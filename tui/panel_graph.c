/* The graph around the cursor's cell: what it needs, itself, what needs it; each cell once, where it is met first. */
#include <string.h>

#include "tui/panel_rows.h"
#include "tui/picks.h"

enum { MOST_ROWS = 500, DEEPEST = 24 };

typedef struct {
    const PanelSource *source;
    GPtrArray *rows;
    GHashTable *seen; /* of ids */
    bool down;
} Way;

/* The names that lead from one cell to another: "rows, total". */
static char *names_between(const Model *model, uint64_t from, uint64_t to)
{
    enum { SHOWN = 4 };
    const CellModel *giver = model_cell(model, from), *taker = model_cell(model, to);
    char **defs = giver && giver->analysis ? giver->analysis->defs : NULL;
    GString *names = g_string_new(NULL);
    guint count = 0;
    for (; defs && *defs; defs++) {
        if (taker && taker->analysis && names_contain(taker->analysis->refs, *defs) && ++count <= SHOWN)
            g_string_append_printf(names, "%s%s", names->len ? ", " : "", *defs);
    }
    if (count > SHOWN)
        g_string_append_printf(names, " +%u", count - SHOWN);
    return g_string_free(names, FALSE);
}

static void add_cell(const Way *walk, uint64_t id, int depth, const char *names)
{
    size_t index;
    if (!notebook_find_cell(editor_notebook(walk->source->editor), id, &index))
        return;
    g_autofree char *name = NULL, *more = NULL;
    picks_describe_cell(walk->source->editor, walk->source->model, index, &name, &more);
    PanelRow *row = panel_row_add(walk->rows, id, 0);
    panel_row_text(row, STYLE_RULE, "%*s%s ", 2 * depth, "", walk->down ? "└" : "┌");
    panel_row_text(row, STYLE_PAGE, "%s", name);
    if (*names)
        panel_row_text(row, STYLE_REFERENCE, "  %s", names);
}

static bool note(GHashTable *seen, uint64_t id)
{
    return g_hash_table_add(seen, g_memdup2(&id, sizeof id));
}

static void walk_from(const Way *walk, uint64_t id, int depth)
{
    const CellModel *known = model_cell(walk->source->model, id);
    const GArray *next = known ? (walk->down ? known->children : known->parents) : NULL;
    for (guint i = 0; next && i < next->len && walk->rows->len < MOST_ROWS && depth < DEEPEST; i++) {
        uint64_t other = g_array_index(next, uint64_t, i);
        if (!note(walk->seen, other))
            continue;
        const Model *model = walk->source->model;
        g_autofree char *names = walk->down ? names_between(model, id, other) : names_between(model, other, id);
        add_cell(walk, other, depth, names);
        walk_from(walk, other, depth + 1);
    }
}

static void add_direction(const PanelSource *source, GPtrArray *rows, uint64_t id, bool down)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    Way walk = {source, rows, seen, down};
    guint before = rows->len;
    note(seen, id);
    walk_from(&walk, id, 0);
    if (rows->len == before)
        panel_row_text(panel_row_add(rows, 0, 0), STYLE_DIM, down ? "└ nothing needs it" : "┌ it needs nothing");
}

void panel_make_graph(const PanelSource *source, GPtrArray *rows, size_t *current)
{
    size_t index = editor_cell(source->editor);
    uint64_t id = cell_id(notebook_cell(editor_notebook(source->editor), index));
    g_autofree char *name = NULL, *more = NULL;
    picks_describe_cell(source->editor, source->model, index, &name, &more);
    add_direction(source, rows, id, false);
    *current = rows->len;
    PanelRow *row = panel_row_add(rows, id, 0);
    panel_row_text(row, STYLE_MARK, "● ");
    panel_row_text(row, STYLE_STRONG, "%s", name);
    add_direction(source, rows, id, true);
}
