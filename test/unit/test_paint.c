/* The bytes that lead from one picture to the next, read by another terminal emulator (libvterm): whatever was on
 * the screen, it shows the new picture afterwards. */
#include "painting.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { ROWS = 12, COLUMNS = 40 };

typedef Painting Bench;

static Bench *bench_new(void)
{
    Painting painting = painting_open(ROWS, COLUMNS);
    vterm_screen_reset(painting.screen, 1);
    return g_memdup2(&painting, sizeof painting);
}

static void bench_free(Bench *bench)
{
    painting_close(bench);
    g_free(bench);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Bench, bench_free)

/* As the loop does: what is painted is settled. */
static size_t paint(Bench *bench, Grid *grid)
{
    g_autoptr(GString) bytes = g_string_new(NULL);
    painter_paint(bench->painter, bench->term, grid, bench->theme, bytes);
    vterm_input_write(bench->vterm, bytes->str, bytes->len);
    grid_settle(grid);
    return bytes->len;
}

/* --- what the emulator shows ----------------------------------------------------------------------------- */

static bool same_text(const VTermScreenCell *cell, const char *text)
{
    if (cell->chars[0] == 0)
        return strcmp(text, " ") == 0;
    char shown[VTERM_MAX_CHARS_PER_CELL * 6 + 1];
    int length = 0;
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i]; i++)
        length += g_unichar_to_utf8(cell->chars[i], shown + length);
    shown[length] = '\0';
    return strcmp(shown, text) == 0;
}

static bool same_colour(const VTermColor *colour, StyledColour want, bool is_default)
{
    if (want < 0)
        return is_default;
    if (want >= 0x1000000)
        return VTERM_COLOR_IS_RGB(colour) && colour->rgb.red == (want >> 16 & 0xff) &&
               colour->rgb.green == (want >> 8 & 0xff) && colour->rgb.blue == (want & 0xff);
    return VTERM_COLOR_IS_INDEXED(colour) && colour->indexed.idx == want;
}

static bool same_attributes(const VTermScreenCellAttrs *attrs, uint8_t want, bool blank)
{
    bool reverse = want & STYLED_REVERSE, underline = want & STYLED_UNDERLINE;
    if (attrs->reverse != reverse || (attrs->underline != 0) != underline)
        return false;
    return blank || (attrs->bold == !!(want & STYLED_BOLD) && attrs->italic == !!(want & STYLED_ITALIC));
}

static bool shows(const Bench *bench, const Grid *grid, int row, int column)
{
    const Glyph *glyph = grid_row(grid, row) + column;
    if (glyph->width == 0)
        return true;
    VTermScreenCell cell;
    vterm_screen_get_cell(bench->screen, (VTermPos){row, column}, &cell);
    Face face = theme_face(bench->theme, glyph->style, term_depth(bench->term));
    const char *text = grid_text(grid, glyph);
    bool blank = strcmp(text, " ") == 0;
    return same_text(&cell, text) && same_colour(&cell.bg, face.background, VTERM_COLOR_IS_DEFAULT_BG(&cell.bg)) &&
           (blank || same_colour(&cell.fg, face.foreground, VTERM_COLOR_IS_DEFAULT_FG(&cell.fg))) &&
           same_attributes(&cell.attrs, face.attributes, blank);
}

static void assert_shown(const Bench *bench, const Grid *grid, int round)
{
    for (int row = 0; row < grid_rows(grid); row++) {
        for (int column = 0; column < grid_columns(grid); column++) {
            if (!shows(bench, grid, row, column))
                fail_msg("round %d: row %d, column %d is not \"%s\"", round, row, column,
                         grid_text(grid, grid_row(grid, row) + column));
        }
    }
    GridCursor cursor = grid_cursor(grid);
    VTermPos at;
    vterm_state_get_cursorpos(vterm_obtain_state(bench->vterm), &at);
    if (cursor.visible && (at.row != cursor.row || at.col != cursor.column))
        fail_msg("round %d: the cursor is at %d,%d", round, at.row, at.col);
}

/* --- random pictures ---------------------------------------------------------------------------------------- */

static Style random_style(GRand *random)
{
    StyleRole role = (StyleRole)g_rand_int_range(random, 0, STYLE_COUNT);
    Style style = style_of(role == STYLE_PICTURE ? STYLE_TEXT : role); /* test_pixels.c has those */
    if (g_rand_int_range(random, 0, 4) == 0)
        style.attributes = (uint8_t)(1 << g_rand_int_range(random, 0, 4));
    if (g_rand_int_range(random, 0, 4) == 0)
        style.foreground = g_rand_int_range(random, 0, 256);
    if (g_rand_int_range(random, 0, 6) == 0)
        style.background = 0x1000000 | g_rand_int_range(random, 0, 0x1000000);
    return style;
}

