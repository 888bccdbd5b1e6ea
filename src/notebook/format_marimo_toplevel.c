#include "notebook/format_marimo_toplevel.h"

#include <string.h>

/* The tables of marimo's extraction: cells by type and name, where a name may displace an earlier one. */
typedef struct {
    WritePlan *plan;
    GHashTable *by_name[WRITE_TYPES]; /* name -> WriteStatus * */
    GHashTable *potential;            /* names that may yet become importable */
    GHashTable *unresolved;           /* names of the cells that were put off */
    GPtrArray *order;                 /* the names put off, in order */
    GHashTable *visited;              /* name -> GINT_TO_POINTER(resolved) */
} Extraction;

static WriteStatus *status_at(const WritePlan *plan, guint index)
{
    return &g_array_index(plan->statuses, WriteStatus, index);
}

static bool contains_or_is(GHashTable *names, const char *name, const char *own)
{
    return strcmp(name, own) == 0 || g_hash_table_contains(names, name);
}

/* "*name" for what was read as @app.function: it goes back to "_" when it no longer is one. */
static const char *previous_name(WritePlan *plan, const WriteStatus *status)
{
    const char *name = status->cell->name;
    if (*name == '\0' || strcmp(name, "__") == 0)
        name = "_";
    bool was_toplevel = status->cell->kind == CELL_FUNCTION || status->cell->kind == CELL_CLASS;
    if (!was_toplevel || status->analysis->fault != ANALYSIS_OK)
        return name;
    g_autofree char *starred = g_strconcat("*", name, NULL);
    return g_string_chunk_insert_const(plan->strings, starred);
}

/* Whether the cell is a def or class that may be considered at all.  Names it after what it defines. */
static bool is_candidate(WriteStatus *status)
{
    const Analysis *analysis = status->analysis;
    if (analysis->toplevel == TOPLEVEL_NONE || analysis->toplevel == TOPLEVEL_TEMPORARY || !analysis->toplevel_name)
        return false;
    status->name = analysis->toplevel_name;
    bool reserved = strcmp(status->name, "app") == 0 || strcmp(status->name, "__generated_with") == 0 ||
                    strcmp(status->name, "__name__") == 0;
    return !reserved && !analysis->trailing_comment;
}

/* The list is the plan's; takes the array. */
static char *const *keep_list(WritePlan *plan, GPtrArray *names)
{
    g_ptr_array_add(names, NULL);
    char **list = (char **)g_ptr_array_free(names, FALSE);
    g_ptr_array_add(plan->lists, list);
    return list;
}

/* Whether all is there that is needed to execute the def or class itself. */
static bool has_unbounded(const Extraction *extraction, WriteStatus *status, bool second)
{
    GPtrArray *missing = g_ptr_array_new();
    bool all_known = true, all_possible = second;
    for (char **name = status->analysis->unbounded_refs; name && *name; name++) {
        if (contains_or_is(extraction->plan->allowed, *name, status->name) || strcmp(*name, "_lambda") == 0)
            continue;
        g_ptr_array_add(missing, *name);
        bool known = g_hash_table_contains(extraction->unresolved, *name);
        all_known = all_known && known;
        all_possible = all_possible && (known || g_hash_table_contains(extraction->potential, *name));
    }
    if (all_known) {
        g_ptr_array_free(missing, TRUE);
        return true;
    }
    status->needs = keep_list(extraction->plan, missing);
    status->out_of_order = all_possible;
    return false;
}

/* Decides with what is known so far.  `second`: all cells have been looked at once. */
static void decide(const Extraction *extraction, WriteStatus *status, bool second)
{
    const Analysis *analysis = status->analysis;
    GHashTable *allowed = extraction->plan->allowed;
    status->type = WRITE_CELL;
    if (!is_candidate(status) || !has_unbounded(extraction, status, second))
        return;
    g_autoptr(GPtrArray) missing = g_ptr_array_new();
    for (char *const *name = status->refs; *name; name++) {
        if (contains_or_is(allowed, *name, status->name) || strcmp(*name, "_lambda") == 0 ||
            names_contain(analysis->sql_refs, *name))
            continue;
        if (second && g_hash_table_contains(extraction->by_name[WRITE_TOPLEVEL], *name))
            continue;
        g_ptr_array_add(missing, *name);
        if (!second || !g_hash_table_contains(extraction->potential, *name))
            return;
    }
    status->type = missing->len ? WRITE_UNRESOLVED : WRITE_TOPLEVEL;
    if (missing->len)
        status->needs = keep_list(extraction->plan, g_steal_pointer(&missing));
}

static void add_names(GHashTable *set, char *const *names)
{
    for (; names && *names; names++)
        g_hash_table_add(set, *names);
}

