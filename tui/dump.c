#include "tui/dump.h"

#include <string.h>

static const char *const SHAPES[] = {[CURSOR_BLOCK] = "block", [CURSOR_BAR] = "bar", [CURSOR_UNDERLINE] = "underline"};

/* The sign of a role by itself. */
static const char SIGNS[STYLE_COUNT] = {
    [STYLE_TEXT] = ' ',         [STYLE_DIM] = 'd',          [STYLE_STRONG] = 'S',       [STYLE_KEYWORD] = 'k',
    [STYLE_CONSTANT] = 'c',     [STYLE_BUILTIN] = 'b',      [STYLE_STRING] = 's',       [STYLE_ESCAPE] = 'e',
    [STYLE_NUMBER] = '9',       [STYLE_COMMENT] = '#',      [STYLE_DECORATOR] = '@',    [STYLE_DEFINITION] = 'D',
    [STYLE_OPERATOR] = '=',     [STYLE_REFERENCE] = 'n',    [STYLE_RULE] = '-',         [STYLE_NAME] = 'N',
    [STYLE_RAIL] = 'r',         [STYLE_RAIL_CURRENT] = 'R', [STYLE_MARK] = 'M',         [STYLE_RUNNING] = '>',      [STYLE_QUEUED] = 'q',
    [STYLE_STALE] = '~',        [STYLE_OK] = '+',           [STYLE_FAILED] = '!',       [STYLE_DISABLED] = 'x',
    [STYLE_FOLD] = 'f',         [STYLE_OUTPUT] = 'o',       [STYLE_OUTPUT_STALE] = 'O', [STYLE_CONSOLE] = 't',
    [STYLE_ERROR] = 'E',        [STYLE_ERROR_TYPE] = 'T',   [STYLE_WARNING] = 'w',      [STYLE_INFO] = 'i',
    [STYLE_SUCCESS] = 'g',      [STYLE_LINK] = 'l',         [STYLE_HEADING] = 'h',      [STYLE_EMPHASIS] = 'm',
    [STYLE_CODE] = 'p',         [STYLE_QUOTE] = '"',        [STYLE_TABLE_RULE] = '_',   [STYLE_TABLE_HEAD] = 'H',
    [STYLE_WIDGET] = 'W',       [STYLE_PLACEHOLDER] = 'P',  [STYLE_PICTURE] = 'I',  [STYLE_SELECTION] = 'v',    [STYLE_SEARCH] = '/',
    [STYLE_MISTAKE] = '^',      [STYLE_STALE_VEIL] = 'V',   [STYLE_STATUS] = '.',       [STYLE_STATUS_STRONG] = ':',
    [STYLE_STATUS_DIM] = ',',   [STYLE_MODE_NORMAL] = '1',  [STYLE_MODE_INSERT] = '2',  [STYLE_MODE_VISUAL] = '3',
    [STYLE_MODE_CONSOLE] = '4', [STYLE_MESSAGE] = 'a',      [STYLE_MESSAGE_ERROR] = 'A', [STYLE_PROMPT] = '?',
    [STYLE_WIDGET_PENDING] = 'u', [STYLE_WIDGET_FOCUS] = 'F', [STYLE_WIDGET_PART] = '|', [STYLE_MENU] = 'j',
    [STYLE_MENU_CHOSEN] = 'J',  [STYLE_LABEL] = '5',        [STYLE_MODE_WIDGET] = '6',
    [STYLE_SAME_NAME] = 'z',
    [STYLE_PAGE] = 'y',         [STYLE_PAGE_TITLE] = 'Y',    [STYLE_ADDED] = 'G',         [STYLE_REMOVED] = 'B',
};

/* Signs for what is no role by itself. */
static const char *const MIXED[] = {
    "α", "β", "γ", "δ", "ε", "ζ", "η", "θ", "ι", "κ", "λ", "μ", "ν", "ξ", "π", "ρ", "σ", "τ", "υ", "φ", "χ", "ψ", "ω",
    "Γ", "Δ", "Θ", "Λ", "Ξ", "Π", "Σ", "Φ", "Ψ", "Ω",
};

typedef struct {
    GString *text;
    const Grid *grid;
    const Theme *theme;
    ColourDepth depth;
    bool used[STYLE_COUNT]; /* roles by themselves */
    GArray *mixed;          /* of Style, in the order of appearance */
} Dump;

static bool is_bare(Style style)
{
    return style.role == STYLE_PICTURE || (style_equal(style, style_of(style.role)) && style.role < STYLE_COUNT);
}

