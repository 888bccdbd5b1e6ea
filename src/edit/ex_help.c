/* `:help`: pages made from the tables of actions, keys, commands and options, so they cannot be wrong. */
#include "edit/ex_text.h"

#include <string.h>

#include "base/suggest.h"
#include "edit/ex_topic.h"
#include "edit/option.h"
#include "edit/panel.h"
#include "edit/vim_names.h"

static const char FIRST_MINUTE[] =
    "tarn is marimo in a terminal: cells of Python that know what depends on what.\n"
    "\n"
    "THE FIRST MINUTE\n"
    "  i ... <Esc>   write in a cell; the keys are Vim's, over all cells at once\n"
    "  g<CR>  <CR>   run the cell and what depends on it: and stay; and go on\n"
    "  ]]  [[        to the next cell, to the one before\n"
    "  <Space>o      a new cell; <Space> alone shows what else cells can do\n"
    "  ic  ac        a cell is a text object: dac deletes, yac yanks, p puts it\n"
    "  u  <C-r>      undo and redo, also of what was done to cells\n"
    "  <C-c>         interrupt what runs\n"
    "  :w  :q        save, leave\n"
    "\n"
    "MORE HELP\n"
    "  :help gf      what keys do; :help <C-d>, :help i_CTRL-W, :help <Space>\n"
    "  :help :run    a command; :help 'list' an option; :help undo an action\n"
    "  :help keys    all of them; so actions, commands, options,\n"
    "                motions, objects, operators\n"
    "  :help widgets a subject; :help topics lists them\n"
    "  man tarn-keys has the same in print, tarn tutorial teaches by doing\n"
    "\n";

static const struct {
    const char *name;
    char letter; /* of Vim's `:help i_CTRL-W` */
} MODES[MAP_MODES] = {
    [MAP_NORMAL] = {"normal", 'n'}, [MAP_VISUAL] = {"visual", 'v'}, [MAP_PENDING] = {"pending", 'o'},
    [MAP_INSERT] = {"insert", 'i'}, [MAP_REPLACE] = {"replace", 'r'}, [MAP_PROMPT] = {"prompt", 'c'},
    [MAP_MODELESS] = {"modeless", 'e'},
    [MAP_OUTPUT] = {"output", 'x'}, [MAP_TABLE] = {"table", 't'},
    [MAP_PANEL] = {"panel", 'l'},
    [MAP_WIDGET] = {"widget", 'w'}, [MAP_MENU] = {"menu", 'm'}, [MAP_COMPLETION] = {"completion", 'p'},
    [MAP_SCRATCH] = {"scratch", 's'},
};
static const unsigned ALL_MODES = (1u << MAP_MODES) - 1;

/* Without modes only these have keys that are typed. */
static unsigned modes_in_use(const Editor *editor)
{
    return editor->modeless.on ? 1u << MAP_MODELESS | 1u << MAP_PROMPT | 1u << MAP_OUTPUT | 1u << MAP_TABLE | 1u << MAP_WIDGET |
                                     1u << MAP_PANEL | 1u << MAP_MENU | 1u << MAP_COMPLETION | 1u << MAP_SCRATCH
                             : ALL_MODES & ~(1u << MAP_MODELESS);
}

/* --- one row of each table ---------------------------------------------------------------------------- */

/* A page is as wide as the smallest screen; what is longer goes on in the next line, below its own column. */
enum { PAGE_COLUMNS = 76, NAMES_COLUMNS = 36, SYNOPSIS_COLUMNS = 29 };

static void show_row(GString *page, const char *left, int columns, const char *help)
{
    g_string_append_printf(page, "%-*s", columns, left);
    size_t room = (size_t)(PAGE_COLUMNS - MAX(columns, (int)strlen(left)));
    while (strlen(help) > room) {
        const char *blank = g_strrstr_len(help, (gssize)room + 1, " ");
        if (!blank)
            break;
        g_string_append_printf(page, "%.*s\n%*s", (int)(blank - help), help, columns, "");
        help = blank + 1;
        room = (size_t)(PAGE_COLUMNS - columns);
    }
    g_string_append_printf(page, "%s\n", help);
}

