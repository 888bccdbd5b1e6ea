#include "base/channel.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct Channel {
    pthread_mutex_t lock; /* and no GMutex: ThreadSanitizer cannot see through GLib's own */
    GQueue queue; /* of messages, owned */
    GDestroyNotify free_message;
    int wakeup; /* eventfd: nonzero while the queue is not empty, or about to be... */
    bool told;  /* ...and this: somebody wrote to it, or is about to */
};

Channel *channel_new(GDestroyNotify free_message)
{
    Channel *channel = g_new0(Channel, 1);
    pthread_mutex_init(&channel->lock, NULL);
    g_queue_init(&channel->queue);
    channel->free_message = free_message;
    channel->wakeup = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (channel->wakeup < 0)
        g_error("no descriptor left for a channel: %s", g_strerror(errno));
    return channel;
}

void channel_free(Channel *channel)
{
    g_queue_clear_full(&channel->queue, channel->free_message);
    pthread_mutex_destroy(&channel->lock);
    close(channel->wakeup);
    g_free(channel);
}

/* The receiver is woken when it can have the lock, not to wait for it. */
static void unlock_and_tell(Channel *channel)
{
    bool told = channel->told;
    channel->told = true;
    pthread_mutex_unlock(&channel->lock);
    if (!told)
        eventfd_write(channel->wakeup, 1);
}

void channel_send(Channel *channel, gpointer message)
{
    pthread_mutex_lock(&channel->lock);
    g_queue_push_tail(&channel->queue, message);
    unlock_and_tell(channel);
}

void channel_send_all(Channel *channel, GQueue *messages)
{
    if (g_queue_is_empty(messages))
        return;
    pthread_mutex_lock(&channel->lock);
    GQueue *queue = &channel->queue;
    gboolean was_empty = g_queue_is_empty(queue);
    messages->head->prev = queue->tail;
    *(was_empty ? &queue->head : &queue->tail->next) = messages->head;
    queue->tail = messages->tail;
    queue->length += messages->length;
    g_queue_init(messages);
    unlock_and_tell(channel);
}

gpointer channel_receive(Channel *channel)
{
    pthread_mutex_lock(&channel->lock);
    gpointer message = g_queue_pop_head(&channel->queue);
    eventfd_t drained;
    if (channel->told && g_queue_is_empty(&channel->queue))
        channel->told = eventfd_read(channel->wakeup, &drained) != 0; /* if it is still to be written, that will be read later */
    pthread_mutex_unlock(&channel->lock);
    return message;
}

int channel_fd(const Channel *channel)
{
    return channel->wakeup;
}
