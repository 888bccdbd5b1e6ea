/* The picture: glyphs, wide ones, clips, copies. */
#include "tui/grid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <glib.h>

#include <cmocka.h>

static int put(Grid *grid, int column, const char *text)
{
    return grid_print(grid, grid_area(grid), 0, column, text, style_of(STYLE_TEXT));
}

/* The characters of a row. */
static char *shown(const Grid *grid, int row)
{
    GString *text = g_string_new(NULL);
    for (int column = 0; column < grid_columns(grid); column++)
        g_string_append(text, grid_text(grid, grid_row(grid, row) + column));
    return g_string_free(text, FALSE);
}

static void assert_shows(const Grid *grid, const char *want)
{
    g_autofree char *got = shown(grid, 0);
    assert_string_equal(got, want);
}

static void a_new_grid_is_blank(void **state)
{
    g_autoptr(Grid) grid = grid_new(2, 3);
    assert_shows(grid, "   ");
    assert_false(grid_cursor(grid).visible);
}

static void put_tells_the_column_behind_also_if_it_was_clipped(void **state)
{
    g_autoptr(Grid) grid = grid_new(1, 4);
    assert_int_equal(put(grid, 2, "abc"), 5);
    assert_shows(grid, "  ab");
    assert_int_equal(put(grid, -2, "wxyz"), 2);
    assert_shows(grid, "yzab");
}

static void a_wide_glyph_takes_two_columns(void **state)
{
    g_autoptr(Grid) grid = grid_new(1, 5);
    assert_int_equal(put(grid, 1, "日"), 3);
    assert_int_equal(grid_row(grid, 0)[1].width, 2);
    assert_int_equal(grid_row(grid, 0)[2].width, 0);
    assert_shows(grid, " 日  ");
}

static void half_a_wide_glyph_at_the_edge_is_blank(void **state)
{
    g_autoptr(Grid) grid = grid_new(1, 3);
    put(grid, 2, "日");
    assert_shows(grid, "   ");
    put(grid, -1, "日x");
    assert_shows(grid, " x ");
}

static void writing_over_half_of_a_wide_glyph_blanks_the_other_half(void **state)
{
    g_autoptr(Grid) grid = grid_new(1, 4);
    put(grid, 0, "日本");
    put(grid, 1, "x");
    assert_shows(grid, " x本");
    put(grid, 2, "y");
    assert_shows(grid, " xy ");
    put(grid, 0, "日本");
    put(grid, 1, "語");
    assert_shows(grid, " 語 ");
}

static void a_cluster_is_one_glyph(void **state)
{
    g_autoptr(Grid) grid = grid_new(1, 4);
    assert_int_equal(put(grid, 0, "e\u0301x"), 2);
    assert_string_equal(grid_text(grid, grid_row(grid, 0)), "e\u0301");
    const char *family = "👩‍👩‍👧"; /* longer than the text of a glyph */
    put(grid, 0, family);
    assert_string_equal(grid_text(grid, grid_row(grid, 0)), family);
}

static void what_cannot_be_drawn_is_written_out(void **state)
{
    g_autoptr(Grid) grid = grid_new(1, 12);
    put(grid, 0, "a\x01\xff\x7f\x1b");
    assert_shows(grid, "a^A<ff>^?^[ ");
}

static void a_copy_is_equal_and_its_own(void **state)
{
    g_autoptr(Grid) grid = grid_new(1, 6);
    g_autoptr(Grid) copy = grid_new(1, 1);
    put(grid, 0, "👩‍👩‍👧 x");
    grid_copy(copy, grid);
    assert_true(grid_row_equal(copy, 0, grid, 0));
    grid_reset(grid, 1, 6);
    assert_false(grid_row_equal(copy, 0, grid, 0));
    assert_shows(copy, "👩‍👩‍👧 x  ");
}

static void an_overlay_keeps_what_is_below(void **state)
{
    g_autoptr(Grid) grid = grid_new(1, 3);
    grid_print(grid, grid_area(grid), 0, 0, "abc", style_of(STYLE_KEYWORD));
    grid_overlay(grid, 0, 1, 99, STYLE_SELECTION);
    assert_int_equal(grid_row(grid, 0)[0].style.over, 0);
    assert_int_equal(grid_row(grid, 0)[2].style.role, STYLE_KEYWORD);
    assert_int_equal(grid_row(grid, 0)[2].style.over, STYLE_SELECTION);
}

static void the_cursor_stays_on_the_grid(void **state)
{
    g_autoptr(Grid) grid = grid_new(2, 2);
    grid_set_cursor(grid, (GridCursor){7, -3, true, CURSOR_BAR});
    assert_int_equal(grid_cursor(grid).row, 1);
    assert_int_equal(grid_cursor(grid).column, 0);
}

static void text_fits_by_columns(void **state)
{
    assert_int_equal(text_columns("日本x", strlen("日本x")), 5);
    assert_int_equal(text_fit("日本x", strlen("日本x"), 3), strlen("日"));
    assert_int_equal(text_fit("e\u0301e", 4, 1), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_grid_is_blank),
        cmocka_unit_test(put_tells_the_column_behind_also_if_it_was_clipped),
        cmocka_unit_test(a_wide_glyph_takes_two_columns),
        cmocka_unit_test(half_a_wide_glyph_at_the_edge_is_blank),
        cmocka_unit_test(writing_over_half_of_a_wide_glyph_blanks_the_other_half),
        cmocka_unit_test(a_cluster_is_one_glyph),
        cmocka_unit_test(what_cannot_be_drawn_is_written_out),
        cmocka_unit_test(a_copy_is_equal_and_its_own),
        cmocka_unit_test(an_overlay_keeps_what_is_below),
        cmocka_unit_test(the_cursor_stays_on_the_grid),
        cmocka_unit_test(text_fits_by_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
