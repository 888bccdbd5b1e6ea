#include "tui/picture.h"

#include <string.h>

#include <chafa.h>

/* A character stands for so many pixels of a browser; and what is kept at most. */
enum { CELL_WIDTH = 8, CELL_HEIGHT = 16, KEPT = 64, PARTS_KEPT = 8 };

typedef struct {
    Picture *picture; /* owned */
    int columns, rows;
    Block *block;
    guint64 used;
} Drawn;

/* What is seen of a picture that is larger than the screen. */
typedef struct {
    Picture *whole, *part; /* owned */
    PictureZoom zoom;
} Part;

struct Pictures {
    PictureLook look;
    GPtrArray *drawn; /* of Drawn *, owned */
    GPtrArray *parts; /* of Part *, owned, the latest last */
    guint64 clock;
    size_t work;
};

static void drawn_free(gpointer data)
{
    Drawn *drawn = data;
    picture_unref(drawn->picture);
    block_free(drawn->block);
    g_free(drawn);
}

static void part_free(gpointer data)
{
    Part *part = data;
    picture_unref(part->whole);
    picture_unref(part->part);
    g_free(part);
}

Pictures *pictures_new(void)
{
    Pictures *pictures = g_new0(Pictures, 1);
    pictures->look.depth = COLOUR_TRUE;
    pictures->drawn = g_ptr_array_new_with_free_func(drawn_free);
    pictures->parts = g_ptr_array_new_with_free_func(part_free);
    return pictures;
}

void pictures_free(Pictures *pictures)
{
    g_ptr_array_unref(pictures->drawn);
    g_ptr_array_unref(pictures->parts);
    g_clear_pointer(&pictures->look.rasters, rasters_unref);
    g_free(pictures);
}

static bool same_look(const PictureLook *a, const PictureLook *b)
{
    return a->depth == b->depth && a->ascii == b->ascii && a->manner == b->manner && a->cell_width == b->cell_width &&
           a->cell_height == b->cell_height && a->rasters == b->rasters;
}

bool pictures_set_look(Pictures *pictures, PictureLook look)
{
    if (same_look(&pictures->look, &look))
        return false;
    Rasters *before = pictures->look.rasters;
    pictures->look = look;
    if (look.rasters)
        rasters_ref(look.rasters);
    if (before)
        rasters_unref(before);
    g_ptr_array_set_size(pictures->drawn, 0);
    return true;
}

bool pictures_shown(const Pictures *pictures)
{
    return pictures->look.manner != PICTURES_NONE;
}

size_t pictures_work(const Pictures *pictures)
{
    return pictures->work;
}

/* --- drawing ------------------------------------------------------------------------------------------- */

/* One row a depth.  With few colours, or none, shapes have to say more: dots besides blocks. */
static const struct {
    ChafaCanvasMode mode;
    ChafaSymbolTags symbols;
} MODES[] = {
    [COLOUR_NONE] = {CHAFA_CANVAS_MODE_FGBG, CHAFA_SYMBOL_TAG_SPACE | CHAFA_SYMBOL_TAG_BLOCK | CHAFA_SYMBOL_TAG_BRAILLE},
    [COLOUR_16] = {CHAFA_CANVAS_MODE_INDEXED_16, CHAFA_SYMBOL_TAG_SPACE | CHAFA_SYMBOL_TAG_BLOCK},
    [COLOUR_256] = {CHAFA_CANVAS_MODE_INDEXED_240, CHAFA_SYMBOL_TAG_SPACE | CHAFA_SYMBOL_TAG_BLOCK},
    [COLOUR_TRUE] = {CHAFA_CANVAS_MODE_TRUECOLOR, CHAFA_SYMBOL_TAG_SPACE | CHAFA_SYMBOL_TAG_BLOCK},
};

/* Whether most of what is seen of it is nearer to white than to black. */
static bool is_light(const Picture *picture)
{
    uint64_t light = 0, seen = 0;
    for (size_t i = 0; i < (size_t)picture->columns * (size_t)picture->rows; i++) {
        const uint8_t *pixel = picture->pixels + 4 * i;
        light += (2u * pixel[0] + 5u * pixel[1] + pixel[2]) / 8u * pixel[3];
        seen += pixel[3];
    }
    return light > seen * 127;
}

