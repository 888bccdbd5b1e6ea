/* Pictures as pixels, no more of them than a screen has room for.
 *
 *     Picture *picture = picture_from_png(bytes, length, &error);
 *
 * What comes in is untrusted: a picture that is broken, or that would take too much memory, is an error that says so.
 * Immutable once made and atomically counted; made on any thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

typedef struct {
    int width, height;  /* in pixels, as it came */
    int columns, rows;  /* of the pixels that are kept: at most PICTURE_KEPT in each direction */
    uint8_t *pixels;    /* red, green, blue, opacity; row by row */
    gint references;
} Picture;

enum {
    PICTURE_KEPT = 1024,
    PICTURE_MOST = 16 << 20, /* pixels of a picture that is decoded: four bytes each, for that moment */
};

Picture *picture_from_png(const uint8_t *bytes, size_t length, GError **error);
Picture *picture_ref(Picture *picture);
void picture_unref(Picture *picture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Picture, picture_unref)

/* A part of it, 1/scale as wide and as high: x and y say where, 0 at the left and the top, 1 at the other end. */
Picture *picture_part(const Picture *picture, double scale, double x, double y);

/* As `columns` × `rows` pixels; the caller frees them. */
uint8_t *picture_scaled(const Picture *picture, int columns, int rows);

/* The bytes of a PNG.  NULL if there is no memory for it. */
typedef enum { PICTURE_QUICK, PICTURE_SMALL } PictureEffort;
GBytes *picture_to_png(const uint8_t *pixels, int columns, int rows, PictureEffort effort);

/* How a screen shows pictures: as pixels, in one of the ways that terminals have for them, or as characters. */
typedef enum {
    PICTURES_AUTO, /* the best that the terminal knows */
    PICTURES_KITTY,
    PICTURES_SIXEL,
    PICTURES_ITERM,
    PICTURES_HALFBLOCKS,
    PICTURES_BRAILLE,
    PICTURES_ASCII,
    PICTURES_NONE, /* words */
} PictureManner;

extern const char *const PICTURE_MANNERS[]; /* their names, in their order, then NULL */

#define PICTURE_ERROR (picture_error_quark())
GQuark picture_error_quark(void);
enum { PICTURE_ERROR_BROKEN, PICTURE_ERROR_LARGE };
