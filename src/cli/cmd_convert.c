/* tarn convert IN -t FORMAT [-f FORMAT] [-o OUT]: a notebook in another form, or in its canonical one. */
#include "cli/command.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "cli/exact.h"
#include "engine/run_order.h"
#include "notebook/format.h"
#include "notebook/format_save.h"
#include "notebook/format_session.h"

typedef struct {
    char *from, *to; /* names of formats, or NULL */
    char *sort;
    char *output; /* NULL: standard output */
    gboolean force, session;
    char **inputs;
    /* What they mean: */
    const Format *source, *target; /* source NULL: to be guessed */
    bool topological;
} ConvertOptions;

static void convert_options_clear(ConvertOptions *options)
{
    g_free(options->from);
    g_free(options->to);
    g_free(options->sort);
    g_free(options->output);
    g_strfreev(options->inputs);
}

static bool parse_options(int argc, char **argv, ConvertOptions *options, GError **error)
{
    const GOptionEntry entries[] = {
        {"to", 't', 0, G_OPTION_ARG_STRING, &options->to, "the format to write", "FORMAT"},
        {"from", 'f', 0, G_OPTION_ARG_STRING, &options->from, "the format of IN, if it is not plain to see", "FORMAT"},
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output, "the file to write", "OUT"},
        {"sort", 0, 0, G_OPTION_ARG_STRING, &options->sort, "the order of the cells: top-down or topological", "ORDER"},
        {"with-session", 0, 0, G_OPTION_ARG_NONE, &options->session, "with the outputs that were saved last", NULL},
        {"force", 0, 0, G_OPTION_ARG_NONE, &options->force, "write also if OUT would lose something", NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->inputs, NULL, "IN"},
        {NULL},
    };
    return command_parse(entries, argc, argv, error);
}

static const Format *find_format(const char *name, GError **error)
{
    const Format *format = format_find(name);
    if (format)
        return format;
    g_autofree char *names = format_names();
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: no such format; there are: %s", name,
                names);
    return NULL;
}

/* The target is named, or that of the file to write. */
static bool find_formats(ConvertOptions *options, GError **error)
{
    bool one = options->inputs && !options->inputs[1] && (options->to || options->output);
    if (!one) {
        g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                            "convert: wants one notebook and a format: tarn convert IN -t FORMAT [-o OUT]");
        return false;
    }
    options->topological = g_strcmp0(options->sort, "topological") == 0;
    if (options->sort && !options->topological && strcmp(options->sort, "top-down") != 0) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: no such order; there are: top-down, topological",
                    options->sort);
        return false;
    }
    if (options->session && (options->sort || strcmp(options->inputs[0], "-") == 0)) {
        g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                            "--with-session: wants a file, in the order of the page");
        return false;
    }
    options->target = options->to ? find_format(options->to, error) : format_for_file(options->output);
    options->source = options->from ? find_format(options->from, error) : NULL;
    if (options->target && options->session && !options->target->outputs) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: it has no place for outputs",
                    options->target->name);
        return false;
    }
    return options->target && (options->source || !options->from);
}

/* marimo gives a file of its own without cells one that is empty. */
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

static void warn_of_options(const NotebookSnapshot *notebook, const char *name)
{
    g_autoptr(GPtrArray) left = format_marimo_left_out(notebook);
    for (guint i = 0; i < left->len; i++)
        command_say("tarn: %s: %s: marimo does not know it: left out\n", name, (const char *)g_ptr_array_index(left, i));
}

/* --- the order in which cells run ----------------------------------------------------------------------------- */

/* marimo leaves out what does not compile; at least it shall be said. */
static void warn_of_broken(const ExactNotebook *exact, const char *name)
{
    for (guint i = 0; i < exact->analyses->len; i++) {
        const Analysis *analysis = g_ptr_array_index(exact->analyses, i);
        if (analysis->fault != ANALYSIS_OK)
            fprintf(stderr, "tarn: %s: cell %u: %s: left out\n", name, i + 1, analysis->message);
    }
}

static bool put_in_order(ExactNotebook *exact, const ConvertOptions *options, const char *name, GError **error)
{
    if (!options->target->flat && !options->topological)
        return true;
    g_autoptr(RunOrder) order = run_order_new(exact->notebook, exact->analyses);
    g_autoptr(GError) problem = NULL;
    bool good = run_order_exists(order, name, &problem);
    if (!options->target->flat) { /* another format can do with the order of the page */
        if (good && run_order_left_out(order) == 0)
            run_order_sort(order, exact->notebook, exact->analyses);
        return true;
    }
    if (good) {
        warn_of_broken(exact, name);
        run_order_sort(order, exact->notebook, exact->analyses);
    } else {
        g_propagate_error(error, g_steal_pointer(&problem));
    }
    return good;
}

/* The outputs that marimo or `tarn exec --save-session` saved of this code. */
static GPtrArray *saved_results(const ExactNotebook *exact, const char *name, GError **error)
{
    g_autofree char *path = format_session_path(name);
    g_autoptr(GBytes) bytes = file_read(path, NULL, error);
    if (!bytes)
        return NULL;
    gsize size;
    const char *text = g_bytes_get_data(bytes, &size);
    g_autofree char *hash = exact_metadata_hash(exact);
    SessionKey key = {exact->notebook, FORMAT_MARIMO_VERSION, hash};
    return format_session_read(&key, text ? text : "", size, path, error);
}

