/* What a host keeps for the next editor: of each cell its last run, and what is still to run.
 *
 *     host_keep_from_editor(keep, packet);   // all that passes, in both directions
 *     host_keep_from_kernel(keep, packet);
 *     host_keep_console(keep, run, bytes, length, lost);
 *     host_keep_next(keep, &to_kernel);      // nobody is there: the next run of the queue
 *     host_keep_tell(keep, &to_editor);      // somebody is: ATTACHED, RAN ..., ATTACHED_ALL
 *
 * Bounded: of a console head and tail, and of all consoles and outputs together KEEP_BYTES; what is given up first is
 * what ran first, and who attaches is told so.  Variables are not its business: the interpreter has them.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

#include "engine/host_console.h"
#include "engine/wire.h"

typedef struct HostKeep HostKeep;

enum { KEEP_WIDGET = 1 << 20, KEEP_HEAD = 256 << 10, KEEP_TAIL = 128 << 10, KEEP_BYTES = 64 << 20 };

HostKeep *host_keep_new(void);
void host_keep_free(HostKeep *keep);

void host_keep_from_editor(HostKeep *keep, WirePacket packet);
void host_keep_from_kernel(HostKeep *keep, WirePacket packet, bool watched); /* watched: an editor hears it, too */
void host_keep_console(HostKeep *keep, int64_t run, const char *bytes, size_t length, HostConsoleLost lost);

/* The interpreter died, `why` for a person; NULL: it ended since it was asked to, and all is forgotten. */
void host_keep_lost(HostKeep *keep, int64_t status, const char *why);

/* It died, and an earlier state of it takes its place: what ran since (a set of cells, int64_t *) has to run again. */
void host_keep_rolled_back(HostKeep *keep, GHashTable *ran);

/* Nothing has run: nobody would miss it. */
bool host_keep_is_empty(const HostKeep *keep);

/* Sends the next run of the queue, and says which it is.  0: nothing is left. */
int64_t host_keep_next(HostKeep *keep, WireWriter *to_kernel);

void host_keep_tell(HostKeep *keep, WireWriter *out);

typedef struct {
    unsigned cells, queued;
    bool wants_input; /* what runs waits for a line */
    bool dead;        /* the interpreter died of itself */
} HostKeepSummary;

HostKeepSummary host_keep_summary(const HostKeep *keep);
