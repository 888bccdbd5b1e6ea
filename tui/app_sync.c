/* The engine sees each turn's edits as one picture of each changed cell. */
#include <string.h>

#include "tui/app_private.h"

static void remember_revision(App *app, const Cell *cell)
{
    uint64_t id = cell_id(cell), revision = cell_revision(cell);
    g_hash_table_insert(app->at->sent_revisions, g_memdup2(&id, sizeof id), g_memdup2(&revision, sizeof revision));
}

static uint64_t sent_revision(const App *app, const Cell *cell)
{
    uint64_t id = cell_id(cell);
    const uint64_t *revision = g_hash_table_lookup(app->at->sent_revisions, &id);
    return revision ? *revision : 0;
}

static void remember_all(App *app)
{
    Notebook *notebook = editor_notebook(app->at->editor);
    g_hash_table_remove_all(app->at->sent_revisions);
    for (size_t i = 0; i < notebook_cell_count(notebook); i++)
        remember_revision(app, notebook_cell(notebook, i));
    app->at->sent_generation = notebook_generation(notebook);
    app->at->sent_structure = notebook_structure_generation(notebook);
}

void app_open_in_engine(App *app)
{
    engine_open_read(app->at->engine, notebook_snapshot(editor_notebook(app->at->editor)), editor_path(app->at->editor), app->at->read);
    model_set_busy(app->at->model);
    remember_all(app);
}

static void send_cell(App *app, Cell *cell)
{
    engine_edit(app->at->engine, cell_snapshot(cell));
    remember_revision(app, cell);
}

static void send_checkpoints(App *app)
{
    static const char *const NAMES[] = {"checkpoints", "checkpointmemory", "checkpointafter"};
    long now[G_N_ELEMENTS(NAMES)];
    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++)
        now[i] = editor_option(app->at->editor, NAMES[i]);
    if (!app->at->engine || memcmp(now, app->at->sent_checkpoints, sizeof now) == 0)
        return;
    memcpy(app->at->sent_checkpoints, now, sizeof now);
    engine_set_checkpoints(app->at->engine, now[0], now[1], now[2]);
}

/* Those that the engine acts on. */
void app_send_options(App *app)
{
    AutoReload mode = (AutoReload)editor_option(app->at->editor, "autoreload");
    if (app->at->trust != TRUST_GIVEN)
        mode = MIN(mode, AUTO_RELOAD_LAZY); /* modules that change set nothing off */
    bool tests = editor_option(app->at->editor, "reactivetests") > 0;
    if (app->at->engine && tests != app->at->sent_tests) {
        engine_set_tests(app->at->engine, tests);
        app->at->sent_tests = tests;
    }
    bool lazy = editor_option(app->at->editor, "lazy") > 0;
    if (app->at->engine && lazy != app->at->sent_lazy) {
        engine_set_lazy(app->at->engine, lazy);
        app->at->sent_lazy = lazy;
    }
    send_checkpoints(app);
    const char *lsp = editor_lsp(app->at->editor);
    if (app->at->engine && lsp != app->at->sent_lsp && (*lsp || app->at->sent_lsp)) {
        engine_set_lsp(app->at->engine, lsp);
        app->at->sent_lsp = lsp;
    }
    long hours = editor_option(app->at->editor, "sessionttl");
    if (app->at->engine && mode != app->at->sent_auto_reload)
        engine_set_auto_reload(app->at->engine, app->at->sent_auto_reload = mode);
    if (app->at->engine && hours != app->at->sent_hours) {
        app->at->sent_hours = hours;
        app->at->outlive = hours * SECONDS_OF_AN_HOUR;
        engine_set_outlive(app->at->engine, app->at->outlive);
    }
}

void app_send_edits(App *app)
{
    Notebook *notebook = editor_notebook(app->at->editor);
    uint64_t generation = notebook_generation(notebook);
    if (!app->at->engine || generation == app->at->sent_generation)
        return;
    model_set_busy(app->at->model);
    if (notebook_structure_generation(notebook) != app->at->sent_structure) {
        engine_restructure(app->at->engine, notebook_snapshot(notebook));
        remember_all(app);
        return;
    }
    /* Each change of text is one more generation of the notebook and one more revision of its cell: if the
     * cursor's cell accounts for all of them, no other cell need be looked at. */
    Cell *own = notebook_cell(notebook, editor_cell(app->at->editor));
    if (cell_revision(own) - sent_revision(app, own) == generation - app->at->sent_generation) {
        send_cell(app, own);
    } else {
        for (size_t i = 0; i < notebook_cell_count(notebook); i++) {
            Cell *cell = notebook_cell(notebook, i);
            if (cell_revision(cell) != sent_revision(app, cell))
                send_cell(app, cell);
        }
    }
    app->at->sent_generation = generation;
}
