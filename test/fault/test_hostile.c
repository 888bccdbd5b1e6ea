/* The engine facing a host that breaks off, lies or raves (hostile_host.c): it says that the kernel is dead, keeps
 * every text, and a restart with an honest host works.  Under the sanitizers, so that no byte is read beyond.
 */
#include "engine/engine.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { DEADLINE_MS = 30000, LONGER_THAN_ALL_IT_SAYS = 2000, SEEDS = 60 };

typedef struct {
    Notebook *notebook;
    Engine *engine;
    uint64_t cell;
    KernelState kernel;
    CellStatus status;
    bool began; /* it waited or ran since it was asked to run */
    char *shown;
} Desk;

static Desk desk_new(void)
{
    Desk desk = {.notebook = notebook_new()};
    notebook_insert_cell(desk.notebook, 0, "_", CELL_PLAIN, NULL, "6 * 7", -1);
    desk.cell = cell_id(notebook_cell(desk.notebook, 0));
    desk.engine = engine_start(&(EngineOptions){.program = g_getenv("HOSTILE_HOST")});
    engine_open(desk.engine, notebook_snapshot(desk.notebook), NULL);
    return desk;
}

static void desk_clear(Desk *desk)
{
    engine_stop(desk->engine);
    notebook_free(desk->notebook);
    g_free(desk->shown);
}

static void take(Desk *desk, EngineEvent *event)
{
    if (event->kind == ENGINE_KERNEL)
        desk->kernel = event->kernel;
    if (event->kind == ENGINE_STATUS && event->cell == desk->cell) {
        desk->status = event->status;
        desk->began |= event->status.state != RUN_IDLE;
    }
    if (event->kind == ENGINE_OUTPUT && event->cell == desk->cell) {
        g_free(desk->shown);
        desk->shown = event->output && event->output->root ? g_strdup(event->output->root->text) : NULL;
    }
}

/* The kind of the next event, which is taken. */
static EngineEventKind next(Desk *desk)
{
    EngineEvent *event;
    while (!(event = engine_receive(desk->engine))) {
        struct pollfd wait = {.fd = engine_fd(desk->engine), .events = POLLIN};
        if (poll(&wait, 1, DEADLINE_MS) != 1)
            fail_msg("the engine says nothing");
    }
    EngineEventKind kind = event->kind;
    take(desk, event);
    engine_event_free(event);
    return kind;
}

static void await_idle(Desk *desk)
{
    while (next(desk) != ENGINE_IDLE)
        ;
}

static void await_kernel(Desk *desk, KernelState state)
{
    while (desk->kernel != state)
        next(desk);
}

static void run(Desk *desk)
{
    desk->began = false;
    engine_run(desk->engine, ENGINE_RUN_CELLS, &desk->cell, 1);
    while (next(desk) != ENGINE_IDLE || !desk->began || desk->status.state != RUN_IDLE)
        ;
}

static void assert_a_restart_works(Desk *desk)
{
    g_setenv("HOSTILE", "good", TRUE);
    engine_restart(desk->engine);
    run(desk);
    assert_int_equal(desk->status.result, RESULT_OK);
    assert_false(desk->status.stale);
    assert_string_equal(desk->shown, "42");
    assert_int_equal(desk->kernel, KERNEL_IDLE);
}

/* The next host is hostile in this way; the last one is let go. */
static void meet(Desk *desk, const char *how, int number)
{
    g_autofree char *order = g_strdup_printf("%s %d", how, number);
    g_clear_pointer(&desk->engine, engine_stop);
    g_setenv("HOSTILE", order, TRUE);
    desk->kernel = KERNEL_NONE;
    desk->status = (CellStatus){0};
    desk->engine = engine_start(&(EngineOptions){.program = g_getenv("HOSTILE_HOST")});
    engine_open(desk->engine, notebook_snapshot(desk->notebook), NULL);
    await_idle(desk);
    run(desk);
}

static bool is_thorough(void)
{
    return g_strcmp0(g_getenv("THOROUGH"), "1") == 0;
}

