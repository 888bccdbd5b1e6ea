/* One function a kind of request: what marimo's kernel does with the command of the same meaning. */
#include "engine/plan_request.h"

#include <string.h>

static void unref_code(gpointer code)
{
    cell_snapshot_unref(code);
}

static void unref_analysis(gpointer analysis)
{
    analysis_unref(analysis);
}

static Request *request_new(RequestKind kind)
{
    Request *request = g_new0(Request, 1);
    request->kind = kind;
    request->codes = g_ptr_array_new_with_free_func(unref_code);
    request->analyses = g_ptr_array_new_with_free_func(unref_analysis);
    request->deleted = ids_new();
    return request;
}

void plan_request_free(gpointer data)
{
    Request *request = data;
    g_ptr_array_unref(request->codes);
    g_ptr_array_unref(request->analyses);
    g_array_unref(request->deleted);
    g_free(request->id);
    g_free(request->json);
    g_strfreev(request->modules);
    g_free(request);
}

static void add_code(Request *request, CellSnapshot *code, Analysis *analysis)
{
    g_ptr_array_add(request->codes, cell_snapshot_ref(code));
    g_ptr_array_add(request->analyses, analysis_ref(analysis));
}

static Request *ask(Plan *plan, RequestKind kind, const PlanCode *codes, size_t count)
{
    Request *request = request_new(kind);
    for (size_t i = 0; i < count; i++)
        add_code(request, codes[i].code, codes[i].analysis);
    g_queue_push_tail(&plan->requests, request);
    return request;
}

void plan_instantiate(Plan *plan, const PlanCode *codes, size_t count, bool run)
{
    ask(plan, REQUEST_INSTANTIATE, codes, count)->flag = run;
}

void plan_run(Plan *plan, const PlanCode *codes, size_t count)
{
    ask(plan, REQUEST_RUN, codes, count);
}

void plan_run_once(Plan *plan, const PlanCode *codes, size_t count)
{
    ask(plan, REQUEST_RUN, codes, count)->flag = true;
}

void plan_run_stale(Plan *plan)
{
    ask(plan, REQUEST_RUN_STALE, NULL, 0);
}

void plan_apply(Plan *plan, const PlanCode *codes, size_t count, const uint64_t *deleted, size_t deleted_count)
{
    g_array_append_vals(ask(plan, REQUEST_APPLY, codes, count)->deleted, deleted, (guint)deleted_count);
}

void plan_delete(Plan *plan, uint64_t cell)
{
    ask(plan, REQUEST_DELETE, NULL, 0)->cell = cell;
}

void plan_absorb(Plan *plan, uint64_t cell)
{
    Request *request = ask(plan, REQUEST_DELETE, NULL, 0);
    request->cell = cell;
    request->flag = true;
}

void plan_disable(Plan *plan, uint64_t cell, bool disabled)
{
    Request *request = ask(plan, REQUEST_DISABLE, NULL, 0);
    request->cell = cell;
    request->flag = disabled;
}

/* Nothing that a later one stands for as well: "submit", "open", what was said. */
static bool is_told(const char *json)
{
    return g_str_has_prefix(json, "{\"tarn\"");
}

/* The request for this widget among those at the end of the queue that are nothing but values of widgets. */
static Request *waiting_value(Plan *plan, const char *id)
{
    for (GList *link = plan->requests.tail; link; link = link->prev) {
        Request *request = link->data;
        if (request->kind != REQUEST_WIDGET)
            return NULL;
        if (strcmp(request->id, id) == 0)
            return is_told(request->json) ? NULL : request;
    }
    return NULL;
}

void plan_widget(Plan *plan, const char *id, const char *json)
{
    Request *request = is_told(json) ? NULL : waiting_value(plan, id);
    if (!request) {
        request = ask(plan, REQUEST_WIDGET, NULL, 0);
        request->id = g_strdup(id);
    }
    g_free(request->json);
    request->json = g_strdup(json);
    plan_supersede(plan, id);
}

void plan_scratch(Plan *plan, const char *code)
{
    ask(plan, REQUEST_SCRATCH, NULL, 0)->json = g_strdup(code);
}

void plan_modules_changed(Plan *plan, const PlanChange *change)
{
    Request *request = ask(plan, REQUEST_MODULES, NULL, 0);
    request->id = g_strdup(change->what);
    request->modules = g_strdupv((char **)change->modules);
    request->flag = change->run;
    request->failed = change->failed;
    request->change = ++plan->changes;
    for (char *const *module = change->modules; *module; module++)
        g_hash_table_add(plan->outdated, g_strdup(*module));
}