static void look_once(Extraction *extraction)
{
    WritePlan *plan = extraction->plan;
    for (guint i = 0; i < plan->statuses->len; i++) {
        WriteStatus *status = status_at(plan, i);
        status->name = previous_name(plan, status);
        if (status->analysis->fault == ANALYSIS_OK) {
            decide(extraction, status, false);
            add_names(plan->used, status->refs);
            for (char **name = status->analysis->defs; *name; name++)
                g_hash_table_insert(plan->definitions, *name, status);
        } else {
            status->type = WRITE_UNPARSABLE;
        }
        g_hash_table_insert(extraction->by_name[status->type], (gpointer)status->name, status);
    }
}

/* Once all definitions are known, builtins that nobody redefines are importable too. */
static void allow_builtins(WritePlan *plan, char *const *builtins)
{
    for (; *builtins; builtins++) {
        if (!g_hash_table_contains(plan->definitions, *builtins))
            g_hash_table_add(plan->allowed, *builtins);
    }
}

static void look_again(Extraction *extraction)
{
    WritePlan *plan = extraction->plan;
    for (guint i = 0; i < plan->statuses->len; i++) {
        WriteStatus *status = status_at(plan, i);
        if (status->type != WRITE_TOPLEVEL)
            g_hash_table_add(extraction->potential, (gpointer)status->name);
    }
    for (guint i = 0; i < plan->statuses->len; i++) {
        WriteStatus *status = status_at(plan, i);
        if (status->type == WRITE_CELL) {
            g_hash_table_remove(extraction->by_name[WRITE_CELL], status->name);
            decide(extraction, status, true);
            if (status->type == WRITE_TOPLEVEL)
                g_hash_table_add(plan->allowed, (gpointer)status->name);
            else if (status->type == WRITE_UNRESOLVED &&
                     g_hash_table_add(extraction->unresolved, (gpointer)status->name))
                g_ptr_array_add(extraction->order, (gpointer)status->name);
            g_hash_table_insert(extraction->by_name[status->type], (gpointer)status->name, status);
        } else {
            g_hash_table_add(plan->allowed, (gpointer)status->name);
        }
    }
}

/* --- cells that need each other ----------------------------------------------------------------------- */

/* A cell on the way of the depth-first walk, and how far its refs have been looked at. */
typedef struct {
    const char *name;
    WriteStatus *status;
    char *const *next_ref;
    bool resolved;
} Visit;

/* What is known of a name without walking on; false if it must be walked into. */
static bool known_resolution(const Extraction *extraction, const char *name, bool *resolved)
{
    gpointer value;
    *resolved = true;
    if (g_hash_table_contains(extraction->by_name[WRITE_UNRESOLVED], name))
        return false;
    if (g_hash_table_lookup_extended(extraction->visited, name, NULL, &value))
        *resolved = GPOINTER_TO_INT(value);
    else if (!g_hash_table_contains(extraction->by_name[WRITE_TOPLEVEL], name))
        *resolved = !g_hash_table_contains(extraction->by_name[WRITE_CELL], name) &&
                    !g_hash_table_contains(extraction->by_name[WRITE_UNPARSABLE], name);
    return true; /* what is neither is on the way: a cycle, which may be imported */
}

static void enter(Extraction *extraction, GArray *way, const char *name)
{
    WriteStatus *status = g_hash_table_lookup(extraction->by_name[WRITE_UNRESOLVED], name);
    g_hash_table_remove(extraction->by_name[WRITE_UNRESOLVED], name);
    Visit visit = {status->name, status, status->refs, true};
    g_array_append_val(way, visit);
}

static void leave(Extraction *extraction, const Visit *visit)
{
    visit->status->type = visit->resolved ? WRITE_TOPLEVEL : WRITE_CELL;
    if (visit->resolved)
        g_hash_table_add(extraction->plan->allowed, (gpointer)visit->name);
    g_hash_table_insert(extraction->by_name[visit->status->type], (gpointer)visit->name, visit->status);
    g_hash_table_insert(extraction->visited, (gpointer)visit->name, GINT_TO_POINTER(visit->resolved));
}

static void resolve_from(Extraction *extraction, const char *name)
{
    g_autoptr(GArray) way = g_array_new(FALSE, FALSE, sizeof(Visit));
    enter(extraction, way, name);
    while (way->len > 0) {
        Visit *visit = &g_array_index(way, Visit, way->len - 1);
        if (!*visit->next_ref) {
            Visit done = *visit;
            g_array_set_size(way, way->len - 1);
            leave(extraction, &done);
            if (way->len > 0)
                g_array_index(way, Visit, way->len - 1).resolved &= done.resolved;
            continue;
        }
        const char *ref = *visit->next_ref++;
        bool resolved;
        if (known_resolution(extraction, ref, &resolved))
            visit->resolved &= resolved;
        else
            enter(extraction, way, ref);
    }
}

