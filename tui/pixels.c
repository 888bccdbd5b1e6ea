#include "tui/pixels.h"

#include <string.h>
#include <unistd.h>

#include "tui/kitty.h"
#include "tui/sixel.h"

/* Pictures whose pixels are kept, for when another part of them is needed; and how many pixels a part may have in each
 * direction: xterm refuses what has more than a thousand. */
enum { READY = 8, LONGEST_PART = 960 };

/* A picture ready to be painted. */
typedef struct {
    int number;
    uint8_t *pixels;
    bool opaque;
    SixelPalette *palette; /* or NULL */
    int colours;           /* that the palette was made for */
} Ready;

/* A rectangle of a picture: where it is on the screen, and which part of the picture. */
typedef struct {
    int number;
    int row, column, rows, columns;
    int from_row, from_column;
    uint32_t place; /* kitty's name for it */
} Piece;

struct Pixels {
    GQueue ready;     /* of Ready *, owned, the latest first */
    GArray *placed;   /* of Piece: kitty's, that are on the screen */
    GHashTable *sent; /* kitty's ids -> number, of what the terminal keeps */
    uint32_t last_place;
    bool unknown; /* what is on the screen */
};

static void ready_free(gpointer data)
{
    Ready *ready = data;
    g_free(ready->pixels);
    g_clear_pointer(&ready->palette, sixel_palette_free);
    g_free(ready);
}

Pixels *pixels_new(void)
{
    Pixels *pixels = g_new0(Pixels, 1);
    g_queue_init(&pixels->ready);
    pixels->placed = g_array_new(FALSE, FALSE, sizeof(Piece));
    pixels->sent = g_hash_table_new(g_direct_hash, g_direct_equal);
    return pixels;
}

void pixels_free(Pixels *pixels)
{
    g_queue_clear_full(&pixels->ready, ready_free);
    g_array_unref(pixels->placed);
    g_hash_table_unref(pixels->sent);
    g_free(pixels);
}

void pixels_forget(Pixels *pixels)
{
    pixels->unknown = true;
}

/* --- pictures ready to be painted ------------------------------------------------------------------------ */

static bool is_opaque(const Raster *raster, const uint8_t *pixels)
{
    const RasterShape *shape = &raster->shape;
    size_t stride = 4 * (size_t)(shape->columns * shape->cell_width);
    for (int y = 0; y < shape->height; y++) {
        for (int x = 0; x < shape->width; x++) {
            if (pixels[stride * (size_t)y + 4 * (size_t)x + 3] < 255)
                return false;
        }
    }
    return true;
}

static Ready *ready_of(Pixels *pixels, const Raster *raster)
{
    for (GList *link = pixels->ready.head; link; link = link->next) {
        Ready *ready = link->data;
        if (ready->number == raster->number) {
            g_queue_unlink(&pixels->ready, link);
            g_queue_push_head_link(&pixels->ready, link);
            return ready;
        }
    }
    if (pixels->ready.length >= READY)
        ready_free(g_queue_pop_tail(&pixels->ready));
    Ready *ready = g_new0(Ready, 1);
    *ready = (Ready){.number = raster->number, .pixels = raster_pixels(raster)};
    ready->opaque = is_opaque(raster, ready->pixels);
    g_queue_push_head(&pixels->ready, ready);
    return ready;
}

static const SixelPalette *palette_of(Ready *ready, const Raster *raster, int colours)
{
    const RasterShape *shape = &raster->shape;
    int width = shape->columns * shape->cell_width, height = shape->rows * shape->cell_height;
    if (ready->palette && ready->colours != colours) { /* the pixels have those of the other */
        g_clear_pointer(&ready->palette, sixel_palette_free);
        g_autofree uint8_t *fresh = raster_pixels(raster);
        memcpy(ready->pixels, fresh, 4 * (size_t)width * (size_t)height);
    }
    if (!ready->palette) {
        ready->palette = sixel_palette_new(ready->pixels, (size_t)width * (size_t)height, colours);
        sixel_dither(ready->palette, ready->pixels, width, height);
    }
    ready->colours = colours;
    return ready->palette;
}

