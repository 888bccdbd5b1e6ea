#include "engine/line.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

/* One end of a line: what it says are numbers in turn, of any length. */
typedef struct {
    int fd;
    Line line;
    WireWriter out;
    WireReader in;
    int64_t said, heard;
} End;

static void connect_both(End ends[2])
{
    int pair[2], little = 4096; /* so that much is under way, and some is not sent yet */
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
    for (int i = 0; i < 2; i++) {
        setsockopt(pair[i], SOL_SOCKET, SO_SNDBUF, &little, sizeof little);
        ends[i].fd = pair[i];
    }
}

static void begin(End ends[2])
{
    memset(ends, 0, 2 * sizeof *ends);
    connect_both(ends);
    for (int i = 0; i < 2; i++)
        line_begin(&ends[i].line, "word");
}

static void end(End ends[2])
{
    for (int i = 0; i < 2; i++) {
        close(ends[i].fd);
        line_clear(&ends[i].line);
        wire_writer_free(&ends[i].out);
        wire_reader_free(&ends[i].in);
    }
}

static void say(End *end, GRand *random)
{
    static const char TEXT[20000];
    gsize length = (gsize)g_rand_int_range(random, 0, g_rand_boolean(random) ? 20 : sizeof TEXT);
    wire_write(&end->out, WIRE_PARSE, ++end->said, WIRE_BYTES(TEXT, length));
}

/* Each number comes once, in its turn. */
static void hear(End *end)
{
    WirePacket packet;
    wire_reader_fill(&end->in, end->fd);
    while (wire_reader_next(&end->in, &packet) == WIRE_PACKET) {
        if (line_note(&end->line, &packet))
            continue;
        assert_int_equal(packet.type, WIRE_PARSE);
        assert_int_equal(wire_int(&packet), ++end->heard);
    }
    assert_false(end->in.broken);
}

static void break_and_mend(End ends[2])
{
    for (int i = 0; i < 2; i++) {
        close(ends[i].fd);
        assert_true(line_flush(&ends[i].line, &ends[i].out, -1));
        wire_reader_free(&ends[i].in);
    }
    connect_both(ends);
    for (int i = 0; i < 2; i++)
        assert_true(line_resume(&ends[i].line, (int64_t)ends[1 - i].line.taken));
}

static void whatever_breaks_each_packet_comes_once(void **state)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    End ends[2];
    begin(ends);
    for (int step = 0; step < 6000; step++) {
        End *one = &ends[g_rand_int_range(random, 0, 2)];
        switch (g_rand_int_range(random, 0, 40)) {
        case 0: break_and_mend(ends); break;
        case 1: case 2: case 3: case 4: case 5: say(one, random); break;
        case 6: case 7: case 8: case 9: hear(one); break;
        default: assert_true(line_flush(&one->line, &one->out, one->fd)); break;
        }
    }
    for (int turn = 0; ends[0].heard < ends[1].said || ends[1].heard < ends[0].said; turn++) {
        assert_true(turn < 100000);
        for (int i = 0; i < 2; i++) {
            assert_true(line_flush(&ends[i].line, &ends[i].out, ends[i].fd));
            hear(&ends[1 - i]);
        }
    }
    assert_true(ends[0].said > 100 && ends[1].said > 100);
    end(ends);
}

static void what_came_is_not_kept(void **state)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(1);
    End ends[2];
    begin(ends);
    for (int i = 0; i < 2000; i++) {
        say(&ends[0], random);
        for (int turn = 0; ends[1].heard < ends[0].said; turn++) {
            assert_true(turn < 1000);
            line_flush(&ends[0].line, &ends[0].out, ends[0].fd);
            hear(&ends[1]);
            line_flush(&ends[1].line, &ends[1].out, ends[1].fd);
            hear(&ends[0]);
        }
        assert_true(ends[0].line.kept->len < 512 << 10);
    }
    end(ends);
}

static void nobody_can_claim_more_than_was_said(void **state)
{
    End ends[2];
    begin(ends);
    wire_write(&ends[0].out, WIRE_SETTLED);
    assert_true(line_flush(&ends[0].line, &ends[0].out, ends[0].fd));
    static const int64_t WRONG[] = {-1, 9, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < G_N_ELEMENTS(WRONG); i++) {
        assert_false(line_resume(&ends[0].line, WRONG[i]));
        wire_write(&ends[1].out, WIRE_CAME, WRONG[i]);
        assert_true(line_flush(&ends[1].line, &ends[1].out, ends[1].fd));
        hear(&ends[0]);
        assert_int_equal(ends[0].line.kept->len - ends[0].line.start, 8);
    }
    assert_true(line_resume(&ends[0].line, 8));
    assert_int_equal(line_waiting(&ends[0].line, &ends[0].out), 0);
    assert_false(line_resume(&ends[0].line, 0)); /* that is gone */
    end(ends);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_breaks_each_packet_comes_once),
        cmocka_unit_test(what_came_is_not_kept),
        cmocka_unit_test(nobody_can_claim_more_than_was_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
