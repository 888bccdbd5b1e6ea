/* A box over the notebook, above the status line: what may follow the keys typed so far. */
#include "tui/draw.h"

#include <string.h>

enum { GAP = 2, FRAME = 2 }; /* between columns; the bar at the left and a blank */

/* How the hints are spread over the box. */
typedef struct {
    int rows, columns;        /* of hints */
    int key_width, what_width;
} Spread;

static int widest(const GPtrArray *hints, bool keys)
{
    int width = 0;
    for (guint i = 0; i < hints->len; i++) {
        const KeyHint *hint = g_ptr_array_index(hints, i);
        const char *text = keys ? hint->keys : hint->what;
        width = MAX(width, text_columns(text, strlen(text)));
    }
    return width;
}

/* Half of the height if the texts fit beside each other, all of it before a text is cut; what does not fit even
 * then is left out. */
static Spread spread_of(const GPtrArray *hints, int height, int width)
{
    Spread spread = {.columns = 1, .key_width = widest(hints, true), .what_width = widest(hints, false)};
    int count = (int)hints->len, natural = spread.key_width + 1 + spread.what_width + GAP;
    for (;; spread.columns++) {
        spread.rows = (count + spread.columns - 1) / spread.columns;
        bool fits = FRAME + (spread.columns + 1) * natural <= width;
        if (spread.rows <= height / 2 || spread.rows == 1 || (spread.rows < height && !fits))
            break;
    }
    int each = (width - FRAME) / spread.columns - GAP - spread.key_width - 1;
    spread.what_width = CLAMP(each, 0, spread.what_width);
    return spread;
}

/* Of the keys that stand below each other: one long one does not narrow the texts of all. */
static int key_width_at(const GPtrArray *hints, const Spread *spread, int at)
{
    int width = 0, first = at / spread->rows * spread->rows;
    for (int i = first; i < first + spread->rows && i < (int)hints->len; i++) {
        const KeyHint *hint = g_ptr_array_index(hints, (guint)i);
        width = MAX(width, text_columns(hint->keys, strlen(hint->keys)));
    }
    return width;
}

static void draw_hint(Grid *grid, Rect clip, const KeyHint *hint, int key_width)
{
    int behind = clip.column + key_width;
    int keys = text_columns(hint->keys, strlen(hint->keys));
    grid_print(grid, clip, clip.row, behind - keys, hint->keys, style_of(STYLE_PROMPT));
    grid_print(grid, clip, clip.row, behind + 1, hint->what, style_of(STYLE_PAGE));
}

void draw_hints(const Scene *scene, Grid *grid, Rect area)
{
    g_autoptr(GPtrArray) hints = editor_key_hints(scene->editor);
    if (hints->len == 0)
        return;
    Spread spread = spread_of(hints, area.rows, area.columns);
    int column_width = spread.key_width + 1 + spread.what_width + GAP;
    int width = FRAME + spread.columns * column_width, height = spread.rows + 1;
    Rect box = {area.row + area.rows - height, area.column + MAX(area.columns - width, 0), height,
                MIN(width, area.columns)};
    grid_fill(grid, box, style_of(STYLE_PAGE));
    grid_print(grid, box, box.row, box.column, "╭", style_of(STYLE_RULE));
    for (int column = 1; column < box.columns; column++)
        grid_print(grid, box, box.row, box.column + column, "─", style_of(STYLE_RULE));
    for (int row = 1; row < height; row++)
        grid_print(grid, box, box.row + row, box.column, "│", style_of(STYLE_RULE));
    for (int i = 0; i < (int)hints->len; i++) {
        int left = box.column + FRAME + i / spread.rows * column_width;
        Rect clip = {box.row + 1 + i % spread.rows, left, 1, MIN(column_width - GAP, box.column + box.columns - left)};
        draw_hint(grid, clip, g_ptr_array_index(hints, (guint)i), key_width_at(hints, &spread, i));
    }
}
