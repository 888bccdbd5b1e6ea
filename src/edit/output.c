#include "edit/output.h"

#include <stdlib.h>
#include <string.h>

static const char REFUSED[] = "an output cannot be changed (<Esc> goes to the code)";

static OutputState *state_of(Editor *editor)
{
    if (!editor->output)
        editor->output = g_new0(OutputState, 1);
    return editor->output;
}

bool output_is_entered(const Editor *editor)
{
    return editor->output && editor->output->cell;
}

bool output_has_keys(const Editor *editor)
{
    return output_is_entered(editor) && !editor->output->away;
}

/* --- one text in the place of the other --------------------------------------------------------------------- */

static TextContext context_of(const Editor *editor)
{
    return (TextContext){editor->notebook, editor->cursor,  editor->want,  editor->want_valid,
                         editor->emptied,  editor->visual,  editor->marks, editor->line_undo};
}

static void set_context(Editor *editor, const TextContext *context)
{
    editor->notebook = context->notebook;
    editor->cursor = context->cursor;
    editor->want = context->want;
    editor->want_valid = context->want_valid;
    editor->emptied = context->emptied;
    editor->visual = context->visual;
    editor->marks = context->marks;
    editor->line_undo = context->line_undo;
}

static void swap(Editor *editor)
{
    TextContext here = context_of(editor);
    set_context(editor, &editor->output->other);
    editor->output->other = here;
    editor->output->in_turn = !editor->output->in_turn;
}

static Notebook *notebook_of_text(const char *text)
{
    Notebook *notebook = notebook_new();
    notebook_insert_cell(notebook, 0, "_", CELL_PLAIN, NULL, text, (gssize)strlen(text));
    notebook_forget_history(notebook);
    return notebook;
}

static void forget_text(OutputState *state)
{
    g_clear_pointer(&state->other.notebook, notebook_free);
    marks_clear(&state->other.marks);
    g_free(state->other.line_undo.text);
    state->other = (TextContext){0};
}

static Pos within(const Notebook *notebook, Pos pos)
{
    pos.line = MIN(pos.line, notebook_line_count(notebook) - 1);
    TextLine line = notebook_line(notebook, pos.line);
    pos.byte = MIN(pos.byte, line.length);
    while (pos.byte > 0 && pos.byte < line.length && (line.bytes[pos.byte] & 0xC0) == 0x80)
        pos.byte--;
    return pos;
}

/* Takes in what the output has become; false if there is none any more. */
static bool renew_text(Editor *editor)
{
    OutputState *state = editor->output;
    g_autofree char *text = NULL;
    uint64_t stamp = state->stamp;
    if (!editor->view.output || !editor->view.output(editor->view.self, state->cell, &stamp, &text))
        return false;
    if (!text)
        return true;
    TextContext *context = &state->other;
    g_clear_pointer(&context->notebook, notebook_free);
    context->notebook = notebook_of_text(text);
    context->cursor = within(context->notebook, context->cursor);
    context->visual.anchor = within(context->notebook, context->visual.anchor);
    context->visual.had = false;
    state->stamp = stamp;
    return true;
}

/* --- entering, leaving, turns --------------------------------------------------------------------------------- */

bool output_enter(Editor *editor, uint64_t cell, bool last)
{
    size_t index;
    if (!notebook_find_cell(editor->notebook, cell, &index))
        return false;
    output_leave(editor);
    OutputState *state = state_of(editor);
    state->cell = cell; /* it is shown whole from now on */
    g_hash_table_remove(editor->folded, &cell);
    state->stamp = 0;
    marks_init(&state->other.marks);
    if (!renew_text(editor)) {
        forget_text(state);
        state->cell = 0;
        return false;
    }
    if (last)
        state->other.cursor = within(state->other.notebook, (Pos){SIZE_MAX, 0});
    if (editor_cell(editor) != index) {
        marks_push_jump(editor);
        editor_set_cursor(editor, (Pos){notebook_last_line(editor->notebook, index), 0});
    }
    editor->mode = MODE_NORMAL;
    return true;
}

void output_leave(Editor *editor)
{
    OutputState *state = editor->output;
    if (!output_is_entered(editor))
        return;
    if (mode_is_visual(editor->mode))
        editor->mode = MODE_NORMAL;
    if (state->in_turn)
        swap(editor);
    forget_text(state);
    state->cell = 0;
}

void output_free(Editor *editor)
{
    output_leave(editor);
    g_clear_pointer(&editor->output, g_free);
}

bool output_begin_turn(Editor *editor)
{
    if (!output_has_keys(editor) || editor->output->in_turn)
        return false;
    size_t cell;
    bool there = notebook_find_cell(editor->notebook, editor->output->cell, &cell) && renew_text(editor);
    if (!there) {
        normal_clear_pending(editor);
        output_leave(editor);
        editor_tell(editor, false, "the output is gone");
        return false;
    }
    swap(editor);
    editor_clamp_cursor(editor); /* the text may have become shorter */
    return true;
}

void output_end_turn(Editor *editor)
{
    if (output_is_entered(editor) && editor->output->in_turn)
        swap(editor);
}

bool editor_output(const Editor *editor, OutputFocus *focus)
{
    if (!output_is_entered(editor))
        return false;
    const OutputState *state = editor->output;
    focus->cell = state->cell;
    Editor there = *editor; /* borrowed: to look at, with the output's text in it */
    if (!state->in_turn)
        set_context(&there, &state->other);
    focus->cursor = there.cursor;
    focus->selects = visual_selection(&there, &focus->selection);
    return true;
}