static void scribble(Grid *grid, GRand *random, int row)
{
    static const char *const PIECES[] = {"a", "xyz", "   ", "          ", "é", "e\u0301", "日", "─", "本語", "▌", "42",
                                         "  ", "────────────", "              "};
    int column = g_rand_int_range(random, 0, COLUMNS);
    for (int left = g_rand_int_range(random, 1, 12); left > 0; left--) {
        Style style = random_style(random);
        if (g_rand_int_range(random, 0, 8) == 0)
            style.link = grid_link(grid, g_rand_boolean(random) ? "https://example.org/" : "mailto:a@example.org");
        column = grid_print(grid, grid_area(grid), row, column,
                            PIECES[g_rand_int_range(random, 0, G_N_ELEMENTS(PIECES))], style);
    }
}

/* Rows move up or down, as when one scrolls; what comes in is new. */
static void shift_rows(Grid *grid, GRand *random)
{
    g_autoptr(Grid) before = grid_new(1, 1);
    grid_copy(before, grid);
    int by = g_rand_int_range(random, -4, 5), first = g_rand_int_range(random, 0, 4);
    int last = g_rand_int_range(random, ROWS - 4, ROWS);
    for (int row = first; row <= last; row++) {
        if (row + by >= first && row + by <= last)
            grid_copy_row(grid, row, before, row + by);
        else
            scribble(grid, random, row);
    }
}

static void change(Grid *grid, GRand *random)
{
    int kind = g_rand_int_range(random, 0, 10);
    if (kind == 0)
        grid_reset(grid, ROWS, COLUMNS);
    if (kind <= 2) {
        for (int row = 0; row < ROWS; row++)
            scribble(grid, random, row);
    } else if (kind <= 5) {
        shift_rows(grid, random);
    } else {
        for (int left = g_rand_int_range(random, 0, 4); left > 0; left--)
            scribble(grid, random, g_rand_int_range(random, 0, ROWS));
    }
    if (kind == 9)
        grid_fill(grid, (Rect){g_rand_int_range(random, 0, ROWS), 5, 3, COLUMNS}, random_style(random));
    grid_set_cursor(grid, (GridCursor){g_rand_int_range(random, 0, ROWS), g_rand_int_range(random, 0, COLUMNS),
                                       g_rand_int_range(random, 0, 5) > 0, CURSOR_BLOCK});
}

/* It was seen to write signs again. */
static void let_repeat(Bench *bench)
{
    term_take_answer(bench->term, &(Answer){ANSWER_PLACE, true, 2, 5});
    assert_true(term_caps(bench->term)->repeats);
}

static void whatever_was_there_the_new_picture_is_shown(void **state)
{
    g_autoptr(Bench) bench = bench_new();
    g_autoptr(Grid) grid = grid_new(ROWS, COLUMNS);
    g_autoptr(GRand) random = g_rand_new_with_seed(20);
    for (int round = 0; round < 6000; round++) {
        if (round == 3000)
            let_repeat(bench);
        change(grid, random);
        paint(bench, grid);
        assert_shown(bench, grid, round);
    }
}

/* A light theme in a dark terminal: what is blank has the theme's background, however it became blank. */
static void a_theme_for_another_background_brings_its_own(void **state)
{
    g_autoptr(Bench) bench = bench_new();
    g_autoptr(Grid) grid = grid_new(ROWS, COLUMNS);
    g_autoptr(GRand) random = g_rand_new_with_seed(22);
    paint(bench, grid);
    theme_free(bench->theme);
    bench->theme = theme_find("light", NULL);
    assert_false(theme_stand_on(bench->theme, true));
    assert_true(theme_stand_on(bench->theme, false));
    assert_true(theme_face(bench->theme, style_of(STYLE_TEXT), term_depth(bench->term)).background >= 0);
    for (int round = 0; round < 2000; round++) {
        paint(bench, grid);
        assert_shown(bench, grid, round);
        change(grid, random);
    }
}

