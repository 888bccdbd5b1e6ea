/* The journal on a disk that fails, at each of its calls: what it said it has written is offered again, and what an
 * earlier session left is not lost by it.
 */
#include "engine/journal.h"

#include <errno.h>
#include <ftw.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include <cmocka.h>

#include "engine/journal_record.h"
#include "faultfs.h"

static const char NOTEBOOK[] = "/nowhere/nb.py";
static const int NUMBERS[] = {ENOSPC, EIO, EACCES, EROFS};

enum { TEXTS = 4, MORE_THAN_ANY_SESSION = 300, EARLIER = 100 };

/* How far a session came; shared with a child that is killed in it. */
typedef struct {
    int written; /* the last text that was said to be on the disk */
    int typed;   /* the last text that was given to the journal */
} Progress;

/* --- a session ---------------------------------------------------------------------------------------------- */

static char *text_of(int number)
{
    return g_strdup_printf("text = %d", number);
}

/* Two cells; the first holds the text of this number. */
static NotebookSnapshot *notebook_with(int number)
{
    g_autoptr(Notebook) notebook = notebook_new();
    g_autofree char *text = text_of(number);
    notebook_insert_cell(notebook, 0, "_", CELL_PLAIN, NULL, text, -1);
    notebook_insert_cell(notebook, 1, "_", CELL_PLAIN, NULL, "other", -1);
    return notebook_snapshot(notebook);
}

static int number_in(const NotebookSnapshot *notebook)
{
    int number = -1;
    const CellSnapshot *cell = g_ptr_array_index(notebook->cells, 0);
    gsize size;
    const char *bytes = g_bytes_get_data(cell->code, &size);
    g_autofree char *code = g_strndup(bytes, size);
    assert_int_equal(notebook->cells->len, 2);
    assert_int_equal(sscanf(code, "text = %d", &number), 1);
    return number;
}

static void type(Journal *journal, const NotebookSnapshot *notebook, int number)
{
    const CellSnapshot *cell = g_ptr_array_index(notebook->cells, 0);
    g_autofree char *text = text_of(number);
    g_autoptr(CellSnapshot) edit =
        cell_snapshot_new(cell->id, cell->revision + (uint64_t)number, cell->name, cell->kind, &cell->config, text, -1);
    journal_edit(journal, edit);
}

static void sync_to(Journal *journal, Progress *progress, int number)
{
    progress->typed = number;
    g_autoptr(GError) error = NULL;
    if (journal_sync(journal, &error))
        progress->written = number;
    else
        assert_true(journal_due(journal) >= 0); /* it will be tried again */
}

/* Text 1 by a whole file, 2 appended to it, 3 by another whole file, 4 appended. */
static void type_texts(Journal *journal, Progress *progress)
{
    g_autoptr(NotebookSnapshot) first = notebook_with(0), second = notebook_with(3);
    journal_set(journal, first);
    type(journal, first, 1);
    sync_to(journal, progress, 1);
    type(journal, first, 2);
    sync_to(journal, progress, 2);
    journal_restructure(journal, second);
    sync_to(journal, progress, 3);
    type(journal, second, 4);
    sync_to(journal, progress, TEXTS);
}

static Journal *a_session(Progress *progress)
{
    g_autoptr(GError) error = NULL, reading = NULL;
    Journal *journal = journal_open(NOTEBOOK, &error);
    if (!journal) {
        assert_non_null(error);
        return NULL;
    }
    g_autoptr(JournalRecovery) found = journal_recover(journal, &reading);
    type_texts(journal, progress);
    return journal;
}

/* --- afterwards ----------------------------------------------------------------------------------------------- */

static char *home_new(void)
{
    char *home = g_dir_make_tmp("tarn-fault-XXXXXX", NULL);
    g_setenv("XDG_STATE_HOME", home, TRUE);
    return home;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *at)
{
    return remove(path);
}

