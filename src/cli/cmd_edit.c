/* tarn [edit] [FILE]: the editor; and tarn tutorial [NAME], which is the editor on a notebook that we bring. */
#include "cli/command.h"

#include <stdio.h>
#include <string.h>

#include "base/files.h"
#include "cli/load.h"
#include "cli/marimo_config.h"
#include "cli/session_choice.h"
#include "cli/tutorial.h"
#include "cli/user_keymap.h"
#include "edit/keymap.h"
#include "tui/app.h"

typedef struct {
    char *python;
    char *theme, *keymap, *session_ttl;
    char *via, *on;
    gboolean take_over, watch;
    gboolean read_only, in_line, lazy, let_finish, no_journal, clean;
    gboolean as_app; /* of a tutorial */
    char **files; /* the notebook, then its arguments */
} EditOptions;

static void edit_options_clear(EditOptions *options)
{
    g_free(options->python);
    g_free(options->theme);
    g_free(options->session_ttl);
    g_free(options->via);
    g_free(options->on);
    g_free(options->keymap);
    g_strfreev(options->files);
}

/* --- running the editor --------------------------------------------------------------------------------------- */

/* What becomes of the session of a notebook that has a name.  False: nothing is to be opened. */
static bool settle_session(const EditOptions *options, AppOptions *app, EngineOptions *unwatched, GError **error)
{
    g_autoptr(GError) wrong = NULL;
    gint64 outlive = app->load == load_notebook ? session_outlive(options->session_ttl, &wrong) : 0;
    if (wrong) {
        g_propagate_error(error, g_steal_pointer(&wrong));
        return false;
    }
    SessionChoice choice = app->path && (!app->engine.via || options->watch) ? session_choose(app->path, options->take_over, options->watch) : SESSION_OPEN;
    if (choice == SESSION_REFUSED)
        g_set_error(error, FILE_SYSTEM_ERROR, FILE_SYSTEM_ERROR_FAILED,
                    "%s: another tarn has it open (--watch shows it, --take-over takes it)", app->path);
    if (choice == SESSION_SILENT)
        g_set_error(error, FILE_SYSTEM_ERROR, FILE_SYSTEM_ERROR_FAILED,
                    "%s: it has a session that does not answer (tarn kill ends it)", app->path);
    app->engine.outlive = outlive;
    app->engine.take = choice == SESSION_TAKE || options->take_over;
    *unwatched = app->engine;
    if (choice == SESSION_WATCH) {
        app->unwatched = unwatched;
        app->engine.no_kernel = true;
        app->engine.journal = app->engine.prestart = false;
        app->engine.outlive = 0;
        app->engine.refusal = "this tarn only watches until :takeover";
    }
    return choice != SESSION_REFUSED && choice != SESSION_SILENT;
}

/* To be freed. */
static char *far_command(const EditOptions *options)
{
    g_autofree char *host = options->on ? g_shell_quote(options->on) : NULL;
    return host ? g_strdup_printf("exec ssh -T -o ServerAliveInterval=10 -- %s tarn host --stdio", host) : g_strdup(options->via);
}

/* `files`: how many of the options' files are notebooks. */
static int edit(const EditOptions *options, int files, AppOptions *app)
{
    g_autofree char *via = far_command(options);
    g_autoptr(GError) unread = NULL;
    g_autoptr(Keymap) keymap = options->keymap ? keymap_load(options->keymap, &unread) : NULL;
    if (options->keymap && !keymap)
        return command_fail("--keymap", unread->message);
    g_autofree char *folder = folder_path(FOLDER_CONFIG);
    g_autofree char *config = g_build_filename(folder, "tarnrc", NULL);
    g_auto(MarimoConfig) marimo = options->clean ? (MarimoConfig){0} : marimo_config_read(app->path);
    g_autofree char *presets = marimo_config_commands(&marimo);
    g_auto(GStrv) others = g_new0(char *, MAX(files, 1));
    for (int i = 1; i < files; i++)
        others[i - 1] = g_strdup(options->files[i]);
    app->others = others;
    app->config = options->clean ? NULL : config;
    app->fault = marimo.fault;
    app->theme = options->theme;
    app->presets = presets;
    app->lazy = options->lazy;
    app->read_only = options->read_only;
    app->in_line = options->in_line;
    app->instantiate = marimo.instantiate;
    app->is_app = options->as_app;
    app->keymap = options->as_app ? user_app_keymap(app->config) : options->keymap;
    app->engine = (EngineOptions){
        .python = options->python,
        .clean = options->clean,
        .app = options->as_app,
        .via = via,
        .arguments = options->files ? options->files + files : NULL,
        .lazy = options->lazy || marimo.lazy,
        .let_finish = options->let_finish,
        .auto_reload = marimo.auto_reload,
        .tests = !marimo.untested,
        .journal = !options->no_journal && app->load == load_notebook, /* the tutorial is not worth recovering */
        .watch = true,
        .keep_analyses = true,
        .prestart = true,
    };
    g_autoptr(GError) error = NULL;
    EngineOptions unwatched;
    if (!settle_session(options, app, &unwatched, &error))
        return command_refuse(error->message);
    bool detached = false;
    app->detached = &detached;
    int status = app_run(app, &error);
    if (detached && app->path && !via)
        session_farewell(app->path);
    if (status < 0)
        return command_refuse(error->message);
    return status;
}

