#include "tui/widgets.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    Output *owner; /* of the node */
    const Node *node;
    JsonValue *chosen; /* or NULL */
    char *chosen_text;
    bool lost; /* the interpreter that made it is gone */
    GArray *cells; /* of uint64_t */
} Entry;

struct Widgets {
    GHashTable *entries; /* id -> Entry, both owned */
    uint64_t changes;
};

static void clear_choice(Entry *entry)
{
    g_clear_pointer(&entry->chosen, json_value_unref);
    g_clear_pointer(&entry->chosen_text, g_free);
}

static void entry_free(gpointer data)
{
    Entry *entry = data;
    clear_choice(entry);
    g_clear_pointer(&entry->owner, output_unref);
    g_array_unref(entry->cells);
    g_free(entry);
}

Widgets *widgets_new(void)
{
    Widgets *widgets = g_new0(Widgets, 1);
    widgets->entries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, entry_free);
    return widgets;
}

void widgets_free(Widgets *widgets)
{
    g_hash_table_unref(widgets->entries);
    g_free(widgets);
}

static Entry *find(const Widgets *widgets, const char *id)
{
    return id ? g_hash_table_lookup(widgets->entries, id) : NULL;
}

/* --- which cell shows which ------------------------------------------------------------------------------------ */

static guint place_of_cell(const Entry *entry, uint64_t cell)
{
    guint at = 0;
    while (at < entry->cells->len && g_array_index(entry->cells, uint64_t, at) != cell)
        at++;
    return at;
}

static void leave(Widgets *widgets, uint64_t cell, const Node *node, GHashTable *kept)
{
    Entry *entry = node->id && g_hash_table_contains(kept, node->id) ? NULL : find(widgets, node->id);
    guint at = entry ? place_of_cell(entry, cell) : 0;
    if (entry && at < entry->cells->len)
        g_array_remove_index(entry->cells, at);
    if (entry && entry->cells->len == 0)
        g_hash_table_remove(widgets->entries, node->id);
    for (guint i = 0; i < node->children->len; i++)
        leave(widgets, cell, g_ptr_array_index(node->children, i), kept);
}

/* `cell` 0: it was told of an element alone, which may have got new parts. */
static void enter(Widgets *widgets, uint64_t cell, Output *owner, const Node *node)
{
    Entry *entry = find(widgets, node->id);
    if (node->id && !entry && cell) {
        entry = g_new0(Entry, 1);
        entry->cells = g_array_new(FALSE, FALSE, sizeof(uint64_t));
        g_hash_table_insert(widgets->entries, g_strdup(node->id), entry);
    }
    if (entry) {
        Output *before = entry->owner;
        entry->owner = output_ref(owner);
        entry->node = node;
        entry->lost = false;
        if (before)
            output_unref(before);
        if (cell && place_of_cell(entry, cell) == entry->cells->len)
            g_array_append_val(entry->cells, cell);
    }
    for (guint i = 0; i < node->children->len; i++)
        enter(widgets, cell, owner, g_ptr_array_index(node->children, i));
}

static void collect_ids(const Node *node, GHashTable *ids)
{
    if (node->id)
        g_hash_table_add(ids, node->id);
    for (guint i = 0; i < node->children->len; i++)
        collect_ids(g_ptr_array_index(node->children, i), ids);
}

/* A choice outlives the output that it was made in, if the next one shows the same element. */
void widgets_show(Widgets *widgets, uint64_t cell, Output *before, Output *after)
{
    widgets->changes++;
    g_autoptr(GHashTable) kept = g_hash_table_new(g_str_hash, g_str_equal);
    if (after && after->root)
        collect_ids(after->root, kept);
    if (before && before->root)
        leave(widgets, cell, before->root, kept);
    if (after && after->root)
        enter(widgets, cell, after, after->root);
}

const GArray *widgets_cells(const Widgets *widgets, const char *id)
{
    const Entry *entry = find(widgets, id);
    return entry ? entry->cells : NULL;
}

/* --- choices ------------------------------------------------------------------------------------------------- */

void widgets_choose(Widgets *widgets, const char *id, const char *json)
{
    Entry *entry = find(widgets, id);
    widgets->changes++;
    if (!entry)
        return;
    clear_choice(entry);
    entry->chosen = json_value_parse(json, -1, NULL);
    entry->chosen_text = g_strdup(json);
}

