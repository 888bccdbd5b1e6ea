#include "tui/raster.h"

#include <string.h>

struct Rasters {
    GHashTable *living; /* number -> Raster *, borrowed */
    int last_number;
    guint references;
};

Rasters *rasters_new(void)
{
    Rasters *rasters = g_new0(Rasters, 1);
    rasters->living = g_hash_table_new(g_direct_hash, g_direct_equal);
    rasters->references = 1;
    return rasters;
}

Rasters *rasters_ref(Rasters *rasters)
{
    rasters->references++;
    return rasters;
}

void rasters_unref(Rasters *rasters)
{
    if (--rasters->references > 0)
        return;
    g_hash_table_unref(rasters->living);
    g_free(rasters);
}

const Raster *rasters_find(const Rasters *rasters, int number)
{
    return g_hash_table_lookup(rasters->living, GINT_TO_POINTER(number));
}

/* A cell that ran again shows the same picture mostly, though it came anew. */
static bool same_picture(const Picture *a, const Picture *b)
{
    return a == b || (a->columns == b->columns && a->rows == b->rows &&
                      memcmp(a->pixels, b->pixels, 4 * (size_t)a->columns * (size_t)a->rows) == 0);
}

Raster *rasters_get(Rasters *rasters, Picture *picture, RasterShape shape)
{
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, rasters->living);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        Raster *raster = value;
        if (memcmp(&raster->shape, &shape, sizeof shape) == 0 && same_picture(raster->picture, picture))
            return raster_ref(raster);
    }
    Raster *raster = g_new0(Raster, 1);
    *raster = (Raster){picture_ref(picture), shape, ++rasters->last_number, rasters_ref(rasters), 1};
    g_hash_table_insert(rasters->living, GINT_TO_POINTER(raster->number), raster);
    return raster;
}

Raster *raster_ref(Raster *raster)
{
    raster->references++;
    return raster;
}

void raster_unref(Raster *raster)
{
    if (--raster->references > 0)
        return;
    g_hash_table_remove(raster->home->living, GINT_TO_POINTER(raster->number));
    rasters_unref(raster->home);
    picture_unref(raster->picture);
    g_free(raster);
}

Style raster_style(const Raster *raster, int row, int column)
{
    Style style = style_of(STYLE_PICTURE);
    style.foreground = raster->number;
    style.background = row << 16 | column;
    return style;
}

RasterPart raster_part(Style style)
{
    return (RasterPart){style.foreground, style.background >> 16, style.background & 0xffff};
}

uint8_t *raster_pixels(const Raster *raster)
{
    const RasterShape *shape = &raster->shape;
    size_t stride = 4 * (size_t)(shape->columns * shape->cell_width), line = 4 * (size_t)shape->width;
    g_autofree uint8_t *scaled = picture_scaled(raster->picture, shape->width, shape->height);
    uint8_t *pixels = g_malloc0(stride * (size_t)(shape->rows * shape->cell_height));
    for (int y = 0; y < shape->height; y++)
        memcpy(pixels + stride * (size_t)y, scaled + line * (size_t)y, line);
    return pixels;
}
