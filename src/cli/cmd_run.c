/* tarn run FILE...: notebooks as apps: what their cells show, on the screen; without one, as tarn exec prints it. */
#include "cli/command.h"

#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "cli/load.h"
#include "cli/user_keymap.h"
#include "notebook/format.h"

typedef struct {
    char *python, *theme;
    gboolean include_code, watch, print, leave_text;
    char **files; /* the notebooks, then their arguments */
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

/* As if `tarn exec` had been typed.  `count`: of the options' files that are notebooks. */
static int print_one(const RunOptions *options, const char *notebook, int count)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    g_ptr_array_add(words, (gpointer)"exec");
    if (options->python) {
        g_ptr_array_add(words, (gpointer)"--python");
        g_ptr_array_add(words, options->python);
    }
    g_ptr_array_add(words, (gpointer)notebook);
    g_ptr_array_add(words, (gpointer)"--");
    for (char **argument = options->files + count; *argument; argument++)
        g_ptr_array_add(words, *argument);
    g_ptr_array_add(words, NULL);
    return cmd_exec((int)words->len - 1, (char **)words->pdata);
}

/* One after the other; the worst of them says how it went. */
static int print(const RunOptions *options, int count)
{
    int worst = 0;
    for (int i = 0; i < count; i++) {
        int status = print_one(options, options->files[i], count);
        worst = MAX(worst, status);
    }
    return worst;
}

static int show(const RunOptions *options, int count)
{
    g_auto(GStrv) others = g_new0(char *, MAX(count, 1));
    for (int i = 1; i < count; i++)
        others[i - 1] = g_strdup(options->files[i]);
    g_autofree char *folder = folder_path(FOLDER_CONFIG);
    g_autofree char *config = g_build_filename(folder, "tarnrc", NULL);
    const AppOptions app = {
        .path = options->files[0],
        .others = others,
        .load = load_app,
        .layout = load_layout,
        .preview = load_preview,
        .config = config,
        .presets = options->watch ? "set runchanged" : NULL,
        .keymap = user_app_keymap(config),
        .theme = options->theme,
        .is_app = true,
        .shows_code = options->include_code,
        .leaves_text = options->leave_text,
        .engine = {
            .python = options->python,
            .arguments = options->files + count,
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
        {"leave-text", 0, 0, G_OPTION_ARG_NONE, &options.leave_text, "leave the last screen as text where it was started", NULL},
        {"print", 0, 0, G_OPTION_ARG_NONE, &options.print, "print what cells show, as tarn exec does", NULL},
        {"python", 0, 0, G_OPTION_ARG_FILENAME, &options.python, "the interpreter", "PYTHON"},
        {"theme", 0, 0, G_OPTION_ARG_STRING, &options.theme, "dark, light, another that tarn has, or a file of yours", "THEME"},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.files, NULL, "FILE... [-- ARGS]"},
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
    for (int i = 0; i < files; i++) {
        if (!*options.files[i])
            return command_fail("run", "the name of the notebook is empty");
    }
    bool prints = options.print || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO);
    return prints ? print(&options, files) : show(&options, files);
}
