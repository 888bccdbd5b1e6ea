/* What is picked from a list: commands here, which the editor knows; the rest is asked for, since its entries are known
 * to whoever shows the notebook. */
#include "edit/ex_user.h"
#include "edit/picker.h"

#include <limits.h>
#include <string.h>

/* --- all that can be done ---------------------------------------------------------------------------------- */

/* The first keys of each action that has some. */
static void note_keys(const char *keys, const Binding *binding, gpointer table)
{
    if (binding->action && !g_hash_table_contains(table, binding->action))
        g_hash_table_insert(table, (gpointer)binding->action, keys_shown(keys));
}

static GHashTable *keys_of_mode(const Editor *editor, MapMode mode)
{
    GHashTable *table = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    keymap_each(editor->keymap, mode, "", note_keys, table);
    return table;
}

/* Words that people type for what is called otherwise here. */
static const struct {
    const char *name, *words;
} SYNONYMS[] = {
    {"save", "store write"},
    {"save-as", "export markdown html ipynb jupyter script convert rename copy"},
    {":write", "save store"},
    {":set", "settings options preferences configuration"},
    {":keymap", "settings keys bindings vim emacs plain"},
    {":theme", "colors colours dark light appearance settings"},
    {"show-keys", "shortcuts keyboard bindings"},
    {"show-help", "manual documentation guide"},
    {":saveoutput", "export picture image png"},
    {"table-export", "csv save"},
    {"quit", "exit close leave"},
    {":quit", "exit close"},
    {"restart", "kernel reset"},
    {"interrupt", "stop cancel kill"},
    {"pick-file", "open notebook"},
    {":edit", "open new file"},
    {"undo", "revert"},
    {"find", "search"},
    {"replace", "substitute"},
    {"panel-variables", "inspect values"},
    {"panel-scratch", "repl console python"},
    {"hover", "documentation docstring signature"},
    {"run-all", "execute everything"},
    {"run-cell", "execute"},
};

static PickEntry *with_synonyms(PickEntry *entry)
{
    for (size_t i = 0; i < G_N_ELEMENTS(SYNONYMS); i++) {
        if (strlen(SYNONYMS[i].name) == entry->name && strncmp(SYNONYMS[i].name, entry->text, entry->name) == 0)
            entry->words = SYNONYMS[i].words;
    }
    return entry;
}

/* Modes that are not there are not led to. */
static bool is_of_modes(const Editor *editor, const Action *action)
{
    return editor->modeless.on && action->flags & (ACTION_INSERTS | ACTION_PREFIX);
}

static void add_actions(const Editor *editor, GPtrArray *entries)
{
    size_t count;
    const Action *const *actions = actions_all(&count);
    MapMode home = normal_map_mode(editor);
    g_autoptr(GHashTable) here = keys_of_mode(editor, home);
    g_autoptr(GHashTable) elsewhere = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    for (MapMode mode = 0; mode < MAP_MODES; mode++) {
        bool other = mode != home && mode != MAP_NORMAL && mode != MAP_MODELESS;
        if (other)
            keymap_each(editor->keymap, mode, "", note_keys, elsewhere);
    }
    for (size_t i = 0; i < count; i++) {
        const char *keys = g_hash_table_lookup(here, actions[i]);
        if (!keys && editor->read_only)
            continue; /* who uses an app may do what its keys do, and no more */
        if (!keys && (is_of_modes(editor, actions[i]) || g_hash_table_contains(elsewhere, actions[i]) || actions[i]->kind != ACTION_COMMAND))
            continue; /* it means nothing where commands are */
        PickEntry *entry = with_synonyms(pick_entry_new(PICK_ACTION, actions[i]->name, actions[i]->help));
        entry->target = g_strdup(actions[i]->name);
        entry->keys = g_strdup(keys);
        g_ptr_array_add(entries, entry);
    }
}

/* The first keys of each command that is a row by itself. */
static void note_command(const char *keys, const Binding *binding, gpointer table)
{
    g_autofree char *shown = binding->action ? NULL : binding_shown(binding);
    size_t length = shown && *shown == ':' ? strspn(shown + 1, "abcdefghijklmnopqrstuvwxyz") : 0;
    const ExCommand *row = length && strcmp(shown + 1 + length, "<CR>") == 0 ? ex_find(shown + 1, length) : NULL;
    if (row && !g_hash_table_contains(table, row))
        g_hash_table_insert(table, (gpointer)row, keys_shown(keys));
}

