/* A notebook is edited and saved through the engine's door while the disk fails at each of its calls: one is told, a
 * later save works, and after a kill either the file or the journal has the text.
 */
#include "engine/engine.h"

#include <errno.h>
#include <ftw.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include <cmocka.h>

#include "faultfs.h"

enum { DEADLINE_MS = 60000, MORE_THAN_ANY_SAVE = 200 };

static const int NUMBERS[] = {ENOSPC, EIO, EACCES, EROFS, EDQUOT};

/* --- an editor without a screen -------------------------------------------------------------------------------- */

typedef struct {
    char *folder; /* everything that is written lies below */
    char *state;  /* the journal's folder is in it */
    char *home;   /* the notebook's folder */
    char *path;
    Notebook *notebook;
    Engine *engine;
    NotebookSnapshot *recovered;
    GString *told; /* what went wrong, line by line */
    bool saved;    /* the last save went well */
} Desk;

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *at)
{
    return remove(path);
}

static Desk *desk_new(void)
{
    Desk *desk = g_new0(Desk, 1);
    desk->folder = g_dir_make_tmp("tarn-fault-XXXXXX", NULL);
    desk->state = g_build_filename(desk->folder, "state", NULL);
    desk->home = g_build_filename(desk->folder, "home", NULL);
    desk->path = g_build_filename(desk->home, "nb.py", NULL);
    desk->told = g_string_new(NULL);
    g_mkdir(desk->state, 0700);
    g_mkdir(desk->home, 0700);
    g_setenv("XDG_STATE_HOME", desk->state, TRUE);
    return desk;
}

