/* Consoles against a table: the bytes that a cell writes, and the lines that are seen.  Styles are told as
 * "START+LENGTH:FOREGROUND/BACKGROUND/ATTRIBUTES" behind a line.
 */
#include "engine/console.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

typedef struct {
    const char *name;
    const char *bytes;
    const char *seen; /* lines joined by "|" */
} Case;

static const Case CASES[] = {
    {"lines are lines", "a\r\nb\r\n", "a|b"},
    {"a carriage return overwrites", "10%\r50%\r\n", "50%"},
    {"a shorter line leaves the rest", "abcdef\rxy\r\n", "xycdef"},
    {"a backspace goes back", "abc\b\bX\r\n", "aXc"},
    {"a line may lack its end", "no end", "no end"},
    {"blank lines before text stay", "\r\n\r\nx", "||x"},
    {"blanks at the end are nothing", "x   \r\n\r\n\r\n", "x"},
    {"the cursor moves up to rewrite", "one\r\ntwo\r\n\033[2Aone!\033[2B\rthree", "one!|two|three"},
    {"erasing to the end of the line", "abcdef\r\033[Kx", "x"},
    {"long lines wrap", "0123456789abcdefghijKL", "0123456789abcdefghij|KL"},
    {"wide characters take two columns", "\346\274\242\345\255\227x\r\n", "\346\274\242\345\255\227x"},
    {"combining characters stay with theirs", "e\314\201x\r\n", "e\314\201x"},
    {"colours", "\033[31mred\033[0m plain", "red plain 0+3:1/-1/0"},
    {"bright, indexed and true colours", "\033[92ma\033[38;5;200mb\033[48;2;1;2;3mc",
     "abc 0+1:10/-1/0 1+1:200/-1/0 2+1:200/16843267/0"},
    {"bold, italic, underline, reverse", "\033[1ma\033[0;3mb\033[0;4mc\033[0;7md",
     "abcd 0+1:-1/-1/1 1+1:-1/-1/2 2+1:-1/-1/4 3+1:-1/-1/8"},
    {"a title is not shown", "\033]0;title\007x", "x"},
    {"the clipboard is not reached", "\033]52;c;aGk=\007x", "x"},
    {"clearing the screen clears this screen", "old\r\n\033[2J\033[Hnew", "new"},
    {"a full-screen program leaves no trace", "before\r\n\033[?1049hfull\033[?1049lafter", "before|after"},
    {"half an escape waits", "x\033[3", "x"},
    {"an escape alone waits", "x\033", "x"},
    {"a string ends with its terminator", "\033]0;title\033\\x\033P1$r\033\\y", "xy"},
    {"what lies within a terminator is nothing", "\033P1$r\033\302\233\177\\x", "x"},
    {"no UTF-8 is replaced", "a\377b", "a\357\277\275b"},
    {"C1 controls in UTF-8 are nothing", "a\302\233b\302\220\302\233c\302\251", "abc\302\251"},
    {"nor do they leave the row on the left", "\302\233\302\233\302\233x\r\n", "x"},
    {"nor in insert mode", "\033[4h\302\233x", "x"},
    {"insert mode inserts", "bc\r\033[4ha\033[4l", "abc"},
    {"a cursor is saved by either name", "ab\033[scd\033[uX\r\n\0337ef\0338Y", "abXd|Yf"},
    {"many parameters are cut", "\033[0;0;0;0;0;0;0;0;0;0;0;0;0;0;31;0;0;0;0mx", "x 0+1:1/-1/0"},
    {"lines are drawn", "\033(0lqk\033(B", "\342\224\214\342\224\200\342\224\220"},
    {"no margins at the sides", "\033[?69h\033[5;9sx\r\ny", "x|y"},
    {"a control within a sequence is done", "ab\033[3\r1mc", "cb 0+1:1/-1/0"},
    {"an escape within a sequence begins anew", "\033[3\033[31mx", "x 0+1:1/-1/0"},
    {"a repetition of nothing ends", "\033[4bx", "    x"},
    {"nothing is nothing", "", ""},
};

