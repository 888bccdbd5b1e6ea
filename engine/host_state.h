/* What the host knows; shared by host.c (the editor's side, the loop), host_kernel.c (the interpreter's side) and
 * host_session.c (nobody's side: it goes on without an editor). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

#include "engine/host_checkpoint.h"
#include "engine/host_child.h"
#include "engine/host_console.h"
#include "engine/host_door.h"
#include "engine/host_keep.h"
#include "engine/line.h"
#include "engine/wire.h"

typedef enum { GOAL_SERVE, GOAL_RESTART, GOAL_FINISH, GOAL_STOP } Goal;

typedef struct {
    int editor; /* -1: gone */
    int signals;
    WireReader from_editor, from_kernel;
    WireWriter to_editor, to_kernel;
    Line line; /* to the editor */
    gint64 held_at; /* monotonic time, while it is broken and waited for; or 0 */
    GByteArray *typed; /* on its way to the console */

    HostChild child;
    HostConsole *console;
    HostCheckpoints *checkpoints;
    GHashTable *owed;   /* id of a cell (int64_t *, owned) -> GByteArray: FORGETs to be sent before its next one */
    bool rolling_back;  /* the interpreter is being killed for that */
    bool ready;         /* the kernel has said so */
    int64_t running;    /* runs that were sent and are not done */
    GArray *sent;       /* of int64_t: the same, and those of which nobody was told yet that they are done */
    WireWriter done;    /* a DONE that waits for the end of its console */
    int64_t done_run;
    bool goes_on;       /* another run has begun by itself after it */
    gint64 done_until, kill_at, flush_at; /* monotonic time, or 0 */
    gint64 rest_until;  /* the kernel is quick: nothing is read from it so long; or 0 */
    gint64 interrupt_at; /* monotonic: the run that was sent is to be interrupted, when it has begun or at the latest then; or 0 */
    int64_t superseded; /* the run that is to be interrupted at `supersede_at`, or 0 */
    gint64 supersede_at;

    Goal goal;
    char *python; /* the interpreter that runs, or last ran */
    char *wanted, *directory, *secret; /* as START said */
    int columns, rows;
    bool pipes, started; /* started: START was seen */

    HostKeep *keep;  /* NULL: with `pipes` */
    HostDoor *door;  /* NULL: it ends with its editor */
    HostGuest *heir; /* whom the editor makes room for, or NULL */
    int64_t editor_pid;
    gint64 patience; /* how long it waits for an editor while nothing runs, in microseconds */
    gint64 heir_at, ends_at;  /* monotonic time, or 0 */
    gint64 began, idle_since; /* real time */
} Host;

/* Finds and starts the interpreter; says STARTED or NO_PYTHON. */
void host_start_kernel(Host *host);

/* Asks it to leave, if it can hear us; ends it a little later if it does not. */
void host_end_kernel(Host *host);

/* Forgets everything about an interpreter that is gone. */
void host_forget_kernel(Host *host);

/* A run was sent to it. */
void host_note_sent(Host *host, int64_t run);

/* Of what was sent nothing more will be told: the console need not wait for it. */
void host_forget_all_sent(Host *host);

/* What was sent ahead, and has not begun, does not begin. */
void host_withdraw(Host *host);

/* Its descriptors are readable, or (console) writable. */
void host_read_kernel(Host *host);
void host_read_console(Host *host);
void host_read_rest(Host *host); /* what was written to the console before a DONE that has come */
void host_write_console(Host *host);

/* host_kernel.c: for a new kernel. */
void host_begin_console(Host *host);

/* Runs follow each other by themselves, and what they computed is worth a checkpoint: it comes before the next of them. */
void host_checkpoint_when_due(Host *host);

/* host_rollback.c: CHECKPOINTS, MAKE_CHECKPOINT and ROLL_BACK of the editor; what the kernel says of it. */
void host_take_checkpoints(Host *host, WirePacket *packet);
void host_take_make_checkpoint(Host *host, WirePacket *packet);
void host_take_roll_back(Host *host, WirePacket *packet);
void host_read_control(Host *host);
void host_send_kernel(Host *host, WirePacket packet); /* with what has to come before it */
void host_weigh_checkpoints(Host *host, gint64 now);

/* A copy takes the place of the interpreter that has died.  False: there is none. */
bool host_roll_back(Host *host, int status, const char *what);

/* A child of ours has ended; is it the interpreter?  Then DIED, or a new one after RESTART. */
void host_notice_death(Host *host);

/* Sends a DONE that was held back, if the console of its run is complete or was waited for long enough, and what
 * came after it. */
void host_release_done(Host *host);
