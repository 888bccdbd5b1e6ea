/* Files: reading them whole, replacing them without ever leaving half of one, and tarn's own folders.
 *
 *     FileStamp stamp;
 *     g_autoptr(GBytes) bytes = file_read(path, &stamp, &error);
 *     ...
 *     if (file_stamp_read(path, &now) && !file_stamp_equal(&now, &stamp)) ...   // someone else wrote it
 *     file_save(path, text, size, &stamp, &error);
 *
 * Errors are of FILE_SYSTEM_ERROR, their messages are "PATH: why".  Any thread; these calls wait for the disk.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

#define FILE_SYSTEM_ERROR (file_system_error_quark())
GQuark file_system_error_quark(void);
enum { FILE_SYSTEM_ERROR_FAILED, FILE_SYSTEM_ERROR_MISSING, FILE_SYSTEM_ERROR_NO_FILE, FILE_SYSTEM_ERROR_TOO_LARGE };

/* Which state of which file one has seen.  Equal stamps mean: not written in between. */
typedef struct {
    bool exists;
    uint64_t device, inode, size;
    int64_t modified_ns;
} FileStamp;

/* Of the file that `path` leads to, through links; a missing one has a stamp, too.  False if it cannot be told. */
bool file_stamp_read(const char *path, FileStamp *stamp);
bool file_stamp_equal(const FileStamp *a, const FileStamp *b);

/* The largest file that is read: nothing that a person edits is as large. */
#define FILE_SIZE_LIMIT ((size_t)64 << 20)

/* A regular file as it is now; `stamp` (or NULL) is taken before.  The caller unrefs the bytes. */
GBytes *file_read(const char *path, FileStamp *stamp, GError **error);

/* Is it a regular file with these bytes?  If so `stamp` gets its stamp, taken before. */
bool file_holds(const char *path, GBytes *bytes, FileStamp *stamp);

/* From a descriptor (a pipe, a terminal) to its end, under the same limit; `name` is for messages. */
GBytes *file_read_descriptor(int descriptor, const char *name, GError **error);

/* Replaces a file or makes a new one.  The bytes go to a new file beside it, reach the disk, and take its name;
 * links are followed, mode, owner and extended attributes kept.  Whatever fails, the old file is whole and
 * nothing is left beside it.  Where no other file can take its place (it has several names, its owner cannot be
 * kept, or the folder is not ours) it is overwritten: after room for it was found, with the new bytes in the file
 * beside it until they are in this one, and with the old ones put back if that fails.  `stamp` (or NULL) is that of
 * the new state. */
bool file_save(const char *path, const char *bytes, size_t size, FileStamp *stamp, GError **error);

typedef enum {
    FOLDER_CONFIG,  /* what the user writes: tarnrc, keymaps, themes */
    FOLDER_STATE,   /* what must survive: journals, histories; private */
    FOLDER_CACHE,   /* what can be made again; private */
    FOLDER_RUNTIME, /* sockets: of this user and this boot; private */
} FolderKind;

/* tarn's folder of a kind, by the XDG base directory specification.  The caller frees it. */
char *folder_path(FolderKind kind);

/* The same, made if it was missing; a private one is checked to be ours alone (0700). */
char *folder_make(FolderKind kind, GError **error);

/* Makes room for one more file of `size` bytes: all in the folder together have no more than so many bytes, and there are
 * no more of them.  Those not used for longest go first. */
void folder_make_room(const char *folder, size_t size, size_t most_bytes, guint most_files);

/* The names in this folder reach the disk, where its file system can do that. */
void folder_sync(const char *folder);