static bool parse_options(int argc, char **argv, bool tutorial, EditOptions *options, GError **error)
{
    const GOptionEntry entries[] = {
        {"python", 0, 0, G_OPTION_ARG_FILENAME, &options->python, "the interpreter", "PYTHON"},
        {"theme", 0, 0, G_OPTION_ARG_STRING, &options->theme, "dark, light, ember, another that tarn has, or a file of yours", "THEME"},
        {"keymap", 0, 0, G_OPTION_ARG_STRING, &options->keymap, "vim, plain, emacs, or a keymap file of yours", "NAME"},
        {"readonly", 'R', 0, G_OPTION_ARG_NONE, &options->read_only, "the file is not to be written: :w wants a !", NULL},
        {"inline", 0, 0, G_OPTION_ARG_NONE, &options->in_line, "on the shell's screen: the last picture stays there", NULL},
        {"lazy", 0, 0, G_OPTION_ARG_NONE, &options->lazy, "mark what depends on a run cell as stale, do not run it", NULL},
        {"let-finish", 0, 0, G_OPTION_ARG_NONE, &options->let_finish, "cells run to their end though a widget that they read moves", NULL},
        {"no-journal", 0, 0, G_OPTION_ARG_NONE, &options->no_journal, "keep nothing for a crash", NULL},
        {"session-ttl", 0, 0, G_OPTION_ARG_STRING, &options->session_ttl, "how long the session waits for another editor: 90s, 15m, 24h, 7d; 0: it ends with this one", "TIME"},
        {"on", 0, 0, G_OPTION_ARG_STRING, &options->on, "run the cells on another machine, by ssh; tarn has to be there", "HOST"},
        {"via", 0, 0, G_OPTION_ARG_STRING, &options->via, "the same by a command that runs tarn host --stdio somewhere", "COMMAND"},
        {"take-over", 0, 0, G_OPTION_ARG_NONE, &options->take_over, "take the notebook from another tarn that has it open", NULL},
        {"watch", 0, 0, G_OPTION_ARG_NONE, &options->watch, "only look at the notebook: nothing runs or is saved", NULL},
        {"app", 0, tutorial ? 0 : G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &options->as_app, "as tarn run shows it", NULL},
        {"clean", 0, 0, G_OPTION_ARG_NONE, &options->clean, "read neither tarnrc nor what marimo is configured to do", NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL, "[FILE...] [-- ARGS]"},
        {NULL},
    };
    return command_parse(entries, argc, argv, error);
}

/* With other notebooks behind it, a name that is no file and has no suffix is a command that does not exist. */
static const char *no_command(const EditOptions *options, int files)
{
    for (int i = 0; files > 1 && i < files; i++) {
        if (!strchr(options->files[i], '.') && !g_file_test(options->files[i], G_FILE_TEST_EXISTS))
            return options->files[i];
    }
    return NULL;
}

static bool has_empty(const EditOptions *options, int files)
{
    for (int i = 0; i < files; i++) {
        if (!*options->files[i])
            return true;
    }
    return false;
}

/* NULL, or why the notebooks that were named are not to be opened, and which of them. */
static const char *refuse_files(const EditOptions *options, int files, const char **which)
{
    *which = no_command(options, files);
    if (*which)
        return "there is no such command, and no such notebook";
    *which = "edit";
    return has_empty(options, files) ? "the name of the notebook is empty" : NULL;
}

/* That of the tutorial which was named, or of the first.  NULL, or what is wrong. */
static char *choose_tutorial(const EditOptions *options, int files, AppOptions *app)
{
    const Tutorial *tutorial = files ? tutorial_find(options->files[0]) : TUTORIALS, *without_modes = NULL;
    g_autofree char *folder = folder_path(FOLDER_CONFIG), *config = g_build_filename(folder, "tarnrc", NULL);
    if (tutorial == TUTORIALS)
        without_modes = tutorial_for_keymap(options->keymap ? options->keymap : options->clean ? "vim" : user_keymap(config));
    if (tutorial == TUTORIALS && without_modes && !options->as_app)
        tutorial = without_modes;
    g_autofree char *names = tutorial_names();
    app->path = NULL;
    app->load = tutorial ? tutorial->load : NULL;
    app->title = tutorial ? tutorial->title : NULL;
    if (files > 1)
        return g_strdup("one tutorial is shown at a time");
    return tutorial ? NULL : g_strdup_printf("there is no tutorial \"%s\", but %s", options->files[0], names);
}

/* `app` has no loader: it is a tutorial. */
static int run(int argc, char **argv, AppOptions *app)
{
    EditOptions options = {0};
    g_autoptr(GError) error = NULL;
    int status;
    bool tutorial = !app->load, parsed = parse_options(argc, argv, tutorial, &options, &error);
    const char *name = tutorial ? "tutorial" : "edit", *which = name;
    int files = parsed ? command_files(argc, argv, options.files) : 0;
    app->path = files ? options.files[0] : NULL;
    g_autofree char *no_tutorial = parsed && tutorial ? choose_tutorial(&options, files, app) : NULL;
    const char *refusal = !parsed ? error->message : tutorial ? no_tutorial : refuse_files(&options, files, &which);
    if (refusal)
        status = command_fail(which, refusal);
    else if (options.on && (options.via || !*options.on || *options.on == '-'))
        status = command_fail("--on", options.via ? "--via says another way" : "wants the name of a machine");
    else if (options.as_app && !tutorial)
        status = command_fail("--app", "tarn run shows a notebook as an app");
    else
        status = edit(&options, files, app);
    edit_options_clear(&options);
    return status;
}

int cmd_edit(int argc, char **argv)
{
    return run(argc, argv, &(AppOptions){.load = load_notebook, .preview = load_preview});
}

int cmd_tutorial(int argc, char **argv)
{
    return run(argc, argv, &(AppOptions){0});
}
