/* A tree of keys for each mode.  Nodes are few (some hundred), children are searched one by one. */
#include "edit/keymap.h"

#include <string.h>

typedef struct Node Node;
struct Node {
    Key key;
    Binding binding;
    bool bound;
    bool own;       /* a person bound it in the place of... */
    Binding before; /* ...this, if it... */
    bool was_bound; /* ...was bound */
    GPtrArray *children; /* of Node *, owned; NULL if none */
};

struct Keymap {
    Node *roots[MAP_MODES];
    unsigned depth; /* of files that include each other */
};

enum {
    DEEPEST_INCLUDE = 8,
    MOST_KEYS = 50, /* of one row, as in Vim: the tree is walked by recursion */
};

G_DEFINE_QUARK(tarn-keymap-error-quark, keymap_error)

static void binding_clear(Binding *binding)
{
    g_free(binding->keys);
    g_free(binding->expression);
    *binding = (Binding){0};
}

static void node_free(gpointer data)
{
    Node *node = data;
    binding_clear(&node->binding);
    binding_clear(&node->before);
    if (node->children)
        g_ptr_array_unref(node->children);
    g_free(node);
}

Keymap *keymap_new(void)
{
    Keymap *keymap = g_new0(Keymap, 1);
    for (int mode = 0; mode < MAP_MODES; mode++)
        keymap->roots[mode] = g_new0(Node, 1);
    return keymap;
}

void keymap_free(Keymap *keymap)
{
    for (int mode = 0; mode < MAP_MODES; mode++)
        node_free(keymap->roots[mode]);
    g_free(keymap);
}

static Node *exact_child_of(const Node *node, Key key)
{
    for (guint i = 0; node->children && i < node->children->len; i++) {
        Node *child = g_ptr_array_index(node->children, i);
        if (key_equal(child->key, key))
            return child;
    }
    return NULL;
}

/* A row of <C-i> is one of <Tab>, too, as long as there is no other of that: see key_twin(). */
static Node *child_of(const Node *node, Key key)
{
    Node *child = exact_child_of(node, key);
    Key twin = key_twin(key);
    return child || key_equal(key, twin) ? child : exact_child_of(node, twin);
}

/* NULL: that many keys are no row. */
static Node *node_of(Keymap *keymap, MapMode mode, const char *names)
{
    g_autoptr(GArray) keys = keys_parse(names);
    if (keys->len > MOST_KEYS)
        return NULL;
    Node *node = keymap->roots[mode];
    for (guint i = 0; i < keys->len; i++) {
        Key key = g_array_index(keys, Key, i);
        Node *child = exact_child_of(node, key);
        if (!child) {
            child = g_new0(Node, 1);
            child->key = key;
            if (!node->children)
                node->children = g_ptr_array_new_with_free_func(node_free);
            g_ptr_array_add(node->children, child);
        }
        node = child;
    }
    return node;
}

/* Takes the keys of the binding. */
static bool bind(Keymap *keymap, MapMode mode, const char *keys, Binding binding)
{
    Node *node = node_of(keymap, mode, keys);
    binding_clear(node ? &node->binding : &binding);
    if (!node)
        return false;
    binding_clear(&node->before);
    node->own = false;
    node->binding = binding;
    node->bound = true;
    return true;
}

bool keymap_bind_own(Keymap *keymap, MapMode mode, const char *keys, const Action *action)
{
    Node *node = node_of(keymap, mode, keys);
    if (!node)
        return false;
    if (node->own) {
        binding_clear(&node->binding);
    } else {
        node->before = node->binding;
        node->was_bound = node->bound;
    }
    node->binding = (Binding){.action = action};
    node->bound = node->own = true;
    return true;
}

static bool give_back(Node *node)
{
    if (!node->own)
        return false;
    binding_clear(&node->binding);
    node->binding = node->before;
    node->bound = node->was_bound;
    node->before = (Binding){0};
    node->own = false;
    return true;
}

