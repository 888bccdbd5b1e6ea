#include "engine/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_bytes(WireBytes bytes, const char *expected)
{
    assert_int_equal(bytes.length, strlen(expected));
    assert_memory_equal(bytes.bytes, expected, bytes.length);
}

static void what_is_written_is_read_even_byte_by_byte(void **state)
{
    WireWriter out = {0};
    wire_write(&out, WIRE_RUN, (int64_t)1, (int64_t)-2, WIRE_TEXT("cell 1"), WIRE_BYTES("a\0b", 3), (int64_t)3);
    wire_begin(&out, WIRE_FORGET);
    wire_put_int(&out, INT64_MIN);
    wire_put_bytes(&out, WIRE_TEXT("x"));
    wire_put_bytes(&out, WIRE_TEXT(""));
    wire_end(&out);
    wire_write(&out, WIRE_SHUTDOWN);
    assert_false(out.failed);

    WireReader in = {0};
    WirePacket packet;
    int seen = 0;
    for (size_t i = 0; i < out.length; i++) {
        wire_reader_feed(&in, out.bytes + i, 1);
        if (wire_reader_next(&in, &packet) != WIRE_PACKET)
            continue;
        seen++;
        if (packet.type == WIRE_RUN) {
            assert_int_equal(wire_int(&packet), 1);
            assert_int_equal(wire_int(&packet), -2);
            assert_bytes(wire_bytes(&packet), "cell 1");
            WireBytes code = wire_bytes(&packet);
            assert_int_equal(code.length, 3);
            assert_memory_equal(code.bytes, "a\0b", 3);
            assert_int_equal(wire_int(&packet), 3);
        } else if (packet.type == WIRE_FORGET) {
            assert_true(wire_int(&packet) == INT64_MIN);
            assert_true(wire_more(&packet));
            assert_bytes(wire_bytes(&packet), "x");
            assert_true(wire_more(&packet));
            assert_bytes(wire_bytes(&packet), "");
        }
        assert_false(wire_more(&packet));
    }
    assert_int_equal(seen, 3);
    assert_int_equal(packet.type, WIRE_SHUTDOWN);
    wire_writer_free(&out);
    wire_reader_free(&in);
}

static void words_before_the_first_packet_are_passed_over(void **state)
{
    WireWriter out = {0};
    WireReader in = {0};
    WirePacket packet;
    bool ends;
    wire_write(&out, WIRE_NO_SESSION);
    wire_reader_feed(&in, "\nhi\n\n", 5);
    assert_int_equal(wire_reader_text(&in, &ends), 2);
    assert_false(ends);
    wire_reader_skip(&in, 2);
    wire_reader_feed(&in, out.bytes, out.length);
    assert_int_equal(wire_reader_text(&in, &ends), 3);
    assert_true(ends);
    wire_reader_skip(&in, 3);
    assert_int_equal(wire_reader_next(&in, &packet), WIRE_PACKET);
    assert_int_equal(packet.type, WIRE_NO_SESSION);
    wire_reader_free(&in);
    wire_writer_free(&out);
}

static void a_field_too_many_is_nothing(void **state)
{
    WireWriter out = {0};
    WireReader in = {0};
    WirePacket packet;
    wire_write(&out, WIRE_STOP);
    wire_reader_feed(&in, out.bytes, out.length);

    assert_int_equal(wire_reader_next(&in, &packet), WIRE_PACKET);
    assert_int_equal(wire_int(&packet), 0);
    assert_int_equal(wire_bytes(&packet).length, 0);
    wire_writer_free(&out);
    wire_reader_free(&in);
}

typedef struct {
    const char *what;
    const char *bytes;
    size_t length;
} Malformed;

#define CASE(what, bytes) {what, bytes, sizeof bytes - 1}
static const Malformed MALFORMED[] = {
    CASE("longer than any packet", "\xff\xff\xff\xff\x01\0\0\0"),
    CASE("no room for a type", "\x03\0\0\0\x01\0\0"),
    CASE("unknown type", "\x04\0\0\0\x63\0\0\0"),
    CASE("negative type", "\x04\0\0\0\xff\xff\xff\xff"),
    CASE("a field missing", "\x04\0\0\0\x04\0\0\0"),
    CASE("a field cut short", "\x08\0\0\0\x04\0\0\0\x01\0\0\0"),
    CASE("bytes behind the last field", "\x05\0\0\0\x06\0\0\0x"),
    CASE("a string longer than its packet", "\x09\0\0\0\xca\0\0\0\x02\0\0\0x"),
    CASE("a string of four gigabytes", "\x09\0\0\0\xca\0\0\0\xff\xff\xff\xffx"),
    CASE("half a length among many strings", "\x06\0\0\0\x08\0\0\0\x01\0"),
};
#undef CASE

