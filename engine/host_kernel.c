/* The interpreter's side of the host. */
#include "engine/host_session.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "engine/host_line.h"
#include "engine/host_python.h"

enum { READ_BYTES = 64 << 10 };

/* Where one run follows the other by itself nobody waits for each of them: who is woken for all that came in so long
 * has less to do, and so has the kernel, which wakes nobody.  No one sees the delay. */
static const gint64 REST_MICROSECONDS = 500;

/* A kernel that was told to end has so long; the end of a run's console is waited for so long; the last words of a
 * dead interpreter, so long. */
static const gint64 GRACE_MICROSECONDS = 1000000;
static const gint64 MARKER_MICROSECONDS = 1000000;
static const int LAST_WORDS_MILLISECONDS = 100;

/* --- to the editor ------------------------------------------------------------------------------ */

static void send_text(Host *host, int type, const char *text)
{
    wire_write(&host->to_editor, type, WIRE_TEXT(text));
}

static void send_console(void *data, int64_t run, const char *bytes, size_t length, HostConsoleLost lost)
{
    Host *host = data;
    if (host->goal != GOAL_SERVE && host->goal != GOAL_FINISH)
        return;
    if (host->keep)
        host_keep_console(host->keep, run, bytes, length, lost);
    if (host_is_heard(host))
        wire_write(&host->to_editor, WIRE_CONSOLE, run, WIRE_BYTES(bytes, length), lost.bytes, lost.lines);
}

void host_begin_console(Host *host)
{
    host->console = host_console_new(host->secret, !host->pipes, send_console, host);
}

/* --- its beginning and its end ------------------------------------------------------------------ */

void host_start_kernel(Host *host)
{
    g_autofree char *why = NULL;
    g_free(host->python);
    host->python = python_find(host->wanted, host->directory, &why);
    if (!host->python) {
        send_text(host, WIRE_NO_PYTHON, why);
        return;
    }
    HostChildOptions options = {host->python, host->columns, host->rows, host->pipes};
    if (!host_child_start(&host->child, &options)) {
        g_autofree char *text = g_strdup_printf("%s cannot be started: %s", host->python, g_strerror(errno));
        send_text(host, WIRE_NO_PYTHON, text);
        return;
    }
    host_begin_console(host);
    wire_write(&host->to_kernel, WIRE_BEGIN, WIRE_TEXT(host->secret));
    wire_write(&host->to_editor, WIRE_STARTED, WIRE_TEXT(host->python), (int64_t)host->child.pid);
}

void host_forget_kernel(Host *host)
{
    host_child_close(&host->child);
    wire_reader_free(&host->from_kernel);
    host->from_kernel = (WireReader){0};
    wire_writer_free(&host->to_kernel);
    wire_writer_free(&host->done);
    g_byte_array_set_size(host->typed, 0);
    g_clear_pointer(&host->console, host_console_free);
    g_array_set_size(host->sent, 0);
    host->ready = host->goes_on = false;
    host->running = host->done_run = host->superseded = host->interrupt_at = 0;
    host->done_until = host->kill_at = host->flush_at = host->rest_until = host->supersede_at = 0;
}

/* --- what it was sent ---------------------------------------------------------------------------- */

/* The console may tell of the oldest run that is not over, and of none after it. */
static void admit(Host *host)
{
    if (host->console)
        host_console_admit(host->console, host->sent->len ? g_array_index(host->sent, int64_t, 0) : INT64_MAX);
}

void host_note_sent(Host *host, int64_t run)
{
    host->running++;
    g_array_append_val(host->sent, run);
    admit(host);
}

static void forget_sent(Host *host, int64_t run)
{
    for (guint i = 0; i < host->sent->len; i++) {
        if (g_array_index(host->sent, int64_t, i) == run) {
            g_array_remove_index(host->sent, i);
            break;
        }
    }
    admit(host);
}

void host_forget_all_sent(Host *host)
{
    g_array_set_size(host->sent, 0);
    admit(host);
}

void host_withdraw(Host *host)
{
    if (host->sent->len < 2 || host->child.kernel < 0)
        return;
    wire_write(&host->to_kernel, WIRE_WITHDRAW);
    wire_flush(&host->to_kernel, host->child.kernel); /* before a signal */
}

