/* What <Tab> makes of the word before the cursor: commands, actions, options, files. */
#include "edit/ex_text.h"
#include "edit/ex_user.h"

#include <string.h>

#include "edit/option.h"
#include "edit/panel.h"
#include "notebook/format.h"

static void add_if(GPtrArray *words, const char *word, const char *prefix)
{
    if (g_str_has_prefix(word, prefix))
        g_ptr_array_add(words, g_strdup(word));
}

static int compare_words(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_user_commands(const Editor *editor, GPtrArray *words, const char *prefix)
{
    const ExCommand *row;
    for (guint i = 0; (row = user_command_nth(editor, i)); i++)
        add_if(words, row->name, prefix);
}

static void add_commands(GPtrArray *words, const char *prefix)
{
    for (const ExCommand *row = EX_COMMANDS; row->name; row++)
        add_if(words, row->name, prefix);
}

static void add_actions(GPtrArray *words, const char *prefix)
{
    size_t count;
    const Action *const *actions = actions_all(&count);
    for (size_t i = 0; i < count; i++)
        add_if(words, actions[i]->name, prefix);
}

/* `:set tabstop=` becomes what it is now, as in Vim. */
static void add_value(const Editor *editor, GPtrArray *words, const Option *row, const char *prefix)
{
    size_t length = strcspn(prefix, "=");
    bool asked = prefix[length] == '=' && !prefix[length + 1] && option_find(prefix, length) == row;
    if (!asked || row->type == OPTION_BOOL || row->type == OPTION_CHOICE)
        return;
    g_autofree char *shown = option_show(editor, row);
    const char *value = strchr(shown, '=');
    if (value && value[1])
        g_ptr_array_add(words, g_strconcat(prefix, value + 1, NULL));
}

static void add_options(const Editor *editor, GPtrArray *words, const char *prefix)
{
    bool no = g_str_has_prefix(prefix, "no"), inverts = g_str_has_prefix(prefix, "inv");
    if (!strchr(prefix, '='))
        add_if(words, "all", prefix);
    for (const Option *row = OPTIONS; row->name; row++) {
        add_if(words, row->name, prefix);
        add_value(editor, words, row, prefix);
        g_autofree char *inverted = g_strconcat("inv", row->name, NULL);
        if (inverts && row->type == OPTION_BOOL)
            add_if(words, inverted, prefix);
        g_autofree char *negated = g_strconcat("no", row->name, NULL);
        if (no && row->type == OPTION_BOOL)
            add_if(words, negated, prefix);
        for (const char *const *choice = row->choices; choice && *choice; choice++) {
            g_autofree char *setting = g_strconcat(row->name, "=", *choice, NULL);
            if (strchr(prefix, '='))
                add_if(words, setting, prefix);
        }
    }
    for (size_t i = 0; KEYMAP_NAMES[i] && g_str_has_prefix(prefix, "keymap="); i++) {
        g_autofree char *setting = g_strconcat("keymap=", KEYMAP_NAMES[i], NULL);
        add_if(words, setting, prefix);
    }
}

static void add_files(const Editor *editor, GPtrArray *words, const char *prefix, bool folders)
{
    g_autofree char *whole = *prefix == '%' ? g_strdup(prefix) : ex_path(editor, *prefix ? prefix : ".");
    bool in_folder = !*prefix || g_str_has_suffix(prefix, "/");
    g_autofree char *folder = in_folder ? g_strdup(whole) : g_path_get_dirname(whole);
    const char *slash = strrchr(prefix, '/');
    const char *base = slash ? slash + 1 : prefix;
    g_autofree char *shown = slash ? g_strndup(prefix, (gsize)(base - prefix)) : g_strdup("");
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        if (!g_str_has_prefix(name, base) || (name[0] == '.' && base[0] != '.'))
            continue;
        g_autofree char *path = g_build_filename(folder, name, NULL);
        const char *mark = g_file_test(path, G_FILE_TEST_IS_DIR) ? "/" : "";
        if (*mark || !folders)
            g_ptr_array_add(words, g_strconcat(shown, name, mark, NULL));
    }
}

/* Names of files that a notebook could be written to: "out." becomes "out.html", "out.py:" becomes "out.py:percent". */
static void add_targets(GPtrArray *words, const char *prefix)
{
    const char *slash = strrchr(prefix, '/'), *dot = strrchr(slash ? slash : prefix, '.');
    if (!dot || dot == prefix || dot[-1] == '/')
        return;
    for (const Format *format = FORMATS; format->name; format++) {
        g_auto(GStrv) extensions = g_strsplit(format->extensions, " ", -1);
        g_autofree char *stem = g_strndup(prefix, (gsize)(dot - prefix));
        g_autofree char *target = g_strconcat(stem, extensions[0], NULL);
        bool usual = format_for_file(target) == format;
        g_autofree char *whole = usual ? g_strdup(target) : g_strconcat(target, ":", format->name, NULL);
        add_if(words, whole, prefix);
    }
}

static void add_mapping(const char *keys, const Binding *binding, gpointer words)
{
    g_ptr_array_add(words, keys_shown(keys));
}

static void add_mapped(const Editor *editor, GPtrArray *words, const char *prefix)
{
    for (MapMode mode = 0; mode < MAP_MODES; mode++) {
        keymap_each(editor->local_mappings, mode, prefix, add_mapping, words);
        keymap_each(editor->mappings, mode, prefix, add_mapping, words);
        keymap_each_own(editor->keymap, mode, prefix, add_mapping, words);
    }
}

