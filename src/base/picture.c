#include "base/picture.h"

#include <string.h>

#include <png.h>

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

/* Each pixel that is kept is the mean of those that it stands for. */
static Picture *reduce(const uint8_t *pixels, int width, int height)
{
    Picture *picture = g_new0(Picture, 1);
    *picture = (Picture){width, height, width, height, NULL, 1};
    int longest = MAX(width, height);
    if (longest > PICTURE_KEPT) {
        picture->columns = MAX((int)((int64_t)width * PICTURE_KEPT / longest), 1);
        picture->rows = MAX((int)((int64_t)height * PICTURE_KEPT / longest), 1);
    }
    size_t stride = 4 * (size_t)picture->columns;
    picture->pixels = g_malloc(stride * (size_t)picture->rows);
    g_autofree Sum *sums = g_new0(Sum, picture->columns);
    for (int y = 0; y < height; y++) {
        int64_t row = (int64_t)y * picture->rows / height;
        add_row(sums, picture->columns, pixels + 4 * (size_t)width * (size_t)y, width);
        if ((int64_t)(y + 1) * picture->rows / height != row)
            take_row(picture->pixels + stride * (size_t)row, sums, picture->columns);
    }
    return picture;
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
