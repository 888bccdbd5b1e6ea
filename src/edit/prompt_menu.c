#include "edit/prompt_menu.h"

#include <string.h>

#include "edit/ex.h"

void prompt_menu_close(PromptMenu *menu)
{
    g_clear_pointer(&menu->words, g_ptr_array_unref);
    g_clear_pointer(&menu->typed, g_free);
}

static void put(PromptMenu *menu, GString *text, size_t *cursor, const char *word)
{
    g_string_erase(text, (gssize)menu->start, (gssize)(menu->end - menu->start));
    g_string_insert(text, (gssize)menu->start, word);
    *cursor = menu->end = menu->start + strlen(word);
}

static bool open(Editor *editor, PromptMenu *menu, const GString *text, size_t cursor)
{
    prompt_menu_close(menu);
    size_t start;
    GPtrArray *words = ex_complete(editor, text->str, cursor, &start);
    if (!words->len) {
        g_ptr_array_unref(words);
        return false;
    }
    *menu = (PromptMenu){words, -1, start, cursor, g_strndup(text->str + start, cursor - start)};
    return true;
}

static void choose(PromptMenu *menu, GString *text, size_t *cursor, int chosen)
{
    menu->chosen = chosen;
    put(menu, text, cursor, chosen < 0 ? menu->typed : g_ptr_array_index(menu->words, chosen));
}

/* Behind the last one comes what was typed, as in Vim. */
static void step(PromptMenu *menu, GString *text, size_t *cursor, int direction)
{
    int places = (int)menu->words->len + 1;
    choose(menu, text, cursor, (menu->chosen + 1 + direction + places) % places - 1);
}

/* What all of them begin with. */
static void put_common(PromptMenu *menu, GString *text, size_t *cursor)
{
    const char *first = g_ptr_array_index(menu->words, 0);
    size_t same = strlen(first);
    for (guint i = 1; i < menu->words->len; i++) {
        const char *word = g_ptr_array_index(menu->words, i);
        size_t at = 0;
        while (at < same && word[at] == first[at])
            at++;
        same = at;
    }
    g_autofree char *common = g_strndup(first, utf8_start(first, strlen(first), same));
    put(menu, text, cursor, common);
}

static bool opening_key(Editor *editor, PromptMenu *menu, GString *text, size_t *cursor, Key key)
{
    bool control = key.modifiers == MOD_CTRL;
    if (key.code == 9) {
        if (!open(editor, menu, text, *cursor))
            return true;
        step(menu, text, cursor, key.modifiers & MOD_SHIFT ? -1 : 1);
        if (menu->words->len == 1)
            prompt_menu_close(menu); /* the next <Tab> goes on from there */
        return true;
    }
    if (control && key.code == 'd') {
        open(editor, menu, text, *cursor);
        return true;
    }
    if (control && key.code == 'l') {
        if (open(editor, menu, text, *cursor))
            put_common(menu, text, cursor);
        prompt_menu_close(menu);
        return true;
    }
    return false;
}

bool prompt_menu_key(Editor *editor, PromptMenu *menu, GString *text, size_t *cursor, Key key)
{
    bool control = key.modifiers == MOD_CTRL, plain = !key.modifiers;
    if (!menu->words)
        return opening_key(editor, menu, text, cursor, key);
    bool forward = (key.code == 9 && !(key.modifiers & MOD_SHIFT)) || (control && key.code == 'n') || (plain && key.code == KEY_DOWN);
    bool back = key.code == 9 || (control && key.code == 'p') || (plain && key.code == KEY_UP);
    if (forward || back) {
        step(menu, text, cursor, forward ? 1 : -1);
        return true;
    }
    bool ends = control && (key.code == 'e' || key.code == 'y');
    if (ends && key.code == 'e')
        choose(menu, text, cursor, -1);
    prompt_menu_close(menu);
    return ends;
}
