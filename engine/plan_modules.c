/* Modules of the user that change on disk: which cells are out of date by that.
 *
 * The kernel tells in order: a change, then that it has loaded it, before the run that follows.  So a cell that began to
 * run after a change was loaded has seen it, and one that began before has not, whatever came to us in between.  A
 * module that cannot be loaded stays in `outdated`, and what imports it stays stale however often it runs.
 */
#include "engine/plan_state.h"

#include <string.h>

#include "notebook/analysis.h"

static bool imports(const PlanCell *cell, GHashTable *modules)
{
    for (char **module = cell->analysis->modules; *module; module++) {
        if (g_hash_table_contains(modules, *module))
            return true;
    }
    return false;
}

/* Does `import package...` bring in one of these? */
static bool is_package_of(const char *package, GHashTable *modules)
{
    GHashTableIter all;
    g_hash_table_iter_init(&all, modules);
    size_t length = strlen(package);
    for (gpointer module; g_hash_table_iter_next(&all, &module, NULL);) {
        const char *name = module;
        if (strncmp(name, package, length) == 0 && (name[length] == '\0' || name[length] == '.'))
            return true;
    }
    return false;
}

/* An import block is to set off the readers of these names, as if they were new to it. */
static void prune_imported(PlanCell *cell, GHashTable *modules)
{
    const GArray *names = cell->analysis->imports;
    for (guint i = 0; cell->imported && names && i < names->len; i++) {
        const ImportedName *import = &g_array_index(names, ImportedName, i);
        if (is_package_of(import->package, modules))
            g_hash_table_remove(cell->imported, import->name);
    }
}

static bool is_behind(const Plan *plan, const PlanCell *cell, guint change)
{
    return cell->loaded < change || imports(cell, plan->outdated);
}

/* Cells that import one of them and have not seen this change. */
static Ids *importers(Plan *plan, GHashTable *modules, guint change)
{
    Ids *found = ids_new();
    for (guint i = 0; i < plan->page->len; i++) {
        PlanCell *cell = plan_cell(plan, ids_get(plan->page, i));
        if (!cell || !cell->analysis || !imports(cell, modules) || !is_behind(plan, cell, change))
            continue;
        prune_imported(cell, modules);
        ids_add(found, cell->id);
    }
    return found;
}

static Ids *mark_importers(Plan *plan, GHashTable *modules, guint change)
{
    g_autoptr(GArray) roots = importers(plan, modules, change);
    Ids *cells = plan_closure(plan, roots, true);
    for (guint i = 0; i < cells->len; i++)
        plan_set_stale(plan, plan_cell(plan, ids_get(cells, i)), true);
    return cells;
}

void plan_mark_outdated(Plan *plan)
{
    if (g_hash_table_size(plan->outdated) > 0)
        g_array_unref(mark_importers(plan, plan->outdated, 0));
}

static void run_those_that_can(Plan *plan, Ids *cells)
{
    guint left = 0;
    for (guint i = 0; i < cells->len; i++) {
        const PlanCell *cell = plan_cell(plan, ids_get(cells, i));
        if (!plan_is_blocked(plan, cell))
            g_array_index(cells, uint64_t, left++) = cell->id;
    }
    g_array_set_size(cells, left);
    if (left > 0)
        plan_start_run(plan, cells);
}

void plan_do_modules(Plan *plan, const Request *request)
{
    g_autoptr(GHashTable) modules = g_hash_table_new(g_str_hash, g_str_equal);
    for (char **module = request->modules; *module; module++)
        g_hash_table_add(modules, *module);
    g_autoptr(GArray) cells = mark_importers(plan, modules, request->change);
    if (cells->len == 0)
        return;
    PlanStep *step = plan_push(plan, PLAN_DO_CHANGED, ids_get(cells, 0));
    step->id = g_strdup(request->id);
    step->count = cells->len;
    step->run = request->flag;
    step->failed = request->failed;
    if (request->flag)
        run_those_that_can(plan, cells);
}

void plan_modules_loaded(Plan *plan, char *const *modules)
{
    for (char *const *module = modules; *module; module++)
        g_hash_table_remove(plan->outdated, *module);
    plan->loaded = plan->changes;
    if (plan->phase == PLAN_RUNNING)
        plan_cell(plan, plan->running)->loaded = plan->loaded;
}
