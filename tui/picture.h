/* Pictures in blocks: as pixels where the terminal knows a way, else as characters: blocks in colours, signs where
 * there are no colours or nothing but ASCII.
 *
 *     Pictures *pictures = pictures_new();
 *     pictures_add(pictures, block, node->picture, 20, (PictureZoom){0});   // at most 20 rows
 *
 * What was drawn is kept, so that neither scrolling nor a second look costs anything.  A picture is decoded by who
 * read it; to draw it takes a few milliseconds, once for each size and terminal.  Main thread.
 */
#pragma once

#include "base/picture.h"
#include "tui/block.h"
#include "tui/raster.h"
#include "tui/theme.h"

/* What a terminal can show. */
typedef struct {
    ColourDepth depth;
    bool ascii;
    PictureManner manner;
    int cell_width, cell_height; /* of a glyph, in pixels; 0: not known */
    Rasters *rasters;            /* of which those in pixels become a part; borrowed; NULL: there are no pixels */
} PictureLook;

typedef struct Pictures Pictures;

Pictures *pictures_new(void); /* for one with all colours and UTF-8 */
void pictures_free(Pictures *pictures);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pictures, pictures_free)

/* What is drawn from now on is for another terminal.  Returns whether it looks different there. */
bool pictures_set_look(Pictures *pictures, PictureLook look);

/* Whether pictures are shown at all, and not words in their place. */
bool pictures_shown(const Pictures *pictures);

/* How large a picture is: `scale` 0: as in a browser; 1: as there is room for it; more: so much larger, and only that part of
 * it which x and y say, each from 0 to 1. */
typedef struct {
    double scale, x, y;
} PictureZoom;

/* In the block's width and `rows`; smaller if it has no room there. */
void pictures_add(Pictures *pictures, Block *block, Picture *picture, int rows, PictureZoom zoom);

/* How many were drawn so far, rather than found: for tests and measurements. */
size_t pictures_work(const Pictures *pictures);
