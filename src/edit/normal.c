/* The grammar of normal, visual and pending mode:
 *
 *     ["x] [count] command
 *     ["x] [count] operator [count] [v|V|<C-v>] motion
 *
 * Each key goes on with the command in `pending` until an action is complete.
 */
#include "edit/output.h"

#include <string.h>

enum { LARGEST_COUNT = 99999999 };

void normal_clear_pending(Editor *editor)
{
    Pending *pending = &editor->pending;
    pending->count = pending->operator_count = 0;
    pending->reg = 0;
    pending->operator = NULL;
    pending->operator_length = 0;
    pending->forced = false;
    pending->waiting = NULL;
    pending->digraph = 0;
    memset(pending->letters, 0, sizeof pending->letters);
    g_array_set_size(pending->sequence, 0);
    g_array_set_size(pending->typed, 0);
    g_string_truncate(pending->shown, 0);
}

long pending_count(const Pending *pending)
{
    if (!pending->count || !pending->operator_count)
        return MAX(pending->count, pending->operator_count);
    return MIN(pending->count * pending->operator_count, LARGEST_COUNT);
}

static void show(Pending *pending, Key key)
{
    g_autofree char *name = key_name(key);
    g_string_append(pending->shown, name);
}

MapMode normal_map_mode(const Editor *editor)
{
    if (editor->mode == MODE_MODELESS)
        return MAP_MODELESS;
    if (mode_is_visual(editor->mode))
        return MAP_VISUAL;
    if (editor->mode == MODE_WIDGET || editor->mode == MODE_MENU)
        return editor->mode == MODE_MENU ? MAP_MENU : MAP_WIDGET;
    if (editor->mode == MODE_TABLE || editor->mode == MODE_PANEL)
        return editor->mode == MODE_TABLE ? MAP_TABLE : MAP_PANEL;
    if (editor->pending.operator)
        return MAP_PENDING;
    return output_has_keys(editor) ? MAP_OUTPUT : MAP_NORMAL;
}

static ActionCall call_of(const Pending *pending, Key argument)
{
    long count = pending_count(pending);
    return (ActionCall){
        .count = count ? count : 1,
        .has_count = count != 0,
        .reg = pending->reg ? pending->reg : '"',
        .argument = argument,
    };
}

/* --- motions and operators ---------------------------------------------------------------------------- */

static void move_cursor(Editor *editor, const Action *action, const Motion *motion)
{
    if (action->flags & MOTION_JUMP && !motion->is_object)
        marks_push_jump(editor);
    if (motion->is_object && mode_is_visual(editor->mode))
        editor->visual.anchor = motion->from;
    else
        editor->visual.cells = false;
    editor->cursor = motion->to;
    if (!motion->keep_want && !(action->flags & MOTION_KEEP_WANT))
        editor->want_valid = false;
    editor_clamp_cursor(editor);
}

static void force_kind(const Pending *pending, Motion *motion)
{
    if (!pending->forced)
        return;
    if (pending->force == WISE_CHAR)
        motion->inclusive = motion->wise == WISE_LINE ? false : !motion->inclusive;
    motion->wise = pending->force;
}

Motion motion_begin(Editor *editor, const Action *action)
{
    editor->pending.want = editor_want(editor);
    return (Motion){
        .from = editor->cursor,
        .to = editor->cursor,
        .wise = action->flags & MOTION_LINEWISE ? WISE_LINE : WISE_CHAR,
        .inclusive = action->flags & MOTION_INCLUSIVE,
        .is_object = action->kind == ACTION_TEXT_OBJECT,
    };
}

static void run_motion(Editor *editor, const Action *action, const ActionCall *call)
{
    output_before_motion(editor, action);
    Motion motion = motion_begin(editor, action);
    MotionFunction function = (MotionFunction)action->function;
    const Action *operator = editor->pending.operator;
    Wise *last_wise = &editor->pending.last_wise;
    if (operator && output_is_object(action) && !output_has_keys(editor)) {
        if (!output_operate(editor, operator, call))
            editor_fail(editor);
        return;
    }
    bool found = function(editor, call, &motion) && columns_hold(editor, action, &motion);
    *last_wise = motion.wise == WISE_LINE ? WISE_LINE : WISE_CHAR;
    if (!found) {
        if (motion.is_object)
            editor->want_valid = false;
        editor_fail(editor);
        return;
    }
    if (!operator) {
        move_cursor(editor, action, &motion);
        return;
    }
    if (action->flags & MOTION_JUMP)
        marks_push_jump(editor);
    if (!(operator->flags & OPERATOR_NO_REPEAT))
        redo_remember(editor, call);
    force_kind(&editor->pending, &motion);
    if (!operator_apply(editor, operator, call, &motion, action))
        editor_fail(editor);
}