static void show_names(GString *page, const char *keys, const char *name, const char *help)
{
    g_autofree char *left = g_strdup_printf("  %-9s %-23s ", keys, name);
    show_row(page, left, NAMES_COLUMNS, help);
}

static void show_action(const Editor *editor, GString *page, const Action *action)
{
    g_autofree char *keys = NULL;
    if (editor->modeless.on)
        keys = keymap_keys_of(editor->keymap, MAP_MODELESS, action);
    for (MapMode mode = 0; mode < MAP_MODES && !keys && !editor->modeless.on; mode++) {
        if (modes_in_use(editor) & 1u << mode)
            keys = keymap_keys_of(editor->keymap, mode, action);
    }
    g_autofree char *shown = keys_shown(keys ? keys : "");
    show_names(page, shown, action->name, action->help);
}

char *ex_synopsis(const ExCommand *row)
{
    int flags = row->flags;
    const char *range = flags & EX_NUMBER ? "[N]" : flags & EX_RANGE ? "[range]" : "";
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_append_printf(text, ":%s%.*s", range, (int)row->shortest, row->name);
    if (row->name[row->shortest])
        g_string_append_printf(text, "[%s]", row->name + row->shortest);
    g_string_append(text, flags & EX_BANG ? "[!]" : "");
    g_string_append(text, flags & EX_REGISTER ? " [x]" : "");
    g_string_append(text, flags & EX_COUNT ? " [count]" : "");
    const char *what = flags & EX_FILE ? "file" : "arg";
    if (flags & EX_NEEDED)
        g_string_append_printf(text, " %s", what);
    else if (flags & (EX_ARGUMENT | EX_REST | EX_OWN_BAR))
        g_string_append_printf(text, " [%s]", what);
    return g_strdup(text->str);
}

static void show_command(GString *page, const ExCommand *row)
{
    g_autofree char *synopsis = ex_synopsis(row);
    g_autofree char *left = g_strdup_printf("  %s ", synopsis);
    show_row(page, left, SYNOPSIS_COLUMNS, row->help);
}

static void show_option(const Editor *editor, GString *page, const Option *row)
{
    g_autofree char *value = option_show(editor, row);
    g_autofree char *left = g_strdup_printf("  %-18s %-5s ", g_strchug(value), row->shorter ? row->shorter : "");
    show_row(page, left, SYNOPSIS_COLUMNS - 2, row->help);
}

const char *ex_binding_help(const Binding *binding)
{
    if (binding->operator) { /* interned: these rows are few */
        g_autofree char *both = g_strdup_printf("%s: %s", binding->operator->help, binding->action->help);
        return g_intern_string(both);
    }
    if (binding->action)
        return binding->action->help;
    g_autofree char *keys = binding_shown(binding);
    size_t length = *keys == ':' ? strspn(keys + 1, "abcdefghijklmnopqrstuvwxyz-") : 0;
    const ExCommand *command = length ? ex_find(keys + 1, length) : NULL;
    const Action *action = *keys == ':' ? action_find(keys + 1) : NULL;
    if (command && command->function == ex_quit && keys[length + 1] == '!')
        return "leave without saving: what was changed is lost";
    return command ? command->help : action ? action->help : "";
}

/* --- keys --------------------------------------------------------------------------------------------- */

typedef struct {
    GString *page;
    const Action *action; /* only what is bound to it, its keys alone; or NULL */
    bool alone; /* not if with a motion of its own */
} KeyRows;

static void show_keys(const char *keys, const Binding *binding, gpointer data)
{
    const KeyRows *rows = data;
    if (rows->action && (!binding_is(binding, rows->action) || (rows->alone && binding->operator)))
        return;
    g_autofree char *shown = keys_shown(keys), *what = binding_shown(binding);
    if (rows->action)
        g_string_append_printf(rows->page, " %s", shown);
    else
        show_names(rows->page, shown, what, ex_binding_help(binding));
}