/* --- rectangles ------------------------------------------------------------------------------------------ */

static bool is_picture(const Glyph *glyph)
{
    return glyph->style.role == STYLE_PICTURE;
}

/* A run that goes on below a rectangle makes it higher. */
static void add_run(GArray *pieces, const Piece *run)
{
    for (guint i = 0; i < pieces->len; i++) {
        Piece *piece = &g_array_index(pieces, Piece, i);
        if (piece->number == run->number && piece->column == run->column && piece->columns == run->columns &&
            piece->from_column == run->from_column && piece->row + piece->rows == run->row &&
            piece->from_row + piece->rows == run->from_row) {
            piece->rows++;
            return;
        }
    }
    g_array_append_val(pieces, *run);
}

static bool is_part(const Glyph *glyph, RasterPart part)
{
    RasterPart other = raster_part(glyph->style);
    return other.number == part.number && other.row == part.row && other.column == part.column;
}

static bool is_wanted(const Grid *shown, const Grid *grid, int row, int column)
{
    const Glyph *glyph = grid_row(grid, row) + column;
    return is_picture(glyph) && !(shown && grid_glyph_equal(grid, glyph, shown, grid_row(shown, row) + column));
}

/* The rectangles of all pictures; with `shown`, of what differs from that. */
static GArray *find_pieces(const Grid *shown, const Grid *grid)
{
    GArray *pieces = g_array_new(FALSE, FALSE, sizeof(Piece));
    for (int row = 0; row < grid_rows(grid) - 1; row++) { /* a picture in the last row might scroll the screen */
        const Glyph *glyphs = grid_row(grid, row);
        for (int column = 0; column < grid_columns(grid);) {
            if (!is_wanted(shown, grid, row, column)) {
                column++;
                continue;
            }
            RasterPart part = raster_part(glyphs[column].style);
            Piece run = {part.number, row, column, 1, 0, part.row, part.column, 0};
            do {
                run.columns++;
                column++;
                part.column++;
            } while (column < grid_columns(grid) && is_wanted(shown, grid, row, column) &&
                     is_part(&glyphs[column], part));
            add_run(pieces, &run);
        }
    }
    return pieces;
}

/* --- sixels, iTerm --------------------------------------------------------------------------------------- */

typedef struct {
    const Term *term;
    GString *bytes;
    const Raster *raster;
    Ready *ready;
} Brush;

static void paint_sixel(const Brush *brush, const uint8_t *pixels, int stride, int width, int height)
{
    const SixelPalette *palette = palette_of(brush->ready, brush->raster, term_caps(brush->term)->sixel_colours);
    sixel_add(brush->bytes, palette, pixels, stride, width, height);
}

static void paint_iterm(const Brush *brush, const uint8_t *pixels, int stride, const Piece *piece)
{
    const RasterShape *shape = &brush->raster->shape;
    int width = piece->columns * shape->cell_width, height = piece->rows * shape->cell_height;
    g_autofree uint8_t *part = g_malloc(4 * (size_t)width * (size_t)height);
    for (int y = 0; y < height; y++)
        memcpy(part + 4 * (size_t)width * (size_t)y, pixels + 4 * (size_t)stride * (size_t)y, 4 * (size_t)width);
    g_autoptr(GBytes) png = picture_to_png(part, width, height, PICTURE_QUICK);
    gsize length = 0;
    const guchar *data = png ? g_bytes_get_data(png, &length) : NULL;
    if (!data)
        return;
    g_autofree char *encoded = g_base64_encode(data, length);
    g_string_append_printf(brush->bytes,
                           "\033]1337;File=inline=1;size=%zu;width=%d;height=%d;preserveAspectRatio=0;doNotMoveCursor=1:%s\a",
                           (size_t)length, piece->columns, piece->rows, encoded);
}

