#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static size_t next_of(const char *bytes, size_t at)
{
    return utf8_next(bytes, strlen(bytes), at);
}

static size_t width_of(const char *bytes)
{
    return utf8_width(bytes, strlen(bytes), 0, NULL);
}

static void what_is_encoded_is_decoded(void **state)
{
    const uint32_t codes[] = {0, 'a', 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff};
    for (size_t i = 0; i < G_N_ELEMENTS(codes); i++) {
        char bytes[4];
        size_t length = utf8_encode(codes[i], bytes);
        Utf8Char c = utf8_decode(bytes, length);
        assert_true(c.valid);
        assert_int_equal(c.code, codes[i]);
        assert_int_equal(c.length, length);
    }
}

static void bytes_that_are_no_utf8_are_characters_of_one_byte(void **state)
{
    const char *const broken[] = {"\x80", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xe0\x80\x80", "\xf5\x80\x80\x80", "\xff"};
    for (size_t i = 0; i < G_N_ELEMENTS(broken); i++) {
        Utf8Char c = utf8_decode(broken[i], strlen(broken[i]));
        assert_false(c.valid);
        assert_int_equal(c.length, 1);
        assert_int_equal(c.code, (unsigned char)broken[i][0]);
        assert_int_equal(next_of(broken[i], 0), 1);
        assert_int_equal(width_of(broken[i]), 4);
    }
}

static void a_cluster_is_one_character(void **state)
{
    const char *const clusters[] = {
        "e\u0301",                                  /* letter and accent */
        "\U0001f468\u200d\U0001f469\u200d\U0001f467", /* a family */
        "\U0001f1eb\U0001f1ee",                     /* a flag */
        "\U0001f44d\U0001f3fd",                     /* a thumb with a skin */
        "\u1112\u1161\u11ab",                       /* a Hangul syllable in parts */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(clusters); i++) {
        g_autofree char *line = g_strconcat("a", clusters[i], "b", NULL);
        size_t length = strlen(line);
        assert_int_equal(utf8_count(line, length), 3);
        assert_int_equal(utf8_next(line, length, 1), length - 1);
        assert_int_equal(utf8_previous(line, length, length - 1), 1);
        for (size_t at = 1; at < length - 1; at++)
            assert_int_equal(utf8_start(line, length, at), 1);
    }
}

static void going_back_visits_the_same_places_as_going_forth(void **state)
{
    const char *const lines[] = {"", "plain", "naïve café", "日本語", "\xff\xc3(\xe6\x97", "\u0600" "1", "\U0001f1eb\U0001f1ee\U0001f1eb\U0001f1ee",
                                 "e\u0301\u0301\u0301x"};
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        size_t length = strlen(lines[i]);
        for (size_t at = 0; at < length; at = utf8_next(lines[i], length, at))
            assert_int_equal(utf8_previous(lines[i], length, utf8_next(lines[i], length, at)), at);
    }
}

static void widths_are_those_of_a_terminal(void **state)
{
    assert_int_equal(width_of("a"), 1);
    assert_int_equal(width_of("é"), 1);
    assert_int_equal(width_of("e\u0301"), 1);
    assert_int_equal(width_of("語"), 2);
    assert_int_equal(width_of("\U0001f600"), 2);
    assert_int_equal(width_of("\U0001f1eb\U0001f1ee"), 2);
    assert_int_equal(width_of("\u2764\ufe0f"), 2);
    assert_int_equal(width_of("\x01"), 2);
    assert_int_equal(width_of("\x7f"), 2);
    assert_int_equal(width_of("\xc2\x85"), 4);
    assert_int_equal(width_of("\u202e"), 6);
}

static void a_tab_reaches_to_the_next_stop(void **state)
{
    const Utf8Display display = {.tab_stop = 4};
    assert_int_equal(utf8_width("\t", 1, 0, &display), 4);
    assert_int_equal(utf8_width("\t", 1, 3, &display), 1);
    assert_int_equal(utf8_column("a\tb", 3, 2, &display), 4);
    assert_int_equal(utf8_byte_at("a\tb", 3, 3, &display), 1);
    assert_int_equal(utf8_byte_at("a\tb", 3, 4, &display), 2);
}

static void ambiguous_characters_are_as_wide_as_asked(void **state)
{
    const Utf8Display wide = {.ambiguous_wide = true};
    assert_int_equal(width_of("α"), 1);
    assert_int_equal(utf8_width("α", 2, 0, &wide), 2);
    assert_int_equal(utf8_width("a", 1, 0, &wide), 1);
}

