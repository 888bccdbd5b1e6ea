/* Editing without modes: characters are text, and what is selected lies between two places.
 *
 * A keymap with a section [modeless] switches this on.  Its rows are looked up key by key in `pending.sequence`, as
 * those of normal mode are, and lead to the same actions.  Actions that belong to Vim's modes are reached by a
 * visit: normal mode for the keys of one row (":w<CR>"), or for one command; modeless_settle() leads back.
 *
 * Undo: each command is a step of its own; of typed text a word with the blanks behind it is one.
 */
#include "edit/snippets.h"
#include "edit/indent.h"
#include "edit/modeless_place.h"
#include "edit/output.h"

#include <string.h>

enum { LARGEST_COUNT = 9999 };

/* --- the selection ------------------------------------------------------------------------------------ */

bool modeless_selection(const Editor *editor, Pos *start, Pos *end)
{
    Pos anchor = editor->visual.anchor, cursor = editor->cursor;
    if (!editor->modeless.on || !editor->visual.active || anchor.line >= editor_line_count(editor))
        return false;
    anchor.byte = MIN(anchor.byte, editor_line_length(editor, anchor.line));
    int order = pos_compare(anchor, cursor);
    *start = order < 0 ? anchor : cursor;
    *end = order < 0 ? cursor : anchor;
    return order != 0;
}

void modeless_select(Editor *editor, Pos anchor, Pos cursor)
{
    editor->visual.anchor = anchor;
    editor->visual.active = true;
    editor_set_cursor(editor, cursor);
    editor_clamp_cursor(editor);
}

void modeless_end_selection(Editor *editor)
{
    editor->visual.active = false;
    editor->modeless.sticky = false;
}

bool modeless_erase_selection(Editor *editor)
{
    Pos start, end;
    bool any = modeless_selection(editor, &start, &end);
    modeless_end_selection(editor);
    if (!any)
        return false;
    editor_delete(editor, start, end);
    editor_set_cursor(editor, start);
    editor_clamp_cursor(editor);
    return true;
}

void modeless_make_room(Editor *editor)
{
    if (editor->modeless.sticky)
        modeless_end_selection(editor);
    else
        modeless_erase_selection(editor);
}

/* --- steps of undo ------------------------------------------------------------------------------------ */

/* What typing remembers of where it began. */
static void begin_typing(Editor *editor)
{
    Insert *insert = &editor->insert;
    insert->start = editor->cursor;
    insert->mode = MODE_MODELESS;
    insert->auto_indent = insert->typed_space = false;
    insert->count = 1;
    insert->block = insert->one_command = false;
    g_array_set_size(insert->keys, 0);
    g_string_truncate(insert->text, 0);
    g_clear_pointer(&insert->words, g_ptr_array_unref);
}

void modeless_step(Editor *editor, ModelessStep step)
{
    Modeless *modeless = &editor->modeless;
    Pos start, end;
    bool goes_on = modeless->before == step || (modeless->before == DID_TYPE && step == DID_BLANK);
    modeless->step = step;
    if (goes_on && !modeless_selection(editor, &start, &end))
        return;
    editor_undo_break(editor);
    begin_typing(editor);
}

static void next_step(Editor *editor)
{
    editor->modeless.before = editor->modeless.step;
    editor->modeless.step = DID_OTHER;
}

void modeless_insert(Editor *editor, const char *bytes, size_t length)
{
    next_step(editor);
    editor_undo_break(editor);
    modeless_make_room(editor);
    begin_typing(editor);
    insert_text(editor, bytes, length);
    editor_undo_break(editor);
}

static void type(Editor *editor, Key key, long count)
{
    bool blank = key.code == ' ';
    char bytes[4];
    size_t length = utf8_encode(key.code, bytes);
    next_step(editor);
    modeless_step(editor, blank ? DID_BLANK : DID_TYPE);
    snippet_make_room(editor);
    modeless_make_room(editor);
    g_clear_pointer(&editor->insert.words, g_ptr_array_unref);
    for (long i = 0; i < count; i++)
        insert_character(editor, bytes, length);
    indent_typed(editor, key.code);
    editor->insert.typed_space = blank;
    normal_clear_pending(editor);
}

/* --- motions ------------------------------------------------------------------------------------------ */

