#include "engine/lsp_edit.h"
#include "engine/lsp_message.h"
#include "engine/lsp_page.h"
#include "engine/lsp_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void add(LspPage *page, uint64_t id, const char *code)
{
    CellConfig none = {0};
    g_autoptr(CellSnapshot) cell = cell_snapshot_new(id, id * 10, "_", CELL_PLAIN, &none, code, -1);
    lsp_page_add(page, cell);
}

static LspPage *page_of(void)
{
    LspPage *page = lsp_page_new();
    add(page, 7, "x = 1\ny = 'é𝄞' + z");
    add(page, 9, "");
    add(page, 8, "print(x)");
    return page;
}

/* --- places ---------------------------------------------------------------------------------------------------------- */

static void cells_become_one_file_with_a_blank_line_between_them(void **state)
{
    g_autoptr(LspPage) page = page_of();
    assert_string_equal(lsp_text_bytes(lsp_page_text(page)), "x = 1\ny = 'é𝄞' + z\n\n\n\nprint(x)\n\n");
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
        assert_true(lsp_page_place_of(page, LSP_UTF16, spot.cell, spot.line, spot.byte, &place));
        assert_int_equal(place.line, CASES[i].place.line);
        assert_int_equal(place.character, CASES[i].place.character);
        assert_true(lsp_page_spot_of(page, LSP_UTF16, place, &spot));
        assert_int_equal(spot.cell, CASES[i].spot.cell);
        assert_int_equal(spot.line, CASES[i].spot.line);
        assert_int_equal(spot.byte, CASES[i].spot.byte);
    }
}

/* A letter and its accent are one character on the screen, and two here. */
static void each_unit_counts_code_points_in_its_way(void **state)
{
    static const size_t UNITS[] = {[LSP_UTF8] = 10, [LSP_UTF16] = 6, [LSP_UTF32] = 5};
    g_autoptr(LspText) text = lsp_text_new();
    lsp_text_append(text, "e\u0301x𝄞é", -1);
    for (LspUnits units = 0; units < LSP_UNITS; units++) {
        assert_int_equal(lsp_text_place(text, units, 10).character, UNITS[units]);
        assert_int_equal(lsp_text_offset(text, units, (LspPlace){0, UNITS[units]}), 10);
    }
    assert_int_equal(lsp_text_offset(text, LSP_UTF16, (LspPlace){0, 1}), 1);
    assert_int_equal(lsp_text_offset(text, LSP_UTF16, (LspPlace){0, 4}), 4); /* inside of the clef: its beginning */
}

static void lines_end_as_the_protocol_has_it(void **state)
{
    g_autoptr(LspText) text = lsp_text_new();
    lsp_text_append(text, "a\r", 2);
    lsp_text_append(text, "\nb\rc\nd", -1);
    assert_int_equal(lsp_text_line_count(text), 4);
    assert_int_equal(lsp_text_line_start(text, 1), 3);
    assert_int_equal(lsp_text_line_length(text, 0), 1);
    assert_int_equal(lsp_text_line_of(text, 5), 2);
    assert_int_equal(lsp_text_offset(text, LSP_UTF8, (LspPlace){0, 9}), 1);
    assert_int_equal(lsp_text_offset(text, LSP_UTF8, (LspPlace){9, 0}), 8);
}

static void what_is_behind_an_end_is_the_end(void **state)
{
    g_autoptr(LspPage) page = page_of();
    LspPlace place;
    LspSpot spot;
    assert_true(lsp_page_place_of(page, LSP_UTF16, 8, 40, 3, &place));
    assert_int_equal(place.line, 5);
    assert_int_equal(place.character, 8);
    assert_true(lsp_page_spot_of(page, LSP_UTF16, (LspPlace){2, 4}, &spot)); /* between the first two */
    assert_int_equal(spot.cell, 7);
    assert_int_equal(spot.line, 1);
    assert_int_equal(spot.byte, 16);
    assert_true(lsp_page_spot_of(page, LSP_UTF16, (LspPlace){99, 99}, &spot));
    assert_int_equal(spot.cell, 8);
    assert_int_equal(spot.byte, 8);
}

static void what_is_not_there_is_not_found(void **state)
{
    g_autoptr(LspPage) page = page_of(), empty = lsp_page_new();
    LspPlace place;
    LspSpot spot;
    assert_false(lsp_page_place_of(page, LSP_UTF16, 1, 0, 0, &place));
    assert_false(lsp_page_spot_of(empty, LSP_UTF16, (LspPlace){0, 0}, &spot));
}

