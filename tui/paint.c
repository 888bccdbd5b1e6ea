/* Row by row: what is equal is left alone, a changed stretch is written from its first to its last
 * difference, a blank tail is erased.  Before that, rows that only moved up or down are scrolled; and what changed in the
 * margin is written first, for its colours go on from row to row. */
#include "tui/paint.h"

#include <string.h>

#include "tui/ascii.h"
#include "tui/link.h"
#include "tui/paint_rows.h"
#include "tui/paint_scroll.h"
#include "tui/pixels.h"
#include "tui/sgr.h"

struct Painter {
    Grid *shown;  /* what the terminal shows, or NULL: unknown */
    const Grid *source; /* what was painted last: only compared */
    const Theme *theme;
    Pixels *pixels;
    TermPlace at; /* of the terminal's cursor */
    int spill_from, spill_to; /* columns of the row being painted that clusters may have spilled into */
    Face face;       /* in force */
    bool face_known;
    uint8_t link; /* where what is written leads: in the grid being painted; 0 between frames */
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
    painter->at = TERM_ANYWHERE;
    painter->face_known = false;
    painter->cursor_known = false;
}

void painter_forget_clusters(Painter *painter)
{
    if (painter->shown && grid_has_clusters(painter->shown))
        painter_forget(painter);
}

static void use_face(Painter *painter, Face face)
{
    if (painter->face_known && face_same(painter->face, face))
        return;
    term_add_face(painter->term, painter->bytes, painter->face_known ? painter->face : SGR_UNKNOWN, face);
    painter->face = face;
    painter->face_known = true;
}

/* Any face does in which a blank looks as in this one. */
static void use_blank_face(Painter *painter, Face face)
{
    if (!painter->face_known || !face_same_blank(painter->face, face))
        use_face(painter, face);
}

static Face face_of(Painter *painter, Style style)
{
    if (style.role == STYLE_PICTURE)
        style = style_of(STYLE_TEXT);
    if (!painter->found_any || !style_equal(painter->looked_up, style)) {
        painter->looked_up = style;
        painter->found = theme_face(painter->theme, style, painter->caps->depth);
        painter->found_any = true;
    }
    return painter->found;
}

/* Of what is cleared, and of rows that scrolling makes. */
static Face blank_face(Painter *painter)
{
    return face_of(painter, style_of(STYLE_TEXT));
}

/* Whether the terminal gives what it clears the background that blanks have. */
static bool clears_to_blank(Painter *painter)
{
    return blank_face(painter).background < 0 || painter->caps->erases_with_background;
}

static void move_to(Painter *painter, int row, int column)
{
    if (painter->at.row == row && painter->at.column == column)
        return;
    term_add_move(painter->term, painter->bytes, painter->at, (TermPlace){row, column});
    painter->at = (TermPlace){row, column};
}

/* Behind the last column the terminal waits at the end of the row, or it does not. */
static void advance(Painter *painter, int columns, bool doubtful)
{
    painter->at.column += columns;
    if (painter->at.column >= grid_columns(painter->shown)) {
        painter->at.column = -1;
        painter->at.row = painter->caps->wraps_late && !doubtful ? painter->at.row : -1;
    } else if (doubtful) {
        painter->at = TERM_ANYWHERE;
    }
}

static void use_link(Painter *painter, const Grid *grid, uint8_t link)
{
    const char *address = painter->caps->links ? grid_address(grid, link) : NULL;
    link = address ? link : 0;
    if (painter->link != link)
        link_add(painter->bytes, address, link);
    painter->link = link;
}

/* --- glyphs ---------------------------------------------------------------------------------------- */

static void add_text(Painter *painter, const char *text, int width)
{
    if (painter->caps->ascii || (painter->caps->plain_signs && ascii_sign(text)))
        ascii_add(painter->bytes, text, width);
    else
        g_string_append(painter->bytes, text);
}

