#include "engine/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/files.h"
#include "engine/journal_lock.h"
#include "engine/journal_record.h"
#include "engine/state_folder.h"

enum {
    DELAY_MS = 600,  /* from the first edit to the disk */
    RETRY_MS = 1000, /* after the disk did not take it */
    SMALLEST_REWRITE = 1 << 20,
    TIMES_THE_NOTEBOOK = 4,
};

struct Journal {
    char *folder;
    char *file;      /* what is written */
    char *fresh_file; /* what will be `file` when it is whole */
    char *recovered; /* what an earlier session left */
    char *lock_file;
    JournalLock *lock; /* NULL: another editor has it */
    int fd;          /* -1: nothing was written */
    size_t size;
    size_t notebook_size; /* of the last whole notebook in it */
    NotebookSnapshot *base;
    NotebookSnapshot *on_disk; /* what the file holds, with the editor's ids; or NULL */
    GHashTable *origins;       /* id -> CellSnapshot, owned: what is undecided there was this before */
    GHashTable *edits; /* id -> CellSnapshot, owned: since `base` */
    GHashTable *fresh; /* ids of edits that are not in the file */
    bool changed;      /* the base is not what was opened or saved */
    bool others;       /* what `file` holds is still that of an earlier session */
    gint64 due;        /* monotonic, or 0 */
};

G_DEFINE_QUARK(tarn-journal-error-quark, journal_error)

/* --- the files -------------------------------------------------------------------------------------------- */

static bool fail(GError **error, const char *file)
{
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_DISK, "%s (%s)", g_strerror(errno), file); /* why first: it is long */
    return false;
}

/* What was kept of the file that lay there before a link took its name. */
static void take_over(Journal *journal, const char *key)
{
    g_autofree char *file = g_strdup_printf("%s/%s.journal", journal->folder, key);
    g_autofree char *older = g_strdup_printf("%s/%s.recovered", journal->folder, key);
    g_autofree char *lock_file = g_strdup_printf("%s/%s.lock", journal->folder, key);
    const char *left = access(file, F_OK) == 0 ? file : access(older, F_OK) == 0 ? older : NULL;
    if (!left || strcmp(file, journal->file) == 0 || access(journal->file, F_OK) == 0 || access(journal->recovered, F_OK) == 0)
        return;
    int lock = open(lock_file, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0)
        g_rename(left, journal->recovered);
    if (lock >= 0)
        close(lock);
}

static Journal *open_locked(const char *path, JournalLock *(*lock)(const char *file, GError **error), GError **error)
{
    g_autofree char *folder = state_folder_make("journal", error);
    if (!folder)
        return NULL;
    g_autofree char *key = state_key(path), *own_key = state_key_of_link(path);
    Journal *journal = g_new0(Journal, 1);
    journal->folder = g_strdup(folder);
    journal->file = g_strdup_printf("%s/%s.journal", folder, key);
    journal->fresh_file = g_strdup_printf("%s/%s.journal.new", folder, key);
    journal->recovered = g_strdup_printf("%s/%s.recovered", folder, key);
    journal->lock_file = g_strdup_printf("%s/%s.lock", folder, key);
    journal->fd = -1;
    journal->others = true;
    journal->edits = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, (GDestroyNotify)cell_snapshot_unref);
    journal->origins = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, (GDestroyNotify)cell_snapshot_unref);
    journal->fresh = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    if ((journal->lock = lock(journal->lock_file, error))) {
        g_unlink(journal->fresh_file); /* of a session that died while it wrote it */
        take_over(journal, own_key);
        return journal;
    }
    journal_close(journal, false);
    return NULL;
}

Journal *journal_open(const char *path, GError **error)
{
    return open_locked(path, journal_lock_new, error);
}

Journal *journal_take(const char *path, GError **error)
{
    return open_locked(path, journal_lock_take, error);
}

int journal_fd(const Journal *journal)
{
    return journal_lock_fd(journal->lock);
}

bool journal_is_asked(Journal *journal)
{
    return journal_lock_is_asked(journal->lock);
}

bool journal_is_held(const char *path)
{
    g_autofree char *folder = state_folder_make("journal", NULL), *key = state_key(path);
    g_autofree char *file = folder ? g_strdup_printf("%s/%s.lock", folder, key) : NULL;
    return file && journal_lock_is_held(file);
}

static void remove_file(Journal *journal)
{
    if (journal->fd >= 0)
        close(journal->fd);
    journal->fd = -1;
    journal->size = journal->notebook_size = 0;
    g_unlink(journal->file);
}

void journal_close(Journal *journal, bool discard)
{
    if (journal->lock && !journal->others && (discard || (!journal->changed && g_hash_table_size(journal->edits) == 0)))
        remove_file(journal);
    journal_lock_free(journal->lock);
    if (journal->fd >= 0)
        close(journal->fd);
    g_clear_pointer(&journal->base, notebook_snapshot_unref);
    g_clear_pointer(&journal->on_disk, notebook_snapshot_unref);
    g_hash_table_unref(journal->origins);
    g_hash_table_unref(journal->edits);
    g_hash_table_unref(journal->fresh);
    g_free(journal->folder);
    g_free(journal->file);
    g_free(journal->fresh_file);
    g_free(journal->recovered);
    g_free(journal->lock_file);
    g_free(journal);
}

