/* tarn run FILE: the notebook as an app: what its cells show, on the screen; without one, as tarn exec prints it. */
#include "cli/command.h"

#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "cli/load.h"
#include "notebook/format.h"

typedef struct {
    char *python, *theme;
    gboolean include_code, watch, print;
    char **files; /* the notebook, then its arguments */
} RunOptions;

static void run_options_clear(RunOptions *options)
{
    g_free(options->python);
    g_free(options->theme);
    g_strfreev(options->files);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RunOptions, run_options_clear)

/* Nothing would be shown of a notebook that is not there. */
static Notebook *load_app(const char *path, AppRead *read, GError **error)
{
    Notebook *notebook = load_notebook(path, read, error);
    if (!notebook || read->bytes)
        return notebook;
    notebook_free(notebook);
    g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_NOT_A_NOTEBOOK, "%s: there is no such file", path);
    return NULL;
}

/* As if `tarn exec` had been typed. */
static int print(const RunOptions *options)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    g_ptr_array_add(words, (gpointer)"exec");
    if (options->python) {
        g_ptr_array_add(words, (gpointer)"--python");
        g_ptr_array_add(words, options->python);
    }
    g_ptr_array_add(words, options->files[0]);
    g_ptr_array_add(words, (gpointer)"--");
    for (char **argument = options->files + 1; *argument; argument++)
        g_ptr_array_add(words, *argument);
    g_ptr_array_add(words, NULL);
    return cmd_exec((int)words->len - 1, (char **)words->pdata);
}

static int show(const RunOptions *options)
{
    g_autofree char *folder = folder_path(FOLDER_CONFIG);
    g_autofree char *config = g_build_filename(folder, "tarnrc", NULL);
    const AppOptions app = {
        .path = options->files[0],
        .load = load_app,
        .preview = load_preview,
        .config = config,
        .presets = options->watch ? "set runchanged" : NULL,
        .keymap = "app",
        .theme = options->theme,
        .is_app = true,
        .shows_code = options->include_code,
        .engine = {
            .python = options->python,
            .arguments = options->files + 1,
            .app = true,
            .watch = options->watch,
            .keep_analyses = true,
            .prestart = true,
        },
    };
    g_autoptr(GError) error = NULL;
    int status = app_run(&app, &error);
    return status < 0 ? command_refuse(error->message) : status;
}

int cmd_run(int argc, char **argv)
{
    g_auto(RunOptions) options = {0};
    const GOptionEntry entries[] = {
        {"include-code", 0, 0, G_OPTION_ARG_NONE, &options.include_code, "show the code, too", NULL},
        {"watch", 0, 0, G_OPTION_ARG_NONE, &options.watch, "run cells again that change in the file", NULL},
        {"print", 0, 0, G_OPTION_ARG_NONE, &options.print, "print what cells show, as tarn exec does", NULL},
        {"python", 0, 0, G_OPTION_ARG_FILENAME, &options.python, "the interpreter", "PYTHON"},
        {"theme", 0, 0, G_OPTION_ARG_STRING, &options.theme, "dark, light, another that tarn has, or a file of yours", "THEME"},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.files, NULL, "FILE [-- ARGS]"},
        {NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_add_main_entries(context, entries, NULL);
    g_autoptr(GError) error = NULL;
    int given = argc;
    g_autofree char **typed = g_memdup2(argv, (gsize)argc * sizeof *argv); /* the parser takes out what it knows */
    if (!g_option_context_parse(context, &argc, &argv, &error))
        return command_fail("run", error->message);
    int files = command_files(given, typed, options.files);
    if (files == 0)
        return command_fail("run", "wants a notebook: tarn run FILE [-- ARGS]");
    if (files > 1)
        return command_fail(options.files[1], "one notebook is run at a time; its arguments follow --");
    if (!*options.files[0])
        return command_fail("run", "the name of the notebook is empty");
    return options.print || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) ? print(&options) : show(&options);
}
