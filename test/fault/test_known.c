/* What is known of cells, on a disk that fails at each call: afterwards it is known, or it is not; never half. */
#include "engine/analysis_store.h"

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

#include "engine/analyze.h"
#include "faultfs.h"

static const char PATH[] = "/nowhere/nb.py";
static const int NUMBERS[] = {ENOSPC, EIO, EACCES, EROFS};

enum { MORE_THAN_ANY_WRITE = 100 };

typedef struct {
    char *home;
    GPtrArray *cells, *analyses;
} Notes;

static int begin(void **state)
{
    Notes *notes = g_new0(Notes, 1);
    notes->home = g_dir_make_tmp("tarn-fault-XXXXXX", NULL);
    g_setenv("XDG_CACHE_HOME", notes->home, TRUE);
    Analyzer *analyzer = analyzer_new(NULL);
    assert_non_null(analyzer);
    notes->cells = g_ptr_array_new();
    notes->analyses = g_ptr_array_new();
    for (int i = 0; i < 50; i++) {
        g_autofree char *code = g_strdup_printf("x%d = x%d + 1", i + 1, i);
        CellSnapshot *cell = cell_snapshot_new((uint64_t)i + 1, 1, "_", CELL_PLAIN, NULL, code, -1);
        g_ptr_array_add(notes->cells, cell);
        g_ptr_array_add(notes->analyses, analyzer_analyze(analyzer, cell));
    }
    analyzer_free(analyzer);
    *state = notes;
    return 0;
}

static int end(void **state)
{
    Notes *notes = *state;
    for (guint i = 0; i < notes->cells->len; i++) {
        cell_snapshot_unref(g_ptr_array_index(notes->cells, i));
        analysis_unref(g_ptr_array_index(notes->analyses, i));
    }
    g_ptr_array_unref(notes->cells);
    g_ptr_array_unref(notes->analyses);
    g_autofree char *file = analysis_store_file(PATH), *folder = g_path_get_dirname(file);
    g_autofree char *tarn = g_path_get_dirname(folder);
    g_unlink(file), g_rmdir(folder), g_rmdir(tarn), g_rmdir(notes->home);
    g_free(notes->home);
    g_free(notes);
    return 0;
}

static guint known(const Notes *notes)
{
    g_autoptr(AnalysisStore) store = analysis_store_open(PATH);
    guint count = 0;
    for (guint i = 0; i < notes->cells->len; i++) {
        g_autoptr(Analysis) found = analysis_store_find(store, g_ptr_array_index(notes->cells, i));
        const Analysis *right = g_ptr_array_index(notes->analyses, i);
        if (found)
            assert_true(g_strv_equal((const char *const *)found->defs, (const char *const *)right->defs));
        count += found != NULL;
    }
    return count;
}

static bool a_fault(const Notes *notes, int at, FaultKind kind, int number)
{
    faultfs_arm(notes->home, at, kind, number);
    g_autoptr(GError) error = NULL;
    bool written = analysis_store_write(PATH, notes->cells, notes->analyses, &error);
    bool met = faultfs_disarm();
    assert_true(written || error);
    guint kept = known(notes); /* after an error maybe by an earlier file */
    assert_true(kept == notes->cells->len || (!written && kept == 0));
    faultfs_arm(notes->home, at, kind, number);
    guint read = known(notes);
    faultfs_disarm();
    assert_true(read == 0 || read == notes->cells->len);
    return met;
}

static void what_fails_to_be_written_is_not_known(void **state)
{
    const Notes *notes = *state;
    for (guint i = 0; i < G_N_ELEMENTS(NUMBERS); i++) {
        int once = 1, stays = 1;
        while (a_fault(notes, once, FAULT_ONCE, NUMBERS[i]))
            assert_true(++once < MORE_THAN_ANY_WRITE);
        while (a_fault(notes, stays, FAULT_STAYS, NUMBERS[i]))
            assert_true(++stays < MORE_THAN_ANY_WRITE);
        assert_true(once > 3);
    }
}

static void who_dies_while_writing_leaves_all_or_nothing(void **state)
{
    const Notes *notes = *state;
    int at = 1, status = 0;
    do {
        pid_t child = fork();
        if (child == 0) {
            faultfs_arm(notes->home, at, FAULT_KILL, 0);
            analysis_store_write(PATH, notes->cells, notes->analyses, NULL);
            _exit(0);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        guint read = known(notes);
        assert_true(read == 0 || read == notes->cells->len);
    } while (WIFSIGNALED(status) && ++at < MORE_THAN_ANY_WRITE);
    assert_true(at > 3 && at < MORE_THAN_ANY_WRITE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_fails_to_be_written_is_not_known, begin, end),
        cmocka_unit_test_setup_teardown(who_dies_while_writing_leaves_all_or_nothing, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
