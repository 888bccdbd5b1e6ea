#include "notebook/format_save.h"

#include "notebook/format.h"

static bool same_header(const NotebookHeader *a, const NotebookHeader *b)
{
    if (g_strcmp0(a->text, b->text) != 0 || g_strcmp0(a->version, b->version) != 0 ||
        a->options->len != b->options->len)
        return false;
    for (guint i = 0; i < a->options->len; i++) {
        const AppOption *first = g_ptr_array_index(a->options, i), *second = g_ptr_array_index(b->options, i);
        if (g_strcmp0(first->name, second->name) != 0 || g_strcmp0(first->value, second->value) != 0)
            return false;
    }
    return true;
}

/* The kind does not count: the writer decides it. */
static bool same_cell(const CellSnapshot *a, const CellSnapshot *b)
{
    return g_strcmp0(a->name, b->name) == 0 && cell_config_equal(&a->config, &b->config) &&
           g_bytes_equal(a->code, b->code);
}

static bool same_notebook(const NotebookSnapshot *a, const NotebookSnapshot *b)
{
    if (a->cells->len != b->cells->len || !same_header(a->header, b->header))
        return false;
    for (guint i = 0; i < a->cells->len; i++) {
        if (!same_cell(g_ptr_array_index(a->cells, i), g_ptr_array_index(b->cells, i)))
            return false;
    }
    return true;
}

static FormatRead *read_original(GBytes *original, const char *name, GError **error)
{
    gsize size;
    const char *bytes = g_bytes_get_data(original, &size);
    return format_for_file(name)->read(bytes ? bytes : "", size, name, NULL, error);
}

static bool holds(const FormatRead *read, const NotebookSnapshot *notebook)
{
    g_autoptr(NotebookSnapshot) original = notebook_snapshot(read->notebook);
    return read->status != FORMAT_EMPTY && same_notebook(original, notebook);
}

bool format_save_is_unchanged(const NotebookSnapshot *notebook, GBytes *original, const char *name)
{
    g_autoptr(FormatRead) read = read_original(original, name, NULL);
    return read && holds(read, notebook);
}

static bool may_be_rewritten(const FormatRead *read, const char *name, GError **error)
{
    const FormatRemark *loss = format_read_loss(read);
    if (!loss)
        return true;
    g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_WOULD_LOSE_TEXT, "%s:%d: %s: a save would lose it", name,
                loss->line, loss->message);
    return false;
}

GBytes *format_save(const NotebookSnapshot *notebook, GPtrArray *analyses, const FormatPython *python,
                    const FormatSave *save, GError **error)
{
    const Format *format = format_for_file(save->name);
    if (!format_can_be_read(format)) {
        g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_WOULD_LOSE_TEXT,
                    "%s: a page could not be edited again; tarn convert and tarn exec -o write pages", save->name);
        return NULL;
    }
    if (save->original) {
        g_autoptr(GError) reading = NULL;
        g_autoptr(FormatRead) read = read_original(save->original, save->name, &reading);
        if (read && holds(read, notebook))
            return g_bytes_ref(save->original);
        if (!read && !save->force) {
            g_propagate_error(error, g_steal_pointer(&reading));
            return NULL;
        }
        if (read && !save->force && !may_be_rewritten(read, save->name, error))
            return NULL;
    }
    const char *version = notebook->header->version;
    const char *known = version && *version ? version : FORMAT_MARIMO_VERSION;
    if (format == FORMATS) { /* a header is what it is, even if it looks like front matter */
        FormatWriteOptions options = {known, false};
        return g_string_free_to_bytes(format_marimo_write(notebook, analyses, python, &options));
    }
    FormatWriting writing = {notebook, analyses, python, save->name, known, false, NULL};
    GString *text = format->write(&writing, error);
    return text ? g_string_free_to_bytes(text) : NULL;
}