/* Arguments that are always the same. */
static void add_fixed(GPtrArray *words, const ExCommand *row, const char *prefix)
{
    static const struct {
        bool (*function)(Editor *editor, ExCall *call);
        const char *words[5];
    } FIXED[] = {
        {ex_fix, {"local", "merge", "other", "rename"}},
        {ex_diff, {"HEAD", "disk", "git"}},
        {ex_run, {"all", "once", "stale"}},
        {ex_let, {"mapleader", "maplocalleader"}},
        {ex_recover, {"diff"}},
        {ex_code_action, {"quickfix", "refactor", "source.fixAll", "source.organizeImports"}},
        {ex_history, {"/", ":"}},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(FIXED); i++) {
        for (size_t word = 0; FIXED[i].function == row->function && FIXED[i].words[word]; word++)
            add_if(words, FIXED[i].words[word], prefix);
    }
}

static void add_arguments(Editor *editor, GPtrArray *words, const ExCommand *row, const char *prefix)
{
    add_fixed(words, row, prefix);
    if (row->function == ex_set) {
        add_options(editor, words, prefix);
    } else if (row->function == ex_help) {
        ex_help_topics(editor, prefix, words);
    } else if (row->function == ex_map) {
        add_actions(words, prefix);
    } else if (row->function == ex_panel) {
        for (size_t i = 0; PANEL_NAMES[i]; i++)
            add_if(words, PANEL_NAMES[i], prefix);
    } else if (row->function == ex_theme) {
        for (size_t i = 0; editor->theme_names && editor->theme_names[i]; i++)
            add_if(words, editor->theme_names[i], prefix);
    } else if (row->function == ex_keymap) {
        for (size_t i = 0; KEYMAP_NAMES[i]; i++)
            add_if(words, KEYMAP_NAMES[i], prefix);
        add_files(editor, words, prefix, false);
    } else if (row->function == ex_buffer || row->function == ex_buffer_close) {
        g_auto(GStrv) names = editor->notebooks ? editor->notebooks(editor->notebooks_self) : NULL;
        for (size_t i = 0; names && names[i]; i++)
            add_if(words, names[i], prefix);
    } else if (row->function == ex_user_delete) {
        add_user_commands(editor, words, prefix);
    } else if (row->function == ex_unmap) {
        add_mapped(editor, words, prefix);
    } else if (row->function == ex_change_folder) {
        add_files(editor, words, prefix, true);
    } else if (row->function == ex_shell) {
        add_files(editor, words, prefix, false);
    } else if (row->flags & EX_FILE) {
        add_files(editor, words, prefix, false);
        if (row->function == ex_write)
            add_targets(words, prefix);
    }
}

/* The range and what comes before a bar are no part of the command. */
static size_t command_start(const char *typed)
{
    size_t command = strspn(typed, " \t:0123456789.,$%'<>;+-*");
    for (const char *bar; (bar = strchr(typed + command, '|'));)
        command = (size_t)(bar - typed) + 1 + strspn(bar + 1, " \t:");
    return command;
}

const char *ex_word_help(const Editor *editor, const char *line, size_t start, const char *word)
{
    g_autofree char *typed = g_strndup(line, start);
    size_t command = command_start(typed), length = strlen(word);
    if (command >= start) {
        const ExCommand *row = EX_COMMANDS;
        while (row->name && strcmp(row->name, word) != 0)
            row++;
        const Action *action = action_find(word);
        const ExCommand *own = user_command_at(editor, word, &(size_t){0});
        if (own)
            return user_command_stands_for(own);
        return row->name ? row->help : action ? action->help : "";
    }
    const ExCommand *row = ex_find(typed + command, strspn(typed + command, "abcdefghijklmnopqrstuvwxyz"));
    if (row && row->function == ex_set) {
        const Option *option = option_find(word, strcspn(word, "="));
        return option ? option->help : g_str_has_prefix(word, "no") && option_find(word + 2, length - 2) ? option_find(word + 2, length - 2)->help : "";
    }
    const Action *action = row && (row->function == ex_map || row->function == ex_help) ? action_find(word + (*word == ':')) : NULL;
    return action ? action->help : "";
}

GPtrArray *ex_complete(Editor *editor, const char *line, size_t cursor, size_t *start)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *typed = g_strndup(line, cursor);
    size_t command = command_start(typed);
    bool may_be_own = g_ascii_isupper(typed[command]);
    size_t name_length = strspn(typed + command, may_be_own ? G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS : G_CSET_A_2_Z G_CSET_a_2_z "-");

    if (command + name_length == cursor) {
        *start = command;
        add_commands(words, typed + command);
        add_user_commands(editor, words, typed + command);
        add_actions(words, typed + command);
    } else {
        const char *blank = strrchr(typed, ' ');
        *start = blank ? (size_t)(blank - typed) + 1 : cursor;
        const ExCommand *own = user_command_at(editor, typed + command, &(size_t){0});
        const char *like = own ? user_command_completes(own) : NULL;
        const ExCommand *row = like ? ex_find(like, strlen(like)) : own ? NULL : ex_find(typed + command, name_length);
        if (row)
            add_arguments(editor, words, row, typed + *start);
    }
    g_ptr_array_sort(words, compare_words);
    for (guint i = 1; i < words->len;) {
        if (strcmp(g_ptr_array_index(words, i), g_ptr_array_index(words, i - 1)) == 0)
            g_ptr_array_remove_index(words, i);
        else
            i++;
    }
    return words;
}
