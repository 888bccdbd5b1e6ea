/* The engine through its only door, with a real interpreter. */
#include "desk.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

#include "notebook/cell_result.h"
#include "notebook/format_save.h"
#include "notebook/format_session.h"
#include "notebook/history.h"
#include "notebook/output_node.h"

/* --- looking -------------------------------------------------------------------------------------------------------- */

static const char *const CHAIN[] = {"x = 1", "y = x + 1\ny", "z = y * 2\nprint(z)\nz", NULL};

static void an_opened_notebook_is_analysed_and_nothing_runs(void **state)
{
    g_autoptr(Desk) desk = desk_new(CHAIN);
    settle(desk);
    const EngineEvent *analysis = last(desk, ENGINE_ANALYSIS, id(desk, 1));
    assert_true(names_contain(analysis->analysis->defs, "y"));
    const EngineEvent *links = last(desk, ENGINE_LINKS, id(desk, 1));
    assert_int_equal(links->parents->len, 1);
    assert_int_equal(g_array_index(links->parents, uint64_t, 0), id(desk, 0));
    assert_int_equal(g_array_index(links->children, uint64_t, 0), id(desk, 2));
    assert_null(last(desk, ENGINE_KERNEL, 0));
    assert_result(desk, 0, RESULT_NONE, true);
}

static void cells_after_an_edited_one_are_stale_until_the_edit_is_taken_back(void **state)
{
    g_autoptr(Desk) desk = desk_new(CHAIN);
    settle(desk);
    run(desk, 2); /* and what it needs */
    settle(desk);
    assert_result(desk, 2, RESULT_OK, false);
    edit(desk, 0, "x = 5");
    settle(desk);
    assert_result(desk, 0, RESULT_OK, true);
    assert_result(desk, 1, RESULT_OK, true);
    assert_result(desk, 2, RESULT_OK, true);
    edit(desk, 0, "x = 1");
    settle(desk);
    assert_result(desk, 0, RESULT_OK, false);
    assert_result(desk, 2, RESULT_OK, false);
    edit(desk, 0, "w = 1"); /* no edge leads on any more, but what it had given is gone */
    settle(desk);
    assert_result(desk, 2, RESULT_OK, true);
    edit(desk, 0, "x = 2");
    run(desk, 0);
    settle(desk);
    assert_result(desk, 1, RESULT_OK, false);
    assert_result(desk, 2, RESULT_OK, false);
}

static void errors_come_and_go_as_one_types(void **state)
{
    g_autoptr(Desk) desk = desk_new(CHAIN);
    settle(desk);
    edit(desk, 2, "y = 7");
    settle(desk);
    const EngineEvent *errors = last(desk, ENGINE_ERRORS, id(desk, 1));
    assert_int_equal(errors->errors->len, 1);
    const CellError *error = g_ptr_array_index(errors->errors, 0);
    assert_string_equal(error->kind, "multiple-defs");
    assert_string_equal(error->message, "y is also defined in cell 3");

    edit(desk, 2, "w = (");
    settle(desk);
    error = g_ptr_array_index(last(desk, ENGINE_ERRORS, id(desk, 2))->errors, 0);
    assert_string_equal(error->kind, "syntax");
    assert_int_equal(error->line, 1);
    while (!last(desk, ENGINE_ERRORS, id(desk, 1))) /* once it is left alone */
        next(desk);
    assert_int_equal(last(desk, ENGINE_ERRORS, id(desk, 1))->errors->len, 0);

    edit(desk, 2, "w = 1");
    settle(desk);
    assert_int_equal(last(desk, ENGINE_ERRORS, id(desk, 2))->errors->len, 0);
}

