#include "engine/host.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <glib.h>
#include <glib-unix.h>

#include "engine/host_line.h"
#include "engine/host_session.h"

enum {
    EDITOR_QUEUE = 4 << 20,  /* so much waits for the editor: read no more from the kernel */
    KERNEL_QUEUE = 64 << 20, /* so much waits for the kernel: read no more from the editor */
    TYPED_QUEUE = 1 << 20,   /* more typed bytes are thrown away: nobody reads them */
};

/* The tail of a flood passes so often. */
static const gint64 FLUSH_MICROSECONDS = 50000;

/* A run that is to be superseded has so long to be over: where others are to begin after it by themselves, one that has
 * is not to get the signal. */
static const gint64 SUPERSEDE_MICROSECONDS = 20000;

/* Who has closed the console is interrupted after so long, whether the run has begun or not. */
static const gint64 BEGIN_MICROSECONDS = 200000;

static bool is_congested(const Host *host)
{
    return line_waiting(&host->line, &host->to_editor) > EDITOR_QUEUE;
}

/* --- from the editor ------------------------------------------------------------------------------ */

static char *make_secret(void)
{
    unsigned char bytes[16];
    if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
        return g_strdup_printf("%d-%" G_GINT64_FORMAT, (int)getpid(), g_get_real_time());
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < sizeof bytes; i++)
        g_string_append_printf(text, "%02x", bytes[i]);
    return g_string_free(text, FALSE);
}

static char *take_string(WirePacket *packet)
{
    WireBytes bytes = wire_bytes(packet);
    return g_strndup(bytes.bytes, bytes.length);
}

static int clamp_size(int64_t size)
{
    return (int)CLAMP(size, 1, 10000);
}

static void take_start(Host *host, WirePacket *packet)
{
    if (host->started)
        return;
    host->started = true;
    host->wanted = take_string(packet);
    host->directory = take_string(packet);
    host->columns = clamp_size(wire_int(packet));
    host->rows = clamp_size(wire_int(packet));
    host->pipes = wire_int(packet) != 0;
    host->keep = host->pipes ? NULL : host_keep_new();
    host->secret = take_string(packet);
    if (!*host->secret) {
        g_free(host->secret);
        host->secret = make_secret();
    }
    host_start_kernel(host);
}

/* What was sent is on its way for a moment: a signal that comes before it has begun would interrupt nothing. */
static bool has_begun(const Host *host)
{
    bool unseen = host->pipes || !host->console || host->sent->len == 0;
    return unseen || host_console_run(host->console) == g_array_index(host->sent, int64_t, 0);
}

static void interrupt_run(Host *host)
{
    bool late = host->interrupt_at && g_get_monotonic_time() >= host->interrupt_at;
    if (!late && !has_begun(host)) {
        host->interrupt_at = host->interrupt_at ? host->interrupt_at : g_get_monotonic_time() + BEGIN_MICROSECONDS;
        return;
    }
    host->interrupt_at = 0;
    host_child_interrupt(&host->child, 1);
}

static void take_interrupt(Host *host, WirePacket *packet)
{
    if (host->keep)
        host_keep_from_editor(host->keep, *packet);
    int64_t level = wire_int(packet);
    host_withdraw(host); /* a cell may take the signal for its own and go on */
    if (level == 1)
        interrupt_run(host);
    else
        host_child_interrupt(&host->child, level == 2 || level == 3 ? (int)level : 0);
}

static void take_supersede(Host *host, WirePacket *packet)
{
    if (host->keep)
        host_keep_from_editor(host->keep, *packet);
    host->superseded = wire_int(packet);
    host->supersede_at = g_get_monotonic_time() + (host->sent->len > 1 ? SUPERSEDE_MICROSECONDS : 0);
    host_withdraw(host);
}

static void do_supersede(Host *host)
{
    bool runs = host->sent->len > 0 && g_array_index(host->sent, int64_t, 0) == host->superseded &&
                wire_waiting(&host->done) == 0;
    if (runs)
        interrupt_run(host);
    host->superseded = host->supersede_at = 0;
}

