#include "tui/grid.h"

#include <string.h>

#include "base/utf8.h"

/* Characters longer than a glyph's text stand in the pool; the glyph has this byte, which is never
 * UTF-8, and their number. */
#define POOLED '\xff'

struct Grid {
    int rows, columns;
    Glyph *glyphs;
    Glyph *blank;    /* a row */
    uint8_t *news;   /* NEWS_* of each row */
    GPtrArray *pool; /* of char *, owned */
    GridCursor cursor;
    GHashTable *links; /* number -> char *, owned; or NULL: there are none */
};

/* A row was written to since the last grid_settle(), grid_watch(). */
enum { NEWS_CHANGED = 1, NEWS_WATCHED = 2, NEWS_ALL = NEWS_CHANGED | NEWS_WATCHED };

static const Utf8Display DISPLAY = {.tab_stop = 8};

Grid *grid_new(int rows, int columns)
{
    Grid *grid = g_new0(Grid, 1);
    grid->pool = g_ptr_array_new_with_free_func(g_free);
    grid_reset(grid, rows, columns);
    return grid;
}

void grid_free(Grid *grid)
{
    g_free(grid->glyphs);
    g_free(grid->blank);
    g_free(grid->news);
    g_ptr_array_unref(grid->pool);
    g_clear_pointer(&grid->links, g_hash_table_unref);
    g_free(grid);
}

void grid_reset(Grid *grid, int rows, int columns)
{
    size_t count = (size_t)rows * (size_t)columns;
    if (rows != grid->rows || columns != grid->columns || !grid->glyphs) {
        grid->rows = rows;
        grid->columns = columns;
        grid->glyphs = g_renew(Glyph, grid->glyphs, MAX(count, 1));
        grid->news = g_renew(uint8_t, grid->news, MAX(rows, 1));
        grid->blank = g_renew(Glyph, grid->blank, MAX(columns, 1));
        for (int column = 0; column < columns; column++)
            grid->blank[column] = (Glyph){" ", style_of(STYLE_TEXT), 1, {0}};
    }
    for (int row = 0; row < rows; row++)
        grid_clear_row(grid, row);
    g_ptr_array_set_size(grid->pool, 0);
    g_clear_pointer(&grid->links, g_hash_table_unref);
    grid->cursor = (GridCursor){0};
}

static Glyph *glyph_at(const Grid *grid, int row, int column)
{
    return grid->glyphs + (size_t)row * (size_t)grid->columns + column;
}

void grid_clear_row(Grid *grid, int row)
{
    memcpy(glyph_at(grid, row, 0), grid->blank, (size_t)grid->columns * sizeof(Glyph));
    grid->news[row] = NEWS_ALL;
}

/* --- what changes ---------------------------------------------------------------------------------------- */

void grid_settle(Grid *grid)
{
    for (int row = 0; row < grid->rows; row++)
        grid->news[row] &= (uint8_t)~NEWS_CHANGED;
}

void grid_watch(Grid *grid)
{
    for (int row = 0; row < grid->rows; row++)
        grid->news[row] &= (uint8_t)~NEWS_WATCHED;
}

bool grid_row_changed(const Grid *grid, int row)
{
    return grid->news[row] & NEWS_CHANGED;
}

bool grid_row_watched(const Grid *grid, int row)
{
    return grid->news[row] & NEWS_WATCHED;
}

bool grid_is_apart(const Grid *grid)
{
    return grid->pool->len == 0 && !grid->links;
}

/* --- links ----------------------------------------------------------------------------------------------- */

/* Its place follows from the address, so that the next picture gives it the same one. */
uint8_t grid_link(Grid *grid, const char *address)
{
    enum { PLACES = UINT8_MAX };
    if (!grid->links)
        grid->links = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    guint first = g_str_hash(address) % PLACES;
    for (guint i = 0; i < PLACES; i++) {
        guint number = (first + i) % PLACES + 1;
        const char *there = g_hash_table_lookup(grid->links, GUINT_TO_POINTER(number));
        if (!there)
            g_hash_table_insert(grid->links, GUINT_TO_POINTER(number), g_strdup(address));
        if (!there || strcmp(there, address) == 0)
            return (uint8_t)number;
    }
    return 0;
}

const char *grid_address(const Grid *grid, uint8_t link)
{
    return link && grid->links ? g_hash_table_lookup(grid->links, GUINT_TO_POINTER((guint)link)) : NULL;
}

bool grid_links_clash(const Grid *a, const Grid *b)
{
    for (guint link = 1; a->links && b->links && link <= UINT8_MAX; link++) {
        const char *one = grid_address(a, (uint8_t)link), *other = grid_address(b, (uint8_t)link);
        if (one && other && strcmp(one, other) != 0)
            return true;
    }
    return false;
}

static void copy_links(Grid *grid, const Grid *source)
{
    g_clear_pointer(&grid->links, g_hash_table_unref);
    for (guint link = 1; source->links && link <= UINT8_MAX; link++) {
        const char *address = grid_address(source, (uint8_t)link);
        if (address && !grid->links)
            grid->links = g_hash_table_new_full(NULL, NULL, NULL, g_free);
        if (address)
            g_hash_table_insert(grid->links, GUINT_TO_POINTER(link), g_strdup(address));
    }
}