static void ten_thousand_cells_are_opened_and_answered_meanwhile(void **state)
{
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
    for (int i = 0; i < 10000; i++)
        g_ptr_array_add(cells, i ? g_strdup_printf("v%d = v%d + 1", i, i - 1) : g_strdup("v0 = 0"));
    g_ptr_array_add(cells, NULL);
    g_autoptr(Desk) desk = desk_new((const char *const *)cells->pdata);
    settle(desk);
    assert_int_equal(last(desk, ENGINE_LINKS, id(desk, 9999))->parents->len, 1);
    gint64 start = g_get_monotonic_time();
    edit(desk, 9999, "v9999 = v9998 + 2");
    settle(desk);
    assert_true(g_get_monotonic_time() - start < G_USEC_PER_SEC / 4);
}

/* --- running --------------------------------------------------------------------------------------------------------- */

static void a_run_brings_outputs_and_consoles(void **state)
{
    g_autoptr(Desk) desk = desk_new(CHAIN);
    run(desk, 2);
    settle(desk);
    if (!shown(desk, 2)) /* it was idle before the request came */
        settle(desk);
    assert_string_equal(shown(desk, 2), "4");
    assert_string_equal(shown(desk, 1), "2");
    assert_result(desk, 2, RESULT_OK, false);
    const EngineEvent *console = last(desk, ENGINE_CONSOLE, id(desk, 2));
    assert_int_equal(console->console->lines->len, 1);
    assert_string_equal(((const StyledLine *)g_ptr_array_index(console->console->lines, 0))->text, "4");
    assert_int_equal(last(desk, ENGINE_KERNEL, 0)->kernel, KERNEL_IDLE);
}

static void an_edited_cell_is_stale_until_it_runs(void **state)
{
    g_autoptr(Desk) desk = desk_new(CHAIN);
    settle(desk);
    engine_run(desk->engine, ENGINE_RUN_ALL, NULL, 0);
    settle(desk);
    edit(desk, 0, "x = 5");
    settle(desk);
    assert_result(desk, 0, RESULT_OK, true);
    engine_run(desk->engine, ENGINE_RUN_STALE, NULL, 0);
    settle(desk);
    assert_result(desk, 0, RESULT_OK, false);
    assert_string_equal(shown(desk, 2), "12");
    edit(desk, 0, "x = 6");
    settle(desk);
    edit(desk, 0, "x = 5");
    settle(desk);
    assert_result(desk, 0, RESULT_OK, false);
}

static void an_error_shows_where_it_was_raised(void **state)
{
    static const char *const CELLS[] = {"x = 1\n\n1 / 0", "x", NULL};
    g_autoptr(Desk) desk = desk_new(CELLS);
    settle(desk);
    engine_run(desk->engine, ENGINE_RUN_ALL, NULL, 0);
    settle(desk);
    assert_result(desk, 0, RESULT_ERROR, false);
    assert_result(desk, 1, RESULT_CANCELLED, false);
    const Node *error = last(desk, ENGINE_OUTPUT, id(desk, 0))->output->root;
    assert_string_equal(error->name, "ZeroDivisionError");
    const ErrorFrame *frame = g_ptr_array_index(error->frames, error->frames->len - 1);
    assert_int_equal(frame->cell, id(desk, 0));
    assert_int_equal(frame->line, 3);
}

static void wait_until_running(Desk *desk, uint64_t cell)
{
    const EngineEvent *event;
    do {
        event = next(desk);
    } while (!(event->kind == ENGINE_CONSOLE && event->cell == cell && event->console));
}

static void an_interrupt_ends_the_run_and_the_names_stay(void **state)
{
    static const char *const CELLS[] = {"x = 1", "x\nprint('on')\nwhile True: pass", NULL};
    g_autoptr(Desk) desk = desk_new(CELLS);
    settle(desk);
    engine_run(desk->engine, ENGINE_RUN_ALL, NULL, 0);
    wait_until_running(desk, id(desk, 1));
    engine_interrupt(desk->engine);
    settle(desk);
    assert_result(desk, 1, RESULT_INTERRUPTED, false);
    edit(desk, 1, "x + 1");
    run(desk, 1);
    settle(desk);
    if (!shown(desk, 1))
        settle(desk);
    assert_string_equal(shown(desk, 1), "2");
}

