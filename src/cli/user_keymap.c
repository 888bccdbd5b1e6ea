#include "cli/user_keymap.h"

#include <string.h>

#include "base/settings.h"
#include "edit/editor.h"

const char *user_keymap(const char *config)
{
    g_autoptr(GString) commands = config ? settings_read(config, NULL) : NULL;
    g_autoptr(Editor) editor = editor_new(notebook_new());
    editor_restrict(editor); /* what the file has to say is said where it is read for good */
    if (commands)
        editor_source(editor, config, commands->str, NULL);
    return g_intern_string(editor_keymap(editor));
}

const char *user_app_keymap(const char *config)
{
    const char *keymap = user_keymap(config);
    return strcmp(keymap, "plain") == 0 ? "app-plain" : strcmp(keymap, "emacs") == 0 ? "app-emacs" : "app";
}
