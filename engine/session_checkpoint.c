/* Checkpoints as the engine sees them: what the host is allowed, and what is left when it went back to one. */
#include "engine/session_state.h"

#include <stdlib.h>

void session_tell_checkpoints(Session *session)
{
    const SessionCheckpoints *limits = &session->checkpoints;
    if (session->host && !session->pipes && !session->app)
        wire_write(to_host(session), WIRE_CHECKPOINTS, limits->most, limits->megabytes, limits->milliseconds);
}

void session_set_checkpoints(Session *session, const SessionCheckpoints *limits)
{
    session->checkpoints = *limits;
    session_tell_checkpoints(session);
}

static bool has_kernel(Session *session)
{
    bool there = session->host && (session->kernel == KERNEL_IDLE || session->kernel == KERNEL_BUSY);
    if (!there)
        session_say(session, true, "there is no interpreter");
    return there;
}

void session_checkpoint(Session *session)
{
    if (has_kernel(session))
        wire_write(to_host(session), WIRE_MAKE_CHECKPOINT);
}

void session_roll_back(Session *session)
{
    if (has_kernel(session))
        wire_write(to_host(session), WIRE_ROLL_BACK);
}

static char *text_of(WireBytes bytes)
{
    return bytes.length > 0 ? g_utf8_make_valid(bytes.bytes, (gssize)bytes.length) : g_strdup("");
}

/* One that nobody asked for is worth a word only if there is none, and that not again and again. */
void session_take_checkpointed(Session *session, WirePacket *packet)
{
    bool asked = wire_int(packet) != 0;
    int64_t count = wire_int(packet);
    wire_int(packet);
    g_autofree char *why = text_of(wire_bytes(packet));
    if (!asked && g_strcmp0(why, session->no_checkpoint) == 0)
        return;
    g_free(session->no_checkpoint);
    session->no_checkpoint = g_strdup(why);
    g_autofree char *text = *why ? g_strdup_printf("no checkpoint: %s%s", why, count > 0 ? " (an earlier one is kept)" : "")
                                 : g_strdup("checkpoint: whatever kills Python, it comes back to this; :rollback does, too");
    if (asked || *why)
        session_say(session, asked && *why, text);
}

static char *time_of(int64_t microseconds)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(microseconds / G_USEC_PER_SEC);
    return time ? g_date_time_format(time, "%H:%M:%S") : g_strdup("?");
}

static void show_victim(Session *session, uint64_t victim, const char *what, const char *time)
{
    g_autofree char *text = *what ? g_strdup_printf("the interpreter died: %s; it is back at the checkpoint of %s", what, time)
                                  : g_strdup_printf("the interpreter was taken back to the checkpoint of %s", time);
    session_show(session, victim, output_new_error("InterpreterDied", text));
}

void session_take_rolled_back(Session *session, WirePacket *packet)
{
    g_autoptr(GArray) cells = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    wire_int(packet);
    g_autofree char *what = text_of(wire_bytes(packet)), *time = time_of(wire_int(packet));
    wire_int(packet);
    uint64_t victim = session_stop_runs(session);
    session_lose_foreign(session);
    session_end_scratch(session);
    if (victim && victim != PLAN_SCRATCH)
        g_array_append_val(cells, victim);
    while (wire_more(packet)) {
        g_autofree char *digits = text_of(wire_bytes(packet));
        uint64_t cell = session_unwire(session, g_ascii_strtoll(digits, NULL, 10));
        if (cell && cell != victim)
            g_array_append_val(cells, cell);
    }
    if (victim)
        show_victim(session, victim, what, time);
    session->told_definers = UINT64_MAX;
    session->told_queue = 0;
    plan_roll_back(session->plan, (const uint64_t *)(gpointer)cells->data, cells->len);
    g_autofree char *stale = cells->len == 0   ? g_strdup("no cell ran since")
                             : cells->len == 1 ? g_strdup("1 cell is stale")
                                               : g_strdup_printf("%u cells are stale", cells->len);
    g_autofree char *text = g_strdup_printf("back at the checkpoint of %s, %s%s%s", time, stale, *what ? ": " : "", what);
    session_say(session, *what != '\0', text);
}
