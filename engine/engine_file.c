#include "engine/engine_file.h"

#include <sys/stat.h>
#include <unistd.h>

G_DEFINE_QUARK(tarn-engine-file-error-quark, engine_file_error)

void engine_file_clear(EngineFile *file)
{
    g_clear_pointer(&file->path, g_free);
    g_clear_pointer(&file->original, g_bytes_unref);
    file->stamp = (FileStamp){0};
}

bool engine_file_open(EngineFile *file, const char *path, GBytes *read)
{
    engine_file_clear(file);
    if (!path)
        return true;
    file->path = g_canonicalize_filename(path, NULL);
    file->original = read ? g_bytes_ref(read) : NULL;
    if (read) /* else its stamp is that of no file: what is there is somebody else's */
        return file_holds(file->path, read, &file->stamp);
    g_autoptr(GBytes) there = file_read(file->path, NULL, NULL);
    return !there;
}

void engine_file_rename(EngineFile *file, const char *path)
{
    engine_file_clear(file);
    file->path = g_canonicalize_filename(path, NULL);
}

/* Does the file still hold what we know of it?  A touched file with the same bytes does. */
static bool is_ours(const EngineFile *file)
{
    FileStamp now;
    if (!file_stamp_read(file->path, &now) || !now.exists)
        return true; /* gone, or not to be seen: nothing is there to be lost */
    if (file_stamp_equal(&now, &file->stamp))
        return true;
    if (!file->original)
        return false;
    g_autoptr(GBytes) bytes = file_read(file->path, NULL, NULL);
    return bytes && g_bytes_equal(bytes, file->original);
}

static bool may_write(const EngineFile *file, const char *path, bool own, bool force, GError **error)
{
    FileStamp there;
    if (force)
        return true;
    g_autofree char *name = g_path_get_basename(path);
    if (own && !is_ours(file)) {
        g_set_error(error, ENGINE_FILE_ERROR, ENGINE_FILE_ERROR_CHANGED,
                    "%s was changed by somebody else since it was read (:w! overwrites it)", name);
        return false;
    }
    struct stat now;
    if (stat(path, &now) == 0 && !(now.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH))) { /* root could, but should ask */
        g_set_error(error, ENGINE_FILE_ERROR, ENGINE_FILE_ERROR_READ_ONLY, "%s is read-only%s", name,
                    access(path, W_OK) == 0 ? " (:w! overwrites it)" : "");
        return false;
    }
    if (!own && file_stamp_read(path, &there) && there.exists) {
        g_set_error(error, ENGINE_FILE_ERROR, ENGINE_FILE_ERROR_EXISTS, "%s exists (:w! overwrites it)", name);
        return false;
    }
    return true;
}

bool engine_file_may_replace(const char *path, bool force, GError **error)
{
    const EngineFile none = {0};
    return may_write(&none, path, false, force, error);
}

bool engine_file_save(EngineFile *file, const NotebookSnapshot *notebook, GPtrArray *analyses,
                      const FormatPython *python, const char *path, bool force, GError **error)
{
    g_autofree char *absolute = g_canonicalize_filename(path, NULL);
    bool own = !file->path || g_strcmp0(absolute, file->path) == 0;
    if (!file->path) {
        file->path = g_strdup(absolute);
        file_stamp_read(absolute, &file->stamp);
        if (file->stamp.exists)
            own = false;
    } else if (own && !file->original && !file->stamp.exists) { /* nothing was ever read there */
        FileStamp there;
        own = !file_stamp_read(absolute, &there) || !there.exists;
    }
    if (!may_write(file, absolute, own, force, error))
        return false;
    FormatSave save = {.name = path, .original = own ? file->original : NULL, .force = force};
    g_autoptr(GBytes) bytes = format_save(notebook, analyses, python, &save, error);
    if (!bytes)
        return false;
    FileStamp there;
    if (own && bytes == file->original && file_stamp_read(absolute, &there) && file_stamp_equal(&there, &file->stamp))
        return true; /* it says so already */
    gsize size;
    const char *text = g_bytes_get_data(bytes, &size);
    FileStamp stamp;
    if (!file_save(absolute, text ? text : "", size, &stamp, error))
        return false;
    if (own || g_strcmp0(absolute, file->path) == 0) {
        file->stamp = stamp;
        g_clear_pointer(&file->original, g_bytes_unref);
        file->original = g_bytes_ref(bytes);
    }
    return true;
}
