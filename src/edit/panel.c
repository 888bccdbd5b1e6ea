#include "edit/panel.h"

#include <limits.h>
#include <string.h>

#include "edit/ex_text.h"

const char *const PANEL_NAMES[] = {"errors", "graph", "messages", "outline", "references", "variables", NULL};

void editor_enter_panel(Editor *editor)
{
    editor_finish_keys(editor);
    editor->mode = MODE_PANEL;
    editor->input.panel_prefix = false;
}

void editor_leave_panel(Editor *editor)
{
    if (editor->mode != MODE_PANEL)
        return;
    editor->mode = MODE_NORMAL;
    modeless_settle(editor);
}

/* --- keys in a panel --------------------------------------------------------------------------------------- */

enum { HALF = 8 };

static const struct {
    Key key;
    RequestKind kind;
    int code;
} KEYS[] = {
    {{'j', 0}, REQUEST_PANEL_MOVE, 1},           {{KEY_DOWN, 0}, REQUEST_PANEL_MOVE, 1},
    {{'n', MOD_CTRL}, REQUEST_PANEL_MOVE, 1},    {{'p', MOD_CTRL}, REQUEST_PANEL_MOVE, -1},
    {{'k', 0}, REQUEST_PANEL_MOVE, -1},          {{KEY_UP, 0}, REQUEST_PANEL_MOVE, -1},
    {{'d', MOD_CTRL}, REQUEST_PANEL_MOVE, HALF}, {{'u', MOD_CTRL}, REQUEST_PANEL_MOVE, -HALF},
    {{'f', MOD_CTRL}, REQUEST_PANEL_MOVE, 2 * HALF}, {{'b', MOD_CTRL}, REQUEST_PANEL_MOVE, -2 * HALF},
    {{KEY_PAGE_DOWN, 0}, REQUEST_PANEL_MOVE, 2 * HALF}, {{KEY_PAGE_UP, 0}, REQUEST_PANEL_MOVE, -2 * HALF},
    {{'g', 0}, REQUEST_PANEL_MOVE, INT_MIN},     {{'G', 0}, REQUEST_PANEL_MOVE, INT_MAX},
    {{KEY_HOME, 0}, REQUEST_PANEL_MOVE, INT_MIN}, {{KEY_END, 0}, REQUEST_PANEL_MOVE, INT_MAX},
    {{13, 0}, REQUEST_PANEL_GO, 0},              {{'o', 0}, REQUEST_PANEL_GO, 0},
    {{' ', 0}, REQUEST_PANEL_GO, 1},             {{'p', 0}, REQUEST_PANEL_GO, 1},
    {{'q', 0}, REQUEST_PANEL, 0},                {{27, 0}, REQUEST_PANEL, 0},
    {{'c', MOD_CTRL}, REQUEST_PANEL, 0},         {{9, 0}, REQUEST_PANEL_FOCUS, 0},
};

/* <C-w> and a second key, as among the windows of Vim: c and q close, all others go back to the notebook. */
static bool window_key(Editor *editor, Key key)
{
    bool prefixed = editor->input.panel_prefix;
    editor->input.panel_prefix = !prefixed && key_equal(key, (Key){'w', MOD_CTRL});
    if (prefixed)
        editor_request(editor, (Request){.kind = key.code == 'c' || key.code == 'q' ? REQUEST_PANEL
                                                                                    : REQUEST_PANEL_FOCUS});
    return prefixed || editor->input.panel_prefix;
}

void panel_key(Editor *editor, Key key)
{
    if (window_key(editor, key))
        return;
    if (key_equal(key, (Key){':', 0})) {
        normal_open_command_line(editor, NULL);
        editor->input.from_panel = true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(KEYS); i++) {
        if (key_equal(KEYS[i].key, key))
            editor_request(editor, (Request){.kind = KEYS[i].kind, .code = KEYS[i].code});
    }
}

/* --- commands ---------------------------------------------------------------------------------------------- */

