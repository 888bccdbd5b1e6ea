/* tarn [edit] [FILE]: the editor; and tarn tutorial, which is the editor on a notebook that we bring. */
#include "cli/command.h"

#include <stdio.h>
#include <string.h>

#include "base/files.h"
#include "cli/load.h"
#include "cli/marimo_config.h"
#include "cli/tutorial.h"
#include "edit/keymap.h"
#include "tui/app.h"

typedef struct {
    char *python;
    char *theme, *keymap;
    gboolean lazy, let_finish, no_journal, clean;
    char **files; /* the notebook, then its arguments */
} EditOptions;

static void edit_options_clear(EditOptions *options)
{
    g_free(options->python);
    g_free(options->theme);
    g_free(options->keymap);
    g_strfreev(options->files);
}

/* The tutorial has no file: what the reader tries in it goes nowhere unless it is saved under a name. */
static Notebook *load_tutorial(const char *path, AppRead *read, GError **error)
{
    if (path)
        return load_notebook(path, read, error);
    g_autoptr(GBytes) tutorial = g_bytes_new_static(TUTORIAL, strlen(TUTORIAL));
    return load_bytes(tutorial, "tour.py", read, error);
}

/* --- running the editor --------------------------------------------------------------------------------------- */

static int edit(const EditOptions *options, AppOptions *app)
{
    g_autoptr(GError) unread = NULL;
    g_autoptr(Keymap) keymap = options->keymap ? keymap_load(options->keymap, &unread) : NULL;
    if (options->keymap && !keymap)
        return command_fail("--keymap", unread->message);
    g_autofree char *folder = folder_path(FOLDER_CONFIG);
    g_autofree char *config = g_build_filename(folder, "tarnrc", NULL);
    g_auto(MarimoConfig) marimo = options->clean ? (MarimoConfig){0} : marimo_config_read(app->path);
    app->config = options->clean ? NULL : config;
    app->fault = marimo.fault;
    app->theme = options->theme;
    app->run_changed = marimo.run_changed;
    app->keymap = options->keymap;
    app->engine = (EngineOptions){
        .python = options->python,
        .arguments = app->path ? options->files + 1 : options->files,
        .lazy = options->lazy,
        .let_finish = options->let_finish,
        .auto_reload = marimo.auto_reload,
        .journal = !options->no_journal && app->load == load_notebook, /* the tutorial is not worth recovering */
        .watch = true,
        .keep_analyses = true,
        .prestart = true,
    };
    g_autoptr(GError) error = NULL;
    int status = app_run(app, &error);
    if (status < 0)
        return command_refuse(error->message);
    return status;
}

static bool parse_options(int argc, char **argv, EditOptions *options, GError **error)
{
    const GOptionEntry entries[] = {
        {"python", 0, 0, G_OPTION_ARG_FILENAME, &options->python, "the interpreter", "PYTHON"},
        {"theme", 0, 0, G_OPTION_ARG_STRING, &options->theme, "dark, light, ember, another that tarn has, or a file of yours", "THEME"},
        {"keymap", 0, 0, G_OPTION_ARG_STRING, &options->keymap, "vim, plain, emacs, or a keymap file of yours", "NAME"},
        {"lazy", 0, 0, G_OPTION_ARG_NONE, &options->lazy, "mark what depends on a run cell as stale, do not run it", NULL},
        {"let-finish", 0, 0, G_OPTION_ARG_NONE, &options->let_finish, "cells run to their end though a widget that they read moves", NULL},
        {"no-journal", 0, 0, G_OPTION_ARG_NONE, &options->no_journal, "keep nothing for a crash", NULL},
        {"clean", 0, 0, G_OPTION_ARG_NONE, &options->clean, "read neither tarnrc nor what marimo is configured to do", NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL, "[FILE] [-- ARGS]"},
        {NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_add_main_entries(context, entries, NULL);
    g_auto(GStrv) arguments = g_new0(char *, argc + 1); /* the parser takes out what it knows */
    for (int i = 0; i < argc; i++)
        arguments[i] = g_strdup(argv[i]);
    return g_option_context_parse_strv(context, &arguments, error);
}

static int run(int argc, char **argv, const char *name, AppOptions *app)
{
    EditOptions options = {0};
    g_autoptr(GError) error = NULL;
    int status, allowed = app->load == load_notebook;
    bool parsed = parse_options(argc, argv, &options, &error);
    int files = parsed ? command_files(argc, argv, options.files) : 0;
    app->path = files ? options.files[0] : NULL;
    if (!parsed)
        status = command_fail(name, error->message);
    else if (files > allowed)
        status = command_fail(options.files[allowed], allowed ? "one notebook is edited at a time; its arguments follow --"
                                                              : "the tutorial has no file");
    else if (app->path && !*app->path)
        status = command_fail(name, "the name of the notebook is empty");
    else
        status = edit(&options, app);
    edit_options_clear(&options);
    return status;
}

int cmd_edit(int argc, char **argv)
{
    return run(argc, argv, "edit", &(AppOptions){.load = load_notebook, .preview = load_preview});
}

int cmd_tutorial(int argc, char **argv)
{
    return run(argc, argv, "tutorial", &(AppOptions){.load = load_tutorial});
}
