/* What keys do to the values of elements, against what marimo's front end does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "notebook/widget.h"

typedef enum { STEP, EDGE, PRESS, PICK, ENTER, POINT } Do; /* POINT: `count` is the column */

/* One row a claim: NULL, nothing changes. */
static const struct {
    const char *kind, *args, *value;
    Do what;
    unsigned part;
    long count;
    const char *text;
    const char *wanted;
} CASES[] = {
    {"slider", "{\"start\":0,\"stop\":10}", "3", STEP, 0, 1, NULL, "4"},
    {"chat", "{}", "2", ENTER, 0, 0, "say \"it\"", "{\"tarn\": \"say\", \"text\": \"say \\\"it\\\"\"}"},
    {"chat", "{}", "2", STEP, 0, 1, NULL, "{\"tarn\": \"earlier\"}"},
    {"chat", "{}", "2", STEP, 0, -1, NULL, "{\"tarn\": \"later\"}"},
    {"chat", "{}", "2", PRESS, 0, 0, NULL, NULL},
    {"form", "{}", "null", PRESS, 0, 0, NULL, "{\"tarn\": \"submit\"}"},
    {"table", "{}", "[]", PRESS, 0, 0, NULL, NULL},
    {"slider", "{\"start\":0,\"stop\":10}", "3", STEP, 0, -9, NULL, "0"},
    {"slider", "{\"start\":0,\"stop\":10}", "10", STEP, 0, 1, NULL, NULL},
    {"slider", "{\"start\":0,\"stop\":10,\"step\":3}", "9", STEP, 0, 1, NULL, "10"},
    {"slider", "{\"start\":1,\"stop\":10,\"step\":4}", "1", STEP, 0, 2, NULL, "9"},
    {"slider", "{\"start\":0.0,\"stop\":1.0,\"step\":0.1}", "0.2", STEP, 0, 1, NULL, "0.3"},
    {"slider", "{\"start\":0.0,\"stop\":1.0,\"step\":0.1}", "0.7", STEP, 0, -1, NULL, "0.6"},
    {"slider", "{\"start\":0.5,\"stop\":2,\"step\":0.25}", "0.5", STEP, 0, 3, NULL, "1.25"},
    {"slider", "{\"start\":-1e-05,\"stop\":1e-05,\"step\":1e-06}", "0", STEP, 0, 2, NULL, "2e-06"},
    {"slider", "{\"start\":null,\"stop\":null,\"steps\":[1,10,100]}", "1", STEP, 0, 1, NULL, "2"},
    {"slider", "{\"steps\":[1,10,100]}", "2", STEP, 0, 1, NULL, NULL},
    {"slider", "{\"steps\":[1,10,100]}", "0", ENTER, 0, 0, "12", "1"},
    {"slider", "{\"start\":0,\"stop\":10}", "3", EDGE, 0, 1, NULL, "10"},
    {"slider", "{\"start\":0,\"stop\":10}", "0", EDGE, 0, 0, NULL, NULL},
    {"slider", "{\"start\":0,\"stop\":10}", "3", ENTER, 0, 0, " 7 ", "7"},
    {"slider", "{\"start\":0,\"stop\":10}", "3", ENTER, 0, 0, "99", "10"},
    {"slider", "{\"start\":0,\"stop\":10,\"step\":2}", "2", ENTER, 0, 0, "7.1", "8"},
    {"slider", "{\"start\":0,\"stop\":10}", "3", ENTER, 0, 0, "seven", NULL},
    {"slider", "{\"start\":0,\"stop\":10}", "3", ENTER, 0, 0, "nan", NULL},
    {"range_slider", "{\"start\":0,\"stop\":10}", "[2, 8]", STEP, 0, 1, NULL, "[3, 8]"},
    {"range_slider", "{\"start\":0,\"stop\":10}", "[2, 8]", STEP, 0, 9, NULL, "[8, 8]"},
    {"range_slider", "{\"start\":0,\"stop\":10}", "[2, 8]", STEP, 1, -9, NULL, "[2, 2]"},
    {"range_slider", "{\"start\":0,\"stop\":10}", "[2, 8]", EDGE, 1, 1, NULL, "[2, 10]"},
    {"number", "{\"start\":1,\"stop\":null,\"step\":null}", "4", STEP, 0, 5, NULL, "9"},
    {"number", "{\"start\":null,\"stop\":null,\"step\":null}", "0.1", STEP, 0, 1, NULL, "1.1"},
    {"number", "{\"start\":1,\"stop\":9,\"step\":null}", "4", ENTER, 0, 0, "2.5", "2.5"},
    {"number", "{\"start\":1,\"stop\":9,\"step\":null}", "4", ENTER, 0, 0, "-2", "1"},
    {"number", "{\"start\":1,\"stop\":9,\"step\":null}", "4", ENTER, 0, 0, "", "null"},
    {"number", "{\"start\":2,\"stop\":9,\"step\":null}", "null", STEP, 0, 1, NULL, "2"},
    {"checkbox", "{}", "false", PRESS, 0, 0, NULL, "true"},
    {"switch", "{}", "true", PRESS, 0, 0, NULL, "false"},
    {"button", "{}", "2", PRESS, 0, 0, NULL, "3"},
    {"refresh", "{}", "\"5s\"", PRESS, 0, 0, NULL, "\"5s (1)\""},
    {"refresh", "{}", "\"5s (3)\"", PRESS, 0, 0, NULL, "\"5s (4)\""},
    {"dropdown", "{\"options\":[\"a\",\"b\",\"c\"]}", "[]", STEP, 0, 1, NULL, "[\"a\"]"},
    {"dropdown", "{\"options\":[\"a\",\"b\",\"c\"]}", "[\"a\"]", STEP, 0, 5, NULL, "[\"c\"]"},
    {"dropdown", "{\"options\":[1,2]}", "[1]", PICK, 0, 1, NULL, "[2]"},
    {"radio", "{\"options\":[\"a\",\"b\"]}", "null", PICK, 0, 1, NULL, "\"b\""},
    {"radio", "{\"options\":[\"a\",\"b\"]}", "\"b\"", STEP, 0, -1, NULL, "\"a\""},
    {"multiselect", "{\"options\":[\"a\",\"b\",\"c\"]}", "[\"a\"]", PICK, 0, 2, NULL, "[\"a\", \"c\"]"},
    {"multiselect", "{\"options\":[\"a\",\"b\",\"c\"]}", "[\"a\",\"c\"]", PICK, 0, 0, NULL, "[\"c\"]"},
    {"multiselect", "{\"options\":[\"a\",\"b\"],\"max_selections\":1}", "[\"a\"]", PICK, 0, 1, NULL, "[\"b\"]"},
    {"multiselect", "{\"options\":[\"a\"],\"max_selections\":0}", "[]", PICK, 0, 0, NULL, NULL},
    {"text", "{\"max_length\":3}", "\"a\"", ENTER, 0, 0, "b\"c", "\"b\\\"c\""},
    {"text", "{\"max_length\":3}", "\"a\"", ENTER, 0, 0, "long", NULL},
    {"tabs", "{\"labels\":[\"x\",\"y\"]}", "\"0\"", STEP, 0, 1, NULL, "\"1\""},
    {"slider", "{\"start\":0,\"stop\":30}", "3", POINT, 0, 0, NULL, "0"},
    {"slider", "{\"start\":0,\"stop\":30}", "3", POINT, 0, 15, NULL, "30"},
    {"slider", "{\"start\":0,\"stop\":30,\"step\":5}", "5", POINT, 0, 9, NULL, "20"},
    {"slider", "{\"start\":0,\"stop\":30}", "3", POINT, 0, 17, NULL, NULL},
    {"slider", "{\"steps\":[1,10,100]}", "0", POINT, 0, 8, NULL, "1"},
    {"range_slider", "{\"start\":0,\"stop\":30}", "[10, 20]", POINT, 0, 1, NULL, "[2, 20]"},
    {"range_slider", "{\"start\":0,\"stop\":30}", "[10, 20]", POINT, 0, 14, NULL, "[10, 28]"},
    {"number", "{\"start\":1,\"stop\":9,\"step\":null}", "4", POINT, 0, 1, NULL, NULL},
    {"radio", "{\"options\":[\"a\",\"bc\"]}", "null", POINT, 0, 0, NULL, "\"a\""}, /* "( ) a  ( ) bc" */
    {"radio", "{\"options\":[\"a\",\"bc\"]}", "\"a\"", POINT, 0, 12, NULL, "\"bc\""},
    {"radio", "{\"options\":[\"a\",\"bc\"]}", "\"a\"", POINT, 0, 5, NULL, NULL},
    {"tabs", "{\"labels\":[\"x\",\"\u65e5\",\"z\"]}", "\"0\"", POINT, 0, 4, NULL, "\"1\""},
    {"tabs", "{\"labels\":[\"x\",\"\u65e5\",\"z\"]}", "\"0\"", POINT, 0, 7, NULL, "\"2\""},
    {"dropdown", "{\"options\":[\"a\",\"b\"]}", "[\"a\"]", POINT, 0, 0, NULL, NULL},
    {"date", "{\"start\":\"0001-01-01\",\"stop\":\"9999-12-31\"}", "\"2024-02-29\"", STEP, 0, 1, NULL, "\"2025-02-28\""},
    {"date", "{}", "\"2024-12-31\"", STEP, 2, 1, NULL, "\"2025-01-01\""},
    {"date", "{\"stop\":\"2024-12-31\"}", "\"2024-12-31\"", STEP, 2, 1, NULL, NULL},
    {"date", "{\"start\":\"2024-01-05\"}", "\"2024-02-01\"", STEP, 1, -1, NULL, "\"2024-01-05\""},
    {"date", "{}", "\"2024-12-31\"", ENTER, 0, 0, "2023-2-3", "\"2023-02-03\""},
    {"date", "{}", "\"2024-12-31\"", ENTER, 0, 0, "2023-02-30", NULL},
    {"date_range", "{}", "[\"2024-01-01\", \"2024-01-03\"]", STEP, 2, 9, NULL, "[\"2024-01-03\", \"2024-01-03\"]"},
    {"date_range", "{}", "[\"2024-01-01\", \"2024-01-03\"]", STEP, 5, 1, NULL, "[\"2024-01-01\", \"2024-01-04\"]"},
    {"datetime", "{\"start\":\"0001-01-01 00:00:00\"}", "\"2024-12-31T23:59:00\"", STEP, 4, 1, NULL,
     "\"2025-01-01T00:00:00\""},
    {"datetime", "{}", "\"2024-12-31T23:59:00\"", ENTER, 0, 0, "2024-01-02 03:04", "\"2024-01-02T03:04:00\""},
    {"refresh", "{\"options\":[\"1s\",5]}", "\"\"", STEP, 0, 1, NULL, "\"1s (1)\""},
    {"refresh", "{\"options\":[\"1s\",5]}", "\"1s (1)\"", STEP, 0, 9, NULL, "\"5 (2)\""},
    {"refresh", "{\"options\":[\"1s\",5]}", "\"1s (1)\"", STEP, 0, -9, NULL, "\"off (2)\""},
    {"refresh", "{\"options\":[5]}", "\"5 (2)\"", STEP, 0, 1, NULL, NULL},
    {"refresh", "{\"options\":[5]}", "5", PRESS, 0, 0, NULL, "\"5 (1)\""},
    {"matrix", "{\"step\":[[1,1],[1,1]]}", "[[1,2],[3,4]]", STEP, 2, 2, NULL, "[[1, 2], [5, 4]]"},
    {"matrix", "{\"step\":[[0.1]]}", "[[0.2]]", STEP, 0, 1, NULL, "[[0.3]]"},
    {"matrix", "{\"step\":[[1]],\"max\":[[2]]}", "[[2]]", STEP, 0, 1, NULL, NULL},
    {"matrix", "{\"step\":[[1]],\"max\":[[9]]}", "[[2]]", EDGE, 0, 1, NULL, "[[9]]"},
    {"matrix", "{\"step\":[[1]]}", "[[2]]", EDGE, 0, 1, NULL, NULL},
    {"matrix", "{\"step\":[[1,1],[1,1]],\"symmetric\":true}", "[[1,2],[2,1]]", STEP, 1, 1, NULL, "[[1, 3], [3, 1]]"},
    {"matrix", "{\"step\":[[1,1]],\"disabled\":[[true,false]]}", "[[1,2]]", STEP, 0, 1, NULL, NULL},
    {"matrix", "{\"step\":[[1],[1]],\"disabled\":[false,true]}", "[[1],[2]]", STEP, 1, 1, NULL, NULL},
    {"matrix", "{\"step\":[[1]]}", "[[2]]", ENTER, 0, 0, " -1.5 ", "[[-1.5]]"},
    {"matrix", "{\"step\":[[1]]}", "[[2]]", ENTER, 0, 0, "inf", NULL},
    {"matrix", "{\"step\":[[1]]}", "[[2]]", ENTER, 7, 0, "1", NULL},
    {"matrix", "{}", "[]", STEP, 0, 1, NULL, NULL},
    {"matrix", "{}", "3", STEP, 0, 1, NULL, NULL},
    {"microphone", "{}", "1", STEP, 0, 1, NULL, NULL},
};

