/* A notebook that ran from top to bottom becomes one in which each name has one definition.
 *
 * Three steps, each as marimo's converter takes it: imports that an earlier cell made already go; names that several
 * cells define and none reads become local (`_x`); of the others each new definition gets a number, and a cell
 * reads the one that was last before it.
 */
#include "notebook/format_ipynb_code.h"

#include <string.h>

typedef struct {
    GPtrArray *sources;
    const FormatPython *python;
    CodeComments *comments;
} Unique;

static const char *source_at(const Unique *unique, guint index)
{
    return g_ptr_array_index(unique->sources, index);
}

/* Replaces a source by what it is rewritten to, if it changes. */
static void rewrite(Unique *unique, guint index, const FormatRewrite *how)
{
    const char *source = source_at(unique, index);
    char *rewritten = unique->python->rewrite(unique->python->self, source, strlen(source), how);
    if (rewritten)
        code_set(unique->sources, index, rewritten);
}

static Analysis *analyse(const Unique *unique, guint index)
{
    const char *source = source_at(unique, index);
    return unique->python->analyse(unique->python->self, source, strlen(source));
}

static GPtrArray *bindings_of(const Unique *unique, guint index)
{
    const char *source = source_at(unique, index);
    return unique->python->bindings(unique->python->self, source, strlen(source));
}

static GHashTable *name_set(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

/* --- imports ---------------------------------------------------------------------------------------------------- */

static void drop_imports_of(Unique *unique, guint index, GHashTable *known)
{
    g_autoptr(Analysis) analysis = analyse(unique, index);
    g_autoptr(GPtrArray) bindings = analysis->fault == ANALYSIS_OK ? bindings_of(unique, index) : NULL;
    for (guint i = 0; bindings && i < bindings->len; i++) {
        const FormatBinding *binding = g_ptr_array_index(bindings, i);
        bool before = g_hash_table_contains(known, binding->name);
        if (!binding->local && (binding->imported_again || (before && binding->imported)))
            rewrite(unique, index, &(FormatRewrite){REWRITE_DROP_IMPORT, binding->name, !before});
    }
    for (guint i = 0; bindings && i < bindings->len; i++) {
        const FormatBinding *binding = g_ptr_array_index(bindings, i);
        if (!binding->local)
            g_hash_table_add(known, g_strdup(binding->name));
    }
}

static void drop_imports(Unique *unique)
{
    g_autoptr(GHashTable) known = name_set();
    for (guint i = 0; i < unique->sources->len; i++)
        drop_imports_of(unique, i, known);
}

/* --- names that nobody reads ---------------------------------------------------------------------------------------- */

static void count_names(GHashTable *counts, char *const *names)
{
    for (; *names; names++) {
        guint count = GPOINTER_TO_UINT(g_hash_table_lookup(counts, *names));
        g_hash_table_insert(counts, g_strdup(*names), GUINT_TO_POINTER(count + 1));
    }
}

/* The names to become local: char * -> char *; empty if any cell does not compile. */
static GHashTable *unread_names(const Unique *unique)
{
    g_autoptr(GHashTable) defined = name_set(), read = name_set();
    GHashTable *become = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; i < unique->sources->len; i++) {
        g_autoptr(Analysis) analysis = analyse(unique, i);
        if (analysis->fault != ANALYSIS_OK)
            return become;
        count_names(defined, analysis->defs);
        count_names(read, analysis->refs);
    }
    GHashTableIter iterator;
    gpointer name, count;
    g_hash_table_iter_init(&iterator, defined);
    while (g_hash_table_iter_next(&iterator, &name, &count)) {
        if (GPOINTER_TO_UINT(count) > 1 && !g_hash_table_contains(read, name) && *(char *)name != '_')
            g_hash_table_insert(become, g_strdup(name), g_strconcat("_", name, NULL));
    }
    return become;
}

static void make_local(Unique *unique)
{
    g_autoptr(GHashTable) become = unread_names(unique);
    if (g_hash_table_size(become) == 0)
        return;
    for (guint i = 0; i < unique->sources->len; i++)
        rewrite(unique, i, &(FormatRewrite){REWRITE_NAMES, .definitions = become, .references = become});
}

/* --- names defined again ------------------------------------------------------------------------------------------------ */

typedef struct {
    GPtrArray *names;       /* of char *, borrowed from the keys of `cells`, as they were met */
    GHashTable *cells;      /* name -> GArray of guint: the cells that define it */
    GHashTable *taken;      /* names that are in use */
    GHashTable *becomes;    /* name -> GPtrArray of char *: its name since each of its cells, the first NULL */
} Definitions;

