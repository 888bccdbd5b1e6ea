/* A box over the notebook, above the status line: what may follow the keys typed so far. */
#include "tui/draw.h"

#include <string.h>

enum { GAP = 2, FRAME = 2, LEAST = 15, NARROW = 12 }; /* between columns; the bar at the left and a blank; columns of
    which one can read names, and still guess them */

/* How the hints are spread over the box. */
typedef struct {
    int rows, columns;        /* of hints */
    int key_width, what_width;
    int pages;                /* which part of them is shown: <PageDown> goes on */
    bool names;               /* what keys do is said by a name, since there is no room for a sentence */
} Spread;

static const char *what_of(const KeyHint *hint, bool names)
{
    return names ? hint->name : hint->what;
}

static int widest_keys(const GPtrArray *hints)
{
    int width = 0;
    for (guint i = 0; i < hints->len; i++) {
        const char *keys = ((const KeyHint *)g_ptr_array_index(hints, i))->keys;
        width = MAX(width, text_columns(keys, strlen(keys)));
    }
    return width;
}

static int widest_what(const GPtrArray *hints, bool names)
{
    int width = 0;
    for (guint i = 0; i < hints->len; i++) {
        const char *what = what_of(g_ptr_array_index(hints, i), names);
        width = MAX(width, text_columns(what, strlen(what)));
    }
    return width;
}

/* Half of the height if the texts fit beside each other, all of it before a text is cut; what does not fit even
 * then is left out. */
static Spread spread_by(const GPtrArray *hints, int height, int width, bool names)
{
    int wanted = widest_what(hints, names);
    Spread spread = {.columns = 1, .key_width = widest_keys(hints), .names = names};
    int count = (int)hints->len, natural = spread.key_width + 1 + wanted + GAP;
    for (;; spread.columns++) {
        spread.rows = (count + spread.columns - 1) / spread.columns;
        bool fits = FRAME + (spread.columns + 1) * natural <= width;
        if (spread.rows <= height / 2 || spread.rows == 1 || (spread.rows < height && !fits))
            break;
    }
    int each = (width - FRAME) / spread.columns - GAP - spread.key_width - 1;
    spread.what_width = CLAMP(each, 0, wanted);
    return spread;
}

/* Where columns would be too narrow to say anything there are fewer of them, and several pages. */
static Spread in_pages(Spread spread, int count, int height, int width)
{
    int column = spread.key_width + 1 + spread.what_width + GAP;
    spread.pages = 1;
    if (column >= NARROW || spread.columns == 1 || height < 3)
        return spread;
    spread.rows = height - 1;
    spread.columns = MAX((width - FRAME) / LEAST, 1);
    spread.what_width = MAX((width - FRAME) / spread.columns - GAP - spread.key_width - 1, 0);
    spread.pages = (count + spread.rows * spread.columns - 1) / (spread.rows * spread.columns);
    return spread;
}

/* Sentences, unless more than a quarter of them would be cut. */
static Spread spread_of(const GPtrArray *hints, int height, int width)
{
    Spread sentences = spread_by(hints, height, width, false);
    guint cut = 0;
    for (guint i = 0; i < hints->len; i++) {
        const char *what = ((const KeyHint *)g_ptr_array_index(hints, i))->what;
        cut += text_columns(what, strlen(what)) > sentences.what_width;
    }
    Spread spread = cut > hints->len / 4 ? spread_by(hints, height, width, true) : sentences;
    return in_pages(spread, (int)hints->len, height, width);
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

static void draw_hint(Grid *grid, Rect clip, const KeyHint *hint, int key_width, bool names)
{
    int behind = clip.column + key_width;
    int keys = text_columns(hint->keys, strlen(hint->keys));
    grid_print(grid, clip, clip.row, behind - keys, hint->keys, style_of(STYLE_PROMPT));
    grid_print(grid, clip, clip.row, behind + 1, what_of(hint, names), style_of(STYLE_PAGE));
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
    int shown = spread.rows * spread.columns, first = spread.pages > 1 ? editor_hint_page(scene->editor) % spread.pages * shown : 0;
    for (int i = 0; i < shown && first + i < (int)hints->len; i++) {
        int left = box.column + FRAME + i / spread.rows * column_width;
        Rect clip = {box.row + 1 + i % spread.rows, left, 1, MIN(column_width - GAP, box.column + box.columns - left)};
        draw_hint(grid, clip, g_ptr_array_index(hints, (guint)(first + i)), key_width_at(hints, &spread, first + i),
                  spread.names);
    }
    if (spread.pages > 1) {
        g_autofree char *where = g_strdup_printf(" %d/%d <PageDown> ", first / shown + 1, spread.pages);
        grid_print(grid, box, box.row, box.column + MAX(box.columns - text_columns(where, strlen(where)) - 1, 1), where, style_of(STYLE_DIM));
    }
}