/* Commands that are nothing without what follows them are begun, and the others run. */
static void add_commands(const Editor *editor, GPtrArray *entries)
{
    g_autoptr(GHashTable) keys = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    keymap_each(editor->keymap, normal_map_mode(editor), "", note_command, keys);
    for (const ExCommand *row = EX_COMMANDS; row->name; row++) {
        bool goes_on = row->flags & (EX_NEEDED | EX_REST | EX_OWN_BAR) || !g_ascii_isalpha(row->name[0]);
        g_autofree char *name = g_strconcat(":", row->name, NULL);
        PickEntry *entry = with_synonyms(pick_entry_new(goes_on ? PICK_LINE : PICK_COMMAND, name, row->help));
        entry->keys = g_strdup(g_hash_table_lookup(keys, row));
        entry->target = goes_on && g_ascii_isalpha(row->name[0]) ? g_strconcat(row->name, " ", NULL)
                                                                 : g_strdup(row->name);
        g_ptr_array_add(entries, entry);
    }
}

/* Those that a person made: they are begun, for what follows them. */
static void add_user_commands(const Editor *editor, GPtrArray *entries)
{
    const ExCommand *row;
    for (guint i = 0; (row = user_command_nth(editor, i)); i++) {
        bool goes_on = row->flags & EX_ARGUMENT;
        g_autofree char *name = g_strconcat(":", row->name, NULL);
        PickEntry *entry = pick_entry_new(goes_on ? PICK_LINE : PICK_COMMAND, name, user_command_stands_for(row));
        entry->target = g_strconcat(row->name, goes_on ? " " : NULL, NULL);
        g_ptr_array_add(entries, entry);
    }
}

static PickEntry *entry_of_command(const char *command, const char *help)
{
    PickEntry *entry = pick_entry_new(PICK_COMMAND, command, help);
    entry->target = g_strdup(command);
    return entry;
}

static bool pick_command(Editor *editor, const ActionCall *call)
{
    GPtrArray *entries = pick_entries_new();
    add_actions(editor, entries);
    if (!editor->read_only) {
        add_user_commands(editor, entries);
        add_commands(editor, entries);
        g_ptr_array_add(entries, entry_of_command("quit!", "leave without what is not saved"));
    }
    editor_pick(editor, "commands", entries);
    return true;
}

static PickEntry *entry_of_action(const char *name, GHashTable *keys)
{
    const Action *action = action_find(name);
    PickEntry *entry = pick_entry_new(PICK_ACTION, name, action->help);
    entry->target = g_strdup(name);
    entry->keys = g_strdup(g_hash_table_lookup(keys, action));
    return entry;
}

/* What is done to a cell, the usual first: for who has no key at hand. */
static bool cell_menu(Editor *editor, const ActionCall *call)
{
    static const char *const NAMES[] = {"run-cell", "new-cell-below", "new-cell-above", "toggle-code", "toggle-output",
        "zoom-output", "split-cell", "merge-cells", "move-cell-up", "move-cell-down", "yank-cell", "delete-cell",
        "put", "cell-to-markdown", "cell-to-sql", "cell-to-python", "toggle-disabled", "run-mode-auto", "run-mode-manual", "run-mode-confirm", "format-cell",
        "interrupt", "run-stale", "run-all", "undo", "redo", "pick-command"};
    g_autoptr(GHashTable) here = keys_of_mode(editor, normal_map_mode(editor));
    GPtrArray *entries = pick_entries_new();
    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++)
        g_ptr_array_add(entries, entry_of_action(NAMES[i], here));
    g_ptr_array_add(entries, entry_of_command("write", "save the notebook"));
    g_ptr_array_add(entries, entry_of_command("quit", "leave, unless something is not saved"));
    editor_pick(editor, "cell", entries);
    return true;
}

