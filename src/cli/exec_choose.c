/* Which cells `tarn exec` runs (--until), and with which values (-p, -f). */
#include "cli/exec.h"

#include <string.h>

#include "base/files.h"
#include "base/suggest.h"
#include "engine/graph.h"
#include "notebook/parameter.h"

static const CellSnapshot *cell_at(const Exec *exec, guint index)
{
    return g_ptr_array_index(exec->exact->notebook->cells, index);
}

static const Analysis *analysis_at(const Exec *exec, guint index)
{
    return g_ptr_array_index(exec->exact->analyses, index);
}

static guint count(const Exec *exec)
{
    return exec->exact->notebook->cells->len;
}

/* What cells define and, with `cells`, how they are called; borrowed. */
static GPtrArray *all_names(const Exec *exec, bool cells)
{
    GPtrArray *names = g_ptr_array_new();
    for (guint i = 0; i < count(exec); i++) {
        for (char **name = analysis_at(exec, i)->defs; *name; name++)
            g_ptr_array_add(names, *name);
        if (cells && strcmp(cell_at(exec, i)->name, "_") != 0)
            g_ptr_array_add(names, cell_at(exec, i)->name);
    }
    return names;
}

/* --- values --------------------------------------------------------------------------------------------------------- */

enum { NOBODY = -1, SEVERAL = -2 };

static int definer_of(const Exec *exec, const char *name)
{
    int found = NOBODY;
    for (guint i = 0; i < count(exec); i++) {
        if (names_contain(analysis_at(exec, i)->defs, name))
            found = found == NOBODY ? (int)i : SEVERAL;
    }
    return found;
}

typedef struct {
    Exec *exec;
    Analyzer *analyzer;
    const ExactJudge *judge;
} Setting;

/* `typed` or `json`, the other is NULL. */
static bool set_parameter(const Setting *setting, const char *name, const char *typed, const JsonValue *json,
                          GError **error)
{
    Exec *exec = setting->exec;
    int index = definer_of(exec, name);
    if (index < 0) {
        g_autoptr(GPtrArray) names = all_names(exec, false);
        g_autofree char *hint = suggest_text(name, names);
        g_set_error(error, PARAMETER_ERROR, PARAMETER_ERROR_NO_LITERAL, "parameter %s: %s%s", name,
                    index == SEVERAL ? "more than one cell defines it" : "no cell defines it",
                    index == SEVERAL ? "" : hint);
        return false;
    }
    const CellSnapshot *cell = cell_at(exec, (guint)index);
    CellSnapshot *changed =
        typed ? parameter_set(cell, name, typed, error) : parameter_set_json(cell, name, json, error);
    if (!changed) {
        g_autofree char *where = exec_cell_name(exec, cell->id);
        g_prefix_error(error, "parameter %s: %s, ", name, where);
        return false;
    }
    exact_notebook_replace(exec->exact, (guint)index, changed, setting->analyzer, setting->judge);
    return true;
}

static bool set_assignment(const Setting *setting, const char *assignment, GError **error)
{
    const char *sign = strchr(assignment, '=');
    if (!sign || sign == assignment) {
        g_set_error(error, PARAMETER_ERROR, PARAMETER_ERROR_TYPE, "parameter %s: wants NAME=VALUE", assignment);
        return false;
    }
    g_autofree char *name = g_strndup(assignment, (gsize)(sign - assignment));
    return set_parameter(setting, name, sign + 1, NULL, error);
}

static bool set_file(const Setting *setting, const char *file, GError **error)
{
    g_autoptr(GBytes) bytes = file_read(file, NULL, error);
    if (!bytes)
        return false;
    gsize size;
    const char *text = g_bytes_get_data(bytes, &size);
    g_autoptr(JsonValue) object = json_value_parse(text ? text : "", (gssize)size, error);
    if (object && json_value_kind(object) != JSON_KIND_OBJECT)
        g_set_error(error, PARAMETER_ERROR, PARAMETER_ERROR_TYPE, "wants a JSON object of names and values");
    bool done = object && json_value_kind(object) == JSON_KIND_OBJECT;
    for (JsonMember member = {0}; done && json_value_next(object, &member);)
        done = set_parameter(setting, member.key, NULL, member.value, error);
    if (!done)
        g_prefix_error(error, "%s: ", file);
    return done;
}

