/* Where sessions that outlive their editor are found: a private folder (0700) with two files for each.
 *
 *     ID.session    JSON {"id", "path", "pid", "python", "started"}, locked (flock) while its host lives
 *     ID.sock       the host listens there
 *
 * ID is made from the notebook's path, so there is one session a notebook.  The folder lies in $XDG_RUNTIME_DIR; where
 * that cannot be, or when it vanishes under a host (as it does when the last login of a user ends), in the folder of
 * states.  Every file is reached through a descriptor of the folder that was checked, so that no link leads elsewhere,
 * and who is at the other end of a socket must be the same user.  Any thread.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include <glib.h>

typedef enum { SESSION_PLACE_RUNTIME, SESSION_PLACE_STATE, SESSION_PLACES } SessionPlace;

/* A descriptor of the folder, or -1; `make`: it is made if it is missing, and mended if it is ours. */
int session_place_open(SessionPlace place, bool make, GError **error);

/* For the file of a notebook, through links, or "@HOST:PATH" for that of another machine; the caller frees it. */
char *session_id(const char *path);

char *session_file(const char *id);   /* "ID.session" */
char *session_socket(const char *id); /* "ID.sock" */

/* The process at the other end, if it is one of this user; else 0. */
pid_t session_peer(int fd);

/* Listens under the name in the folder; -1, with errno. */
int session_listen(int folder, const char *name);

/* The socket of a host, connected; -1, with errno: there is none.  What a dead one left is removed. */
int session_dial(int folder, const char *id);

/* The same, looked for in all places. */
int session_dial_any(const char *id);

/* What its file says, to be freed, or NULL. */
char *session_read(const char *id);

/* The ids of all sessions in all places, sorted; the caller unrefs it. */
GPtrArray *session_ids(void);
