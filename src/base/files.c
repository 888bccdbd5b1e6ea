#include "base/files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <glib/gstdio.h>

G_DEFINE_QUARK(tarn-file-system-error-quark, file_system_error)

static const size_t READ_STEP = 64 << 10;

/* "PATH: WHAT: why" by errno; returns false. */
static bool fail_errno(GError **error, const char *path, const char *what)
{
    int number = errno;
    int code = number == ENOENT ? FILE_SYSTEM_ERROR_MISSING : FILE_SYSTEM_ERROR_FAILED;
    g_set_error(error, FILE_SYSTEM_ERROR, code, "%s: %s%s%s", path, what ? what : "", what ? ": " : "",
                g_strerror(number));
    errno = number;
    return false;
}

/* --- stamps ------------------------------------------------------------------------------------------------ */

static FileStamp stamp_of(const struct stat *status)
{
    return (FileStamp){true, status->st_dev, status->st_ino, (uint64_t)status->st_size,
                       (int64_t)status->st_mtim.tv_sec * 1000000000 + status->st_mtim.tv_nsec};
}

bool file_stamp_read(const char *path, FileStamp *stamp)
{
    struct stat status;
    *stamp = (FileStamp){0};
    if (stat(path, &status) == 0) {
        *stamp = stamp_of(&status);
        return true;
    }
    return errno == ENOENT;
}

bool file_stamp_equal(const FileStamp *a, const FileStamp *b)
{
    if (!a->exists || !b->exists)
        return a->exists == b->exists;
    return a->device == b->device && a->inode == b->inode && a->size == b->size && a->modified_ns == b->modified_ns;
}

/* --- reading ----------------------------------------------------------------------------------------------- */

static bool too_large(GError **error, const char *name)
{
    g_set_error(error, FILE_SYSTEM_ERROR, FILE_SYSTEM_ERROR_TOO_LARGE, "%s: larger than %zu MB", name,
                FILE_SIZE_LIMIT >> 20);
    return false;
}

/* Reads to the end, which is not far behind `expected` bytes: memory that grows is copied, and each page of it costs. */
static bool read_on(int descriptor, GByteArray *bytes, guint expected, const char *name, GError **error)
{
    for (;;) {
        guint length = bytes->len, step = length <= expected ? expected + 1 - length : (guint)READ_STEP;
        g_byte_array_set_size(bytes, length + step);
        ssize_t got = read(descriptor, bytes->data + length, step);
        g_byte_array_set_size(bytes, length + (guint)MAX(got, 0));
        if (got == 0)
            return true;
        if (got < 0 && errno != EINTR)
            return fail_errno(error, name, NULL);
        if (bytes->len > FILE_SIZE_LIMIT)
            return too_large(error, name);
    }
}

static GBytes *read_all(int descriptor, guint expected, const char *name, GError **error)
{
    GByteArray *bytes = g_byte_array_new();
    if (read_on(descriptor, bytes, expected, name, error))
        return g_byte_array_free_to_bytes(bytes);
    g_byte_array_unref(bytes);
    return NULL;
}

GBytes *file_read_descriptor(int descriptor, const char *name, GError **error)
{
    return read_all(descriptor, READ_STEP - 1, name, error);
}

static bool is_readable_file(const struct stat *status, const char *path, GError **error)
{
    if (S_ISREG(status->st_mode) && (uint64_t)status->st_size > FILE_SIZE_LIMIT)
        return too_large(error, path);
    if (S_ISREG(status->st_mode))
        return true;
    g_set_error(error, FILE_SYSTEM_ERROR, FILE_SYSTEM_ERROR_NO_FILE, "%s: %s", path,
                S_ISDIR(status->st_mode) ? "is a directory" : "is not a regular file");
    return false;
}

GBytes *file_read(const char *path, FileStamp *stamp, GError **error)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK); /* a pipe must not block us */
    if (descriptor < 0) {
        fail_errno(error, path, NULL);
        return NULL;
    }
    struct stat status;
    GBytes *bytes = NULL;
    if (fstat(descriptor, &status) != 0)
        fail_errno(error, path, NULL);
    else if (is_readable_file(&status, path, error))
        bytes = read_all(descriptor, (guint)MAX((size_t)status.st_size, READ_STEP - 1), path, error);
    close(descriptor);
    if (bytes && stamp)
        *stamp = stamp_of(&status);
    return bytes;
}