static void columns_and_bytes_agree(void **state)
{
    const char *line = "a語é\x01z";
    size_t length = strlen(line);
    for (size_t at = 0; at < length; at = utf8_next(line, length, at))
        assert_int_equal(utf8_byte_at(line, length, utf8_column(line, length, at, NULL), NULL), at);
    assert_int_equal(utf8_byte_at(line, length, 2, NULL), 1); /* the right half of a wide one */
    assert_int_equal(utf8_byte_at(line, length, 99, NULL), length);
    assert_int_equal(utf8_column(line, length, length, NULL), 7);
}

static void what_cannot_be_drawn_has_a_substitute(void **state)
{
    char text[16];
    assert_true(utf8_substitute("\x1b", 1, text));
    assert_string_equal(text, "^[");
    assert_true(utf8_substitute("\xff", 1, text));
    assert_string_equal(text, "<ff>");
    assert_true(utf8_substitute("\u200b", 3, text));
    assert_string_equal(text, "<200b>");
    assert_false(utf8_substitute("\t", 1, text));
    assert_false(utf8_substitute("é", 2, text));
}

static void classes_are_those_of_vim(void **state)
{
    const struct {
        uint32_t code, class;
    } cases[] = {{' ', 0},      {'\t', 0},     {'a', 2},         {'_', 2},         {'-', 1},    {0xe9, 2}, {0xa0, 0},
                 {0x3b1, 2},    {0x3042, 0x3040}, {0x65e5, 0x4e00}, {0x1f600, 3}, {0x2014, 1}, {0xd7, 1}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_int_equal(utf8_class(cases[i].code), cases[i].class);
}

/* The tables were made by asking Vim; a Vim that is here must still say the same of a sample. */
static void vim_agrees_about_classes(void **state)
{
    g_autofree char *vim = g_find_program_in_path("vim");
    if (!vim)
        skip();
    const char *script = "set encoding=utf-8 | call writefile(map(range(1, 0x3100) + range(0x1f000, 0x1fa00), "
                         "{_, c -> c . ' ' . charclass(nr2char(c))}), '/dev/stdout') | qa!";
    const char *argv[] = {vim, "-es", "-u", "NONE", "-i", "NONE", "-c", script, NULL};
    g_autofree char *output = NULL;
    assert_true(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &output, NULL, NULL,
                             NULL));
    g_auto(GStrv) lines = g_strsplit(output, "\n", -1);
    size_t compared = 0;
    for (size_t i = 0; lines[i] && lines[i][0]; i++, compared++) {
        uint32_t code, class;
        assert_int_equal(sscanf(lines[i], "%u %u", &code, &class), 2);
        assert_int_equal(utf8_class(code), class);
    }
    assert_true(compared > 10000);
}

static void case_changes_characters_and_keeps_broken_bytes(void **state)
{
    const char *text = "aÉ\xff" "ß1";
    g_autoptr(GString) upper = utf8_change_case(text, strlen(text), UTF8_UPPER);
    g_autoptr(GString) lower = utf8_change_case(text, strlen(text), UTF8_LOWER);
    g_autoptr(GString) toggled = utf8_change_case("aÉ", 3, UTF8_TOGGLE);
    assert_memory_equal(upper->str, "AÉ\xff", 4);
    assert_string_equal(lower->str, "aé\xff" "ß1");
    assert_string_equal(toggled->str, "Aé");
}

static void names_are_normalised_as_python_does(void **state)
{
    g_autofree char *ligature = utf8_nfkc("ﬁ", strlen("ﬁ"));
    g_autofree char *accent = utf8_nfkc("e\u0301", 3);
    g_autofree char *broken = utf8_nfkc("a\xff", 2);
    assert_string_equal(ligature, "fi");
    assert_string_equal(accent, "é");
    assert_string_equal(broken, "a\xff");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_encoded_is_decoded),
        cmocka_unit_test(bytes_that_are_no_utf8_are_characters_of_one_byte),
        cmocka_unit_test(a_cluster_is_one_character),
        cmocka_unit_test(going_back_visits_the_same_places_as_going_forth),
        cmocka_unit_test(widths_are_those_of_a_terminal),
        cmocka_unit_test(a_tab_reaches_to_the_next_stop),
        cmocka_unit_test(ambiguous_characters_are_as_wide_as_asked),
        cmocka_unit_test(columns_and_bytes_agree),
        cmocka_unit_test(what_cannot_be_drawn_has_a_substitute),
        cmocka_unit_test(classes_are_those_of_vim),
        cmocka_unit_test(vim_agrees_about_classes),
        cmocka_unit_test(case_changes_characters_and_keeps_broken_bytes),
        cmocka_unit_test(names_are_normalised_as_python_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