bool ex_panel(Editor *editor, ExCall *call)
{
    if (!*call->argument) {
        editor_request(editor, (Request){.kind = REQUEST_PANEL});
        return true;
    }
    const char *name = NULL;
    for (size_t i = 0; PANEL_NAMES[i] && !name; i++) {
        if (g_str_has_prefix(PANEL_NAMES[i], call->argument))
            name = PANEL_NAMES[i];
    }
    if (!name) {
        g_autofree char *names = g_strjoinv(", ", (char **)PANEL_NAMES);
        editor_error(editor, "there is no panel %s: %s", call->argument, names);
        return false;
    }
    editor_request(editor, (Request){.kind = REQUEST_PANEL, .text = (char *)name});
    return true;
}

bool ex_list_open(Editor *editor, ExCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_PANEL, .text = (char *)"list"});
    return true;
}

bool ex_list_close(Editor *editor, ExCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_PANEL});
    return true;
}

static int count_of(const ExCall *call)
{
    return call->addresses ? (int)CLAMP(call->last, 1, INT_MAX) : 1;
}

bool ex_list_next(Editor *editor, ExCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_LIST_STEP, .code = count_of(call)});
    return true;
}

bool ex_list_previous(Editor *editor, ExCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_LIST_STEP, .code = -count_of(call)});
    return true;
}

/* :cc N, :cfirst, :clast */
bool ex_list_at(Editor *editor, ExCall *call)
{
    bool last = strcmp(call->command->name, "clast") == 0, first = strcmp(call->command->name, "cfirst") == 0;
    int at = *call->argument ? (int)CLAMP(strtol(call->argument, NULL, 10), 0, INT_MAX)
             : call->addresses ? count_of(call) : 0;
    editor_request(editor, (Request){.kind = REQUEST_LIST_STEP, .code = last ? INT_MAX : first ? 1 : at, .force = true});
    return true;
}

/* --- actions ----------------------------------------------------------------------------------------------- */

static bool toggle(Editor *editor, const char *name)
{
    editor_request(editor, (Request){.kind = REQUEST_PANEL, .text = (char *)name, .force = true});
    return true;
}

static bool variables(Editor *editor, const ActionCall *call)
{
    return toggle(editor, "variables");
}

static bool graph(Editor *editor, const ActionCall *call)
{
    return toggle(editor, "graph");
}

static bool outline(Editor *editor, const ActionCall *call)
{
    return toggle(editor, "outline");
}

static bool errors(Editor *editor, const ActionCall *call)
{
    return toggle(editor, "errors");
}

static bool messages(Editor *editor, const ActionCall *call)
{
    return toggle(editor, "messages");
}

static bool focus(Editor *editor, const ActionCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_PANEL_FOCUS});
    return true;
}

static bool close_panel(Editor *editor, const ActionCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_PANEL});
    return true;
}

static bool next_of_list(Editor *editor, const ActionCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_LIST_STEP, .code = (int)MIN(call->count, INT_MAX)});
    return true;
}

static bool previous_of_list(Editor *editor, const ActionCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_LIST_STEP, .code = -(int)MIN(call->count, INT_MAX)});
    return true;
}

static bool references(Editor *editor, const ActionCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_REFERENCES});
    return true;
}

const Action ACTIONS_PANEL[] = {
    {"panel-variables", ACTION_COMMAND, "show or hide the variables: type, size, value, cells", .function = variables},
    {"panel-graph", ACTION_COMMAND, "show or hide what the cell needs and what needs it", .function = graph},
    {"panel-outline", ACTION_COMMAND, "show or hide the headings", .function = outline},
    {"panel-errors", ACTION_COMMAND, "show or hide what is wrong, in all cells", .function = errors},
    {"panel-messages", ACTION_COMMAND, "show or hide the messages so far", .function = messages},
    {"panel-focus", ACTION_COMMAND, "to the panel; <CR> there goes to what a row speaks of", .function = focus},
    {"panel-close", ACTION_COMMAND, "close the panel", .function = close_panel},
    {"references", ACTION_COMMAND, "list where the name at the cursor is defined and used", .function = references},
    {"next-of-list", ACTION_COMMAND, "to the next error, or reference", .function = next_of_list},
    {"previous-of-list", ACTION_COMMAND, "to the previous error, or reference", .function = previous_of_list},
    {NULL},
};
