#include "engine/host_console.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <glib.h>

/* What came out, as text: "[run:bytes]", "[run-dropped:bytes]". */
static void note(void *data, int64_t run, const char *bytes, size_t length, HostConsoleLost lost)
{
    GString *log = data;
    g_string_append_printf(log, lost.bytes ? "[%d-%d/%d:" : "[%d:", (int)run, (int)lost.bytes, (int)lost.lines);
    g_string_append_len(log, bytes, (gssize)length);
    g_string_append_c(log, ']');
}

typedef struct {
    HostConsole *console;
    GString *log;
} Fixture;

static int open_console(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);
    fixture->log = g_string_new(NULL);
    fixture->console = host_console_new("S", true, note, fixture->log);
    *state = fixture;
    return 0;
}

static int close_console(void **state)
{
    Fixture *fixture = *state;
    host_console_free(fixture->console);
    g_string_free(fixture->log, TRUE);
    g_free(fixture);
    return 0;
}

static void feed(Fixture *fixture, const char *text)
{
    host_console_feed(fixture->console, text, strlen(text));
}

static void bytes_between_markers_belong_to_the_run(void **state)
{
    Fixture *fixture = *state;
    feed(fixture, "a\033]tarn;S;B7\abc\033]tarn;S;E7\ad");
    assert_string_equal(fixture->log->str, "[0:a][7:bc][0:d]");
    assert_int_equal(host_console_ended(fixture->console), 7);
}

static void markers_cut_anywhere_are_taken_out(void **state)
{
    static const char TEXT[] = "a\033]tarn;S;B7\ab\033]tarn;S;E7\a";
    for (size_t cut = 1; cut < sizeof TEXT - 1; cut++) {
        g_autoptr(GString) log = g_string_new(NULL);
        HostConsole *console = host_console_new("S", true, note, log);
        host_console_feed(console, TEXT, cut);
        host_console_feed(console, TEXT + cut, sizeof TEXT - 1 - cut);
        host_console_free(console);
        assert_string_equal(log->str, "[0:a][7:b]");
    }
}

static void what_a_thread_says_belongs_to_the_run_that_began_it(void **state)
{
    Fixture *fixture = *state;
    feed(fixture, "\033]tarn;S;B7\aa\033]tarn;S;T7\ab\033]tarn;S;U7\ac\033]tarn;S;N8\ad\033]tarn;S;T7\ae\033]tarn;S;U7\af"
                  "\033]tarn;S;E8\a\033]tarn;S;T7\ag\033]tarn;S;U7\ah");
    assert_string_equal(fixture->log->str, "[7:a][7:b][7:c][8:d][7:e][8:f][7:g][0:h]");
    assert_int_equal(host_console_ended(fixture->console), 8);
}

static void a_flood_of_a_thread_is_cut(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *text = g_strnfill(HOST_CONSOLE_HEAD / 2, 'x');
    g_autofree char *said = g_strdup_printf("\033]tarn;S;T7\a%s\033]tarn;S;U7\a", text);
    for (int i = 0; i < 4; i++)
        feed(fixture, said);
    assert_true(fixture->log->len < HOST_CONSOLE_HEAD + 100);
    assert_true(host_console_waiting(fixture->console));
    host_console_flush(fixture->console);
    assert_false(host_console_waiting(fixture->console));
    g_string_truncate(fixture->log, 0);
    feed(fixture, "\033]tarn;S;T7\aend\033]tarn;S;U7\a");
    g_autofree char *cut = g_strdup_printf("[7-%d/0:end]", HOST_CONSOLE_HEAD);
    assert_string_equal(fixture->log->str, cut);
}

static void what_is_almost_a_marker_passes(void **state)
{
    Fixture *fixture = *state;
    feed(fixture, "\033]tarn;other;B1\a");
    feed(fixture, "\033\033]tarn;S;B2\ax");
    feed(fixture, "\033]tarn;S;Q\a");
    feed(fixture, "\033]tarn;S;B11111111111111111111111111111111111111111");
    host_console_finish(fixture->console);
    g_autofree char *text = g_strdup(fixture->log->str);
    assert_non_null(strstr(text, "other;B1\a"));
    assert_non_null(strstr(text, "[2:x]"));
    assert_non_null(strstr(text, "Q\a"));
    assert_null(strstr(text, "B2\a"));
}

static int count_lines(const char *bytes, size_t length)
{
    int lines = 0;
    for (size_t i = 0; i < length; i++)
        lines += bytes[i] == '\n';
    return lines;
}

