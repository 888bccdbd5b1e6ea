#include "notebook/format_marimo_reusable.h"

#include <string.h>

#include "notebook/format_marimo_toplevel.h"

static void reusable_clear(gpointer data)
{
    g_ptr_array_unref(((Reusable *)data)->needs);
}

/* The cells that count, as marimo gives them to its extraction: without names, the last setup cell alone kept. */
static NotebookSnapshot *nameless(const NotebookSnapshot *notebook, GPtrArray *analyses, GPtrArray *kept, GArray *indices,
                                  bool (*compiles)(const CellSnapshot *cell, const Analysis *analysis))
{
    NotebookSnapshot *copy = g_new0(NotebookSnapshot, 1);
    copy->references = 1;
    copy->header = notebook_header_new();
    copy->cells = g_ptr_array_new_with_free_func((GDestroyNotify)cell_snapshot_unref);
    guint setup = G_MAXUINT;
    for (guint i = 0; i < notebook->cells->len; i++) {
        const CellSnapshot *cell = g_ptr_array_index(notebook->cells, i);
        if (strcmp(cell->name, "setup") == 0 && compiles(cell, g_ptr_array_index(analyses, i)))
            setup = i;
    }
    for (guint i = 0; i < notebook->cells->len; i++) {
        const CellSnapshot *cell = g_ptr_array_index(notebook->cells, i);
        bool named = strcmp(cell->name, "setup") == 0;
        if (!compiles(cell, g_ptr_array_index(analyses, i)) || (named && i != setup))
            continue;
        gsize size;
        const char *code = g_bytes_get_data(cell->code, &size);
        g_ptr_array_add(copy->cells, cell_snapshot_new(cell->id, cell->revision, named ? "setup" : "_",
                                                       named ? CELL_SETUP : CELL_PLAIN, NULL, code ? code : "",
                                                       (gssize)size));
        g_ptr_array_add(kept, g_ptr_array_index(analyses, i));
        if (!named)
            g_array_append_val(indices, i);
    }
    return copy;
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

GArray *reusables_find(const NotebookSnapshot *notebook, GPtrArray *analyses, char *const *builtins,
                       bool (*compiles)(const CellSnapshot *cell, const Analysis *analysis))
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(Reusable));
    g_array_set_clear_func(found, reusable_clear);
    g_autoptr(GPtrArray) kept = g_ptr_array_new();
    g_autoptr(GArray) indices = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autoptr(NotebookSnapshot) copy = nameless(notebook, analyses, kept, indices, compiles);
    g_autoptr(WritePlan) plan = write_plan_new(copy, kept, builtins);
    for (guint i = 0; i < plan->statuses->len; i++) {
        const WriteStatus *status = &g_array_index(plan->statuses, WriteStatus, i);
        bool waits = status->type == WRITE_CELL && status->out_of_order;
        if (status->type != WRITE_TOPLEVEL && !waits)
            continue;
        Reusable reusable = {g_array_index(indices, guint, i), status->analysis->toplevel_name, waits, g_ptr_array_new()};
        for (char *const *name = status->needs; name && *name; name++) {
            /* A name that the plan made up goes with it; it is no definition either. */
            if (names_contain(status->analysis->refs, *name) || names_contain(status->analysis->unbounded_refs, *name))
                g_ptr_array_add(reusable.needs, *name);
        }
        g_ptr_array_sort(reusable.needs, compare_names);
        g_array_append_val(found, reusable);
    }
    return found;
}

/* --- their order -------------------------------------------------------------------------------------------- */

static const Reusable *find_definer(const GArray *reusables, const char *name, guint *at)
{
    for (guint i = reusables->len; i > 0; i--) { /* the last counts */
        const Reusable *reusable = &g_array_index(reusables, Reusable, i - 1);
        if (strcmp(reusable->name, name) == 0) {
            *at = i - 1;
            return reusable;
        }
    }
    return NULL;
}

/* Whether everything that a definition needs has been placed. */
static bool is_ready(const GArray *reusables, const bool *placed, guint at)
{
    const Reusable *reusable = &g_array_index(reusables, Reusable, at);
    for (guint i = 0; i < reusable->needs->len; i++) {
        guint definer;
        if (find_definer(reusables, g_ptr_array_index(reusable->needs, i), &definer) && definer != at &&
            !placed[definer])
            return false;
    }
    return true;
}

GArray *reusables_order(const GArray *reusables, guint cells)
{
    GArray *order = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < cells; i++)
        g_array_append_val(order, i);
    g_autofree bool *placed = g_new0(bool, reusables->len + 1);
    for (guint position = 0; position < reusables->len; position++) {
        guint at = 0;
        while (at < reusables->len && (placed[at] || !is_ready(reusables, placed, at)))
            at++;
        if (at == reusables->len) {
            g_array_unref(order);
            return NULL;
        }
        placed[at] = true;
        g_array_index(order, guint, g_array_index(reusables, Reusable, position).cell) =
            g_array_index(reusables, Reusable, at).cell;
    }
    return order;
}
