#include "cli/why.h"

char *why_fault(const Analysis *analysis)
{
    const char *message = analysis->message ? analysis->message : "it does not compile";
    if (analysis->line <= 0)
        return g_strdup(message);
    if (analysis->character <= 0)
        return g_strdup_printf("line %d: %s", analysis->line, message);
    return g_strdup_printf("line %d, column %d: %s", analysis->line, analysis->character, message);
}

char *why_invalid(const Graph *graph, const Analysis *analysis, LivePlace *place, gpointer self)
{
    g_autoptr(GPtrArray) errors = live_errors(graph, analysis, place, self);
    guint first = analysis->fault != ANALYSIS_OK ? 1 : 0; /* it is told better here: with its place */
    GString *why = g_string_new(NULL);
    if (first) {
        g_autofree char *fault = why_fault(analysis);
        g_string_append(why, fault);
    }
    for (guint i = first; i < errors->len; i++) {
        const CellError *error = g_ptr_array_index(errors, i);
        g_string_append_printf(why, "%s%s", why->len ? "; " : "", error->message);
    }
    if (why->len == 0)
        g_string_append(why, "it cannot run");
    return g_string_free(why, FALSE);
}
