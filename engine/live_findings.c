#include "engine/live_findings.h"

#include <string.h>

#include "engine/engine_event.h"

struct Findings {
    GHashTable *importers; /* what is imported privately, owned -> GArray of uint64_t, a cell as often as it does */
};

static void free_array(gpointer array)
{
    g_array_unref(array);
}

Findings *findings_new(void)
{
    Findings *findings = g_new0(Findings, 1);
    findings->importers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_array);
    return findings;
}

void findings_free(Findings *findings)
{
    g_hash_table_unref(findings->importers);
    g_free(findings);
}

/* --- who imports what ------------------------------------------------------------------------------------ */

static void forget(Findings *findings, const char *what, uint64_t cell)
{
    GArray *cells = g_hash_table_lookup(findings->importers, what);
    for (guint i = 0; cells && i < cells->len; i++) {
        if (g_array_index(cells, uint64_t, i) != cell)
            continue;
        g_array_remove_index(cells, i);
        break;
    }
    if (cells && cells->len == 0)
        g_hash_table_remove(findings->importers, what);
}

static void remember(Findings *findings, const char *what, uint64_t cell)
{
    GArray *cells = g_hash_table_lookup(findings->importers, what);
    if (!cells)
        g_hash_table_insert(findings->importers, g_strdup(what), cells = g_array_new(FALSE, FALSE, sizeof(uint64_t)));
    g_array_append_val(cells, cell);
}

static void note_importers(const Findings *findings, const Analysis *analysis, GArray *changed)
{
    const GArray *imports = analysis ? analysis->private_imports : NULL;
    for (guint i = 0; imports && i < imports->len; i++) {
        const GArray *cells = g_hash_table_lookup(findings->importers, g_array_index(imports, PrivateImport, i).what);
        if (cells)
            g_array_append_vals(changed, cells->data, cells->len);
    }
}

/* By what it imports and where: most edits leave that alone. */
static bool same_imports(const GArray *a, const GArray *b)
{
    guint count = a ? a->len : 0;
    bool same = count == (b ? b->len : 0);
    for (guint i = 0; same && i < count; i++) {
        const PrivateImport *first = &g_array_index(a, PrivateImport, i), *second = &g_array_index(b, PrivateImport, i);
        same = strcmp(first->what, second->what) == 0 && first->line == second->line;
    }
    return same;
}

void findings_change(Findings *findings, const Analysis *before, const Analysis *after, GArray *changed)
{
    const GArray *old = before ? before->private_imports : NULL, *new = after ? after->private_imports : NULL;
    if (after && (after->hidden != HIDDEN_NONE || (before && before->hidden != HIDDEN_NONE)))
        g_array_append_val(changed, after->cell);
    if (same_imports(old, new))
        return;
    note_importers(findings, before, changed);
    for (guint i = 0; old && i < old->len; i++)
        forget(findings, g_array_index(old, PrivateImport, i).what, before->cell);
    for (guint i = 0; new && i < new->len; i++)
        remember(findings, g_array_index(new, PrivateImport, i).what, after->cell);
    note_importers(findings, after, changed);
}

/* --- in words ----------------------------------------------------------------------------------------------- */

static void add(GPtrArray *list, const char *kind, const char *message, int line, int column)
{
    CellError *error = cell_error_new(kind, message, NULL);
    error->line = line;
    error->column = column + 1;
    g_ptr_array_add(list, error);
}

static int compare_numbers(gconstpointer a, gconstpointer b)
{
    return *(const int *)a - *(const int *)b;
}

/* "cells 2, 5": the others that have the same import; NULL: it stands in this cell alone. */
static char *other_importers(const GArray *cells, uint64_t own, int (*place_of)(gpointer self, uint64_t cell),
                             gpointer self)
{
    g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(int));
    for (guint i = 0; i < cells->len; i++) {
        int place = place_of(self, g_array_index(cells, uint64_t, i));
        if (g_array_index(cells, uint64_t, i) != own && place > 0)
            g_array_append_val(places, place);
    }
    if (places->len == 0)
        return NULL;
    g_array_sort(places, compare_numbers);
    GString *words = g_string_new(NULL);
    for (guint i = 0, last = 0; i < places->len; i++) {
        guint place = (guint)g_array_index(places, int, i);
        if (place != last)
            g_string_append_printf(words, "%s%u", last ? ", " : "", place);
        last = place;
    }
    g_string_prepend(words, strchr(words->str, ',') ? "cells " : "cell ");
    return g_string_free(words, FALSE);
}

static int compare_lines(gconstpointer a, gconstpointer b)
{
    const CellError *first = *(CellError *const *)a, *second = *(CellError *const *)b;
    return first->line - second->line;
}

GPtrArray *findings_of(const Findings *findings, const Analysis *analysis, int (*place_of)(gpointer self, uint64_t cell),
                       gpointer self)
{
    static const char *const STATEMENTS[] = {[HIDDEN_IF] = "if", [HIDDEN_MATCH] = "match", [HIDDEN_TRY] = "try"};
    GPtrArray *list = cell_errors_new();
    if (analysis->hidden != HIDDEN_NONE) {
        g_autofree char *message = g_strdup_printf("a value at the end of a branch of this %s is not shown",
                                                   STATEMENTS[analysis->hidden]);
        add(list, "branch-expression", message, analysis->hidden_line, analysis->hidden_column);
    }
    const GArray *imports = analysis->private_imports;
    for (guint i = 0; imports && i < imports->len; i++) {
        const PrivateImport *import = &g_array_index(imports, PrivateImport, i);
        const GArray *cells = g_hash_table_lookup(findings->importers, import->what);
        g_autofree char *others = cells ? other_importers(cells, analysis->cell, place_of, self) : NULL;
        g_autofree char *message =
            g_strdup_printf("%s imports %s as %s, too: one import without the _ serves all", others ? others : "",
                            import->name, import->alias);
        if (others)
            add(list, "private-import-alias", message, import->line, import->column);
    }
    g_ptr_array_sort(list, compare_lines);
    return list;
}
