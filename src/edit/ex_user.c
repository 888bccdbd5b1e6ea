#include "edit/ex_user.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    ExCommand row;    /* first: what runs it is called with that */
    char *name;       /* of the row */
    char *stands_for; /* as it was typed */
    char nargs;       /* '0', '1', '*', '?', '+' */
    long preset;      /* of <count>; -1: none was said */
    const char *complete, *completes; /* what -complete named, and the command that completes so; or NULL */
} UserCommand;

struct UserCommands {
    GPtrArray *rows; /* of UserCommand *, by name */
};

static void row_free(gpointer data)
{
    UserCommand *row = data;
    g_free(row->name);
    g_free(row->stands_for);
    g_free(row);
}

UserCommands *user_commands_new(void)
{
    UserCommands *all = g_new0(UserCommands, 1);
    all->rows = g_ptr_array_new_with_free_func(row_free);
    return all;
}

void user_commands_free(UserCommands *all)
{
    g_ptr_array_unref(all->rows);
    g_free(all);
}

/* --- finding ------------------------------------------------------------------------------------------------------- */

static const UserCommand *nth(const Editor *editor, guint index)
{
    const GPtrArray *rows = editor->user_commands->rows;
    return index < rows->len ? g_ptr_array_index(rows, index) : NULL;
}

static size_t name_length(const char *at)
{
    size_t length = 0;
    while (g_ascii_isalnum(at[length]))
        length++;
    return g_ascii_isupper(*at) ? length : 0;
}

/* How many begin with the name; one that is the name itself is alone. */
static guint matches(const Editor *editor, const char *at, size_t length, const UserCommand **first)
{
    guint count = 0;
    const UserCommand *row;
    for (guint i = 0; length && (row = nth(editor, i)); i++) {
        if (strncmp(row->name, at, length) != 0)
            continue;
        if (count++ == 0)
            *first = row;
        if (!row->name[length])
            return *first = row, 1;
    }
    return count;
}

const ExCommand *user_command_at(const Editor *editor, const char *at, size_t *length)
{
    const UserCommand *row = NULL;
    *length = name_length(at);
    return matches(editor, at, *length, &row) == 1 ? &row->row : NULL;
}

bool user_command_is_ambiguous(const Editor *editor, const char *at)
{
    const UserCommand *row;
    return matches(editor, at, name_length(at), &row) > 1;
}

const ExCommand *user_command_nth(const Editor *editor, guint index)
{
    const UserCommand *row = nth(editor, index);
    return row ? &row->row : NULL;
}

const char *user_command_stands_for(const ExCommand *command)
{
    return ((const UserCommand *)command)->stands_for;
}

const char *user_command_completes(const ExCommand *command)
{
    return ((const UserCommand *)command)->completes;
}

/* --- running ------------------------------------------------------------------------------------------------------- */

/* As a text of Vim: between double quotes. */
static void add_quoted(GString *line, const char *text, size_t length)
{
    g_string_append_c(line, '"');
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"' || text[i] == '\\')
            g_string_append_c(line, '\\');
        g_string_append_c(line, text[i]);
    }
    g_string_append_c(line, '"');
}

/* <f-args>: the words, in which a backslash keeps a blank or itself. */
static void add_words(GString *line, const char *argument)
{
    g_autoptr(GString) word = g_string_new(NULL);
    bool any = false;
    while (*(argument += strspn(argument, " \t"))) {
        g_string_truncate(word, 0);
        for (; *argument && *argument != ' ' && *argument != '\t'; argument++) {
            bool keeps = *argument == '\\' && (argument[1] == '\\' || argument[1] == ' ' || argument[1] == '\t');
            argument += keeps;
            g_string_append_c(word, *argument);
        }
        if (any)
            g_string_append(line, ", ");
        add_quoted(line, word->str, word->len);
        any = true;
    }
}

static long count_of(const UserCommand *row, const ExCall *call)
{
    return call->count ? call->count : call->addresses ? call->last : row->preset;
}