/* The columns that the terminal takes for a cluster, `known` ones, or if it draws one character after the other. */
static int width_there(const Painter *painter, const char *text, int known)
{
    int width = 0;
    if (painter->caps->clusters)
        return known;
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
    int pieces = width_there(painter, text, width), column = painter->at.column;
    if (pieces < width) {
        g_string_append_printf(painter->bytes, "%*s", width, "");
        painter->at = TERM_ANYWHERE;
        move_to(painter, row, column);
    }
    g_string_append_len(painter->bytes, text, pieces <= room ? (gssize)strlen(text) : g_utf8_next_char(text) - text);
}

/* A part of a picture: what is below the pixels, or stands for them. */
static void write_picture(Painter *painter, const Grid *grid, const Glyph *glyph, int row, int column)
{
    PixelsUnder under = pixels_under(painter->pixels, painter->term, grid_row(painter->shown, row) + column, glyph);
    if (under == PIXELS_KEPT)
        return;
    move_to(painter, row, column);
    use_link(painter, grid, 0);
    g_autoptr(GString) text = g_string_new(under == PIXELS_BLANK ? " " : NULL);
    Face face = blank_face(painter);
    face.foreground = -1;
    if (under == PIXELS_TEXT)
        face.foreground = pixels_add_text(painter->term, glyph->style, text);
    use_face(painter, face);
    g_string_append_len(painter->bytes, text->str, (gssize)text->len);
    advance(painter, 1, text->len > strlen(RASTER_SIGN));
}

static void write_glyph(Painter *painter, const Grid *grid, int row, int column)
{
    const Glyph *glyph = grid_row(grid, row) + column;
    const char *text = grid_text(grid, glyph);
    if (glyph->width == 0)
        return;
    if (glyph->style.role == STYLE_PICTURE) {
        write_picture(painter, grid, glyph, row, column);
        return;
    }
    move_to(painter, row, column);
    use_link(painter, grid, glyph->style.link);
    (glyph_is_blank(glyph) ? use_blank_face : use_face)(painter, face_of(painter, glyph->style));
    if (painter->caps->ascii || strlen(text) <= 4)
        add_text(painter, text, glyph->width);
    else
        write_cluster(painter, text, glyph->width, row, grid_columns(grid) - column);
    advance(painter, glyph->width, paint_width_doubtful(text, glyph->width));
}

/* Writes a run of equal glyphs by a command that is shorter than they are; returns how many it wrote: 0 if there is no
 * such command, and not the last two of a row: some terminals wrap too early behind REP. */
static int write_run(Painter *painter, const Grid *grid, int row, int column, int count)
{
    enum { COMMAND = 6, ERASE_AND_GO_ON = 10 };
    const Glyph *glyph = grid_row(grid, row) + column;
    const char *text = grid_text(grid, glyph);
    int length = painter->caps->ascii ? 1 : (int)strlen(text);
    count = MIN(count, grid_columns(grid) - 2 - column);
    if (glyph->width != 1 || length > 4 || glyph->style.role == STYLE_PICTURE || count < 2)
        return 0;
    if (painter->caps->repeats && (count - 1) * length > COMMAND) {
        write_glyph(painter, grid, row, column);
        term_add_repeat(painter->term, painter->bytes, count - 1);
        advance(painter, count - 1, false);
        return count;
    }
    Face face = face_of(painter, glyph->style);
    bool erasable = glyph_is_blank(glyph) && !glyph->style.link && (face.background < 0 || painter->caps->erases_with_background) &&
                    face_same_blank(face, face);
    if (!erasable || count <= ERASE_AND_GO_ON)
        return 0;
    move_to(painter, row, column);
    use_link(painter, grid, 0);
    use_blank_face(painter, face);
    return term_add_erase(painter->term, painter->bytes, count) ? count : 0;
}

/* --- rows ------------------------------------------------------------------------------------------ */