static bool reads_as(int descriptor, const char *bytes, size_t size)
{
    g_autofree char *piece = g_malloc(READ_STEP);
    for (;;) {
        ssize_t got = read(descriptor, piece, READ_STEP);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0 && size == 0;
        if ((size_t)got > size || memcmp(piece, bytes, (size_t)got) != 0)
            return false;
        bytes += got;
        size -= (size_t)got;
    }
}

bool file_holds(const char *path, GBytes *bytes, FileStamp *stamp)
{
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (descriptor < 0)
        return false;
    struct stat status;
    bool holds = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && (uint64_t)status.st_size == size &&
                 reads_as(descriptor, data, size);
    close(descriptor);
    if (holds)
        *stamp = stamp_of(&status);
    return holds;
}

/* --- saving ------------------------------------------------------------------------------------------------- */

static bool write_all(int descriptor, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t done = write(descriptor, bytes, size);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return false;
        bytes += done;
        size -= (size_t)done;
    }
    return true;
}

/* So many links lead on to another before we give up, as the kernel does. */
enum { LINKS_MOST = 40 };

/* The file that a path means: links are followed, also where they lead to nothing yet. */
static char *follow_links(const char *path)
{
    char *real = realpath(path, NULL);
    if (real) {
        char *copy = g_strdup(real);
        free(real);
        return copy;
    }
    char *at = g_strdup(path);
    for (int i = 0; i < LINKS_MOST; i++) {
        g_autofree char *target = g_file_read_link(at, NULL);
        if (!target)
            break;
        g_autofree char *folder = g_path_get_dirname(at);
        g_free(at);
        at = g_path_is_absolute(target) ? g_steal_pointer(&target) : g_build_filename(folder, target, NULL);
    }
    return at;
}

/* Those that somebody gave the file; the system gives others by itself. */
static bool is_given(const char *attribute)
{
    return g_str_has_prefix(attribute, "user.") || g_str_has_prefix(attribute, "system.posix_acl_");
}

/* Extended attributes, among them access control lists.  False: one that somebody gave the file cannot be kept. */
static bool copy_attributes(const char *from, int to)
{
    enum { MOST = 64 << 10 }; /* bytes, of the list and of each value, as the kernel has it */
    g_autofree char *names = g_malloc(MOST), *value = g_malloc(MOST);
    ssize_t length = listxattr(from, names, MOST);
    for (const char *name = names; length > 0 && name < names + length; name += strlen(name) + 1) {
        ssize_t size = getxattr(from, name, value, MOST);
        if (size >= 0 && fsetxattr(to, name, value, (size_t)size, 0) != 0 && is_given(name))
            return false;
    }
    return true;
}

void folder_sync(const char *folder)
{
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    fsync(descriptor); /* some file systems have none for folders: nothing to be done */
    close(descriptor);
}

typedef struct {
    const char *path; /* as the user wrote it, for messages */
    const char *real; /* where it leads */
    const char *folder;
    const struct stat *old; /* NULL: it is not there yet */
    const char *bytes;
    size_t size;
    char *beside;   /* the new file, which has a name of its own still; NULL: there can be none */
    bool takes_over; /* what belongs to the old file belongs to the new one, too */
    FileStamp stamp;
} Save;

/* Gives the new file the owner, the group and the mode of the old one. */
static bool take_over(const Save *save, int descriptor)
{
    const struct stat *old = save->old;
    if (!old)
        return true; /* made with the mode that the user's mask leaves */
    if (old->st_nlink > 1)
        return false; /* its other names would keep the old text */
    return copy_attributes(save->real, descriptor) &&
           (old->st_uid == geteuid() || fchown(descriptor, old->st_uid, (gid_t)-1) == 0) &&
           (old->st_gid == getegid() || fchown(descriptor, (uid_t)-1, old->st_gid) == 0) &&
           fchmod(descriptor, old->st_mode & 07777) == 0;
}

