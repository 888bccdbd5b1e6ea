/* A picture of the screen: rows of styled glyphs, and where the cursor stands.
 *
 *     Grid *grid = grid_new(24, 80);
 *     int column = grid_put(grid, grid_area(grid), 0, 3, "héllo", 6, style_of(STYLE_TEXT));
 *
 * Drawing fills a grid; term.c sends the difference between two grids to the terminal; dump.c turns one
 * into text.  Rows and columns count from 0.  Main thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "tui/style.h"

typedef struct Grid Grid;

/* One position.  A wide glyph takes two: the second has width 0 and no text. */
typedef struct {
    char text[8]; /* see grid_text */
    Style style;
    uint8_t width;
    uint8_t unused[3]; /* 0, so that equal rows are equal bytes */
} Glyph;

typedef struct {
    int row, column, rows, columns;
} Rect;

static inline bool rect_holds(Rect area, int row, int column)
{
    return row >= area.row && row < area.row + area.rows && column >= area.column && column < area.column + area.columns;
}

typedef enum { CURSOR_BLOCK, CURSOR_BAR, CURSOR_UNDERLINE } CursorShape;
typedef struct {
    int row, column;
    bool visible;
    CursorShape shape;
} GridCursor;

Grid *grid_new(int rows, int columns);
void grid_free(Grid *grid);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Grid, grid_free)

/* Makes it blank, of that size. */
void grid_reset(Grid *grid, int rows, int columns);

/* One row of it. */
void grid_clear_row(Grid *grid, int row);

/* Who draws into the same grid again and again need not look at all of it: whether something was written to a row since
 * grid_settle(), and since grid_watch(), which are two such questions that know nothing of each other. */
void grid_settle(Grid *grid);
bool grid_row_changed(const Grid *grid, int row);
void grid_watch(Grid *grid);
bool grid_row_watched(const Grid *grid, int row);
/* Whether each row stands for itself: what rows of a grid have in common (long characters, links) goes with all of them. */
bool grid_is_apart(const Grid *grid);

int grid_rows(const Grid *grid);
int grid_columns(const Grid *grid);
Rect grid_area(const Grid *grid);
const Glyph *grid_row(const Grid *grid, int row); /* `columns` of them */

/* The glyph's character as UTF-8; "" for the second half of a wide one. */
const char *grid_text(const Grid *grid, const Glyph *glyph);

bool glyph_is_blank(const Glyph *glyph); /* of any look */

/* Whether any glyph has more than one character. */
bool grid_has_clusters(const Grid *grid);

/* Whether two rows of two grids (of the same width) look the same. */
bool grid_row_equal(const Grid *a, int row_a, const Grid *b, int row_b);
bool grid_glyph_equal(const Grid *a, const Glyph *glyph_a, const Grid *b, const Glyph *glyph_b);

/* Makes one the copy of the other; a row of one that of a row of another of the same width. */
void grid_copy(Grid *grid, const Grid *source);
void grid_copy_row(Grid *grid, int row, const Grid *source, int source_row);

/* Puts characters from `column` on, only inside `clip`; what cannot be drawn is written as ^A or <ff>, a
 * tab as blanks up to the next multiple of 8 from the clip's left edge.  Returns the column behind the
 * last one, also if it was clipped. */
int grid_put(Grid *grid, Rect clip, int row, int column, const char *bytes, size_t length, Style style);

/* grid_put of a whole string. */
int grid_print(Grid *grid, Rect clip, int row, int column, const char *text, Style style);

/* The same sign, of one column, `count` times. */
void grid_repeat(Grid *grid, Rect clip, int row, int column, int count, const char *sign, Style style);

/* Blanks in that style. */
void grid_fill(Grid *grid, Rect area, Style style);

/* The number of an address for the styles of this grid, the same in the next one of its kind; 0: there are too many.
 * And back: NULL if it is none. */
uint8_t grid_link(Grid *grid, const char *address);
const char *grid_address(const Grid *grid, uint8_t link);
/* Whether a number means one address here, another there. */
bool grid_links_clash(const Grid *a, const Grid *b);

/* Lays a role over columns [from, to) of a row, over what is there. */
void grid_overlay(Grid *grid, int row, int from, int to, StyleRole role);

GridCursor grid_cursor(const Grid *grid);
void grid_set_cursor(Grid *grid, GridCursor cursor);

/* How many columns a text takes on one line. */
int text_columns(const char *bytes, size_t length);

/* How many bytes of it fit into `columns`. */
size_t text_fit(const char *bytes, size_t length, int columns);
