/* Keys as terminals send them, and when a lone Escape is one. */
#include "tui/keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct {
    Keys *keys;
    int ends[2];
} Line;

static Line line_new(void)
{
    Line line;
    assert_int_equal(pipe(line.ends), 0);
    line.keys = keys_new("xterm-256color", line.ends[0]);
    return line;
}

static void line_free(Line *line)
{
    keys_free(line->keys);
    close(line->ends[0]);
    close(line->ends[1]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Line, line_free)

static void come(Line *line, const char *bytes, size_t length)
{
    assert_int_equal(write(line->ends[1], bytes, length), length);
    assert_true(keys_read(line->keys));
}

/* The names of the keys that are there now. */
static char *names_of(Line *line)
{
    GString *names = g_string_new(NULL);
    Input input;
    while (keys_next(line->keys, &input)) {
        g_autofree char *name = input.kind == INPUT_KEY ? key_name(input.key) : g_strdup("?");
        g_string_append(names, name);
    }
    return g_string_free(names, FALSE);
}

static const struct {
    const char *bytes, *names;
} SENT[] = {
    /* as ever */
    {"\t", "<Tab>"}, {"\r", "<CR>"}, {"\t\r", "<Tab><CR>"}, {"\030", "<C-x>"}, {"\033x", "<A-x>"}, {"\033[Z", "<S-Tab>"},
    {"\033OA\033[1;5C", "<Up><C-Right>"},
    /* keys of which terminfo has more than twelve */
    {"\033[1;2R", "<S-F3>"}, {"\033[19;2~", "<S-F8>"}, {"\033[1;5R", "<C-F3>"}, {"\033[19;5~", "<C-F8>"},
    /* kitty's */
    {"\033[105;5u", "<C-i>"}, {"\033[109;5u", "<C-m>"}, {"\033[91;5u", "<C-[>"}, {"\033[27u", "<Esc>"},
    {"\033[120;6u", "<C-S-x>"}, {"\033[13;2u", "<S-CR>"}, {"\033[13;5u", "<C-CR>"}, {"\033[9;5u", "<C-Tab>"},
    {"\033[97;3u", "<A-a>"}, {"\033[97;4u", "<A-A>"}, {"\033[97;7u", "<C-A-a>"}, {"\033[127;5u", "<C-BS>"},
    {"\033[32;5u", "<C-Space>"}, {"\033[97:65;6;65u", "<C-S-a>"}, {"\033[97;5:1u", "<C-a>"}, {"\033[97;5:2u", "<C-a>"},
    {"\033[1089;3u", "<A-с>"}, {"\033[97;69u", "<C-a>"} /* caps lock */, {"\033[97;133u", "<C-a>"} /* num lock */,
    {"\033[57414;2u", "<S-CR>"}, {"\033[57419u", "<Up>"}, {"\033[13~\033[P", "<F3><F1>"}, {"\033[1;129B", "<Down>"},
    {"i\033[27ux", "i<Esc>x"},
    /* xterm's */
    {"\033[27;5;105~", "<C-i>"}, {"\033[27;6;88~", "<C-S-x>"}, {"\033[27;2;13~", "<S-CR>"}, {"\033[27;2;65~", "A"},
    {"\033[27;5;9~", "<C-Tab>"}, {"\033[27;5;8~", "<C-BS>"},
    /* none */
    {"\033[97;5:3ux", "x"}, {"\033[97;9ux", "x"}, {"\033[57441;2ux", "x"}, {"\033[99999999999;5ux", "x"},
    {"\033[!;129Ax", "x"}, {"\033[\021?1A", "<C-q>?1A"}, {"\033[1;;;;;5Ax", "x"}, {"\033[99999Ax", "x"}, {"\033[1 Ax", "x"}, {"\033[1;\005x", "<C-e>x"},
    {"\033[27;5~x", "x"}, {"\033[27~x", "x"}, {"\033[27;2:1;55296~x", "x"}, {"\033[;;;ux", "x"}, {"\033[0ux", "x"},
};

static void each_is_told_apart_where_the_terminal_does(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(SENT); i++) {
        g_auto(Line) line = line_new();
        come(&line, SENT[i].bytes, strlen(SENT[i].bytes));
        g_autofree char *names = names_of(&line);
        if (strcmp(names, SENT[i].names) != 0)
            fail_msg("%s: %s, not %s", SENT[i].bytes + 1, names, SENT[i].names);
    }
}

