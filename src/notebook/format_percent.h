/* Scripts whose cells are marked by comments, as Jupytext, Spyder and VS Code know them:
 *
 *     # %% a title tags=["slow"]
 *     # %% [markdown]
 *     # Some *text*.
 *
 * Jupytext is the reference for which cells a file has; what they hold becomes a notebook by the rules for Jupyter's
 * cells (format_ipynb.h).  Names and options of cells are written as the metadata `marimo`, where marimo's converter
 * finds them.
 */
#pragma once

#include "notebook/format.h"

FormatRead *format_percent_read(const char *bytes, size_t size, const char *name, const FormatPython *python,
                                GError **error);
GString *format_percent_write(const FormatWriting *writing, GError **error);
