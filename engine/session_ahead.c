/* So that the interpreter does not wait for us between two cells, it is sent what will follow if all goes well (AHEAD).
 * With the DONE of a run it says whether it has begun with the next of these; if it has not, it begins with none of
 * them, and says so of each (SKIPPED).  Until then nothing is decided here: what it runs is always what the plan
 * takes to be running, or will when it has read what is on its way.
 *
 * Whatever else is sent to the interpreter comes before what it has not begun by then, which is sent again.
 */
#include "engine/session_state.h"

/* More than the interpreter can do while we hear of it, and few enough for the buffer of a socket: what is to keep them
 * from beginning must not wait behind them. */
enum { AHEAD_CELLS = 128, AHEAD_BYTES = 64 << 10 };

bool session_is_undecided(const Session *session)
{
    return session->ahead->len > 0 && !session->running && !session->next_run;
}

static void send_ahead(Session *session, CellSnapshot *code)
{
    gsize size;
    const char *bytes = g_bytes_get_data(code->code, &size);
    g_autofree char *name = session_shown_name(session, code->id);
    SessionAhead ahead = {.run = ++session->last_run, .cell = code->id, .size = size};
    wire_write(to_host(session), WIRE_AHEAD, ahead.run, session_wire(session, code->id), WIRE_TEXT(name),
               WIRE_BYTES(bytes ? bytes : "", size), session->tests ? (int64_t)WIRE_RUN_TESTS : (int64_t)0);
    g_array_append_val(session->ahead, ahead);
    session->ahead_bytes += size;
}

void session_hand_ahead(Session *session)
{
    bool apart = g_hash_table_size(session->tested) > 0; /* what is asked of one run is asked when it begins */
    if (session->awaited || apart || session_has_moved(session) || session->ahead->len > AHEAD_CELLS / 2 || session->ahead_bytes > AHEAD_BYTES / 2)
        return;
    while (session->ahead->len < AHEAD_CELLS && session->ahead_bytes < AHEAD_BYTES) {
        CellSnapshot *code = plan_hand_ahead(session->plan);
        if (!code)
            return;
        send_ahead(session, code);
    }
}

void session_withdraw(Session *session)
{
    if (session->host && session->ahead->len > 0)
        wire_write(to_host(session), WIRE_WITHDRAW);
}

static void drop(Session *session, guint index)
{
    session->ahead_bytes -= g_array_index(session->ahead, SessionAhead, index).size;
    g_array_remove_index(session->ahead, index);
}

uint64_t session_note_begun(Session *session, int64_t run)
{
    const SessionAhead *first = session->ahead->len > 0 ? &g_array_index(session->ahead, SessionAhead, 0) : NULL;
    uint64_t cell = first && first->run == run ? first->cell : 0;
    session->next_run = cell || !first ? run : 0; /* unknown: an editor before us has sent it */
    if (cell)
        drop(session, 0);
    return cell;
}

int64_t session_take_begun(Session *session)
{
    int64_t run = session->next_run;
    session->next_run = 0;
    return run;
}

void session_take_skipped(Session *session, int64_t run)
{
    for (guint i = 0; i < session->ahead->len; i++) {
        if (g_array_index(session->ahead, SessionAhead, i).run != run)
            continue;
        drop(session, i);
        break;
    }
    if (session->ahead->len == 0)
        plan_take_back(session->plan);
}

void session_lose_ahead(Session *session)
{
    g_array_set_size(session->ahead, 0);
    session->ahead_bytes = 0;
    session->next_run = 0;
}
