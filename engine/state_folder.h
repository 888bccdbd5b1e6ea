/* Where what must survive is kept for each notebook: a private folder a kind, a file named after the notebook in it.
 * Any thread; waits for the disk.
 */
#pragma once

#include <glib.h>

/* The folder of a kind ("journal"), made if it was missing; the caller frees it.  Fails if it is not ours alone. */
char *state_folder_make(const char *kind, GError **error);

/* A name that belongs to this notebook alone, by whatever link it was named; NULL: to the one without a name in this
 * folder.  The caller frees it. */
char *state_key(const char *path);
char *state_key_of_link(const char *path); /* of the link that `path` is, if it is one */
