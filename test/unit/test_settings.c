#include "base/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static Settings *parsed(const char *text)
{
    g_autoptr(GError) error = NULL;
    Settings *settings = settings_parse("file", text, -1, &error);
    if (error)
        fail_msg("%s", error->message);
    return settings;
}

static void assert_setting(const char *text, const char *key, const char *value)
{
    g_autoptr(Settings) settings = parsed(text);
    assert_int_equal(settings_count(settings), 1);
    assert_string_equal(settings_at(settings, 0).key, key);
    assert_string_equal(settings_at(settings, 0).value, value);
}

static void assert_wrong(const char *text, const char *message)
{
    g_autoptr(GError) error = NULL;
    assert_null(settings_parse("file", text, -1, &error));
    assert_true(g_str_has_prefix(error->message, message));
}

static void a_line_is_a_key_and_a_value(void **state)
{
    assert_setting("gs = split-cell", "gs", "split-cell");
    assert_setting("  gs   =   split-cell  \r\n", "gs", "split-cell");
    assert_setting("a = b c = d", "a", "b c = d");
    assert_setting("empty =", "empty", "");
}

static void a_key_may_hold_equals_signs_and_brackets(void **state)
{
    assert_setting("== = reindent", "==", "reindent");
    assert_setting("= = reindent", "=", "reindent");
    assert_setting("[c = cell-back", "[c", "cell-back");
    assert_setting("] = x]", "]", "x]");
}

static void quotes_protect(void **state)
{
    assert_setting("'#' = '# no comment'", "#", "# no comment");
    assert_setting("\"a b\" = \"\\\"x\\\" \\e\\\\\" # comment", "a b", "\"x\" \033\\");
    assert_setting("'a\\n' = 'b\\n'", "a\\n", "b\\n");
    assert_setting("\"ayy = yank", "\"ayy", "yank");
    assert_setting("map = 'one two' three # four", "map", "'one two' three");
}

static void comments_are_not_read(void **state)
{
    g_autoptr(Settings) settings = parsed("# one\n\n   #two = 2\n#three\n");
    assert_int_equal(settings_count(settings), 0);
    assert_setting("fg = red # a colour", "fg", "red");
    assert_setting("fg = #ff0000", "fg", "#ff0000");
    assert_setting("fg = #ff0000 # red", "fg", "#ff0000");
}

static void settings_belong_to_the_section_above(void **state)
{
    g_autoptr(Settings) settings = parsed("a = 1\n[one]\na = 2\n[ two ]\na = 3\na = 4\n");
    assert_string_equal(settings_get(settings, "", "a"), "1");
    assert_string_equal(settings_get(settings, "one", "a"), "2");
    assert_string_equal(settings_get(settings, "two", "a"), "4");
    assert_null(settings_get(settings, "three", "a"));
    assert_int_equal(settings_at(settings, 3).line, 6);
}

static void errors_say_where(void **state)
{
    assert_wrong("a = 1\nwrong", "file:2: expected");
    assert_wrong("a=1", "file:1: expected");
    assert_wrong("a = 'open", "file:1: a quote is left open");
    g_autoptr(GError) error = NULL;
    assert_null(settings_load("/nonexistent/file", &error));
    assert_non_null(error);
}

static void a_reader_can_complain_about_a_value(void **state)
{
    g_autoptr(Settings) settings = parsed("\na = 1");
    Setting setting = settings_at(settings, 0);
    g_autoptr(GError) error = NULL;
    assert_false(settings_fail(settings, &setting, &error, "no action named %s", setting.value));
    assert_string_equal(error->message, "file:2: no action named 1");
}

static void a_value_can_be_split_into_words(void **state)
{
    g_auto(GStrv) words = settings_words("  bold '# x'  \"a\\\"b\" #fff ", NULL);
    assert_int_equal(g_strv_length(words), 4);
    assert_string_equal(words[0], "bold");
    assert_string_equal(words[1], "# x");
    assert_string_equal(words[2], "a\"b");
    assert_string_equal(words[3], "#fff");
    g_autoptr(GError) error = NULL;
    assert_null(settings_words("a 'b", &error));
    assert_true(g_error_matches(error, SETTINGS_ERROR, SETTINGS_ERROR_SYNTAX));
}

static void assert_no_text(const char *bytes, size_t size, const char *message)
{
    g_autoptr(GError) error = NULL;
    assert_null(settings_parse("file", bytes, (gssize)size, &error));
    assert_string_equal(error->message, message);
}

static void what_is_no_text_is_refused_with_its_line(void **state)
{
    assert_no_text("a = 1\n'' = 2\n", 13, "file:2: the key is empty");
    assert_no_text("a = 1\nb = \0 2\nc", 16, "file:2: a NUL byte");
    assert_no_text("a = 1\n\nb = \xff\n", 13, "file:3: the text is not UTF-8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_a_key_and_a_value),
        cmocka_unit_test(a_key_may_hold_equals_signs_and_brackets),
        cmocka_unit_test(quotes_protect),
        cmocka_unit_test(comments_are_not_read),
        cmocka_unit_test(settings_belong_to_the_section_above),
        cmocka_unit_test(errors_say_where),
        cmocka_unit_test(a_reader_can_complain_about_a_value),
        cmocka_unit_test(a_value_can_be_split_into_words),
        cmocka_unit_test(what_is_no_text_is_refused_with_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
