/* What `tarn edit` does about the session of a notebook. */
#pragma once

#include <stdbool.h>

#include <glib.h>

typedef enum { SESSION_OPEN, SESSION_TAKE, SESSION_WATCH, SESSION_REFUSED, SESSION_SILENT } SessionChoice;

/* "90", "90s", "15m", "24h", "7d", 0 for "0"; -1: it is none of these. */
gint64 session_seconds(const char *text);

/* How long sessions wait for an editor: by the command line's option (or NULL) or $TARN_SESSION_TTL.  -1: nobody says so;
 * with an error: what is said is no time. */
gint64 session_outlive(const char *option, GError **error);

/* Tells who left it that the session goes on, if it does. */
void session_farewell(const char *path);

/* If another editor has the notebook, who sits at the terminal is asked, unless an option says it. */
SessionChoice session_choose(const char *path, bool take, bool watch);
