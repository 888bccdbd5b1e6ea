/* What marimo's configuration says of the interpreter of a notebook (tarn-config(5), FROM MARIMO): files of variables for its
 * environment (`dotenv`; without a word .env beside pyproject.toml, or else beside the notebook), and folders for its
 * imports (`pythonpath`).
 *
 *     guint folders;
 *     g_auto(GStrv) paths = surroundings_of(session->path, false, &folders);     // the folders, then the files
 *
 * What comes with the code counts only where the user trusts its folder, or has `asked` for this notebook to run.  Reads
 * files; any thread.
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

/* Absolute, in marimo's order; only files that are there.  `notebook` may be NULL.  The caller frees them. */
char **surroundings_of(const char *notebook, bool asked, guint *folders);
