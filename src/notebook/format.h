/* The formats of notebooks: one row each, with a name, the files that have it, a reader and a writer.
 *
 *     const Format *from = format_guess("nb.ipynb", bytes, size), *to = format_find("md");
 *     g_autoptr(FormatRead) read = from->read(bytes, size, "nb.ipynb", &python, &error);
 *     GString *text = to->write(&(FormatWriting){snapshot, analyses, &python, .file = "nb.ipynb"}, &error);
 *
 * Readers and writers are pure: bytes in, bytes out; what they must ask of Python comes through FormatPython.
 * A reader fails for what is no such file, with FORMAT_ERROR or JSON_ERROR and a message "NAME:LINE: what" or,
 * where there are no lines, "NAME: cell N: what".  Any thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "notebook/format_marimo.h"

typedef struct {
    const NotebookSnapshot *notebook;
    GPtrArray *analyses; /* as for format_marimo_write */
    const FormatPython *python;
    const char *file;      /* whose name makes the title of a notebook that has none; or NULL */
    const char *version;   /* of marimo, where the format tells it */
    bool as_marimo;        /* leave out what marimo does not know, as it does */
    GHashTable *leftovers; /* of the FormatRead, or NULL */
    const GArray *page;    /* ids of all cells in the order of the page, if the notebook has them in another; or NULL */
    const GPtrArray *results; /* of CellResult * (cell_result.h), one a cell: what was shown; or NULL */
    bool no_code;             /* only what was shown, where the format lets one choose */
} FormatWriting;

typedef struct {
    const char *name;
    const char *extensions; /* ".md .markdown"; the first is the usual one */
    const char *help;
    bool outputs; /* has a place for what cells showed */
    bool flat; /* cells are written in the order in which they run; only for notebooks that could run */
    FormatRead *(*read)(const char *bytes, size_t size, const char *name, const FormatPython *python,
                        GError **error);
    GString *(*write)(const FormatWriting *writing, GError **error); /* the caller frees the text */
} Format;

/* Ends with a row without a name. */
extern const Format FORMATS[];

const Format *format_find(const char *name); /* or NULL */

/* Not of pages: what is only written is no place to save a notebook. */
bool format_can_be_read(const Format *format);

/* Whether the editor opens such files and saves them as what they are. */
bool format_can_be_edited(const Format *format);

/* "out.py:percent": the path that is meant (the caller frees it), and a format if one is named, or NULL.  False if the
 * word behind the colon is none. */
bool format_of_target(const char *typed, char **path, const Format **format, GError **error);

/* What there is: "marimo, ipynb, ..."; the caller frees it. */
char *format_names(void);

/* The title that the notebook gives itself, else one made of the file's name; the caller frees it. */
char *format_title(const FormatWriting *writing);

/* Which format a file has: by its name if that tells, else by what it holds; never NULL. */
const Format *format_guess(const char *name, const char *bytes, size_t size);

/* Which format a file of this name should be written in: that of its extension, or marimo's. */
const Format *format_for_file(const char *name);

/* --- for the readers ----------------------------------------------------------------------------------------- */

/* The text of a file that must be UTF-8 without NULs, its lines ended by '\n' alone, without a byte order mark. */
GString *format_text(const char *bytes, size_t size, const char *name, GError **error);