/* Cells that were put off and displaced by another of the same name stay unresolved; marimo would fail. */
static void settle(Extraction *extraction)
{
    WritePlan *plan = extraction->plan;
    for (guint i = 0; i < extraction->order->len; i++) {
        const char *name = g_ptr_array_index(extraction->order, i);
        if (g_hash_table_contains(extraction->by_name[WRITE_UNRESOLVED], name))
            resolve_from(extraction, name);
    }
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, extraction->by_name[WRITE_CELL]);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        WriteStatus *status = value;
        const char *previous = previous_name(plan, status);
        status->name = *previous == '*' ? "_" : previous;
    }
    for (guint i = 0; i < plan->statuses->len; i++) {
        if (status_at(plan, i)->type == WRITE_UNRESOLVED)
            status_at(plan, i)->type = WRITE_CELL;
    }
}

/* --- the plan -------------------------------------------------------------------------------------------- */

/* The first cell named "setup" is the setup cell, however it was written; if it parses. */
static bool take_setup(WritePlan *plan, const CellSnapshot *cell, const Analysis *analysis, bool *seen)
{
    bool starred = (cell->kind == CELL_FUNCTION || cell->kind == CELL_CLASS) && analysis->fault == ANALYSIS_OK;
    if (*seen || starred || strcmp(cell->name, "setup") != 0)
        return false;
    *seen = true;
    if (analysis->fault != ANALYSIS_OK)
        return false;
    plan->setup = cell;
    plan->setup_analysis = analysis;
    add_names(plan->allowed, analysis->defs);
    return true;
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A local `_x` that some function declares global is a ref to marimo, named after the cell's place. */
static char *const *all_refs(WritePlan *plan, const Analysis *analysis, guint index)
{
    if (!analysis->global_locals || !*analysis->global_locals)
        return analysis->refs;
    GPtrArray *names = g_ptr_array_new();
    for (char **name = analysis->refs; *name; name++)
        g_ptr_array_add(names, *name);
    for (char **name = analysis->global_locals; *name; name++) {
        g_autofree char *renamed = g_strdup_printf("_cell_%u%s", index, *name);
        g_ptr_array_add(names, g_string_chunk_insert_const(plan->strings, renamed));
    }
    g_ptr_array_sort(names, compare_names);
    return keep_list(plan, names);
}

static GHashTable *name_table(void)
{
    return g_hash_table_new(g_str_hash, g_str_equal);
}

WritePlan *write_plan_new(const NotebookSnapshot *notebook, GPtrArray *analyses, char *const *builtins)
{
    WritePlan *plan = g_new0(WritePlan, 1);
    plan->statuses = g_array_new(FALSE, FALSE, sizeof(WriteStatus));
    plan->allowed = name_table();
    plan->used = name_table();
    plan->definitions = name_table();
    plan->strings = g_string_chunk_new(256);
    plan->lists = g_ptr_array_new_with_free_func(g_free);
    bool seen = false;
    for (guint i = 0; i < notebook->cells->len; i++) {
        WriteStatus status = {.cell = g_ptr_array_index(notebook->cells, i),
                              .analysis = g_ptr_array_index(analyses, i)};
        if (take_setup(plan, status.cell, status.analysis, &seen))
            continue;
        status.refs = all_refs(plan, status.analysis, plan->statuses->len);
        g_array_append_val(plan->statuses, status);
    }

    Extraction extraction = {.plan = plan, .potential = name_table(), .unresolved = name_table(),
                             .order = g_ptr_array_new(), .visited = name_table()};
    for (int type = 0; type < WRITE_TYPES; type++)
        extraction.by_name[type] = name_table();
    look_once(&extraction);
    allow_builtins(plan, builtins);
    look_again(&extraction);
    settle(&extraction);

    plan->toplevel = g_hash_table_ref(extraction.by_name[WRITE_TOPLEVEL]);
    for (int type = 0; type < WRITE_TYPES; type++)
        g_hash_table_unref(extraction.by_name[type]);
    g_hash_table_unref(extraction.potential);
    g_hash_table_unref(extraction.unresolved);
    g_ptr_array_unref(extraction.order);
    g_hash_table_unref(extraction.visited);
    return plan;
}

void write_plan_free(WritePlan *plan)
{
    g_array_unref(plan->statuses);
    g_hash_table_unref(plan->allowed);
    g_hash_table_unref(plan->used);
    g_hash_table_unref(plan->definitions);
    g_hash_table_unref(plan->toplevel);
    g_string_chunk_free(plan->strings);
    g_ptr_array_unref(plan->lists);
    g_free(plan);
}
