/* What a cell is written in: Python, or a text that one call of mo.md or mo.sql holds.
 *
 *     g_autofree char *text = NULL;
 *     if (cell_language_of("mo.md(r'# Title')", &text) == LANGUAGE_MARKDOWN) ...      // "# Title"
 *     g_autofree char *code = cell_language_code(LANGUAGE_SQL, text);
 *
 * Pure; any thread.
 */
#pragma once

#include "notebook/analysis.h"

/* The text, without what the call is about besides it; of Python the code.  The caller frees it. */
CellLanguage cell_language_of(const char *code, char **text);
/* The code of a cell that holds such a text, as marimo writes it; the caller frees it. */
char *cell_language_code(CellLanguage language, const char *text);
