/* Where the cells of an app are if they are not one below the other: columns, a grid, slides.  Pure arithmetic.
 *
 *     g_autoptr(GArray) tiles = board_tiles(layout, cells, 80);     // which columns each cell gets
 *     for (...) tile->rows = how high it is at that width;
 *     int rows = board_stack(tiles, 80);                            // which rows
 *
 * A terminal has no room to waste: a tile is as high as what it shows, and begins below those that it stands under.
 * Where the screen is too narrow for what stands side by side, it stands one below the other.
 */
#pragma once

#include "notebook/app_layout.h"

typedef struct {
    size_t cell;
    int column, columns; /* of the board */
    int group;           /* those of the same begin at the same row; -1: of no other */
    bool below;          /* below all before it */
    int rows;            /* 0: it takes no room */
    int row;
} Tile;

/* The cells that are shown, in the order in which they are read; of slides all, whatever slide they are on. */
GArray *board_tiles(const AppLayout *layout, size_t cells, int columns);

/* Sets the rows of tiles whose heights are set; returns how many the board has. */
int board_stack(GArray *tiles, int columns);
