#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "base/files.h"

/* Each test has a folder of its own. */
static int make_folder(void **state)
{
    *state = g_dir_make_tmp("tarn-test-XXXXXX", NULL);
    return *state ? 0 : -1;
}

static int count_files(const char *folder)
{
    int count = 0;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    while (g_dir_read_name(dir))
        count++;
    return count;
}

static int remove_folder(void **state)
{
    g_autofree char *folder = *state;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_remove(path);
    }
    return g_rmdir(folder);
}

static char *in_folder(void **state, const char *name)
{
    return g_build_filename(*state, name, NULL);
}

static void assert_content(const char *path, const char *expected)
{
    g_autofree char *content = NULL;
    assert_true(g_file_get_contents(path, &content, NULL, NULL));
    assert_string_equal(content, expected);
}

static bool save(const char *path, const char *text, FileStamp *stamp, GError **error)
{
    return file_save(path, text, strlen(text), stamp, error);
}

static void a_saved_file_reads_back_with_the_same_stamp(void **state)
{
    g_autofree char *path = in_folder(state, "nb.py");
    FileStamp saved, read, now;
    assert_true(save(path, "x = 1\n", &saved, NULL));
    g_autoptr(GBytes) bytes = file_read(path, &read, NULL);
    assert_int_equal(g_bytes_get_size(bytes), 6);
    assert_true(file_stamp_read(path, &now));
    assert_true(file_stamp_equal(&saved, &read));
    assert_true(file_stamp_equal(&saved, &now));
}

static void a_change_by_someone_else_changes_the_stamp(void **state)
{
    g_autofree char *path = in_folder(state, "nb.py");
    FileStamp before, after, gone;
    assert_true(save(path, "1", &before, NULL));
    assert_true(g_file_set_contents(path, "22", -1, NULL));
    assert_true(file_stamp_read(path, &after));
    assert_false(file_stamp_equal(&before, &after));
    g_remove(path);
    assert_true(file_stamp_read(path, &gone));
    assert_false(gone.exists);
    assert_false(file_stamp_equal(&before, &gone));
}

static void a_save_keeps_the_mode_and_leaves_nothing_beside_the_file(void **state)
{
    g_autofree char *path = in_folder(state, "nb.py");
    assert_true(save(path, "old", NULL, NULL));
    g_chmod(path, 0750);
    assert_true(save(path, "new", NULL, NULL));
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0750);
    assert_int_equal(count_files(*state), 1);
    assert_content(path, "new");
}

static void a_new_file_has_the_mode_that_the_mask_leaves(void **state)
{
    g_autofree char *path = in_folder(state, "nb.py");
    mode_t mask = umask(027);
    bool saved = save(path, "new", NULL, NULL);
    umask(mask);
    struct stat status;
    assert_true(saved);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0640);
}

static void a_save_through_a_link_changes_what_it_leads_to(void **state)
{
    g_autofree char *path = in_folder(state, "nb.py"), *link = in_folder(state, "link.py");
    assert_true(save(path, "old", NULL, NULL));
    assert_int_equal(symlink("nb.py", link), 0);
    assert_true(save(link, "new", NULL, NULL));
    assert_true(g_file_test(link, G_FILE_TEST_IS_SYMLINK));
    assert_content(path, "new");
}

static void a_save_through_a_link_to_nothing_makes_the_file(void **state)
{
    g_autofree char *path = in_folder(state, "nb.py"), *link = in_folder(state, "link.py");
    assert_int_equal(symlink("nb.py", link), 0);
    assert_true(save(link, "new", NULL, NULL));
    assert_true(g_file_test(link, G_FILE_TEST_IS_SYMLINK));
    assert_content(path, "new");
}

static void a_file_with_two_names_keeps_both(void **state)
{
    g_autofree char *path = in_folder(state, "nb.py"), *other = in_folder(state, "other.py");
    assert_true(save(path, "a longer old text", NULL, NULL));
    assert_int_equal(link(path, other), 0);
    FileStamp saved, now;
    assert_true(save(path, "new", &saved, NULL));
    assert_content(other, "new");
    assert_true(file_stamp_read(path, &now));
    assert_true(file_stamp_equal(&saved, &now));
}