bool keymap_bind_keys(Keymap *keymap, MapMode mode, const char *keys, const char *to, bool remap)
{
    GArray *parsed = keys_parse(to);
    size_t count = parsed->len;
    Binding binding = {.key_count = count, .remap = remap, .keys = (Key *)g_array_free(parsed, FALSE)};
    return bind(keymap, mode, keys, binding);
}

bool keymap_bind_expression(Keymap *keymap, MapMode mode, const char *keys, const char *expression, bool remap)
{
    return bind(keymap, mode, keys, (Binding){.remap = remap, .expression = g_strdup(expression)});
}

void keymap_set_nowait(Keymap *keymap, MapMode mode, const char *keys)
{
    Node *node = node_of(keymap, mode, keys);
    if (node && node->bound)
        node->binding.nowait = true;
}

bool keymap_unbind_own(Keymap *keymap, MapMode mode, const char *keys)
{
    Node *node = node_of(keymap, mode, keys);
    return node && give_back(node);
}

static void clear(Node *node, bool own)
{
    for (guint i = 0; node->children && i < node->children->len; i++)
        clear(g_ptr_array_index(node->children, i), own);
    if (own) {
        give_back(node);
    } else {
        binding_clear(&node->binding);
        node->bound = false;
    }
}

void keymap_clear(Keymap *keymap, MapMode mode, bool own)
{
    clear(keymap->roots[mode], own);
}

bool keymap_unbind(Keymap *keymap, MapMode mode, const char *keys)
{
    Node *node = node_of(keymap, mode, keys);
    if (!node)
        return false;
    bool had = node->bound;
    binding_clear(&node->binding);
    node->bound = false;
    return had;
}

bool keymap_has(const Keymap *keymap, MapMode mode)
{
    return keymap->roots[mode]->children != NULL;
}

static bool has_bound_child(const Node *node)
{
    for (guint i = 0; node->children && i < node->children->len; i++) {
        const Node *child = g_ptr_array_index(node->children, i);
        if (child->bound || has_bound_child(child))
            return true;
    }
    return false;
}

KeymapAnswer keymap_find(const Keymap *keymap, MapMode mode, const Key *keys, size_t count, const Binding **binding)
{
    const Node *node = keymap->roots[mode];
    for (size_t i = 0; i < count; i++) {
        node = child_of(node, keys[i]);
        if (!node)
            return KEYMAP_NONE;
    }
    if (node->bound) {
        *binding = &node->binding;
        return has_bound_child(node) ? KEYMAP_AMBIGUOUS : KEYMAP_FOUND;
    }
    return has_bound_child(node) ? KEYMAP_PREFIX : KEYMAP_NONE;
}

size_t keymap_longest(const Keymap *keymap, MapMode mode, const Key *keys, size_t count, const Binding **binding)
{
    const Node *node = keymap->roots[mode];
    size_t longest = 0;
    for (size_t i = 0; i < count; i++) {
        node = child_of(node, keys[i]);
        if (!node)
            break;
        if (node->bound) {
            *binding = &node->binding;
            longest = i + 1;
        }
    }
    return longest;
}

/* --- listing ------------------------------------------------------------------------------------- */

typedef struct {
    char *name; /* of its keys */
    const Binding *binding;
    bool own;
} Row;

static gint compare_rows(gconstpointer a, gconstpointer b)
{
    return strcmp(((const Row *)a)->name, ((const Row *)b)->name);
}

static void clear_row(gpointer row)
{
    g_free(((Row *)row)->name);
}

static void collect(const Node *node, const char *so_far, GArray *rows)
{
    if (node->bound) {
        Row row = {g_strdup(so_far), &node->binding, node->own};
        g_array_append_val(rows, row);
    }
    for (guint i = 0; node->children && i < node->children->len; i++) {
        const Node *child = g_ptr_array_index(node->children, i);
        g_autofree char *name = key_name(child->key);
        g_autofree char *longer = g_strconcat(so_far, name, NULL);
        collect(child, longer, rows);
    }
}

