/* Undo that outlives its session: sessions follow each other in one process, with a byte string between them where the
 * editor has a file.
 */
#include "test/unit/typing.h"

#include <stdlib.h>
#include <string.h>

#include <glib/gstdio.h>

#include "notebook/history.h"

/* What lies on the disk, and what a session that opens it finds. */
typedef struct {
    GBytes *file;
    bool late;     /* the disk has not answered */
    unsigned read; /* how often somebody wanted it */
    NotebookSnapshot *text; /* as it was opened... */
    GBytes *before;         /* ...and what lay there then */
} Shelf;

static void shelf_clear(Shelf *shelf)
{
    g_clear_pointer(&shelf->file, g_bytes_unref);
    g_clear_pointer(&shelf->text, notebook_snapshot_unref);
    g_clear_pointer(&shelf->before, g_bytes_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Shelf, shelf_clear)

static bool give(gpointer self, HistoryImage **image, char **why)
{
    Shelf *shelf = self;
    if (shelf->late)
        return false;
    shelf->read++;
    g_autoptr(GError) error = NULL;
    *image = shelf->before ? history_image_read(shelf->before, shelf->text, &error) : NULL;
    *why = error ? g_strdup(error->message) : NULL;
    return true;
}

/* As the engine does with a save. */
static void save(Editor *editor, Shelf *shelf)
{
    bool whole;
    g_autoptr(HistoryImage) image = editor_undo_image(editor, &whole);
    editor_saved(editor, notebook_generation(editor_notebook(editor)), NULL);
    g_autoptr(HistoryImage) before =
        !whole && shelf->before ? history_image_read(shelf->before, shelf->text, NULL) : NULL;
    g_autoptr(HistoryImage) joined = before ? history_image_join(before, image) : history_image_ref(image);
    g_autoptr(NotebookSnapshot) now = notebook_snapshot(editor_notebook(editor));
    g_clear_pointer(&shelf->file, g_bytes_unref);
    shelf->file = history_image_write(joined, now);
}

/* Another session: the same cells under other ids. */
static Editor *open_anew(const NotebookSnapshot *file, Shelf *shelf)
{
    Notebook *notebook = notebook_new();
    notebook_become(notebook, file);
    Editor *editor = editor_new(notebook);
    g_clear_pointer(&shelf->before, g_bytes_unref);
    g_clear_pointer(&shelf->text, notebook_snapshot_unref);
    shelf->before = shelf->file ? g_bytes_ref(shelf->file) : NULL;
    shelf->text = notebook_snapshot(notebook);
    editor_set_keeper(editor, give, shelf);
    return editor;
}

static Editor *reopen(Editor *editor, Shelf *shelf)
{
    g_autoptr(NotebookSnapshot) file = notebook_snapshot(editor_notebook(editor));
    save(editor, shelf);
    editor_free(editor);
    return open_anew(file, shelf);
}

static void undo_goes_on_where_the_last_session_ended(void **state)
{
    g_auto(Shelf) shelf = {0};
    g_autoptr(Editor) editor = editor_of("one");
    type(editor, "A two<Esc>A three<Esc>");
    editor = reopen(editor, &shelf);
    assert_int_equal(shelf.read, 0);
    type(editor, "A four<Esc>u");
    assert_int_equal(shelf.read, 0); /* nothing is read before it is wanted */
    type(editor, "u");
    assert_cells(editor, "one two");
    assert_message(editor, "undo goes on with 2 changes of earlier sessions");
    assert_int_equal(shelf.read, 1);
    type(editor, "u");
    assert_cells(editor, "one");
    type(editor, "u");
    assert_message(editor, "already at the oldest change");
    type(editor, "9<C-r>");
    assert_cells(editor, "one two three four");
    assert_int_equal(shelf.read, 1);
}

static void what_was_undone_can_be_done_again_in_the_next_session(void **state)
{
    g_auto(Shelf) shelf = {0};
    g_autoptr(Editor) editor = editor_of("one");
    type(editor, "A two<Esc>A three<Esc>uu");
    editor = reopen(editor, &shelf);
    type(editor, "<C-r>");
    assert_cells(editor, "one two");
    type(editor, "g+");
    assert_cells(editor, "one two three");
}

static void branches_and_their_numbers_are_kept(void **state)
{
    g_auto(Shelf) shelf = {0};
    g_autoptr(Editor) editor = editor_of("a");
    type(editor, "A1<Esc>uA2<Esc>");
    editor = reopen(editor, &shelf);
    type(editor, "A3<Esc>g-");
    assert_cells(editor, "a2");
    type(editor, "g-");
    assert_cells(editor, "a1");
    type(editor, "g-");
    assert_cells(editor, "a");
    type(editor, ":undo 3<CR>");
    assert_cells(editor, "a23");
    type(editor, ":undo 0<CR>");
    assert_cells(editor, "a");
}

static void cells_names_and_configurations_come_back(void **state)
{
    g_auto(Shelf) shelf = {0};
    g_autoptr(Editor) editor = editor_of("one\ntwo\n---\nthree\n---\nfour");
    type(editor, ":name first<CR>:split-cell<CR>:move-cell-down<CR>:disable-cell<CR>dac:new<CR>inew<Esc>:merge-cells<CR>");
    g_autofree char *last = text_of(editor);
    g_autofree char *changed = NULL;
    editor = reopen(editor, &shelf);
    type(editor, "20u");
    assert_cells(editor, "one\ntwo\n---\nthree\n---\nfour");
    assert_string_equal(cell_name(notebook_cell(editor_notebook(editor), 0)), "_");
    type(editor, "20<C-r>");
    changed = text_of(editor);
    assert_string_equal(changed, last);
    type(editor, "20u");
    editor = reopen(editor, &shelf); /* all of it undone */
    type(editor, "20<C-r>");
    assert_cells(editor, last);
}

static void a_session_that_never_went_back_keeps_what_was_before_it(void **state)
{
    g_auto(Shelf) shelf = {0};
    g_autoptr(Editor) editor = editor_of("0");
    for (int session = 1; session <= 4; session++) {
        g_autofree char *keys = g_strdup_printf("A%d<Esc>", session);
        type(editor, keys);
        save(editor, &shelf);
        type(editor, "A,<Esc>");
        editor = reopen(editor, &shelf);
    }
    assert_cells(editor, "01,2,3,4,");
    type(editor, "7u");
    assert_cells(editor, "01");
    type(editor, "9u");
    assert_cells(editor, "0");
}

static void earlier_counts_the_saves_of_all_sessions(void **state)
{
    g_auto(Shelf) shelf = {0};
    g_autoptr(Editor) editor = editor_of("0");
    type(editor, "A1<Esc>A1<Esc>");
    editor = reopen(editor, &shelf);
    type(editor, "A2<Esc>A2<Esc>");
    editor = reopen(editor, &shelf);
    type(editor, "A3<Esc>A3<Esc>:earlier 1f<CR>");
    assert_cells(editor, "01122"); /* what came after the last save */
    type(editor, ":earlier 1f<CR>");
    assert_cells(editor, "011");
    type(editor, ":earlier 1f<CR>");
    assert_cells(editor, "0");
    type(editor, ":later 2f<CR>");
    assert_cells(editor, "01122");
    type(editor, ":later 1f<CR>");
    assert_cells(editor, "0112233");
    type(editor, ":earlier 2f<CR>");
    assert_cells(editor, "011");
}

static void the_list_of_branches_tells_which_were_saved(void **state)
{
    g_auto(Shelf) shelf = {0};
    g_autoptr(Editor) editor = editor_of("0");
    type(editor, "A1<Esc>uA2<Esc>");
    editor = reopen(editor, &shelf);
    type(editor, ":undolist<CR>");
    g_auto(GStrv) lines = g_strsplit(editor_page(editor, NULL), "\n", -1);
    assert_string_equal(lines[0], "number changes  when               saved");
    assert_true(g_str_has_prefix(lines[1], "     1       1  ") && strstr(lines[1], " second") && g_str_has_suffix(lines[1], " ago"));
    assert_true(g_str_has_prefix(lines[2], "     2       1  ") && strlen(lines[2]) == 38 && g_str_has_suffix(lines[2], "    1"));
}

static void a_text_that_was_undone_to_what_was_saved_is_not_modified(void **state)
{
    g_auto(Shelf) shelf = {0};
    g_autoptr(Editor) editor = editor_of("one");
    type(editor, "A two<Esc>");
    editor = reopen(editor, &shelf);
    assert_false(editor_modified(editor));
    type(editor, "u");
    assert_true(editor_modified(editor));
    type(editor, "<C-r>");
    assert_false(editor_modified(editor));
    type(editor, "ux");
    assert_true(editor_modified(editor));
}

static void another_text_is_told_and_left_alone(void **state)
{
    g_auto(Shelf) shelf = {0};
    g_autoptr(Editor) editor = editor_of("one");
    type(editor, "A two<Esc>");
    save(editor, &shelf);
    type(editor, "A by another<Esc>");
    g_autoptr(NotebookSnapshot) other = notebook_snapshot(editor_notebook(editor));
    editor_free(editor);
    editor = open_anew(other, &shelf);
    type(editor, "u");
    assert_message(editor, "undo ends here: the text is another one");
    type(editor, "u");
    assert_message(editor, "already at the oldest change");
    assert_cells(editor, "one two by another");
    type(editor, "A!<Esc>u");
    assert_cells(editor, "one two by another");
}

/* Its sum tells of each byte that is another one, and of each that is missing. */
static void a_broken_file_is_told_and_left_alone(void **state)
{
    g_auto(Shelf) shelf = {0};
    g_autoptr(Editor) editor = editor_of("one\n---\ntwo");
    type(editor, "A!<Esc>dac");
    editor = reopen(editor, &shelf);
    gsize size;
    const guint8 *good = g_bytes_get_data(shelf.file, &size);
    g_autoptr(GBytes) whole = g_bytes_ref(shelf.file);
    for (gsize at = 0; at < 2 * size; at++) {
        g_autofree guint8 *bad = g_memdup2(good, size);
        bad[at % size] ^= 0x10;
        g_autoptr(GBytes) bytes = g_bytes_new(bad, at < size ? size : at - size);
        g_autoptr(GError) error = NULL;
        assert_null(history_image_read(bytes, shelf.text, &error));
        assert_true(g_error_matches(error, HISTORY_ERROR, HISTORY_ERROR_BROKEN));
    }
    g_bytes_unref(shelf.before);
    shelf.before = g_bytes_new("tarn undo 1\nnonsense", 20);
    type(editor, "u");
    assert_message(editor, "undo ends here: it is broken");
    assert_cells(editor, "two");
}

static void a_disk_that_does_not_answer_is_asked_again(void **state)
{
    g_auto(Shelf) shelf = {0};
    g_autoptr(Editor) editor = editor_of("one");
    type(editor, "A two<Esc>");
    editor = reopen(editor, &shelf);
    shelf.late = true;
    type(editor, "u");
    assert_message(editor, "the undo of earlier sessions is still being read: try again");
    assert_cells(editor, "one two");
    shelf.late = false;
    type(editor, "u");
    assert_cells(editor, "one");
}

static void noundofile_keeps_nothing_and_reads_nothing(void **state)
{
    g_auto(Shelf) shelf = {0};
    g_autoptr(Editor) editor = editor_of("one");
    type(editor, "A two<Esc>");
    editor = reopen(editor, &shelf);
    type(editor, ":set noundofile<CR>u");
    assert_message(editor, "already at the oldest change");
    assert_int_equal(shelf.read, 0);
    bool whole;
    assert_null(editor_undo_image(editor, &whole));
}

static void no_more_is_kept_than_the_options_say(void **state)
{
    g_auto(Shelf) shelf = {0};
    g_autoptr(Editor) editor = editor_of("0");
    type(editor, ":set undolevels=3<CR>A1<Esc>A2<Esc>A3<Esc>A4<Esc>A5<Esc>uA6<Esc>");
    editor = reopen(editor, &shelf);
    type(editor, "9u");
    assert_cells(editor, "0123"); /* three steps are left: 4, and 5 and 6 that were made of it */
    type(editor, ":undo 2<CR>");
    assert_cells(editor, "012345");
    g_autofree char *large = g_strnfill(2 << 20, 'x');
    type(editor, ":set undosize=1<CR>A7<Esc>");
    editor_paste(editor, large, strlen(large));
    type(editor, "0DA8<Esc>");
    editor = reopen(editor, &shelf);
    assert_true(g_bytes_get_size(shelf.file) < 1 << 20);
    type(editor, "9u");
    assert_cells(editor, "");
}

/* --- :wundo, :rundo --------------------------------------------------------------------------------------------------- */

static void wundo_writes_what_rundo_takes(void **state)
{
    g_autofree char *folder = g_dir_make_tmp("undo-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "tree", NULL);
    g_autofree char *out = g_strdup_printf(":wundo %s<CR>", path), *in = g_strdup_printf(":rundo %s<CR>", path);
    g_autoptr(Editor) editor = editor_of("one");
    type(editor, "A two<Esc>");
    type(editor, out);
    GStatBuf status;
    assert_int_equal(g_stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);

    g_autoptr(Editor) other = editor_of("one two");
    type(other, "A!<Esc>");
    type(other, in);
    assert_message(other, "E822: ");
    type(other, "u");
    assert_false(editor_modified(other));
    type(other, in);
    assert_false(editor_modified(other));
    type(other, "u");
    assert_cells(other, "one");
    assert_true(editor_modified(other));
    type(other, "<C-r>");
    assert_false(editor_modified(other));

    g_file_set_contents(path, "mine", -1, NULL);
    type(editor, out);
    assert_message(editor, "E828: ");
    g_autofree char *there = NULL;
    g_file_get_contents(path, &there, NULL, NULL);
    assert_string_equal(there, "mine");
    type(editor, in);
    assert_message(editor, "E822: ");
    g_unlink(path);
    g_rmdir(folder);
}

/* --- at random ------------------------------------------------------------------------------------------------------ */

static const char *const EDITS[] = {
    "ihello<Esc>", "oworld<CR>again<Esc>", "x",        "dd",      "p",     "J",      "yyP",      "~",
    "dac",         ":new<CR>",             ":new!<CR>", "A<CR><Esc>", "cwx<Esc>", "gg", "G",        "w",
    "j",           "k",                    "u",        "uu",      "<C-r>", "g-",     "g+",       "3u",
    ":name alpha<CR>", ":name beta<CR>",   ":toggle-disabled<CR>", ":split-cell<CR>", ":merge-cells<CR>",
    ":move-cell-down<CR>", ":move-cell-up<CR>", ":%s/l/\\r/e<CR>", "ité→<Esc>", "dG", ":fold-code<CR>", ">>", ":earlier 1f<CR>",
};

/* All that undo is to bring back. */
static char *whole_of(Editor *editor)
{
    Notebook *notebook = editor_notebook(editor);
    g_autofree char *text = text_of(editor);
    GString *all = g_string_new(text);
    for (size_t i = 0; i < notebook_cell_count(notebook); i++) {
        const Cell *cell = notebook_cell(notebook, i);
        g_string_append_printf(all, "|%s %d%d", cell_name(cell), cell_config(cell)->disabled, cell_config(cell)->hide_code);
    }
    return g_string_free(all, FALSE);
}

/* What each state of the tree has been, by its number from the first session on. */
static void note(Editor *editor, GHashTable *texts, guint before)
{
    size_t number = history_number(notebook_history(editor_notebook(editor)));
    char *text = whole_of(editor);
    char *known = g_hash_table_lookup(texts, GSIZE_TO_POINTER(before + number + 1));
    if (known)
        assert_string_equal(text, known);
    g_hash_table_replace(texts, GSIZE_TO_POINTER(before + number + 1), text);
}

static void check_all(Editor *editor, GHashTable *texts)
{
    GHashTableIter all;
    g_hash_table_iter_init(&all, texts);
    for (gpointer number, text; g_hash_table_iter_next(&all, &number, &text);) {
        g_autofree char *keys = g_strdup_printf(":undo %zu<CR>", GPOINTER_TO_SIZE(number) - 1);
        type(editor, keys);
        g_autofree char *now = whole_of(editor);
        assert_string_equal(now, text);
    }
}

/* Each story is some sessions; a state that is not the newest is what some of them leave. */
static void tell_story(unsigned seed)
{
    enum { SESSIONS = 4, COMMANDS = 25 };
    g_auto(Shelf) shelf = {0};
    GRand *random = g_rand_new_with_seed(seed);
    g_autoptr(GHashTable) texts = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    g_autoptr(Editor) editor = editor_of("one\ntwo\n---\nthree\nfour\n---\nfive");
    g_autofree char *first = whole_of(editor);
    type(editor, ":set undolevels=0<CR>");
    guint before = 0, opened = 0; /* how many states earlier sessions made, and which one this began with */
    for (int session = 0; session < SESSIONS; session++) {
        for (int i = 0; i < COMMANDS; i++) {
            type(editor, EDITS[g_rand_int_range(random, 0, G_N_ELEMENTS(EDITS))]);
            History *history = notebook_history(editor_notebook(editor));
            bool joined = session == 0 || shelf.read > 0;
            if (joined || history_number(history) > 0)
                note(editor, texts, joined ? 0 : before);
            if (g_rand_int_range(random, 0, 9) == 0)
                save(editor, &shelf);
        }
        History *history = notebook_history(editor_notebook(editor));
        bool joined = session == 0 || shelf.read > 0;
        guint newest = (guint)history_newest(history), now = (guint)history_number(history);
        opened = joined ? now : now ? before + now : opened;
        before = joined ? newest : before + newest;
        shelf.read = 0;
        editor = reopen(editor, &shelf);
        type(editor, ":set undolevels=0<CR>");
    }
    g_autofree char *last = whole_of(editor);
    type(editor, "1000u");
    g_autofree char *beginning = whole_of(editor);
    assert_string_equal(beginning, first);
    assert_int_equal(history_newest(notebook_history(editor_notebook(editor))), before);
    g_autofree char *back = g_strdup_printf(":undo %u<CR>", opened);
    type(editor, back);
    g_autofree char *again = whole_of(editor);
    assert_string_equal(again, last);
    assert_false(editor_modified(editor));
    check_all(editor, texts);
    g_rand_free(random);
}

static void random_sessions_are_undone_to_the_first_text_and_done_again_to_the_last(void **state)
{
    enum { STORIES = 60 };
    for (unsigned seed = 1; seed <= STORIES; seed++)
        tell_story(seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(undo_goes_on_where_the_last_session_ended),
        cmocka_unit_test(what_was_undone_can_be_done_again_in_the_next_session),
        cmocka_unit_test(branches_and_their_numbers_are_kept),
        cmocka_unit_test(cells_names_and_configurations_come_back),
        cmocka_unit_test(a_session_that_never_went_back_keeps_what_was_before_it),
        cmocka_unit_test(earlier_counts_the_saves_of_all_sessions),
        cmocka_unit_test(the_list_of_branches_tells_which_were_saved),
        cmocka_unit_test(a_text_that_was_undone_to_what_was_saved_is_not_modified),
        cmocka_unit_test(another_text_is_told_and_left_alone),
        cmocka_unit_test(a_broken_file_is_told_and_left_alone),
        cmocka_unit_test(a_disk_that_does_not_answer_is_asked_again),
        cmocka_unit_test(noundofile_keeps_nothing_and_reads_nothing),
        cmocka_unit_test(no_more_is_kept_than_the_options_say),
        cmocka_unit_test(wundo_writes_what_rundo_takes),
        cmocka_unit_test(random_sessions_are_undone_to_the_first_text_and_done_again_to_the_last),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
