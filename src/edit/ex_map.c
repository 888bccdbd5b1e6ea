/* `:` commands that set things: map and its family, set, noh, theme, echo. */
#include "edit/ex_text.h"

#include <string.h>

#include "edit/option.h"
#include "edit/search.h"

/* Modes by the letter that stands before "map" and "noremap". */
static const struct {
    char letter;
    MapMode modes[3];
    size_t count;
} MAP_LETTERS[] = {
    {0, {MAP_NORMAL, MAP_VISUAL, MAP_PENDING}, 3}, {'n', {MAP_NORMAL}, 1}, {'v', {MAP_VISUAL}, 1},
    {'x', {MAP_VISUAL}, 1}, {'o', {MAP_PENDING}, 1}, {'i', {MAP_INSERT}, 1}, {'c', {MAP_PROMPT}, 1},
};

static char letter_of(const char *name)
{
    bool plain = g_str_has_prefix(name, "map") || g_str_has_prefix(name, "noremap") || g_str_has_prefix(name, "unmap") ||
                 g_str_has_prefix(name, "no");
    return plain && name[0] != 'o' ? 0 : name[0];
}

/* The modes of a command; `:map!` is insert mode and the prompt. */
static size_t modes_of(const ExCall *call, MapMode modes[3])
{
    char letter = letter_of(call->command->name);
    if (!letter && call->bang) {
        modes[0] = MAP_INSERT;
        modes[1] = MAP_PROMPT;
        return 2;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(MAP_LETTERS); i++) {
        if (MAP_LETTERS[i].letter == letter) {
            memcpy(modes, MAP_LETTERS[i].modes, sizeof MAP_LETTERS[i].modes);
            return MAP_LETTERS[i].count;
        }
    }
    return 0;
}

static void show_row(const char *keys, const Binding *binding, gpointer data)
{
    GString *page = data;
    g_autofree char *to = binding_shown(binding), *shown = keys_shown(keys);
    g_string_append_printf(page, "%-14s %s\n", shown, to);
}

/* Behind what Vim has for its own screen and buffers. */
static const char *skip_manners(const char *argument)
{
    static const char *const MANNERS[] = {"<silent>", "<buffer>", "<nowait>", "<unique>"};
    for (size_t i = 0; i < G_N_ELEMENTS(MANNERS); i++) {
        if (g_ascii_strncasecmp(argument, MANNERS[i], strlen(MANNERS[i])) == 0) {
            argument += strlen(MANNERS[i]);
            argument += strspn(argument, " \t");
            i = (size_t)-1; /* any of them may follow */
        }
    }
    return argument;
}

bool ex_map(Editor *editor, ExCall *call)
{
    MapMode modes[3];
    size_t count = modes_of(call, modes);
    const char *argument = skip_manners(call->argument);
    size_t length = strcspn(argument, " \t");
    g_autofree char *from = g_strndup(argument, length);
    const char *to = argument + length + strspn(argument + length, " \t");
    if (!*to) {
        GString *page = g_string_new(NULL);
        for (size_t i = 0; i < count; i++)
            mapping_each_row(editor, modes[i], from, show_row, page);
        if (page->len) {
            ex_show_page(editor, "mappings", page);
        } else {
            g_string_free(page, TRUE);
            editor_tell(editor, false, "No mapping found");
        }
        return true;
    }
    bool remap = !strstr(call->command->name, "no");
    const Action *action = action_find(to);
    if (g_ascii_strcasecmp(to, "<Nop>") == 0)
        to = "";
    bool bound = true;
    for (size_t i = 0; i < count; i++) {
        if (action) {
            keymap_unbind(editor->mappings, modes[i], from);
            bound &= keymap_bind_action(editor->keymap, modes[i], from, action);
        } else {
            bound &= keymap_bind_keys(editor->mappings, modes[i], from, to, remap);
        }
    }
    if (!bound)
        editor_error(editor, "E474: Too many keys to map");
    return bound;
}

bool ex_unmap(Editor *editor, ExCall *call)
{
    MapMode modes[3];
    size_t count = modes_of(call, modes);
    bool any = false;
    for (size_t i = 0; i < count; i++)
        any |= keymap_unbind(editor->mappings, modes[i], call->argument) ||
               keymap_unbind(editor->keymap, modes[i], call->argument);
    if (!any)
        editor_error(editor, "E31: No such mapping");
    return any;
}

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

bool ex_echo(Editor *editor, ExCall *call)
{
    editor_error(editor, "E319: :%s is not in tarn: there are no scripts", call->command->name);
    return false;
}
