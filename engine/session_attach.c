#include "engine/session_attach.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "engine/session_find.h"
#include "engine/session_place.h"
#include "engine/session_state.h"

/* The host answers at once, but first waits a moment for another editor to let go. */
enum { PATIENCE_MS = 3000, TAKING_MS = 6000, VIA_MS = 60000 };

static void kept_free(gpointer data)
{
    SessionKept *kept = data;
    g_free(kept->name);
    g_bytes_unref(kept->code);
    g_byte_array_unref(kept->packets);
    g_free(kept);
}

/* --- getting in ---------------------------------------------------------------------------------------------- */

/* Its first packet, which is read here; false: there will be none. */
static bool await_answer(HostLink *link, int patience, WirePacket *packet)
{
    gint64 end = g_get_monotonic_time() + patience * 1000;
    while (!host_link_next(link, packet)) {
        gint64 left = (end - g_get_monotonic_time()) / 1000;
        struct pollfd fd = {.fd = host_link_fd(link), .events = host_link_wants(link)};
        if (left <= 0 || poll(&fd, 1, (int)left) < 0 || !host_link_serve(link))
            return host_link_next(link, packet);
    }
    return true;
}

HostLink *session_attach(const char *path, bool take, int64_t *busy)
{
    g_autofree char *id = session_known(path);
    int fd = session_dial_any(id);
    *busy = 0;
    if (fd < 0)
        return NULL;
    HostLink *link = host_link_over(fd);
    wire_write(host_link_out(link), WIRE_ATTACH, (int64_t)take, WIRE_TEXT(""));
    WirePacket packet;
    bool answered = await_answer(link, take ? TAKING_MS : PATIENCE_MS, &packet);
    if (answered && packet.type == WIRE_ATTACHED) {
        HostLinkHello hello = {.attached = true, .run = wire_int(&packet), .cell = wire_int(&packet)};
        host_link_set_hello(link, &hello);
        return link;
    }
    *busy = answered && packet.type == WIRE_BUSY ? wire_int(&packet) : 0;
    host_link_leave(link);
    return NULL;
}

HostLink *session_attach_via(const char *command, const char *name, bool take, GError **error)
{
    HostLink *link = host_link_command(command, error);
    if (!link)
        return NULL;
    WirePacket packet;
    g_autofree char *token = host_link_token();
    wire_write(host_link_out(link), WIRE_DIAL, (int64_t)take, WIRE_TEXT(name), WIRE_TEXT(token), (int64_t)-1);
    bool answered = await_answer(link, VIA_MS, &packet);
    int type = answered ? packet.type : 0;
    size_t heard = type == WIRE_ATTACHED ? packet.raw.length : 0;
    if (type == WIRE_ATTACHED) {
        HostLinkHello hello = {.attached = true, .run = wire_int(&packet), .cell = wire_int(&packet)};
        host_link_set_hello(link, &hello);
    }
    if (type == WIRE_ATTACHED || type == WIRE_NO_SESSION) {
        host_link_hold(link, command, name, token, heard);
        return link;
    }
    g_autofree char *words = host_link_words(link);
    if (type == WIRE_BUSY)
        g_set_error(error, HOST_LINK_ERROR, HOST_LINK_ERROR_START, "another tarn has the session (--take-over takes it)");
    else
        g_set_error(error, HOST_LINK_ERROR, HOST_LINK_ERROR_START, "%s: %s", command, words ? words : "no host answers");
    host_link_kill(link);
    return NULL;
}

void session_begin_attached(Session *session)
{
    const HostLinkHello *hello = host_link_hello(session->host);
    session->attaching = session->collecting = true;
    session->last_run = hello->run;
    session->last_wire = hello->cell;
    session->wire_ids = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    session->cell_ids = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    session->kept = g_ptr_array_new_with_free_func(kept_free);
    session->loose = g_byte_array_new();
}

/* What waits for it to end is queued until then, as behind any other cell. */
static void set_foreign(Session *session, SessionKept *kept)
{
    session->foreign = kept;
    plan_pause(session->plan, kept != NULL);
}

