/* Pieces of text that Jupyter's cells are made of.  Internal to format_ipynb. */
#pragma once

#include <glib.h>

/* Without the <p> and </p> around paragraphs, which say nothing in Markdown; inside of fences they stay.  Blanks
 * around the text go.  The caller frees it. */
char *jupyter_without_paragraphs(const char *markdown);

/* Takes the block of script metadata (PEP 723) out of a cell, if it has one.  The caller frees both. */
char *jupyter_take_inline_metadata(const char *source, char **block);

/* The block, or a new one if it is NULL, with these packages as dependencies; "" if there is nothing to say.  The
 * caller frees it. */
char *jupyter_script_metadata(const char *block, GPtrArray *packages);
