/* The prompts that commands open; what they do with the line is normal_line_done() in normal.c. */
#include "edit/output.h"
#include "edit/table.h"

#include <string.h>

/* Whether the command has to be waited for: more keys, or the line of a prompt. */
static char prompt_sign(const Action *action)
{
    if (action->flags & ACTION_LINE_COLON)
        return ':';
    if (action->flags & ACTION_LINE_ASKS)
        return '=';
    if (action->flags & (ACTION_LINE_TAG | ACTION_LINE_EQUALS))
        return action->flags & ACTION_LINE_TAG ? '<' : '=';
    return action->flags & ACTION_LINE_SLASH ? '/' : action->flags & ACTION_LINE_QUESTION ? '?' : 0;
}

/* '<,'> can be typed for what is selected without modes. */
static void remember_for_range(Editor *editor)
{
    visual_remember(editor);
    editor->visual.last_mode = MODE_VISUAL;
}

bool normal_open_prompt(Editor *editor, const Action *action)
{
    char range[64] = "";
    if (!prompt_sign(action) || (action->flags & ACTION_LINE_ASKS && table_refuses(editor, action)))
        return false;
    long count = pending_count(&editor->pending);
    editor->pending.waiting = action;
    editor->pending.mode_before = editor->mode;
    if (action->flags & ACTION_LINE_COLON) {
        if (editor->mode == MODE_MODELESS && editor->visual.active)
            remember_for_range(editor);
        if (output_has_keys(editor)) { /* the line is about the code, and lines of the output are none of it */
            visual_leave(editor);
            editor->pending.mode_before = MODE_NORMAL;
        } else if (mode_is_visual(editor->mode)) {
            visual_leave(editor);
            if (pos_compare(editor->visual.last_anchor, editor->cursor) < 0)
                editor_set_cursor(editor, editor->visual.last_anchor);
            editor->pending.mode_before = MODE_NORMAL;
            strcpy(range, "'<,'>");
        } else if (count > 1) {
            g_snprintf(range, sizeof range, ".,.+%ld", count - 1);
        } else if (count == 1) {
            strcpy(range, ".");
        }
    }
    g_autofree char *prefill = action->flags & ACTION_LINE_ASKS ? table_prefill(editor, action) : NULL;
    prompt_open(editor, prompt_sign(action), prefill ? prefill : range);
    if (action->flags & ACTION_LITERAL)
        prompt_set_label(editor, "find: ");
    if (action->flags & ACTION_LINE_ASKS)
        prompt_set_label(editor, file_label(action) ? file_label(action) : table_label(action));
    editor->mode = MODE_PROMPT;
    return true;
}

void normal_open_search(Editor *editor, const char *prefill, bool backward)
{
    editor->pending.waiting = action_find(backward ? "search-backward" : "search-forward");
    editor->pending.mode_before = editor->mode == MODE_MODELESS ? MODE_MODELESS : MODE_NORMAL;
    prompt_open(editor, backward ? '?' : '/', prefill);
    editor->mode = MODE_PROMPT;
}

void normal_open_command_line(Editor *editor, const char *prefill)
{
    editor->pending.waiting = action_find("command-line");
    editor->pending.mode_before = editor->mode == MODE_MODELESS || editor->mode == MODE_TABLE ? editor->mode : MODE_NORMAL;
    prompt_open(editor, ':', prefill);
    editor->mode = MODE_PROMPT;
}
