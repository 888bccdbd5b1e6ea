/* Row by row: what is equal is left alone, a changed stretch is written from its first to its last
 * difference, a blank tail is erased.  Before that, rows that only moved up or down are scrolled. */
#include "tui/paint.h"

#include <stdlib.h>
#include <string.h>

#include "tui/pixels.h"

struct Painter {
    Grid *shown;  /* what the terminal shows, or NULL: unknown */
    const Theme *theme;
    Pixels *pixels;
    int row, column; /* of the terminal's cursor; row -1: unknown */
    int spill_from, spill_to; /* columns of the row being painted that clusters may have spilled into */
    Face face;       /* in force */
    bool face_known;
    bool visible, cursor_known;
    CursorShape shape;
    Style looked_up; /* the last style that became a face, and that face: neighbours are mostly alike */
    Face found;
    bool found_any;
    /* of the frame being made */
    const Term *term;
    const TermCaps *caps;
    GString *bytes;
};

static const Face PLAIN = {-1, -1, 0};

Painter *painter_new(void)
{
    Painter *painter = g_new0(Painter, 1);
    painter->pixels = pixels_new();
    painter_forget(painter);
    return painter;
}

void painter_free(Painter *painter)
{
    g_clear_pointer(&painter->shown, grid_free);
    pixels_free(painter->pixels);
    g_free(painter);
}

void painter_forget(Painter *painter)
{
    g_clear_pointer(&painter->shown, grid_free);
    pixels_forget(painter->pixels);
    painter->row = -1;
    painter->face_known = false;
    painter->cursor_known = false;
}

static bool face_equal(Face a, Face b)
{
    return a.foreground == b.foreground && a.background == b.background && a.attributes == b.attributes;
}

static void use_face(Painter *painter, Face face)
{
    if (painter->face_known && face_equal(painter->face, face))
        return;
    Face unknown = {-2, -2, 0xff};
    term_add_face(painter->term, painter->bytes, painter->face_known ? painter->face : unknown, face);
    painter->face = face;
    painter->face_known = true;
}

static Face face_of(Painter *painter, Style style)
{
    if (style.role == STYLE_PICTURE)
        return PLAIN;
    if (!painter->found_any || !style_equal(painter->looked_up, style)) {
        painter->looked_up = style;
        painter->found = theme_face(painter->theme, style, painter->caps->depth);
        painter->found_any = true;
    }
    return painter->found;
}

static void move_to(Painter *painter, int row, int column)
{
    if (painter->row == row && painter->column == column)
        return;
    if (painter->row == row && painter->column < column)
        term_add_forward(painter->term, painter->bytes, column - painter->column);
    else
        term_add_move(painter->term, painter->bytes, row, column);
    painter->row = row;
    painter->column = column;
}

/* --- glyphs ---------------------------------------------------------------------------------------- */

/* What stands for our signs where there is no UTF-8. */
static const struct {
    const char *sign;
    char ascii;
} ASCII[] = {
    {"│", '|'}, {"┊", ':'}, {"╭", '+'}, {"─", '-'}, {"┼", '+'}, {"▌", '>'}, {"┃", '|'}, {"▏", '|'}, {"✓", '+'},
    {"✗", 'x'}, {"▴", '!'}, {"▶", '>'}, {"●", '*'}, {"…", '.'}, {"⊘", '-'}, {"·", '.'}, {"■", '#'}, {"•", '*'}, {"▸", '>'},
    {"▾", 'v'}, {"□", '#'}, {"☐", 'o'}, {"☑", 'x'}, {"→", '>'}, {"←", '<'}, {"—", '-'}, {"–", '-'},
    {"›", '>'}, {"‹", '<'}, {"↪", '\\'},
};

static void add_text(Painter *painter, const char *text, int width)
{
    if (!painter->caps->ascii || (unsigned char)text[0] < 0x80) {
        g_string_append(painter->bytes, text);
        return;
    }
    char replacement = '?';
    for (size_t i = 0; i < G_N_ELEMENTS(ASCII); i++) {
        if (strcmp(ASCII[i].sign, text) == 0)
            replacement = ASCII[i].ascii;
    }
    for (int i = 0; i < width; i++)
        g_string_append_c(painter->bytes, replacement);
}

/* Terminals disagree about the width of clusters and emoji: after one, we say again where we are. */
static bool width_is_doubtful(const char *text, int width)
{
    return width == 2 || strlen(text) > 4;
}

