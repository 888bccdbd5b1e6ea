#include "engine/journal.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

#include <cmocka.h>

#include "engine/journal_record.h"

static NotebookSnapshot *notebook_of(Notebook **made, const char *first, const char *second)
{
    *made = notebook_new();
    CellConfig config = {.has_column = true, .column = -3, .hide_code = true, .unknown = (char *)"a=1"};
    notebook_insert_cell(*made, 0, "load", CELL_PLAIN, &config, first, -1);
    notebook_insert_cell(*made, 1, "_", CELL_SETUP, NULL, second, -1);
    notebook_header_set_option(notebook_header(*made), "width", "\"full\"");
    return notebook_snapshot(*made);
}

static CellSnapshot *edited(const NotebookSnapshot *notebook, guint index, const char *code, gssize length)
{
    const CellSnapshot *cell = g_ptr_array_index(notebook->cells, index);
    return cell_snapshot_new(cell->id, cell->revision + 1, cell->name, cell->kind, &cell->config, code, length);
}

static void assert_code(const NotebookSnapshot *notebook, guint index, const char *code)
{
    const CellSnapshot *cell = g_ptr_array_index(notebook->cells, index);
    gsize size;
    const char *bytes = g_bytes_get_data(cell->code, &size);
    assert_int_equal(size, strlen(code));
    assert_memory_equal(bytes, code, size);
}

static GByteArray *records(const NotebookSnapshot *notebook, CellSnapshot *edit)
{
    GByteArray *bytes = g_byte_array_new();
    journal_write_begin(bytes);
    journal_write_notebook(bytes, notebook);
    if (edit)
        journal_write_edit(bytes, edit);
    return bytes;
}

/* --- records ------------------------------------------------------------------------------------------------ */

static void what_was_written_is_read(void **state)
{
    g_autoptr(Notebook) made = NULL;
    g_autoptr(NotebookSnapshot) notebook = notebook_of(&made, "x = 1\ny = 2", "import os");
    g_autoptr(CellSnapshot) edit = edited(notebook, 1, "import sys\n", -1);
    g_autoptr(GByteArray) bytes = records(notebook, edit);
    g_autoptr(NotebookSnapshot) read = journal_read(bytes->data, bytes->len, NULL);
    assert_int_equal(read->cells->len, 2);
    assert_code(read, 0, "x = 1\ny = 2");
    assert_code(read, 1, "import sys\n");
    const CellSnapshot *first = g_ptr_array_index(read->cells, 0), *second = g_ptr_array_index(read->cells, 1);
    assert_string_equal(first->name, "load");
    assert_int_equal(first->config.column, -3);
    assert_true(first->config.hide_code && first->config.has_column && !first->config.disabled);
    assert_string_equal(first->config.unknown, "a=1");
    assert_int_equal(second->kind, CELL_SETUP);
    assert_string_equal(notebook_header_option(read->header, "width"), "\"full\"");
    assert_int_not_equal(first->id, ((const CellSnapshot *)g_ptr_array_index(notebook->cells, 0))->id);
}

/* What a notebook came of has the ids of what it is now; a cell that is gone by now has one of its own. */
static void what_it_came_of_is_read_with_the_same_ids(void **state)
{
    g_autoptr(Notebook) made = NULL;
    g_autoptr(NotebookSnapshot) before = notebook_of(&made, "x = 1", "gone");
    notebook_remove_cell(made, 1);
    notebook_insert_cell(made, 0, "_", CELL_PLAIN, NULL, "new", -1);
    g_autoptr(NotebookSnapshot) notebook = notebook_snapshot(made);
    g_autoptr(CellSnapshot) edit = edited(notebook, 1, "x = 2", -1);
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    journal_write_begin(bytes);
    journal_write_base(bytes, before);
    journal_write_notebook(bytes, notebook);
    journal_write_edit(bytes, edit);
    NotebookSnapshot *found = NULL;
    g_autoptr(NotebookSnapshot) read = journal_read(bytes->data, bytes->len, &found);
    g_autoptr(NotebookSnapshot) base = found;
    assert_non_null(base);
    assert_int_equal(base->cells->len, 2);
    assert_code(base, 0, "x = 1");
    assert_code(base, 1, "gone");
    assert_code(read, 0, "new");
    assert_code(read, 1, "x = 2");
    const CellSnapshot *kept = g_ptr_array_index(base->cells, 0), *gone = g_ptr_array_index(base->cells, 1);
    const CellSnapshot *new = g_ptr_array_index(read->cells, 0), *x = g_ptr_array_index(read->cells, 1);
    assert_int_equal(kept->id, x->id);
    assert_int_not_equal(gone->id, new->id);
    assert_int_not_equal(gone->id, x->id);
}

