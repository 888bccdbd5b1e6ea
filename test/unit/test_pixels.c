/* Pictures in pixels: the bytes are read by a terminal emulator (libvterm) that knows text, and by one of ours that
 * knows pictures.  Whatever was there before, each position shows its part of its picture, or none. */
#include "painting.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tui/sixel.h"

enum { ROWS = 14, COLUMNS = 40, WIDTH = 4, HEIGHT = 7, PICTURES = 3 };

typedef struct {
    uint32_t id, place;
    int row, column, x, y, rows, columns;
} Placed;

typedef struct {
    Painting on;
    uint32_t pixels[ROWS * HEIGHT][COLUMNS * WIDTH]; /* 0xRRGGBBAA, of sixels and iTerm's; 0: text */
    GHashTable *images; /* kitty's: id -> Picture *, owned */
    GString *sending;   /* the pieces of one so far, in base64 */
    uint32_t sending_id;
    GArray *placed;     /* of Placed */
    size_t painted;     /* pictures, or parts of them, that came */
    Picture *pictures[PICTURES];
    Raster *rasters[PICTURES];
} Bench;

/* What is written on a position takes the pixels away. */
static int damage(VTermRect rect, void *user)
{
    Bench *bench = user;
    for (int y = rect.start_row * HEIGHT; y < rect.end_row * HEIGHT; y++) {
        for (int x = rect.start_col * WIDTH; x < rect.end_col * WIDTH; x++)
            bench->pixels[y][x] = 0;
    }
    return 1;
}

static uint32_t colour_at(int picture, int x, int y)
{
    return (uint32_t)(60 + picture * 60) << 24 | (uint32_t)(x * 2) << 16 | (uint32_t)(y * 2) << 8 | 255;
}

/* 6 × 5 positions, but for some pixels; the last lets nothing through but a frame. */
static Picture *make_picture(int number, int width, int height)
{
    g_autofree uint8_t *pixels = g_malloc0(4 * (size_t)width * (size_t)height);
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            uint32_t colour = GUINT32_TO_BE(colour_at(number, x, y));
            bool hole = number == PICTURES - 1 && x > 5 && x < 15 && y > 8 && y < 25;
            if (!hole)
                memcpy(pixels + 4 * (size_t)(y * width + x), &colour, 4);
        }
    }
    g_autoptr(GBytes) png = picture_to_png(pixels, width, height, PICTURE_QUICK);
    gsize length;
    const uint8_t *bytes = g_bytes_get_data(png, &length);
    return picture_from_png(bytes, length, NULL);
}

static Bench *bench_new(PictureManner manner, const char *tmux)
{
    static const VTermScreenCallbacks CALLBACKS = {.damage = damage};
    Bench *bench = g_new0(Bench, 1);
    g_setenv("TERM", "xterm-256color", TRUE);
    g_unsetenv("TMUX");
    if (tmux)
        g_setenv("TMUX", tmux, TRUE);
    bench->on = painting_open(ROWS, COLUMNS);
    term_set_pictures(bench->on.term, manner);
    vterm_screen_set_callbacks(bench->on.screen, &CALLBACKS, bench);
    vterm_screen_set_damage_merge(bench->on.screen, VTERM_DAMAGE_CELL);
    vterm_screen_reset(bench->on.screen, 1);
    bench->images = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, (GDestroyNotify)picture_unref);
    bench->sending = g_string_new(NULL);
    bench->placed = g_array_new(FALSE, FALSE, sizeof(Placed));
    for (int i = 0; i < PICTURES; i++) {
        int width = 6 * WIDTH - i, height = 5 * HEIGHT - i;
        bench->pictures[i] = make_picture(i, width, height);
        bench->rasters[i] = rasters_get(term_rasters(bench->on.term), bench->pictures[i],
                                        (RasterShape){6, 5, width, height, WIDTH, HEIGHT});
    }
    return bench;
}

static void bench_free(Bench *bench)
{
    for (int i = 0; i < PICTURES; i++) {
        raster_unref(bench->rasters[i]);
        picture_unref(bench->pictures[i]);
    }
    painting_close(&bench->on);
    g_hash_table_unref(bench->images);
    g_string_free(bench->sending, TRUE);
    g_array_unref(bench->placed);
    g_free(bench);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Bench, bench_free)

