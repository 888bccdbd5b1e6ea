/* The undo tree on a disk that fails at each of its calls: afterwards it is the one that was there, or the new one. */
#include "engine/undo_file.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include <cmocka.h>

#include "faultfs.h"

static const char PATH[] = "/nowhere/nb.py";
static const int NUMBERS[] = {ENOSPC, EIO, EACCES, EROFS};

enum { MORE_THAN_ANY_WRITE = 100 };

/* A text, and the tree that led to it. */
typedef struct {
    NotebookSnapshot *text;
    HistoryImage *image;
} Saved;

typedef struct {
    char *home;
    Saved old, new;
} Disk;

static Saved saved(Notebook *notebook, const char *typed)
{
    notebook_replace(notebook, (Pos){0, 0}, (Pos){0, 0}, typed, strlen(typed));
    history_break(notebook_history(notebook));
    return (Saved){notebook_snapshot(notebook), history_image_new(notebook_history(notebook), &(HistoryLimits){0})};
}

static void saved_clear(Saved *what)
{
    notebook_snapshot_unref(what->text);
    history_image_unref(what->image);
}

static int begin(void **state)
{
    Disk *disk = g_new0(Disk, 1);
    disk->home = g_dir_make_tmp("tarn-fault-XXXXXX", NULL);
    g_setenv("XDG_STATE_HOME", disk->home, TRUE);
    g_autoptr(Notebook) notebook = notebook_new();
    notebook_insert_cell(notebook, 0, "_", CELL_PLAIN, NULL, "x", -1);
    disk->old = saved(notebook, "old");
    disk->new = saved(notebook, "new");
    *state = disk;
    return 0;
}

static char *folder_of(const Disk *disk)
{
    return g_build_filename(disk->home, "tarn", "undo", NULL);
}

static void empty(const Disk *disk)
{
    g_autofree char *folder = folder_of(disk);
    g_autoptr(GDir) names = g_dir_open(folder, 0, NULL);
    for (const char *name; names && (name = g_dir_read_name(names));) {
        g_autofree char *file = g_build_filename(folder, name, NULL);
        g_unlink(file);
    }
}

static int end(void **state)
{
    Disk *disk = *state;
    empty(disk);
    g_autofree char *folder = folder_of(disk), *tarn = g_path_get_dirname(folder);
    g_rmdir(folder), g_rmdir(tarn), g_rmdir(disk->home);
    saved_clear(&disk->old);
    saved_clear(&disk->new);
    g_free(disk->home);
    g_free(disk);
    return 0;
}

static bool reads(const Saved *what)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(HistoryImage) image = undo_file_read(PATH, what->text, &error);
    assert_false(g_error_matches(error, HISTORY_ERROR, HISTORY_ERROR_BROKEN));
    return image;
}

static guint files_of(const Disk *disk)
{
    guint count = 0;
    g_autofree char *folder = folder_of(disk);
    g_autoptr(GDir) names = g_dir_open(folder, 0, NULL);
    while (names && g_dir_read_name(names))
        count++;
    return count;
}

static bool a_fault(const Disk *disk, int at, FaultKind kind, int number)
{
    assert_true(undo_file_write(PATH, disk->old.image, disk->old.text, NULL));
    faultfs_arm(disk->home, at, kind, number);
    g_autoptr(GError) error = NULL;
    bool written = undo_file_write(PATH, disk->new.image, disk->new.text, &error);
    bool met = faultfs_disarm();
    assert_true(written || error);
    assert_int_equal(reads(&disk->new), written);
    assert_int_equal(reads(&disk->old), !written);
    if (kind == FAULT_ONCE)
        assert_int_equal(files_of(disk), 1);
    empty(disk);
    faultfs_arm(disk->home, at, kind, number); /* where there was none, and no folder, none is read */
    g_autoptr(HistoryImage) none = undo_file_read(PATH, disk->old.text, NULL);
    faultfs_disarm();
    assert_null(none);
    return met;
}

static void what_fails_to_be_written_leaves_the_one_before(void **state)
{
    const Disk *disk = *state;
    for (guint i = 0; i < G_N_ELEMENTS(NUMBERS); i++) {
        int once = 1, stays = 1;
        while (a_fault(disk, once, FAULT_ONCE, NUMBERS[i]))
            assert_true(++once < MORE_THAN_ANY_WRITE);
        while (a_fault(disk, stays, FAULT_STAYS, NUMBERS[i]))
            assert_true(++stays < MORE_THAN_ANY_WRITE);
        assert_true(once > 3);
    }
}

static void who_dies_while_writing_leaves_the_one_before_or_the_new_one(void **state)
{
    const Disk *disk = *state;
    int at = 1, status = 0;
    bool before = false, behind = false;
    do {
        assert_true(undo_file_write(PATH, disk->old.image, disk->old.text, NULL));
        pid_t child = fork();
        if (child == 0) {
            faultfs_arm(disk->home, at, FAULT_KILL, 0);
            undo_file_write(PATH, disk->new.image, disk->new.text, NULL);
            _exit(0);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(reads(&disk->old) != reads(&disk->new));
        before |= reads(&disk->old);
        behind |= reads(&disk->new);
    } while (WIFSIGNALED(status) && ++at < MORE_THAN_ANY_WRITE);
    assert_true(at > 3 && at < MORE_THAN_ANY_WRITE && before && behind);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_fails_to_be_written_leaves_the_one_before, begin, end),
        cmocka_unit_test_setup_teardown(who_dies_while_writing_leaves_the_one_before_or_the_new_one, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