static void a_journal_may_end_anywhere(void **state)
{
    g_autoptr(Notebook) made = NULL;
    g_autoptr(NotebookSnapshot) notebook = notebook_of(&made, "old", "two");
    g_autoptr(CellSnapshot) edit = edited(notebook, 0, "new", -1);
    g_autoptr(GByteArray) before = records(notebook, NULL);
    g_autoptr(GByteArray) bytes = records(notebook, edit);
    for (guint size = 0; size <= bytes->len; size++) {
        g_autofree guint8 *copy = g_memdup2(bytes->data, size); /* the sanitizer sees what is read beyond */
        g_autoptr(NotebookSnapshot) read = journal_read(copy ? copy : (const guint8 *)"", size, NULL);
        if (size < before->len)
            assert_null(read);
        else
            assert_code(read, 0, size == bytes->len ? "new" : "old");
    }
}

static void a_wrong_byte_ends_the_reading_there(void **state)
{
    g_autoptr(Notebook) made = NULL;
    g_autoptr(NotebookSnapshot) notebook = notebook_of(&made, "old", "two");
    g_autoptr(CellSnapshot) edit = edited(notebook, 0, "new", -1);
    g_autoptr(GByteArray) before = records(notebook, NULL);
    g_autoptr(GByteArray) bytes = records(notebook, edit);
    for (guint at = 0; at < bytes->len; at++) {
        bytes->data[at] ^= 0x40;
        g_autoptr(NotebookSnapshot) read = journal_read(bytes->data, bytes->len, NULL);
        if (at < before->len)
            assert_null(read);
        else
            assert_code(read, 0, "old");
        bytes->data[at] ^= 0x40;
    }
}

static void bytes_that_are_no_text_survive(void **state)
{
    g_autoptr(Notebook) made = NULL;
    g_autoptr(NotebookSnapshot) notebook = notebook_of(&made, "old", "two");
    g_autoptr(CellSnapshot) edit = edited(notebook, 0, "a\0b\377", 4);
    g_autoptr(GByteArray) bytes = records(notebook, edit);
    g_autoptr(NotebookSnapshot) read = journal_read(bytes->data, bytes->len, NULL);
    gsize size;
    const char *code = g_bytes_get_data(((const CellSnapshot *)g_ptr_array_index(read->cells, 0))->code, &size);
    assert_int_equal(size, 4);
    assert_memory_equal(code, "a\0b\377", 4);
}

/* --- files --------------------------------------------------------------------------------------------------- */

static int in_an_empty_home(void **state)
{
    char *home = g_dir_make_tmp("tarn-journal-XXXXXX", NULL);
    g_setenv("XDG_STATE_HOME", home, TRUE);
    *state = home;
    return 0;
}

static int remove_home(void **state)
{
    g_autofree char *command = g_strdup_printf("rm -rf '%s'", (char *)*state);
    int status = g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL) ? 0 : 1;
    g_free(*state);
    return status;
}

static char *only_journal(const char *home)
{
    g_autofree char *folder = g_build_filename(home, "tarn", "journal", NULL);
    g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
    for (const char *name; files && (name = g_dir_read_name(files));) {
        if (g_str_has_suffix(name, ".journal"))
            return g_build_filename(folder, name, NULL);
    }
    return NULL;
}

static void nothing_is_written_before_the_first_edit(void **state)
{
    g_autoptr(Notebook) made = NULL;
    g_autoptr(NotebookSnapshot) notebook = notebook_of(&made, "x", "y");
    Journal *journal = journal_open("/tmp/nb.py", NULL);
    journal_set(journal, notebook);
    assert_int_equal(journal_due(journal), -1);
    journal_close(journal, false);
    g_autofree char *file = only_journal(*state);
    assert_null(file);
}

static void what_was_typed_is_there_after_a_crash(void **state)
{
    g_autoptr(Notebook) made = NULL;
    g_autoptr(NotebookSnapshot) notebook = notebook_of(&made, "x", "y");
    g_autoptr(CellSnapshot) edit = edited(notebook, 0, "typed", -1);
    Journal *journal = journal_open("/tmp/nb.py", NULL);
    assert_null(journal_recover(journal, NULL));
    journal_set(journal, notebook);
    journal_edit(journal, edit);
    assert_in_range(journal_due(journal), 1, 1000);
    assert_true(journal_sync(journal, NULL));
    assert_int_equal(journal_due(journal), -1);
    journal_close(journal, false); /* as a crash leaves it: neither saved nor discarded */

    journal = journal_open("/tmp/nb.py", NULL);
    g_autoptr(JournalRecovery) found = journal_recover(journal, NULL);
    assert_non_null(found);
    assert_code(found->notebook, 0, "typed");
    assert_true(found->seconds < 60);
    journal_close(journal, true);

    journal = journal_open("/tmp/nb.py", NULL); /* nobody decided: it is still there */
    g_autoptr(JournalRecovery) again = journal_recover(journal, NULL);
    assert_non_null(again);
    journal_discard_recovery(journal);
    journal_close(journal, true);

    journal = journal_open("/tmp/nb.py", NULL);
    assert_null(journal_recover(journal, NULL));
    journal_close(journal, true);
}