static void lose(Entry *entry)
{
    if (!widget_is_local(&(Widget){.name = entry->node->name}))
        clear_choice(entry);
    entry->lost = true;
}

void widgets_confirm(Widgets *widgets, const char *id, const char *json, Output *shown)
{
    Entry *entry = find(widgets, id);
    widgets->changes++;
    if (entry && !shown)
        lose(entry);
    if (entry && g_strcmp0(entry->chosen_text, json) == 0) /* else a newer choice is on its way */
        clear_choice(entry);
    if (shown && shown->root)
        enter(widgets, 0, shown, shown->root);
}

void widgets_lose_all(Widgets *widgets)
{
    widgets->changes++;
    GHashTableIter all;
    g_hash_table_iter_init(&all, widgets->entries);
    for (gpointer value; g_hash_table_iter_next(&all, NULL, &value);)
        lose(value);
}

bool widgets_is_lost(const Widgets *widgets, const char *id)
{
    const Entry *entry = find(widgets, id);
    return !entry || entry->lost;
}

bool widgets_is_pending(const Widgets *widgets, const char *id)
{
    const Entry *entry = find(widgets, id);
    return entry && entry->chosen && !widget_is_local(&(Widget){.name = entry->node->name});
}

/* --- what is drawn ------------------------------------------------------------------------------------------- */

const Node *widgets_node(const Widgets *widgets, const Node *node)
{
    const Entry *entry = find(widgets, node->id);
    return entry ? entry->node : node;
}

const Node *widgets_find(const Widgets *widgets, const char *id)
{
    const Entry *entry = find(widgets, id);
    return entry ? entry->node : NULL;
}

/* Submitting a form is no value to be shown. */
static bool is_value(const Entry *entry)
{
    return entry && entry->chosen && json_value_kind(entry->chosen) != JSON_KIND_OBJECT;
}

Widget widgets_value(const Widgets *widgets, const Node *node)
{
    const Entry *entry = find(widgets, node->id);
    const JsonValue *own = json_value_get(node->args, "value");
    return (Widget){node->name, node->args, is_value(entry) ? entry->chosen : own};
}

guint widgets_front(const Widgets *widgets, const Node *node)
{
    Widget widget = widgets_value(widgets, node);
    const char *chosen = json_value_string(widget.value);
    guint front = chosen ? (guint)atoi(chosen) : node->selected;
    return front < node->children->len ? front : 0;
}

/* Sections that nobody can open are. */
bool widgets_is_open(const Widgets *widgets, const Node *node)
{
    Widget widget = widgets_value(widgets, node);
    return !node->id || json_value_bool(widget.value, true);
}

void widgets_each(const Widgets *widgets, const Node *root, WidgetsEach each, gpointer data)
{
    const Node *node = widgets_node(widgets, root);
    Widget widget = {.name = node->name};
    if (node->id && (node->kind == NODE_WIDGET || node->kind == NODE_TABS || node->kind == NODE_ACCORDION) && widget_form(&widget) != WIDGET_NONE)
        each(node, data);
    if (node->kind == NODE_ACCORDION && !widgets_is_open(widgets, node))
        return;
    bool tabs = node->kind == NODE_TABS;
    guint front = tabs ? widgets_front(widgets, node) : 0;
    for (guint i = 0; i < node->children->len; i++) {
        if (!tabs || i == front)
            widgets_each(widgets, g_ptr_array_index(node->children, i), each, data);
    }
}

void widgets_each_value(const Widgets *widgets, WidgetsEachValue each, gpointer data)
{
    GHashTableIter all;
    gpointer id, value;
    g_hash_table_iter_init(&all, widgets->entries);
    while (g_hash_table_iter_next(&all, &id, &value)) {
        const Entry *entry = value;
        Widget widget = widgets_value(widgets, entry->node);
        for (guint i = 0; i < entry->cells->len; i++)
            each(id, g_array_index(entry->cells, uint64_t, i), &widget, data);
    }
}

uint64_t widgets_changes(const Widgets *widgets)
{
    return widgets->changes;
}
