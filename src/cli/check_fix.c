/* tarn check --fix: the file as marimo would leave it, unless something in it would be lost. */
#include "cli/check.h"

#include <string.h>

#include "cli/exact.h"
#include "notebook/format_markdown.h"
#include "notebook/format_marimo_reusable.h"
#include "notebook/format_save.h"
#include "notebook/pytext.h"

/* --- nothing may be lost ----------------------------------------------------------------------------------- */

/* The code of a cell without white space: what has to be there afterwards, wherever the lines break. */
static GString *substance(const CellSnapshot *cell)
{
    gsize size;
    const char *code = g_bytes_get_data(cell->code, &size);
    GString *text = g_string_sized_new(size);
    for (gsize i = 0; i < size; i++) {
        if (!g_ascii_isspace(code[i]))
            g_string_append_c(text, code[i]);
    }
    return text;
}

/* The first cell, from 0, of which marimo reads less than is there; the number of cells if there is none. */
static guint first_shortened(const NotebookSnapshot *whole, const NotebookSnapshot *told)
{
    guint cells = MIN(whole->cells->len, told->cells->len);
    for (guint i = 0; i < cells; i++) {
        g_autoptr(GString) mine = substance(g_ptr_array_index(whole->cells, i));
        g_autoptr(GString) theirs = substance(g_ptr_array_index(told->cells, i));
        if (!g_string_equal(mine, theirs))
            return i;
    }
    return whole->cells->len == told->cells->len ? told->cells->len : cells;
}

static bool loses_nothing(const CheckFix *fix, GError **error)
{
    gsize size;
    const char *text = g_bytes_get_data(fix->bytes, &size);
    g_autoptr(FormatRead) read = format_marimo_read(text ? text : "", size, fix->name, error);
    if (!read)
        return false;
    const FormatRemark *loss = format_read_loss(read);
    if (loss) {
        g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_WOULD_LOSE_TEXT, "%s:%d: %s and would be lost: not fixed",
                    fix->name, loss->line, loss->message);
        return false;
    }
    g_autoptr(NotebookSnapshot) whole = notebook_snapshot(read->notebook);
    guint cell = first_shortened(whole, fix->input->notebook);
    if (cell == fix->input->notebook->cells->len)
        return true;
    int line = cell < read->places->len ? g_array_index(read->places, FormatPlace, cell).code_line : 1;
    g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_WOULD_LOSE_TEXT,
                "%s:%d: a part of this cell is not where marimo looks for it and would be lost: not fixed", fix->name,
                line);
    return false;
}

/* The text of a Markdown cell, however it is quoted; else the code. */
static GString *meaning(const ExactNotebook *exact, guint index)
{
    const CellSnapshot *cell = g_ptr_array_index(exact->notebook->cells, index);
    g_autofree char *text = format_markdown_of_cell(cell, g_ptr_array_index(exact->analyses, index));
    return text ? g_string_new(g_strstrip(text)) : substance(cell);
}

/* What is written into a file that is no .py is read again: it has to be what was written. */
static bool reads_back(const CheckFix *fix, const NotebookSnapshot *notebook, GPtrArray *analyses, const GString *text,
                       GError **error)
{
    const FormatRemark *loss = format_read_loss(fix->input->read);
    if (loss) {
        g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_WOULD_LOSE_TEXT, "%s:%d: %s and would be lost: not fixed",
                    fix->name, loss->line, loss->message);
        return false;
    }
    const ExactNotebook written = {NULL, (NotebookSnapshot *)notebook, analyses};
    g_autoptr(GBytes) bytes = g_bytes_new_static(text->str, text->len);
    g_autoptr(ExactNotebook) again = exact_notebook_read(bytes, fix->name, fix->analyzer, NULL, NULL);
    guint cells = again ? MIN(again->notebook->cells->len, notebook->cells->len) : 0;
    for (guint i = 0; i < cells; i++) {
        g_autoptr(GString) before = meaning(&written, i), after = meaning(again, i);
        if (!g_string_equal(before, after))
            cells = i;
    }
    if (again && cells == notebook->cells->len && cells == again->notebook->cells->len)
        return true;
    g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_WOULD_LOSE_TEXT,
                "%s: cell %u would not be read again as it is and something of it would be lost: not fixed", fix->name,
                cells + 1);
    return false;
}

/* --- unsafe fixes -------------------------------------------------------------------------------------------- */

typedef struct {
    NotebookSnapshot *notebook;
    GPtrArray *analyses;
} Changed;