/* A copy in which thin lines are as dark as thick ones: half of a character has to be dark for a dot to be written. */
static uint8_t *with_darker_lines(const Picture *picture)
{
    size_t length = 4 * (size_t)picture->columns * (size_t)picture->rows;
    uint8_t *pixels = g_memdup2(picture->pixels, length);
    for (size_t i = 0; i < length; i++)
        pixels[i] = i % 4 == 3 ? pixels[i] : (uint8_t)MAX(255 - 3 * (255 - pixels[i]), 0);
    return pixels;
}

static ChafaSymbolTags symbols_of(PictureLook look)
{
    if (look.ascii || look.manner == PICTURES_ASCII)
        return CHAFA_SYMBOL_TAG_ASCII | CHAFA_SYMBOL_TAG_SPACE;
    if (look.manner == PICTURES_BRAILLE)
        return CHAFA_SYMBOL_TAG_BRAILLE | CHAFA_SYMBOL_TAG_SPACE;
    if (look.manner == PICTURES_HALFBLOCKS)
        return CHAFA_SYMBOL_TAG_HALF | CHAFA_SYMBOL_TAG_SPACE;
    return MODES[look.depth].symbols;
}

static ChafaCanvas *paint(const Picture *picture, PictureLook look, int columns, int rows)
{
    ChafaSymbolMap *map = chafa_symbol_map_new();
    chafa_symbol_map_add_by_tags(map, symbols_of(look));
    ChafaCanvasConfig *config = chafa_canvas_config_new();
    chafa_canvas_config_set_canvas_mode(config, MODES[look.depth].mode);
    chafa_canvas_config_set_symbol_map(config, map);
    chafa_canvas_config_set_geometry(config, columns, rows);
    g_autofree uint8_t *darker = NULL;
    if (look.depth == COLOUR_NONE && is_light(picture)) { /* a plot: the lines are written, not the paper */
        darker = with_darker_lines(picture);
        chafa_canvas_config_set_fg_color(config, 0x000000);
        chafa_canvas_config_set_bg_color(config, 0xffffff);
    }
    chafa_set_n_threads(1); /* threads would cost more than they save, and outlive the picture */
    ChafaCanvas *canvas = chafa_canvas_new(config);
    chafa_canvas_draw_all_pixels(canvas, CHAFA_PIXEL_RGBA8_UNASSOCIATED, darker ? darker : picture->pixels,
                                 picture->columns, picture->rows, 4 * picture->columns);
    chafa_canvas_config_unref(config);
    chafa_symbol_map_unref(map);
    return canvas;
}

static StyledColour colour_of(gint raw, ColourDepth depth)
{
    return raw < 0 || depth == COLOUR_NONE ? -1 : depth == COLOUR_TRUE ? raw | 0x1000000 : raw;
}

static BlockLine *line_of(ChafaCanvas *canvas, PictureLook look, int row, int columns)
{
    BlockLine *line = block_line_new();
    for (int column = 0; column < columns; column++) {
        gint foreground, background;
        char bytes[8];
        int length = g_unichar_to_utf8(chafa_canvas_get_char_at(canvas, column, row), bytes);
        chafa_canvas_get_raw_colors_at(canvas, column, row, &foreground, &background);
        Style style = style_of(STYLE_OUTPUT);
        style.foreground = colour_of(foreground, look.depth);
        style.background = colour_of(background, look.depth);
        block_line_add(line, bytes, length, style);
    }
    return line;
}

static Block *draw_picture(const Picture *picture, PictureLook look, int columns, int rows)
{
    Block *block = block_new(columns, (size_t)rows);
    ChafaCanvas *canvas = paint(picture, look, columns, rows);
    for (int row = 0; row < rows; row++)
        block_add(block, line_of(canvas, look, row, columns));
    chafa_canvas_unref(canvas);
    return block;
}

/* --- what was drawn ------------------------------------------------------------------------------------- */

static void drop_oldest(Pictures *pictures)
{
    guint oldest = 0;
    for (guint i = 1; i < pictures->drawn->len; i++) {
        const Drawn *one = g_ptr_array_index(pictures->drawn, i), *other = g_ptr_array_index(pictures->drawn, oldest);
        oldest = one->used < other->used ? i : oldest;
    }
    g_ptr_array_remove_index_fast(pictures->drawn, oldest);
}