/* What <word> stands for here; false: it is none of them. */
static bool add_word(GString *line, const UserCommand *row, const ExCall *call, const char *word, bool quoted)
{
    g_autofree char *value = NULL;
    char reg[8] = "";
    if (strcmp(word, "args") == 0)
        value = g_strdup(call->argument);
    else if (strcmp(word, "bang") == 0)
        value = g_strdup(call->bang ? "!" : "");
    else if (strcmp(word, "line1") == 0 || strcmp(word, "line2") == 0)
        value = g_strdup_printf("%ld", word[4] == '1' ? call->first : call->last);
    else if (strcmp(word, "range") == 0)
        value = g_strdup_printf("%u", MIN(call->addresses, 2));
    else if (strcmp(word, "count") == 0)
        value = g_strdup_printf("%ld", count_of(row, call));
    else if (strcmp(word, "reg") == 0 || strcmp(word, "register") == 0)
        value = g_strdup((reg[call->reg ? utf8_encode(call->reg, reg) : 0] = '\0', reg));
    else if (strcmp(word, "mods") == 0 || strcmp(word, "lt") == 0)
        value = g_strdup(*word == 'l' ? "<" : "");
    if (value && quoted)
        add_quoted(line, value, strlen(value));
    else if (value)
        g_string_append(line, value);
    return value != NULL;
}

/* "<CR>" is the key, which `:normal` types. */
static size_t add_key(GString *line, const char *at)
{
    Key key;
    size_t length = key_parse(at, &key);
    if (length <= 1)
        return 0;
    g_autofree char *text = text_of_keys(&key, 1);
    g_string_append(line, text);
    return length;
}

static char *line_of(const UserCommand *row, const ExCall *call)
{
    GString *line = g_string_new(NULL);
    for (const char *at = row->stands_for; *at;) {
        const char *end = *at == '<' ? strchr(at, '>') : NULL;
        g_autofree char *word = end ? g_strndup(at + 1, (gsize)(end - at - 1)) : NULL;
        bool quoted = word && g_str_has_prefix(word, "q-");
        size_t taken = 0;
        if (word && strcmp(word, "f-args") == 0)
            add_words(line, call->argument), taken = strlen(word) + 2;
        else if (word && add_word(line, row, call, word + (quoted ? 2 : 0), quoted))
            taken = strlen(word) + 2;
        else if (word)
            taken = add_key(line, at);
        if (!taken)
            g_string_append_c(line, *at);
        at += MAX(taken, 1);
    }
    return g_string_free(line, FALSE);
}

static bool run(Editor *editor, ExCall *call)
{
    const UserCommand *row = (const UserCommand *)call->command;
    if (row->nargs == '0' && *call->argument) {
        editor_error(editor, "E488: Trailing characters: %s", call->argument);
        return false;
    }
    g_autofree char *line = line_of(row, call); /* it may make itself anew */
    return ex_execute(editor, line);
}

/* --- making -------------------------------------------------------------------------------------------------------- */

/* What -complete can say, and the command whose arguments these are; "": nothing is known of them here. */
static const struct {
    const char *name, *command;
} COMPLETIONS[] = {
    {"buffer", "buffer"}, {"color", "theme"}, {"command", ""}, {"dir", "cd"}, {"file", "edit"}, {"file_in_path", "edit"},
    {"help", "help"}, {"mapping", "unmap"}, {"option", "set"}, {"shellcmd", "!"}, {"arglist", "buffer"}, {"augroup", ""},
    {"custom", ""}, {"customlist", ""}, {"environment", ""}, {"event", ""}, {"expression", ""}, {"filetype", ""},
    {"function", ""}, {"highlight", ""}, {"history", "history"}, {"locale", ""}, {"messages", ""}, {"packadd", ""}, {"syntax", ""},
    {"tag", ""}, {"tag_listfiles", ""}, {"user", ""}, {"var", ""},
};