/* The first column of the blank tail that one erasing can make, or the number of columns. */
static int erasable_tail(Painter *painter, const Grid *grid, int row, Face *face)
{
    const Glyph *glyphs = grid_row(grid, row);
    int columns = grid_columns(grid), from = columns;
    *face = face_of(painter, glyphs[columns - 1].style);
    if (face->background >= 0 && !painter->caps->erases_with_background)
        return columns;
    while (from > 0 && glyph_is_blank(glyphs + from - 1) && !glyphs[from - 1].style.link &&
           face_same_blank(face_of(painter, glyphs[from - 1].style), *face))
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

/* The glyphs from `column` on are equal; returns where they are no more. */
static int skip_equal(Painter *painter, const Grid *grid, int row, int column, int to)
{
    int gap = column;
    while (gap < to && !glyph_differs(painter, grid, row, gap))
        gap++;
    bool styled = !style_equal(grid_row(grid, row)[column].style, grid_row(grid, row)[gap - 1].style);
    bool here = painter->at.row == row && painter->at.column == column;
    if (gap - column <= CHEAP_GAP && gap < to && !styled && here) {
        for (int i = column; i < gap; i++)
            write_glyph(painter, grid, row, i);
    }
    return gap;
}

static void paint_stretch(Painter *painter, const Grid *grid, int row, int from, int to)
{
    for (int column = from; column < to;) {
        if (!glyph_differs(painter, grid, row, column)) {
            column = skip_equal(painter, grid, row, column, to);
            continue;
        }
        int written = write_run(painter, grid, row, column, paint_run_length(grid, row, column, to));
        if (written == 0)
            write_glyph(painter, grid, row, column);
        column += MAX(written, 1);
    }
}

/* What stands behind a cluster is written again after it, changed or not. */
static void find_spills(Painter *painter, const Grid *grid, int row, int first, int last)
{
    for (int column = first; column < last; column++) {
        const Glyph *glyph = grid_row(grid, row) + column;
        const char *text = grid_text(grid, glyph);
        int spilled = strlen(text) > 4 && glyph->width > 0 ? width_there(painter, text, glyph->width) - glyph->width : 0;
        if (spilled <= 0)
            continue;
        painter->spill_from = MIN(painter->spill_from, column);
        painter->spill_to = MIN(MAX(painter->spill_to, column + glyph->width + spilled), grid_columns(grid));
    }
}

static void paint_part(Painter *painter, const Grid *grid, int row, int first, int last)
{
    int columns = grid_columns(grid), end = last;
    painter->spill_from = columns;
    painter->spill_to = 0;
    while (first < end && !glyph_differs(painter, grid, row, first))
        first++;
    while (last > first && !glyph_differs(painter, grid, row, last - 1))
        last--;
    if (first == last)
        return;
    find_spills(painter, grid, row, first, last);
    last = MAX(last, painter->spill_to);
    Face face;
    bool blank = end == columns && glyph_is_blank(grid_row(grid, row) + last - 1);
    int tail = blank ? MAX(erasable_tail(painter, grid, row, &face), first) : last;
    bool erase = last - tail > CHEAP_ERASE;
    paint_stretch(painter, grid, row, first, erase ? tail : last);
    if (!erase)
        return;
    move_to(painter, row, tail);
    use_link(painter, grid, 0);
    use_blank_face(painter, face);
    term_add_erase_line(painter->term, painter->bytes);
}

static void paint_margins(Painter *painter, const Grid *grid)
{
    for (int row = 0; row < grid_rows(grid); row++) {
        if (!grid_row_equal(grid, row, painter->shown, row))
            paint_part(painter, grid, row, 0, MIN(paint_margin(grid, row), paint_margin(painter->shown, row)));
    }
}

static void paint_row(Painter *painter, const Grid *grid, int row, bool margin_done)
{
    int from = margin_done ? MIN(paint_margin(grid, row), paint_margin(painter->shown, row)) : 0;
    paint_part(painter, grid, row, from, grid_columns(grid));
}

/* Whether the row begins with the face in force. */
static bool goes_on(Painter *painter, const Grid *grid, int row)
{
    int column = 0;
    while (column < grid_columns(grid) - 1 && !glyph_differs(painter, grid, row, column))
        column++;
    return painter->face_known && face_same(painter->face, face_of(painter, grid_row(grid, row)[column].style));
}

static void paint_many(Painter *painter, const Grid *grid)
{
    paint_margins(painter, grid);
    for (int row = 0; row < grid_rows(grid); row++) {
        if (!grid_row_equal(grid, row, painter->shown, row))
            paint_row(painter, grid, row, true);
    }
}

/* While one types, a character and the status line change.  The one goes first whose colours are in force, so that they
 * are told once in two frames. */
static void paint_few(Painter *painter, const Grid *grid, const int *rows, int count)
{
    painter->spill_from = painter->spill_to = 0;
    bool last_first = count == 2 && !goes_on(painter, grid, rows[0]) && goes_on(painter, grid, rows[1]);
    for (int i = 0; i < count; i++)
        paint_row(painter, grid, rows[last_first ? count - 1 - i : i], false);
}

/* --- scrolling ------------------------------------------------------------------------------------- */

static void scroll_rows(Painter *painter, const Grid *grid)
{
    PaintScroll scroll = paint_scroll_find(painter->shown, grid);
    if (scroll.rows == 0)
        return;
    use_face(painter, blank_face(painter));
    term_add_scroll(painter->term, painter->bytes, scroll.first, scroll.last, scroll.rows, grid_rows(grid));
    painter->at = TERM_ANYWHERE;
    painter->shown = paint_scroll_apply(painter->shown, scroll);
}

/* --- frames ---------------------------------------------------------------------------------------- */

/* What is shown from now on.  `few`: these `count` rows alone differ. */
static void remember(Painter *painter, const Grid *grid, const int *few, int count)
{
    bool rows = count <= PAINT_FEW_ROWS && grid_is_apart(grid) && grid_is_apart(painter->shown);
    for (int i = 0; rows && i < count; i++)
        grid_copy_row(painter->shown, few[i], grid, few[i]);
    if (rows)
        grid_set_cursor(painter->shown, grid_cursor(grid));
    else
        grid_copy(painter->shown, grid);
    painter->source = grid;
    painter->bytes = NULL;
}

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
    use_face(painter, blank_face(painter));
    term_add_clear(painter->term, painter->bytes);
    painter->at = (TermPlace){0, 0};
    painter->shown = grid_new(grid_rows(grid), grid_columns(grid));
    if (!clears_to_blank(painter)) /* nothing is as it should be yet: no glyph has this style */
        grid_fill(painter->shown, (Rect){0, 0, grid_rows(grid), grid_columns(grid)}, style_of(STYLE_GROUND));
}

