#include "tui/dump.h"

static const char *const SHAPES[] = {[CURSOR_BLOCK] = "block", [CURSOR_BAR] = "bar", [CURSOR_UNDERLINE] = "underline"};

static void add_characters(GString *text, const Grid *grid, int row)
{
    const Glyph *glyphs = grid_row(grid, row);
    g_string_append_printf(text, "%3d|", row + 1);
    for (int column = 0; column < grid_columns(grid); column++)
        g_string_append(text, grid_text(grid, glyphs + column));
    g_string_append(text, "|\n");
}

static void add_colour(GString *text, const char *what, StyledColour colour)
{
    if (colour >= 0x1000000)
        g_string_append_printf(text, " %s=#%06x", what, (unsigned)(colour & 0xffffff));
    else if (colour >= 0)
        g_string_append_printf(text, " %s=%d", what, colour);
}

static void add_style(GString *text, Style style)
{
    static const char *const ATTRIBUTES[] = {"bold", "italic", "underline", "reverse", "dim"};
    g_string_append(text, style_name(style.role));
    if (style.over)
        g_string_append_printf(text, "+%s", style_name(style.over));
    for (guint i = 0; i < G_N_ELEMENTS(ATTRIBUTES); i++) {
        if (style.attributes & 1 << i)
            g_string_append_printf(text, " %s", ATTRIBUTES[i]);
    }
    add_colour(text, "fg", style.foreground);
    add_colour(text, "bg", style.background);
}

/* The runs of a row that are not plain; blanks in plain style count as plain whatever follows. */
static void add_runs(GString *text, const Grid *grid, int row)
{
    const Glyph *glyphs = grid_row(grid, row);
    int columns = grid_columns(grid);
    const char *separator = "";
    size_t start = text->len;
    g_string_append_printf(text, "%3d| ", row + 1);
    size_t empty = text->len;
    for (int from = 0, to; from < columns; from = to) {
        for (to = from + 1; to < columns && style_equal(glyphs[to].style, glyphs[from].style); to++)
            ;
        if (style_equal(glyphs[from].style, style_of(STYLE_TEXT)))
            continue;
        g_string_append_printf(text, "%s%d-%d ", separator, from, to - 1);
        add_style(text, glyphs[from].style);
        separator = ", ";
    }
    if (text->len == empty)
        g_string_truncate(text, start);
    else
        g_string_append_c(text, '\n');
}

GString *dump(const Grid *grid)
{
    GString *text = g_string_new(NULL);
    for (int row = 0; row < grid_rows(grid); row++)
        add_characters(text, grid, row);
    GridCursor cursor = grid_cursor(grid);
    if (cursor.visible)
        g_string_append_printf(text, "cursor %d,%d %s\n", cursor.row + 1, cursor.column, SHAPES[cursor.shape]);
    g_string_append(text, "styles\n");
    for (int row = 0; row < grid_rows(grid); row++)
        add_runs(text, grid, row);
    return text;
}