/* A disk that is full at the first byte: the largest file that this process may write has none. */
static bool save_without_room(const char *path, const char *text, GError **error)
{
    struct rlimit old, none;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    none = old;
    none.rlim_cur = 2;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &none);
    bool saved = save(path, text, NULL, error);
    setrlimit(RLIMIT_FSIZE, &old);
    return saved;
}

static void without_room_the_old_file_stays_whole_and_alone(void **state)
{
    g_autofree char *path = in_folder(state, "nb.py");
    g_autoptr(GError) error = NULL;
    assert_true(save(path, "old", NULL, NULL));
    assert_false(save_without_room(path, "new and longer", &error));
    assert_true(g_str_has_prefix(error->message, path));
    assert_content(path, "old");
    assert_int_equal(count_files(*state), 1);
}

static void without_room_a_file_with_two_names_stays_whole(void **state)
{
    g_autofree char *path = in_folder(state, "nb.py"), *other = in_folder(state, "other.py");
    g_autoptr(GError) error = NULL;
    assert_true(save(path, "old", NULL, NULL));
    assert_int_equal(link(path, other), 0);
    assert_false(save_without_room(path, "new and longer", &error));
    assert_content(path, "old");
}

static void a_folder_is_neither_read_nor_replaced(void **state)
{
    g_autoptr(GError) reading = NULL, saving = NULL;
    assert_null(file_read(*state, NULL, &reading));
    assert_int_equal(reading->code, FILE_SYSTEM_ERROR_NO_FILE);
    assert_false(save(*state, "text", NULL, &saving));
    assert_int_equal(saving->code, FILE_SYSTEM_ERROR_NO_FILE);
}

static void a_missing_file_is_told_apart(void **state)
{
    g_autofree char *path = in_folder(state, "none.py");
    g_autoptr(GError) error = NULL;
    assert_null(file_read(path, NULL, &error));
    assert_int_equal(error->code, FILE_SYSTEM_ERROR_MISSING);
}

static void a_pipe_is_refused_at_once(void **state)
{
    g_autofree char *path = in_folder(state, "pipe");
    g_autoptr(GError) error = NULL;
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_null(file_read(path, NULL, &error));
    assert_int_equal(error->code, FILE_SYSTEM_ERROR_NO_FILE);
}

static void a_huge_file_is_refused(void **state)
{
    g_autofree char *path = in_folder(state, "huge.py");
    g_autoptr(GError) error = NULL;
    assert_true(save(path, "x", NULL, NULL));
    assert_int_equal(truncate(path, 100 << 20), 0);
    assert_null(file_read(path, NULL, &error));
    assert_int_equal(error->code, FILE_SYSTEM_ERROR_TOO_LARGE);
}

static void a_private_folder_is_made_for_us_alone(void **state)
{
    g_setenv("XDG_STATE_HOME", *state, TRUE);
    g_autofree char *path = folder_make(FOLDER_STATE, NULL);
    g_autofree char *expected = in_folder(state, "tarn");
    struct stat status;
    assert_string_equal(path, expected);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
}

static void a_relative_folder_in_the_environment_is_ignored(void **state)
{
    g_setenv("XDG_CACHE_HOME", "here", TRUE);
    g_autofree char *path = folder_path(FOLDER_CACHE);
    assert_true(g_path_is_absolute(path));
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(a_saved_file_reads_back_with_the_same_stamp),
        IN_A_FOLDER(a_change_by_someone_else_changes_the_stamp),
        IN_A_FOLDER(a_save_keeps_the_mode_and_leaves_nothing_beside_the_file),
        IN_A_FOLDER(a_new_file_has_the_mode_that_the_mask_leaves),
        IN_A_FOLDER(a_save_through_a_link_changes_what_it_leads_to),
        IN_A_FOLDER(a_save_through_a_link_to_nothing_makes_the_file),
        IN_A_FOLDER(a_file_with_two_names_keeps_both),
        IN_A_FOLDER(without_room_the_old_file_stays_whole_and_alone),
        IN_A_FOLDER(without_room_a_file_with_two_names_stays_whole),
        IN_A_FOLDER(a_folder_is_neither_read_nor_replaced),
        IN_A_FOLDER(a_missing_file_is_told_apart),
        IN_A_FOLDER(a_pipe_is_refused_at_once),
        IN_A_FOLDER(a_huge_file_is_refused),
        IN_A_FOLDER(a_private_folder_is_made_for_us_alone),
        IN_A_FOLDER(a_relative_folder_in_the_environment_is_ignored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