static void a_screen_that_was_forgotten_is_painted_whole(void **state)
{
    g_autoptr(Bench) bench = bench_new();
    g_autoptr(Grid) grid = grid_new(ROWS, COLUMNS);
    g_autoptr(GRand) random = g_rand_new_with_seed(21);
    for (int round = 0; round < 100; round++) {
        static const char NOISE[] = "\033[H\033[41mnoise\r\nmore\033[5;9Hnoise";
        change(grid, random);
        vterm_input_write(bench->vterm, NOISE, strlen(NOISE));
        painter_forget(bench->painter);
        paint(bench, grid);
        assert_shown(bench, grid, round);
    }
}

static void the_same_picture_costs_nothing(void **state)
{
    g_autoptr(Bench) bench = bench_new();
    g_autoptr(Grid) grid = grid_new(ROWS, COLUMNS);
    g_autoptr(GRand) random = g_rand_new_with_seed(22);
    change(grid, random);
    paint(bench, grid);
    assert_int_equal(paint(bench, grid), 0);
}

/* A word here and there, some of them laid over, in turns with a grid of which the painter knows nothing. */
static void rows_that_were_written_to_are_painted(void **state)
{
    g_autoptr(Bench) bench = bench_new();
    g_autoptr(Grid) grid = grid_new(ROWS, COLUMNS), other = grid_new(ROWS, COLUMNS);
    g_autoptr(GRand) random = g_rand_new_with_seed(5);
    for (int round = 0; round < 500; round++) {
        for (int words = g_rand_int_range(random, 1, 4); words > 0; words--) {
            static const char *const WORDS[] = {"a", "two", "  ", "日本", "e\u0301e"};
            const char *word = WORDS[g_rand_int_range(random, 0, round % 100 < 90 ? 4 : 5)];
            int row = g_rand_int_range(random, 0, ROWS), column = g_rand_int_range(random, 0, COLUMNS);
            grid_print(grid, grid_area(grid), row, column, word, style_of(STYLE_TEXT));
            grid_overlay(grid, g_rand_int_range(random, 0, ROWS), column, column + 3, words == 2 ? STYLE_SELECTION : 0);
        }
        if (round % 50 == 0) {
            paint(bench, other);
            assert_shown(bench, other, round);
        }
        paint(bench, grid);
        assert_shown(bench, grid, round);
    }
}

static void a_typed_character_costs_a_few_bytes(void **state)
{
    g_autoptr(Bench) bench = bench_new();
    g_autoptr(Grid) grid = grid_new(ROWS, COLUMNS);
    grid_print(grid, grid_area(grid), 3, 4, "x = 1", style_of(STYLE_TEXT));
    grid_set_cursor(grid, (GridCursor){3, 9, true, CURSOR_BAR});
    paint(bench, grid);
    grid_print(grid, grid_area(grid), 3, 9, "2", style_of(STYLE_TEXT));
    grid_set_cursor(grid, (GridCursor){3, 10, true, CURSOR_BAR});
    size_t bytes = paint(bench, grid);
    assert_true(bytes > 0);
    assert_true(bytes < 60);
}

static size_t rule(Bench *bench, Grid *grid, int row)
{
    grid_repeat(grid, grid_area(grid), row, 0, COLUMNS, "─", style_of(STYLE_RULE));
    size_t bytes = paint(bench, grid);
    assert_shown(bench, grid, row);
    return bytes;
}

static void a_rule_costs_as_much_as_a_sign_of_it_if_the_terminal_repeats(void **state)
{
    g_autoptr(Bench) bench = bench_new();
    g_autoptr(Grid) grid = grid_new(ROWS, COLUMNS);
    paint(bench, grid);
    assert_true(rule(bench, grid, 2) > COLUMNS * strlen("─"));
    let_repeat(bench);
    assert_true(rule(bench, grid, 3) < COLUMNS);
}

/* The mark of the cell at the cursor is in another place with each step: what moved is moved all the same. */
static void what_scrolls_with_another_margin_is_scrolled(void **state)
{
    g_autoptr(Bench) bench = bench_new();
    g_autoptr(Grid) grid = grid_new(ROWS, COLUMNS), before = grid_new(1, 1);
    for (int row = 0; row < ROWS; row++) {
        g_autofree char *text = g_strdup_printf("%d was here, and this is a text %d", row, row * row);
        grid_print(grid, grid_area(grid), row, 9, text, style_of(STYLE_TEXT));
    }
    size_t whole = paint(bench, grid);
    grid_copy(before, grid);
    for (int row = 0; row < ROWS - 2; row++) {
        grid_copy_row(grid, row, before, row + 1);
        grid_print(grid, grid_area(grid), row, 0, "▌", style_of(STYLE_MARK));
    }
    size_t bytes = paint(bench, grid);
    assert_shown(bench, grid, 1);
    assert_true(bytes < whole / 2);
}