static void home_free(char *home)
{
    assert_int_equal(nftw(home, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
    g_free(home);
}

/* Does any file of the journal hold this text? */
static bool is_kept(const char *home, int number)
{
    bool kept = false;
    g_autofree char *folder = g_build_filename(home, "tarn", "journal", NULL);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder, name, NULL), *bytes = NULL;
        gsize size;
        assert_true(g_file_get_contents(path, &bytes, &size, NULL));
        g_autoptr(NotebookSnapshot) notebook = journal_read(bytes, size, NULL);
        kept |= notebook && number_in(notebook) == number;
    }
    return kept;
}

/* What the next session is offered; -1: nothing. */
static int offered(void)
{
    g_autoptr(GError) error = NULL;
    Journal *journal = journal_open(NOTEBOOK, NULL);
    assert_non_null(journal);
    g_autoptr(JournalRecovery) found = journal_recover(journal, &error);
    assert_null(error);
    int number = found ? number_in(found->notebook) : -1;
    journal_close(journal, true);
    return number;
}

static void assert_offered(const Progress *progress, bool earlier)
{
    int number = offered();
    if (progress->written == 0 && (number == -1 || (earlier && number == EARLIER)))
        return; /* this session had written nothing */
    assert_in_range(number, progress->written, progress->typed);
}

/* A session that was cut off, with text EARLIER. */
static void leave_an_earlier_journal(void)
{
    g_autoptr(NotebookSnapshot) notebook = notebook_with(0);
    Journal *journal = journal_open(NOTEBOOK, NULL);
    journal_set(journal, notebook);
    type(journal, notebook, EARLIER);
    assert_true(journal_sync(journal, NULL));
    journal_close(journal, false);
}

/* --- the faults --------------------------------------------------------------------------------------------------- */

static bool a_fault(bool earlier, int at, FaultKind kind, int number)
{
    char *home = home_new();
    if (earlier)
        leave_an_earlier_journal();
    Progress progress = {0};
    faultfs_arm(home, at, kind, number);
    Journal *journal = a_session(&progress);
    bool met = faultfs_disarm();
    if (!met || kind == FAULT_SHORT) {
        assert_non_null(journal);
        assert_int_equal(progress.written, TEXTS);
    }
    if (journal && progress.written < TEXTS) /* the fault is over: the next try works */
        sync_to(journal, &progress, TEXTS);
    if (journal) {
        assert_int_equal(progress.written, TEXTS);
        journal_close(journal, false);
    }
    if (earlier)
        assert_true(is_kept(home, EARLIER));
    assert_offered(&progress, earlier);
    home_free(home);
    return met;
}