static void a_cell_that_is_asked_for_while_another_runs_is_queued(void **state)
{
    static const char *const CELLS[] = {"print('on')\nwhile True: pass", "x = 1", "y = 2", NULL};
    g_autoptr(Desk) desk = desk_new(CELLS);
    settle(desk);
    run(desk, 0);
    wait_until_running(desk, id(desk, 0));
    run(desk, 1);
    const EngineEvent *event;
    do {
        event = next(desk);
    } while (!(event->kind == ENGINE_STATUS && event->cell == id(desk, 1) && event->status.state == RUN_QUEUED));
    engine_interrupt(desk->engine); /* takes the request along */
    settle(desk);
    assert_int_equal(last(desk, ENGINE_STATUS, id(desk, 1))->status.state, RUN_IDLE);
    run(desk, 1);
    settle(desk);
    assert_result(desk, 1, RESULT_OK, false);
}

static void the_death_of_the_interpreter_costs_no_more_than_names(void **state)
{
    static const char *const CELLS[] = {"x = 1\nx", "x\nimport os\nos._exit(3)", NULL};
    g_autoptr(Desk) desk = desk_new(CELLS);
    settle(desk);
    engine_run(desk->engine, ENGINE_RUN_ALL, NULL, 0);
    settle(desk);
    assert_int_equal(last(desk, ENGINE_KERNEL, 0)->kernel, KERNEL_DEAD);
    assert_result(desk, 1, RESULT_DEAD, true);
    assert_result(desk, 0, RESULT_OK, true);
    edit(desk, 1, "x + 1");
    settle(desk);
    run(desk, 1); /* starts another, and what it needs runs again */
    settle(desk);
    assert_string_equal(shown(desk, 1), "2");
    assert_int_equal(last(desk, ENGINE_KERNEL, 0)->kernel, KERNEL_IDLE);
}

static void a_restart_makes_everything_stale(void **state)
{
    g_autoptr(Desk) desk = desk_new(CHAIN);
    settle(desk);
    engine_run(desk->engine, ENGINE_RUN_ALL, NULL, 0);
    settle(desk);
    engine_restart(desk->engine);
    settle(desk);
    assert_result(desk, 0, RESULT_OK, true);
    run(desk, 2);
    settle(desk);
    assert_string_equal(shown(desk, 2), "4");
}

static void a_cell_can_ask_for_a_line(void **state)
{
    static const char *const CELLS[] = {"name = input('who? ')\nname.upper()", NULL};
    g_autoptr(Desk) desk = desk_new(CELLS);
    settle(desk);
    run(desk, 0);
    const EngineEvent *event;
    do {
        event = next(desk);
    } while (!(event->kind == ENGINE_STATUS && event->status.wants_input));
    engine_type(desk->engine, "ada\n", 4);
    settle(desk);
    assert_string_equal(shown(desk, 0), "'ADA'");
    CellStatus status = last(desk, ENGINE_STATUS, id(desk, 0))->status;
    assert_true(status.waited > 0 && status.waited < status.seconds);
    assert_true(G_APPROX_VALUE(status.cost, status.seconds - status.waited, 1e-9)); /* who answers slowly makes it no dearer */
}

static void without_an_interpreter_one_is_told_and_editing_goes_on(void **state)
{
    g_autoptr(Desk) desk = desk_new(CHAIN);
    engine_stop(desk->engine);
    desk->engine = engine_start(&(EngineOptions){.program = g_getenv("TARN"), .python = "/nowhere/python"});
    engine_open(desk->engine, notebook_snapshot(desk->notebook), NULL);
    settle(desk);
    run(desk, 0);
    settle(desk);
    const EngineEvent *message = last(desk, ENGINE_MESSAGE, 0);
    assert_non_null(message);
    assert_true(message->failed);
    edit(desk, 0, "x = 3");
    settle(desk);
    assert_non_null(last(desk, ENGINE_ANALYSIS, id(desk, 0)));
}

