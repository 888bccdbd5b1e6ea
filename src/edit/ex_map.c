/* `:map` and its family (`:help map.txt`). */
#include "edit/ex_text.h"

#include <string.h>

#include "edit/map_expression.h"

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

/* --- the argument ------------------------------------------------------------------------------------------ */

typedef struct {
    bool local, nowait, unique, expression;
} Manner;

/* Behind <silent> and its like, each of which may be there. */
static const char *read_manner(const char *argument, Manner *manner)
{
    bool ignored; /* what differs from no picture here */
    const struct {
        const char *name;
        bool *flag;
    } WORDS[] = {
        {"<silent>", &ignored}, {"<special>", &ignored}, {"<script>", &ignored}, {"<buffer>", &manner->local},
        {"<nowait>", &manner->nowait}, {"<unique>", &manner->unique}, {"<expr>", &manner->expression},
    };
    *manner = (Manner){0};
    for (size_t i = 0; i < G_N_ELEMENTS(WORDS); i++) {
        if (g_ascii_strncasecmp(argument, WORDS[i].name, strlen(WORDS[i].name)) != 0)
            continue;
        *WORDS[i].flag = true;
        argument += strlen(WORDS[i].name);
        argument += strspn(argument, " \t");
        i = (size_t)-1; /* any of them may follow */
    }
    return argument;
}

/* The argument up to a `|`, and what follows that; to be freed. */
static char *cut(ExCall *call)
{
    GString *own = g_string_new(NULL);
    for (const char *at = call->argument; *at; at++) {
        if ((*at == '\\' || *at == 0x16) && at[1] == '|') {
            g_string_append_c(own, *++at);
        } else if (*at == '|') {
            call->rest = at + 1;
            break;
        } else {
            g_string_append_c(own, *at);
        }
    }
    return g_string_free(own, FALSE);
}

/* <Leader> is what `mapleader` said when the mapping was made, as in Vim; to be freed. */
static char *with_leaders(const Editor *editor, const char *keys)
{
    static const char *const NAMES[] = {"<leader>", "<localleader>"};
    GString *all = g_string_new(NULL);
    while (*keys) {
        size_t i = 0;
        while (i < G_N_ELEMENTS(NAMES) && g_ascii_strncasecmp(keys, NAMES[i], strlen(NAMES[i])) != 0)
            i++;
        if (i < G_N_ELEMENTS(NAMES)) {
            g_string_append(all, editor->leaders[i] ? editor->leaders[i] : "\\");
            keys += strlen(NAMES[i]);
        } else {
            g_string_append_c(all, *keys++);
        }
    }
    return g_string_free(all, FALSE);
}

/* --- showing ------------------------------------------------------------------------------------------------ */

typedef struct {
    GPtrArray *rows;    /* of char *: what is shown of each behind its modes */
    GPtrArray *letters; /* of GString *: those */
    char letter;
    const char *sign;
} Listing;

static void list_row(const char *keys, const Binding *binding, gpointer data)
{
    Listing *listing = data;
    g_autofree char *to = binding_shown(binding), *shown = keys_shown(keys);
    const char *sign = binding->action ? " " : binding->remap ? " " : "*";
    g_autofree char *row = g_strdup_printf("%-14s %s%s%s", shown, sign, listing->sign, to);
    for (guint i = 0; i < listing->rows->len; i++) {
        if (strcmp(g_ptr_array_index(listing->rows, i), row) == 0) {
            g_string_append_c(g_ptr_array_index(listing->letters, i), listing->letter);
            return;
        }
    }
    GString *letters = g_string_new(NULL);
    g_string_append_c(letters, listing->letter);
    g_ptr_array_add(listing->rows, g_steal_pointer(&row));
    g_ptr_array_add(listing->letters, letters);
}

static void free_letters(gpointer letters)
{
    g_string_free(letters, TRUE);
}

static char letter_of_mode(MapMode mode)
{
    static const char LETTERS[MAP_MODES] = {
        [MAP_NORMAL] = 'n', [MAP_VISUAL] = 'v', [MAP_PENDING] = 'o', [MAP_INSERT] = 'i', [MAP_PROMPT] = 'c',
    };
    return LETTERS[mode];
}

/* "<Space>x" as the rows have it, " x"; to be freed. */
static char *names_of(const char *typed)
{
    g_autoptr(GArray) keys = keys_parse(typed);
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < keys->len; i++) {
        g_autofree char *name = key_name(g_array_index(keys, Key, i));
        g_string_append(names, name);
    }
    return g_string_free(names, FALSE);
}

/* Of all keys only what a person has mapped; of those that begin with `typed` everything. */
static void show_mappings(Editor *editor, const MapMode *modes, size_t count, const char *typed, bool local)
{
    g_autofree char *prefix = names_of(typed);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) letters = g_ptr_array_new_with_free_func(free_letters);
    for (size_t i = 0; i < count; i++) {
        Listing listing = {rows, letters, letter_of_mode(modes[i]), "@"};
        keymap_each(editor->local_mappings, modes[i], prefix, list_row, &listing);
        listing.sign = " ";
        if (!local)
            keymap_each(editor->mappings, modes[i], prefix, list_row, &listing);
        if (!local && *prefix)
            keymap_each(editor->keymap, modes[i], prefix, list_row, &listing);
        else if (!local)
            keymap_each_own(editor->keymap, modes[i], prefix, list_row, &listing);
    }
    if (!rows->len) {
        editor_tell(editor, false, "No mapping found");
        return;
    }
    GString *page = g_string_new(NULL);
    for (guint i = 0; i < rows->len; i++) {
        const char *shown = ((GString *)g_ptr_array_index(letters, i))->str;
        g_string_append_printf(page, "%-3s  %s\n", strcmp(shown, "nvo") == 0 ? "" : shown,
                               (char *)g_ptr_array_index(rows, i));
    }
    ex_show_page(editor, "mappings", page);
}

