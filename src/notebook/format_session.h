/* The outputs that marimo saves beside a notebook: __marimo__/session/NB.py.json.
 *
 *     SessionKey key = {notebook, FORMAT_MARIMO_VERSION, hash};
 *     GString *text = format_session_write(&key, results);                  // marimo shows them when it opens NB.py
 *     g_autoptr(GPtrArray) saved = format_session_read(&key, bytes, size, "NB.py.json", &error);
 *
 * A file is good for a notebook if it was written by the same version of marimo, for the same code in the same cells
 * and the same script metadata: marimo's rule.  What is read is marked as restored: nothing has run.  Pure; any thread.
 */
#pragma once

#include <stddef.h>

#include <glib.h>

#include "notebook/cell_result.h"
#include "notebook/notebook.h"

typedef struct {
    const NotebookSnapshot *notebook;
    const char *version;       /* of marimo */
    const char *metadata_hash; /* format_session_hash() of the script metadata as JSON; NULL: there are none */
} SessionKey;

/* `results` has a CellResult for each cell.  The caller frees the text. */
GString *format_session_write(const SessionKey *key, const GPtrArray *results);

/* A CellResult for each cell; the caller unrefs the array.  Fails for what is no such file, and for one that is of
 * other code (FORMAT_ERROR_STALE). */
GPtrArray *format_session_read(const SessionKey *key, const char *bytes, size_t size, const char *name, GError **error);

/* Where the file for a notebook is; the caller frees it. */
char *format_session_path(const char *notebook);

/* As marimo has it of code and of metadata; NULL for what is empty.  The caller frees it. */
char *format_session_hash(const char *bytes, size_t length);