static Progress *shared_progress(void)
{
    Progress *progress = mmap(NULL, sizeof *progress, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(progress, MAP_FAILED);
    *progress = (Progress){0};
    return progress;
}

static bool a_kill(bool earlier, int at)
{
    char *home = home_new();
    if (earlier)
        leave_an_earlier_journal();
    Progress *progress = shared_progress();
    pid_t child = fork();
    if (child == 0) {
        faultfs_arm(home, at, FAULT_KILL, 0);
        a_session(progress);
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    if (earlier)
        assert_true(is_kept(home, EARLIER));
    assert_offered(progress, earlier);
    munmap(progress, sizeof *progress);
    home_free(home);
    return WIFSIGNALED(status);
}

static void visit_all(bool earlier)
{
    for (guint i = 0; i < G_N_ELEMENTS(NUMBERS); i++) {
        int at = 1, stays = 1, brief = 1;
        while (a_fault(earlier, at, FAULT_ONCE, NUMBERS[i]))
            assert_true(++at < MORE_THAN_ANY_SESSION);
        while (a_fault(earlier, stays, FAULT_STAYS, NUMBERS[i]))
            assert_true(++stays < MORE_THAN_ANY_SESSION);
        while (a_fault(earlier, brief, FAULT_SHORT, NUMBERS[i]))
            assert_true(++brief < MORE_THAN_ANY_SESSION);
        assert_true(at > 10);
    }
    int killed = 1;
    while (a_kill(earlier, killed))
        assert_true(++killed < MORE_THAN_ANY_SESSION);
    assert_true(killed > 10);
}

static void what_it_says_is_written_is_offered(void **state)
{
    visit_all(false);
}

static void what_an_earlier_session_left_is_not_lost(void **state)
{
    visit_all(true);
}

/* The answer to the offer, and a save: on a disk that fails the offer may come again, but nothing else is lost. */
static void an_answer_ends_the_offer_or_it_comes_again(void **state)
{
    bool met = true;
    for (int at = 1; met; at++) {
        char *home = home_new();
        leave_an_earlier_journal();
        Progress progress = {0};
        Journal *journal = a_session(&progress);
        faultfs_arm(home, at, FAULT_ONCE, EIO);
        journal_forget(journal);
        journal_discard_recovery(journal);
        met = faultfs_disarm();
        journal_close(journal, false);
        if (!met)
            assert_int_equal(offered(), -1);
        home_free(home);
    }
}

static void nothing_of_an_earlier_session_is_removed_with_this_one(void **state)
{
    bool met = true;
    for (int at = 1; met; at++) {
        char *home = home_new();
        leave_an_earlier_journal();
        faultfs_arm(home, at, FAULT_ONCE, EIO);
        Journal *journal = journal_open(NOTEBOOK, NULL);
        g_autoptr(JournalRecovery) found = journal ? journal_recover(journal, NULL) : NULL;
        met = faultfs_disarm();
        if (journal)
            journal_close(journal, true);
        assert_int_equal(offered(), EARLIER);
        home_free(home);
    }
}

/* Somebody cleans up: what is written to a file without a name is as good as lost. */
static void a_folder_that_vanishes_is_made_again(void **state)
{
    char *home = home_new();
    g_autoptr(NotebookSnapshot) notebook = notebook_with(0);
    Journal *journal = journal_open(NOTEBOOK, NULL);
    journal_set(journal, notebook);
    type(journal, notebook, 1);
    assert_true(journal_sync(journal, NULL));
    g_autofree char *folder = g_build_filename(home, "tarn", NULL);
    assert_int_equal(nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
    type(journal, notebook, 2);
    assert_true(journal_sync(journal, NULL));
    journal_close(journal, false);
    assert_int_equal(offered(), 2);
    home_free(home);
}

/* A notebook that is not there yet, in a folder that is reached through a link, has one journal before and after its
 * first save. */
static void a_new_notebook_keeps_its_journal_when_it_is_there(void **state)
{
    char *home = home_new();
    g_autofree char *real = g_build_filename(home, "real", NULL), *link = g_build_filename(home, "link", NULL);
    g_autofree char *path = g_build_filename(link, "nb.py", NULL);
    assert_int_equal(g_mkdir(real, 0700), 0);
    assert_int_equal(symlink("real", link), 0);
    g_autoptr(NotebookSnapshot) notebook = notebook_with(0);
    Journal *journal = journal_open(path, NULL);
    journal_set(journal, notebook);
    type(journal, notebook, 1);
    assert_true(journal_sync(journal, NULL));
    journal_close(journal, false);
    assert_true(g_file_set_contents(path, "", 0, NULL));

    journal = journal_open(path, NULL);
    g_autoptr(JournalRecovery) found = journal_recover(journal, NULL);
    assert_non_null(found);
    assert_int_equal(number_in(found->notebook), 1);
    journal_close(journal, true);
    home_free(home);
}

int main(void)
{
    if (access("/dev/shm", W_OK) == 0 && !g_getenv("TMPDIR")) /* a disk in memory: fsync() takes no time */
        g_setenv("TMPDIR", "/dev/shm", TRUE);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_it_says_is_written_is_offered),
        cmocka_unit_test(what_an_earlier_session_left_is_not_lost),
        cmocka_unit_test(an_answer_ends_the_offer_or_it_comes_again),
        cmocka_unit_test(nothing_of_an_earlier_session_is_removed_with_this_one),
        cmocka_unit_test(a_folder_that_vanishes_is_made_again),
        cmocka_unit_test(a_new_notebook_keeps_its_journal_when_it_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