static bool read_complete(Editor *editor, UserCommand *made, const char *value)
{
    size_t length = strcspn(value, ",");
    for (size_t i = 0; i < G_N_ELEMENTS(COMPLETIONS); i++) {
        if (strlen(COMPLETIONS[i].name) == length && strncmp(COMPLETIONS[i].name, value, length) == 0) {
            made->complete = COMPLETIONS[i].name;
            made->completes = *COMPLETIONS[i].command ? COMPLETIONS[i].command : NULL;
            return true;
        }
    }
    editor_error(editor, "E180: Invalid complete value: %s", value);
    return false;
}

static bool read_nargs(Editor *editor, UserCommand *made, const char *value)
{
    if (!value || !*value || value[1] || !strchr("01*?+", *value)) {
        editor_error(editor, "E176: Invalid number of arguments");
        return false;
    }
    made->nargs = *value;
    made->row.flags |= *value == '0' ? 0 : *value == '1' || *value == '+' ? EX_ARGUMENT | EX_NEEDED : EX_ARGUMENT;
    return true;
}

/* -range, -range=%, -range=N, -count, -count=N */
static bool read_lines(Editor *editor, UserCommand *made, const char *value, bool counts)
{
    char *end = NULL;
    bool all = !counts && g_strcmp0(value, "%") == 0;
    long number = value && !all ? strtol(value, &end, 10) : 0;
    if (value && !all && (!*value || *end || number < 0)) {
        editor_error(editor, "E178: Invalid default value for count");
        return false;
    }
    if ((value && !all && made->preset >= 0) || (counts && made->row.flags & EX_COUNT)) {
        editor_error(editor, "E177: Count cannot be specified twice");
        return false;
    }
    made->row.flags |= counts ? EX_COUNT | EX_NUMBER : all ? EX_RANGE | EX_ALL : value ? EX_NUMBER : EX_RANGE;
    if (counts || (value && !all))
        made->preset = number;
    return true;
}

/* A word that begins with a hyphen, without it. */
static bool read_attribute(Editor *editor, UserCommand *made, const char *word)
{
    static const char *const IGNORED[] = {"buffer", "keepscript", NULL};
    const char *equals = strchr(word, '='), *value = equals ? equals + 1 : NULL;
    g_autofree char *name = g_strndup(word, equals ? (gsize)(equals - word) : strlen(word));
    if (strcmp(name, "nargs") == 0)
        return read_nargs(editor, made, value);
    if (strcmp(name, "range") == 0 || strcmp(name, "count") == 0)
        return read_lines(editor, made, value, *name == 'c');
    if (strcmp(name, "complete") == 0 && value && *value)
        return read_complete(editor, made, value);
    if (strcmp(name, "complete") == 0) {
        editor_error(editor, "E179: Argument required for -complete");
        return false;
    }
    bool bar = strcmp(name, "bar") == 0, bang = strcmp(name, "bang") == 0, reg = strcmp(name, "register") == 0;
    made->row.flags |= bang ? EX_BANG : reg ? EX_REGISTER : 0;
    if (bar)
        made->row.flags &= ~EX_REST;
    if (bar || bang || reg || (strcmp(name, "addr") == 0 && value) || g_strv_contains(IGNORED, name))
        return true;
    editor_error(editor, "E181: Invalid attribute: %s", word);
    return false;
}

static bool check_name(Editor *editor, const char *name, size_t length)
{
    static const char *const TAKEN[] = {"Next", "X", "Print", NULL}; /* by Vim */
    g_autofree char *own = g_strndup(name, length);
    const char *why = !length ? "E182: Invalid command name" : NULL;
    if (!g_ascii_isupper(*name))
        why = "E183: User defined commands must start with an uppercase letter";
    else if (length < strcspn(name, " \t"))
        why = "E182: Invalid command name";
    else if (g_strv_contains(TAKEN, own))
        why = "E841: Reserved name, cannot be used for user defined command";
    if (why)
        editor_error(editor, "%s", why);
    return !why;
}