/* Pixels may or may not move with the text; kitty's pieces are placed anew, placeholders are text. */
static bool may_scroll(Painter *painter, const Grid *grid)
{
    if (!painter->caps->scrolls || !clears_to_blank(painter))
        return false;
    return (term_pictures(painter->term) == PICTURES_KITTY && painter->caps->tmux) ||
           !(pixels_show(painter->shown) || pixels_show(grid));
}

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
                           grid_columns(painter->shown) != grid_columns(grid) || grid_links_clash(painter->shown, grid)))
        painter_forget(painter);
    painter->theme = theme;
    painter->found_any = false;
    size_t start = bytes->len;
    bool afresh = !painter->shown;
    if (afresh)
        start_afresh(painter, grid);
    bool again = !afresh && painter->source == grid;
    int few[PAINT_FEW_ROWS], changed = paint_changed_rows(painter->shown, grid, again, few);
    bool large = changed > PAINT_FEW_ROWS;
    if (large && !painter->caps->synchronised && painter->cursor_known && painter->visible) {
        term_add_cursor(term, bytes, false);
        painter->visible = false;
    }
    if (large && !afresh && may_scroll(painter, grid))
        scroll_rows(painter, grid);
    if (large)
        paint_many(painter, grid);
    else
        paint_few(painter, grid, few, changed);
    use_link(painter, grid, 0);
    if (pixels_add(painter->pixels, term, painter->shown, grid, bytes)) {
        painter->at = TERM_ANYWHERE;
        large = true;
    }
    paint_cursor(painter, grid);
    if (large && painter->caps->synchronised && bytes->len > start) {
        g_string_insert(bytes, (gssize)start, "\033[?2026h");
        g_string_append(bytes, "\033[?2026l");
    }
    remember(painter, grid, few, changed);
}