/* What would run of itself becomes stale only. */
void plan_drop_runs(Plan *plan)
{
    for (GList *link = plan->requests.head, *next; link; link = next) {
        next = link->next;
        Request *request = link->data;
        if (request->kind == REQUEST_MODULES)
            request->flag = false;
        if (request->kind != REQUEST_RUN && request->kind != REQUEST_RUN_STALE && request->kind != REQUEST_SCRATCH)
            continue;
        for (guint i = 0; i < request->codes->len; i++) {
            const CellSnapshot *code = g_ptr_array_index(request->codes, i);
            plan_push(plan, PLAN_DO_INTERRUPT, code->id)->keep = true;
        }
        g_queue_delete_link(&plan->requests, link);
        plan_request_free(request);
    }
}

/* --- doing them ------------------------------------------------------------------------------------------------ */

static void run(Plan *plan, Ids *roots)
{
    plan_start_run(plan, roots);
    g_array_unref(roots);
}

/* Marks what the cells need, but nothing that only a cell needs which a run mode keeps back. */
static void mark_needed(Plan *plan, const Ids *wanted)
{
    g_autoptr(GArray) walk = ids_new();
    g_array_append_vals(walk, wanted->data, wanted->len);
    plan->marks++;
    for (guint i = 0; i < walk->len; i++) {
        g_autoptr(GArray) parents = graph_parents(plan_known(plan), ids_get(walk, i));
        for (guint j = 0; j < parents->len; j++) {
            PlanCell *cell = plan_cell(plan, ids_get(parents, j));
            if (!cell || cell->mark == plan->marks || plan_is_held(plan, cell))
                continue;
            cell->mark = plan->marks;
            ids_add(walk, cell->id);
        }
    }
}

/* The waiting ancestors of the submitted cells run with them. */
static void add_waiting_ancestors(Plan *plan, Request *request)
{
    if (!plan->known || request->codes->len == 0)
        return;
    g_autoptr(GArray) wanted = ids_new();
    for (guint i = 0; i < request->codes->len; i++) {
        graph_set(plan_known(plan), g_ptr_array_index(request->analyses, i));
        ids_add(wanted, ((const CellSnapshot *)g_ptr_array_index(request->codes, i))->id);
    }
    g_autoptr(GArray) ancestors = graph_ancestors(plan_known(plan), (const uint64_t *)wanted->data, wanted->len);
    mark_needed(plan, wanted);
    for (guint i = 0; i < ancestors->len; i++) {
        const PlanCell *cell = plan_cell(plan, ids_get(ancestors, i));
        if (cell && cell->pending && cell->mark == plan->marks)
            add_code(request, cell->pending_code, cell->pending);
    }
}

/* What was submitted, and no more, is asked for. */
static void ask_for_all(Plan *plan, const Request *request)
{
    for (guint i = 0; i < request->codes->len; i++)
        plan_ask_for(plan, ((const CellSnapshot *)g_ptr_array_index(request->codes, i))->id);
}

static void run_codes(Plan *plan, Request *request)
{
    add_waiting_ancestors(plan, request);
    run(plan, plan_mutate(plan, request, false));
}

static void do_run(Plan *plan, Request *request)
{
    ask_for_all(plan, request);
    for (guint i = 0; request->flag && i < request->codes->len; i++)
        plan_cell_made(plan, ((const CellSnapshot *)g_ptr_array_index(request->codes, i))->id)->once = plan->batch.serial + 1;
    run_codes(plan, request);
}

bool plan_is_blank(const CellSnapshot *code)
{
    gsize size;
    const char *bytes = g_bytes_get_data(code->code, &size);
    for (gsize i = 0; i < size; i++) {
        if (!g_ascii_isspace(bytes[i]))
            return false;
    }
    return true;
}

/* Does a cell that is not Markdown itself define `mo`? */
static bool defines_mo(const Request *request)
{
    for (guint i = 0; i < request->analyses->len; i++) {
        const Analysis *analysis = g_ptr_array_index(request->analyses, i);
        if (analysis->language != LANGUAGE_MARKDOWN && names_contain(analysis->defs, "mo"))
            return true;
    }
    return false;
}