static void take_typed(Host *host, WirePacket *packet)
{
    WireBytes bytes = wire_bytes(packet);
    if (host->child.console >= 0 && !host->pipes && host->typed->len + bytes.length <= TYPED_QUEUE)
        g_byte_array_append(host->typed, (const guint8 *)bytes.bytes, (guint)bytes.length);
}

static void take_resize(Host *host, WirePacket *packet)
{
    host->columns = clamp_size(wire_int(packet));
    host->rows = clamp_size(wire_int(packet));
    host_child_resize(&host->child, host->columns, host->rows);
}

static void take_restart(Host *host, WirePacket *packet)
{
    if (!host->started || host->goal != GOAL_SERVE)
        return;
    if (host->child.pid <= 0) {
        if (host->keep)
            host_keep_lost(host->keep, 0, NULL);
        host_start_kernel(host);
        return;
    }
    host->goal = GOAL_RESTART;
    host_end_kernel(host);
}

static void take_stop(Host *host, WirePacket *packet)
{
    host->goal = GOAL_STOP;
    host_end_kernel(host);
}

/* SIGTERM.  Who is ending already, or ends the interpreter, does it at once. */
static void take_signal(Host *host)
{
    bool ending = host->goal != GOAL_SERVE;
    take_stop(host, NULL);
    if (ending)
        host_child_interrupt(&host->child, 3);
}

/* Threads and atexit functions take as long as they take, as in a script. */
static void take_finish(Host *host, WirePacket *packet)
{
    host->goal = GOAL_FINISH;
    if (host->child.pid > 0)
        wire_write(&host->to_kernel, WIRE_SHUTDOWN);
}

static void take_queue(Host *host, WirePacket *packet)
{
    if (host->keep)
        host_keep_from_editor(host->keep, *packet);
}

/* The end of the connection that follows is meant. */
static void take_leave(Host *host, WirePacket *packet)
{
    host_drop_line(host);
}

typedef struct {
    int type;
    void (*take)(Host *host, WirePacket *packet);
} Handler;

static const Handler HANDLERS[] = {
    {WIRE_START, take_start},   {WIRE_INTERRUPT, take_interrupt}, {WIRE_TYPE, take_typed},
    {WIRE_RESIZE, take_resize}, {WIRE_RESTART, take_restart},     {WIRE_STOP, take_stop},
    {WIRE_FINISH, take_finish}, {WIRE_KEEP, host_take_keep},      {WIRE_QUEUE, take_queue},
    {WIRE_CHECKPOINTS, host_take_checkpoints}, {WIRE_MAKE_CHECKPOINT, host_take_make_checkpoint},
    {WIRE_ROLL_BACK, host_take_roll_back},
    {WIRE_SUPERSEDE, take_supersede}, {WIRE_LEAVE, take_leave},
};

static void take_editor_packet(Host *host, WirePacket *packet)
{
    if (packet->type < 100) {
        if (host->child.pid > 0 && host->goal == GOAL_SERVE) {
            host_send_kernel(host, *packet);
            if (host->keep)
                host_keep_from_editor(host->keep, *packet);
            if (packet->type == WIRE_RUN || packet->type == WIRE_AHEAD)
                host_note_sent(host, wire_int(packet));
        }
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(HANDLERS); i++) {
        if (HANDLERS[i].type == packet->type)
            HANDLERS[i].take(host, packet);
    }
}

static void lose_editor(Host *host)
{
    close(host->editor);
    host->editor = -1;
    if (host_hold_line(host))
        return;
    if (host->goal == GOAL_SERVE && host_goes_on(host))
        return;
    host->goal = GOAL_STOP;
    host_end_kernel(host);
}

static void read_editor(Host *host)
{
    WirePacket packet;
    WireResult result;
    ptrdiff_t count = wire_reader_fill(&host->from_editor, host->editor);
    int error = errno;
    while ((result = wire_reader_next(&host->from_editor, &packet)) == WIRE_PACKET) {
        if (!line_note(&host->line, &packet))
            take_editor_packet(host, &packet);
    }
    if (count == 0 || result == WIRE_BROKEN || (count < 0 && error != EAGAIN && error != EINTR))
        lose_editor(host);
}

/* --- the loop -------------------------------------------------------------------------------------- */

enum { EDITOR, KERNEL, CONSOLE, SIGNALS, CONTROL, DOOR, DESCRIPTORS = DOOR + HOST_DOOR_POLLS };