static bool has_finding(const CheckFix *fix, const char *code)
{
    for (guint i = 0; i < fix->findings->len; i++) {
        const LintFinding *finding = g_ptr_array_index(fix->findings, i);
        if (strcmp(finding->rule->code, code) == 0 && finding->fix == LINT_FIX_UNSAFE)
            return true;
    }
    return false;
}

static void append_cell(const CheckFix *fix, Changed *changed, guint index)
{
    g_ptr_array_add(changed->notebook->cells, cell_snapshot_ref(g_ptr_array_index(fix->input->notebook->cells, index)));
    g_ptr_array_add(changed->analyses, analysis_ref(g_ptr_array_index(fix->input->analyses, index)));
}

/* The cells in the order that reusable definitions ask for, without the empty ones. */
static void change(const CheckFix *fix, Changed *changed)
{
    guint count = fix->input->notebook->cells->len;
    g_autoptr(GArray) order = NULL;
    if (has_finding(fix, "MR003")) {
        g_autoptr(GArray) reusables = reusables_find(fix->input->notebook, fix->input->analyses, fix->input->builtins,
                                                     lint_cell_compiles);
        order = reusables_order(reusables, count);
    }
    bool drop = has_finding(fix, "MF004");
    for (guint i = 0; i < count; i++) {
        guint index = order ? g_array_index(order, guint, i) : i;
        const Analysis *analysis = g_ptr_array_index(fix->input->analyses, index);
        if (!drop || !(analysis->empty || analysis->only_passes))
            append_cell(fix, changed, index);
    }
}

/* --- the text ---------------------------------------------------------------------------------------------------- */

static bool is_version_line(PySlice line)
{
    static const char *const STARTS[] = {"__generated_with = ", "marimo-version: "};
    for (size_t i = 0; i < G_N_ELEMENTS(STARTS); i++) {
        if (line.length >= strlen(STARTS[i]) && memcmp(line.bytes, STARTS[i], strlen(STARTS[i])) == 0)
            return true;
    }
    return false;
}

/* A file that is as marimo leaves it but for the version in it is left alone. */
static GString *without_version(const char *text, size_t size)
{
    bool replaced;
    g_autoptr(GString) decoded = pytext_decode(text, size, &replaced);
    g_string_replace(decoded, "\r\n", "\n", 0);
    GString *out = g_string_sized_new(size);
    const char *end = decoded->str + decoded->len;
    for (const char *at = decoded->str; at < end;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        PySlice line = {at, (size_t)((stop ? stop : end) - at)};
        if (!is_version_line(line))
            g_string_append_len(out, line.bytes, (gssize)line.length);
        g_string_append_c(out, '\n');
        at += line.length + 1;
    }
    PySlice stripped = pytext_strip((PySlice){out->str, out->len});
    GString *result = g_string_new_len(stripped.bytes, (gssize)stripped.length);
    g_string_free(out, TRUE);
    return result;
}

static bool differs(GBytes *bytes, const GString *text)
{
    gsize size;
    const char *old = g_bytes_get_data(bytes, &size);
    g_autoptr(GString) before = without_version(old ? old : "", size), after = without_version(text->str, text->len);
    return !g_string_equal(before, after);
}

GBytes *check_fixed_text(const CheckFix *fix, GError **error)
{
    g_autoptr(NotebookSnapshot) notebook = g_new0(NotebookSnapshot, 1);
    notebook->references = 1;
    notebook->header = notebook_header_copy(fix->input->notebook->header);
    notebook->cells = g_ptr_array_new_with_free_func((GDestroyNotify)cell_snapshot_unref);
    g_autoptr(GPtrArray) analyses = g_ptr_array_new_with_free_func((GDestroyNotify)analysis_unref);
    Changed changed = {notebook, analyses};
    if (fix->unsafe) {
        change(fix, &changed);
    } else {
        for (guint i = 0; i < fix->input->notebook->cells->len; i++)
            append_cell(fix, &changed, i);
    }
    FormatPython python = exact_python(fix->analyzer);
    const Format *format = format_for_file(fix->name);
    bool is_python = strcmp(format->name, "marimo") == 0;
    FormatWriteOptions options = {FORMAT_MARIMO_VERSION, false};
    FormatWriting writing = {notebook, analyses, &python, fix->name, FORMAT_MARIMO_VERSION, false, NULL};
    g_autoptr(GString) text = is_python ? format_marimo_write(notebook, analyses, &python, &options)
                                        : format->write(&writing, error);
    if (!text || !differs(fix->bytes, text))
        return NULL;
    if (is_python ? !loses_nothing(fix, error) : !reads_back(fix, notebook, analyses, text, error))
        return NULL;
    return g_string_free_to_bytes(g_steal_pointer(&text));
}