/* --- saving ------------------------------------------------------------------------------------------------------------ */

static const EngineEvent *save(Desk *desk, bool force)
{
    engine_save(desk->engine, notebook_snapshot(desk->notebook), desk->path, force);
    settle(desk);
    return last(desk, ENGINE_SAVED, 0);
}

static void a_save_writes_marimos_format(void **state)
{
    g_autoptr(Desk) desk = desk_new(CHAIN);
    settle(desk);
    const EngineEvent *saved = save(desk, false);
    assert_null(saved->text);
    assert_int_equal(saved->generation, notebook_generation(desk->notebook));
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(desk->path, &text, NULL, NULL));
    assert_non_null(strstr(text, "def _(x):\n    y = x + 1\n    y\n    return (y,)\n"));
}

static void a_file_that_somebody_else_wrote_is_not_overwritten(void **state)
{
    g_autoptr(Desk) desk = desk_new(CHAIN);
    settle(desk);
    assert_null(save(desk, false)->text);
    assert_true(g_file_set_contents(desk->path, "mine", -1, NULL));
    edit(desk, 0, "x = 2");
    settle(desk);
    const EngineEvent *refused = save(desk, false);
    assert_non_null(refused->text);
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(desk->path, &text, NULL, NULL));
    assert_string_equal(text, "mine");
    assert_null(save(desk, true)->text);
}

static void a_read_only_file_is_not_overwritten_by_root_either(void **state)
{
    g_autoptr(Desk) desk = desk_new(CHAIN);
    settle(desk);
    assert_null(save(desk, false)->text);
    assert_int_equal(chmod(desk->path, 0444), 0);
    edit(desk, 0, "x = 2");
    settle(desk);
    assert_non_null(strstr(save(desk, false)->text, "is read-only"));
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(desk->path, &text, NULL, NULL));
    assert_non_null(strstr(text, "x = 1"));
}

static void a_save_that_fails_is_told_and_the_engine_goes_on(void **state)
{
    g_autoptr(Desk) desk = desk_new(CHAIN);
    settle(desk);
    engine_save(desk->engine, notebook_snapshot(desk->notebook), "/nowhere/nb.py", false);
    settle(desk);
    assert_non_null(last(desk, ENGINE_SAVED, 0)->text);
    run(desk, 1);
    settle(desk);
    assert_string_equal(shown(desk, 1), "2");
}

/* --- the journal ---------------------------------------------------------------------------------------------------- */

static void what_was_typed_is_offered_again_after_a_lost_terminal(void **state)
{
    g_autofree char *home = g_dir_make_tmp("tarn-state-XXXXXX", NULL);
    g_setenv("XDG_STATE_HOME", home, TRUE);
    EngineOptions options = {.program = g_getenv("TARN"), .journal = true};
    g_autoptr(Desk) desk = desk_new(CHAIN);
    engine_stop(desk->engine);
    desk->engine = engine_start(&options);
    engine_open(desk->engine, notebook_snapshot(desk->notebook), desk->path);
    settle(desk);
    assert_null(save(desk, false)->text);
    edit(desk, 1, "y = 'typed'");
    settle(desk);
    engine_leave(desk->engine);

    desk->engine = engine_start(&options);
    engine_open(desk->engine, notebook_snapshot(desk->notebook), desk->path);
    settle(desk);
    const EngineEvent *recovery = last(desk, ENGINE_RECOVERY, 0);
    assert_non_null(recovery);
    const CellSnapshot *cell = g_ptr_array_index(recovery->recovered->cells, 1);
    assert_string_equal(g_bytes_get_data(cell->code, NULL), "y = 'typed'");

    assert_null(save(desk, true)->text); /* whoever saved may not have seen the question */
    engine_leave(desk->engine);
    desk->engine = engine_start(&options);
    engine_open(desk->engine, notebook_snapshot(desk->notebook), desk->path);
    settle(desk);
    assert_non_null(last(desk, ENGINE_RECOVERY, 0));

    engine_answer_recovery(desk->engine, true);
    engine_leave(desk->engine); /* it was taken, but is in no file yet */
    desk->engine = engine_start(&options);
    engine_open(desk->engine, notebook_snapshot(desk->notebook), desk->path);
    settle(desk);
    assert_non_null(last(desk, ENGINE_RECOVERY, 0));

    engine_answer_recovery(desk->engine, true);
    assert_null(save(desk, true)->text);
    engine_leave(desk->engine);
    desk->engine = engine_start(&options);
    engine_open(desk->engine, notebook_snapshot(desk->notebook), desk->path);
    settle(desk);
    assert_null(last(desk, ENGINE_RECOVERY, 0));
    g_autofree char *command = g_strdup_printf("rm -rf '%s'", home);
    assert_true(g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL));
}

