/* Sixels: pictures for terminals in the manner of the VT340 (DEC STD 070, and its "VT330/VT340 Programmer Reference").
 *
 *     SixelPalette *palette = sixel_palette_new(pixels, width * height, 256);
 *     sixel_dither(palette, pixels, width, height);
 *     sixel_add(bytes, palette, pixels, width, width, height);          // where the cursor stands
 *
 * A picture is cut where it is covered or scrolled out, at heights that are no multiple of the six pixels of a sixel,
 * and its parts must have the same colours: chafa can do neither.  Plain data.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <glib.h>

typedef struct SixelPalette SixelPalette;

/* At most `colours` (2 to 256) that stand for those of the pixels (red, green, blue, opacity) best. */
SixelPalette *sixel_palette_new(const uint8_t *pixels, size_t count, int colours);
void sixel_palette_free(SixelPalette *palette);

/* Where there are more colours than the palette has: each pixel becomes one of the two between which it lies, in a pattern
 * that stays where it is from picture to picture; a pixel that has its own colour keeps it. */
void sixel_dither(SixelPalette *palette, uint8_t *pixels, int width, int height);

/* A part of them: `stride` pixels lie between two rows.  What is transparent leaves what is there. */
void sixel_add(GString *bytes, const SixelPalette *palette, const uint8_t *pixels, int stride, int width, int height);