/* --- the emulator's pictures ----------------------------------------------------------------------------- */

static VTermPos cursor_of(const Bench *bench)
{
    VTermPos position;
    vterm_state_get_cursorpos(vterm_obtain_state(bench->on.vterm), &position);
    return position;
}

static void set_pixel(Bench *bench, int x, int y, uint32_t colour)
{
    VTermPos at = cursor_of(bench);
    x += at.col * WIDTH;
    y += at.row * HEIGHT;
    assert_true(x < COLUMNS * WIDTH && y < (ROWS - 1) * HEIGHT); /* else it would scroll */
    bench->pixels[y][x] = colour;
}

/* From behind "P0;1;0q" on. */
static void read_sixel(Bench *bench, const char *at)
{
    uint32_t palette[256] = {0};
    int x = 0, y = 0, colour = 0, width, height;
    assert_int_equal(sscanf(at, "\"1;1;%d;%d", &width, &height), 2);
    for (at++; *at; ) {
        int count = 1, red, green, blue, length;
        if (sscanf(at, "#%d;2;%d;%d;%d%n", &colour, &red, &green, &blue, &length) == 4) {
            palette[colour] = (uint32_t)(red * 255 / 100) << 24 | (uint32_t)(green * 255 / 100) << 16 |
                              (uint32_t)(blue * 255 / 100) << 8 | 255;
            at += length;
            continue;
        }
        switch (*at) {
        case '#': colour = (int)strtol(at + 1, (char **)&at, 10); continue;
        case '$': x = 0; at++; continue;
        case '-': x = 0; y += 6; at++; continue;
        case '!': count = (int)strtol(at + 1, (char **)&at, 10); break;
        default: break;
        }
        for (int i = 0; *at >= '?' && i < count; i++, x++) {
            for (int bit = 0; bit < 6; bit++) {
                if ((*at - '?') >> bit & 1) {
                    assert_true(x < width && y + bit < height);
                    set_pixel(bench, x, y + bit, palette[colour]);
                }
            }
        }
        at++;
    }
}

static Picture *read_png(const char *encoded)
{
    gsize length;
    g_autofree guchar *bytes = g_base64_decode(encoded, &length);
    g_autoptr(GError) error = NULL;
    Picture *picture = picture_from_png(bytes, length, &error);
    if (!picture)
        fail_msg("%s", error->message);
    return picture;
}

static uint32_t pixel_of(const Picture *picture, int x, int y)
{
    uint32_t colour;
    memcpy(&colour, picture->pixels + 4 * (size_t)(y * picture->columns + x), 4);
    colour = GUINT32_FROM_BE(colour);
    return colour & 255 ? colour : 0;
}

static void read_iterm(Bench *bench, const char *command)
{
    int width, height;
    size_t size;
    assert_int_equal(sscanf(command, "1337;File=inline=1;size=%zu;width=%d;height=%d;", &size, &width, &height), 3);
    g_autoptr(Picture) picture = read_png(strchr(command, ':') + 1);
    assert_int_equal(picture->width, width * WIDTH);
    assert_int_equal(picture->height, height * HEIGHT);
    for (int y = 0; y < picture->height; y++) {
        for (int x = 0; x < picture->width; x++) {
            if (pixel_of(picture, x, y))
                set_pixel(bench, x, y, pixel_of(picture, x, y));
        }
    }
}

static int number_in(const char *command, const char *key)
{
    g_autofree char *all = g_strdup_printf(",%.*s", (int)strcspn(command, ";"), command);
    g_autofree char *wanted = g_strdup_printf(",%s=", key);
    const char *at = strstr(all, wanted);
    return at ? (int)strtoul(at + strlen(wanted), NULL, 10) : 0;
}

static void take_away(Bench *bench, uint32_t id, uint32_t place)
{
    for (guint i = bench->placed->len; i-- > 0;) {
        const Placed *placed = &g_array_index(bench->placed, Placed, i);
        if (placed->id == id && (place == 0 || placed->place == place))
            g_array_remove_index(bench->placed, i);
    }
}