void session_end_attached(Session *session)
{
    session->attaching = session->collecting = false;
    set_foreign(session, NULL);
    g_clear_pointer(&session->kept, g_ptr_array_unref);
    g_clear_pointer(&session->loose, g_byte_array_unref);
}

/* --- ids ----------------------------------------------------------------------------------------------------- */

static void map(Session *session, uint64_t cell, int64_t wire)
{
    g_hash_table_insert(session->wire_ids, g_memdup2(&cell, sizeof cell), g_memdup2(&wire, sizeof wire));
    g_hash_table_insert(session->cell_ids, g_memdup2(&wire, sizeof wire), g_memdup2(&cell, sizeof cell));
}

int64_t session_wire(Session *session, uint64_t cell)
{
    if (!session->wire_ids || cell == PLAN_SCRATCH)
        return (int64_t)cell;
    const int64_t *wire = g_hash_table_lookup(session->wire_ids, &cell);
    if (!wire)
        map(session, cell, ++session->last_wire);
    return wire ? *wire : session->last_wire;
}

uint64_t session_unwire(const Session *session, int64_t wire)
{
    if (!session->cell_ids || (uint64_t)wire == PLAN_SCRATCH)
        return (uint64_t)wire;
    const uint64_t *cell = g_hash_table_lookup(session->cell_ids, &wire);
    return cell ? *cell : 0;
}

void session_unwire_node(const Session *session, Node *node)
{
    if (!session->cell_ids || !node)
        return;
    node->cell = session_unwire(session, (int64_t)node->cell);
    for (guint i = 0; node->frames && i < node->frames->len; i++) {
        ErrorFrame *frame = g_ptr_array_index(node->frames, i);
        frame->cell = session_unwire(session, (int64_t)frame->cell);
    }
    for (guint i = 0; node->children && i < node->children->len; i++)
        session_unwire_node(session, g_ptr_array_index(node->children, i));
}

/* --- collecting ---------------------------------------------------------------------------------------------- */

static void append(GByteArray *packets, const WirePacket *packet)
{
    g_byte_array_append(packets, (const guint8 *)packet->raw.bytes, (guint)packet->raw.length);
}

static void take_ran(Session *session, WirePacket *packet)
{
    SessionKept *kept = g_new0(SessionKept, 1);
    kept->run = wire_int(packet);
    kept->cell = wire_int(packet);
    WireBytes name = wire_bytes(packet);
    WireBytes code = wire_bytes(packet);
    kept->name = g_strndup(name.bytes, name.length);
    kept->code = g_bytes_new(code.bytes, code.length);
    kept->started = wire_int(packet);
    kept->far = (int)wire_int(packet);
    kept->cause = wire_int(packet);
    kept->packets = g_byte_array_new();
    g_ptr_array_add(session->kept, kept);
}

static bool is_of_a_run(int type)
{
    static const int TYPES[] = {WIRE_OUTPUT, WIRE_DONE, WIRE_UNBOUND, WIRE_WIDGETS, WIRE_CONSOLE, WIRE_INPUT_WANTED};
    for (size_t i = 0; i < G_N_ELEMENTS(TYPES); i++) {
        if (TYPES[i] == type)
            return true;
    }
    return false;
}

/* Of an element of the cell that was told of last; while what was is told. */
static bool is_of_a_widget(const Session *session, int type)
{
    return session->attaching && session->kept->len > 0 &&
           (type == WIRE_WIDGET_WAS || type == WIRE_WIDGET_SHOWN || type == WIRE_WIDGET_BOUND);
}

static SessionKept *find_run(const Session *session, int64_t run)
{
    for (guint i = session->kept->len; i > 0; i--) {
        SessionKept *kept = g_ptr_array_index(session->kept, i - 1);
        if (kept->run == run && run != 0)
            return kept;
    }
    return NULL;
}

