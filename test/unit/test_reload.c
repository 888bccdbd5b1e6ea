/* Modules beside a notebook that change on disk: through the engine's door, with a real interpreter. */
#include "desk.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "engine/module_watch.h"

/* --- the watch --------------------------------------------------------------------------------------------------- */

typedef struct {
    char *folder;
    ModuleWatch *watch;
} Ground;

static char *place(const Ground *ground, const char *name)
{
    return g_build_filename(ground->folder, name, NULL);
}

static void write_in(const char *folder, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *parent = g_path_get_dirname(path);
    assert_int_equal(g_mkdir_with_parents(parent, 0700), 0);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void add(Ground *ground, const char *name)
{
    g_autofree char *path = place(ground, name);
    assert_true(module_watch_add(ground->watch, path, NULL));
}

static void ground_begin(Ground *ground)
{
    ground->folder = g_dir_make_tmp("tarn-watch-XXXXXX", NULL);
    ground->watch = module_watch_new(NULL);
    write_in(ground->folder, "m.py", "");
    write_in(ground->folder, "pkg/a.py", "");
    write_in(ground->folder, "pkg/b.py", "");
    add(ground, "m.py");
    add(ground, "pkg/a.py");
    add(ground, "pkg/b.py");
}

static void remove_all(const char *folder)
{
    GDir *dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (!g_file_test(path, G_FILE_TEST_IS_SYMLINK) && g_file_test(path, G_FILE_TEST_IS_DIR))
            remove_all(path);
        g_remove(path);
    }
    g_clear_pointer(&dir, g_dir_close);
    g_rmdir(folder);
}

static void ground_end(Ground *ground)
{
    module_watch_free(ground->watch);
    remove_all(ground->folder);
    g_free(ground->folder);
}

/* The files that changed, by their names below the folder, sorted; "" if nothing happened. */
static char *changes(Ground *ground)
{
    module_watch_read(ground->watch);
    g_autoptr(GPtrArray) files = NULL;
    for (int timeout; (timeout = module_watch_timeout(ground->watch)) >= 0 && !files;) {
        g_poll(NULL, 0, timeout);
        module_watch_read(ground->watch);
        files = module_watch_take(ground->watch);
    }
    GString *names = g_string_new(NULL);
    static const char *const KNOWN[] = {"m.py", "pkg/a.py", "pkg/b.py", "link.py", NULL};
    for (const char *const *name = KNOWN; *name; name++) {
        g_autofree char *path = place(ground, *name);
        if (files && g_ptr_array_find_with_equal_func(files, path, g_str_equal, NULL))
            g_string_append_printf(names, "%s%s", names->len ? " " : "", *name);
    }
    return g_string_free(names, FALSE);
}

static void expect(Ground *ground, const char *wanted)
{
    g_autofree char *got = changes(ground);
    assert_string_equal(got, wanted);
}

static void replace(const Ground *ground, const char *name)
{
    write_in(ground->folder, "fresh~", "new");
    g_autofree char *from = place(ground, "fresh~"), *to = place(ground, name);
    assert_int_equal(g_rename(from, to), 0);
}

static void every_way_to_change_a_file_is_noticed_and_no_other_file(void **state)
{
    Ground ground;
    ground_begin(&ground);
    expect(&ground, "");
    write_in(ground.folder, "m.py", "in place");
    expect(&ground, "m.py");
    replace(&ground, "pkg/a.py");
    expect(&ground, "pkg/a.py");
    g_autofree char *gone = place(&ground, "pkg/b.py"), *kept = place(&ground, "pkg/b.bak"), *m = place(&ground, "m.py");
    g_rename(gone, kept);
    expect(&ground, "pkg/b.py");
    g_rename(kept, gone);
    expect(&ground, "pkg/b.py");
    g_unlink(m);
    expect(&ground, "m.py");
    assert_int_equal(link(gone, m), 0);
    expect(&ground, "m.py");
    write_in(ground.folder, "data.csv", "1");
    write_in(ground.folder, "pkg/c.py", "");
    assert_int_equal(module_watch_timeout(ground.watch), -1);
    expect(&ground, "");
    ground_end(&ground);
}

