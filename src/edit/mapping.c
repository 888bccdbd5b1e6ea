/* Mappings (`:map`): keys that stand for others, before any mode sees them.
 *
 * Keys that may become a mapping wait.  The key that tells which one it is puts what the mapping stands for onto
 * the stack; a key that fits none, or 'timeoutlen' without one, lets the first of them through as itself.  Keys of
 * a :noremap, of `.` and of :normal! are plain: they are never mapped.
 */
#include "edit/ex.h"
#include "edit/line_window.h"
#include "edit/map_expression.h"
#include "edit/output.h"
#include "edit/widget.h"

enum { DEEPEST_MAPPING = 1000 }; /* as Vim's 'maxmapdepth' */

/* Whether the next key begins something; the argument of `f`, or the second key of `gg`, does not. */
static bool may_begin(Editor *editor, Key key)
{
    const Pending *pending = &editor->pending;
    switch (editor->mode) {
    case MODE_CONSOLE:
    case MODE_PICK:
    case MODE_ENTRY:
        return false;
    case MODE_INSERT:
    case MODE_REPLACE:
        return !editor->insert.waiting;
    case MODE_PROMPT:
        return !ex_confirms(editor) && !prompt_wants_key(editor) && !editor_line_window(editor, NULL);
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

/* Whether a row of the keymap or a mapping begins with some keys in the mode there is. */
static bool is_begun(const Editor *editor, const Key *keys, size_t count)
{
    static const MapMode MAPS[] = {
        [MODE_NORMAL] = MAP_NORMAL,  [MODE_INSERT] = MAP_INSERT,        [MODE_REPLACE] = MAP_REPLACE,
        [MODE_VISUAL] = MAP_VISUAL,  [MODE_VISUAL_LINE] = MAP_VISUAL,   [MODE_VISUAL_BLOCK] = MAP_VISUAL,
        [MODE_PENDING] = MAP_PENDING, [MODE_PROMPT] = MAP_PROMPT,       [MODE_MODELESS] = MAP_MODELESS,
        [MODE_ENTRY] = MAP_PROMPT,   [MODE_WIDGET] = MAP_WIDGET,        [MODE_MENU] = MAP_MENU,
        [MODE_TABLE] = MAP_TABLE,
        [MODE_PICK] = MAP_PROMPT,
        [MODE_PANEL] = MAP_PANEL,
    };
    const Binding *binding;
    MapMode mode = output_has_keys(editor) && editor->mode == MODE_NORMAL ? MAP_OUTPUT : MAPS[editor->mode];
    bool scratch = editor->scratch && keymap_find(editor->keymap, MAP_SCRATCH, keys, count, &binding) != KEYMAP_NONE;
    return scratch || keymap_find(editor->local_mappings, mode, keys, count, &binding) != KEYMAP_NONE ||
           keymap_find(editor->mappings, mode, keys, count, &binding) != KEYMAP_NONE ||
           keymap_find(editor->keymap, mode, keys, count, &binding) != KEYMAP_NONE;
}

bool mapping_begins(const Editor *editor, Key key)
{
    return is_begun(editor, &key, 1);
}

/* Whether a key goes on with what is typed, or begins something; by itself, not as what it means elsewhere. */
static bool is_known(const Editor *editor, Key key)
{
    const GArray *begun = editor->input.waiting->len ? editor->input.waiting : editor->pending.sequence;
    if (editor->mode == MODE_ENTRY && key.code == 13) /* <C-CR> ends one of several lines */
        return true;
    if (editor->pending.waiting || (mode_inserts(editor->mode) && editor->insert.waiting))
        return false;
    g_autoptr(GArray) keys = g_array_sized_new(FALSE, FALSE, sizeof(Key), begun->len + 1);
    g_array_append_vals(keys, begun->data, begun->len);
    g_array_append_val(keys, key);
    return is_begun(editor, (const Key *)keys->data, keys->len);
}

Key mapping_meant(const Editor *editor, Key key)
{
    Key plain = key_plain(key);
    return key_equal(key, plain) || editor->mode == MODE_CONSOLE || editor_line_window(editor, NULL) || is_known(editor, key) ? key : plain;
}

/* The longest mapping that the keys begin with, of this notebook or of all. */
static size_t longest_mapping(const Editor *editor, MapMode mode, const Key *keys, size_t count, const Binding **binding)
{
    const Binding *local = NULL;
    size_t length = keymap_longest(editor->mappings, mode, keys, count, binding);
    size_t here = keymap_longest(editor->local_mappings, mode, keys, count, &local);
    if (here && here >= length)
        *binding = local;
    return MAX(here, length);
}

/* How many of the waiting keys are a mapping, or a row of several keys for a mode that reads them one by one. */
static size_t longest(const Editor *editor, const Binding **binding)
{
    const GArray *waiting = editor->input.waiting;
    const Key *keys = (const Key *)waiting->data;
    MapMode mode = map_mode(editor);
    size_t length = longest_mapping(editor, mode, keys, waiting->len, binding);
    if (!length && mode == MAP_INSERT)
        length = keymap_longest(editor->keymap, mode, keys, waiting->len, binding);
    const Binding *first;
    return length > 1 || longest_mapping(editor, mode, keys, 1, &first) ? length : 0;
}

static bool goes_on(const Editor *editor, const Keymap *keymap)
{
    const GArray *waiting = editor->input.waiting;
    const Binding *binding;
    KeymapAnswer answer = keymap_find(keymap, map_mode(editor), (const Key *)waiting->data, waiting->len, &binding);
    return answer == KEYMAP_PREFIX || answer == KEYMAP_AMBIGUOUS;
}

/* Whether what waits may become more than it is. */
static bool may_grow(const Editor *editor)
{
    const GArray *waiting = editor->input.waiting;
    const Binding *whole = NULL;
    MapMode mode = map_mode(editor);
    if (longest_mapping(editor, mode, (const Key *)waiting->data, waiting->len, &whole) == waiting->len && whole->nowait)
        return false;
    return goes_on(editor, editor->local_mappings) || goes_on(editor, editor->mappings) ||
           (mode == MAP_INSERT && goes_on(editor, editor->keymap));
}

/* What the expression of a mapping is now; an error is told. */
static void stand_for_value(Editor *editor, const Binding *binding)
{
    g_autoptr(GError) error = NULL;
    bool remap = binding->remap;
    g_autofree char *value = map_expression(editor, binding->expression, &error);
    if (!value) {
        editor_error(editor, "%s", error->message);
        return;
    }
    g_autoptr(GArray) keys = keys_parse(value);
    editor_feed_keys(editor, (const Key *)keys->data, keys->len, !remap);
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
    if (binding->expression) {
        stand_for_value(editor, binding);
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
    if (!may_grow(editor)) {
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
    if (longest_mapping(rows->editor, rows->mode, (const Key *)keys->data, keys->len, &mapping) < keys->len)
        rows->each(names, binding, rows->data);
}

void mapping_each_row(const Editor *editor, MapMode mode, const char *prefix, KeymapEach each, gpointer data)
{
    keymap_each(editor->local_mappings, mode, prefix, each, data);
    keymap_each(editor->mappings, mode, prefix, each, data);
    keymap_each(editor->keymap, mode, prefix, each_unmapped, &(Rows){editor, mode, each, data});
}

int editor_timeout_ms(const Editor *editor)
{
    const Editor *lines = editor_line_window(editor, NULL);
    if (lines)
        return editor_timeout_ms(lines);
    bool begins_command = !mode_is_typing(editor->mode) && editor->input.waiting->len && goes_on(editor, editor->keymap);
    return editor->input.waiting->len && !begins_command ? (int)editor->options.timeoutlen : -1;
}

/* --- <Cmd> ---------------------------------------------------------------------------------------------- */

/* What the command selects, or else what it moves over, is what the operator gets. */
static bool operate(Editor *editor, const char *command)
{
    const Action *operator = editor->pending.operator;
    ActionCall call = {.count = 1, .reg = editor->pending.reg ? editor->pending.reg : '"'};
    Pos from = editor->cursor;
    normal_clear_pending(editor);
    if (!ex_execute(editor, command))
        return false;
    if (mode_is_visual(editor->mode))
        return operator_apply(editor, operator, &call, NULL, NULL);
    Motion motion = {.from = from, .to = editor->cursor, .wise = WISE_CHAR};
    editor->cursor = from;
    return operator_apply(editor, operator, &call, &motion, NULL);
}

void mapping_run_command(Editor *editor, unsigned base)
{
    static const Key ENTER = {13, 0};
    g_autoptr(GArray) keys = g_array_new(FALSE, FALSE, sizeof(Key));
    Key key = {0};
    while (!key_equal(key, ENTER) && input_take(editor, base, &key))
        g_array_append_val(keys, key);
    if (!key_equal(key, ENTER)) {
        editor_error(editor, "E1255: <Cmd> mapping must end with <CR>");
        return;
    }
    g_autofree char *command = text_of_keys((const Key *)keys->data, keys->len - 1);
    Pos before = editor->cursor;
    bool done = editor->pending.operator ? operate(editor, command) : ex_execute(editor, command);
    if (!done)
        editor->input.failed = true;
    if (mode_inserts(editor->mode) && pos_compare(before, editor->cursor) != 0)
        editor->insert.start = editor->cursor; /* a new insertion, as behind <Left> */
    editor_clamp_cursor(editor);
}
