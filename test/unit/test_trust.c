/* Whom a word about a folder is believed, and for what it holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "base/trust.h"

typedef struct {
    char *root;   /* all of it */
    char *states; /* tarn's folder in it */
    char *file;   /* what is written there */
} Desk;

static char *folder_in(const char *root, const char *name)
{
    char *path = g_build_filename(root, name, NULL);
    assert_int_equal(g_mkdir_with_parents(path, 0700), 0);
    return path;
}

static int setup(void **state)
{
    Desk *desk = g_new0(Desk, 1);
    g_autofree char *made = g_dir_make_tmp("tarn-trust-XXXXXX", NULL);
    desk->root = realpath(made, NULL);
    g_autofree char *home = folder_in(desk->root, "home");
    g_autofree char *xdg = folder_in(desk->root, "states");
    g_setenv("XDG_STATE_HOME", xdg, TRUE);
    g_setenv("HOME", home, TRUE);
    desk->states = g_build_filename(xdg, "tarn", NULL);
    desk->file = g_build_filename(desk->states, "trust", NULL);
    *state = desk;
    return 0;
}

static int teardown(void **state)
{
    Desk *desk = *state;
    g_autofree char *command = g_strdup_printf("rm -rf '%s'", desk->root);
    int status = system(command);
    free(desk->root);
    g_free(desk->states);
    g_free(desk->file);
    g_free(desk);
    return status;
}

static void trust(const char *folder)
{
    g_autoptr(GError) error = NULL;
    assert_true(trust_set(folder, TRUST_GIVEN, NULL, &error));
}

static void nothing_is_trusted_before_a_word_is_said(void **state)
{
    Desk *desk = *state;
    assert_int_equal(trust_of(desk->root), TRUST_OPEN);
    g_autoptr(GArray) words = trust_list(NULL);
    assert_int_equal(words->len, 0);
    assert_false(g_file_test(desk->states, G_FILE_TEST_EXISTS)); /* asking leaves nothing behind */
}

static void a_word_holds_for_all_below_until_one_nearer_by(void **state)
{
    Desk *desk = *state;
    g_autofree char *project = folder_in(desk->root, "project"), *deep = folder_in(project, "a/b");
    g_autofree char *beside = folder_in(desk->root, "project-of-another"), *bad = folder_in(project, "vendor");
    trust(project);
    assert_true(trust_set(bad, TRUST_REFUSED, NULL, NULL));
    assert_int_equal(trust_of(deep), TRUST_GIVEN);
    assert_int_equal(trust_of(beside), TRUST_OPEN); /* the name only begins the same */
    assert_int_equal(trust_of(desk->root), TRUST_OPEN);
    assert_int_equal(trust_of(bad), TRUST_REFUSED);
}

static void a_word_can_be_taken_back(void **state)
{
    Desk *desk = *state;
    g_autofree char *project = folder_in(desk->root, "project");
    bool changed = false;
    trust(project);
    assert_true(trust_set(project, TRUST_OPEN, &changed, NULL));
    assert_true(changed);
    assert_int_equal(trust_of(project), TRUST_OPEN);
    assert_true(trust_set(project, TRUST_OPEN, &changed, NULL));
    assert_false(changed);
}

static void folders_are_meant_where_they_really_are(void **state)
{
    Desk *desk = *state;
    g_autofree char *project = folder_in(desk->root, "project"), *strange = folder_in(desk->root, "strange");
    g_autofree char *link = g_build_filename(project, "link", NULL), *missing = g_build_filename(project, "not/yet", NULL);
    assert_int_equal(symlink(strange, link), 0);
    trust(project);
    assert_int_equal(trust_of(link), TRUST_OPEN);
    assert_int_equal(trust_of(missing), TRUST_GIVEN);
    g_autofree char *around = g_build_filename(project, "..", "strange", NULL);
    assert_int_equal(trust_of(around), TRUST_OPEN);
}

static void a_name_with_line_ends_trusts_no_other_folder(void **state)
{
    Desk *desk = *state;
    g_autofree char *victim = folder_in(desk->root, "victim");
    g_autofree char *name = g_strdup_printf("x\nyes %s\n", victim + 1); /* one line of the file, would it be written as it is */
    g_autofree char *odd = folder_in(desk->root, name);
    trust(odd);
    assert_int_equal(trust_of(odd), TRUST_GIVEN);
    assert_int_equal(trust_of(victim), TRUST_OPEN);
    g_autoptr(GArray) words = trust_list(NULL);
    assert_int_equal(words->len, 1);
}

