#include "engine/lsp_message.h"
#include "engine/lsp_page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static LspPage *page_of(void)
{
    LspPage *page = lsp_page_new();
    lsp_page_add(page, 7, "x = 1\ny = 'é𝄞' + z", strlen("x = 1\ny = 'é𝄞' + z"));
    lsp_page_add(page, 9, "", 0);
    lsp_page_add(page, 8, "print(x)", 8);
    return page;
}

static void cells_become_one_file_with_a_blank_line_between_them(void **state)
{
    g_autoptr(LspPage) page = page_of();
    assert_string_equal(lsp_page_text(page), "x = 1\ny = 'é𝄞' + z\n\n\n\nprint(x)\n\n");
}

static void places_lead_to_the_file_and_back(void **state)
{
    static const struct {
        LspSpot spot;
        LspPlace place;
    } CASES[] = {
        {{7, 0, 0}, {0, 0}},   {{7, 0, 5}, {0, 5}},  {{7, 1, 0}, {1, 0}},  {{7, 1, 7}, {1, 6}},
        {{7, 1, 11}, {1, 8}},  {{7, 1, 16}, {1, 13}}, {{9, 0, 0}, {3, 0}}, {{8, 0, 6}, {5, 6}},
    };
    g_autoptr(LspPage) page = page_of();
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        LspPlace place;
        LspSpot spot = CASES[i].spot;
        assert_true(lsp_page_place_of(page, spot.cell, spot.line, spot.byte, &place));
        assert_int_equal(place.line, CASES[i].place.line);
        assert_int_equal(place.character, CASES[i].place.character);
        assert_true(lsp_page_cell_of(page, place, &spot));
        assert_int_equal(spot.cell, CASES[i].spot.cell);
        assert_int_equal(spot.line, CASES[i].spot.line);
        assert_int_equal(spot.byte, CASES[i].spot.byte);
    }
}

static void what_is_behind_an_end_is_the_end(void **state)
{
    g_autoptr(LspPage) page = page_of();
    LspPlace place;
    LspSpot spot;
    assert_true(lsp_page_place_of(page, 8, 40, 3, &place));
    assert_int_equal(place.line, 5);
    assert_int_equal(place.character, 8);
    assert_true(lsp_page_cell_of(page, (LspPlace){2, 4}, &spot)); /* between the first two */
    assert_int_equal(spot.cell, 7);
    assert_int_equal(spot.line, 1);
    assert_int_equal(spot.byte, 16);
    assert_true(lsp_page_cell_of(page, (LspPlace){99, 99}, &spot));
    assert_int_equal(spot.cell, 8);
    assert_int_equal(spot.byte, 8);
}

static void what_is_not_there_is_not_found(void **state)
{
    g_autoptr(LspPage) page = page_of(), empty = lsp_page_new();
    LspPlace place;
    LspSpot spot;
    assert_false(lsp_page_place_of(page, 1, 0, 0, &place));
    assert_false(lsp_page_cell_of(empty, (LspPlace){0, 0}, &spot));
}

static void messages_come_in_any_pieces(void **state)
{
    g_autoptr(GString) sent = g_string_new(NULL), stream = g_string_new(NULL);
    lsp_message_append(sent, "{\"a\":\"é\"}");
    lsp_message_append(sent, "[1]");
    int taken = 0;
    for (size_t i = 0; i < sent->len; i++) {
        bool broken;
        g_string_append_c(stream, sent->str[i]);
        g_autoptr(JsonValue) value = lsp_message_take(stream, &broken);
        assert_false(broken);
        if (!value)
            continue;
        if (taken++ == 0)
            assert_string_equal(json_value_string(json_value_get(value, "a")), "é");
        else
            assert_int_equal(json_value_length(value), 1);
    }
    assert_int_equal(taken, 2);
}

static void other_headers_are_allowed_and_what_is_no_json_is_passed_over(void **state)
{
    g_autoptr(GString) stream = g_string_new("Content-Type: x\r\ncontent-length:  3\r\n\r\n{{{");
    lsp_message_append(stream, "{}");
    bool broken;
    g_autoptr(JsonValue) value = lsp_message_take(stream, &broken);
    assert_non_null(value);
    assert_int_equal(stream->len, 0);
}

static void what_is_no_such_stream_is_broken(void **state)
{
    static const char *const CASES[] = {"\r\n\r\n{}", "Content-Length: -1\r\n\r\n", "Content-Length: x\r\n\r\n{}",
                                        "Content-Length: 99999999999999999999\r\n\r\n"};
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GString) stream = g_string_new(CASES[i]);
        bool broken;
        assert_null(lsp_message_take(stream, &broken));
        assert_true(broken);
    }
    g_autofree char *noise = g_strnfill(5000, 'x');
    g_autoptr(GString) stream = g_string_new(noise);
    bool broken;
    assert_null(lsp_message_take(stream, &broken));
    assert_true(broken);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_become_one_file_with_a_blank_line_between_them),
        cmocka_unit_test(places_lead_to_the_file_and_back),
        cmocka_unit_test(what_is_behind_an_end_is_the_end),
        cmocka_unit_test(what_is_not_there_is_not_found),
        cmocka_unit_test(messages_come_in_any_pieces),
        cmocka_unit_test(other_headers_are_allowed_and_what_is_no_json_is_passed_over),
        cmocka_unit_test(what_is_no_such_stream_is_broken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
