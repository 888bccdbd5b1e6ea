/* What may follow the keys typed so far: the rows of the keymap that begin with them. */
#include "edit/ex.h"
#include "edit/line_window.h"

#include <string.h>

typedef struct {
    GPtrArray *hints;
    size_t skip; /* bytes of the names that have been typed */
} Hints;

void key_hint_free(KeyHint *hint)
{
    g_free(hint->keys);
    g_free(hint->what);
    g_free(hint->name);
    g_free(hint);
}

static void free_hint(gpointer hint)
{
    key_hint_free(hint);
}

static void add_hint(const char *keys, const Binding *binding, gpointer data)
{
    Hints *hints = data;
    if (!keys[hints->skip])
        return; /* what the prefix does if nothing follows */
    KeyHint *hint = g_new0(KeyHint, 1);
    const char *help = ex_binding_help(binding);
    hint->keys = keys_shown(keys + hints->skip);
    hint->name = binding_shown(binding);
    hint->what = g_strdup(*help ? help : hint->name);
    g_ptr_array_add(hints->hints, hint);
}

bool editor_awaits_key(const Editor *editor)
{
    const Editor *lines = editor_line_window(editor, NULL);
    if (lines)
        return editor_awaits_key(lines);
    bool keys_are_commands = editor->mode == MODE_NORMAL || editor->mode == MODE_MODELESS || editor->mode == MODE_WIDGET ||
                             editor->mode == MODE_TABLE || editor->mode == MODE_PANEL || mode_is_visual(editor->mode);
    bool mapped = editor->input.waiting->len > 0 && editor_timeout_ms(editor) < 0;
    return keys_are_commands && !editor->pending.waiting && (editor->pending.sequence->len > 0 || mapped);
}

int editor_hint_page(const Editor *editor)
{
    return editor->input.hint_page;
}

bool hint_turns_page(Editor *editor, Key key)
{
    if (editor_line_window(editor, NULL))
        return false; /* it turns its own */
    int by = key.modifiers ? 0 : key.code == KEY_PAGE_DOWN ? 1 : key.code == KEY_PAGE_UP ? -1 : 0;
    g_autoptr(GPtrArray) hints = by && editor_awaits_key(editor) ? editor_key_hints(editor) : NULL;
    g_autofree char *name = key_name(key);
    for (guint i = 0; hints && i < hints->len; i++) {
        if (strcmp(((const KeyHint *)g_ptr_array_index(hints, i))->keys, name) == 0)
            by = 0; /* it is one of the keys that may follow */
    }
    if (!hints || !by) {
        editor->input.hint_page = 0;
        return false;
    }
    editor->input.hint_page = MAX(editor->input.hint_page + by, 0);
    return true;
}

GPtrArray *editor_key_hints(const Editor *editor)
{
    GPtrArray *hints = g_ptr_array_new_with_free_func(free_hint);
    if (!editor_awaits_key(editor))
        return hints;
    const GArray *waiting = editor->input.waiting, *sequence = waiting->len ? waiting : editor->pending.sequence;
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < sequence->len; i++) {
        g_autofree char *name = key_name(g_array_index(sequence, Key, i));
        g_string_append(names, name);
    }
    Hints all = {hints, names->len};
    if (waiting->len)
        mapping_each_row(editor, normal_map_mode(editor), names->str, add_hint, &all);
    else
        keymap_each(editor->keymap, normal_map_mode(editor), names->str, add_hint, &all);
    return hints;
}