/* A character and what the status line says of it: the colours of one of them are in force already. */
static void typing_tells_colours_once_in_a_frame(void **state)
{
    g_autoptr(Bench) bench = bench_new();
    g_autoptr(Grid) grid = grid_new(ROWS, COLUMNS);
    for (int i = 0; i < 6; i++) {
        g_autofree char *column = g_strdup_printf("%d", i);
        grid_print(grid, grid_area(grid), 3, 4 + i, "x", style_of(STYLE_STRING));
        grid_print(grid, grid_area(grid), ROWS - 1, 20, column, style_of(STYLE_STATUS));
        grid_set_cursor(grid, (GridCursor){3, 5 + i, true, CURSOR_BAR});
        size_t bytes = paint(bench, grid);
        assert_shown(bench, grid, i);
        assert_true(i == 0 || bytes <= 55);
    }
}

/* Two addresses whose numbers are the same in two pictures are not taken for each other. */
static void another_address_in_the_same_place_is_told(void **state)
{
    g_autoptr(Bench) bench = bench_new();
    g_autoptr(Grid) grid = grid_new(ROWS, COLUMNS);
    Style style = style_of(STYLE_LINK);
    style.link = grid_link(grid, "https://example.org/first");
    uint8_t number = style.link;
    grid_print(grid, grid_area(grid), 3, 4, "there", style);
    paint(bench, grid);
    for (int i = 0; i < 100000; i++) {
        grid_reset(grid, ROWS, COLUMNS);
        g_autofree char *address = g_strdup_printf("https://example.org/%d", i);
        style.link = grid_link(grid, address);
        if (style.link != number)
            continue;
        grid_print(grid, grid_area(grid), 3, 4, "there", style);
        g_autoptr(GString) bytes = g_string_new(NULL);
        painter_paint(bench->painter, bench->term, grid, bench->theme, bytes);
        assert_non_null(strstr(bytes->str, address));
        return;
    }
    fail();
}

/* Without UTF-8 each sign of ours has a plain one that stands for it; what is the user's becomes a question mark. */
static void our_signs_can_be_shown_without_utf8(void **state)
{
    static const char SIGNS[] = "│┊╭─┼▌┃▏✓✗▶●…⊘·■•▸▾□☐☑→›‹↪";
    setlocale(LC_ALL, "C");
    {
        g_autoptr(Bench) bench = bench_new();
        g_autoptr(Grid) grid = grid_new(ROWS, COLUMNS);
        int columns = grid_print(grid, grid_area(grid), 0, 0, SIGNS, style_of(STYLE_TEXT));
        grid_print(grid, grid_area(grid), 1, 0, "é", style_of(STYLE_TEXT));
        paint(bench, grid);
        VTermScreenCell cell;
        for (int column = 0; column < columns; column++) {
            vterm_screen_get_cell(bench->screen, (VTermPos){0, column}, &cell);
            if (cell.chars[0] >= 0x80 || cell.chars[0] <= ' ' || cell.chars[0] == '?')
                fail_msg("the sign in column %d is shown as %c", column, (int)cell.chars[0]);
        }
        vterm_screen_get_cell(bench->screen, (VTermPos){1, 0}, &cell);
        assert_int_equal(cell.chars[0], '?');
    }
    setlocale(LC_ALL, "C.UTF-8");
}

int main(void)
{
    setenv("TERM", "xterm-256color", 1);
    setenv("COLORTERM", "truecolor", 1);
    setlocale(LC_ALL, "C.UTF-8");
    unsetenv("NO_COLOR");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_was_there_the_new_picture_is_shown),
        cmocka_unit_test(a_theme_for_another_background_brings_its_own),
        cmocka_unit_test(a_screen_that_was_forgotten_is_painted_whole),
        cmocka_unit_test(the_same_picture_costs_nothing),
        cmocka_unit_test(a_typed_character_costs_a_few_bytes),
        cmocka_unit_test(a_rule_costs_as_much_as_a_sign_of_it_if_the_terminal_repeats),
        cmocka_unit_test(what_scrolls_with_another_margin_is_scrolled),
        cmocka_unit_test(typing_tells_colours_once_in_a_frame),
        cmocka_unit_test(rows_that_were_written_to_are_painted),
        cmocka_unit_test(another_address_in_the_same_place_is_told),
        cmocka_unit_test(our_signs_can_be_shown_without_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