/* --- what can be done in one ----------------------------------------------------------------------------------- */

const char *output_refuses(const Editor *editor, const Action *action)
{
    if (!output_has_keys(editor))
        return NULL;
    bool changes = action->kind == ACTION_OPERATOR ? !(action->flags & OPERATOR_NO_REPEAT)
                                                   : action->kind == ACTION_COMMAND && action->flags & ACTION_REPEAT;
    return changes ? REFUSED : NULL;
}

void output_tell_unbound(Editor *editor)
{
    const Binding *binding;
    const GArray *keys = editor->pending.sequence;
    if (normal_map_mode(editor) == MAP_OUTPUT &&
        keymap_find(editor->keymap, MAP_NORMAL, (const Key *)keys->data, keys->len, &binding) != KEYMAP_NONE)
        editor_tell(editor, true, "%s", REFUSED);
}

bool output_run_command(Editor *editor, const Action *action, ActionCall *call)
{
    CommandFunction function = (CommandFunction)action->function;
    OutputState *state = editor->output;
    if (!output_has_keys(editor) || !state->in_turn || action->flags & ACTION_IN_TEXT)
        return function(editor, call);
    visual_leave(editor);
    swap(editor);
    state->away = true;
    uint64_t cell = state->cell;
    Pos before = editor->cursor;
    bool done = function(editor, call);
    state->away = false;
    if (state->cell != cell)
        return done; /* it was left, or another entered */
    size_t index;
    if (editor->mode != MODE_NORMAL || pos_compare(before, editor->cursor) != 0 || editor_output_folded(editor, cell) ||
        !notebook_find_cell(editor->notebook, cell, &index))
        output_leave(editor);
    else
        swap(editor);
    return done;
}

void output_before_motion(Editor *editor, const Action *action)
{
    if (output_has_keys(editor) && action->flags & MOTION_CELLS && !editor->pending.operator && editor->mode == MODE_NORMAL)
        output_leave(editor);
}

/* --- actions ------------------------------------------------------------------------------------------------------ */

/* The next of the cells that shows something, in a direction; from the code the cursor's own is the first below. */
static bool go(Editor *editor, long count)
{
    size_t cells = notebook_cell_count(editor->notebook), cell = editor_cell(editor);
    long left = labs(count);
    bool own = count > 0 && !output_is_entered(editor), found = false;
    uint64_t at = 0, none;
    g_autofree char *text = NULL;
    for (long step = count > 0 ? 1 : -1; left > 0; own = false) {
        if (!own && (step > 0 ? cell + 1 >= cells : cell == 0))
            break;
        cell += own ? 0 : (size_t)step;
        uint64_t id = cell_id(notebook_cell(editor->notebook, cell));
        none = 0;
        g_clear_pointer(&text, g_free);
        if (editor->view.output && editor->view.output(editor->view.self, id, &none, &text)) {
            at = id;
            found = --left == 0;
        }
    }
    if (!found) {
        editor_error(editor, count > 0 ? "there is no output behind this" : "there is no output before this");
        return false;
    }
    return output_enter(editor, at, false);
}

static bool next(Editor *editor, const ActionCall *call)
{
    return go(editor, call->count);
}

static bool previous(Editor *editor, const ActionCall *call)
{
    return go(editor, -call->count);
}

static bool leave(Editor *editor, const ActionCall *call)
{
    output_leave(editor);
    return true;
}

/* All of the output.  From the code only an operator can reach it, see output_operate(). */
static bool inner_output(Editor *editor, const ActionCall *call, Motion *motion)
{
    if (!output_has_keys(editor)) {
        editor_error(editor, "the cursor is not in an output ({]o|next-output} goes into it)");
        return false;
    }
    motion->from = (Pos){0, 0};
    motion->to = (Pos){editor_line_count(editor) - 1, 0};
    motion->wise = WISE_LINE;
    if (mode_is_visual(editor->mode))
        editor->mode = MODE_VISUAL_LINE;
    return true;
}

bool output_is_object(const Action *action)
{
    return action->function == (gpointer)inner_output;
}

bool output_operate(Editor *editor, const Action *operator, const ActionCall *call)
{
    uint64_t cell = cell_id(notebook_cell(editor->notebook, editor_cell(editor)));
    bool folded = editor_output_folded(editor, cell);
    if (!(operator->flags & OPERATOR_NO_REPEAT)) {
        editor_error(editor, "an output cannot be changed");
        return false;
    }
    if (!output_enter(editor, cell, false)) {
        editor_error(editor, "this cell shows nothing");
        return false;
    }
    swap(editor);
    Motion motion = {.to = {editor_line_count(editor) - 1, 0}, .wise = WISE_LINE, .is_object = true};
    bool done = operator_apply(editor, operator, call, &motion, NULL);
    output_leave(editor);
    if (folded)
        g_hash_table_add(editor->folded, g_memdup2(&cell, sizeof cell));
    return done;
}

const Action ACTIONS_OUTPUT[] = {
    {"next-output", ACTION_COMMAND, "into what this cell shows, or the next one that shows anything", .function = next},
    {"previous-output", ACTION_COMMAND, "into what the cell before shows", .function = previous},
    {"output-leave", ACTION_COMMAND, "back to the code", .function = leave},
    {"inner-output", ACTION_TEXT_OBJECT, "all that the cell shows", .function = inner_output},
    {NULL},
};
