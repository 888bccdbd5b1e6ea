#include "edit/panel.h"

#include <limits.h>
#include <string.h>

#include "edit/ex_text.h"

const char *const PANEL_NAMES[] = {"errors", "graph", "messages", "outline", "packages", "references", "scratch", "sources", "variables", NULL};

void editor_enter_panel(Editor *editor)
{
    editor_finish_keys(editor);
    editor->mode = MODE_PANEL;
}

void editor_leave_panel(Editor *editor)
{
    if (editor->mode != MODE_PANEL)
        return;
    editor->mode = MODE_NORMAL;
    modeless_settle(editor);
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

static bool sources(Editor *editor, const ActionCall *call)
{
    return toggle(editor, "sources");
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

static bool packages(Editor *editor, const ActionCall *call)
{
    return toggle(editor, "packages");
}

static bool scratch(Editor *editor, const ActionCall *call)
{
    return toggle(editor, "scratch");
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

/* --- in a panel -------------------------------------------------------------------------------------------- */

enum { HALF = 8 };

static bool move_by(Editor *editor, const ActionCall *call, int rows)
{
    long all = CLAMP(call->count, 1, INT_MAX / (2 * HALF)) * rows;
    editor_request(editor, (Request){.kind = REQUEST_PANEL_MOVE, .code = (int)all});
    return true;
}

static bool down(Editor *editor, const ActionCall *call)
{
    return move_by(editor, call, 1);
}

static bool up(Editor *editor, const ActionCall *call)
{
    return move_by(editor, call, -1);
}

static bool half_down(Editor *editor, const ActionCall *call)
{
    return move_by(editor, call, HALF);
}

static bool half_up(Editor *editor, const ActionCall *call)
{
    return move_by(editor, call, -HALF);
}

static bool page_down(Editor *editor, const ActionCall *call)
{
    return move_by(editor, call, 2 * HALF);
}

static bool page_up(Editor *editor, const ActionCall *call)
{
    return move_by(editor, call, -2 * HALF);
}

static bool first_row(Editor *editor, const ActionCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_PANEL_MOVE, .code = INT_MIN});
    return true;
}

static bool last_row(Editor *editor, const ActionCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_PANEL_MOVE, .code = INT_MAX});
    return true;
}

static bool go(Editor *editor, const ActionCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_PANEL_GO});
    return true;
}

static bool look(Editor *editor, const ActionCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_PANEL_GO, .code = 1});
    return true;
}

static bool unfold(Editor *editor, const ActionCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_PANEL_FOLD, .code = 1});
    return true;
}

static bool fold(Editor *editor, const ActionCall *call)
{
    editor_request(editor, (Request){.kind = REQUEST_PANEL_FOLD, .code = -1});
    return true;
}

/* --- the list ---------------------------------------------------------------------------------------------- */

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
    {"panel-sources", ACTION_COMMAND, "show or hide the data: databases, tables, columns, frames", .function = sources},
    {"panel-graph", ACTION_COMMAND, "show or hide what the cell needs and what needs it", .function = graph},
    {"panel-outline", ACTION_COMMAND, "show or hide the headings", .function = outline},
    {"panel-errors", ACTION_COMMAND, "show or hide what is wrong, in all cells", .function = errors},
    {"panel-messages", ACTION_COMMAND, "show or hide the messages so far", .function = messages},
    {"panel-packages", ACTION_COMMAND, "show or hide what is installed, and what of it cells import", .function = packages},
    {"panel-scratch", ACTION_COMMAND, "show or hide the scratchpad, which runs code on the names of the notebook", .function = scratch},
    {"panel-focus", ACTION_COMMAND, "to the panel, and back; <CR> there goes to what a row speaks of", .function = focus},
    {"panel-close", ACTION_COMMAND, "close the panel", .function = close_panel},
    {"panel-down", ACTION_COMMAND, "of a panel: to the next row", .function = down},
    {"panel-up", ACTION_COMMAND, "of a panel: to the row before", .function = up},
    {"panel-half-down", ACTION_COMMAND, "of a panel: eight rows down", .function = half_down},
    {"panel-half-up", ACTION_COMMAND, "of a panel: eight rows up", .function = half_up},
    {"panel-page-down", ACTION_COMMAND, "of a panel: sixteen rows down", .function = page_down},
    {"panel-page-up", ACTION_COMMAND, "of a panel: sixteen rows up", .function = page_up},
    {"panel-first", ACTION_COMMAND, "of a panel: to the first row", .function = first_row},
    {"panel-last", ACTION_COMMAND, "of a panel: to the last row", .function = last_row},
    {"panel-go", ACTION_COMMAND, "of a panel: to what the row speaks of", .function = go},
    {"panel-look", ACTION_COMMAND, "of a panel: show what the row speaks of, and stay", .function = look},
    {"panel-unfold", ACTION_COMMAND, "of a panel: show what is below the row", .function = unfold},
    {"panel-fold", ACTION_COMMAND, "of a panel: hide what is below the row, or go to the one above it", .function = fold},
    {"references", ACTION_COMMAND, "list where the name at the cursor is defined and used", .function = references},
    {"next-of-list", ACTION_COMMAND, "to the next error, or reference", .function = next_of_list},
    {"previous-of-list", ACTION_COMMAND, "to the previous error, or reference", .function = previous_of_list},
    {NULL},
};