static void note_definition(Definitions *definitions, const char *name, guint cell)
{
    GArray *cells = g_hash_table_lookup(definitions->cells, name);
    if (!cells) {
        char *key = g_strdup(name);
        cells = g_array_new(FALSE, FALSE, sizeof(guint));
        g_hash_table_insert(definitions->cells, key, cells);
        g_ptr_array_add(definitions->names, key);
        g_hash_table_add(definitions->taken, g_strdup(name));
    }
    g_array_append_val(cells, cell);
}

static void find_definitions(const Unique *unique, Definitions *definitions)
{
    for (guint i = 0; i < unique->sources->len; i++) {
        g_autoptr(GPtrArray) bindings = bindings_of(unique, i);
        for (guint n = 0; bindings && n < bindings->len; n++) {
            const FormatBinding *binding = g_ptr_array_index(bindings, n);
            if (!binding->local)
                note_definition(definitions, binding->name, i);
        }
    }
}

/* `x_1` for the second definition, and so on; false if no name has a second one. */
static bool number_definitions(Definitions *definitions)
{
    bool any = false;
    for (guint i = 0; i < definitions->names->len; i++) {
        const char *name = g_ptr_array_index(definitions->names, i);
        const GArray *cells = g_hash_table_lookup(definitions->cells, name);
        if (cells->len < 2)
            continue;
        any = true;
        GPtrArray *become = g_ptr_array_new_with_free_func(g_free);
        g_ptr_array_add(become, NULL);
        for (guint n = 1; n < cells->len; n++) {
            guint number = n;
            char *new = g_strdup_printf("%s_%u", name, number);
            while (g_hash_table_contains(definitions->taken, new)) {
                g_free(new);
                new = g_strdup_printf("%s_%u", name, ++number);
            }
            g_hash_table_add(definitions->taken, g_strdup(new));
            g_ptr_array_add(become, new);
        }
        g_hash_table_insert(definitions->becomes, (gpointer)name, become);
    }
    return any;
}

/* The names that hold before `cell`, and in it if it is `inclusive`. */
static GHashTable *names_until(const Definitions *definitions, guint cell, bool inclusive)
{
    GHashTable *found = g_hash_table_new(g_str_hash, g_str_equal);
    GHashTableIter iterator;
    gpointer name, become;
    g_hash_table_iter_init(&iterator, definitions->becomes);
    while (g_hash_table_iter_next(&iterator, &name, &become)) {
        const GArray *cells = g_hash_table_lookup(definitions->cells, name);
        const char *last = NULL;
        for (guint n = 0; n < cells->len; n++) {
            guint at = g_array_index(cells, guint, n);
            if (at < cell || (inclusive && at == cell))
                last = g_ptr_array_index((GPtrArray *)become, n);
        }
        if (last)
            g_hash_table_insert(found, name, (gpointer)last);
    }
    return found;
}

static void number_names(Unique *unique)
{
    Definitions definitions = {
        g_ptr_array_new(), g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref),
        name_set(), g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref)};
    find_definitions(unique, &definitions);
    bool any = number_definitions(&definitions);
    for (guint i = 0; any && i < unique->sources->len; i++)
        rewrite(unique, i, &(FormatRewrite){.kind = REWRITE_AUGMENTED});
    for (guint i = 0; any && i < unique->sources->len; i++) {
        g_autoptr(GHashTable) defined = names_until(&definitions, i, true), read = names_until(&definitions, i, false);
        rewrite(unique, i, &(FormatRewrite){REWRITE_NAMES, .definitions = defined, .references = read});
    }
    g_hash_table_unref(definitions.becomes);
    g_hash_table_unref(definitions.taken);
    g_hash_table_unref(definitions.cells);
    g_ptr_array_unref(definitions.names);
}

void code_make_names_unique(GPtrArray *sources, const FormatPython *python)
{
    static void (*const STEPS[])(Unique *unique) = {drop_imports, make_local, number_names};
    g_autoptr(CodeComments) comments = code_comments_new(sources);
    Unique unique = {sources, python, comments};
    size_t steps = sources->len > 1 ? G_N_ELEMENTS(STEPS) : 1; /* a single cell repeats no other's names */
    for (size_t i = 0; i < steps; i++) {
        STEPS[i](&unique);
        code_comments_restore(comments, sources);
    }
}
