/* Sixels of a picture that has more colours than the terminal: seen from afar it is the picture, and what needs no help
 * is left alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/sixel.h"

enum { WIDTH = 320, HEIGHT = 240, PATCH = 8, PAPER = 40 };

/* Each colour of two axes, and a stripe of white below. */
static uint8_t *make_gradient(void)
{
    uint8_t *pixels = g_malloc((size_t)4 * WIDTH * HEIGHT);
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            bool paper = y >= HEIGHT - PAPER;
            uint8_t pixel[4] = {paper ? 255 : (uint8_t)(x * 255 / WIDTH), paper ? 255 : (uint8_t)y, paper ? 255 : 60, 255};
            memcpy(pixels + (size_t)4 * (y * WIDTH + x), pixel, 4);
        }
    }
    return pixels;
}

static int average(const uint8_t *pixels, int left, int top, int part)
{
    int sum = 0;
    for (int y = top; y < top + PATCH; y++) {
        for (int x = left; x < left + PATCH; x++)
            sum += pixels[4 * (y * WIDTH + x) + part];
    }
    return sum / (PATCH * PATCH);
}

static int count_colours(const uint8_t *pixels)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_direct_hash, g_direct_equal);
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        g_hash_table_add(seen, GINT_TO_POINTER(pixels[4 * i] << 16 | pixels[4 * i + 1] << 8 | pixels[4 * i + 2] | 1 << 24));
    return (int)g_hash_table_size(seen);
}

static void from_afar_a_gradient_has_all_its_colours(void **state)
{
    (void)state;
    enum { CLOSE = 4, COLOURS = 256 };
    g_autofree uint8_t *before = make_gradient(), *after = make_gradient();
    SixelPalette *palette = sixel_palette_new(before, WIDTH * HEIGHT, COLOURS);
    sixel_dither(palette, after, WIDTH, HEIGHT);
    assert_in_range(count_colours(after), COLOURS / 2, COLOURS);
    int far_off = 0, patches = 0;
    for (int y = 0; y + PATCH <= HEIGHT - PAPER; y += PATCH) {
        for (int x = 0; x + PATCH <= WIDTH; x += PATCH, patches++) {
            for (int part = 0; part < 3; part++)
                far_off += abs(average(before, x, y, part) - average(after, x, y, part)) > CLOSE;
        }
    }
    assert_in_range(far_off, 0, patches / 10);
    sixel_palette_free(palette);
}

static void paper_stays_white(void **state)
{
    (void)state;
    g_autofree uint8_t *pixels = make_gradient();
    SixelPalette *palette = sixel_palette_new(pixels, WIDTH * HEIGHT, 64);
    sixel_dither(palette, pixels, WIDTH, HEIGHT);
    for (int i = WIDTH * (HEIGHT - PAPER); i < WIDTH * HEIGHT; i++)
        assert_int_equal(pixels[4 * i], 255);
    sixel_palette_free(palette);
}

static void few_colours_are_left_alone(void **state)
{
    (void)state;
    g_autofree uint8_t *pixels = make_gradient();
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        for (int part = 0; part < 3; part++)
            pixels[4 * i + part] &= 0xc0;
    }
    g_autofree uint8_t *before = g_memdup2(pixels, (size_t)4 * WIDTH * HEIGHT);
    SixelPalette *palette = sixel_palette_new(pixels, WIDTH * HEIGHT, 64);
    sixel_dither(palette, pixels, WIDTH, HEIGHT);
    assert_memory_equal(before, pixels, (size_t)4 * WIDTH * HEIGHT);
    sixel_palette_free(palette);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_afar_a_gradient_has_all_its_colours),
        cmocka_unit_test(paper_stays_white),
        cmocka_unit_test(few_colours_are_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
