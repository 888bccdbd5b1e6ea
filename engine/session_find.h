/* Sessions that go on, or wait for an editor: for the commands that list and end them.
 *
 *     g_autoptr(GPtrArray) sessions = session_find_all();
 *     const SessionAbout *about = g_ptr_array_index(sessions, 0);
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

typedef struct {
    char *id, *path, *python;
    char *state;  /* none, starting, idle, running, input, dead; "silent": it does not answer */
    int64_t pid, python_pid; /* of the host, of the interpreter; 0: there is none */
    int64_t started, idle_since; /* seconds since 1970; 0: it is not idle */
    int64_t cells, queued;   /* that ran; that will */
    int64_t memory; /* of the interpreter, in bytes */
    bool editor;    /* one has it */
} SessionAbout;

void session_about_free(SessionAbout *about);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SessionAbout, session_about_free)

/* The id of a notebook's session: that of its file, or, if that has none, of one that was found by this name when the file was
 * another; it may have become a link.  To be freed. */
char *session_known(const char *path);

/* Of one notebook; NULL: it has no session. */
SessionAbout *session_find(const char *path);

/* Those of this user, sorted by path; the caller unrefs it. */
GPtrArray *session_find_all(void);

/* Ends it, the hard way if it does not listen, and waits for that.  False: it did not end in time. */
bool session_end(const SessionAbout *about);
