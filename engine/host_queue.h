/* What is to run when no editor is there to say it: cells in order, each with those that it needs.
 *
 *     host_queue_take(queue, packet);                 // QUEUE
 *     host_queue_pass(queue, cell);                   // an editor runs one itself
 *     while ((next = host_queue_pop(queue))) ...      // nobody is there
 *     host_queue_fail(queue, cell);                   // and then what needs it:
 *     while ((victim = host_queue_pop_victim(queue))) ...
 */
#pragma once

#include <stdint.h>

#include <glib.h>

#include "engine/wire.h"

typedef struct HostQueue HostQueue;

typedef struct {
    int64_t cell, flags;
    char *name;
    GBytes *code;
    GArray *needs; /* of int64_t: cells */
} HostQueued;

void host_queued_free(HostQueued *queued);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HostQueued, host_queued_free)

HostQueue *host_queue_new(void);
void host_queue_free(HostQueue *queue);
void host_queue_clear(HostQueue *queue);

void host_queue_take(HostQueue *queue, WirePacket *packet);

/* A cell runs: it is not to come any more, nor what stood before it; if it did not stand there, and the queue was not
 * told for it, the queue is over. */
void host_queue_pass(HostQueue *queue, int64_t cell);

HostQueued *host_queue_pop(HostQueue *queue); /* the caller's; NULL: nothing is left */

void host_queue_fail(HostQueue *queue, int64_t cell);
HostQueued *host_queue_pop_victim(HostQueue *queue);

const GList *host_queue_list(const HostQueue *queue); /* of HostQueued * */
