/* A link that breaks and is mended: the command that made it is run again, and the host told how much had come (line.h). */
#include "engine/session_link.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FIRST_MS = 200, LONGEST_MS = 15000, ANSWER_MS = 30000, FIRST_ANSWER_MS = 60000, DOUBLINGS = 7 };

static gint64 in_ms(gint64 milliseconds)
{
    return g_get_monotonic_time() + milliseconds * 1000;
}

char *host_link_token(void)
{
    return g_uuid_string_random();
}

void host_link_hold(HostLink *link, const char *command, const char *name, const char *token, size_t heard)
{
    line_begin(&link->line, token);
    link->line.taken = heard;
    link->command = g_strdup(command);
    link->name = g_strdup(name);
}

void host_link_set_name(HostLink *link, const char *name)
{
    if (!link->command)
        return;
    g_free(link->name);
    link->name = g_strdup(name);
}

bool host_link_is_away(const HostLink *link)
{
    return link->fd < 0 || link->dialling;
}

void host_link_hurry(HostLink *link)
{
    link->attempts = 0;
    link->due = link->fd < 0 ? g_get_monotonic_time() : link->due;
}

int host_link_timeout(const HostLink *link)
{
    gint64 left = link->due - g_get_monotonic_time();
    return link->due ? (int)CLAMP((left + 999) / 1000, 0, G_MAXINT) : -1;
}

HostLinkNews host_link_news(HostLink *link)
{
    HostLinkNews news = link->news;
    link->news = HOST_LINK_SAME;
    return news;
}

/* What made the connection, if it has not ended with it. */
static void end_command(HostLink *link)
{
    if (link->pid <= 0)
        return;
    kill(link->pid, SIGKILL);
    while (waitpid(link->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    link->pid = 0;
}

static bool give_up(HostLink *link)
{
    end_command(link);
    if (link->fd >= 0)
        close(link->fd);
    link->fd = -1;
    link->dialling = false;
    link->due = 0;
    link->news = HOST_LINK_NOBODY;
    return true;
}

bool host_link_fall(HostLink *link)
{
    if (!link->line.token)
        return false;
    if (link->first)
        return give_up(link);
    if (!host_link_is_away(link))
        link->attempts = 0;
    link->news = HOST_LINK_BROKEN;
    if (link->fd >= 0)
        close(link->fd);
    link->fd = -1;
    link->dialling = false;
    link->due = in_ms(MIN(FIRST_MS << MIN(link->attempts, DOUBLINGS), LONGEST_MS));
    link->attempts++;
    end_command(link);
    return true;
}

/* In a session of its own: it is not to ask for a password in the middle of a picture. */
static bool dial(HostLink *link)
{
    WireWriter first = {0};
    wire_reader_free(&link->in);
    link->in = (WireReader){0};
    if (ftruncate(link->words, 0) == 0)
        lseek(link->words, 0, SEEK_SET);
    if (host_link_spawn(link, link->command, POSIX_SPAWN_SETSID) != 0)
        return host_link_fall(link);
    link->dialling = true;
    link->due = in_ms(link->first ? FIRST_ANSWER_MS : ANSWER_MS);
    wire_write(&first, WIRE_DIAL, (int64_t)link->take, WIRE_TEXT(link->name), WIRE_TEXT(link->line.token),
               link->first ? (int64_t)-1 : (int64_t)link->line.taken);
    wire_flush(&first, link->fd); /* a new socket has room for it */
    wire_writer_free(&first);
    return true;
}

static void come_back(HostLink *link, HostLinkNews news)
{
    link->dialling = false;
    link->due = 0;
    link->news = news;
}

static void begin_line(HostLink *link, size_t heard)
{
    g_autofree char *token = g_strdup(link->line.token);
    line_begin(&link->line, token);
    link->line.taken = heard;
    wire_writer_free(&link->out); /* it was for what is there no more */
}

/* A session that tells everything from the beginning. */
static void begin_anew(HostLink *link, WirePacket *packet)
{
    HostLinkHello hello = {.attached = true, .run = wire_int(packet), .cell = wire_int(packet)};
    begin_line(link, packet->raw.length);
    host_link_set_hello(link, &hello);
    come_back(link, HOST_LINK_ANEW);
}

static bool take_first(HostLink *link, WirePacket *packet)
{
    link->first = link->take = false;
    switch (packet->type) {
    case WIRE_ATTACHED:
        begin_anew(link, packet);
        return true;
    case WIRE_NO_SESSION:
        begin_line(link, 0);
        come_back(link, HOST_LINK_FIRST);
        return true;
    case WIRE_BUSY:
        come_back(link, HOST_LINK_BUSY);
        return true;
    default:
        return give_up(link);
    }
}

static bool take_answer(HostLink *link, WirePacket *packet)
{
    if (link->first)
        return take_first(link, packet);
    switch (packet->type) {
    case WIRE_RESUMED:
        if (!line_resume(&link->line, wire_int(packet)))
            return false;
        come_back(link, HOST_LINK_MENDED);
        host_link_flush(link);
        return true;
    case WIRE_ATTACHED:
        begin_anew(link, packet);
        return true;
    case WIRE_BUSY:
        come_back(link, HOST_LINK_TAKEN);
        return true;
    default:
        return false; /* NO_SESSION: it has ended */
    }
}

bool host_link_mend(HostLink *link)
{
    WirePacket packet;
    WireResult result = link->dialling ? host_link_first(link, &packet) : WIRE_MORE;
    if (result == WIRE_PACKET)
        return take_answer(link, &packet);
    if (result == WIRE_BROKEN || (link->due && g_get_monotonic_time() >= link->due))
        return link->fd < 0 ? dial(link) : host_link_fall(link);
    return true;
}
