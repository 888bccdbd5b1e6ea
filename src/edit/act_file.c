/* Saving and help as actions, for rows of modes in which ":" begins no command, and for who looks for them by name. */
#include "edit/ex_text.h"

static bool save_as(Editor *editor, const ActionCall *call)
{
    const char *path = call->text ? call->text + strspn(call->text, " ") : "";
    g_autofree char *line = g_strconcat("write ", path, NULL);
    return *path && ex_execute(editor, line);
}

static bool save(Editor *editor, const ActionCall *call)
{
    if (editor_path(editor) || editor->scratch)
        return ex_execute(editor, "write");
    return normal_open_prompt(editor, action_find("save-as"));
}

static bool show_help(Editor *editor, const ActionCall *call)
{
    return ex_execute(editor, "help");
}

static bool show_keys(Editor *editor, const ActionCall *call)
{
    return ex_execute(editor, "help keys");
}

const char *file_label(const Action *action)
{
    return action->function == (gpointer)save_as ? "save as: " : NULL;
}

#define KEEP .flags = ACTION_KEEP_VISUAL

const Action ACTIONS_FILE[] = {
    {"save", ACTION_COMMAND, "save the notebook; one without a name gets one", .function = save, KEEP},
    {"save-as", ACTION_COMMAND, "save the notebook under another name", .function = save_as, .flags = ACTION_LINE_ASKS},
    {"show-help", ACTION_COMMAND, "show what to know first, and all commands", .function = show_help, KEEP},
    {"show-keys", ACTION_COMMAND, "show all keys", .function = show_keys, KEEP},
    {NULL},
};
