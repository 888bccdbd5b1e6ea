/* Whatever the size of the screen, nothing lies outside of it or over something else. */
#include "tui/layout.h"

#include <glib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static bool lies_in(Rect inner, int rows, int columns)
{
    return inner.row >= 0 && inner.column >= 0 && inner.rows >= 0 && inner.row + inner.rows <= MAX(rows, 1) &&
           inner.column + inner.columns <= columns;
}

static bool overlap(Rect a, Rect b)
{
    return a.row < b.row + b.rows && b.row < a.row + a.rows && a.column < b.column + b.columns &&
           b.column < a.column + a.columns;
}

static void nothing_overlaps(void **state)
{
    for (int rows = 1; rows < 60; rows++) {
        for (int columns = 1; columns < 200; columns += 3) {
            for (int what = 0; what < 16; what++) {
                PanelSize wanted = {what & 4 ? rows / 2 : 0, what & 8 ? columns : 0};
                Layout layout = layout_of(rows, columns, what & 1, what & 2, wanted);
                int room = MAX(rows - 2, 1);
                assert_true(lies_in(layout.notebook, room, columns) && layout.notebook.rows > 0);
                assert_true(lies_in(layout.panel, room, columns) && lies_in(layout.tabs, room, columns));
                assert_int_equal(layout.panel.rows > 0, what & 1);
                assert_int_equal(overlap(layout.notebook, layout.panel), layout.covered);
                assert_false(overlap(layout.notebook, layout.tabs) || overlap(layout.panel, layout.tabs));
            }
        }
    }
}

static void a_panel_is_where_there_is_room(void **state)
{
    static const struct {
        int rows, columns;
        bool beside, covered;
    } ROWS[] = {{40, 120, true, false}, {24, 80, false, false}, {12, 40, false, true}, {12, 120, true, false}};
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        Layout layout = layout_of(ROWS[i].rows, ROWS[i].columns, true, false, (PanelSize){0});
        assert_int_equal(layout.beside, ROWS[i].beside);
        assert_int_equal(layout.covered, ROWS[i].covered);
    }
}

static void a_panel_is_as_large_as_somebody_wants_it(void **state)
{
    assert_int_equal(layout_of(40, 120, true, false, (PanelSize){.columns = 30}).panel.columns, 30);
    assert_int_equal(layout_of(40, 120, true, false, (PanelSize){.columns = 300}).notebook.columns, 40);
    assert_int_equal(layout_of(24, 80, true, false, (PanelSize){.rows = 4}).panel.rows, 4);
    assert_int_equal(layout_of(24, 80, true, false, (PanelSize){.rows = 1}).panel.rows, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_overlaps), cmocka_unit_test(a_panel_is_where_there_is_room),
                                       cmocka_unit_test(a_panel_is_as_large_as_somebody_wants_it)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