/* In parts that are not too large for the terminal. */
static void paint_piece(const Brush *brush, const Piece *piece)
{
    const RasterShape *shape = &brush->raster->shape;
    int stride = shape->columns * shape->cell_width;
    int rows = MAX(LONGEST_PART / shape->cell_height, 1), columns = MAX(LONGEST_PART / shape->cell_width, 1);
    for (int row = 0; row < piece->rows; row += rows) {
        for (int column = 0; column < piece->columns; column += columns) {
            Piece part = *piece;
            part.rows = MIN(rows, piece->rows - row);
            part.columns = MIN(columns, piece->columns - column);
            size_t y = (size_t)((piece->from_row + row) * shape->cell_height);
            size_t x = (size_t)((piece->from_column + column) * shape->cell_width);
            const uint8_t *pixels = brush->ready->pixels + 4 * (y * (size_t)stride + x);
            term_add_move(brush->term, brush->bytes, TERM_ANYWHERE, (TermPlace){piece->row + row, piece->column + column});
            if (term_pictures(brush->term) == PICTURES_SIXEL)
                paint_sixel(brush, pixels, stride, part.columns * shape->cell_width, part.rows * shape->cell_height);
            else
                paint_iterm(brush, pixels, stride, &part);
        }
    }
}

static void paint_changes(Pixels *pixels, const Term *term, const Grid *shown, const Grid *grid, GString *bytes)
{
    g_autoptr(GArray) pieces = find_pieces(shown, grid);
    for (guint i = 0; i < pieces->len; i++) {
        const Piece *piece = &g_array_index(pieces, Piece, i);
        const Raster *raster = rasters_find(term_rasters(term), piece->number);
        if (raster)
            paint_piece(&(Brush){term, bytes, raster, ready_of(pixels, raster)}, piece);
    }
}

/* --- kitty ----------------------------------------------------------------------------------------------- */

/* Different for each picture, and mostly for each program on the same terminal. */
static uint32_t id_of(int number)
{
    return ((uint32_t)getpid() % 255 + 1) << 24 | ((uint32_t)number % 255 + 1);
}

static bool in_tmux(const Term *term)
{
    return term_caps(term)->tmux;
}

/* Has the terminal keep a picture. */
static void ensure_sent(Pixels *pixels, const Term *term, const Raster *raster, GString *bytes)
{
    uint32_t id = id_of(raster->number);
    const RasterShape *shape = &raster->shape;
    if (GPOINTER_TO_INT(g_hash_table_lookup(pixels->sent, GUINT_TO_POINTER(id))) == raster->number)
        return;
    g_autoptr(GBytes) png = picture_to_png(ready_of(pixels, raster)->pixels, shape->columns * shape->cell_width,
                                           shape->rows * shape->cell_height, PICTURE_QUICK);
    gsize length = 0;
    const guchar *data = png ? g_bytes_get_data(png, &length) : NULL;
    if (!data)
        return;
    kitty_send(bytes, in_tmux(term), id, data, length);
    if (in_tmux(term))
        kitty_make_placeholders(bytes, true, id, shape->columns, shape->rows);
    g_hash_table_insert(pixels->sent, GUINT_TO_POINTER(id), GINT_TO_POINTER(raster->number));
}

typedef struct {
    const Term *term;
    GString *bytes;
} Broom;

static gboolean forget_if_gone(gpointer id, gpointer number, gpointer data)
{
    const Broom *broom = data;
    if (rasters_find(term_rasters(broom->term), GPOINTER_TO_INT(number)))
        return FALSE;
    kitty_forget(broom->bytes, in_tmux(broom->term), GPOINTER_TO_UINT(id));
    return TRUE;
}

static bool take_if_placed(GArray *placed, Piece *piece)
{
    for (guint i = 0; i < placed->len; i++) {
        Piece *other = &g_array_index(placed, Piece, i);
        piece->place = other->place;
        if (memcmp(piece, other, sizeof *piece) == 0) {
            g_array_remove_index_fast(placed, i);
            return true;
        }
    }
    return false;
}

static void place(const Term *term, const Raster *raster, const Piece *piece, GString *bytes)
{
    const RasterShape *shape = &raster->shape;
    term_add_move(term, bytes, TERM_ANYWHERE, (TermPlace){piece->row, piece->column});
    kitty_place(bytes, id_of(piece->number), piece->place,
                &(KittyPlace){piece->from_column * shape->cell_width, piece->from_row * shape->cell_height,
                              piece->columns * shape->cell_width, piece->rows * shape->cell_height, piece->columns,
                              piece->rows});
}