static void each_row(const Keymap *keymap, MapMode mode, const char *prefix, bool own, KeymapEach each, gpointer data)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(Row));
    g_array_set_clear_func(rows, clear_row);
    collect(keymap->roots[mode], "", rows);
    g_array_sort(rows, compare_rows);
    for (guint i = 0; i < rows->len; i++) {
        const Row *row = &g_array_index(rows, Row, i);
        if ((row->own || !own) && g_str_has_prefix(row->name, prefix))
            each(row->name, row->binding, data);
    }
}

void keymap_each(const Keymap *keymap, MapMode mode, const char *prefix, KeymapEach each, gpointer data)
{
    each_row(keymap, mode, prefix, false, each, data);
}

void keymap_each_own(const Keymap *keymap, MapMode mode, const char *prefix, KeymapEach each, gpointer data)
{
    each_row(keymap, mode, prefix, true, each, data);
}

typedef struct {
    const Action *action;
    char *keys;
} Wanted;

static void look_for_action(const char *keys, const Binding *binding, gpointer data)
{
    Wanted *wanted = data;
    if (binding_is(binding, wanted->action) && !wanted->keys)
        wanted->keys = g_strdup(keys);
}

char *keymap_keys_of(const Keymap *keymap, MapMode mode, const Action *action)
{
    Wanted wanted = {.action = action};
    keymap_each(keymap, mode, "", look_for_action, &wanted);
    return wanted.keys;
}

char *binding_shown(const Binding *binding)
{
    if (binding->operator)
        return g_strconcat(binding->operator->name, " ", binding->action->name, NULL);
    if (binding->action)
        return g_strdup(binding->action->name);
    if (binding->expression)
        return g_strdup(binding->expression);
    g_autoptr(GString) names = g_string_new(binding->key_count ? NULL : "<Nop>");
    for (size_t i = 0; i < binding->key_count; i++) {
        g_autofree char *name = key_name(binding->keys[i]);
        g_string_append(names, name);
    }
    return keys_shown(names->str);
}

/* --- reading files --------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    unsigned modes;
} SECTIONS[] = {
    {"normal", 1 << MAP_NORMAL},
    {"output", 1 << MAP_OUTPUT},
    {"table", 1 << MAP_TABLE},
    {"panel", 1 << MAP_PANEL},
    {"visual", 1 << MAP_VISUAL},
    {"pending", 1 << MAP_PENDING},
    {"insert", 1 << MAP_INSERT},
    {"replace", 1 << MAP_REPLACE},
    {"prompt", 1 << MAP_PROMPT},
    {"modeless", 1 << MAP_MODELESS},
    {"widget", 1 << MAP_WIDGET},
    {"menu", 1 << MAP_MENU},
    {"completion", 1 << MAP_COMPLETION},
    {"scratch", 1 << MAP_SCRATCH},
    {"motion", 1 << MAP_NORMAL | 1 << MAP_OUTPUT | 1 << MAP_VISUAL | 1 << MAP_PENDING},
    {"object", 1 << MAP_VISUAL | 1 << MAP_PENDING},
};

static bool section_modes(const char *name, unsigned *modes)
{
    for (size_t i = 0; i < G_N_ELEMENTS(SECTIONS); i++) {
        if (strcmp(SECTIONS[i].name, name) == 0) {
            *modes = SECTIONS[i].modes;
            return true;
        }
    }
    return false;
}

static bool bind_row(Keymap *keymap, unsigned modes, const char *keys, const char *to, Binding pair)
{
    bool bound = true;
    for (int mode = 0; mode < MAP_MODES; mode++) {
        if (!(modes & 1u << mode))
            continue;
        if (pair.action)
            bound &= bind(keymap, (MapMode)mode, keys, pair);
        else if (*to)
            bound &= keymap_bind_keys(keymap, (MapMode)mode, keys, to + 1, false);
        else
            keymap_unbind(keymap, (MapMode)mode, keys);
    }
    return bound;
}

/* Where the comment of a row begins: a "#" at its start or behind a blank. */
static void cut_comment(char *row)
{
    if (*row == '#' && (!row[1] || g_ascii_isspace(row[1]))) {
        *row = 0;
        return;
    }
    for (char *at = row; *at; at++) {
        if (g_ascii_isspace(at[0]) && at[1] == '#' && (!at[2] || g_ascii_isspace(at[2]))) {
            *at = 0;
            return;
        }
    }
}

