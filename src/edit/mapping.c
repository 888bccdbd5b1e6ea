/* Mappings (`:map`): keys that stand for others, before any mode sees them.
 *
 * Keys that may become a mapping wait.  The key that tells which one it is puts what the mapping stands for onto
 * the stack; a key that fits none, or 'timeoutlen' without one, lets the first of them through as itself.  Keys of
 * a :noremap, of `.` and of :normal! are plain: they are never mapped.
 */
#include "edit/ex.h"
#include "edit/widget.h"

enum { DEEPEST_MAPPING = 1000 }; /* as Vim's 'maxmapdepth' */

/* Whether the next key begins something; the argument of `f`, or the second key of `gg`, does not. */
static bool may_begin(Editor *editor, Key key)
{
    const Pending *pending = &editor->pending;
    switch (editor->mode) {
    case MODE_CONSOLE:
    case MODE_PICK:
    case MODE_PANEL:
    case MODE_ENTRY:
        return false;
    case MODE_INSERT:
    case MODE_REPLACE:
        return !editor->insert.waiting;
    case MODE_PROMPT:
        return !ex_confirms(editor) && !prompt_wants_key(editor);
    case MODE_MENU:
        if (editor->widget->filtering)
            return false;
        /* fall through */
    default:
        return !pending->waiting && !pending->sequence->len && !(key.code == '0' && !key.modifiers && pending->count);
    }
}

static MapMode map_mode(const Editor *editor)
{
    if (editor->mode == MODE_PROMPT || editor->mode == MODE_PICK)
        return MAP_PROMPT;
    return mode_is_typing(editor->mode) ? MAP_INSERT : normal_map_mode(editor);
}

/* How many of the waiting keys are a mapping, or a row of several keys for a mode that reads them one by one. */
static size_t longest(const Editor *editor, const Binding **binding)
{
    const GArray *waiting = editor->input.waiting;
    const Key *keys = (const Key *)waiting->data;
    MapMode mode = map_mode(editor);
    size_t length = keymap_longest(editor->mappings, mode, keys, waiting->len, binding);
    if (!length && mode == MAP_INSERT)
        length = keymap_longest(editor->keymap, mode, keys, waiting->len, binding);
    return length > 1 || keymap_longest(editor->mappings, mode, keys, 1, binding) ? length : 0;
}

static bool goes_on(const Editor *editor, const Keymap *keymap)
{
    const GArray *waiting = editor->input.waiting;
    const Binding *binding;
    KeymapAnswer answer = keymap_find(keymap, map_mode(editor), (const Key *)waiting->data, waiting->len, &binding);
    return answer == KEYMAP_PREFIX || answer == KEYMAP_AMBIGUOUS;
}

static void stand_for(Editor *editor, const Binding *binding, size_t length)
{
    Input *input = &editor->input;
    if (++input->map_depth > DEEPEST_MAPPING) {
        editor_error(editor, "E223: recursive mapping");
        return;
    }
    if (binding->action) {
        insert_run_action(editor, binding->action);
        return;
    }
    const Key *keys = binding->keys, *typed = (const Key *)input->waiting->data;
    size_t count = binding->key_count, same = 0;
    while (same < MIN(count, length) && key_equal(keys[same], typed[same]))
        same++;
    size_t skip = binding->remap && same == length ? 1 : 0; /* "nmap n nzz" */
    editor_feed_keys(editor, keys + skip, count - skip, !binding->remap);
    editor_feed_keys(editor, keys, skip, true);
}

void mapping_settle(Editor *editor)
{
    Input *input = &editor->input;
    const Binding *binding = NULL;
    size_t length = longest(editor, &binding);
    Key first = g_array_index(input->waiting, Key, 0);
    g_string_truncate(editor->pending.shown, input->waiting_shown);
    for (guint i = input->waiting->len; i-- > MAX(length, 1);)
        input_push(editor, g_array_index(input->waiting, Key, i), input->waiting_origin, false);
    if (length)
        stand_for(editor, binding, length);
    g_array_set_size(input->waiting, 0);
    input->plain = false;
    if (!length)
        input_hand_on(editor, first, input->waiting_origin);
}

void mapping_key(Editor *editor, Key key, KeyOrigin origin, bool plain)
{
    Input *input = &editor->input;
    bool waits = input->waiting->len > 0;
    input->plain = plain;
    if (!waits && (plain || !may_begin(editor, key))) {
        input_hand_on(editor, key, origin);
        return;
    }
    if (waits && plain) {
        input_push(editor, key, origin, true);
        mapping_settle(editor);
        return;
    }
    if (!waits) {
        input->waiting_origin = origin;
        input->waiting_shown = editor->pending.shown->len;
    }
    g_array_append_val(input->waiting, key);
    if (!goes_on(editor, editor->mappings) && !(map_mode(editor) == MAP_INSERT && goes_on(editor, editor->keymap))) {
        mapping_settle(editor);
        return;
    }
    g_autofree char *name = key_name(key);
    g_string_append(editor->pending.shown, name);
}

typedef struct {
    const Editor *editor;
    MapMode mode;
    KeymapEach each;
    gpointer data;
} Rows;

static void each_unmapped(const char *names, const Binding *binding, gpointer data)
{
    const Rows *rows = data;
    const Binding *mapping = NULL;
    g_autoptr(GArray) keys = keys_parse(names);
    keymap_find(rows->editor->mappings, rows->mode, (const Key *)keys->data, keys->len, &mapping);
    if (!mapping)
        rows->each(names, binding, rows->data);
}

void mapping_each_row(const Editor *editor, MapMode mode, const char *prefix, KeymapEach each, gpointer data)
{
    keymap_each(editor->mappings, mode, prefix, each, data);
    keymap_each(editor->keymap, mode, prefix, each_unmapped, &(Rows){editor, mode, each, data});
}

int editor_timeout_ms(const Editor *editor)
{
    bool begins_command = !mode_is_typing(editor->mode) && editor->input.waiting->len && goes_on(editor, editor->keymap);
    return editor->input.waiting->len && !begins_command ? (int)editor->options.timeoutlen : -1;
}