static void malformed_bytes_break_the_reader_for_good(void **state)
{
    for (size_t i = 0; i < sizeof MALFORMED / sizeof *MALFORMED; i++) {
        WireReader in = {0};
        WireWriter good = {0};
        WirePacket packet;
        wire_write(&good, WIRE_STOP);
        wire_reader_feed(&in, MALFORMED[i].bytes, MALFORMED[i].length);
        if (wire_reader_next(&in, &packet) != WIRE_BROKEN)
            fail_msg("%s was read", MALFORMED[i].what);
        wire_reader_feed(&in, good.bytes, good.length);
        assert_int_equal(wire_reader_next(&in, &packet), WIRE_BROKEN);
        wire_writer_free(&good);
        wire_reader_free(&in);
    }
}

static void a_claimed_length_takes_no_memory(void **state)
{
    WireReader in = {0};
    WirePacket packet;
    wire_reader_feed(&in, "\0\0\0\x0f\x01\0\0\0", 8); /* 240 MB */
    assert_int_equal(wire_reader_next(&in, &packet), WIRE_MORE);
    assert_true(in.capacity < 4096);
    wire_reader_free(&in);
}

static void a_packet_too_long_is_not_written_and_spoils_no_other(void **state)
{
    WireWriter out = {0};
    wire_write(&out, WIRE_STOP);
    size_t before = out.length;
    wire_write(&out, WIRE_TYPE, WIRE_BYTES("", WIRE_MAXIMUM + 1));
    assert_true(out.failed);
    assert_int_equal(out.length, before);
    wire_write(&out, WIRE_STOP);
    assert_false(out.failed);
    assert_int_equal(out.length, 2 * before);
    wire_writer_free(&out);
}

static void a_long_queue_that_was_sent_keeps_no_memory(void **state)
{
    WireWriter out = {0};
    size_t length = 1 << 20;
    char *bytes = calloc(1, length);
    wire_write(&out, WIRE_TYPE, WIRE_BYTES(bytes, length));
    wire_sent(&out, 600 << 10);
    assert_int_equal(wire_waiting(&out), length + 12 - (600 << 10));
    wire_sent(&out, wire_waiting(&out));
    assert_int_equal(wire_waiting(&out), 0);
    assert_int_equal(out.capacity, 0);
    free(bytes);
    wire_writer_free(&out);
}

static void what_is_unread_can_be_looked_at(void **state)
{
    WireWriter out = {0};
    WireReader in = {0};
    WirePacket packet;
    wire_write(&out, WIRE_AHEAD, (int64_t)7, (int64_t)1, WIRE_TEXT("name"), WIRE_TEXT("code"), (int64_t)0);
    wire_write(&out, WIRE_AHEAD, (int64_t)8, (int64_t)2, WIRE_TEXT("name"), WIRE_TEXT("code"), (int64_t)0);
    size_t both = out.length;
    wire_write(&out, WIRE_WITHDRAW);
    assert_int_equal(wire_reader_peek(&in, &packet), WIRE_MORE);
    assert_true(wire_reader_holds_only(&in, WIRE_AHEAD));
    wire_reader_feed(&in, out.bytes, both + 7); /* all but the end of its type */
    for (int i = 0; i < 2; i++) {
        assert_int_equal(wire_reader_peek(&in, &packet), WIRE_PACKET);
        assert_int_equal(wire_int(&packet), 7);
    }
    assert_true(wire_reader_holds_only(&in, WIRE_AHEAD));
    wire_reader_feed(&in, out.bytes + both + 7, out.length - both - 7);
    assert_false(wire_reader_holds_only(&in, WIRE_AHEAD));
    for (int i = 0; i < 2; i++)
        assert_int_equal(wire_reader_next(&in, &packet), WIRE_PACKET);
    assert_true(wire_reader_holds_only(&in, WIRE_WITHDRAW));
    wire_reader_free(&in);
    wire_writer_free(&out);
}

static void every_packet_has_its_own_number(void **state)
{
#define AS_NUMBER(name, number, shape, fields) number,
    const int numbers[] = {WIRE_PACKETS(AS_NUMBER)};
#undef AS_NUMBER
    for (size_t i = 1; i < sizeof numbers / sizeof *numbers; i++)
        assert_true(numbers[i - 1] < numbers[i]);
    assert_string_equal(wire_name(WIRE_DONE), "DONE");
    assert_null(wire_shape(99));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_before_the_first_packet_are_passed_over),
        cmocka_unit_test(what_is_written_is_read_even_byte_by_byte),
        cmocka_unit_test(a_field_too_many_is_nothing),
        cmocka_unit_test(malformed_bytes_break_the_reader_for_good),
        cmocka_unit_test(a_claimed_length_takes_no_memory),
        cmocka_unit_test(a_packet_too_long_is_not_written_and_spoils_no_other),
        cmocka_unit_test(a_long_queue_that_was_sent_keeps_no_memory),
        cmocka_unit_test(what_is_unread_can_be_looked_at),
        cmocka_unit_test(every_packet_has_its_own_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