/* The keys that begin with `prefix`, in the modes of a set. */
static void show_modes(const Editor *editor, GString *page, unsigned modes, const char *prefix)
{
    for (int i = -1; i < MAP_MODES; i++) { /* who has no modes looks for that section first */
        MapMode mode = i < 0 ? MAP_MODELESS : (MapMode)i;
        if (i == MAP_MODELESS)
            continue;
        g_autoptr(GString) part = g_string_new(NULL);
        if (modes & 1u << mode)
            mapping_each_row(editor, mode, prefix, show_keys, &(KeyRows){.page = part});
        if (part->len)
            g_string_append_printf(page, "%s mode\n%s\n", MODES[mode].name, part->str);
    }
}

/* "CTRL-D" and "i_CTRL-W", as Vim's help writes keys, and "<c-d>": in our names. */
static char *keys_of_word(const Editor *editor, const char *word, unsigned *modes)
{
    *modes = modes_in_use(editor);
    for (MapMode mode = 0; mode < MAP_MODES; mode++) {
        if (word[0] == MODES[mode].letter && word[1] == '_' && word[2]) {
            *modes = 1u << mode;
            word += 2;
            break;
        }
    }
    g_autoptr(GString) notation = g_string_new(NULL);
    while (*word) {
        if (g_ascii_strncasecmp(word, "CTRL-", 5) == 0 && word[5]) {
            g_string_append_printf(notation, "<C-%c>", word[5]);
            word += 6;
        } else {
            g_string_append_c(notation, *word++);
        }
    }
    g_autoptr(GArray) keys = keys_parse(notation->str);
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < keys->len; i++) {
        g_autofree char *name = key_name(g_array_index(keys, Key, i));
        g_string_append(names, name);
    }
    return g_strdup(names->str);
}

static void help_on_keys(const Editor *editor, GString *page, const char *word)
{
    unsigned modes;
    g_autofree char *keys = keys_of_word(editor, word, &modes);
    show_modes(editor, page, modes, keys);
}

/* --- one word ----------------------------------------------------------------------------------------- */

/* An action with all its keys. */
static void help_on_action(const Editor *editor, GString *page, const Action *action)
{
    g_string_append_printf(page, "%s\n  %s\n", action->name, action->help);
    for (MapMode mode = 0; mode < MAP_MODES; mode++) {
        g_autoptr(GString) part = g_string_new(NULL);
        if (modes_in_use(editor) & 1u << mode)
            mapping_each_row(editor, mode, "", show_keys, &(KeyRows){.page = part, .action = action});
        if (part->len)
            g_string_append_printf(page, "  %-8s%s\n", MODES[mode].name, part->str);
    }
    g_string_append_printf(page, "  command  :%s\n\n", action->name);
}

static const Option *quoted_option(const char *word)
{
    size_t length = strlen(word);
    return length > 2 && word[0] == '\'' && word[length - 1] == '\'' ? option_find(word + 1, length - 2) : NULL;
}

/* Everything whose name is the word; nothing if there is nothing.  A colon means commands alone, quotes
 * mean options alone. */
static void help_on_word(const Editor *editor, GString *page, const char *word)
{
    bool colon = word[0] == ':' && word[1];
    const char *name = word + colon;
    const Option *option = quoted_option(word);
    const Action *action = action_find(name);
    if (action)
        help_on_action(editor, page, action);
    if (!colon && !option) {
        help_on_keys(editor, page, word);
        option = option_find(word, strlen(word));
    }
    const ExCommand *row = ex_find(name, strlen(name));
    if (row && (colon || strlen(name) > 1))
        show_command(page, row);
    if (option)
        show_option(editor, page, option);
}

/* --- whole tables ------------------------------------------------------------------------------------- */

static void show_rows(const Editor *editor, GString *page, const char *title, const Action *rows)
{
    g_string_append_printf(page, "%s\n", title);
    for (; rows->name; rows++)
        show_action(editor, page, rows);
    g_string_append_c(page, '\n');
}

static void show_kinds(const Editor *editor, GString *page, unsigned kinds)
{
    size_t count;
    const Action *const *actions = actions_all(&count);
    for (size_t i = 0; i < count; i++) {
        if (kinds & 1u << actions[i]->kind)
            show_action(editor, page, actions[i]);
    }
}

