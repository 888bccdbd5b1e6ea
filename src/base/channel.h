/* The one place where threads meet: a queue of messages with a descriptor to wait on.
 *
 *     Channel *channel = channel_new(message_free);
 *     channel_send(channel, message);              // thread A gives the message away
 *     poll(channel_fd(channel)) ...                // thread B sleeps
 *     while ((message = channel_receive(channel))) // thread B owns it now
 *
 * Any number of senders, one receiver.  A message belongs to exactly one thread at a time; it may
 * point to immutable, atomically counted things (GBytes, CellSnapshot, Analysis, Output).
 */
#pragma once

#include <glib.h>

typedef struct Channel Channel;

/* `free_message` frees what nobody received when the channel goes. */
Channel *channel_new(GDestroyNotify free_message);
void channel_free(Channel *channel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Channel, channel_free)

/* Any thread.  Takes the message. */
void channel_send(Channel *channel, gpointer message);

/* The same for all of them, in their order: the receiver wakes up once.  The queue is empty then. */
void channel_send_all(Channel *channel, GQueue *messages);

/* The receiving thread.  The oldest message, now the caller's, or NULL if there is none. */
gpointer channel_receive(Channel *channel);

/* Readable while messages wait; for poll() in the receiving thread. */
int channel_fd(const Channel *channel);