/* What is new comes first, so that nothing blinks. */
static void place_pieces(Pixels *pixels, const Term *term, const Grid *grid, GString *bytes)
{
    GArray *pieces = find_pieces(NULL, grid);
    for (guint i = 0; i < pieces->len; i++) {
        Piece *piece = &g_array_index(pieces, Piece, i);
        const Raster *raster = rasters_find(term_rasters(term), piece->number);
        if (!raster)
            continue;
        ensure_sent(pixels, term, raster, bytes);
        if (in_tmux(term) || take_if_placed(pixels->placed, piece))
            continue;
        piece->place = ++pixels->last_place;
        place(term, raster, piece, bytes);
    }
    for (guint i = 0; i < pixels->placed->len && !in_tmux(term); i++) {
        const Piece *old = &g_array_index(pixels->placed, Piece, i);
        kitty_take_away(bytes, id_of(old->number), old->place);
    }
    g_array_unref(pixels->placed);
    pixels->placed = pieces;
    g_hash_table_foreach_remove(pixels->sent, forget_if_gone, &(Broom){term, bytes});
}

bool pixels_show(const Grid *grid)
{
    for (int row = 0; row < grid_rows(grid); row++) {
        const Glyph *glyphs = grid_row(grid, row);
        for (int column = 0; column < grid_columns(grid); column++) {
            if (is_picture(&glyphs[column]))
                return true;
        }
    }
    return false;
}

/* --- for the painter ------------------------------------------------------------------------------------- */

PixelsUnder pixels_under(Pixels *pixels, const Term *term, const Glyph *shown, const Glyph *glyph)
{
    PictureManner manner = term_pictures(term);
    RasterPart part = raster_part(glyph->style);
    const Raster *raster = rasters_find(term_rasters(term), part.number);
    if (manner < PICTURES_KITTY || manner > PICTURES_ITERM || (manner == PICTURES_KITTY && in_tmux(term)) || !raster)
        return PIXELS_TEXT;
    if (!is_picture(shown))
        return PIXELS_BLANK;
    const RasterShape *shape = &raster->shape;
    bool edge = (part.row + 1) * shape->cell_height > shape->height || (part.column + 1) * shape->cell_width > shape->width;
    return manner == PICTURES_KITTY || (!edge && ready_of(pixels, raster)->opaque) ? PIXELS_KEPT : PIXELS_BLANK;
}

int pixels_add_text(const Term *term, Style style, GString *bytes)
{
    RasterPart part = raster_part(style);
    if (term_pictures(term) != PICTURES_KITTY || !in_tmux(term)) {
        g_string_append(bytes, term_caps(term)->ascii ? " " : RASTER_SIGN);
        return -1;
    }
    uint32_t id = id_of(part.number);
    kitty_add_placeholder(bytes, id, part.row, part.column);
    return (int)(id & 0xff);
}

void pixels_clear(Pixels *pixels, const Term *term, GString *bytes)
{
    GHashTableIter iter;
    gpointer id;
    g_hash_table_iter_init(&iter, pixels->sent);
    while (g_hash_table_iter_next(&iter, &id, NULL))
        kitty_forget(bytes, in_tmux(term), GPOINTER_TO_UINT(id));
    g_hash_table_remove_all(pixels->sent);
    g_array_set_size(pixels->placed, 0);
}

bool pixels_add(Pixels *pixels, const Term *term, const Grid *shown, const Grid *grid, GString *bytes)
{
    PictureManner manner = term_pictures(term);
    size_t start = bytes->len;
    if (pixels->unknown || manner != PICTURES_KITTY)
        pixels_clear(pixels, term, bytes);
    pixels->unknown = false;
    if (manner == PICTURES_KITTY)
        place_pieces(pixels, term, grid, bytes);
    else if (manner == PICTURES_SIXEL || manner == PICTURES_ITERM)
        paint_changes(pixels, term, shown, grid, bytes);
    return bytes->len > start;
}