static void read_kitty(Bench *bench, const char *command)
{
    uint32_t id = (uint32_t)number_in(command, "i");
    if (strstr(command, "a=t,") || g_str_has_prefix(command, "q=2,m=")) {
        bench->sending_id = id ? id : bench->sending_id;
        g_string_append(bench->sending, strchr(command, ';') + 1);
        if (number_in(command, "m"))
            return;
        g_hash_table_insert(bench->images, GUINT_TO_POINTER(bench->sending_id), read_png(bench->sending->str));
        g_string_truncate(bench->sending, 0);
        return;
    }
    assert_true(g_hash_table_contains(bench->images, GUINT_TO_POINTER(id)));
    if (g_str_has_prefix(command, "a=p,U=1,"))
        return;
    if (g_str_has_prefix(command, "a=p,")) {
        VTermPos at = cursor_of(bench);
        Placed placed = {id, (uint32_t)number_in(command, "p"), at.row, at.col, number_in(command, "x"),
                         number_in(command, "y"), number_in(command, "r"), number_in(command, "c")};
        assert_int_equal(number_in(command, "w"), placed.columns * WIDTH);
        assert_int_equal(number_in(command, "h"), placed.rows * HEIGHT);
        g_array_append_val(bench->placed, placed);
        return;
    }
    bool all = g_str_has_prefix(command, "a=d,d=I,");
    assert_true(all || g_str_has_prefix(command, "a=d,d=i,"));
    take_away(bench, id, all ? 0 : (uint32_t)number_in(command, "p"));
    if (all)
        g_hash_table_remove(bench->images, GUINT_TO_POINTER(id));
}

/* Takes the pack of tmux off. */
static char *unpacked(const char *bytes, size_t length)
{
    GString *inner = g_string_new(NULL);
    for (size_t i = 0; i < length; i++) {
        i += bytes[i] == '\033'; /* each is doubled */
        g_string_append_c(inner, bytes[i]);
    }
    return g_string_free(inner, FALSE);
}

static const char *end_of(const char *at, const char *end)
{
    while (at < end && !(at[0] == '\033' && at[1] == '\\') && *at != '\a')
        at += at[0] == '\033' && at[1] == '\033' ? 2 : 1;
    assert_true(at < end);
    return at;
}

static void feed(Bench *bench, const GString *bytes)
{
    const char *at = bytes->str, *end = at + bytes->len;
    while (at < end) {
        const char *from = at;
        while (at < end && !(at[0] == '\033' && strchr("P_]", at[1])))
            at++;
        vterm_input_write(bench->on.vterm, from, (size_t)(at - from));
        if (at == end)
            return;
        const char *stop = end_of(at + 2, end);
        g_autofree char *command = g_strndup(at + 1, (gsize)(stop - at - 1));
        if (g_str_has_prefix(command, "Ptmux;")) {
            g_autofree char *inner = unpacked(command + 6, (size_t)(stop - at - 7));
            assert_true(g_str_has_prefix(inner, "\033_G") && g_str_has_suffix(inner, "\033\\"));
            inner[strlen(inner) - 2] = '\0';
            read_kitty(bench, inner + 3);
        } else if (g_str_has_prefix(command, "_G")) {
            read_kitty(bench, command + 2);
        } else if (g_str_has_prefix(command, "P0;1;0q")) {
            read_sixel(bench, command + 7);
        } else if (g_str_has_prefix(command, "]1337;")) {
            read_iterm(bench, command + 1);
        } else {
            fail_msg("%.40s", command);
        }
        bench->painted++;
        at = stop + (*stop == '\a' ? 1 : 2);
    }
}

static size_t paint(Bench *bench, const Grid *grid)
{
    g_autoptr(GString) bytes = g_string_new(NULL);
    painter_paint(bench->on.painter, bench->on.term, grid, bench->on.theme, bytes);
    feed(bench, bytes);
    return bytes->len;
}

/* --- what is shown, and what should be -------------------------------------------------------------------- */

