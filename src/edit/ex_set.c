/* `:` commands that set things: keymap, set, noh, theme, let, and :silent. */
#include "edit/ex_text.h"

#include <stdarg.h>
#include <string.h>

#include "edit/map_expression.h"
#include "edit/option.h"
#include "edit/search.h"

/* `:keymap FILE` adds its rows to those in use, the name of one that tarn comes with chooses that one.  A file with a
 * bad row changes nothing. */
bool ex_keymap(Editor *editor, ExCall *call)
{
    g_autoptr(GError) error = NULL;
    bool chosen = keymap_is_builtin(call->argument);
    if (!chosen && !ex_may_touch_world(editor))
        return false;
    g_autoptr(Keymap) trial = chosen ? NULL : keymap_load(call->argument, &error);
    bool done = chosen ? editor_choose_keymap(editor, call->argument, &error)
                       : trial && keymap_add(editor->keymap, call->argument, &error);
    if (!done)
        editor_error(editor, "%s", error->message);
    return done;
}

bool ex_set(Editor *editor, ExCall *call)
{
    return option_set(editor, call->argument);
}

bool ex_no_highlight(Editor *editor, ExCall *call)
{
    search_of(editor)->silenced = true;
    return true;
}

bool ex_theme(Editor *editor, ExCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_THEME, .text = (char *)call->argument});
    return true;
}

bool ex_lack(Editor *editor, const char *format, ...)
{
    ExState *ex = ex_state_of(editor);
    ex->lacks = true;
    if (ex->sourcing)
        return true;
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *why = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    editor_error(editor, "%s", why);
    return false;
}

/* `:let mapleader = ","` and no other variable. */
bool ex_let(Editor *editor, ExCall *call)
{
    static const char *const NAMES[] = {"mapleader", "maplocalleader"};
    const char *name = call->argument + (g_str_has_prefix(call->argument, "g:") ? 2 : 0);
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz");
    const char *equals = name + length + strspn(name + length, " \t");
    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        if (strlen(NAMES[i]) != length || strncmp(name, NAMES[i], length) != 0 || *equals != '=')
            continue;
        g_autoptr(GError) error = NULL;
        char *value = map_expression(editor, equals + 1, &error);
        if (!value) {
            editor_error(editor, "%s", error->message);
            return false;
        }
        g_free(editor->leaders[i]);
        editor->leaders[i] = value;
        return true;
    }
    return ex_lack(editor, "E319: :let is not in tarn: there are no scripts, and of variables only mapleader");
}

/* :silent and its like: the command behind it as it is; with a bang its errors are not told. */
bool ex_quietly(Editor *editor, ExCall *call)
{
    bool numbered = call->command->name[0] == 'v'; /* :verbose 9 map */
    const char *command = call->argument + (numbered ? strspn(call->argument, "0123456789 ") : 0);
    guint told = editor->messages->len;
    bool shown = editor->message_shown, is_error = editor->message_is_error;
    g_autofree char *rest = NULL;
    bool done = ex_execute_first(editor, command, &rest);
    call->rest = rest ? command + strlen(command) - strlen(rest) : NULL;
    if (done || !call->bang)
        return done;
    editor->input.failed = false;
    if (editor->messages->len > told)
        g_ptr_array_set_size(editor->messages, (gint)told);
    editor->message_shown = shown;
    editor->message_is_error = is_error;
    return true;
}