static char *done(const Widget *widget, size_t i)
{
    const char *why;
    switch (CASES[i].what) {
    case STEP: return widget_step(widget, CASES[i].part, CASES[i].count);
    case EDGE: return widget_edge(widget, CASES[i].part, CASES[i].count != 0);
    case PRESS: return widget_press(widget);
    case PICK: return widget_pick(widget, (size_t)CASES[i].count);
    case ENTER: return widget_enter(widget, CASES[i].part, CASES[i].text, &why);
    case POINT: return widget_point(widget, 0, (int)CASES[i].count, false, &(unsigned){0});
    }
    return NULL;
}

static void a_click_means_the_part_that_is_there(void **state)
{
    g_autoptr(JsonValue) args = json_value_parse("{\"start\":0,\"stop\":30}", -1, NULL);
    g_autoptr(JsonValue) value = json_value_parse("[10, 20]", -1, NULL);
    Widget range = {"range_slider", args, value};
    unsigned part = 0;
    g_autofree char *line = widget_line(&range);
    assert_string_equal(line, "─────●━━━━●───── 10 – 20");
    assert_null(widget_point(&range, 0, 22, false, &part)); /* the 20 */
    assert_int_equal(part, 1);
    g_autofree char *dragged = widget_point(&range, 0, 2, true, &part); /* not further than the other end */
    assert_string_equal(dragged, "[10, 10]");
    g_autofree char *beyond = widget_point(&range, 0, 99, true, &part);
    assert_string_equal(beyond, "[10, 30]");

    g_autoptr(JsonValue) both = json_value_parse("[20, 20]", -1, NULL);
    Widget closed = {"range_slider", args, both};
    part = 0;
    g_free(widget_point(&closed, 0, 10, false, &part)); /* on the knob, and to the right */
    g_autofree char *wider = widget_point(&closed, 0, 15, true, &part);
    assert_string_equal(wider, "[20, 30]");

    g_autoptr(JsonValue) day = json_value_parse("\"2024-02-29\"", -1, NULL);
    Widget date = {"date", args, day};
    int row, from, to;
    widget_part_place(&date, 1, &row, &from, &to);
    assert_null(widget_point(&date, 0, from, false, &part));
    assert_int_equal(part, 1);
}

