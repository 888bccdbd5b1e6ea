/* Reading notebooks, and starting what runs them. */
#include <string.h>

#include "base/files.h"
#include "base/settings.h"
#include "tui/app_private.h"

/* What a first minute needs, for who has no keys of Vim in the fingers. */
#define FIRST_KEYS "{|show-help}{|= helps, }{|run-cell}{|= runs, }{|save}{|= saves, }{|quit}{|= leaves, }" \
                   "{|pick-command}{|= finds all else}"

/* A notebook that waits to be one of those that are open. */
typedef struct {
    const char *path;
    Notebook *notebook;
    AppRead read;
} Other;

static void other_free(gpointer data)
{
    Other *other = data;
    g_clear_pointer(&other->notebook, notebook_free);
    app_read_clear(&other->read);
    g_free(other);
}

/* A fault in the user's file is told, and what stands before it holds. */
static void configure(App *app)
{
    g_autoptr(GError) error = NULL;
    const AppOptions *options = app->options;
    if (options->fault)
        editor_tell(app->at->editor, true, "%s", options->fault);
    if (options->presets && !editor_source(app->at->editor, "marimo.toml", options->presets, &error)) {
        editor_tell(app->at->editor, true, "%s", error->message);
        g_clear_error(&error);
    }
    g_autoptr(GString) commands = options->config ? settings_read(options->config, &error) : NULL;
    bool missing = g_error_matches(error, FILE_SYSTEM_ERROR, FILE_SYSTEM_ERROR_MISSING);
    bool done = !options->config || missing ||
                (commands && editor_source(app->at->editor, options->config, commands->str, &error));
    if (!done)
        editor_tell(app->at->editor, true, "%s", error->message);
    if (options->lazy)
        editor_source(app->at->editor, "--lazy", "set lazy", NULL);
    if (options->read_only)
        editor_source(app->at->editor, "-R", "set readonly", NULL);
    if (app->keymap && strcmp(app->keymap, editor_keymap(app->at->editor)) != 0 &&
        !editor_choose_keymap(app->at->editor, app->keymap, NULL))
        editor_tell(app->at->editor, true, "the keymap %s is gone", app->keymap);
}

/* Who runs an app may not know the editor: its keys are few, and said. */
static void begin_app(App *app)
{
    bool several = app->options->others && *app->options->others;
    editor_set_read_only(app->at->editor);
    static const struct {
        const char *keymap, *scrolls, *next;
    } KEYS[] = {
        {"app-plain", "the arrows scroll", ", <C-PageDown> the next app"},
        {"app-emacs", "<C-n> and <C-p> scroll", ", <C-PageDown> the next app"},
        {"app", "j and k scroll", ", gt the next app"},
    };
    size_t i = 0;
    while (i + 1 < G_N_ELEMENTS(KEYS) && strcmp(KEYS[i].keymap, editor_keymap(app->at->editor)) != 0)
        i++;
    editor_tell(app->at->editor, false, "q leaves, <Tab> goes to what can be moved, %s%s", KEYS[i].scrolls, several ? KEYS[i].next : "");
    app_read_layout(app);
}

void app_read_layout(App *app)
{
    const char *path = editor_path(app->at->editor);
    if (!app->options->layout || app->options->shows_code || !path)
        return;
    g_autofree char *fault = NULL;
    AppLayout *layout = app->options->layout(path, editor_notebook(app->at->editor), &fault);
    view_set_layout(app->at->view, layout);
    if (fault)
        editor_tell(app->at->editor, true, "%s: one below the other instead", fault);
    else if (layout && layout->kind == APP_SLIDES)
        editor_tell(app->at->editor, false, "q leaves, <Space> goes on, %s turn the slides, <Tab> goes to what can be moved",
                    strcmp(editor_keymap(app->at->editor), "app") == 0 ? "l and h" : "<Right> and <Left>");
}

void app_set_look(App *app)
{
    const TermCaps *caps = term_caps(app->term);
    PictureManner manner = (PictureManner)editor_option(app->at->editor, "pictures");
    if (manner == PICTURES_AUTO)
        manner = term_best_pictures(app->term);
    PictureLook look = {.depth = caps->depth, .ascii = caps->ascii, .manner = manner, .rasters = term_rasters(app->term)};
    term_cell_size(app->term, &look.cell_width, &look.cell_height);
    term_set_pictures(app->term, manner);
    view_set_look(app->at->view, look);
    if (app->at->scratch)
        view_set_look(scratch_view(app->at->scratch), look);
}

