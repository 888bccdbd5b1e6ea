#include "notebook/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void assert_text(const Text *text, const char *expected)
{
    g_autoptr(GBytes) bytes = text_snapshot(text);
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    assert_int_equal(size, strlen(expected));
    if (size)
        assert_memory_equal(data, expected, size);
}

static void an_empty_text_has_one_empty_line(void **state)
{
    g_autoptr(Text) text = text_new("", -1);
    assert_int_equal(text_line_count(text), 1);
    assert_int_equal(text_line(text, 0).length, 0);
}

static void a_final_newline_is_an_empty_last_line(void **state)
{
    g_autoptr(Text) text = text_new("a\n", -1);
    assert_int_equal(text_line_count(text), 2);
    assert_text(text, "a\n");
}

static void a_text_that_is_only_copied_is_never_split(void **state)
{
    g_autoptr(Text) text = text_new("a\nb", -1);
    g_autoptr(GBytes) first = text_snapshot(text), second = text_snapshot(text);
    assert_ptr_equal(first, second);
    text_replace(text, (TextPos){1, 0}, (TextPos){1, 1}, "c", 1);
    assert_text(text, "a\nc");
    assert_int_equal(g_bytes_get_size(first), 3);
    assert_memory_equal(g_bytes_get_data(first, NULL), "a\nb", 3);
}

static void bytes_behind_a_nul_survive_a_split_line(void **state)
{
    g_autoptr(Text) text = text_new("ab\0cd", 5);
    text_replace(text, (TextPos){0, 1}, (TextPos){0, 1}, "\n", 1);
    g_autoptr(GBytes) all = text_snapshot(text);
    assert_int_equal(g_bytes_get_size(all), 6);
    assert_memory_equal(g_bytes_get_data(all, NULL), "a\nb\0cd", 6);
}

static void text_can_be_inserted_across_lines(void **state)
{
    g_autoptr(Text) text = text_new("one\ntwo\nthree", -1);
    TextPos after = text_replace(text, (TextPos){1, 1}, (TextPos){1, 1}, "X\nY\nZ", 5);
    assert_text(text, "one\ntX\nY\nZwo\nthree");
    assert_int_equal(after.line, 3);
    assert_int_equal(after.byte, 1);
}

static void text_can_be_deleted_across_lines(void **state)
{
    g_autoptr(Text) text = text_new("one\ntwo\nthree", -1);
    TextPos after = text_replace(text, (TextPos){0, 1}, (TextPos){2, 2}, "", 0);
    assert_text(text, "oree");
    assert_int_equal(after.line, 0);
    assert_int_equal(after.byte, 1);
}

static void a_slice_has_the_newlines_between_its_lines(void **state)
{
    g_autoptr(Text) text = text_new("one\ntwo\nthree", -1);
    g_autoptr(GString) slice = text_slice(text, (TextPos){0, 2}, (TextPos){2, 1});
    assert_string_equal(slice->str, "e\ntwo\nt");
}

static void random_edits_agree_with_a_plain_string(void **state)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(1);
    g_autoptr(Text) text = text_new("", -1);
    g_autoptr(GString) model = g_string_new("");
    for (int round = 0; round < 2000; round++) {
        guint32 a = g_rand_int_range(random, 0, (gint32)model->len + 1);
        guint32 b = g_rand_int_range(random, 0, (gint32)model->len + 1);
        guint32 start = MIN(a, b), end = MIN(MAX(a, b), start + 20);
        const char *pieces[] = {"", "x", "\n", "ab\ncd", "\n\n", "long piece of text"};
        const char *piece = pieces[g_rand_int_range(random, 0, G_N_ELEMENTS(pieces))];

        TextPos from = {0}, to = {0};
        for (guint32 i = 0; i < end; i++) {
            TextPos *positions[] = {&from, &to};
            for (int p = 0; p < 2; p++) {
                if (p == 0 && i >= start)
                    continue;
                if (model->str[i] == '\n')
                    *positions[p] = (TextPos){positions[p]->line + 1, 0};
                else
                    positions[p]->byte++;
            }
        }
        text_replace(text, from, to, piece, strlen(piece));
        g_string_erase(model, start, end - start);
        g_string_insert(model, start, piece);
        assert_text(text, model->str);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_text_has_one_empty_line),
        cmocka_unit_test(a_final_newline_is_an_empty_last_line),
        cmocka_unit_test(a_text_that_is_only_copied_is_never_split),
        cmocka_unit_test(bytes_behind_a_nul_survive_a_split_line),
        cmocka_unit_test(text_can_be_inserted_across_lines),
        cmocka_unit_test(text_can_be_deleted_across_lines),
        cmocka_unit_test(a_slice_has_the_newlines_between_its_lines),
        cmocka_unit_test(random_edits_agree_with_a_plain_string),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