static void keys_change_values_as_marimo_does(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(JsonValue) args = json_value_parse(CASES[i].args, -1, NULL);
        g_autoptr(JsonValue) value = json_value_parse(CASES[i].value, -1, NULL);
        Widget widget = {CASES[i].kind, args, value};
        g_autofree char *found = done(&widget, i);
        if (g_strcmp0(found, CASES[i].wanted) != 0)
            fail_msg("row %zu: %s %s %s: %s, not %s", i, CASES[i].kind, CASES[i].args, CASES[i].value, found ? found : "nothing",
                     CASES[i].wanted ? CASES[i].wanted : "nothing");
    }
}

/* The line of a value that waits looks as the package will draw it (engine/kernel/marimo/ui). */
static const struct {
    const char *kind, *args, *value, *line;
} LINES[] = {
    {"slider", "{\"start\":0,\"stop\":10}", "3", "────●─────────── 3"},
    {"slider", "{\"start\":0.0,\"stop\":1.0,\"step\":0.5}", "1", "───────────────● 1.0"},
    {"slider", "{\"steps\":[1,10,100]}", "1", "────────●─────── 10"},
    {"range_slider", "{\"start\":0,\"stop\":20}", "[4, 14]", "───●━━━━━━●───── 4 – 14"},
    {"number", "{\"start\":1,\"stop\":9}", "5", "‹5›"},
    {"number", "{}", "null", "‹›"},
    {"checkbox", "{}", "true", "[x]"},
    {"switch", "{}", "false", "(●─) off"},
    {"dropdown", "{\"options\":[\"a\"]}", "[]", "-- ▾"},
    {"multiselect", "{\"options\":[\"a\",\"b\"]}", "[\"a\",\"b\"]", "a, b ▾"},
    {"radio", "{\"options\":[\"a\",\"b\"]}", "\"b\"", "( ) a  (•) b"},
    {"text", "{\"placeholder\":\"name\"}", "\"\"", "[name]"},
    {"text", "{\"kind\":\"password\"}", "\"abc\"", "[•••]"},
    {"text_area", "{}", "\"one\\ntwo\"", "[one…]"},
    {"datetime", "{}", "\"2024-12-31T23:59:00\"", "‹2024-12-31 23:59:00›"},
};