static void assert_dead(Desk *desk)
{
    await_kernel(desk, KERNEL_DEAD);
    assert_int_equal(desk->status.state, RUN_IDLE);
    if (desk->status.result != RESULT_OK) {
        assert_int_equal(desk->status.result, RESULT_DEAD);
        assert_non_null(strstr(desk->shown, "the interpreter died"));
    }
}

/* Every byte, or every fifth one; each packet is met all the same.  Returns where it was over. */
static int visit(const char *how, int most)
{
    Desk desk = desk_new();
    int at = 0;
    for (; at < most; at += is_thorough() ? 1 : 5) {
        meet(&desk, how, at);
        bool over = desk.status.result == RESULT_OK && strcmp(how, "flip") != 0;
        if (over)
            break; /* all was said before */
        if (strcmp(how, "flip") == 0)
            await_kernel(&desk, KERNEL_DEAD);
        else
            assert_dead(&desk);
        assert_a_restart_works(&desk);
    }
    desk_clear(&desk);
    return at;
}

static void a_host_that_breaks_off_at_any_byte_is_a_dead_kernel(void **state)
{
    assert_in_range(visit("cut", LONGER_THAN_ALL_IT_SAYS), 200, LONGER_THAN_ALL_IT_SAYS - 1);
}

static void a_wrong_byte_does_no_harm(void **state)
{
    visit("flip", 330); /* about as much as it says */
}

/* Instead of the first thing that it should say, and of the second. */
static void what_is_no_packet_ends_it(void **state)
{
    static const char *const WAYS[] = {"garbage", "huge"};
    Desk desk = desk_new();
    for (int i = 0; i < 4; i++) {
        meet(&desk, WAYS[i / 2], i % 2);
        assert_dead(&desk);
        assert_a_restart_works(&desk);
    }
    desk_clear(&desk);
}

static void wild_packets_do_no_harm(void **state)
{
    Desk desk = desk_new();
    for (int seed = 0; seed < (is_thorough() ? 10 * SEEDS : SEEDS); seed++) {
        meet(&desk, "random", seed);
        await_kernel(&desk, KERNEL_DEAD);
        assert_a_restart_works(&desk);
    }
    desk_clear(&desk);
}

/* It neither answers nor goes: the second restart does not ask it any more. */
static void a_host_that_says_nothing_is_replaced_by_the_second_restart(void **state)
{
    g_setenv("HOSTILE", "mute", TRUE);
    Desk desk = desk_new();
    await_idle(&desk);
    engine_run(desk.engine, ENGINE_RUN_CELLS, &desk.cell, 1);
    await_kernel(&desk, KERNEL_STARTING);
    engine_restart(desk.engine);
    await_idle(&desk);
    assert_a_restart_works(&desk);
    desk_clear(&desk);
}

/* Faster than the interpreter starts: the run is done by the last of them. */
static void restarts_in_a_row_lose_no_run(void **state)
{
    g_setenv("HOSTILE", "good", TRUE);
    Desk desk = desk_new();
    await_idle(&desk);
    for (int i = 0; i < 20; i++) {
        for (int many = 0; many <= i % 4; many++)
            engine_restart(desk.engine);
        run(&desk);
        assert_int_equal(desk.status.result, RESULT_OK);
    }
    desk_clear(&desk);
}

int main(void)
{
    if (!g_getenv("HOSTILE_HOST")) { /* the engine would start this program as its host, and that another one... */
        fputs("HOSTILE_HOST is not set: the path of hostile_host\n", stderr);
        return 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_host_that_breaks_off_at_any_byte_is_a_dead_kernel),
        cmocka_unit_test(a_wrong_byte_does_no_harm),
        cmocka_unit_test(what_is_no_packet_ends_it),
        cmocka_unit_test(wild_packets_do_no_harm),
        cmocka_unit_test(a_host_that_says_nothing_is_replaced_by_the_second_restart),
        cmocka_unit_test(restarts_in_a_row_lose_no_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