/* From the first character of the line to the last that is not blank. */
static Motion text_of_lines(const Editor *editor, size_t last)
{
    Pos from = {editor->cursor.line, editor_indent_bytes(editor, editor->cursor.line)};
    TextLine line = editor_line(editor, last);
    size_t end = line.length;
    while (end > 0 && (line.bytes[end - 1] == ' ' || line.bytes[end - 1] == '\t'))
        end--;
    return (Motion){.from = from, .to = {last, MAX(end, last == from.line ? from.byte : 0)}, .exact = true};
}

/* dd, >>, gUU, guu: the operator's key again. */
static void run_doubled(Editor *editor)
{
    const Action *operator = editor->pending.operator;
    ActionCall call = call_of(&editor->pending, (Key){0});
    size_t last = editor->cursor.line + (size_t)call.count - 1;
    size_t column = editor->pending.want = editor_want(editor);
    size_t most = editor_last_line_around(editor, editor->cursor.line);
    if (last > most) {
        if (call.count > 1 && editor->cursor.line >= most) {
            editor_fail(editor);
            return;
        }
        last = most;
    }
    Motion motion = {.from = editor->cursor, .to = {last, 0}, .wise = WISE_LINE};
    if (strcmp(operator->name, "delete") == 0 || strcmp(operator->name, "yank") == 0 ||
        strcmp(operator->name, "shift-right") == 0 || strcmp(operator->name, "shift-left") == 0)
        motion.to.byte = MIN(editor_byte_at_column(editor, last, column), editor_last_byte(editor, last));
    else
        motion.to.byte = MIN(editor_indent_bytes(editor, last), editor_last_byte(editor, last));
    if (!(operator->flags & OPERATOR_NO_REPEAT))
        redo_remember(editor, &call);
    if (operator->flags & OPERATOR_DOUBLED_TEXT)
        motion = text_of_lines(editor, last);
    force_kind(&editor->pending, &motion);
    if (!operator_apply(editor, operator, &call, &motion, NULL))
        editor_fail(editor);
}

static void run_operator(Editor *editor, const Action *action, const ActionCall *call)
{
    Pending *pending = &editor->pending;
    if (mode_is_visual(editor->mode)) {
        pending->want = editor_want(editor);
        if (!(action->flags & OPERATOR_NO_REPEAT))
            redo_remember_selection(editor, call);
        if (!operator_apply(editor, action, call, NULL, NULL))
            editor_fail(editor);
        return;
    }
    pending->operator = action;
    pending->operator_count = pending->count;
    pending->count = 0;
    pending->operator_length = MIN(pending->sequence->len, G_N_ELEMENTS(pending->operator_keys));
    memcpy(pending->operator_keys, pending->sequence->data, pending->operator_length * sizeof(Key));
    g_array_set_size(pending->sequence, 0);
}

/* --- actions ------------------------------------------------------------------------------------------------ */

static void run_command(Editor *editor, const Action *action, ActionCall *call)
{
    Redo before = editor->redo;
    editor->redo.keys = g_array_ref(before.keys);
    if (action->flags & ACTION_REPEAT) {
        if (!editor->input.repeating) {
            g_array_unref(editor->redo.keys);
            editor->redo.keys = g_array_new(FALSE, FALSE, sizeof(Key));
        }
        if (mode_is_visual(editor->mode))
            redo_remember_selection(editor, call);
        else
            redo_remember(editor, call);
    }
    normal_clear_pending(editor);
    if (output_run_command(editor, action, call)) {
        g_array_unref(before.keys);
        return;
    }
    if ((action->flags & (ACTION_REPEAT | ACTION_REPEAT_FAILED)) == ACTION_REPEAT) { /* what failed is not repeated */
        g_array_unref(editor->redo.keys);
        editor->redo = before;
    } else {
        g_array_unref(before.keys);
    }
    editor_fail(editor);
}

