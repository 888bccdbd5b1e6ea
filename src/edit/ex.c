/* From a `:` line to its commands (`:help cmdline-lines`). */
#include "edit/ex_user.h"

#include <stdlib.h>
#include <string.h>

#include "edit/search.h"
#include "edit/vim_names.h"

/* Commands that call commands (`:g`, `:normal :...`) end here. */
static const unsigned DEEPEST = 50;

ExState *ex_state_of(Editor *editor)
{
    if (!editor->ex)
        editor->ex = g_new0(ExState, 1);
    return editor->ex;
}

void ex_state_free(ExState *ex)
{
    g_free(ex->last_command);
    g_free(ex->last_shell);
    g_free(ex->sub_pattern);
    g_free(ex->sub_typed);
    g_free(ex->page_title);
    g_free(ex->expression);
    g_free(ex->expression_value);
    if (ex->page)
        g_string_free(ex->page, TRUE);
    if (ex->marked)
        g_array_unref(ex->marked);
    g_free(ex->marked_command);
    if (ex->confirm)
        ex_confirm_free(ex->confirm);
    g_free(ex);
}

const char *ex_last_command(const Editor *editor)
{
    return editor->ex ? editor->ex->last_command : NULL;
}

const ExCommand *ex_find(const char *name, size_t length)
{
    for (const ExCommand *row = EX_COMMANDS; row->name; row++) {
        if (length >= row->shortest && length <= strlen(row->name) && strncmp(row->name, name, length) == 0)
            return row;
    }
    return NULL;
}

static const char *skip_blanks(const char *at)
{
    while (*at == ' ' || *at == '\t')
        at++;
    return at;
}

void ex_place_cursor(Editor *editor, Pos pos)
{
    editor->cursor = pos;
    editor_clamp_cursor(editor);
}

void ex_cursor_to_line(Editor *editor, long line)
{
    line = CLAMP(line, 1, (long)editor_line_count(editor));
    if (editor->options.startofline)
        editor_cursor_to_indent(editor, (size_t)line - 1);
    else
        editor_go_to_column(editor, (size_t)line - 1, editor_want(editor));
}

void ex_report(Editor *editor, long lines, const char *what)
{
    const long WORTH_TELLING = 2;
    if (lines > WORTH_TELLING)
        editor_tell(editor, false, "%ld %s", lines, what);
}

/* --- one command ---------------------------------------------------------------------------------- */

/* How long the name at `at` is: letters, also hyphens for actions; or one special character. */
static size_t name_length(const char *at)
{
    if (*at && strchr("&<>=!~#@*", *at))
        return *at == '&' && at[1] == '&' ? 2 : 1;
    /* `:k` is followed by its mark at once, `:s` by flags. */
    if (*at == 'k' && !g_ascii_isalpha(at[1]))
        return 1;
    size_t length = 0;
    while (g_ascii_isalpha(at[length]))
        length++;
    return length;
}

/* A command by its name; `:s` and `:k` may be followed by letters at once. */
static const ExCommand *command_at(const Editor *editor, const char *at, size_t *length)
{
    if (g_ascii_isupper(*at) && user_command_at(editor, at, length))
        return user_command_at(editor, at, length);
    *length = name_length(at);
    if (*length == 0)
        return NULL;
    const ExCommand *command = ex_find(at, *length);
    if (!command && *at == 's' && *length <= 4 && strspn(at + 1, "cgiInre&") == *length - 1) {
        *length = 1; /* `:sgc` */
        command = ex_find("substitute", 10);
    }
    if (!command && *at == 'k' && *length == 2) {
        *length = 1;
        command = ex_find("k", 1);
    }
    /* `:dl`, `:delp`: the flags of `:list` and `:print` at once behind any form of `:delete`. */
    if (!command && *length > 1 && strncmp(at, "delete", *length - 1) == 0 && strchr("lp", at[*length - 1])) {
        command = ex_find(at, *length - 1);
    }
    return command;
}

/* The name of an action at `at`, as a whole word. */
static const Action *action_at(const char *at, size_t *length)
{
    *length = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789-");
    g_autofree char *name = g_strndup(at, *length);
    return *length ? action_find(name) : NULL;
}

