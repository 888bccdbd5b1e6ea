/* Whether what comes from a notebook's folder may run by itself: asked for in a line that is in nobody's way. */
#include <string.h>

#include "tui/app_private.h"

static char *folder_of(const char *path)
{
    g_autofree char *absolute = path ? g_canonicalize_filename(path, NULL) : NULL;
    return absolute ? g_path_get_dirname(absolute) : g_get_current_dir();
}

/* Without a file and without an interpreter of the folder's own there is nothing that would come from it. */
static Trust judge(const AppOptions *options, const char *path, char **own_python)
{
    *own_python = NULL;
    if (options->is_app || options->engine.no_kernel) /* who runs an app has asked for it */
        return TRUST_GIVEN;
    g_autofree char *folder = folder_of(path);
    Trust trust = trust_of(folder);
    if (trust != TRUST_GIVEN && !options->engine.python && !options->engine.via)
        *own_python = engine_folder_python(path);
    return path || *own_python ? trust : TRUST_GIVEN;
}

static EngineOptions restrain(const AppOptions *options, Trust trust, const char *own_python, char **plain)
{
    EngineOptions engine = options->engine;
    engine.restrained = trust != TRUST_GIVEN;
    if (!own_python)
        return engine;
    *plain = engine_plain_python();
    engine.python = *plain ? *plain : "python3"; /* which is not there, and will be said so */
    return engine;
}

EnginePrepared *app_prepare_engine(const AppOptions *options)
{
    g_autofree char *own_python = NULL, *plain = NULL;
    Trust trust = judge(options, options->path, &own_python);
    EngineOptions engine = restrain(options, trust, own_python, &plain);
    return engine_prepare(&engine, options->path);
}

EngineOptions app_restrain_engine(App *app)
{
    Buffer *at = app->at;
    g_clear_pointer(&at->own_python, g_free);
    g_clear_pointer(&at->plain_python, g_free);
    at->trust = judge(app->options, editor_path(at->editor), &at->own_python);
    return restrain(app->options, at->trust, at->own_python, &at->plain_python);
}

/* With "~" for the home folder. */
static char *shown(const char *folder)
{
    const char *home = g_get_home_dir();
    size_t length = strlen(home);
    bool below = length > 1 && g_str_has_prefix(folder, home) && (folder[length] == '/' || folder[length] == '\0');
    return below ? g_strconcat("~", folder + length, NULL) : g_strdup(folder);
}

/* Whatever else there is to be told at the beginning goes first: the status line says it, too. */
void app_ask_trust(App *app)
{
    if (app->at->trust != TRUST_OPEN || editor_message(app->at->editor, NULL))
        return;
    g_autofree char *folder = folder_of(editor_path(app->at->editor)), *root = trust_root(folder), *words = shown(root);
    editor_tell(app->at->editor, false, "{:trust|:trust} or {:distrust|:distrust} %s? Nothing runs by itself here yet", words);
}

void app_run_at_opening(App *app)
{
    if (!app->options->instantiate || app->at->trust != TRUST_GIVEN || !editor_path(app->at->editor))
        return;
    model_set_busy(app->at->model);
    engine_run(app->at->engine, ENGINE_RUN_STALE, NULL, 0);
}

static const RequestKind RUNS[] = {REQUEST_RUN_CELLS, REQUEST_RUN_STALE, REQUEST_RUN_ALL, REQUEST_SCRATCH, REQUEST_TEST,
                                   REQUEST_RESTART};

bool app_sets_off_runs(const Request *request)
{
    for (size_t i = 0; i < G_N_ELEMENTS(RUNS); i++) {
        if (request->kind == RUNS[i])
            return true;
    }
    return false;
}

bool app_holds_back(App *app, const Request *request)
{
    bool undecided = app->at->trust == TRUST_OPEN && app->at->own_python && model_kernel(app->at->model) == KERNEL_NONE;
    if (!undecided || !app_sets_off_runs(request))
        return false;
    g_autofree char *own = shown(app->at->own_python);
    g_autofree char *plain = shown(app->at->plain_python ? app->at->plain_python : "no Python");
    editor_tell(app->at->editor, true, "not run: {:trust|:trust} %s, which is this folder's own, or {:distrust|:distrust} it for %s", own, plain);
    return true;
}

/* Of one notebook, after a word about some folder. */
static void judge_again(App *app)
{
    Trust before = app->at->trust;
    g_autofree char *own_python = NULL;
    if (!app->at->engine)
        return;
    app->at->trust = judge(app->options, editor_path(app->at->editor), &own_python);
    if (app->at->trust != TRUST_GIVEN || before == TRUST_GIVEN)
        return;
    engine_trust(app->at->engine, app->options->engine.python);
    model_set_busy(app->at->model);
    app_run_at_opening(app);
}

void app_do_trust(App *app, const Request *request)
{
    Buffer *at = app->at;
    bool changed = false;
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = folder_of(editor_path(at->editor));
    g_autofree char *root = request->text ? g_canonicalize_filename(request->text, NULL) : trust_root(folder);
    if (!g_file_test(root, G_FILE_TEST_IS_DIR)) {
        editor_tell(at->editor, true, "%s: there is no such folder", root);
        return;
    }
    if (!trust_set(root, request->force ? TRUST_REFUSED : TRUST_GIVEN, &changed, &error)) {
        editor_tell(at->editor, true, "%s", error->message);
        return;
    }
    for (guint i = 0; i < app->buffers->len; i++) {
        app->at = g_ptr_array_index(app->buffers, i);
        judge_again(app);
    }
    app->at = at;
    app->news = true;
    g_autofree char *words = shown(root);
    if (request->force)
        editor_tell(at->editor, false, "%s is not trusted: nothing runs by itself there", words);
    else
        editor_tell(at->editor, false, "%s is trusted%s, with all below it; {:distrust|:distrust} takes it back", words, changed ? "" : " already");
}
