/* A notebook as a page to look at: one file, with all that it needs in it.
 *
 * It asks nothing of the network and runs no script; light or dark as its reader likes.  Each cell says whether it ran,
 * when, and how long it took.  What cells show cannot add markup to the page (html.h), and the page forbids what could
 * slip through (its Content-Security-Policy).
 */
#pragma once

#include "notebook/format.h"

GString *format_html_write(const FormatWriting *writing, GError **error);

/* A page is no notebook: fails always. */
FormatRead *format_html_refuse(const char *bytes, size_t size, const char *name, const FormatPython *python,
                               GError **error);