/* An operator may have opened the command line, which now waits in `pending`, or want one more key. */
static void operator_done(Editor *editor)
{
    if (editor->mode != MODE_PROMPT && !editor->pending.waiting)
        normal_clear_pending(editor);
}

static void complete(Editor *editor, const Action *action, ActionCall *call)
{
    if (!editor_may_do(editor, action)) {
        normal_clear_pending(editor);
        return;
    }
    const char *refused = output_refuses(editor, action);
    if (refused) {
        editor_error(editor, "%s", refused);
        return;
    }
    switch (action->kind) {
    case ACTION_MOTION:
    case ACTION_TEXT_OBJECT:
        run_motion(editor, action, call);
        operator_done(editor);
        break;
    case ACTION_OPERATOR: {
        bool visual = mode_is_visual(editor->mode);
        run_operator(editor, action, call);
        if (visual)
            operator_done(editor);
        break;
    }
    case ACTION_COMMAND:
        if (!(action->flags & ACTION_PREFIX)) {
            run_command(editor, action, call);
        } else {
            editor->pending.waiting = NULL;
            g_array_set_size(editor->pending.sequence, 0);
            if (!((CommandFunction)action->function)(editor, call))
                editor_fail(editor);
        }
        break;
    }
}

bool normal_is_begun(const Editor *editor)
{
    const Pending *pending = &editor->pending;
    return pending->operator || pending->waiting || pending->sequence->len || pending->count || pending->reg;
}

/* After a complete command: the cursor may not stay behind a line; <C-o> goes back to inserting. */
static void settle(Editor *editor)
{
    if (normal_is_begun(editor))
        return;
    if (editor->mode == MODE_NORMAL && editor->insert.one_command) {
        insert_resume(editor);
        return;
    }
    editor_clamp_cursor(editor);
    marks_check_jump(editor);
}

static void start_action(Editor *editor, const Action *action)
{
    Pending *pending = &editor->pending;
    if (normal_open_prompt(editor, action))
        return;
    bool stops_recording = strcmp(action->name, "record-macro") == 0 && editor->input.recording;
    if (action->takes_key && !stops_recording) {
        pending->waiting = action;
        return;
    }
    ActionCall call = call_of(pending, (Key){0});
    complete(editor, action, &call);
    settle(editor);
}

bool editor_run_action(Editor *editor, const Action *action, ActionCall *call)
{
    editor->input.failed = false;
    if (editor->mode == MODE_MODELESS) {
        modeless_run(editor, NULL, action, call);
    } else {
        complete(editor, action, call);
        settle(editor);
    }
    return !editor->input.failed;
}

void normal_line_done(Editor *editor, const char *line)
{
    Pending *pending = &editor->pending;
    const Action *action = pending->waiting;
    editor->mode = pending->mode_before;
    pending->waiting = NULL;
    if (!line || !action) {
        normal_clear_pending(editor);
        settle(editor);
        return;
    }
    g_autoptr(GArray) keys = keys_of_text(line, strlen(line));
    Key enter = {13, 0};
    g_array_append_val(keys, enter);
    if (!(action->flags & ACTION_PREFIX)) /* a register is no part of what `.` types again */
        g_array_append_vals(pending->typed, keys->data, keys->len);
    ActionCall call = call_of(pending, (Key){0});
    call.text = line;
    if (editor->mode == MODE_MODELESS) {
        modeless_run(editor, NULL, action, &call);
        return;
    }
    complete(editor, action, &call);
    settle(editor);
}

/* --- keys ------------------------------------------------------------------------------------------------------ */

static bool is_escape(Key key)
{
    return (key.code == 27 && !key.modifiers) || (key.code == 'c' && key.modifiers == MOD_CTRL);
}

static void argument_key(Editor *editor, Key key)
{
    Pending *pending = &editor->pending;
    const Action *action = pending->waiting;
    pending->waiting = NULL;
    if (is_escape(key)) {
        normal_clear_pending(editor);
        settle(editor);
        return;
    }
    if (!(action->flags & ACTION_PREFIX) && !pending->letters[1]) /* a label is for once */
        g_array_append_val(pending->typed, key);
    LettersStep step = letters_take(editor, action, key);
    if (step == LETTERS_GIVEN_UP) {
        normal_clear_pending(editor);
        settle(editor);
        editor_put_key_back(editor, key);
        return;
    }
    if (step == LETTERS_MORE || !normal_takes_digraph(pending, action, &key)) {
        pending->waiting = action;
        return;
    }
    ActionCall call = call_of(pending, key);
    complete(editor, action, &call);
    settle(editor);
}

