/* Pictures: what is read of a PNG, whatever it holds, and how it becomes characters. */
#include "tui/picture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "notebook/output.h"
#include "tui/output_block.h"

static uint32_t crc_of(const uint8_t *bytes, size_t length)
{
    uint32_t crc = 0xffffffff;
    for (size_t i = 0; i < length; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc;
}

static void add_number(GByteArray *bytes, uint32_t number)
{
    uint32_t big = GUINT32_TO_BE(number);
    g_byte_array_append(bytes, (const uint8_t *)&big, 4);
}

static void add_chunk(GByteArray *bytes, const char *type, const uint8_t *data, size_t length)
{
    add_number(bytes, (uint32_t)length);
    size_t from = bytes->len;
    g_byte_array_append(bytes, (const uint8_t *)type, 4);
    g_byte_array_append(bytes, data, (guint)length);
    add_number(bytes, crc_of(bytes->data + from, bytes->len - from));
}

/* Deflate without compression, in blocks of 64 KiB. */
static void add_stored(GByteArray *to, const uint8_t *data, size_t length)
{
    uint32_t a = 1, b = 0;
    g_byte_array_append(to, (const uint8_t *)"\x78\x01", 2);
    for (size_t at = 0; at < length;) {
        size_t part = MIN(length - at, 65535);
        uint8_t head[] = {at + part == length, part & 255, (uint8_t)(part >> 8), ~part & 255, (uint8_t)(~part >> 8)};
        g_byte_array_append(to, head, sizeof head);
        g_byte_array_append(to, data + at, (guint)part);
        at += part;
    }
    for (size_t i = 0; i < length; i++) {
        a = (a + data[i]) % 65521;
        b = (b + a) % 65521;
    }
    add_number(to, b << 16 | a);
}

typedef uint32_t Painting(int x, int y); /* 0xRRGGBBAA */

static GByteArray *png_of(int width, int height, Painting *painting)
{
    GByteArray *png = g_byte_array_new();
    g_byte_array_append(png, (const uint8_t *)"\x89PNG\r\n\x1a\n", 8);
    g_autoptr(GByteArray) header = g_byte_array_new();
    add_number(header, (uint32_t)width);
    add_number(header, (uint32_t)height);
    g_byte_array_append(header, (const uint8_t *)"\x08\x06\0\0\0", 5);
    add_chunk(png, "IHDR", header->data, header->len);
    if (!painting)
        return png;
    g_autoptr(GByteArray) rows = g_byte_array_new();
    for (int y = 0; y < height; y++) {
        g_byte_array_append(rows, (const uint8_t *)"", 1);
        for (int x = 0; x < width; x++)
            add_number(rows, painting(x, y));
    }
    g_autoptr(GByteArray) data = g_byte_array_new();
    add_stored(data, rows->data, rows->len);
    add_chunk(png, "IDAT", data->data, data->len);
    add_chunk(png, "IEND", (const uint8_t *)"", 0);
    return png;
}

static uint32_t halves(int x, int y)
{
    return x < 320 ? 0xff0000ff : 0x0000ffff;
}

static uint32_t red_over_nothing(int x, int y)
{
    return x % 2 ? 0x00ff0000 : 0xff0000ff;
}

static Picture *picture_of(int width, int height, Painting *painting)
{
    g_autoptr(GByteArray) png = png_of(width, height, painting);
    g_autoptr(GError) error = NULL;
    Picture *picture = picture_from_png(png->data, png->len, &error);
    assert_null(error);
    return picture;
}

static void assert_refused(const uint8_t *bytes, size_t length, const char *why)
{
    g_autoptr(GError) error = NULL;
    assert_null(picture_from_png(bytes, length, &error));
    if (!strstr(error->message, why))
        fail_msg("\"%s\" does not say \"%s\"", error->message, why);
}

/* --- reading ------------------------------------------------------------------------------------------- */

static void a_small_picture_is_kept_as_it_is(void **state)
{
    g_autoptr(Picture) picture = picture_of(3, 2, halves);
    assert_int_equal(picture->width, 3);
    assert_int_equal(picture->rows, 2);
    assert_memory_equal(picture->pixels, "\xff\0\0\xff\xff\0\0\xff", 8);
}

static void of_a_large_one_the_means_are_kept(void **state)
{
    g_autoptr(Picture) picture = picture_of(2048, 300, red_over_nothing);
    assert_int_equal(picture->width, 2048);
    assert_int_equal(picture->columns, 1024);
    assert_int_equal(picture->rows, 150);
    /* what is transparent has no say in the colour, but in how much shines through */
    assert_memory_equal(picture->pixels, "\xff\0\0\x7f\xff\0\0\x7f", 8);
}

static void one_pixel_and_one_line_are_pictures(void **state)
{
    g_autoptr(Picture) pixel = picture_of(1, 1, halves), line = picture_of(5000, 1, halves);
    assert_int_equal(pixel->rows, 1);
    assert_int_equal(line->columns, 1024);
    assert_int_equal(line->rows, 1);
}

static void what_is_broken_or_too_large_is_refused_with_a_reason(void **state)
{
    g_autoptr(GByteArray) whole = png_of(64, 64, halves), bomb = png_of(70000, 70000, NULL);
    assert_refused(NULL, 0, "broken");
    assert_refused((const uint8_t *)"GIF89a", 6, "broken");
    for (guint length = 1; length < whole->len - 16; length += 97)
        assert_refused(whole->data, length, "broken");
    add_chunk(bomb, "IDAT", (const uint8_t *)"\x78\x9c", 2);
    assert_refused(bomb->data, bomb->len, "70000×70000 pixels are too many");
    whole->data[whole->len - 40]++; /* in the pixels */
    assert_refused(whole->data, whole->len, "broken");
}

/* --- drawing ------------------------------------------------------------------------------------------- */

static const BlockLine *line_at(const Block *block, guint at)
{
    return g_ptr_array_index(block->lines, at);
}

static Style first_style(const Block *block)
{
    return g_array_index(line_at(block, 0)->spans, BlockSpan, 0).style;
}

static Block *drawn(Pictures *pictures, Picture *picture, int width, int rows)
{
    Block *block = block_new(width, 1000);
    pictures_add(pictures, block, picture, rows, (PictureZoom){0});
    return block;
}

static void it_fills_the_screen_if_it_is_to(void **state)
{
    static const struct {
        int width, height, room, limit, columns, rows;
    } SIZES[] = {
        {64, 48, 200, 30, 80, 30}, {640, 480, 40, 100, 40, 15}, {8, 16, 80, 20, 20, 20}, {2000, 1, 80, 20, 80, 1},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(SIZES); i++) {
        g_autoptr(Pictures) pictures = pictures_new();
        g_autoptr(Picture) picture = picture_of(SIZES[i].width, SIZES[i].height, halves);
        g_autoptr(Block) block = block_new(SIZES[i].room, 1000);
        pictures_add(pictures, block, picture, SIZES[i].limit, (PictureZoom){.scale = 1});
        assert_int_equal(block->lines->len, SIZES[i].rows);
        assert_int_equal(block_columns(block), SIZES[i].columns);
    }
}

static void of_a_larger_one_that_part_is_seen_which_was_asked_for(void **state)
{
    enum { SIZE = 400, ROOM = 20 };
    static const struct {
        PictureZoom zoom;
        int left, top;
    } PARTS[] = {
        {{1, 0.5, 0.5}, 0, 0}, {{4, 0, 0}, 0, 0}, {{4, 1, 0}, 300, 0}, {{4, 0.5, 1}, 150, 300}, {{4, 7, -1}, 300, 0},
    };
    g_autoptr(Picture) picture = picture_of(SIZE, SIZE, halves);
    for (int y = 0; y < SIZE; y++) {
        for (int x = 0; x < SIZE; x++)
            memcpy(picture->pixels + 4 * (y * SIZE + x), (uint8_t[]){(uint8_t)(x / 2), (uint8_t)(y / 2), 0, 255}, 4);
    }
    g_autoptr(Pictures) pictures = pictures_new();
    for (size_t i = 0; i < G_N_ELEMENTS(PARTS); i++) {
        g_autoptr(Block) block = block_new(2 * ROOM, 1000);
        pictures_add(pictures, block, picture, ROOM, PARTS[i].zoom);
        assert_int_equal(block->lines->len, ROOM);
        assert_int_equal(block_columns(block), 2 * ROOM);
        int colour = first_style(block).background & 0xffffff, red = colour >> 16, green = colour >> 8 & 255;
        assert_in_range(red + 8 - PARTS[i].left / 2, 0, 24);
        assert_in_range(green + 8 - PARTS[i].top / 2, 0, 24);
        size_t work = pictures_work(pictures);
        g_autoptr(Block) again = block_new(2 * ROOM, 1000);
        pictures_add(pictures, again, picture, ROOM, PARTS[i].zoom);
        assert_int_equal(pictures_work(pictures), work);
    }
}

static void it_is_as_large_as_in_a_browser_if_that_fits(void **state)
{
    static const struct {
        int width, height, room, limit, columns, rows;
    } SIZES[] = {
        {640, 480, 200, 100, 80, 30}, {640, 480, 40, 100, 40, 15}, {640, 480, 200, 15, 40, 15}, {1, 1, 80, 20, 1, 1},
        {2000, 1, 80, 20, 80, 1},     {1, 2000, 80, 20, 1, 20},    {640, 480, 1, 1, 1, 1},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(SIZES); i++) {
        g_autoptr(Pictures) pictures = pictures_new();
        g_autoptr(Picture) picture = picture_of(SIZES[i].width, SIZES[i].height, halves);
        g_autoptr(Block) block = drawn(pictures, picture, SIZES[i].room, SIZES[i].limit);
        assert_int_equal(block->lines->len, SIZES[i].rows);
        assert_int_equal(block_columns(block), SIZES[i].columns);
    }
}

static void colours_are_those_that_the_terminal_has(void **state)
{
    g_autoptr(Pictures) pictures = pictures_new();
    g_autoptr(Picture) picture = picture_of(640, 32, halves);
    g_autoptr(Block) all = drawn(pictures, picture, 80, 20);
    Style style = first_style(all);
    assert_int_equal(style.background, 0x1ff0000); /* a blank on red, or a full block in red */
    pictures_set_look(pictures, (PictureLook){.depth = COLOUR_256});
    g_autoptr(Block) many = drawn(pictures, picture, 80, 20);
    style = first_style(many);
    assert_in_range(style.background, 16, 255);
    pictures_set_look(pictures, (PictureLook){.depth = COLOUR_16});
    g_autoptr(Block) few = drawn(pictures, picture, 80, 20);
    style = first_style(few);
    assert_in_range(style.background, 0, 15);
    pictures_set_look(pictures, (PictureLook){.depth = COLOUR_NONE});
    g_autoptr(Block) none = drawn(pictures, picture, 80, 20);
    assert_int_equal(first_style(none).background, -1);
    assert_int_equal(first_style(none).foreground, -1);
}

static void without_utf_8_it_is_ascii(void **state)
{
    g_autoptr(Pictures) pictures = pictures_new();
    g_autoptr(Picture) picture = picture_of(640, 480, halves);
    for (ColourDepth depth = COLOUR_NONE; depth <= COLOUR_TRUE; depth++) {
        pictures_set_look(pictures, (PictureLook){.depth = depth, .ascii = true});
        g_autoptr(Block) block = drawn(pictures, picture, 80, 20);
        for (guint i = 0; i < block->lines->len; i++)
            assert_true(g_str_is_ascii(line_at(block, i)->text->str));
    }
}

static uint32_t dot_on_paper(int x, int y)
{
    return x < 8 && y < 16 ? 0x000000ff : 0xffffffff;
}

static void without_colours_it_is_the_lines_that_are_written(void **state)
{
    g_autoptr(Pictures) pictures = pictures_new();
    g_autoptr(Picture) picture = picture_of(80, 32, dot_on_paper);
    pictures_set_look(pictures, (PictureLook){.depth = COLOUR_NONE, .ascii = true});
    g_autoptr(Block) block = drawn(pictures, picture, 80, 20);
    assert_int_not_equal(line_at(block, 0)->text->str[0], ' ');
    assert_string_equal(line_at(block, 0)->text->str + 1, "         ");
}

static uint32_t nothing(int x, int y)
{
    return 0x00ff0000;
}

static void through_what_is_transparent_the_terminal_is_seen(void **state)
{
    g_autoptr(Pictures) pictures = pictures_new();
    g_autoptr(Picture) picture = picture_of(80, 32, nothing);
    g_autoptr(Block) block = drawn(pictures, picture, 80, 20);
    assert_string_equal(line_at(block, 0)->text->str, "          ");
    assert_int_equal(first_style(block).background, -1);
}

static void the_same_picture_is_drawn_once_for_each_size_and_look(void **state)
{
    g_autoptr(Pictures) pictures = pictures_new();
    g_autoptr(Picture) picture = picture_of(640, 480, halves), other = picture_of(640, 480, halves);
    for (int round = 0; round < 3; round++) {
        g_autoptr(Block) large = drawn(pictures, picture, 80, 20), small = drawn(pictures, picture, 20, 20);
        g_autoptr(Block) same = drawn(pictures, other, 80, 20);
    }
    assert_int_equal(pictures_work(pictures), 3);
    assert_true(pictures_set_look(pictures, (PictureLook){.depth = COLOUR_16}));
    assert_false(pictures_set_look(pictures, (PictureLook){.depth = COLOUR_16}));
    g_autoptr(Block) again = drawn(pictures, picture, 80, 20);
    assert_int_equal(pictures_work(pictures), 4);
}

/* --- as pixels ------------------------------------------------------------------------------------------ */

/* Without a fixture: what a test makes of them ends with it. */
static PictureLook look_of(PictureManner manner, int cell_width, int cell_height, Rasters *rasters)
{
    return (PictureLook){.depth = COLOUR_TRUE, .manner = manner, .cell_width = cell_width, .cell_height = cell_height,
                         .rasters = rasters};
}

static void pixels_are_shown_one_by_one_if_there_is_room(void **state)
{
    static const struct {
        int width, height, cell_width, cell_height, room, limit;
        RasterShape shape;
    } SIZES[] = {
        {640, 480, 8, 16, 200, 100, {80, 30, 640, 480, 8, 16}},   {640, 480, 9, 18, 200, 100, {72, 27, 640, 480, 9, 18}},
        {640, 480, 20, 40, 200, 100, {80, 30, 1600, 1200, 20, 40}} /* a fine screen */,
        {640, 480, 8, 16, 40, 100, {40, 15, 320, 240, 8, 16}},    {640, 480, 8, 16, 200, 10, {27, 10, 213, 160, 8, 16}},
        {1, 1, 8, 16, 80, 20, {1, 1, 1, 1, 8, 16}},               {640, 480, 0, 0, 200, 100, {80, 30, 640, 480, 8, 16}},
        {5000, 1, 4, 8, 900, 20, {297, 1, 1188, 1, 4, 8}},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(SIZES); i++) {
        Rasters *rasters = rasters_new();
        g_autoptr(Pictures) pictures = pictures_new();
        g_autoptr(Picture) picture = picture_of(SIZES[i].width, SIZES[i].height, halves);
        pictures_set_look(pictures, look_of(PICTURES_SIXEL, SIZES[i].cell_width, SIZES[i].cell_height, rasters));
        rasters_unref(rasters);
        g_autoptr(Block) block = drawn(pictures, picture, SIZES[i].room, SIZES[i].limit);
        const Raster *raster = g_ptr_array_index(block->rasters, 0);
        assert_memory_equal(&raster->shape, &SIZES[i].shape, sizeof raster->shape);
        assert_int_equal(block->lines->len, SIZES[i].shape.rows);
        assert_int_equal(block_columns(block), SIZES[i].shape.columns);
        assert_true(block->pictured);
    }
}

static void each_glyph_knows_its_part_wherever_the_line_goes(void **state)
{
    Rasters *rasters = rasters_new();
    g_autoptr(Pictures) pictures = pictures_new();
    g_autoptr(Picture) picture = picture_of(80, 64, halves);
    pictures_set_look(pictures, look_of(PICTURES_KITTY, 8, 16, rasters));
    g_autoptr(Block) inner = drawn(pictures, picture, 80, 20), outer = block_new(80, 100);
    g_autoptr(BlockLine) prefix = block_line_new();
    block_line_add(prefix, "> ", -1, style_of(STYLE_TEXT));
    block_append(outer, inner, prefix, prefix);
    g_clear_pointer(&inner, block_free);
    const BlockLine *line = line_at(outer, 3);
    RasterPart part = raster_part(g_array_index(line->spans, BlockSpan, 5).style);
    assert_int_equal(part.row, 3);
    assert_int_equal(part.column, 4);
    assert_non_null(rasters_find(rasters, part.number)); /* it lives with the line */
    g_clear_pointer(&outer, block_free);
    assert_null(rasters_find(rasters, part.number));
    rasters_unref(rasters);
}

static void the_same_pixels_in_the_same_place_are_the_same_picture(void **state)
{
    Rasters *rasters = rasters_new();
    g_autoptr(Picture) one = picture_of(80, 64, halves), same = picture_of(80, 64, halves), other = picture_of(80, 64, nothing);
    RasterShape shape = {10, 4, 80, 64, 8, 16}, larger = {20, 8, 160, 128, 8, 16};
    Raster *first = rasters_get(rasters, one, shape), *again = rasters_get(rasters, same, shape);
    Raster *different = rasters_get(rasters, other, shape), *large = rasters_get(rasters, one, larger);
    assert_ptr_equal(first, again);
    assert_int_not_equal(first->number, different->number);
    assert_int_not_equal(first->number, large->number);
    Raster *all[] = {first, again, different, large};
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        raster_unref(all[i]);
    rasters_unref(rasters);
}

static void a_stretched_picture_is_smooth_and_a_shrunk_one_a_mean(void **state)
{
    g_autoptr(Picture) picture = picture_of(2, 1, red_over_nothing);
    memcpy(picture->pixels, (uint8_t[]){0, 0, 0, 255, 200, 100, 0, 255}, 8);
    g_autofree uint8_t *wide = picture_scaled(picture, 4, 2), *narrow = picture_scaled(picture, 1, 1);
    static const uint8_t ROW[] = {0, 0, 0, 255, 50, 25, 0, 255, 150, 75, 0, 255, 200, 100, 0, 255};
    assert_memory_equal(wide, ROW, sizeof ROW);
    assert_memory_equal(wide + sizeof ROW, ROW, sizeof ROW);
    assert_memory_equal(narrow, ((uint8_t[]){100, 50, 0, 255}), 4);
}

static void a_png_that_was_written_is_read_as_it_was(void **state)
{
    g_autoptr(Picture) picture = picture_of(13, 7, red_over_nothing);
    g_autoptr(GBytes) png = picture_to_png(picture->pixels, 13, 7, PICTURE_SMALL);
    gsize length;
    const uint8_t *bytes = g_bytes_get_data(png, &length);
    g_autoptr(Picture) again = picture_from_png(bytes, length, NULL);
    assert_memory_equal(again->pixels, picture->pixels, 4 * 13 * 7);
}

static void characters_can_be_asked_for_and_words(void **state)
{
    g_autoptr(Pictures) pictures = pictures_new();
    g_autoptr(Picture) picture = picture_of(640, 480, halves);
    pictures_set_look(pictures, look_of(PICTURES_BRAILLE, 8, 16, NULL));
    g_autoptr(Block) dots = drawn(pictures, picture, 80, 20);
    for (const char *at = line_at(dots, 5)->text->str; *at; at = g_utf8_next_char(at))
        assert_true(*at == ' ' || (g_utf8_get_char(at) >= 0x2800 && g_utf8_get_char(at) < 0x2900));
    pictures_set_look(pictures, look_of(PICTURES_HALFBLOCKS, 8, 16, NULL));
    g_autoptr(Block) halves_of = drawn(pictures, picture, 80, 20);
    for (const char *at = line_at(halves_of, 5)->text->str; *at; at = g_utf8_next_char(at))
        assert_non_null(g_utf8_strchr(" ▀▄▌▐", -1, g_utf8_get_char(at)));
    pictures_set_look(pictures, look_of(PICTURES_ASCII, 8, 16, NULL));
    g_autoptr(Block) ascii = drawn(pictures, picture, 80, 20);
    assert_true(g_str_is_ascii(line_at(ascii, 5)->text->str));
    assert_true(pictures_shown(pictures));
    pictures_set_look(pictures, look_of(PICTURES_NONE, 8, 16, NULL));
    assert_false(pictures_shown(pictures));
}

/* --- in outputs ---------------------------------------------------------------------------------------- */

static Output *output_of(const GByteArray *png)
{
    g_autofree char *bytes = g_base64_encode(png->data, png->len);
    g_autofree char *json = g_strdup_printf("{\"root\": {\"node\": \"picture\", \"name\": \"mo.image\", \"text\": "
                                            "\"a cat\", \"png\": \"%s\"}}", bytes);
    return output_parse(json, strlen(json), NULL);
}

static Block *laid_out(const Output *output, Pictures *pictures)
{
    Block *block = block_new(80, 1000);
    Widgets *widgets = widgets_new();
    output_block(block, output, &(OutputContext){.widgets = widgets, .pictures = pictures, .picture_rows = 10});
    widgets_free(widgets);
    return block;
}

static void an_output_shows_it_or_its_name_where_it_cannot_be_drawn(void **state)
{
    g_autoptr(Pictures) pictures = pictures_new();
    g_autoptr(GByteArray) png = png_of(640, 480, halves);
    g_autoptr(Output) output = output_of(png);
    assert_int_equal(output->root->kind, NODE_PICTURE);
    g_autoptr(Block) block = laid_out(output, pictures), words = laid_out(output, NULL);
    assert_int_equal(block->lines->len, 10);
    assert_true(block->pictured);
    assert_string_equal(line_at(words, 0)->text->str, "□ mo.image a cat");
    assert_false(words->pictured);
}

static void a_broken_one_is_a_placeholder_that_says_why(void **state)
{
    g_autoptr(Pictures) pictures = pictures_new();
    g_autoptr(GByteArray) png = png_of(640, 480, NULL);
    g_autoptr(Output) output = output_of(png);
    assert_int_equal(output->root->kind, NODE_PLACEHOLDER);
    g_autoptr(Block) block = laid_out(output, pictures);
    assert_true(g_str_has_prefix(line_at(block, 0)->text->str, "□ mo.image a cat: a broken picture"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_picture_is_kept_as_it_is),
        cmocka_unit_test(of_a_large_one_the_means_are_kept),
        cmocka_unit_test(one_pixel_and_one_line_are_pictures),
        cmocka_unit_test(what_is_broken_or_too_large_is_refused_with_a_reason),
        cmocka_unit_test(it_fills_the_screen_if_it_is_to),
        cmocka_unit_test(of_a_larger_one_that_part_is_seen_which_was_asked_for),
        cmocka_unit_test(it_is_as_large_as_in_a_browser_if_that_fits),
        cmocka_unit_test(colours_are_those_that_the_terminal_has),
        cmocka_unit_test(without_utf_8_it_is_ascii),
        cmocka_unit_test(without_colours_it_is_the_lines_that_are_written),
        cmocka_unit_test(through_what_is_transparent_the_terminal_is_seen),
        cmocka_unit_test(the_same_picture_is_drawn_once_for_each_size_and_look),
        cmocka_unit_test(pixels_are_shown_one_by_one_if_there_is_room),
        cmocka_unit_test(each_glyph_knows_its_part_wherever_the_line_goes),
        cmocka_unit_test(the_same_pixels_in_the_same_place_are_the_same_picture),
        cmocka_unit_test(a_stretched_picture_is_smooth_and_a_shrunk_one_a_mean),
        cmocka_unit_test(a_png_that_was_written_is_read_as_it_was),
        cmocka_unit_test(characters_can_be_asked_for_and_words),
        cmocka_unit_test(an_output_shows_it_or_its_name_where_it_cannot_be_drawn),
        cmocka_unit_test(a_broken_one_is_a_placeholder_that_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
