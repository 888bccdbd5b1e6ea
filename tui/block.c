#include "tui/block.h"

#include <string.h>

#include "base/utf8.h"
#include "tui/grid.h"
#include "tui/link.h"

Block *block_new(int width, size_t limit)
{
    Block *block = g_new0(Block, 1);
    block->width = MAX(width, 1);
    block->limit = limit;
    block->lines = g_ptr_array_new_with_free_func((GDestroyNotify)block_line_free);
    block->marks = g_ptr_array_new_with_free_func(g_free);
    block->links = g_ptr_array_new_with_free_func(g_free);
    return block;
}

Block *block_new_part(const Block *whole, int width)
{
    Block *block = block_new(width, whole->limit);
    g_ptr_array_unref(block->marks);
    block->marks = g_ptr_array_ref(whole->marks);
    g_ptr_array_unref(block->links);
    block->links = g_ptr_array_ref(whole->links);
    return block;
}

guint block_mark(Block *block, const char *id)
{
    g_ptr_array_add(block->marks, g_strdup(id));
    return block->marks->len;
}

uint8_t block_link(Block *block, const char *address)
{
    char *clean = block->links->len < UINT8_MAX ? link_clean(address) : NULL;
    if (!clean)
        return 0;
    g_ptr_array_add(block->links, clean);
    return (uint8_t)block->links->len;
}

void block_free(Block *block)
{
    g_ptr_array_unref(block->lines);
    g_ptr_array_unref(block->marks);
    g_ptr_array_unref(block->links);
    g_clear_pointer(&block->rasters, g_ptr_array_unref);
    g_free(block);
}

BlockLine *block_line_new(void)
{
    BlockLine *line = g_new0(BlockLine, 1);
    line->text = g_string_new(NULL);
    line->spans = g_array_new(FALSE, FALSE, sizeof(BlockSpan));
    return line;
}

void block_line_free(BlockLine *line)
{
    g_string_free(line->text, TRUE);
    g_array_unref(line->spans);
    g_free(line);
}

static void add_span(BlockLine *line, size_t start, Style style)
{
    size_t length = line->text->len - start;
    if (length == 0)
        return;
    if (line->spans->len > 0) {
        BlockSpan *last = &g_array_index(line->spans, BlockSpan, line->spans->len - 1);
        if (style_equal(last->style, style) && last->mark == line->mark) {
            last->length += length;
            return;
        }
    }
    BlockSpan span = {start, length, style, line->mark};
    g_array_append_val(line->spans, span);
}

void block_line_add(BlockLine *line, const char *bytes, gssize length, Style style)
{
    size_t left = length < 0 ? strlen(bytes) : (size_t)length;
    size_t start = line->text->len;
    for (const char *tab; left > 0 && (tab = memchr(bytes, '\t', left)); ) {
        g_string_append_len(line->text, bytes, tab - bytes);
        int column = text_columns(line->text->str, line->text->len);
        g_string_append_printf(line->text, "%*s", 8 - column % 8, "");
        left -= (size_t)(tab + 1 - bytes);
        bytes = tab + 1;
    }
    g_string_append_len(line->text, bytes, (gssize)left);
    add_span(line, start, style);
}

/* Bytes [from, to) of `source` with their styles. */
static void append_part(BlockLine *line, const BlockLine *source, size_t from, size_t to)
{
    for (guint i = 0; i < source->spans->len; i++) {
        BlockSpan span = g_array_index(source->spans, BlockSpan, i);
        size_t start = MAX(span.start, from), end = MIN(span.start + span.length, to);
        if (start < end) {
            size_t at = line->text->len;
            g_string_append_len(line->text, source->text->str + start, (gssize)(end - start));
            guint mark = line->mark;
            line->mark = span.mark;
            add_span(line, at, span.style);
            line->mark = mark;
        }
    }
}

void block_line_append(BlockLine *line, const BlockLine *more)
{
    append_part(line, more, 0, more->text->len);
}

void block_line_append_from(BlockLine *line, const BlockLine *more, size_t byte)
{
    append_part(line, more, byte, more->text->len);
}

int block_line_columns(const BlockLine *line)
{
    return text_columns(line->text->str, line->text->len);
}

void block_add(Block *block, BlockLine *line)
{
    if (block->lines->len < block->limit) {
        g_ptr_array_add(block->lines, line);
        return;
    }
    block->more++;
    block_line_free(line);
}

/* The byte up to which a line of prose goes, at most `fit`: the last gap between words. */
static size_t word_break(const char *bytes, size_t start, size_t fit, size_t length)
{
    if (fit >= length || bytes[fit] == ' ')
        return fit;
    for (size_t at = fit; at > start; at--) {
        if (bytes[at - 1] == ' ')
            return at;
    }
    return fit;
}

