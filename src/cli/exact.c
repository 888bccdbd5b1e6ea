#include "cli/exact.h"

#include <string.h>

#include "engine/analyze_metadata.h"
#include "engine/analyze_rewrite.h"
#include "notebook/format_conflict.h"
#include "notebook/format_session.h"

static bool parses(gpointer self, const char *code, size_t length)
{
    return analyzer_parses(self, code, length);
}

static Analysis *analyse_code(gpointer self, const char *code, size_t length)
{
    g_autoptr(CellSnapshot) cell = cell_snapshot_new(0, 0, "_", CELL_PLAIN, NULL, code, (gssize)length);
    return analyzer_analyze(self, cell);
}

static GPtrArray *bindings(gpointer self, const char *code, size_t length)
{
    return analyzer_bindings(self, code, length);
}

static char *rewrite(gpointer self, const char *code, size_t length, const FormatRewrite *how)
{
    return analyzer_rewrite(self, code, length, how);
}

FormatPython exact_python(Analyzer *analyzer)
{
    return (FormatPython){analyzer, parses, analyzer_builtins(analyzer), analyse_code, bindings, rewrite};
}

/* Of a text that no cell has: the reader asks whether a piece of the file is Python. */
typedef struct {
    Analyzer *analyzer;
    const ExactJudge *judge;
} Jury;

static bool parses_somewhere(gpointer self, const char *code, size_t length)
{
    const Jury *jury = self;
    if (analyzer_parses(jury->analyzer, code, length))
        return true;
    g_autoptr(GBytes) bytes = g_bytes_new_static(code, length);
    const CellSnapshot cell = {.code = bytes};
    g_autoptr(Analysis) analysis = jury->judge ? jury->judge->judge(jury->judge->self, &cell) : NULL;
    return analysis && analysis->fault != ANALYSIS_SYNTAX;
}

static Analysis *analyse_text(gpointer self, const char *code, size_t length)
{
    const Jury *jury = self;
    return analyse_code(jury->analyzer, code, length);
}

static Analysis *analyse_cell(const CellSnapshot *cell, const Jury *jury)
{
    g_autoptr(Analysis) analysis = analyzer_analyze(jury->analyzer, cell);
    Analysis *second =
        analysis->fault == ANALYSIS_SYNTAX && jury->judge ? jury->judge->judge(jury->judge->self, cell) : NULL;
    return second ? second : g_steal_pointer(&analysis);
}

/* Without analyses as yet.  Takes `read`. */
static ExactNotebook *exact_of(FormatRead *read)
{
    ExactNotebook *exact = g_new0(ExactNotebook, 1);
    exact->read = read;
    exact->notebook = notebook_snapshot(read->notebook);
    exact->analyses = g_ptr_array_new_with_free_func((GDestroyNotify)analysis_unref);
    return exact;
}

static ExactNotebook *analyse(FormatRead *read, const Jury *jury)
{
    ExactNotebook *exact = exact_of(read);
    for (guint i = 0; i < exact->notebook->cells->len; i++)
        g_ptr_array_add(exact->analyses, analyse_cell(g_ptr_array_index(exact->notebook->cells, i), jury));
    return exact;
}

/* Whether marimo might have read the file piece by piece: something in it may be no valid Python. */
static bool is_doubtful(const ExactNotebook *exact)
{
    if (exact->read->status == FORMAT_HAS_ERRORS)
        return true;
    for (guint i = 0; i < exact->analyses->len; i++) {
        const Analysis *analysis = g_ptr_array_index(exact->analyses, i);
        if (analysis->fault == ANALYSIS_SYNTAX)
            return true;
    }
    return false;
}

static ExactNotebook *read_marimo(GBytes *bytes, const char *name, Analyzer *analyzer, const ExactJudge *judge,
                                  GError **error)
{
    Jury jury = {analyzer, judge};
    gsize size;
    const char *text = g_bytes_get_data(bytes, &size);
    g_autoptr(GError) first_error = NULL;
    FormatRead *read = format_marimo_read_exact(text, size, name, NULL, &first_error);
    if (!read && (first_error->domain != FORMAT_ERROR || first_error->code == FORMAT_ERROR_ENCODING)) {
        g_propagate_error(error, g_steal_pointer(&first_error));
        return NULL;
    }
    g_autoptr(ExactNotebook) first = read ? analyse(read, &jury) : NULL;
    if (first && !is_doubtful(first))
        return g_steal_pointer(&first);
    FormatPython python = {&jury, parses_somewhere, analyzer_builtins(analyzer), analyse_text};
    read = format_marimo_read_exact(text, size, name, &python, error);
    return read ? analyse(read, &jury) : NULL;
}

ExactNotebook *exact_notebook_known(GBytes *bytes, const char *name, AnalysisStore *store)
{
    gsize size;
    const char *text = g_bytes_get_data(bytes, &size);
    if (!text || strcmp(format_for_file(name)->name, "marimo") != 0 || format_conflict_line(text, size) > 0)
        return NULL;
    FormatRead *read = format_marimo_read_exact(text, size, name, NULL, NULL);
    if (!read)
        return NULL;
    g_autoptr(ExactNotebook) exact = exact_of(read);
    for (guint i = 0; i < exact->notebook->cells->len; i++) {
        Analysis *known = analysis_store_find(store, g_ptr_array_index(exact->notebook->cells, i));
        if (!known)
            return NULL;
        g_ptr_array_add(exact->analyses, known);
    }
    return is_doubtful(exact) ? NULL : g_steal_pointer(&exact);
}

void exact_notebook_replace(ExactNotebook *exact, guint index, CellSnapshot *cell, Analyzer *analyzer,
                            const ExactJudge *judge)
{
    Jury jury = {analyzer, judge};
    cell_snapshot_unref(g_ptr_array_index(exact->notebook->cells, index));
    exact->notebook->cells->pdata[index] = cell;
    analysis_unref(g_ptr_array_index(exact->analyses, index));
    exact->analyses->pdata[index] = analyse_cell(cell, &jury);
}

ExactNotebook *exact_notebook_read_as(const Format *format, GBytes *bytes, const char *name, Analyzer *analyzer,
                                      const ExactJudge *judge, GError **error)
{
    Jury jury = {analyzer, judge};
    gsize size;
    const char *text = g_bytes_get_data(bytes, &size);
    if (!format_conflict_check(text ? text : "", size, name, error))
        return NULL;
    if (strcmp(format->name, "marimo") == 0)
        return read_marimo(bytes, name, analyzer, judge, error);
    FormatPython python = exact_python(analyzer);
    FormatRead *read = format->read(text ? text : "", size, name, &python, error);
    return read ? analyse(read, &jury) : NULL;
}

ExactNotebook *exact_notebook_read(GBytes *bytes, const char *name, Analyzer *analyzer, const ExactJudge *judge,
                                   GError **error)
{
    return exact_notebook_read_as(format_for_file(name), bytes, name, analyzer, judge, error);
}

void exact_notebook_free(ExactNotebook *exact)
{
    format_read_free(exact->read);
    notebook_snapshot_unref(exact->notebook);
    g_ptr_array_unref(exact->analyses);
    g_free(exact);
}

char *exact_metadata_hash(const ExactNotebook *exact)
{
    g_autofree char *metadata = analyzer_metadata(exact->notebook->header->text);
    return metadata ? format_session_hash(metadata, strlen(metadata)) : NULL;
}
