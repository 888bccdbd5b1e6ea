#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "tui/draw.h"

/* What a picture of this size shows after these keys, a line a row, blanks at the right cut. */
static char *picture(const char *keys, int rows, int columns, bool hints)
{
    g_autoptr(Editor) editor = editor_new(notebook_new());
    g_autoptr(View) view = view_new();
    g_autoptr(Model) model = model_new();
    g_autoptr(Grid) grid = grid_new(rows, columns);
    g_autoptr(GArray) parsed = keys_parse(keys);
    for (guint i = 0; i < parsed->len; i++)
        editor_key(editor, g_array_index(parsed, Key, i));
    view_update(view, editor, model, draw_pane_rows(rows), columns);
    draw(&(Scene){.view = view, .editor = editor, .model = model, .hints = hints}, grid);
    GString *text = g_string_new(NULL);
    for (int row = 0; row < rows; row++) {
        g_autoptr(GString) line = g_string_new(NULL);
        for (int column = 0; column < columns; column++)
            g_string_append(line, grid_text(grid, &grid_row(grid, row)[column]));
        g_string_append_printf(text, "%s\n", g_strchomp(line->str));
    }
    return g_string_free(text, FALSE);
}

static void a_box_above_the_status_line_shows_what_may_follow(void **state)
{
    g_autofree char *text = picture("<Space>", 60, 120, true);
    assert_non_null(strstr(text, "╭──"));
    assert_non_null(strstr(text, " o an empty cell below"));
    assert_non_null(strstr(text, " a run all cells"));
    g_auto(GStrv) rows = g_strsplit(text, "\n", -1);
    assert_non_null(strstr(rows[57], "│"));
    assert_non_null(strstr(rows[58], "NORMAL"));
}

static void the_box_shows_the_keys_of_the_keymap_that_is_chosen(void **state)
{
    g_autofree char *plain = picture(":set keymap=plain<CR><C-k>", 40, 120, true);
    assert_non_null(strstr(plain, " b an empty cell below"));
    assert_non_null(strstr(plain, " v one command of Vim's normal mode"));
    g_autofree char *emacs = picture(":set keymap=emacs<CR><C-x>", 40, 120, true);
    assert_non_null(strstr(emacs, " <C-s> save"));
    assert_non_null(strstr(emacs, " e type what was recorded"));
    g_autofree char *done = picture(":set keymap=emacs<CR><C-x>e", 40, 80, true);
    assert_null(strstr(done, "type what was recorded"));
}

static void nothing_is_drawn_before_it_is_time(void **state)
{
    g_autofree char *early = picture("<Space>", 30, 80, false), *none = picture("", 30, 80, true);
    assert_null(strstr(early, "an empty cell below"));
    assert_null(strstr(none, "an empty cell below"));
}

/* A small screen gets more columns, and names for sentences, never a wrong place. */
static void every_size_of_the_screen_is_drawn(void **state)
{
    for (int rows = 1; rows < 30; rows++) {
        for (int columns = 1; columns < 60; columns += 3) {
            g_autofree char *text = picture("g", rows, columns, true);
            g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
            assert_int_equal(g_strv_length(lines), rows + 1);
        }
    }
    g_autofree char *low = picture("<Space>", 12, 80, true);
    assert_non_null(strstr(low, "o new-cel")); /* a name, where a sentence would be cut */
    assert_non_null(strstr(low, "w :w<CR>"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_box_above_the_status_line_shows_what_may_follow),
        cmocka_unit_test(the_box_shows_the_keys_of_the_keymap_that_is_chosen),
        cmocka_unit_test(nothing_is_drawn_before_it_is_time),
        cmocka_unit_test(every_size_of_the_screen_is_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
