/* Interrupts: of what runs, of what waits, and of what waits for an interpreter that has not started yet. */
#include "engine/session_state.h"

/* Nobody has heard of the run.  Were it sent and interrupted, the signal could come before it and interrupt nothing. */
static void take_back(Session *session, uint64_t cell)
{
    WireReader reader = {0};
    WireWriter rest = {0};
    WirePacket packet;
    wire_reader_feed(&reader, session->held.bytes, session->held.length);
    while (wire_reader_next(&reader, &packet) == WIRE_PACKET) {
        if (packet.type != WIRE_RUN && packet.type != WIRE_QUEUE)
            wire_write_raw(&rest, packet.raw);
    }
    wire_reader_free(&reader);
    wire_writer_free(&session->held);
    session->held = rest;
    session->running = 0;
    session_show(session, cell, output_new_error("Interrupted", "not run: interrupted before the interpreter had started"));
    session_end_scratch(session);
    plan_done(session->plan, cell, &(PlanRan){.result = RESULT_INTERRUPTED});
}

/* The variables are worth more than a second: who presses twice in haste asks for nothing else than who presses once, and
 * the one that ends the interpreter was told what it does. */
static void interrupt_harder(Session *session)
{
    enum { HASTE_US = 1000000, WARNED = 2, ENDS = 3, KILLS = 4 };
    static const int LEVELS[] = {[1] = 1, [WARNED] = 1, [ENDS] = 2, [KILLS] = 3};
    gint64 now = g_get_monotonic_time();
    bool hasty = session->interrupts == WARNED && now - session->interrupted_at < HASTE_US;
    if (session->interrupts == 0)
        session->interrupted_at = now;
    if (!hasty)
        session->interrupts = MIN(session->interrupts + 1, KILLS);
    wire_write(to_host(session), WIRE_INTERRUPT, (int64_t)LEVELS[session->interrupts]);
    if (session->interrupts == WARNED)
        session_say(session, true, "interrupted again; once more ends the interpreter, with its variables");
    else if (session->interrupts == ENDS)
        session_say(session, true, "the interpreter is asked to end; once more kills it");
}

void session_interrupt(Session *session)
{
    if (session->kernel == KERNEL_CONNECTING && session->running)
        session_give_up_line(session, "what leads to the interpreter has not answered; it is given up");
    uint64_t waits = session->awaited ? session->running : 0;
    plan_interrupt(session->plan);
    if (session->foreign)
        session_interrupt_kept(session);
    if (waits)
        take_back(session, waits);
    bool busy = !session->awaited && (session->running || session->finishing || session->foreign || session->asked->len || session->ahead->len ||
                session->widget); /* what starts has no ear for it yet, and would die of it */
    if (busy && session->host)
        interrupt_harder(session);
    session_advance(session);
}