bool exec_set_parameters(Exec *exec, char *const *assignments, const char *file, Analyzer *analyzer,
                         const ExactJudge *judge, GError **error)
{
    Setting setting = {exec, analyzer, judge};
    if (file && !set_file(&setting, file, error))
        return false;
    for (; assignments && *assignments; assignments++) {
        if (!set_assignment(&setting, *assignments, error))
            return false;
    }
    return true;
}

/* --- cells --------------------------------------------------------------------------------------------------------- */

static void choose(Exec *exec, uint64_t cell)
{
    g_hash_table_add(exec->chosen, g_memdup2(&cell, sizeof cell));
}

static void choose_all(Exec *exec, GArray *cells)
{
    for (guint i = 0; i < cells->len; i++)
        choose(exec, g_array_index(cells, uint64_t, i));
    g_array_unref(cells);
}

static bool choose_named(Exec *exec, const char *name, GArray *targets, GError **error)
{
    guint before = targets->len;
    for (guint i = 0; i < count(exec); i++) {
        const CellSnapshot *cell = cell_at(exec, i);
        if ((strcmp(name, "_") != 0 && strcmp(cell->name, name) == 0) || names_contain(analysis_at(exec, i)->defs, name))
            g_array_append_val(targets, cell->id);
    }
    if (targets->len > before)
        return true;
    g_autoptr(GPtrArray) names = all_names(exec, true);
    g_autofree char *hint = suggest_text(name, names);
    g_set_error(error, PARAMETER_ERROR, PARAMETER_ERROR_NO_LITERAL,
                "--until %s: no cell has this name or defines it%s", name, hint);
    return false;
}

/* A cell that defines what a chosen one defines, too, is in its way, whether it is needed or not: both are in error,
 * as they are when all cells run. */
static void choose_rivals(Exec *exec, const Graph *graph)
{
    g_autoptr(GArray) chosen = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    GHashTableIter iter;
    g_hash_table_iter_init(&iter, exec->chosen);
    for (gpointer id; g_hash_table_iter_next(&iter, &id, NULL);)
        g_array_append_vals(chosen, id, 1);
    for (guint i = 0; i < chosen->len; i++) {
        const Analysis *analysis = graph_analysis(graph, g_array_index(chosen, uint64_t, i));
        for (char **name = analysis ? analysis->defs : NULL; name && *name; name++)
            choose_all(exec, graph_definers(graph, *name));
    }
}

bool exec_choose(Exec *exec, char *const *names, GError **error)
{
    if (!names)
        return true;
    g_autoptr(Graph) graph = graph_new();
    g_autoptr(GArray) targets = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    g_autoptr(GArray) page = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    exec->chosen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    for (guint i = 0; i < count(exec); i++) {
        const CellSnapshot *cell = cell_at(exec, i);
        g_array_append_val(page, cell->id);
        graph_set(graph, exec->exact->analyses->pdata[i]);
        if (cell->kind == CELL_SETUP)
            choose(exec, cell->id); /* it runs before whatever runs */
    }
    graph_set_order(graph, (const uint64_t *)(gpointer)page->data, page->len);
    for (; *names; names++) {
        g_auto(GStrv) list = g_strsplit(*names, ",", -1);
        for (char **name = list; *name; name++) {
            if (!choose_named(exec, g_strstrip(*name), targets, error))
                return false;
        }
    }
    choose_all(exec, graph_ancestors(graph, (const uint64_t *)(gpointer)targets->data, targets->len));
    choose_all(exec, g_array_ref(targets));
    choose_rivals(exec, graph);
    return true;
}