/* --- recovery ---------------------------------------------------------------------------------------------- */

void journal_recovery_free(JournalRecovery *recovery)
{
    notebook_snapshot_unref(recovery->notebook);
    g_clear_pointer(&recovery->base, notebook_snapshot_unref);
    g_free(recovery);
}

/* The journal of a session that ended badly is put aside, and an older one that nobody decided about, too.  False
 * with errno: it still stands where ours should. */
static bool put_aside(Journal *journal)
{
    if (access(journal->file, F_OK) != 0)
        return errno == ENOENT;
    if (access(journal->recovered, F_OK) == 0) {
        g_autofree char *older = g_strdup_printf("%s.%" G_GINT64_FORMAT, journal->recovered, g_get_real_time());
        if (g_rename(journal->recovered, older) < 0)
            return false;
    }
    return g_rename(journal->file, journal->recovered) == 0;
}

JournalRecovery *journal_recover(Journal *journal, GError **error)
{
    journal->others = journal->others && !put_aside(journal);
    const char *file = journal->others ? journal->file : journal->recovered;
    struct stat status;
    if (stat(file, &status) != 0)
        return NULL;
    g_autoptr(GBytes) bytes = file_read(file, NULL, error);
    if (!bytes)
        return NULL;
    gsize size;
    const void *data = g_bytes_get_data(bytes, &size);
    NotebookSnapshot *base, *notebook = journal_read(data ? data : "", size, &base);
    if (!notebook) {
        g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_DISK, "no whole notebook is in it (%s)", file);
        return NULL;
    }
    JournalRecovery *recovery = g_new0(JournalRecovery, 1);
    recovery->notebook = notebook;
    recovery->base = base;
    recovery->seconds = MAX(0, (double)g_get_real_time() / G_USEC_PER_SEC - (double)status.st_mtime);
    return recovery;
}

void journal_discard_recovery(Journal *journal)
{
    g_unlink(journal->recovered);
    if (journal->others && g_unlink(journal->file) == 0)
        journal->others = false;
}

/* --- noting --------------------------------------------------------------------------------------------------- */

static void set_base(Journal *journal, NotebookSnapshot *notebook)
{
    g_clear_pointer(&journal->base, notebook_snapshot_unref);
    journal->base = notebook_snapshot_ref(notebook);
    g_hash_table_remove_all(journal->edits);
    g_hash_table_remove_all(journal->fresh);
}

/* Takes neither. */
static void note_file(Journal *journal, NotebookSnapshot *file, GPtrArray *origins)
{
    notebook_snapshot_ref(file);
    g_clear_pointer(&journal->on_disk, notebook_snapshot_unref);
    journal->on_disk = file;
    g_hash_table_remove_all(journal->origins);
    for (guint i = 0; origins && i < origins->len; i++) {
        CellSnapshot *origin = cell_snapshot_ref(g_ptr_array_index(origins, i));
        g_hash_table_replace(journal->origins, &origin->id, origin);
    }
}

void journal_set(Journal *journal, NotebookSnapshot *notebook)
{
    set_base(journal, notebook);
    note_file(journal, notebook, NULL);
    journal->changed = false;
    journal->due = 0;
}

static void set_due(Journal *journal)
{
    if (journal->due == 0)
        journal->due = g_get_monotonic_time() + DELAY_MS * 1000;
}

void journal_restructure(Journal *journal, NotebookSnapshot *notebook)
{
    set_base(journal, notebook);
    journal->changed = true;
    journal->notebook_size = 0; /* it must be written whole */
    set_due(journal);
}

void journal_set_file(Journal *journal, NotebookSnapshot *file, GPtrArray *origins)
{
    if (!file && !journal->on_disk)
        return;
    note_file(journal, file ? file : journal->on_disk, origins);
    journal->notebook_size = 0; /* it must be written whole */
    if (journal->changed || g_hash_table_size(journal->edits) > 0)
        set_due(journal);
}

void journal_edit(Journal *journal, CellSnapshot *cell)
{
    CellSnapshot *kept = cell_snapshot_ref(cell);
    g_hash_table_replace(journal->edits, &kept->id, kept);
    g_hash_table_add(journal->fresh, g_memdup2(&cell->id, sizeof cell->id));
    set_due(journal);
}

