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

static void answer_lost(Session *session, int64_t request)
{
    if (session->listener.table)
        session->listener.table(session->listener.self, request, "", "{\"error\": \"no interpreter knows this table: run its cell\"}");
}

void session_ask_table(Session *session, int64_t request, const char *id, const char *question)
{
    if (!session->host || (session->kernel != KERNEL_IDLE && session->kernel != KERNEL_BUSY)) {
        answer_lost(session, request);
        return;
    }
    g_array_append_val(session->asked, request);
    wire_write(to_kernel(session), WIRE_TABLE, request, WIRE_TEXT(id), WIRE_TEXT(question));
}

void session_lose_questions(Session *session)
{
    for (guint i = 0; i < session->asked->len; i++)
        answer_lost(session, g_array_index(session->asked, int64_t, i));
    g_array_set_size(session->asked, 0);
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

void session_ask_sources(Session *session, char *const *paths)
{
    if (!session->host)
        return;
    WireWriter *writer = to_kernel(session);
    wire_begin(writer, WIRE_SOURCES);
    wire_put_int(writer, 1);
    for (; *paths; paths++)
        wire_put_bytes(writer, WIRE_TEXT(*paths));
    wire_end(writer);
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
