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
    bool form; /* it is of a submitted form, which forgets it when its cell runs again */
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

/* As those of _kept.py: what presses, browses or holds data begins anew. */
static bool keeps_its_value(const Node *node)
{
    static const char *const KINDS[] = {"checkbox", "code_editor", "date", "date_range", "datetime", "dropdown", "matrix",
                                        "multiselect", "number", "radio", "range_slider", "slider", "switch", "tabs",
                                        "text", "text_area", NULL};
    return node->name && g_strv_contains(KINDS, node->name);
}

static bool is_form(const Node *node)
{
    return g_strcmp0(node->name, "form") == 0;
}

/* Of an element that may be a part of others; NULL: it is not shown. */
static const Node *find_element(const Node *node, const char *id)
{
    bool found = node && (node->kind == NODE_WIDGET || node->kind == NODE_TABS) && g_strcmp0(node->id, id) == 0;
    const Node *inside = found ? node : NULL;
    for (guint i = 0; node && !inside && i < node->children->len; i++)
        inside = find_element(g_ptr_array_index(node->children, i), id);
    return inside;
}

static Moved *find_moved(const Session *session, const char *id)
{
    for (guint i = 0; i < session->moved->len; i++) {
        Moved *moved = g_ptr_array_index(session->moved, i);
        if (g_strcmp0(moved->id, id) == 0)
            return moved;
    }
    return NULL;
}

/* What a form has done to the elements in it: some forms empty them when they are submitted. */
static void note_parts(Session *session, const Node *node)
{
    const JsonValue *value = node->args ? json_value_get(node->args, "value") : NULL;
    Moved *moved = node->id && !is_form(node) && value ? find_moved(session, node->id) : NULL;
    if (moved) {
        g_free(moved->json);
        moved->json = json_value_to_text(value);
    }
    for (guint i = 0; i < node->children->len; i++)
        note_parts(session, g_ptr_array_index(node->children, i));
}

void session_note_moved(Session *session, uint64_t cell, const char *id, const char *json)
{
    const SessionCell *known = g_hash_table_lookup(session->cells, &cell);
    const Node *root = session->widget_shown ? session->widget_shown->root : NULL;
    const Node *node = known ? find_element(root, id) : NULL;
    bool form = node && is_form(node);
    if (!node || !(form || keeps_its_value(node)))
        return;
    Moved *before = find_moved(session, id);
    if (before) /* the order is that in which they were set */
        g_ptr_array_remove(session->moved, before);
    if (form)
        note_parts(session, root);
    const JsonValue *value = form && node->args ? json_value_get(node->args, "value") : NULL;
    if (form && (!value || json_value_kind(value) == JSON_KIND_NULL))
        return;
    Moved *moved = g_new0(Moved, 1);
    *moved = (Moved){g_strdup(id), form ? json_value_to_text(value) : g_strdup(json), cell, known->status.revision, session->life, form};
    g_ptr_array_add(session->moved, moved);
}

void session_give_moved(Session *session, const SessionCell *cell)
{
    for (guint i = 0; i < session->moved->len;) {
        Moved *moved = g_ptr_array_index(session->moved, i);
        bool known = moved->life == session->life;
        if (moved->cell != cell->id || (known && !moved->form)) {
            i++;
            continue;
        }
        if (known || moved->revision != cell->status.revision) { /* it begins anew, or who knows what it makes now */
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
