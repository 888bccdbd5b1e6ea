/* Keys that run keys: q, @ and the dot (`:help complex-repeat`). */
#include "edit/editor_private.h"

#include <string.h>

/* --- macros ---------------------------------------------------------------------------------------------- */

static bool record(Editor *editor, const ActionCall *call)
{
    Input *input = &editor->input;
    if (!call->argument.modifiers && call->argument.code && call->argument.code < 128 && strchr(":/?", (int)call->argument.code)) {
        const char *opens = call->argument.code == ':' ? "edit-past-commands" : call->argument.code == '/' ? "edit-past-searches" : "edit-past-searches-back";
        editor->pending.count = call->has_count ? call->count : 0;
        return ((CommandFunction)action_find(opens)->function)(editor, call);
    }
    if (!call->argument.code || !registers_writable(call->argument.code))
        return false;
    input->recording = call->argument.code;
    g_array_set_size(input->recorded, 0);
    return true;
}

bool editor_recording(const Editor *editor, char name[8])
{
    if (!editor->input.recording)
        return false;
    name[utf8_encode(editor->input.recording, name)] = '\0';
    return true;
}

static bool stop_recording(Editor *editor)
{
    Input *input = &editor->input;
    guint count = input->recorded->len ? input->recorded->len - 1 : 0; /* without the `q` that stops it */
    char *text = text_of_keys((const Key *)input->recorded->data, count);
    registers_record(editor->registers, input->recording, &(Register){.wise = WISE_CHAR, .text = text});
    g_free(text);
    input->recording = 0;
    return true;
}

static bool run_macro(Editor *editor, const ActionCall *call)
{
    uint32_t name = call->argument.code == '@' ? editor->input.last_macro : call->argument.code;
    if (!name)
        return false;
    if (name == ':') {
        const char *command = ex_last_command(editor);
        if (!command)
            return false;
        g_autofree char *line = g_strdup_printf(":%s\r", command);
        g_autoptr(GArray) line_keys = keys_of_text(line, strlen(line));
        for (long i = 0; i < call->count; i++)
            editor_feed_keys(editor, (const Key *)line_keys->data, line_keys->len, true);
        editor->input.last_macro = name;
        return true;
    }
    const Register *what = editor_register(editor, name);
    if (!what || what->wise == WISE_CELL)
        return false;
    editor->input.last_macro = name;
    g_autoptr(GArray) keys = keys_of_text(what->text, strlen(what->text));
    if (what->wise != WISE_CHAR || strchr(what->text, '\n')) {
        Key enter = {'j', MOD_CTRL};
        g_array_append_val(keys, enter);
    }
    for (long i = 0; i < call->count; i++)
        editor_feed_keys(editor, (const Key *)keys->data, keys->len, false);
    return true;
}

/* `q` takes a register's name only when it begins: see normal.c. */
static bool record_or_stop(Editor *editor, const ActionCall *call)
{
    return editor->input.recording ? stop_recording(editor) : record(editor, call);
}

/* --- repeating ---------------------------------------------------------------------------------------------- */

static void select_as_before(Editor *editor)
{
    const Redo *redo = &editor->redo;
    Pos from = editor->cursor;
    size_t line = MIN(from.line + redo->visual_lines - 1, editor_line_count(editor) - 1);
    size_t column = editor_column(editor, from);
    editor->mode = redo->visual_mode;
    editor->visual.anchor = from;
    editor->visual.active = true;
    size_t to = redo->visual_columns;
    if (to != SIZE_MAX && (redo->visual_mode == MODE_VISUAL_BLOCK ||
                           (redo->visual_mode == MODE_VISUAL && redo->visual_lines <= 1)))
        to += column - 1;
    editor_go_to_column(editor, line, redo->visual_mode == MODE_VISUAL_LINE ? column : to);
}

static void push_number(Editor *editor, long number)
{
    char digits[24];
    int length = g_snprintf(digits, sizeof digits, "%ld", number);
    while (length--)
        input_push(editor, (Key){(uint32_t)digits[length], 0}, FROM_MACRO, true);
}

static bool repeat(Editor *editor, const ActionCall *call)
{
    Redo *redo = &editor->redo;
    if (!redo->keys->len || editor->input.repeating)
        return false;
    if (call->has_count && !redo->visual) /* a selection keeps its own count, as in Vim */
        redo->count = call->count;
    if (redo->reg >= '1' && redo->reg < '9')
        redo->reg++;
    input_push(editor, (Key){0}, END_OF_REPEAT, true);
    editor_feed_keys(editor, (const Key *)redo->keys->data, redo->keys->len, true);
    if (redo->count)
        push_number(editor, redo->count);
    if (redo->reg) {
        input_push(editor, (Key){redo->reg, 0}, FROM_MACRO, true);
        input_push(editor, (Key){'"', 0}, FROM_MACRO, true);
    }
    editor->input.repeating = true;
    if (redo->visual)
        select_as_before(editor);
    return true;
}

const Action ACTIONS_MACRO[] = {
    {"record-macro", ACTION_COMMAND, "record what is typed into a register, or stop", .takes_key = true,
     .function = record_or_stop, .flags = ACTION_KEEP_VISUAL},
    {"run-macro", ACTION_COMMAND, "type what is in a register", .takes_key = true, .function = run_macro,
     .flags = ACTION_KEEP_VISUAL},
    {"repeat", ACTION_COMMAND, "do the last change again", .function = repeat},
    {NULL},
};
