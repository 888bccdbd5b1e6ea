/* Jupyter notebooks (.ipynb, nbformat 4), both ways.
 *
 * Their cells are meant to run from top to bottom, may define a name again and again, and are full of `%magics` and
 * `!commands`; marimo's notebooks are none of this.  So reading rewrites: names that cells define again are renamed,
 * imports that are there already are taken out, magics become comments or Python, Markdown becomes mo.md(...).
 * All by marimo's rules (its converter is the reference), as far as Python can be asked; without, code is only
 * stripped of magics.  Outputs have no place in a notebook: they are kept as leftovers, for writing an .ipynb again.
 */
#pragma once

#include "base/json.h"
#include "notebook/format.h"

FormatRead *format_ipynb_read(const char *bytes, size_t size, const char *name, const FormatPython *python,
                              GError **error);
GString *format_ipynb_write(const FormatWriting *writing, GError **error);

/* --- for readers whose files hold Jupyter's kind of cells: format_percent, format_script ------------------------- */

typedef struct {
    char *source;
    bool markdown;
    JsonValue *metadata; /* or NULL; owned */
    char *leftover;      /* JSON text, or NULL */
} JupyterCell;

typedef struct {
    GPtrArray *cells;    /* of JupyterCell *, owned */
    JsonValue *metadata; /* of the notebook, or NULL; owned */
    char *inline_metadata; /* the block of script metadata (PEP 723) that was in a cell, or NULL */
    bool script;         /* was Python: what it does as the main program becomes a function */
} JupyterNotebook;

JupyterNotebook *jupyter_notebook_new(void);
void jupyter_notebook_free(JupyterNotebook *notebook);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JupyterNotebook, jupyter_notebook_free)

/* Appends a cell, unless it is empty; false then.  `metadata` is borrowed. */
bool jupyter_notebook_add(JupyterNotebook *notebook, const char *source, bool markdown, const JsonValue *metadata);

FormatRead *jupyter_notebook_convert(JupyterNotebook *notebook, const FormatPython *python);
