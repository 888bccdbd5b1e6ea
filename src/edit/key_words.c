/* Keys in messages and hints: those of the keymap in use. */
#include "edit/editor_private.h"

#include <string.h>

typedef struct {
    const char *what; /* as binding_shown() has it */
    char *best;       /* keys, or NULL */
    int cost;         /* of them */
} Wanted;

/* The fewer keys the better, and letters better than signs; a chord that not every terminal can send is the last choice. */
static int cost_of(const char *names)
{
    g_autoptr(GArray) keys = keys_parse(names);
    int cost = 2 * (int)keys->len;
    for (guint i = 0; i < keys->len; i++) {
        Key key = g_array_index(keys, Key, i);
        bool rare = !key_equal(key, key_plain(key)) || (key.code == ' ' && key.modifiers) || (key.code == '@' && key.modifiers);
        cost += rare ? 100 : key.code < 128 && g_ascii_ispunct((char)key.code);
    }
    return cost;
}

static void look(const char *names, const Binding *binding, gpointer data)
{
    Wanted *wanted = data;
    g_autofree char *shown = binding_shown(binding);
    int cost = cost_of(names);
    if (strcmp(shown, wanted->what) != 0 || (wanted->best && cost >= wanted->cost))
        return;
    g_free(wanted->best);
    wanted->best = g_strdup(names);
    wanted->cost = cost;
}

static char *keys_in(const Editor *editor, MapMode mode, const char *what)
{
    Wanted wanted = {.what = what};
    keymap_each(editor->keymap, mode, "", look, &wanted);
    g_autofree char *best = wanted.best;
    return best ? keys_shown(best) : NULL;
}

/* What is bound to nothing can be typed in the command line. */
static char *keys_for(const Editor *editor, MapMode mode, const char *what)
{
    char *keys = keys_in(editor, mode, what);
    if (!keys && mode != MAP_MODELESS)
        keys = keys_in(editor, MAP_MODELESS, what);
    if (keys)
        return keys;
    g_autofree char *line = keys_in(editor, MAP_MODELESS, "command-line");
    return g_strconcat(line ? line : ":", what + (*what == ':'), NULL);
}

char *editor_keys_of(const Editor *editor, const char *name)
{
    if (editor->modeless.on)
        return keys_for(editor, MAP_MODELESS, name);
    g_autofree char *keys = keymap_keys_of(editor->keymap, MAP_NORMAL, action_find(name));
    return keys ? keys_shown(keys) : g_strconcat(":", name, NULL);
}

bool editor_has_modes(const Editor *editor)
{
    return !editor->modeless.on;
}

static MapMode map_of(Mode mode)
{
    switch (mode) {
    case MODE_WIDGET: return MAP_WIDGET;
    case MODE_MENU: return MAP_MENU;
    case MODE_TABLE: return MAP_TABLE;
    case MODE_PANEL: return MAP_PANEL;
    case MODE_OUTPUT: return MAP_OUTPUT;
    case MODE_PROMPT: case MODE_PICK: case MODE_ENTRY: return MAP_PROMPT;
    default: return MAP_MODELESS;
    }
}

char *editor_words(const Editor *editor, Mode mode, const char *words)
{
    g_autoptr(GString) text = g_string_new(NULL);
    while (*words) {
        const char *bar = *words == '{' ? words + strcspn(words, "|}\n") : NULL;
        const char *end = bar && *bar == '|' ? strchr(bar, '}') : NULL;
        if (!end) {
            g_string_append_c(text, *words++);
            continue;
        }
        g_autofree char *what = g_strndup(bar + 1, (gsize)(end - bar - 1));
        bool literal = *what == '=';
        g_autofree char *keys = editor->modeless.on && *what && !literal ? keys_for(editor, map_of(mode), what) : NULL;
        if (editor->modeless.on && literal)
            g_string_append(text, what + 1);
        else if (keys)
            g_string_append(text, keys);
        else if (!editor->modeless.on)
            g_string_append_len(text, words + 1, bar - words - 1);
        words = end + 1;
    }
    return g_strdup(text->str);
}