/* Cuts the argument at a `|` that no backslash or <C-v> protects; returns what follows, or NULL. */
static char *cut_at_bar(char *argument)
{
    for (char *at = argument; *at; at++) {
        bool protects = (*at == '\\' || *at == 0x16) && at[1] == '|';
        if (protects) {
            memmove(at, at + 1, strlen(at));
        } else if (*at == '|' || *at == '\n') {
            *at = '\0';
            return at + 1;
        }
    }
    return NULL;
}

static bool check_range(Editor *editor, ExCall *call)
{
    int flags = call->command->flags;
    if (call->addresses > 0 && !(flags & (EX_RANGE | EX_NUMBER))) {
        editor_error(editor, "E481: No range allowed");
        return false;
    }
    if (flags & EX_NUMBER)
        return true;
    if (call->first > call->last) {
        editor_error(editor, "E493: Backwards range given");
        return false;
    }
    long lines = (long)editor_line_count(editor);
    if (call->first < 0 || call->last > lines) {
        editor_error(editor, "E16: Invalid range");
        return false;
    }
    if (call->addresses == 0 && (flags & EX_ALL)) {
        call->first = 1;
        call->last = lines;
    }
    if (!(flags & EX_ZERO)) {
        call->first = MAX(call->first, 1);
        call->last = MAX(call->last, 1);
    }
    return true;
}

/* Takes a register and a count off the argument. */
static bool read_register_and_count(Editor *editor, ExCall *call)
{
    int flags = call->command->flags;
    const char *at = call->argument;
    if ((flags & EX_REGISTER) && *at && !(g_ascii_isdigit(*at) && (flags & EX_COUNT)) && *at != '|') {
        Utf8Char name = utf8_decode(at, strlen(at));
        bool alone = at[name.length] == '\0' || at[name.length] == ' ';
        if (alone && (registers_writable(name.code) || strchr(".:%/#=\"", (int)(name.code & 0x7f)))) {
            call->reg = name.code;
            at = skip_blanks(at + name.length);
        }
    }
    if ((flags & EX_COUNT) && g_ascii_isdigit(*at)) {
        call->count = strtol(at, (char **)&at, 10);
        at = skip_blanks(at);
        if (call->count <= 0) {
            editor_error(editor, "E939: Positive count required");
            return false;
        }
        call->count = MIN(call->count, INT_MAX);
        call->first = call->last;
        call->last = MIN(call->last + call->count - 1, (long)editor_line_count(editor));
    }
    call->argument = at;
    return true;
}

static bool check_argument(Editor *editor, const ExCall *call)
{
    int flags = call->command->flags;
    if (call->bang && !(flags & EX_BANG)) {
        editor_error(editor, "E477: No ! allowed");
        return false;
    }
    if (*call->argument && !(flags & (EX_ARGUMENT | EX_NEEDED | EX_REST | EX_OWN_BAR))) {
        editor_error(editor, "E488: Trailing characters: %s", call->argument);
        return false;
    }
    if (!*call->argument && (flags & EX_NEEDED)) {
        editor_error(editor, "E471: Argument required");
        return false;
    }
    return true;
}

/* A range alone goes to its last line. */
static bool go_to(Editor *editor, const ExCall *call)
{
    long lines = (long)editor_line_count(editor);
    if (call->addresses == 0)
        return true;
    if (call->last < 0) {
        editor_error(editor, "E16: Invalid range");
        return false;
    }
    marks_push_jump(editor);
    ex_cursor_to_line(editor, MIN(call->last, lines));
    return true;
}

/* An operator on the lines of the range, as if it had been typed twice. */
static bool run_operator(Editor *editor, const Action *action, const ExCall *call, const ActionCall *with)
{
    long lines = (long)editor_line_count(editor);
    long first = MAX(call->first, 1), last = MAX(call->last, 1);
    if (first > last || last > lines) {
        editor_error(editor, first > last ? "E493: Backwards range given" : "E16: Invalid range");
        return false;
    }
    Motion motion = {.from = {(size_t)first - 1, 0}, .to = {(size_t)last - 1, 0}, .wise = WISE_LINE};
    motion.to.byte = MIN(editor_indent_bytes(editor, motion.to.line), editor_last_byte(editor, motion.to.line));
    editor->pending.want = editor_want(editor);
    return operator_apply(editor, action, with, &motion, NULL);
}

