/* What is on the screen, what it costs, and what the engine's news make of it. */
#include "viewing.h"

#include "tui/forecast.h"
#include "tui/provenance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { ROWS = 24, COLUMNS = 80 };

static Viewing *desk_of(size_t cells)
{
    Notebook *notebook = notebook_new();
    for (size_t i = 0; i < cells; i++) {
        g_autofree char *code = viewing_code(i);
        notebook_insert_cell(notebook, i, "_", CELL_PLAIN, NULL, code, -1);
    }
    return viewing_new(notebook, ROWS, COLUMNS);
}

static uint64_t id(const Viewing *desk, size_t index)
{
    return cell_id(notebook_cell(editor_notebook(desk->editor), index));
}

/* The index of the cell at the top and at the bottom of the screen. */
static size_t top_cell(const Viewing *desk)
{
    return view_row(desk->view, 0)->cell;
}

static size_t bottom_cell(const Viewing *desk)
{
    return view_row(desk->view, view_rows(desk->view) - 1)->cell;
}

static void tell_output(Viewing *desk, size_t index)
{
    EngineEvent event = {.kind = ENGINE_OUTPUT, .cell = id(desk, index), .output = output_new_error("E", "e")};
    model_apply(desk->model, &event);
}

/* --- cost ------------------------------------------------------------------------------------------------ */

static void typing_in_a_cell_lays_out_no_other(void **state)
{
    g_autoptr(Viewing) desk = desk_of(500);
    viewing_type(desk, "100Gi");
    size_t before = view_layout_work(desk->view);
    viewing_type(desk, "hello");
    assert_int_equal(view_layout_work(desk->view), before);
    viewing_type(desk, "<CR>one more line<BS>");
    assert_int_equal(view_layout_work(desk->view), before);
}

static void moving_within_a_cell_lays_out_nothing(void **state)
{
    g_autoptr(Viewing) desk = desk_of(10);
    viewing_type(desk, "3G");
    size_t before = view_layout_work(desk->view);
    viewing_type(desk, "jlh");
    assert_int_equal(view_layout_work(desk->view), before);
}

static void going_to_the_end_lays_out_only_what_is_seen(void **state)
{
    g_autoptr(Viewing) desk = desk_of(5000);
    viewing_draw(desk);
    size_t before = view_layout_work(desk->view);
    viewing_type(desk, "G");
    assert_true(view_layout_work(desk->view) - before < 4 * ROWS);
    assert_int_equal(bottom_cell(desk), 4999);
}

static void an_output_lays_out_its_own_cell(void **state)
{
    g_autoptr(Viewing) desk = desk_of(5);
    viewing_draw(desk);
    size_t before = view_layout_work(desk->view);
    EngineEvent event = {.kind = ENGINE_OUTPUT, .cell = id(desk, 1), .output = output_new_error("Error", "no")};
    model_apply(desk->model, &event);
    viewing_draw(desk);
    assert_int_equal(view_layout_work(desk->view), before + 1);
}

/* --- of an earlier session -------------------------------------------------------------------------------- */

static void what_an_earlier_session_showed_is_over_with_a_result(void **state)
{
    g_autoptr(Model) model = model_new();
    EngineEvent output = {.kind = ENGINE_OUTPUT, .cell = 7, .output = output_new_error("E", "e"), .restored = true};
    model_apply(model, &output);
    EngineEvent opened = {.kind = ENGINE_STATUS, .cell = 7};
    model_apply(model, &opened);
    assert_true(model_cell(model, 7)->output_restored);
    assert_non_null(model_cell(model, 7)->output);
    EngineEvent ran = {.kind = ENGINE_STATUS, .cell = 7, .status = {.result = RESULT_OK}};
    model_apply(model, &ran);
    assert_false(model_cell(model, 7)->output_restored);
    assert_null(model_cell(model, 7)->output);
    EngineEvent fresh = {.kind = ENGINE_OUTPUT, .cell = 7, .output = output_new_error("E", "e")};
    model_apply(model, &fresh);
    model_apply(model, &ran);
    assert_non_null(model_cell(model, 7)->output);
}

/* --- scrolling --------------------------------------------------------------------------------------------- */

static void a_page_leaves_two_rows_in_sight(void **state)
{
    g_autoptr(Viewing) desk = desk_of(100); /* three rows each, and 22 on the screen */
    viewing_type(desk, "<C-f>");
    assert_int_equal(view_row(desk->view, 0)->cell, 6);
    assert_int_equal(view_row(desk->view, 0)->part, PART_CODE);
    viewing_type(desk, "<C-f><C-b>");
    assert_int_equal(view_row(desk->view, 0)->cell, 6);
}

