/* The values that a person gave to elements: an interpreter that takes the place of one that died gives them to them again,
 * as soon as the cell that makes them has run, and before a cell that reads them does.
 *
 * An element is the same if the code that makes it is: then it has the same id.
 */
#include "engine/session_state.h"

typedef struct {
    char *id, *json;
    uint64_t cell, revision;
    int life; /* Session.life of the interpreter that knows the value */
} Moved;

static void moved_free(gpointer data)
{
    Moved *moved = data;
    g_free(moved->id);
    g_free(moved->json);
    g_free(moved);
}

GPtrArray *session_moved_new(void)
{
    return g_ptr_array_new_with_free_func(moved_free);
}

void session_note_moved(Session *session, uint64_t cell, const char *id, const char *json)
{
    const SessionCell *known = g_hash_table_lookup(session->cells, &cell);
    if (!known)
        return;
    for (guint i = 0; i < session->moved->len; i++) {
        const Moved *moved = g_ptr_array_index(session->moved, i);
        if (g_strcmp0(moved->id, id) != 0)
            continue;
        g_ptr_array_remove_index(session->moved, i);
        break;
    }
    Moved *moved = g_new0(Moved, 1);
    *moved = (Moved){g_strdup(id), g_strdup(json), cell, known->status.revision, session->life};
    g_ptr_array_add(session->moved, moved);
}

/* A cell that runs again in the same interpreter makes its elements anew, as they are at first. */
void session_forget_moved(Session *session, uint64_t cell)
{
    for (guint i = session->moved->len; i > 0; i--) {
        const Moved *moved = g_ptr_array_index(session->moved, i - 1);
        if (moved->cell == cell && moved->life == session->life)
            g_ptr_array_remove_index(session->moved, i - 1);
    }
}

void session_give_moved(Session *session, const SessionCell *cell)
{
    for (guint i = 0; i < session->moved->len;) {
        Moved *moved = g_ptr_array_index(session->moved, i);
        if (moved->cell != cell->id || moved->life == session->life) {
            i++;
            continue;
        }
        if (moved->revision != cell->status.revision) { /* who knows what it makes now */
            g_ptr_array_remove_index(session->moved, i);
            continue;
        }
        moved->life = session->life;
        wire_write(to_kernel(session), WIRE_WIDGET, WIRE_TEXT(moved->id), WIRE_TEXT(moved->json));
        g_queue_push_tail(&session->given, g_strdup(moved->id));
        g_queue_push_tail(&session->given, g_strdup(moved->json));
        i++;
    }
}

bool session_has_moved(const Session *session)
{
    for (guint i = 0; i < session->moved->len; i++) {
        const Moved *moved = g_ptr_array_index(session->moved, i);
        if (moved->life != session->life && plan_status(session->plan, moved->cell).state != RUN_IDLE)
            return true;
    }
    return false;
}

/* WIDGET_BOUND, which is not the plan's business: nothing has read the value that was there for a moment. */
bool session_take_given(Session *session)
{
    g_autofree char *id = g_queue_pop_head(&session->given), *json = g_queue_pop_head(&session->given);
    if (!id)
        return false;
    if (session->listener.widget)
        session->listener.widget(session->listener.self, id, json, session->widget_shown);
    g_clear_pointer(&session->widget_shown, output_unref);
    return true;
}

void session_lose_given(Session *session)
{
    g_queue_clear_full(&session->given, g_free);
}