/* Cells that wait to be asked for, and those below them. */
static GHashTable *held_of(const Graph *graph, const Ids *cells)
{
    GHashTable *held = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    g_autoptr(GArray) below = graph_descendants(graph, (const uint64_t *)cells->data, cells->len);
    g_array_append_vals(below, cells->data, cells->len);
    for (guint i = 0; i < below->len; i++)
        g_hash_table_add(held, g_memdup2(&g_array_index(below, uint64_t, i), sizeof(uint64_t)));
    return held;
}

/* When a notebook is opened. */
static GHashTable *held_at_first(const Request *request)
{
    g_autoptr(Graph) graph = graph_new();
    g_autoptr(GArray) cells = ids_new();
    for (guint i = 0; i < request->analyses->len; i++) {
        const Analysis *analysis = g_ptr_array_index(request->analyses, i);
        if (analysis->run_mode != RUN_MODE_AUTO)
            ids_add(cells, analysis->cell);
    }
    for (guint i = 0; i < request->analyses->len && cells->len > 0; i++)
        graph_set(graph, g_ptr_array_index(request->analyses, i));
    return held_of(graph, cells);
}

/* Of those that wait for their first run. */
static GHashTable *held_waiting(Plan *plan)
{
    g_autoptr(GArray) cells = ids_new();
    GHashTableIter all;
    g_hash_table_iter_init(&all, plan->waiting);
    for (gpointer id; g_hash_table_iter_next(&all, &id, NULL);) {
        const PlanCell *cell = plan_cell(plan, *(uint64_t *)id);
        if (plan_is_held(plan, cell))
            ids_add(cells, cell->id);
    }
    return held_of(plan->known ? plan_known(plan) : plan->graph, cells);
}

static void do_instantiate(Plan *plan, Request *request)
{
    GHashTableIter all;
    g_hash_table_iter_init(&all, plan->cells);
    for (gpointer value; g_hash_table_iter_next(&all, NULL, &value);) {
        if (((const PlanCell *)value)->analysis)
            return;
    }
    bool render = defines_mo(request);
    g_autoptr(GHashTable) held = held_at_first(request);
    Request *rest = request_new(REQUEST_RUN);
    for (guint i = 0; i < request->codes->len; i++) {
        CellSnapshot *code = g_ptr_array_index(request->codes, i);
        Analysis *analysis = g_ptr_array_index(request->analyses, i);
        PlanCell *cell = plan_cell_made(plan, code->id);
        if (render && analysis->fault == ANALYSIS_OK && analysis->language == LANGUAGE_MARKDOWN) {
            plan_push(plan, PLAN_DO_RENDER, code->id)->analysis = analysis_ref(analysis);
            cell->status.rendered = true;
            plan_set_stale(plan, cell, false);
        } else if (request->flag && !g_hash_table_contains(held, &code->id)) {
            add_code(rest, code, analysis);
        } else {
            plan_pend(plan, code, analysis);
            plan_set_stale(plan, cell, !plan_is_blank(code));
        }
        plan_touch(plan, cell);
    }
    if (request->flag)
        run_codes(plan, rest);
    plan_request_free(rest);
}

static void do_run_stale(Plan *plan, Request *request)
{
    g_autoptr(GArray) roots = ids_new();
    g_autoptr(GHashTable) held = held_waiting(plan);
    for (guint i = 0; i < plan->page->len; i++) {
        const PlanCell *cell = plan_cell(plan, ids_get(plan->page, i));
        if (!cell || !cell->pending || g_hash_table_contains(held, &cell->id))
            continue;
        add_code(request, cell->pending_code, cell->pending);
        ids_add(roots, cell->id);
    }
    if (request->codes->len > 0)
        g_array_unref(plan_mutate(plan, request, true));
    GHashTableIter all;
    g_hash_table_iter_init(&all, plan->stale);
    for (gpointer id; g_hash_table_iter_next(&all, &id, NULL);) {
        const PlanCell *cell = plan_cell(plan, *(uint64_t *)id);
        if (!plan_is_blocked(plan, cell))
            ids_add(roots, cell->id);
    }
    run(plan, plan_closure(plan, roots, true));
}