static const Block *find_or_draw(Pictures *pictures, Picture *picture, int columns, int rows)
{
    for (guint i = 0; i < pictures->drawn->len; i++) {
        Drawn *drawn = g_ptr_array_index(pictures->drawn, i);
        if (drawn->picture == picture && drawn->columns == columns && drawn->rows == rows) {
            drawn->used = ++pictures->clock;
            return drawn->block;
        }
    }
    if (pictures->drawn->len >= KEPT)
        drop_oldest(pictures);
    Drawn *drawn = g_new0(Drawn, 1);
    *drawn = (Drawn){picture_ref(picture), columns, rows, draw_picture(picture, pictures->look, columns, rows), ++pictures->clock};
    g_ptr_array_add(pictures->drawn, drawn);
    pictures->work++;
    return drawn->block;
}

/* --- as pixels ------------------------------------------------------------------------------------------ */

static bool are_pixels(const PictureLook *look)
{
    return look->rasters && look->manner >= PICTURES_KITTY && look->manner <= PICTURES_ITERM;
}

/* Pixel by pixel, where those of the screen are not much smaller than those that it was made for. */
static RasterShape shape_of(const PictureLook *look, const Picture *picture, int columns, int rows, bool enlarge)
{
    const double FINE = 1.5;
    RasterShape shape = {.cell_width = look->cell_width > 0 ? look->cell_width : CELL_WIDTH,
                         .cell_height = look->cell_height > 0 ? look->cell_height : CELL_HEIGHT};
    columns = MIN(columns, RASTER_MOST);
    rows = MIN(rows, RASTER_MOST);
    double natural = shape.cell_width / (double)CELL_WIDTH;
    natural = enlarge ? G_MAXINT : natural < FINE ? 1 : natural;
    double scale = MIN(MIN(columns * shape.cell_width / (double)picture->width,
                           rows * shape.cell_height / (double)picture->height), natural);
    shape.width = CLAMP((int)(picture->width * scale + 0.5), 1, columns * shape.cell_width);
    shape.height = CLAMP((int)(picture->height * scale + 0.5), 1, rows * shape.cell_height);
    shape.columns = (shape.width + shape.cell_width - 1) / shape.cell_width;
    shape.rows = (shape.height + shape.cell_height - 1) / shape.cell_height;
    return shape;
}

static void add_raster(const PictureLook *look, Block *block, Picture *picture, int rows, bool enlarge)
{
    Raster *raster = rasters_get(look->rasters, picture, shape_of(look, picture, block->width, MAX(rows, 1), enlarge));
    block_keep(block, raster);
    for (int row = 0; row < raster->shape.rows; row++) {
        BlockLine *line = block_line_new();
        for (int column = 0; column < raster->shape.columns; column++)
            block_line_add(line, RASTER_SIGN, -1, raster_style(raster, row, column));
        block_add(block, line);
    }
    raster_unref(raster);
}

static Picture *find_or_cut(Pictures *pictures, Picture *picture, PictureZoom zoom)
{
    for (guint i = 0; i < pictures->parts->len; i++) {
        const Part *part = g_ptr_array_index(pictures->parts, i);
        if (part->whole == picture && part->zoom.scale == zoom.scale && part->zoom.x == zoom.x && part->zoom.y == zoom.y)
            return part->part;
    }
    if (pictures->parts->len >= PARTS_KEPT)
        g_ptr_array_remove_index(pictures->parts, 0);
    Part *part = g_new0(Part, 1);
    *part = (Part){picture_ref(picture), picture_part(picture, zoom.scale, zoom.x, zoom.y), zoom};
    g_ptr_array_add(pictures->parts, part);
    return part->part;
}

void pictures_add(Pictures *pictures, Block *block, Picture *picture, int rows, PictureZoom zoom)
{
    bool enlarge = zoom.scale > 0;
    if (zoom.scale > 1)
        picture = find_or_cut(pictures, picture, zoom);
    block->pictured = true;
    if (are_pixels(&pictures->look)) {
        add_raster(&pictures->look, block, picture, rows, enlarge);
        return;
    }
    double width = picture->width / (double)CELL_WIDTH, height = picture->height / (double)CELL_HEIGHT;
    double fits = MIN(block->width / width, MAX(rows, 1) / height), scale = enlarge ? fits : MIN(fits, 1);
    int columns = CLAMP((int)(width * scale + 0.5), 1, block->width);
    const Block *drawn = find_or_draw(pictures, picture, columns, CLAMP((int)(height * scale + 0.5), 1, MAX(rows, 1)));
    block_append(block, drawn, NULL, NULL);
}