/* Where another could write once he may have left links to what is ours. */
static void links_lead_to_no_file_of_ours(void **state)
{
    static const char *const SUFFIXES[] = {".lock", ".journal.new", ".journal"};
    g_autoptr(Notebook) made = NULL;
    g_autoptr(NotebookSnapshot) notebook = notebook_of(&made, "x", "y");
    g_autoptr(CellSnapshot) edit = edited(notebook, 0, "typed", -1);
    g_autofree char *precious = g_build_filename(*state, "precious", NULL);
    Journal *journal = journal_open("/tmp/nb.py", NULL);
    journal_set(journal, notebook);
    journal_edit(journal, edit);
    assert_true(journal_sync(journal, NULL));
    journal_close(journal, false);
    g_autofree char *file = only_journal(*state);
    for (size_t i = 0; i < G_N_ELEMENTS(SUFFIXES); i++) {
        g_autofree char *base = g_strndup(file, strlen(file) - strlen(".journal")), *content = NULL;
        g_autofree char *link = g_strconcat(base, SUFFIXES[i], NULL);
        g_unlink(link);
        assert_true(g_file_set_contents(precious, "precious", -1, NULL));
        assert_int_equal(symlink(precious, link), 0);
        journal = journal_open("/tmp/nb.py", NULL);
        if (journal) {
            journal_set(journal, notebook);
            journal_edit(journal, edit);
            journal_sync(journal, NULL);
            journal_close(journal, false);
        }
        assert_true(g_file_get_contents(precious, &content, NULL, NULL));
        assert_string_equal(content, "precious");
        g_unlink(link);
    }
}

static void a_folder_that_is_a_link_keeps_no_journal(void **state)
{
    g_autofree char *elsewhere = g_build_filename(*state, "elsewhere", NULL);
    g_autofree char *ours = g_build_filename(*state, "tarn", NULL), *link = g_build_filename(ours, "journal", NULL);
    g_autoptr(GError) error = NULL;
    assert_int_equal(g_mkdir_with_parents(elsewhere, 0700) | g_mkdir_with_parents(ours, 0700), 0);
    assert_int_equal(symlink(elsewhere, link), 0);
    assert_null(journal_open("/tmp/nb.py", &error));
    assert_non_null(error);
    g_autoptr(GDir) files = g_dir_open(elsewhere, 0, NULL);
    assert_null(g_dir_read_name(files));
}

static void a_save_leaves_nothing_to_recover(void **state)
{
    g_autoptr(Notebook) made = NULL;
    g_autoptr(NotebookSnapshot) notebook = notebook_of(&made, "x", "y");
    g_autoptr(CellSnapshot) edit = edited(notebook, 0, "typed", -1);
    g_autoptr(CellSnapshot) later = edited(notebook, 1, "later", -1);
    Journal *journal = journal_open("/tmp/nb.py", NULL);
    journal_set(journal, notebook);
    journal_edit(journal, edit);
    assert_true(journal_sync(journal, NULL));
    journal_forget(journal);
    g_autofree char *file = only_journal(*state);
    assert_null(file);
    journal_edit(journal, later);
    assert_true(journal_sync(journal, NULL));
    journal_close(journal, false);

    journal = journal_open("/tmp/nb.py", NULL);
    g_autoptr(JournalRecovery) found = journal_recover(journal, NULL);
    assert_code(found->notebook, 0, "typed"); /* what was saved counts as the beginning */
    assert_code(found->notebook, 1, "later");
    journal_discard_recovery(journal);
    journal_close(journal, true);
}