/* Lines typed at a prompt before, the last one first: the one that is picked is at the prompt again. */
static bool pick_history(Editor *editor, char sign)
{
    const GPtrArray *lines = prompt_history(editor, sign);
    GPtrArray *entries = pick_entries_new();
    for (guint i = lines ? lines->len : 0; i-- > 0;) {
        const char *line = g_ptr_array_index(lines, i);
        PickEntry *entry = pick_entry_new(sign == ':' ? PICK_LINE : PICK_PATTERN, line, NULL);
        entry->target = g_strdup(line);
        entry->line = sign == '?';
        g_ptr_array_add(entries, entry);
    }
    if (!entries->len) {
        g_ptr_array_unref(entries);
        editor_tell(editor, false, "nothing was typed there before");
        return true;
    }
    editor_pick(editor, sign == ':' ? "history" : "searches", entries);
    return true;
}

static bool pick_past_command(Editor *editor, const ActionCall *call)
{
    return pick_history(editor, ':');
}

static bool pick_past_search(Editor *editor, const ActionCall *call)
{
    return pick_history(editor, call->argument.code == '?' ? '?' : '/');
}

/* --- what others know ---------------------------------------------------------------------------------------- */

static bool ask(Editor *editor, const char *what)
{
    editor_request(editor, (Request){.kind = REQUEST_PICK, .text = (char *)what});
    return true;
}

static bool pick_cell(Editor *editor, const ActionCall *call)
{
    return ask(editor, "cells");
}

static bool pick_heading(Editor *editor, const ActionCall *call)
{
    return ask(editor, "outline");
}

static bool pick_file(Editor *editor, const ActionCall *call)
{
    return ask(editor, "notebooks");
}

static bool pick_buffer(Editor *editor, const ActionCall *call)
{
    return ask(editor, "buffers");
}

/* <C-^>: the notebook shown before; with a count the one of that number. */
static bool alternate(Editor *editor, const ActionCall *call)
{
    g_autofree char *number = call->has_count ? g_strdup_printf("%ld", call->count) : NULL;
    editor_request(editor, (Request){.kind = REQUEST_BUFFER, .text = number});
    return true;
}

/* gt: with a count to the notebook of that number. */
static bool next_notebook(Editor *editor, const ActionCall *call)
{
    if (call->has_count)
        return alternate(editor, call);
    editor_request(editor, (Request){.kind = REQUEST_BUFFER, .code = 1});
    return true;
}

static bool previous_notebook(Editor *editor, const ActionCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_BUFFER, .code = -(int)MIN(call->count, INT_MAX)});
    return true;
}

static bool close_notebook(Editor *editor, const ActionCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_BUFFER_CLOSE});
    return true;
}

const Action ACTIONS_PICK[] = {
    {"pick-command", ACTION_COMMAND, "pick from all that can be done", .function = pick_command, .flags = ACTION_KEEP_VISUAL},
    {"cell-menu", ACTION_COMMAND, "pick from what can be done to the cell", .function = cell_menu},
    {"pick-past-command", ACTION_COMMAND, "pick a command that was typed before, to change it or run it again",
     .function = pick_past_command},
    {"pick-past-search", ACTION_COMMAND, "pick a pattern that was sought before", .function = pick_past_search},
    {"pick-cell", ACTION_COMMAND, "pick a cell by its name, its names or its text", .function = pick_cell},
    {"pick-heading", ACTION_COMMAND, "pick a heading of the notebook", .function = pick_heading},
    {"pick-file", ACTION_COMMAND, "pick a notebook below this folder", .function = pick_file},
    {"pick-buffer", ACTION_COMMAND, "pick a notebook that is open", .function = pick_buffer},
    {"alternate", ACTION_COMMAND, "to the notebook shown before; with a count to that one", .function = alternate},
    {"next-notebook", ACTION_COMMAND, "to the next notebook that is open; with a count to that one", .function = next_notebook},
    {"previous-notebook", ACTION_COMMAND, "to the notebook before, of those that are open", .function = previous_notebook},
    {"close-notebook", ACTION_COMMAND, "close the notebook and end its interpreter, unless something is not saved",
     .function = close_notebook, .flags = ACTION_KEEP_VISUAL | ACTION_IN_TEXT},
    {NULL},
};