/* The columns that a terminal takes for a cluster which draws one character after the other. */
static int width_in_pieces(const char *text)
{
    int width = 0;
    for (; *text; text = g_utf8_next_char(text)) {
        gunichar code = g_utf8_get_char(text);
        width += g_unichar_iszerowidth(code) ? 0 : g_unichar_iswide(code) ? 2 : 1;
    }
    return width;
}

/* Such a terminal draws many a cluster wider than we do: at the edge of the screen, where it would go on in the
 * next row, it is cut.  Under one that it draws narrower nothing old may show. */
static void write_cluster(Painter *painter, const char *text, int width, int row, int room)
{
    int pieces = width_in_pieces(text), column = painter->column;
    if (pieces < width) {
        g_string_append_printf(painter->bytes, "%*s", width, "");
        painter->row = -1;
        move_to(painter, row, column);
    }
    g_string_append_len(painter->bytes, text, pieces <= room ? (gssize)strlen(text) : g_utf8_next_char(text) - text);
}

/* A part of a picture: what is below the pixels, or stands for them. */
static void write_picture(Painter *painter, const Glyph *glyph, int row, int column)
{
    PixelsUnder under = pixels_under(painter->pixels, painter->term, grid_row(painter->shown, row) + column, glyph);
    if (under == PIXELS_KEPT)
        return;
    move_to(painter, row, column);
    g_autoptr(GString) text = g_string_new(under == PIXELS_BLANK ? " " : NULL);
    Face face = PLAIN;
    if (under == PIXELS_TEXT)
        face.foreground = pixels_add_text(painter->term, glyph->style, text);
    use_face(painter, face);
    g_string_append_len(painter->bytes, text->str, (gssize)text->len);
    painter->column++;
    if (painter->column >= grid_columns(painter->shown) || text->len > strlen(RASTER_SIGN))
        painter->row = -1;
}

static void write_glyph(Painter *painter, const Grid *grid, int row, int column)
{
    const Glyph *glyph = grid_row(grid, row) + column;
    const char *text = grid_text(grid, glyph);
    if (glyph->width == 0)
        return;
    if (glyph->style.role == STYLE_PICTURE) {
        write_picture(painter, glyph, row, column);
        return;
    }
    move_to(painter, row, column);
    use_face(painter, face_of(painter, glyph->style));
    if (painter->caps->ascii || strlen(text) <= 4)
        add_text(painter, text, glyph->width);
    else
        write_cluster(painter, text, glyph->width, row, grid_columns(grid) - column);
    painter->column += glyph->width;
    if (painter->column >= grid_columns(grid) || width_is_doubtful(text, glyph->width))
        painter->row = -1;
}

/* --- rows ------------------------------------------------------------------------------------------ */

static bool is_blank(const Glyph *glyph)
{
    return glyph->width == 1 && glyph->text[0] == ' ' && glyph->text[1] == '\0';
}

/* A blank shows its background and lines through it only. */
static bool same_blank(Face a, Face b)
{
    const uint8_t seen = STYLED_UNDERLINE | STYLED_REVERSE;
    return a.background == b.background && !(a.attributes & seen) && !(b.attributes & seen);
}

/* The first column of the blank tail that one erasing can make, or the number of columns. */
static int erasable_tail(Painter *painter, const Grid *grid, int row, Face *face)
{
    const Glyph *glyphs = grid_row(grid, row);
    int columns = grid_columns(grid), from = columns;
    *face = face_of(painter, glyphs[columns - 1].style);
    if (face->background >= 0 && !painter->caps->erases_with_background)
        return columns;
    while (from > 0 && is_blank(glyphs + from - 1) &&
           same_blank(face_of(painter, glyphs[from - 1].style), *face))
        from--;
    face->attributes = 0;
    face->foreground = -1;
    return from;
}

static bool glyph_differs(const Painter *painter, const Grid *grid, int row, int column)
{
    if (column >= painter->spill_from && column < painter->spill_to)
        return true;
    return !grid_glyph_equal(grid, grid_row(grid, row) + column, painter->shown,
                             grid_row(painter->shown, row) + column);
}

/* Moving the cursor over equal glyphs costs about as much as writing a few of them. */
enum { CHEAP_GAP = 4, CHEAP_ERASE = 4 };

static void paint_stretch(Painter *painter, const Grid *grid, int row, int from, int to)
{
    for (int column = from; column < to; column++) {
        if (glyph_differs(painter, grid, row, column)) {
            write_glyph(painter, grid, row, column);
            continue;
        }
        int gap = column;
        while (gap < to && !glyph_differs(painter, grid, row, gap))
            gap++;
        bool styled = !style_equal(grid_row(grid, row)[column].style, grid_row(grid, row)[gap - 1].style);
        if (gap - column <= CHEAP_GAP && gap < to && !styled && painter->row == row && painter->column == column) {
            for (int i = column; i < gap; i++)
                write_glyph(painter, grid, row, i);
        }
        column = gap - 1;
    }
}