/* Runs an action of the table: its argument is a key, a text, or nothing.  An object is selected. */
static bool run_action(Editor *editor, const Action *action, const ExCall *call, const char *argument)
{
    ActionCall with = {.count = 1, .reg = '"', .text = *argument ? argument : NULL, .bang = call->bang};
    if (action->kind == ACTION_OPERATOR)
        return run_operator(editor, action, call, &with);
    if (call->addresses > 0 && call->last > 0) {
        with.count = call->last;
        with.has_count = true;
    } else if (g_ascii_isdigit(*argument)) {
        with.count = MAX(strtol(argument, NULL, 10), 1);
        with.has_count = true;
    }
    if (action->takes_key && key_parse(argument, &with.argument) == 0) {
        editor_error(editor, "E471: Argument required");
        return false;
    }
    if (action->kind == ACTION_TEXT_OBJECT)
        visual_start(editor, MODE_VISUAL);
    bool done = editor_run_action(editor, action, &with);
    if (!done && action->kind == ACTION_TEXT_OBJECT)
        visual_leave(editor);
    return done;
}

/* "disable" is no command, but "disable-cell" is an action: that is worth telling. */
static bool unknown(Editor *editor, const char *line, const char *word)
{
    size_t length = strspn(word, "abcdefghijklmnopqrstuvwxyz-"), count;
    size_t whole = strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    g_autofree char *name = g_strndup(word, whole);
    const char *why = vim_lacking(name);
    if (user_command_is_ambiguous(editor, word)) {
        editor_error(editor, "E464: Ambiguous use of user-defined command: %s", line);
        return false;
    }
    if (why)
        return ex_lack(editor, "E319: :%s is not in tarn: %s", name, why);
    const Action *const *actions = actions_all(&count);
    for (size_t i = 0; i < count && length > 0; i++) {
        if (strncmp(actions[i]->name, word, length) == 0 && actions[i]->name[length] == '-') {
            editor_error(editor, "E492: Not an editor command: %s (is it :%s?)", line, actions[i]->name);
            return false;
        }
    }
    editor_error(editor, "E492: Not an editor command: %s", line);
    return false;
}

/* A range is of the text that the keys are in, and so is what a program is given. */
static bool is_of_notebook(const Editor *editor, const ExCall *call)
{
    return editor->scratch && (call->command->flags & EX_NOTEBOOK) && call->addresses == 0 && call->argument[0] != '!';
}

/* Executes the command at `line`; `*rest` is what follows its `|`, or NULL. */
bool ex_execute_first(Editor *editor, const char *line, char **rest)
{
    *rest = NULL;
    const char *at = line + strspn(line, " \t:");
    if (*at == '\0' || *at == '"')
        return true;
    ExCall call = {0};
    if (!ex_read_range(editor, &at, &call))
        return false;
    at += strspn(at, " \t:");
    if (*at == '\0' || *at == '"' || *at == '|') {
        *rest = *at == '|' ? g_strdup(at + 1) : NULL;
        return go_to(editor, &call);
    }

    size_t length, action_length;
    const Action *action = action_at(at, &action_length);
    call.command = command_at(editor, at, &length);
    bool is_action = action && (!call.command || action_length > length);
    if (!is_action && !call.command)
        return unknown(editor, line, at);
    at += is_action ? action_length : length;
    call.bang = *at == '!' && (is_action || strcmp(call.command->name, "!") != 0);
    at = skip_blanks(at + call.bang);

    g_autofree char *argument = g_strdup(at);
    bool whole = !is_action && (call.command->flags & (EX_REST | EX_OWN_BAR));
    char *behind = whole ? NULL : cut_at_bar(argument);
    if (!whole)
        g_strchomp(argument);
    *rest = g_strdup(behind);
    if (is_action)
        return run_action(editor, action, &call, argument);

    call.argument = argument;
    if (is_of_notebook(editor, &call)) {
        g_autofree char *text = g_strdup_printf("%s%s %s", call.command->name, call.bang ? "!" : "", argument);
        editor_request(editor, (Request){.kind = REQUEST_NOTEBOOK, .text = text});
        return true;
    }
    bool done = check_range(editor, &call) && read_register_and_count(editor, &call) && check_argument(editor, &call) &&
                call.command->function(editor, &call);
    if (call.rest)
        *rest = g_strdup(call.rest);
    return done;
}

