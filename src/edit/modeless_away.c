/* Without modes, where keys are not for the text: in widgets, tables, outputs, menus and lists, whose own rows and keys
 * are Vim's in part. */
#include "edit/picker.h"
#include "edit/widget.h"

#include <string.h>

bool modeless_at_home(const Editor *editor)
{
    return editor->modeless.on && editor->modeless.visit == AT_HOME && !editor->insert.one_command;
}

bool modeless_goes_on(const Editor *editor, Key key)
{
    const GArray *begun = editor->pending.sequence;
    const Binding *binding;
    if (!begun->len)
        return false;
    g_autoptr(GArray) keys = g_array_sized_new(FALSE, FALSE, sizeof(Key), begun->len + 1);
    g_array_append_vals(keys, begun->data, begun->len);
    g_array_append_val(keys, key);
    return keymap_find(editor->keymap, normal_map_mode(editor), (const Key *)keys->data, keys->len, &binding) != KEYMAP_NONE;
}

void modeless_tell_unbound(Editor *editor, const char *keys)
{
    if (!modeless_at_home(editor) || editor_message(editor, NULL))
        return;
    g_autofree char *shown = keys_shown(keys);
    editor_tell(editor, true, "%s does nothing here", shown);
}

void modeless_tell_unknown(Editor *editor, Key key)
{
    g_autofree char *name = key_name(key);
    modeless_tell_unbound(editor, name);
}

bool modeless_moves(const Editor *editor, Key key)
{
    const Binding *binding;
    bool found = keymap_longest(editor->keymap, MAP_MODELESS, &key, 1, &binding) == 1 && binding->action;
    bool plain = found && (!binding->operator || binding->operator->flags & OPERATOR_EXTENDS);
    return plain && (binding->action->kind == ACTION_MOTION || binding->action->kind == ACTION_TEXT_OBJECT);
}

/* --- lines that are typed elsewhere than at a prompt -------------------------------------------------- */

/* A list's <C-b> is a page, and no start of a line. */
static bool is_sensible(const Editor *editor, Key key)
{
    return editor->mode != MODE_PICK || !key_equal(key, (Key){'b', MOD_CTRL});
}

static void paste(Editor *editor)
{
    const Register *what = editor_register(editor, '"');
    if (!what || !what->text)
        return;
    size_t length = strlen(what->text);
    if (editor->mode == MODE_PICK)
        picker_paste(editor, what->text, length);
    else if (editor->mode == MODE_ENTRY)
        widget_entry_paste(editor, what->text, length);
}

bool modeless_typed(Editor *editor, Key *key)
{
    const Binding *binding;
    bool found = modeless_at_home(editor) && keymap_longest(editor->keymap, MAP_PROMPT, key, 1, &binding) == 1;
    if (!found || binding->action)
        return false;
    if (binding->key_count == 1 && is_sensible(editor, binding->keys[0])) {
        *key = binding->keys[0];
        return false;
    }
    g_autofree char *keys = binding_shown(binding);
    if (strcmp(keys, "<C-r>\"") != 0)
        return false;
    paste(editor);
    return true;
}