/* Words that mean a whole table; the actions of these kinds, or another one. */
static const struct {
    const char *name;
    unsigned kinds;
} LISTS[] = {
    {"actions", ~0u}, {"motions", 1u << ACTION_MOTION}, {"objects", 1u << ACTION_TEXT_OBJECT},
    {"operators", 1u << ACTION_OPERATOR}, {"commands", 0}, {"options", 0}, {"keys", 0}, {"topics", 0},
};

static void show_topics(GString *page)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    ex_topic_names(names);
    for (guint i = 0; i < names->len; i++)
        g_string_append_printf(page, "  %s\n", (const char *)g_ptr_array_index(names, i));
}

static void help_on_list(const Editor *editor, GString *page, const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(LISTS); i++) {
        if (strcmp(LISTS[i].name, name) == 0)
            show_kinds(editor, page, LISTS[i].kinds);
    }
    if (strcmp(name, "commands") == 0) {
        for (const ExCommand *row = EX_COMMANDS; row->name; row++)
            show_command(page, row);
    } else if (strcmp(name, "options") == 0) {
        for (const Option *row = OPTIONS; row->name; row++)
            show_option(editor, page, row);
    } else if (strcmp(name, "topics") == 0) {
        show_topics(page);
    } else if (strcmp(name, "keys") == 0) {
        show_modes(editor, page, modes_in_use(editor), "");
    }
}

/* The same minute with the keys of the keymap that was chosen. */
static void first_minute_without_modes(const Editor *editor, GString *page)
{
    static const char *const ACTIONS[] = {
        "save", "quit", "run-cell", "run-cell-and-go-on", "pick-command", "show-help", "interrupt", "new-cell-below",
        "cell-down", "cell-up", "delete-cell",
        "cut-text", "copy-text", "paste", "undo", "redo", "find", "replace", "command-line", "normal-command", "cancel",
    };
    g_autofree char *cells = editor_keys_of(editor, "new-cell-above"), *prefix = g_strndup(cells, strcspn(cells, ">") + 1);
    g_string_append_printf(page, "tarn is marimo in a terminal: cells of Python that know what depends on what.\n\n"
                           "THE FIRST MINUTE, with the keymap %s\n", editor->options.keymap);
    for (size_t i = 0; i < G_N_ELEMENTS(ACTIONS); i++) {
        const Action *action = action_find(ACTIONS[i]);
        g_autoptr(GString) keys = g_string_new(" ");
        keymap_each(editor->keymap, MAP_MODELESS, "", show_keys, &(KeyRows){keys, action, true});
        g_string_append_c(keys, ' ');
        show_row(page, keys->str, SYNOPSIS_COLUMNS, action->help);
    }
    g_string_append_printf(page, "\nMORE HELP, in the command line\n"
                           "  help keys     all keys; help %s those that begin so\n"
                           "  help undo     an action; any action can be typed there by its name\n"
                           "  help :write   a command; help 'list' an option\n"
                           "  man tarn-keys has the same in print, tarn tutorial --keymap %s teaches by doing\n\n",
                           prefix, editor->options.keymap);
}

static void overview(const Editor *editor, GString *page)
{
    if (editor->modeless.on)
        first_minute_without_modes(editor, page);
    else
        g_string_append(page, FIRST_MINUTE);
    show_rows(editor, page, "RUNNING", ACTIONS_RUN);
    show_rows(editor, page, "CELLS", ACTIONS_CELL);
    g_string_append(page, "COMMANDS\n");
    help_on_list(editor, page, "commands");
}