static void the_end_of_the_notebook_is_at_the_bottom(void **state)
{
    g_autoptr(Viewing) desk = desk_of(100);
    viewing_type(desk, "G");
    assert_int_equal(view_rows(desk->view), draw_pane_rows(ROWS));
    assert_int_equal(bottom_cell(desk), 99);
    viewing_type(desk, "gg");
    assert_int_equal(top_cell(desk), 0);
}

static void the_screen_stays_where_it_is_when_cells_above_change(void **state)
{
    g_autoptr(Viewing) desk = desk_of(100);
    viewing_type(desk, "150Gzt");
    uint64_t top = id(desk, top_cell(desk));
    editor_key(desk->editor, (Key){'u', 0}); /* nothing to undo: nothing moves */
    notebook_insert_cell(editor_notebook(desk->editor), 0, "_", CELL_PLAIN, NULL, "new", -1);
    viewing_draw(desk);
    assert_int_equal(id(desk, top_cell(desk)), top);
}

/* --- sizes ----------------------------------------------------------------------------------------------- */

/* Whatever the size, each key leads to a picture, and its cursor is on the screen. */
/* Who looks elsewhere by the wheel is left there; a key brings back what comes out of the cursor's cell. */
static void what_a_cell_prints_does_not_undo_the_wheel(void **state)
{
    g_autoptr(Viewing) desk = desk_of(100);
    viewing_type(desk, "100Gzb");
    editor_scroll(desk->editor, -1);
    viewing_draw(desk);
    size_t cell = editor_cell(desk->editor);
    Row top = *view_row(desk->view, 0);
    tell_output(desk, cell);
    viewing_draw(desk);
    assert_memory_equal(view_row(desk->view, 0), &top, sizeof top);
    viewing_type(desk, "l");
    tell_output(desk, cell);
    viewing_draw(desk);
    assert_int_equal(bottom_cell(desk), cell);
    assert_int_equal(view_row(desk->view, view_rows(desk->view) - 1)->part, PART_OUTPUT);
}

static void any_size_can_be_drawn(void **state)
{
    static const char *const KEYS[] = {"",       "G",      "V4k",   "<Esc><C-v>jj$", "<Esc>:help<CR>", "<Esc>/x<CR>",
                                       "2\"ad3", "<Esc>iwide 日本<CR>", "<Esc>:set nu list<CR>", "<C-f><C-b>zt",
                                       ":set nowrap<CR>$"};
    for (int rows = 1; rows < 30; rows += 1 + rows / 4) {
        for (int columns = 1; columns < 120; columns += 1 + columns / 4) {
            g_autoptr(Viewing) desk = desk_of(20);
            tell_output(desk, 1);
            for (size_t i = 0; i < G_N_ELEMENTS(KEYS); i++) {
                g_autoptr(GArray) keys = keys_parse(KEYS[i]);
                for (guint k = 0; k < keys->len; k++)
                    editor_key(desk->editor, g_array_index(keys, Key, k));
                grid_reset(desk->grid, rows, columns);
                view_update(desk->view, desk->editor, desk->model, draw_pane_rows(rows), columns);
                draw(&(Scene){.view = desk->view, .editor = desk->editor, .model = desk->model}, desk->grid);
                GridCursor cursor = grid_cursor(desk->grid);
                assert_true(cursor.row < rows && cursor.column < columns);
                const Glyph *last = grid_row(desk->grid, rows - 1) + columns - 1;
                assert_true(last->width == 1 || last->width == 0); /* never half a glyph at the edge */
            }
        }
    }
}

/* --- what it is ---------------------------------------------------------------------------------------------- */

