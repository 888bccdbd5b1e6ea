#include "notebook/notebook_merge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "notebook/cell_match.h"
#include "notebook/format_conflict.h"
#include "notebook/history.h"
#include "notebook/line_diff.h"
#include "notebook/notebook_diff.h"

/* --- notebooks as one line: cells between " | ", lines between ";", a name before ":" -------------------------------- */

static Notebook *notebook_of(const char *text)
{
    Notebook *notebook = notebook_new();
    g_auto(GStrv) cells = g_strsplit(text, " | ", -1);
    for (size_t i = 0; *text && cells[i]; i++) {
        char *colon = strchr(cells[i], ':');
        g_autofree char *name = colon ? g_strndup(cells[i], (gsize)(colon - cells[i])) : g_strdup("_");
        g_autofree char *code = g_strdelimit(g_strdup(colon ? colon + 1 : cells[i]), ";", '\n');
        notebook_insert_cell(notebook, notebook_cell_count(notebook), name, CELL_PLAIN, NULL, code, -1);
    }
    return notebook;
}

static char *text_of(const NotebookSnapshot *notebook)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < notebook->cells->len; i++) {
        const CellSnapshot *cell = g_ptr_array_index(notebook->cells, i);
        gsize size;
        const char *code = g_bytes_get_data(cell->code, &size);
        g_autofree char *shown = g_strdelimit(g_strndup(code ? code : "", size), "\n", ';');
        bool named = strcmp(cell->name, "_") != 0;
        g_string_append_printf(text, "%s%s%s%s", i ? " | " : "", named ? cell->name : "", named ? ":" : "", shown);
    }
    return g_string_free(text, FALSE);
}

static NotebookSnapshot *read_text(const char *text)
{
    g_autoptr(Notebook) notebook = notebook_of(text);
    return notebook_snapshot(notebook);
}

/* The same with the ids of the cells of base that they came of. */
static NotebookSnapshot *edited(const NotebookSnapshot *base, const char *text)
{
    NotebookSnapshot *ours = read_text(text);
    g_autoptr(GArray) matches = cell_match(base->cells, ours->cells);
    for (guint i = 0; i < ours->cells->len; i++) {
        gint match = g_array_index(matches, gint, i);
        CellSnapshot *cell = g_ptr_array_index(ours->cells, i);
        if (match < 0)
            continue;
        gsize size;
        const char *code = g_bytes_get_data(cell->code, &size);
        uint64_t id = ((CellSnapshot *)g_ptr_array_index(base->cells, (guint)match))->id;
        ours->cells->pdata[i] = cell_snapshot_new(id, 1, cell->name, cell->kind, &cell->config, code ? code : "",
                                                  (gssize)size);
        cell_snapshot_unref(cell);
    }
    return ours;
}

/* "1 changed, 3 deleted there": the conflicts by the place of their cells, from 1. */
static char *conflicts_of(const NotebookMerge *merge)
{
    static const char *const KINDS[] = {"changed", "deleted there", "deleted here"};
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < merge->conflicts->len; i++) {
        const CellConflict *conflict = g_ptr_array_index(merge->conflicts, i);
        guint place = 0;
        while (((CellSnapshot *)g_ptr_array_index(merge->notebook->cells, place))->id != conflict->cell)
            place++;
        g_string_append_printf(text, "%s%u %s", i ? ", " : "", place + 1, KINDS[conflict->kind]);
    }
    return g_string_free(text, FALSE);
}

static NotebookMerge *merge_of(const NotebookSnapshot *base, const NotebookSnapshot *ours, const NotebookSnapshot *theirs)
{
    g_autoptr(GArray) matches = cell_match(base->cells, theirs->cells);
    return notebook_merge(base, ours, theirs, matches);
}

/* --- matching ---------------------------------------------------------------------------------------------------------- */

static void cells_are_found_again_as_marimo_finds_them(void **state)
{
    g_autofree char *path = g_test_build_filename(G_TEST_DIST, "match_cases.txt", NULL);
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    size_t cases = 0;
    for (char **line = lines; line[0] && *line[0]; line += 3, cases++) {
        g_autoptr(Notebook) old = notebook_new();
        g_autoptr(Notebook) new = notebook_new();
        Notebook *const notebooks[] = {old, new};
        for (int side = 0; side < 2; side++) {
            g_auto(GStrv) codes = g_strsplit(line[side], "\t", -1);
            for (size_t i = 1; codes[i]; i++)
                notebook_insert_cell(notebooks[side], i - 1, "_", CELL_PLAIN, NULL, codes[i], -1);
        }
        g_autoptr(NotebookSnapshot) before = notebook_snapshot(notebooks[0]);
        g_autoptr(NotebookSnapshot) after = notebook_snapshot(notebooks[1]);
        g_autoptr(GArray) matches = cell_match(before->cells, after->cells);
        g_autoptr(GString) said = g_string_new("match");
        for (guint i = 0; i < matches->len; i++)
            g_string_append_printf(said, "\t%d", g_array_index(matches, gint, i));
        assert_string_equal(said->str, line[2]);
    }
    assert_true(cases > 100);
}

