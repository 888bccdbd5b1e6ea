#include "engine/host_queue.h"

#include <stdbool.h>

struct HostQueue {
    GQueue cells;    /* of HostQueued, owned */
    bool told;       /* and no RUN has come since */
    GHashTable *bad; /* ids of cells that failed since the queue was told, and of those that need them */
};

void host_queued_free(HostQueued *queued)
{
    g_free(queued->name);
    g_bytes_unref(queued->code);
    g_array_unref(queued->needs);
    g_free(queued);
}

static void free_queued(gpointer queued)
{
    host_queued_free(queued);
}

HostQueue *host_queue_new(void)
{
    HostQueue *queue = g_new0(HostQueue, 1);
    g_queue_init(&queue->cells);
    queue->bad = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    return queue;
}

void host_queue_clear(HostQueue *queue)
{
    g_queue_clear_full(&queue->cells, free_queued);
    g_hash_table_remove_all(queue->bad);
}

void host_queue_free(HostQueue *queue)
{
    host_queue_clear(queue);
    g_hash_table_unref(queue->bad);
    g_free(queue);
}

static char *take_text(WirePacket *packet)
{
    WireBytes bytes = wire_bytes(packet);
    return g_strndup(bytes.bytes, bytes.length);
}

static int64_t take_number(WirePacket *packet)
{
    g_autofree char *text = take_text(packet);
    return g_ascii_strtoll(text, NULL, 10);
}

static GBytes *take_code(WirePacket *packet)
{
    WireBytes code = wire_bytes(packet);
    return g_bytes_new(code.bytes, code.length);
}

static HostQueued *take_queued(WirePacket *packet)
{
    HostQueued *queued = g_new0(HostQueued, 1);
    queued->cell = take_number(packet);
    queued->name = take_text(packet);
    queued->code = take_code(packet);
    queued->flags = take_number(packet);
    queued->needs = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autofree char *needs = take_text(packet);
    g_auto(GStrv) numbers = g_strsplit(needs, " ", -1);
    for (char **number = numbers; *number && **number; number++) {
        int64_t need = g_ascii_strtoll(*number, NULL, 10);
        g_array_append_val(queued->needs, need);
    }
    return queued;
}

void host_queue_take(HostQueue *queue, WirePacket *packet)
{
    host_queue_clear(queue);
    queue->told = true;
    while (wire_more(packet))
        g_queue_push_tail(&queue->cells, take_queued(packet));
}

void host_queue_pass(HostQueue *queue, int64_t cell)
{
    bool there = false, met = false;
    for (GList *link = queue->cells.head; link && !there; link = link->next)
        there = ((const HostQueued *)link->data)->cell == cell;
    if (!there && !queue->told)
        host_queue_clear(queue);
    queue->told = false;
    while (there && !met) {
        g_autoptr(HostQueued) queued = host_queue_pop(queue);
        met = queued->cell == cell;
    }
}

HostQueued *host_queue_pop(HostQueue *queue)
{
    return g_queue_pop_head(&queue->cells);
}

static void add_bad(HostQueue *queue, int64_t cell)
{
    g_hash_table_add(queue->bad, g_memdup2(&cell, sizeof cell));
}

static bool is_bad(const HostQueue *queue, const HostQueued *queued)
{
    for (guint i = 0; i < queued->needs->len; i++) {
        if (g_hash_table_contains(queue->bad, &g_array_index(queued->needs, int64_t, i)))
            return true;
    }
    return false;
}

void host_queue_fail(HostQueue *queue, int64_t cell)
{
    add_bad(queue, cell);
}

/* Needs come before what needs them, so no walk finds one that an earlier one has passed. */
HostQueued *host_queue_pop_victim(HostQueue *queue)
{
    for (GList *link = queue->cells.head; link; link = link->next) {
        HostQueued *queued = link->data;
        if (!is_bad(queue, queued))
            continue;
        add_bad(queue, queued->cell);
        g_queue_delete_link(&queue->cells, link);
        return queued;
    }
    return NULL;
}

const GList *host_queue_list(const HostQueue *queue)
{
    return queue->cells.head;
}
