/* The undo tree of a notebook on the disk: one file in tarn's folder of states, which the user alone can read.
 *
 * It belongs to the text that the notebook's file had when it was written, so it is written after each save, by whoever
 * saved.  Engine thread; waits for the disk.
 */
#pragma once

#include <stdbool.h>

#include "notebook/history_image.h"

/* All files together have no more bytes, and there are no more of them: those written longest ago go first. */
#define UNDO_FILE_LIMIT ((gsize)128 << 20)
enum { UNDO_FILES = 1000 };

/* What was kept of the notebook `path`, whose cells are `text`: NULL without an error if nothing was; an error of
 * HISTORY_ERROR or FILE_SYSTEM_ERROR if it cannot be taken. */
HistoryImage *undo_file_read(const char *path, const NotebookSnapshot *text, GError **error);

/* Replaces it.  If that fails what was kept is still there. */
bool undo_file_write(const char *path, const HistoryImage *image, const NotebookSnapshot *text, GError **error);

/* Nothing is kept any more. */
void undo_file_remove(const char *path);
