/* Pieces of text that the writer is made of.  Internal to format_marimo. */
#pragma once

#include <stdbool.h>

#include <glib.h>

#include "notebook/analysis.h"
#include "notebook/cell.h"
#include "notebook/notebook.h"

/* Appends `before`, the elements as a tuple, `after`, on one line if it stays below 80 characters, else with a
 * line for each element.  `naked`: no parentheses where Python needs none; `indent`: four spaces before all. */
void text_append_tuple(GString *out, const char *before, GPtrArray *elements, const char *after, bool naked,
                       bool indent);

/* `app = marimo.App(...)` with what differs from the defaults. */
void text_append_app(GString *out, const NotebookHeader *header, bool as_marimo);

/* `@app.KIND(...)`, without a line end. */
void text_append_decorator(GString *out, const char *kind, const CellConfig *config, bool as_marimo);

/* `app._unparsable_cell(...)`, without a line end. */
void text_append_unparsable(GString *out, const GString *code, const char *name, const CellConfig *config,
                            bool as_marimo);

/* The code of a Markdown cell with its text in triple quotes, as marimo likes it; one in which that would be another text
 * stays as it is, unless `as_marimo`. */
GString *text_of_markdown_cell(const GString *code, const char *markdown, bool as_marimo);

/* The code of a cell as it goes into the file: valid UTF-8, non-breaking spaces replaced if it compiles. */
GString *text_of_cell(const CellSnapshot *cell, const Analysis *analysis);
