/* A session that was there before us: what its host kept of each run, and whose of our cells those are.
 *
 *     HostLink *host = session_attach("nb.py", false, &busy);  // NULL: there is none, or another editor has it
 *     ... the session collects what it is told while session_is_attaching()
 *     kept = session_kept(session);                            // somebody finds out which cells these are
 *     session_adopt(session, matches, count);                  // and these are known from then on
 *
 * Cells of the notebook have other ids than when the kernel was told of them; the session calls them by the old ones
 * (session_wire()).
 */
#pragma once

#include "engine/session.h"

enum { KEPT_INTERRUPTED = -1 };

/* Not matched yet.  `cell` and `run` as the kernel knows them. */
typedef struct {
    int64_t cell, run, started, cause;
    int far;     /* WIRE_RAN_..., or KEPT_INTERRUPTED: before its turn */
    char *name;  /* "<cell 3>" */
    GBytes *code;
    GByteArray *packets; /* what was said of it */
} SessionKept;

/* Waits for an answer, but not for long.  NULL: `busy` is the process of the editor that has it, or 0. */
HostLink *session_attach(const char *path, bool take, int64_t *busy);

/* The same by way of a command, whose other end is the host or leads to it; `name` of the notebook is "@HOST:PATH".  There
 * may be no session yet: then START makes one.  Waits as long as a person types a password. */
HostLink *session_attach_via(const char *command, const char *name, bool take, GError **error);

bool session_wants_adoption(const Session *session); /* all has been told, and session_adopt() not been called */
bool session_is_attaching(const Session *session); /* not everything has been told */
bool session_runs_unknown(const Session *session); /* what runs is of a cell that nobody knows */
const GPtrArray *session_kept(const Session *session); /* of SessionKept *, in the order of the runs; maybe empty */

typedef struct {
    const SessionKept *kept;
    PlanCode code; /* what the kernel was given, with the id of the cell that it is now */
} SessionMatch;

/* The session takes the runs of `matches` for its own; they are none of session_kept() any more, which may even be NULL
 * then.  Nothing else may be under way. */
void session_adopt(Session *session, const SessionMatch *matches, guint count);

/* Nobody will take this run, which has ended: its names go, those of them that are no other's. */
void session_drop_kept(Session *session, const SessionKept *kept, char *const *names);
