/* Rules about the names that cells give each other. */
#include "engine/lint_state.h"

#include <stdint.h>
#include <string.h>

#include "notebook/format_marimo_reusable.h"

/* --- where marimo looks for a name --------------------------------------------------------------------------- */

static bool is_named_setup(const Lint *lint, guint index)
{
    return strcmp(lint_cell(lint, index)->name, "setup") == 0;
}

typedef struct {
    guint cell; /* in the graph */
    guint rank; /* among the cells of the graph that are not called setup */
} Twin;

/* Cells of the graph by their code: GBytes -> GArray of Twin. */
static GHashTable *twins_by_code(const Lint *lint)
{
    GHashTable *twins = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, NULL, (GDestroyNotify)g_array_unref);
    guint rank = 0;
    for (guint i = 0; i < lint_cell_count(lint); i++) {
        if (!lint_compiles(lint, i) || is_named_setup(lint, i))
            continue;
        GBytes *code = lint_cell(lint, i)->code;
        GArray *list = g_hash_table_lookup(twins, code);
        if (!list)
            g_hash_table_insert(twins, code, list = g_array_new(FALSE, FALSE, sizeof(Twin)));
        Twin twin = {i, rank++};
        g_array_append_val(list, twin);
    }
    return twins;
}

static bool take_nearest(GArray *twins, guint rank, guint *cell)
{
    guint best = 0;
    for (guint i = 1; i < twins->len; i++) {
        gint64 distance = ABS((gint64)g_array_index(twins, Twin, i).rank - rank);
        if (distance < ABS((gint64)g_array_index(twins, Twin, best).rank - rank))
            best = i;
    }
    if (twins->len == 0)
        return false;
    *cell = g_array_index(twins, Twin, best).cell;
    g_array_remove_index(twins, best);
    return true;
}

/* marimo matches the cells of its graph with those of the file by their code, the nearest first, and then counts the
 * file's cells with the setup cell but looks them up without it: below a setup cell it tells the next one's place. */
static GArray *find_told(const Lint *lint)
{
    guint count = lint_cell_count(lint);
    GArray *told = g_array_sized_new(FALSE, FALSE, sizeof(int), count);
    g_autoptr(GArray) others = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < count; i++) {
        int itself = (int)i;
        g_array_append_val(told, itself);
        if (!is_named_setup(lint, i))
            g_array_append_val(others, i);
    }
    g_autoptr(GHashTable) twins = twins_by_code(lint);
    for (guint rank = 0; rank < others->len; rank++) {
        guint index = g_array_index(others, guint, rank), cell;
        GArray *list = g_hash_table_lookup(twins, lint_cell(lint, index)->code);
        if (list && take_nearest(list, rank, &cell))
            g_array_index(told, int, cell) = index < others->len ? (int)g_array_index(others, guint, index) : -1;
    }
    return told;
}

static const NamePlace *place_in(Lint *lint, guint cell, const char *name)
{
    GArray *places = g_ptr_array_index(lint->places, cell);
    if (!places)
        lint->places->pdata[cell] = places = analyzer_places(lint->input->analyzer, lint_cell(lint, cell));
    return name_places_find(places, name);
}

/* Where a cell defines a name, and where marimo says that it does. */
static void add_name_place(Lint *lint, LintFinding *finding, guint cell, const char *name)
{
    if (!lint->told)
        lint->told = find_told(lint);
    int told = g_array_index(lint->told, int, cell);
    const NamePlace *truth = place_in(lint, cell, name);
    const NamePlace *place = told >= 0 ? place_in(lint, (guint)told, name) : NULL;
    lint_add_place(lint, finding, told >= 0 ? (guint)told : cell, 1, place ? place->line - 1 : 0,
                   place ? place->column + 1 : 1);
    LintPlace *added = &g_array_index(finding->places, LintPlace, finding->places->len - 1);
    if (told < 0)
        added->line = added->column = 0;
    const FormatRead *read = lint->input->read;
    added->cell = (int)cell;
    added->cell_line = truth ? truth->line : 1;
    added->file_line = read ? g_array_index(read->places, FormatPlace, cell).code_line + added->cell_line - 1 : 0;
}

/* --- several definitions ----------------------------------------------------------------------------------------- */

