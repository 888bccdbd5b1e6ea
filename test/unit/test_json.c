#include "base/json.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void a_path_through_missing_things_ends_in_the_fallback(void **state)
{
    (void)state;
    g_autoptr(JsonValue) value = json_value_parse("{\"a\": [1, \"x\"]}", -1, NULL);

    const JsonValue *list = json_value_get(value, "a");
    assert_int_equal(json_value_integer(json_value_at(list, 0), -1), 1);
    assert_string_equal(json_value_string(json_value_at(list, 1)), "x");
    assert_int_equal(json_value_integer(json_value_at(list, 1), -1), -1);
    assert_null(json_value_string(json_value_get(json_value_get(value, "b"), "c")));
    assert_null(json_value_at(list, 2));
    assert_int_equal(json_value_length(list), 2);
    assert_int_equal(json_value_length(NULL), 0);
}

static void members_come_in_the_order_of_the_text(void **state)
{
    (void)state;
    g_autoptr(JsonValue) value = json_value_parse("{\"z\": 1, \"a\": 2, \"m\": 3}", -1, NULL);
    g_autoptr(GString) keys = g_string_new(NULL);

    for (JsonMember member = {0}; json_value_next(value, &member);)
        g_string_append_printf(keys, "%s%d", member.key, (int)json_value_integer(member.value, 0));
    assert_string_equal(keys->str, "z1a2m3");
}

static void a_syntax_error_says_where(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    assert_null(json_value_parse("{\n \"a\": }", -1, &error));
    assert_true(g_error_matches(error, JSON_ERROR, JSON_ERROR_SYNTAX));
    assert_true(g_str_has_prefix(error->message, "2:"));
}

static void what_is_written_can_be_read(void **state)
{
    (void)state;
    static const int INDENTS[] = {0, 2};
    for (size_t i = 0; i < G_N_ELEMENTS(INDENTS); i++) {
        g_autoptr(JsonWriter) writer = json_writer_new(INDENTS[i]);
        json_writer_begin_object(writer);
        json_writer_key(writer, "empty");
        json_writer_begin_array(writer);
        json_writer_end_array(writer);
        json_writer_key(writer, "list");
        json_writer_begin_array(writer);
        json_writer_integer(writer, INT64_MIN);
        json_writer_real(writer, 0.5);
        json_writer_real(writer, NAN);
        json_writer_bool(writer, true);
        json_writer_string(writer, "\"\\\n\x01é");
        json_writer_end_array(writer);
        json_writer_end_object(writer);

        g_autoptr(GError) error = NULL;
        g_autoptr(JsonValue) value = json_value_parse(json_writer_text(writer), -1, &error);
        assert_null(error);
        g_autofree char *text = json_value_to_text(value);
        assert_string_equal(
            text, "{\"empty\":[],\"list\":[-9223372036854775808,0.5,null,true,\"\\\"\\\\\\n\\u0001é\"]}");
    }
}

static void bytes_that_are_no_text_are_replaced(void **state)
{
    (void)state;
    g_autoptr(JsonWriter) writer = json_writer_new(0);
    json_writer_bytes(writer, "a\xff" "b\0c", 5);
    assert_string_equal(json_writer_text(writer), "\"a\xef\xbf\xbd" "b\\u0000c\"");
}

static void texts_are_sorted_as_python_escapes_them(void **state)
{
    (void)state;
    const char *const sorted[] = {
        "[\"A\"]", "[\"é\"]", "[\"己\"]", "[\"\U0001F600\"]", "[\"a\"]", "[\"aé\"]", "[\"ab\"]",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(sorted); i++) {
        for (size_t k = 0; k < G_N_ELEMENTS(sorted); k++) {
            gint order = json_compare_texts(&sorted[i], &sorted[k]);
            assert_int_equal((order > 0) - (order < 0), (i > k) - (i < k));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_through_missing_things_ends_in_the_fallback),
        cmocka_unit_test(members_come_in_the_order_of_the_text),
        cmocka_unit_test(a_syntax_error_says_where),
        cmocka_unit_test(what_is_written_can_be_read),
        cmocka_unit_test(bytes_that_are_no_text_are_replaced),
        cmocka_unit_test(texts_are_sorted_as_python_escapes_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
