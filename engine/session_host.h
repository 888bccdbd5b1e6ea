/* The process `tarn host` as the session sees it: started, spoken to without waiting, ended.
 *
 *     HostLink *link = host_link_new("/usr/bin/tarn", HOST_LINK_PROGRAM, &error);
 *     wire_write(host_link_out(link), WIRE_STOP);
 *     poll(host_link_fd(link), host_link_wants(link)) ...
 *     host_link_serve(link);  while (host_link_next(link, &packet)) ...
 */
#pragma once

#include <stdbool.h>

#include <glib.h>

#include "engine/wire.h"

typedef struct HostLink HostLink;

/* How the host comes to be: its program is started, or this process forks and the child is the host.  The latter is
 * quicker, and only for a process that has no other thread and no Python yet. */
typedef enum { HOST_LINK_PROGRAM, HOST_LINK_BRANCH } HostLinkWay;

/* `program` NULL: this very program. */
HostLink *host_link_new(const char *program, HostLinkWay way, GError **error);

/* Ends the host, and with it the interpreter; waits for it, but not for long. */
void host_link_free(HostLink *link);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HostLink, host_link_free)

/* The other end of a command's standard input and output; what it says to standard error is kept for host_link_words(). */
HostLink *host_link_command(const char *command, GError **error);
char *host_link_words(const HostLink *link); /* the last line of that, to be freed; or NULL */

/* From now on it is a line: when it breaks the command is run again, by and by, until it leads back to what was left, and
 * nothing of what either end has said is lost.  `token`: as DIAL has told it to the host; `heard`: bytes that were read
 * since. */
void host_link_hold(HostLink *link, const char *command, const char *name, const char *token, size_t heard);

/* The same without waiting for an answer, nor for what would ask at the terminal: host_link_news() says what came of it.
 * What is written before is forgotten. */
HostLink *host_link_dial(const char *command, const char *name, bool take);
void host_link_set_name(HostLink *link, const char *name);
void host_link_hurry(HostLink *link); /* the next attempt is now */
bool host_link_is_away(const HostLink *link);
char *host_link_token(void); /* a new one, to be freed */

/* What became of the line since this was asked last. */
typedef enum {
    HOST_LINK_SAME,
    HOST_LINK_BROKEN, /* or was not mended */
    HOST_LINK_MENDED,
    HOST_LINK_ANEW,  /* the session has gone on without us: it tells what happened, as to one that attaches */
    HOST_LINK_TAKEN, /* another editor has it */
    HOST_LINK_FIRST, /* of a link that was dialled: it leads to a host, and there is no session (or HOST_LINK_ANEW) */
    HOST_LINK_BUSY,  /* another editor has the session; the link is of no use any more */
    HOST_LINK_NOBODY, /* nobody answers; neither is this one */
} HostLinkNews;
HostLinkNews host_link_news(HostLink *link);

/* A host that somebody else has started: the other end of a connected socket. */
HostLink *host_link_over(int fd);

/* Lets go of it: what becomes of the session is the host's business. */
void host_link_leave(HostLink *link);

/* What ATTACHED said. */
typedef struct {
    bool attached; /* there is a session already */
    int64_t run, cell;
} HostLinkHello;

void host_link_set_hello(HostLink *link, const HostLinkHello *hello);
const HostLinkHello *host_link_hello(const HostLink *link);

/* The same without a word through the socket, that nobody may read: a signal asks for it, so that a host that still works
 * can take along what its interpreter has started; one that does not is killed. */
void host_link_kill(HostLink *link);

WireWriter *host_link_out(HostLink *link);
int host_link_fd(const HostLink *link);
short host_link_wants(const HostLink *link); /* POLLIN and, while something waits, POLLOUT */
int host_link_timeout(const HostLink *link); /* milliseconds until host_link_serve() is due by itself, or -1 */
void host_link_flush(HostLink *link);        /* sends what can be, without waiting */

/* Sends and receives what can be without waiting.  False: the host is gone. */
bool host_link_serve(HostLink *link);
bool host_link_next(HostLink *link, WirePacket *packet); /* valid until the next serve */

/* False: it has sent what is no packet, and there will be no other one. */
bool host_link_is_sane(const HostLink *link);

#define HOST_LINK_ERROR (host_link_error_quark())
GQuark host_link_error_quark(void);
enum { HOST_LINK_ERROR_START };
