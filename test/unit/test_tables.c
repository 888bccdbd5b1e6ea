/* The part of a table that is on the screen: what is asked for, and no more is kept. */
#include "tui/tables.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    Tables *tables;
    TableFocus focus;
    uint64_t number;
    JsonValue *question; /* the last one, or NULL */
} Desk;

static int start(void **state)
{
    Desk *desk = g_new0(Desk, 1);
    desk->tables = tables_new();
    desk->focus = (TableFocus){
        .id = "1-t0",
        .filter = "",
        .sorts = g_array_new(FALSE, FALSE, sizeof(TableSort)),
        .hidden = g_hash_table_new(NULL, NULL),
        .widths = g_hash_table_new(NULL, NULL),
        .picked = g_hash_table_new(g_int64_hash, g_int64_equal),
    };
    *state = desk;
    return 0;
}

static int stop(void **state)
{
    Desk *desk = *state;
    tables_free(desk->tables);
    g_array_unref((GArray *)desk->focus.sorts);
    g_hash_table_unref(desk->focus.hidden);
    g_hash_table_unref(desk->focus.widths);
    g_hash_table_unref(desk->focus.picked);
    g_clear_pointer(&desk->question, json_value_unref);
    g_free(desk);
    return 0;
}

/* Lays out a screen of 20 rows and 80 columns, and asks. */
static bool turn(Desk *desk)
{
    g_autofree char *question = NULL;
    tables_lay_out(desk->tables, &desk->focus, 20, 80);
    g_clear_pointer(&desk->question, json_value_unref);
    if (!tables_ask(desk->tables, &desk->focus, &desk->number, &question))
        return false;
    desk->question = json_value_parse(question, -1, NULL);
    return true;
}

static int64_t asked(const Desk *desk, const char *key)
{
    return json_value_integer(json_value_get(desk->question, key), -1);
}

/* The kernel: a table of `total` rows and `width` columns, "ROW,COLUMN" in each cell. */
static void answer(Desk *desk, int64_t total, int64_t width)
{
    const JsonValue *columns = json_value_get(desk->question, "columns");
    bool heads = strcmp(json_value_string(json_value_get(desk->question, "op")), "columns") == 0;
    int64_t first = MAX(asked(desk, "first"), 0), count = MIN(asked(desk, "count"), total - first);
    g_autoptr(GString) json = g_string_new("{\"columns\":[");
    g_autoptr(GArray) there = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (size_t i = 0; i < json_value_length(columns); i++) {
        int64_t at = json_value_integer(json_value_at(columns, i), 0);
        if (at >= width)
            break;
        g_array_append_val(there, at);
        g_string_append_printf(json, "%s{\"at\":%d,\"name\":\"c%d\",\"type\":\"int\",\"bars\":\"x\",\"nulls\":0}", i ? "," : "", (int)at, (int)at);
    }
    g_string_append_printf(json, "],\"total\":%d,\"width\":%d,\"first\":%d,\"rows\":[", (int)total, (int)width, (int)first);
    for (int64_t row = 0; !heads && row < count; row++) {
        g_string_append(json, row ? ",[" : "[");
        for (guint i = 0; i < there->len; i++)
            g_string_append_printf(json, "%s\"%d,%d\"", i ? "," : "", (int)(first + row), (int)g_array_index(there, int64_t, i));
        g_string_append(json, "]");
    }
    g_string_append(json, "]}");
    assert_true(tables_take(desk->tables, desk->number, json->str));
}

/* Until all that is in sight is here; how many questions it took. */
static int settle(Desk *desk, int64_t total, int64_t width)
{
    int questions = 0;
    for (; turn(desk) && questions < 10; questions++)
        answer(desk, total, width);
    return questions;
}

static const char *text_of(const Desk *desk, uint64_t row, size_t column)
{
    const GPtrArray *columns = tables_columns(desk->tables);
    for (guint i = 0; i < columns->len; i++) {
        bool known;
        if (((TableColumn *)g_ptr_array_index(columns, i))->at == column)
            return tables_text(desk->tables, row, i, &known);
    }
    return NULL;
}