/* What stands behind a cluster is written again after it, changed or not. */
static void find_spills(Painter *painter, const Grid *grid, int row, int first, int last)
{
    for (int column = first; column < last; column++) {
        const Glyph *glyph = grid_row(grid, row) + column;
        const char *text = grid_text(grid, glyph);
        int spilled = strlen(text) > 4 && glyph->width > 0 ? width_in_pieces(text) - glyph->width : 0;
        if (spilled <= 0)
            continue;
        painter->spill_from = MIN(painter->spill_from, column);
        painter->spill_to = MIN(MAX(painter->spill_to, column + glyph->width + spilled), grid_columns(grid));
    }
}

static void paint_row(Painter *painter, const Grid *grid, int row)
{
    int columns = grid_columns(grid), first = 0, last = columns;
    if (grid_row_equal(grid, row, painter->shown, row))
        return;
    painter->spill_from = columns;
    painter->spill_to = 0;
    while (first < columns && !glyph_differs(painter, grid, row, first))
        first++;
    while (last > first && !glyph_differs(painter, grid, row, last - 1))
        last--;
    if (first == last)
        return;
    find_spills(painter, grid, row, first, last);
    last = MAX(last, painter->spill_to);
    Face face;
    int tail = MAX(erasable_tail(painter, grid, row, &face), first);
    bool erase = last - tail > CHEAP_ERASE;
    paint_stretch(painter, grid, row, first, erase ? tail : last);
    if (!erase)
        return;
    move_to(painter, row, tail);
    use_face(painter, face);
    term_add_erase_line(painter->term, painter->bytes);
}

/* --- scrolling ------------------------------------------------------------------------------------- */

static guint64 hash_row(const Grid *grid, int row)
{
    const Glyph *glyphs = grid_row(grid, row);
    guint64 hash = 14695981039346656037u;
    for (int column = 0; column < grid_columns(grid); column++) {
        const char *text = grid_text(grid, glyphs + column);
        for (; *text; text++)
            hash = (hash ^ (unsigned char)*text) * 1099511628211u;
        Style style = glyphs[column].style;
        hash = (hash ^ style.role ^ (guint64)style.over << 8 ^ (guint64)(guint32)style.background << 16) * 1099511628211u;
    }
    return hash;
}

static bool row_is_blank(const Grid *grid, int row)
{
    const Glyph *glyphs = grid_row(grid, row);
    for (int column = 0; column < grid_columns(grid); column++) {
        if (!is_blank(glyphs + column))
            return false;
    }
    return true;
}

typedef struct {
    int first, last; /* rows of the new picture that are old rows moved */
    int rows;        /* up if positive */
    int gain;        /* rows that need not be written */
} Move;

/* How much is gained if everything moved up by `rows`. */
static Move try_move(const guint64 *old, const guint64 *new, const bool *worthless, int height, int rows)
{
    Move move = {-1, -1, rows, 0};
    for (int row = MAX(-rows, 0); row < height && row + rows < height; row++) {
        if (new[row] != old[row + rows])
            continue;
        if (new[row] == old[row] || worthless[row])
            continue;
        move.first = move.first < 0 ? row : move.first;
        move.last = row;
        move.gain++;
    }
    /* Rows inside the region that were right where they stood are written again. */
    for (int row = MAX(move.first, 0); move.first >= 0 && row <= move.last; row++)
        move.gain -= new[row] == old[row] && new[row] != old[row + rows] && !worthless[row];
    return move;
}

enum { LEAST_GAIN = 3 };

static Move find_move(const Painter *painter, const Grid *grid)
{
    int height = grid_rows(grid);
    g_autofree guint64 *old = g_new(guint64, height), *new = g_new(guint64, height);
    g_autofree bool *worthless = g_new(bool, height);
    int changed = 0;
    for (int row = 0; row < height; row++) {
        old[row] = hash_row(painter->shown, row);
        new[row] = hash_row(grid, row);
        worthless[row] = row_is_blank(grid, row);
        changed += old[row] != new[row];
    }
    Move best = {0};
    if (changed < LEAST_GAIN)
        return best;
    for (int rows = 1; rows < height; rows++) {
        Move up = try_move(old, new, worthless, height, rows);
        Move down = try_move(old, new, worthless, height, -rows);
        if (up.gain > best.gain)
            best = up;
        if (down.gain > best.gain)
            best = down;
    }
    return best;
}

