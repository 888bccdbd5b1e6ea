#include "cli/check.h"

#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "cli/exact.h"
#include "notebook/pytext.h"

void check_file_free(CheckFile *file)
{
    g_free(file->name);
    g_free(file->message);
    g_free(file->detail);
    g_free(file->refusal);
    g_clear_pointer(&file->findings, g_ptr_array_unref);
    g_clear_pointer(&file->bytes, g_bytes_unref);
    g_free(file);
}

bool check_fixed(const CheckOptions *options, const CheckFile *file, const LintFinding *finding)
{
    return options->fix && !file->refusal &&
           (finding->fix == LINT_FIX_SAFE || (finding->fix == LINT_FIX_UNSAFE && options->unsafe));
}

static void fail(CheckFile *file, char *message, const GError *error)
{
    file->status = CHECK_FAILED;
    file->message = message;
    file->detail = error ? g_strdup(error->message) : NULL;
}

/* What marimo says of a file that it cannot read. */
static void take_error(CheckFile *file, const GError *error, const CheckOptions *options)
{
    bool format = error->domain == FORMAT_ERROR;
    bool script = format && (error->code == FORMAT_ERROR_NOT_A_NOTEBOOK || error->code == FORMAT_ERROR_NO_APP);
    if ((script && options->ignore_scripts) || (format && error->code == FORMAT_ERROR_NO_PYTHON)) /* empty, to marimo */
        file->status = CHECK_SKIPPED;
    else if (format && error->code == FORMAT_ERROR_NOT_A_NOTEBOOK)
        fail(file, g_strdup_printf("Failed to parse: %s (not a valid notebook)", file->name), NULL);
    else if (format && error->code == FORMAT_ERROR_NO_APP)
        fail(file, g_strdup_printf("Not recognizable as a marimo notebook: %s", file->name), error);
    else if (g_error_matches(error, FILE_SYSTEM_ERROR, FILE_SYSTEM_ERROR_MISSING))
        fail(file, g_strdup_printf("File not found: %s", file->name), error);
    else
        fail(file, g_strdup_printf("Failed to parse: %s", file->name), error);
}

static void fix_file(CheckFile *file, const LintInput *input, const CheckOptions *options)
{
    CheckFix fix = {file->name, file->bytes, input, file->findings, input->analyzer, options->unsafe};
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) text = check_fixed_text(&fix, &error);
    gsize size;
    const char *bytes = text ? g_bytes_get_data(text, &size) : NULL;
    if (bytes)
        file->fixed = file_save(file->name, bytes, size, NULL, &error);
    if (error)
        file->refusal = g_strdup(error->message);
}

static void look(CheckFile *file, const ExactNotebook *exact, Analyzer *analyzer, const CheckOptions *options)
{
    gsize size;
    const char *text = g_bytes_get_data(file->bytes, &size);
    bool standard = strcmp(file->name, "-") == 0;
    g_autoptr(Graph) graph = lint_graph(exact->notebook, exact->analyses);
    LintInput input = {
        .notebook = exact->notebook,
        .analyses = exact->analyses,
        .graph = graph,
        .analyzer = analyzer,
        .builtins = analyzer_builtins(analyzer),
        .read = exact->read,
        .file_name = standard ? NULL : file->name,
        .text = text,
        .size = size,
        .site_packages = options->site_packages,
    };
    CheckChoice choice = check_choice_of_file(&options->choice, text, size);
    file->findings = lint_find(&input, choice.select ? (char *const *)choice.select->pdata : NULL,
                               choice.ignore ? (char *const *)choice.ignore->pdata : NULL);
    check_choice_clear(&choice);
    if (options->fix && !standard)
        fix_file(file, &input, options);
}

static bool is_markdown_name(const char *name)
{
    return g_str_has_suffix(name, ".md") || g_str_has_suffix(name, ".qmd");
}

/* marimo reads Markdown without what is blank around it. */
static ExactNotebook *read_markdown(const CheckFile *file, Analyzer *analyzer, GError **error)
{
    gsize size;
    const char *text = g_bytes_get_data(file->bytes, &size);
    PySlice stripped = pytext_strip((PySlice){text ? text : "", size});
    g_autoptr(GBytes) bytes = g_bytes_new_static(stripped.bytes, stripped.length);
    ExactNotebook *exact = exact_notebook_read(bytes, file->name, analyzer, NULL, error);
    int above = 0;
    for (const char *at = text; at && at < stripped.bytes; at++)
        above += *at == '\n';
    for (guint i = 0; exact && i < exact->read->places->len; i++)
        g_array_index(exact->read->places, FormatPlace, i).code_line += above;
    return exact;
}

static ExactNotebook *read_notebook(const CheckFile *file, Analyzer *analyzer, GError **error)
{
    if (is_markdown_name(file->name))
        return read_markdown(file, analyzer, error);
    return exact_notebook_read(file->bytes, file->name, analyzer, NULL, error);
}

CheckFile *check_file(const char *name, Analyzer *analyzer, const CheckOptions *options)
{
    CheckFile *file = g_new0(CheckFile, 1);
    file->name = g_strdup(name);
    bool standard = strcmp(name, "-") == 0;
    if (!standard && !g_str_has_suffix(name, ".py") && !is_markdown_name(name) && g_file_test(name, G_FILE_TEST_EXISTS)) {
        file->status = CHECK_SKIPPED;
        return file;
    }
    g_autoptr(GError) error = NULL;
    file->bytes = standard ? file_read_descriptor(STDIN_FILENO, "standard input", &error) : file_read(name, NULL, &error);
    g_autoptr(ExactNotebook) exact = file->bytes ? read_notebook(file, analyzer, &error) : NULL;
    if (!exact)
        take_error(file, error, options);
    else if (exact->read->status == FORMAT_EMPTY || exact->read->plain)
        file->status = CHECK_SKIPPED;
    else
        look(file, exact, analyzer, options);
    return file;
}