/* --- looking --------------------------------------------------------------------------------------------- */

int grid_rows(const Grid *grid)
{
    return grid->rows;
}

int grid_columns(const Grid *grid)
{
    return grid->columns;
}

Rect grid_area(const Grid *grid)
{
    return (Rect){0, 0, grid->rows, grid->columns};
}

const Glyph *grid_row(const Grid *grid, int row)
{
    g_assert(row >= 0 && row < grid->rows);
    return grid->glyphs + (size_t)row * (size_t)grid->columns;
}

const char *grid_text(const Grid *grid, const Glyph *glyph)
{
    if (glyph->text[0] != POOLED)
        return glyph->text;
    uint32_t number;
    memcpy(&number, glyph->text + 1, sizeof number);
    return g_ptr_array_index(grid->pool, number);
}

bool glyph_is_blank(const Glyph *glyph)
{
    return glyph->width == 1 && glyph->text[0] == ' ' && glyph->text[1] == '\0';
}

bool grid_has_clusters(const Grid *grid)
{
    for (size_t i = 0; i < (size_t)grid->rows * (size_t)grid->columns; i++) {
        const char *text = grid_text(grid, grid->glyphs + i);
        if (*text && *g_utf8_next_char(text))
            return true;
    }
    return false;
}

bool grid_glyph_equal(const Grid *a, const Glyph *glyph_a, const Grid *b, const Glyph *glyph_b)
{
    if (glyph_a->text[0] != POOLED && memcmp(glyph_a, glyph_b, sizeof *glyph_a) == 0)
        return true;
    if (glyph_a->width != glyph_b->width || !style_equal(glyph_a->style, glyph_b->style))
        return false;
    if (glyph_a->text[0] == POOLED || glyph_b->text[0] == POOLED)
        return strcmp(grid_text(a, glyph_a), grid_text(b, glyph_b)) == 0;
    return memcmp(glyph_a->text, glyph_b->text, sizeof glyph_a->text) == 0;
}

bool grid_row_equal(const Grid *a, int row_a, const Grid *b, int row_b)
{
    const Glyph *left = grid_row(a, row_a), *right = grid_row(b, row_b);
    bool pooled = a->pool->len > 0 || b->pool->len > 0;
    if (!pooled && memcmp(left, right, (size_t)a->columns * sizeof *left) == 0)
        return true;
    for (int column = 0; column < a->columns; column++) {
        if (!grid_glyph_equal(a, left + column, b, right + column))
            return false;
    }
    return true;
}

/* What is written over half of a wide glyph leaves a blank in the other half. */
static void split_wide(Grid *grid, int row, int column)
{
    Glyph *glyph = glyph_at(grid, row, column);
    if (glyph->width == 0 && column > 0) {
        Glyph *left = glyph - 1;
        *left = (Glyph){" ", left->style, 1, {0}};
    }
    if (glyph->width == 2 && column + 1 < grid->columns) {
        Glyph *right = glyph + 1;
        *right = (Glyph){" ", glyph->style, 1, {0}};
    }
}

static void set_glyph(Grid *grid, int row, int column, const char *bytes, size_t length, int width, Style style)
{
    grid->news[row] = NEWS_ALL;
    split_wide(grid, row, column);
    if (width == 2)
        split_wide(grid, row, column + 1);
    Glyph *glyph = glyph_at(grid, row, column);
    *glyph = (Glyph){.style = style, .width = (uint8_t)width};
    if (length < sizeof glyph->text) {
        memcpy(glyph->text, bytes, length);
    } else {
        uint32_t number = grid->pool->len;
        g_ptr_array_add(grid->pool, g_strndup(bytes, length));
        glyph->text[0] = POOLED;
        memcpy(glyph->text + 1, &number, sizeof number);
    }
    if (width == 2)
        *glyph_at(grid, row, column + 1) = (Glyph){.style = style, .width = 0};
}

void grid_copy_row(Grid *grid, int row, const Grid *source, int source_row)
{
    const Glyph *from = grid_row(source, source_row);
    Glyph *to = glyph_at(grid, row, 0);
    grid->news[row] = NEWS_ALL;
    for (int column = 0; column < grid->columns; column++) {
        to[column] = from[column];
        if (from[column].text[0] == POOLED) {
            uint32_t number = grid->pool->len;
            g_ptr_array_add(grid->pool, g_strdup(grid_text(source, from + column)));
            memcpy(to[column].text + 1, &number, sizeof number);
        }
    }
}

