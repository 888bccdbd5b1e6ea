/* tarn view FILE: a rendered notebook, printed: its code, and what was saved of what it shows.  Nothing runs. */
#include "cli/command.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/files.h"
#include "cli/load.h"
#include "engine/analyze_metadata.h"
#include "engine/console.h"
#include "notebook/format_session.h"
#include "notebook/format_save.h"
#include "tui/printout.h"

enum { COLUMNS = 80, LEAST_COLUMNS = 20, MOST_COLUMNS = 1000 };

typedef struct {
    char *theme;
    int width;
    gboolean no_code;
    char **files;
} ViewOptions;

static void view_options_clear(ViewOptions *options)
{
    g_free(options->theme);
    g_strfreev(options->files);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ViewOptions, view_options_clear)

static bool is_set(const char *name)
{
    const char *value = g_getenv(name);
    return value && *value;
}

/* As tarn check decides it; how many colours is for the terminal's names to say. */
static ColourDepth colours_here(void)
{
    const char *term = g_getenv("TERM"), *colours = g_getenv("COLORTERM");
    bool forced = is_set("CLICOLOR_FORCE") && strcmp(g_getenv("CLICOLOR_FORCE"), "0") != 0;
    if (is_set("NO_COLOR") || (!forced && (!isatty(STDOUT_FILENO) || g_strcmp0(term, "dumb") == 0)))
        return COLOUR_NONE;
    if (g_strcmp0(colours, "truecolor") == 0 || g_strcmp0(colours, "24bit") == 0)
        return COLOUR_TRUE;
    return term && strstr(term, "256color") ? COLOUR_256 : COLOUR_16;
}

static int columns_here(const ViewOptions *options)
{
    struct winsize size = {0};
    if (options->width)
        return options->width;
    bool known = isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? CLAMP(size.ws_col, LEAST_COLUMNS, MOST_COLUMNS) : COLUMNS;
}

/* What was saved of this code, or NULL: a notebook that nobody ran shows its code, and that is all right. */
static GPtrArray *saved_results(Notebook *notebook, const char *path)
{
    g_autofree char *saved = format_session_path(path);
    g_autoptr(GBytes) bytes = file_read(saved, NULL, NULL);
    if (!bytes)
        return NULL;
    gsize size;
    const char *text = g_bytes_get_data(bytes, &size);
    g_autoptr(NotebookSnapshot) snapshot = notebook_snapshot(notebook);
    g_autofree char *metadata = analyzer_metadata(snapshot->header->text);
    g_autofree char *hash = metadata ? format_session_hash(metadata, strlen(metadata)) : NULL;
    SessionKey key = {snapshot, FORMAT_MARIMO_VERSION, hash};
    g_autoptr(GError) error = NULL;
    GPtrArray *results = format_session_read(&key, text ? text : "", size, saved, &error);
    if (!results)
        command_say("tarn: the code alone: %s\n", error->message);
    for (guint i = 0; results && i < results->len; i++) {
        CellResult *result = g_ptr_array_index(results, i);
        if (result->printed && !result->console)
            result->console = console_text_of(result->printed, strlen(result->printed));
    }
    return results;
}

static int view(const ViewOptions *options)
{
    const char *path = options->files[0];
    g_autoptr(GError) error = NULL;
    g_auto(AppRead) read = {0};
    bool piped = strcmp(path, "-") == 0;
    g_autoptr(GBytes) bytes = piped ? file_read_descriptor(STDIN_FILENO, "standard input", &error) : NULL;
    g_autoptr(Notebook) notebook = error ? NULL : piped ? load_bytes(bytes, "standard input.py", &read, &error)
                                                        : load_notebook(path, &read, &error);
    if (!notebook)
        return command_refuse(error->message);
    if (!piped && !read.bytes)
        return command_fail(path, "there is no such file");
    ColourDepth depth = colours_here();
    g_autoptr(Theme) theme = theme_find(options->theme ? options->theme : "dark", &error);
    if (!theme)
        return command_fail("--theme", error->message);
    g_autoptr(GPtrArray) results = piped ? NULL : saved_results(notebook, path);
    if (read.remark)
        command_say("tarn: %s: %s\n", path, read.remark);
    PrintoutLook look = {columns_here(options), !options->no_code, depth == COLOUR_NONE ? NULL : theme, depth};
    GString *text = printout(g_steal_pointer(&notebook), results, &look);
    bool written = fwrite(text->str, 1, text->len, stdout) == text->len && fflush(stdout) == 0;
    g_string_free(text, TRUE);
    return written ? EXIT_DONE : command_fail("view", "standard output takes no more");
}

int cmd_view(int argc, char **argv)
{
    g_auto(ViewOptions) options = {0};
    const GOptionEntry entries[] = {
        {"no-code", 0, 0, G_OPTION_ARG_NONE, &options.no_code, "what cells show, without their code", NULL},
        {"width", 0, 0, G_OPTION_ARG_INT, &options.width, "columns; otherwise those of the terminal, or 80", "N"},
        {"theme", 0, 0, G_OPTION_ARG_STRING, &options.theme, "dark, light, another that tarn has, or a file of yours", "THEME"},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.files, NULL, "FILE"},
        {NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_add_main_entries(context, entries, NULL);
    g_autoptr(GError) error = NULL;
    if (!g_option_context_parse(context, &argc, &argv, &error))
        return command_fail("view", error->message);
    if (!options.files || !*options.files[0])
        return command_fail("view", "wants a notebook: tarn view FILE");
    if (options.files[1])
        return command_fail(options.files[1], "one notebook is shown at a time");
    if (options.width != 0 && (options.width < LEAST_COLUMNS || options.width > MOST_COLUMNS))
        return command_fail("--width", "wants a number from 20 to 1000");
    return view(&options);
}