static void a_flood_keeps_its_head_and_its_tail(void **state)
{
    size_t length = HOST_CONSOLE_HEAD + 3 * HOST_CONSOLE_TAIL + 5;
    g_autofree char *flood = g_malloc(length);
    for (size_t i = 0; i < length; i++)
        flood[i] = "abcdefghi\n"[i % 10];
    Fixture *fixture = *state;
    feed(fixture, "\033]tarn;S;B1\a");
    for (size_t at = 0; at < length; at += 7001)
        host_console_feed(fixture->console, flood + at, MIN(7001, length - at));
    assert_true(host_console_waiting(fixture->console));
    size_t before = fixture->log->len;
    feed(fixture, "\033]tarn;S;E1\a");
    assert_false(host_console_waiting(fixture->console));

    int dropped = 0, lines = 0;
    assert_int_equal(sscanf(fixture->log->str + before, "[1-%d/%d:", &dropped, &lines), 2);
    assert_int_equal(dropped, 2 * HOST_CONSOLE_TAIL + 5);
    assert_int_equal(lines, count_lines(flood + HOST_CONSOLE_HEAD, (size_t)dropped));
    assert_memory_equal(fixture->log->str + fixture->log->len - 6, flood + length - 5, 5);
}

static void the_next_run_has_a_head_of_its_own(void **state)
{
    g_autofree char *flood = g_strnfill(2 * HOST_CONSOLE_HEAD, 'x');
    Fixture *fixture = *state;
    feed(fixture, "\033]tarn;S;B1\a");
    feed(fixture, flood);
    feed(fixture, "\033]tarn;S;E1\a\033]tarn;S;B2\ay");
    assert_true(g_str_has_suffix(fixture->log->str, "[2:y]"));
}

static void without_bounds_everything_passes_at_once(void **state)
{
    g_autoptr(GString) log = g_string_new(NULL);
    g_autofree char *flood = g_strnfill(2 * HOST_CONSOLE_HEAD, 'x');
    HostConsole *console = host_console_new("S", false, note, log);
    host_console_feed(console, flood, 2 * HOST_CONSOLE_HEAD);
    assert_false(host_console_waiting(console));
    assert_int_equal(log->len, 2 * HOST_CONSOLE_HEAD + strlen("[0:]"));
    host_console_free(console);
}

static void where_one_run_follows_the_other_one_marker_says_both(void **state)
{
    Fixture *fixture = *state;
    feed(fixture, "\033]tarn;S;B7\aa\033]tarn;S;N9\ab");
    assert_string_equal(fixture->log->str, "[7:a][9:b]");
    assert_int_equal(host_console_ended(fixture->console), 7);
    feed(fixture, "\033]tarn;S;E9\ac");
    assert_string_equal(fixture->log->str, "[7:a][9:b][0:c]");
    assert_int_equal(host_console_ended(fixture->console), 9);
}

static void a_run_waits_until_it_is_admitted(void **state)
{
    Fixture *fixture = *state;
    host_console_admit(fixture->console, 7);
    feed(fixture, "\033]tarn;S;B7\aa\033]tarn;S;N8\ab\033]tarn;S;E8\ac\033]tarn;S;B9\a");
    feed(fixture, "d");
    assert_string_equal(fixture->log->str, "[7:a]");
    assert_int_equal(host_console_ended(fixture->console), 7);
    assert_true(host_console_stopped(fixture->console));
    host_console_admit(fixture->console, 8);
    assert_string_equal(fixture->log->str, "[7:a][8:b][0:c]");
    assert_int_equal(host_console_ended(fixture->console), 8);
    host_console_finish(fixture->console);
    assert_true(host_console_stopped(fixture->console));
    host_console_admit(fixture->console, INT64_MAX);
    assert_false(host_console_stopped(fixture->console));
    assert_string_equal(fixture->log->str, "[7:a][8:b][0:c][9:d]");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, open_console, close_console)
int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(bytes_between_markers_belong_to_the_run),
        CASE(markers_cut_anywhere_are_taken_out),
        CASE(what_a_thread_says_belongs_to_the_run_that_began_it),
        CASE(a_flood_of_a_thread_is_cut),
        CASE(what_is_almost_a_marker_passes),
        CASE(a_flood_keeps_its_head_and_its_tail),
        CASE(the_next_run_has_a_head_of_its_own),
        CASE(where_one_run_follows_the_other_one_marker_says_both),
        CASE(a_run_waits_until_it_is_admitted),
        CASE(without_bounds_everything_passes_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