void grid_copy(Grid *grid, const Grid *source)
{
    bool same_size = grid->rows == source->rows && grid->columns == source->columns;
    if (same_size && source->pool->len == 0) {
        memcpy(grid->glyphs, source->glyphs, (size_t)grid->rows * (size_t)grid->columns * sizeof(Glyph));
        memset(grid->news, NEWS_ALL, (size_t)grid->rows);
        g_ptr_array_set_size(grid->pool, 0);
        grid->cursor = source->cursor;
        copy_links(grid, source);
        return;
    }
    grid_reset(grid, source->rows, source->columns);
    copy_links(grid, source);
    for (int row = 0; row < source->rows; row++)
        grid_copy_row(grid, row, source, row);
    grid->cursor = source->cursor;
}

/* One character that can be drawn; half a wide one at the edge becomes a blank. */
static void put_character(Grid *grid, Rect clip, int row, int column, const char *bytes, size_t length, int width,
                          Style style)
{
    if (row < clip.row || row >= clip.row + clip.rows || row < 0 || row >= grid->rows)
        return;
    int left = MAX(clip.column, 0), right = MIN(clip.column + clip.columns, grid->columns);
    if (column >= left && column + width <= right) {
        set_glyph(grid, row, column, bytes, length, width, style);
        return;
    }
    for (int at = column; at < column + width; at++) {
        if (at >= left && at < right)
            set_glyph(grid, row, at, " ", 1, 1, style);
    }
}

int grid_put(Grid *grid, Rect clip, int row, int column, const char *bytes, size_t length, Style style)
{
    size_t at = 0;
    while (at < length) {
        unsigned char first = (unsigned char)bytes[at];
        bool alone = at + 1 >= length || (unsigned char)bytes[at + 1] < 0x80;
        if (first >= 0x20 && first < 0x7f && alone) {
            put_character(grid, clip, row, column++, bytes + at++, 1, 1, style);
            continue;
        }
        size_t next = utf8_next(bytes, length, at);
        char substitute[16];
        int width = (int)utf8_width(bytes + at, next - at, (size_t)MAX(column - clip.column, 0), &DISPLAY);
        if (first == '\t') {
            for (int i = 0; i < width; i++)
                put_character(grid, clip, row, column + i, " ", 1, 1, style);
        } else if (utf8_substitute(bytes + at, next - at, substitute)) {
            for (int i = 0; i < width && substitute[i]; i++)
                put_character(grid, clip, row, column + i, substitute + i, 1, 1, style);
        } else if (width > 0) {
            put_character(grid, clip, row, column, bytes + at, next - at, width, style);
        }
        column += width;
        at = next;
    }
    return column;
}

int grid_print(Grid *grid, Rect clip, int row, int column, const char *text, Style style)
{
    return grid_put(grid, clip, row, column, text, strlen(text), style);
}

void grid_repeat(Grid *grid, Rect clip, int row, int column, int count, const char *sign, Style style)
{
    size_t length = strlen(sign);
    for (int i = 0; i < count; i++)
        put_character(grid, clip, row, column + i, sign, length, 1, style);
}

void grid_fill(Grid *grid, Rect area, Style style)
{
    for (int row = MAX(area.row, 0); row < MIN(area.row + area.rows, grid->rows); row++) {
        for (int column = MAX(area.column, 0); column < MIN(area.column + area.columns, grid->columns); column++)
            set_glyph(grid, row, column, " ", 1, 1, style);
    }
}

void grid_overlay(Grid *grid, int row, int from, int to, StyleRole role)
{
    if (row < 0 || row >= grid->rows || from >= to)
        return;
    grid->news[row] = NEWS_ALL;
    for (int column = MAX(from, 0); column < MIN(to, grid->columns); column++) {
        Style *style = &glyph_at(grid, row, column)->style;
        style->over = style->role == STYLE_PICTURE ? 0 : (uint8_t)role;
    }
}

GridCursor grid_cursor(const Grid *grid)
{
    return grid->cursor;
}

void grid_set_cursor(Grid *grid, GridCursor cursor)
{
    cursor.row = CLAMP(cursor.row, 0, MAX(grid->rows - 1, 0));
    cursor.column = CLAMP(cursor.column, 0, MAX(grid->columns - 1, 0));
    grid->cursor = cursor;
}

int text_columns(const char *bytes, size_t length)
{
    return (int)utf8_column(bytes, length, length, &DISPLAY);
}

/* At most so much printable ASCII, a column each; but for what a combining character may follow. */
static size_t plain_run(const char *bytes, size_t length, size_t most)
{
    size_t run = 0, end = MIN(length, most);
    while (run < end && bytes[run] >= ' ' && bytes[run] <= '~' && !(bytes[run] & 0x80))
        run++;
    return run > 0 && run < length && (bytes[run] & 0x80) ? run - 1 : run;
}

size_t text_fit(const char *bytes, size_t length, int columns)
{
    size_t at = 0;
    int column = 0;
    while (at < length) {
        size_t plain = plain_run(bytes + at, length - at, (size_t)MAX(columns - column, 0));
        at += plain;
        column += (int)plain;
        if (at == length)
            break;
        size_t next = utf8_next(bytes, length, at);
        int width = (int)utf8_width(bytes + at, next - at, (size_t)column, &DISPLAY);
        if (column + width > columns)
            break;
        column += width;
        at = next;
    }
    return at;
}
