#include "engine/undo_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/files.h"
#include "engine/state_folder.h"

/* The file; NULL: there is no folder for it. */
static char *file_of(const char *path, char **folder, GError **error)
{
    *folder = state_folder_make("undo", error);
    g_autofree char *key = *folder ? state_key(path) : NULL;
    return key ? g_strdup_printf("%s/%s.undo", *folder, key) : NULL;
}

HistoryImage *undo_file_read(const char *path, const NotebookSnapshot *text, GError **error)
{
    g_autofree char *folder = NULL;
    g_autofree char *file = file_of(path, &folder, NULL); /* where nothing can be written, nothing was */
    g_autoptr(GError) reading = NULL;
    g_autoptr(GBytes) bytes = file ? file_read(file, NULL, &reading) : NULL;
    if (bytes)
        return history_image_read(bytes, text, error);
    if (reading && !g_error_matches(reading, FILE_SYSTEM_ERROR, FILE_SYSTEM_ERROR_MISSING))
        g_propagate_error(error, g_steal_pointer(&reading));
    return NULL;
}

static bool write_all(int descriptor, const char *bytes, gsize size)
{
    for (gssize done; size > 0; bytes += done, size -= (gsize)done) {
        done = write(descriptor, bytes, size);
        if (done < 0 && errno != EINTR)
            return false;
        done = MAX(done, 0);
    }
    return true;
}

/* Under a name of its own until it is whole and on the disk. */
static bool write_file(const char *file, GBytes *bytes)
{
    g_autofree char *fresh = g_strdup_printf("%s.XXXXXX", file);
    int descriptor = g_mkstemp_full(fresh, O_WRONLY | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return false;
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    bool done = write_all(descriptor, data, size) && fdatasync(descriptor) == 0;
    int number = errno;
    if (close(descriptor) != 0 && done) {
        done = false;
        number = errno;
    }
    if (done && rename(fresh, file) == 0)
        return true;
    number = done ? errno : number;
    g_unlink(fresh);
    errno = number;
    return false;
}

bool undo_file_write(const char *path, const HistoryImage *image, const NotebookSnapshot *text, GError **error)
{
    g_autofree char *folder = NULL;
    g_autofree char *file = file_of(path, &folder, error);
    if (!file)
        return false;
    g_autoptr(GBytes) bytes = history_image_write(image, text);
    folder_make_room(folder, g_bytes_get_size(bytes), UNDO_FILE_LIMIT, UNDO_FILES);
    if (write_file(file, bytes))
        return true;
    g_set_error(error, FILE_SYSTEM_ERROR, FILE_SYSTEM_ERROR_FAILED, "%s (%s)", g_strerror(errno), file);
    return false;
}

void undo_file_remove(const char *path)
{
    g_autofree char *folder = NULL;
    g_autofree char *file = file_of(path, &folder, NULL);
    if (file)
        g_unlink(file);
}