void host_end_kernel(Host *host)
{
    if (host->child.pid <= 0)
        return;
    host_withdraw(host);
    if (host->ready && host->running == 0)
        wire_write(&host->to_kernel, WIRE_SHUTDOWN);
    else
        host_child_interrupt(&host->child, 2);
    host->kill_at = g_get_monotonic_time() + GRACE_MICROSECONDS;
}

/* --- from the kernel ------------------------------------------------------------------------------ */

static void keep_done(Host *host)
{
    WireReader reader = {0};
    WirePacket packet;
    wire_reader_feed(&reader, host->done.bytes, host->done.length);
    if (wire_reader_next(&reader, &packet) == WIRE_PACKET)
        host_keep_from_kernel(host->keep, packet, host_is_heard(host));
    wire_reader_free(&reader);
}

/* The DONE that was held back, if nothing more of its run can come from the console. */
static void release_done(Host *host)
{
    if (wire_waiting(&host->done) == 0)
        return;
    bool complete = host->child.console < 0 || host_console_ended(host->console) >= host->done_run;
    if (!complete && g_get_monotonic_time() < host->done_until)
        return;
    if (host->keep)
        keep_done(host);
    wire_write_raw(&host->to_editor, WIRE_BYTES(host->done.bytes, host->done.length));
    wire_sent(&host->done, host->done.length);
    host->idle_since = g_get_real_time();
    forget_sent(host, host->done_run);
    if (host->keep)
        host_advance_alone(host);
}

static void note_cost(Host *host, WirePacket packet)
{
    wire_int(&packet), wire_int(&packet), wire_bytes(&packet);
    host_checkpoints_note_done(host->checkpoints, wire_int(&packet));
}

/* Of an AHEAD. */
static void take_skipped(Host *host, WirePacket *packet)
{
    host->running = MAX(host->running - 1, 0);
    if (host->keep)
        host_keep_from_kernel(host->keep, *packet, host_is_heard(host));
    wire_write_raw(&host->to_editor, packet->raw);
    forget_sent(host, wire_int(packet));
    if (host->keep)
        host_advance_alone(host);
}

/* Has another run begun after this DONE? */
static bool has_next(WirePacket packet)
{
    for (int i = 0; i < 2; i++)
        wire_int(&packet); /* cell, status */
    wire_bytes(&packet);
    for (int i = 0; i < 2; i++)
        wire_int(&packet); /* times */
    return wire_int(&packet) != 0;
}

static void hold_done(Host *host, WirePacket *packet)
{
    gint64 now = g_get_monotonic_time();
    host->running = MAX(host->running - 1, 0);
    host->interrupt_at = 0;
    wire_write_raw(&host->done, packet->raw);
    host->done_run = wire_int(packet);
    note_cost(host, *packet);
    host->goes_on = has_next(*packet);
    if (host->goes_on)
        host_checkpoint_when_due(host);
    if (!host->goes_on)
        host_child_reset_terminal(&host->child);
    host->rest_until = host->goes_on ? now + REST_MICROSECONDS : 0;
    host->done_until = now + MARKER_MICROSECONDS;
    release_done(host);
}

/* Is it a Python that we can use?  If not the editor is told, and the interpreter is ended. */
static bool accept_ready(Host *host, WirePacket *packet)
{
    int64_t protocol = wire_int(packet);
    WireBytes bytes = wire_bytes(packet);
    g_autofree char *version = g_strndup(bytes.bytes, bytes.length);
    g_autofree char *why = NULL;
    if (!python_is_new_enough(version))
        why = g_strdup_printf("%s is Python %s; tarn needs 3.9 or newer", host->python, version);
    else if (protocol != WIRE_PROTOCOL)
        why = g_strdup_printf("the kernel of another tarn answers: protocol %d instead of %d", (int)protocol,
                              WIRE_PROTOCOL);
    host->ready = !why;
    if (why) {
        send_text(host, WIRE_NO_PYTHON, why);
        host_child_interrupt(&host->child, 3);
    }
    return host->ready;
}

