/* Lines of code on rows of the screen. */
#include "tui/wrap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <glib.h>

#include <cmocka.h>

static TextLine line_of(const char *text)
{
    return (TextLine){.bytes = text, .length = strlen(text)};
}

static void a_short_line_is_one_row(void **state)
{
    assert_int_equal(wrap_end(line_of("abc"), 0, 3, 8), 3);
    assert_int_equal(wrap_last(line_of("abc"), 3, 8), 0);
    assert_int_equal(wrap_end(line_of(""), 0, 3, 8), 0);
}

static void a_long_line_breaks_where_the_width_is_used_up(void **state)
{
    TextLine line = line_of("abcdefgh");
    assert_int_equal(wrap_end(line, 0, 3, 8), 3);
    assert_int_equal(wrap_start(line, 4, 3, 8), 3);
    assert_int_equal(wrap_last(line, 3, 8), 6);
}

static void a_wide_character_is_not_cut(void **state)
{
    TextLine line = line_of("a日本");
    assert_int_equal(wrap_end(line, 0, 2, 8), 1);
    assert_int_equal(wrap_end(line, 1, 2, 8), 4);
    assert_int_equal(wrap_end(line, 1, 1, 8), 4); /* wider than the row: alone, else there is no end */
}

static void a_tab_leads_to_the_next_stop(void **state)
{
    TextLine line = line_of("a\tb");
    assert_int_equal(wrap_columns(line, 0, 2, 8), 8);
    assert_int_equal(wrap_columns(line, 0, 2, 4), 4);
    assert_int_equal(wrap_columns(line_of("abcd\tb"), 0, 5, 4), 8);
}

static void a_column_leads_to_its_byte(void **state)
{
    TextLine line = line_of("a日b");
    assert_int_equal(wrap_byte_at(line, 0, 0, 9, 8), 0);
    assert_int_equal(wrap_byte_at(line, 0, 1, 9, 8), 1);
    assert_int_equal(wrap_byte_at(line, 0, 2, 9, 8), 1);
    assert_int_equal(wrap_byte_at(line, 0, 3, 9, 8), 4);
    assert_int_equal(wrap_byte_at(line, 0, 99, 9, 8), 4); /* the last character of a shorter row */
}

/* Whatever the line: its rows cover it without a gap, none is wider than allowed, and each byte's row holds it. */
static void rows_cover_the_line(void **state)
{
    static const char *const PIECES[] = {"a", "é", "e\u0301", "日", "\t", "\x01", "\xff", " ", "xyz", "👩‍👩‍👧"};
    g_autoptr(GRand) random = g_rand_new_with_seed(1);
    for (int round = 0; round < 2000; round++) {
        g_autoptr(GString) text = g_string_new(NULL);
        for (int left = g_rand_int_range(random, 0, 30); left > 0; left--)
            g_string_append(text, PIECES[g_rand_int_range(random, 0, G_N_ELEMENTS(PIECES))]);
        TextLine line = {.bytes = text->str, .length = text->len};
        int width = g_rand_int_range(random, 4, 20);
        unsigned tab_stop = (unsigned)g_rand_int_range(random, 1, 9);
        size_t start = 0, last = 0;
        do {
            size_t end = wrap_end(line, start, width, tab_stop);
            assert_true(end > start || line.length == 0);
            int columns = wrap_columns(line, start, end, tab_stop);
            assert_true(columns <= MAX(width, 8));
            for (size_t byte = start; byte < end; byte++)
                assert_int_equal(wrap_start(line, byte, width, tab_stop), start);
            last = start;
            start = end;
        } while (start < line.length);
        assert_int_equal(wrap_last(line, width, tab_stop), last);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_short_line_is_one_row),
        cmocka_unit_test(a_long_line_breaks_where_the_width_is_used_up),
        cmocka_unit_test(a_wide_character_is_not_cut),
        cmocka_unit_test(a_tab_leads_to_the_next_stop),
        cmocka_unit_test(a_column_leads_to_its_byte),
        cmocka_unit_test(rows_cover_the_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
