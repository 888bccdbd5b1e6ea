#include "engine/lsp_page.h"

#include <string.h>

#include "base/utf8.h"

typedef struct {
    CellSnapshot *cell;
    size_t start, length; /* bytes of the text */
    bool mended;
} Part;

struct LspPage {
    LspText *text;
    GArray *parts;     /* of Part */
    GHashTable *by_id; /* id -> its number in `parts` (GUINT) + 1 */
    gint references;
};

static void part_clear(gpointer data)
{
    cell_snapshot_unref(((Part *)data)->cell);
}

LspPage *lsp_page_new(void)
{
    LspPage *page = g_new0(LspPage, 1);
    page->text = lsp_text_new();
    page->parts = g_array_new(FALSE, FALSE, sizeof(Part));
    g_array_set_clear_func(page->parts, part_clear);
    page->by_id = g_hash_table_new(g_int64_hash, g_int64_equal);
    page->references = 1;
    return page;
}

LspPage *lsp_page_ref(LspPage *page)
{
    g_atomic_int_inc(&page->references);
    return page;
}

void lsp_page_unref(LspPage *page)
{
    if (!g_atomic_int_dec_and_test(&page->references))
        return;
    g_hash_table_unref(page->by_id);
    lsp_text_free(page->text);
    g_array_unref(page->parts);
    g_free(page);
}

/* Code that a server counts as we do; NULL: it is that already.  The caller frees it. */
static char *mended(const char *code, size_t length)
{
    if (g_utf8_validate_len(code, length, NULL) && !memchr(code, '\r', length))
        return NULL;
    char *copy = g_strndup(code, length);
    for (size_t at = 0; at < length;) {
        Utf8Char c = utf8_decode(code + at, length - at);
        if (!c.valid || c.code == 0)
            copy[at] = '?';
        else if (c.code == '\r')
            copy[at] = ' ';
        at += c.length;
    }
    return copy;
}

void lsp_page_add(LspPage *page, CellSnapshot *cell)
{
    gsize length;
    const char *code = g_bytes_get_data(cell->code, &length);
    g_autofree char *copy = mended(code ? code : "", length);
    Part part = {cell_snapshot_ref(cell), lsp_text_size(page->text), length, copy != NULL};
    lsp_text_append(page->text, copy ? copy : code ? code : "", (gssize)length);
    lsp_text_append(page->text, "\n\n", 2);
    g_array_append_val(page->parts, part);
    g_hash_table_insert(page->by_id, &cell->id, GUINT_TO_POINTER(page->parts->len));
}

const LspText *lsp_page_text(const LspPage *page)
{
    return page->text;
}

static const Part *part_of(const LspPage *page, uint64_t cell)
{
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(page->by_id, &cell));
    return number ? &g_array_index(page->parts, Part, number - 1) : NULL;
}

CellSnapshot *lsp_page_cell(const LspPage *page, uint64_t cell)
{
    const Part *part = part_of(page, cell);
    return part ? part->cell : NULL;
}

bool lsp_page_is_mended(const LspPage *page, uint64_t cell)
{
    const Part *part = part_of(page, cell);
    return part && part->mended;
}

/* The last part that begins at a byte or before it; NULL: there is none. */
static const Part *part_at(const LspPage *page, size_t offset)
{
    guint low = 0, high = page->parts->len;
    while (high - low > 1) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(page->parts, Part, middle).start <= offset)
            low = middle;
        else
            high = middle;
    }
    return page->parts->len ? &g_array_index(page->parts, Part, low) : NULL;
}

bool lsp_page_place_of(const LspPage *page, LspUnits units, uint64_t cell, size_t line, size_t byte, LspPlace *place)
{
    const Part *part = part_of(page, cell);
    if (!part)
        return false;
    size_t first = lsp_text_line_of(page->text, part->start), last = lsp_text_line_of(page->text, part->start + part->length);
    size_t offset = part->start + part->length;
    if (line <= last - first)
        offset = lsp_text_line_start(page->text, first + line) + MIN(byte, lsp_text_line_length(page->text, first + line));
    *place = lsp_text_place(page->text, units, offset);
    return true;
}

bool lsp_page_spot_of(const LspPage *page, LspUnits units, LspPlace place, LspSpot *spot)
{
    size_t offset = lsp_text_offset(page->text, units, place);
    const Part *part = part_at(page, offset);
    if (!part)
        return false;
    offset = MIN(offset, part->start + part->length);
    size_t line = lsp_text_line_of(page->text, offset);
    *spot = (LspSpot){part->cell->id, line - lsp_text_line_of(page->text, part->start),
                      offset - lsp_text_line_start(page->text, line)};
    return true;
}

CellSnapshot *lsp_page_holder(const LspPage *page, size_t start, size_t end, size_t *from)
{
    const Part *part = part_at(page, start);
    if (!part || end > part->start + part->length + 1)
        return NULL;
    *from = part->start;
    return part->cell;
}