static bool find(Editor *editor, const Action *action, const ActionCall *call, Motion *motion)
{
    *motion = motion_begin(editor, action);
    if (!((MotionFunction)action->function)(editor, call, motion) || !columns_hold(editor, action, motion))
        return false;
    if (motion->is_object && motion->wise != WISE_CHAR) { /* whole lines: up to the last one's end */
        motion->from.byte = 0;
        motion->to.byte = editor_line_length(editor, motion->to.line);
    } else if (motion->is_object && motion->inclusive) {
        TextLine line = editor_line(editor, motion->to.line);
        motion->to.byte = utf8_next(line.bytes, line.length, MIN(motion->to.byte, line.length));
    }
    if (motion->is_object)
        motion->inclusive = false;
    return true;
}

/* To where a motion leads, or to that end of the selection. */
static void collapse(Editor *editor, bool forward)
{
    Pos start, end;
    modeless_selection(editor, &start, &end);
    modeless_end_selection(editor);
    editor_set_cursor(editor, forward ? end : start);
}

static void move(Editor *editor, const Action *action, ActionCall *call, bool extends)
{
    Pos start, end;
    Motion motion;
    bool selected = modeless_selection(editor, &start, &end);
    extends |= editor->modeless.sticky && editor->visual.active;
    if (extends && !editor->visual.active) {
        editor->visual.anchor = editor->cursor;
        editor->visual.active = true;
    }
    if (!find(editor, action, call, &motion)) {
        if (!extends)
            modeless_end_selection(editor);
        editor_fail(editor);
        return;
    }
    if (selected && !extends && action->flags & MOTION_COLLAPSES) {
        collapse(editor, pos_compare(motion.from, motion.to) < 0);
        return;
    }
    if (action->flags & MOTION_JUMP)
        marks_push_jump(editor);
    if (motion.is_object)
        modeless_select(editor, motion.from, motion.to);
    else if (!extends)
        modeless_end_selection(editor);
    editor->cursor = motion.to;
    if (!motion.keep_want && !(action->flags & MOTION_KEEP_WANT))
        editor->want_valid = false;
    editor_clamp_cursor(editor);
    marks_check_jump(editor);
}

/* --- operators ---------------------------------------------------------------------------------------- */

/* The selection, or else the cursor's line. */
static void motion_of_selection(Editor *editor, const Action *operator, long count, Motion *motion)
{
    Pos start, end;
    bool selected = modeless_selection(editor, &start, &end);
    size_t last = MIN(editor->cursor.line + (size_t)count - 1, editor_last_line_around(editor, editor->cursor.line));
    *motion = (Motion){.from = {editor->cursor.line, 0}, .to = {last, editor_line_length(editor, last)}, .wise = WISE_LINE};
    if (!selected)
        return;
    *motion = (Motion){.from = start, .to = end};
    if (operator->flags & OPERATOR_LINES) {
        motion->wise = WISE_LINE;
        if (end.byte == 0)
            motion->to = (Pos){end.line - 1, editor_line_length(editor, end.line - 1)};
    }
}

static void operate(Editor *editor, const Action *operator, const Action *action, ActionCall *call)
{
    Motion motion;
    if (!action) {
        motion_of_selection(editor, operator, call->count, &motion);
    } else if (!find(editor, action, call, &motion)) {
        editor_fail(editor);
        return;
    }
    editor->modeless.backward = pos_compare(motion.to, motion.from) < 0;
    bool lines = operator->flags & OPERATOR_LINES, selecting = editor->visual.active;
    ModelessPlace cursor = modeless_keep(editor, !action || editor->modeless.backward ? editor->cursor : motion.to, &motion);
    ModelessPlace anchor = modeless_keep(editor, selecting ? editor->visual.anchor : editor->cursor, &motion);
    editor->pending.forced = motion.exact = true; /* what is meant is just this, nothing of `:help exclusive` */
    editor->pending.force = motion.wise;
    if (!operator_apply(editor, operator, call, &motion, action))
        editor_fail(editor);
    if (operator->flags & OPERATOR_PLACES)
        return;
    editor_set_cursor(editor, modeless_kept(editor, cursor, lines && selecting));
    editor->visual.anchor = modeless_kept(editor, anchor, lines);
    bool only_reads = operator->flags & OPERATOR_NO_REPEAT;
    if (!lines && (!only_reads || editor->modeless.sticky))
        modeless_end_selection(editor);
}

/* --- carrying out ------------------------------------------------------------------------------------- */

