#include "engine/host_relay.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib.h>
#include <glib-unix.h>

#include "engine/host.h"
#include "engine/session_place.h"
#include "engine/wire.h"

/* So much waits for one side: read no more from the other. */
enum { RELAY_QUEUE = 4 << 20, RELAY_CHUNK = 64 << 10 };

typedef struct {
    int in, out, host;
    WireWriter to_host, to_editor;
} Relay;

/* What the near end says first; false: it says something else. */
static bool read_attach(int in, WireReader *reader, WirePacket *packet)
{
    WireResult result;
    while ((result = wire_reader_next(reader, packet)) == WIRE_MORE) {
        ptrdiff_t count = wire_reader_fill(reader, in);
        if (count == 0 || (count < 0 && errno != EINTR))
            return false;
    }
    return result == WIRE_PACKET && (packet->type == WIRE_ATTACH || packet->type == WIRE_DIAL);
}

/* A host that keeps nothing of ours open, so that the connection can end without it. */
static int start_host(const char *token)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
        return -1;
    pid_t pid = fork();
    if (pid == 0) {
        int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
        for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
            dup2(nothing, fd);
        close(ends[0]);
        _exit(host_serve(ends[1], token));
    }
    close(ends[1]);
    if (pid < 0)
        close(ends[0]);
    return pid < 0 ? -1 : ends[0];
}

static bool connect_host(Relay *relay, WirePacket *packet)
{
    WirePacket fields = *packet;
    wire_int(&fields);
    WireBytes name = wire_bytes(&fields);
    g_autofree char *path = g_strndup(name.bytes, name.length);
    g_autofree char *id = session_id(path);
    relay->host = session_dial_any(id);
    if (relay->host >= 0) {
        wire_write_raw(&relay->to_host, packet->raw);
        return true;
    }
    wire_write(&relay->to_editor, WIRE_NO_SESSION);
    bool line = packet->type == WIRE_DIAL;
    WireBytes word = line ? wire_bytes(&fields) : WIRE_TEXT("");
    bool broken = line && wire_int(&fields) >= 0; /* it was the line of a session that is not there any more */
    g_autofree char *token = g_strndup(word.bytes, word.length);
    if (!broken)
        relay->host = start_host(line ? token : NULL);
    return relay->host >= 0;
}

/* Bytes are bytes: what they say is for the ends.  False: there will be no more. */
static bool pass(int fd, WireWriter *writer)
{
    char bytes[RELAY_CHUNK];
    ssize_t count = read(fd, bytes, sizeof bytes);
    if (count > 0)
        wire_write_raw(writer, WIRE_BYTES(bytes, (size_t)count));
    return count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR));
}

static void run(Relay *relay)
{
    const short READABLE = POLLIN | POLLHUP | POLLERR;
    bool there = true;
    while (there) {
        bool near_full = wire_waiting(&relay->to_editor) > RELAY_QUEUE, far_full = wire_waiting(&relay->to_host) > RELAY_QUEUE;
        struct pollfd polled[] = {
            {far_full ? -1 : relay->in, POLLIN, 0},
            {wire_waiting(&relay->to_editor) > 0 ? relay->out : -1, POLLOUT, 0},
            {relay->host, (short)((near_full ? 0 : POLLIN) | (wire_waiting(&relay->to_host) > 0 ? POLLOUT : 0)), 0},
        };
        if (poll(polled, G_N_ELEMENTS(polled), -1) < 0)
            continue;
        if (polled[0].revents & READABLE)
            there = pass(relay->in, &relay->to_host);
        if (polled[2].revents & READABLE && !near_full)
            there = pass(relay->host, &relay->to_editor) && there;
        there = wire_flush(&relay->to_host, relay->host) && wire_flush(&relay->to_editor, relay->out) && there;
    }
    g_unix_set_fd_nonblocking(relay->out, FALSE, NULL); /* the last words of the host */
    wire_flush(&relay->to_editor, relay->out);
}

int host_relay(int in, int out)
{
    Relay relay = {.in = in, .out = out, .host = -1};
    WireReader reader = {0};
    WirePacket packet;
    signal(SIGPIPE, SIG_IGN);
    if (!read_attach(in, &reader, &packet) || !connect_host(&relay, &packet)) {
        wire_flush(&relay.to_editor, relay.out);
        wire_writer_free(&relay.to_editor);
        wire_reader_free(&reader);
        return 1;
    }
    wire_write_raw(&relay.to_host, WIRE_BYTES(reader.bytes + reader.start, reader.length - reader.start));
    wire_reader_free(&reader);
    g_unix_set_fd_nonblocking(in, TRUE, NULL);
    g_unix_set_fd_nonblocking(out, TRUE, NULL);
    g_unix_set_fd_nonblocking(relay.host, TRUE, NULL);
    wire_flush(&relay.to_host, relay.host);
    wire_flush(&relay.to_editor, relay.out);
    run(&relay);
    close(relay.host);
    wire_writer_free(&relay.to_host);
    wire_writer_free(&relay.to_editor);
    return 0;
}