static BlockLine *part_of(const BlockLine *line, size_t from, size_t to, const BlockLine *prefix)
{
    BlockLine *part = block_line_new();
    part->frame = line->frame;
    part->continues = from > 0;
    part->indent = prefix ? prefix->text->len : 0;
    if (prefix)
        block_line_append(part, prefix);
    append_part(part, line, from, to);
    return part;
}

/* Most lines of a console are as they came. */
static bool fits(const Block *block, const BlockLine *line)
{
    return text_fit(line->text->str, line->text->len, MAX(block->width, 1)) == line->text->len;
}

void block_fold(Block *block, BlockLine *line, const BlockLine *first, const BlockLine *rest, Fold fold)
{
    if (!first && fits(block, line)) {
        line->continues = line->dropped = false;
        line->indent = line->mark = 0;
        block_add(block, line);
        return;
    }
    const char *bytes = line->text->str;
    size_t length = line->text->len, at = 0;
    bool dropped = false;
    const BlockLine *prefix = first;
    do {
        if (block->lines->len >= block->limit) {
            block->more++;
            break;
        }
        int room = MAX(block->width - (prefix ? block_line_columns(prefix) : 0), 1);
        size_t end = at + text_fit(bytes + at, length - at, room);
        if (end == at && at < length)
            end = utf8_next(bytes, length, at); /* a wide character in one column */
        if (fold == FOLD_WORDS)
            end = word_break(bytes, at, end, length);
        BlockLine *part = part_of(line, at, end, prefix);
        part->dropped = dropped;
        block_add(block, part);
        at = end;
        while (fold == FOLD_WORDS && at < length && bytes[at] == ' ')
            at++;
        dropped = at > end;
        prefix = rest;
    } while (at < length && fold != FOLD_CUT);
    block_line_free(line);
}

void block_add_text(Block *block, const char *text, Style style, const BlockLine *prefix, Fold fold)
{
    for (const char *at = text; ; ) {
        const char *end = strchrnul(at, '\n');
        if (block->lines->len >= block->limit) {
            block->more++;
        } else {
            BlockLine *line = block_line_new();
            block_line_add(line, at, end - at, style);
            block_fold(block, line, prefix, prefix, fold);
        }
        if (*end == '\0')
            return;
        at = end + 1;
        if (*at == '\0')
            return;
    }
}

void block_keep(Block *block, Raster *raster)
{
    if (!block->rasters)
        block->rasters = g_ptr_array_new_with_free_func((GDestroyNotify)raster_unref);
    g_ptr_array_add(block->rasters, raster_ref(raster));
}

static void keep_pictures(Block *block, const Block *part)
{
    block->pictured |= part->pictured;
    for (guint i = 0; part->rasters && i < part->rasters->len; i++)
        block_keep(block, g_ptr_array_index(part->rasters, i));
}

void block_append(Block *block, const Block *other, const BlockLine *first, const BlockLine *rest)
{
    for (guint i = 0; i < other->lines->len; i++) {
        const BlockLine *prefix = i == 0 ? first : rest;
        const BlockLine *inner = g_ptr_array_index(other->lines, i);
        BlockLine *line = block_line_new();
        if (prefix)
            block_line_append(line, prefix);
        line->frame = inner->frame;
        line->continues = inner->continues;
        line->dropped = inner->dropped;
        line->indent = inner->indent + (prefix ? prefix->text->len : 0);
        block_line_append(line, inner);
        block_add(block, line);
    }
    block->more += other->more;
    keep_pictures(block, other);
}

int block_columns(const Block *block)
{
    int columns = 0;
    for (guint i = 0; i < block->lines->len; i++)
        columns = MAX(columns, block_line_columns(g_ptr_array_index(block->lines, i)));
    return columns;
}

/* The line that it has in that row, or NULL. */
static const BlockLine *line_in_row(const Block *part, guint row, int above)
{
    bool there = row >= (guint)above && row - (guint)above < part->lines->len;
    return there ? g_ptr_array_index(part->lines, row - (guint)above) : NULL;
}

void block_join(Block *block, const GPtrArray *blocks, const int *columns, const int *above)
{
    guint rows = 0;
    for (guint i = 0; i < blocks->len; i++) {
        const Block *part = g_ptr_array_index(blocks, i);
        rows = MAX(rows, part->lines->len + (guint)above[i]);
        block->more += part->more;
        keep_pictures(block, part);
    }
    for (guint row = 0; row < rows; row++) {
        BlockLine *line = block_line_new();
        for (guint i = 0; i < blocks->len; i++) {
            const BlockLine *inner = line_in_row(g_ptr_array_index(blocks, i), row, above[i]);
            if (!inner)
                continue;
            g_autofree char *blanks = g_strnfill((gsize)MAX(columns[i] - block_line_columns(line), 0), ' ');
            block_line_add(line, blanks, -1, style_of(STYLE_TEXT));
            block_line_append(line, inner);
        }
        block_add(block, line);
    }
}
