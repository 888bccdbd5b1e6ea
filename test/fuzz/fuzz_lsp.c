/* What a language server may say, in any chunks: each message is read as every kind of answer, and what it would change of
 * a notebook leaves whole cells of the notebook, and only those.  The first byte of an input chooses the size of the chunks,
 * the second the units that places are counted in. */
#include "test/fuzz/replay.h"

#include <stdlib.h>
#include <string.h>

#include "engine/lsp_edit.h"
#include "engine/lsp_message.h"
#include "engine/lsp_page.h"
#include "engine/lsp_read.h"

static void require(bool truth)
{
    if (!truth)
        abort();
}

static LspPage *page_of(void)
{
    static const char *const CODES[] = {"import os", "x = 'é𝄞e\u0301'\n\ny = x\n", "", "print(x)\r\n"};
    LspPage *page = lsp_page_new();
    CellConfig none = {0};
    for (size_t i = 0; i < G_N_ELEMENTS(CODES); i++) {
        g_autoptr(CellSnapshot) cell = cell_snapshot_new(i + 1, 1, "_", CELL_PLAIN, &none, CODES[i], -1);
        lsp_page_add(page, cell);
    }
    return page;
}

/* A place of the file is one of a cell, which is the same place again, unless it lies between cells. */
static void check_place(const LspPage *page, LspUnits units, LspPlace place)
{
    LspSpot spot, again;
    require(lsp_page_spot_of(page, units, place, &spot));
    require(lsp_page_place_of(page, units, spot.cell, spot.line, spot.byte, &place));
    require(lsp_page_spot_of(page, units, place, &again));
    require(spot.cell == again.cell && spot.line == again.line && spot.byte == again.byte);
}

static void check_edits(const LspPage *page, LspUnits units, const JsonValue *edits)
{
    const char *why = NULL;
    guint places = 0;
    g_autoptr(GPtrArray) cells = lsp_edit_cells(page, units, edits, &places, &why);
    require((cells == NULL) == (why != NULL));
    for (guint i = 0; cells && i < cells->len; i++) {
        const CellSnapshot *cell = g_ptr_array_index(cells, i), *before = lsp_page_cell(page, cell->id);
        require(before && !g_bytes_equal(before->code, cell->code));
    }
    g_autoptr(GString) text = lsp_edit_text(lsp_page_text(page), units, edits, &places, &why);
    g_autoptr(GPtrArray) lines = text ? lsp_edit_lines(lsp_page_text(page), text, 20) : NULL;
    require(!lines || lines->len <= 20);
}

enum { NAME_PARTS = 5 }; /* of lsp_read_names() */

static void read_answer(const LspPage *page, LspUnits units, const JsonValue *value)
{
    LspAbility ability;
    const char *kind;
    lsp_read_ability(value, &ability);
    lsp_read_action(value, &kind);
    check_place(page, units, lsp_read_place(value));
    g_autoptr(GPtrArray) names = lsp_read_names(value), help = lsp_read_help(value), signature = lsp_read_signature(value);
    require(names->len % NAME_PARTS == 1 && help->len > 0 && signature->len > 0);
    g_autoptr(GArray) locations = lsp_read_locations(value), files = lsp_edit_files(value);
    for (guint i = 0; i < locations->len; i++)
        check_place(page, units, g_array_index(locations, LspLocation, i).place);
    for (guint i = 0; i < files->len; i++)
        check_edits(page, units, g_array_index(files, LspFileEdit, i).edits);
    check_edits(page, units, value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    g_autoptr(LspPage) page = page_of();
    g_autoptr(GString) stream = g_string_new(NULL);
    LspUnits units = (LspUnits)(data[1] % LSP_UNITS);
    size_t chunk = data[0] % 67 + 1, taken = 0;
    bool broken = false;
    for (size_t at = 2; at < size && !broken; at += chunk) {
        g_string_append_len(stream, (const char *)data + at, (gssize)MIN(chunk, size - at));
        JsonValue *message;
        while ((message = lsp_message_take(stream, &taken, &broken))) {
            read_answer(page, units, message);
            read_answer(page, units, json_value_get(message, "result"));
            json_value_unref(message);
        }
        require(taken <= stream->len);
    }
    return 0;
}
