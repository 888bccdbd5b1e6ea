/* A notebook as one Python file, for a language server: its cells in the order given, a blank line between them; and where
 * a place of the one is in the other.
 *
 *     lsp_page_add(page, cell);                                   // a CellSnapshot, for each cell
 *     lsp_page_text(page)                                         // what the server is told
 *     lsp_page_place_of(page, LSP_UTF16, id, line, byte, &place)  // from a cell to the file
 *     lsp_page_spot_of(page, LSP_UTF16, place, &spot)             // and back
 *
 * Lines count from 0; the server counts in its units, a cell in bytes.  A byte that is no UTF-8, or would end a line for
 * the server alone, stands as a blank or a `?` in the file, of which the length is the same.  Any thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

#include "engine/lsp_text.h"
#include "notebook/cell.h"

typedef struct {
    uint64_t cell;
    size_t line, byte;
} LspSpot;

typedef struct LspPage LspPage;

LspPage *lsp_page_new(void);
LspPage *lsp_page_ref(LspPage *page);
void lsp_page_unref(LspPage *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LspPage, lsp_page_unref)

void lsp_page_add(LspPage *page, CellSnapshot *cell); /* keeps a reference */
const LspText *lsp_page_text(const LspPage *page);

/* The cell as it was added, borrowed; NULL: it was not. */
CellSnapshot *lsp_page_cell(const LspPage *page, uint64_t cell);

/* False: there is no such cell.  What is behind its end is taken for the end. */
bool lsp_page_place_of(const LspPage *page, LspUnits units, uint64_t cell, size_t line, size_t byte, LspPlace *place);
/* False: there are no cells.  Between two cells is the end of the one before. */
bool lsp_page_spot_of(const LspPage *page, LspUnits units, LspPlace place, LspSpot *spot);

/* The cell that holds the bytes [start, end) of the file: of its text, or of the newline at its end.  NULL: none does.
 * `from` becomes where it begins. */
CellSnapshot *lsp_page_holder(const LspPage *page, size_t start, size_t end, size_t *from);
/* Whether something stands for a byte of the cell that could not be told. */
bool lsp_page_is_mended(const LspPage *page, uint64_t cell);