static char *see(Console *console)
{
    g_autoptr(StyledText) text = console_text(console);
    GString *seen = g_string_new(NULL);
    for (guint i = 0; text && i < text->lines->len; i++) {
        const StyledLine *line = g_ptr_array_index(text->lines, i);
        g_string_append_printf(seen, "%s%s", i ? "|" : "", line->text);
        for (guint j = 0; line->spans && j < line->spans->len; j++) {
            const StyledSpan *span = &g_array_index(line->spans, StyledSpan, j);
            g_string_append_printf(seen, " %zu+%zu:%d/%d/%d", span->start, span->length, span->foreground,
                                   span->background, span->attributes);
        }
    }
    return g_string_free(seen, FALSE);
}

static void check(const Case *row, const char *how, const char *seen)
{
    if (strcmp(seen, row->seen) != 0)
        fail_msg("%s (%s): want \"%s\", got \"%s\"", row->name, how, row->seen, seen);
}

static void bytes_become_what_a_terminal_shows(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        const Case *row = &CASES[i];
        g_autoptr(Console) console = console_new(20, 6);
        console_feed(console, row->bytes, strlen(row->bytes), 0);
        g_autofree char *seen = see(console);
        check(row, "at once", seen);
    }
}

static void it_does_not_matter_how_bytes_are_cut(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        const Case *row = &CASES[i];
        g_autoptr(Console) console = console_new(20, 6);
        for (const char *at = row->bytes; *at; at++)
            console_feed(console, at, 1, 0);
        g_autofree char *seen = see(console);
        check(row, "byte by byte", seen);
    }
}

/* Lines as programs print them, some of them with what is no plain text. */
static GString *random_lines(GRand *random, int count)
{
    static const char *const ODD[] = {"\t", "\303\251", "\346\274\242", "10%\r20%", "a\b", "\033[31mred\033[0m", "\033[41mred",
                                      "\033[m", "\a", "\r\n\n", "\177"};
    GString *text = g_string_new(NULL);
    int odd = g_rand_int_range(random, 0, 3) ? count + 1 : g_rand_int_range(random, 1, count);
    for (int i = 0; i < count; i++) {
        for (int width = g_rand_int_range(random, 0, 4) ? g_rand_int_range(random, 0, 12) : g_rand_int_range(random, 15, 65); width > 0; width--)
            g_string_append_c(text, g_rand_int_range(random, 0, 3) ? (char)g_rand_int_range(random, 'a', 'z') : ' ');
        if (i % odd == odd - 1)
            g_string_append(text, ODD[g_rand_int_range(random, 0, G_N_ELEMENTS(ODD))]);
        g_string_append(text, "\r\n");
    }
    return text;
}

/* Many lines in one piece become lines without the screen: nothing may tell. */
static void a_flood_is_what_its_pieces_are(void **state)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(20261128);
    for (int round = 0; round < 120; round++) {
        g_autoptr(Console) whole = console_new(20, 6), cut = console_new(20, 6);
        for (int part = 0; part < 3; part++) {
            g_autoptr(GString) text = random_lines(random, g_rand_int_range(random, 1, 120));
            g_string_truncate(text, text->len - (gsize)g_rand_int_range(random, 0, 3));
            console_feed(whole, text->str, text->len, 0);
            for (size_t at = 0; at < text->len; at += 5)
                console_feed(cut, text->str + at, MIN(5, text->len - at), 0);
            int columns = g_rand_int_range(random, 15, 25), rows = g_rand_int_range(random, 4, 9);
            console_resize(whole, columns, rows);
            console_resize(cut, columns, rows);
            const char *last = part < 2 ? "x\ry" : "x\033[2Ay\r\n"; /* from then on it is a terminal like any other */
            console_feed(whole, last, strlen(last), 0);
            console_feed(cut, last, strlen(last), 0);
            g_autofree char *seen = see(whole), *wanted = see(cut);
            assert_string_equal(seen, wanted);
        }
    }
}

static void print_lines(Console *console, int count)
{
    for (int i = 0; i < count; i++) {
        g_autofree char *line = g_strdup_printf("line %d\r\n", i);
        console_feed(console, line, strlen(line), 0);
    }
}

static void assert_first_and_last(Console *console)
{
    g_autoptr(StyledText) text = console_text(console);
    const StyledLine *first = g_ptr_array_index(text->lines, 0);
    const StyledLine *last = g_ptr_array_index(text->lines, text->lines->len - 1);
    assert_string_equal(first->text, "line 0");
    assert_string_equal(last->text, "line 9999");
    assert_int_equal(text->dropped + text->lines->len, 10000);
    const StyledLine *edge = g_ptr_array_index(text->lines, text->dropped_after - 1);
    g_autofree char *expected = g_strdup_printf("line %zu", text->dropped_after - 1);
    assert_string_equal(edge->text, expected);
}