/* While others run by themselves after the last DONE, it is better to hear of several of them at once. */
static bool is_resting(const Host *host)
{
    return host->rest_until && wire_waiting(&host->done) == 0;
}

/* Asks the clock once a turn: what is polled and how long must not differ about it. */
static void end_rest(Host *host)
{
    if (host->rest_until && g_get_monotonic_time() >= host->rest_until)
        host->rest_until = 0;
}

static void choose(const Host *host, struct pollfd polled[DESCRIPTORS])
{
    bool congested = is_congested(host);
    bool holding = wire_waiting(&host->done) > 0;
    bool resting = is_resting(host);
    bool deaf = resting || (congested && host->pipes) || (host->console && host_console_stopped(host->console));
    const struct pollfd chosen[DESCRIPTORS] = {
        [EDITOR] = {host->editor, (short)((wire_waiting(&host->to_kernel) < KERNEL_QUEUE ? POLLIN : 0) |
                                          (line_waiting(&host->line, &host->to_editor) > 0 ? POLLOUT : 0)), 0},
        [KERNEL] = {(congested && !host->held_at) || holding || resting ? -1 : host->child.kernel, POLLIN, 0},
        [CONSOLE] = {deaf && host->typed->len == 0 ? -1 : host->child.console,
                     (short)((deaf ? 0 : POLLIN) | (host->typed->len > 0 ? POLLOUT : 0)), 0},
        [SIGNALS] = {host->signals, POLLIN, 0},
        [CONTROL] = {host->child.control, POLLIN, 0},
    };
    memcpy(polled, chosen, sizeof chosen);
    host_door_polls(host->door, &polled[DOOR]);
    if (wire_waiting(&host->to_kernel) > 0 && host->child.kernel >= 0) {
        polled[KERNEL].events = (short)(polled[KERNEL].fd < 0 ? POLLOUT : POLLIN | POLLOUT);
        polled[KERNEL].fd = host->child.kernel;
    }
}

/* Until the next thing that happens by itself, in microseconds; -1: only events can wake us. */
static gint64 timeout_of(const Host *host)
{
    gint64 next = G_MAXINT64;
    if (host->kill_at && host->child.pid > 0)
        next = MIN(next, host->kill_at);
    if (wire_waiting(&host->done) > 0)
        next = MIN(next, host->done_until);
    if (host->flush_at)
        next = MIN(next, host->flush_at);
    if (host->superseded)
        next = MIN(next, host->supersede_at);
    if (host->interrupt_at)
        next = MIN(next, host->interrupt_at);
    if (is_resting(host))
        next = MIN(next, host->rest_until);
    next = MIN(next, host_session_due(host));
    next = MIN(next, host_checkpoints_weigh_at(host->checkpoints));
    return next == G_MAXINT64 ? -1 : MAX(next - g_get_monotonic_time(), 0);
}

static int wait_for(Host *host, struct pollfd polled[DESCRIPTORS])
{
    gint64 left = timeout_of(host);
    struct timespec time = {.tv_sec = left / G_USEC_PER_SEC, .tv_nsec = left % G_USEC_PER_SEC * 1000};
    return ppoll(polled, DESCRIPTORS, left < 0 ? NULL : &time, NULL);
}

static void do_timed(Host *host)
{
    gint64 now = g_get_monotonic_time();
    if (host->kill_at && now >= host->kill_at) {
        host_child_interrupt(&host->child, 3);
        host->kill_at = 0;
    }
    if (host->console && !host_console_waiting(host->console)) {
        host->flush_at = 0;
    } else if (host->console && host->flush_at == 0) {
        host->flush_at = now + FLUSH_MICROSECONDS;
    } else if (host->console && now >= host->flush_at) {
        host->flush_at = now + FLUSH_MICROSECONDS;
        if (!is_congested(host))
            host_console_flush(host->console);
    }
    host_release_done(host);
    host_weigh_checkpoints(host, now);
    if (host->interrupt_at)
        interrupt_run(host);
    if (host->superseded && now >= host->supersede_at)
        do_supersede(host);
}

