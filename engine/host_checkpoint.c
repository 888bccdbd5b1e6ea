#include "engine/host_checkpoint.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* A copy of a very large interpreter takes a while: it may cost one part in so many of what it saves. */
enum { COST_SHARE = 20 };

static const gint64 WEIGH_EVERY = 2 * G_USEC_PER_SEC;

/* --- life ---------------------------------------------------------------------------------------------------- */

static void free_bytes(gpointer bytes)
{
    g_byte_array_unref(bytes);
}

static void unref_bytes(gpointer bytes)
{
    g_bytes_unref(bytes);
}

void host_checkpoint_free(HostCheckpoint *checkpoint)
{
    if (checkpoint->wake >= 0)
        close(checkpoint->wake);
    if (checkpoint->pid > 0) { /* what only its kernel can have reaped before is no child of ours, and no other's number */
        kill(checkpoint->pid, SIGKILL);
        while (waitpid(checkpoint->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    g_hash_table_unref(checkpoint->ran);
    g_hash_table_unref(checkpoint->forgets);
    g_ptr_array_unref(checkpoint->told);
    g_free(checkpoint);
}

static void free_checkpoint(gpointer checkpoint)
{
    host_checkpoint_free(checkpoint);
}

HostCheckpoints *host_checkpoints_new(void)
{
    HostCheckpoints *checkpoints = g_new0(HostCheckpoints, 1);
    checkpoints->list = g_ptr_array_new_with_free_func(free_checkpoint);
    g_queue_init(&checkpoints->begun);
    return checkpoints;
}

void host_checkpoints_free(HostCheckpoints *checkpoints)
{
    g_ptr_array_unref(checkpoints->list);
    g_queue_clear_full(&checkpoints->begun, free_checkpoint);
    g_free(checkpoints);
}

void host_checkpoints_drop_all(HostCheckpoints *checkpoints)
{
    g_ptr_array_set_size(checkpoints->list, 0);
    g_queue_clear_full(&checkpoints->begun, free_checkpoint);
    checkpoints->since = checkpoints->weight = 0;
}

/* --- what the interpreter is told ---------------------------------------------------------------------------- */

static void note_forget(HostCheckpoint *checkpoint, int64_t cell, const WirePacket *packet)
{
    GByteArray *forgets = g_hash_table_lookup(checkpoint->forgets, &cell);
    if (!forgets)
        g_hash_table_insert(checkpoint->forgets, g_memdup2(&cell, sizeof cell), forgets = g_byte_array_new());
    g_byte_array_append(forgets, (const guint8 *)packet->raw.bytes, (guint)packet->raw.length);
}

static WirePacket packet_of(GBytes *bytes, WireReader *reader)
{
    WirePacket packet = {0};
    wire_reader_feed(reader, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    wire_reader_next(reader, &packet);
    return packet;
}

/* Of what is said again the last word counts, of a widget the last value. */
static void forget_earlier(HostCheckpoint *checkpoint, WirePacket packet)
{
    WireBytes id = packet.type == WIRE_WIDGET ? wire_bytes(&packet) : (WireBytes){0};
    for (guint i = 0; packet.type != WIRE_DROP && i < checkpoint->told->len; i++) {
        WireReader reader = {0};
        WirePacket before = packet_of(g_ptr_array_index(checkpoint->told, i), &reader);
        WireBytes same = before.type == WIRE_WIDGET ? wire_bytes(&before) : (WireBytes){0};
        bool again = before.type == packet.type && same.length == id.length &&
                     (id.length == 0 || memcmp(same.bytes, id.bytes, id.length) == 0);
        wire_reader_free(&reader);
        if (again)
            g_ptr_array_remove_index(checkpoint->told, i--);
    }
}

static void note(HostCheckpoint *checkpoint, WirePacket packet)
{
    WirePacket fields = packet;
    switch (packet.type) {
    case WIRE_RUN: case WIRE_AHEAD: {
        wire_int(&fields);
        int64_t cell = wire_int(&fields);
        if (cell != INT64_MAX) /* the scratchpad binds nothing */
            g_hash_table_add(checkpoint->ran, g_memdup2(&cell, sizeof cell));
        break;
    }
    case WIRE_FORGET:
        note_forget(checkpoint, wire_int(&fields), &packet);
        break;
    case WIRE_WIDGET: case WIRE_NOTEBOOK: case WIRE_DEFINERS: case WIRE_MODULES: case WIRE_DROP:
    case WIRE_ENVIRONMENT:
        forget_earlier(checkpoint, packet);
        g_ptr_array_add(checkpoint->told, g_bytes_new(packet.raw.bytes, packet.raw.length));
        break;
    case WIRE_CHANGED:
        g_ptr_array_add(checkpoint->told, g_bytes_new(packet.raw.bytes, packet.raw.length));
        break;
    default:
        break;
    }
}

void host_checkpoints_note(HostCheckpoints *checkpoints, WirePacket packet)
{
    checkpoints->unweighed = true;
    for (guint i = 0; i < checkpoints->list->len; i++)
        note(g_ptr_array_index(checkpoints->list, i), packet);
    for (GList *link = checkpoints->begun.head; link; link = link->next)
        note(link->data, packet);
}

void host_checkpoints_note_done(HostCheckpoints *checkpoints, int64_t nanoseconds)
{
    checkpoints->since += MAX(nanoseconds, 0);
}

bool host_checkpoints_are_due(const HostCheckpoints *checkpoints)
{
    int64_t worth = MAX(checkpoints->worth, checkpoints->cost * COST_SHARE);
    return checkpoints->most > 0 && checkpoints->worth > 0 && checkpoints->since >= worth;
}

/* --- copies -------------------------------------------------------------------------------------------------- */

/* The kernel may say anything, and what is dropped is killed. */
static bool is_child(pid_t pid)
{
    siginfo_t end = {0};
    return waitid(P_PID, (id_t)pid, &end, WEXITED | WNOHANG | WNOWAIT) == 0 && end.si_pid == 0;
}

void host_checkpoints_begin(HostCheckpoints *checkpoints, bool asked)
{
    HostCheckpoint *checkpoint = g_new0(HostCheckpoint, 1);
    checkpoint->wake = -1;
    checkpoint->asked = asked;
    checkpoint->begun = g_get_monotonic_time();
    checkpoint->ran = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    checkpoint->forgets = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, free_bytes);
    checkpoint->told = g_ptr_array_new_with_free_func(unref_bytes);
    g_queue_push_tail(&checkpoints->begun, checkpoint);
    checkpoints->since = 0; /* another attempt when as much was computed again */
}

bool host_checkpoints_end(HostCheckpoints *checkpoints, pid_t pid, int wake, bool *asked)
{
    HostCheckpoint *checkpoint = g_queue_pop_head(&checkpoints->begun);
    *asked = checkpoint && checkpoint->asked;
    if (checkpoint && !checkpoint->asked) /* nothing ran when the kernel was told */
        checkpoints->cost = (g_get_monotonic_time() - checkpoint->begun) * 1000;
    if (!checkpoint || pid <= 0 || !is_child(pid)) {
        if (wake >= 0)
            close(wake);
        g_clear_pointer(&checkpoint, host_checkpoint_free);
        return false;
    }
    checkpoint->pid = pid;
    checkpoint->wake = wake;
    checkpoint->made = g_get_real_time();
    g_ptr_array_add(checkpoints->list, checkpoint);
    while ((int)checkpoints->list->len > checkpoints->most)
        g_ptr_array_remove_index(checkpoints->list, 0);
    checkpoints->weighed_at = g_get_monotonic_time();
    return true;
}

HostCheckpoint *host_checkpoints_take(HostCheckpoints *checkpoints)
{
    guint count = checkpoints->list->len;
    return count ? g_ptr_array_steal_index(checkpoints->list, count - 1) : NULL;
}

bool host_checkpoint_wake(HostCheckpoint *checkpoint, const int fds[2])
{
    char byte = 1;
    union {
        char bytes[CMSG_SPACE(2 * sizeof(int))];
        struct cmsghdr align;
    } control = {{0}};
    struct iovec part = {&byte, 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(2 * sizeof(int));
    memcpy(CMSG_DATA(header), fds, 2 * sizeof(int));
    return sendmsg(checkpoint->wake, &message, MSG_NOSIGNAL) == 1;
}

/* --- what they cost ------------------------------------------------------------------------------------------ */

/* What it does not share with the kernel any more, as the kernel has written there since; in bytes. */
static int64_t own_memory(pid_t pid)
{
    static const char *const ROWS[] = {"\nPrivate_Clean:", "\nPrivate_Dirty:", "\nSwap:"};
    g_autofree char *path = g_strdup_printf("/proc/%d/smaps_rollup", (int)pid), *text = NULL;
    int64_t kilobytes = 0;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return 0;
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        const char *row = strstr(text, ROWS[i]);
        kilobytes += row ? g_ascii_strtoll(row + strlen(ROWS[i]), NULL, 10) : 0;
    }
    return kilobytes << 10;
}

static unsigned drop_dead(HostCheckpoints *checkpoints)
{
    unsigned dropped = 0;
    for (guint i = checkpoints->list->len; i-- > 0;) {
        if (is_child(((const HostCheckpoint *)g_ptr_array_index(checkpoints->list, i))->pid))
            continue;
        g_ptr_array_remove_index(checkpoints->list, i);
        dropped++;
    }
    return dropped;
}

unsigned host_checkpoints_weigh(HostCheckpoints *checkpoints, bool busy, gint64 now)
{
    if (now < host_checkpoints_weigh_at(checkpoints))
        return 0;
    unsigned dropped = drop_dead(checkpoints);
    checkpoints->weighed_at = now;
    checkpoints->unweighed = busy;
    int64_t total = 0;
    for (guint i = checkpoints->list->len; i-- > 0;) {
        const HostCheckpoint *each = g_ptr_array_index(checkpoints->list, i);
        total += own_memory(each->pid);
        if (total <= checkpoints->memory)
            continue;
        dropped += i + 1; /* this and all that are older */
        g_ptr_array_remove_range(checkpoints->list, 0, i + 1);
        break;
    }
    checkpoints->weight = total;
    return dropped;
}

gint64 host_checkpoints_weigh_at(const HostCheckpoints *checkpoints)
{
    return checkpoints->list->len > 0 && checkpoints->unweighed ? checkpoints->weighed_at + WEIGH_EVERY : G_MAXINT64;
}

void host_checkpoints_reap(HostCheckpoints *checkpoints, pid_t kernel)
{
    siginfo_t end = {0};
    for (;;) {
        end.si_pid = 0;
        if (waitid(P_ALL, 0, &end, WEXITED | WNOHANG | WNOWAIT) != 0 || end.si_pid == 0 || end.si_pid == kernel)
            return;
        bool ours = false;
        for (guint i = 0; checkpoints && i < checkpoints->list->len && !ours; i++) {
            const HostCheckpoint *each = g_ptr_array_index(checkpoints->list, i);
            ours = each->pid == end.si_pid;
        }
        if (ours)
            drop_dead(checkpoints);
        else
            waitpid(end.si_pid, NULL, 0);
    }
}
