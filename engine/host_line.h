/* The editor's connection to a host may be a line that breaks (DIAL): the host then waits for it to be mended, and keeps
 * what it has to say, as long as nothing else has to be done meanwhile. */
#pragma once

#include "engine/host_state.h"

/* The connection is gone.  True: it may come back. */
bool host_hold_line(Host *host);

/* Somebody is there, or will be, who hears what is said. */
bool host_is_heard(const Host *host);

/* It will not come back, or is not waited for. */
void host_drop_line(Host *host);

/* DIAL of a guest that goes on with the line.  False: it is none of it. */
bool host_resume_line(Host *host, HostGuest *guest, const char *token, int64_t received);

/* Monotonic time at which it was waited for long enough, or G_MAXINT64; and is it that? */
gint64 host_line_due(const Host *host);
bool host_line_is_over(const Host *host, gint64 now);
