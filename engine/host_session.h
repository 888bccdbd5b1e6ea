/* A host on its own: what it does when its editor is gone, and who may come instead. */
#pragma once

#include <poll.h>

#include "engine/host_state.h"

/* KEEP: from now on the session outlives its editor. */
void host_take_keep(Host *host, WirePacket *packet);

/* The editor is gone.  False: so is the session, for nothing has run, or nobody wants it kept. */
bool host_goes_on(Host *host);

/* Nobody is there and nothing runs: the next of the queue does, or the time begins after which the host ends. */
void host_advance_alone(Host *host);

/* What was said to who is outside; `polled` as host_door_polls() filled it. */
void host_serve_door(Host *host, const struct pollfd *polled);

/* Monotonic time of the next thing that happens by itself, or G_MAXINT64; and what is due by now. */
gint64 host_session_due(const Host *host);
void host_do_session(Host *host, gint64 now);

void host_session_clear(Host *host);