/* A run that we have no cell for goes on. */
static void follow(Session *session, SessionKept *kept, const WirePacket *packet)
{
    append(kept->packets, packet);
    if (packet->type != WIRE_DONE)
        return;
    kept->far = WIRE_RAN_DONE;
    set_foreign(session, NULL);
}

bool session_collect(Session *session, const WirePacket *packet)
{
    WirePacket copy = *packet;
    if (!session->kept)
        return false;
    if (packet->type == WIRE_ATTACHED_ALL) {
        session->attaching = false;
        return true;
    }
    if (packet->type == WIRE_RAN) {
        take_ran(session, &copy);
        return true;
    }
    SessionKept *kept = is_of_a_run(packet->type) ? find_run(session, wire_int(&copy)) : NULL;
    if (is_of_a_widget(session, packet->type)) {
        append(((SessionKept *)g_ptr_array_index(session->kept, session->kept->len - 1))->packets, packet);
        return true;
    }
    if (kept && (session->collecting || session->foreign == kept)) {
        follow(session, kept, packet);
        return true;
    }
    static const int LATER[] = {WIRE_STATE_SET, WIRE_STATE_LOOPS, WIRE_DIED, WIRE_OUTDATED, WIRE_RELOADED};
    for (size_t i = 0; i < G_N_ELEMENTS(LATER) && session->collecting; i++) {
        if (LATER[i] != packet->type)
            continue;
        append(session->loose, packet);
        return true;
    }
    return false;
}

bool session_is_attaching(const Session *session)
{
    return session->attaching;
}

bool session_wants_adoption(const Session *session)
{
    return session->kept && session->collecting && !session->attaching;
}

bool session_runs_unknown(const Session *session)
{
    return session->foreign != NULL;
}

void session_lose_foreign(Session *session)
{
    if (session->foreign)
        session->foreign->far = WIRE_RAN_DEAD;
    set_foreign(session, NULL);
}

void session_interrupt_kept(Session *session)
{
    for (guint i = 0; i < session->kept->len; i++) {
        SessionKept *kept = g_ptr_array_index(session->kept, i);
        if (kept->far == WIRE_RAN_QUEUED)
            kept->far = KEPT_INTERRUPTED;
    }
}

const GPtrArray *session_kept(const Session *session)
{
    return session->kept;
}

/* --- adopting ------------------------------------------------------------------------------------------------ */

static void replay(Session *session, const GByteArray *packets)
{
    WireReader reader = {0};
    WirePacket packet;
    wire_reader_feed(&reader, packets->data, packets->len);
    session->replaying = true;
    while (wire_reader_next(&reader, &packet) == WIRE_PACKET)
        session_take_packet(session, &packet);
    session->replaying = false;
    wire_reader_free(&reader);
}

static void show_cancelled(Session *session, uint64_t cell, const SessionKept *kept)
{
    session_show_cancelled(session, cell, session_unwire(session, kept->cause), kept->far == WIRE_RAN_STOPPED);
}

/* What happened to the cell happens again, without the kernel. */
static void adopt_run(Session *session, const SessionMatch *match)
{
    const SessionKept *kept = match->kept;
    uint64_t id = match->code.code->id;
    if (kept->far == KEPT_INTERRUPTED) {
        session_show_interrupted(session, id);
        return;
    }
    SessionCell *cell = session_begin_cell(session, id, kept->run);
    cell->status.started = kept->started;
    cell->status.revision = match->code.code->revision;
    if (kept->far == WIRE_RAN_CANCELLED || kept->far == WIRE_RAN_STOPPED) {
        show_cancelled(session, id, kept);
        return;
    }
    session->running = id;
    plan_adopt_run(session->plan, id);
    replay(session, kept->packets);
    if (kept->far != WIRE_RAN_RUNNING && session->running == id) { /* the interpreter died under it */
        session->running = 0;
        session_show(session, id, output_new_error("InterpreterDied", "the interpreter died"));
        plan_done(session->plan, id, &(PlanRan){.result = RESULT_DEAD});
        plan_roll_back(session->plan, &id, 1); /* what it left behind is not there */
    }
    session_tell_console(session, cell); /* even if it is empty: another one may be shown */
}