/* --- making and taking away ----------------------------------------------------------------------------------- */

/* "delete-cell" and "<Plug>(delete-cell)"; NULL: it is keys. */
static const Action *action_named(const char *to)
{
    static const char PLUG[] = "<Plug>(";
    size_t length = strlen(to);
    if (g_ascii_strncasecmp(to, PLUG, strlen(PLUG)) != 0 || to[length - 1] != ')')
        return action_find(to);
    g_autofree char *name = g_strndup(to + strlen(PLUG), length - strlen(PLUG) - 1);
    return action_find(name);
}

static bool bind(Editor *editor, MapMode mode, const char *from, const char *to, const Manner *manner, bool remap)
{
    Keymap *keymap = manner->local ? editor->local_mappings : editor->mappings;
    const Action *action = manner->expression ? NULL : action_named(to);
    if (action) {
        keymap_unbind(editor->mappings, mode, from);
        return keymap_bind_own(editor->keymap, mode, from, action);
    }
    if (!manner->local)
        keymap_unbind_own(editor->keymap, mode, from);
    bool bound = manner->expression ? keymap_bind_expression(keymap, mode, from, to, remap)
                                    : keymap_bind_keys(keymap, mode, from, to, remap);
    if (bound && manner->nowait)
        keymap_set_nowait(keymap, mode, from);
    return bound;
}

/* What can be told of a mapping before its keys are typed; false: it is told. */
static bool check(Editor *editor, const char *from, const char *to, const Manner *manner, const MapMode *modes, size_t count)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) keys = keys_parse(from);
    g_autofree char *value = manner->expression ? map_expression(editor, to, &error) : NULL;
    if (error) {
        editor_error(editor, "%s", error->message);
        return false;
    }
    for (size_t i = 0; manner->unique && i < count; i++) {
        const Binding *binding = NULL;
        if (keymap_longest(manner->local ? editor->local_mappings : editor->mappings, modes[i], (const Key *)keys->data, keys->len, &binding) == keys->len) {
            editor_error(editor, "E227: mapping already exists for %s", from);
            return false;
        }
    }
    if (manner->local && !manner->expression && action_named(to)) {
        editor_error(editor, "an action is mapped for all notebooks; for this one: <Cmd>%s<CR>", action_named(to)->name);
        return false;
    }
    const char *command = strcasestr(to, "<Cmd>");
    if (command && !manner->expression && !strcasestr(command, "<CR>")) {
        editor_error(editor, "E1255: <Cmd> mapping must end with <CR>");
        return false;
    }
    return true;
}

/* Those that are written as keys because the command would take them for its own. */
static char *with_signs(const char *text)
{
    static const struct {
        const char *key;
        char sign;
    } SIGNS[] = {{"<Bar>", '|'}, {"<lt>", '<'}};
    GString *plain = g_string_new(NULL);
    while (*text) {
        char sign = *text;
        size_t length = 1;
        for (size_t i = 0; i < G_N_ELEMENTS(SIGNS); i++) {
            if (g_ascii_strncasecmp(text, SIGNS[i].key, strlen(SIGNS[i].key)) == 0) {
                sign = SIGNS[i].sign;
                length = strlen(SIGNS[i].key);
            }
        }
        g_string_append_c(plain, sign);
        text += length;
    }
    return g_string_free(plain, FALSE);
}

bool ex_map(Editor *editor, ExCall *call)
{
    MapMode modes[3];
    Manner manner;
    size_t count = modes_of(call, modes);
    g_autofree char *own = cut(call);
    const char *argument = read_manner(own, &manner);
    size_t length = strcspn(argument, " \t");
    g_autofree char *typed = g_strndup(argument, length), *from = with_leaders(editor, typed);
    g_autofree char *stands = with_leaders(editor, argument + length + strspn(argument + length, " \t"));
    if (manner.expression) { /* its own bars and signs are none of the command */
        char *plain = with_signs(stands);
        g_free(stands);
        stands = plain;
    }
    const char *to = stands;
    if (!*to) {
        show_mappings(editor, modes, count, from, manner.local);
        return true;
    }
    if (!check(editor, from, to, &manner, modes, count))
        return false;
    if (g_ascii_strcasecmp(to, "<Nop>") == 0)
        to = "";
    bool bound = true, remap = !strstr(call->command->name, "no");
    for (size_t i = 0; i < count; i++)
        bound &= bind(editor, modes[i], from, to, &manner, remap);
    if (!bound)
        editor_error(editor, "E474: Too many keys to map");
    return bound;
}

bool ex_unmap(Editor *editor, ExCall *call)
{
    MapMode modes[3];
    Manner manner;
    size_t count = modes_of(call, modes);
    const char *typed = read_manner(call->argument, &manner);
    g_autofree char *keys = with_leaders(editor, typed);
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        any |= keymap_unbind(manner.local ? editor->local_mappings : editor->mappings, modes[i], keys);
        any |= !manner.local && keymap_unbind_own(editor->keymap, modes[i], keys);
    }
    if (!any)
        editor_error(editor, "E31: No such mapping");
    return any;
}

bool ex_map_clear(Editor *editor, ExCall *call)
{
    MapMode modes[3];
    size_t count = modes_of(call, modes);
    bool local = g_ascii_strcasecmp(call->argument, "<buffer>") == 0;
    if (*call->argument && !local) {
        editor_error(editor, "E474: Invalid argument");
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        keymap_clear(local ? editor->local_mappings : editor->mappings, modes[i], false);
        if (!local)
            keymap_clear(editor->keymap, modes[i], true);
    }
    return true;
}
