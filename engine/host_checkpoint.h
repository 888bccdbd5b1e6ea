/* The sleeping copies of an interpreter (engine/kernel/checkpoint.c) that a host has, newest last, and of each what the
 * interpreter has been told since: cells that ran then, and what else the copy will have to know.
 *
 *     host_checkpoints_note(checkpoints, packet);        // everything that goes to the kernel
 *     if (host_checkpoints_are_due(checkpoints)) ...     // before a run: enough was computed since the last one
 *     copy = host_checkpoints_take(checkpoints);         // the kernel is dead
 *     if (copy && host_checkpoint_wake(copy, fds)) ...
 *
 * A copy is a child of the host, which is their subreaper; it ends with its descriptor.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <glib.h>

#include "engine/wire.h"

typedef struct {
    pid_t pid;           /* 0: not known yet, or none */
    int wake;            /* its socket */
    bool asked;          /* by a person */
    gint64 begun;        /* monotonic time: the kernel was told */
    gint64 made;         /* g_get_real_time() */
    GHashTable *ran;     /* ids of cells (int64_t *, owned) that ran since */
    GHashTable *forgets; /* id of a cell (int64_t *, owned) -> GByteArray: its FORGETs */
    GPtrArray *told;     /* of GBytes: other packets that it has to hear, in order */
} HostCheckpoint;

typedef struct {
    GPtrArray *list;   /* of HostCheckpoint *, owned, oldest first */
    GQueue begun;      /* of HostCheckpoint *, owned: the kernel was told to make them, and has not answered */
    int most;          /* copies */
    int64_t memory;    /* bytes that they may have of their own */
    int64_t worth;     /* nanoseconds of runs; 0: only when it is asked for */
    int64_t cost;      /* nanoseconds that the last one took, which nobody had asked for */
    int64_t since;     /* nanoseconds of runs since the last copy, or the last attempt */
    bool unweighed;    /* the kernel may have written to its memory since */
    gint64 weighed_at; /* monotonic time */
    int64_t weight;    /* bytes of their own, then */
} HostCheckpoints;

/* Allows none, until somebody says how many. */
HostCheckpoints *host_checkpoints_new(void);
void host_checkpoints_free(HostCheckpoints *checkpoints);

/* Nothing is left of any, at once. */
void host_checkpoints_drop_all(HostCheckpoints *checkpoints);

void host_checkpoints_note(HostCheckpoints *checkpoints, WirePacket packet);
void host_checkpoints_note_done(HostCheckpoints *checkpoints, int64_t nanoseconds);
bool host_checkpoints_are_due(const HostCheckpoints *checkpoints);

/* The kernel is told to make one: what it is told afterwards is noted. */
void host_checkpoints_begin(HostCheckpoints *checkpoints, bool asked);

/* It has answered to the first that was begun: with a copy, whose descriptor is taken, and the oldest go if there are
 * too many; or with -1 twice.  What is no living child of ours is none.  True: there is one more; `asked`: a person
 * had asked for it. */
bool host_checkpoints_end(HostCheckpoints *checkpoints, pid_t pid, int wake, bool *asked);

/* The newest, now the caller's; NULL: there is none. */
HostCheckpoint *host_checkpoints_take(HostCheckpoints *checkpoints);
void host_checkpoint_free(HostCheckpoint *checkpoint); /* ends it, if it sleeps */

/* Two descriptors for it: packets, control.  False: it is dead. */
bool host_checkpoint_wake(HostCheckpoint *checkpoint, const int fds[2]);

/* Drops copies that have died, and the oldest while all have more memory of their own than is allowed; looked at now
 * and then while the kernel is `busy`, and once afterwards.  Returns how many were dropped. */
unsigned host_checkpoints_weigh(HostCheckpoints *checkpoints, bool busy, gint64 now);

/* When to look again: monotonic time, or G_MAXINT64. */
gint64 host_checkpoints_weigh_at(const HostCheckpoints *checkpoints);

/* Zombies that are nobody's: processes whose parent has died.  Not `kernel`. */
void host_checkpoints_reap(HostCheckpoints *checkpoints, pid_t kernel);
