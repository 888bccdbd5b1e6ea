#include "base/picture.h"

#include <string.h>

#include <png.h>

const char *const PICTURE_MANNERS[] = {"auto", "kitty", "sixel", "iterm", "halfblocks", "braille", "ascii", "none", NULL};

G_DEFINE_QUARK(tarn-picture-error-quark, picture_error)

Picture *picture_ref(Picture *picture)
{
    g_atomic_int_inc(&picture->references);
    return picture;
}

void picture_unref(Picture *picture)
{
    if (!g_atomic_int_dec_and_test(&picture->references))
        return;
    g_free(picture->pixels);
    g_free(picture);
}

/* Of all pixels that become one: the sums of their colours, each as much as it covers, and of what they cover. */
typedef struct {
    uint64_t red, green, blue, opacity;
    uint32_t count;
} Sum;

static void add_row(Sum *sums, int kept, const uint8_t *row, int width)
{
    for (int x = 0; x < width; x++) {
        const uint8_t *pixel = row + 4 * (size_t)x;
        Sum *sum = &sums[(int64_t)x * kept / width];
        sum->red += (uint64_t)pixel[0] * pixel[3];
        sum->green += (uint64_t)pixel[1] * pixel[3];
        sum->blue += (uint64_t)pixel[2] * pixel[3];
        sum->opacity += pixel[3];
        sum->count++;
    }
}

static void take_row(uint8_t *row, Sum *sums, int kept)
{
    for (int x = 0; x < kept; x++) {
        const Sum *sum = &sums[x];
        uint64_t by = MAX(sum->opacity, 1);
        row[4 * x] = (uint8_t)(sum->red / by);
        row[4 * x + 1] = (uint8_t)(sum->green / by);
        row[4 * x + 2] = (uint8_t)(sum->blue / by);
        row[4 * x + 3] = (uint8_t)(sum->opacity / MAX(sum->count, 1));
    }
    memset(sums, 0, sizeof *sums * (size_t)kept);
}

/* Each pixel is the mean of those that it stands for. */
static uint8_t *shrink(const uint8_t *pixels, int width, int height, int columns, int rows)
{
    size_t stride = 4 * (size_t)columns;
    uint8_t *shrunk = g_malloc(stride * (size_t)rows);
    g_autofree Sum *sums = g_new0(Sum, columns);
    for (int y = 0; y < height; y++) {
        int64_t row = (int64_t)y * rows / height;
        add_row(sums, columns, pixels + 4 * (size_t)width * (size_t)y, width);
        if ((int64_t)(y + 1) * rows / height != row)
            take_row(shrunk + stride * (size_t)row, sums, columns);
    }
    return shrunk;
}

static uint8_t mix(uint8_t a, uint8_t b, int part)
{
    return (uint8_t)(a + (b - a) * part / 256);
}

/* Where in `length` pixels the middle of one of `wide` lies: 256 times the place of the pixel before it. */
static int place_of(int at, int wide, int length)
{
    int64_t place = ((int64_t)(2 * at + 1) * length * 256 / wide - 256) / 2;
    return (int)CLAMP(place, 0, (int64_t)(length - 1) * 256);
}

/* Each pixel is mixed from the four around its place. */
static uint8_t *stretch(const uint8_t *pixels, int width, int height, int columns, int rows)
{
    uint8_t *wide = g_malloc(4 * (size_t)columns * (size_t)rows), *to = wide;
    for (int row = 0; row < rows; row++) {
        int y = place_of(row, rows, height);
        const uint8_t *above = pixels + 4 * (size_t)width * (size_t)(y / 256);
        const uint8_t *below = y / 256 + 1 < height ? above + 4 * (size_t)width : above;
        for (int column = 0; column < columns; column++) {
            int x = place_of(column, columns, width);
            size_t left = 4 * (size_t)(x / 256), right = x / 256 + 1 < width ? left + 4 : left;
            for (size_t i = 0; i < 4; i++)
                *to++ = mix(mix(above[left + i], above[right + i], x % 256), mix(below[left + i], below[right + i], x % 256),
                            y % 256);
        }
    }
    return wide;
}

