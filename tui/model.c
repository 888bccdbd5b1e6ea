#include "tui/model.h"

struct Model {
    GHashTable *cells; /* id (uint64_t *) -> CellModel *, both owned */
    Widgets *widgets;
    KernelState kernel;
    char *kernel_text;
    bool idle, lazy;
    uint64_t changes, course;
    uint64_t running, wants_input;
    size_t queued;
    char **variables, **sources; /* or NULL */
    char **packages;  /* or NULL... */
    char *no_packages; /* ...and why, or NULL */
    uint64_t variables_changes, sources_changes, packages_changes, runs;
};

static void cell_model_free(gpointer data)
{
    CellModel *cell = data;
    g_clear_pointer(&cell->analysis, analysis_unref);
    g_clear_pointer(&cell->errors, g_ptr_array_unref);
    g_clear_pointer(&cell->findings, g_ptr_array_unref);
    g_clear_pointer(&cell->parents, g_array_unref);
    g_clear_pointer(&cell->children, g_array_unref);
    g_clear_pointer(&cell->output, output_unref);
    g_clear_pointer(&cell->console, styled_text_unref);
    g_free(cell);
}

Model *model_new(void)
{
    Model *model = g_new0(Model, 1);
    model->cells = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, cell_model_free);
    model->widgets = widgets_new();
    model->kernel_text = g_strdup("");
    return model;
}

void model_free(Model *model)
{
    widgets_free(model->widgets);
    g_hash_table_unref(model->cells);
    g_strfreev(model->variables);
    g_strfreev(model->sources);
    g_strfreev(model->packages);
    g_free(model->no_packages);
    g_free(model->kernel_text);
    g_free(model);
}

static CellModel *ensure_cell(Model *model, uint64_t id)
{
    CellModel *cell = g_hash_table_lookup(model->cells, &id);
    if (!cell) {
        cell = g_new0(CellModel, 1);
        cell->status.stale = true;
        g_hash_table_insert(model->cells, g_memdup2(&id, sizeof id), cell);
    }
    return cell;
}

/* What was the field's is dropped; what was the event's is ours. */
#define TAKE(field, source, free_function)                                                                             \
    do {                                                                                                               \
        g_clear_pointer(&(field), free_function);                                                                      \
        (field) = g_steal_pointer(&(source));                                                                          \
    } while (0)

/* From the moment a cell waits for its run until something comes out of it, it shows what an earlier run left. */
static void apply_age(CellModel *cell, RunState before, RunState now)
{
    if (before == now)
        return;
    bool old = now != RUN_IDLE;
    if (old && before != RUN_IDLE)
        return; /* was already so when it was queued */
    cell->output_old = cell->console_old = old;
    cell->version++;
}

/* What an earlier session showed is over when this one has a result, even if that shows nothing. */
static void forget_restored(Model *model, uint64_t id, CellModel *cell)
{
    if (cell->output_restored) {
        widgets_show(model->widgets, id, cell->output, NULL);
        g_clear_pointer(&cell->output, output_unref);
    }
    if (cell->console_restored)
        g_clear_pointer(&cell->console, styled_text_unref);
    cell->version += cell->output_restored || cell->console_restored;
    cell->output_restored = cell->console_restored = false;
}

static void apply_status(Model *model, CellModel *cell, const EngineEvent *event)
{
    apply_age(cell, cell->status.state, event->status.state);
    model->queued -= cell->status.state == RUN_QUEUED;
    model->queued += event->status.state == RUN_QUEUED;
    model->runs += cell->status.state == RUN_RUNNING && event->status.state != RUN_RUNNING;
    cell->status = event->status;
    if (cell->status.state == RUN_IDLE && cell->status.result != RESULT_NONE)
        forget_restored(model, event->cell, cell);
    if (event->status.state == RUN_RUNNING)
        model->running = event->cell;
    else if (model->running == event->cell)
        model->running = 0;
    if (event->status.wants_input)
        model->wants_input = event->cell;
    else if (model->wants_input == event->cell)
        model->wants_input = 0;
}