static void a_few_screens_of_rows_are_asked_for(void **state)
{
    Desk *desk = *state;
    assert_true(turn(desk));
    assert_string_equal(json_value_string(json_value_get(desk->question, "op")), "rows");
    assert_int_equal(asked(desk, "first"), 0);
    assert_in_range(asked(desk, "count"), 20, 100);
    assert_in_range(json_value_length(json_value_get(desk->question, "columns")), 1, 100);
}

static void one_question_is_on_its_way_at_a_time(void **state)
{
    Desk *desk = *state;
    assert_true(turn(desk));
    assert_false(turn(desk));
    assert_true(tables_wait(desk->tables));
}

static void heads_are_asked_for_behind_the_rows_and_once(void **state)
{
    Desk *desk = *state;
    assert_int_equal(settle(desk, 1000, 5), 2);
    desk->focus.row = 3;
    assert_int_equal(settle(desk, 1000, 5), 0);
    assert_string_equal(text_of(desk, 3, 4), "3,4");
}

static void an_edited_table_shows_what_it_had_until_the_answer_has_come(void **state)
{
    Desk *desk = *state;
    settle(desk, 100, 3);
    desk->focus.row = 99;
    assert_true(turn(desk)); /* asked before the edit */
    uint64_t before = desk->number;
    tables_outdate(desk->tables);
    assert_true(turn(desk));
    assert_string_equal(text_of(desk, 5, 2), "5,2");
    assert_true(tables_take(desk->tables, before, "{\"rows\":[],\"width\":0,\"first\":0}"));
    assert_string_equal(text_of(desk, 5, 2), "5,2");
    answer(desk, 101, 3);
    assert_int_equal(tables_shape(desk->tables, &desk->focus).rows, 101);
    assert_true(turn(desk)); /* histograms, anew */
    assert_string_equal(json_value_string(json_value_get(desk->question, "op")), "columns");
}

static void what_is_at_the_cursor_is_known(void **state)
{
    Desk *desk = *state;
    assert_null(tables_shape(desk->tables, &desk->focus).text);
    settle(desk, 100, 3);
    desk->focus.row = 4;
    desk->focus.column = 1;
    assert_string_equal(tables_shape(desk->tables, &desk->focus).text, "4,1");
    assert_string_equal(tables_shape(desk->tables, &desk->focus).name, "c1");
}

static void the_end_of_many_rows_takes_one_question(void **state)
{
    Desk *desk = *state;
    settle(desk, 10000000, 3);
    desk->focus.row = 9999999;
    assert_int_equal(settle(desk, 10000000, 3), 1);
    assert_string_equal(text_of(desk, 9999999, 2), "9999999,2");
    assert_null(text_of(desk, 0, 0)); /* what is out of sight is not kept */
    assert_int_equal(tables_top(desk->tables), 9999980);
}

static void the_last_of_many_columns_is_in_sight(void **state)
{
    Desk *desk = *state;
    settle(desk, 50, 100000);
    desk->focus.column = 99999;
    desk->focus.frozen = 1;
    settle(desk, 50, 100000);
    assert_string_equal(text_of(desk, 7, 99999), "7,99999");
    const GPtrArray *columns = tables_columns(desk->tables);
    assert_in_range(columns->len, 2, 100);
    assert_int_equal(((TableColumn *)g_ptr_array_index(columns, 0))->place, 0); /* the frozen one */
    TableColumn *last = g_ptr_array_index(columns, columns->len - 1);
    assert_int_equal(last->at, 99999);
    assert_in_range(last->place, 1, 79);
}

static const TableColumn *column_of(const Desk *desk, size_t at)
{
    const GPtrArray *columns = tables_columns(desk->tables);
    for (guint i = 0; i < columns->len; i++) {
        const TableColumn *column = g_ptr_array_index(columns, i);
        if (column->at == at)
            return column;
    }
    return NULL;
}

static void columns_stay_at_the_right_wherever_the_cursor_is(void **state)
{
    Desk *desk = *state;
    desk->focus.frozen = 1;
    desk->focus.frozen_right = 2;
    for (size_t cursor = 0; cursor < 1000; cursor += 333) {
        desk->focus.column = cursor;
        settle(desk, 50, 1000);
        int first = column_of(desk, 998)->place, last = column_of(desk, 999)->place;
        assert_int_equal(column_of(desk, 0)->place, 0);
        assert_string_equal(text_of(desk, 7, 999), "7,999");
        assert_true(first < last && last + column_of(desk, 999)->width <= 80);
        assert_in_range(column_of(desk, cursor)->place, 0, last);
        const GPtrArray *columns = tables_columns(desk->tables);
        for (guint i = 0; i < columns->len; i++) { /* nothing is drawn over them */
            const TableColumn *column = g_ptr_array_index(columns, i);
            assert_true(column->at >= 998 || column->place < 0 || column->place + column->width <= first);
        }
    }
}

