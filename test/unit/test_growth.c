/* What a key costs, counted instead of timed, so that no load can spoil it: the same with 10 000 cells as
 * with ten. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "edit/editor.h"
#include "engine/graph.h"
#include "tui/draw.h"

enum { ROWS = 40, COLUMNS = 120, KEYS = 20 };

typedef struct {
    Editor *editor;
    View *view;
    Model *model;
    Grid *grid, *before;
    DrawMemo *memo;
} Screen;

static void screen_show(Screen *screen)
{
    grid_copy(screen->before, screen->grid);
    view_update(screen->view, screen->editor, screen->model, draw_pane_rows(ROWS), COLUMNS);
    Scene scene = {screen->view, screen->editor, screen->model, 0, .memo = screen->memo};
    grid_settle(screen->grid);
    draw(&scene, screen->grid);
}

static Screen screen_open(size_t cells)
{
    Notebook *notebook = notebook_new();
    for (size_t i = 0; i < cells; i++)
        notebook_insert_cell(notebook, i, "_", CELL_PLAIN, NULL, "x = 1\n\n\ndef f(y):\n    return x + y", -1);
    Screen screen = {editor_new(notebook), view_new(), model_new(), grid_new(ROWS, COLUMNS), grid_new(ROWS, COLUMNS),
                     draw_memo_new()};
    EditorView view = view_interface(screen.view);
    editor_set_view(screen.editor, &view);
    screen_show(&screen);
    return screen;
}

static void screen_close(Screen *screen)
{
    grid_free(screen->grid);
    grid_free(screen->before);
    draw_memo_free(screen->memo);
    view_free(screen->view);
    editor_free(screen->editor);
    model_free(screen->model);
}

static int changed_glyphs(const Screen *screen)
{
    int changed = 0;
    for (int row = 0; row < ROWS; row++) {
        for (int column = 0; column < COLUMNS; column++)
            changed += !grid_glyph_equal(screen->grid, grid_row(screen->grid, row) + column, screen->before,
                                         grid_row(screen->before, row) + column);
    }
    return changed;
}

/* The character, the column on the status line, and where the cursor stood. */
enum { FEW_GLYPHS = 4 };

/* Types into the cell in the middle; what it takes, and how many keys changed more than a few glyphs. */
static size_t work_of_typing(size_t cells, int *large)
{
    Screen screen = screen_open(cells);
    editor_move_to(screen.editor, (Pos){notebook_first_line(editor_notebook(screen.editor), cells / 2), 0});
    editor_key(screen.editor, (Key){'o', 0});
    screen_show(&screen);
    size_t before = view_layout_work(screen.view);
    *large = 0;
    for (int i = 0; i < KEYS; i++) {
        editor_key(screen.editor, (Key){'a', 0});
        screen_show(&screen);
        *large += changed_glyphs(&screen) > FEW_GLYPHS;
    }
    size_t work = view_layout_work(screen.view) - before;
    screen_close(&screen);
    return work;
}

static void a_key_lays_out_no_pane_however_many_cells_there_are(void **state)
{
    int changed;
    assert_int_equal(work_of_typing(10, &changed), 0);
    assert_int_equal(work_of_typing(10000, &changed), 0);
}

static void a_key_changes_little_more_than_the_character_that_it_types(void **state)
{
    int few, many;
    work_of_typing(10, &few);
    work_of_typing(10000, &many);
    assert_true(few <= 2); /* column 10 moves the right half of the status line */
    assert_true(many <= 2);
}

/* Its own, and the status line. */
static void a_key_draws_one_row_again(void **state)
{
    Screen screen = screen_open(1000);
    editor_key(screen.editor, (Key){'o', 0});
    screen_show(&screen);
    for (int i = 0; i < KEYS; i++) {
        editor_key(screen.editor, (Key){'a', 0});
        screen_show(&screen);
        int drawn = 0;
        for (int row = 0; row < ROWS; row++)
            drawn += grid_row_changed(screen.grid, row);
        assert_int_equal(drawn, 2);
    }
    screen_close(&screen);
}

static void only_what_is_visible_is_laid_out(void **state)
{
    Screen screen = screen_open(10000);
    assert_true(view_layout_work(screen.view) <= ROWS);
    editor_key(screen.editor, (Key){'G', 0});
    screen_show(&screen);
    assert_true(view_layout_work(screen.view) <= 3 * ROWS);
    screen_close(&screen);
}

/* --- the graph --------------------------------------------------------------------------------------- */

static Analysis *analysis_of(uint64_t cell, const char *def, const char *ref)
{
    Analysis *analysis = analysis_new(cell, 1);
    const char *defs[] = {def, NULL}, *refs[] = {ref, NULL};
    analysis_set_names(&analysis->defs, g_strdupv((char **)defs));
    analysis_set_names(&analysis->refs, g_strdupv((char **)refs));
    return analysis;
}

static void an_edit_that_leaves_the_names_alone_changes_nothing_for_ten_thousand_readers(void **state)
{
    g_autoptr(Graph) graph = graph_new();
    g_autoptr(Analysis) first = analysis_of(1, "mo", NULL);
    graph_set(graph, first);
    for (uint64_t cell = 2; cell <= 10000; cell++) {
        g_autoptr(Analysis) reader = analysis_of(cell, NULL, "mo");
        graph_set(graph, reader);
    }
    g_array_unref(graph_take_changed(graph));

    g_autoptr(Analysis) again = analysis_of(1, "mo", NULL), other = analysis_of(1, "om", NULL);
    assert_true(graph_same_edges(first, again));
    graph_set(graph, again);
    g_autoptr(GArray) changed = graph_take_changed(graph);
    assert_int_equal(changed->len, 0);
    g_autoptr(GArray) children = graph_children(graph, 1);
    assert_int_equal(children->len, 9999);
    assert_ptr_equal(graph_analysis(graph, 1), again);

    assert_false(graph_same_edges(first, other));
    graph_set(graph, other);
    g_autoptr(GArray) none = graph_children(graph, 1);
    assert_int_equal(none->len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_lays_out_no_pane_however_many_cells_there_are),
        cmocka_unit_test(a_key_changes_little_more_than_the_character_that_it_types),
        cmocka_unit_test(a_key_draws_one_row_again),
        cmocka_unit_test(only_what_is_visible_is_laid_out),
        cmocka_unit_test(an_edit_that_leaves_the_names_alone_changes_nothing_for_ten_thousand_readers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