static void it_may_come_in_pieces(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(SENT); i++) {
        g_auto(Line) line = line_new();
        GString *names = g_string_new(NULL);
        for (const char *byte = SENT[i].bytes; *byte; byte++) {
            come(&line, byte, 1);
            g_autofree char *more = names_of(&line);
            g_string_append(names, more);
        }
        g_autofree char *all = g_string_free(names, FALSE);
        if (strcmp(all, SENT[i].names) != 0)
            fail_msg("%s: %s, not %s", SENT[i].bytes + 1, all, SENT[i].names);
    }
}

/* How long is a number; how long it took does not matter here. */
static void a_lone_escape_is_a_key_after_25_ms_at_most(void **state)
{
    static const char *const BEGUN[] = {"\033", "\033[", "\033[1", "\033[27;5", "\033O"};
    for (size_t i = 0; i < G_N_ELEMENTS(BEGUN); i++) {
        g_auto(Line) line = line_new();
        assert_int_equal(keys_timeout(line.keys), -1);
        come(&line, BEGUN[i], strlen(BEGUN[i]));
        Input input;
        assert_false(keys_next(line.keys, &input));
        assert_in_range(keys_timeout(line.keys), 0, 25);
        keys_expire(line.keys);
        g_autofree char *names = names_of(&line);
        if (i == 0)
            assert_string_equal(names, "<Esc>");
        assert_int_equal(keys_timeout(line.keys), -1);
    }
}

/* "=31;OK" was typed into the notebook where the line was cut within. */
static void an_answer_that_has_begun_is_waited_for(void **state)
{
    static const char *const BEGUN[] = {"\033_Gi", "\033]11;rgb:00", "\033P>|", "\033[?2026;"};
    for (size_t i = 0; i < G_N_ELEMENTS(BEGUN); i++) {
        g_auto(Line) line = line_new();
        come(&line, BEGUN[i], strlen(BEGUN[i]));
        g_autofree char *none = names_of(&line);
        assert_string_equal(none, "");
        assert_in_range(keys_timeout(line.keys), 100, 1000);
    }
}

static void over_a_slow_line_it_may_be_given_longer(void **state)
{
    g_auto(Line) line = line_new();
    keys_set_patience(line.keys, 9000);
    come(&line, "\033", 1);
    g_autofree char *none = names_of(&line);
    assert_string_equal(none, "");
    assert_in_range(keys_timeout(line.keys), 1000, 9000);
    come(&line, "[A", 2);
    g_autofree char *names = names_of(&line);
    assert_string_equal(names, "<Up>");
}

static void long_text_of_any_script_arrives_as_it_is(void **state)
{
    g_auto(Line) line = line_new();
    GString *text = g_string_new("x");
    for (int i = 0; i < 1000; i++)
        g_string_append(text, "é日😀");
    come(&line, text->str, text->len);
    g_autofree char *names = names_of(&line);
    assert_string_equal(names, text->str);
    g_string_free(text, TRUE);
}

static void an_interrupt_is_found_however_it_is_told(void **state)
{
    static const char *const INTERRUPTS[] = {"\003", "\033[99;5u", "\033[99;133u", "\033[27;5;99~"};
    for (size_t i = 0; i < G_N_ELEMENTS(INTERRUPTS); i++) {
        g_auto(Line) line = line_new();
        g_autofree char *bytes = g_strconcat("ab\033[105;5u", INTERRUPTS[i], "x", NULL);
        come(&line, bytes, strlen(bytes));
        assert_true(keys_interrupted(line.keys));
        assert_false(keys_interrupted(line.keys));
        g_autofree char *names = names_of(&line);
        assert_string_equal(names, "x");
    }
    g_auto(Line) line = line_new();
    come(&line, "\033[200~\033[99;5u", 14);
    g_autofree char *names = names_of(&line);
    come(&line, "\003", 1);
    assert_false(keys_interrupted(line.keys)); /* it is pasted */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_told_apart_where_the_terminal_does),
        cmocka_unit_test(it_may_come_in_pieces),
        cmocka_unit_test(a_lone_escape_is_a_key_after_25_ms_at_most),
        cmocka_unit_test(an_answer_that_has_begun_is_waited_for),
        cmocka_unit_test(over_a_slow_line_it_may_be_given_longer),
        cmocka_unit_test(long_text_of_any_script_arrives_as_it_is),
        cmocka_unit_test(an_interrupt_is_found_however_it_is_told),
    };
    return cmocka_run_group_tests_name("keys", tests, NULL, NULL);
}