/* The new file: written, and on the disk. */
static bool fill(Save *save, int descriptor)
{
    struct stat status;
    bool filled = write_all(descriptor, save->bytes, save->size);
    save->takes_over = filled && take_over(save, descriptor);
    filled = filled && fsync(descriptor) == 0 && fstat(descriptor, &status) == 0;
    int number = errno;
    if (close(descriptor) != 0 && filled) {
        filled = false;
        number = errno;
    }
    errno = number;
    if (filled)
        save->stamp = stamp_of(&status);
    return filled;
}

/* Room for the bytes is found first, so that a full disk cannot cut the file. */
static bool put(int descriptor, const char *bytes, size_t size, struct stat *status)
{
    errno = size ? posix_fallocate(descriptor, 0, (off_t)size) : 0;
    return errno == 0 && lseek(descriptor, 0, SEEK_SET) == 0 && write_all(descriptor, bytes, size) &&
           ftruncate(descriptor, (off_t)size) == 0 && fsync(descriptor) == 0 && fstat(descriptor, status) == 0;
}

/* Where no other file can take its place.  If it goes wrong half way the old bytes are put back; if that goes wrong,
 * too, the new ones are in the file beside it, and the message says where. */
static bool overwrite(Save *save, GError **error)
{
    g_autoptr(GBytes) before = file_read(save->real, NULL, error);
    if (!before)
        return false;
    int descriptor = open(save->real, O_WRONLY | O_CLOEXEC);
    if (descriptor < 0)
        return fail_errno(error, save->path, "not saved");
    struct stat status, restored;
    bool done = put(descriptor, save->bytes, save->size, &status);
    if (done) {
        save->stamp = stamp_of(&status);
    } else {
        fail_errno(error, save->path, "not saved");
        gsize size;
        const char *bytes = g_bytes_get_data(before, &size);
        if (!put(descriptor, bytes ? bytes : "", size, &restored) && save->beside) {
            g_prefix_error(error, "%s: torn, the new text is in %s: ", save->path, save->beside);
            g_clear_pointer(&save->beside, g_free); /* it stays */
        }
    }
    close(descriptor);
    return done;
}

/* ".NAME.tarn-XXXXXX" beside the file, or without its name if that is too long already. */
static char *temporary_name(const char *folder, const char *real)
{
    g_autofree char *base = g_path_get_basename(real);
    g_autofree char *name = strlen(base) > 200 ? g_strdup(".tarn-XXXXXX") : g_strdup_printf(".%s.tarn-XXXXXX", base);
    return g_build_filename(folder, name, NULL);
}

/* The new file beside the old one takes its name, or is a second copy while the old one is written over. */
static bool replace(Save *save, GError **error)
{
    save->beside = temporary_name(save->folder, save->real);
    int descriptor = g_mkstemp_full(save->beside, O_RDWR | O_CLOEXEC, save->old ? 0600 : 0666);
    if (descriptor < 0) {
        bool may_not = errno == EACCES || errno == EPERM; /* the folder is not ours, but the file is */
        g_clear_pointer(&save->beside, g_free);
        return save->old && may_not ? overwrite(save, error) : fail_errno(error, save->path, "not saved");
    }
    bool saved = false;
    if (!fill(save, descriptor))
        fail_errno(error, save->path, "not saved");
    else if (!save->takes_over)
        saved = overwrite(save, error);
    else if (rename(save->beside, save->real) != 0)
        fail_errno(error, save->path, "not saved");
    else
        saved = true;
    if (saved && save->takes_over)
        folder_sync(save->folder);
    else if (save->beside)
        unlink(save->beside);
    g_clear_pointer(&save->beside, g_free);
    return saved;
}