/* Any text would be a script of one broken cell, which is only what somebody wants who says so. */
static bool is_script(const ExactNotebook *exact, GBytes *bytes, const char *name, Analyzer *analyzer, GError **error)
{
    bool broken = false;
    for (guint i = 0; i < exact->analyses->len; i++)
        broken |= ((Analysis *)g_ptr_array_index(exact->analyses, i))->fault == ANALYSIS_SYNTAX;
    if (!broken)
        return true;
    gsize size;
    const char *text = g_bytes_get_data(bytes, &size);
    g_autoptr(CellSnapshot) whole = cell_snapshot_new(0, 0, "_", CELL_PLAIN, NULL, text, (gssize)size);
    g_autoptr(Analysis) analysis = analyzer_analyze(analyzer, whole);
    g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_NO_PYTHON,
                "%s:%d: not a notebook, and no valid Python either: %s (with -f script it becomes one broken cell)",
                name, MAX(analysis->line, 1), analysis->message ? analysis->message : "invalid syntax");
    return false;
}

/* --- the conversion ---------------------------------------------------------------------------------------------- */

static GString *convert(GBytes *bytes, const char *name, const ConvertOptions *options, GError **error)
{
    gsize size;
    const char *text = g_bytes_get_data(bytes, &size);
    const Format *source = options->source ? options->source : format_guess(name, text ? text : "", size);
    g_autoptr(Analyzer) analyzer = analyzer_new(error);
    g_autoptr(ExactNotebook) exact =
        analyzer ? exact_notebook_read_as(source, bytes, name, analyzer, NULL, error) : NULL;
    if (!exact)
        return NULL;
    if (!options->source && strcmp(source->name, "script") == 0 && !is_script(exact, bytes, name, analyzer, error))
        return NULL;
    bool marimo = strcmp(source->name, "marimo") == 0;
    warn_of_losses(exact->read, name);
    FormatPython python = exact_python(analyzer);
    if (marimo && options->target == source) { /* a header is what it is */
        ensure_cell(exact);
        warn_of_options(exact->notebook, name);
        FormatWriteOptions plain = {FORMAT_MARIMO_VERSION, true};
        return format_marimo_write(exact->notebook, exact->analyses, &python, &plain);
    }
    g_autoptr(GArray) page = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    for (guint i = 0; i < exact->notebook->cells->len; i++)
        g_array_append_val(page, ((CellSnapshot *)g_ptr_array_index(exact->notebook->cells, i))->id);
    g_autoptr(GPtrArray) results = options->session ? saved_results(exact, name, error) : NULL;
    if ((options->session && !results) || !put_in_order(exact, options, name, error))
        return NULL;
    const char *file = strcmp(options->inputs[0], "-") == 0 ? NULL : name;
    FormatWriting writing = {exact->notebook, exact->analyses, &python, file, FORMAT_MARIMO_VERSION, true,
                             exact->read->leftovers, page, results, false};
    return options->target->write(&writing, error);
}

/* What marimo does not know of options is not written where the format is its own. */
static bool keeps_options(const FormatRead *read, const char *input, GError **error)
{
    g_autoptr(NotebookSnapshot) notebook = notebook_snapshot(read->notebook);
    g_autoptr(GPtrArray) left = format_marimo_left_out(notebook);
    if (left->len > 0)
        g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_WOULD_LOSE_TEXT,
                    "%s: %s: marimo does not know it, and it would be lost (--force)", input,
                    (const char *)g_ptr_array_index(left, 0));
    return left->len == 0;
}

/* Converting a file onto itself must not lose what the notebook cannot hold. */
static bool may_replace(GBytes *bytes, const char *input, const char *output, bool to_marimo, GError **error)
{
    FileStamp from, to;
    if (!file_stamp_read(input, &from) || !file_stamp_read(output, &to) || !from.exists || !to.exists ||
        from.device != to.device || from.inode != to.inode)
        return true;
    gsize size;
    const char *text = g_bytes_get_data(bytes, &size);
    const Format *format = format_guess(input, text ? text : "", size);
    g_autoptr(FormatRead) read = format->read(text ? text : "", size, input, NULL, error);
    const FormatRemark *loss = read ? format_read_loss(read) : NULL;
    if (loss)
        g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_WOULD_LOSE_TEXT, "%s:%d: %s and would be lost (--force)",
                    input, loss->line, loss->message);
    return read && !loss && (!to_marimo || keeps_options(read, input, error));
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
    bool to_marimo = strcmp(options->target->name, "marimo") == 0;
    if (options->output && !standard && !options->force && !may_replace(bytes, input, options->output, to_marimo, error))
        return false;
    g_autoptr(GString) text = convert(bytes, name, options, error);
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
    else if (find_formats(&options, &error) && run(&options, &error))
        code = EXIT_DONE;
    else
        command_refuse(error->message);
    convert_options_clear(&options);
    return code;
}