static bool has_errors(const GPtrArray *errors)
{
    return errors && errors->len > 0;
}

/* What shows an element is laid out anew. */
static void touch_widget(Model *model, const char *id)
{
    const GArray *cells = widgets_cells(model->widgets, id);
    for (guint i = 0; cells && i < cells->len; i++)
        ensure_cell(model, g_array_index(cells, uint64_t, i))->version++;
}

static void touch_node(const Node *node, gpointer model)
{
    touch_widget(model, node->id);
}

static void apply_widget(Model *model, const EngineEvent *event)
{
    widgets_confirm(model->widgets, event->path, event->text, event->output);
    touch_widget(model, event->path);
    if (event->output && event->output->root)
        widgets_each(model->widgets, event->output->root, touch_node, model);
}

static void apply_kernel(Model *model, EngineEvent *event)
{
    model->runs += event->kernel != model->kernel && event->kernel != KERNEL_BUSY;
    model->kernel = event->kernel;
    g_free(model->kernel_text);
    model->kernel_text = event->text ? g_steal_pointer(&event->text) : g_strdup("");
    if (event->kernel != KERNEL_IDLE && event->kernel != KERNEL_BUSY && event->kernel != KERNEL_AWAY)
        widgets_lose_all(model->widgets);
}

static void apply_about_cell(Model *model, CellModel *cell, EngineEvent *event)
{
    switch (event->kind) {
    case ENGINE_ANALYSIS:
        TAKE(cell->analysis, event->analysis, analysis_unref);
        break;
    case ENGINE_ERRORS:
        if (has_errors(cell->errors) || has_errors(event->errors))
            cell->version++;
        TAKE(cell->errors, event->errors, g_ptr_array_unref);
        break;
    case ENGINE_FINDINGS:
        if (has_errors(cell->findings) || has_errors(event->errors))
            cell->version++;
        TAKE(cell->findings, event->errors, g_ptr_array_unref);
        break;
    case ENGINE_LINKS:
        TAKE(cell->parents, event->parents, g_array_unref);
        TAKE(cell->children, event->children, g_array_unref);
        break;
    case ENGINE_STATUS:
        apply_status(model, cell, event);
        break;
    case ENGINE_OUTPUT:
        widgets_show(model->widgets, event->cell, cell->output, event->output);
        TAKE(cell->output, event->output, output_unref);
        cell->output_old = false;
        cell->output_restored = event->restored;
        cell->version++;
        break;
    case ENGINE_CONSOLE:
        TAKE(cell->console, event->console, styled_text_unref);
        cell->console_old = false;
        cell->console_restored = event->restored;
        cell->version++;
        break;
    default:
        break;
    }
}

/* Of a cell, what decides whether a run takes it, and how long that is. */
typedef struct {
    bool blocked, stale, faulty;
    RunResult result;
    RunMode mode;
    double cost;
} Course;

static Course course_of(const CellModel *cell)
{
    const CellStatus *status = &cell->status;
    RunMode mode = cell->analysis ? cell->analysis->run_mode : RUN_MODE_AUTO;
    return (Course){status->blocked, status->stale, has_errors(cell->errors), status->result, mode, status->cost};
}

static bool same_course(const Course *a, const Course *b)
{
    return a->blocked == b->blocked && a->stale == b->stale && a->faulty == b->faulty && a->result == b->result &&
           a->mode == b->mode && a->cost == b->cost;
}

static void apply_to_cell(Model *model, CellModel *cell, EngineEvent *event)
{
    Course before = course_of(cell);
    apply_about_cell(model, cell, event);
    Course after = course_of(cell);
    model->changes++;
    model->course += event->kind == ENGINE_LINKS || !same_course(&before, &after);
}

