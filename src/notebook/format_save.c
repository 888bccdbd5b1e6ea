#include "notebook/format_save.h"

#include "notebook/format.h"
#include "notebook/format_conflict.h"
#include "notebook/notebook_merge.h"

static FormatRead *read_original(GBytes *original, const char *name, GError **error)
{
    gsize size;
    const char *bytes = g_bytes_get_data(original, &size);
    return format_for_file(name)->read(bytes ? bytes : "", size, name, NULL, error);
}

static bool holds(const FormatRead *read, const NotebookSnapshot *notebook)
{
    g_autoptr(NotebookSnapshot) original = notebook_snapshot(read->notebook);
    return read->status != FORMAT_EMPTY && notebook_snapshot_same(original, notebook);
}

static bool is_undecided(GBytes *original)
{
    gsize size;
    const char *text = g_bytes_get_data(original, &size);
    return format_conflict_line(text ? text : "", size) > 0;
}

bool format_save_is_unchanged(const NotebookSnapshot *notebook, GBytes *original, const char *name)
{
    if (is_undecided(original))
        return false;
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

/* Whoever saves a file that had conflict markers has decided; but neither side may hold what a notebook cannot. */
static bool may_be_decided(const FormatSave *save, GError **error)
{
    gsize size;
    const char *text = g_bytes_get_data(save->original, &size);
    for (int theirs = 0; theirs < 2; theirs++) {
        g_autoptr(GBytes) side = format_conflict_side(text, size, theirs);
        g_autoptr(FormatRead) read = read_original(side, save->name, NULL);
        if (read && !may_be_rewritten(read, save->name, error))
            return false;
    }
    return true;
}

GBytes *format_save(const NotebookSnapshot *notebook, GPtrArray *analyses, const FormatPython *python,
                    const FormatSave *save, GError **error)
{
    const Format *format = format_for_file(save->name);
    if (!format_can_be_read(format)) {
        g_set_error(error, FORMAT_ERROR, FORMAT_ERROR_WOULD_LOSE_TEXT,
                    "%s: a page could not be edited again", save->name);
        return NULL;
    }
    bool undecided = save->original && is_undecided(save->original);
    if (undecided && !save->force && !may_be_decided(save, error))
        return NULL;
    if (save->original && !undecided) {
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