void journal_forget(Journal *journal)
{
    if (!journal->others)
        remove_file(journal);
    g_hash_table_remove_all(journal->fresh);
    journal->changed = false;
    journal->due = 0;
    if (!journal->base)
        return;
    if (g_hash_table_size(journal->edits) == 0) {
        note_file(journal, journal->base, NULL);
        return;
    }
    NotebookSnapshot *saved = g_new0(NotebookSnapshot, 1); /* the base with what was typed since */
    saved->header = notebook_header_copy(journal->base->header);
    saved->cells = g_ptr_array_new_full(journal->base->cells->len, (GDestroyNotify)cell_snapshot_unref);
    saved->generation = journal->base->generation;
    saved->references = 1;
    for (guint i = 0; i < journal->base->cells->len; i++) {
        CellSnapshot *cell = g_ptr_array_index(journal->base->cells, i);
        CellSnapshot *newer = g_hash_table_lookup(journal->edits, &cell->id);
        g_ptr_array_add(saved->cells, cell_snapshot_ref(newer ? newer : cell));
    }
    set_base(journal, saved);
    note_file(journal, saved, NULL);
    notebook_snapshot_unref(saved);
}

int journal_due(const Journal *journal)
{
    if (journal->due == 0)
        return -1;
    return (int)MAX(0, (journal->due - g_get_monotonic_time() + 999) / 1000);
}

/* --- writing --------------------------------------------------------------------------------------------------- */

static bool write_all(int fd, const guint8 *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = write(fd, bytes, size);
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0) {
            bytes += written;
            size -= (size_t)written;
        }
    }
    return true;
}

static void add_edits(Journal *journal, GByteArray *bytes, bool only_fresh)
{
    GHashTableIter all;
    g_hash_table_iter_init(&all, journal->edits);
    for (gpointer id, cell; g_hash_table_iter_next(&all, &id, &cell);) {
        if (!only_fresh || g_hash_table_contains(journal->fresh, id))
            journal_write_edit(bytes, cell);
    }
}

/* What changes are changes of: the file, but for what is undecided in it. */
static void write_base(const Journal *journal, GByteArray *bytes)
{
    if (!journal->on_disk)
        return;
    NotebookSnapshot base = {journal->on_disk->header, g_ptr_array_new(), 0, 1}; /* borrows */
    g_autoptr(GHashTable) left = g_hash_table_new(g_int64_hash, g_int64_equal);
    GHashTableIter all;
    g_hash_table_iter_init(&all, journal->origins);
    for (gpointer id, origin; g_hash_table_iter_next(&all, &id, &origin);)
        g_hash_table_insert(left, id, origin);
    for (guint i = 0; i < journal->on_disk->cells->len; i++) {
        CellSnapshot *cell = g_ptr_array_index(journal->on_disk->cells, i);
        CellSnapshot *origin = g_hash_table_lookup(left, &cell->id);
        g_ptr_array_add(base.cells, origin ? origin : cell);
        g_hash_table_remove(left, &cell->id);
    }
    g_hash_table_iter_init(&all, left); /* these were deleted there */
    for (gpointer origin; g_hash_table_iter_next(&all, NULL, &origin);)
        g_ptr_array_add(base.cells, origin);
    journal_write_base(bytes, &base);
    g_ptr_array_unref(base.cells);
}

/* A new file beside the old one, which takes its name when it is on the disk. */
static bool write_anew(Journal *journal, GError **error)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    journal_write_begin(bytes);
    write_base(journal, bytes);
    journal_write_notebook(bytes, journal->base);
    add_edits(journal, bytes, false);
    if (journal->others && !put_aside(journal))
        return fail(error, journal->file);
    journal->others = false;
    const char *name = journal->fresh_file;
    g_mkdir_with_parents(journal->folder, 0700); /* if somebody has cleaned up */
    g_unlink(name); /* a link that lay there would lead elsewhere */
    int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail(error, name);
    if (!write_all(fd, bytes->data, bytes->len) || fsync(fd) < 0 || g_rename(name, journal->file) < 0) {
        fail(error, name);
        close(fd);
        g_unlink(name);
        return false;
    }
    folder_sync(journal->folder);
    if (journal->fd >= 0)
        close(journal->fd);
    journal->fd = fd;
    journal->size = journal->notebook_size = bytes->len;
    return true;
}

static bool append(Journal *journal, GError **error)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    add_edits(journal, bytes, true);
    if (!write_all(journal->fd, bytes->data, bytes->len) || fdatasync(journal->fd) < 0) {
        fail(error, journal->file);
        journal->notebook_size = 0; /* the tail may be torn: begin anew next time */
        return false;
    }
    journal->size += bytes->len;
    return true;
}

/* A file that somebody has removed takes all bytes, and keeps none. */
static bool has_name(int fd)
{
    struct stat status;
    return fstat(fd, &status) == 0 && status.st_nlink > 0;
}

bool journal_sync(Journal *journal, GError **error)
{
    journal->due = 0;
    if (!journal->base)
        return true;
    bool whole = journal->fd >= 0 && journal->notebook_size > 0 && has_name(journal->fd);
    bool grown = journal->size > MAX(SMALLEST_REWRITE, TIMES_THE_NOTEBOOK * journal->notebook_size);
    if (whole && !grown ? !append(journal, error) : !write_anew(journal, error)) {
        journal->due = g_get_monotonic_time() + RETRY_MS * 1000;
        return false;
    }
    g_hash_table_remove_all(journal->fresh);
    return true;
}
