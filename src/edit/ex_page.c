/* Pages shown over the notebook: help, messages, registers, marks.  They are made from the tables. */
#include "edit/ex_text.h"

#include <string.h>

#include "edit/option.h"

void ex_show_page(Editor *editor, const char *title, GString *text)
{
    ExState *ex = ex_state_of(editor);
    if (ex->page)
        g_string_free(ex->page, TRUE);
    ex->page = text;
    char *copy = g_strdup(title);
    g_free(ex->page_title);
    ex->page_title = copy;
}

const char *editor_page(const Editor *editor, const char **title)
{
    if (!editor->ex || !editor->ex->page)
        return NULL;
    if (title)
        *title = editor->ex->page_title;
    return editor->ex->page->str;
}

void editor_close_page(Editor *editor)
{
    if (editor->ex && editor->ex->page) {
        g_string_free(editor->ex->page, TRUE);
        editor->ex->page = NULL;
    }
}

/* --- help --------------------------------------------------------------------------------------------- */

static const char INTRODUCTION[] =
    "tarn is marimo in a terminal: a notebook of Python cells that know what depends on what.\n"
    "All keys of Vim work on the cells' text; a cell is a text object: dac, yic, vac.\n"
    "\n"
    "  <CR>     run the cell and go to the next        g<CR>    run it and stay\n"
    "  <Space>  leads to actions on cells              <C-c>    interrupt\n"
    "  ]c [c    next and previous cell                 :w :q    save, leave\n"
    "\n"
    "  :help WORD     an action, a command, an option, or keys\n"
    "  :help actions  :help commands  :help options  :help keys\n"
    "\n"
    "Any key closes this page.\n";

static const char *const MODE_NAMES[MAP_MODES] = {"normal", "visual", "pending", "insert", "replace", "prompt"};

/* Keys in which a blank can be seen; the caller frees it. */
static char *visible_keys(const char *keys)
{
    g_auto(GStrv) parts = g_strsplit(keys ? keys : "", " ", -1);
    return g_strjoinv("<Space>", parts);
}

static void show_action(Editor *editor, GString *page, const Action *action)
{
    g_autofree char *keys = keymap_keys_of(editor->keymap, MAP_NORMAL, action);
    if (!keys)
        keys = keymap_keys_of(editor->keymap, MAP_VISUAL, action);
    if (!keys)
        keys = keymap_keys_of(editor->keymap, MAP_PENDING, action);
    if (!keys)
        keys = keymap_keys_of(editor->keymap, MAP_INSERT, action);
    g_autofree char *shown = visible_keys(keys);
    g_string_append_printf(page, "%-10s %-32s %s\n", shown, action->name, action->help);
}

static void show_command(GString *page, const ExCommand *row)
{
    g_autofree char *shortest = g_strndup(row->name, row->shortest);
    g_autofree char *shown = strlen(row->name) > row->shortest
                                 ? g_strdup_printf(":%s[%s]", shortest, row->name + row->shortest)
                                 : g_strdup_printf(":%s", row->name);
    g_string_append_printf(page, "%-20s %s\n", shown, row->help);
}

static void show_option(const Editor *editor, GString *page, const Option *row)
{
    g_autofree char *value = option_show(editor, row);
    g_string_append_printf(page, "%-20s %-5s %s\n", g_strchug(value), row->shorter ? row->shorter : "", row->help);
}

typedef struct {
    GString *page;
    const char *keys; /* NULL: all */
} KeyRows;

static void show_keys(const char *keys, const Binding *binding, gpointer data)
{
    KeyRows *rows = data;
    if (rows->keys && strcmp(rows->keys, keys) != 0)
        return;
    g_autofree char *shown = visible_keys(keys);
    if (binding->action)
        g_string_append_printf(rows->page, "%-12s %-32s %s\n", shown, binding->action->name, binding->action->help);
    else
        g_string_append_printf(rows->page, "%-12s (keys)\n", shown);
}

static void help_on_keys(Editor *editor, GString *page, const char *keys)
{
    for (MapMode mode = 0; mode < MAP_MODES; mode++) {
        g_autoptr(GString) part = g_string_new(NULL);
        keymap_each(editor->keymap, mode, keys ? keys : "", show_keys, &(KeyRows){part, keys});
        if (part->len)
            g_string_append_printf(page, "[%s]\n%s\n", MODE_NAMES[mode], part->str);
    }
}

typedef struct {
    GString *page;
    const Action *action;
} ActionRows;

static void show_keys_of(const char *keys, const Binding *binding, gpointer data)
{
    ActionRows *rows = data;
    g_autofree char *shown = visible_keys(keys);
    if (binding->action == rows->action)
        g_string_append_printf(rows->page, " %s", shown);
}

/* An action with all its keys. */
static void help_on_action(Editor *editor, GString *page, const Action *action)
{
    g_string_append_printf(page, "%s\n    %s\n", action->name, action->help);
    for (MapMode mode = 0; mode < MAP_MODES; mode++) {
        g_autoptr(GString) part = g_string_new(NULL);
        keymap_each(editor->keymap, mode, "", show_keys_of, &(ActionRows){part, action});
        if (part->len)
            g_string_append_printf(page, "    %-8s%s\n", MODE_NAMES[mode], part->str);
    }
}