static void bytes_that_a_server_would_count_otherwise_are_mended(void **state)
{
    g_autoptr(LspPage) page = lsp_page_new();
    add(page, 1, "a\rb\xff");
    assert_string_equal(lsp_text_bytes(lsp_page_text(page)), "a b?\n\n");
    assert_true(lsp_page_is_mended(page, 1));
}

/* --- changes ----------------------------------------------------------------------------------------------------------- */

static void a_change_is_the_least_that_is_whole_characters(void **state)
{
    static const struct {
        const char *from, *to, *bytes;
        size_t start, end;
    } CASES[] = {
        {"abc", "abc", NULL, 0, 0},  {"abc", "abXc", "X", 2, 2},      {"aaa", "aa", "", 2, 3},  {"", "x", "x", 0, 0},
        {"é", "è", "è", 0, 2},       {"x\u0301y", "x\u0300y", "\u0300", 1, 3}, {"a€b", "a\u20ADb", "\u20AD", 1, 4},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(LspText) from = lsp_text_new(), to = lsp_text_new();
        LspChange change;
        lsp_text_append(from, CASES[i].from, -1);
        lsp_text_append(to, CASES[i].to, -1);
        assert_int_equal(lsp_text_change(from, to, &change), CASES[i].bytes != NULL);
        if (!CASES[i].bytes)
            continue;
        assert_int_equal(change.start, CASES[i].start);
        assert_int_equal(change.end, CASES[i].end);
        assert_int_equal(change.length, strlen(CASES[i].bytes));
        assert_memory_equal(change.bytes, CASES[i].bytes, change.length);
    }
}

/* "LINE:CHARACTER-LINE:CHARACTER text" for each edit, to the edits of the protocol. */
static JsonValue *edits_of(const char *const *lines)
{
    g_autoptr(GString) json = g_string_new("[");
    for (size_t i = 0; lines[i]; i++) {
        unsigned at[4];
        int read = 0;
        assert_int_equal(sscanf(lines[i], "%u:%u-%u:%u%n", at, at + 1, at + 2, at + 3, &read), 4);
        g_autoptr(JsonWriter) text = json_writer_new(0);
        json_writer_string(text, lines[i] + read + 1);
        g_string_append_printf(json, "%s{\"range\":{\"start\":{\"line\":%u,\"character\":%u},\"end\":{\"line\":%u,\"character\":%u}},"
                               "\"newText\":%s}", i ? "," : "", at[0], at[1], at[2], at[3], json_writer_text(text));
    }
    g_string_append_c(json, ']');
    return json_value_parse(json->str, (gssize)json->len, NULL);
}

/* What becomes of cells "import os", "import os\nx = 1", "" and "print(x)", those that change: "ID CODE" each. */
static char *edited(const char *const *lines, const char **why)
{
    static const char *const CODES[] = {"import os", "import os\nx = 1", "", "print(x)"};
    g_autoptr(LspPage) page = lsp_page_new();
    g_autoptr(JsonValue) edits = edits_of(lines);
    g_autoptr(GString) all = g_string_new(NULL);
    guint places;
    for (uint64_t id = 1; id <= G_N_ELEMENTS(CODES); id++)
        add(page, id, CODES[id - 1]);
    g_autoptr(GPtrArray) cells = lsp_edit_cells(page, LSP_UTF16, edits, &places, why);
    for (guint i = 0; cells && i < cells->len; i++) {
        const CellSnapshot *cell = g_ptr_array_index(cells, i);
        gsize size;
        const char *code = g_bytes_get_data(cell->code, &size);
        assert_int_equal(cell->revision, cell->id * 10);
        g_string_append_printf(all, "%s%d %.*s", i ? "|" : "", (int)cell->id, (int)size, code ? code : "");
    }
    return cells ? g_strdup(all->str) : NULL;
}

