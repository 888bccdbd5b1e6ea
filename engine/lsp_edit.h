/* Edits of a language server: what they make of the cells of a notebook, or of another file.
 *
 *     g_autoptr(GArray) files = lsp_edit_files(workspace_edit);             // of LspFileEdit
 *     g_autoptr(GPtrArray) cells = lsp_edit_cells(page, units, file->edits, &places, &why);
 *     g_autoptr(GString) bytes = lsp_edit_text(text, units, file->edits, &places, &why);
 *
 * An edit stays within a cell or is taken apart, line by line, into some that do; what would change the blank lines
 * between the cells has no place in a notebook, and then nothing is done.  Changes nothing itself; any thread.
 */
#pragma once

#include "base/json.h"
#include "engine/lsp_page.h"

/* What a WorkspaceEdit has for one file; borrowed from it. */
typedef struct {
    const char *uri;       /* or "" */
    int64_t version;       /* of the text that is meant; -1: any */
    const JsonValue *edits;
    const char *operation; /* "create", "rename", "delete"; or NULL: it is `edits` */
} LspFileEdit;

GArray *lsp_edit_files(const JsonValue *workspace_edit);

/* The cells that change, of CellSnapshot * with the revisions of the page, and in how many `places`; NULL: it cannot be
 * done, and `why` says so (a constant). */
GPtrArray *lsp_edit_cells(const LspPage *page, LspUnits units, const JsonValue *edits, guint *places, const char **why);
GString *lsp_edit_text(const LspText *text, LspUnits units, const JsonValue *edits, guint *places, const char **why);

/* Each line of a text that becomes another, as "12: new" and, at most, so many; to be shown.  The caller unrefs it. */
GPtrArray *lsp_edit_lines(const LspText *text, const GString *changed, guint most);