static bool is_doubled(const Pending *pending, Key key)
{
    if (!pending->operator || !pending->operator_length)
        return false;
    size_t length = pending->operator_length;
    if (!key_equal(key, pending->operator_keys[length - 1]))
        return false;
    if (pending->sequence->len == 0)
        return true;
    if (pending->sequence->len != length - 1)
        return false;
    for (size_t i = 0; i + 1 < length; i++) {
        if (!key_equal(g_array_index(pending->sequence, Key, i), pending->operator_keys[i]))
            return false;
    }
    return true;
}

static void run_binding(Editor *editor, const Binding *binding)
{
    Pending *pending = &editor->pending;
    guint length = pending->sequence->len;
    if (!binding->action) {
        g_array_set_size(pending->typed, pending->typed->len - length);
        g_array_set_size(pending->sequence, 0);
        editor_feed_keys(editor, binding->keys, binding->key_count, true);
        return;
    }
    if ((binding->action->flags & ACTION_PREFIX) && binding->action->takes_key)
        g_array_set_size(pending->typed, pending->typed->len - length);
    start_action(editor, binding->action);
}

/* Keys that lead to no longer row are the shorter one, and `extra` keys that come behind it. */
static bool take_shorter(Editor *editor, guint extra)
{
    Pending *pending = &editor->pending;
    const Binding *binding;
    guint length = pending->sequence->len - extra;
    const Key *keys = (const Key *)pending->sequence->data;
    if (!length || keymap_longest(editor->keymap, normal_map_mode(editor), keys, length, &binding) != length)
        return false;
    for (guint i = pending->sequence->len; i-- > length;)
        editor_put_key_back(editor, g_array_index(pending->sequence, Key, i));
    g_array_set_size(pending->typed, pending->typed->len - extra);
    g_array_set_size(pending->sequence, length);
    run_binding(editor, binding);
    return true;
}

static void mapped_key(Editor *editor, Key key)
{
    Pending *pending = &editor->pending;
    bool doubled = is_doubled(pending, key);
    g_array_append_val(pending->sequence, key);
    g_array_append_val(pending->typed, key);
    if (doubled) {
        run_doubled(editor);
        operator_done(editor);
        settle(editor);
        return;
    }
    const Binding *binding;
    switch (keymap_find(editor->keymap, normal_map_mode(editor), (const Key *)pending->sequence->data,
                        pending->sequence->len, &binding)) {
    case KEYMAP_PREFIX:
    case KEYMAP_AMBIGUOUS:
        break;
    case KEYMAP_NONE:
        if (take_shorter(editor, 1))
            break;
        output_tell_unbound(editor);
        modeless_tell_unbound(editor, pending->shown->str);
        editor_fail(editor);
        settle(editor);
        break;
    case KEYMAP_FOUND:
        run_binding(editor, binding);
        break;
    }
}

void normal_finish(Editor *editor)
{
    bool by_rows = !mode_is_typing(editor->mode) && editor->mode != MODE_MODELESS;
    if (by_rows && editor->pending.sequence->len && !editor->pending.waiting)
        take_shorter(editor, 0);
    normal_clear_pending(editor);
}

void normal_key(Editor *editor, Key key)
{
    Pending *pending = &editor->pending;
    show(pending, key);
    if (pending->waiting) {
        argument_key(editor, key);
        return;
    }
    if (is_escape(key) && !modeless_goes_on(editor, key) &&
        (pending->operator || pending->sequence->len || pending->count || pending->reg)) {
        normal_clear_pending(editor);
        settle(editor);
        return;
    }
    bool digit = !key.modifiers && key.code >= '0' && key.code <= '9' && pending->sequence->len == 0;
    if (digit && (key.code != '0' || pending->count)) {
        pending->count = MIN(pending->count * 10 + (long)(key.code - '0'), LARGEST_COUNT);
        return;
    }
    mapped_key(editor, key);
}
