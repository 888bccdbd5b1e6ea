/* Notebooks in Markdown: text is text, and cells are fenced code.
 *
 *     ```python {.marimo name="load" hide_code="true"}        (.md)
 *     ```{marimo .python name="load"}                         (.qmd)
 *
 * Front matter in YAML holds the options of the app, marimo's version, and anything else; what is no option
 * becomes the header of the notebook, as YAML.  Cells of SQL are written as such.  marimo is the reference for both
 * ways, bytes included, but where it loses text.
 */
#pragma once

#include "notebook/format.h"

FormatRead *format_markdown_read(const char *bytes, size_t size, const char *name, const FormatPython *python,
                                 GError **error);
GString *format_markdown_write(const FormatWriting *writing, GError **error);
GString *format_quarto_write(const FormatWriting *writing, GError **error);

/* The text of a Markdown cell as the code that shows it: mo.md(r"""...""").  The caller frees it. */
char *markdown_call(const char *text, const char *prefix);

/* The text of a cell that is nothing but Markdown, or NULL.  The caller frees it. */
char *format_markdown_of_cell(const CellSnapshot *cell, const Analysis *analysis);