bool file_save(const char *path, const char *bytes, size_t size, FileStamp *stamp, GError **error)
{
    g_autofree char *real = follow_links(path);
    struct stat old;
    bool exists = stat(real, &old) == 0;
    if (!exists && errno != ENOENT)
        return fail_errno(error, path, "not saved");
    if (exists && !S_ISREG(old.st_mode)) {
        g_set_error(error, FILE_SYSTEM_ERROR, FILE_SYSTEM_ERROR_NO_FILE, "%s: not saved: %s", path,
                    S_ISDIR(old.st_mode) ? "is a directory" : "is not a regular file");
        return false;
    }
    if (exists && access(real, W_OK) != 0)
        return fail_errno(error, path, "not saved");

    g_autofree char *folder = g_path_get_dirname(real);
    Save save = {.path = path, .real = real, .folder = folder, .old = exists ? &old : NULL, .bytes = bytes, .size = size};
    bool saved = replace(&save, error);
    if (saved && stamp)
        *stamp = save.stamp;
    return saved;
}

/* --- folders --------------------------------------------------------------------------------------------------- */

static const struct {
    const char *variable;
    const char *fallback; /* below the home folder; NULL: below the folder for temporary files */
    bool private;
} FOLDERS[] = {
    [FOLDER_CONFIG] = {"XDG_CONFIG_HOME", ".config", false},
    [FOLDER_STATE] = {"XDG_STATE_HOME", ".local/state", true},
    [FOLDER_CACHE] = {"XDG_CACHE_HOME", ".cache", true},
    [FOLDER_RUNTIME] = {"XDG_RUNTIME_DIR", NULL, true},
};

char *folder_path(FolderKind kind)
{
    const char *root = g_getenv(FOLDERS[kind].variable);
    if (root && g_path_is_absolute(root)) /* relative ones are to be ignored, says the specification */
        return g_build_filename(root, "tarn", NULL);
    if (FOLDERS[kind].fallback)
        return g_build_filename(g_get_home_dir(), FOLDERS[kind].fallback, "tarn", NULL);
    g_autofree char *name = g_strdup_printf("tarn-%u", (unsigned)getuid());
    return g_build_filename(g_get_tmp_dir(), name, NULL);
}

/* In a folder that all may write to, another could have made it before us. */
static bool is_ours_alone(const char *path, GError **error)
{
    struct stat status;
    if (lstat(path, &status) != 0)
        return fail_errno(error, path, NULL);
    if (S_ISDIR(status.st_mode) && status.st_uid == geteuid() &&
        ((status.st_mode & 077) == 0 || chmod(path, 0700) == 0))
        return true;
    g_set_error(error, FILE_SYSTEM_ERROR, FILE_SYSTEM_ERROR_FAILED, "%s: is not a private folder of this user", path);
    return false;
}

char *folder_make(FolderKind kind, GError **error)
{
    g_autofree char *path = folder_path(kind);
    if (g_mkdir_with_parents(path, FOLDERS[kind].private ? 0700 : 0777) != 0) {
        fail_errno(error, path, NULL);
        return NULL;
    }
    if (FOLDERS[kind].private && !is_ours_alone(path, error))
        return NULL;
    return g_steal_pointer(&path);
}

/* --- room ------------------------------------------------------------------------------------------------------ */

typedef struct {
    char *file;
    gint64 used;
    size_t size;
} Kept;

static void kept_clear(gpointer data)
{
    g_free(((Kept *)data)->file);
}

static int by_last_use(const void *a, const void *b)
{
    const Kept *one = a, *other = b;
    return one->used < other->used ? -1 : one->used > other->used;
}

void folder_make_room(const char *folder, size_t size, size_t most_bytes, guint most_files)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(Kept));
    g_array_set_clear_func(all, kept_clear);
    g_autoptr(GDir) names = g_dir_open(folder, 0, NULL);
    for (const char *name; names && (name = g_dir_read_name(names));) {
        Kept kept = {.file = g_build_filename(folder, name, NULL)};
        GStatBuf status;
        if (g_lstat(kept.file, &status) == 0) {
            kept.used = (gint64)status.st_mtim.tv_sec * G_USEC_PER_SEC + status.st_mtim.tv_nsec / 1000;
            kept.size = (size_t)status.st_size;
            size += kept.size;
        }
        g_array_append_val(all, kept);
    }
    g_array_sort(all, by_last_use);
    for (guint i = 0; i < all->len && (size > most_bytes || all->len - i >= most_files); i++) {
        const Kept *kept = &g_array_index(all, Kept, i);
        if (g_unlink(kept->file) == 0)
            size -= kept->size;
    }
}
