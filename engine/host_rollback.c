/* Checkpoints from the host's side: when one is made, and how a copy takes the place of a dead interpreter. */
#include "engine/host_session.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib-unix.h>

enum { LAST_WORDS_MS = 100, LAST_WORDS_MOST = 1000 };

/* --- making one ------------------------------------------------------------------------------------------------ */

static void answer(Host *host, bool asked, const char *why)
{
    const HostCheckpoints *checkpoints = host->checkpoints;
    wire_write(&host->to_editor, WIRE_CHECKPOINTED, (int64_t)asked, (int64_t)checkpoints->list->len, checkpoints->weight,
               WIRE_TEXT(why));
}

void host_take_checkpoints(Host *host, WirePacket *packet)
{
    HostCheckpoints *checkpoints = host->checkpoints;
    int64_t most = wire_int(packet), megabytes = wire_int(packet), milliseconds = wire_int(packet);
    checkpoints->most = (int)CLAMP(most, 0, 100);
    checkpoints->memory = CLAMP(megabytes, 0, INT64_C(1) << 30) << 20;
    checkpoints->worth = CLAMP(milliseconds, 0, INT64_C(1) << 30) * 1000000;
    while ((int)checkpoints->list->len > checkpoints->most)
        g_ptr_array_remove_index(checkpoints->list, 0);
}

static void begin(Host *host, bool asked)
{
    wire_write(&host->to_kernel, WIRE_CHECKPOINT);
    host_checkpoints_begin(host->checkpoints, asked);
}

void host_take_make_checkpoint(Host *host, WirePacket *packet)
{
    if (host->checkpoints->most == 0) {
        answer(host, true, "the option checkpoints is 0");
    } else if (host->child.pid <= 0 || !host->ready || host->goal != GOAL_SERVE) {
        answer(host, true, "there is no interpreter");
    } else {
        begin(host, true);
    }
}

void host_checkpoint_when_due(Host *host)
{
    if (host->goal == GOAL_SERVE && host_checkpoints_are_due(host->checkpoints))
        begin(host, false);
}

/* Before a run: what was computed so far would be dear to lose. */
static void checkpoint_if_due(Host *host)
{
    if (host->running == 0)
        host_checkpoint_when_due(host);
}

/* As `tell` of engine/kernel/checkpoint.c says it. */
typedef struct {
    int32_t pid;
    char why[200];
} Told;

void host_read_control(Host *host)
{
    Told told = {0};
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control = {{0}};
    struct iovec part = {&told, sizeof told};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    ssize_t count = recvmsg(host->child.control, &message, MSG_CMSG_CLOEXEC);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (count <= 0) { /* a cell closed it */
        close(host->child.control);
        host->child.control = -1;
        return;
    }
    const struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    int wake = -1;
    if (header && header->cmsg_type == SCM_RIGHTS && header->cmsg_len == CMSG_LEN(sizeof(int)))
        memcpy(&wake, CMSG_DATA(header), sizeof wake);
    bool whole = count == sizeof told && told.pid > 0 && told.pid != host->child.pid && wake >= 0, asked;
    told.why[sizeof told.why - 1] = '\0';
    bool made = host_checkpoints_end(host->checkpoints, whole ? told.pid : -1, wake, &asked);
    answer(host, asked, made ? "" : told.why[0] ? told.why : "the kernel does not say why");
}

void host_weigh_checkpoints(Host *host, gint64 now)
{
    unsigned dropped = host_checkpoints_weigh(host->checkpoints, host->running > 0, now);
    if (dropped > 0)
        answer(host, false, host->checkpoints->weight > host->checkpoints->memory
                                ? "it took more memory than checkpointmemory allows" : "the copy has died");
}

/* --- going back to it ------------------------------------------------------------------------------------------ */

void host_take_roll_back(Host *host, WirePacket *packet)
{
    if (host->checkpoints->list->len == 0 || host->child.pid <= 0 || host->goal != GOAL_SERVE) {
        answer(host, true, "there is none to go back to");
        return;
    }
    host->rolling_back = true;
    host_child_interrupt(&host->child, 3);
}

/* What the dead one has said: its terminal stays open, for it is the copy's, too. */
static void read_last_words(Host *host)
{
    struct pollfd console = {host->child.console, POLLIN, 0};
    gint64 end = g_get_monotonic_time() + LAST_WORDS_MOST * 1000; /* a process that it left behind may go on */
    while (host->child.console >= 0 && g_get_monotonic_time() < end && poll(&console, 1, LAST_WORDS_MS) > 0)
        host_read_console(host);
    host_console_finish(host->console);
    host->done_until = 0; /* nothing more will come */
    host_release_done(host);
    struct pollfd kernel = {host->child.kernel, POLLIN, 0};
    while (host->child.kernel >= 0 && poll(&kernel, 1, 0) > 0)
        host_read_kernel(host);
    host->done_until = 0;
    host_release_done(host);
    host_forget_all_sent(host);
}