/* Kitty's: the one that lies on top. */
static uint32_t placed_pixel(const Bench *bench, int x, int y)
{
    for (guint i = bench->placed->len; i-- > 0;) {
        const Placed *placed = &g_array_index(bench->placed, Placed, i);
        int inside_x = x - placed->column * WIDTH, inside_y = y - placed->row * HEIGHT;
        const Picture *picture = g_hash_table_lookup(bench->images, GUINT_TO_POINTER(placed->id));
        if (inside_x >= 0 && inside_y >= 0 && inside_x < placed->columns * WIDTH && inside_y < placed->rows * HEIGHT)
            return pixel_of(picture, placed->x + inside_x, placed->y + inside_y);
    }
    return 0;
}

static uint32_t wanted_pixel(const Bench *bench, const Glyph *glyph, int x, int y)
{
    if (glyph->style.role != STYLE_PICTURE)
        return 0;
    RasterPart part = raster_part(glyph->style);
    const Raster *raster = rasters_find(term_rasters(bench->on.term), part.number);
    x += part.column * WIDTH;
    y += part.row * HEIGHT;
    return x < raster->shape.width && y < raster->shape.height ? pixel_of(raster->picture, x, y) : 0;
}

static bool like(uint32_t a, uint32_t b)
{
    enum { ROUGH = 10 }; /* sixels have colours in hundredths, and not all of them */
    for (int shift = 0; shift < 32; shift += 8) {
        if (abs((int)(a >> shift & 255) - (int)(b >> shift & 255)) > ROUGH)
            return false;
    }
    return true;
}

static void assert_pixels(const Bench *bench, const Grid *grid, const char *when)
{
    bool kitty = term_pictures(bench->on.term) == PICTURES_KITTY;
    for (int y = 0; y < (ROWS - 1) * HEIGHT; y++) {
        for (int x = 0; x < COLUMNS * WIDTH; x++) {
            const Glyph *glyph = grid_row(grid, y / HEIGHT) + x / WIDTH;
            uint32_t want = wanted_pixel(bench, glyph, x % WIDTH, y % HEIGHT);
            uint32_t is = kitty ? placed_pixel(bench, x, y) : bench->pixels[y][x];
            if (!like(want, is))
                fail_msg("%s: row %d, column %d, pixel %d, %d: %08x is not %08x", when, y / HEIGHT, x / WIDTH, x % WIDTH,
                         y % HEIGHT, is, want);
        }
    }
}

/* The text, which is blank below pictures. */
static void assert_text(const Bench *bench, const Grid *grid, const char *when)
{
    for (int row = 0; row < ROWS - 1; row++) {
        for (int column = 0; column < COLUMNS; column++) {
            const Glyph *glyph = grid_row(grid, row) + column;
            VTermScreenCell cell;
            vterm_screen_get_cell(bench->on.screen, (VTermPos){row, column}, &cell);
            uint32_t want = glyph->style.role == STYLE_PICTURE ? ' ' : g_utf8_get_char(grid_text(grid, glyph));
            if (cell.chars[0] != want && !(cell.chars[0] == 0 && want == ' '))
                fail_msg("%s: row %d, column %d: %x is not %x", when, row, column, cell.chars[0], want);
        }
    }
}

static void put_picture(Grid *grid, const Raster *raster, int row, int column)
{
    for (int y = 0; y < raster->shape.rows; y++) {
        for (int x = 0; x < raster->shape.columns; x++)
            grid_print(grid, grid_area(grid), row + y, column + x, RASTER_SIGN, raster_style(raster, y, x));
    }
}

/* Text, pictures over it, also beyond the edges, and what covers parts of them. */
static void draw_random(Bench *bench, GRand *random, Grid *grid)
{
    grid_reset(grid, ROWS, COLUMNS);
    for (int row = 0; row < ROWS; row++) {
        if (g_rand_int_range(random, 0, 2))
            grid_print(grid, grid_area(grid), row, g_rand_int_range(random, 0, 10), "some text that stands in the row", style_of(STYLE_TEXT));
    }
    int pictures = g_rand_int_range(random, 0, 4);
    for (int i = 0; i < pictures; i++)
        put_picture(grid, bench->rasters[g_rand_int_range(random, 0, PICTURES)], g_rand_int_range(random, -3, ROWS - 1),
                    g_rand_int_range(random, -3, COLUMNS));
    if (g_rand_int_range(random, 0, 2))
        grid_fill(grid, (Rect){g_rand_int_range(random, 0, ROWS), g_rand_int_range(random, 0, COLUMNS), 3, 9}, style_of(STYLE_MENU));
}