bool ex_execute(Editor *editor, const char *line)
{
    ExState *ex = ex_state_of(editor);
    if (ex->depth == DEEPEST) {
        editor_error(editor, "E169: Command too recursive");
        return false;
    }
    ex->depth++;
    g_autofree char *left = g_strdup(line);
    bool done = true;
    while (done && left) {
        char *rest;
        done = ex_execute_first(editor, left, &rest);
        g_free(left);
        left = rest;
    }
    ex->depth--;
    return done;
}

static bool is_one_of(const char *line, const char *const *names)
{
    const char *word = line + strspn(line, " \t:");
    g_autofree char *name = g_strndup(word, name_length(word));
    word += strlen(name);
    return g_strv_contains(names, name) && strspn(word, "! ") == strlen(word);
}

/* The page a line was typed over goes with it; true if that was all the line asked for. */
static bool closes_page(Editor *editor, const char *line)
{
    static const char *const CLOSING[] = {"q", "quit", "clo", "close", "bd", "bdelete", NULL};
    if (!editor_page(editor, NULL))
        return false;
    editor_close_page(editor);
    return is_one_of(line, CLOSING);
}

/* A line that was begun in a panel closes the panel where in Vim it would close that window, not the editor. */
static bool closes_panel(Editor *editor, const char *line)
{
    static const char *const CLOSING[] = {"q", "quit", "clo", "close", NULL};
    bool closes = editor->input.from_panel && is_one_of(line, CLOSING);
    editor->input.from_panel = false;
    if (closes)
        editor_request(editor, (Request){.kind = REQUEST_PANEL});
    return closes;
}

/* What `:` and its keys call: the line comes from the prompt. */
static bool command_line(Editor *editor, const ActionCall *call)
{
    ExState *ex = ex_state_of(editor);
    const char *line = call->text ? call->text : "";
    g_autofree char *copy = g_strdup(line);
    editor_want(editor); /* from here on the column that commands like :m go to */
    bool done = closes_panel(editor, copy) || closes_page(editor, copy) || ex_execute(editor, copy);
    if (*copy && strspn(copy, " \t:") < strlen(copy)) {
        g_free(ex->last_command);
        ex->last_command = g_steal_pointer(&copy);
    }
    return done;
}

/* `d:` and a command: over what the cursor moves by it (`:help o_:`).  The operator waits meanwhile: `:normal` has one of its own. */
static bool over_command(Editor *editor, const ActionCall *call, Motion *motion)
{
    Pending *pending = &editor->pending, kept = *pending;
    Pos from = editor->cursor;
    Mode mode = editor->mode;
    pending->typed = g_array_new(FALSE, FALSE, sizeof(Key));
    normal_clear_pending(editor);
    bool done = command_line(editor, call);
    g_array_unref(pending->typed);
    *pending = kept;
    if (!done || editor->mode != mode || from.line >= editor_line_count(editor))
        return false;
    motion->from = (Pos){from.line, MIN(from.byte, editor_line(editor, from.line).length)};
    motion->to = editor->cursor;
    editor->cursor = from;
    return true;
}

static bool repeat_substitution(Editor *editor, const ActionCall *call)
{
    g_autofree char *command = call->count > 1 ? g_strdup_printf(".,.+%lds", call->count - 1) : g_strdup("s");
    return ex_execute(editor, command);
}

static bool repeat_substitution_everywhere(Editor *editor, const ActionCall *call)
{
    return ex_execute(editor, "%s//~/&");
}

const Action ACTIONS_EX[] = {
    {"command-line", ACTION_COMMAND, "type a command", false, command_line, ACTION_LINE_COLON},
    {"over-command", ACTION_MOTION, "over what a command moves the cursor by", false, over_command, ACTION_LINE_COLON},
    {"repeat-substitution", ACTION_COMMAND, "do the last :s again in this line, without its flags", false,
     repeat_substitution},
    {"repeat-substitution-everywhere", ACTION_COMMAND, "do the last :s again in all lines, with its flags", false,
     repeat_substitution_everywhere},
    {0},
};
