#include "engine/host_session.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "engine/host_line.h"
#include "engine/session_place.h"

/* An editor that is asked to let go has so long; it may be stopped. */
static const gint64 LET_GO_MICROSECONDS = 2000000;

/* --- being found --------------------------------------------------------------------------------------------- */

static bool is_running(const Host *host)
{
    return host->running > 0 || wire_waiting(&host->done) > 0;
}

static const char *state_of(const Host *host, const HostKeepSummary *kept)
{
    if (host->child.pid <= 0)
        return kept->dead ? "dead" : "none";
    if (!host->ready)
        return "starting";
    return kept->wants_input ? "input" : is_running(host) ? "running" : "idle";
}

/* JSON: what can be known of the session; in its file only what does not change. */
static char *describe(const Host *host, bool all)
{
    g_autoptr(JsonWriter) json = json_writer_new(0);
    HostKeepSummary kept = host_keep_summary(host->keep);
    json_writer_begin_object(json);
    json_writer_key(json, "id"), json_writer_string(json, host->door->id);
    json_writer_key(json, "path"), json_writer_string(json, host->door->path);
    json_writer_key(json, "pid"), json_writer_integer(json, getpid());
    json_writer_key(json, "python"), json_writer_string(json, host->python);
    json_writer_key(json, "started"), json_writer_integer(json, host->began / G_USEC_PER_SEC);
    if (all) {
        json_writer_key(json, "python_pid"), json_writer_integer(json, host->child.pid);
        json_writer_key(json, "state"), json_writer_string(json, state_of(host, &kept));
        json_writer_key(json, "idle_since");
        json_writer_integer(json, is_running(host) ? 0 : host->idle_since / G_USEC_PER_SEC);
        json_writer_key(json, "editor"), json_writer_bool(json, host->editor >= 0);
        json_writer_key(json, "cells"), json_writer_integer(json, kept.cells);
        json_writer_key(json, "queued"), json_writer_integer(json, kept.queued);
    }
    json_writer_end_object(json);
    return json_writer_steal(json);
}

/* What came from the terminal of the editor is none of ours any more: it may be closed. */
static void leave_terminal(void)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = STDIN_FILENO; nothing >= 0 && fd <= STDERR_FILENO; fd++)
        dup2(nothing, fd);
    if (nothing > STDERR_FILENO)
        close(nothing);
}

static void open_door(Host *host, const char *path)
{
    g_autofree char *copy = g_strdup(path);
    g_free(host->door->path);
    host->door->path = g_strdup(copy);
    g_autofree char *about = describe(host, false);
    host_door_open(host->door, copy, about);
}

void host_take_keep(Host *host, WirePacket *packet)
{
    WireBytes bytes = wire_bytes(packet);
    g_autofree char *path = g_strndup(bytes.bytes, bytes.length);
    int64_t seconds = wire_int(packet);
    if (!host->keep || !*path || host->goal != GOAL_SERVE)
        return;
    host->patience = CLAMP(seconds, 0, G_MAXINT / 1000) * G_USEC_PER_SEC;
    if (!host->patience && !host->door)
        return;
    if (!host->door) {
        leave_terminal();
        host->door = host_door_new();
    }
    if (g_strcmp0(host->door->path, path) != 0)
        open_door(host, path);
}

/* --- alone --------------------------------------------------------------------------------------------------- */

/* The run; 0: nothing is left to run. */
static int64_t send_next(Host *host)
{
    WireWriter run = {0};
    WireReader reader = {0};
    WirePacket packet;
    int64_t number = host_keep_next(host->keep, &run);
    wire_reader_feed(&reader, run.bytes, run.length);
    if (number && wire_reader_next(&reader, &packet) == WIRE_PACKET)
        host_send_kernel(host, packet);
    wire_reader_free(&reader);
    wire_writer_free(&run);
    return number;
}

void host_advance_alone(Host *host)
{
    bool serves = host->goal == GOAL_SERVE && host->child.pid > 0;
    if (host_is_heard(host) || is_running(host)) {
        if (host->held_at && !is_running(host) && !host->ends_at)
            host->ends_at = g_get_monotonic_time() + host->patience;
        return;
    }
    int64_t run = serves ? send_next(host) : 0;
    if (run)
        host_note_sent(host, run);
    else if (!host->ends_at)
        host->ends_at = g_get_monotonic_time() + host->patience;
}

/* An editor that ends takes a session along in which nothing has run. */
bool host_goes_on(Host *host)
{
    host_drop_line(host);
    wire_reader_free(&host->from_editor);
    host->from_editor = (WireReader){0};
    wire_writer_free(&host->to_editor);
    host_withdraw(host); /* what follows is the queue's, or the next editor's */
    if (host->heir)
        return true;
    if (!host->door || !host->patience || host_keep_is_empty(host->keep))
        return false;
    if (host->door->listener < 0) /* another host had the notebook, and may be gone */
        open_door(host, host->door->path);
    if (host->door->listener < 0)
        return false; /* nobody could find it */
    host_advance_alone(host);
    return true;
}

/* --- who comes ----------------------------------------------------------------------------------------------- */

