#include "engine/engine_disk.h"

#include <string.h>

#include "notebook/cell_match.h"
#include "notebook/format.h"
#include "notebook/format_conflict.h"

void worker_disk_open(Worker *worker, NotebookSnapshot *notebook)
{
    worker_disk_close(worker);
    if (!worker->setup->options.watch || !worker->file.path)
        return;
    worker->watch = engine_watch_new(worker->file.path);
    worker->base = notebook_snapshot_ref(notebook);
}

void worker_disk_close(Worker *worker)
{
    g_clear_pointer(&worker->watch, engine_watch_free);
    g_clear_pointer(&worker->base, notebook_snapshot_unref);
    g_clear_pointer(&worker->disk_told, g_free);
    worker->disk_asked = false;
}

void worker_disk_settle(Worker *worker, NotebookSnapshot *base)
{
    worker->disk_asked = false;
    g_clear_pointer(&worker->disk_told, g_free);
    if (!worker->base)
        return;
    notebook_snapshot_unref(worker->base);
    worker->base = notebook_snapshot_ref(base);
}

/* Each state of the file is told once. */
static bool tell(Worker *worker, bool failed, char *text) /* takes it */
{
    if (g_strcmp0(text, worker->disk_told) != 0)
        worker_tell_message(worker, failed, text);
    g_free(worker->disk_told);
    worker->disk_told = text;
    return false;
}

/* The file is as we know it.  Whoever was told otherwise hears of it. */
static bool is_as_it_was(Worker *worker, const char *name)
{
    if (worker->disk_told) {
        g_autofree char *text = g_strdup_printf("%s is on disk again as it was", name);
        worker_tell_message(worker, false, text);
        g_clear_pointer(&worker->disk_told, g_free);
    }
    return false;
}

static bool is_blank(const char *text, gsize size)
{
    for (gsize i = 0; i < size; i++) {
        if (!g_ascii_isspace(text[i]))
            return false;
    }
    return true;
}

/* A program that writes it may have failed half-way: what is missing is the end.  Where a file may end between cells that
 * may be meant. */
static bool is_cut_off(const EngineFile *file, const Format *format, const char *text, gsize size)
{
    gsize whole;
    const char *before = file->original ? g_bytes_get_data(file->original, &whole) : NULL;
    bool begins_alike = before && size < whole && memcmp(before, text, size) == 0;
    return begins_alike && (text[size - 1] != '\n' || strcmp(format->name, "marimo") == 0);
}

/* Of those that we know. */
static guint count_gone(const NotebookSnapshot *base, const GArray *matches)
{
    guint found = 0;
    for (guint i = 0; i < matches->len; i++)
        found += g_array_index(matches, gint, i) >= 0;
    return base->cells->len - MIN(found, base->cells->len);
}

/* So many at once are no edit: nobody's work goes without a word. */
static bool tell_gone(Worker *worker, guint gone)
{
    return tell(worker, true,
                g_strdup_printf("%u of %u cells are gone on disk: not taken in (:e! takes the file, :w! writes yours)",
                                gone, worker->base->cells->len));
}

static bool tell_change(Worker *worker, FormatRead *read, GBytes *bytes)
{
    enum { MANY = 4 };
    g_autoptr(NotebookSnapshot) theirs = notebook_snapshot(read->notebook);
    g_autoptr(GArray) matches = cell_match(worker->base->cells, theirs->cells);
    guint gone = count_gone(worker->base, matches);
    if (gone >= MANY && gone * 2 > worker->base->cells->len)
        return tell_gone(worker, gone);
    EngineEvent *event = engine_event_new(ENGINE_DISK, 0);
    event->base = notebook_snapshot_ref(worker->base);
    event->theirs = g_steal_pointer(&theirs);
    event->matches = g_steal_pointer(&matches);
    event->read = g_bytes_ref(bytes);
    worker_tell(worker, event);
    worker->disk_asked = true;
    return true;
}

/* What a file that changed holds. */
static bool take(Worker *worker, const char *name, GBytes *bytes)
{
    gsize size;
    const char *text = g_bytes_get_data(bytes, &size);
    if (is_blank(text, size))
        return tell(worker, true, g_strdup_printf("%s is empty on disk; your text stays, :w! writes it", name));
    int line = format_conflict_line(text, size);
    if (line > 0)
        return tell(worker, true,
                    g_strdup_printf("%s:%d: a conflict marker on disk: not taken in until they are gone (:e! opens them)",
                                    name, line));
    g_autoptr(GError) error = NULL;
    const Format *format = format_for_file(worker->file.path);
    if (is_cut_off(&worker->file, format, text, size))
        return tell(worker, true, g_strdup_printf("%s is cut off on disk: not taken in (:e! takes it, :w! writes yours)", name));
    g_autoptr(FormatRead) read = format->read(text, size, name, NULL, &error);
    if (!read)
        return tell(worker, true, g_strdup_printf("not a notebook on disk: %s; your text stays, :w! writes it", error->message));
    if (read->status == FORMAT_EMPTY)
        return tell(worker, true, g_strdup_printf("%s has no cells on disk; your text stays, :w! writes it", name));
    return tell_change(worker, read, bytes);
}

bool worker_disk_check(Worker *worker)
{
    EngineFile *file = &worker->file;
    if (!worker->base || worker->disk_asked)
        return worker->disk_asked;
    g_autofree char *name = g_path_get_basename(file->path);
    FileStamp stamp;
    if (file_stamp_read(file->path, &stamp) && file_stamp_equal(&stamp, &file->stamp))
        return is_as_it_was(worker, name);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = file_read(file->path, &stamp, &error);
    if (g_error_matches(error, FILE_SYSTEM_ERROR, FILE_SYSTEM_ERROR_MISSING))
        return tell(worker, true, g_strdup_printf("%s was deleted by another program; :w writes it again", name));
    if (!bytes)
        return tell(worker, true, g_strdup_printf("not readable on disk: %s; your text stays", error->message));
    if (file->original && g_bytes_equal(bytes, file->original)) {
        file->stamp = stamp; /* touched, or put back */
        return is_as_it_was(worker, name);
    }
    return take(worker, name, bytes);
}
