/* Taking the indentation off a piece of Python, as marimo does it when it reads a cell.
 *
 * Lines that are indented less than the first one are filled up to it first; then its indentation goes from
 * every line, except inside multi-line strings that would lose text by it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/* marimo's fixed_dedent.  The text is valid UTF-8; its last line end, if any, is dropped.
 * `inside` tells of each line whether it begins inside a string, if a scan of whole statements that the text
 * is made of has shown it; else it is NULL and the text is scanned here. */
GString *pydedent(const char *text, size_t length, const bool *inside);

/* textwrap.dedent: the margin that all lines have in common. */
GString *pydedent_margin(const char *text, size_t length);
