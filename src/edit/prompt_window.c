/* A prompt in which the lines that were typed before are edited with the one that is being typed. */
#include "edit/ex.h"
#include "edit/preview.h"
#include "edit/prompt_state.h"
#include "edit/search.h"

Editor *editor_line_window(const Editor *editor, char *sign)
{
    const Prompt *prompt = editor->mode == MODE_PROMPT ? editor->prompt : NULL;
    if (!prompt || !prompt->window)
        return NULL;
    if (sign)
        *sign = prompt->sign;
    return line_window_editor(prompt->window);
}

bool prompt_open_window(Editor *editor)
{
    Prompt *prompt = prompt_of(editor);
    if (editor->borrows || prompt->label || (prompt->sign != ':' && !prompt_searches(prompt)) || search_is_apart(editor)) {
        editor_error(editor, "no lines were typed before that could be edited here");
        return false;
    }
    prompt_keep_in_text(editor);
    if (prompt_searches(prompt))
        search_preview(editor, NULL, false, prompt->begun);
    preview_typed(editor, NULL);
    prompt_menu_close(&prompt->menu);
    prompt->origin = prompt->begun;
    prompt->window = line_window_new(editor, prompt_lines(prompt), prompt->text->str, prompt->cursor);
    return true;
}

/* It was left: its line is done, or is what is being typed now, or nothing is. */
static void window_ended(Editor *editor, LineWindowEnd end)
{
    Prompt *prompt = editor->prompt;
    size_t cursor;
    if (end == LINE_WINDOW_STAYS)
        return;
    g_autofree char *line = line_window_line(prompt->window, &cursor);
    g_clear_pointer(&prompt->window, line_window_free);
    g_string_assign(prompt->text, line);
    prompt->cursor = cursor;
    prompt->browsed = prompt_lines(prompt)->len;
    g_clear_pointer(&prompt->typed, g_free);
    if (end != LINE_WINDOW_EDITS)
        prompt_done(editor, end == LINE_WINDOW_RUNS);
    else if (prompt_searches(prompt))
        prompt_preview(editor);
    else
        preview_typed(editor, prompt->text->str);
}

void editor_leave_line_window(Editor *editor)
{
    if (editor_line_window(editor, NULL))
        window_ended(editor, LINE_WINDOW_LEFT);
}

void prompt_window_key(Editor *editor, Key key)
{
    window_ended(editor, line_window_key(editor->prompt->window, editor, key));
}

void prompt_timeout(Editor *editor)
{
    if (editor_line_window(editor, NULL))
        window_ended(editor, line_window_timeout(editor->prompt->window, editor));
}

/* --- actions ---------------------------------------------------------------------------------------------- */

static bool open_with(Editor *editor, const char *action)
{
    if (editor->is_line_window) {
        editor_error(editor, "E1292: Command-line window is already open");
        return false;
    }
    return normal_open_prompt(editor, action_find(action)) && (editor->borrows || prompt_open_window(editor));
}

static bool commands(Editor *editor, const ActionCall *call)
{
    return open_with(editor, "command-line");
}

static bool searches(Editor *editor, const ActionCall *call)
{
    return open_with(editor, "search-forward");
}

static bool searches_back(Editor *editor, const ActionCall *call)
{
    return open_with(editor, "search-backward");
}

static bool this_one(Editor *editor, const ActionCall *call)
{
    return editor->mode == MODE_PROMPT && prompt_open_window(editor);
}

const Action ACTIONS_PROMPT_WINDOW[] = {
    {"edit-past-commands", ACTION_COMMAND, "edit the commands that were typed before as a text; <CR> does the one at the cursor (q:)",
     .function = commands},
    {"edit-past-searches", ACTION_COMMAND, "edit the patterns that were sought before as a text (q/)", .function = searches},
    {"edit-past-searches-back", ACTION_COMMAND, "the same, to seek backward (q?)", .function = searches_back},
    {"prompt-window", ACTION_COMMAND, "while a line is typed: edit it, and those typed before, as a text", .function = this_one},
    {0},
};
