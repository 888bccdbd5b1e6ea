/* Colours are counted in boxes of 8 × 8 × 8.  If there are more boxes in use than colours, groups of boxes are halved
 * in the middle of their longest side, the largest first (median cut, Heckbert 1982); each group is a colour. */
#include "tui/sixel.h"

#include <stdbool.h>
#include <string.h>

enum { BOXES = 32 * 32 * 32, MOST_COLOURS = 256, OPAQUE = 128, SIXEL_ROWS = 6 };

typedef struct {
    uint64_t red, green, blue; /* sums of */
    uint32_t count;            /* so many pixels */
} Box;

struct SixelPalette {
    int count;
    uint8_t colours[MOST_COLOURS][3];
    uint8_t nearest[BOXES]; /* box -> colour */
    bool known[BOXES];      /* that one: of the others it is looked for when it is asked for */
    bool shared;            /* there are more boxes in use than colours */
};

static size_t box_of(const uint8_t *pixel)
{
    return (size_t)(pixel[0] >> 3) << 10 | (size_t)(pixel[1] >> 3) << 5 | pixel[2] >> 3;
}

static Box *count_colours(const uint8_t *pixels, size_t count)
{
    Box *boxes = g_new0(Box, BOXES);
    for (size_t i = 0; i < count; i++) {
        const uint8_t *pixel = pixels + 4 * i;
        if (pixel[3] < OPAQUE)
            continue;
        Box *box = &boxes[box_of(pixel)];
        box->red += pixel[0];
        box->green += pixel[1];
        box->blue += pixel[2];
        box->count++;
    }
    return boxes;
}

/* Some of the boxes in use: numbers [first, first + count) of a list. */
typedef struct {
    int first, count;
    uint64_t pixels;
    int shift, side; /* the longest side: which bits of a box's number it is, and how long it is */
} Group;

static int side_of(const uint16_t *used, int count, int shift)
{
    int low = 31, high = 0;
    for (int i = 0; i < count; i++) {
        int at = used[i] >> shift & 31;
        low = MIN(low, at);
        high = MAX(high, at);
    }
    return high - low;
}

static Group group_of(const Box *boxes, const uint16_t *used, int first, int count)
{
    Group group = {.first = first, .count = count, .side = -1};
    for (int i = 0; i < count; i++)
        group.pixels += boxes[used[first + i]].count;
    for (int shift = 0; shift <= 10; shift += 5) {
        int side = side_of(used + first, count, shift);
        if (side > group.side) {
            group.side = side;
            group.shift = shift;
        }
    }
    return group;
}

static gint by_place(gconstpointer a, gconstpointer b, gpointer shift)
{
    int bits = GPOINTER_TO_INT(shift);
    return (*(const uint16_t *)a >> bits & 31) - (*(const uint16_t *)b >> bits & 31);
}

/* How many boxes of a sorted group are its lower half. */
static int middle_of(const Box *boxes, const uint16_t *used, const Group *group)
{
    uint64_t below = 0;
    int middle = 0;
    while (middle < group->count - 1 && below * 2 < group->pixels)
        below += boxes[used[group->first + middle++]].count;
    return MAX(middle, 1);
}

static int choose_group(const Group *groups, int count)
{
    int best = -1;
    uint64_t most = 0;
    for (int i = 0; i < count; i++) {
        uint64_t worth = groups[i].pixels * (uint64_t)groups[i].side;
        if (groups[i].count > 1 && worth > most) {
            most = worth;
            best = i;
        }
    }
    return best;
}

static void take_colour(SixelPalette *palette, const Box *boxes, const uint16_t *used, const Group *group)
{
    Box sum = {0};
    for (int i = group->first; i < group->first + group->count; i++) {
        const Box *box = &boxes[used[i]];
        sum.red += box->red;
        sum.green += box->green;
        sum.blue += box->blue;
        sum.count += box->count;
        palette->nearest[used[i]] = (uint8_t)palette->count;
        palette->known[used[i]] = true;
    }
    uint8_t *colour = palette->colours[palette->count++];
    colour[0] = (uint8_t)(sum.red / MAX(sum.count, 1));
    colour[1] = (uint8_t)(sum.green / MAX(sum.count, 1));
    colour[2] = (uint8_t)(sum.blue / MAX(sum.count, 1));
    if (!palette->known[box_of(colour)]) {
        palette->nearest[box_of(colour)] = (uint8_t)(palette->count - 1);
        palette->known[box_of(colour)] = true;
    }
}

SixelPalette *sixel_palette_new(const uint8_t *pixels, size_t count, int colours)
{
    SixelPalette *palette = g_new0(SixelPalette, 1);
    g_autofree Box *boxes = count_colours(pixels, count);
    g_autofree uint16_t *used = g_new(uint16_t, BOXES);
    int boxes_used = 0, made = 1;
    for (int i = 0; i < BOXES; i++) {
        if (boxes[i].count > 0)
            used[boxes_used++] = (uint16_t)i;
    }
    Group groups[MOST_COLOURS] = {group_of(boxes, used, 0, boxes_used)};
    while (made < CLAMP(colours, 2, MOST_COLOURS)) {
        int chosen = choose_group(groups, made);
        if (chosen < 0)
            break;
        Group group = groups[chosen];
        g_qsort_with_data(used + group.first, group.count, sizeof *used, by_place, GINT_TO_POINTER(group.shift));
        int middle = middle_of(boxes, used, &group);
        groups[chosen] = group_of(boxes, used, group.first, middle);
        groups[made++] = group_of(boxes, used, group.first + middle, group.count - middle);
    }
    for (int i = 0; i < made; i++)
        take_colour(palette, boxes, used, &groups[i]);
    palette->shared = made < boxes_used;
    return palette;
}