static bool find_own(const Editor *editor, const char *name, guint *at)
{
    const UserCommand *row;
    for (*at = 0; (row = nth(editor, *at)) && strcmp(row->name, name) < 0; ++*at)
        ;
    return row && strcmp(row->name, name) == 0;
}

/* --- showing ------------------------------------------------------------------------------------------------------- */

static char *lines_shown(const UserCommand *row)
{
    int flags = row->row.flags;
    if (flags & EX_COUNT)
        return g_strdup_printf("%ldc", row->preset);
    if (flags & EX_NUMBER)
        return g_strdup_printf("%ld", row->preset);
    return g_strdup(flags & EX_ALL ? "%" : flags & EX_RANGE ? "." : "");
}

static bool show(Editor *editor, const char *prefix)
{
    GString *page = g_string_new("    Name              Args Address Complete    Definition\n");
    size_t empty = page->len;
    const UserCommand *row;
    for (guint i = 0; (row = nth(editor, i)); i++) {
        int flags = row->row.flags;
        g_autofree char *lines = lines_shown(row);
        if (g_str_has_prefix(row->name, prefix))
            g_string_append_printf(page, "%c%c%c %-17s %-4c %-7s %-11s %s\n", flags & EX_BANG ? '!' : ' ',
                                   flags & EX_REGISTER ? '"' : ' ', flags & EX_REST ? ' ' : '|', row->name, row->nargs, lines,
                                   row->complete ? row->complete : "", row->stands_for);
    }
    if (page->len > empty) {
        ex_show_page(editor, "commands", page);
    } else {
        g_string_free(page, TRUE);
        editor_tell(editor, false, "No user-defined commands found");
    }
    return true;
}

/* --- commands ------------------------------------------------------------------------------------------------------ */

bool ex_user_command(Editor *editor, ExCall *call)
{
    UserCommand made = {.row = {.shortest = 1, .flags = EX_REST, .function = run, .help = ""}, .nargs = '0', .preset = -1};
    const char *at = call->argument;
    bool described = *at == '-';
    while (*at == '-') {
        size_t length = strcspn(at, " \t");
        g_autofree char *word = g_strndup(at + 1, length - 1);
        if (!read_attribute(editor, &made, word))
            return false;
        at += length;
        at += strspn(at, " \t");
    }
    size_t length = name_length(at);
    const char *behind = at + length + strspn(at + length, " \t");
    if (!described && !strpbrk(at, " \t"))
        return show(editor, at);
    if (!check_name(editor, at, length))
        return false;
    g_autofree char *name = g_strndup(at, length);
    guint index;
    bool known = find_own(editor, name, &index);
    if (known && !call->bang && ex_state_of(editor)->sourcing == 0) {
        editor_error(editor, "E174: Command already exists: add ! to replace it: %s", name);
        return false;
    }
    made.row.name = made.name = g_steal_pointer(&name);
    made.stands_for = g_strdup(behind);
    GPtrArray *rows = editor->user_commands->rows;
    if (known)
        g_ptr_array_remove_index(rows, index);
    g_ptr_array_insert(rows, (gint)index, g_memdup2(&made, sizeof made));
    return true;
}

bool ex_user_delete(Editor *editor, ExCall *call)
{
    const char *name = call->argument;
    guint index;
    if (g_str_has_prefix(name, "-buffer"))
        name += strlen("-buffer"), name += strspn(name, " \t");
    if (!find_own(editor, name, &index)) {
        editor_error(editor, "E184: No such user-defined command: %s", name);
        return false;
    }
    g_ptr_array_remove_index(editor->user_commands->rows, index);
    return true;
}

bool ex_user_clear(Editor *editor, ExCall *call)
{
    g_ptr_array_set_size(editor->user_commands->rows, 0);
    return true;
}
