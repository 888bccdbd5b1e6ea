/* A notebook as one Python file, for a language server: its cells in the order given, a blank line between them; and where
 * a place of the one is in the other.
 *
 *     lsp_page_add(page, id, code, length);               // for each cell
 *     lsp_page_text(page)                                  // what the server is told
 *     lsp_page_place_of(page, id, line, byte, &place);     // from a cell to the file
 *     lsp_page_cell_of(page, place, &spot);                // and back
 *
 * Lines count from 0; the server counts in UTF-16 units, a cell in bytes.  Plain data, any thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

typedef struct {
    size_t line, character;
} LspPlace;

typedef struct {
    uint64_t cell;
    size_t line, byte;
} LspSpot;

typedef struct LspPage LspPage;

LspPage *lsp_page_new(void);
void lsp_page_free(LspPage *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LspPage, lsp_page_free)

void lsp_page_add(LspPage *page, uint64_t cell, const char *code, size_t length);
const char *lsp_page_text(const LspPage *page);

/* False: there is no such cell.  What is behind its end is taken for the end. */
bool lsp_page_place_of(const LspPage *page, uint64_t cell, size_t line, size_t byte, LspPlace *place);
/* False: there are no cells.  Between two cells is the end of the one before. */
bool lsp_page_cell_of(const LspPage *page, LspPlace place, LspSpot *spot);
