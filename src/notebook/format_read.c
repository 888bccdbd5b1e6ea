/* What a reader brings: the notebook, and remarks on what it found.  The same for all formats. */
#include "notebook/format_marimo_reader.h"

G_DEFINE_QUARK(tarn-format-error-quark, format_error)

static void remark_free(gpointer data)
{
    FormatRemark *remark = data;
    g_free(remark->message);
    g_free(remark);
}

FormatRead *format_read_new(void)
{
    FormatRead *read = g_new0(FormatRead, 1);
    read->remarks = g_ptr_array_new_with_free_func(remark_free);
    read->notebook = notebook_new();
    read->places = g_array_new(FALSE, FALSE, sizeof(FormatPlace));
    read->violations = g_array_new(FALSE, FALSE, sizeof(FormatViolation));
    return read;
}

void format_remarks_add(GPtrArray *remarks, int line, bool loses_text, const char *format, va_list arguments)
{
    FormatRemark *remark = g_new0(FormatRemark, 1);
    remark->line = line;
    remark->loses_text = loses_text;
    remark->message = g_strdup_vprintf(format, arguments);
    g_ptr_array_add(remarks, remark);
}

void format_read_remark(FormatRead *read, int line, bool loses_text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    format_remarks_add(read->remarks, line, loses_text, format, arguments);
    va_end(arguments);
}

Notebook *format_read_steal_notebook(FormatRead *read)
{
    return g_steal_pointer(&read->notebook);
}

const FormatRemark *format_read_loss(const FormatRead *read)
{
    for (guint i = 0; i < read->remarks->len; i++) {
        const FormatRemark *remark = g_ptr_array_index(read->remarks, i);
        if (remark->loses_text)
            return remark;
    }
    return NULL;
}

void format_read_leave(FormatRead *read, uint64_t cell, char *leftover)
{
    if (!read->leftovers)
        read->leftovers = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    g_hash_table_insert(read->leftovers, g_memdup2(&cell, sizeof cell), leftover);
}

void format_read_free(FormatRead *read)
{
    if (read->notebook)
        notebook_free(read->notebook);
    g_ptr_array_unref(read->remarks);
    g_clear_pointer(&read->leftovers, g_hash_table_unref);
    g_array_unref(read->places);
    g_array_unref(read->violations);
    g_free(read);
}