static void serve_ready(Host *host, const struct pollfd polled[DESCRIPTORS])
{
    const short READABLE = POLLIN | POLLHUP | POLLERR;
    struct signalfd_siginfo information;
    if (host->editor >= 0 && polled[EDITOR].revents & READABLE)
        read_editor(host);
    if (host->child.console >= 0 && polled[CONSOLE].fd == host->child.console) {
        if (polled[CONSOLE].revents & POLLOUT)
            host_write_console(host);
        if (polled[CONSOLE].revents & READABLE)
            host_read_console(host);
    }
    if (host->child.kernel >= 0 && polled[KERNEL].fd == host->child.kernel && (polled[KERNEL].events & POLLIN) &&
        (polled[KERNEL].revents & READABLE)) {
        host_read_kernel(host);
        host_read_rest(host);
    }
    if (host->child.control >= 0 && polled[CONTROL].fd == host->child.control && polled[CONTROL].revents & READABLE)
        host_read_control(host);
    if (polled[SIGNALS].revents & POLLIN) {
        while (read(host->signals, &information, sizeof information) == sizeof information) {
            if (information.ssi_signo == SIGTERM)
                take_signal(host);
        }
        host_notice_death(host);
        host_checkpoints_reap(host->checkpoints, host->child.pid);
    }
    do_timed(host);
    host_serve_door(host, &polled[DOOR]);
    host_do_session(host, g_get_monotonic_time());
    if (host->child.kernel >= 0 && !wire_flush(&host->to_kernel, host->child.kernel))
        wire_writer_free(&host->to_kernel); /* it is gone; SIGCHLD will tell */
    if (host_is_heard(host) && !line_flush(&host->line, &host->to_editor, host->editor))
        lose_editor(host);
    if (!host_is_heard(host))
        wire_writer_free(&host->to_editor); /* it is kept already, if it is worth that */
}

static int open_signals(void)
{
    sigset_t watched;
    sigemptyset(&watched);
    sigaddset(&watched, SIGCHLD);
    sigaddset(&watched, SIGTERM);
    sigprocmask(SIG_BLOCK, &watched, NULL);
    signal(SIGINT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* The last words, if there is still somebody to read them. */
static void send_rest(Host *host)
{
    if (host->editor < 0)
        return;
    g_unix_set_fd_nonblocking(host->editor, FALSE, NULL);
    while (line_waiting(&host->line, &host->to_editor) > 0 && line_flush(&host->line, &host->to_editor, host->editor))
        ;
    close(host->editor);
}

int host_serve(int editor, const char *token)
{
    g_unsetenv(HOST_MARK);
    prctl(PR_SET_NAME, "tarn host"); /* it may be a branch of the editor */
    setsid(); /* the keyboard's signals are the editor's business */
    Host host = {.editor = editor, .signals = open_signals(), .child = {.kernel = -1, .console = -1, .control = -1}};
    if (host.signals < 0 || fcntl(editor, F_SETFD, FD_CLOEXEC) < 0)
        return 1;
    g_unix_set_fd_nonblocking(editor, TRUE, NULL);
    line_begin(&host.line, token);
    host.typed = g_byte_array_new();
    host.checkpoints = host_checkpoints_new();
    host.owed = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_byte_array_unref);
    prctl(PR_SET_CHILD_SUBREAPER, 1); /* copies of the interpreter are to outlive it */
    host.sent = g_array_new(FALSE, FALSE, sizeof(int64_t));
    host.editor_pid = getppid();
    host.began = host.idle_since = g_get_real_time();

    while (host.goal < GOAL_FINISH || host.child.pid > 0) {
        struct pollfd polled[DESCRIPTORS];
        end_rest(&host);
        choose(&host, polled);
        if (wait_for(&host, polled) >= 0)
            serve_ready(&host, polled);
    }
    host_forget_kernel(&host);
    host_checkpoints_free(host.checkpoints);
    g_hash_table_unref(host.owed);
    host_session_clear(&host);
    close(host.signals);
    send_rest(&host);
    wire_reader_free(&host.from_editor);
    wire_writer_free(&host.to_editor);
    line_clear(&host.line);
    g_byte_array_unref(host.typed);
    g_array_unref(host.sent);
    g_free(host.python);
    g_free(host.wanted);
    g_free(host.directory);
    g_free(host.secret);
    return 0;
}