static void edits_change_the_cells_that_they_are_in(void **state)
{
    static const struct {
        const char *edits[4];
        const char *result;
    } CASES[] = {
        {{"7:6-7:7 y", "3:0-3:1 y"}, "2 import os\ny = 1|4 print(y)"},
        {{"0:0-1:0 "}, "1 "},                                /* a line and its end: of a cell's only one */
        {{"2:0-3:0 "}, "2 x = 1"},
        {{"3:0-4:0 "}, "2 import os"},                       /* the last: no blank line is left */
        {{"4:0-4:0 y = 2\n"}, "2 import os\nx = 1\ny = 2"},  /* at its end, behind the newline */
        {{"5:0-5:0 z\n"}, "3 z"},
        {{"0:7-0:7 a", "0:7-0:7 b"}, "1 import abos"},
        {{"3:4-3:5 1"}, ""},                                 /* nothing changes */
        {{"0:0-8:0 import os\n\nx = 1\n\n\n\nprint(1)\n"}, "2 x = 1|4 print(1)"}, /* all of it */
        {{"3:0-7:0 x = 2\n\n\n\n"}, "2 import os\nx = 2"},
        {{"3:4-7:6 5\n\n\n\nprint("}, "2 import os\nx = 5"},
        {{"7:0-7:0 a\r\n"}, "4 a\nprint(x)"},
        {{NULL}, ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        const char *why = NULL;
        g_autofree char *result = edited(CASES[i].edits, &why);
        assert_null(why);
        assert_string_equal(result, CASES[i].result);
    }
}

static void edits_that_have_no_place_in_a_notebook_change_nothing(void **state)
{
    static const char *const CASES[][3] = {
        {"0:0-4:0 import os\nx = 1\n"},        /* two cells would be one */
        {"0:9-2:0 "},
        {"0:0-0:3 a", "0:2-0:4 b"},
        {"0:3-0:1 a"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        const char *why = NULL;
        g_autofree char *result = edited(CASES[i], &why);
        assert_null(result);
        assert_non_null(why);
    }
}

static void a_cell_of_which_not_all_was_told_is_not_edited(void **state)
{
    g_autoptr(LspPage) page = lsp_page_new();
    add(page, 1, "a\rb");
    g_autoptr(JsonValue) edits = edits_of((const char *const[]){"0:0-0:1 x", NULL});
    const char *why;
    guint places;
    assert_null(lsp_edit_cells(page, LSP_UTF16, edits, &places, &why));
    assert_non_null(strstr(why, "bytes"));
}

static void what_is_no_edit_is_refused(void **state)
{
    static const char *const CASES[] = {"1", "[1]", "[{}]", "[{\"newText\":\"x\"}]", "[{\"range\":{},\"newText\":\"x\"}]", "null",
        "[{\"range\":{\"start\":{\"line\":-1,\"character\":0},\"end\":{\"line\":0,\"character\":0}},\"newText\":\"x\"}]"};
    g_autoptr(LspPage) page = page_of();
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(JsonValue) edits = json_value_parse(CASES[i], -1, NULL);
        const char *why = NULL;
        guint places;
        assert_null(lsp_edit_cells(page, LSP_UTF8, edits, &places, &why));
        assert_non_null(why);
    }
}

static void edits_of_files_come_in_two_shapes(void **state)
{
    static const char CHANGES[] = "{\"changes\":{\"file:///a\":[],\"file:///b\":[]}}";
    static const char DOCUMENTS[] = "{\"documentChanges\":[{\"textDocument\":{\"uri\":\"file:///a\",\"version\":3},\"edits\":[]},"
        "{\"kind\":\"rename\",\"oldUri\":\"file:///b\",\"newUri\":\"file:///c\"}],\"changes\":{\"file:///z\":[]}}";
    g_autoptr(JsonValue) changes = json_value_parse(CHANGES, -1, NULL), documents = json_value_parse(DOCUMENTS, -1, NULL);
    g_autoptr(GArray) one = lsp_edit_files(changes), other = lsp_edit_files(documents), none = lsp_edit_files(NULL);
    assert_int_equal(one->len, 2);
    assert_string_equal(g_array_index(one, LspFileEdit, 1).uri, "file:///b");
    assert_int_equal(g_array_index(one, LspFileEdit, 1).version, -1);
    assert_int_equal(other->len, 2);
    assert_int_equal(g_array_index(other, LspFileEdit, 0).version, 3);
    assert_string_equal(g_array_index(other, LspFileEdit, 1).operation, "rename");
    assert_string_equal(g_array_index(other, LspFileEdit, 1).uri, "file:///b");
    assert_int_equal(none->len, 0);
}

static void other_files_keep_their_line_ends(void **state)
{
    g_autoptr(LspText) text = lsp_text_new();
    g_autoptr(JsonValue) edits = edits_of((const char *const[]){"1:0-1:1 y", NULL});
    const char *why;
    guint places;
    lsp_text_append(text, "a\r\nx\r\n", -1);
    g_autoptr(GString) now = lsp_edit_text(text, LSP_UTF16, edits, &places, &why);
    assert_string_equal(now->str, "a\r\ny\r\n");
    g_autoptr(GPtrArray) lines = lsp_edit_lines(text, now, 9);
    assert_int_equal(lines->len, 1);
    assert_string_equal(g_ptr_array_index(lines, 0), "2: y");
}

/* --- answers ----------------------------------------------------------------------------------------------------------- */

static LspAbility ability_of(const char *capabilities, bool *known)
{
    LspAbility ability;
    g_autofree char *json = g_strdup_printf("{\"capabilities\":%s}", capabilities);
    g_autoptr(JsonValue) result = json_value_parse(json, -1, NULL);
    *known = lsp_read_ability(result, &ability);
    return ability;
}

static void what_a_server_can_is_read_from_all_shapes(void **state)
{
    bool known;
    LspAbility one = ability_of("{\"textDocumentSync\":2,\"hoverProvider\":true,\"definitionProvider\":{},\"renameProvider\":"
                                "{\"prepareProvider\":true},\"referencesProvider\":false}", &known);
    assert_true(known);
    assert_int_equal(one.sync, LSP_SYNC_CHANGES);
    assert_int_equal(one.units, LSP_UTF16);
    assert_int_equal(one.skills, LSP_HOVER | LSP_DEFINITION | LSP_RENAME | LSP_PREPARE_RENAME);
    LspAbility other = ability_of("{\"textDocumentSync\":{\"change\":1,\"save\":true},\"positionEncoding\":\"utf-8\"}", &known);
    assert_int_equal(other.sync, LSP_SYNC_FULL);
    assert_int_equal(other.units, LSP_UTF8);
    assert_true(other.wants_saves);
    ability_of("{\"positionEncoding\":\"utf-7\"}", &known);
    assert_false(known);
    LspAbility none = ability_of("7", &known);
    assert_true(known);
    assert_int_equal(none.skills, 0);
}

static void places_come_alone_in_lists_and_as_links(void **state)
{
    static const char *const CASES[] = {
        "{\"uri\":\"file:///a\",\"range\":{\"start\":{\"line\":4,\"character\":2}}}",
        "[{\"uri\":\"file:///a\",\"range\":{\"start\":{\"line\":4,\"character\":2}}},"
        "{\"uri\":\"file:///a\",\"range\":{\"start\":{\"line\":4,\"character\":2}}},7,{}]",
        "[{\"targetUri\":\"file:///a\",\"targetSelectionRange\":{\"start\":{\"line\":4,\"character\":2}},\"targetRange\":{}}]",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(JsonValue) result = json_value_parse(CASES[i], -1, NULL);
        g_autoptr(GArray) locations = lsp_read_locations(result);
        assert_int_equal(locations->len, 1);
        assert_int_equal(g_array_index(locations, LspLocation, 0).place.line, 4);
    }
    g_autoptr(GArray) none = lsp_read_locations(NULL);
    assert_int_equal(none->len, 0);
}

static void signatures_and_actions_are_read(void **state)
{
    g_autoptr(JsonValue) help = json_value_parse("{\"signatures\":[{\"label\":\"f(a)\"},{\"label\":\"f(a, b)\"}],\"activeSignature\":1}", -1, NULL);
    g_autoptr(GPtrArray) lines = lsp_read_signature(help), nothing = lsp_read_signature(NULL);
    assert_string_equal(g_ptr_array_index(lines, 0), "f(a, b)");
    assert_null(g_ptr_array_index(nothing, 0));
    g_autoptr(JsonValue) action = json_value_parse("{\"title\":\"fix\",\"kind\":\"quickfix\"}", -1, NULL);
    g_autoptr(JsonValue) off = json_value_parse("{\"title\":\"fix\",\"disabled\":{\"reason\":\"x\"}}", -1, NULL);
    const char *kind;
    assert_string_equal(lsp_read_action(action, &kind), "fix");
    assert_string_equal(kind, "quickfix");
    assert_null(lsp_read_action(off, &kind));
    assert_string_equal(kind, "");
}

/* --- messages ---------------------------------------------------------------------------------------------------------- */

static void messages_come_in_any_pieces(void **state)
{
    g_autoptr(GString) sent = g_string_new(NULL), stream = g_string_new(NULL);
    lsp_message_append(sent, "{\"a\":\"é\"}");
    lsp_message_append(sent, "[1]");
    int taken = 0;
    size_t at = 0;
    for (size_t i = 0; i < sent->len; i++) {
        bool broken;
        g_string_append_c(stream, sent->str[i]);
        g_autoptr(JsonValue) value = lsp_message_take(stream, &at, &broken);
        assert_false(broken);
        if (!value)
            continue;
        assert_int_equal(at, stream->len);
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
    size_t at = 0;
    g_autoptr(JsonValue) value = lsp_message_take(stream, &at, &broken);
    assert_non_null(value);
    assert_int_equal(at, stream->len);
}

static void what_is_no_such_stream_is_broken(void **state)
{
    static const char *const CASES[] = {"\r\n\r\n{}", "Content-Length: -1\r\n\r\n", "Content-Length: x\r\n\r\n{}",
                                        "Content-Length: 99999999999999999999\r\n\r\n"};
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GString) stream = g_string_new(CASES[i]);
        bool broken;
        size_t at = 0;
        assert_null(lsp_message_take(stream, &at, &broken));
        assert_true(broken);
    }
    g_autofree char *noise = g_strnfill(5000, 'x');
    g_autoptr(GString) stream = g_string_new(noise);
    bool broken;
    size_t at = 0;
    assert_null(lsp_message_take(stream, &at, &broken));
    assert_true(broken);
}

