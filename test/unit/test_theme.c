/* Colours: what a theme file says, and what terminals with few colours make of it. */
#include "tui/theme.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static Theme *parse(const char *text)
{
    g_autoptr(GError) error = NULL;
    Theme *theme = theme_parse("my.theme", text, &error);
    if (!theme)
        fail_msg("%s", error->message);
    return theme;
}

static void assert_refused(const char *text, const char *message)
{
    g_autoptr(GError) error = NULL;
    assert_null(theme_parse("my.theme", text, &error));
    assert_string_equal(error->message, message);
}

static void a_role_has_colours_and_attributes(void **state)
{
    g_autoptr(Theme) theme = parse("keyword = #c099ff/magenta on 17/blue bold mono reverse\n");
    Style keyword = style_of(STYLE_KEYWORD);
    Face face = theme_face(theme, keyword, COLOUR_TRUE);
    assert_int_equal(face.foreground, 0x1c099ff);
    assert_int_equal(face.background, 17);
    assert_int_equal(face.attributes, STYLED_BOLD);
    face = theme_face(theme, keyword, COLOUR_16);
    assert_int_equal(face.foreground, 5);
    assert_int_equal(face.background, 4);
    face = theme_face(theme, keyword, COLOUR_NONE);
    assert_int_equal(face.foreground, -1);
    assert_int_equal(face.background, -1);
    assert_int_equal(face.attributes, STYLED_REVERSE);
}

static void true_colours_become_the_nearest_of_the_palette(void **state)
{
    g_autoptr(Theme) theme = parse("ok = #5fd7ff\ndim = #808080\nfailed = #f00000\n");
    assert_int_equal(theme_face(theme, style_of(STYLE_OK), COLOUR_256).foreground, 81);
    assert_int_equal(theme_face(theme, style_of(STYLE_DIM), COLOUR_256).foreground, 244);
    assert_int_equal(theme_face(theme, style_of(STYLE_FAILED), COLOUR_16).foreground, 9);
}

static void what_is_laid_over_wins_where_it_says_something(void **state)
{
    g_autoptr(Theme) theme = parse("string = #00ff00 italic\nselection = on #0000ff\n");
    Style style = style_of(STYLE_STRING);
    style.over = STYLE_SELECTION;
    Face face = theme_face(theme, style, COLOUR_TRUE);
    assert_int_equal(face.foreground, 0x100ff00);
    assert_int_equal(face.background, 0x10000ff);
    assert_int_equal(face.attributes, STYLED_ITALIC);
}

static void a_programs_own_colours_win_over_the_role(void **state)
{
    g_autoptr(Theme) theme = parse("console = #111111\n");
    Style style = style_with(STYLE_CONSOLE, STYLED_UNDERLINE);
    style.foreground = 0x1aabbcc;
    Face face = theme_face(theme, style, COLOUR_TRUE);
    assert_int_equal(face.foreground, 0x1aabbcc);
    assert_int_equal(face.attributes, STYLED_UNDERLINE);
    assert_int_equal(theme_face(theme, style, COLOUR_NONE).foreground, -1);
}

static void faults_are_told_with_their_line(void **state)
{
    assert_refused("text =\nkeywrd = red\n", "my.theme:2: no such style: keywrd");
    assert_refused("keyword = rde\n", "my.theme:1: neither a colour nor an attribute: rde");
    assert_refused("keyword = #12345\n", "my.theme:1: neither a colour nor an attribute: #12345");
    assert_refused("keyword = 256\n", "my.theme:1: neither a colour nor an attribute: 256");
}

/* A state that only a colour tells would be told to nobody without colours, or on a light background. */
static void the_themes_that_come_with_tarn_know_every_role_they_need(void **state)
{
    static const StyleRole TELLING[] = {STYLE_RUNNING, STYLE_QUEUED,    STYLE_STALE,      STYLE_FAILED, STYLE_DISABLED,
                                        STYLE_ERROR,   STYLE_SELECTION, STYLE_STALE_VEIL, STYLE_SEARCH};
    static const StyleRole MARKED[] = {STYLE_SELECTION, STYLE_SEARCH, STYLE_STALE_VEIL, STYLE_STATUS, STYLE_MISTAKE};
    static const char *const NAMES[] = {"dark", "light"};
    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Theme) theme = theme_find(NAMES[i], &error);
        assert_non_null(theme);
        for (size_t k = 0; k < G_N_ELEMENTS(TELLING); k++) {
            for (ColourDepth depth = COLOUR_16; depth <= COLOUR_TRUE; depth++) {
                Face face = theme_face(theme, style_of(TELLING[k]), depth);
                assert_true(face.foreground >= 0 || face.background >= 0);
            }
        }
        for (size_t k = 0; k < G_N_ELEMENTS(MARKED); k++)
            assert_true(theme_face(theme, style_of(MARKED[k]), COLOUR_NONE).attributes != 0);
    }
}

static void an_unknown_theme_is_an_error(void **state)
{
    g_autoptr(GError) error = NULL;
    assert_null(theme_find("no-such-theme", &error));
    assert_true(g_str_has_prefix(error->message, "no theme named no-such-theme; there are dark, light, "));
}

static void every_role_has_a_name_of_its_own(void **state)
{
    for (StyleRole role = 0; role < STYLE_COUNT; role++)
        assert_int_equal(style_find(style_name(role)), role);
    assert_int_equal(style_find("nonsense"), STYLE_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_role_has_colours_and_attributes),
        cmocka_unit_test(true_colours_become_the_nearest_of_the_palette),
        cmocka_unit_test(what_is_laid_over_wins_where_it_says_something),
        cmocka_unit_test(a_programs_own_colours_win_over_the_role),
        cmocka_unit_test(faults_are_told_with_their_line),
        cmocka_unit_test(the_themes_that_come_with_tarn_know_every_role_they_need),
        cmocka_unit_test(an_unknown_theme_is_an_error),
        cmocka_unit_test(every_role_has_a_name_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
