/* The notebook's file as the engine knows it: what it held when it was read or written, and saving.
 *
 *     EngineFile file = {0};
 *     engine_file_open(&file, "nb.py", bytes);
 *     if (!engine_file_save(&file, notebook, analyses, &python, "nb.py", false, &error)) ...
 *
 * Engine thread; waits for the disk.
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

#include "base/files.h"
#include "notebook/format_save.h"

/* Starts as {0}. */
typedef struct {
    char *path;       /* absolute, or NULL */
    GBytes *original; /* what it held when it was read or written; NULL: it is new */
    FileStamp stamp;
} EngineFile;

/* The file whose notebook is edited, and what it held when that was read (NULL: it was not there).  False: it holds
 * something else now. */
bool engine_file_open(EngineFile *file, const char *path, GBytes *read);
/* Another path, of which nothing was read. */
void engine_file_rename(EngineFile *file, const char *path);
void engine_file_clear(EngineFile *file);

/* Writes the notebook to `path`, which becomes the file's own if it had none.  A file that somebody else
 * wrote meanwhile, or another one that exists, is only overwritten by `force`.  The error's message is for a
 * person. */
bool engine_file_save(EngineFile *file, const NotebookSnapshot *notebook, GPtrArray *analyses,
                      const FormatPython *python, const char *path, bool force, GError **error);

/* Whether a file that is not the notebook's own may be written: it is not there, or `force`. */
bool engine_file_may_replace(const char *path, bool force, GError **error);

#define ENGINE_FILE_ERROR (engine_file_error_quark())
GQuark engine_file_error_quark(void);
enum { ENGINE_FILE_ERROR_CHANGED, ENGINE_FILE_ERROR_EXISTS, ENGINE_FILE_ERROR_READ_ONLY };