static void names_have_the_first_sentence_of_what_is_said_of_them(void **state)
{
    static const char *const ROWS[][2] = {
        {"\"Adds.\\nAnd more.\"", "Adds."},
        {"{\"kind\":\"markdown\",\"value\":\"```python\\ndef f(x)\\n```\\n---\\nAdds.\"}", "Adds."},
        {"\"(function) f\\n\\n  Adds.\"", "Adds."},
        {"\"class A\"", "class A"}, {"\"\"", ""}, {"null", ""}, {"7", ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *json = g_strdup_printf("[{\"label\":\"other\"},{\"label\":\"f\",\"documentation\":%s}]", ROWS[i][0]);
        g_autoptr(JsonValue) result = json_value_parse(json, -1, NULL);
        g_autoptr(GPtrArray) all = lsp_read_names(result), one = lsp_read_named(lsp_find_name(result, "f"));
        assert_int_equal(all->len, 11);
        assert_string_equal(g_ptr_array_index(all, 8), ROWS[i][1]);
        assert_int_equal(one->len, 6);
        assert_string_equal(g_ptr_array_index(one, 3), ROWS[i][1]);
        assert_null(lsp_find_name(result, "g"));
    }
    g_autoptr(GPtrArray) none = lsp_read_named(NULL);
    assert_int_equal(none->len, 1);
    assert_null(lsp_find_name(NULL, "f"));
}

static void a_name_may_stand_for_a_snippet(void **state)
{
    static const char *const ROWS[][2] = {
        {"{\"label\":\"f(x)\",\"insertText\":\"f(${1:x})$0\",\"insertTextFormat\":2}", "f(${1:x})$0"},
        {"{\"label\":\"f(x)\",\"insertText\":\"f(x)\",\"insertTextFormat\":1}", ""},
        {"{\"label\":\"f(x)\",\"textEdit\":{\"newText\":\"f($1)\"},\"insertTextFormat\":2}", "f($1)"},
        {"{\"label\":\"f(x)\",\"insertTextFormat\":2}", ""}, {"{\"label\":\"f\",\"insertText\":\"f\",\"insertTextFormat\":2}", ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(JsonValue) item = json_value_parse(ROWS[i][0], -1, NULL);
        g_autoptr(GPtrArray) one = lsp_read_named(item);
        assert_string_equal(g_ptr_array_index(one, 0), "f");
        assert_string_equal(g_ptr_array_index(one, 4), ROWS[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_become_one_file_with_a_blank_line_between_them),
        cmocka_unit_test(places_lead_to_the_file_and_back),
        cmocka_unit_test(each_unit_counts_code_points_in_its_way),
        cmocka_unit_test(lines_end_as_the_protocol_has_it),
        cmocka_unit_test(what_is_behind_an_end_is_the_end),
        cmocka_unit_test(what_is_not_there_is_not_found),
        cmocka_unit_test(bytes_that_a_server_would_count_otherwise_are_mended),
        cmocka_unit_test(a_change_is_the_least_that_is_whole_characters),
        cmocka_unit_test(edits_change_the_cells_that_they_are_in),
        cmocka_unit_test(edits_that_have_no_place_in_a_notebook_change_nothing),
        cmocka_unit_test(a_cell_of_which_not_all_was_told_is_not_edited),
        cmocka_unit_test(what_is_no_edit_is_refused),
        cmocka_unit_test(edits_of_files_come_in_two_shapes),
        cmocka_unit_test(other_files_keep_their_line_ends),
        cmocka_unit_test(what_a_server_can_is_read_from_all_shapes),
        cmocka_unit_test(places_come_alone_in_lists_and_as_links),
        cmocka_unit_test(signatures_and_actions_are_read),
        cmocka_unit_test(names_have_the_first_sentence_of_what_is_said_of_them),
        cmocka_unit_test(a_name_may_stand_for_a_snippet),
        cmocka_unit_test(messages_come_in_any_pieces),
        cmocka_unit_test(other_headers_are_allowed_and_what_is_no_json_is_passed_over),
        cmocka_unit_test(what_is_no_such_stream_is_broken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