static const PictureManner MANNERS[] = {PICTURES_SIXEL, PICTURES_ITERM, PICTURES_KITTY};

static void whatever_was_there_each_position_shows_its_part(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(MANNERS); i++) {
        g_autoptr(Bench) bench = bench_new(MANNERS[i], NULL);
        g_autoptr(Grid) grid = grid_new(ROWS, COLUMNS);
        g_autoptr(GRand) random = g_rand_new_with_seed(7);
        for (int round = 0; round < 80; round++) {
            draw_random(bench, random, grid);
            g_autofree char *when = g_strdup_printf("%s, round %d", PICTURE_MANNERS[MANNERS[i]], round);
            if (round % 20 == 19)
                painter_forget(bench->on.painter);
            paint(bench, grid);
            assert_pixels(bench, grid, when);
            assert_text(bench, grid, when);
        }
    }
}

static void the_same_pictures_cost_nothing(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(MANNERS); i++) {
        g_autoptr(Bench) bench = bench_new(MANNERS[i], NULL);
        g_autoptr(Grid) grid = grid_new(ROWS, COLUMNS);
        put_picture(grid, bench->rasters[0], 1, 3);
        assert_true(paint(bench, grid) > 0);
        assert_int_equal(paint(bench, grid), 0);
        grid_print(grid, grid_area(grid), 9, 0, "x", style_of(STYLE_TEXT)); /* nor does what is beside them */
        assert_in_range(paint(bench, grid), 1, 20);
    }
}

static void only_what_was_covered_is_painted_again(void **state)
{
    g_autoptr(Bench) bench = bench_new(PICTURES_SIXEL, NULL);
    g_autoptr(Grid) grid = grid_new(ROWS, COLUMNS);
    put_picture(grid, bench->rasters[0], 1, 3);
    size_t whole = paint(bench, grid);
    grid_fill(grid, (Rect){2, 4, 1, 2}, style_of(STYLE_MENU));
    size_t painted = bench->painted;
    paint(bench, grid);
    assert_int_equal(bench->painted, painted); /* it was covered by text alone */
    assert_pixels(bench, grid, "covered");
    put_picture(grid, bench->rasters[0], 1, 3);
    assert_true(paint(bench, grid) < whole);
    assert_int_equal(bench->painted, painted + 1);
    assert_pixels(bench, grid, "uncovered");
}

static void kitty_gets_a_picture_once_and_forgets_it_when_it_is_gone(void **state)
{
    g_autoptr(Bench) bench = bench_new(PICTURES_KITTY, NULL);
    g_autoptr(Grid) grid = grid_new(ROWS, COLUMNS);
    put_picture(grid, bench->rasters[0], 1, 3);
    paint(bench, grid);
    size_t painted = bench->painted;
    grid_reset(grid, ROWS, COLUMNS);
    put_picture(grid, bench->rasters[0], -2, 3); /* scrolled: placed anew, and the old piece taken away */
    paint(bench, grid);
    assert_int_equal(bench->painted, painted + 2);
    assert_pixels(bench, grid, "scrolled");
    grid_reset(grid, ROWS, COLUMNS);
    raster_unref(bench->rasters[0]);
    paint(bench, grid);
    assert_int_equal(g_hash_table_size(bench->images), 0);
    bench->rasters[0] = rasters_get(term_rasters(bench->on.term), bench->pictures[0], (RasterShape){6, 5, 24, 35, WIDTH, HEIGHT});
}

