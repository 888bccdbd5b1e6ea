/* tarn convert IN -t FORMAT [-o OUT]: a notebook in another form, or in its canonical one. */
#include "cli/command.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "cli/exact.h"
#include "notebook/format_marimo.h"
#include "notebook/format_save.h"

typedef struct {
    char *format;
    char *output; /* NULL: standard output */
    gboolean force;
    char **inputs;
} ConvertOptions;

static void convert_options_clear(ConvertOptions *options)
{
    g_free(options->format);
    g_free(options->output);
    g_strfreev(options->inputs);
}

static bool parse_options(int argc, char **argv, ConvertOptions *options, GError **error)
{
    const GOptionEntry entries[] = {
        {"to", 't', 0, G_OPTION_ARG_STRING, &options->format, "the format: marimo", "FORMAT"},
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output, "the file to write", "OUT"},
        {"force", 'f', 0, G_OPTION_ARG_NONE, &options->force, "write also if OUT would lose something", NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->inputs, NULL, "IN"},
        {NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_add_main_entries(context, entries, NULL);
    g_auto(GStrv) arguments = g_new0(char *, argc + 1); /* the parser takes out what it knows */
    for (int i = 0; i < argc; i++)
        arguments[i] = g_strdup(argv[i]);
    return g_option_context_parse_strv(context, &arguments, error);
}

/* marimo gives a file without cells one that is empty. */
static void ensure_cell(ExactNotebook *exact)
{
    if (exact->notebook->cells->len > 0)
        return;
    g_ptr_array_add(exact->notebook->cells, cell_snapshot_new(0, 0, "_", CELL_PLAIN, NULL, "", 0));
    g_ptr_array_add(exact->analyses, analysis_new(0, 0));
}

static void warn_of_losses(const FormatRead *read, const char *name)
{
    for (guint i = 0; i < read->remarks->len; i++) {
        const FormatRemark *remark = g_ptr_array_index(read->remarks, i);
        if (remark->loses_text)
            fprintf(stderr, "tarn: %s:%d: %s: left out\n", name, remark->line, remark->message);
    }
}

/* What marimo would write after opening the file. */
static GString *convert(GBytes *bytes, const char *name, GError **error)
{
    g_autoptr(Analyzer) analyzer = analyzer_new(error);
    g_autoptr(ExactNotebook) exact = analyzer ? exact_notebook_read(bytes, name, analyzer, NULL, error) : NULL;
    if (!exact)
        return NULL;
    ensure_cell(exact);
    warn_of_losses(exact->read, name);
    FormatPython python = exact_python(analyzer);
    FormatWriteOptions options = {FORMAT_MARIMO_VERSION, true};
    return format_marimo_write(exact->notebook, exact->analyses, &python, &options);
}

/* Converting a file onto itself must not lose what the notebook cannot hold. */
static bool may_replace(GBytes *bytes, const char *input, const char *output, GError **error)
{
    FileStamp from, to;
    if (!file_stamp_read(input, &from) || !file_stamp_read(output, &to) || !from.exists || !to.exists ||
        from.device != to.device || from.inode != to.inode)
        return true;
    gsize size;
    const char *text = g_bytes_get_data(bytes, &size);
    g_autoptr(FormatRead) read = format_marimo_read(text, size, input, error);
    const FormatRemark *loss = read ? format_read_loss(read) : NULL;
    if (loss)
        g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_WOULD_LOSE_TEXT, "%s:%d: %s and would be lost (--force)",
                    input, loss->line, loss->message);
    return read && !loss;
}

static bool write_out(const GString *text, const char *output, GError **error)
{
    if (output)
        return file_save(output, text->str, text->len, NULL, error);
    if (fwrite(text->str, 1, text->len, stdout) == text->len && fflush(stdout) == 0)
        return true;
    g_set_error_literal(error, FILE_SYSTEM_ERROR, FILE_SYSTEM_ERROR_FAILED, "standard output: cannot be written");
    return false;
}

static bool run(const ConvertOptions *options, GError **error)
{
    const char *input = options->inputs[0];
    bool standard = strcmp(input, "-") == 0;
    const char *name = standard ? "standard input" : input;
    g_autoptr(GBytes) bytes =
        standard ? file_read_descriptor(STDIN_FILENO, name, error) : file_read(input, NULL, error);
    if (!bytes)
        return false;
    if (options->output && !standard && !options->force && !may_replace(bytes, input, options->output, error))
        return false;
    g_autoptr(GString) text = convert(bytes, name, error);
    if (!text)
        return false;
    return write_out(text, options->output, error);
}

int cmd_convert(int argc, char **argv)
{
    ConvertOptions options = {0};
    g_autoptr(GError) error = NULL;
    int code = EXIT_WRONG_USE;
    if (!parse_options(argc, argv, &options, &error))
        command_fail("convert", error->message);
    else if (!options.inputs || options.inputs[1] || !options.format)
        command_fail("convert", "wants one notebook and a format: tarn convert IN -t marimo [-o OUT]");
    else if (strcmp(options.format, "marimo") != 0)
        command_fail(options.format, "no such format; there is: marimo");
    else if (run(&options, &error))
        code = EXIT_DONE;
    else
        fprintf(stderr, "tarn: %s\n", error->message);
    convert_options_clear(&options);
    return code;
}