/* The guest is the editor from now on. */
static void adopt(Host *host, HostGuest *guest)
{
    if (host->held_at)
        host_withdraw(host); /* it was the plan of who is gone */
    host_drop_line(host);
    line_begin(&host->line, guest->token);
    host->editor = guest->fd;
    host->editor_pid = session_peer(guest->fd);
    host->from_editor = guest->in;
    host->to_editor = guest->out;
    g_free(guest->token);
    *guest = (HostGuest){.fd = -1};
    host->heir = NULL;
    host->heir_at = host->ends_at = 0;
    host_keep_tell(host->keep, &host->to_editor);
}

static void take_attach(Host *host, HostGuest *guest, bool takes)
{
    guest->served = true;
    if (host->goal != GOAL_SERVE)
        return;
    if (host->editor < 0) {
        adopt(host, guest);
    } else if (takes && !host->heir) {
        wire_write(&host->to_editor, WIRE_TAKEN);
        host->heir = guest;
        host->heir_at = g_get_monotonic_time() + LET_GO_MICROSECONDS;
    } else {
        wire_write(&guest->out, WIRE_BUSY, host->editor_pid);
    }
}

/* A line that is mended goes on, if it is one; what it was meanwhile given up for is told to it as to anybody. */
static void take_dial(Host *host, HostGuest *guest, WirePacket *packet)
{
    bool takes = wire_int(packet) != 0;
    wire_bytes(packet);
    WireBytes token = wire_bytes(packet);
    int64_t received = wire_int(packet);
    guest->token = g_strndup(token.bytes, token.length);
    if (received >= 0 && host_resume_line(host, guest, guest->token, received))
        return;
    take_attach(host, guest, takes && received < 0);
}

static void take_guest_packet(Host *host, HostGuest *guest, WirePacket *packet)
{
    if (guest->served)
        return;
    if (packet->type == WIRE_ATTACH) {
        take_attach(host, guest, wire_int(packet) != 0);
    } else if (packet->type == WIRE_DIAL) {
        take_dial(host, guest, packet);
    } else if (packet->type == WIRE_ASK) {
        g_autofree char *about = describe(host, true);
        wire_write(&guest->out, WIRE_SESSION_IS, WIRE_TEXT(about));
        guest->served = true;
    } else if (packet->type == WIRE_STOP) {
        host->goal = GOAL_STOP;
        host_end_kernel(host);
    }
}

static void close_guest(Host *host, HostGuest *guest)
{
    if (host->heir == guest)
        host->heir = NULL; /* the editor has been told to let go, and will attach again if it is asked to */
    host_guest_close(guest);
}

static void read_guest(Host *host, HostGuest *guest)
{
    WirePacket packet;
    WireResult result = WIRE_MORE;
    ptrdiff_t count = wire_reader_fill(&guest->in, guest->fd);
    while (guest->fd >= 0 && !guest->served && (result = wire_reader_next(&guest->in, &packet)) == WIRE_PACKET)
        take_guest_packet(host, guest, &packet);
    if (guest->fd >= 0 && (count == 0 || result == WIRE_BROKEN))
        close_guest(host, guest);
}

void host_serve_door(Host *host, const struct pollfd *polled)
{
    HostDoor *door = host->door;
    if (!door)
        return;
    bool moved = host_door_serve(door, polled);
    for (size_t i = 0; i < HOST_GUESTS; i++) {
        HostGuest *guest = &door->guests[i];
        if (guest->fd >= 0 && guest->fd == polled[2 + i].fd && polled[2 + i].revents & (POLLIN | POLLHUP | POLLERR))
            read_guest(host, guest);
        if (guest->fd >= 0 && !wire_flush(&guest->out, guest->fd))
            close_guest(host, guest);
    }
    if (moved)
        open_door(host, door->path);
}

/* --- time ---------------------------------------------------------------------------------------------------- */

gint64 host_session_due(const Host *host)
{
    gint64 due = host_line_due(host);
    if (host->heir)
        due = MIN(due, host->editor < 0 ? 0 : host->heir_at);
    if (host->ends_at && host->editor < 0)
        due = MIN(due, host->ends_at);
    return due;
}

void host_do_session(Host *host, gint64 now)
{
    if (host->goal >= GOAL_FINISH && host->door) { /* the next one is not to find what ends, and may have the name */
        host->heir = NULL;
        g_clear_pointer(&host->door, host_door_free);
    }
    if (host->heir && host->editor >= 0 && now >= host->heir_at) {
        close(host->editor);
        host->editor = -1;
        host_goes_on(host);
    }
    if (host->heir && host->editor < 0)
        adopt(host, host->heir);
    if (host->editor < 0 && host->running > 0)
        host->ends_at = 0;
    if (host_line_is_over(host, now) && !host_goes_on(host)) {
        host->goal = GOAL_STOP;
        host_end_kernel(host);
    }
    if (host->ends_at && host->editor < 0 && now >= host->ends_at && host->goal == GOAL_SERVE) {
        host->goal = GOAL_STOP;
        host_end_kernel(host);
        host->ends_at = 0;
    }
}

void host_session_clear(Host *host)
{
    g_clear_pointer(&host->door, host_door_free);
    g_clear_pointer(&host->keep, host_keep_free);
}