static void a_file_is_not_taken_before_it_is_written(void **state)
{
    Ground ground;
    ground_begin(&ground);
    g_autofree char *path = place(&ground, "m.py");
    g_unlink(path);
    expect(&ground, "m.py");
    FILE *file = fopen(path, "w");
    expect(&ground, "");
    fclose(file);
    expect(&ground, "m.py");
    ground_end(&ground);
}

static void a_burst_is_one_change(void **state)
{
    Ground ground;
    ground_begin(&ground);
    for (int i = 0; i < 200; i++) { /* at least five events each */
        write_in(ground.folder, "m.py", "x");
        replace(&ground, "pkg/a.py");
    }
    expect(&ground, "m.py pkg/a.py");
    expect(&ground, "");
    ground_end(&ground);
}

static void more_events_than_the_system_keeps_are_a_change_of_everything(void **state)
{
    Ground ground;
    ground_begin(&ground);
    g_autofree char *limit = NULL;
    assert_true(g_file_get_contents("/proc/sys/fs/inotify/max_queued_events", &limit, NULL, NULL));
    long count = MIN(strtol(limit, NULL, 10), 100000);
    g_autofree char *a = place(&ground, "a~"), *b = place(&ground, "b~");
    write_in(ground.folder, "a~", "");
    for (long i = 0; i < count; i += 2) {
        g_rename(a, b);
        g_rename(b, a);
    }
    expect(&ground, "m.py pkg/a.py pkg/b.py");
    ground_end(&ground);
}

static void both_ends_of_a_link_are_watched(void **state)
{
    Ground ground;
    ground_begin(&ground);
    write_in(ground.folder, "elsewhere/real.py", "");
    g_autofree char *link_path = place(&ground, "link.py"), *beside = place(&ground, "link~");
    assert_int_equal(symlink("elsewhere/real.py", link_path), 0);
    expect(&ground, ""); /* nobody has asked for it yet */
    add(&ground, "link.py");
    write_in(ground.folder, "elsewhere/real.py", "x");
    expect(&ground, "link.py");
    assert_int_equal(symlink("m.py", beside), 0);
    g_rename(beside, link_path);
    expect(&ground, "link.py");
    ground_end(&ground);
}

static void a_folder_that_goes_is_waited_for(void **state)
{
    Ground ground;
    ground_begin(&ground);
    g_autofree char *folder = place(&ground, "pkg"), *away = place(&ground, "away");
    for (int i = 0; i < 2; i++) {
        remove_all(folder);
        expect(&ground, "pkg/a.py pkg/b.py");
        write_in(ground.folder, "pkg/a.py", "");
        expect(&ground, "pkg/a.py pkg/b.py");
        write_in(ground.folder, "pkg/b.py", "");
        expect(&ground, "pkg/b.py");
    }
    g_rename(folder, away);
    expect(&ground, "pkg/a.py pkg/b.py");
    write_in(ground.folder, "away/a.py", "");
    expect(&ground, "");
    g_rename(away, folder);
    expect(&ground, "pkg/a.py pkg/b.py");
    write_in(ground.folder, "pkg/a.py", "");
    expect(&ground, "pkg/a.py");
    ground_end(&ground);
}

static void a_folder_that_is_not_there_is_an_error(void **state)
{
    Ground ground;
    ground_begin(&ground);
    g_autoptr(GError) error = NULL;
    assert_false(module_watch_add(ground.watch, "/nowhere/m.py", &error));
    assert_string_equal(error->message, "/nowhere/m.py: changes cannot be noticed: No such file or directory");
    ground_end(&ground);
}

/* --- the engine --------------------------------------------------------------------------------------------------- */

static const char *const CELLS[] = {"import helper", "y = helper.f()\ny", "z = 1", NULL};

