/* Questions to the interpreter that have nothing to do with a run (session_packets.c takes the
 * answers), and the last request: to end. */
#include "engine/session_state.h"

#include <string.h>

int session_python(const Session *session)
{
    return session->version;
}

void session_ask_globals(Session *session)
{
    if (session->host)
        wire_write(to_kernel(session), WIRE_GLOBALS, (int64_t)1);
}

bool session_look_up(Session *session, int64_t request, int what, const char *code)
{
    bool idle = session->host && !session->awaited && !session->running && !session->finishing &&
                session->kernel == KERNEL_IDLE;
    if (idle)
        wire_write(to_kernel(session), WIRE_LOOKUP, request, (int64_t)what, WIRE_TEXT(code));
    return idle;
}

void session_ask_variables(Session *session)
{
    if (session->host)
        wire_write(to_kernel(session), WIRE_VARIABLES, (int64_t)1);
}

void session_ask_syntax(Session *session, int64_t request, GBytes *code)
{
    gsize size;
    const char *bytes = g_bytes_get_data(code, &size);
    if (session->host)
        wire_write(to_kernel(session), WIRE_PARSE, request, WIRE_BYTES(bytes ? bytes : "", size));
}

void session_finish(Session *session)
{
    if (!session->host || session->awaited)
        return;
    session->finishing = true;
    wire_write(host_link_out(session->host), WIRE_FINISH);
}

bool session_is_finishing(const Session *session)
{
    return session->finishing && session->host;
}