static void run_command(Editor *editor, const Action *action, ActionCall *call)
{
    uint64_t before = notebook_generation(editor->notebook);
    bool done = ((CommandFunction)action->function)(editor, call);
    bool changed = notebook_generation(editor->notebook) != before;
    if (!done)
        editor_fail(editor);
    bool keeps = action->flags & (ACTION_KEEP_VISUAL | ACTION_PREFIX) || (editor->modeless.sticky && !changed);
    if (!keeps)
        modeless_end_selection(editor);
    if (editor->mode == MODE_MODELESS)
        editor_clamp_cursor(editor);
}

static void extend_by(Editor *editor, const Action *action, ActionCall *call)
{
    if (action->kind != ACTION_COMMAND) {
        move(editor, action, call, true);
        return;
    }
    Pos anchor = editor->visual.active ? editor->visual.anchor : editor->cursor;
    bool sticky = editor->modeless.sticky;
    run_command(editor, action, call);
    modeless_select(editor, anchor, editor->cursor);
    editor->modeless.sticky = sticky;
}

void modeless_run(Editor *editor, const Action *operator, const Action *action, ActionCall *call)
{
    if (action->flags & ACTION_PREFIX && action->kind == ACTION_COMMAND) {
        g_array_set_size(editor->pending.sequence, 0);
        run_command(editor, action, call);
        return;
    }
    next_step(editor);
    if (!(action->flags & ACTION_TYPES) || operator) {
        editor_undo_break(editor);
        begin_typing(editor);
    }
    editor->modeless.counting = false;
    normal_clear_pending(editor);
    if (operator && operator->flags & OPERATOR_EXTENDS)
        extend_by(editor, action, call);
    else if (operator)
        operate(editor, operator, action, call);
    else if (action->kind == ACTION_OPERATOR)
        operate(editor, action, NULL, call);
    else if (action->kind == ACTION_COMMAND)
        run_command(editor, action, call);
    else
        move(editor, action, call, false);
}

static ActionCall call_of(const Editor *editor, Key argument)
{
    long count = pending_count(&editor->pending);
    return (ActionCall){.count = count ? count : 1, .has_count = count != 0, .reg = '"', .argument = argument};
}

static void carry_out(Editor *editor, const Binding *binding)
{
    Pending *pending = &editor->pending;
    const Action *action = binding->action;
    editor->modeless.row_keys = pending->sequence->len;
    if (!action) {
        normal_clear_pending(editor);
        modeless_visit(editor, VISIT_KEYS);
        input_push(editor, (Key){0}, END_OF_VISIT, true);
        editor_feed_keys(editor, binding->keys, binding->key_count, true);
        return;
    }
    if (!binding->operator && normal_open_prompt(editor, action)) {
        next_step(editor);
        g_array_set_size(pending->sequence, 0);
        return;
    }
    if (action->takes_key) {
        g_array_set_size(pending->sequence, 0);
        pending->waiting = action;
        editor->modeless.operator = binding->operator;
        return;
    }
    ActionCall call = call_of(editor, (Key){0});
    modeless_run(editor, binding->operator, action, &call);
}

/* --- keys --------------------------------------------------------------------------------------------- */

static bool is_text(Key key)
{
    return !key.modifiers && key.code >= ' ' && key.code < KEY_NONE && key.code != 127;
}

static void argument_key(Editor *editor, Key key)
{
    const Action *action = editor->pending.waiting, *operator = editor->modeless.operator;
    LettersStep step = letters_take(editor, action, key);
    bool escape = key.code == 27 && !key.modifiers;
    if (step == LETTERS_MORE)
        return;
    editor->pending.waiting = editor->modeless.operator = NULL;
    if (escape || step == LETTERS_GIVEN_UP) {
        normal_clear_pending(editor);
        if (!escape)
            editor_put_key_back(editor, key);
        return;
    }
    ActionCall call = call_of(editor, key);
    modeless_run(editor, operator, action, &call);
    if (editor->insert.waiting) /* a character by its number has more digits */
        editor->pending.waiting = g_steal_pointer(&editor->insert.waiting);
}