/* The one wait that a key may cost: for a file that is small, and read once; a disk that hangs is not waited for. */
static bool give_kept_undo(gpointer self, HistoryImage **image, char **why)
{
    enum { PATIENCE_MS = 300 };
    const Buffer *buffer = self;
    return buffer->engine && engine_kept_undo(buffer->engine, PATIENCE_MS, image, why);
}

void app_set_notebook(App *app, Notebook *notebook, const char *path, AppRead *read)
{
    if (read) {
        g_clear_pointer(&app->at->read, g_bytes_unref);
        app->at->read = g_steal_pointer(&read->bytes);
    }
    Editor *before = app->at->editor ? app->at->editor : app->shown ? app->shown->editor : NULL;
    app->keymap = before ? g_intern_string(editor_keymap(before)) : app->options->keymap;
    draw_memo_forget(app->memo);
    g_clear_pointer(&app->at->scratch, scratch_free);
    g_clear_pointer(&app->at->editor, editor_free);
    g_clear_pointer(&app->at->view, view_free);
    g_clear_pointer(&app->at->model, model_free);
    g_clear_pointer(&app->at->panel, panel_free);
    g_clear_pointer(&app->at->tools, tools_free);
    app->at->panel = panel_new();
    app->at->tools = tools_new();
    app->at->editor = editor_new(notebook);
    app->at->view = view_new();
    view_set_app(app->at->view, app->options->is_app && !app->options->shows_code);
    app->at->model = model_new();
    model_set_lazy(app->at->model, app->options->engine.lazy);
    if (path)
        editor_set_path(app->at->editor, path);
    else
        editor_set_title(app->at->editor, app->options->title);
    EditorView view = view_interface(app->at->view);
    editor_set_view(app->at->editor, &view);
    editor_set_interrupted(app->at->editor, app_interrupted, app);
    editor_set_keeper(app->at->editor, give_kept_undo, app->at);
    editor_set_themes(app->at->editor, theme_list());
    editor_set_notebooks(app->at->editor, app_notebook_names, app);
    g_hash_table_remove_all(app->at->sent_revisions);
    app_drop_recovery(app);
    app_drop_disk(app);
    app->at->sent_conflicts = 0;
    configure(app);
    if (app->options->is_app)
        begin_app(app);
    if (read && read->conflicts) {
        g_autoptr(NotebookSnapshot) snapshot = notebook_snapshot(notebook);
        app_take_conflicts(app, snapshot, read->conflicts);
    }
    if (read && read->remark)
        editor_tell(app->at->editor, read->conflicts != NULL, "%s", read->remark);
    bool told = editor_message(app->at->editor, NULL) != NULL; /* what is wrong with tarnrc, say */
    if (path && !told && !g_file_test(path, G_FILE_TEST_EXISTS))
        editor_tell(app->at->editor, false, "\"%s\" is new{|=: }" FIRST_KEYS, path);
    else if (!path && !told && !app->options->title && !app->options->is_app && !editor_has_modes(app->at->editor))
        editor_tell(app->at->editor, false, FIRST_KEYS);
}

void app_start_engine(App *app)
{
    EngineOptions options = app_restrain_engine(app);
    options.prepared = g_steal_pointer(&app->prepared);
    options.take = app->at->takes || (options.take && !app->began); /* the notebook of the command line, and no other */
    app->at->takes = false;
    app->began = true;
    app->at->sent_hours = editor_option(app->at->editor, "sessionttl"); /* what the command line says is stronger */
    app->at->outlive = options.outlive = options.outlive < 0 ? app->at->sent_hours * SECONDS_OF_AN_HOUR : options.outlive;
    app->at->engine = engine_start(&options);
    app->at->sent_columns = 0;
    app->at->sent_auto_reload = app->options->engine.auto_reload;
    app->at->sent_lsp = NULL;
    memset(app->at->sent_checkpoints, 0, sizeof app->at->sent_checkpoints);
    app->at->sent_tests = app->options->engine.tests;
    app->at->sent_lazy = app->options->engine.lazy;
    app_send_options(app);
    app_open_in_engine(app);
    app_ask_trust(app);
    app_run_at_opening(app);
    if (!app->options->is_app)
        return;
    model_set_busy(app->at->model);
    engine_run(app->at->engine, ENGINE_RUN_ALL, NULL, 0);
}

