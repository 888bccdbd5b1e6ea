/* Commands of kitty's graphics protocol (sw.kovidgoyal.net/kitty/graphics-protocol), through tmux if need be.
 *
 * A picture is sent once, under an id; then parts of it are placed, moved and taken away by short commands.  In tmux,
 * which does not know of pictures, it is put on the screen by placeholders: characters that the terminal replaces,
 * and that tmux scrolls and clips like any others.  Bytes only.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

typedef struct {
    int x, y, width, height; /* the part of the picture, in pixels */
    int columns, rows;       /* that it takes */
} KittyPlace;

/* Bytes that ask whether the terminal knows all this: the answer is "APC G i=31;OK". */
void kitty_ask(GString *bytes, bool tmux);

void kitty_send(GString *bytes, bool tmux, uint32_t id, const uint8_t *png, size_t length);
void kitty_forget(GString *bytes, bool tmux, uint32_t id);

/* Where the cursor stands, which stays there. */
void kitty_place(GString *bytes, uint32_t id, uint32_t place, const KittyPlace *part);
void kitty_take_away(GString *bytes, uint32_t id, uint32_t place);

/* The picture is shown by placeholders, on so many columns and rows. */
void kitty_make_placeholders(GString *bytes, bool tmux, uint32_t id, int columns, int rows);
/* One of them, in the colours that name the picture. */
void kitty_add_placeholder(GString *bytes, uint32_t id, int row, int column);