static uint8_t *scaled(const uint8_t *pixels, int width, int height, int columns, int rows)
{
    if (columns == width && rows == height)
        return g_memdup2(pixels, 4 * (size_t)columns * (size_t)rows);
    if (columns <= width && rows <= height)
        return shrink(pixels, width, height, columns, rows);
    return stretch(pixels, width, height, columns, rows);
}

uint8_t *picture_scaled(const Picture *picture, int columns, int rows)
{
    return scaled(picture->pixels, picture->columns, picture->rows, columns, rows);
}

static Picture *reduce(const uint8_t *pixels, int width, int height)
{
    Picture *picture = g_new0(Picture, 1);
    *picture = (Picture){width, height, width, height, NULL, 1};
    int longest = MAX(width, height);
    if (longest > PICTURE_KEPT) {
        picture->columns = MAX((int)((int64_t)width * PICTURE_KEPT / longest), 1);
        picture->rows = MAX((int)((int64_t)height * PICTURE_KEPT / longest), 1);
    }
    picture->pixels = scaled(pixels, width, height, picture->columns, picture->rows);
    return picture;
}

Picture *picture_part(const Picture *picture, double scale, double x, double y)
{
    int columns = CLAMP((int)(picture->columns / scale + 0.5), 1, picture->columns);
    int rows = CLAMP((int)(picture->rows / scale + 0.5), 1, picture->rows);
    int left = (int)(CLAMP(x, 0, 1) * (picture->columns - columns)), top = (int)(CLAMP(y, 0, 1) * (picture->rows - rows));
    Picture *part = g_new0(Picture, 1);
    *part = (Picture){MAX((int)(picture->width / scale + 0.5), 1), MAX((int)(picture->height / scale + 0.5), 1), columns, rows,
                      g_malloc(4 * (size_t)columns * (size_t)rows), 1};
    for (int row = 0; row < rows; row++) {
        memcpy(part->pixels + 4 * (size_t)row * (size_t)columns,
               picture->pixels + 4 * ((size_t)(top + row) * (size_t)picture->columns + (size_t)left), 4 * (size_t)columns);
    }
    return part;
}

GBytes *picture_to_png(const uint8_t *pixels, int columns, int rows, PictureEffort effort)
{
    png_image image = {.version = PNG_IMAGE_VERSION, .width = (png_uint_32)columns, .height = (png_uint_32)rows,
                       .format = PNG_FORMAT_RGBA, .flags = effort == PICTURE_QUICK ? PNG_IMAGE_FLAG_FAST : 0};
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
    g_autofree uint8_t *bytes = g_try_malloc(size);
    if (!bytes || !png_image_write_to_memory(&image, bytes, &size, 0, pixels, 0, NULL))
        return NULL;
    return g_bytes_new(bytes, size);
}

static bool is_broken(png_image *image, GError **error)
{
    if (!PNG_IMAGE_FAILED(*image))
        return false;
    g_set_error(error, PICTURE_ERROR, PICTURE_ERROR_BROKEN, "a broken picture: %s", image->message);
    return true;
}

static Picture *read_pixels(png_image *image, GError **error)
{
    if ((uint64_t)image->width * image->height > PICTURE_MOST) {
        g_set_error(error, PICTURE_ERROR, PICTURE_ERROR_LARGE, "%u×%u pixels are too many to be drawn", image->width,
                    image->height);
        return NULL;
    }
    image->format = PNG_FORMAT_RGBA;
    g_autofree uint8_t *pixels = g_try_malloc(PNG_IMAGE_SIZE(*image));
    if (!pixels) {
        g_set_error(error, PICTURE_ERROR, PICTURE_ERROR_LARGE, "no memory for %u×%u pixels", image->width, image->height);
        return NULL;
    }
    png_image_finish_read(image, NULL, pixels, 0, NULL);
    return is_broken(image, error) ? NULL : reduce(pixels, (int)image->width, (int)image->height);
}

Picture *picture_from_png(const uint8_t *bytes, size_t length, GError **error)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    png_image_begin_read_from_memory(&image, bytes, length);
    Picture *picture = is_broken(&image, error) ? NULL : read_pixels(&image, error);
    png_image_free(&image);
    return picture;
}
