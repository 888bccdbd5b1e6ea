/* What a host notes for a copy of the interpreter that sleeps, and when one is worth it.  Copies themselves are in
 * kernel/test_checkpoint.py. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/host_checkpoint.h"

typedef struct {
    HostCheckpoints *checkpoints;
    WireWriter out;
    WireReader in;
} Desk;

static int setup(void **state)
{
    Desk *desk = g_new0(Desk, 1);
    desk->checkpoints = host_checkpoints_new();
    desk->checkpoints->most = 1;
    *state = desk;
    return 0;
}

static int teardown(void **state)
{
    Desk *desk = *state;
    host_checkpoints_free(desk->checkpoints);
    wire_writer_free(&desk->out);
    wire_reader_free(&desk->in);
    g_free(desk);
    return 0;
}

/* All that was written to `out` is told to the kernel. */
static void tell(Desk *desk)
{
    WirePacket packet;
    wire_reader_feed(&desk->in, desk->out.bytes, desk->out.length);
    wire_sent(&desk->out, desk->out.length);
    while (wire_reader_next(&desk->in, &packet) == WIRE_PACKET)
        host_checkpoints_note(desk->checkpoints, packet);
}

static const HostCheckpoint *begun(const Desk *desk)
{
    return g_queue_peek_tail(&desk->checkpoints->begun);
}

static guint count_told(const HostCheckpoint *checkpoint, int type)
{
    guint count = 0;
    for (guint i = 0; i < checkpoint->told->len; i++) {
        const guint32 *head = g_bytes_get_data(g_ptr_array_index(checkpoint->told, i), NULL);
        count += GUINT32_FROM_LE(head[1]) == (guint32)type;
    }
    return count;
}

static void what_is_told_before_the_answer_is_noted_too(void **state)
{
    Desk *desk = *state;
    int64_t cell = 7, other = 8;
    wire_write(&desk->out, WIRE_RUN, (int64_t)1, other, WIRE_TEXT("cell"), WIRE_TEXT("x"), (int64_t)0);
    tell(desk);
    host_checkpoints_begin(desk->checkpoints, true);
    wire_write(&desk->out, WIRE_RUN, (int64_t)2, cell, WIRE_TEXT("cell"), WIRE_TEXT("x"), (int64_t)0);
    wire_write(&desk->out, WIRE_RUN, (int64_t)3, (int64_t)INT64_MAX, WIRE_TEXT("scratch"), WIRE_TEXT("x"), (int64_t)0);
    tell(desk);
    assert_int_equal(g_hash_table_size(begun(desk)->ran), 1);
    assert_true(g_hash_table_contains(begun(desk)->ran, &cell));
}

static void of_a_widget_the_last_value_is_noted_and_of_a_notebook_the_last_word(void **state)
{
    Desk *desk = *state;
    host_checkpoints_begin(desk->checkpoints, false);
    for (int i = 0; i < 3; i++) {
        wire_write(&desk->out, WIRE_WIDGET, WIRE_TEXT("a"), WIRE_TEXT(i == 2 ? "last" : "first"));
        wire_write(&desk->out, WIRE_WIDGET, WIRE_TEXT("b"), WIRE_TEXT("1"));
        wire_write(&desk->out, WIRE_MODULES, (int64_t)i);
        wire_write(&desk->out, WIRE_SETTLED);
    }
    tell(desk);
    assert_int_equal(count_told(begun(desk), WIRE_WIDGET), 2);
    assert_int_equal(count_told(begun(desk), WIRE_MODULES), 1);
    assert_int_equal(begun(desk)->told->len, 3);
    gsize size;
    const char *last = g_bytes_get_data(g_ptr_array_index(begun(desk)->told, 0), &size);
    assert_non_null(memmem(last, size, "last", 4));
}

static void all_that_is_forgotten_of_a_cell_is_noted(void **state)
{
    Desk *desk = *state;
    int64_t cell = 5;
    host_checkpoints_begin(desk->checkpoints, false);
    for (int i = 0; i < 2; i++) {
        wire_begin(&desk->out, WIRE_FORGET);
        wire_put_int(&desk->out, cell);
        wire_put_bytes(&desk->out, i ? WIRE_TEXT("later") : WIRE_TEXT("first"));
        wire_end(&desk->out);
    }
    tell(desk);
    const GByteArray *forgets = g_hash_table_lookup(begun(desk)->forgets, &cell);
    assert_non_null(memmem(forgets->data, forgets->len, "first", 5));
    assert_non_null(memmem(forgets->data, forgets->len, "later", 5));
}

static void one_is_due_when_enough_was_computed_and_never_if_none_is_allowed(void **state)
{
    Desk *desk = *state;
    desk->checkpoints->worth = 100;
    host_checkpoints_note_done(desk->checkpoints, 60);
    assert_false(host_checkpoints_are_due(desk->checkpoints));
    host_checkpoints_note_done(desk->checkpoints, 60);
    assert_true(host_checkpoints_are_due(desk->checkpoints));
    desk->checkpoints->most = 0;
    assert_false(host_checkpoints_are_due(desk->checkpoints));
    desk->checkpoints->most = 1;
    desk->checkpoints->worth = 0; /* only when it is asked for */
    assert_false(host_checkpoints_are_due(desk->checkpoints));
}

static void one_that_takes_long_has_to_save_more(void **state)
{
    Desk *desk = *state;
    desk->checkpoints->worth = 100;
    desk->checkpoints->cost = 50;
    host_checkpoints_note_done(desk->checkpoints, 900);
    assert_false(host_checkpoints_are_due(desk->checkpoints));
    host_checkpoints_note_done(desk->checkpoints, 200);
    assert_true(host_checkpoints_are_due(desk->checkpoints));
}

static void an_attempt_is_not_made_again_at_once(void **state)
{
    Desk *desk = *state;
    bool asked;
    desk->checkpoints->worth = 100;
    host_checkpoints_note_done(desk->checkpoints, 200);
    host_checkpoints_begin(desk->checkpoints, false);
    assert_false(host_checkpoints_end(desk->checkpoints, -1, -1, &asked));
    assert_false(asked);
    assert_false(host_checkpoints_are_due(desk->checkpoints));
    assert_null(host_checkpoints_take(desk->checkpoints));
}

static void who_is_no_child_is_no_copy(void **state)
{
    Desk *desk = *state;
    bool asked;
    host_checkpoints_begin(desk->checkpoints, true);
    assert_false(host_checkpoints_end(desk->checkpoints, getppid(), -1, &asked)); /* it would be killed with the desk */
    assert_true(asked);
    assert_false(host_checkpoints_end(desk->checkpoints, getppid(), -1, &asked)); /* nobody asked */
    assert_false(asked);
}

#define AT_A_DESK(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        AT_A_DESK(what_is_told_before_the_answer_is_noted_too),
        AT_A_DESK(of_a_widget_the_last_value_is_noted_and_of_a_notebook_the_last_word),
        AT_A_DESK(all_that_is_forgotten_of_a_cell_is_noted),
        AT_A_DESK(one_is_due_when_enough_was_computed_and_never_if_none_is_allowed),
        AT_A_DESK(one_that_takes_long_has_to_save_more),
        AT_A_DESK(an_attempt_is_not_made_again_at_once),
        AT_A_DESK(who_is_no_child_is_no_copy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