/* name -> GArray of guint: the cells that define it, in the order of the page */
static GHashTable *definers_by_name(const Lint *lint)
{
    GHashTable *definers = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_array_unref);
    for (guint i = 0; i < lint_cell_count(lint); i++) {
        if (!lint_compiles(lint, i))
            continue;
        for (char **name = lint_analysis(lint, i)->defs; *name; name++) {
            GArray *cells = g_hash_table_lookup(definers, *name);
            if (!cells)
                g_hash_table_insert(definers, *name, cells = g_array_new(FALSE, FALSE, sizeof(guint)));
            g_array_append_val(cells, i);
        }
    }
    return definers;
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void lint_multiple_definitions(Lint *lint, const LintRule *rule)
{
    g_autoptr(GHashTable) definers = definers_by_name(lint);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    GHashTableIter all;
    g_hash_table_iter_init(&all, definers);
    for (gpointer name, cells; g_hash_table_iter_next(&all, &name, &cells);) {
        if (((const GArray *)cells)->len > 1)
            g_ptr_array_add(names, name);
    }
    g_ptr_array_sort(names, compare_names);
    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        const GArray *cells = g_hash_table_lookup(definers, name);
        g_autofree char *hint = g_strdup_printf("one name, one cell: rename it, or make it local: _%s", name);
        LintFinding *finding =
            lint_add(lint, rule, g_strdup_printf("Variable '%s' is defined in multiple cells", name), hint);
        for (guint j = 0; j < cells->len; j++)
            add_name_place(lint, finding, g_array_index(cells, guint, j), name);
    }
}

/* --- cycles, setup --------------------------------------------------------------------------------------------------- */

static GHashTable *indices_by_id(const Lint *lint)
{
    GHashTable *indices = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < lint_cell_count(lint); i++)
        g_hash_table_insert(indices, (gpointer)&lint_cell(lint, i)->id, GUINT_TO_POINTER(i));
    return indices;
}

/* The same text for the same cycle. */
static char *cycle_text(const GraphError *error)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < error->edges->len; i++) {
        const GraphEdge *edge = g_ptr_array_index(error->edges, i);
        g_autofree char *names = g_strjoinv(",", edge->names);
        g_string_append_printf(text, "%" G_GUINT64_FORMAT " %s;", edge->from, names);
    }
    return g_string_free(text, FALSE);
}

static void tell_cycle(Lint *lint, const LintRule *rule, const GraphError *error, GHashTable *indices)
{
    LintFinding *finding = lint_add(lint, rule, g_strdup("Cell is part of a circular dependency"),
                                    "take what both cells need into a third one");
    for (guint i = 0; i < error->edges->len; i++) {
        const GraphEdge *edge = g_ptr_array_index(error->edges, i);
        guint cell = GPOINTER_TO_UINT(g_hash_table_lookup(indices, &edge->from));
        for (char **name = edge->names; *name; name++)
            add_name_place(lint, finding, cell, *name);
    }
}

void lint_cycles(Lint *lint, const LintRule *rule)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) indices = indices_by_id(lint);
    for (guint i = 0; i < lint_cell_count(lint); i++) {
        g_autoptr(GPtrArray) errors = graph_errors(lint->input->graph, lint_cell(lint, i)->id);
        for (guint j = 0; j < errors->len; j++) {
            const GraphError *error = g_ptr_array_index(errors, j);
            if (error->kind == GRAPH_CYCLE && g_hash_table_add(seen, cycle_text(error)))
                tell_cycle(lint, rule, error, indices);
        }
    }
}

void lint_setup_needs(Lint *lint, const LintRule *rule)
{
    for (guint i = 0; i < lint_cell_count(lint); i++) {
        const CellSnapshot *cell = lint_cell(lint, i);
        if (cell->kind != CELL_SETUP || !lint_compiles(lint, i))
            continue;
        g_autoptr(GArray) parents = graph_parents(lint->input->graph, cell->id);
        if (parents->len == 0)
            continue;
        LintFinding *finding = lint_add(lint, rule, g_strdup("Setup cell cannot have dependencies"), NULL);
        lint_add_place(lint, finding, i, 1, 0, 1);
    }
}

/* --- imports ---------------------------------------------------------------------------------------------------------- */

static bool is_module_in(const char *folder, const char *name)
{
    g_autofree char *file = g_strdup_printf("%s/%s.py", folder, name);
    g_autofree char *package = g_build_filename(folder, name, "__init__.py", NULL);
    return g_file_test(file, G_FILE_TEST_IS_REGULAR) || g_file_test(package, G_FILE_TEST_IS_REGULAR);
}

static bool has_metadata_in(const char *folder, const char *name)
{
    g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
    size_t length = strlen(name);
    for (const char *entry; entries && (entry = g_dir_read_name(entries));) {
        bool metadata = g_str_has_suffix(entry, ".dist-info") || g_str_has_suffix(entry, ".egg-info") ||
                        g_str_has_suffix(entry, ".egg");
        if (metadata && strncmp(entry, name, length) == 0 && entry[length] == '-')
            return true;
    }
    return false;
}