static void save_undo(Desk *desk, bool whole)
{
    HistoryImage *image = history_image_new(notebook_history(desk->notebook), &(HistoryLimits){0});
    engine_save_with_undo(desk->engine, notebook_snapshot(desk->notebook), desk->path, true, image, whole);
    settle(desk);
}

/* How many states there are before what was opened; what they are of is what is edited now. */
static size_t kept_states(Desk *desk)
{
    g_autoptr(HistoryImage) image = NULL;
    g_autofree char *why = NULL;
    while (!engine_kept_undo(desk->engine, 100, &image, &why))
        ;
    assert_string_equal(why ? why : "", "");
    if (image)
        assert_true(history_graft(notebook_history(desk->notebook), image));
    return history_newest(notebook_history(desk->notebook));
}

static void open_again(Desk *desk, const EngineOptions *options)
{
    engine_leave(desk->engine);
    notebook_forget_history(desk->notebook);
    desk->engine = engine_start(options);
    engine_open(desk->engine, notebook_snapshot(desk->notebook), desk->path);
}

static void undo_is_kept_with_each_save_and_given_when_it_is_asked_for(void **state)
{
    g_autofree char *home = g_dir_make_tmp("tarn-state-XXXXXX", NULL);
    g_setenv("XDG_STATE_HOME", home, TRUE);
    EngineOptions options = {.program = g_getenv("TARN"), .journal = true, .no_kernel = true};
    g_autoptr(Desk) desk = desk_new(CHAIN);
    open_again(desk, &options);
    assert_int_equal(kept_states(desk), 0); /* asked before it was opened */
    edit(desk, 0, "x = 2");
    settle(desk);
    save_undo(desk, true);

    open_again(desk, &options);
    edit(desk, 0, "x = 3\n"); /* of which the file has less */
    settle(desk);
    save_undo(desk, false);
    assert_int_equal(kept_states(desk), 2); /* what was there before this session, though the file is another by now */

    edit(desk, 0, "x = 3");
    settle(desk);
    open_again(desk, &options);
    assert_int_equal(kept_states(desk), 3); /* and what the file left out */
    HistoryPlace place;
    while (history_undo(notebook_history(desk->notebook), desk->notebook, &place))
        ;
    g_autoptr(CellSnapshot) first = cell_snapshot(notebook_cell(desk->notebook, 0));
    assert_string_equal(g_bytes_get_data(first->code, NULL), CHAIN[0]);
    g_autofree char *command = g_strdup_printf("rm -rf '%s'", home);
    assert_true(g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL));
}

