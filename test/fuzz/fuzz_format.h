/* What all targets of readers do: read, then write in every format, and read that. */
#pragma once

#include <stdint.h>
#include <stdlib.h>

#include "notebook/format.h"
#include "test/fuzz/replay.h"

static inline bool fuzz_parses(gpointer self, const char *code, size_t length)
{
    return length % 2 == 0; /* nobody knows; both answers are tried */
}

static inline GPtrArray *fuzz_analyses(const NotebookSnapshot *notebook)
{
    GPtrArray *analyses = g_ptr_array_new_with_free_func((GDestroyNotify)analysis_unref);
    for (guint i = 0; i < notebook->cells->len; i++) {
        const CellSnapshot *cell = g_ptr_array_index(notebook->cells, i);
        Analysis *analysis = analysis_new(cell->id, cell->revision);
        if (i % 3 == 1)
            analysis->fault = ANALYSIS_SYNTAX;
        if (i % 3 == 2)
            analysis->language = LANGUAGE_SQL;
        g_ptr_array_add(analyses, analysis);
    }
    return analyses;
}

static inline void fuzz_format(const char *name, const char *bytes, size_t size)
{
    static char *const BUILTINS[] = {NULL};
    const FormatPython python = {NULL, fuzz_parses, BUILTINS};
    g_autoptr(GError) error = NULL;
    g_autoptr(FormatRead) read = format_find(name)->read(bytes, size, "fuzz", &python, &error);
    if (!read != (error != NULL))
        abort();
    if (!read)
        return;
    g_autoptr(NotebookSnapshot) notebook = notebook_snapshot(read->notebook);
    g_autoptr(GPtrArray) analyses = fuzz_analyses(notebook);
    FormatWriting writing = {notebook, analyses, &python, "fuzz.py", "0", false, read->leftovers};
    for (const Format *format = FORMATS; format->name; format++) {
        GString *text = format->write(&writing, NULL);
        if (!text)
            continue;
        g_autoptr(FormatRead) again = format->read(text->str, text->len, "fuzz", &python, NULL);
        g_string_free(text, TRUE);
    }
}