static bool open_pair(int type, int *ours, int *theirs)
{
    int ends[2];
    if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends) < 0)
        return false;
    g_unix_set_fd_nonblocking(ends[0], TRUE, NULL);
    *ours = ends[0];
    *theirs = ends[1];
    return true;
}

static bool wake(HostCheckpoint *copy, int *kernel, int *control)
{
    int theirs[2] = {-1, -1};
    *kernel = *control = -1;
    bool woken = open_pair(SOCK_STREAM, kernel, &theirs[0]) && open_pair(SOCK_SEQPACKET, control, &theirs[1]) &&
                 host_checkpoint_wake(copy, theirs);
    for (size_t i = 0; i < G_N_ELEMENTS(theirs); i++) {
        if (theirs[i] >= 0)
            close(theirs[i]);
    }
    if (!woken && *kernel >= 0)
        close(*kernel);
    if (!woken && *control >= 0)
        close(*control);
    return woken;
}

/* What the copy has not heard: names that went with cells that did not run again, and the last of all else.  Names of
 * cells that ran are as at the checkpoint: they are forgotten when that is said of their cells the next time. */
static void tell_copy(Host *host, HostCheckpoint *copy)
{
    GHashTableIter all;
    gpointer cell, forgets;
    g_hash_table_iter_init(&all, copy->forgets);
    while (g_hash_table_iter_next(&all, &cell, &forgets)) {
        const GByteArray *packets = forgets;
        if (!g_hash_table_contains(copy->ran, cell))
            wire_write_raw(&host->to_kernel, WIRE_BYTES((const char *)packets->data, packets->len));
        else
            g_hash_table_insert(host->owed, g_memdup2(cell, sizeof(int64_t)), g_byte_array_ref(forgets));
    }
    for (guint i = 0; i < copy->told->len; i++) {
        GBytes *bytes = g_ptr_array_index(copy->told, i);
        wire_write_raw(&host->to_kernel, WIRE_BYTES(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)));
    }
    begin(host, false); /* the next death costs no more */
}

static void pay_owed(Host *host, WirePacket packet)
{
    if (packet.type != WIRE_FORGET && packet.type != WIRE_RUN && packet.type != WIRE_AHEAD)
        return;
    if (packet.type != WIRE_FORGET)
        wire_int(&packet);
    int64_t cell = wire_int(&packet);
    const GByteArray *owed = g_hash_table_lookup(host->owed, &cell);
    if (!owed)
        return;
    wire_write_raw(&host->to_kernel, WIRE_BYTES((const char *)owed->data, owed->len));
    g_hash_table_remove(host->owed, &cell);
}

void host_send_kernel(Host *host, WirePacket packet)
{
    pay_owed(host, packet);
    if (packet.type == WIRE_RUN)
        checkpoint_if_due(host);
    host_checkpoints_note(host->checkpoints, packet);
    wire_write_raw(&host->to_kernel, packet.raw);
}

static void tell_editor(Host *host, const HostCheckpoint *copy, int status, const char *what)
{
    GHashTableIter all;
    gpointer cell;
    wire_begin(&host->to_editor, WIRE_ROLLED_BACK);
    wire_put_int(&host->to_editor, status);
    wire_put_bytes(&host->to_editor, WIRE_TEXT(what));
    wire_put_int(&host->to_editor, copy->made);
    wire_put_int(&host->to_editor, copy->pid);
    g_hash_table_iter_init(&all, copy->ran);
    while (g_hash_table_iter_next(&all, &cell, NULL)) {
        char digits[32];
        g_snprintf(digits, sizeof digits, "%" G_GINT64_FORMAT, *(const int64_t *)cell);
        wire_put_bytes(&host->to_editor, WIRE_TEXT(digits));
    }
    wire_end(&host->to_editor);
}

static void free_begun(gpointer checkpoint)
{
    host_checkpoint_free(checkpoint);
}

bool host_roll_back(Host *host, int status, const char *what)
{
    bool asked = host->rolling_back;
    int kernel, control, console = host->child.console;
    host->rolling_back = false;
    if (host->goal != GOAL_SERVE || !host->ready || console < 0)
        return false;
    HostCheckpoint *copy = host_checkpoints_take(host->checkpoints);
    while (copy && !wake(copy, &kernel, &control)) { /* it is dead itself: an older one? */
        host_checkpoint_free(copy);
        copy = host_checkpoints_take(host->checkpoints);
    }
    if (!copy)
        return false;
    read_last_words(host);
    g_queue_clear_full(&host->checkpoints->begun, free_begun);
    host->child.console = -1; /* kept */
    host_forget_kernel(host);
    host_child_replace(&host->child, copy->pid, kernel, control, console);
    host_child_reset_terminal(&host->child);
    host_begin_console(host);
    host->ready = true;
    if (host->keep)
        host_keep_rolled_back(host->keep, copy->ran);
    tell_editor(host, copy, status, asked ? "" : what);
    tell_copy(host, copy);
    copy->pid = 0; /* it is the kernel now */
    host_checkpoint_free(copy);
    host_child_resize(&host->child, host->columns, host->rows);
    return true;
}