static void each_output_says_what_it_is_of(void **state)
{
    enum { MINUTE = 60 };
    const gint64 then = 1700000000 * (gint64)G_USEC_PER_SEC, now = then + 12 * MINUTE * G_USEC_PER_SEC;
    static const struct {
        CellStatus status;
        bool restored, edited;
        const char *words;
    } CASES[] = {
        {{.state = RUN_IDLE, .result = RESULT_OK}, false, false, ": live"},
        {{.state = RUN_IDLE, .result = RESULT_ERROR}, false, false, ": live"},
        {{.state = RUN_IDLE, .result = RESULT_OK}, false, true, ": stale: its code was edited since"},
        {{.state = RUN_IDLE, .result = RESULT_OK, .stale = true}, false, false, ": stale: what it reads, or"},
        {{.state = RUN_IDLE, .result = RESULT_OK, .stale = true, .dead = true}, false, false, ": dead: the interpreter"},
        {{.state = RUN_IDLE, .result = RESULT_DEAD, .dead = true}, false, false, ": the interpreter died under it"},
        {{.state = RUN_IDLE}, true, false, "restored: "},
        {{.state = RUN_IDLE}, false, false, "has not run"},
        {{.state = RUN_RUNNING}, false, false, "what it shows is of the run before"},
        {{.state = RUN_QUEUED}, false, false, "what it shows is of the run before"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(Viewing) desk = desk_of(1);
        Notebook *notebook = editor_notebook(desk->editor);
        EngineEvent output = {.kind = ENGINE_OUTPUT, .cell = id(desk, 0), .restored = CASES[i].restored};
        output.output = output_new_error("Word", "text");
        EngineEvent ran = {.kind = ENGINE_STATUS, .cell = id(desk, 0), .status = CASES[i].status};
        ran.status.revision = cell_revision(notebook_cell(notebook, 0)) - CASES[i].edited;
        ran.status.started = CASES[i].status.result ? then : 0;
        ran.status.seconds = 1.25;
        model_apply(desk->model, &output);
        model_apply(desk->model, &ran);
        g_autofree char *words = provenance_describe(notebook, desk->model, 0, now);
        if (!strstr(words, CASES[i].words))
            fail_msg("row %zu: %s", i, words);
        if (CASES[i].status.result)
            assert_non_null(strstr(words, ", 12m ago, for 1.2s: "));
    }
}

/* --- what is old -------------------------------------------------------------------------------------------- */

static void tell_state(Viewing *desk, size_t index, RunState run, RunResult result)
{
    EngineEvent event = {.kind = ENGINE_STATUS, .cell = id(desk, index)};
    event.status = (CellStatus){.state = run, .result = result,
                                .revision = cell_revision(notebook_cell(editor_notebook(desk->editor), index))};
    model_apply(desk->model, &event);
}

static void what_an_earlier_run_left_is_old_until_the_new_one_shows_something(void **state)
{
    g_autoptr(Viewing) desk = desk_of(1);
    tell_output(desk, 0);
    tell_state(desk, 0, RUN_IDLE, RESULT_OK);
    const CellModel *cell = model_cell(desk->model, id(desk, 0));
    assert_false(cell->output_old);
    tell_state(desk, 0, RUN_QUEUED, RESULT_OK);
    assert_true(cell->output_old);
    tell_state(desk, 0, RUN_RUNNING, RESULT_OK);
    assert_true(cell->output_old);
    tell_output(desk, 0);
    assert_false(cell->output_old);
    assert_true(cell->console_old);
    tell_state(desk, 0, RUN_IDLE, RESULT_OK);
    assert_false(cell->console_old);
}

static void waiting_cells_are_counted(void **state)
{
    g_autoptr(Viewing) desk = desk_of(3);
    tell_state(desk, 0, RUN_RUNNING, RESULT_NONE);
    tell_state(desk, 1, RUN_QUEUED, RESULT_NONE);
    tell_state(desk, 2, RUN_QUEUED, RESULT_NONE);
    tell_state(desk, 2, RUN_QUEUED, RESULT_NONE);
    assert_int_equal(model_queued(desk->model), 2);
    assert_int_equal(model_running(desk->model), id(desk, 0));
    tell_state(desk, 1, RUN_RUNNING, RESULT_NONE);
    tell_state(desk, 2, RUN_IDLE, RESULT_NONE);
    assert_int_equal(model_queued(desk->model), 0);
}

/* --- forecasts ---------------------------------------------------------------------------------------------- */

static void link_cells(Viewing *desk, size_t parent, size_t child)
{
    uint64_t ids[] = {id(desk, parent), id(desk, child)};
    for (int i = 0; i < 2; i++) {
        const CellModel *known = model_cell(desk->model, ids[i]);
        EngineEvent event = {.kind = ENGINE_LINKS, .cell = ids[i]};
        event.parents = known && known->parents ? g_array_copy(known->parents) : g_array_new(FALSE, FALSE, 8);
        event.children = known && known->children ? g_array_copy(known->children) : g_array_new(FALSE, FALSE, 8);
        g_array_append_val(*(i == 0 ? &event.children : &event.parents), ids[1 - i]);
        model_apply(desk->model, &event);
    }
}

static size_t reach(const Viewing *desk, size_t index, size_t limit)
{
    CostEstimate estimate = forecast_run(desk->model, id(desk, index), limit);
    return estimate.known + estimate.unknown;
}

static void a_run_takes_what_has_run_behind_and_what_has_not_before(void **state)
{
    g_autoptr(Viewing) desk = desk_of(5); /* 0 -> 1 -> 2 -> 3, 1 -> 4 */
    for (size_t i = 0; i < 3; i++)
        link_cells(desk, i, i + 1);
    link_cells(desk, 1, 4);
    for (size_t i = 0; i < 5; i++)
        tell_state(desk, i, RUN_IDLE, RESULT_NONE);
    assert_int_equal(reach(desk, 0, 99), 1);
    assert_int_equal(reach(desk, 2, 99), 3); /* 0, 1 and itself */
    for (size_t i = 0; i < 4; i++)
        tell_state(desk, i, RUN_IDLE, RESULT_OK);
    assert_int_equal(reach(desk, 1, 99), 3); /* not 4, which never ran */
    assert_int_equal(reach(desk, 0, 2), 2);
    EngineEvent faulty = {.kind = ENGINE_ERRORS, .cell = id(desk, 3), .errors = g_ptr_array_new()};
    g_ptr_array_add(faulty.errors, NULL);
    model_apply(desk->model, &faulty);
    assert_int_equal(reach(desk, 1, 99), 2); /* not 3, which cannot run */
    model_set_lazy(desk->model, true);
    assert_int_equal(reach(desk, 1, 99), 1);
    CostEstimate nothing = forecast_run(desk->model, 12345, 99);
    assert_int_equal(nothing.known + nothing.unknown, 0);
}

static void what_took_long_is_expected_to_take_long_again(void **state)
{
    g_autoptr(Viewing) desk = desk_of(2);
    link_cells(desk, 0, 1);
    EngineEvent event = {.kind = ENGINE_STATUS, .cell = id(desk, 0)};
    event.status = (CellStatus){.result = RESULT_OK, .cost = 2.5};
    model_apply(desk->model, &event);
    event = (EngineEvent){.kind = ENGINE_STATUS, .cell = id(desk, 1)};
    event.status = (CellStatus){.result = RESULT_ERROR, .cost = -1};
    model_apply(desk->model, &event);
    CostEstimate estimate = forecast_run(desk->model, id(desk, 0), 99);
    g_autofree char *words = cost_estimate_describe(&estimate);
    assert_string_equal(words, "2 cells, at least 2.5 s");
}

static void a_cycle_ends(void **state)
{
    g_autoptr(Viewing) desk = desk_of(2);
    link_cells(desk, 0, 1);
    link_cells(desk, 1, 0);
    tell_state(desk, 0, RUN_IDLE, RESULT_OK);
    tell_state(desk, 1, RUN_IDLE, RESULT_OK);
    assert_int_equal(reach(desk, 0, 99), 2);
}

/* --- times --------------------------------------------------------------------------------------------------- */

static void durations_take_four_columns(void **state)
{
    static const struct {
        double seconds;
        const char *text;
    } ROWS_OF[] = {{0.0001, "<1ms"}, {0.001, "1ms"}, {0.0994, "99ms"}, {0.0996, "0.1s"}, {9.94, "9.9s"}, {9.96, "10s"},
                   {99.4, "99s"},    {100, "1m"},    {3600, "60m"},    {7200, "2h"},     {1e12, "999h"}, {-1, ""}};
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS_OF); i++) {
        char text[8];
        draw_duration(ROWS_OF[i].seconds, text);
        assert_string_equal(text, ROWS_OF[i].text);
    }
    char text[8];
    draw_elapsed(0.9, text);
    assert_string_equal(text, "");
    draw_elapsed(61.9, text);
    assert_string_equal(text, "61s");
    draw_elapsed(130, text);
    assert_string_equal(text, "2m");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(typing_in_a_cell_lays_out_no_other),
        cmocka_unit_test(moving_within_a_cell_lays_out_nothing),
        cmocka_unit_test(going_to_the_end_lays_out_only_what_is_seen),
        cmocka_unit_test(an_output_lays_out_its_own_cell),
        cmocka_unit_test(what_an_earlier_session_showed_is_over_with_a_result),
        cmocka_unit_test(a_page_leaves_two_rows_in_sight),
        cmocka_unit_test(the_end_of_the_notebook_is_at_the_bottom),
        cmocka_unit_test(the_screen_stays_where_it_is_when_cells_above_change),
        cmocka_unit_test(what_a_cell_prints_does_not_undo_the_wheel),
        cmocka_unit_test(any_size_can_be_drawn),
        cmocka_unit_test(each_output_says_what_it_is_of),
        cmocka_unit_test(what_an_earlier_run_left_is_old_until_the_new_one_shows_something),
        cmocka_unit_test(waiting_cells_are_counted),
        cmocka_unit_test(a_run_takes_what_has_run_behind_and_what_has_not_before),
        cmocka_unit_test(what_took_long_is_expected_to_take_long_again),
        cmocka_unit_test(a_cycle_ends),
        cmocka_unit_test(durations_take_four_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