static const char *mixed_sign(Dump *dump, Style style)
{
    guint at = 0;
    while (at < dump->mixed->len && !style_equal(g_array_index(dump->mixed, Style, at), style))
        at++;
    if (at == dump->mixed->len)
        g_array_append_val(dump->mixed, style);
    return at < G_N_ELEMENTS(MIXED) ? MIXED[at] : "*";
}

static void add_characters(Dump *dump, int row)
{
    const Glyph *glyphs = grid_row(dump->grid, row);
    g_string_append_printf(dump->text, "%3d|", row + 1);
    for (int column = 0; column < grid_columns(dump->grid); column++)
        g_string_append(dump->text, grid_text(dump->grid, glyphs + column));
    g_string_append(dump->text, "|\n");
}

/* The signs of a row; of one that is plain nothing. */
static void add_signs(Dump *dump, int row)
{
    const Glyph *glyphs = grid_row(dump->grid, row);
    size_t start = dump->text->len;
    bool plain = true;
    g_string_append_printf(dump->text, "%3d|", row + 1);
    for (int column = 0; column < grid_columns(dump->grid); column++) {
        Style style = glyphs[column].style;
        plain = plain && style_equal(style, style_of(STYLE_TEXT));
        if (is_bare(style)) {
            dump->used[style.role] = true;
            g_string_append_c(dump->text, SIGNS[style.role]);
        } else {
            g_string_append(dump->text, mixed_sign(dump, style));
        }
    }
    if (plain)
        g_string_truncate(dump->text, start);
    else
        g_string_append(dump->text, "|\n");
}

/* --- the legend ------------------------------------------------------------------------------------ */

static void add_colour(GString *text, const char *before, StyledColour colour)
{
    if (colour >= 0x1000000)
        g_string_append_printf(text, "%s#%06x", before, (unsigned)(colour & 0xffffff));
    else if (colour >= 0)
        g_string_append_printf(text, "%s%d", before, colour);
}

static void add_attributes(GString *text, uint8_t attributes)
{
    static const char *const ATTRIBUTES[] = {"bold", "italic", "underline", "reverse", "dim"};
    for (guint i = 0; i < G_N_ELEMENTS(ATTRIBUTES); i++) {
        if (attributes & 1 << i)
            g_string_append_printf(text, " %s", ATTRIBUTES[i]);
    }
}

static void add_meaning(Dump *dump, const char *sign, Style style)
{
    g_string_append_printf(dump->text, "  %s  %s", sign, style_name(style.role));
    if (style.over)
        g_string_append_printf(dump->text, " under %s", style_name(style.over));
    add_attributes(dump->text, style.attributes);
    add_colour(dump->text, " fg ", style.foreground);
    add_colour(dump->text, " bg ", style.background);
    if (style.link)
        g_string_append_printf(dump->text, " to %s", grid_address(dump->grid, style.link));
    if (dump->theme) {
        Face face = theme_face(dump->theme, style, dump->depth);
        g_string_append(dump->text, "  =");
        add_colour(dump->text, " ", face.foreground);
        add_colour(dump->text, " on ", face.background);
        add_attributes(dump->text, face.attributes);
    }
    g_string_append_c(dump->text, '\n');
}

static void add_legend(Dump *dump)
{
    g_string_append(dump->text, "legend\n");
    for (StyleRole role = dump->theme ? 0 : STYLE_TEXT + 1; role < STYLE_COUNT; role++) {
        if (dump->used[role])
            add_meaning(dump, (char[]){SIGNS[role], '\0'}, style_of(role));
    }
    for (guint i = 0; i < dump->mixed->len; i++)
        add_meaning(dump, i < G_N_ELEMENTS(MIXED) ? MIXED[i] : "*", g_array_index(dump->mixed, Style, i));
}

GString *dump(const Grid *grid, const Theme *theme, ColourDepth depth)
{
    Dump self = {g_string_new(NULL), grid, theme, depth, {0}, g_array_new(FALSE, FALSE, sizeof(Style))};
    for (int row = 0; row < grid_rows(grid); row++)
        add_characters(&self, row);
    GridCursor cursor = grid_cursor(grid);
    if (cursor.visible)
        g_string_append_printf(self.text, "cursor %d,%d %s\n", cursor.row + 1, cursor.column, SHAPES[cursor.shape]);
    else
        g_string_append(self.text, "cursor hidden\n");
    g_string_append(self.text, "styles\n");
    for (int row = 0; row < grid_rows(grid); row++)
        add_signs(&self, row);
    add_legend(&self);
    g_array_unref(self.mixed);
    return self.text;
}