/* The file has theirs in it; what nobody decided about is still a change of what was there before. */
static void what_is_undecided_keeps_its_origin(void **state)
{
    g_autoptr(Notebook) made = NULL;
    g_autoptr(NotebookSnapshot) notebook = notebook_of(&made, "x = 1", "y = 1");
    g_autoptr(CellSnapshot) edit = edited(notebook, 0, "x = 2", -1);
    Journal *journal = journal_open("/tmp/nb.py", NULL);
    journal_set(journal, notebook);
    journal_edit(journal, edit);
    NotebookSnapshot *theirs = notebook_snapshot(made);
    for (size_t i = 0; i < 2; i++) {
        g_autoptr(CellSnapshot) cell = theirs->cells->pdata[i];
        theirs->cells->pdata[i] = edited(notebook, i, i ? "y = 3" : "x = 3", -1);
    }
    g_autoptr(GPtrArray) origins = g_ptr_array_new();
    g_ptr_array_add(origins, g_ptr_array_index(notebook->cells, 0));
    journal_set_file(journal, theirs, origins);
    notebook_snapshot_unref(theirs);
    assert_true(journal_sync(journal, NULL));
    journal_close(journal, false);

    journal = journal_open("/tmp/nb.py", NULL);
    g_autoptr(JournalRecovery) found = journal_recover(journal, NULL);
    assert_code(found->notebook, 0, "x = 2");
    assert_code(found->base, 0, "x = 1");
    assert_code(found->base, 1, "y = 3");
    journal_discard_recovery(journal);
    journal_close(journal, true);
}

static void a_second_editor_is_told(void **state)
{
    g_autoptr(GError) error = NULL;
    Journal *journal = journal_open("/tmp/nb.py", NULL);
    assert_null(journal_open("/tmp/nb.py", &error));
    assert_true(g_error_matches(error, JOURNAL_ERROR, JOURNAL_ERROR_LOCKED));
    Journal *other = journal_open("/tmp/other.py", NULL);
    assert_non_null(other);
    journal_close(other, true);
    journal_close(journal, true);
}

/* What an editor does that is there. */
static gpointer let_go_when_asked(gpointer data)
{
    Journal *journal = data;
    do {
        struct pollfd fd = {.fd = journal_fd(journal), .events = POLLIN};
        poll(&fd, 1, -1);
    } while (!journal_is_asked(journal));
    journal_close(journal, false);
    return NULL;
}

static void a_second_editor_takes_it_over(void **state)
{
    g_autoptr(GError) error = NULL;
    assert_false(journal_is_held("/tmp/nb.py"));
    Journal *first = journal_open("/tmp/nb.py", NULL);
    assert_true(journal_is_held("/tmp/nb.py"));
    assert_null(journal_open("/tmp/nb.py", NULL));
    assert_false(journal_is_asked(first)); /* by that */
    GThread *thread = g_thread_new("first", let_go_when_asked, first);
    Journal *second = journal_take("/tmp/nb.py", &error);
    g_thread_join(thread);
    assert_non_null(second);
    assert_false(journal_is_asked(second)); /* by itself */
    journal_close(second, true);
}

static void a_long_session_does_not_fill_the_disk(void **state)
{
    g_autoptr(Notebook) made = NULL;
    g_autoptr(NotebookSnapshot) notebook = notebook_of(&made, "x", "y");
    g_autofree char *code = g_strnfill(50000, 'x');
    Journal *journal = journal_open("/tmp/nb.py", NULL);
    journal_set(journal, notebook);
    for (int i = 0; i < 60; i++) {
        g_autoptr(CellSnapshot) edit = edited(notebook, 0, code, -1);
        journal_edit(journal, edit);
        assert_true(journal_sync(journal, NULL));
    }
    g_autofree char *file = only_journal(*state);
    struct stat status;
    assert_int_equal(stat(file, &status), 0);
    assert_in_range(status.st_size, 50000, 1300000);
    journal_close(journal, true);
}

#define IN_HOME(test) cmocka_unit_test_setup_teardown(test, in_an_empty_home, remove_home)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_is_read),
        cmocka_unit_test(what_it_came_of_is_read_with_the_same_ids),
        cmocka_unit_test(a_journal_may_end_anywhere),
        cmocka_unit_test(a_wrong_byte_ends_the_reading_there),
        cmocka_unit_test(bytes_that_are_no_text_survive),
        IN_HOME(nothing_is_written_before_the_first_edit),
        IN_HOME(what_was_typed_is_there_after_a_crash),
        IN_HOME(links_lead_to_no_file_of_ours),
        IN_HOME(a_folder_that_is_a_link_keeps_no_journal),
        IN_HOME(a_save_leaves_nothing_to_recover),
        IN_HOME(what_is_undecided_keeps_its_origin),
        IN_HOME(a_second_editor_is_told),
        IN_HOME(a_second_editor_takes_it_over),
        IN_HOME(a_long_session_does_not_fill_the_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