void model_apply(Model *model, EngineEvent *event)
{
    CellModel *cell = event->cell ? ensure_cell(model, event->cell) : NULL;
    model->idle = event->kind == ENGINE_IDLE;
    if (event->kind == ENGINE_KERNEL)
        apply_kernel(model, event);
    else if (event->kind == ENGINE_WIDGET)
        apply_widget(model, event);
    else if (event->kind == ENGINE_VARIABLES) {
        TAKE(model->variables, event->variables, g_strfreev);
        model->variables_changes++;
    } else if (event->kind == ENGINE_SOURCES) {
        TAKE(model->sources, event->variables, g_strfreev);
        model->sources_changes++;
    } else if (event->kind == ENGINE_PACKAGES) {
        TAKE(model->packages, event->found, g_strfreev);
        TAKE(model->no_packages, event->text, g_free);
        model->packages_changes++;
    }
    if (cell)
        apply_to_cell(model, cell, event);
}

void model_forget(Model *model, uint64_t id)
{
    CellModel *cell = g_hash_table_lookup(model->cells, &id);
    if (!cell)
        return;
    widgets_show(model->widgets, id, cell->output, NULL);
    g_hash_table_remove(model->cells, &id);
    model->changes++;
}

const Widgets *model_widgets(const Model *model)
{
    return model->widgets;
}

bool model_choose(Model *model, const char *id, const char *json)
{
    const Node *node = widgets_find(model->widgets, id);
    Widget widget = {.name = node ? node->name : NULL};
    widgets_choose(model->widgets, id, json);
    touch_widget(model, id);
    return !widget_is_local(&widget);
}

void model_set_lazy(Model *model, bool lazy)
{
    model->lazy = lazy;
}

bool model_is_lazy(const Model *model)
{
    return model->lazy;
}

uint64_t model_changes(const Model *model)
{
    return model->changes;
}

uint64_t model_course(const Model *model)
{
    return model->course;
}

const CellModel *model_cell(const Model *model, uint64_t cell)
{
    return g_hash_table_lookup(model->cells, &cell);
}

char *const *model_variables(const Model *model)
{
    return model->variables;
}

char *const *model_packages(const Model *model, const char **why)
{
    *why = model->no_packages;
    return model->packages;
}

uint64_t model_packages_changes(const Model *model)
{
    return model->packages_changes;
}

uint64_t model_variables_changes(const Model *model)
{
    return model->variables_changes;
}

char *const *model_sources(const Model *model)
{
    return model->sources;
}

uint64_t model_sources_changes(const Model *model)
{
    return model->sources_changes;
}

uint64_t model_runs(const Model *model)
{
    return model->runs;
}

KernelState model_kernel(const Model *model)
{
    return model->kernel;
}

const char *model_kernel_text(const Model *model)
{
    return model->kernel_text;
}

bool model_idle(const Model *model)
{
    return model->idle;
}

void model_set_busy(Model *model)
{
    model->idle = false;
}

uint64_t model_running(const Model *model)
{
    return model->running;
}

size_t model_queued(const Model *model)
{
    return model->queued;
}

uint64_t model_wants_input(const Model *model)
{
    return model->wants_input;
}

bool cell_model_is_stale(const CellModel *cell, uint64_t revision)
{
    return cell->status.stale || cell->status.revision != revision;
}

const Node *cell_model_failure(const CellModel *known, uint64_t cell, int *line)
{
    bool told = known->errors && known->errors->len > 0; /* its output tells the same */
    bool own = !told && known->status.result != RESULT_CANCELLED;
    const Node *error = own && known->output ? node_find_error(known->output->root) : NULL;
    *line = 1;
    for (guint i = error ? error->frames->len : 0; i-- > 0;) {
        const ErrorFrame *frame = g_ptr_array_index(error->frames, i);
        if (frame->cell != cell)
            continue;
        *line = MAX(frame->line, 1);
        break;
    }
    return error;
}
