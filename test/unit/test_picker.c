/* What the picker offers, and what it does with what is picked. */
#include "test/unit/typing.h"

#include "edit/picker.h"

#include <string.h>

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fuzzy.h"
#include "tui/walk.h"

static Editor *an_editor(void)
{
    Notebook *notebook = notebook_new();
    notebook_insert_cell(notebook, 0, "_", CELL_PLAIN, NULL, "one = 1\ntwo = 2", -1);
    notebook_insert_cell(notebook, 1, "_", CELL_PLAIN, NULL, "three = 3", -1);
    return editor_new(notebook);
}

static const PickEntry *first(const PickView *pick)
{
    return g_ptr_array_index(pick->entries, g_array_index(pick->shown, guint, pick->chosen));
}

static void what_is_picked_runs(void **state)
{
    g_autoptr(Editor) editor = an_editor();
    type(editor, "j<Space><Space>split-cell<CR>");
    assert_int_equal(notebook_cell_count(editor_notebook(editor)), 3);
    type(editor, "<Space><Space>:jumps<CR>");
    assert_string_equal(editor_page(editor, NULL), ">\n");
    type(editor, "q");
    type(editor, "<Space><Space>undo<CR>");
    assert_int_equal(notebook_cell_count(editor_notebook(editor)), 2);
}

static void an_operator_that_is_picked_waits_for_its_motion(void **state)
{
    g_autoptr(Editor) editor = an_editor();
    type(editor, "<Space><Space>delete<CR>");
    assert_int_equal(editor_mode(editor), MODE_PENDING);
    type(editor, "w");
    assert_string_equal(notebook_line(editor_notebook(editor), 0).bytes, "= 1");
}

static void a_command_with_an_argument_goes_on_at_the_prompt(void **state)
{
    g_autoptr(Editor) editor = an_editor();
    PromptView prompt;
    type(editor, "<Space><Space>:theme<CR>");
    assert_true(editor_prompt(editor, &prompt));
    assert_string_equal(prompt.text, "theme ");
}

static void escape_leaves_everything_as_it_was(void **state)
{
    g_autoptr(Editor) editor = an_editor();
    PickView pick;
    type(editor, "<Space><Space>delete-cell");
    assert_true(editor_picker(editor, &pick));
    type(editor, "<Esc>");
    assert_false(editor_picker(editor, &pick));
    assert_int_equal(editor_mode(editor), MODE_NORMAL);
    assert_int_equal(notebook_cell_count(editor_notebook(editor)), 2);
}

static void keys_of_the_list_go_round(void **state)
{
    g_autoptr(Editor) editor = an_editor();
    PickView pick;
    type(editor, "<Space><Space><C-p>");
    editor_picker(editor, &pick);
    assert_int_equal(pick.chosen, pick.shown->len - 1);
    type(editor, "<Down>");
    editor_picker(editor, &pick);
    assert_int_equal(pick.chosen, 0);
    type(editor, "zzzzzz<C-n><CR>"); /* nothing fits, and nothing is done */
    assert_int_equal(editor_mode(editor), MODE_NORMAL);
}

static void entries_that_come_later_find_their_place(void **state)
{
    g_autoptr(Editor) editor = an_editor();
    PickView pick;
    editor_pick(editor, "files", pick_entries_new());
    editor_pick_expect(editor);
    type(editor, "ab");
    static const char *const NAMES[] = {"xaxxb", "ab.py", "nothing"};
    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        GPtrArray *more = pick_entries_new();
        g_ptr_array_add(more, pick_entry_new(PICK_FILE, NAMES[i], NULL));
        editor_pick_more(editor, "files", more, i == 2);
    }
    editor_picker(editor, &pick);
    assert_int_equal(pick.shown->len, 2);
    assert_string_equal(first(&pick)->text, "ab.py");
    assert_false(pick.expects);
    editor_pick_more(editor, "cells", pick_entries_new(), true); /* of another list: forgotten */
}

