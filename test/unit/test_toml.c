#include "base/toml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void note(gpointer self, int line, const char *name, const char *value)
{
    g_string_append_printf(self, "%d %s=%s|", line, name, value);
}

static void assert_told(const char *text, const char *told)
{
    g_autoptr(GString) log = g_string_new(NULL);
    toml_each(text, note, log);
    assert_string_equal(log->str, told);
}

static void names_have_their_table_and_their_line(void **state)
{
    assert_told("a = 1\n\n[ t . u ] # of it\n  b= \"x # y\" # z\r\nc . d = true\n[[v]]\ne = ''",
                "1 a=1|4 t.u.b=\"x # y\"|5 t.u.c.d=true|7 [v.e=''|");
}

static void arrays_go_over_lines_and_comments(void **state)
{
    assert_told("p = [ # one\n  'a#',\n  \"b]\", # two\n]\nq = 2", "1 p=[ \n  'a#',\n  \"b]\", \n]|5 q=2|");
    assert_told("p = [ 'open\nq = 2", "1 p=[ 'open\nq = 2|");
}

static void what_stands_in_a_long_string_is_no_name(void **state)
{
    assert_told("a = \"\"\"\nb = 1\n\\\"\"\" \"\"\"\nc = '''\n[x]\n'''\nd = 4",
                "1 a=\"\"\"\nb = 1\n\\\"\"\" \"\"\"|4 c='''\n[x]\n'''|7 d=4|");
}

static void what_is_no_toml_is_passed_over(void **state)
{
    assert_told("", "");
    assert_told("nothing\n=\n[\n[open\nx = \"open\ny = 1\n\\", "2 =|5 open.x=\"open|6 open.y=1|");
}

static void metadata_of_a_script_keep_their_lines(void **state)
{
    g_autofree char *toml = toml_of_script("#!x\n# /// script\n# [t]\n# a = 1\n# ///\n# b = 2\nc = 3\n");
    assert_told(toml, "4 t.a=1|");
    g_autofree char *crlf = toml_of_script("# /// script\r\n# a = 1\r\n# ///\r\n# b = 2");
    assert_told(crlf, "2 a=1|");
    g_autofree char *open = toml_of_script("# /// script\n# a = 1\nb = 2\n# /// script\n# c = 3\n");
    assert_told(open, "");
}

static void strings_of_an_array(void **state)
{
    g_auto(GStrv) two = toml_strings("[ 'a\\', \n\"b\\\"\\\\c\", ]");
    assert_int_equal(g_strv_length(two), 2);
    assert_string_equal(two[0], "a\\");
    assert_string_equal(two[1], "b\"\\c");
    g_auto(GStrv) none = toml_strings("[]");
    assert_int_equal(g_strv_length(none), 0);
    static const char *const NOT[] = {"", "'a'", "[1]", "['a' 'b']", "['a'", "[\"a]", "[['a']]", "[\"a\\"};
    for (size_t i = 0; i < G_N_ELEMENTS(NOT); i++)
        assert_null(toml_strings(NOT[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_have_their_table_and_their_line),
        cmocka_unit_test(arrays_go_over_lines_and_comments),
        cmocka_unit_test(what_stands_in_a_long_string_is_no_name),
        cmocka_unit_test(what_is_no_toml_is_passed_over),
        cmocka_unit_test(metadata_of_a_script_keep_their_lines),
        cmocka_unit_test(strings_of_an_array),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
