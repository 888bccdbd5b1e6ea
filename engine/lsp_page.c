#include "engine/lsp_page.h"

#include <string.h>

#include "base/utf8.h"

typedef struct {
    uint64_t cell;
    size_t start, length; /* bytes of the text */
    size_t line, lines;   /* the first, and how many */
} Part;

struct LspPage {
    GString *text;
    GArray *parts; /* of Part */
    size_t lines;  /* the next cell begins there */
};

LspPage *lsp_page_new(void)
{
    LspPage *page = g_new0(LspPage, 1);
    page->text = g_string_new(NULL);
    page->parts = g_array_new(FALSE, FALSE, sizeof(Part));
    return page;
}

void lsp_page_free(LspPage *page)
{
    g_string_free(page->text, TRUE);
    g_array_unref(page->parts);
    g_free(page);
}

void lsp_page_add(LspPage *page, uint64_t cell, const char *code, size_t length)
{
    Part part = {cell, page->text->len, length, page->lines, 1};
    for (size_t i = 0; i < length; i++)
        part.lines += code[i] == '\n';
    g_string_append_len(page->text, code, (gssize)length);
    g_string_append(page->text, "\n\n");
    g_array_append_val(page->parts, part);
    page->lines += part.lines + 1;
}

const char *lsp_page_text(const LspPage *page)
{
    return page->text->str;
}

/* A line of a cell, and its last one for what is behind it. */
static const char *line_of(const LspPage *page, const Part *part, size_t *line, size_t *length)
{
    const char *at = page->text->str + part->start, *end = at + part->length, *next;
    *line = MIN(*line, part->lines - 1);
    for (size_t skip = *line; skip > 0; skip--)
        at = (const char *)memchr(at, '\n', (size_t)(end - at)) + 1;
    next = memchr(at, '\n', (size_t)(end - at));
    *length = (size_t)((next ? next : end) - at);
    return at;
}

static size_t units_of(const char *bytes, size_t length)
{
    size_t units = 0;
    for (size_t at = 0; at < length;) {
        size_t next = utf8_next(bytes, length, at);
        units += next - at == 4 ? 2 : 1;
        at = next;
    }
    return units;
}

static size_t bytes_of(const char *bytes, size_t length, size_t units)
{
    size_t at = 0;
    while (at < length && units > 0) {
        size_t next = utf8_next(bytes, length, at);
        units -= MIN(units, next - at == 4 ? 2 : 1);
        at = next;
    }
    return at;
}

bool lsp_page_place_of(const LspPage *page, uint64_t cell, size_t line, size_t byte, LspPlace *place)
{
    for (guint i = 0; i < page->parts->len; i++) {
        const Part *part = &g_array_index(page->parts, Part, i);
        if (part->cell != cell)
            continue;
        size_t length;
        bool behind = line >= part->lines;
        const char *bytes = line_of(page, part, &line, &length);
        *place = (LspPlace){part->line + line, units_of(bytes, behind ? length : MIN(byte, length))};
        return true;
    }
    return false;
}

bool lsp_page_cell_of(const LspPage *page, LspPlace place, LspSpot *spot)
{
    const Part *found = NULL;
    for (guint i = 0; i < page->parts->len; i++) {
        const Part *part = &g_array_index(page->parts, Part, i);
        if (part->line <= place.line)
            found = part;
    }
    if (!found)
        return false;
    size_t line = place.line - found->line, length;
    bool behind = line >= found->lines;
    const char *bytes = line_of(page, found, &line, &length);
    *spot = (LspSpot){found->cell, line, behind ? length : bytes_of(bytes, length, place.character)};
    return true;
}