/* "cut word-right": an operator, and the motion or the object that it takes. */
static bool find_actions(const char *name, unsigned modes, Binding *pair, GError **error)
{
    const char *blank = strchr(name, ' ');
    g_autofree char *first = blank ? g_strndup(name, (gsize)(blank - name)) : NULL;
    pair->operator = first ? action_find(first) : NULL;
    pair->action = action_find(pair->operator ? blank + 1 : name);
    if (!pair->action) {
        g_set_error(error, KEYMAP_ERROR, KEYMAP_ERROR_UNKNOWN, "there is no action \"%s\"",
                    pair->operator ? blank + 1 : name);
        return false;
    }
    bool takes = pair->operator && pair->operator->kind == ACTION_OPERATOR && pair->action->kind != ACTION_OPERATOR;
    if (pair->operator && (modes != 1 << MAP_MODELESS || !takes)) {
        g_set_error(error, KEYMAP_ERROR, KEYMAP_ERROR_SYNTAX, "\"%s\" is no operator and its motion for [modeless]", name);
        return false;
    }
    return true;
}

static bool read_include(Keymap *keymap, const char *name, unsigned modes, GError **error)
{
    if (modes) {
        g_set_error(error, KEYMAP_ERROR, KEYMAP_ERROR_SYNTAX, "\"include\" behind a section");
        return false;
    }
    if (keymap->depth == DEEPEST_INCLUDE) {
        g_set_error(error, KEYMAP_ERROR, KEYMAP_ERROR_DEPTH, "keymaps include each other without end");
        return false;
    }
    keymap->depth++;
    bool done = keymap_add(keymap, name, error);
    keymap->depth--;
    return done;
}

static bool read_row(Keymap *keymap, char *row, unsigned *modes, GError **error)
{
    size_t length = strlen(row);
    if (row[0] == '[' && length > 2 && row[length - 1] == ']' && !strstr(row, " = ")) {
        row[length - 1] = 0;
        if (section_modes(row + 1, modes))
            return true;
        g_set_error(error, KEYMAP_ERROR, KEYMAP_ERROR_UNKNOWN, "there is no section \"%s\"", row + 1);
        return false;
    }
    char *equals = strstr(row, " =");
    if (!equals && g_str_has_prefix(row, "include "))
        return read_include(keymap, g_strstrip(row + strlen("include ")), *modes, error);
    if (!equals || equals == row || (equals[2] && equals[2] != ' ')) {
        g_set_error(error, KEYMAP_ERROR, KEYMAP_ERROR_SYNTAX, "\"%s\" is not KEYS = ACTION", row);
        return false;
    }
    if (!*modes) {
        g_set_error(error, KEYMAP_ERROR, KEYMAP_ERROR_SYNTAX, "a row before the first section");
        return false;
    }
    *equals = 0;
    char *to = g_strstrip(equals + 2);
    Binding pair = {0};
    if (*to && *to != ':' && !find_actions(to, *modes, &pair, error))
        return false;
    if (bind_row(keymap, *modes, g_strchomp(row), to, pair))
        return true;
    g_set_error(error, KEYMAP_ERROR, KEYMAP_ERROR_SYNTAX, "a row of more than %d keys", MOST_KEYS);
    return false;
}

bool keymap_read(Keymap *keymap, const char *text, const char *name, GError **error)
{
    g_auto(GStrv) rows = g_strsplit(text, "\n", -1);
    unsigned modes = 0;
    for (size_t i = 0; rows[i]; i++) {
        char *row = g_strstrip(rows[i]);
        if (!g_str_has_prefix(row, "# ="))
            cut_comment(row);
        g_strchomp(row);
        if (*row && !read_row(keymap, row, &modes, error)) {
            g_prefix_error(error, "%s:%zu: ", name, i + 1);
            return false;
        }
    }
    return true;
}