static void of_very_many_cells_those_in_the_same_place_are_the_same(void **state)
{
    g_autoptr(Notebook) notebook = notebook_new();
    g_autoptr(Notebook) other = notebook_new();
    for (int i = 0; i < 1000; i++) {
        g_autofree char *code = g_strdup_printf("x%d", i), *changed = g_strdup_printf("y%d", i);
        notebook_insert_cell(notebook, (size_t)i, "_", CELL_PLAIN, NULL, code, -1);
        notebook_insert_cell(other, (size_t)i, "_", CELL_PLAIN, NULL, i % 10 ? changed : code, -1);
    }
    g_autoptr(NotebookSnapshot) before = notebook_snapshot(notebook);
    g_autoptr(NotebookSnapshot) after = notebook_snapshot(other);
    g_autoptr(GArray) matches = cell_match(before->cells, after->cells);
    for (guint i = 0; i < matches->len; i++)
        assert_int_equal(g_array_index(matches, gint, i), i);
}

/* --- lines --------------------------------------------------------------------------------------------------------------- */

static GBytes *bytes_of(const char *text)
{
    g_autofree char *lines = g_strdelimit(g_strdup(text), ";", '\n');
    return g_bytes_new(lines, strlen(lines));
}

static void lines_merge_if_one_that_nobody_touched_lies_between(void **state)
{
    static const struct {
        const char *base, *ours, *theirs, *merged; /* NULL: they do not */
    } ROWS[] = {
        {"a;b;c", "a1;b;c", "a;b;c1", "a1;b;c1"}, {"a;b;c", "a1;b;c", "a;b1;c", NULL}, {"a;b;c", "a1;b;c", "a1;b;c", "a1;b;c"},
        {"a;b;c", "a;c", "a;b;c;d", "a;c;d"},     {"a;b;c", "a;c", "a;b1;c", NULL},    {"a;b", "a;x;b", "a;y;b", NULL},
        {"a;b", "x;a;b", "a;b;y", "x;a;b;y"},     {"", "x", "y", NULL},                {"a;b;c", "", "a;b;c", ""},
        {"a;b;c;", "a;b;c;;", "z;b;c;", "z;b;c;;"}, {"a", "a", "b", "b"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GBytes) base = bytes_of(ROWS[i].base);
        g_autoptr(GBytes) ours = bytes_of(ROWS[i].ours);
        g_autoptr(GBytes) theirs = bytes_of(ROWS[i].theirs);
        g_autoptr(GBytes) merged = lines_merge(base, ours, theirs);
        g_autoptr(GBytes) expected = ROWS[i].merged ? bytes_of(ROWS[i].merged) : NULL;
        assert_int_equal(merged != NULL, expected != NULL);
        assert_true(!merged || g_bytes_equal(merged, expected));
    }
}

static void a_line_is_followed_into_what_became_of_it(void **state)
{
    static const struct {
        const char *old, *new;
        size_t line, now;
    } ROWS[] = {
        {"a;b;c", "a;b;c", 1, 1}, {"a;b;c", "x;a;b;c", 1, 2}, {"a;b;c", "b;c", 2, 1}, {"a;b;c", "b;c", 0, 0},
        {"a;b;c", "a;x;y;c", 1, 1}, {"a;b", "a", 1, 0}, {"a;b;c", "", 2, 0}, {"a;b;c;d", "a;B;C;d;e", 2, 2},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GBytes) old = bytes_of(ROWS[i].old);
        g_autoptr(GBytes) new = bytes_of(ROWS[i].new);
        g_autoptr(LineDiff) diff = line_diff_new(old, new);
        assert_int_equal(line_diff_follow(diff, ROWS[i].line), ROWS[i].now);
    }
}

/* --- notebooks ------------------------------------------------------------------------------------------------------------- */