bool app_is_own_path(const App *app, const char *path)
{
    g_autofree char *absolute = g_canonicalize_filename(path, NULL);
    g_autofree char *own = editor_path(app->at->editor) ? g_canonicalize_filename(editor_path(app->at->editor), NULL) : NULL;
    return g_strcmp0(absolute, own) == 0;
}

/* As to leave, and to come back by `tarn --take-over`. */
static void take_over(App *app, const char *path)
{
    g_auto(AppRead) read = {0};
    g_autoptr(GError) error = NULL;
    Notebook *notebook = app->options->load(path, &read, &error);
    if (!notebook) {
        editor_tell(app->at->editor, true, "%s", error->message);
        return;
    }
    if (app->options->unwatched) {
        app->unwatched = *app->options;
        app->unwatched.engine = *app->options->unwatched;
        app->unwatched.unwatched = NULL;
        app->options = &app->unwatched;
    }
    g_clear_pointer(&app->at->engine, engine_stop);
    app->at->taken = false;
    app->at->takes = true;
    app_set_notebook(app, notebook, path, &read);
    app_start_engine(app);
}

void app_do_take_over(App *app, const Request *request)
{
    g_autofree char *path = g_strdup(editor_path(app->at->editor));
    if (!path || (!app->options->unwatched && !app->at->taken))
        editor_tell(app->at->editor, true, "no other tarn has this notebook");
    else if (!request->force && editor_modified(app->at->editor))
        editor_tell(app->at->editor, true, "E37: there are changes that are not saved ({:takeover!|:takeover!} takes the notebook without them)");
    else
        take_over(app, path);
}

/* `:e!`: the interpreter and the outputs of unchanged cells stay, and undo leads back. */
static void read_anew(App *app, Notebook *notebook, AppRead *read)
{
    g_autoptr(NotebookSnapshot) snapshot = notebook_snapshot(notebook);
    size_t changed = editor_become(app->at->editor, snapshot);
    notebook_free(notebook);
    g_clear_pointer(&app->at->read, g_bytes_unref);
    app->at->read = g_steal_pointer(&read->bytes);
    app_send_edits(app);
    model_set_busy(app->at->model);
    engine_reread(app->at->engine, app->at->read, notebook_snapshot(editor_notebook(app->at->editor)), NULL, false);
    editor_saved(app->at->editor, notebook_generation(editor_notebook(app->at->editor)), NULL);
    editor_forget_conflicts(app->at->editor);
    app_drop_disk(app);
    if (read->conflicts)
        app_take_conflicts(app, snapshot, read->conflicts);
    editor_tell(app->at->editor, false, "read anew: %zu cell%s changed", changed, changed == 1 ? "" : "s");
}

GPtrArray *app_load_others(const AppOptions *options, GError **error)
{
    g_autoptr(GPtrArray) others = g_ptr_array_new_with_free_func(other_free);
    for (char *const *path = options->others; path && *path; path++) {
        Other *other = g_new0(Other, 1);
        g_ptr_array_add(others, other);
        other->path = *path;
        other->notebook = options->load(*path, &other->read, error);
        if (!other->notebook)
            return NULL;
    }
    return g_steal_pointer(&others);
}

/* Their interpreters start when somebody looks at them. */
void app_add_others(App *app, GPtrArray *others)
{
    for (guint i = 0; i < others->len; i++) {
        Other *other = g_ptr_array_index(others, i);
        if (app_find_path(app, other->path))
            continue;
        app_add_buffer(app);
        app_set_notebook(app, g_steal_pointer(&other->notebook), other->path, &other->read);
    }
    app->at = app->shown;
}

/* A notebook without a name and without a change makes room, as in Vim. */
static bool makes_room(const App *app)
{
    return !editor_path(app->at->editor) && !editor_modified(app->at->editor);
}

bool app_open_file(App *app, const char *path, GError **error)
{
    g_auto(AppRead) read = {0};
    bool own = app_is_own_path(app, path);
    Buffer *open = own ? NULL : app_find_path(app, path);
    if (open) {
        app_show_buffer(app, open);
        return true;
    }
    Notebook *notebook = app->options->load(path, &read, error);
    if (!notebook)
        return false;
    if (app->at->engine && own) {
        read_anew(app, notebook, &read);
        return true;
    }
    if (makes_room(app)) {
        g_clear_pointer(&app->at->engine, engine_stop);
        app_set_notebook(app, notebook, path, &read);
        app_start_engine(app);
        return true;
    }
    Buffer *added = app_add_buffer(app);
    app_set_notebook(app, notebook, path, &read);
    app_show_buffer(app, added);
    return true;
}