void sixel_palette_free(SixelPalette *palette)
{
    g_free(palette);
}

/* --- between two colours --------------------------------------------------------------------------------- */

static int distance(const uint8_t *a, const uint8_t *b)
{
    int red = a[0] - b[0], green = a[1] - b[1], blue = a[2] - b[2];
    return red * red + green * green + blue * blue;
}

static int nearest_colour(SixelPalette *palette, const uint8_t *pixel)
{
    size_t box = box_of(pixel);
    if (!palette->known[box]) {
        for (int i = 1; i < palette->count; i++) {
            if (distance(palette->colours[i], pixel) < distance(palette->colours[palette->nearest[box]], pixel))
                palette->nearest[box] = (uint8_t)i;
        }
        palette->known[box] = true;
    }
    return palette->nearest[box];
}

/* An ordered pattern (Bayer 1973): 0 to 63, each once in 8 × 8 pixels. */
static int threshold_at(int x, int y)
{
    int bits = 0;
    for (int bit = 0; bit < 3; bit++) {
        bits = bits << 2 | ((x ^ y) >> bit & 1) << 1 | (y >> bit & 1);
    }
    return bits;
}

/* A pixel lies between the colour that is nearest and that which is nearest to its image on the other side. */
static const uint8_t *choose_colour(SixelPalette *palette, const uint8_t *pixel, int threshold)
{
    const uint8_t *near = palette->colours[nearest_colour(palette, pixel)];
    uint8_t mirrored[3];
    for (int i = 0; i < 3; i++)
        mirrored[i] = (uint8_t)CLAMP(2 * pixel[i] - near[i], 0, 255);
    const uint8_t *far = palette->colours[nearest_colour(palette, mirrored)];
    int way = 0, whole = distance(near, far); /* the part of the way from the one to the other at which the pixel lies */
    for (int i = 0; i < 3; i++)
        way += (pixel[i] - near[i]) * (far[i] - near[i]);
    return way * 64 > whole * threshold + whole / 2 ? far : near;
}

void sixel_dither(SixelPalette *palette, uint8_t *pixels, int width, int height)
{
    if (!palette->shared)
        return;
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            uint8_t *pixel = pixels + 4 * ((size_t)y * (size_t)width + (size_t)x);
            if (pixel[3] >= OPAQUE)
                memcpy(pixel, choose_colour(palette, pixel, threshold_at(x, y)), 3);
        }
    }
}

/* --- bytes --------------------------------------------------------------------------------------------- */

/* Six rows: which pixels of a column have a colour, a byte for each colour and column. */
typedef struct {
    uint8_t *masks;
    int width;
    bool used[MOST_COLOURS];
} Band;

static void fill_band(Band *band, const SixelPalette *palette, const uint8_t *pixels, int stride, int rows)
{
    memset(band->used, 0, sizeof band->used);
    for (int y = 0; y < rows; y++) {
        for (int x = 0; x < band->width; x++) {
            const uint8_t *pixel = pixels + 4 * ((size_t)y * (size_t)stride + (size_t)x);
            if (pixel[3] < OPAQUE)
                continue;
            uint8_t colour = palette->nearest[box_of(pixel)];
            uint8_t *masks = band->masks + (size_t)colour * (size_t)band->width;
            if (!band->used[colour])
                memset(masks, 0, (size_t)band->width);
            band->used[colour] = true;
            masks[x] |= (uint8_t)(1 << y);
        }
    }
}

static void add_run(GString *bytes, uint8_t mask, int length)
{
    enum { WORTH_COUNTING = 4 };
    char sign = (char)('?' + mask);
    if (length >= WORTH_COUNTING) {
        g_string_append_printf(bytes, "!%d%c", length, sign);
        return;
    }
    for (int i = 0; i < length; i++)
        g_string_append_c(bytes, sign);
}

static void add_colour(GString *bytes, const Band *band, int colour)
{
    const uint8_t *masks = band->masks + (size_t)colour * (size_t)band->width;
    int end = band->width;
    while (end > 0 && masks[end - 1] == 0)
        end--;
    g_string_append_printf(bytes, "#%d", colour);
    for (int x = 0; x < end;) {
        int from = x;
        while (x < end && masks[x] == masks[from])
            x++;
        add_run(bytes, masks[from], x - from);
    }
}

void sixel_add(GString *bytes, const SixelPalette *palette, const uint8_t *pixels, int stride, int width, int height)
{
    g_autofree uint8_t *masks = g_malloc((size_t)MOST_COLOURS * (size_t)width);
    Band band = {.masks = masks, .width = width};
    g_string_append_printf(bytes, "\033P0;1;0q\"1;1;%d;%d", width, height);
    for (int i = 0; i < palette->count; i++) {
        const uint8_t *colour = palette->colours[i];
        g_string_append_printf(bytes, "#%d;2;%d;%d;%d", i, (colour[0] * 100 + 127) / 255, (colour[1] * 100 + 127) / 255,
                               (colour[2] * 100 + 127) / 255);
    }
    for (int y = 0; y < height; y += SIXEL_ROWS) {
        fill_band(&band, palette, pixels + 4 * (size_t)y * (size_t)stride, stride, MIN(SIXEL_ROWS, height - y));
        bool first = true;
        for (int colour = 0; colour < palette->count; colour++) {
            if (!band.used[colour])
                continue;
            if (!first)
                g_string_append_c(bytes, '$');
            first = false;
            add_colour(bytes, &band, colour);
        }
        if (y + SIXEL_ROWS < height)
            g_string_append_c(bytes, '-');
    }
    g_string_append(bytes, "\033\\");
}