static void desk_free(Desk *desk)
{
    g_clear_pointer(&desk->engine, engine_stop);
    g_clear_pointer(&desk->notebook, notebook_free);
    g_clear_pointer(&desk->recovered, notebook_snapshot_unref);
    assert_int_equal(nftw(desk->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
    g_string_free(desk->told, TRUE);
    g_free(desk->folder);
    g_free(desk->state);
    g_free(desk->home);
    g_free(desk->path);
    g_free(desk);
}

static void take(Desk *desk, EngineEvent *event)
{
    if (event->kind == ENGINE_MESSAGE && event->failed)
        g_string_append_printf(desk->told, "%s\n", event->text);
    if (event->kind == ENGINE_MESSAGE && !event->failed)
        g_string_append_printf(desk->told, "(%s)\n", event->text);
    if (event->kind == ENGINE_SAVED) {
        desk->saved = !event->failed;
        g_string_append_printf(desk->told, "%s\n", event->text ? event->text : "saved");
    }
    if (event->kind == ENGINE_RECOVERY)
        desk->recovered = g_steal_pointer(&event->recovered);
}

/* Until an event of this kind has come. */
static void await(Desk *desk, EngineEventKind kind)
{
    for (bool come = false; !come;) {
        g_autoptr(EngineEvent) event = engine_receive(desk->engine);
        struct pollfd wait = {.fd = engine_fd(desk->engine), .events = POLLIN};
        if (!event && poll(&wait, 1, DEADLINE_MS) != 1)
            fail_msg("the engine says nothing");
        come = event && event->kind == kind;
        if (event)
            take(desk, event);
    }
}

static void start(Desk *desk)
{
    desk->notebook = notebook_new();
    notebook_insert_cell(desk->notebook, 0, "_", CELL_PLAIN, NULL, "x = 0", -1);
    desk->engine = engine_start(&(EngineOptions){.journal = true, .no_kernel = true});
    engine_open(desk->engine, notebook_snapshot(desk->notebook), desk->path);
    await(desk, ENGINE_IDLE);
}

static void edit(Desk *desk, const char *code)
{
    size_t last = notebook_last_line(desk->notebook, 0);
    notebook_replace(desk->notebook, (Pos){0, 0}, (Pos){last, notebook_line(desk->notebook, last).length}, code, strlen(code));
    engine_edit(desk->engine, cell_snapshot(notebook_cell(desk->notebook, 0)));
    await(desk, ENGINE_IDLE);
}

static void save(Desk *desk, bool force)
{
    engine_save(desk->engine, notebook_snapshot(desk->notebook), desk->path, force);
    await(desk, ENGINE_SAVED);
}

static bool file_has(const Desk *desk, const char *code)
{
    g_autofree char *text = NULL;
    return g_file_get_contents(desk->path, &text, NULL, NULL) && strstr(text, code) && g_str_has_suffix(text, "app.run()\n");
}

static bool is_recovered(const Desk *desk, const char *code)
{
    if (!desk->recovered || desk->recovered->cells->len != 1)
        return false;
    gsize size;
    const CellSnapshot *cell = g_ptr_array_index(desk->recovered->cells, 0);
    const char *bytes = g_bytes_get_data(cell->code, &size);
    return size == strlen(code) && memcmp(bytes, code, size) == 0;
}

static unsigned files_in(const char *folder)
{
    unsigned count = 0;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    while (g_dir_read_name(dir))
        count++;
    return count;
}

/* --- a save --------------------------------------------------------------------------------------------------------- */

/* One fault below the notebook's folder; the same engine lives through all of them.  False: it was not met. */
static bool a_fault(Desk *desk, int round, int at, FaultKind kind, int number)
{
    g_autofree char *before = g_strdup_printf("x = %d0", round), *after = g_strdup_printf("x = %d1", round);
    edit(desk, before);
    save(desk, false);
    assert_true(desk->saved);
    edit(desk, after);
    g_string_truncate(desk->told, 0);
    faultfs_arm(desk->home, at, kind, number);
    save(desk, false);
    bool met = faultfs_disarm();
    assert_true(file_has(desk, desk->saved ? after : before));
    if (!desk->saved) {
        assert_non_null(strstr(desk->told->str, g_strerror(number)));
        save(desk, false); /* no `force`: the file is ours as it was */
    }
    assert_true(desk->saved);
    assert_true(file_has(desk, after));
    return met;
}

static void a_save_that_fails_is_told_and_the_next_one_works(void **state)
{
    Desk *desk = desk_new();
    start(desk);
    int round = 1;
    for (guint i = 0; i < G_N_ELEMENTS(NUMBERS); i++) {
        for (FaultKind kind = FAULT_ONCE; kind <= FAULT_SHORT; kind++) {
            int at = 1;
            while (a_fault(desk, round++, at, kind, NUMBERS[i]))
                assert_true(++at < MORE_THAN_ANY_SAVE);
            assert_true(at > 4);
        }
    }
    edit(desk, "x = 'last'"); /* whatever could not be removed while the disk was lost is no hindrance */
    save(desk, false);
    assert_true(file_has(desk, "x = 'last'"));
    desk_free(desk);
}

static void nothing_is_left_beside_the_file(void **state)
{
    Desk *desk = desk_new();
    start(desk);
    int round = 1, at = 1;
    while (a_fault(desk, round++, at, FAULT_STAYS, ENOSPC))
        at++;
    assert_int_equal(files_in(desk->home), 1);
    desk_free(desk);
}

/* --- a kill ----------------------------------------------------------------------------------------------------------- */

/* The child says what it has reached. */
static void say(int fd, const char *what)
{
    if (write(fd, what, 1) != 1)
        _exit(2);
}

/* Dies at a call below `folder` while it saves "x = 1" over "x = 0". */
static void live_and_die(Desk *desk, const char *folder, int at, int fd)
{
    start(desk);
    save(desk, false);
    edit(desk, "x = 1");
    say(fd, "e");
    faultfs_arm(folder, at, FAULT_KILL, 0);
    save(desk, false);
    say(fd, desk->saved ? "s" : "f");
    faultfs_disarm();
    engine_leave(desk->engine);
    _exit(0);
}

static bool a_kill(bool of_state, bool two_names, int at)
{
    Desk *desk = desk_new();
    int ends[2], status;
    if (two_names) {
        g_autofree char *other = g_build_filename(desk->home, "other.py", NULL);
        assert_true(g_file_set_contents(desk->path, "", -1, NULL));
        assert_int_equal(link(desk->path, other), 0);
    }
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0)
        live_and_die(desk, of_state ? desk->state : desk->home, at, ends[1]);
    close(ends[1]);
    assert_int_equal(waitpid(child, &status, 0), child);
    char said[8] = "";
    assert_true(read(ends[0], said, sizeof said - 1) >= 1);
    close(ends[0]);
    assert_true(said[0] == 'e' && (!said[1] || said[1] == 's'));
    bool met = WIFSIGNALED(status);

    start(desk); /* as the next editor does */
    bool whole = file_has(desk, "x = 0") || file_has(desk, "x = 1");
    if (!file_has(desk, "x = 1") && !of_state) /* of its own death the journal may know nothing: it is soon enough */
        assert_true(is_recovered(desk, "x = 1"));
    if (!two_names)
        assert_true(whole);
    edit(desk, "x = 2");
    save(desk, true);
    assert_true(file_has(desk, "x = 2"));
    desk_free(desk);
    return met;
}

static void visit_kills(bool of_state, bool two_names)
{
    int at = 1;
    while (a_kill(of_state, two_names, at))
        assert_true(++at < MORE_THAN_ANY_SAVE);
    assert_true(at > 1);
}

static void killed_while_it_writes_the_file_the_text_is_there(void **state)
{
    visit_kills(false, false);
}

static void killed_while_it_writes_a_file_with_two_names_the_text_is_there(void **state)
{
    visit_kills(false, true);
}

static void killed_while_it_empties_the_journal_the_text_is_there(void **state)
{
    visit_kills(true, false);
}

/* --- the journal ---------------------------------------------------------------------------------------------------- */

/* The disk of the journal is full for a while: told, and what was typed meanwhile is on it soon after. */
static void a_journal_on_a_full_disk_goes_on_when_there_is_room(void **state)
{
    Desk *desk = desk_new();
    start(desk);
    save(desk, false);
    faultfs_arm(desk->state, 1, FAULT_STAYS, ENOSPC);
    edit(desk, "x = 'typed'");
    while (!strstr(desk->told->str, "the journal cannot be kept"))
        await(desk, ENGINE_MESSAGE);
    assert_true(faultfs_disarm());
    while (!strstr(desk->told->str, "(the journal is kept again)"))
        await(desk, ENGINE_MESSAGE);
    engine_leave(desk->engine);
    notebook_free(desk->notebook);
    start(desk);
    assert_true(is_recovered(desk, "x = 'typed'"));
    desk_free(desk);
}

/* The journal is kept all the same: what was left of another is not taken away, or who asked last is not forgotten. */
static bool costs_nothing(const char *call)
{
    return strcmp(call, "unlink") == 0 || g_str_has_prefix(call, "ftruncate");
}

/* No journal can be begun at all: told, edits and saves work; and it begins when it can, with what was typed. */
static void without_a_journal_one_is_told_and_saves(void **state)
{
    for (int at = 1, met = true; met; at++) {
        Desk *desk = desk_new();
        faultfs_arm(desk->state, at, FAULT_STAYS, EROFS);
        start(desk);
        met = faultfs_disarm();
        assert_true(!met || strstr(desk->told->str, g_strerror(EROFS)) || costs_nothing(faultfs_met()));
        edit(desk, "x = 1");
        save(desk, false);
        assert_true(file_has(desk, "x = 1"));
        edit(desk, "x = 2");
        bool told = strstr(desk->told->str, g_strerror(EROFS));
        while (told && !strstr(desk->told->str, "(the journal is kept again)"))
            await(desk, ENGINE_MESSAGE);
        engine_leave(desk->engine);
        notebook_free(desk->notebook);
        start(desk);
        assert_true(is_recovered(desk, "x = 2"));
        desk_free(desk);
    }
}

int main(void)
{
    if (access("/dev/shm", W_OK) == 0 && !g_getenv("TMPDIR")) /* a disk in memory: fsync() takes no time */
        g_setenv("TMPDIR", "/dev/shm", TRUE);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(killed_while_it_writes_the_file_the_text_is_there),
        cmocka_unit_test(killed_while_it_writes_a_file_with_two_names_the_text_is_there),
        cmocka_unit_test(killed_while_it_empties_the_journal_the_text_is_there),
        cmocka_unit_test(a_save_that_fails_is_told_and_the_next_one_works),
        cmocka_unit_test(nothing_is_left_beside_the_file),
        cmocka_unit_test(a_journal_on_a_full_disk_goes_on_when_there_is_room),
        cmocka_unit_test(without_a_journal_one_is_told_and_saves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