static void lines_are_those_of_the_package(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(LINES); i++) {
        g_autoptr(JsonValue) args = json_value_parse(LINES[i].args, -1, NULL);
        g_autoptr(JsonValue) value = json_value_parse(LINES[i].value, -1, NULL);
        g_autofree char *line = widget_line(&(Widget){LINES[i].kind, args, value});
        assert_string_equal(line, LINES[i].line);
    }
}

static void an_interval_is_as_long_as_it_says(void **state)
{
    static const struct {
        const char *value;
        double seconds;
    } INTERVALS[] = {{"\"5s (3)\"", 5},   {"\"1m 30s\"", 90}, {"\"250ms\"", 0.25}, {"2", 2},           {"\"0.5 (1)\"", 0.5},
                     {"\"1h (2)\"", 3600}, {"\"off (4)\"", 0}, {"\"\"", 0},        {"\"5 parsecs\"", 0}, {"null", 0},
                     {"\"-3s\"", 0},      {"[1]", 0}};
    for (size_t i = 0; i < G_N_ELEMENTS(INTERVALS); i++) {
        g_autoptr(JsonValue) value = json_value_parse(INTERVALS[i].value, -1, NULL);
        Widget widget = {"refresh", NULL, value}, other = {"slider", NULL, value};
        assert_float_equal(widget_interval(&widget), INTERVALS[i].seconds, 1e-9);
        assert_float_equal(widget_interval(&other), 0, 0);
    }
}

static void a_matrix_is_lines_that_know_its_numbers(void **state)
{
    g_autoptr(JsonValue) value = json_value_parse("[[1, -22.5], [300, 4]]", -1, NULL);
    g_autoptr(JsonValue) args = json_value_parse("{\"precision\": 1, \"rows\": [\"a\", \"bc\"], \"columns\": [\"x\", \"why\"]}", -1, NULL);
    Widget widget = {"matrix", args, value};
    g_autofree char *lines = widget_line(&widget);
    assert_string_equal(lines, "        x    why\na     1.0  -22.5\nbc  300.0    4.0");
    int row, from, to;
    widget_part_place(&widget, 3, &row, &from, &to);
    assert_int_equal(row, 2);
    assert_int_equal(from, 11);
    assert_int_equal(to, 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_click_means_the_part_that_is_there),
        cmocka_unit_test(an_interval_is_as_long_as_it_says),
        cmocka_unit_test(a_matrix_is_lines_that_know_its_numbers),
        cmocka_unit_test(keys_change_values_as_marimo_does),
        cmocka_unit_test(lines_are_those_of_the_package),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