static void who_leaves_leaves_nothing_behind(void **state)
{
    g_autoptr(Bench) bench = bench_new(PICTURES_KITTY, NULL);
    g_autoptr(Grid) grid = grid_new(ROWS, COLUMNS);
    put_picture(grid, bench->rasters[0], 1, 3);
    put_picture(grid, bench->rasters[1], 1, 20);
    paint(bench, grid);
    assert_int_equal(g_hash_table_size(bench->images), 2);
    g_autoptr(GString) bytes = g_string_new(NULL);
    painter_leave(bench->on.painter, bench->on.term, bytes);
    feed(bench, bytes);
    assert_int_equal(g_hash_table_size(bench->images), 0);
}

/* The number of a mark in kitty's list, for the first of them. */
static int mark_number(uint32_t mark)
{
    static const uint32_t FIRST[] = {0x305, 0x30d, 0x30e, 0x310, 0x312, 0x33d};
    for (int i = 0; i < (int)G_N_ELEMENTS(FIRST); i++) {
        if (FIRST[i] == mark)
            return i;
    }
    return -1;
}

static void in_tmux_placeholders_are_text(void **state)
{
    g_autoptr(Bench) bench = bench_new(PICTURES_KITTY, "/tmp/tmux,1,0");
    g_autoptr(Grid) grid = grid_new(ROWS, COLUMNS);
    g_autoptr(GRand) random = g_rand_new_with_seed(3);
    for (int round = 0; round < 40; round++) {
        draw_random(bench, random, grid);
        paint(bench, grid);
        assert_int_equal(bench->placed->len, 0);
        for (int at = 0; at < (ROWS - 1) * COLUMNS; at++) {
            const Glyph *glyph = grid_row(grid, at / COLUMNS) + at % COLUMNS;
            VTermScreenCell cell;
            vterm_screen_get_cell(bench->on.screen, (VTermPos){at / COLUMNS, at % COLUMNS}, &cell);
            assert_int_equal(cell.chars[0] == 0x10eeee, glyph->style.role == STYLE_PICTURE);
            if (cell.chars[0] != 0x10eeee)
                continue;
            RasterPart part = raster_part(glyph->style);
            assert_int_equal(mark_number(cell.chars[1]), part.row);
            assert_int_equal(mark_number(cell.chars[2]), part.column);
            assert_true(VTERM_COLOR_IS_INDEXED(&cell.fg));
            GHashTableIter iter;
            gpointer id;
            bool found = false;
            g_hash_table_iter_init(&iter, bench->images);
            while (g_hash_table_iter_next(&iter, &id, NULL))
                found |= (GPOINTER_TO_UINT(id) & 255) == cell.fg.indexed.idx;
            assert_true(found);
        }
    }
}

static void a_photograph_has_no_more_colours_than_the_terminal(void **state)
{
    g_autofree uint8_t *pixels = g_malloc(4 * 64 * 64);
    for (int i = 0; i < 64 * 64; i++)
        memcpy(pixels + 4 * i, (uint8_t[]){(uint8_t)(i % 64 * 4), (uint8_t)(i / 64 * 4), (uint8_t)(i * 7), 255}, 4);
    for (int colours = 2; colours <= 256; colours *= 2) {
        g_autoptr(GString) bytes = g_string_new(NULL);
        SixelPalette *palette = sixel_palette_new(pixels, 64 * 64, colours);
        sixel_add(bytes, palette, pixels, 64, 64, 64);
        sixel_palette_free(palette);
        int defined = 0;
        for (const char *at = bytes->str; (at = strstr(at, ";2;")); at++)
            defined++;
        assert_int_equal(defined, colours);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_was_there_each_position_shows_its_part),
        cmocka_unit_test(the_same_pictures_cost_nothing),
        cmocka_unit_test(only_what_was_covered_is_painted_again),
        cmocka_unit_test(kitty_gets_a_picture_once_and_forgets_it_when_it_is_gone),
        cmocka_unit_test(who_leaves_leaves_nothing_behind),
        cmocka_unit_test(in_tmux_placeholders_are_text),
        cmocka_unit_test(a_photograph_has_no_more_colours_than_the_terminal),
    };
    setenv("LC_ALL", "C.UTF-8", 1);
    setlocale(LC_ALL, "");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