static void three_notebooks_become_one(void **state)
{
    static const struct {
        const char *base, *ours, *theirs, *merged, *conflicts, *words;
    } ROWS[] = {
        {"a=1 | b=2", "a=1 | b=2", "a=1 | b=3", "a=1 | b=3", "", "1 cell changed"},
        {"a=1 | b=2", "a=11 | b=2", "a=1 | b=22", "a=11 | b=22", "", "1 cell changed"},
        {"a=1 | b=2", "a=11 | b=2", "a=12 | b=2", "a=11 | b=2", "1 changed", ""},
        {"a=1 | b=2", "a=11 | b=2", "a=11 | b=2", "a=11 | b=2", "", ""},
        {"a;b;c | z", "a1;b;c | z", "a;b;c1 | z", "a1;b;c1 | z", "", "1 cell changed, 1 of them line by line with yours"},
        {"a=1 | b=2", "a=1 | b=2 | mine", "a=1 | b=2 | yours", "a=1 | b=2 | mine | yours", "", "1 new"},
        {"a=1 | b=2", "a=1 | new | b=2", "a=1 | new | b=2", "a=1 | new | b=2", "", ""},
        {"a=1 | b=2", "a=1 | b=2", "b=2", "b=2", "", "1 deleted"},
        {"a=1 | b=2", "a=12 | b=2", "b=2", "a=12 | b=2", "1 deleted there", ""},
        {"a=1 | b=2", "b=2", "a=12 | b=2", "a=12 | b=2", "1 deleted here", "1 new"},
        {"a=1 | b=2", "b=2", "a=1 | b=23", "b=23", "", "1 cell changed"},
        {"a | b | c", "a | b | c", "c | a | b", "c | a | b", "", "cells moved"},
        {"a | b | c", "c | a | b", "a | b | c | d", "c | d | a | b", "", "1 new"},
        {"a | b | c", "c | a | b", "b | a | c", "c | a | b", "", "order kept as yours"},
        {"a | b | c", "a | mine | b | c", "c | a | b", "c | a | mine | b", "", "cells moved"},
        {"f:a | b", "g:a | b", "f:a | b", "g:a | b", "", ""},
        {"f:a | b", "f:a2 | b", "g:a | b", "g:a2 | b", "", "1 cell changed"},
        {"f:a | b", "g:a | b", "h:a | b", "g:a | b", "1 changed", ""},
        {"", "a", "b", "a | b", "", "1 new"},
        {"a", "", "a", "", "", ""},
        {"a", "a", "", "", "", "1 deleted"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(NotebookSnapshot) base = read_text(ROWS[i].base);
        g_autoptr(NotebookSnapshot) theirs = read_text(ROWS[i].theirs);
        g_autoptr(NotebookSnapshot) ours = edited(base, ROWS[i].ours);
        g_autoptr(NotebookMerge) merge = merge_of(base, ours, theirs);
        g_autofree char *merged = text_of(merge->notebook), *conflicts = conflicts_of(merge),
                        *words = notebook_merge_describe(merge), *disk = text_of(merge->base);
        assert_string_equal(merged, ROWS[i].merged);
        assert_string_equal(conflicts, ROWS[i].conflicts);
        assert_string_equal(words, ROWS[i].words);
        assert_string_equal(disk, ROWS[i].theirs);
    }
}

/* What was decided once is not asked again: the next merge begins with what theirs was. */
static void the_next_merge_begins_with_the_last(void **state)
{
    g_autoptr(NotebookSnapshot) base = read_text("a=1 | b=2");
    g_autoptr(NotebookSnapshot) theirs = read_text("a=12 | b=2 | c");
    g_autoptr(NotebookSnapshot) later = read_text("a=12 | b=2 | c3");
    g_autoptr(NotebookSnapshot) ours = edited(base, "a=11 | b=2");
    g_autoptr(NotebookMerge) first = merge_of(base, ours, theirs);
    assert_int_equal(first->conflicts->len, 1);
    g_autoptr(NotebookMerge) second = merge_of(first->base, first->notebook, later);
    g_autofree char *merged = text_of(second->notebook);
    assert_string_equal(merged, "a=11 | b=2 | c3");
    assert_int_equal(second->conflicts->len, 0);
}

static void what_joined_line_by_line_is_not_what_somebody_wrote(void **state)
{
    g_autoptr(NotebookSnapshot) base = read_text("a;b;c | d | e");
    g_autoptr(NotebookSnapshot) theirs = read_text("a;b;c1 | d2 | e | f");
    g_autoptr(NotebookSnapshot) ours = edited(base, "a1;b;c | d | e");
    g_autoptr(NotebookMerge) merge = merge_of(base, ours, theirs);
    assert_int_equal(merge->joined, 1);
    assert_int_equal(merge->taken->len, 2); /* d2 and f may run, if the user wants it so; the first not */
}

static void headers_and_options_are_merged_one_by_one(void **state)
{
    g_autoptr(NotebookSnapshot) base = read_text("a");
    g_autoptr(NotebookSnapshot) theirs = read_text("a");
    g_autoptr(NotebookSnapshot) ours = edited(base, "a");
    notebook_header_set_option(ours->header, "width", "'full'");
    notebook_header_set_option(theirs->header, "layout_file", "'x'");
    g_autoptr(NotebookMerge) merge = merge_of(base, ours, theirs);
    assert_string_equal(notebook_header_option(merge->notebook->header, "width"), "'full'");
    assert_string_equal(notebook_header_option(merge->notebook->header, "layout_file"), "'x'");
    assert_true(merge->header_changed);
    assert_int_equal(merge->kept, 0);

    notebook_header_set_option(theirs->header, "width", "'medium'");
    g_autoptr(NotebookMerge) both = merge_of(base, ours, theirs);
    assert_string_equal(notebook_header_option(both->notebook->header, "width"), "'full'");
    assert_int_equal(both->kept, MERGE_KEPT_OPTIONS);
}

static void parts_of_a_configuration_are_merged_one_by_one(void **state)
{
    g_autoptr(NotebookSnapshot) base = read_text("a");
    g_autoptr(NotebookSnapshot) theirs = read_text("a");
    g_autoptr(NotebookSnapshot) ours = edited(base, "a");
    ((CellSnapshot *)g_ptr_array_index(ours->cells, 0))->config.hide_code = true;
    ((CellSnapshot *)g_ptr_array_index(theirs->cells, 0))->config.disabled = true;
    g_autoptr(NotebookMerge) merge = merge_of(base, ours, theirs);
    const CellSnapshot *cell = g_ptr_array_index(merge->notebook->cells, 0);
    assert_true(cell->config.hide_code && cell->config.disabled);
    assert_int_equal(merge->conflicts->len, 0);
}

static void two_readings_without_an_origin_leave_every_difference_to_a_person(void **state)
{
    static const struct {
        const char *ours, *theirs, *merged, *conflicts;
    } ROWS[] = {
        {"a | b", "a | b", "a | b", ""},
        {"a | b=1 | c", "a | b=2 | c", "a | b=1 | c", "2 changed"},
        {"x;;y", "x;;z", "x;;y", "1 changed"},
        {"a | b", "a | b | new", "a | b | new", ""},
        {"f:a", "g:a", "f:a", "1 changed"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(NotebookSnapshot) ours = read_text(ROWS[i].ours);
        g_autoptr(NotebookSnapshot) theirs = read_text(ROWS[i].theirs);
        g_autoptr(NotebookMerge) merge = notebook_merge_two(ours, theirs);
        g_autofree char *merged = text_of(merge->notebook), *conflicts = conflicts_of(merge);
        assert_string_equal(merged, ROWS[i].merged);
        assert_string_equal(conflicts, ROWS[i].conflicts);
    }
}

/* --- conflict markers ------------------------------------------------------------------------------------------------------ */

static void a_file_with_conflict_markers_is_two_files(void **state)
{
    static const struct {
        const char *file, *ours, *theirs;
        int line; /* of the first marker; 0: there are none */
    } ROWS[] = {
        {"a;<<<<<<< HEAD;b;=======;c;>>>>>>> other;d;", "a;b;d;", "a;c;d;", 2},
        {"<<<<<<< HEAD;=======;c;>>>>>>> other", "", "c;", 1},
        {"a;<<<<<<< x;b;||||||| base;o;=======;c;>>>>>>> y;", "a;b;", "a;c;", 2},
        {"<<<<<<< 1;a;=======;b;>>>>>>> 2;m;<<<<<<< 1;c;=======;d;>>>>>>> 2;", "a;m;c;", "b;m;d;", 1},
        {"a;=======;b;", "a;=======;b;", "a;=======;b;", 0},
        {"<<<<<<< HEAD;a;", NULL, NULL, 0},
        {"  <<<<<<< HEAD;a;  =======;b;  >>>>>>> x", NULL, NULL, 0},
        {"<<<<<<<<< HEAD;a;=======;b;>>>>>>> x", NULL, NULL, 0},
        {"", "", "", 0},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *file = g_strdelimit(g_strdup(ROWS[i].file), ";", '\n');
        assert_int_equal(format_conflict_line(file, strlen(file)), ROWS[i].line);
        for (int theirs = 0; theirs < 2 && ROWS[i].ours; theirs++) {
            g_autoptr(GBytes) side = format_conflict_side(file, strlen(file), theirs);
            g_autoptr(GBytes) expected = bytes_of(theirs ? ROWS[i].theirs : ROWS[i].ours);
            assert_true(g_bytes_equal(side, expected));
        }
    }
}

/* --- taking --------------------------------------------------------------------------------------------------------------- */

static void the_difference_of_two_is_told_in_lines(void **state)
{
    static const char *const CASES[][3] = {
        {"a = 1;b = 2", "a = 1;b = 2", ""},
        {"a = 1;b = 2", "a = 1;b = 3", "[cell 1]\n  a = 1\n- b = 2\n+ b = 3\n\n"},
        {"first = 1 | second = 2", "first = 1", "[cell 2: deleted]\n- second = 2\n\n"},
        {"first = 1", "first = 1 | second = 2;2", "[cell 2: new]\n+ second = 2\n+ 2\n\n"},
        {"first = 1 | second = 2", "second = 2 | first = 1", "Cells are in another order.\n\n"},
        {"one:first = 1", "two:first = 1", "[cell 1 two]\n- name: one\n+ name: two\n  first = 1\n\n"},
        {"load:1;2;3;4;5;6;7;8;9;a;b;c;d", "load:1;2;3;4;5;6;7;8;9;a;x;c;d",
         "[cell 1 load]\n  ... 7 lines are the same\n  8\n  9\n  a\n- b\n+ x\n  c\n  d\n\n"},
        {"one = 1;2;3;4;5;6;7;8;9;a;b;c;13 = d", "x = 1;2;3;4;5;6;7;8;9;a;b;c;13 = d",
         "[cell 1]\n- one = 1\n+ x = 1\n  2\n  3\n  4\n  ... 9 lines are the same\n\n"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(NotebookSnapshot) before = read_text(CASES[i][0]), after = read_text(CASES[i][1]);
        g_autofree char *told = notebook_difference(before, after);
        assert_string_equal(told, CASES[i][2]);
    }
}

static void a_notebook_becomes_another_by_ids_and_undo_leads_back(void **state)
{
    static const char *const ROWS[][2] = {
        {"a;b;c | d", "a;x;c | d"}, {"a;b;c", "b;c"}, {"a;b;c", "a;b"},     {"a", "a;b"},         {"a;b", "x"},
        {"a | b | c", "c | a | b"}, {"a | b", "b"},   {"a | b", "a | n | b"}, {"a;b;c;d", "z;a;c;d;e"}, {"a;b", "a | b"},
        {"a;", "a"},                {"a", "a;"},      {"a;b", ";"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Notebook) notebook = notebook_of(ROWS[i][0]);
        notebook_forget_history(notebook);
        g_autoptr(NotebookSnapshot) before = notebook_snapshot(notebook);
        g_autoptr(NotebookSnapshot) want = edited(before, ROWS[i][1]);
        notebook_take(notebook, want);
        g_autoptr(NotebookSnapshot) after = notebook_snapshot(notebook);
        g_autofree char *text = text_of(after);
        assert_string_equal(text, ROWS[i][1]);
        for (guint k = 0; k < want->cells->len; k++)
            assert_int_equal(((CellSnapshot *)g_ptr_array_index(after->cells, k))->id,
                             ((CellSnapshot *)g_ptr_array_index(want->cells, k))->id);
        HistoryPlace place;
        history_break(notebook_history(notebook));
        history_undo(notebook_history(notebook), notebook, &place);
        g_autoptr(NotebookSnapshot) back = notebook_snapshot(notebook);
        g_autofree char *was = text_of(back);
        assert_string_equal(was, ROWS[i][0]);
    }
}

int main(void)
{
    g_test_init(&(int){1}, &(char **){(char *[]){"test_merge", NULL}}, NULL);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_found_again_as_marimo_finds_them),
        cmocka_unit_test(the_difference_of_two_is_told_in_lines),
        cmocka_unit_test(of_very_many_cells_those_in_the_same_place_are_the_same),
        cmocka_unit_test(lines_merge_if_one_that_nobody_touched_lies_between),
        cmocka_unit_test(a_line_is_followed_into_what_became_of_it),
        cmocka_unit_test(three_notebooks_become_one),
        cmocka_unit_test(the_next_merge_begins_with_the_last),
        cmocka_unit_test(what_joined_line_by_line_is_not_what_somebody_wrote),
        cmocka_unit_test(headers_and_options_are_merged_one_by_one),
        cmocka_unit_test(parts_of_a_configuration_are_merged_one_by_one),
        cmocka_unit_test(two_readings_without_an_origin_leave_every_difference_to_a_person),
        cmocka_unit_test(a_file_with_conflict_markers_is_two_files),
        cmocka_unit_test(a_notebook_becomes_another_by_ids_and_undo_leads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