/* False: the digit is none of a count. */
static bool count_digit(Editor *editor, Key key)
{
    Modeless *modeless = &editor->modeless;
    bool digit = !key.modifiers && key.code >= '0' && key.code <= '9';
    if (!modeless->counting || !digit || editor->pending.sequence->len)
        return false;
    long before = modeless->counted ? editor->pending.count : 0;
    editor->pending.count = MIN(before * 10 + (long)(key.code - '0'), LARGEST_COUNT);
    modeless->counted = true;
    return true;
}

static void unbound(Editor *editor, Key key)
{
    Pending *pending = &editor->pending;
    if (pending->sequence->len == 1 && is_text(key)) {
        type(editor, key, MAX(pending->count, 1));
        editor->modeless.counting = false;
        return;
    }
    g_autofree char *shown = keys_shown(pending->shown->str);
    if (key.code != 27)
        editor_tell(editor, true, "%s does nothing", shown);
    editor->modeless.counting = false;
    editor_fail(editor);
}

static void take_key(Editor *editor, Key key)
{
    Pending *pending = &editor->pending;
    g_autofree char *name = key_name(key);
    g_string_append(pending->shown, name);
    if (pending->waiting) {
        argument_key(editor, key);
        return;
    }
    if (count_digit(editor, key))
        return;
    g_array_append_val(pending->sequence, key);
    const Binding *binding;
    switch (keymap_find(editor->keymap, MAP_MODELESS, (const Key *)pending->sequence->data, pending->sequence->len,
                        &binding)) {
    case KEYMAP_PREFIX:
    case KEYMAP_AMBIGUOUS:
        break;
    case KEYMAP_NONE:
        unbound(editor, key);
        break;
    case KEYMAP_FOUND:
        carry_out(editor, binding);
        break;
    }
}

void modeless_key(Editor *editor, Key key)
{
    if (!editor->pending.waiting && !editor->pending.sequence->len &&
        (complete_menu_key(editor, key) || snippet_key(editor, key) || scratch_key(editor, key)))
        return;
    take_key(editor, key);
    snippet_follow(editor);
    complete_menu_follow(editor, key);
    lookup_follow_call(editor, key);
}

/* --- visits to normal mode ---------------------------------------------------------------------------- */

void modeless_visit(Editor *editor, Visit how)
{
    Modeless *modeless = &editor->modeless;
    next_step(editor);
    modeless->visit = how;
    modeless->away = true;
    modeless->left = editor->cursor;
    modeless->left_anchor = editor->visual.anchor;
    modeless->left_selecting = editor->visual.active;
    modeless->left_generation = notebook_generation(editor->notebook);
    editor->visual.active = false;
    editor->mode = MODE_NORMAL;
    editor_undo_break(editor);
    editor_clamp_cursor(editor);
    modeless->landed = editor->cursor;
}

/* Who only saved finds cursor and selection as they were. */
static void come_home(Editor *editor)
{
    Modeless *modeless = &editor->modeless;
    bool same = modeless->away && modeless->left_generation == notebook_generation(editor->notebook) &&
                pos_compare(modeless->landed, editor->cursor) == 0;
    editor->mode = MODE_MODELESS;
    editor->visual.active = false;
    if (same) {
        editor_set_cursor(editor, modeless->left);
        editor->visual.anchor = modeless->left_anchor;
        editor->visual.active = modeless->left_selecting;
    } else {
        modeless->sticky = false;
    }
    modeless->away = modeless->counting = false;
    editor_undo_break(editor);
    begin_typing(editor);
    editor_clamp_cursor(editor);
}

void modeless_settle(Editor *editor)
{
    const Modeless *modeless = &editor->modeless;
    bool waits = output_is_entered(editor) || normal_is_begun(editor) || editor->input.waiting->len || editor->insert.one_command;
    if (modeless->on && modeless->visit == AT_HOME && editor->mode == MODE_NORMAL && !waits)
        come_home(editor);
}

void modeless_set(Editor *editor, bool on)
{
    Modeless *modeless = &editor->modeless;
    if (on == modeless->on)
        return;
    if (!on) {
        modeless_end_selection(editor);
        modeless->visit = AT_HOME;
        modeless->away = modeless->counting = false;
        if (editor->mode == MODE_MODELESS)
            editor->mode = MODE_NORMAL;
        if (editor->mode == MODE_PROMPT)
            editor->pending.mode_before = MODE_NORMAL;
        editor_undo_break(editor);
    }
    modeless->on = on;
    if (editor->mode == MODE_NORMAL)
        editor_clamp_cursor(editor);
    modeless_settle(editor);
}
