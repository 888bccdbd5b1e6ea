/* Questions to the interpreter that have nothing to do with a run; session_packets.c takes the answers. */
#include "engine/session_state.h"

int session_python(const Session *session)
{
    return session->version;
}

void session_ask_globals(Session *session)
{
    if (session->host)
        wire_write(to_kernel(session), WIRE_GLOBALS, (int64_t)1);
}

void session_ask_syntax(Session *session, int64_t request, GBytes *code)
{
    gsize size;
    const char *bytes = g_bytes_get_data(code, &size);
    if (session->host)
        wire_write(to_kernel(session), WIRE_PARSE, request, WIRE_BYTES(bytes ? bytes : "", size));
}
