#include "base/pack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static GByteArray *packed(void)
{
    GByteArray *bytes = g_byte_array_new();
    pack_u32(bytes, 0x01020304);
    pack_u64(bytes, G_GUINT64_CONSTANT(0x0807060504030201));
    pack_bytes(bytes, "a\0b", 3);
    pack_bytes(bytes, NULL, 0);
    return bytes;
}

/* Files outlive the machine: the order of the bytes is no accident. */
static void bytes_are_the_same_everywhere(void **state)
{
    static const uint8_t WANTED[] = {4, 3, 2, 1, 1, 2, 3, 4, 5, 6, 7, 8, 3, 0, 0, 0, 'a', 0, 'b', 0, 0, 0, 0};
    g_autoptr(GByteArray) bytes = packed();
    assert_int_equal(bytes->len, sizeof WANTED);
    assert_memory_equal(bytes->data, WANTED, sizeof WANTED);
    assert_true(pack_sum((const uint8_t *)"a", 1) == G_GUINT64_CONSTANT(0xaf63dc4c8601ec8c)); /* of FNV's own page */
}

static void what_was_packed_comes_back(void **state)
{
    g_autoptr(GByteArray) bytes = packed();
    Unpack from = {bytes->data, bytes->len, false};
    size_t length;
    assert_int_equal(unpack_u32(&from), 0x01020304);
    assert_true(unpack_u64(&from) == G_GUINT64_CONSTANT(0x0807060504030201));
    const char *text = unpack_bytes(&from, &length);
    assert_int_equal(length, 3);
    assert_memory_equal(text, "a\0b", 3);
    unpack_bytes(&from, &length);
    assert_int_equal(length, 0);
    assert_false(from.broken);
    assert_int_equal(from.left, 0);
}

static void behind_a_cut_there_is_nothing(void **state)
{
    g_autoptr(GByteArray) bytes = packed();
    for (guint cut = 0; cut < bytes->len; cut++) {
        g_autofree uint8_t *some = g_memdup2(bytes->data, cut); /* of its own: no byte behind it may be read */
        Unpack from = {some, cut, false};
        size_t first, second;
        unpack_u32(&from);
        uint64_t number = unpack_u64(&from);
        unpack_bytes(&from, &first);
        unpack_bytes(&from, &second);
        assert_true(from.broken);
        assert_true(cut >= 12 || number == 0);
        assert_int_equal(first, cut >= 19 ? 3 : 0);
        assert_int_equal(second, 0);
        assert_int_equal(unpack_u32(&from), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_are_the_same_everywhere),
        cmocka_unit_test(what_was_packed_comes_back),
        cmocka_unit_test(behind_a_cut_there_is_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
