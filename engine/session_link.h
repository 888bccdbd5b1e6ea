/* What session_host.c (a link to a host) and session_line.c (one that breaks and is mended) share. */
#pragma once

#include <sys/types.h>

#include "engine/line.h"
#include "engine/session_host.h"

struct HostLink {
    int fd; /* -1: the line is broken */
    pid_t pid;
    WireWriter out;
    WireReader in;
    HostLinkHello hello;
    int words; /* a file in memory with a command's standard error; or -1 */

    Line line;
    char *command, *name; /* what makes the connection, and the notebook's name there */
    bool dialling;        /* there is a connection, and nobody has answered yet */
    bool first, take;     /* nobody ever has; and whether another editor is to lose the session */
    bool prose;           /* what comes may be words still, of a shell that greets */
    size_t prose_length;
    gint64 due;           /* monotonic time: of the next attempt, or the end of one; or 0 */
    int attempts;
    HostLinkNews news;
};

/* `flags` for posix_spawnattr_setflags(3).  An error number, or 0. */
int host_link_spawn(HostLink *link, const char *command, int flags);

/* As wire_reader_next(), of the first packet: the words before it go to those of standard error. */
WireResult host_link_first(HostLink *link, WirePacket *packet);

/* session_line.c: the connection is gone.  False: it will not come back. */
bool host_link_fall(HostLink *link);

/* An attempt is due, or was answered.  False: there is nothing to come back to. */
bool host_link_mend(HostLink *link);
