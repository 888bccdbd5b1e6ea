/* Notebooks read for the screen: what a file holds, or the beginning of it. */
#pragma once

#include "tui/app.h"

/* For AppOptions.load: of a file that does not exist a notebook without cells. */
Notebook *load_notebook(const char *path, AppRead *read, GError **error);
/* For AppOptions.preview: of a long file in marimo's format the first cells; else NULL. */
Notebook *load_preview(const char *path, size_t *cells);
/* For AppOptions.layout: what App(layout_file=...) names, or NULL. */
AppLayout *load_layout(const char *path, Notebook *notebook, char **fault);
Notebook *load_bytes(GBytes *bytes, const char *path, AppRead *read, GError **error);