static Desk *desk_with(AutoReload mode, const char *const *cells)
{
    Desk *desk = desk_new_with(cells, &(EngineOptions){.auto_reload = mode});
    write_in(desk->folder, "helper.py", "def f(): return 1\n");
    settle(desk);
    engine_run(desk->engine, ENGINE_RUN_ALL, NULL, 0);
    settle(desk);
    assert_string_equal(shown(desk, 1), "1");
    g_ptr_array_set_size(desk->events, 0);
    return desk;
}

static void end(Desk *desk)
{
    g_autofree char *folder = g_strdup(desk->folder);
    desk_free(desk);
    remove_all(folder);
}

static void change(Desk *desk, const char *text)
{
    write_in(desk->folder, "fresh~", text);
    g_autofree char *from = g_build_filename(desk->folder, "fresh~", NULL), *to = g_build_filename(desk->folder, "helper.py", NULL);
    assert_int_equal(g_rename(from, to), 0);
}

static void assert_said(const Desk *desk, const char *text, bool failed)
{
    const EngineEvent *message = last(desk, ENGINE_MESSAGE, 0);
    assert_non_null(message);
    assert_string_equal(message->text, text);
    assert_int_equal(message->failed, failed);
}

static void an_analysis_knows_what_is_imported(void **state)
{
    static const char *const IMPORTS[] = {
        "import a.b, c as d\nfrom e import f as g\ndef h():\n    from i.j import k\n    class L:\n        import m\nfrom . import n", NULL};
    g_autoptr(Desk) desk = desk_new_with(IMPORTS, &(EngineOptions){.no_kernel = true});
    settle(desk);
    g_autofree char *modules = g_strjoinv(" ", last(desk, ENGINE_ANALYSIS, id(desk, 0))->analysis->modules);
    assert_string_equal(modules, "a.b c e e.f i.j i.j.k m");
}

static void lazily_what_imports_a_changed_module_is_stale_until_it_runs(void **state)
{
    Desk *desk = desk_with(AUTO_RELOAD_LAZY, CELLS);
    change(desk, "def f(): return 2\n");
    settle(desk);
    assert_result(desk, 0, RESULT_OK, true);
    assert_result(desk, 1, RESULT_OK, true);
    assert_null(last(desk, ENGINE_STATUS, id(desk, 2)));
    assert_null(shown(desk, 1));
    assert_said(desk, "helper.py changed: 2 cells are stale", false);
    engine_run(desk->engine, ENGINE_RUN_STALE, NULL, 0);
    settle(desk);
    assert_result(desk, 0, RESULT_OK, false);
    assert_string_equal(shown(desk, 1), "2");
    end(desk);
}

static void automatically_it_runs_at_once(void **state)
{
    Desk *desk = desk_with(AUTO_RELOAD_AUTORUN, CELLS);
    for (int i = 0; i < 250; i++) /* four events each */
        change(desk, i < 249 ? "def f(): return 5\n" : "def f(): return 2\n");
    settle(desk);
    while (g_strcmp0(shown(desk, 1), "2") != 0) /* the writing may have taken longer than a burst is waited for */
        settle(desk);
    assert_result(desk, 0, RESULT_OK, false);
    assert_result(desk, 1, RESULT_OK, false);
    assert_null(last(desk, ENGINE_STATUS, id(desk, 2)));
    assert_said(desk, "helper.py changed: 2 cells run again", false);
    end(desk);
}

static void a_module_with_a_syntax_error_stays_and_so_do_stale_cells(void **state)
{
    Desk *desk = desk_with(AUTO_RELOAD_AUTORUN, CELLS);
    change(desk, "def f(): return 2\n\n\ndef g(:\n");
    settle(desk);
    assert_result(desk, 0, RESULT_OK, true);
    assert_result(desk, 1, RESULT_OK, true);
    assert_null(shown(desk, 1));
    const EngineEvent *message = last(desk, ENGINE_MESSAGE, 0);
    assert_true(message->failed);
    assert_true(g_str_has_prefix(message->text, "helper.py:4: "));
    run(desk, 1);
    settle(desk);
    assert_string_equal(shown(desk, 1), "1");
    assert_result(desk, 1, RESULT_OK, true);
    change(desk, "def f(): return 3\n");
    settle(desk);
    assert_string_equal(shown(desk, 1), "3");
    assert_result(desk, 1, RESULT_OK, false);
    end(desk);
}