static void columns_that_all_fit_stand_beside_one_another(void **state)
{
    Desk *desk = *state;
    desk->focus.frozen_right = 1;
    settle(desk, 5, 3);
    const TableColumn *middle = column_of(desk, 1), *right = column_of(desk, 2);
    assert_int_equal(right->place, 2 * middle->place);
}

static void columns_that_would_take_the_whole_screen_do_not_stay(void **state)
{
    Desk *desk = *state;
    desk->focus.frozen_right = 40;
    settle(desk, 5, 41);
    assert_int_equal(column_of(desk, 0)->place, 0);
    assert_in_range(column_of(desk, 1)->place, 1, 79);
}

static void another_order_is_asked_for_anew(void **state)
{
    Desk *desk = *state;
    settle(desk, 1000, 5);
    TableSort sort = {2, true};
    g_array_append_val((GArray *)desk->focus.sorts, sort);
    assert_true(turn(desk));
    const JsonValue *asked_sort = json_value_at(json_value_get(desk->question, "sort"), 0);
    assert_int_equal(json_value_integer(json_value_at(asked_sort, 0), -1), 2);
    assert_true(json_value_bool(json_value_at(asked_sort, 1), false));
    assert_null(text_of(desk, 0, 0));
}

static void an_answer_that_is_not_wanted_any_more_is_dropped(void **state)
{
    Desk *desk = *state;
    assert_true(turn(desk));
    desk->focus.filter = "n > 1";
    tables_lay_out(desk->tables, &desk->focus, 20, 80);
    answer(desk, 1000, 5);
    assert_null(text_of(desk, 0, 0));
    assert_int_equal(tables_shape(desk->tables, &desk->focus).rows, -1);
    assert_int_equal(settle(desk, 7, 5), 2);
    assert_int_equal(tables_shape(desk->tables, &desk->focus).rows, 7);
}

static void an_error_is_told_and_not_asked_again(void **state)
{
    Desk *desk = *state;
    assert_true(turn(desk));
    assert_true(tables_take(desk->tables, desk->number, "{\"op\":\"rows\",\"error\":\"interrupted\"}"));
    assert_string_equal(tables_error(desk->tables), "interrupted");
    assert_false(turn(desk));
    desk->focus.filter = "n > 1";
    assert_true(turn(desk));
    assert_null(tables_error(desk->tables));
}

static void answers_in_the_wrong_shape_do_no_harm(void **state)
{
    static const char *const BAD[] = {
        "", "[]", "{}", "{\"rows\":3,\"columns\":\"x\",\"width\":-4,\"total\":\"many\"}",
        "{\"rows\":[[1,null],{},\"x\"],\"columns\":[{},3],\"width\":2,\"total\":-9,\"first\":-1}",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(BAD); i++) {
        Desk *desk = *state;
        desk->focus.filter = BAD[i]; /* another question each time */
        if (turn(desk))
            assert_true(tables_take(desk->tables, desk->number, BAD[i]));
        turn(desk);
        text_of(desk, 0, 0);
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_few_screens_of_rows_are_asked_for),
        CASE(one_question_is_on_its_way_at_a_time),
        CASE(heads_are_asked_for_behind_the_rows_and_once),
        CASE(an_edited_table_shows_what_it_had_until_the_answer_has_come),
        CASE(what_is_at_the_cursor_is_known),
        CASE(the_end_of_many_rows_takes_one_question),
        CASE(the_last_of_many_columns_is_in_sight),
        CASE(columns_stay_at_the_right_wherever_the_cursor_is),
        CASE(columns_that_all_fit_stand_beside_one_another),
        CASE(columns_that_would_take_the_whole_screen_do_not_stay),
        CASE(another_order_is_asked_for_anew),
        CASE(an_answer_that_is_not_wanted_any_more_is_dropped),
        CASE(an_error_is_told_and_not_asked_again),
        CASE(answers_in_the_wrong_shape_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
