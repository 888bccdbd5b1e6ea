/* What `tarn edit` does about the session of a notebook. */
#pragma once

#include <stdbool.h>

#include <glib.h>

typedef enum { SESSION_OPEN, SESSION_TAKE, SESSION_WATCH, SESSION_REFUSED } SessionChoice;

/* "90", "90s", "15m", "24h", "7d", 0 for "0"; -1: it is none of these. */
gint64 session_seconds(const char *text);

/* How long sessions wait for an editor: by the option (or NULL), $TARN_SESSION_TTL, or a day.  -1 and an error. */
gint64 session_outlive(const char *option, GError **error);

/* If another editor has the notebook, who sits at the terminal is asked, unless an option says it. */
SessionChoice session_choose(const char *path, bool take, bool watch);
