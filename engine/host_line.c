#include "engine/host_line.h"

#include <unistd.h>

/* What waits to be run waits so long for an editor that is only cut off; and so long waits a host in which nothing ran. */
static const gint64 QUEUE_MICROSECONDS = 30 * G_USEC_PER_SEC, EMPTY_MICROSECONDS = 120 * G_USEC_PER_SEC;

/* More is not kept for it: what counts is told to the next editor anyway. */
enum { LINE_BYTES = 32 << 20 };

bool host_hold_line(Host *host)
{
    bool found = host->door && host->door->listener >= 0 && host->patience > 0;
    if (!host->line.token || !found || host->heir || host->goal != GOAL_SERVE)
        return false;
    wire_reader_free(&host->from_editor); /* a packet that came in half comes again */
    host->from_editor = (WireReader){0};
    host->held_at = g_get_monotonic_time();
    host->ends_at = host->running > 0 ? 0 : host->held_at + host->patience;
    return true;
}

bool host_is_heard(const Host *host)
{
    return host->editor >= 0 || host->held_at;
}

/* What nobody has heard yet, of what the next editor can hear from nobody else. */
static void keep_states(Host *host)
{
    WireReader reader = {0};
    WirePacket packet;
    const Line *line = &host->line;
    wire_reader_feed(&reader, line->kept->data + line->start, line->kept->len - line->start);
    while (wire_reader_next(&reader, &packet) == WIRE_PACKET) {
        if (packet.type == WIRE_STATE_SET || packet.type == WIRE_STATE_LOOPS)
            host_keep_from_kernel(host->keep, packet, false);
    }
    wire_reader_free(&reader);
}

void host_drop_line(Host *host)
{
    if (host->held_at && host->keep)
        keep_states(host);
    host->held_at = 0;
    line_clear(&host->line);
}

bool host_resume_line(Host *host, HostGuest *guest, const char *token, int64_t received)
{
    WireWriter answer = {0};
    bool known = host->line.token && g_strcmp0(host->line.token, token) == 0 && host->goal == GOAL_SERVE;
    if (!known || !line_resume(&host->line, received))
        return false;
    if (host->editor >= 0) /* that one has not heard yet that the line is broken */
        close(host->editor);
    wire_reader_free(&host->from_editor);
    host->editor = guest->fd;
    host->from_editor = guest->in;
    host->held_at = host->ends_at = 0;
    wire_writer_free(&guest->out);
    g_free(guest->token);
    *guest = (HostGuest){.fd = -1};
    wire_write(&answer, WIRE_RESUMED, (int64_t)host->line.taken);
    wire_flush(&answer, host->editor); /* a new socket has room for it; if it is gone again, that is noticed */
    wire_writer_free(&answer);
    return true;
}

gint64 host_line_due(const Host *host)
{
    bool runs = host->running > 0 || wire_waiting(&host->done) > 0;
    if (!host->held_at || runs)
        return G_MAXINT64;
    if (host_keep_is_empty(host->keep))
        return host->held_at + EMPTY_MICROSECONDS;
    return host_keep_summary(host->keep).queued > 0 ? host->held_at + QUEUE_MICROSECONDS : G_MAXINT64;
}

bool host_line_is_over(const Host *host, gint64 now)
{
    return host->held_at && (now >= host_line_due(host) || line_waiting(&host->line, &host->to_editor) > LINE_BYTES);
}
