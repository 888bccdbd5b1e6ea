#include "cli/load.h"

#include <string.h>

#include "base/files.h"
#include "notebook/format.h"
#include "notebook/format_conflict.h"
#include "notebook/format_preview.h"
#include "notebook/notebook_merge.h"

static NotebookSnapshot *parse_side(const Format *format, GBytes *bytes, const char *path, bool theirs, GError **error)
{
    gsize size;
    const char *text = g_bytes_get_data(bytes, &size);
    g_autoptr(GBytes) side = format_conflict_side(text, size, theirs);
    g_autoptr(GError) reading = NULL;
    text = g_bytes_get_data(side, &size);
    g_autoptr(FormatRead) read = format->read(text ? text : "", size, path, NULL, &reading);
    if (read)
        return notebook_snapshot(read->notebook);
    g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_CONFLICT, "%s: has conflict markers, and with %s side is no notebook: %s",
                path, theirs ? "their" : "our", reading->message);
    return NULL;
}

/* A file that Git left with conflict markers is two notebooks: what differs is for the user to decide. */
static Notebook *parse_sides(const Format *format, GBytes *bytes, const char *path, AppRead *app, GError **error)
{
    g_autoptr(NotebookSnapshot) ours = parse_side(format, bytes, path, false, error);
    g_autoptr(NotebookSnapshot) theirs = ours ? parse_side(format, bytes, path, true, error) : NULL;
    if (!theirs)
        return NULL;
    g_autoptr(NotebookMerge) merge = notebook_merge_two(ours, theirs);
    Notebook *notebook = notebook_new();
    notebook_take(notebook, merge->notebook);
    app->conflicts = g_ptr_array_ref(merge->conflicts);
    guint count = merge->conflicts->len;
    app->remark = count ? g_strdup_printf("a merge of Git was left undecided: %u conflict%s, ]x goes there", count,
                                          count == 1 ? "" : "s")
                        : g_strdup("a merge of Git was left undecided, but no cell has two versions; :w writes it");
    return notebook;
}

Notebook *load_bytes(GBytes *bytes, const char *path, AppRead *app, GError **error)
{
    gsize size;
    const char *text = g_bytes_get_data(bytes, &size);
    const Format *format = format_for_file(path);
    if (!format_can_be_edited(format)) {
        g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_NOT_A_NOTEBOOK,
                    "%s: a Jupyter notebook: tarn convert %s -t marimo -o NB.py makes one of it that can be edited",
                    path, path);
        return NULL;
    }
    if (format_conflict_line(text ? text : "", size) > 0)
        return parse_sides(format, bytes, path, app, error);
    g_autoptr(FormatRead) read = format->read(text ? text : "", size, path, NULL, error);
    if (!read)
        return NULL;
    const FormatRemark *loss = format_read_loss(read);
    if (loss)
        app->remark = g_strdup_printf("line %d: %s: a save would lose it (:w! saves all the same)", loss->line, loss->message);
    return format_read_steal_notebook(read);
}

Notebook *load_notebook(const char *path, AppRead *read, GError **error)
{
    if (!path)
        return notebook_new();
    if (!format_can_be_read(format_for_file(path))) { /* also a new one: it could not be opened again */
        g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_NOT_A_NOTEBOOK, "%s: a page is written, but not read", path);
        return NULL;
    }
    g_autoptr(GError) reading = NULL;
    read->bytes = file_read(path, NULL, &reading);
    if (read->bytes)
        return load_bytes(read->bytes, path, read, error);
    if (g_error_matches(reading, FILE_SYSTEM_ERROR, FILE_SYSTEM_ERROR_MISSING))
        return notebook_new();
    g_propagate_error(error, g_steal_pointer(&reading));
    return NULL;
}

Notebook *load_preview(const char *path, size_t *cells)
{
    g_autoptr(GBytes) bytes = strcmp(format_for_file(path)->name, "marimo") == 0 ? file_read(path, NULL, NULL) : NULL;
    gsize size;
    const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
    if (text && format_conflict_line(text, size) > 0)
        return NULL;
    return text ? format_marimo_preview(text, size, cells) : NULL;
}

