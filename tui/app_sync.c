/* The engine sees each turn's edits as one picture of each changed cell. */
#include "tui/app_private.h"

static void remember_revision(App *app, const Cell *cell)
{
    uint64_t id = cell_id(cell), revision = cell_revision(cell);
    g_hash_table_insert(app->sent_revisions, g_memdup2(&id, sizeof id), g_memdup2(&revision, sizeof revision));
}

static uint64_t sent_revision(const App *app, const Cell *cell)
{
    uint64_t id = cell_id(cell);
    const uint64_t *revision = g_hash_table_lookup(app->sent_revisions, &id);
    return revision ? *revision : 0;
}

static void remember_all(App *app)
{
    Notebook *notebook = editor_notebook(app->editor);
    g_hash_table_remove_all(app->sent_revisions);
    for (size_t i = 0; i < notebook_cell_count(notebook); i++)
        remember_revision(app, notebook_cell(notebook, i));
    app->sent_generation = notebook_generation(notebook);
    app->sent_structure = notebook_structure_generation(notebook);
}

void app_open_in_engine(App *app)
{
    engine_open_read(app->engine, notebook_snapshot(editor_notebook(app->editor)), editor_path(app->editor), app->read);
    model_set_busy(app->model);
    remember_all(app);
}

static void send_cell(App *app, Cell *cell)
{
    engine_edit(app->engine, cell_snapshot(cell));
    remember_revision(app, cell);
}

/* Those that the engine acts on. */
void app_send_options(App *app)
{
    AutoReload mode = (AutoReload)editor_option(app->editor, "autoreload");
    const char *lsp = editor_lsp(app->editor);
    if (app->engine && lsp != app->sent_lsp && (*lsp || app->sent_lsp)) {
        engine_set_lsp(app->engine, lsp);
        app->sent_lsp = lsp;
    }
    if (!app->engine || mode == app->sent_auto_reload)
        return;
    engine_set_auto_reload(app->engine, mode);
    app->sent_auto_reload = mode;
}

void app_send_edits(App *app)
{
    Notebook *notebook = editor_notebook(app->editor);
    uint64_t generation = notebook_generation(notebook);
    if (!app->engine || generation == app->sent_generation)
        return;
    model_set_busy(app->model);
    if (notebook_structure_generation(notebook) != app->sent_structure) {
        engine_restructure(app->engine, notebook_snapshot(notebook));
        remember_all(app);
        return;
    }
    /* Each change of text is one more generation of the notebook and one more revision of its cell: if the
     * cursor's cell accounts for all of them, no other cell need be looked at. */
    Cell *own = notebook_cell(notebook, editor_cell(app->editor));
    if (cell_revision(own) - sent_revision(app, own) == generation - app->sent_generation) {
        send_cell(app, own);
    } else {
        for (size_t i = 0; i < notebook_cell_count(notebook); i++) {
            Cell *cell = notebook_cell(notebook, i);
            if (cell_revision(cell) != sent_revision(app, cell))
                send_cell(app, cell);
        }
    }
    app->sent_generation = generation;
}
