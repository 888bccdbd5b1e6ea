/* What a save writes, for all who save: the editor's engine and the headless commands.
 *
 *     g_autoptr(GBytes) bytes = format_save(snapshot, analyses, python, &(FormatSave){.name = "nb.py",
 *                                           .original = original}, &error);
 *     if (bytes && bytes != original) file_save(...)
 *
 * The format is that of the file's name: Markdown in .md and .qmd, Jupyter's in .ipynb, marimo's in all others.
 * A notebook that is still what its file says is not rewritten: the original bytes come back, version line
 * and all.  One that changed is written whole, in marimo's canonical form, with the version that its file
 * had, so that a version line never makes a difference of its own.  Any thread; needs no disk.
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

#include "notebook/format_marimo.h"

/* The marimo whose format we follow; new notebooks say it. */
#define FORMAT_MARIMO_VERSION "0.25.2"

typedef struct {
    const char *name; /* of the file: tells its format */
    GBytes *original; /* what the file held when it was read; NULL for a new one */
    bool force;       /* save also if something in the file would be lost */
} FormatSave;

/* The caller unrefs the bytes; they are `original` itself if there is nothing to save.  Fails with
 * FORMAT_ERROR_WOULD_LOSE_TEXT if the original holds what a notebook cannot (statements and comments outside
 * of cells), unless forced.  `analyses` as for format_marimo_write. */
GBytes *format_save(const NotebookSnapshot *notebook, GPtrArray *analyses, const FormatPython *python,
                    const FormatSave *save, GError **error);

/* Whether a notebook holds what the bytes of a file of this name say: the same header, options, and cells. */
bool format_save_is_unchanged(const NotebookSnapshot *notebook, GBytes *original, const char *name);
