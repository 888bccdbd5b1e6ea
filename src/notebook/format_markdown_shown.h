/* What a cell showed, behind its code in a Markdown document. */
#pragma once

#include <glib.h>

/* Of the CellResult at `index`: Markdown as it is, all else between fences. */
void format_markdown_add_shown(GString *out, const GPtrArray *results, guint index);
