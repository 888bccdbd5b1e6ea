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
    if (busy && session->host) {
        session->interrupts = MIN(session->interrupts + 1, 3);
        wire_write(to_host(session), WIRE_INTERRUPT, (int64_t)session->interrupts);
        if (session->interrupts == 2)
            session_say(session, true, "the interpreter is asked to end; once more kills it");
    }
    session_advance(session);
}