static void do_apply(Plan *plan, Request *request)
{
    g_autoptr(GArray) deleted = g_steal_pointer(&request->deleted);
    request->deleted = ids_new();
    for (guint i = request->codes->len; i > 0; i--) {
        CellSnapshot *code = g_ptr_array_index(request->codes, i - 1);
        Analysis *analysis = g_ptr_array_index(request->analyses, i - 1);
        const PlanCell *cell = plan_cell(plan, code->id);
        if (cell && cell->analysis)
            continue;
        if (cell && cell->pending)
            plan_pend(plan, code, analysis);
        g_ptr_array_remove_index(request->codes, i - 1);
        g_ptr_array_remove_index(request->analyses, i - 1);
    }
    if (request->codes->len > 0)
        g_array_unref(plan_mutate(plan, request, true));
    if (deleted->len == 0)
        return;
    g_ptr_array_set_size(request->codes, 0);
    g_ptr_array_set_size(request->analyses, 0);
    g_array_append_vals(request->deleted, deleted->data, deleted->len);
    run(plan, plan_mutate(plan, request, false));
}

static void do_delete(Plan *plan, Request *request)
{
    PlanCell *cell = plan_cell(plan, request->cell);
    if (!cell)
        return;
    if (cell->analysis) {
        ids_add(request->deleted, request->cell);
        run(plan, plan_mutate(plan, request, false));
        return;
    }
    plan_forget_known(plan, request->cell);
    plan_unpend(plan, cell);
    g_hash_table_remove(plan->invalid, &request->cell);
    g_hash_table_remove(plan->cells, &request->cell);
}

static void disable(Plan *plan, PlanCell *cell)
{
    g_hash_table_add(plan->disabled, &cell->id);
    g_autoptr(GArray) self = ids_new();
    ids_add(self, cell->id);
    g_autoptr(GArray) below = plan_closure(plan, self, false);
    for (guint i = 1; i < below->len; i++)
        plan_set_blocked(plan, plan_cell(plan, ids_get(below, i)));
}

static void enable(Plan *plan, PlanCell *cell)
{
    g_hash_table_remove(plan->disabled, &cell->id);
    g_autoptr(GArray) self = ids_new();
    ids_add(self, cell->id);
    g_autoptr(GArray) below = plan_closure(plan, self, false);
    g_autoptr(GArray) stale = ids_new();
    for (guint i = 0; i < below->len; i++) {
        PlanCell *freed = plan_cell(plan, ids_get(below, i));
        if (plan_is_blocked(plan, freed))
            continue;
        if (freed->status.stale)
            ids_add(stale, freed->id);
        if (freed->status.blocked)
            plan_set_state(plan, freed, RUN_IDLE);
    }
    if (stale->len > 0 && !plan->lazy)
        plan_start_run(plan, stale);
}

static void do_disable(Plan *plan, Request *request)
{
    PlanCell *cell = plan_cell_made(plan, request->cell);
    cell->disabled = request->flag;
    plan_touch(plan, cell);
    if (!cell->analysis)
        return;
    plan->blocked_valid = false;
    if (request->flag)
        disable(plan, cell);
    else
        enable(plan, cell);
}

static void do_widget(Plan *plan, Request *request)
{
    PlanStep *step = plan_push(plan, PLAN_DO_WIDGET, 0);
    step->id = g_steal_pointer(&request->id);
    step->json = g_steal_pointer(&request->json);
    plan->phase = PLAN_SETTING_WIDGET;
}

static void do_scratch(Plan *plan, Request *request)
{
    PlanStep *step = plan_push(plan, PLAN_DO_SCRATCH, 0);
    step->json = g_steal_pointer(&request->json);
    plan->phase = PLAN_RUNNING;
    plan->running = PLAN_SCRATCH;
}

static void do_modules(Plan *plan, Request *request)
{
    plan_do_modules(plan, request);
}

bool plan_do_request(Plan *plan)
{
    static void (*const DOING[])(Plan *, Request *) = {
        [REQUEST_INSTANTIATE] = do_instantiate, [REQUEST_RUN] = do_run,       [REQUEST_RUN_STALE] = do_run_stale,
        [REQUEST_APPLY] = do_apply,             [REQUEST_DELETE] = do_delete, [REQUEST_DISABLE] = do_disable,
        [REQUEST_WIDGET] = do_widget,           [REQUEST_SCRATCH] = do_scratch,
        [REQUEST_MODULES] = do_modules,
    };
    Request *request = g_queue_peek_head(&plan->requests);
    if (!request || (plan->paused && request->kind == REQUEST_SCRATCH))
        return false;
    g_queue_pop_head(&plan->requests);
    DOING[request->kind](plan, request);
    plan_request_free(request);
    return true;
}