static void a_letter_that_is_taken_back_brings_back_what_it_hid(void **state)
{
    g_autoptr(Editor) editor = an_editor();
    PickView pick;
    type(editor, "<Space><Space>");
    editor_picker(editor, &pick);
    guint all = pick.shown->len;
    type(editor, "cell");
    editor_picker(editor, &pick);
    guint some = pick.shown->len;
    type(editor, " zzz");
    editor_picker(editor, &pick);
    assert_int_equal(pick.shown->len, 0);
    type(editor, "<C-w>");
    editor_picker(editor, &pick);
    assert_int_equal(pick.shown->len, some);
    type(editor, "<C-u>");
    editor_picker(editor, &pick);
    assert_int_equal(pick.shown->len, all);
    type(editor, "<Esc>");
}

static void the_words_of_the_help_are_found_as_they_are(void **state)
{
    PickEntry *entry = pick_entry_new(PICK_ACTION, "zap", "delete the Cell");
    g_autoptr(GPtrArray) entries = pick_entries_new();
    g_ptr_array_add(entries, entry);
    assert_int_not_equal(pick_entry_score(entry, "cell zp", NULL), FUZZY_NONE);
    assert_int_equal(pick_entry_score(entry, "dltcl", NULL), FUZZY_NONE);
}

static void the_number_of_a_cell_finds_that_cell_first(void **state)
{
    static const char *const NAMES[] = {"12 lakes", "120 rivers", "112 roads", "1 x12"}; /* in this order */
    int before = INT_MAX;
    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        g_autoptr(GPtrArray) entries = pick_entries_new();
        PickEntry *entry = pick_entry_new(PICK_PLACE, NAMES[i], "");
        g_ptr_array_add(entries, entry);
        int score = pick_entry_score(entry, "12", NULL);
        assert_true(score < before && score != FUZZY_NONE);
        before = i < 2 ? score : before;
    }
}

static void put(const char *folder, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL), *inner = g_path_get_dirname(path);
    g_mkdir_with_parents(inner, 0700);
    assert_true(g_file_set_contents(path, text, -1, NULL));
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void only_notebooks_are_found(void **state)
{
    g_autofree char *folder = g_dir_make_tmp("tarn-walk-XXXXXX", NULL);
    static const char *const FILES[][2] = {
        {"b.py", "import marimo\n"},  {"deep/er/a.py", "# x\nimport marimo\n"}, {"plain.py", "import os\n"},
        {"c.ipynb", "{\"cells\": []}"}, {".venv/d.py", "import marimo\n"},         {"__pycache__/e.py", "import marimo\n"},
        {"f.md", "---\nmarimo-version: 1\n---\n"}, {"g.md", "# text\n"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(FILES); i++)
        put(folder, FILES[i][0], FILES[i][1]);
    g_autofree char *loop = g_build_filename(folder, "deep/loop", NULL), *pipe = g_build_filename(folder, "p.py", NULL);
    assert_int_equal(symlink("..", loop), 0);
    assert_int_equal(mkfifo(pipe, 0600), 0); /* whoever reads it waits */
    g_autoptr(Walk) walk = walk_new(folder);
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    while (walk_step(walk, paths))
        ;
    qsort(paths->pdata, paths->len, sizeof(char *), compare);
    g_ptr_array_add(paths, NULL);
    g_autofree char *found = g_strjoinv(" ", (char **)paths->pdata);
    assert_string_equal(found, "b.py c.ipynb deep/er/a.py f.md");
    const char *command[] = {"rm", "-r", "--", folder, NULL};
    g_spawn_sync(NULL, (char **)command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_picked_runs),
        cmocka_unit_test(an_operator_that_is_picked_waits_for_its_motion),
        cmocka_unit_test(a_command_with_an_argument_goes_on_at_the_prompt),
        cmocka_unit_test(escape_leaves_everything_as_it_was),
        cmocka_unit_test(keys_of_the_list_go_round),
        cmocka_unit_test(entries_that_come_later_find_their_place),
        cmocka_unit_test(a_letter_that_is_taken_back_brings_back_what_it_hid),
        cmocka_unit_test(the_number_of_a_cell_finds_that_cell_first),
        cmocka_unit_test(the_words_of_the_help_are_found_as_they_are),
        cmocka_unit_test(only_notebooks_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
