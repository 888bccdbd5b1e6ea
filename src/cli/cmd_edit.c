/* tarn [edit] [FILE]: the editor; and tarn tutorial, which is the editor on a notebook that we bring. */
#include "cli/command.h"

#include <stdio.h>
#include <string.h>

#include "base/files.h"
#include "cli/marimo_config.h"
#include "cli/tutorial.h"
#include "edit/keymap.h"
#include "notebook/format.h"
#include "notebook/format_conflict.h"
#include "notebook/format_preview.h"
#include "notebook/notebook_merge.h"
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

/* --- reading -------------------------------------------------------------------------------------------------- */

static NotebookSnapshot *parse_side(const Format *format, GBytes *bytes, const char *path, bool theirs, GError **error)
{
    gsize size;
    const char *text = g_bytes_get_data(bytes, &size);
    g_autoptr(GBytes) side = format_conflict_side(text, size, theirs);
    g_autoptr(GError) reading = NULL;
    text = g_bytes_get_data(side, &size);
    g_autoptr(FormatRead) read = format->read(text ? text : "", size, path, NULL, &reading);
    if (read)
        return notebook_snapshot(read->notebook);
    g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_CONFLICT, "%s: has conflict markers, and with %s side is no notebook: %s",
                path, theirs ? "their" : "our", reading->message);
    return NULL;
}

/* A file that Git left with conflict markers is two notebooks: what differs is for the user to decide. */
static Notebook *parse_sides(const Format *format, GBytes *bytes, const char *path, AppRead *app, GError **error)
{
    g_autoptr(NotebookSnapshot) ours = parse_side(format, bytes, path, false, error);
    g_autoptr(NotebookSnapshot) theirs = ours ? parse_side(format, bytes, path, true, error) : NULL;
    if (!theirs)
        return NULL;
    g_autoptr(NotebookMerge) merge = notebook_merge_two(ours, theirs);
    Notebook *notebook = notebook_new();
    notebook_take(notebook, merge->notebook);
    app->conflicts = g_ptr_array_ref(merge->conflicts);
    guint count = merge->conflicts->len;
    app->remark = count ? g_strdup_printf("a merge of Git was left undecided: %u conflict%s, ]x goes there", count,
                                          count == 1 ? "" : "s")
                        : g_strdup("a merge of Git was left undecided, but no cell has two versions; :w writes it");
    return notebook;
}

static Notebook *parse(GBytes *bytes, const char *path, AppRead *app, GError **error)
{
    gsize size;
    const char *text = g_bytes_get_data(bytes, &size);
    const Format *format = format_for_file(path);
    if (strcmp(format->name, "ipynb") == 0) {
        g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_NOT_A_NOTEBOOK,
                    "%s: a Jupyter notebook: tarn convert %s -t marimo -o NB.py makes one of it that can be edited",
                    path, path);
        return NULL;
    }
    if (format_conflict_line(text ? text : "", size) > 0)
        return parse_sides(format, bytes, path, app, error);
    g_autoptr(FormatRead) read = format->read(text ? text : "", size, path, NULL, error);
    if (!read)
        return NULL;
    const FormatRemark *loss = format_read_loss(read);
    if (loss)
        app->remark = g_strdup_printf("line %d: %s: a save would lose it (:w! saves all the same)", loss->line, loss->message);
    return format_read_steal_notebook(read);
}

static Notebook *load(const char *path, AppRead *read, GError **error)
{
    if (!path)
        return notebook_new();
    if (!format_can_be_read(format_for_file(path))) { /* also a new one: it could not be opened again */
        g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_NOT_A_NOTEBOOK, "%s: a page is written, but not read", path);
        return NULL;
    }
    g_autoptr(GError) reading = NULL;
    read->bytes = file_read(path, NULL, &reading);
    if (read->bytes)
        return parse(read->bytes, path, read, error);
    if (g_error_matches(reading, FILE_SYSTEM_ERROR, FILE_SYSTEM_ERROR_MISSING))
        return notebook_new();
    g_propagate_error(error, g_steal_pointer(&reading));
    return NULL;
}

static Notebook *preview(const char *path, size_t *cells)
{
    g_autoptr(GBytes) bytes = strcmp(format_for_file(path)->name, "marimo") == 0 ? file_read(path, NULL, NULL) : NULL;
    gsize size;
    const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
    if (text && format_conflict_line(text, size) > 0)
        return NULL;
    return text ? format_marimo_preview(text, size, cells) : NULL;
}

/* The tutorial has no file: what the reader tries in it goes nowhere unless it is saved under a name. */
static Notebook *load_tutorial(const char *path, AppRead *read, GError **error)
{
    if (path)
        return load(path, read, error);
    g_autoptr(GBytes) tutorial = g_bytes_new_static(TUTORIAL, strlen(TUTORIAL));
    return parse(tutorial, "tour.py", read, error);
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
    app->autocomplete = marimo.autocomplete;
    app->signature = marimo.signature;
    app->keymap = options->keymap;
    app->engine = (EngineOptions){
        .python = options->python,
        .arguments = app->path ? options->files + 1 : options->files,
        .lazy = options->lazy,
        .let_finish = options->let_finish,
        .auto_reload = marimo.auto_reload,
        .journal = !options->no_journal && app->load == load, /* the tutorial is not worth recovering */
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
    int status, allowed = app->load == load;
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
    return run(argc, argv, "edit", &(AppOptions){.load = load, .preview = preview});
}

int cmd_tutorial(int argc, char **argv)
{
    return run(argc, argv, "tutorial", &(AppOptions){.load = load_tutorial});
}