/* Saves what the cells of the desk would show, all the same text, where the engine looks for it. */
static void save_session(const Desk *desk, const char *text)
{
    g_autoptr(NotebookSnapshot) notebook = notebook_snapshot(desk->notebook);
    g_autoptr(GPtrArray) results = cell_results_new();
    for (guint i = 0; i < notebook->cells->len; i++) {
        CellResult *result = cell_result_new();
        result->outcome = OUTCOME_OK;
        result->output = output_new(node_new(NODE_TEXT, text));
        result->printed = g_strdup("\x1b[1mprinted\n");
        g_ptr_array_add(results, result);
    }
    g_autoptr(GString) session = format_session_write(&(SessionKey){notebook, FORMAT_MARIMO_VERSION, NULL}, results);
    g_autofree char *path = format_session_path(desk->path), *folder = g_path_get_dirname(path);
    assert_int_equal(g_mkdir_with_parents(folder, 0700), 0);
    assert_true(g_file_set_contents(path, session->str, (gssize)session->len, NULL));
}

static void outputs_of_an_earlier_session_are_told_as_restored_until_a_run(void **state)
{
    g_autoptr(Desk) desk = desk_new((const char *[]){"x = 1\nx", "y = 2", NULL});
    settle(desk);
    save_session(desk, "saved");
    engine_open(desk->engine, notebook_snapshot(desk->notebook), desk->path);
    settle(desk);
    const EngineEvent *output = last(desk, ENGINE_OUTPUT, id(desk, 0));
    assert_non_null(output);
    assert_true(output->restored);
    assert_string_equal(output->output->root->text, "saved");
    const EngineEvent *console = last(desk, ENGINE_CONSOLE, id(desk, 0));
    assert_true(console->restored);
    assert_string_equal(((StyledLine *)g_ptr_array_index(console->console->lines, 0))->text, "printed");
    run(desk, 0);
    settle(desk);
    output = last(desk, ENGINE_OUTPUT, id(desk, 0));
    assert_false(output->restored);
    assert_string_equal(output->output->root->text, "1");

    edit(desk, 1, "y = 3");
    settle(desk);
    engine_open(desk->engine, notebook_snapshot(desk->notebook), desk->path);
    settle(desk);
    assert_null(last(desk, ENGINE_OUTPUT, id(desk, 1)));
    g_autofree char *command = g_strdup_printf("rm -rf '%s/__marimo__'", desk->folder);
    assert_true(g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL));
}

int main(void)
{
    if (!g_getenv("TARN")) { /* the engine would start this program as its host, and that another one... */
        fputs("TARN is not set: the path of the program\n", stderr);
        return 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_opened_notebook_is_analysed_and_nothing_runs),
        cmocka_unit_test(cells_after_an_edited_one_are_stale_until_the_edit_is_taken_back),
        cmocka_unit_test(errors_come_and_go_as_one_types),
        cmocka_unit_test(ten_thousand_cells_are_opened_and_answered_meanwhile),
        cmocka_unit_test(a_run_brings_outputs_and_consoles),
        cmocka_unit_test(an_edited_cell_is_stale_until_it_runs),
        cmocka_unit_test(an_error_shows_where_it_was_raised),
        cmocka_unit_test(an_interrupt_ends_the_run_and_the_names_stay),
        cmocka_unit_test(a_cell_that_is_asked_for_while_another_runs_is_queued),
        cmocka_unit_test(the_death_of_the_interpreter_costs_no_more_than_names),
        cmocka_unit_test(a_restart_makes_everything_stale),
        cmocka_unit_test(a_cell_can_ask_for_a_line),
        cmocka_unit_test(without_an_interpreter_one_is_told_and_editing_goes_on),
        cmocka_unit_test(a_save_writes_marimos_format),
        cmocka_unit_test(undo_is_kept_with_each_save_and_given_when_it_is_asked_for),
        cmocka_unit_test(a_file_that_somebody_else_wrote_is_not_overwritten),
        cmocka_unit_test(a_read_only_file_is_not_overwritten_by_root_either),
        cmocka_unit_test(a_save_that_fails_is_told_and_the_engine_goes_on),
        cmocka_unit_test(what_was_typed_is_offered_again_after_a_lost_terminal),
        cmocka_unit_test(outputs_of_an_earlier_session_are_told_as_restored_until_a_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
