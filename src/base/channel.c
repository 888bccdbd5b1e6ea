#include "base/channel.h"

#include <errno.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct Channel {
    GMutex lock;
    GQueue queue; /* of messages, owned */
    GDestroyNotify free_message;
    int wakeup; /* eventfd: nonzero while the queue is not empty */
};

Channel *channel_new(GDestroyNotify free_message)
{
    Channel *channel = g_new0(Channel, 1);
    g_mutex_init(&channel->lock);
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
    g_mutex_clear(&channel->lock);
    close(channel->wakeup);
    g_free(channel);
}

void channel_send(Channel *channel, gpointer message)
{
    g_mutex_lock(&channel->lock);
    gboolean was_empty = g_queue_is_empty(&channel->queue);
    g_queue_push_tail(&channel->queue, message);
    if (was_empty)
        eventfd_write(channel->wakeup, 1);
    g_mutex_unlock(&channel->lock);
}

gpointer channel_receive(Channel *channel)
{
    g_mutex_lock(&channel->lock);
    gpointer message = g_queue_pop_head(&channel->queue);
    if (g_queue_is_empty(&channel->queue)) {
        eventfd_t drained;
        eventfd_read(channel->wakeup, &drained);
    }
    g_mutex_unlock(&channel->lock);
    return message;
}

int channel_fd(const Channel *channel)
{
    return channel->wakeup;
}