/* Everything whose name is the word; false if there is nothing. */
static bool help_on_word(Editor *editor, GString *page, const char *word)
{
    const Action *action = action_find(word);
    if (action)
        help_on_action(editor, page, action);
    const char *name = word + (*word == ':');
    const ExCommand *row = *name ? ex_find(name, strlen(name)) : NULL;
    if (row && (!action || *word == ':'))
        show_command(page, row);
    g_autofree char *bare = g_strdup(word);
    g_strdelimit(bare, "'", ' ');
    g_strstrip(bare);
    const Option *option = option_find(bare, strlen(bare));
    if (option)
        show_option(editor, page, option);
    help_on_keys(editor, page, word);
    return page->len > 0;
}

static void help_on_all(Editor *editor, GString *page, const char *subject)
{
    size_t count;
    const Action *const *actions = actions_all(&count);
    if (strcmp(subject, "actions") == 0) {
        for (size_t i = 0; i < count; i++)
            show_action(editor, page, actions[i]);
    } else if (strcmp(subject, "commands") == 0) {
        for (const ExCommand *row = EX_COMMANDS; row->name; row++)
            show_command(page, row);
    } else if (strcmp(subject, "options") == 0) {
        for (const Option *row = OPTIONS; row->name; row++)
            show_option(editor, page, row);
    } else if (strcmp(subject, "keys") == 0) {
        help_on_keys(editor, page, NULL);
    }
}

bool ex_help(Editor *editor, ExCall *call)
{
    g_autoptr(GString) page = g_string_new(NULL);
    if (!*call->argument)
        g_string_assign(page, INTRODUCTION);
    else
        help_on_all(editor, page, call->argument);
    if (!page->len && !help_on_word(editor, page, call->argument)) {
        editor_error(editor, "E149: Sorry, no help for %s", call->argument);
        return false;
    }
    g_autofree char *title = g_strstrip(g_strdup_printf("help %s", call->argument));
    ex_show_page(editor, title, g_steal_pointer(&page));
    return true;
}

/* --- lists -------------------------------------------------------------------------------------------- */

bool ex_messages(Editor *editor, ExCall *call)
{
    GString *page = g_string_new(NULL);
    for (guint i = 0; i < editor->messages->len; i++)
        g_string_append_printf(page, "%s\n", (const char *)g_ptr_array_index(editor->messages, i));
    ex_show_page(editor, "messages", page);
    return true;
}

bool ex_registers(Editor *editor, ExCall *call)
{
    static const char NAMES[] = "\"0123456789abcdefghijklmnopqrstuvwxyz-*+.:%/";
    static const char KINDS[] = "clbC";
    static const int SHOWN = 200;
    GString *page = g_string_new("Type Name Content\n");
    for (const char *name = NAMES; *name; name++) {
        if (*call->argument && !strchr(call->argument, *name))
            continue;
        const Register *what = editor_register(editor, (unsigned char)*name);
        if (!what || !what->text)
            continue;
        g_autofree char *text = g_strndup(what->text, SHOWN);
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
        g_autofree char *shown = g_strjoinv("^J", lines);
        g_string_append_printf(page, "  %c  \"%c   %s%s\n", KINDS[what->wise], *name, shown,
                               what->wise == WISE_LINE ? "^J" : "");
    }
    ex_show_page(editor, "registers", page);
    return true;
}

static void show_place(const Editor *editor, GString *page, const char *name, Pos pos)
{
    TextLine text = {"", 0};
    if (pos.line < editor_line_count(editor))
        text = editor_line(editor, pos.line);
    g_autofree char *line = g_strstrip(g_strndup(text.bytes, text.length));
    g_string_append_printf(page, "%4s %6zu %4zu %s\n", name, pos.line + 1, pos.byte, line);
}

bool ex_marks(Editor *editor, ExCall *call)
{
    static const char NAMES[] = "'abcdefghijklmnopqrstuvwxyz[]^.<>";
    GString *page = g_string_new("mark   line  col text\n");
    for (const char *name = NAMES; *name; name++) {
        Pos pos;
        if ((!*call->argument || strchr(call->argument, *name)) && marks_find(editor, (uint32_t)*name, &pos))
            show_place(editor, page, (char[]){*name, '\0'}, pos);
    }
    ex_show_page(editor, "marks", page);
    return true;
}

static void show_list(Editor *editor, const GArray *places, size_t current, const char *title)
{
    GString *page = g_string_new(NULL);
    for (guint i = 0; i < places->len; i++) {
        g_autofree char *number = g_strdup_printf("%s%ld", i == current ? ">" : "", labs((long)current - (long)i));
        show_place(editor, page, number, g_array_index(places, Pos, i));
    }
    if (current >= places->len)
        g_string_append(page, ">\n");
    ex_show_page(editor, title, page);
}

bool ex_jumps(Editor *editor, ExCall *call)
{
    show_list(editor, editor->marks.jumps, editor->marks.jump, "jumps");
    return true;
}

bool ex_changes(Editor *editor, ExCall *call)
{
    show_list(editor, editor->marks.changes, editor->marks.change, "changes");
    return true;
}