static void a_change_while_a_cell_runs_is_not_lost(void **state)
{
    static const char *const SLOW[] = {"import helper", "y = helper.f()\ny", "print('go', flush=True)\nw = input()", NULL};
    Desk *desk = desk_new_with(SLOW, &(EngineOptions){.auto_reload = AUTO_RELOAD_AUTORUN});
    write_in(desk->folder, "helper.py", "def f(): return 1\n");
    settle(desk);
    engine_run(desk->engine, ENGINE_RUN_ALL, NULL, 0);
    const EngineEvent *event;
    while ((event = next(desk))->kind != ENGINE_STATUS || !event->status.wants_input)
        ;
    change(desk, "def f(): return 2\n");
    engine_type(desk->engine, "\n", 1);
    settle(desk);
    while (g_strcmp0(shown(desk, 1), "2") != 0)
        settle(desk);
    assert_result(desk, 1, RESULT_OK, false);
    end(desk);
}

static void nobody_looks_before_it_is_wanted_nor_after(void **state)
{
    Desk *desk = desk_with(AUTO_RELOAD_OFF, CELLS);
    change(desk, "def f(): return 2\n");
    run(desk, 1);
    settle(desk);
    assert_string_equal(shown(desk, 1), "1");
    engine_set_auto_reload(desk->engine, AUTO_RELOAD_AUTORUN);
    run(desk, 2); /* when it has run the kernel has told what is loaded */
    settle(desk);
    change(desk, "def f(): return 3\n");
    settle(desk);
    assert_string_equal(shown(desk, 1), "3");
    engine_set_auto_reload(desk->engine, AUTO_RELOAD_OFF);
    change(desk, "def f(): return 4\n");
    run(desk, 1);
    settle(desk);
    assert_string_equal(shown(desk, 1), "3");
    end(desk);
}

static void a_new_interpreter_is_watched_anew(void **state)
{
    Desk *desk = desk_with(AUTO_RELOAD_AUTORUN, CELLS);
    engine_restart(desk->engine);
    settle(desk);
    change(desk, "def f(): return 2\n");
    run(desk, 1);
    settle(desk);
    assert_string_equal(shown(desk, 1), "2");
    change(desk, "def f(): return 3\n");
    settle(desk);
    assert_string_equal(shown(desk, 1), "3");
    end(desk);
}

int main(void)
{
    /* An interpreter that starts would take the bytecode of a file that was changed within the same second. */
    g_setenv("PYTHONDONTWRITEBYTECODE", "1", TRUE);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_to_change_a_file_is_noticed_and_no_other_file),
        cmocka_unit_test(a_file_is_not_taken_before_it_is_written),
        cmocka_unit_test(a_burst_is_one_change),
        cmocka_unit_test(more_events_than_the_system_keeps_are_a_change_of_everything),
        cmocka_unit_test(both_ends_of_a_link_are_watched),
        cmocka_unit_test(a_folder_that_goes_is_waited_for),
        cmocka_unit_test(a_folder_that_is_not_there_is_an_error),
        cmocka_unit_test(an_analysis_knows_what_is_imported),
        cmocka_unit_test(lazily_what_imports_a_changed_module_is_stale_until_it_runs),
        cmocka_unit_test(automatically_it_runs_at_once),
        cmocka_unit_test(a_module_with_a_syntax_error_stays_and_so_do_stale_cells),
        cmocka_unit_test(a_change_while_a_cell_runs_is_not_lost),
        cmocka_unit_test(nobody_looks_before_it_is_wanted_nor_after),
        cmocka_unit_test(a_new_interpreter_is_watched_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
