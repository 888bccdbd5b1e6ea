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

/* The same at once, whatever they do. */
void host_link_kill(HostLink *link);

WireWriter *host_link_out(HostLink *link);
int host_link_fd(const HostLink *link);
short host_link_wants(const HostLink *link); /* POLLIN and, while something waits, POLLOUT */

/* Sends and receives what can be without waiting.  False: the host is gone. */
bool host_link_serve(HostLink *link);
bool host_link_next(HostLink *link, WirePacket *packet); /* valid until the next serve */

/* False: it has sent what is no packet, and there will be no other one. */
bool host_link_is_sane(const HostLink *link);

#define HOST_LINK_ERROR (host_link_error_quark())
GQuark host_link_error_quark(void);
enum { HOST_LINK_ERROR_START };
