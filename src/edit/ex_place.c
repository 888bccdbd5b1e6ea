/* `:` commands on where one is, and what goes with files: cd pwd saveas sh, startinsert. */
#include "edit/ex_text.h"

#include <string.h>

#include "edit/map_expression.h"

/* Where relative paths of this notebook's commands begin; the working directory of the program itself stays, since what it
 * has opened is named from there. */
static char *folder_of(const Editor *editor)
{
    return editor->folder ? g_strdup(editor->folder) : g_get_current_dir();
}

char *ex_path(const Editor *editor, const char *argument)
{
    g_autofree char *home = NULL;
    const char *path = editor_path(editor);
    if (strcmp(argument, "%") == 0 && path)
        return g_strdup(path);
    if (g_str_has_prefix(argument, "%:") && path)
        return map_expand(editor, argument);
    if (argument[0] == '~' && (argument[1] == '/' || !argument[1]))
        argument = home = g_build_filename(g_get_home_dir(), argument + 1, NULL);
    if (!editor->folder || !*argument || g_path_is_absolute(argument))
        return g_strdup(argument);
    return g_canonicalize_filename(argument, editor->folder);
}

bool ex_where(Editor *editor, ExCall *call)
{
    g_autofree char *folder = folder_of(editor);
    editor_tell(editor, false, "%s", folder);
    return true;
}

/* `:cd` for all notebooks, `:lcd` for this one; `-` is where one was before. */
bool ex_change_folder(Editor *editor, ExCall *call)
{
    if (!ex_may_touch_world(editor))
        return false;
    bool back = strcmp(call->argument, "-") == 0;
    if (back && !editor->folder_before) {
        editor_error(editor, "E186: No previous directory");
        return false;
    }
    g_autofree char *now = folder_of(editor);
    g_autofree char *named = back ? g_strdup(editor->folder_before) : ex_path(editor, *call->argument ? call->argument : "~");
    char *folder = g_canonicalize_filename(named, now);
    if (!g_file_test(folder, G_FILE_TEST_IS_DIR)) {
        editor_error(editor, "E344: Can't find directory \"%s\"", named);
        g_free(folder);
        return false;
    }
    g_free(editor->folder_before);
    editor->folder_before = g_steal_pointer(&now);
    g_free(editor->folder);
    editor->folder = folder;
    editor->folder_is_local = call->command->name[0] == 'l';
    editor_tell(editor, false, "%s", folder);
    return true;
}

/* From now on the notebook is that file. */
bool ex_save_as(Editor *editor, ExCall *call)
{
    g_autofree char *path = ex_path(editor, call->argument);
    bool own = g_strcmp0(path, editor_path(editor)) == 0;
    if (!ex_may_touch_world(editor))
        return false;
    if (!own && !call->bang && g_file_test(path, G_FILE_TEST_EXISTS)) {
        editor_error(editor, "E13: File exists (add ! to override)");
        return false;
    }
    if (!own)
        ex_rename_file(editor, path);
    editor->saving_generation = notebook_generation(editor->notebook);
    editor_request(editor, (Request){.kind = REQUEST_SAVE, .force = call->bang});
    return true;
}

bool ex_start_shell(Editor *editor, ExCall *call)
{
    const char *shell = g_getenv("SHELL");
    g_autofree char *quoted = g_shell_quote(shell && *shell ? shell : "sh"), *command = ex_command_here(editor, quoted);
    if (ex_may_touch_world(editor))
        editor_request(editor, (Request){.kind = REQUEST_SHELL, .text = command});
    return true;
}

char *ex_command_here(const Editor *editor, const char *command)
{
    if (!editor->folder)
        return g_strdup(command);
    g_autofree char *folder = g_shell_quote(editor->folder);
    return g_strdup_printf("cd %s && %s", folder, command);
}

/* :exusage, :viusage */
bool ex_usage(Editor *editor, ExCall *call)
{
    return ex_execute(editor, call->command->name[0] == 'e' ? "help commands" : "help keys");
}

/* :startinsert, :startinsert!, :startreplace, :stopinsert */
bool ex_start_insert(Editor *editor, ExCall *call)
{
    const char *name = call->command->name;
    if (g_str_has_prefix(name, "stop")) {
        if (editor->mode == MODE_INSERT || editor->mode == MODE_REPLACE)
            insert_leave(editor);
        return true;
    }
    ActionCall with = {.count = 1, .reg = '"'};
    const Action *action = action_find(strcmp(name, "startreplace") == 0 ? "replace-mode" : call->bang ? "append-at-end" : "insert");
    return editor->mode != MODE_NORMAL || !action || editor_run_action(editor, action, &with);
}