/* Makes `shown` what the terminal shows after rows [first, last] were scrolled. */
static void scroll_shown(Painter *painter, int first, int last, int rows)
{
    Grid *old = g_steal_pointer(&painter->shown);
    painter->shown = grid_new(grid_rows(old), grid_columns(old));
    for (int row = 0; row < grid_rows(old); row++) {
        int from = row >= first && row <= last ? row + rows : row;
        if (row >= first && row <= last && (from < first || from > last))
            continue;
        grid_copy_row(painter->shown, row, old, from);
    }
    grid_free(old);
}

static void scroll_rows(Painter *painter, const Grid *grid)
{
    Move move = find_move(painter, grid);
    if (move.gain < LEAST_GAIN)
        return;
    int first = move.rows > 0 ? move.first : move.first + move.rows;
    int last = move.rows > 0 ? move.last + move.rows : move.last;
    use_face(painter, PLAIN);
    term_add_scroll(painter->term, painter->bytes, first, last, move.rows, grid_rows(grid));
    painter->row = -1;
    scroll_shown(painter, first, last, move.rows);
}

/* --- frames ---------------------------------------------------------------------------------------- */

static void paint_cursor(Painter *painter, const Grid *grid)
{
    GridCursor cursor = grid_cursor(grid);
    if (cursor.visible)
        move_to(painter, cursor.row, cursor.column);
    if (cursor.visible && painter->caps->cursor_shapes && (!painter->cursor_known || painter->shape != cursor.shape)) {
        static const int SHAPES[] = {[CURSOR_BLOCK] = 2, [CURSOR_BAR] = 6, [CURSOR_UNDERLINE] = 4};
        g_string_append_printf(painter->bytes, "\033[%d q", SHAPES[cursor.shape]);
        painter->shape = cursor.shape;
    }
    if (!painter->cursor_known || painter->visible != cursor.visible)
        term_add_cursor(painter->term, painter->bytes, cursor.visible);
    painter->visible = cursor.visible;
    painter->cursor_known = true;
}

static void start_afresh(Painter *painter, const Grid *grid)
{
    use_face(painter, PLAIN);
    term_add_clear(painter->term, painter->bytes);
    painter->row = painter->column = 0;
    painter->shown = grid_new(grid_rows(grid), grid_columns(grid));
}

static int changed_rows(const Painter *painter, const Grid *grid)
{
    int changed = 0;
    for (int row = 0; row < grid_rows(grid); row++)
        changed += !grid_row_equal(grid, row, painter->shown, row);
    return changed;
}

/* Pixels may or may not move with the text; kitty's pieces are placed anew, placeholders are text. */
static bool may_scroll(const Painter *painter, const Grid *grid)
{
    if (!painter->caps->scrolls)
        return false;
    return (term_pictures(painter->term) == PICTURES_KITTY && painter->caps->tmux) ||
           !(pixels_show(painter->shown) || pixels_show(grid));
}

/* Up to this many rows are written without ceremony: they come in one small write. */
enum { FEW_ROWS = 2 };

void painter_leave(Painter *painter, const Term *term, GString *bytes)
{
    pixels_clear(painter->pixels, term, bytes);
}

void painter_paint(Painter *painter, const Term *term, const Grid *grid, const Theme *theme, GString *bytes)
{
    painter->term = term;
    painter->caps = term_caps(term);
    painter->bytes = bytes;
    if (painter->shown && (painter->theme != theme || grid_rows(painter->shown) != grid_rows(grid) ||
                           grid_columns(painter->shown) != grid_columns(grid)))
        painter_forget(painter);
    painter->theme = theme;
    painter->found_any = false;
    size_t start = bytes->len;
    bool afresh = !painter->shown;
    if (afresh)
        start_afresh(painter, grid);
    bool large = changed_rows(painter, grid) > FEW_ROWS;
    if (large && !painter->caps->synchronised && painter->cursor_known && painter->visible) {
        term_add_cursor(term, bytes, false);
        painter->visible = false;
    }
    if (large && !afresh && may_scroll(painter, grid))
        scroll_rows(painter, grid);
    for (int row = 0; row < grid_rows(grid); row++)
        paint_row(painter, grid, row);
    if (pixels_add(painter->pixels, term, painter->shown, grid, bytes)) {
        painter->row = -1;
        large = true;
    }
    paint_cursor(painter, grid);
    if (large && painter->caps->synchronised && bytes->len > start) {
        g_string_insert(bytes, (gssize)start, "\033[?2026h");
        g_string_append(bytes, "\033[?2026l");
    }
    grid_copy(painter->shown, grid);
    painter->bytes = NULL;
}