static int compare_topics(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A section of the manual pages, behind what the tables say; of a panel that of all panels. */
static void append_topic(const Editor *editor, GString *page, const char *word)
{
    bool panel = g_strv_contains(PANEL_NAMES, word);
    GString *topic = *word ? ex_topic(word) : NULL;
    if (panel && !topic) {
        g_autofree char *action = g_strconcat("panel-", word, NULL);
        help_on_word(editor, page, action);
        topic = ex_topic("panels");
    }
    if (!topic)
        return;
    g_string_append_printf(page, "%s%s", page->len ? "\n" : "", topic->str);
    g_string_free(topic, TRUE);
}

/* What would have been a topic: those that hold the word, or else the one that is nearest. */
static void no_help(Editor *editor, const char *word)
{
    enum { MOST = 5 };
    const char *bare = word + (*word == ':'), *why = vim_lacking(bare);
    size_t quoted = *word == '\'' ? strcspn(word + 1, "'") : 0;
    if (why || (quoted && vim_has_option(word + 1, quoted))) {
        editor_error(editor, "E149: %s is of Vim, and not in tarn%s%s", word, why ? ": " : "", why ? why : "");
        return;
    }
    g_autoptr(GPtrArray) topics = g_ptr_array_new_with_free_func(g_free);
    ex_help_topics(editor, "", topics);
    g_ptr_array_sort(topics, compare_topics);
    g_autoptr(GString) near = g_string_new(NULL);
    guint found = 0;
    for (guint i = 0; i < topics->len && found < MOST; i++) {
        const char *topic = g_ptr_array_index(topics, i);
        bool again = i && strcmp(topic, g_ptr_array_index(topics, i - 1)) == 0;
        if (*bare && !again && strstr(topic, bare))
            g_string_append_printf(near, "%s%s", found++ ? ", " : "", topic);
    }
    const char *nearest = found ? NULL : suggest_name(bare, topics);
    g_string_append(near, nearest ? nearest : "");
    editor_error(editor, "E149: Sorry, no help for %s%s%s%s", word, near->len ? " (there is " : "", near->str, near->len ? ")" : "");
}

bool ex_help(Editor *editor, ExCall *call)
{
    g_autoptr(GString) page = g_string_new(NULL);
    const char *word = call->argument;
    if (!*word)
        overview(editor, page);
    else
        help_on_list(editor, page, word);
    if (!page->len)
        help_on_word(editor, page, word);
    append_topic(editor, page, word);
    if (!page->len) {
        no_help(editor, word);
        return false;
    }
    g_autofree char *title = g_strstrip(g_strdup_printf("help %s", word));
    ex_show_page(editor, title, g_steal_pointer(&page));
    return true;
}

/* --- completion --------------------------------------------------------------------------------------- */

typedef struct {
    GPtrArray *words;
    const char *prefix;
} Topics;

static void add_topic(const Topics *topics, const char *before, const char *word, const char *behind)
{
    g_autofree char *topic = g_strconcat(before, word, behind, NULL);
    if (g_str_has_prefix(topic, topics->prefix))
        g_ptr_array_add(topics->words, g_steal_pointer(&topic));
}

static void add_keys(const char *keys, const Binding *binding, gpointer data)
{
    g_autofree char *shown = keys_shown(keys);
    add_topic(data, "", shown, "");
}

void ex_help_topics(const Editor *editor, const char *prefix, GPtrArray *words)
{
    const Topics topics = {words, prefix};
    const char *colon = *prefix == ':' ? ":" : "", *quote = *prefix == '\'' ? "'" : "";
    size_t count;
    const Action *const *actions = actions_all(&count);
    for (size_t i = 0; i < count; i++)
        add_topic(&topics, colon, actions[i]->name, "");
    for (const ExCommand *row = EX_COMMANDS; row->name; row++)
        add_topic(&topics, colon, row->name, "");
    for (const Option *row = OPTIONS; row->name; row++)
        add_topic(&topics, quote, row->name, quote);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    ex_topic_names(names);
    for (guint i = 0; i < names->len; i++)
        add_topic(&topics, "", g_ptr_array_index(names, i), "");
    for (size_t i = 0; PANEL_NAMES[i]; i++)
        add_topic(&topics, "", PANEL_NAMES[i], "");
    for (size_t i = 0; i < G_N_ELEMENTS(LISTS); i++)
        add_topic(&topics, "", LISTS[i].name, "");
    for (MapMode mode = 0; *prefix && mode < MAP_MODES; mode++) {
        if (modes_in_use(editor) & 1u << mode)
            mapping_each_row(editor, mode, "", add_keys, (gpointer)&topics);
    }
}