static void of_many_lines_the_first_and_the_last_are_kept(void **state)
{
    g_autoptr(Console) console = console_new(20, 6);
    print_lines(console, 10000);
    assert_first_and_last(console);
}

static void of_many_lines_in_one_piece_too(void **state)
{
    g_autoptr(Console) console = console_new(20, 6);
    g_autoptr(GString) piece = g_string_new(NULL);
    print_lines(console, 600);
    for (int i = 600; i < 10000; i++)
        g_string_append_printf(piece, "line %d\r\n", i);
    console_feed(console, piece->str, piece->len, 0);
    assert_first_and_last(console);
}

/* Of a machine, or of what runs the tests. */
static int slowness(void)
{
    const char *word = g_getenv("SLOWNESS");
    return word ? (int)MAX(g_ascii_strtoll(word, NULL, 10), 1) : 1;
}

static void a_flood_in_one_piece_costs_little(void **state)
{
    size_t size = 100 << 20;
    char *flood = g_malloc(size);
    for (size_t i = 0; i < size; i += 10)
        memcpy(flood + i, "12345678\r\n", MIN(10, size - i));
    g_autoptr(Console) console = console_new(80, 24);
    clock_t start = clock(); /* of this process: other work on the machine does not count */
    console_feed(console, flood, size, 0);
    g_autoptr(StyledText) text = console_text(console);
    assert_true(clock() - start < 5 * CLOCKS_PER_SEC * slowness());
    assert_true(text->dropped > 10000000 && text->dropped < 10500000);
    g_free(flood);
}

static void bytes_lost_on_the_way_are_told(void **state)
{
    g_autoptr(Console) console = console_new(20, 6);
    console_feed(console, "\033[31mhead", 9, 0);
    console_feed(console, "tail", 4, 10);
    g_autoptr(StyledText) text = console_text(console);
    assert_int_equal(text->dropped, 9);
    const StyledLine *tail = g_ptr_array_index(text->lines, text->lines->len - 1);
    assert_string_equal(tail->text, "tail");
    assert_null(tail->spans);
}

static void questions_of_programs_are_answered(void **state)
{
    g_autoptr(Console) console = console_new(20, 6);
    console_feed(console, "ab\033[6n", 6, 0);
    g_autoptr(GBytes) answers = console_take_answers(console);
    assert_non_null(answers);
    assert_int_equal(g_bytes_get_size(answers), 6);
    assert_memory_equal(g_bytes_get_data(answers, NULL), "\033[1;3R", 6);
    assert_null(console_take_answers(console));
}

/* libvterm would write where the row was. */
static void a_cursor_saved_in_a_row_that_is_gone_comes_back_into_the_last(void **state)
{
    g_autoptr(Console) console = console_new(20, 6);
    console_feed(console, "a\r\nb\r\nc\r\nd\r\ne\0337", 13 + 2, 0);
    console_resize(console, 20, 3);
    console_feed(console, "\0338x\033[2;5r\033[?6h\033[5Hy", 20, 0);
    console_resize(console, 20, 2);
    console_feed(console, "\033[Hz", 4, 0);
    g_autofree char *seen = see(console);
    assert_non_null(strchr(seen, 'x'));
}

static void a_new_width_holds_for_what_comes(void **state)
{
    g_autoptr(Console) console = console_new(5, 6);
    console_feed(console, "1234567\r\n", 9, 0);
    console_resize(console, 10, 6);
    console_feed(console, "abcdefgh", 8, 0);
    g_autofree char *seen = see(console);
    assert_string_equal(seen, "12345|67|abcdefgh");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_become_what_a_terminal_shows),
        cmocka_unit_test(a_flood_is_what_its_pieces_are),
        cmocka_unit_test(it_does_not_matter_how_bytes_are_cut),
        cmocka_unit_test(of_many_lines_the_first_and_the_last_are_kept),
        cmocka_unit_test(of_many_lines_in_one_piece_too),
        cmocka_unit_test(a_flood_in_one_piece_costs_little),
        cmocka_unit_test(bytes_lost_on_the_way_are_told),
        cmocka_unit_test(questions_of_programs_are_answered),
        cmocka_unit_test(a_cursor_saved_in_a_row_that_is_gone_comes_back_into_the_last),
        cmocka_unit_test(a_new_width_holds_for_what_comes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