static bool is_installed(char *const *folders, const char *name)
{
    for (; folders && *folders; folders++) {
        g_autofree char *package = g_build_filename(*folders, name, NULL);
        g_autofree char *file = g_strconcat(package, ".py", NULL);
        if (g_file_test(package, G_FILE_TEST_IS_DIR) || g_file_test(file, G_FILE_TEST_IS_REGULAR) ||
            has_metadata_in(*folders, name))
            return true;
    }
    return false;
}

/* What is wrong with the import of a package from a notebook of this name and folder; NULL: nothing. */
static char *import_conflict(const Lint *lint, const char *package, const char *file, const char *folder)
{
    size_t stem = strlen(file) - strlen(".py");
    if (strlen(package) == stem && strncmp(package, file, stem) == 0)
        return g_strdup_printf("Importing module '%s' conflicts with file name '%s'", package, file);
    if (*package && is_module_in(folder, package) && is_installed(lint->input->site_packages, package))
        return g_strdup_printf("Importing module '%s' conflicts with a module in site-packages, and may cause import "
                               "ambiguity.", package);
    return NULL;
}

void lint_self_imports(Lint *lint, const LintRule *rule)
{
    const char *path = lint->input->file_name;
    if (!path || !g_str_has_suffix(path, ".py"))
        return;
    g_autofree char *file = g_path_get_basename(path);
    g_autofree char *folder = g_path_get_dirname(path);
    for (guint i = 0; i < lint_cell_count(lint); i++) {
        const GArray *imports = lint_compiles(lint, i) ? lint_analysis(lint, i)->imports : NULL;
        for (guint j = 0; imports && j < imports->len; j++) {
            const ImportedName *import = &g_array_index(imports, ImportedName, j);
            char *message = import_conflict(lint, import->package, file, folder);
            if (!message)
                continue;
            g_autofree char *hint = g_strdup_printf("give the file a name that is not '%s'", import->package);
            add_name_place(lint, lint_add(lint, rule, message, hint), i, import->name);
        }
    }
}

/* The same import: how often, and its finding once it is worth one. */
typedef struct {
    guint count;
    LintFinding *finding;
} Repeated;

static GHashTable *count_private_imports(const Lint *lint)
{
    GHashTable *counts = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    for (guint i = 0; i < lint_cell_count(lint); i++) {
        const GArray *imports = lint_analysis(lint, i)->private_imports;
        for (guint j = 0; imports && j < imports->len; j++) {
            char *what = g_array_index(imports, PrivateImport, j).what;
            Repeated *repeated = g_hash_table_lookup(counts, what);
            if (!repeated)
                g_hash_table_insert(counts, what, repeated = g_new0(Repeated, 1));
            repeated->count++;
        }
    }
    return counts;
}

void lint_private_imports(Lint *lint, const LintRule *rule)
{
    g_autoptr(GHashTable) counts = count_private_imports(lint);
    for (guint i = 0; i < lint_cell_count(lint); i++) {
        const GArray *imports = lint_analysis(lint, i)->private_imports;
        for (guint j = 0; imports && j < imports->len; j++) {
            const PrivateImport *import = &g_array_index(imports, PrivateImport, j);
            Repeated *repeated = g_hash_table_lookup(counts, import->what);
            if (repeated->count < 2)
                continue;
            if (!repeated->finding)
                repeated->finding = lint_add(
                    lint, rule,
                    g_strdup_printf("Import of '%s' is aliased to the private name '%s' in multiple cells.",
                                    import->name, import->alias),
                    "import it once, without the underscore, in the setup cell or in a cell of imports alone");
            lint_add_place(lint, repeated->finding, i, import->line, import->line - 1, import->column + 1);
        }
    }
}

/* --- reusable definitions ---------------------------------------------------------------------------------------------- */

void lint_reusable_order(Lint *lint, const LintRule *rule)
{
    const LintInput *input = lint->input;
    g_autoptr(GArray) reusables =
        reusables_find(input->notebook, input->analyses, input->builtins, lint_cell_compiles);
    for (guint i = 0; i < reusables->len; i++) {
        const Reusable *reusable = &g_array_index(reusables, Reusable, i);
        if (!reusable->out_of_order)
            continue;
        g_autoptr(GString) needs = g_string_new(NULL);
        for (guint j = 0; j < reusable->needs->len; j++)
            g_string_append_printf(needs, "%s`%s`", j ? ", " : "", (const char *)g_ptr_array_index(reusable->needs, j));
        g_autofree char *hint = g_strdup_printf("move these cells before the one of %s", reusable->name);
        LintFinding *finding =
            lint_add(lint, rule,
                     g_strdup_printf("Reusable definition '%s' depends on reusable definition(s) declared later in the "
                                     "notebook: %s", reusable->name, needs->str),
                     hint);
        int line = MAX(lint_analysis(lint, reusable->cell)->toplevel_line, 1);
        lint_add_place(lint, finding, reusable->cell, line, line - 1, 1);
    }
}