static void what_is_written_is_ours_alone_and_whole(void **state)
{
    Desk *desk = *state;
    struct stat status;
    trust(desk->root);
    assert_int_equal(stat(desk->states, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
    assert_int_equal(stat(desk->file, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    g_autoptr(GDir) folder = g_dir_open(desk->states, 0, NULL);
    assert_string_equal(g_dir_read_name(folder), "trust");
    assert_null(g_dir_read_name(folder)); /* nothing is left beside it */
}

static void rubbish_says_nothing(void **state)
{
    Desk *desk = *state;
    trust(desk->root);
    assert_true(g_file_set_contents(desk->file, "yes\nyes relative\nye /\n/\nyesno /\n yes /\n\xff\xfe", -1, NULL));
    assert_int_equal(trust_of(desk->root), TRUST_OPEN);
    assert_int_equal(trust_of("/"), TRUST_OPEN);
}

/* Each of these is what another user could have set up, or a careless hand; nothing is trusted then, and the word that
 * was said is not written through it. */
static void assert_nothing_is_believed(const Desk *desk)
{
    g_autoptr(GError) error = NULL;
    assert_int_equal(trust_of(desk->root), TRUST_OPEN);
    assert_null(trust_list(&error));
    assert_non_null(error);
}

static void a_file_that_others_can_write_is_not_believed(void **state)
{
    Desk *desk = *state;
    trust(desk->root);
    assert_int_equal(chmod(desk->file, 0666), 0);
    assert_nothing_is_believed(desk);
    assert_false(trust_set(desk->root, TRUST_REFUSED, NULL, NULL));
}

static void a_file_that_is_a_link_is_not_believed(void **state)
{
    Desk *desk = *state;
    g_autofree char *elsewhere = g_build_filename(desk->root, "elsewhere", NULL);
    trust(desk->root);
    assert_int_equal(rename(desk->file, elsewhere), 0);
    assert_int_equal(symlink(elsewhere, desk->file), 0);
    assert_nothing_is_believed(desk);
    g_unlink(desk->file);
    assert_int_equal(link(elsewhere, desk->file), 0); /* another name of it */
    assert_nothing_is_believed(desk);
}

static void a_pipe_in_its_place_is_not_waited_for(void **state)
{
    Desk *desk = *state;
    trust(desk->root);
    g_unlink(desk->file);
    assert_int_equal(mkfifo(desk->file, 0600), 0);
    assert_nothing_is_believed(desk);
}

static void a_folder_that_others_can_enter_is_not_believed(void **state)
{
    Desk *desk = *state;
    trust(desk->root);
    assert_int_equal(chmod(desk->states, 0777), 0);
    assert_nothing_is_believed(desk);
    assert_true(trust_set(desk->root, TRUST_GIVEN, NULL, NULL)); /* it is ours, and mended */
    assert_int_equal(trust_of(desk->root), TRUST_GIVEN);
}

static void a_folder_that_is_a_link_is_not_believed(void **state)
{
    Desk *desk = *state;
    g_autofree char *elsewhere = g_build_filename(desk->root, "elsewhere", NULL);
    trust(desk->root);
    assert_int_equal(rename(desk->states, elsewhere), 0);
    assert_int_equal(symlink(elsewhere, desk->states), 0);
    assert_nothing_is_believed(desk);
    assert_false(trust_set(desk->root, TRUST_REFUSED, NULL, NULL));
}

static void what_another_user_owns_is_not_believed(void **state)
{
    Desk *desk = *state;
    if (geteuid() != 0) {
        print_message("skipped: only root can give files away\n");
        skip();
    }
    trust(desk->root);
    assert_int_equal(chown(desk->file, 12345, 12345), 0);
    assert_nothing_is_believed(desk);
    assert_int_equal(chown(desk->file, 0, 0), 0);
    assert_int_equal(trust_of(desk->root), TRUST_GIVEN);
    assert_int_equal(chown(desk->states, 12345, 12345), 0);
    assert_nothing_is_believed(desk);
}

static void the_question_is_about_the_project(void **state)
{
    Desk *desk = *state;
    g_autofree char *home = folder_in(desk->root, "home"), *marks = folder_in(home, ".git"); /* as of dotfiles */
    g_autofree char *project = folder_in(home, "work/project"), *git = folder_in(project, ".git");
    g_autofree char *deep = folder_in(project, "notebooks/old"), *alone = folder_in(home, "alone");
    g_autofree char *of_deep = trust_root(deep), *of_alone = trust_root(alone), *of_home = trust_root(home);
    assert_string_equal(of_deep, project);
    assert_string_equal(of_alone, alone); /* not all that is at home */
    assert_string_equal(of_home, home);
}

#define AT_A_DESK(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        AT_A_DESK(nothing_is_trusted_before_a_word_is_said),
        AT_A_DESK(a_word_holds_for_all_below_until_one_nearer_by),
        AT_A_DESK(a_word_can_be_taken_back),
        AT_A_DESK(folders_are_meant_where_they_really_are),
        AT_A_DESK(a_name_with_line_ends_trusts_no_other_folder),
        AT_A_DESK(what_is_written_is_ours_alone_and_whole),
        AT_A_DESK(rubbish_says_nothing),
        AT_A_DESK(a_file_that_others_can_write_is_not_believed),
        AT_A_DESK(a_file_that_is_a_link_is_not_believed),
        AT_A_DESK(a_pipe_in_its_place_is_not_waited_for),
        AT_A_DESK(a_folder_that_others_can_enter_is_not_believed),
        AT_A_DESK(a_folder_that_is_a_link_is_not_believed),
        AT_A_DESK(what_another_user_owns_is_not_believed),
        AT_A_DESK(the_question_is_about_the_project),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