static void take_kernel_packet(Host *host, WirePacket *packet)
{
    if (packet->type < 100 || packet->type >= 200)
        return; /* not the kernel's to say */
    if (packet->type == WIRE_READY) {
        WirePacket copy = *packet;
        if (!accept_ready(host, &copy))
            return;
    }
    if (packet->type == WIRE_DONE || packet->type == WIRE_SKIPPED) {
        packet->type == WIRE_DONE ? hold_done(host, packet) : take_skipped(host, packet);
        return;
    }
    if (host->keep)
        host_keep_from_kernel(host->keep, *packet, host_is_heard(host));
    wire_write_raw(&host->to_editor, packet->raw);
}

static void take_kernel_packets(Host *host)
{
    WirePacket packet;
    WireResult result = WIRE_MORE;
    while (wire_waiting(&host->done) == 0 &&
           (result = wire_reader_next(&host->from_kernel, &packet)) == WIRE_PACKET) {
        if (host->goal == GOAL_SERVE)
            take_kernel_packet(host, &packet);
    }
    if (result == WIRE_BROKEN)
        host_child_interrupt(&host->child, 3);
}

void host_release_done(Host *host)
{
    release_done(host);
    take_kernel_packets(host);
}

void host_read_kernel(Host *host)
{
    ptrdiff_t count = wire_reader_fill(&host->from_kernel, host->child.kernel);
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) {
        close(host->child.kernel); /* it is dying, or has closed all descriptors: no use without */
        host->child.kernel = -1;
        if (host->kill_at == 0)
            host->kill_at = g_get_monotonic_time() + GRACE_MICROSECONDS;
    }
    take_kernel_packets(host);
}

void host_read_console(Host *host)
{
    char bytes[READ_BYTES];
    ssize_t count = read(host->child.console, bytes, sizeof bytes);
    if (count > 0) {
        host_console_feed(host->console, bytes, (size_t)count);
    } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
        close(host->child.console); /* EIO: nobody has the terminal open any more */
        host->child.console = -1;
        host_console_finish(host->console);
    }
}

/* The end of the run stands there already: no need to wait for it. */
void host_read_rest(Host *host)
{
    if (wire_waiting(&host->done) > 0 && host->child.console >= 0 && !host_console_stopped(host->console))
        host_read_console(host);
}

void host_write_console(Host *host)
{
    ssize_t count = write(host->child.console, host->typed->data, host->typed->len);
    if (count > 0)
        g_byte_array_remove_range(host->typed, 0, (guint)count);
    else if (errno != EAGAIN && errno != EINTR)
        g_byte_array_set_size(host->typed, 0);
}

/* What a dead interpreter has said and is not read yet. */
static void drain(Host *host)
{
    struct pollfd console = {host->child.console, POLLIN, 0};
    while (host->child.console >= 0 && poll(&console, 1, host->pipes ? 0 : LAST_WORDS_MILLISECONDS) > 0)
        host_read_console(host);
    if (host->child.console >= 0) { /* a process that it left behind still has it open */
        close(host->child.console);
        host->child.console = -1;
        host_console_finish(host->console);
    }
    host_release_done(host);
    struct pollfd kernel = {host->child.kernel, POLLIN, 0};
    while (host->child.kernel >= 0 && poll(&kernel, 1, 0) > 0)
        host_read_kernel(host);
    host_forget_all_sent(host);
}

void host_notice_death(Host *host)
{
    int status;
    g_autofree char *what = NULL;
    if (!host_child_reap(&host->child, &status, &what))
        return;
    if (host_roll_back(host, status, what)) {
        host_advance_alone(host);
        return;
    }
    host_checkpoints_drop_all(host->checkpoints);
    g_hash_table_remove_all(host->owed);
    drain(host);
    bool was_ready = host->ready;
    host_forget_kernel(host);
    if (host->keep)
        host_keep_lost(host->keep, status, host->goal == GOAL_RESTART ? NULL : what);
    if (host->goal == GOAL_RESTART) {
        host->goal = GOAL_SERVE;
        host_start_kernel(host);
    } else if (was_ready) {
        const char *why = host->goal == GOAL_STOP ? "its session was ended from outside, as by tarn kill" : what;
        wire_write(&host->to_editor, WIRE_DIED, (int64_t)status, WIRE_TEXT(why));
    } else {
        g_autofree char *why = g_strdup_printf("%s did not start: %s", host->python, what);
        send_text(host, WIRE_NO_PYTHON, why);
    }
    if (host->keep)
        host_advance_alone(host);
}
