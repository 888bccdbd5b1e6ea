#include "tui/paint_scroll.h"

typedef struct {
    guint64 hash; /* of what counts */
    int worth;    /* about how many bytes it takes to write; 0: it is blank */
} RowMark;

/* What the commands cost that scroll. */
enum { LEAST_GAIN = 40 };

static guint64 mix(guint64 hash, guint64 value)
{
    return (hash ^ value) * 1099511628211u;
}

/* A change of colour costs about as much as ten characters. */
static RowMark mark_row(const Grid *grid, int row)
{
    enum { FACE_WORTH = 10 };
    const Glyph *glyphs = grid_row(grid, row);
    RowMark mark = {14695981039346656037u, 0};
    int columns = grid_columns(grid), from = columns > 2 * PAINT_MARGIN ? PAINT_MARGIN : 0;
    for (int column = from; column < columns; column++) {
        const char *text = grid_text(grid, glyphs + column);
        Style style = glyphs[column].style;
        if (!glyph_is_blank(glyphs + column)) {
            mark.worth++;
            if (column == from || !style_equal(style, glyphs[column - 1].style))
                mark.worth += FACE_WORTH;
        }
        for (; *text; text++)
            mark.hash = mix(mark.hash, (unsigned char)*text);
        mark.hash = mix(mark.hash, style.role ^ (guint64)style.over << 8 ^ (guint64)style.attributes << 16 ^ (guint64)style.link << 24 ^
                                       (guint64)(guint32)style.foreground << 32);
        mark.hash = mix(mark.hash, (guint32)style.background);
    }
    return mark;
}

typedef struct {
    PaintScroll scroll;
    int gain; /* of bytes */
} Move;

/* How much is gained if everything moved up by `rows`. */
static Move try_move(const RowMark *old, const RowMark *new, int height, int rows)
{
    int first = -1, last = -1, gain = 0;
    for (int row = MAX(-rows, 0); row < height && row + rows < height; row++) {
        if (new[row].hash != old[row + rows].hash || new[row].hash == old[row].hash || new[row].worth == 0)
            continue;
        first = first < 0 ? row : first;
        last = row;
        gain += new[row].worth;
    }
    if (first < 0)
        return (Move){0};
    /* Rows inside the region that were right where they stood are written again. */
    int top = rows > 0 ? first : first + rows, bottom = rows > 0 ? last + rows : last;
    for (int row = top; row <= bottom; row++) {
        bool kept = row + rows >= top && row + rows <= bottom && new[row].hash == old[row + rows].hash;
        if (new[row].hash == old[row].hash && !kept)
            gain -= new[row].worth;
    }
    return (Move){{top, bottom, rows}, gain};
}

PaintScroll paint_scroll_find(const Grid *shown, const Grid *grid)
{
    int height = grid_rows(grid);
    g_autofree RowMark *old = g_new(RowMark, height), *new = g_new(RowMark, height);
    for (int row = 0; row < height; row++) {
        old[row] = mark_row(shown, row);
        new[row] = mark_row(grid, row);
    }
    Move best = {.gain = LEAST_GAIN};
    for (int rows = 1; rows < height; rows++) {
        Move moves[] = {try_move(old, new, height, rows), try_move(old, new, height, -rows)};
        for (size_t i = 0; i < G_N_ELEMENTS(moves); i++)
            best = moves[i].gain > best.gain ? moves[i] : best;
    }
    return best.scroll;
}

Grid *paint_scroll_apply(Grid *shown, PaintScroll scroll)
{
    Grid *moved = grid_new(grid_rows(shown), grid_columns(shown));
    for (int row = 0; row < grid_rows(shown); row++) {
        int from = row >= scroll.first && row <= scroll.last ? row + scroll.rows : row;
        if (from == row || (from >= scroll.first && from <= scroll.last))
            grid_copy_row(moved, row, shown, from);
    }
    grid_free(shown);
    return moved;
}