static void adopt_queue(Session *session, const SessionMatch *matches, guint count)
{
    g_autoptr(GArray) queue = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    for (guint i = 0; i < count; i++) {
        int far = matches[i].kept->far;
        bool runs = far == WIRE_RAN_RUNNING && session->running == matches[i].code.code->id;
        if (runs || far == WIRE_RAN_QUEUED)
            g_array_append_val(queue, matches[i].code.code->id);
    }
    plan_adopt_queue(session->plan, (const uint64_t *)(gpointer)queue->data, queue->len, session->running);
    session->told_queue = plan_serial(session->plan); /* the host has it */
}

static PlanAdopted *plan_view(const SessionMatch *matches, guint count)
{
    PlanAdopted *adopted = g_new0(PlanAdopted, count + 1);
    for (guint i = 0; i < count; i++) {
        const SessionKept *kept = matches[i].kept;
        bool cancelled = kept->far == WIRE_RAN_CANCELLED || kept->far == WIRE_RAN_STOPPED;
        bool unrun = kept->far == KEPT_INTERRUPTED;
        bool due = unrun || kept->far == WIRE_RAN_RUNNING || kept->far == WIRE_RAN_QUEUED;
        adopted[i] = (PlanAdopted){matches[i].code, due || cancelled ? G_MAXINT64 : kept->run, cancelled, unrun};
    }
    return adopted;
}

static void forget_matched(Session *session, const SessionMatch *matches, guint count)
{
    g_autoptr(GHashTable) known = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < count; i++)
        g_hash_table_add(known, (gpointer)matches[i].kept);
    SessionKept *running = NULL;
    for (guint i = session->kept->len; i > 0; i--) {
        SessionKept *kept = g_ptr_array_index(session->kept, i - 1);
        if (g_hash_table_contains(known, kept))
            g_ptr_array_remove_index(session->kept, i - 1);
        else if (kept->far == WIRE_RAN_RUNNING)
            running = kept;
    }
    set_foreign(session, running);
}

void session_adopt(Session *session, const SessionMatch *matches, guint count)
{
    g_autofree PlanAdopted *adopted = plan_view(matches, count);
    session->collecting = false;
    for (guint i = 0; i < count; i++)
        map(session, matches[i].code.code->id, matches[i].kept->cell);
    plan_adopt(session->plan, adopted, count);
    for (guint i = 0; i < count; i++) {
        if (matches[i].kept->far != WIRE_RAN_QUEUED)
            adopt_run(session, &matches[i]);
    }
    adopt_queue(session, matches, count);
    plan_settle_adopted(session->plan, adopted, count);
    forget_matched(session, matches, count);
    g_autoptr(GByteArray) loose = g_steal_pointer(&session->loose);
    session->loose = g_byte_array_new();
    replay(session, loose);
    if (session->kernel == KERNEL_IDLE && (session->running || session->foreign))
        session_tell_kernel(session, KERNEL_BUSY, NULL);
    session_tell_consoles(session, true);
    session_advance(session);
}

void session_drop_kept(Session *session, const SessionKept *kept, char *const *names)
{
    if (session->host) {
        WireWriter *writer = to_kernel(session);
        wire_begin(writer, WIRE_FORGET);
        wire_put_int(writer, kept->cell);
        for (char *const *name = names; *name; name++)
            wire_put_bytes(writer, WIRE_TEXT(*name));
        wire_end(writer);
    }
    g_ptr_array_remove(session->kept, (gpointer)kept);
}

/* Another editor has the session from now on. */
void session_take_taken(Session *session)
{
    if (session->listener.taken)
        session->listener.taken(session->listener.self);
    g_clear_pointer(&session->host, host_link_leave);
    session->no_kernel = true;
    session_lost_kernel(session);
    session_end_scratch(session);
    session_tell_kernel(session, KERNEL_NONE, "another tarn has the session now");
}

void session_leave(Session *session)
{
    g_clear_pointer(&session->host, host_link_leave);
    session->no_kernel = true;
}
