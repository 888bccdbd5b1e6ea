/* Pictures laid out on the screen as pixels: how many positions each takes, under a number of its own.
 *
 *     Raster *raster = rasters_get(rasters, picture, (RasterShape){80, 30, 640, 480, 8, 16});   // or the one there is
 *     block_add(block, raster_line(raster, row));            // its rows are lines of glyphs, as all that is drawn
 *
 * A glyph of a picture has the role STYLE_PICTURE; its colours say which picture and which part of it, so that what
 * scrolls, clips and covers glyphs does so with pictures, and what did not change is not painted again.  A raster
 * lives as long as some block that shows it.  Main thread.
 */
#pragma once

#include "base/picture.h"
#include "tui/style.h"

/* Positions; pixels of the picture; pixels of a position. */
typedef struct {
    int columns, rows;
    int width, height;
    int cell_width, cell_height;
} RasterShape;

enum { RASTER_MOST = 297 }; /* columns or rows: kitty can name no more */

typedef struct Rasters Rasters; /* all that are alive; plainly counted */

typedef struct {
    Picture *picture; /* owned */
    RasterShape shape;
    int number; /* from 1; never used again */
    Rasters *home;
    guint references;
} Raster;

/* What a glyph with the role STYLE_PICTURE is a part of. */
typedef struct {
    int number, row, column;
} RasterPart;

Rasters *rasters_new(void);
Rasters *rasters_ref(Rasters *rasters);
void rasters_unref(Rasters *rasters);

/* The caller unrefs it. */
Raster *rasters_get(Rasters *rasters, Picture *picture, RasterShape shape);
const Raster *rasters_find(const Rasters *rasters, int number); /* NULL: it is gone */

Raster *raster_ref(Raster *raster);
void raster_unref(Raster *raster);

/* What stands for it where no pixels can be shown; one column wide. */
#define RASTER_SIGN "▒"

Style raster_style(const Raster *raster, int row, int column);
RasterPart raster_part(Style style);

/* Its pixels in place, red, green, blue, opacity, on the whole of its positions; the caller frees them. */
uint8_t *raster_pixels(const Raster *raster);
